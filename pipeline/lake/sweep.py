"""Find and remove data files that no commit will ever name.

A killed or beaten round leaves files behind.  Each carries in its name the number of the
transaction that was to publish it.  Once that transaction has been made, by whoever was faster, a
commit under the same number is refused; so a file of a made transaction that the log does not name
is dead, whatever its writer is doing.  Files of transactions still to come are left alone: their
writer may be alive.  No clock is asked.
"""

from pathlib import Path

from pipeline.lake.history import APP_ID, TableLog
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
    dead = {
        name: number
        for name in root.glob("day=*/*.parquet")
        if name not in named and (number := number_of_file(name)) is not None and number <= made
    }
    if not dead:
        return []
    return sorted(dead.keys() - _once_named(root, min(dead.values())))


def _once_named(records: Place, number: int) -> set[str]:
    """Files that a commit named, from the transaction of a number on.

    Compaction takes files out of the snapshot, not out of the log; and what carries a number was named by the
    transaction of that number, or never.
    """
    log = TableLog(records)
    first = log.after(number - 1)
    assert first is not None  # the transaction is made
    return {name for version in log.versions if version >= first.version for name in log.added(version)}
