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
from pipeline.lake.place import Place
from pipeline.lake.reader import number_of_file
from pipeline.lake.writer import LakeWriter


def find_orphans(lake: LakeWriter) -> list[Path | str]:
    """Data files of ``records`` that can never be published, sorted by path."""
    return [lake.place.below("records").shown(name) for name in _orphan_names(lake)]


def sweep_orphans(lake: LakeWriter) -> int:
    """Remove the orphans; how many there were. Safe beside other sweepers and writers."""
    names = _orphan_names(lake)
    for name in names:
        lake.place.below("records").delete(name)
    return len(names)


def _orphan_names(lake: LakeWriter) -> list[str]:
    table = lake.table("records")
    made = table.transaction_version(APP_ID) or 0
    root = lake.place.below("records")
    named = {"/".join(uri.split("/")[-2:]) for uri in table.file_uris()}
    dead = [
        name
        for name in root.glob("day=*/*.parquet")
        if name not in named and (number := number_of_file(name)) is not None and number <= made
    ]
    if not dead:
        return []
    once_named = {action["add"]["path"] for action in _log_actions(root.below("_delta_log")) if "add" in action}
    return sorted(name for name in dead if name not in once_named)


def _log_actions(log: Place) -> Iterator[dict[str, Any]]:
    """Every action of the table's log: compaction takes files out of the snapshot, not of history."""
    for commit in sorted(log.glob("*.json")):
        yield from (json.loads(line) for line in log.read_lines(commit) if line.strip())
