"""Questions to a lake, answered as plain values. Nothing here imports Beam."""

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple

import duckdb

from pipeline.lake.connection import PLACE, RECORD_COLUMNS, connect
from pipeline.lake.reader import AsOf, LakeError, LakeReader
from pipeline.plain import one_line
from transforms.text.addresses import canonical_address

# How many ids a prefix that fits several is answered with.
MAX_CANDIDATES = 5

SORTS = {"change": "last_changed_at DESC, story_id", "size": "records DESC, last_changed_at DESC, story_id"}

_SHOWN = [*RECORD_COLUMNS, "recorded_story_id"]

# Texts are not read to find out which stories are listed, and titles only of those that are.
_STORIES = f"""
    WITH held AS (
        SELECT story_id, count(*) AS records, arg_max_null(status, {PLACE}) AS status,
            max(observed_at) FILTER (change <> 'duplicate') AS last_changed_at
        FROM records GROUP BY story_id
    ), listed AS (
        SELECT * FROM held WHERE {{where}} ORDER BY {{order}} LIMIT $limit
    )
    SELECT
        story_id,
        count(*) FILTER (change <> 'duplicate') AS versions,
        count(*) AS records,
        count(*) FILTER (change = 'duplicate') AS copies,
        count(DISTINCT coalesce(source, origin)) AS outlets,
        arg_max_null(status, {PLACE}) AS status,
        arg_max(coalesce(nullif(title, ''), url, origin), {PLACE}) FILTER (change <> 'duplicate') AS title,
        min(observed_at) AS first_observed_at,
        max(observed_at) FILTER (change <> 'duplicate') AS last_changed_at
    FROM records WHERE story_id IN (SELECT story_id FROM listed)
    GROUP BY story_id ORDER BY {{order}}
"""

# The versions of each part of a story in their own order, and the parts by what was observed by then.
TIMELINE_ORDER = """
    ORDER BY
        max(observed_at) OVER (
            PARTITION BY recorded_story_id ORDER BY story_version, change = 'duplicate', observed_at, record_id
        ),
        story_version, change = 'duplicate', observed_at, record_id
"""

_MEMBER = "story_id IN (SELECT story_id FROM records WHERE {condition})"

# What each kind of id is looked for in, and how a person recognises what it names.
_IDS = {
    "story": "SELECT DISTINCT current_story_id FROM story_ids WHERE story_id >= $low AND story_id < $high",
    "record": "SELECT record_id FROM records WHERE record_id >= $low AND record_id < $high",
    "article": "SELECT DISTINCT article_id FROM records WHERE article_id >= $low AND article_id < $high",
}
_PLURALS = {"story": "stories", "record": "records", "article": "articles"}
_LISTED = {
    "story": "writethru stories lists them",
    "record": "writethru story shows those of a story",
    "article": 'writethru sql DIR "SELECT article_id FROM articles" lists them, and record_ids will do too',
}


class StoryFilter(NamedTuple):
    """Which stories to list; None and empty leave a condition out.

    Attributes:
      statuses: as ``records`` has them; ``unknown`` is for stories without one.
      since: changed at or after this time.
      source, text: what an outlet's name, or a headline or text, has somewhere, in capitals or not.
      language: as ``records`` has it, such as ``en``.
      sort: one of ``SORTS``.
    """

    statuses: Sequence[str] = ()
    since: datetime.datetime | None = None
    source: str | None = None
    language: str | None = None
    text: str | None = None
    sort: str = "change"
    limit: int = 50


def open_views(lake: LakeReader, as_of: AsOf | None = None) -> duckdb.DuckDBPyConnection:
    """A connection that sees the lake's views (``pipeline.lake.connection``) as they were."""
    return connect(lake, lake.moment(as_of))


def list_stories(connection: duckdb.DuckDBPyConnection, wanted: StoryFilter) -> list[dict[str, Any]]:
    """One row a story, in the order asked for."""
    conditions: list[str] = ["true"]
    values: dict[str, object] = {"limit": wanted.limit}
    for condition, name, value in (
        ("coalesce(status, 'unknown') IN (SELECT unnest($statuses))", "statuses", list(wanted.statuses)),
        ("last_changed_at >= $since", "since", wanted.since),
        (_MEMBER.format(condition="language = $language"), "language", wanted.language),
        (
            _MEMBER.format(condition="contains(lower(coalesce(source, origin)), lower($source))"),
            "source",
            encodable(wanted.source),
        ),
        (
            _MEMBER.format(condition="contains(lower(title), lower($text)) OR contains(lower(text), lower($text))"),
            "text",
            encodable(wanted.text),
        ),
    ):
        if value:
            conditions.append(condition)
            values[name] = value
    query = _STORIES.format(where=" AND ".join(conditions), order=SORTS[wanted.sort])
    return rows_of(connection.execute(query, values))


def find_story(connection: duckdb.DuckDBPyConnection, prefix: str) -> list[dict[str, Any]]:
    """The records of the story whose id begins with ``prefix``, in order of version.

    The id of a story that has become part of another one leads to the whole; ``recorded_story_id`` tells the
    parts.

    Raises:
      LakeError: no story, or more than one, has such an id.
    """
    return _records(connection, f"story_id = $id {TIMELINE_ORDER}", find_id(connection, "story", prefix))


def find_record(connection: duckdb.DuckDBPyConnection, prefix: str) -> dict[str, Any]:
    """The record whose id begins with ``prefix``.

    Raises:
      LakeError: no record, or more than one, has such an id.
    """
    return _records(connection, "record_id = $id", find_id(connection, "record", prefix))[0]


def find_article(connection: duckdb.DuckDBPyConnection, prefix: str) -> list[dict[str, Any]]:
    """The revisions of the article whose id begins with ``prefix``, in order.

    Raises:
      LakeError: no article, or more than one, has such an id.
    """
    return _records(connection, "article_id = $id ORDER BY revision", find_id(connection, "article", prefix))


def find_id(connection: duckdb.DuckDBPyConnection, kind: str, prefix: str) -> str:
    """The one id of a ``story``, ``record`` or ``article`` that begins with ``prefix``, or is it.

    Raises:
      LakeError: there is none, or there are several; the message lists them.
    """
    found = ids_of(connection, kind, prefix)
    if found and (len(found) == 1 or found[0] in (prefix, canonical_address(prefix))):
        return found[0]
    if not found:
        raise LakeError(f"no {kind} begins with {one_line(prefix)!r}; {_LISTED[kind]}")
    told = [f"  {one_line(each)}  {_headline(connection, kind, each)}" for each in found[:MAX_CANDIDATES]]
    more = ["  …"] if len(found) > MAX_CANDIDATES else []
    several = f"{one_line(prefix)!r} is the beginning of several {_PLURALS[kind]}; give more of the id:"
    raise LakeError("\n".join([several, *told, *more]))


def ids_of(connection: duckdb.DuckDBPyConnection, kind: str, prefix: str) -> list[str]:
    """The ids that begin with ``prefix``, sorted: the exact one is the first; no more than are worth telling.

    An article may be named by its address too.
    """
    low = encodable(prefix) or ""
    if kind == "article" and low.startswith(("http://", "https://")):
        low = canonical_address(low) or low
    # Bounds instead of a prefix test: whole row groups are skipped by them.
    bounds = {"low": low, "high": low + "\U0010ffff"}
    order = f"ORDER BY 1 LIMIT {MAX_CANDIDATES + 1}"
    return [row[0] for row in connection.execute(f"{_IDS[kind]} {order}", bounds).fetchall()]


def _headline(connection: duckdb.DuckDBPyConnection, kind: str, found: str) -> str:
    query = f"SELECT arg_max(title, observed_at) FROM records WHERE {kind}_id = $id"
    [(title,)] = connection.execute(query, {"id": found}).fetchall()
    return one_line(title or "", 60)


def _records(connection: duckdb.DuckDBPyConnection, where: str, found: str) -> list[dict[str, Any]]:
    return rows_of(connection.execute(f"SELECT {', '.join(_SHOWN)} FROM records WHERE {where}", {"id": found}))


def encodable(text: str | None) -> str | None:
    """A text of the command line as it can be asked for: bytes that are no text stand for nothing that is held."""
    return text.encode("utf-8", "replace").decode("utf-8") if text is not None else None


def rows_of(result: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """A result as plain rows."""
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
