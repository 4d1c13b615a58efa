"""What a bounded round costs beyond its stages, and how often it opens a table of the lake."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from apache_beam.utils.timestamp import Timestamp

from pipeline import rounds
from pipeline.keep import Keeper
from pipeline.lake.reader import LakeReader
from pipeline.lake.writer import LakeWriter
from pipeline.nursery import Nursery
from tests.bench.scale.news import Document
from tests.bench.scale.stages import cpu_ms, read_articles
from transforms.polling.states import Settings
from transforms.read import list_entries

ROUND = 500
SMALL = 5


def write_seeds(path: Path, documents: Sequence[Document]) -> Path:
    """Documents as a seed file."""
    with path.open("w", encoding="utf-8") as out:
        for each in documents:
            seed = {**each._asdict(), "observed": each.observed.isoformat(), "language": "en"}
            seed.pop("event")
            out.write(json.dumps(seed) + "\n")
    return path


def run_seeds(lake: LakeWriter, seeds: Path) -> None:
    """One bounded round over a seed file, in this process."""
    spool = seeds.parent / f"spool-{seeds.stem}"
    spool.mkdir(exist_ok=True)
    plan = rounds.plan_run(list_entries([str(seeds)], spool), lake)
    engine = rounds.Engine([], 1, Nursery())
    for result in rounds.run_rounds(plan, lake, len(plan.entries), engine, Timestamp.now):
        assert result.outcome == "committed", result


@contextmanager
def counted_opens() -> Iterator[list[str]]:
    """The tables that are opened in this process meanwhile."""
    opened: list[str] = []
    whole = LakeReader.table

    def table(self: LakeReader, name: str, version: int | None = None) -> object:
        opened.append(name)
        return whole(self, name, version)

    LakeReader.table = table  # type: ignore[assignment,method-assign]
    try:
        yield opened
    finally:
        LakeReader.table = whole  # type: ignore[method-assign]


def measure_rounds(folder: Path, documents: Sequence[Document], known_ms: float) -> dict[str, float]:
    """``round_ms``, ``beam_ms``, ``opens_a_round`` and ``opens_a_window``.

    Args:
      known_ms: what an article costs in all stages of a round, as measured one by one.
    """
    run_seeds(LakeWriter.create(folder / "warm"), write_seeds(folder / "warm.jsonl", documents[:SMALL]))
    small, whole = folder / "small.jsonl", folder / "whole.jsonl"
    write_seeds(small, documents[:SMALL])
    write_seeds(whole, documents[:ROUND])
    lake = LakeWriter.create(folder / "small")
    with counted_opens() as opened:
        small_ms = cpu_ms(lambda: run_seeds(lake, small))
    whole_ms = cpu_ms(lambda: run_seeds(LakeWriter.create(folder / "whole"), whole))
    each_ms = (whole_ms - small_ms) / (ROUND - SMALL)
    keeper = Keeper(LakeWriter.create(folder / "stream"), Settings(), lambda: 0.0)
    with counted_opens() as opened_by_window:
        keeper.keep(read_articles(documents[:SMALL]))
    return {
        "opens_a_window": float(len(opened_by_window)),
        "round_ms": small_ms - SMALL * each_ms,
        "beam_ms": max(0.0, each_ms - known_ms),
        "opens_a_round": float(len(opened)),
    }
