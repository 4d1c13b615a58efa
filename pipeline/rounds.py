"""Pin, run, commit: the rounds over a lake."""

import tempfile
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import apache_beam as beam
from apache_beam.utils.timestamp import Timestamp

from pipeline.graph import Round, build_round
from pipeline.lake.sweep import sweep_orphans
from pipeline.lake.writer import LakeWriter, Pin
from pipeline.nursery import Nursery
from pipeline.runners import LOCAL_RUNNER, make_runner, parse_options, runner_name
from transforms.elements import Entry, Reject

# Articles of one round. Large enough that starting workers costs little, small enough that a killed
# backfill loses a minute and memory stays far under a gigabyte (tests/bench/throughput.py).
ROUND_SIZE = 5_000

# Another writer's commit makes a round run again; so often in a row it is no accident any more.
MAX_LOST_RACES = 20

COMMIT_OUTCOMES = ("committed", "nothing", "lost")


class RoundFailed(Exception):
    """A round that could not be carried through; nothing of it was committed."""


class RoundResult(NamedTuple):
    """What became of one round: ``counts`` by ``stage/outcome``."""

    number: int
    rounds: int
    entries: int
    outcome: str
    counts: dict[str, int]


class Plan(NamedTuple):
    """What a run has to do: entries not visited before, in order of observation, and the rest."""

    entries: list[Entry]
    rejects: list[Reject]
    visited: int


def plan_run(listed: Iterable[Entry | Reject], lake: LakeWriter) -> Plan:
    """Put what the sources hold in order, and leave out what the lake has visited already."""
    entries: list[Entry] = []
    rejects: list[Reject] = []
    for each in listed:
        if isinstance(each, Reject):
            rejects.append(each)
        else:
            entries.append(each)
    fresh = lake.unvisited([entry.visit_id for entry in entries])
    work = [entry for entry, new in zip(entries, fresh, strict=True) if new]
    work.sort(key=lambda entry: (entry.observed_at.micros, entry.name, entry.position))
    return Plan(work, rejects, len(entries) - len(work))


def cut_rounds(plan: Plan, round_size: int) -> list[tuple[list[Entry], list[Reject]]]:
    """Cut the work into rounds, in order of observation; what could not be listed goes into the first."""
    cuts = [plan.entries[at : at + round_size] for at in range(0, len(plan.entries), round_size)]
    if not cuts and plan.rejects:
        cuts = [[]]
    return [(entries, plan.rejects if at == 0 else []) for at, entries in enumerate(cuts)]


class Engine(NamedTuple):
    """What carries a round: Beam's options, and the processes that local workers come from."""

    beam_args: Sequence[str]
    workers: int
    nursery: Nursery

    def run_graph(self, build: Callable[[beam.Pipeline], None]) -> dict[str, int]:
        """Run one try of a round, as ``build`` adds it to a pipeline; its counters by ``stage/outcome``."""
        options = parse_options(self.beam_args, self.workers)
        local = runner_name(options) == LOCAL_RUNNER and self.workers > 1
        command = self.nursery.worker_command() if local else None
        root = beam.Pipeline(runner=make_runner(options, command), options=options)
        build(root)
        result = root.run()
        result.wait_until_finish()
        return {
            f"{counter.key.metric.namespace}/{counter.key.metric.name}": counter.result
            for counter in result.metrics().query()["counters"]
            if not counter.key.metric.namespace.startswith("apache_beam")
        }


def run_rounds(
    plan: Plan, lake: LakeWriter, round_size: int, engine: Engine, clock: Callable[[], Timestamp]
) -> Iterator[RoundResult]:
    """Run the plan round by round, yielding what became of each.

    Raises:
      RoundFailed: every try of a round lost the race against another writer.
      Exception: what the runner raises when the graph fails; the round is not committed.
    """
    cuts = cut_rounds(plan, round_size)
    for at, (entries, rejects) in enumerate(cuts):
        outcome, counts = _run_round(entries, rejects, lake, engine, clock)
        yield RoundResult(at + 1, len(cuts), len(entries), outcome, counts)


def _run_round(
    entries: list[Entry], rejects: list[Reject], lake: LakeWriter, engine: Engine, clock: Callable[[], Timestamp]
) -> tuple[str, dict[str, int]]:
    for _ in range(MAX_LOST_RACES):
        sweep_orphans(lake)
        work = Round(uuid.uuid4().hex, entries, rejects, lake, lake.pin(), clock())
        counts = engine.run_graph(partial(build_round, work=work))
        outcome = outcome_of(counts, lake, work.pin, work.round_id)
        if outcome != "lost":
            return outcome, counts
    raise RoundFailed(f"another writer was faster {MAX_LOST_RACES} times in a row on {lake.path}; run again later")


def outcome_of(counts: Mapping[str, int], lake: LakeWriter, pin: Pin, round_id: str) -> str:
    """What became of one try of a round: ``committed``, ``nothing`` or ``lost``.

    Counters say it, if there are any and they agree.  A runner may hand back none, or count a bundle that
    it ran twice as often; then the lake says it.
    """
    counted = [name for name in COMMIT_OUTCOMES if counts.get(f"commit/{name}")]
    if len(counted) == 1:
        return counted[0]
    if lake.has_round(round_id, pin):
        return "committed"
    # Where nobody else wrote, no race can have been lost; else the round runs again, which harms nothing.
    return "nothing" if lake.pin().version == pin.version else "lost"


def spool_folder() -> tempfile.TemporaryDirectory[str]:
    """Where decompressed and normalised seeds stand while a run needs them."""
    return tempfile.TemporaryDirectory(prefix="writethru-")
