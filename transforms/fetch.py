"""What is due on the live web → pages, with all that a visit says of the address that was visited.

``look`` is one look around: sources first, then the pages that are due, those just found among them.
Sources are settled here.  A page that was fetched whole goes on to be extracted and compared, and
``settle`` says what became of it; all other visits of pages are settled here too.
"""

import random
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta, timezone
from hashlib import blake2b
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.metrics import Metrics

from transforms.elements import Entry, Look, Page, Reject, Visit
from transforms.fetching import Failed, Fetched, FetchSettings, Request, fetch_batch
from transforms.known import OpenKnown
from transforms.poll import PAGE, Findings, read_source, unknown_pages
from transforms.poll import STAGE as POLL
from transforms.polling import schedule
from transforms.polling.memory import Memory, from_json, is_page, new_source, page_keys, to_json
from transforms.polling.schedule import FeedState, Outcome, PageState, Settings
from transforms.read import page_of_seed
from transforms.reading.bounded import Refusal
from transforms.reading.seeds import check_seed
from transforms.rejects import reject_id
from transforms.stopping import STOPPING
from transforms.text.addresses import canonical_address
from transforms.times import to_timestamp

STAGE = "fetch"

MAX_DEPTH = 4
"""Sources that name sources that name sources: an OPML list, a front page, a sitemap index.  What is
deeper waits for a later round.  Defended by ``test_sources_name_sources``."""

_REQUEST_KINDS = {"sitemap": "sitemap"}
_VISIT_BYTES = 16

Clock = Callable[[], datetime]
Chance = Callable[[], float]
Fetch = Callable[[Sequence[Request]], Iterable[Fetched | Failed]]


class LookOptions(NamedTuple):
    """How a round looks around.

    Attributes:
      fetch: the limits of every request.
      schedule: when to look again.
      max_fetches: pages asked for in a round.
      patience_secs: when a round stops asking; what then waits stays due.
    """

    fetch: FetchSettings = FetchSettings()
    schedule: Settings = Settings()
    max_fetches: int = 1_000
    patience_secs: float = 60.0


class Tools(NamedTuple):
    """What a look needs of the world: a web, a clock and chance."""

    fetch: Fetch
    clock: Clock
    chance: Chance


class Sight(NamedTuple):
    """One thing that came of a look: an element, and the output and counter where it belongs."""

    output: str
    element: Page | Look | Reject | Visit
    counter: str = ""


def outcome_of(answer: Fetched | Failed) -> Outcome:
    """Return what the schedule needs to know of an answer."""
    if isinstance(answer, Failed):
        after = None if answer.retry_after_secs is None else str(answer.retry_after_secs)
        return Outcome(answer.status, error=answer.detail or answer.reason, retry_after=after)
    age = None if answer.max_age_secs is None else f"max-age={answer.max_age_secs}"
    return Outcome(
        answer.status, etag=answer.etag, last_modified=answer.last_modified, cache_control=age, moved_to=answer.moved_to
    )


def request_for(memory: Memory, settings: Settings, now: datetime, priority: float) -> Request:
    """Return how to ask for an address now: with validators, unless the whole document is wanted."""
    state = memory.state
    kind = PAGE if is_page(memory) else _REQUEST_KINDS.get(state.kind, "feed")
    full = schedule.wants_full(state, settings, now)
    validators = (None, None) if full else (state.etag, state.last_modified)
    return Request(schedule.fetch_address(state), kind, *validators, priority=priority)


def visit_of(memory: Memory, outcome: str, at: datetime) -> Visit:
    """Return the visit that says how an address stands."""
    state = memory.state
    digest = blake2b(f"1\n{state.url}\n{at.isoformat()}".encode("utf-8", "replace"), digest_size=_VISIT_BYTES)
    return Visit(
        visit_id=digest.hexdigest(),
        name=state.url,
        position=0,
        observed_at=to_timestamp(at),
        outcome=outcome,
        article_id=None,
        fingerprint=None,
        extractor=None,
        url=state.url,
        kind=state.kind,
        status=state.status,
        due_at=to_timestamp(state.due_at),
        state=to_json(memory),
    )


def reject_of(stage: str, url: str, reason: str, detail: str) -> Reject:
    """Return the reject of an address."""
    return Reject(reject_id(stage, url, 0, reason), stage, url, reason, detail, url, 0)


class _Looking:
    """One look: what is known and what was found while it goes on."""

    def __init__(self, known: set[str], sources: set[str], mine: Callable[[str], bool], options: LookOptions) -> None:
        self.known = known
        self.sources = sources
        self.mine = mine
        self.options = options
        self.found_pages: list[Memory] = []
        self.found_sources: list[Memory] = []


def look(
    due: Sequence[Memory],
    known: Iterable[str],
    options: LookOptions,
    tools: Tools,
    mine: Callable[[str], bool] = lambda url: True,
) -> Iterator[Sight]:
    """Visit what is due: sources, then pages, the most valuable first.

    Args:
      due: what is to be visited, of which at most ``options.max_fetches`` pages are.
      known: the addresses that the lake holds a state of.
      mine: whether an address that is found now may be visited by this look; others become due for the next.
    """
    addresses = [*known, *(memory.state.url for memory in due)]
    looking = _Looking(page_keys(addresses), set(addresses), mine, options)
    sources = [memory for memory in due if not is_page(memory)]
    for _ in range(MAX_DEPTH):
        yield from _visit(sources, looking, tools, _after_source)
        sources, looking.found_sources = looking.found_sources, []
        later = [memory for memory in sources if not mine(memory.state.url)]
        yield from (_found(memory, tools.clock()) for memory in later)
        sources = [memory for memory in sources if mine(memory.state.url)]
    yield from (_found(memory, tools.clock()) for memory in sources)
    now = tools.clock()
    pages = [memory for memory in due if is_page(memory)]
    pages += [memory for memory in looking.found_pages if mine(memory.state.url)]
    by_url = {memory.state.url: memory for memory in pages}
    worthy = schedule.most_valuable_first([memory.state for memory in pages], now, options.max_fetches)
    chosen = {state.url for state in worthy}
    yield from (_found(memory, now) for memory in looking.found_pages if memory.state.url not in chosen)
    yield from _visit([by_url[state.url] for state in worthy], looking, tools, _after_page)


def _found(memory: Memory, at: datetime) -> Sight:
    return Sight("visits", visit_of(memory, "found", at), f"{POLL}/found")


After = Callable[[Memory, Fetched | Failed, _Looking, Tools], Iterator[Sight]]


def _visit(memories: Sequence[Memory], looking: _Looking, tools: Tools, after: After) -> Iterator[Sight]:
    """Ask for addresses and yield what comes of each; two that have moved to one address share its answer.

    What gets no answer and was found just now is kept: the source that named it will not name it as new again.
    """
    now, settings = tools.clock(), looking.options.schedule
    waiting: dict[str, list[Memory]] = {}
    requests: dict[str, Request] = {}
    for number, memory in enumerate(memories):
        request = request_for(memory, settings, now, priority=-float(number))
        waiting.setdefault(request.url, []).append(memory)
        requests.setdefault(request.url, request)
    if not requests:
        return
    answers = iter(tools.fetch(list(requests.values())))
    try:
        for answer in answers:
            for memory in waiting.pop(answer.url):
                yield from after(memory, answer, looking, tools)
            if STOPPING.is_set():
                break
    finally:
        close = getattr(answers, "close", None)
        if close:
            close()
    left = [memory for memories in waiting.values() for memory in memories if memory.state.visited_at is None]
    yield from (_found(memory, tools.clock()) for memory in left)


def _deferred(memory: Memory, answer: Failed, stage: str, now: datetime) -> Iterator[Sight]:
    """What was not asked is no failure: it stays due, or waits as long as its host wishes."""
    if answer.retry_after_secs is None:
        kept = memory.state.visited_at is None
        yield Sight("visits" if kept else "", visit_of(memory, "found", now), f"{stage}/deferred")
        return
    due_at = now + timedelta(seconds=answer.retry_after_secs)
    put_off = memory._replace(state=memory.state._replace(due_at=due_at))
    yield Sight("visits", visit_of(put_off, "put_off", now), f"{stage}/put_off")


def _after_source(memory: Memory, answer: Fetched | Failed, looking: _Looking, tools: Tools) -> Iterator[Sight]:
    now = tools.clock()
    if isinstance(answer, Failed) and answer.reason == "deferred":
        yield from _deferred(memory, answer, POLL, now)
        return
    outcome = outcome_of(answer)
    if isinstance(answer, Failed):
        yield from _source_settled(memory, outcome, looking, tools, (answer.reason, outcome.error))
        return
    if answer.not_modified:
        yield from _source_settled(memory, outcome, looking, tools)
        return
    found = read_source(memory.state.kind, answer.final_url, answer.body, answer.content_type)
    if isinstance(found, Refusal):
        yield from _source_settled(memory, outcome._replace(error=found.detail), looking, tools, tuple(found))
    elif found.kind == PAGE:
        state = schedule.new_page(memory.state.url, now)._replace(moved_to=memory.state.moved_to)
        yield from _after_page(Memory(state, memory.via), answer, looking, tools)
    else:
        fresh = _keep_found(memory, found, looking, now)
        outcome = outcome._replace(changed=fresh > 0, new_entries=fresh, hints=found.hints)
        read = memory._replace(state=memory.state._replace(kind=found.kind))
        yield from _source_settled(read, outcome, looking, tools)
        for article in found.articles:
            yield from _article_of_feed(memory.state.url, article, now)


def _keep_found(memory: Memory, found: Findings, looking: _Looking, now: datetime) -> int:
    """Keep the pages and sources that were not known before; how many there are."""
    pages = unknown_pages(found.pages, looking.known)
    for page in pages:
        state = schedule.new_page(page.url, now, page.published_at)
        looking.found_pages.append(Memory(state, memory.via, page.published_at))
    sources = [source for source in found.sources if source.url not in looking.sources]
    for source in sources:
        looking.sources.add(source.url)
        looking.found_sources.append(new_source(source.url, now, memory.via, source.kind))
    return len(pages) + len(sources)


def _source_settled(
    memory: Memory, outcome: Outcome, looking: _Looking, tools: Tools, failure: tuple[str, ...] = ()
) -> Iterator[Sight]:
    now = tools.clock()
    assert isinstance(memory.state, FeedState)
    state, why = schedule.after_feed_visit(memory.state, outcome, looking.options.schedule, now, tools.chance())
    reason = failure[0] if failure else ""
    if failure:
        yield Sight("rejects", reject_of(POLL, state.url, reason, f"{failure[1]}; {why}"), f"{POLL}/rejected")
    what = "failed" if failure else "unchanged" if outcome.status == 304 else "read"
    settled = memory._replace(state=state, reason=reason)
    yield Sight("visits", visit_of(settled, what, now), "" if failure else f"{POLL}/{what}")


def _article_of_feed(feed_url: str, article: dict[str, Any], now: datetime) -> Iterator[Sight]:
    """An entry without an address is an article in itself, named within its feed."""
    seed = check_seed(article, url_needed=False)
    if isinstance(seed, Refusal):
        name = f"{feed_url}#{article.get('key')}"
        yield Sight("rejects", reject_of(POLL, name, *seed), f"{POLL}/rejected")
        return
    entry = _entry(f"{feed_url}#{article.get('key')}", "json", feed_url, now)
    yield Sight("pages", page_of_seed(entry, seed), f"{POLL}/articles")


def _entry(name: str, kind: str, url: str, at: datetime) -> Entry:
    digest = blake2b(f"2\n{name}\n{at.isoformat()}".encode("utf-8", "replace"), digest_size=_VISIT_BYTES)
    return Entry(name, kind, url, url, 0, 0, -1, to_timestamp(at), digest.hexdigest())


def _after_page(memory: Memory, answer: Fetched | Failed, looking: _Looking, tools: Tools) -> Iterator[Sight]:
    now = tools.clock()
    if isinstance(answer, Failed) and answer.reason == "deferred":
        yield from _deferred(memory, answer, STAGE, now)
        return
    if isinstance(answer, Fetched) and _leads_home(memory.state.url, answer.final_url):
        # What many sites do with a page that they removed.
        answer = Failed(answer.url, "http_404", f"is gone: redirects to {answer.final_url}", 404)
    if isinstance(answer, Fetched) and not answer.not_modified:
        yield from _page_fetched(memory, answer)
        return
    outcome = outcome_of(answer)
    assert isinstance(memory.state, PageState)
    state, why = schedule.after_page_visit(memory.state, outcome, looking.options.schedule, now, tools.chance())
    if isinstance(answer, Fetched):
        settled = memory._replace(state=state, reason="")
        yield Sight("visits", visit_of(settled, "unchanged", now), f"{STAGE}/unchanged")
        return
    settled = memory._replace(state=state, reason=answer.reason)
    removed = state.status == "gone" and state.last_full_at is not None
    # We hold what stood there: its removal is news of the page, not a failure of ours.
    yield Sight("visits", visit_of(settled, "gone" if removed else "failed", now), f"{STAGE}/gone" if removed else "")
    if not removed:
        detail = f"{outcome.error}; {why}"
        yield Sight("rejects", reject_of(STAGE, state.url, answer.reason, detail), f"{STAGE}/rejected")


def _leads_home(asked: str, answered: str) -> bool:
    here, there = canonical_address(asked), canonical_address(answered)
    return bool(here and there and "/" in here and "/" not in there and "?" not in there)


def _page_fetched(memory: Memory, answer: Fetched) -> Iterator[Sight]:
    url = memory.state.url
    entry = _entry(url, "html", url, answer.fetched_at)
    page = Page(
        entry=entry,
        url=answer.final_url,
        html=answer.body,
        text=None,
        # Not the feed's: what stands on the page is what its editors change.
        title=None,
        published_at=to_timestamp(memory.published_at),
        modified_at=None,
        source=None,
        authors=(),
        language=None,
        charset=answer.charset,
    )
    yield Sight("pages", page, f"{STAGE}/fetched")
    moved = answer.moved_to
    seen = Look(url, to_json(memory), answer.status, answer.etag, answer.last_modified, moved, entry.observed_at)
    yield Sight("looks", seen)


def utc_now() -> datetime:
    """The time of day."""
    return datetime.now(timezone.utc)


def shard_of(url: str, shards: int) -> int:
    """One host is always in one shard, so that one process alone asks it."""
    host = (canonical_address(url) or url).partition("/")[0].partition(":")[0]
    return zlib.crc32(host.encode("utf-8", "replace")) % shards


class _LookAround(beam.DoFn):
    def __init__(self, options: LookOptions, shards: int, open_known: OpenKnown) -> None:
        self._options = options
        self._shards = shards
        self._open_known = open_known

    def setup(self) -> None:
        self._known = self._open_known()

    def process(self, shard: tuple[int, Iterable[str]]) -> Iterator[Any]:
        number, due = shard
        share = -(-self._options.max_fetches // self._shards)
        options = self._options._replace(max_fetches=share)

        def fetch(requests: Sequence[Request]) -> Iterator[Fetched | Failed]:
            return fetch_batch(requests, options.fetch, options.patience_secs)

        known = (address.url for address in self._known.addresses())
        tools = Tools(fetch, utc_now, random.random)
        memories = sorted((from_json(text) for text in due), key=lambda memory: memory.state.url)
        for sight in look(memories, known, options, tools, lambda url: shard_of(url, self._shards) == number):
            if sight.counter:
                Metrics.counter(*sight.counter.split("/")).inc()
            if sight.output == "pages":
                yield sight.element
            elif sight.output:
                yield beam.pvalue.TaggedOutput(sight.output, sight.element)


class LookAround(beam.PTransform):
    """Visit what is due on the live web; outputs ``pages`` (main), ``looks``, ``rejects`` and ``visits``.

    Bounded.  Input: what is due, each a ``Memory`` as JSON.  A bundle that is run twice asks twice.
    """

    def __init__(self, options: LookOptions, shards: int, open_known: OpenKnown) -> None:
        super().__init__()
        self._options = options
        self._shards = shards
        self._open_known = open_known

    def expand(self, due: beam.PCollection[str]) -> Any:
        shards = self._shards
        looking = beam.ParDo(_LookAround(self._options, shards, self._open_known))
        looking = looking.with_output_types(Page, looks=Look, rejects=Reject, visits=Visit)
        return (
            due
            | "KeyByHost"
            >> beam.Map(lambda text: (shard_of(from_json(text).state.url, shards), text)).with_output_types(
                tuple[int, str]
            )
            | "GroupByHost" >> beam.GroupByKey()
            | "LookAround" >> looking.with_outputs("looks", "rejects", "visits", main="pages")
        )
