"""A look around: what is due on the live web is asked, sources first, then pages, those just found among them.

``poll`` says what comes of a source, ``fetch`` what comes of a page.
"""

import math
import random
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timezone
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.metrics import Metrics

from transforms.elements import Look, Page, Reject, Visit
from transforms.fetch import after_page
from transforms.fetching import Failed, Fetched, FetchSettings, Request, fetch_batch
from transforms.known import KnownAddress, OpenKnown
from transforms.poll import PAGE, Met, after_source
from transforms.poll import STAGE as POLL
from transforms.polling import schedule
from transforms.polling.memory import Memory, from_json, is_page, page_key, page_keys
from transforms.polling.schedule import Settings
from transforms.stopping import STOPPING
from transforms.text.addresses import canonical_address
from transforms.visits import Sight, found

MAX_DEPTH = 4
"""Sources that name sources that name sources: an OPML list, a front page, a sitemap index.  What is
deeper waits for a later round.  Defended by ``test_sources_name_sources``."""

MAX_HELD_BYTES = 64_000_000
"""Bytes of pages after which a look ends; what then waits stays due, and a round follows at once.

Beam's local runner holds about three copies of what goes from fetch to extract (``tests.bench.live throughput``),
and a thousand pages may have 10 MB each.  Defended by ``test_a_look_ends_when_it_holds_enough``.
"""

_REQUEST_KINDS = {"sitemap": "sitemap"}

Clock = Callable[[], datetime]
Chance = Callable[[], float]
Fetch = Callable[[Sequence[Request]], Iterable[Fetched | Failed]]


class World(NamedTuple):
    """What a look needs of the world: a web, the time of day in UTC, and chance from 0 to 1."""

    fetch: Fetch
    clock: Clock
    chance: Chance


OpenWorld = Callable[[FetchSettings, float], World]
"""Given the limits of every request and for how many seconds to ask, a world; it travels to workers by name."""


def utc_now() -> datetime:
    """The time of day."""
    return datetime.now(timezone.utc)


def open_world(settings: FetchSettings, patience_secs: float) -> World:
    """The world as it is."""

    def fetch(requests: Sequence[Request]) -> Iterator[Fetched | Failed]:
        return fetch_batch(requests, settings, patience_secs, STOPPING.is_set)

    return World(fetch, utc_now, random.random)


class LookOptions(NamedTuple):
    """How a round looks around.

    Attributes:
      fetch: the limits of every request.
      schedule: when to look again.
      max_fetches: pages asked for in a round.
      patience_secs: when a round stops asking; what then waits stays due.
      max_held_bytes: of pages, after which it stops asking too.
      open_world: the web, clock and chance that it looks with.
    """

    fetch: FetchSettings = FetchSettings()
    schedule: Settings = Settings()
    max_fetches: int = 1_000
    patience_secs: float = 60.0
    max_held_bytes: int = MAX_HELD_BYTES
    open_world: OpenWorld = open_world

    def world(self) -> World:
        """Return the world that a round looks at."""
        return self.open_world(self.fetch, self.patience_secs)


def request_for(memory: Memory, settings: Settings, now: datetime, priority: float) -> Request:
    """Return how to ask for an address now: with validators, unless the whole document is wanted."""
    state = memory.state
    kind = PAGE if is_page(memory) else _REQUEST_KINDS.get(state.kind, "feed")
    full = schedule.wants_full(state, settings, now)
    validators = (None, None) if full else (state.etag, state.last_modified)
    return Request(schedule.fetch_address(state), kind, *validators, priority=priority)


def look(
    due: Sequence[Memory],
    known: Iterable[KnownAddress],
    options: LookOptions,
    world: World,
    mine: Callable[[str], bool] = lambda url: True,
) -> Iterator[Sight]:
    """Visit what is due: sources, then pages, the most valuable first.

    Args:
      due: what is to be visited, of which at most ``options.max_fetches`` pages are.
      known: what the lake holds.
      mine: whether an address that is found now may be visited by this look; others become due for the next.
    """
    known = list(known)
    addresses = [*(address.url for address in known), *(memory.state.url for memory in due)]
    held = {page_key(each.url): each.state for each in known if each.kind == PAGE and each.due_at and mine(each.url)}
    met = Met(page_keys(addresses), set(addresses), held)
    pages: list[Memory] = []
    sources = [memory for memory in due if not is_page(memory)]
    for _ in range(MAX_DEPTH):
        new: list[Memory] = []
        for came in _look_at_sources(sources, met, options, world):
            if isinstance(came, Memory):
                new.append(came)
            else:
                yield came
        now = world.clock()
        pages += [memory for memory in new if is_page(memory)]
        yield from (found(memory, POLL, now) for memory in new if not (is_page(memory) or mine(memory.state.url)))
        sources = [memory for memory in new if not is_page(memory) and mine(memory.state.url)]
    yield from (found(memory, POLL, world.clock()) for memory in sources)
    yield from _look_at_pages([memory for memory in due if is_page(memory)], pages, options, world, mine)


def _look_at_sources(
    sources: Sequence[Memory], met: Met, options: LookOptions, world: World
) -> Iterator[Sight | Memory]:
    for memory, answer in _ask(sources, options.schedule, world):
        yield from after_source(memory, answer, met, options.schedule, world.clock(), world.chance())


def _look_at_pages(
    due: Sequence[Memory], new: Sequence[Memory], options: LookOptions, world: World, mine: Callable[[str], bool]
) -> Iterator[Sight]:
    now = world.clock()
    pages = {memory.state.url: memory for memory in [*due, *(memory for memory in new if mine(memory.state.url))]}
    worthy = schedule.most_valuable_first([memory.state for memory in pages.values()], now, options.max_fetches)
    chosen = {state.url for state in worthy}
    yield from (found(memory, POLL, now) for memory in new if memory.state.url not in chosen)
    wanted = [pages[state.url] for state in worthy]
    for memory, answer in _ask(wanted, options.schedule, world, options.max_held_bytes):
        yield from after_page(memory, answer, options.schedule, world.clock(), world.chance())


def _ask(
    memories: Sequence[Memory], settings: Settings, world: World, max_bytes: float = math.inf
) -> Iterator[tuple[Memory, Fetched | Failed]]:
    """Ask for addresses and yield what each answers; two that have moved to one address share its answer.

    What is not asked, because ``max_bytes`` have come or the process is to end, comes last, as deferred.
    """
    now, held = world.clock(), 0
    waiting: dict[str, list[Memory]] = {}
    requests: dict[str, Request] = {}
    for number, memory in enumerate(memories):
        request = request_for(memory, settings, now, priority=-float(number))
        waiting.setdefault(request.url, []).append(memory)
        requests.setdefault(request.url, request)
    if not requests:
        return
    answers = iter(world.fetch(list(requests.values())))
    try:
        for answer in answers:
            for memory in waiting.pop(answer.url):
                yield memory, answer
            held += len(answer.body) if isinstance(answer, Fetched) else 0
            if STOPPING.is_set() or held >= max_bytes:
                break
    finally:
        close = getattr(answers, "close", None)
        if close:
            close()
    for url, left in waiting.items():
        yield from ((memory, Failed(url, "deferred", "was left for another look")) for memory in left)


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

        known = self._known.addresses()
        memories = sorted((from_json(text) for text in due), key=lambda memory: memory.state.url)
        for sight in look(memories, known, options, options.world(), lambda url: shard_of(url, self._shards) == number):
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
