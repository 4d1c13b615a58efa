"""A lake as a program reads it: ``from pipeline.lake import Lake``. Beam is not imported, nothing is written."""

import datetime
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.lake.connection import RECORD_COLUMNS, connect
from pipeline.lake.history import TableLog
from pipeline.lake.reader import AsOf, LakeError, LakeReader, Moment, number_of_file
from transforms.schemas import RECORDS

if TYPE_CHECKING:
    import pyarrow.dataset as ds


class Changes(NamedTuple):
    """What is new since a version: the records, in the order in which they came, and the version to store."""

    records: pa.Table
    version: int


class Lake:
    """A lake, to be read: as it stands whenever it is asked, or as it stood (``as_of``).

    Everything comes as Arrow, which Polars (``pl.from_arrow``), pandas (``.to_pandas()``) and DuckDB take as it
    is.  ``records``, ``rejects`` and ``visits`` are datasets, read when they are scanned; the others are tables,
    for which ``columns`` names what is needed (texts are large).

    Args:
      path: the folder, or the address in an object store (``s3://BUCKET/PATH``).
      as_of: a time (aware) or a version; None for the newest, whenever that is.

    Raises:
      LakeError: there is no lake, or it is younger than that.
    """

    def __init__(self, path: str | os.PathLike[str], as_of: AsOf | None = None) -> None:
        self._reader = LakeReader(path).check()
        self._pinned = self._reader.moment(_aware(as_of)) if as_of is not None else None

    def __repr__(self) -> str:
        pinned = f", as_of={self._pinned.lake_version}" if self._pinned is not None else ""
        return f"Lake({str(self.path)!r}{pinned})"

    @property
    def path(self) -> Path | str:
        """The folder, or the address in an object store."""
        return self._reader.path

    @property
    def version(self) -> int:
        """The lake's version: 0 is the empty lake, and each round that brought records added one."""
        return self._moment().lake_version

    def as_of(self, when: AsOf) -> "Lake":
        """The lake as it stood at a time, or at a version, and will stand in this object for ever.

        Raises:
          LakeError: it is younger than that, or has no such version.
        """
        return Lake(self.path, when)

    def records(self) -> "ds.Dataset":
        """All records, as they were written, with the columns that README.md lists."""
        import pyarrow.dataset as ds

        moment = self._moment()
        files = self._reader.files("records", moment)
        records = self._reader.dataset_of("records", files)
        if all(number_of_file(path) is not None for path in files):
            return records
        version = ds.field("lake_version")
        return records.filter(version.is_null() | (version <= moment.lake_version))

    def rejects(self) -> "ds.Dataset":
        """What could not be used, one row each time it was met; ``writethru rejects`` tells what still holds."""
        return self._reader.dataset_of("rejects", self._reader.files("rejects", self._moment()))

    def visits(self) -> "ds.Dataset":
        """What was looked at, and how each live address stood after it."""
        return self._reader.dataset_of("visits", self._reader.files("visits", self._moment()))

    def stories(self, columns: Sequence[str] = RECORD_COLUMNS) -> pa.Table:
        """The latest record of each story, copies apart, by ``story_id``."""
        return self._view("stories", columns, "story_id")

    def articles(self, columns: Sequence[str] = RECORD_COLUMNS) -> pa.Table:
        """The latest revision of each article, by ``article_id``."""
        return self._view("articles", columns, "article_id")

    def updates(self, columns: Sequence[str] = (*RECORD_COLUMNS, "changed")) -> pa.Table:
        """The records in which a story's status, its figures or a text changed; ``changed`` says which of them."""
        return self._view("updates", columns, "observed_at, record_id")

    def story(self, story_id: str) -> pa.Table:
        """The records of one story in order of version; the first characters of its id will do.

        Raises:
          LakeError: no story begins so, or several do.
        """
        from pipeline.views import find_id

        with self._connect() as connection:
            found = find_id(connection, "story", story_id)
            order = "story_version, change = 'duplicate', observed_at, record_id"
            query = f"SELECT * FROM records WHERE story_id = $id ORDER BY {order}"
            return connection.sql(query, params={"id": found}).to_arrow_table()

    def sql(self, statement: str) -> pa.Table:
        """The result of one query over the views that ``writethru sql`` has.

        Raises:
          LakeError: it is no query, or fails.
        """
        from pipeline.sql import check_query, message_of

        with self._connect() as connection:
            try:
                return connection.sql(check_query(connection, statement)).to_arrow_table()
            except duckdb.Error as error:
                raise LakeError(message_of(error)) from error

    def changes(self, since: AsOf | None = None, columns: Sequence[str] | None = None) -> Changes:
        """The records that came after a version or a time, each once, and the version to ask from next.

        Store ``version`` once the records are dealt with, and pass it as ``since`` the next time: no record is
        missed and none comes twice, whoever writes meanwhile, and whatever was compacted or vacuumed.

        Args:
          since: what an earlier call gave, or a time; None for all records.
          columns: what is needed; None for all.

        Raises:
          LakeError: the lake has no such version (it is another lake, or was made anew).
        """
        moment = self._moment()
        after = self._version_at(since)
        if after > moment.lake_version:
            raise LakeError(
                f"{self.path} is at version {moment.lake_version} and never was at {after}: it is another lake, "
                "or was made anew; read it from the start, with changes()"
            )
        return Changes(self._between(after, moment, columns), moment.lake_version)

    def _between(self, after: int, moment: Moment, columns: Sequence[str] | None) -> pa.Table:
        files = self._reader.files("records", moment)
        whole = [path for path in files if (number_of_file(path) or 0) > after]
        # What compaction wrote holds records of many versions: there each row says which brought it.
        mixed = [path for path in files if number_of_file(path) is None]
        wanted = list(columns if columns is not None else RECORDS.names)
        order = ["lake_version", "observed_at", "record_id"]
        read = [*wanted, *(name for name in order if name not in wanted)]
        version = pc.field("lake_version")
        newer = (version > after) & (version <= moment.lake_version)
        if after == 0:
            newer = newer | version.is_null()
        found = pa.concat_tables(
            [
                self._reader.dataset_of("records", whole).to_table(columns=read),
                self._reader.dataset_of("records", mixed).to_table(columns=read, filter=newer),
            ]
        )
        return found.sort_by([(name, "ascending") for name in order]).select(wanted)

    def _version_at(self, since: AsOf | None) -> int:
        if not isinstance(since, datetime.datetime):
            return since or 0
        log = TableLog(self._reader.place.below("records"))
        _aware(since)
        held = log.newest_at(int(since.timestamp() * 1000))
        return log.lake_version_of(held) if held is not None else 0

    def _moment(self) -> Moment:
        return self._pinned if self._pinned is not None else self._reader.moment()

    def _connect(self) -> duckdb.DuckDBPyConnection:
        return connect(self._reader, self._moment())

    def _view(self, view: str, columns: Sequence[str], order: str) -> pa.Table:
        names = ", ".join('"' + name.replace('"', '""') + '"' for name in columns)
        with self._connect() as connection:
            try:
                return connection.sql(f"SELECT {names} FROM {view} ORDER BY {order}").to_arrow_table()
            except duckdb.BinderException as error:
                raise LakeError(f"{view} has no such column: {str(error).splitlines()[0]}") from error


def _aware(when: AsOf) -> AsOf:
    if isinstance(when, datetime.datetime) and when.tzinfo is None:
        raise LakeError(f"{when.isoformat()} has no zone; give an aware time, such as one in UTC")
    return when
