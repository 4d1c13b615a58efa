"""Why a record says what it says: the decision made again from what the lake knew before it.

Nothing is kept for this: the linker's state just before the record is rebuilt from the lake, and the
functions that decided are run again with their findings kept.  Where the same decision does not come
out (the program or its model is another one by now), that is told with what differs.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from pipeline.lake.known import LakeKnown
from pipeline.lake.reader import LakeReader
from pipeline.lake.writer import Pin
from pipeline.views import find_id, open_views
from transforms.compare import text_of
from transforms.decide import (
    Asserted,
    Story,
    body_of,
    decide,
    decide_in_order,
    known_stories,
    read_assertions,
    story_for,
)
from transforms.elements import Article, Development, Edit, Member, Notice, Record, Revision
from transforms.known import Known, KnownText
from transforms.likeness.copies import measure_overlap
from transforms.likeness.encoding import decode_sketch
from transforms.likeness.explaining import ComparedText, Considered, explain_choice, explain_copies
from transforms.likeness.linking import shipped_model
from transforms.likeness.reuse import is_reused, log_odds_of_pair
from transforms.link import open_linker
from transforms.schemas import INSTANT
from transforms.tables import records_table
from transforms.text.notices import find_notices
from transforms.text.statuses import Found, find_developments
from transforms.text.story_figures import key_of
from transforms.times import to_datetime, to_timestamp

# What link and decide decided of a record: made again, it must be the same.
DECIDED = (
    "record_id",
    "story_id",
    "story_version",
    "change",
    "supersedes",
    "duplicate_of",
    "linked_to",
    "similarity",
    "status",
    "status_from",
    "developments",
    "figures",
    "joins",
)
# Similarities are stored as 32-bit floats; a model's other sums differ by far more.
SAME_SIMILARITY = 1e-5


class Edited(NamedTuple):
    """An article's version before, and whether the address was reused.

    ``shared`` is the larger share of phrases that one has from the other; ``log_odds`` that both tell of
    one event, nothing else known, or None if they share no telling word.
    """

    record_id: str
    shared: float
    log_odds: float | None
    reused: bool


class Claimed(NamedTuple):
    """A development; ``start`` is where its sentence stands in its part of the article, or -1 if it does not so.

    ``alone`` is what the story's status would be if the text asserted nothing else; ``rule`` names the rule of
    the grammar that found it, ``words`` what in the sentence says so, ``span`` their offsets in it.
    """

    kind: str
    place: str
    evidence: str
    start: int
    effective: Any
    alone: str | None
    rule: str
    words: str
    span: tuple[int, int]


class Noticed(NamedTuple):
    """A notice, the rule that found it, and the words by which it did; empty if it was given beside the text."""

    kind: str
    text: str
    rule: str
    words: str


class Counted(NamedTuple):
    """A figure that the text gives; ``was`` is what the story held, ``recorded`` whether that is news."""

    what: str
    value: float
    qualifier: str | None
    evidence: str
    was: float | None
    recorded: bool


class Difference(NamedTuple):
    """A column that would say something else today."""

    column: str
    recorded: Any
    now: Any


class Explanation(NamedTuple):
    """All that led to a record; ``titles`` are those of the records that it was compared with, by record_id."""

    record: dict[str, Any]
    relation: str
    edited: Edited | None
    copies: tuple[ComparedText, ...]
    considered: Considered
    claims: tuple[Claimed, ...]
    notices: tuple[Noticed, ...]
    figures: tuple[Counted, ...]
    differences: tuple[Difference, ...]
    titles: dict[str, str]


def explain_record(lake: LakeReader, prefix: str) -> Explanation:
    """Decide a record again, and tell why it came out so.

    Raises:
      LakeError: no record, or more than one, has an id that begins with ``prefix``.
    """
    row = find_record(lake, prefix)
    known = LakeKnown(lake, Pin(lake.table("records").version(), 0), only=recorded_before(row))
    revision = revision_of(row)
    article = revision.article
    sketch = decode_sketch(article.sketch)
    linker = open_linker(article.language, {article.article_id}, known)
    index = linker.index_at(article.observed_at.micros)
    considered = explain_choice(sketch, article.title, article.text, index, shipped_model())
    copies = explain_copies(sketch, article.title, article.text, index.sharing(sketch))
    member = linker.link(revision)
    [record] = decide_in_order([member], known)
    before = known.texts({member.supersedes}).get(member.supersedes) if member.supersedes else None
    story = story_for(member, known_stories({member.story_id, *member.joins}, known))
    asserted = read_assertions(article)
    shown = {near.record_id for near in considered.records} | {each.record_id for each in copies}
    return Explanation(
        row,
        member.relation,
        _edited(article, known),
        copies,
        considered,
        _claims(asserted, article, story, member, before),
        tuple(_noticed(notice) for notice in article.notices),
        _figures(asserted, story, record),
        find_differences(row, record),
        {record_id: text.title for record_id, text in known.texts(shown).items()},
    )


def find_record(lake: LakeReader, prefix: str) -> dict[str, Any]:
    """The row of the record whose id begins with ``prefix``.

    Raises:
      LakeError: no record, or more than one, has such an id.
    """
    record_id = find_id(open_views(lake), "record", prefix)
    [row] = lake.dataset("records").to_table(filter=ds.field("record_id") == record_id).to_pylist()
    return dict(row)


def recorded_before(row: Mapping[str, Any]) -> pc.Expression:
    """What holds for the records that were known when a record was decided.

    A round decides in order of observation, on top of all rounds before it; its records share the time
    at which they were recorded.
    """
    observed, recorded = (pa.scalar(row[name], INSTANT) for name in ("observed_at", "recorded_at"))
    field = ds.field
    beside = (field("origin") < row["origin"]) | (
        (field("origin") == row["origin"]) & (field("position") < row["position"])
    )
    earlier = (field("observed_at") < observed) | ((field("observed_at") == observed) & beside)
    return (field("recorded_at") < recorded) | ((field("recorded_at") == recorded) & earlier)


def revision_of(row: Mapping[str, Any]) -> Revision:
    """A record as it came to the linker."""
    times = {name: to_timestamp(row[name]) for name in ("published_at", "modified_at", "observed_at")}
    notices = [Notice(each["kind"], each["text"], to_timestamp(each["time"])) for each in row["notices"]]
    shared = {name: row[name] for name in Article._fields if name in row}
    article = Article(**{**shared, **times, "notices": notices, "visit_id": ""})
    return Revision(article, row["revision"], [Edit(each["op"], each["before"], each["after"]) for each in row["diff"]])


def find_differences(row: Mapping[str, Any], record: Record) -> tuple[Difference, ...]:
    """Where a record that was decided again differs from the one that was recorded."""
    again = records_table([record], record.observed_at).to_pylist()[0]
    pairs = [(column, row[column], again[column]) for column in DECIDED]
    return tuple(Difference(*pair) for pair in pairs if not _same(pair[1], pair[2]))


def _same(recorded: Any, now: Any) -> bool:
    if isinstance(recorded, float) and isinstance(now, float):
        return abs(recorded - now) <= SAME_SIMILARITY
    # A column that an old lake lacks is null there, and empty now.
    return bool((recorded or None) == (now or None))


def _edited(article: Article, known: Known) -> Edited | None:
    """The version before, if the article has one: the last of those that were known."""
    mine = [
        each for each in known.indexed(article.language, {article.article_id}) if each.article_id == article.article_id
    ]
    if not mine:
        return None
    last = max(mine, key=lambda each: (each.revision, each.observed_us, each.record_id))
    before, now = decode_sketch(last.sketch), decode_sketch(article.sketch)
    overlap, model = measure_overlap(before, now), shipped_model()
    log_odds = log_odds_of_pair(before, now, model)
    return Edited(last.record_id, max(overlap.held, overlap.kept), log_odds, is_reused(before, now, model))


def _claims(
    asserted: Asserted, article: Article, story: Story, member: Member, before: KnownText | None
) -> tuple[Claimed, ...]:
    """The developments, each with the rule that found it."""
    said = [(notice.kind, notice.text) for notice in article.notices]
    written = to_datetime(article.published_at or article.observed_at)
    found = find_developments(article.title, body_of(article), said, written)
    return tuple(
        _claim(claim, one, article, story, member, before)
        for claim, one in zip(asserted.developments, found, strict=True)
    )


def _noticed(notice: Notice) -> Noticed:
    """Find a notice again in its own words."""
    again = [one for one in find_notices(notice.text.split("\n\n")) if one.kind == notice.kind]
    if not again:
        return Noticed(notice.kind, notice.text, "", "")
    return Noticed(notice.kind, notice.text, again[0].rule, again[0].text[slice(*again[0].span)])


def _claim(
    claim: Development, one: Found, article: Article, story: Story, member: Member, before: KnownText | None
) -> Claimed:
    alone, _ = decide(story, member, Asserted((claim,), (), (one.of,)), before)
    places = {"headline": article.title, "notice": "\n\n".join(text_of(article).notices)}
    start = places.get(claim.place, article.text).find(claim.evidence)
    effective = claim.effective.to_utc_datetime(has_tz=True) if claim.effective is not None else None
    words = one.evidence[slice(*one.span)]
    return Claimed(claim.kind, claim.place, claim.evidence, start, effective, alone.status, one.rule, words, one.span)


def _figures(asserted: Asserted, story: Story, record: Record) -> tuple[Counted, ...]:
    news = {(figure.what, figure.unit, figure.value) for figure in record.figures}
    held = {what: figure.value for what, figure in story.told.figures.items()}
    return tuple(
        Counted(
            each.what,
            each.value,
            each.qualifier,
            each.evidence,
            held.get(key_of(each)),
            (each.what, each.unit, each.value) in news,
        )
        for each in asserted.figures
    )
