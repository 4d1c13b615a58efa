"""What names an entry of a feed for all time.

Publishers change an entry's GUID with a new content system, its title with each update, its scheme
and its tracking parameters from one poll to the next.  What stays is where its article is.
"""

import re
from hashlib import blake2b
from urllib.parse import urljoin, urlsplit

from transforms.text.addresses import canonical_address

MAX_LINK_CHARS = 2_000

_DIGEST_BYTES = 12
# FeedBurner counts clicks at addresses of its own, new ones for the same article after a while.
_COUNTED = re.compile(r"^https?://[^/]{1,255}/~r/", re.IGNORECASE)


def entry_key(link: str | None, guid: str | None, feed_url: str) -> str:
    """Return what names an entry, the same at each poll.

    It is the canonical address of the entry's link (``transforms.text.addresses``), which is the
    article's id.  A link that is no article (none, the site's home, the feed itself, a counter's
    address) gives way to the GUID: to its address if it is one, else to a digest of it and of the
    feed's canonical address.

    Args:
      link, guid: as the feed has them; a relative link is resolved against ``feed_url``.
      feed_url: the feed's address as it was given, not one it has moved to.
    """
    feed = canonical_address(feed_url) or feed_url
    linked = _address(link, feed_url)
    named = _address(guid, None)
    by_link = canonical_address(linked) if linked else None
    by_guid = canonical_address(named) if named else None
    if linked and by_link and not _COUNTED.match(linked) and _is_article(by_link, feed):
        return by_link
    if by_guid and _is_article(by_guid, feed):
        return by_guid
    name = (guid or "").strip() or linked or (link or "").strip()
    return f"entry:{blake2b(_stable(feed, name), digest_size=_DIGEST_BYTES).hexdigest()}"


def _stable(feed: str, name: str) -> bytes:
    return f"1\n{feed}\n{name}".encode("utf-8", "replace")


def _address(text: str | None, base: str | None) -> str | None:
    """Return ``text`` as an absolute http(s) address, or None if it is none."""
    text = (text or "").strip()
    if not text or len(text) > MAX_LINK_CHARS:
        return None
    try:
        address = urljoin(base, text) if base else text
        parts = urlsplit(address)
        return address if parts.scheme.lower() in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def _is_article(address: str, feed: str) -> bool:
    """Whether a canonical address names more than a host, and is not the feed's own."""
    _, slash, rest = address.partition("/")
    return address != feed and (bool(slash and rest) or "?" in address)
