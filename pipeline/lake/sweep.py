"""Find and remove data files that no commit will ever name.

A killed or beaten round leaves files behind.  Each carries in its name the number of the
transaction that was to publish it.  Once that transaction has been made, by whoever was faster, a
commit under the same number is refused; so a file of a made transaction that the log does not name
is dead, whatever its writer is doing.  Files of transactions still to come are left alone: their
writer may be alive.  No clock is asked.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.lake.history import APP_ID
from pipeline.lake.lake import Lake
from pipeline.lake.reader import number_of_file


def find_orphans(lake: Lake) -> list[Path]:
    """Data files of ``records`` that can never be published, sorted by path."""
    table = lake.table("records")
    made = table.transaction_version(APP_ID) or 0
    root = lake.path / "records"
    named = {Path(uri) for uri in table.file_uris()}
    dead = [
        path
        for path in root.glob("day=*/*.parquet")
        if path not in named and (number := number_of_file(path.name)) is not None and number <= made
    ]
    if not dead:
        return []
    once_named = {root / action["add"]["path"] for action in _log_actions(root) if "add" in action}
    return sorted(path for path in dead if path not in once_named)


def sweep_orphans(lake: Lake) -> int:
    """Remove the orphans; how many there were. Safe beside other sweepers and writers."""
    orphans = find_orphans(lake)
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _log_actions(root: Path) -> Iterator[dict[str, Any]]:
    """Every action of the table's log: compaction takes files out of the snapshot, not of history."""
    for commit in sorted((root / "_delta_log").glob("*.json")):
        with commit.open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.strip())
