"""Sitemaps and sitemap indexes (sitemaps.org), news sitemaps, and sitemaps that are plain text.

The kept library for them, ultimate-sitemap-parser, is under the GPL and fetches by itself, past
our guards; so they are read here.
"""

import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from transforms.polling.markup import Enough, Path, walk_xml
from transforms.reading.bounded import Refusal
from transforms.reading.dates import parse_time
from transforms.reading.plain import clean

MAX_ITEMS = 50_000
"""What one sitemap may hold (sitemaps.org, protocol); more are not read.  ``test_a_sitemap_is_bounded``."""

MAX_BYTES = 50 * 1024 * 1024
"""Its size after decompression, by the same protocol."""

MAX_ADDRESS_CHARS = 2_048
"""The length of an address, by the same protocol."""

MAX_NAME_CHARS = 500

_GZIP_MAGIC = b"\x1f\x8b"
_ROOTS = {"urlset": "urlset", "sitemapindex": "index"}
_ITEMS = {"urlset": "url", "index": "sitemap"}


class SitemapItem(NamedTuple):
    """One address of a sitemap; of an index, the address of another sitemap.

    Attributes:
      lastmod: when it was last changed, as the sitemap says.
      news_title, publication_date, publication_name, language: from the news extension; None elsewhere.
    """

    url: str
    lastmod: datetime | None = None
    news_title: str | None = None
    publication_date: datetime | None = None
    publication_name: str | None = None
    language: str | None = None


class Sitemap(NamedTuple):
    """What a sitemap lists, in its order.

    Attributes:
      kind: ``urlset`` (pages) or ``index`` (other sitemaps).
      warning: what is wrong with it though it could be read; empty for a sound one.
    """

    kind: str
    items: list[SitemapItem]
    warning: str


def read_sitemap(content: bytes) -> Sitemap | Refusal:
    """Return what a sitemap lists, or why it is none.

    Reads gzip by its first bytes.  Addresses that are not http(s) or too long are left out; a
    sitemap that breaks off is read as far as it goes.
    """
    plain = unpack(content)
    if isinstance(plain, Refusal):
        return plain
    start = plain[:200].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")
    if not start.startswith(b"<"):
        return _text_sitemap(plain)
    reader = _SitemapReader()
    wrong = walk_xml(plain, on_start=reader.start, on_end=reader.end)
    if not reader.kind:
        return Refusal("bad_sitemap", f"is not a sitemap{': ' + wrong if wrong else ''}")
    return Sitemap(reader.kind, reader.items, f"malformed but read: {wrong}" if wrong else reader.warning)


def unpack(content: bytes) -> bytes | Refusal:
    """Return the bytes, through gzip if they are gzip; more than ``MAX_BYTES`` are refused, not cut."""
    if content.startswith(_GZIP_MAGIC):
        stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            content = stream.decompress(content, MAX_BYTES + 1)
        except zlib.error as error:
            return Refusal("bad_gzip", f"the gzip data is broken: {error}")
    if len(content) > MAX_BYTES:
        return Refusal("too_large", f"has more than {MAX_BYTES:,} bytes")
    return content


class _SitemapReader:
    """Collects items from the flow of a sitemap's elements."""

    def __init__(self) -> None:
        self.kind = ""
        self.items: list[SitemapItem] = []
        self.warning = ""
        self._said: dict[Path, str] = {}

    def start(self, path: Path, attributes: Mapping[str, str]) -> None:
        """Find out from the root what it is."""
        if len(path) == 1:
            self.kind = _ROOTS.get(path[0], "")
            if not self.kind:
                raise Enough
        elif len(path) == 2:
            self._said.clear()

    def end(self, path: Path, text: str) -> None:
        """Note a part of an item, and at its end the item."""
        if len(path) > 2:
            if len(path) <= 5:
                self._said.setdefault(path[2:], text)
        elif len(path) == 2 and path[1] == _ITEMS[self.kind]:
            item = _item(self._said)
            if item:
                self.items.append(item)
            if len(self.items) >= MAX_ITEMS:
                self.warning = f"only its first {MAX_ITEMS:,} addresses were read"
                raise Enough


def _item(said: Mapping[Path, str]) -> SitemapItem | None:
    url = said.get(("loc",), "")
    if not _is_address(url):
        return None
    lastmod, published = said.get(("lastmod",)), said.get(("news", "publication_date"))
    return SitemapItem(
        url=url,
        lastmod=parse_time(lastmod) if lastmod else None,
        news_title=_short(said.get(("news", "title"))),
        publication_date=parse_time(published) if published else None,
        publication_name=_short(said.get(("news", "publication", "name"))),
        language=_short(said.get(("news", "publication", "language"))),
    )


def _short(text: str | None) -> str | None:
    return text[:MAX_NAME_CHARS] if text else None


def _is_address(url: str) -> bool:
    return len(url) <= MAX_ADDRESS_CHARS and url.lower().startswith(("http://", "https://")) and not _has_space(url)


def _has_space(url: str) -> bool:
    return any(character.isspace() for character in url)


def _text_sitemap(plain: bytes) -> Sitemap | Refusal:
    """Return the addresses of a sitemap with one a line; the first line that has text must be one."""
    items: list[SitemapItem] = []
    skipped = 0
    for line in plain.removeprefix(b"\xef\xbb\xbf").splitlines():
        url = clean(line.decode("utf-8", "replace").strip()) if len(line) <= 4 * MAX_ADDRESS_CHARS else " "
        if url and not _is_address(url):
            if not items:
                return Refusal("bad_sitemap", "is neither XML nor a list of addresses")
            skipped += 1
        elif url:
            items.append(SitemapItem(url))
        if len(items) >= MAX_ITEMS:
            return Sitemap("urlset", items, f"only its first {MAX_ITEMS:,} addresses were read")
    if not items:
        return Refusal("bad_sitemap", "is empty")
    return Sitemap("urlset", items, f"{skipped:,} lines are no addresses" if skipped else "")
