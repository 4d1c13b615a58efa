"""Questions to a lake, answered as plain values. Nothing here imports Beam."""

import datetime
from typing import Any

import duckdb

from pipeline.lake.reader import LakeError, LakeReader
from transforms.joins import Joins
from transforms.schemas import RECORDS

# What a record's row is shown with; the digests and sketches are for machines.
_HIDDEN = {"sketch", "fingerprint", "page_fingerprint"}
RECORD_COLUMNS = [name for name in RECORDS.names if name not in _HIDDEN]

# Columns that lakes of earlier versions lack, and their types.
_LATER_COLUMNS = {"joins": "VARCHAR[]"}

# A story that others have joined goes on in its own rows: they hold its last status and headline.
_STORIES = """
    SELECT
        coalesce(whole_id, story_id) AS story_id,
        count(*) FILTER (change <> 'duplicate') AS versions,
        count(*) AS records,
        count(*) FILTER (change = 'duplicate') AS copies,
        count(DISTINCT coalesce(source, origin)) AS outlets,
        arg_max_null(status, (story_version, observed_at)) FILTER (whole_id IS NULL) AS status,
        arg_max(coalesce(nullif(title, ''), url, origin), story_version)
            FILTER (change <> 'duplicate' AND whole_id IS NULL) AS title,
        min(observed_at) AS first_observed_at,
        max(observed_at) FILTER (change <> 'duplicate') AS last_changed_at
    FROM records LEFT JOIN wholes USING (story_id)
    GROUP BY ALL
    ORDER BY last_changed_at DESC, story_id
    LIMIT $limit
"""

_PREFIX = """
    SELECT DISTINCT coalesce(whole_id, story_id)
    FROM records LEFT JOIN wholes USING (story_id)
    WHERE starts_with(story_id, $prefix) ORDER BY 1 LIMIT 5
"""

# The versions of each part of a story in their own order, and the parts by what was observed by then.
_TIMELINE = """
    SELECT {columns} FROM records
    WHERE story_id = $story_id OR story_id IN (SELECT story_id FROM wholes WHERE whole_id = $story_id)
    ORDER BY
        max(observed_at) OVER (
            PARTITION BY story_id ORDER BY story_version, change = 'duplicate', observed_at, record_id
        ),
        story_version, change = 'duplicate', observed_at, record_id
"""


def connect(lake: LakeReader, as_of: datetime.datetime | None = None) -> duckdb.DuckDBPyConnection:
    """A connection that sees the lake's ``records``, as they were at a time if one is given.

    ``records`` are as they were recorded; ``wholes`` has each story that has become part of another one
    (``story_id``), and which (``whole_id``).
    """
    version = lake.version_at(as_of) if as_of is not None else None
    files = lake.table("records", version).file_uris()
    connection = duckdb.connect(":memory:")
    connection.execute("SET TimeZone = 'UTC'")
    if files:
        relation = connection.read_parquet(files, hive_partitioning=True, union_by_name=True)
    else:
        relation = connection.from_arrow(RECORDS.empty_table())
    _with_all_columns(relation).create_view("records")
    joined = connection.execute("SELECT unnest(joins), story_id FROM records WHERE len(joins) > 0 ORDER BY ALL")
    wholes = Joins(joined.fetchall()).wholes()
    connection.execute("CREATE TABLE wholes (story_id VARCHAR, whole_id VARCHAR)")
    if wholes:
        connection.executemany("INSERT INTO wholes VALUES (?, ?)", list(wholes.items()))
    return connection


def _with_all_columns(relation: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """The rows with every column of today: data files of an earlier version may lack some."""
    missing = [name for name in _LATER_COLUMNS if name not in relation.columns]
    return relation.project(", ".join(["*", *(f"NULL::{_LATER_COLUMNS[name]} AS {name}" for name in missing)]))


def list_stories(lake: LakeReader, limit: int, as_of: datetime.datetime | None = None) -> list[dict[str, Any]]:
    """One row a story, the last changed first; at most ``limit``."""
    return rows_of(connect(lake, as_of).execute(_STORIES, {"limit": limit}))


def find_story(lake: LakeReader, prefix: str, as_of: datetime.datetime | None = None) -> list[dict[str, Any]]:
    """The records of the story whose id begins with ``prefix``, in order of version.

    The id of a story that has become part of another one leads to the whole.  Records are as they were
    recorded: the ``story_id`` of a part is its own.

    Raises:
      LakeError: no story, or more than one, has such an id.
    """
    connection = connect(lake, as_of)
    found = [row[0] for row in connection.execute(_PREFIX, {"prefix": prefix}).fetchall()]
    if not found:
        raise LakeError(f"no story begins with {prefix!r}; writethru stories {lake.path} lists them")
    if len(found) > 1:
        raise LakeError(f"{prefix!r} is the beginning of several stories: {', '.join(found)}; give more of the id")
    query = _TIMELINE.format(columns=", ".join(RECORD_COLUMNS))
    return rows_of(connection.execute(query, {"story_id": found[0]}))


def rows_of(result: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """A result as plain rows."""
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
