"""member → record: what is new to the story?

The members of a story are taken in order of observation.  ``decide`` says what a member is to its
story (change, status, figures) and gives the record; ``Story.after`` is the story with it.
"""

import datetime
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import apache_beam as beam
from apache_beam.metrics import Metrics

from transforms.compare import diff_versions, order_of, text_of
from transforms.elements import Article, Development, Edit, Figure, Member, Record
from transforms.joins import Joins
from transforms.known import Known, KnownJoin, KnownStep, KnownText, OpenKnown
from transforms.text.figures import FoundFigure, changed_figures, find_figures
from transforms.text.statuses import find_developments, is_about
from transforms.text.story_status import next_status
from transforms.times import from_micros, to_datetime, to_timestamp

# Notices that say that something was wrong, not only that something is new.
CORRECTING = frozenset({"correction", "clarification", "retraction"})

# What a story is about is read from so many of its first headlines: later ones drift.
TOPIC_HEADLINES = 5

DECIDE_GROUPS = 8


class Asserted(NamedTuple):
    """What one article asserts, before anything is known of its story."""

    developments: tuple[Development, ...]
    figures: tuple[FoundFigure, ...]


class Claim(NamedTuple):
    """A development as the status machine reads it."""

    kind: str
    place: str
    effective: datetime.datetime | None


class Story(NamedTuple):
    """A story's present state; ``changed_us`` is when its last version was observed."""

    version: int
    status: str | None
    effective_us: int | None
    figures: Mapping[str, float]
    headlines: tuple[str, ...]
    changed_us: int = 0

    def after(self, step: KnownStep) -> "Story":
        """The story once ``step`` has been recorded."""
        headlines = self.headlines
        if step.title not in headlines and len(headlines) < TOPIC_HEADLINES:
            headlines = (*headlines, step.title)
        times_us = [time for time in (self.effective_us, step.effective_us) if time is not None]
        figures = {**self.figures, **dict(step.figures)}
        return Story(step.story_version, step.status, max(times_us, default=None), figures, headlines, step.observed_us)

    def joined_with(self, other: "Story") -> "Story":
        """The story once it is known that ``other`` is the same one: what was told last stands."""
        earlier, later = sorted((self, other), key=lambda story: story.changed_us)
        times_us = [time for time in (self.effective_us, other.effective_us) if time is not None]
        return Story(
            self.version,
            later.status or earlier.status,
            max(times_us, default=None),
            {**earlier.figures, **later.figures},
            tuple(dict.fromkeys((*self.headlines, *other.headlines)))[:TOPIC_HEADLINES],
            later.changed_us,
        )


UNKNOWN_STORY = Story(version=0, status=None, effective_us=None, figures={}, headlines=())


def story_of(steps: Iterable[KnownStep], joined: Iterable[tuple[int, Story]] = ()) -> Story:
    """The present state of a story from all its versions (a copy makes none).

    ``joined`` are the stories that became part of it, each with the version that was the first to know.
    """
    story = UNKNOWN_STORY
    waiting = sorted(joined, key=lambda one: one[0])
    for step in sorted(steps, key=lambda step: step.story_version):
        while waiting and waiting[0][0] <= step.story_version:
            story = story.joined_with(waiting.pop(0)[1])
        story = story.after(step)
    for _, other in waiting:
        story = story.joined_with(other)
    return story


def stories_of(steps: Mapping[str, Sequence[KnownStep]], joins: Iterable[KnownJoin]) -> dict[str, Story]:
    """The present state of some stories and of all that have become part of them."""
    joins = [each for each in joins if each.joined in steps and each.story_id in steps]
    wholes = Joins((each.joined, each.story_id) for each in joins)
    stories: dict[str, Story] = {}
    # What joined another story is told to its end before that one is.
    for story_id in sorted(steps, key=wholes.steps_to_whole, reverse=True):
        joined = [(each.before_version, stories[each.joined]) for each in joins if each.story_id == story_id]
        stories[story_id] = story_of(steps[story_id], joined)
    return stories


def read_assertions(article: Article) -> Asserted:
    """What the article asserts: developments in text order, and one figure per count."""
    anchor = to_datetime(article.published_at or article.observed_at)
    notices = [(notice.kind, notice.text) for notice in article.notices]
    found = find_developments(article.title, body_of(article), notices, anchor)
    developments = tuple(
        Development(each.kind, each.evidence, each.place, to_timestamp(each.effective)) for each in found
    )
    everything = "\n\n".join([body_of(article), *(notice.text for notice in article.notices)])
    return Asserted(developments, tuple(find_figures(article.title, everything)))


def body_of(article: Article) -> str:
    """The text without its notices, which speak for themselves and from another place."""
    body = article.text
    for notice in article.notices:
        body = body.replace(notice.text, "")
    return body


def change_of(member: Member, before: KnownText | None) -> str:
    """The record's ``change``: new, development, revision, correction or duplicate."""
    if member.relation == "first":
        return "new"
    if member.relation == "copy":
        return "duplicate"
    if member.relation == "related":
        return "development"
    held = set(before.notices) if before is not None else set()
    notices = member.revision.article.notices
    corrects = any(notice.kind in CORRECTING and notice.text not in held for notice in notices)
    return "correction" if corrects else "revision"


def decide(story: Story, member: Member, asserted: Asserted, before: KnownText | None) -> Record:
    """The record of a member, given its story's present state.

    Args:
      story: the story's state before it.
      member: the revision with its place in the story.
      asserted: what its text asserts.
      before: what the version that it supersedes says, if it supersedes one.
    """
    article = member.revision.article
    change = change_of(member, before)
    status, status_from = story.status, story.status
    figures: list[Figure] = []
    if change != "duplicate":
        topic = "\n".join([*story.headlines, article.title, article.text[:500]])
        moving = [each for each in asserted.developments if is_about(each.evidence, topic)]
        known_time = from_micros(story.effective_us)
        claims = [Claim(each.kind, each.place, to_datetime(each.effective)) for each in moving]
        status, status_from = next_status(story.status, claims, known_time=known_time)
        figures = [Figure(what, value, was) for what, value, was in changed_figures(story.figures, asserted.figures)]
    return Record(
        record_id=member.record_id,
        story_id=member.story_id,
        story_version=story.version + (change != "duplicate"),
        article_id=article.article_id,
        revision=member.revision.revision,
        change=change,
        supersedes=member.supersedes,
        duplicate_of=member.duplicate_of,
        linked_to=member.linked_to,
        similarity=member.similarity,
        status=status,
        status_from=status_from,
        developments=asserted.developments,
        notices=article.notices,
        figures=figures,
        diff=_diff_of(member, before),
        url=article.url,
        source=article.source,
        origin=article.origin,
        position=article.position,
        title=article.title,
        authors=article.authors,
        language=article.language,
        text=article.text,
        comments=article.comments,
        published_at=article.published_at,
        modified_at=article.modified_at,
        observed_at=article.observed_at,
        extractor=article.extractor,
        fingerprint=article.fingerprint,
        page_fingerprint=article.page_fingerprint,
        sketch=article.sketch,
        joins=member.joins,
    )


def _diff_of(member: Member, before: KnownText | None) -> list[Edit]:
    """Compare has the diff of an edited article; a writethru is diffed against what it replaces."""
    if member.relation == "writethru" and before is not None:
        return diff_versions(before, text_of(member.revision.article))
    return list(member.revision.diff)


def decide_in_order(members: Iterable[Member], known: Known) -> Iterator[Record]:
    """Walk the members of some stories in order of observation, giving each its record."""
    walk = sorted(members, key=lambda member: order_of(member.revision.article))
    stories = known_stories({story_id for member in walk for story_id in (member.story_id, *member.joins)}, known)
    here = {member.record_id for member in walk}
    superseded = {member.supersedes for member in walk if member.supersedes and member.supersedes not in here}
    texts = known.texts(superseded)
    for member in walk:
        story = story_for(member, stories)
        before = texts.get(member.supersedes) if member.supersedes else None
        record = decide(story, member, read_assertions(member.revision.article), before)
        stories[member.story_id] = story if record.change == "duplicate" else story.after(step_of(record))
        texts[member.record_id] = text_of(member.revision.article)
        yield record


def known_stories(story_ids: Collection[str], known: Known) -> dict[str, Story]:
    """The present state of stories, and of all that have become part of them; unknown ones are absent."""
    joins = known.joins()
    parts = Joins((each.joined, each.story_id) for each in joins).parts_of(story_ids)
    return stories_of(known.steps(parts), joins)


def story_for(member: Member, stories: Mapping[str, Story]) -> Story:
    """The state of a member's story before it, with the stories that the member joins to it."""
    story = stories.get(member.story_id, UNKNOWN_STORY)
    for joined in member.joins:
        story = story.joined_with(stories.get(joined, UNKNOWN_STORY))
    return story


def step_of(record: Record) -> KnownStep:
    """What the record did to its story."""
    return KnownStep(
        record.story_version,
        record.status,
        latest_effective_us(record.developments),
        tuple((figure.what, figure.value) for figure in record.figures),
        record.title,
        record.observed_at.micros,
    )


def joins_of(record: Record) -> list[KnownJoin]:
    """The joins that the record makes known; a copy comes after the story's last version, not before a new one."""
    version = record.story_version + (record.change == "duplicate")
    return [KnownJoin(joined, record.story_id, version) for joined in record.joins]


def latest_effective_us(developments: Iterable[Development]) -> int | None:
    """The latest time that developments name, in microseconds since 1970."""
    return max((each.effective.micros for each in developments if each.effective is not None), default=None)


def group_of_story(story_id: str) -> int:
    """The same story always falls into the same of ``DECIDE_GROUPS`` groups."""
    return hashlib.blake2b(story_id.encode(), digest_size=1).digest()[0] % DECIDE_GROUPS


class _DecideGroup(beam.DoFn):
    def __init__(self, open_known: OpenKnown) -> None:
        self._open_known = open_known

    def setup(self) -> None:
        self._known = self._open_known()

    def process(self, group: tuple[int, Iterable[Member]]) -> Iterator[Record]:
        for record in decide_in_order(group[1], self._known):
            Metrics.counter("decide", record.change).inc()
            yield record


class DecideRecords(beam.PTransform):
    """Turn the members of a round into records, story by story in order of observation. Bounded.

    Input: members, each keyed by the story that it is decided with.
    """

    def __init__(self, open_known: OpenKnown) -> None:
        super().__init__()
        self._open_known = open_known

    def expand(self, members: beam.PCollection) -> beam.PCollection:
        return (
            members
            | "KeyByStoryGroup"
            >> beam.MapTuple(lambda whole, member: (group_of_story(whole), member)).with_output_types(
                tuple[int, Member]
            )
            | "GroupByStoryGroup" >> beam.GroupByKey()
            | "DecideInOrder" >> beam.ParDo(_DecideGroup(self._open_known)).with_output_types(Record)
        )
