"""What the page shows of each story: the lake's rows as plain values, cleaned and of bounded length."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import duckdb

from pipeline.plain import number, one_line
from pipeline.timeline import figures_of, headline_of, outlet_of, outlets_of
from pipeline.views import TIMELINE_ORDER, StoryFilter, list_stories, rows_of
from transforms.text.grammar import find_claims
from transforms.text.word_diff import diff_words

# What a page can hold of one text; the whole of it stands in the lake (test_report.py: under 2 MB for 500 stories).
MAX_TITLE_CHARS = 200
MAX_SENTENCE_CHARS = 480
MAX_LEAD_CHARS = 280
MAX_EDITS = 24
MAX_STEPS = 120

_COLUMNS = """
    record_id, story_id, recorded_story_id,
    story_version, article_id, change, duplicate_of, status, status_from, developments, notices,
    figures, diff, url, source, origin, title, authors, published_at, observed_at, left(text, 600) AS lead
"""
_RECORDS = f"""
    SELECT {_COLUMNS} FROM records WHERE list_contains($story_ids, story_id)
    {TIMELINE_ORDER}
"""


class Piece(NamedTuple):
    """A run of text: ``op`` is ``equal``, ``delete``, ``insert`` or ``mark``."""

    op: str
    text: str


class Assertion(NamedTuple):
    """A development: its sentence in pieces, of which those with op ``mark`` decided."""

    kind: str
    place: str
    effective: datetime.datetime | None
    pieces: tuple[Piece, ...]


class Notice(NamedTuple):
    """A notice found on the page; ``labelled`` if its text begins with its kind, as printed."""

    kind: str
    text: str
    time: datetime.datetime | None
    labelled: bool


class Count(NamedTuple):
    """A figure that a step brought (``was`` is None) or changed; ``value`` with its qualifier and unit."""

    what: str
    value: str
    was: str | None


class Copy(NamedTuple):
    """An article that copies the step's."""

    outlet: str
    url: str | None
    at: datetime.datetime


class Step(NamedTuple):
    """One version of a story, with its copies folded under it."""

    record_id: str
    version: int
    change: str
    at: datetime.datetime
    outlet: str
    url: str | None
    title: str
    lead: str
    status: str | None
    status_from: str | None
    assertions: tuple[Assertion, ...]
    notices: tuple[Notice, ...]
    counts: tuple[Count, ...]
    edits: tuple[tuple[Piece, ...], ...]
    more_edits: int
    copies: tuple[Copy, ...]


class Outlet(NamedTuple):
    """When an outlet was first seen to have a story, and how far behind the first one."""

    name: str
    at: datetime.datetime
    lag: datetime.timedelta


class Story(NamedTuple):
    """A story as the page shows it; ``figures`` gives each figure's values in order of time."""

    story_id: str
    headline: str
    status: str | None
    versions: int
    copies: int
    first_at: datetime.datetime
    changed_at: datetime.datetime
    outlets: tuple[Outlet, ...]
    figures: tuple[tuple[str, tuple[str, ...]], ...]
    steps: tuple[Step, ...]
    more_steps: int


def gather_stories(connection: duckdb.DuckDBPyConnection, limit: int) -> list[Story]:
    """The last changed stories that a connection sees (``pipeline.views.open_views``), the latest change first."""
    listed = {row["story_id"]: row for row in list_stories(connection, StoryFilter(limit=limit))}
    by_story: dict[str, list[dict[str, Any]]] = {story_id: [] for story_id in listed}
    for row in rows_of(connection.execute(_RECORDS, {"story_ids": list(listed)})):
        by_story[row["story_id"]].append(row)
    return [_story(listed[story_id], rows) for story_id, rows in by_story.items()]


def _story(listed: Mapping[str, Any], rows: list[dict[str, Any]]) -> Story:
    made = [row for row in rows if row["change"] != "duplicate"]
    copies: dict[str, list[Copy]] = {}
    for row in rows:
        if row["change"] == "duplicate":
            copies.setdefault(row["duplicate_of"], []).append(
                Copy(_outlet(row), web_address(row["url"]), row["observed_at"])
            )
    figures = {what: [number(step.value) for step in steps] for what, steps in figures_of(made).items()}
    return Story(
        listed["story_id"],
        one_line(listed["title"], MAX_TITLE_CHARS) or "untitled",
        listed["status"],
        len(made),
        len(rows) - len(made),
        listed["first_observed_at"],
        listed["last_changed_at"],
        tuple(Outlet(one_line(each.name, 80), each.first_observed_at, each.lag) for each in outlets_of(rows)),
        tuple((one_line(what, 40), tuple(values)) for what, values in figures.items()),
        tuple(_step(row, copies.get(row["record_id"], ())) for row in made[-MAX_STEPS:]),
        max(0, len(made) - MAX_STEPS),
    )


def _step(row: dict[str, Any], copies: Iterable[Copy]) -> Step:
    edits = [(edit["before"] or "", edit["after"] or "") for edit in row["diff"]]
    shown = [tuple(diff_pieces(_sentence(before), _sentence(after))) for before, after in edits[:MAX_EDITS]]
    return Step(
        row["record_id"],
        row["story_version"],
        row["change"],
        row["observed_at"],
        _outlet(row),
        web_address(row["url"]),
        _headline(row),
        one_line(row["lead"] or "", MAX_LEAD_CHARS),
        row["status"],
        row["status_from"],
        tuple(_assertion(each) for each in row["developments"]),
        tuple(_notice(each) for each in row["notices"]),
        tuple(_count(each) for each in row["figures"]),
        tuple(shown),
        max(0, len(edits) - MAX_EDITS),
        tuple(copies),
    )


def _assertion(development: Mapping[str, Any]) -> Assertion:
    evidence = _sentence(development["evidence"])
    pieces = mark_words(evidence, development["kind"], development["place"] == "headline")
    return Assertion(development["kind"], development["place"], development["effective"], tuple(pieces))


def mark_words(evidence: str, kind: str, headline: bool) -> list[Piece]:
    """The sentence in pieces; the words that assert ``kind`` have the op ``mark``."""
    for claim in find_claims(evidence, headline=headline):
        if claim.kind == kind:
            parts = evidence[: claim.start], evidence[claim.start : claim.end], evidence[claim.end :]
            pieces = zip(("equal", "mark", "equal"), parts, strict=True)
            return [Piece(op, part) for op, part in pieces if part]
    return [Piece("equal", evidence)]


def _notice(notice: Mapping[str, Any]) -> Notice:
    text = _sentence(notice["text"])
    labelled = (
        text.lower().replace("’", "'").startswith(notice["kind"].replace("editors_", "editor's ").replace("_", " "))
    )
    return Notice(notice["kind"], text, notice["time"], labelled)


def _count(figure: Mapping[str, Any]) -> Count:
    was = figure["was"]
    words = (figure["qualifier"], figure["unit"], number(figure["value"]))
    value = one_line(" ".join(word for word in words if word), 60)
    return Count(one_line(figure["what"], 40), value, number(was) if was is not None else None)


def diff_pieces(before: str, after: str) -> list[Piece]:
    """Both sentences in reading order, deletions before insertions."""
    pieces = []
    for step in diff_words(before, after):
        if step.op == "equal":
            pieces.append(Piece("equal", step.before))
        else:
            pieces += [Piece(op, text) for op, text in (("delete", step.before), ("insert", step.after)) if text]
    return pieces


def web_address(url: str | None) -> str | None:
    """The address if a browser may follow it: http and https only, never ``javascript:`` or ``file:``."""
    if url is None or not url.lower().startswith(("http://", "https://")) or len(url) > 2_000:
        return None
    return url if url.isprintable() and " " not in url else None


def _outlet(row: dict[str, Any]) -> str:
    return one_line(outlet_of(row), 80) or "unknown"


def _headline(row: dict[str, Any]) -> str:
    return one_line(headline_of(row), MAX_TITLE_CHARS) or "untitled"


def _sentence(text: str) -> str:
    return one_line(text, MAX_SENTENCE_CHARS)
