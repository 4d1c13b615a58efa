"""What the parts of the program cost: the constants of the model, each with its unit in its name.

Times are of processor (user and system) on one core, KB, MB and GB decimal.
"""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

MEASURED = Path(__file__).with_name("measured.json")
"""The constants that docs/scale.md is made from: ``python -m tests.bench.scale --measure`` writes them."""


class Constants(NamedTuple):
    """What the model is given; ``MEANINGS`` says what each is."""

    extract_page_ms: float
    extract_text_ms: float
    fetch_page_ms: float
    poll_304_ms: float
    poll_200_ms: float
    poll_304_bytes: float
    poll_200_bytes: float
    fingerprint_ms: float
    compare_ms: float
    link_ms: float
    link_ms_per_1000_held: float
    decide_ms: float
    write_ms: float
    beam_ms: float
    round_ms: float
    shard_ms: float
    shard_ms_per_1000_held: float
    shard_mb: float
    held_kb: float
    ask_ms: float
    ask_ms_per_1000_records: float
    ask_ms_per_file: float
    joins_ms_per_1000_records: float
    address_ms_per_1000: float
    address_kb: float
    visit_ms_per_1000: float
    open_ms: float
    open_ms_per_1000_commits: float
    opens_a_round: float
    opens_a_window: float
    commit_ms: float
    commit_ms_per_1000_commits: float
    log_entry_bytes: float
    log_commit_bytes: float
    sweep_ms_per_1000_commits: float
    compact_ms_per_mb: float
    compact_ms_per_file: float
    record_bytes: float
    file_bytes: float
    visit_bytes: float
    imports_ms: float
    imports_mb: float


MEANINGS = {
    "extract_page_ms": "extract one HTML page",
    "extract_text_ms": "the same for a text as given (JSONL)",
    "fetch_page_ms": "ask for a page and take 40 kB, unpacked, without extraction",
    "poll_304_ms": "ask for a feed that has not changed",
    "poll_200_ms": "ask for a feed of 30 entries and read it",
    "poll_304_bytes": "on the wire for that, request and answer, without TLS",
    "poll_200_bytes": "on the wire for that, not compressed",
    "fingerprint_ms": "fingerprint and sketch an article",
    "compare_ms": "compare an article, the lake's answers at hand",
    "link_ms": "link an article, nothing held",
    "link_ms_per_1000_held": "… and for each 1,000 records held in its language",
    "decide_ms": "decide a record, the lake's answers at hand",
    "write_ms": "write a record to Parquet",
    "beam_ms": "carry an article through a bounded round, beyond all this",
    "round_ms": "build, start and end a bounded round's graph",
    "shard_ms": "open the linker of a language",
    "shard_ms_per_1000_held": "… and for each 1,000 records that it holds",
    "shard_mb": "memory of an open linker, nothing held",
    "held_kb": "… and for each record held",
    "ask_ms": "what compare and decide ask of a small lake, once",
    "ask_ms_per_1000_records": "… and for each 1,000 records in the lake, however old",
    "ask_ms_per_file": "… and for each data file",
    "joins_ms_per_1000_records": "read which stories were joined, for each 1,000 records in the lake",
    "address_ms_per_1000": "read on in what is known of live addresses, for each 1,000 ever met",
    "address_kb": "memory of each",
    "visit_ms_per_1000": "… and from the beginning, for each 1,000 rows of visits",
    "open_ms": "open a table",
    "open_ms_per_1000_commits": "… and for each 1,000 commits ever",
    "opens_a_round": "tables opened in a round (a number)",
    "opens_a_window": "… and in a window of a stream",
    "commit_ms": "publish a data file, and its visits",
    "commit_ms_per_1000_commits": "… and for each 1,000 commits ever",
    "log_entry_bytes": "of a checkpoint, for each file that it names",
    "log_commit_bytes": "of the log, for each commit",
    "sweep_ms_per_1000_commits": "look for dead files, for each 1,000 commits whose compacted files are still there",
    "compact_ms_per_mb": "compact a MB of small files",
    "compact_ms_per_file": "… and for each of them",
    "record_bytes": "of Parquet, a record in a compacted file",
    "file_bytes": "of Parquet, what a data file has beside its records",
    "visit_bytes": "of Parquet, a row of visits",
    "imports_ms": "import what a round needs",
    "imports_mb": "memory with it",
}


class Line(NamedTuple):
    """A straight line through measured points."""

    base: float
    slope: float


def fit_line(points: Sequence[tuple[float, float]]) -> Line:
    """The line of least squares through ``(x, y)``, neither part of it below zero; at least two points."""
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    slope = max(0.0, sum((x - mean_x) * (y - mean_y) for x, y in points) / spread)
    return Line(max(0.0, mean_y - slope * mean_x), slope)


def rounded(value: float) -> float:
    """Three digits that count."""
    return round(value, 2 - math.floor(math.log10(abs(value)))) if value else 0.0


class Measurement(NamedTuple):
    """Constants, the points that the lines went through, and where and when they were measured."""

    constants: Constants
    points: dict[str, list[list[float]]]
    about: dict[str, str]

    def to_json(self) -> str:
        """As ``from_json`` reads it."""
        constants = {name: rounded(value) for name, value in self.constants._asdict().items()}
        return json.dumps({"about": self.about, "constants": constants, "points": self.points}, indent=1) + "\n"


def from_json(text: str) -> Measurement:
    """A measurement that was kept."""
    kept = json.loads(text)
    return Measurement(Constants(**kept["constants"]), kept["points"], kept["about"])


def constants_table(constants: Constants) -> str:
    """The constants as a table in Markdown."""
    rows = [f"| `{name}` | {told(value)} | {MEANINGS[name]} |" for name, value in constants._asdict().items()]
    return "\n".join(["| constant | value | what it costs to |", "| --- | ---: | --- |", *rows])


def points_table(points: Mapping[str, Sequence[Sequence[float]]]) -> str:
    """The measured points behind the lines, as a table in Markdown."""
    rows = [
        f"| {name} | {' · '.join(f'{x:,.0f}: {told(y)}' for x, y in through)} |"
        for name, through in sorted(points.items())
    ]
    return "\n".join(["| measured | at: value |", "| --- | --- |", *rows])


def told(value: float) -> str:
    """A number with three digits that count, and no more."""
    short = rounded(value)
    return f"{short:,.0f}" if abs(short) >= 100 else f"{short:g}"
