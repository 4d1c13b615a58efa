"""DuckDB over a lake at one moment: views to ask, and nothing else that can be reached.

The connection reads the lake's data files and no other; it cannot load extensions, see Python's
variables, or be configured otherwise once it is open.  Files are scanned when a query asks for them,
and of those only the columns and row groups that it needs: by DuckDB itself in a folder, by Arrow in an
object store, which the connection has no means to reach.
"""

from collections.abc import Iterable, Mapping, Sequence

import duckdb
import pyarrow as pa

from pipeline.lake.reader import LakeReader, Moment, number_of_file
from transforms.joins import Joins
from transforms.schemas import RECORDS, TABLES

MEMORY_LIMIT = "700MB"
"""What DuckDB may take: with Python and Arrow around it a command stays under a gigabyte.

``tests/bench/reading.py`` measures it.
"""

# The digests and sketches are for machines.
_HIDDEN = {"sketch", "fingerprint", "page_fingerprint"}
RECORD_COLUMNS = [name for name in RECORDS.names if name not in _HIDDEN]

# What the rows of a story are put in order by: those of stories that became part of it come before its own.
# Its own hold its last status and headline.
PLACE = "CASE WHEN recorded_story_id = story_id THEN story_version ELSE story_version - 1000000000 END"

VIEWS = ("records", "stories", "articles", "updates", "rejects", "visits", "story_ids")

_VIEWS = f"""
    CREATE VIEW stories AS
        SELECT * FROM records WHERE record_id IN (
            SELECT arg_max(record_id, {PLACE}) FROM records WHERE change <> 'duplicate' GROUP BY story_id);
    CREATE VIEW articles AS
        SELECT * FROM records WHERE record_id IN (
            SELECT arg_max(record_id, revision) FROM records GROUP BY article_id);
    CREATE VIEW updates AS
        SELECT *, list_filter([
            CASE WHEN status IS DISTINCT FROM status_from THEN 'status' END,
            CASE WHEN len(list_filter(figures, lambda each: each.was IS NOT NULL)) > 0 THEN 'figures' END,
            CASE WHEN len(diff) > 0 THEN 'text' END], lambda each: each IS NOT NULL) AS changed
        FROM records
        WHERE change NOT IN ('new', 'duplicate')
            AND (status IS DISTINCT FROM status_from OR len(diff) > 0
                OR len(list_filter(figures, lambda each: each.was IS NOT NULL)) > 0);
"""


def connect(lake: LakeReader, moment: Moment) -> duckdb.DuckDBPyConnection:
    """A connection to a lake as it stood at a moment, with the views ``VIEWS``.

    ``story_id`` is in every view the story's present one: a story that became part of another is
    found under that (``story_ids`` tells the old ones).
    """
    files = {name: lake.files(name, moment) for name in TABLES}
    connection = duckdb.connect(
        ":memory:",
        config={
            "python_enable_replacements": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": "",
        },
    )
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET parquet_metadata_cache = true")
    if lake.place.open_filesystem() is None:
        readable = {form for paths in files.values() for path in paths for form in (path, _literal(path))}
        connection.execute(f"SET allowed_paths = {_list_of(sorted(readable))}")
        scans = {name: _scan(TABLES[name], files[name]) for name in TABLES}
    else:
        scans = {name: _scan_dataset(connection, lake, name, files[name]) for name in TABLES}
    connection.execute("SET enable_external_access = false")
    _create_views(connection, files, scans, moment)
    connection.execute("SET lock_configuration = true")
    return connection


def _create_views(
    connection: duckdb.DuckDBPyConnection, files: Mapping[str, Sequence[str]], scans: Mapping[str, str], moment: Moment
) -> None:
    for name in ("rejects", "visits"):
        connection.execute(f"CREATE VIEW {name} AS {scans[name]}")
    shown = ", ".join(RECORD_COLUMNS)
    # A file that compaction wrote may hold records of later versions.
    mixed = any(number_of_file(path) is None for path in files["records"])
    held = f" WHERE lake_version IS NULL OR lake_version <= {moment.lake_version}" if mixed else ""
    connection.execute(f"CREATE VIEW written AS SELECT {shown} FROM ({scans['records']}){held}")
    _create_records(connection, joined_stories(connection))
    connection.execute(_VIEWS)


def joined_stories(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """For each story that became part of another, the story that it is part of at this moment.

    ``written`` is the view to ask: the records as they were written.
    """
    joined = connection.execute("SELECT unnest(joins), story_id FROM written WHERE len(joins) > 0 ORDER BY ALL")
    return Joins(joined.fetchall()).wholes()


def _create_records(connection: duckdb.DuckDBPyConnection, joined: Mapping[str, str]) -> None:
    """The views ``records``, under present story ids, and ``story_ids``, from any id to the present one."""
    if not joined:
        # The usual case is kept plain, so that a search for one story skips whole row groups.
        connection.execute("CREATE VIEW records AS SELECT *, story_id AS recorded_story_id FROM written")
        connection.execute(
            "CREATE VIEW story_ids AS SELECT DISTINCT story_id, story_id AS current_story_id FROM written"
        )
        return
    connection.execute("CREATE TABLE joined (story_id VARCHAR, current_story_id VARCHAR)")
    connection.executemany("INSERT INTO joined VALUES (?, ?)", [list(pair) for pair in joined.items()])
    connection.execute("""
        CREATE VIEW records AS
            SELECT written.* REPLACE (coalesce(joined.current_story_id, written.story_id) AS story_id),
                written.story_id AS recorded_story_id
            FROM written LEFT JOIN joined USING (story_id);
        CREATE VIEW story_ids AS
            SELECT DISTINCT written.story_id, coalesce(joined.current_story_id, written.story_id) AS current_story_id
            FROM written LEFT JOIN joined USING (story_id)
    """)


def _scan(schema: pa.Schema, files: Sequence[str]) -> str:
    """A query over data files with the columns of a schema, whichever of them each file has."""
    kinds = {field.name: _sql_type(field.type) for field in schema}
    if not files:
        columns = ", ".join(f'CAST(NULL AS {kind}) AS "{name}"' for name, kind in kinds.items())
        return f"SELECT {columns} WHERE false"
    # The partition's column is no column of its files.
    day = kinds.pop("day", None)
    fields = ", ".join(
        f"'{name}': {{name: '{name}', type: '{kind}', default_value: NULL}}" for name, kind in kinds.items()
    )
    scan = f"read_parquet({_list_of(map(_literal, files))}, hive_partitioning = false, schema = MAP {{{fields}}})"
    return f"SELECT *{', CAST(observed_at AS DATE) AS day' if day else ''} FROM {scan}"


def _scan_dataset(connection: duckdb.DuckDBPyConnection, lake: LakeReader, name: str, files: list[str]) -> str:
    """A query over data files in an object store, which Arrow reads; its columns are those of ``_scan``."""
    connection.register(f"files_of_{name}", lake.dataset_of(name, files))
    columns = sorted(TABLES[name].names, key="day".__eq__)
    return f"SELECT {', '.join(columns)} FROM files_of_{name}"


def _literal(path: str) -> str:
    """A path whose brackets and stars stand for themselves."""
    return "".join(f"[{char}]" if char in "[*?" else char for char in path)


_SQL_TYPES = {
    pa.string(): "VARCHAR",
    pa.binary(): "BLOB",
    pa.bool_(): "BOOLEAN",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.float32(): "FLOAT",
    pa.float64(): "DOUBLE",
    pa.date32(): "DATE",
    pa.timestamp("us", tz="UTC"): "TIMESTAMPTZ",
}


def _sql_type(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return f"{_sql_type(kind.value_type)}[]"
    if pa.types.is_struct(kind):
        return f"STRUCT({', '.join(f'{field.name} {_sql_type(field.type)}' for field in kind)})"
    return _SQL_TYPES[kind]


def _list_of(texts: Iterable[str]) -> str:
    quoted = ("'" + text.replace("'", "''") + "'" for text in texts)
    return f"[{', '.join(quoted)}]"
