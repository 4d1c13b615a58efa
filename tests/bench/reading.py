"""How long reading a large lake takes, whole processes with start-up: ``python -m tests.bench.reading LAKE``.

Makes the lake first if there is none: ``--records`` records (default 1,000,000) of made-up stories, in rounds
of 5,000.  Prints the seconds and the peak memory of each command, the best of ``--times`` tries.
"""

import argparse
import datetime
import os
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from pipeline.lake.reader import LakeReader
from pipeline.lake.writer import LakeWriter
from tests.builders import NOON
from tests.lakes import command, environment
from transforms.elements import DataFile
from transforms.schemas import RECORDS
from transforms.times import to_datetime
from transforms.write import delta_statistics

ROUND_RECORDS = 5_000
RECORDS_PER_STORY = 5
RECORDS_PER_HOUR = 1_000
TEXT_WORDS = 150

_STATUSES = [None, "planned", "underway", "postponed", "cancelled", "ended"]
_WORDS = [f"{a}{b}{c}" for a in ("br", "st", "l", "m", "k", "v") for b in "aeiou" for c in ("nd", "rt", "l", "sk", "")]


class Measured(NamedTuple):
    """One command: seconds from start to end, seconds of processors, and the largest resident set in MB.

    What a process begins with counts as its memory too, so no figure is below this program's own.
    """

    seconds: float
    cpu_seconds: float
    peak_mb: float


def make_lake(path: Path, records: int) -> None:
    """A lake of so many made-up records: stories of a few articles each, some edits and copies."""
    lake, chance = LakeWriter.create(path), random.Random(5)
    for first in range(0, records, ROUND_RECORDS):
        pin = lake.pin()
        files = []
        for day, table in _days_of(_round(chance, first, min(ROUND_RECORDS, records - first))):
            name, size_bytes = lake.put_data_file(pin.number + 1, day, table)
            files.append(DataFile(name, size_bytes, table.num_rows, day, delta_statistics(table)))
        lake.commit(pin, f"round{first}", NOON, files, [], [])


def _round(chance: random.Random, first: int, size: int) -> list[dict[str, object]]:
    rows = []
    for at in range(first, first + size):
        # Stories of one block are told together, as they are in life: their records lie close in time.
        block, place = divmod(at, 1_000 * RECORDS_PER_STORY)
        story, version = block * 1_000 + place % 1_000, place // 1_000 + 1
        change = "new" if version == 1 else chance.choice(["development", "development", "revision", "correction"])
        rows.append(_row(chance, at, story, version, change))
    return sorted(rows, key=lambda row: (str(row["story_id"]), int(str(row["story_version"]))))


def _row(chance: random.Random, at: int, story: int, version: int, change: str) -> dict[str, object]:
    name = f"{(story * 2654435761) % 2**48:012x}"
    observed_at = to_datetime(NOON) + datetime.timedelta(hours=at / RECORDS_PER_HOUR)
    return {
        "record_id": f"{(at * 11400714819323198485 + 1) % 2**96:024x}",
        "story_id": name,
        "story_version": version,
        "article_id": f"outlet{version % 40}.example/{name}/{version}",
        "revision": 1,
        "change": change,
        "status": chance.choice(_STATUSES),
        "status_from": chance.choice(_STATUSES),
        "developments": [],
        "notices": [],
        "figures": [{"what": "injured", "value": float(version), "was": float(version - 1) if version > 1 else None}],
        "diff": [],
        "url": f"https://outlet{version % 40}.example/{name}/{version}",
        "source": f"Outlet {version % 40}",
        "origin": f"https://outlet{version % 40}.example/feed",
        "position": 0,
        "title": " ".join(chance.choices(_WORDS, k=9)),
        "authors": [],
        "language": "en",
        "text": " ".join(chance.choices(_WORDS, k=TEXT_WORDS)),
        "comments": [],
        "published_at": observed_at,
        "observed_at": observed_at,
        "recorded_at": observed_at,
        "extractor": "bench",
        "fingerprint": f"{at:032x}",
        "page_fingerprint": f"{at:032x}",
        "sketch": chance.randbytes(400),
    }


def _days_of(rows: Sequence[dict[str, object]]) -> list[tuple[str, pa.Table]]:
    schema = pa.schema([field for field in RECORDS if field.name not in ("day", "lake_version")])
    days: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        days.setdefault(f"{row['observed_at']:%Y-%m-%d}", []).append(row)
    return [(day, pa.Table.from_pylist(held, schema=schema)) for day, held in sorted(days.items())]


def measure(arguments: Sequence[str | Path], times: int) -> Measured:
    """Run a command so often; its best time, and its largest memory."""
    seconds, cpu_seconds, peak_mb = [], [], 0.0
    for _ in range(times):
        started = time.monotonic()
        # Another process than subprocess starts, for its memory is told at its end and no other's.
        child = os.posix_spawn(
            sys.executable,
            command(*arguments),
            environment(),
            file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
        )
        _, code, usage = os.wait4(child, 0)
        seconds.append(time.monotonic() - started)
        cpu_seconds.append(usage.ru_utime + usage.ru_stime)
        peak_mb = max(peak_mb, usage.ru_maxrss / 1024)
        if code:
            raise SystemExit(f"{arguments} ended with {code}")
    return Measured(min(seconds), min(cpu_seconds), peak_mb)


def main() -> None:
    """Make the lake if need be, and print what reading it costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lake", type=Path)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=3)
    arguments = parser.parse_args()
    if not arguments.lake.exists():
        make_lake(arguments.lake, arguments.records)
    lake = LakeReader(arguments.lake).check()
    newest = lake.moment().lake_version
    [story_id] = lake.dataset("records").head(1, columns=["story_id"]).column("story_id").to_pylist()
    by_status = "SELECT status, count(*) FROM stories GROUP BY 1"
    for asked in (
        ["--help"],
        ["stories", arguments.lake],
        ["stories", arguments.lake, "--as-of", str(newest // 2)],
        ["stories", arguments.lake, "--status", "postponed", "--sort", "size"],
        ["stories", arguments.lake, "--text", "brand"],
        ["story", arguments.lake, story_id[:10]],
        ["sql", arguments.lake, by_status],
    ):
        measured = measure(asked, arguments.times)
        told = " ".join(map(str, asked))
        print(
            f"{measured.seconds:6.2f} s {measured.cpu_seconds:6.2f} s cpu {measured.peak_mb:7.0f} MB  writethru {told}"
        )


if __name__ == "__main__":
    main()
