"""Which feeds a page names, and what bytes from the web are."""

import re
from collections.abc import Mapping
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree

from transforms.reading.bounded import decompressed_head
from transforms.reading.feeds import JSON_FEED_VERSION, root_name

HEAD_BYTES = 1_000_000
"""How much of a page is searched for its feeds: they stand in its head, and 1 MB of scripts may precede them.

Defended by ``test_feeds_are_searched_in_the_head_only``.
"""

MAX_FEEDS = 100
MAX_ADDRESS_CHARS = 2_048

_TYPES = {
    "application/atom+xml": 0,
    "application/rss+xml": 0,
    "application/rdf+xml": 1,
    "application/feed+json": 1,
    "application/x-rss+xml": 1,
    "text/rss+xml": 1,
    "text/xml": 2,
    "application/xml": 2,
    "text/rss": 2,
    "application/json": 3,
}
"""How surely an alternate of this type is a feed; 0 is surest."""

_COMMENTS = re.compile(r"comments?\b", re.IGNORECASE)
# WordPress names the JSON of the page itself an alternate.
_NO_FEED = re.compile(r"/wp-json/|/oembed\b", re.IGNORECASE)

_FEED_ROOTS = frozenset({"rss", "rdf", "feed", "channel"})
_SITEMAP_ROOTS = frozenset({"urlset", "sitemapindex"})
_SNIFFED_BYTES = 16_000
_JSON_FEED = re.compile(
    rb'"version"\s{0,20}:\s{0,20}"' + re.escape(JSON_FEED_VERSION).encode().replace(rb"/", rb"\\?/")
)
_HTML_MARK = re.compile(rb"<(?:!doctype\s{1,20}html|html|head|body|title|meta|div|p|article|h1)\b", re.IGNORECASE)


def find_feeds(html: bytes, base_url: str) -> list[str]:
    """Return the addresses of the feeds that a page names in its ``link`` elements, the best first.

    Feeds of comments come last; then those whose type is surest; then as they stand in the page.
    Addresses are absolute, resolved against ``base href`` and ``base_url``, http(s) only, each once.
    """
    reader = _LinkReader()
    parser = etree.HTMLParser(target=reader, encoding="utf-8", no_network=True, huge_tree=True)
    try:
        parser.feed(html[:HEAD_BYTES].replace(b"\0", b""))
        parser.close()
    except etree.XMLSyntaxError:
        pass  # An empty page; what was found before the fault stays.
    base = _joined(base_url, reader.base) or base_url
    found: dict[str, tuple[bool, int]] = {}
    for link in reader.links:
        url = _joined(base, link.get("href") or "")
        rank = _TYPES.get((link.get("type") or "").partition(";")[0].strip().lower())
        if url is None or rank is None or _NO_FEED.search(url) or len(found) >= MAX_FEEDS:
            continue
        comments = bool(_COMMENTS.search(f"{link.get('title') or ''} {urlsplit(url).path}"))
        found.setdefault(url, (comments, rank))
    return sorted(found, key=lambda url: found[url])


def sniff(content: bytes, content_type: str | None) -> str:
    """Return what a document is: ``feed``, ``sitemap``, ``opml``, ``page`` or ``unknown``.

    Decided by the bytes (gzip is looked into); the type that a server claims counts only where they
    do not tell, since feeds are served as ``text/html`` and pages as ``application/xml``.
    """
    if content.startswith(b"\x1f\x8b"):
        content = decompressed_head(content, _SNIFFED_BYTES)
    head = content[:_SNIFFED_BYTES].replace(b"\0", b"")
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.startswith(b"{"):
        return "feed" if _is_json_feed(content, content_type) else "unknown"
    root = root_name(head)
    if root in _FEED_ROOTS:
        return "feed"
    if root in _SITEMAP_ROOTS:
        return "sitemap"
    if root == "opml":
        return "opml"
    claimed = (content_type or "").partition(";")[0].strip().lower()
    if root == "html" or _HTML_MARK.search(head) or (start[:1] == b"<" and "html" in claimed):
        return "page"
    if start.lower().startswith((b"http://", b"https://")) and _is_address_list(head):
        return "sitemap"
    return "unknown"


class _LinkReader:
    """A parser target: keeps the alternates of a page and its base address."""

    def __init__(self) -> None:
        self.base = ""
        self.links: list[dict[str, str]] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "base" and not self.base:
            self.base = attributes.get("href") or ""
        elif tag == "link" and len(self.links) < 10 * MAX_FEEDS:
            relations = (attributes.get("rel") or "").lower().split()
            if "alternate" in relations or "feed" in relations:
                self.links.append(dict(attributes))

    def close(self) -> None:
        """Nothing was built, so there is nothing to give; lxml calls it."""


def _joined(base: str, link: str) -> str | None:
    """Return ``link`` as an absolute http(s) address without fragment, or None if it is none."""
    link = link.strip()
    if not link or len(link) > MAX_ADDRESS_CHARS:
        return None
    try:
        url = urldefrag(urljoin(base, link))[0]
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def _is_json_feed(content: bytes, content_type: str | None) -> bool:
    """Whether JSON calls itself a feed; its version may stand behind its items."""
    return bool(_JSON_FEED.search(content)) or "feed+json" in (content_type or "").lower()


def _is_address_list(head: bytes) -> bool:
    lines = [line.strip() for line in head.splitlines()[:5] if line.strip()]
    return all(line.lower().startswith((b"http://", b"https://")) and b" " not in line for line in lines)
