"""Keep a lake quick to read: many small files become one, and what nobody names any more goes."""

from deltalake import WriterProperties
from deltalake.exceptions import CommitFailedError

from pipeline.lake.writer import LakeWriter
from transforms.schemas import TABLES
from transforms.write import ROW_GROUP_ROWS

MAX_SMALL_FILES = 50
"""Each round appends a file; opening one takes about a millisecond, and every round reads them all."""

SMALL_FILE_BYTES = 16_000_000

COMPACTED_FILE_BYTES = 128_000_000
"""Some ten thousand articles: large enough that a lake of millions has few files, small enough to be written
again when more come to its day."""

KEPT_HOURS = 24
"""How long files that were compacted stay for readers that have opened them.  ``--as-of`` needs none of
``records``: each row says which version brought it."""

_AS_ROUNDS_WRITE = WriterProperties(compression="ZSTD", max_row_group_size=ROW_GROUP_ROWS)


def tidy_lake(lake: LakeWriter) -> list[str]:
    """Compact the tables that have grown too many small files; the names of those compacted."""
    return [name for name in TABLES if count_small_files(lake, name) >= MAX_SMALL_FILES and compact(lake, name)]


def count_small_files(lake: LakeWriter, name: str) -> int:
    """How many files of a table are below ``SMALL_FILE_BYTES``."""
    sizes = lake.table(name).get_add_actions(flatten=True).column("size_bytes").to_pylist()
    return sum(size < SMALL_FILE_BYTES for size in sizes)


def compact(lake: LakeWriter, name: str) -> bool:
    """Make few large files of a table's small ones; False if another process did so at the same time."""
    try:
        lake.table(name).optimize.compact(target_size=COMPACTED_FILE_BYTES, writer_properties=_AS_ROUNDS_WRITE)
    except CommitFailedError:
        return False
    return True


def expire(lake: LakeWriter, name: str, hours: int = KEPT_HOURS) -> int:
    """Remove files that compaction replaced so long ago; how many."""
    removed = lake.table(name).vacuum(retention_hours=hours, enforce_retention_duration=False, dry_run=False)
    return len(removed)
