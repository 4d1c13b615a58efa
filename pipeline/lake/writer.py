"""Make, pin and commit the lake.

One commit publishes a round.  It carries Delta's application transaction (Delta protocol,
"Transaction Identifiers"): a round pinned at transaction *n* commits as *n + 1* from the pinned
snapshot, and deltalake refuses it when another writer was there first.  From a fresh snapshot the
same number would be accepted again, so a commit is always made from the pinned one.
"""

import os
import time
import uuid
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Literal, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError
from deltalake.transaction import AddAction, RemoveAction

from pipeline.lake.history import APP_ID
from pipeline.lake.place import told_by_store
from pipeline.lake.reader import DESCRIPTION, LakeError, LakeReader
from transforms.elements import DataFile, Reject, Visit
from transforms.schemas import PARTITIONS, TABLES
from transforms.tables import rejects_table, visits_table
from transforms.write import write_table

# The log is the history that --as-of reads: it is not cleaned up behind the user's back.
# A checkpoint sums the log up.  deltalake opens all commits since the last one at once, a thread each: with its
# own interval of 100 a watch held up to 100 idle threads.  Defended by ``test_the_log_is_summed_up_now_and_then``.
CONFIGURATION = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
    "delta.checkpointInterval": "20",
}


class Pin(NamedTuple):
    """The version of ``records`` that a round sees, and the number of its last transaction."""

    version: int
    number: int


def _field_names(schema: pa.Schema) -> Iterator[str]:
    """Columns, and the fields of the structs that a column lists: ``notices.corrects``."""
    for field in schema:
        yield field.name
        if pa.types.is_list(field.type) and pa.types.is_struct(field.type.value_type):
            yield from (f"{field.name}.{inner.name}" for inner in field.type.value_type)


class LakeWriter(LakeReader):
    """A lake that rounds write to."""

    @classmethod
    def create(cls, path: str | os.PathLike[str]) -> "LakeWriter":
        """Open the lake in ``path``, made if there is none; two processes may do so at once.

        Raises:
          LakeError: the path is a file, or a folder that holds something else; there is no such bucket.
          OSError: the object store refuses, or does not answer.
        """
        lake = cls(path)
        # One look: another process may be making the same lake right now.
        held = lake.place.held()
        if held and held.isdisjoint(TABLES):
            raise LakeError(f"{lake.path} holds something that is not a lake; give --lake a new or empty folder")
        try:
            for table, schema in TABLES.items():
                lake.check_table(table, missing_ok=True)
                lake._create_table(table, schema)
                lake._widen_table(table, schema)
        except OSError as error:
            if told_by_store(str(error)):
                raise
            raise LakeError(f"cannot make a lake in {lake.path}: {error}") from error
        return lake.check()

    def _create_table(self, table: str, schema: pa.Schema) -> None:
        place = self.place.below(table)
        try:
            DeltaTable.create(
                place.uri,
                schema=schema,
                partition_by=PARTITIONS[table],
                mode="ignore",
                description=DESCRIPTION.format(table=table),
                configuration=CONFIGURATION,
                # Tried again, a beaten creation would become a second version that creates anew.
                commit_properties=CommitProperties(max_commit_retries=0),
                storage_options=place.storage_options,
            )
        except DeltaError as error:
            # Another process may have made it between the look and the write.
            if not self.has_table(table):
                raise LakeError(f"cannot make the table {place.shown()}: {error}") from error

    def _widen_table(self, table: str, schema: pa.Schema) -> None:
        """Name in the log what has been added to the schema since the lake was made; no row is touched."""
        held = self.table(table)
        if set(_field_names(schema)) <= set(_field_names(pa.schema(held.schema()))):
            return
        try:
            write_deltalake(held, schema.empty_table(), mode="append", schema_mode="merge")
        except CommitFailedError:
            # Another process was faster: it came to do the same, or the next round will.
            return

    def pin(self) -> Pin:
        """What a round starts from."""
        table = self.table("records")
        return Pin(table.version(), table.transaction_version(APP_ID) or 0)

    def put_data_file(self, number: int, day: str, table: pa.Table) -> tuple[str, int]:
        """Write a data file of ``records`` that commit ``number`` may publish.

        Returns its path below the table, and its size in bytes.  The number in its name tells
        later rounds whether it can still be published (see ``pipeline.lake.sweep``); the number in
        its rows tells readers which version brought them, whatever file they are moved to later.
        """
        versions = pa.array([number] * table.num_rows, pa.int64())
        table = table.append_column("lake_version", versions)
        name = f"day={day}/{number:010d}-{uuid.uuid4().hex}.parquet"
        return name, self.place.below("records").put(name, partial(write_table, table))

    def commit(
        self,
        pin: Pin,
        round_id: str,
        recorded_at: Any,
        files: Sequence[DataFile],
        rejects: Sequence[Reject],
        visits: Sequence[Visit],
    ) -> str:
        """Publish a round: ``committed``, ``nothing`` (no records) or ``lost`` (run it again).

        Records go first.  A visit says "this needs no second look", so it must never stand in the
        lake without its record: a crash after the records only means that the same documents are
        looked at again, found known, and their rejects and visits written then.  Rejects before
        visits for the same reason.  Both have ids, so writing them twice is harmless.
        """
        outcome = "nothing"
        if files:
            outcome = self._commit_records(pin, round_id, files)
        if outcome == "lost":
            return outcome
        if rejects:
            self._append("rejects", rejects_table(rejects, recorded_at))
        if visits:
            self._append("visits", visits_table(visits, recorded_at), schema_mode="merge")
        return outcome

    def _append(self, name: str, rows: pa.Table, schema_mode: Literal["merge"] | None = None) -> None:
        place = self.place.below(name)
        options = place.storage_options
        write_deltalake(place.uri, rows, mode="append", schema_mode=schema_mode, storage_options=options)

    def _commit_records(self, pin: Pin, round_id: str, files: Sequence[DataFile]) -> str:
        modified_ms = int(time.time() * 1000)
        actions: list[AddAction | RemoveAction] = [
            AddAction(file.path, file.size_bytes, {"day": file.partition}, modified_ms, True, file.stats)
            for file in sorted(files, key=lambda file: file.path)
        ]
        properties = CommitProperties(
            custom_metadata={"round": round_id, "rows": str(sum(file.rows for file in files))},
            app_transactions=[Transaction(APP_ID, pin.number + 1)],
        )
        try:
            self.table("records", pin.version).create_write_transaction(
                actions,
                "append",
                TABLES["records"],
                partition_by=PARTITIONS["records"],
                commit_properties=properties,
            )
        except CommitFailedError:
            return "committed" if self.has_round(round_id, pin) else "lost"
        return "committed"

    def has_round(self, round_id: str, pin: Pin) -> bool:
        """Whether a round that started from ``pin`` is committed: a runner may run the committing bundle twice."""
        table = self.table("records")
        return table.version() > pin.version and any(
            commit.get("round") == round_id for commit in table.history(table.version() - pin.version)
        )

    def clear_rejects(self, cleared: Sequence[tuple[str, str, int]], at: Any) -> None:
        """Note that these rejects (id, key, position) are no more: each becomes a visit that says so."""
        visits = [
            Visit(reject_id, key, position, at, "cleared", None, None, None) for reject_id, key, position in cleared
        ]
        if visits:
            self._append("visits", visits_table(visits, at), schema_mode="merge")

    def unvisited(self, visit_ids: Sequence[str]) -> list[bool]:
        """For each visit id, whether the lake does not know it."""
        known = self.dataset("visits").to_table(columns=["visit_id"]).column("visit_id")
        wanted = pa.array(visit_ids, pa.string())
        return pc.invert(pc.is_in(wanted, value_set=known)).to_pylist()  # type: ignore[no-any-return]
