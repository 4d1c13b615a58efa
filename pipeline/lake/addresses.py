"""The live addresses that a lake knows, for who asks again and again: only what has been written since is read."""

from weakref import WeakKeyDictionary

import pyarrow as pa
import pyarrow.dataset as ds

from pipeline.lake.reader import LakeReader
from transforms.known import KnownAddress

_COLUMNS = [*KnownAddress._fields, "visited_at", "observed_at"]


def read_addresses(lake: LakeReader) -> list[KnownAddress]:
    """The live addresses of the newest ``visits``: the last row of each, by address."""
    return _BOOKS.setdefault(lake, _Book()).read(lake)


class _Book:
    """The last row of each address in the files that were read."""

    def __init__(self) -> None:
        self._files: frozenset[str] = frozenset()
        self._last: pa.Table | None = None
        self._addresses: list[KnownAddress] = []

    def read(self, lake: LakeReader) -> list[KnownAddress]:
        files = frozenset(lake.data_files("visits"))
        if files == self._files:
            return self._addresses
        # Files that are gone may have been compacted, or their rows deleted.
        before = self._last if self._files <= files else None
        new = files if before is None else files - self._files
        rows = lake.dataset_of("visits", sorted(new)).to_table(columns=_COLUMNS, filter=ds.field("url").is_valid())
        self._last = _last_of_each(rows if before is None else pa.concat_tables([before, rows]))
        self._addresses = [KnownAddress(**row) for row in self._last.select(list(KnownAddress._fields)).to_pylist()]
        self._files = files
        return self._addresses


_BOOKS: "WeakKeyDictionary[LakeReader, _Book]" = WeakKeyDictionary()
"""One for each lake that is open in this process."""


def _last_of_each(rows: pa.Table) -> pa.Table:
    if not rows.num_rows:
        return rows
    rows = rows.sort_by([("visited_at", "ascending"), ("observed_at", "ascending")])
    rows = rows.append_column("row", pa.array(range(rows.num_rows)))
    last = rows.group_by("url").aggregate([("row", "max")]).column("row_max")
    return rows.take(last).drop_columns("row").sort_by("url")
