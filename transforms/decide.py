"""member → record: what is new to the story?

The members of a story are taken in order of observation.  ``decide`` says what a member is to its
story (change, status, figures) and gives the record; ``Story.after`` is the story with it.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import NamedTuple

import apache_beam as beam
from apache_beam.metrics import Metrics

from transforms.compare import diff_versions, order_of, text_of
from transforms.elements import Article, Development, Edit, Figure, Member, Notice, Record, ToldFigure
from transforms.joins import Joins
from transforms.known import Known, KnownJoin, KnownStep, KnownText, OpenKnown
from transforms.text.corrections import corrected_sentence
from transforms.text.figures import FoundFigure, find_figures
from transforms.text.statuses import find_developments, is_about
from transforms.text.story_figures import changed_figures
from transforms.text.story_status import Claim
from transforms.text.tellings import CORRECTING, NOTHING_TOLD, Telling, Told, tell, written_at
from transforms.times import to_datetime, to_timestamp

# What a story is about is read from so many of its first headlines (later ones drift) and from so much of a
# text: of twelve sentences that speak of their story, headlines alone tell five and the lead with them eight
# (test_decide.py::test_the_lead_tells_what_a_text_is_about).
TOPIC_HEADLINES = 5
TOPIC_LEAD_CHARS = 500

# What a record takes from its article as it is; its notices are tied to what they correct.
OF_THE_ARTICLE = tuple(name for name in Record._fields if name in Article._fields and name != "notices")

DECIDE_GROUPS = 8


class Asserted(NamedTuple):
    """What one article asserts, before anything is known of its story.

    Attributes:
      developments: in text order.
      figures: one per count.
      of: for each development the words of what it is said of (``transforms.text.statuses.Found``), if known.
    """

    developments: tuple[Development, ...]
    figures: tuple[FoundFigure, ...]
    of: tuple[tuple[str, ...], ...] = ()


class Story(NamedTuple):
    """A story's present state."""

    version: int
    headlines: tuple[str, ...]
    told: Told

    def after(self, step: KnownStep) -> "Story":
        """The story once ``step`` has been recorded."""
        headlines = self.headlines
        if step.title not in headlines and len(headlines) < TOPIC_HEADLINES:
            headlines = (*headlines, step.title)
        return Story(step.story_version, headlines, tell(self.told, step.telling))

    def is_spoken_of(self, development: Development, of: Sequence[str], article: Article) -> bool:
        """Whether what an article asserts is of the story's event, and not of another that it mentions.

        Headlines, notices and the sentence that opens the text are; any other sentence where what it is said ``of``,
        or else the sentence, is a matter of the story's first headlines, the article's own, and the rest of its lead.
        """
        body = body_of(article).lstrip()
        if development.place != "body" or body.startswith(development.evidence):
            return True
        lead = body[:TOPIC_LEAD_CHARS].replace(development.evidence, "")
        return is_about(development.evidence, "\n".join([*self.headlines, article.title, lead]), of)

    def joined_with(self, other: "Story") -> "Story":
        """The story once it is known that ``other`` is the same one: what either told, in order of writing."""
        told = self.told
        for telling in other.told.tellings:
            told = tell(told, telling)
        headlines = tuple(dict.fromkeys((*self.headlines, *other.headlines)))[:TOPIC_HEADLINES]
        return Story(self.version, headlines, told)


UNKNOWN_STORY = Story(version=0, headlines=(), told=NOTHING_TOLD)


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
    corrections = [notice.text for notice in article.notices if notice.kind in CORRECTING]
    updates = [notice.text for notice in article.notices if notice.kind not in CORRECTING]
    # A correction names the wrong figure beside the right one, so it speaks after the text.
    everything = "\n\n".join([body_of(article), *corrections])
    figures = tuple(find_figures(article.title, everything, updates, anchor))
    return Asserted(developments, figures, tuple(each.of for each in found))


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


def tie_corrections(article: Article, before: KnownText | None) -> list[Notice]:
    """The article's notices; one that says what was wrong also names the sentence that said so."""
    earlier = before.text if before is not None else ""
    return [
        notice._replace(corrects=corrected_sentence(notice.text, article.text, earlier))
        if notice.kind in CORRECTING
        else notice
        for notice in article.notices
    ]


def decide(story: Story, member: Member, asserted: Asserted, before: KnownText | None) -> tuple[Record, Story]:
    """The record of a member, and the story with it.

    Args:
      story: the story's state before it.
      member: the revision with its place in the story.
      asserted: what its text asserts.
      before: what the version that it supersedes says, if it supersedes one.
    """
    article = member.revision.article
    copied = member.relation == "copy"
    record = Record(
        record_id=member.record_id,
        story_id=member.story_id,
        story_version=story.version + (not copied),
        revision=member.revision.revision,
        change=change_of(member, before),
        supersedes=member.supersedes,
        duplicate_of=member.duplicate_of,
        linked_to=member.linked_to,
        similarity=member.similarity,
        status=story.told.status.status,
        status_from=story.told.status.status,
        developments=[
            each._replace(of_story=story.is_spoken_of(each, of, article))
            for each, of in zip(asserted.developments, asserted.of or repeat(()), strict=False)
        ],
        figures=[],
        told_figures=[ToldFigure(*figure) for figure in asserted.figures],
        diff=_diff_of(member, before),
        notices=tie_corrections(article, before),
        joins=member.joins,
        **{name: getattr(article, name) for name in OF_THE_ARTICLE},
    )
    if copied:
        return record, story
    after = story.after(step_of(record))
    return _settle(record, story, after), after


def _settle(record: Record, story: Story, after: Story) -> Record:
    """The record with what it changes in its story."""
    changed = changed_figures(story.told.figures, after.told.figures, [FoundFigure(*f) for f in record.told_figures])
    return record._replace(
        status=after.told.status.status,
        # A first text that tells what was planned and that it is put off tells both.
        status_from=record.status_from or next(reversed(after.told.status.history), None),
        figures=[Figure(one.what, one.value, was, one.qualifier, one.unit, one.evidence) for one, was in changed],
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
        asserted = read_assertions(member.revision.article)
        record, stories[member.story_id] = decide(story, member, asserted, before)
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
    """What a record tells of its story."""
    written = written_at(
        record.revision,
        to_datetime(record.published_at),
        to_datetime(record.modified_at),
        to_datetime(record.observed_at),
    )
    telling = Telling(
        written,
        record.source or record.article_id,
        any(notice.kind in CORRECTING for notice in record.notices),
        tuple(
            Claim(one.kind, one.place, to_datetime(one.effective), one.evidence)
            for one in record.developments
            if one.of_story is not False
        ),
        tuple(FoundFigure(*figure) for figure in record.told_figures),
    )
    return KnownStep(record.story_version, record.title, telling)


def joins_of(record: Record) -> list[KnownJoin]:
    """The joins that the record makes known; a copy comes after the story's last version, not before a new one."""
    version = record.story_version + (record.change == "duplicate")
    return [KnownJoin(joined, record.story_id, version) for joined in record.joins]


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
