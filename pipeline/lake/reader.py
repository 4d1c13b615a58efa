"""Open and read the lake. Nothing here imports Beam."""

import datetime
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError, TableNotFoundError
from typing_extensions import Self

from pipeline.lake.history import APP_ID, TableLog
from pipeline.lake.place import LakeError as LakeError
from pipeline.lake.place import Place, find_place, told_by_store
from transforms.schemas import PARTITIONS, TABLES

if TYPE_CHECKING:
    import pyarrow.dataset as ds
    import pyarrow.fs as fs

# A name of ours in each table's description tells a lake from any other folder of Delta tables.
DESCRIPTION = "writethru {table}, layout 1"

AsOf = datetime.datetime | int
"""A time (aware), or a version of the lake: 0 is the empty lake, and each round with records adds one."""


class Moment(NamedTuple):
    """A version of the lake, and the last millisecond at which it was the newest (None: it is)."""

    lake_version: int
    at_ms: int | None


class LakeReader:
    """A lake in a folder or an object store, to be read."""

    def __init__(self, path: str | os.PathLike[str] | Place) -> None:
        self.place = find_place(path)

    @property
    def path(self) -> Path | str:
        """The folder, or the address in an object store."""
        return self.place.shown()

    def check(self) -> Self:
        """The lake itself, once it is known to be one.

        Raises:
          LakeError: there is no lake here, or tables of something else.
        """
        if not self.place.exists():
            raise LakeError(f"{self.path} does not exist; writethru run SOURCE --lake {self.path} makes a lake")
        for name in TABLES:
            self.check_table(name)
        return self

    def check_table(self, name: str, missing_ok: bool = False) -> None:
        """Look whether a table is there and ours.

        Raises:
          LakeError: it is not.
        """
        if missing_ok and not self.has_table(name):
            return
        try:
            description = self.table(name).metadata().description
        except (TableNotFoundError, DeltaError, OSError) as error:
            if told_by_store(str(error)):
                raise
            raise LakeError(f"{self.path} is not a lake of writethru: no table {name!r} in it") from error
        if description != DESCRIPTION.format(table=name):
            raise LakeError(f"{self.path} is not a lake of writethru: its table {name!r} is somebody else's")

    def table(self, name: str, version: int | None = None) -> DeltaTable:
        """One of the tables ``records``, ``rejects`` and ``visits``, at one of Delta's versions or the newest."""
        place = self.place.below(name)
        return DeltaTable(place.uri, version=version, storage_options=place.storage_options)

    def has_table(self, name: str) -> bool:
        """Whether there is a Delta table of that name, whosever it is."""
        place = self.place.below(name)
        return DeltaTable.is_deltatable(place.uri, place.storage_options)

    def moment(self, as_of: AsOf | None = None) -> Moment:
        """What a time or a version means for this lake; without one, the lake as it stands now.

        A version stands until the next: what was rejected or visited meanwhile belongs to it.

        Raises:
          LakeError: the lake is younger than that time, or has no such version.
        """
        log = TableLog(self.place.below("records"))
        if isinstance(as_of, datetime.datetime):
            at_ms = int(as_of.timestamp() * 1000)
            held = log.newest_at(at_ms)
            if held is None:
                raise LakeError(f"{self.path} held nothing yet at {as_of.isoformat()}; give a later time")
            return Moment(log.lake_version_of(held), at_ms)
        newest = self.table("records").transaction_version(APP_ID) or 0
        if as_of is None or as_of == newest:
            return Moment(newest, None)
        if not 0 <= as_of <= newest:
            raise LakeError(f"{self.path} has no version {as_of}; it has versions 0 to {newest}")
        following = log.after(as_of)
        return Moment(as_of, following.at_ms - 1 if following else None)

    def files(self, name: str, moment: Moment) -> list[str]:
        """The data files that hold a table's rows at a moment, sorted by path.

        A file of ``records`` that a round wrote carries that round's number, so it is wholly in or
        out.  One that compaction wrote may hold later rows too; ``lake_version`` tells them.
        """
        if name == "records":
            found = self.data_files(name)
            return [path for path in found if (number_of_file(path) or 0) <= moment.lake_version]
        version = None
        if moment.at_ms is not None:
            version = TableLog(self.place.below(name)).newest_at(moment.at_ms)
            if version is None:
                return []
        return self.data_files(name, version)

    def data_files(self, name: str, version: int | None = None) -> list[str]:
        """The data files of a table, at one of Delta's versions or the newest, as paths, sorted.

        In an object store they are paths of its file system (``Place.open_filesystem``).
        """
        # deltalake gives addresses, in which it escapes what the lake's own folder is called.
        depth = len(PARTITIONS[name]) + 1
        parts = (uri.split("/")[-depth:] for uri in self.table(name, version).file_uris())
        return sorted(self.place.path_of("/".join((name, *part))) for part in parts)

    def dataset(self, name: str, version: int | None = None) -> "ds.Dataset":
        """A table as an Arrow dataset over its files, at one of Delta's versions or the newest."""
        return self.dataset_of(name, self.data_files(name, version))

    def dataset_of(self, name: str, files: list[str]) -> "ds.Dataset":
        """Some of a table's data files as an Arrow dataset."""
        return dataset_of(name, files, self.place.open_filesystem())


def dataset_of(name: str, files: list[str], filesystem: "fs.FileSystem | None" = None) -> "ds.Dataset":
    """Data files of a table as an Arrow dataset.

    The files are named to Arrow one by one: a dataset over deltalake's own file system
    aborts many interpreter exits (measured, deltalake 1.6 with pyarrow 25).
    """
    # Loaded when it is needed: it takes a third of what a command's start may take.
    import pyarrow.dataset as ds

    schema = TABLES[name]
    if not files:
        return ds.dataset(schema.empty_table())
    partitioning = ds.partitioning(pa.schema([("day", pa.date32())]), flavor="hive") if PARTITIONS[name] else None
    return ds.dataset(files, schema=schema, format="parquet", partitioning=partitioning, filesystem=filesystem)


def number_of_file(path: str) -> int | None:
    """The version of the lake that a data file was written for, by its name; None when compaction wrote it."""
    number = path.rpartition("/")[2].partition("-")[0]
    return int(number) if number.isdecimal() and len(number) == 10 else None
