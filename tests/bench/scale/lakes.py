"""What the lake costs: data files, what the stages ask of it, its log, compaction, what it knows of addresses."""

import itertools
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipeline.lake.addresses import read_addresses
from pipeline.lake.known import LakeKnown
from pipeline.lake.reader import LakeReader
from pipeline.lake.sweep import sweep_orphans
from pipeline.lake.tidy import compact
from pipeline.lake.writer import LakeWriter
from tests.bench.scale.constants import Line, fit_line
from tests.bench.scale.news import START, Document
from tests.bench.scale.stages import cpu_ms, indexed_of
from tests.builders import NOON
from tests.growing import commit_round, put_files
from tests.lakes import environment
from transforms.elements import Article, Record, Visit
from transforms.link import open_linker
from transforms.polling.memory import Memory
from transforms.polling.states import PageState
from transforms.visits import visit_of

FILES = 50
ASKED = 50
COMMITS = 5
SWEPT = 200
ADDRESSES = (10_000, 30_000)
VISITS_EACH = 3

Points = dict[str, list[list[float]]]
Measured = tuple[dict[str, float], Points]

PEAK_OF_ADDRESSES = """
import re, sys, psutil
from pipeline.lake.addresses import read_addresses
from pipeline.lake.writer import LakeWriter
lake = LakeWriter(sys.argv[1])
lake.table("visits")
before = psutil.Process().memory_info().rss
known = read_addresses(lake)
# Of this process alone; what getrusage tells includes the one that started it.
peak_kb = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
print((peak_kb * 1024 - before) / 1e6)
"""


def records_of(documents: Sequence[Document], articles: Sequence[Article], like: Sequence[Record]) -> Iterator[Record]:
    """Articles as records that say as much as those they are made like; those of one event are of one story."""
    versions: dict[str, int] = {}
    shared = [name for name in Record._fields if name in Article._fields]
    for document, article, model in zip(documents, articles, itertools.cycle(like), strict=False):
        indexed = indexed_of(article, document.event)
        versions[indexed.story_id] = version = versions.get(indexed.story_id, 0) + 1
        own: dict[str, Any] = {name: getattr(article, name) for name in shared}
        ids: dict[str, Any] = {"record_id": indexed.record_id, "story_id": indexed.story_id, "story_version": version}
        yield model._replace(**own, **ids, revision=1, change="new", supersedes=None, duplicate_of=None, joins=[])


def fill(lake: LakeWriter, records: Sequence[Record], files: int) -> None:
    """Commit the records in so many files, or a few more where days change."""
    size = -(-len(records) // files)
    for start in range(0, len(records), size):
        commit_round(lake, records[start : start + size])


def measure_files(folder: Path, records: Sequence[Record], many: Sequence[Record]) -> dict[str, float]:
    """``write_ms``, ``record_bytes``, ``file_bytes``; ``compact_ms_per_mb`` and ``compact_ms_per_file``."""
    lake = LakeWriter.create(folder / "files")
    pin = lake.pin()
    write_ms = cpu_ms(lambda: put_files(lake, pin, records), 3) / len(records)
    single = [put_files(lake, pin, [record])[0].size_bytes for record in records[:10]]
    costs = []
    for name, each in (("small", 2), ("large", len(many) // FILES)):
        lake = LakeWriter.create(folder / name)
        fill(lake, many[: FILES * each], FILES)
        before = _sizes(lake)
        took = cpu_ms(lambda lake=lake: compact(lake, "records"))  # type: ignore[misc]
        costs.append((sum(before) / 1e6, took, len(before)))
        after = _sizes(lake)
    (small_mb, small_ms, files), (large_mb, large_ms, _) = costs
    per_mb = max(0.0, (large_ms - small_ms) / (large_mb - small_mb))
    record_bytes = sum(after) / (FILES * (len(many) // FILES))
    return {
        "write_ms": write_ms,
        "record_bytes": record_bytes,
        "file_bytes": max(0.0, sum(single) / len(single) - record_bytes),
        "compact_ms_per_mb": per_mb,
        "compact_ms_per_file": max(0.0, small_ms - per_mb * small_mb) / files,
    }


def _sizes(lake: LakeWriter) -> list[int]:
    return [int(each) for each in lake.table("records").get_add_actions(flatten=True).column("size_bytes").to_pylist()]


def measure_asking(folder: Path, records: Sequence[Record], sizes: Sequence[int]) -> Measured:
    """What a window asks of lakes of so many records, and what it takes to open their linker."""
    asked, opened, joined = [], [], []
    ids, stories = [f"outlet.example/not/{n}" for n in range(ASKED)], [f"{n:012x}" for n in range(ASKED)]

    def ask(lake: LakeWriter) -> Callable[[], None]:
        known = LakeKnown(lake, lake.pin())

        def do() -> None:
            known.versions(ids)
            known.steps(stories)

        return do

    for size in sizes:
        lake = LakeWriter.create(folder / f"asked{size}")
        fill(lake, records[:size], 4)
        compact(lake, "records")
        asked.append((float(size), cpu_ms(ask(lake), 5)))
        joined.append((float(size), cpu_ms(lambda lake=lake: LakeKnown(lake, lake.pin()).joins(), 3)))  # type: ignore[misc]
        opened.append((float(size), cpu_ms(lambda lake=lake: open_linker("en", (), LakeKnown(lake, lake.pin())))))  # type: ignore[misc]
    many = LakeWriter.create(folder / "many")
    fill(many, records[: sizes[0]], FILES)
    in_many = cpu_ms(ask(many), 5)
    asking, opening = fit_line(asked), fit_line(opened)
    values = {
        "ask_ms": asking.base,
        "ask_ms_per_1000_records": 1000 * asking.slope,
        "joins_ms_per_1000_records": 1000 * fit_line(joined).slope,
        "ask_ms_per_file": max(0.0, in_many - asked[0][1]) / (FILES - 1),
        "shard_ms": opening.base,
        "shard_ms_per_1000_held": 1000 * opening.slope,
    }
    points = {"ask, ms by records in the lake": asked, "open a linker, ms by records held": opened}
    return values, _listed(points)


def measure_log(folder: Path, record: Record, entries: Sequence[int]) -> Measured:
    """What a table costs by its commits, each of which had a file that was replaced since."""
    opened, committed, sizes = [], [], []
    for count in entries:
        lake = LakeWriter.create(folder / f"log{count}")
        _name_and_replace(lake, record, count)
        lake.table("records").create_checkpoint()
        named, size_bytes = _last_checkpoint(lake)
        _lengthen(lake, count)
        sizes.append((named, size_bytes))
        opened.append((named, cpu_ms(lambda lake=lake: lake.table("records"), 10)))  # type: ignore[misc]
        committed.append((named, min(_commit_one(lake, record, number) for number in range(COMMITS))))
    opening, committing = fit_line(opened), fit_line(committed)
    values = {
        "open_ms": opening.base,
        "open_ms_per_1000_commits": 1000 * opening.slope,
        "commit_ms": committing.base,
        "commit_ms_per_1000_commits": 1000 * committing.slope,
        "log_entry_bytes": fit_line(sizes).slope,
        **_measure_commits(folder, record),
    }
    points = {
        "open a table, ms by commits ever": opened,
        "commit, ms by commits ever": committed,
        "checkpoint, bytes by files that it names": sizes,
    }
    return values, _listed(points)


def _name_and_replace(lake: LakeWriter, record: Record, count: int) -> None:
    """So many files in the log, which all are replaced; a log does not ask whether they exist."""
    pin = lake.pin()
    [file] = put_files(lake, pin, [record])
    folder = file.path.partition("/")[0]
    files = [file._replace(path=f"{folder}/{1:010d}-{number:032x}.parquet") for number in range(count)]
    lake.commit(pin, "named", NOON, files, [], [])
    lake.table("records").delete()


def _lengthen(lake: LakeWriter, count: int) -> None:
    """As many files in the log as commits leave there: whoever opens the table lists them."""
    log = Path(str(lake.place.below("records/_delta_log").shown("")))
    for number in range(count):
        (log / f"{number:020d}.old").touch()


def _commit_one(lake: LakeWriter, record: Record, number: int) -> float:
    """Milliseconds to publish a file and a visit."""
    pin = lake.pin()
    files = put_files(lake, pin, [record._replace(record_id=f"{number:024x}")])
    return cpu_ms(lambda: lake.commit(pin, f"round{number}", NOON, files, [], [_visit(number, 0)]))


def _measure_commits(folder: Path, record: Record) -> dict[str, float]:
    """``log_commit_bytes``, and ``sweep_ms_per_1000_commits`` where files have been compacted."""
    lake = LakeWriter.create(folder / "commits")
    swept = []
    for number in range(2 * SWEPT):
        _commit_one(lake, record, number)
        if number + 1 in (SWEPT, 2 * SWEPT):
            compact(lake, "records")
            swept.append((float(number + 1), cpu_ms(lambda: sweep_orphans(lake), 3)))
    log = lake.place.below("records/_delta_log")
    jsons = [Path(str(log.shown(name))).stat().st_size for name in log.glob("*.json")]
    return {
        "log_commit_bytes": sum(jsons) / len(jsons),
        "sweep_ms_per_1000_commits": 1000 * fit_line(swept).slope,
    }


def _last_checkpoint(lake: LakeWriter) -> tuple[float, float]:
    """How many files the newest checkpoint names, added or removed, and its bytes."""
    log = lake.place.below("records/_delta_log")
    path = str(log.shown(max(log.glob("*.checkpoint.parquet"))))
    rows = pq.read_table(path, columns=["add", "remove"])
    entries = sum(len(column) - column.null_count for column in rows.columns)
    return float(entries), float(Path(path).stat().st_size)


def measure_addresses(folder: Path) -> Measured:
    """What it costs to read what is known of live addresses, by their number and by visits."""
    read, peaks = [], []
    for count in ADDRESSES:
        lake = LakeWriter.create(folder / f"addresses{count}")
        for first in range(0, count, 10_000):
            commit_round(lake, [], [], [_visit(number, 0) for number in range(first, first + 10_000)])
        whole_ms = cpu_ms(lambda lake=lake: read_addresses(LakeReader(lake.path)), 2)  # type: ignore[misc]
        read_addresses(lake)
        commit_round(lake, [], [], [_visit(0, 1)])
        read.append((float(count), cpu_ms(lambda lake=lake: read_addresses(lake))))  # type: ignore[misc]
        peaks.append((float(count), _peak_of_addresses(lake)))
    size_bytes = sum(path.stat().st_size for path in (folder / f"addresses{count}" / "visits").glob("*.parquet"))
    again = [_visit(number, turn) for turn in range(1, VISITS_EACH) for number in range(count)]
    commit_round(lake, [], [], again)
    compact(lake, "visits")
    more_ms = cpu_ms(lambda: read_addresses(LakeReader(lake.path)), 2) - whole_ms
    line: Line = fit_line(read)
    values = {
        "address_ms_per_1000": 1000 * line.slope,
        "address_kb": 1000 * fit_line(peaks).slope,
        "visit_ms_per_1000": max(0.0, 1000 * more_ms / len(again)),
        "visit_bytes": size_bytes / count,
    }
    points = {"read addresses, ms by their number": read, "memory to read addresses, MB by their number": peaks}
    return values, _listed(points)


def _visit(number: int, turn: int) -> Visit:
    at = START + timedelta(seconds=number % 86_400, hours=turn)
    url = f"https://outlet{number % 97}.example/2026/03/{number}-a-headline-of-six-words"
    state = PageState(url, since=START, visited_at=at, due_at=at + timedelta(hours=3), etag=f'"{number:016x}"')
    return visit_of(Memory(state, "https://outlet.example/feed.xml", START), "unchanged", at)


def _peak_of_addresses(lake: LakeWriter) -> float:
    command = [sys.executable, "-c", PEAK_OF_ADDRESSES, str(lake.path)]
    return float(subprocess.run(command, env=environment(), capture_output=True, text=True, check=True).stdout)


def _listed(points: dict[str, list[tuple[float, float]]]) -> Points:
    return {name: [list(point) for point in through] for name, through in points.items()}
