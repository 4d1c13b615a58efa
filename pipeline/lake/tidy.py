"""Keep ``visits`` and ``rejects`` quick to read: many small files become one."""

from deltalake.exceptions import CommitFailedError

from pipeline.lake.lake import Lake

MAX_SMALL_FILES = 50
"""Each round appends a file; opening one takes about a millisecond, and every round reads them all."""


def tidy_lake(lake: Lake) -> list[str]:
    """Compact the tables that have grown too many files; the names of those compacted."""
    done = []
    for name in ("visits", "rejects"):
        table = lake.table(name)
        if len(table.file_uris()) < MAX_SMALL_FILES:
            continue
        try:
            table.optimize.compact()
        except CommitFailedError:
            # Another process did the same at the same time.
            continue
        done.append(name)
    return done
