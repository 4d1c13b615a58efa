"""What a source's address answered → the pages and sources that it names, and when to ask it again.

A source is a feed, a sitemap, a list of feeds or a page that names feeds.  Nothing here knows a network:
``transforms.look`` asks, and visits what is found.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from typing import Any, NamedTuple

from transforms.fetch import after_page
from transforms.fetching import Failed, Fetched
from transforms.polling import schedule
from transforms.polling.discovery import find_feeds, sniff
from transforms.polling.feed_hints import FeedHints, read_feed_hints
from transforms.polling.memory import SOURCE, Memory, from_json, new_source, page_key
from transforms.polling.opml import read_opml
from transforms.polling.schedule import FeedState, Outcome, PageState, Settings
from transforms.polling.sitemaps import read_sitemap, unpack
from transforms.read import page_of_seed
from transforms.reading.bounded import Refusal
from transforms.reading.dates import parse_time
from transforms.reading.feeds import SeedObject, read_feed, read_json_feed
from transforms.reading.seeds import check_seed
from transforms.text.addresses import canonical_address, names_an_article
from transforms.visits import Sight, after_deferral, entry_of, is_deferred, outcome_of, reject_of, visit_of

STAGE = "poll"

PAGE = "page"
FRONT = "front"
"""A page that is read for the feeds that it names."""

MAX_GIVEN_OUT = 1_000
"""Entries without an address that a feed's state remembers, 16 characters each.  What a feed shows beyond them is given
out at each visit, and found known.
"""

_DIGEST_BYTES = 8


class FoundPage(NamedTuple):
    """An article's page that a source names; its title is read from the page, where edits show."""

    url: str
    published_at: datetime | None
    edited_at: datetime | None = None


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
    pages = [
        FoundPage(entry["url"], _time(entry, "published"), _time(entry, "modified"))
        for entry in entries
        if entry["url"]
    ]
    return Findings("feed", pages, (), [entry for entry in entries if not entry["url"]], hints)


def _feed_entries(body: bytes, url: str) -> list[SeedObject] | Refusal:
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return read_feed(body, url)
    try:
        return read_json_feed(json.loads(body), url)
    except (ValueError, RecursionError) as error:
        return Refusal("bad_feed", f"is not JSON: {str(error)[:200]}")


def _time(entry: SeedObject, name: str) -> datetime | None:
    stated = entry.get(name)
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
    return Findings("opml", sources=[FoundSource(feed.url, feed.kind) for feed in feeds])


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


class Met(NamedTuple):
    """What is known already, by the lake or from earlier in this look.

    Attributes:
      pages: their keys.
      sources: their addresses.
      held: by its key, the memory (as JSON) of each page that this look may visit sooner.
    """

    pages: set[str]
    sources: set[str]
    held: Mapping[str, str]


def after_source(
    memory: Memory, answer: Fetched | Failed, met: Met, settings: Settings, now: datetime, jitter: float
) -> Iterator[Sight | Memory]:
    """Return what comes of the visit of a source: sights, and the memory of what is to be visited because of it.

    That is each page and source that it names and nobody met, and each known page that it calls edited since.

    Args:
      met: grows by what is returned.
      jitter: from 0 to 1, chance for this visit.
    """
    if is_deferred(answer):
        yield from after_deferral(memory, answer, STAGE, now)
        return
    outcome = outcome_of(answer)
    if isinstance(answer, Failed):
        yield from _settled(memory, outcome, settings, now, jitter, answer.reason)
        return
    if answer.not_modified:
        yield from _settled(memory, outcome, settings, now, jitter)
        return
    read = read_source(memory.state.kind, answer.final_url, answer.body, answer.content_type)
    if isinstance(read, Refusal):
        yield from _settled(memory, outcome._replace(error=read.detail), settings, now, jitter, read.reason)
    elif read.kind == PAGE:
        state = replace(schedule.new_page(memory.state.url, now), moved_to=memory.state.moved_to)
        yield from after_page(Memory(state, memory.via), answer, settings, now, jitter)
    else:
        yield from _edited(read, met, settings, now)
        fresh = list(_not_met(memory, read, met, now))
        yield from fresh
        assert isinstance(memory.state, FeedState)
        articles, given_out = _not_given_out(read.articles, memory.state.given_out, now)
        entries = len(fresh) + len(articles)
        outcome = outcome._replace(changed=entries > 0, new_entries=entries, hints=read.hints)
        named = memory._replace(state=replace(memory.state, kind=read.kind, given_out=given_out))
        yield from _settled(named, outcome, settings, now, jitter)
        for article in articles:
            yield from _article_of_feed(memory.state.url, article, now)


def _not_met(memory: Memory, read: Findings, met: Met, now: datetime) -> Iterator[Memory]:
    for page in unknown_pages(read.pages, met.pages):
        yield Memory(schedule.new_page(page.url, now, page.published_at), memory.via, page.published_at)
    for source in read.sources:
        if source.url not in met.sources:
            met.sources.add(source.url)
            yield new_source(source.url, now, memory.via, source.kind)


def _not_given_out(
    articles: Sequence[SeedObject], given_out: Sequence[str], now: datetime
) -> tuple[list[SeedObject], tuple[str, ...]]:
    """Return the articles that the feed did not show like this at its last visit, and what it shows by now.

    On another day all of them are given out again: what is to be read anew without having changed (a text that came
    back too often, a text for a newer extractor) is not forgotten.
    """
    named = {_digest_of(article, now): article for article in articles}
    before = set(given_out)
    fresh = [article for digest, article in named.items() if digest not in before]
    return fresh, tuple(named)[:MAX_GIVEN_OUT]


def _digest_of(article: SeedObject, now: datetime) -> str:
    content = json.dumps([1, now.date().isoformat(), article], sort_keys=True)
    return blake2b(content.encode(), digest_size=_DIGEST_BYTES).hexdigest()


def _edited(read: Findings, met: Met, settings: Settings, now: datetime) -> Iterator[Memory]:
    for page in read.pages:
        text = met.held.get(page_key(page.url)) if page.edited_at else None
        memory = from_json(text) if text else None
        if memory is None or page.edited_at is None or not isinstance(memory.state, PageState):
            continue
        state = schedule.hasten_edited_page(memory.state, page.edited_at, settings, now)
        if state.due_at != memory.state.due_at:
            yield memory._replace(state=state)


def _settled(
    memory: Memory, outcome: Outcome, settings: Settings, now: datetime, jitter: float, reason: str = ""
) -> Iterator[Sight]:
    assert isinstance(memory.state, FeedState)
    state, why = schedule.after_feed_visit(memory.state, outcome, settings, now, jitter)
    if reason:
        yield Sight("rejects", reject_of(STAGE, state.url, reason, why), f"{STAGE}/rejected")
    what = "failed" if reason else "unchanged" if outcome.status == 304 else "read"
    settled = memory._replace(state=state, reason=reason)
    yield Sight("visits", visit_of(settled, what, now), "" if reason else f"{STAGE}/{what}")


def _article_of_feed(feed_url: str, article: dict[str, Any], now: datetime) -> Iterator[Sight]:
    """An entry without an address is an article in itself, named within its feed."""
    name = f"{feed_url}#{article.get('key')}"
    seed = check_seed(article, url_needed=False)
    if isinstance(seed, Refusal):
        yield Sight("rejects", reject_of(STAGE, name, *seed), f"{STAGE}/rejected")
        return
    yield Sight("pages", page_of_seed(entry_of(name, "json", feed_url, now), seed), f"{STAGE}/articles")
