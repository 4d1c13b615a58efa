"""A fetched feed, sitemap, list of feeds or page → the pages and sources that it names.

Nothing here knows a network: ``fetch`` brings the documents, and keeps what is found.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from transforms.polling.discovery import find_feeds, sniff
from transforms.polling.feed_hints import FeedHints, read_feed_hints
from transforms.polling.memory import SOURCE, page_key
from transforms.polling.opml import read_opml
from transforms.polling.sitemaps import read_sitemap, unpack
from transforms.reading.bounded import Refusal
from transforms.reading.dates import parse_time
from transforms.reading.feeds import SeedObject, read_feed, read_json_feed
from transforms.text.addresses import canonical_address, names_an_article

STAGE = "poll"

PAGE = "page"
FRONT = "front"
"""A page that is read for the feeds that it names."""


class FoundPage(NamedTuple):
    """An article's page that a source names; its title is read from the page, where edits show."""

    url: str
    published_at: datetime | None


class FoundSource(NamedTuple):
    """A source that another one names; ``kind`` as in ``FeedState``."""

    url: str
    kind: str


class Findings(NamedTuple):
    """What a fetched source turned out to be, and what it names.

    Attributes:
      kind: ``feed``, ``sitemap``, ``opml``, ``front``, or ``page`` for an article's page that was given as a source.
      articles: feed entries without an address, which are articles in themselves, as seed objects.
      hints: what a feed says of itself.
    """

    kind: str
    pages: Sequence[FoundPage] = ()
    sources: Sequence[FoundSource] = ()
    articles: Sequence[SeedObject] = ()
    hints: FeedHints | None = None


def read_source(kind: str, url: str, body: bytes, content_type: str) -> Findings | Refusal:
    """Return what a source names, or why it is none.

    A source of which nothing is known yet (kind ``source``) may be anything.  A page is read for
    the feeds that it names if its address is not that of an article; else it is the article.

    Args:
      url: where it was fetched, against which relative addresses are resolved.
    """
    what = sniff(body, content_type)
    if kind in (SOURCE, FRONT) and what == PAGE:
        return _read_front_page(url, body)
    if kind == SOURCE and what == "unknown":
        return Refusal("unknown_source", "is no feed, no sitemap, no list of feeds and no page")
    if kind != SOURCE and what not in (kind, "unknown"):
        return Refusal(f"not_a_{kind}", f"was a {kind} and answers now with a {what}")
    what = kind if what == "unknown" else what
    if what == "feed":
        return _read_feed(url, body)
    return _read_opml(body) if what == "opml" else _read_sitemap(body)


def _read_feed(url: str, body: bytes) -> Findings | Refusal:
    plain = unpack(body)
    if isinstance(plain, Refusal):
        return plain
    entries = _feed_entries(plain, url)
    hints = read_feed_hints(plain)
    if isinstance(entries, Refusal):
        # A feed between two pieces of news is no failure.
        return Findings("feed", hints=hints) if entries.reason == "no_entries" else entries
    pages = [FoundPage(entry["url"], _published(entry)) for entry in entries if entry["url"]]
    return Findings("feed", pages, (), [entry for entry in entries if not entry["url"]], hints)


def _feed_entries(body: bytes, url: str) -> list[SeedObject] | Refusal:
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return read_feed(body, url)
    try:
        return read_json_feed(json.loads(body), url)
    except (ValueError, RecursionError) as error:
        return Refusal("bad_feed", f"is not JSON: {str(error)[:200]}")


def _published(entry: SeedObject) -> datetime | None:
    stated = entry.get("published")
    return parse_time(stated) if isinstance(stated, str) else None


def _read_sitemap(body: bytes) -> Findings | Refusal:
    sitemap = read_sitemap(body)
    if isinstance(sitemap, Refusal):
        return sitemap
    if sitemap.kind == "index":
        return Findings("sitemap", sources=[FoundSource(item.url, "sitemap") for item in sitemap.items])
    return Findings("sitemap", [FoundPage(item.url, item.publication_date or item.lastmod) for item in sitemap.items])


def _read_opml(body: bytes) -> Findings | Refusal:
    feeds = read_opml(body)
    if isinstance(feeds, Refusal):
        return feeds
    return Findings("opml", sources=[FoundSource(feed.url, "feed") for feed in feeds])


def _read_front_page(url: str, body: bytes) -> Findings:
    address = canonical_address(url)
    feeds = find_feeds(body, url) if address is None or not names_an_article(address) else []
    # The best of them alone: a site's other feeds are parts of it, or the same in another format.
    # A page with feeds is to us what a list of feeds is.
    return Findings(FRONT, sources=[FoundSource(feeds[0], "feed")]) if feeds else Findings(PAGE)


def unknown_pages(pages: Iterable[FoundPage], known: set[str]) -> list[FoundPage]:
    """Return the pages that are not known yet, each once, and note their keys in ``known``."""
    fresh = []
    for page in pages:
        name = page_key(page.url)
        if name not in known:
            known.add(name)
            fresh.append(page)
    return fresh
