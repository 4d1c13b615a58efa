"""The model beside a real lake: rounds of ``run`` and windows of ``stream``, predicted, then done."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

import psutil

from pipeline.heap import give_back_memory, relax_garbage_collection
from pipeline.keep import Keeper
from pipeline.lake.tidy import compact
from pipeline.lake.writer import LakeWriter
from tests.bench.scale import model
from tests.bench.scale.constants import Constants
from tests.bench.scale.lakes import fill, records_of
from tests.bench.scale.model import Shard, State
from tests.bench.scale.news import Document, make_news
from tests.bench.scale.rounds import run_seeds, write_seeds
from tests.bench.scale.stages import decided, read_articles
from transforms.polling.states import Settings

T = TypeVar("T")

ROUND = 200
ROUNDS = 2
FILLED = (0, 1_000, 4_000)
"""What the lake holds besides when the rounds begin."""
WINDOWS, ARTICLES_A_WINDOW = 40, 10
_FRESH = ROUND * (ROUNDS * len(FILLED) + 1) + WINDOWS * ARTICLES_A_WINDOW


class Step(NamedTuple):
    """One quantity as the model predicts it, and as it was."""

    what: str
    predicted: float
    measured: float

    def ratio(self) -> float:
        """Measured by predicted."""
        return self.measured / self.predicted


def state_of(lake: LakeWriter, addresses: float = 0) -> State:
    """How large a lake is; all its records are of one language, and none is beyond the horizon."""
    records = float(lake.dataset("records").count_rows())
    return State(
        records=records,
        shards=(Shard(records, 1.0),),
        files=float(len(lake.data_files("records"))),
        # What was compacted stays for a day, and is named by a checkpoint as removed.
        entries=float(len(list(lake.place.below("records").glob("day=*/*.parquet")))),
        commits=float(lake.table("records").version()),
        addresses=addresses,
        visits=float(lake.dataset("visits").count_rows()),
    )


def simulate(c: Constants, folder: Path) -> Iterator[Step]:
    """Rounds on a lake that grows, then windows on the same lake; a few minutes of one core."""
    relax_garbage_collection()
    documents = list(make_news(max(FILLED) + _FRESH, seed=9))
    rounds_documents = iter(_pieces(documents[max(FILLED) :], ROUND))
    filling = documents[: max(FILLED)]
    articles = read_articles(filling)
    records = list(records_of(filling, articles, decided(articles[:300])))
    lake = LakeWriter.create(folder / "lake")
    run_seeds(LakeWriter.create(folder / "warm"), write_seeds(folder / "warm.jsonl", next(rounds_documents)))
    filled, brought = 0, 0
    for wanted in FILLED:
        if wanted > filled:
            fill(lake, records[filled:wanted], 4)
            compact(lake, "records")
            filled = wanted
        predicted, measured = 0.0, 0.0
        for number in range(ROUNDS):
            seeds = write_seeds(folder / f"{wanted}-{number}.jsonl", next(rounds_documents))
            predicted += model.round_ms(c, state_of(lake), ROUND, c.extract_text_ms + c.fingerprint_ms)
            measured += _cpu_ms_of_round(lake, seeds)
            brought += ROUND
        yield Step(f"round of {ROUND}, ms, {wanted:,} records more", predicted / ROUNDS, measured / ROUNDS)
    yield from _sizes(c, lake, filled + brought)
    yield from _windows(c, lake, [document for piece in rounds_documents for document in piece])


def _cpu_ms_of_round(lake: LakeWriter, seeds: Path) -> float:
    begun = time.process_time()
    run_seeds(lake, seeds)
    return 1000 * (time.process_time() - begun)


def _sizes(c: Constants, lake: LakeWriter, records: int) -> Iterator[Step]:
    state = state_of(lake)
    folder = lake.path / "records" if isinstance(lake.path, Path) else Path()
    compact_files = sum(Path(path).stat().st_size for path in lake.data_files("records"))
    yield Step("records", float(records), state.records)
    yield Step(
        "data files, MB", (state.records * c.record_bytes + state.files * c.file_bytes) / 1e6, compact_files / 1e6
    )
    jsons = sum(path.stat().st_size for path in (folder / "_delta_log").glob("*.json"))
    yield Step("log's commits, kB", state.commits * c.log_commit_bytes / 1e3, jsons / 1e3)


def _windows(c: Constants, lake: LakeWriter, documents: Sequence[Document]) -> Iterator[Step]:
    articles = read_articles(documents[: WINDOWS * ARTICLES_A_WINDOW])
    give_back_memory()
    before = psutil.Process().memory_info().rss / 1e6
    keeper = Keeper(lake, Settings(), lambda: 0.0)
    predicted, measured = 0.0, 0.0
    for at, window in enumerate(_pieces(articles, ARTICLES_A_WINDOW)):
        state = state_of(lake)
        opening = model.linkers_ms(c, state) if at == 0 else 0.0
        expected = model.window_ms(c, state, len(window)) + opening
        begun = time.process_time()
        keeper.keep(window)
        took = 1000 * (time.process_time() - begun)
        if at == 0:
            yield Step("first window, which opens the linker, ms", expected, took)
            give_back_memory()
            linker_mb = psutil.Process().memory_info().rss / 1e6 - before
            yield Step("memory of the linker, MB", c.shard_mb + c.held_kb * state.held() / 1000, linker_mb)
        else:
            predicted, measured = predicted + expected, measured + took
            if at + 1 == WINDOWS:
                yield Step(f"window of {len(window)}, ms, mean of {at}", predicted / at, measured / at)


def _pieces(each: Sequence[T], size: int) -> list[Sequence[T]]:
    return [each[at : at + size] for at in range(0, len(each) - size + 1, size)]


def steps_table(steps: Sequence[Step]) -> str:
    """What was predicted and measured as a table in Markdown."""
    rows = [f"| {step.what} | {step.predicted:,.0f} | {step.measured:,.0f} | {step.ratio():.2f} |" for step in steps]
    return "\n".join(["| | predicted | measured | ratio |", "| --- | ---: | ---: | ---: |", *rows])
