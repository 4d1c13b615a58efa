"""record → data file: what a commit can then publish; and the one commit of a round.

Data files are written by every worker, one for each day of observation.  Nobody sees them until
``CommitRound`` names them in the lake's log, all at once.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import apache_beam as beam
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from apache_beam.metrics import Metrics
from apache_beam.utils.timestamp import Timestamp

from transforms.elements import DataFile, Record, Reject, Visit
from transforms.known import OpenKnown
from transforms.tables import day_of, records_table

# Rows of a row group: some megabytes of text each, so that a reader that wants one story skips
# most of a compacted file, and small enough to hold a few in memory.
ROW_GROUP_ROWS = 2_000

# Columns that repeat a few values.  The others hold each value once: a dictionary of them costs a
# third of the time of writing a small file, and saves nothing that zstd does not.
DICTIONARY_COLUMNS = ("story_id", "change", "status", "status_from", "source", "origin", "language", "extractor")

# Columns whose smallest and largest value go into the log, so that readers skip whole files.
STATISTICS = ("record_id", "story_id", "story_version", "article_id", "status", "observed_at", "language")
STATISTICS_MAX_CHARS = 32

# Writes one data file of the records table: (day, table) -> path below the table, size in bytes.
PutDataFile = Callable[[str, pa.Table], tuple[str, int]]

# Publishes a round: (data files, rejects, visits) -> "committed", "nothing" or "lost".
CommitFiles = Callable[[Sequence[DataFile], Sequence[Reject], Sequence[Visit]], str]


def story_order(record: Record) -> tuple[str, int, int, str]:
    """Rows of a file are sorted by story and version, so that a story is read in one stretch."""
    return (record.story_id, record.story_version, record.observed_at.micros, record.record_id)


def write_table(table: pa.Table, sink: Any) -> None:
    """Write a data file's bytes to ``sink`` (a path or an open file)."""
    pq.write_table(
        table, sink, compression="zstd", row_group_size=ROW_GROUP_ROWS, use_dictionary=list(DICTIONARY_COLUMNS)
    )


def delta_statistics(table: pa.Table) -> str:
    """The ``stats`` of an add action (Delta protocol, per-file statistics), as JSON."""
    low: dict[str, object] = {}
    high: dict[str, object] = {}
    nulls: dict[str, int] = {}
    for name in STATISTICS:
        column = table.column(name)
        nulls[name] = column.null_count
        bounds = pc.min_max(column).as_py()
        if bounds["min"] is not None and _fits(bounds["min"]) and _fits(bounds["max"]):
            low[name], high[name] = _statistic(bounds["min"]), _statistic(bounds["max"])
    return json.dumps({"numRecords": table.num_rows, "minValues": low, "maxValues": high, "nullCount": nulls})


def _fits(value: object) -> bool:
    # A cut-off maximum would be below the values it stands for; a long one is left out instead.
    return not isinstance(value, str) or len(value) <= STATISTICS_MAX_CHARS


def _statistic(value: Any) -> object:
    return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if hasattr(value, "strftime") else value


def write_day(day: str, records: Iterable[Record], put: PutDataFile, recorded_at: Timestamp) -> DataFile:
    """Write the records of one day of observation to a data file, which no commit names yet."""
    table = records_table(sorted(records, key=story_order), recorded_at)
    path, size_bytes = put(day, table)
    return DataFile(path, size_bytes, table.num_rows, day, delta_statistics(table))


class _WriteDay(beam.DoFn):
    def __init__(self, put: PutDataFile, recorded_at: Timestamp | None) -> None:
        self._put = put
        self._recorded_at = recorded_at

    def process(self, day_records: tuple[str, Iterable[Record]]) -> Iterator[DataFile]:
        file = write_day(*day_records, self._put, self._recorded_at or Timestamp.now())
        Metrics.counter("write", "rows").inc(file.rows)
        yield file


class WriteDataFiles(beam.PTransform):
    """Write records to one data file a day of observation. Bounded.

    A bundle that is run twice writes two files with names of their own; only the one that reaches
    the commit exists for readers.  ``recorded_at`` is None for the time of writing: what is fetched in a
    round is observed after the round began, and must not be recorded before it was observed.
    """

    def __init__(self, put: PutDataFile, recorded_at: Timestamp | None) -> None:
        super().__init__()
        self._put = put
        self._recorded_at = recorded_at

    def expand(self, records: beam.PCollection) -> beam.PCollection:
        return (
            records
            | "KeyByDay"
            >> beam.Map(lambda record: (day_of(record.observed_at), record)).with_output_types(tuple[str, Record])
            | "GroupByDay" >> beam.GroupByKey()
            | "WriteDay" >> beam.ParDo(_WriteDay(self._put, self._recorded_at)).with_output_types(DataFile)
        )


class _Commit(beam.DoFn):
    def __init__(self, commit: CommitFiles, open_known: OpenKnown) -> None:
        self._commit = commit
        self._open_known = open_known

    def setup(self) -> None:
        self._known = self._open_known()

    def process(self, group: tuple[int, dict[str, Iterable[Any]]]) -> Iterator[str]:
        rejects = {reject.reject_id: reject for reject in group[1]["rejects"]}
        recorded = self._known.rejected(rejects)
        fresh = [reject for reject_id, reject in sorted(rejects.items()) if reject_id not in recorded]
        visits = sorted(group[1]["visits"], key=lambda visit: visit.visit_id)
        outcome = self._commit(list(group[1]["files"]), fresh, visits)
        Metrics.counter("commit", outcome).inc()
        yield outcome


class CommitRound(beam.PTransform):
    """Publish a round's data files, rejects and visits on one key, once all of them exist. Bounded.

    Input: ``{"files": DataFile, "rejects": Reject, "visits": Visit}``; output: what became of it.
    """

    def __init__(self, commit: CommitFiles, open_known: OpenKnown) -> None:
        super().__init__()
        self._commit = commit
        self._open_known = open_known

    def expand(self, parts: dict[str, beam.PCollection]) -> beam.PCollection:
        # One constant key brings the round together.
        keyed = {name: part | f"Key{name.capitalize()}" >> beam.WithKeys(0) for name, part in parts.items()}
        return (
            keyed
            | "GroupRound" >> beam.CoGroupByKey()
            | "Commit" >> beam.ParDo(_Commit(self._commit, self._open_known))
        )
