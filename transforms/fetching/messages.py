"""What is asked of the web, what came of it, and the limits that hold meanwhile."""

from datetime import datetime
from importlib import metadata
from typing import NamedTuple, TypeAlias

PRODUCT_TOKEN = "writethru"
"""The name that robots.txt files know us by."""

FEED_TYPES = (
    *("text/*", "application/*xml", "application/*json", "application/rss*", "application/atom*", "application/x-*"),
    *("application/octet-stream", "binary/octet-stream", "application/*gzip"),
)
"""Half of the feeds in the wild do not name their type truly, so only what cannot be one is refused."""

SITEMAP_TYPES = ("text/*", "application/*xml", "application/octet-stream", "application/*gzip")
PAGE_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain")


class Request(NamedTuple):
    """A document to ask for.

    Attributes:
      url: its http or https address.
      kind: ``feed``, ``page`` or ``sitemap``: decides which content types are taken.
      etag, last_modified: validators of the version that the caller holds, verbatim; empty or None
        asks for the whole document.
      priority: within its host, higher is asked first; equal ones in the order given.
    """

    url: str
    kind: str = "page"
    etag: str | None = None
    last_modified: str | None = None
    priority: float = 0.0


class Fetched(NamedTuple):
    """An answer: a document, or word that the one held is still the present one.

    Attributes:
      url: as it was requested.
      final_url: the address that answered, after redirects, without fragment.
      status: 200 or 203, or 304 when ``not_modified``.
      etag, last_modified: the answer's validators, verbatim; on a 304 the request's own where it gave none.
      content_type: media type in lower case, without parameters; empty if the server named none.
      charset: from the Content-Type header, lower case; a hint only, the document may know better.
      max_age_secs: how much longer the answer is fresh: Cache-Control's ``max-age`` less ``Age``; None if unsaid.
      retry_after_secs: from a Retry-After header, at most a day.
      body: decompressed bytes, at most ``FetchSettings.max_bytes``.
      moved_to: ``final_url`` if every redirect on the way was permanent (301 or 308), else None.
      fetched_at: when the answer was complete, UTC.
      not_modified: the version named by the request's validators is the present one; ``body`` is empty.
      bytes_read: body bytes that came over the wire, before decompression.
    """

    url: str
    final_url: str
    status: int
    etag: str | None
    last_modified: str | None
    content_type: str
    charset: str | None
    max_age_secs: int | None
    retry_after_secs: int | None
    body: bytes
    moved_to: str | None
    fetched_at: datetime
    not_modified: bool
    bytes_read: int


class Failed(NamedTuple):
    """Why a request brought no document.

    Attributes:
      url: as it was requested.
      reason: a stable word: ``bad_url``, ``bad_scheme``, ``private_address``, ``robots_denied``,
        ``robots_unreachable``, ``dns_failed``, ``connection_failed``, ``tls_failed``, ``timeout_connect``,
        ``timeout_read``, ``timeout_total``, ``too_large``, ``header_too_large``, ``truncated``,
        ``bad_http``, ``bad_encoding``, ``bad_content_type``, ``bad_redirect``, ``too_many_redirects``,
        ``http_404`` and so on for every other status, and ``deferred``: not asked in this batch, try again
        (after ``retry_after_secs`` if that is given).
      detail: a sentence for a reader; may quote the server.
      status: of the last answer, if there was one.
      retry_after_secs: how long the server wants to be left alone, at most a day.
    """

    url: str
    reason: str
    detail: str
    status: int | None = None
    retry_after_secs: int | None = None


Outcome: TypeAlias = Fetched | Failed


class Trouble(NamedTuple):
    """Why one step failed, before it is known which request it fails."""

    reason: str
    detail: str
    status: int | None = None
    retry_after_secs: int | None = None


def name_ourselves(version: str, contact: str | None = None) -> str:
    """Return a User-Agent that says who asks: ``writethru/1.2.0 (+https://example.org/contact)``.

    Raises:
      ValueError: ``contact`` holds a character that a header cannot carry.
    """
    if not contact:
        return f"{PRODUCT_TOKEN}/{version}"
    if not contact.isascii() or not contact.isprintable() or set(contact) & set(" ()"):
        raise ValueError(f"contact {contact!r} must be a URL or mail address in ASCII, without spaces or brackets")
    return f"{PRODUCT_TOKEN}/{version} (+{contact})"


def _installed_version() -> str:
    try:
        return metadata.version("writethru")
    except metadata.PackageNotFoundError:
        return "0"


class FetchSettings(NamedTuple):
    """The limits of a fetch.

    Attributes:
      user_agent: sent with every request; see ``name_ourselves``.
      max_bytes: of a document, after decompression (and before).
      connect_timeout_secs: for name lookup, TCP and TLS together.
      read_timeout_secs: longest silence of a server.
      total_timeout_secs: for one request from dialling to the last byte, each redirect anew; so the slowest
        sender that is waited for needs ``max_bytes / total_timeout_secs`` bytes a second.
      max_redirects: hops after the first request.
      host_interval_secs: shortest time from one answer of a host to the next question to it.
      max_crawl_delay_secs: a longer Crawl-delay is cut to this.
      max_connections: requests under way at any time, over all hosts; one host never has more than one.
      allow_private: host names (exactly as in the address) and networks (``10.1.0.0/16``, ``::1``) that may be
        asked though they are not public.  An allowed name may resolve to any address.
      max_header_bytes: of one header line; a response has at most 128 of them.
      robots_secs: how long a robots.txt that was read, or is known not to exist, holds.
      robots_retry_secs: how long one that could not be read forbids, before it is asked for again.
      robots_bytes: what is read of a robots.txt (RFC 9309 asks for at least 500 KiB).
      feed_types, page_types, sitemap_types: accepted media types, as shell patterns; an answer
        without a type is accepted.
    """

    user_agent: str = name_ourselves(_installed_version())
    max_bytes: int = 10_000_000
    connect_timeout_secs: float = 10.0
    read_timeout_secs: float = 10.0
    total_timeout_secs: float = 30.0
    max_redirects: int = 5
    host_interval_secs: float = 1.0
    max_crawl_delay_secs: float = 30.0
    max_connections: int = 32
    allow_private: tuple[str, ...] = ()
    max_header_bytes: int = 32_768
    robots_secs: float = 86_400.0
    robots_retry_secs: float = 60.0
    robots_bytes: int = 500 * 1024
    feed_types: tuple[str, ...] = FEED_TYPES
    page_types: tuple[str, ...] = PAGE_TYPES
    sitemap_types: tuple[str, ...] = SITEMAP_TYPES

    def types_for(self, kind: str) -> tuple[str, ...]:
        """Return the media types accepted for a kind of request.

        Raises:
          ValueError: there is no such kind.
        """
        kinds = {"feed": self.feed_types, "page": self.page_types, "sitemap": self.sitemap_types}
        if kind not in kinds:
            raise ValueError(f"kind {kind!r} is none of {', '.join(kinds)}")
        return kinds[kind]
