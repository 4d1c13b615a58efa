"""Every element that travels between stages, in flow order, each with its row coder.

All are plain ``NamedTuple``s without methods: a worker process may rebuild them from their
schema alone, so code reads fields by name and never asks for their class.  Three rules keep
the coders deterministic (measured on Beam 2.77): ``Optional[...]`` instead of ``X | None``,
no postponed annotations in this file, and times as Beam ``Timestamp`` (microseconds, UTC).
"""

from collections.abc import Sequence
from typing import NamedTuple, Optional

from apache_beam import coders
from apache_beam.utils.timestamp import Timestamp


class Entry(NamedTuple):
    """Something there is to look at: one document of a seed file.

    Attributes:
      name: the seed's name, its path below the source as the user gave it (``raids/01.txt``);
        never a path of the machine.
      kind: ``text``, ``html`` or ``json`` (one JSON object: a JSONL line or a feed entry).
      file: the seed file, as it can be opened again.
      path: where its bytes are: ``file``, or a decompressed or normalised copy that lives as long as the run.
      position: which document of its file it is, from 0.
      offset, length: its bytes in the file, before decompression is applied;
        ``length`` -1 means the whole file.
      observed_at: when it was seen: as the document says, else its publication, else file time.
      visit_id: name, position, time and bytes in one digest: the same visit is made once.
    """

    name: str
    kind: str
    file: str
    path: str
    position: int
    offset: int
    length: int
    observed_at: Timestamp
    visit_id: str


class Page(NamedTuple):
    """An entry with its content: either ``html`` to extract from, or ``text`` as given.

    ``title``, ``published_at``, ``source``, ``authors`` and ``language`` hold what the document
    says of itself outside its body (JSONL fields, feed entry); empty or None where it is silent.
    """

    entry: Entry
    url: Optional[str]
    html: Optional[bytes]
    text: Optional[str]
    title: Optional[str]
    published_at: Optional[Timestamp]
    modified_at: Optional[Timestamp]
    source: Optional[str]
    authors: Sequence[str]
    language: Optional[str]
    charset: Optional[str]


class Notice(NamedTuple):
    """A note to the reader about the text itself.

    Attributes:
      kind: update, correction, clarification, editors_note or retraction.
      time: the time that it names for itself.
      corrects: the sentence that it says was wrong, as that stood in the version before or stands in the text.
    """

    kind: str
    text: str
    time: Optional[Timestamp]
    corrects: Optional[str] = None


class Article(NamedTuple):
    """What a page says, apart from everything around it.

    Attributes:
      article_id: the canonical address, or ``seed:`` and the seed's name.
      position: which document of ``origin`` it was: orders documents seen at the same instant.
      fingerprint: digest of title, text and notices; equal fingerprints are the same version.
      page_fingerprint: digest of the bytes it was extracted from.
      sketch: what likeness needs to know (``transforms.likeness.sketches``), encoded.
      extractor: name, version and options of what took the text from the page.
    """

    article_id: str
    url: Optional[str]
    source: Optional[str]
    origin: str
    position: int
    title: str
    authors: Sequence[str]
    language: str
    text: str
    comments: Sequence[str]
    notices: Sequence[Notice]
    published_at: Optional[Timestamp]
    modified_at: Optional[Timestamp]
    observed_at: Timestamp
    extractor: str
    fingerprint: str
    page_fingerprint: str
    sketch: bytes
    visit_id: str


class Edit(NamedTuple):
    """One step from an earlier text to a later one; ``op`` is insert, delete or replace."""

    op: str
    before: str
    after: str


class Revision(NamedTuple):
    """An article that is new, or that says something else than its last version.

    ``revision`` counts from 1; ``diff`` is empty for the first.
    """

    article: Article
    revision: int
    diff: Sequence[Edit]


class Member(NamedTuple):
    """A revision with its place in a story.

    Attributes:
      relation: why it is there: ``first`` (opens a story), ``edit`` (of an article of the story),
        ``copy``, ``writethru`` (a new version at another address) or ``related``.
      supersedes: record_id of the version that this one replaces.
      duplicate_of: record_id of the earliest article that this one copies.
      linked_to, similarity: record_id of the nearest known record, and how near (0 to 1).
      joins: stories that are part of this one from here on: the text shows that they are one.
    """

    revision: Revision
    record_id: str
    story_id: str
    relation: str
    supersedes: Optional[str]
    duplicate_of: Optional[str]
    linked_to: Optional[str]
    similarity: Optional[float]
    joins: Sequence[str] = ()


class Development(NamedTuple):
    """Something the text asserts of its event.

    Attributes:
      kind: planned, underway, postponed, cancelled, suspended, resumed, ended, confirmed, denied.
      evidence: the sentence that says so, as it stands in the text.
      place: where it stands: headline, body or notice.
      effective: the time it names (the new date of what is postponed), if any.
      of_story: whether it speaks of the story's event, and not of another that the text mentions;
        None until that is decided.
    """

    kind: str
    evidence: str
    place: str
    effective: Optional[Timestamp]
    of_story: Optional[bool] = None


class Figure(NamedTuple):
    """A figure that a record brings to its story or changes there.

    Attributes:
      what: killed, injured, …, damage, magnitude (``transforms.text.figures``).
      value: how many people, or the amount in ``unit``.
      was: what the story held before; None for a figure that is new to it.
      qualifier: at least, more than, up to, fewer than or about; None for an exact figure.
      unit: an ISO 4217 currency for money, homes or buildings for what is destroyed; None for people.
      evidence: the sentence that gives it, as it stands in the text.
    """

    what: str
    value: float
    was: Optional[float]
    qualifier: Optional[str]
    unit: Optional[str]
    evidence: Optional[str]


class ToldFigure(NamedTuple):
    """A figure that a text gives, whether it changes the story or not; fields as of ``Figure``."""

    what: str
    value: float
    qualifier: Optional[str]
    unit: Optional[str]
    evidence: str


class Record(NamedTuple):
    """One row of the lake; the columns are described in README.md."""

    record_id: str
    story_id: str
    story_version: int
    article_id: str
    revision: int
    change: str
    supersedes: Optional[str]
    duplicate_of: Optional[str]
    linked_to: Optional[str]
    similarity: Optional[float]
    status: Optional[str]
    status_from: Optional[str]
    developments: Sequence[Development]
    notices: Sequence[Notice]
    figures: Sequence[Figure]
    told_figures: Sequence[ToldFigure]
    diff: Sequence[Edit]
    url: Optional[str]
    source: Optional[str]
    origin: str
    position: int
    title: str
    authors: Sequence[str]
    language: str
    text: str
    comments: Sequence[str]
    published_at: Optional[Timestamp]
    modified_at: Optional[Timestamp]
    observed_at: Timestamp
    extractor: str
    fingerprint: str
    page_fingerprint: str
    sketch: bytes
    joins: Sequence[str] = ()


class Reject(NamedTuple):
    """Something a stage could not use: which stage, what, why, and where to try it again."""

    reject_id: str
    stage: str
    key: str
    reason: str
    detail: str
    path: str
    position: int


class Look(NamedTuple):
    """A page of the live web that was fetched whole: its state is settled once it is known what it held.

    Attributes:
      name: of its entry: its address.
      memory: what was remembered of it before (``transforms.polling.memory``), as JSON.
      status, etag, last_modified, moved_to: of the answer.
      looked_at: when it was fetched.
    """

    name: str
    memory: str
    status: int
    etag: Optional[str]
    last_modified: Optional[str]
    moved_to: Optional[str]
    looked_at: Timestamp


class Visit(NamedTuple):
    """A document that was looked at to the end, so that it need not be looked at again.

    A visit of a live address has the last fields too: its ``state`` after the visit as JSON
    (``transforms.polling.memory``), and of that what is asked for most.  Such an address is looked at
    again when ``due_at`` comes.
    """

    visit_id: str
    name: str
    position: int
    observed_at: Timestamp
    outcome: str
    article_id: Optional[str]
    fingerprint: Optional[str]
    extractor: Optional[str]
    url: Optional[str] = None
    kind: Optional[str] = None
    status: Optional[str] = None
    due_at: Optional[Timestamp] = None
    state: Optional[str] = None


class DataFile(NamedTuple):
    """A Parquet file that stands in the records' folder; only a commit makes it part of the table."""

    path: str
    size_bytes: int
    rows: int
    partition: str
    stats: str


for _element in (
    Entry,
    Page,
    Notice,
    Article,
    Edit,
    Revision,
    Member,
    Development,
    Figure,
    ToldFigure,
    Record,
    Reject,
    Look,
    Visit,
    DataFile,
):
    coders.registry.register_coder(_element, coders.RowCoder)
