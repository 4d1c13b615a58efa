"""What came in a window of a stream → records in the lake: compare, link, decide, write and commit on one key.

The windows of a stream are taken in order, each as a round is: pinned to a version of the lake, compared with
what it knows, published by one commit or not at all.  The lake is the only truth: what a runner delivers a
second time is found known, and after any failure the indexes are built again from the lake.

One key is enough: one core compares, links and decides several hundred articles a second
(``tests/bench/linking.py``), the world publishes a few dozen.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.coders import PickleCoder, VarIntCoder
from apache_beam.metrics import Metrics
from apache_beam.transforms.timeutil import TimeDomain
from apache_beam.transforms.userstate import BagStateSpec, ReadModifyWriteStateSpec, TimerSpec, on_timer
from apache_beam.utils.timestamp import Timestamp

from pipeline.lake.recent import RecentlyKnown
from pipeline.lake.sweep import sweep_orphans
from pipeline.lake.tidy import tidy_lake
from pipeline.lake.writer import LakeWriter, Pin
from transforms.compare import compare_in_order, order_of, visit_of
from transforms.decide import decide_in_order
from transforms.elements import Article, DataFile, Look, Member, Record, Reject, Revision, Visit
from transforms.known import Known
from transforms.link import Linker, open_linker
from transforms.polling.schedule import Settings
from transforms.settle import settle
from transforms.tables import day_of
from transforms.write import write_day

WINDOW_SECS = 2
"""How much of a stream is committed at a time: an entry waits half of it on average, and every window
that brings news is one version of the lake (docs/scale.md)."""

TIDY_EVERY = 30
"""Windows after which a stream looks whether there are many small files."""

MAX_NOTED = 5_000
"""Records after which what is known of the lake is asked anew: four minutes of twenty a second, some 25 MB.
Defended by ``test_a_keeper_that_forgets_decides_alike``."""

MAX_LOST_RACES = 20

Arrival = Article | Look | Reject | Visit


class Kept(NamedTuple):
    """What a window comes to."""

    records: list[Record]
    rejects: list[Reject]
    visits: list[Visit]


class Keeper:
    """Keeps the windows of a stream in a lake, one after the other.

    Args:
      lake: where they are kept.
      schedule: when a page is looked at again.
      chance: from 0 to 1, spreads the looks of pages.
    """

    def __init__(self, lake: LakeWriter, schedule: Settings, chance: Callable[[], float]) -> None:
        self._lake = lake
        self._schedule = schedule
        self._chance = chance
        self._linkers: dict[str, Linker] = {}
        self._seen: Pin | None = None
        self._known = RecentlyKnown(lake, lake.pin())
        self._windows = 0
        sweep_orphans(lake)

    def keep(self, arrivals: Iterable[Arrival]) -> Kept:
        """Record what arrived, and commit it.

        Raises:
          RuntimeError: other writers were faster, again and again; nothing was committed.
        """
        arrived = list(arrivals)
        for _ in range(MAX_LOST_RACES):
            pin = self._lake.pin()
            self._follow(pin)
            # What follows changes what was learned; it holds again once it is committed.
            self._seen = None
            kept = self._decide(arrived, self._known)
            files = self._write(pin.number + 1, kept.records)
            outcome = self._lake.commit(pin, uuid.uuid4().hex, Timestamp.now(), files, kept.rejects, kept.visits)
            if outcome != "lost":
                self._seen = Pin(pin.version + 1, pin.number + 1) if outcome == "committed" else pin
                self._known.note(kept.records, self._seen)
                self._tidy()
                return kept
        raise RuntimeError(f"another writer was faster {MAX_LOST_RACES} times in a row on {self._lake.path}")

    def _follow(self, pin: Pin) -> None:
        """Let what was learned of the lake be true of this version, on which a window is to be built."""
        if self._seen is None or pin.number != self._seen.number:
            # Somebody else brought records: what was learned is learned anew.
            self._linkers.clear()
        elif pin.version == self._seen.version and self._known.noted <= MAX_NOTED:
            return
        # After maintenance the records are the same in other files, and the old ones are to go some time.
        self._known = RecentlyKnown(self._lake, pin)

    def _tidy(self) -> None:
        """Now and then, many small files become one, and what linkers hold no more is forgotten.

        What it makes is a version of its own, in which nothing is new.
        """
        self._windows += 1
        if self._windows % TIDY_EVERY == 0:
            tidy_lake(self._lake)
            for linker in self._linkers.values():
                linker.forget_old()

    def _decide(self, arrived: list[Arrival], known: Known) -> Kept:
        articles = [each for each in arrived if isinstance(each, Article)]
        compared = list(compare_in_order(articles, known))
        revisions = [step.revision for step in compared if step.revision is not None]
        records = list(decide_in_order(self._link(revisions, known), known))
        rejects = {each.reject_id: each for each in arrived if isinstance(each, Reject)}
        recorded = known.rejected(rejects)
        visits = [each for each in arrived if isinstance(each, Visit)]
        visits += [visit_of(article, comparison.outcome) for article, comparison, _ in compared]
        visits += self._settle(arrived, {visit.name: visit.outcome for visit in visits}, rejects.values())
        fresh = [reject for name, reject in sorted(rejects.items()) if name not in recorded]
        return Kept(records, fresh, sorted(visits, key=attrgetter("visit_id")))

    def _settle(
        self, arrived: Iterable[Arrival], outcomes: dict[str, str], rejects: Iterable[Reject]
    ) -> Iterator[Visit]:
        why = {reject.key: reject for reject in rejects}
        for look in arrived:
            if isinstance(look, Look):
                yield settle(look, outcomes.get(look.name), why.get(look.name), self._schedule, self._chance())

    def _link(self, revisions: Iterable[Revision], known: Known) -> Iterator[Member]:
        by_language = attrgetter("article.language")
        for language, shard in groupby(sorted(revisions, key=by_language), key=by_language):
            walk = sorted(shard, key=lambda revision: order_of(revision.article))
            old = _known_before(walk)
            linker = self._linkers.get(language)
            if linker is None or not linker.knows(old):
                linker = self._linkers[language] = open_linker(language, old, known)
            yield from map(linker.link, walk)

    def _write(self, number: int, records: Iterable[Record]) -> list[DataFile]:
        by_day = sorted(records, key=_day)
        put = partial(self._lake.put_data_file, number)
        return [write_day(day, rows, put, Timestamp.now()) for day, rows in groupby(by_day, key=_day)]


def _known_before(walk: Iterable[Revision]) -> set[str]:
    """The articles of which a first version was recorded before this walk."""
    first: dict[str, int] = {}
    for revision in walk:
        first.setdefault(revision.article.article_id, revision.revision)
    return {article_id for article_id, number in first.items() if number > 1}


def _day(record: Record) -> str:
    return day_of(record.observed_at)


class _KeepWindows(beam.DoFn):
    """Holds what arrives until its window is over, then keeps it; one key, so one window after the other."""

    WAITING = BagStateSpec("waiting", PickleCoder())
    CLOSES_AT = ReadModifyWriteStateSpec("closes_at", VarIntCoder())
    CLOSE = TimerSpec("close", TimeDomain.WATERMARK)

    def __init__(self, open_keeper: Callable[[], Keeper]) -> None:
        self._open_keeper = open_keeper

    def setup(self) -> None:
        self._keeper = self._open_keeper()

    def process(
        self,
        keyed: tuple[int, Arrival],
        at: Timestamp = beam.DoFn.TimestampParam,
        waiting: Any = beam.DoFn.StateParam(WAITING),
        closes_at: Any = beam.DoFn.StateParam(CLOSES_AT),
        close: Any = beam.DoFn.TimerParam(CLOSE),
    ) -> None:
        end = window_end(at)
        waiting.add((end, keyed[1]))
        set_for = closes_at.read()
        if set_for is None or end < set_for:
            closes_at.write(end)
            close.set(Timestamp.of(end))

    @on_timer(CLOSE)  # type: ignore[untyped-decorator]
    def keep(
        self,
        at: Timestamp = beam.DoFn.TimestampParam,
        waiting: Any = beam.DoFn.StateParam(WAITING),
        closes_at: Any = beam.DoFn.StateParam(CLOSES_AT),
        close: Any = beam.DoFn.TimerParam(CLOSE),
    ) -> Iterator[Record]:
        over: list[tuple[int, Arrival]] = []
        open_still: list[tuple[int, Arrival]] = []
        for end, arrival in waiting.read():
            (over if end <= at else open_still).append((end, arrival))
        kept = self._keeper.keep(arrival for _, arrival in over)
        waiting.clear()
        closes_at.clear()
        for each in open_still:
            waiting.add(each)
        if open_still:
            first = min(end for end, _ in open_still)
            closes_at.write(first)
            close.set(Timestamp.of(first))
        for record in kept.records:
            Metrics.counter("decide", record.change).inc()
            yield record


def window_end(at: Timestamp) -> int:
    """The end of the window that a time falls into, in whole seconds since 1970."""
    return (int(at.micros) // 1_000_000 // WINDOW_SECS + 1) * WINDOW_SECS


class KeepWindows(beam.PTransform):
    """Keep everything that arrives in the lake, a window at a time; the records that were committed. Unbounded.

    Input: a tuple of collections of articles, looks, rejects and visits.
    """

    def __init__(self, open_keeper: Callable[[], Keeper]) -> None:
        super().__init__()
        self._open_keeper = open_keeper

    def expand(self, arrivals: tuple[beam.PCollection, ...]) -> beam.PCollection:
        return (
            arrivals
            | "Together" >> beam.Flatten()
            | "OnOneKey" >> beam.Map(lambda arrival: (0, arrival)).with_output_types(tuple[int, Any])
            | "GlobalWindow" >> beam.WindowInto(beam.window.GlobalWindows())
            | "KeepWindow" >> beam.ParDo(_KeepWindows(self._open_keeper)).with_output_types(Record)
        )
