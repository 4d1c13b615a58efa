"""Keep a lake quick to read: many small files become one, and what nobody names any more goes."""

from collections.abc import Iterable
from itertools import groupby

from deltalake import WriterProperties
from deltalake.exceptions import CommitFailedError

from pipeline.lake.writer import LakeWriter
from transforms.schemas import TABLES
from transforms.write import ROW_GROUP_ROWS

MAX_SMALL_FILES = 50
"""Each round appends a file; opening one takes about a millisecond, and every round reads them all."""

SMALL_FILE_BYTES = 4_000_000
"""Half of what tidying makes of them."""

TIDIED_FILE_BYTES = 8_000_000
"""What small files become while rounds go on: a larger file would be written again and again as more come to its day.
Its writer waits half a second for that (``tests/bench/windows.py``)."""

COMPACTED_FILE_BYTES = 128_000_000
"""Some ten thousand articles: large enough that a lake of millions has few files, small enough to be written
again when more come to its day."""

KEPT_HOURS = 24
"""How long files that were compacted stay for readers that have opened them.  ``--as-of`` needs none of
``records``: each row says which version brought it."""

MAX_DEAD_FILES = 1_000
"""So many of them are removed while rounds go on; ``maintain`` removes all."""

CHECKPOINTS_KEPT = 5
"""The newest checkpoints of a log: whoever is opening a table may have chosen any of them."""

COMMITS_A_CHECKPOINT = 200
"""Of the older ones one stays in so many commits: each names every file, those that were compacted lately too, and
``--as-of`` reads on from the one before (test_maintain: a log keeps few of its old checkpoints)."""

_AS_ROUNDS_WRITE = WriterProperties(compression="ZSTD", max_row_group_size=ROW_GROUP_ROWS)


def tidy_lake(lake: LakeWriter) -> list[str]:
    """Compact the tables that have grown too many small files; the names of those compacted."""
    return [name for name in TABLES if count_small_files(lake, name) >= MAX_SMALL_FILES and _tidy(lake, name)]


def _tidy(lake: LakeWriter, name: str) -> bool:
    if not compact(lake, name, TIDIED_FILE_BYTES):
        return False
    thin_checkpoints(lake, name)
    if name == "records" and count_dead_files(lake, KEPT_HOURS) >= MAX_DEAD_FILES:
        expire(lake, KEPT_HOURS)
    return True


def count_small_files(lake: LakeWriter, name: str, size_bytes: int = SMALL_FILE_BYTES) -> int:
    """How many files of a table are smaller than that."""
    sizes = lake.table(name).get_add_actions(flatten=True).column("size_bytes").to_pylist()
    return sum(size < size_bytes for size in sizes)


def compact(lake: LakeWriter, name: str, size_bytes: int = COMPACTED_FILE_BYTES) -> bool:
    """Make few files of about that size of a table's smaller ones; False if another process did so at the same time."""
    try:
        lake.table(name).optimize.compact(target_size=size_bytes, writer_properties=_AS_ROUNDS_WRITE)
    except CommitFailedError:
        return False
    return True


def count_dead_files(lake: LakeWriter, hours: int) -> int:
    """How many files ``expire`` would remove."""
    return len(lake.table("records").vacuum(retention_hours=hours, enforce_retention_duration=False, dry_run=True))


def expire(lake: LakeWriter, hours: int) -> int:
    """Remove files of ``records`` that compaction replaced so long ago; how many.

    Those of ``rejects`` and ``visits`` stay: a lake as it stood at a moment is read from them.
    """
    return len(lake.table("records").vacuum(retention_hours=hours, enforce_retention_duration=False, dry_run=False))


def thin_checkpoints(lake: LakeWriter, name: str) -> int:
    """Remove the old checkpoints of a table's log that nobody needs to read any version; how many."""
    log = lake.place.below(name).below("_delta_log")
    gone = superseded(log.glob("*.checkpoint.parquet"))
    for checkpoint in gone:
        log.delete(checkpoint)
    return len(gone)


def superseded(checkpoints: Iterable[str]) -> list[str]:
    """The checkpoints that are neither among the newest nor the first in ``COMMITS_A_CHECKPOINT`` commits, in order.

    Args:
      checkpoints: names of files, which begin with the version in twenty digits (Delta protocol, "Checkpoints").
    """
    old = sorted(checkpoints)[:-CHECKPOINTS_KEPT]
    first = {number: next(names) for number, names in groupby(old, key=_stretch_of)}
    return [checkpoint for checkpoint in old if first[_stretch_of(checkpoint)] != checkpoint]


def _stretch_of(checkpoint: str) -> int:
    return int(checkpoint.partition(".")[0]) // COMMITS_A_CHECKPOINT
