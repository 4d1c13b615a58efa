"""Open and read the lake. Nothing here imports Beam."""

import datetime
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError, TableNotFoundError
from typing_extensions import Self

from transforms.known import KnownJoin
from transforms.schemas import PARTITIONS, TABLES

# A name of ours in each table's description tells a lake from any other folder of Delta tables.
DESCRIPTION = "writethru {table}, layout 1"


class LakeError(Exception):
    """A lake that cannot be used; the message names it and says what to do."""


class LakeReader:
    """A lake in a folder, to be read."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path).absolute()

    def check(self) -> Self:
        """The lake itself, once it is known to be one.

        Raises:
          LakeError: there is no lake here, or tables of something else.
        """
        if not self.path.exists():
            raise LakeError(f"{self.path} does not exist; writethru run SOURCE --lake {self.path} makes a lake")
        for name in TABLES:
            self.check_table(name)
        return self

    def check_table(self, name: str, missing_ok: bool = False) -> None:
        """Look whether a table is there and ours.

        Raises:
          LakeError: it is not.
        """
        if missing_ok and not DeltaTable.is_deltatable(str(self.path / name)):
            return
        try:
            description = self.table(name).metadata().description
        except (TableNotFoundError, DeltaError, OSError) as error:
            raise LakeError(f"{self.path} is not a lake of writethru: no table {name!r} in it") from error
        if description != DESCRIPTION.format(table=name):
            raise LakeError(f"{self.path} is not a lake of writethru: its table {name!r} is somebody else's")

    def table(self, name: str, version: int | None = None) -> DeltaTable:
        """One of the tables ``records``, ``rejects`` and ``visits``, at a version or the newest."""
        return DeltaTable(str(self.path / name), version=version)

    def version_at(self, as_of: datetime.datetime) -> int:
        """The newest version of ``records`` that was committed at or before a time.

        Raises:
          LakeError: the lake is younger than that.
        """
        as_of_ms = as_of.timestamp() * 1000
        for commit in self.table("records").history():
            if commit["timestamp"] <= as_of_ms:
                return int(commit["version"])
        raise LakeError(f"{self.path} held nothing yet at {as_of.isoformat()}; give --as-of a later time")

    def dataset(self, name: str, version: int | None = None) -> ds.Dataset:
        """A table as an Arrow dataset over its files.

        The files are named to Arrow one by one: a dataset over deltalake's own file system
        aborts many interpreter exits (measured, deltalake 1.6 with pyarrow 25).
        """
        schema = TABLES[name]
        files = self.table(name, version).file_uris()
        if not files:
            return ds.dataset(schema.empty_table())
        partitioning = ds.partitioning(pa.schema([("day", pa.date32())]), flavor="hive") if PARTITIONS[name] else None
        return ds.dataset(files, schema=schema, format="parquet", partitioning=partitioning)


def read_joins(records: ds.Dataset, only: pc.Expression | None = None) -> list[KnownJoin]:
    """Every join that ``records``, or those of them for which ``only`` holds, make known, by the story that joined."""
    columns = ["joins", "story_id", "story_version", "change"]
    joining = pc.list_value_length(ds.field("joins")) > 0
    rows = records.to_table(columns=columns, filter=joining if only is None else joining & only).to_pylist()
    return sorted(
        # A copy makes no version: the next one is the first to know.
        KnownJoin(joined, row["story_id"], row["story_version"] + (row["change"] == "duplicate"))
        for row in rows
        for joined in row["joins"]
    )
