"""Questions to a lake, answered as plain values. Nothing here imports Beam."""

import datetime
from typing import Any

import duckdb

from pipeline.lake.reader import LakeError, LakeReader
from transforms.schemas import RECORDS

# What a record's row is shown with; the digests and sketches are for machines.
_HIDDEN = {"sketch", "fingerprint", "page_fingerprint"}
RECORD_COLUMNS = [name for name in RECORDS.names if name not in _HIDDEN]

_STORIES = """
    SELECT
        story_id,
        max(story_version) AS versions,
        count(*) AS records,
        count(*) FILTER (change = 'duplicate') AS copies,
        count(DISTINCT coalesce(source, origin)) AS outlets,
        arg_max_null(status, story_version) AS status,
        arg_max(coalesce(nullif(title, ''), url, origin), story_version) FILTER (change <> 'duplicate') AS title,
        min(observed_at) AS first_observed_at,
        max(observed_at) FILTER (change <> 'duplicate') AS last_changed_at
    FROM records
    GROUP BY story_id
    ORDER BY last_changed_at DESC, story_id
    LIMIT $limit
"""

_PREFIX = "SELECT DISTINCT story_id FROM records WHERE starts_with(story_id, $prefix) ORDER BY 1 LIMIT 5"


def connect(lake: LakeReader, as_of: datetime.datetime | None = None) -> duckdb.DuckDBPyConnection:
    """A connection that sees the lake's ``records``, as they were at a time if one is given."""
    version = lake.version_at(as_of) if as_of is not None else None
    files = lake.table("records", version).file_uris()
    connection = duckdb.connect(":memory:")
    connection.execute("SET TimeZone = 'UTC'")
    if files:
        relation = connection.read_parquet(files, hive_partitioning=True, union_by_name=True)
    else:
        relation = connection.from_arrow(RECORDS.empty_table())
    relation.create_view("records")
    return connection


def list_stories(lake: LakeReader, limit: int, as_of: datetime.datetime | None = None) -> list[dict[str, Any]]:
    """One row a story, the last changed first; at most ``limit``."""
    return rows_of(connect(lake, as_of).execute(_STORIES, {"limit": limit}))


def find_story(lake: LakeReader, prefix: str, as_of: datetime.datetime | None = None) -> list[dict[str, Any]]:
    """The records of the story whose id begins with ``prefix``, in order of version.

    Raises:
      LakeError: no story, or more than one, has such an id.
    """
    connection = connect(lake, as_of)
    found = [row[0] for row in connection.execute(_PREFIX, {"prefix": prefix}).fetchall()]
    if not found:
        raise LakeError(f"no story begins with {prefix!r}; writethru stories {lake.path} lists them")
    if len(found) > 1:
        raise LakeError(f"{prefix!r} is the beginning of several stories: {', '.join(found)}; give more of the id")
    columns = ", ".join(RECORD_COLUMNS)
    order = "story_version, change = 'duplicate', observed_at, record_id"
    query = f"SELECT {columns} FROM records WHERE story_id = $story_id ORDER BY {order}"
    return rows_of(connection.execute(query, {"story_id": found[0]}))


def rows_of(result: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """A result as plain rows."""
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
