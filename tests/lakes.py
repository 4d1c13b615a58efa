"""Running the command and looking at what it left."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.lake.reader import LakeReader
from transforms.schemas import RECORDS

ROOT = Path(__file__).resolve().parents[1]

# When a record was written, and by which round, is no part of what it says.
CLOCKS = {"recorded_at", "lake_version"}


def command(*arguments: str | Path) -> list[str]:
    """The command line of ``writethru ARGUMENTS`` in this interpreter."""
    return [sys.executable, "-m", "pipeline", *map(str, arguments)]


def environment() -> dict[str, str]:
    """An environment in which a process started anywhere imports this checkout."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def writethru(*arguments: str | Path, timeout_secs: float = 300, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, env=environment(), timeout=timeout_secs, **options
    )


def run_ok(*arguments: str | Path) -> str:
    """Run a command that must succeed; what it printed."""
    done = writethru(*arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows(lake: Path, columns: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """All records without their clocks, sorted by record_id."""
    wanted = [name for name in columns or RECORDS.names if name not in CLOCKS]
    found = LakeReader(lake).dataset("records").to_table(columns=wanted).to_pylist()
    return sorted(found, key=lambda row: row["record_id"])


def check_stories(records: Sequence[dict[str, Any]]) -> None:
    """What holds in every lake: each record once, versions of a story and revisions of an article 1…n."""
    assert len({row["record_id"] for row in records}) == len(records)
    versions: dict[str, list[int]] = {}
    revisions: dict[str, list[int]] = {}
    for row in records:
        revisions.setdefault(row["article_id"], []).append(row["revision"])
        if row["change"] != "duplicate":
            versions.setdefault(row["story_id"], []).append(row["story_version"])
    for numbers in [*versions.values(), *revisions.values()]:
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
