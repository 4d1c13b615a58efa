"""revision → member: is it a copy, a new version elsewhere, part of a known story, or a new one?

One ``Linker`` walks the revisions of one language in order of observation.  What it decides depends on
that order alone: a linker built from the records of earlier rounds goes on exactly as the one that made
them would have (test_link: a stream cut anywhere gives the same members).
"""

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

import apache_beam as beam
from apache_beam.metrics import Metrics

from transforms.compare import order_of
from transforms.elements import Member, Revision
from transforms.joins import Joins
from transforms.known import IndexedRecord, Known, OpenKnown
from transforms.likeness.copies import Judgement, judge
from transforms.likeness.encoding import recall_sketch
from transforms.likeness.held import HORIZON, Held, Horizon
from transforms.likeness.ids import record_id_of, story_id_of
from transforms.likeness.index import Index
from transforms.likeness.joining import JOIN_AGREEMENT, agreement_of, as_one, find_bridge
from transforms.likeness.linking import LinkModel, choose_option, consider_stories, shipped_model
from transforms.likeness.reuse import is_reused
from transforms.likeness.sketches import Sketch


class Place(NamedTuple):
    """Where a revision goes, and why: the fields of ``Member`` of these names.

    ``story_id`` is None for a story that the revision opens.
    """

    relation: str
    story_id: str | None = None
    supersedes: str | None = None
    duplicate_of: str | None = None
    linked_to: str | None = None
    similarity: float | None = None
    joins: tuple[str, ...] = ()


Judged = list[tuple[Held, Judgement]]


class Linker:
    """The state of one language: what may still be linked to, and the last record of each article.

    Args:
      known: the records within the horizon, and the last record of every article that may be revised,
        however old; in any order, repeats are ignored.  Records beyond the horizon are never linked to.
      horizon: how long a record is linked to.
      model: the coefficients of story linking.
      joins: which stories have become part of which.
      least_agreement: log-odds above which two stories are joined (``transforms.likeness.joining``);
        infinity joins none.
    """

    def __init__(
        self,
        known: Iterable[IndexedRecord] = (),
        horizon: Horizon = HORIZON,
        model: LinkModel | None = None,
        joins: Joins | None = None,
        least_agreement: float = JOIN_AGREEMENT,
    ) -> None:
        self._model = model or shipped_model()
        self._joins = joins or Joins()
        self._least_agreement = least_agreement
        self._last: dict[str, Held] = {}
        records = {record.record_id: record for record in known}
        held = [self._whole(_held(record)) for record in records.values()]
        self._index = Index(held, horizon)
        for one in held:
            self._note_last(one)

    def index_at(self, observed_us: int) -> Index:
        """The records that something observed then is compared with; not to be changed."""
        self._index.advance(observed_us)
        return self._index

    def link(self, revision: Revision) -> Member:
        """Place a revision, and remember it as a record."""
        article = revision.article
        observed_us = int(article.observed_at.micros)
        sketch = recall_sketch(article.sketch)
        self._index.advance(observed_us)
        last = self._last.get(article.article_id)
        place = self._place_new(sketch) if last is None else self._place_edit(sketch, self._whole(last))
        member = _member(revision, place)
        for story_id in member.joins:
            self._joins.add(story_id, member.story_id)
            self._index.join(story_id, member.story_id)
        self._hold(
            Held(
                observed_us,
                member.record_id,
                member.story_id,
                article.article_id,
                revision.revision,
                member.duplicate_of,
                article.sketch,
            )
        )
        return member

    def _whole(self, held: Held) -> Held:
        """The record in the story that its own is part of by now."""
        return held._replace(story_id=self._joins.whole_of(held.story_id))

    def knows(self, article_ids: Iterable[str]) -> bool:
        """Whether the last record of each of these articles is at hand."""
        return all(article_id in self._last for article_id in article_ids)

    def forget_old(self) -> None:
        """Forget the last records of articles that are not held any more: ``knows`` tells when one is wanted again.

        For whoever keeps a linker for days.
        """
        self._last = {name: held for name, held in self._last.items() if held.record_id in self._index}

    def _hold(self, held: Held) -> None:
        self._index.add(held)
        self._note_last(held)

    def _note_last(self, held: Held) -> None:
        last = self._last.get(held.article_id)
        if last is None or held.version() > last.version():
            self._last[held.article_id] = held

    def _place_edit(self, sketch: Sketch, before: Held) -> Place:
        """An edit stays in its article's story, unless the page was reused for other news."""
        if is_reused(before.sketch, sketch, self._model):
            place = self._place_reused(sketch, before)
            if place.story_id != before.story_id:
                return place
        if before.duplicate_of is not None:
            # The edited copy of a text may still be a copy.
            for held, verdict in self._judged(sketch):
                if (
                    verdict.relation == "copy"
                    and held.story_id == before.story_id
                    and held.article_id != before.article_id
                ):
                    return _copy_of(held, verdict)._replace(supersedes=before.record_id)
        similarity = judge(before.sketch, sketch).similarity
        return Place("edit", before.story_id, before.record_id, None, before.record_id, similarity)

    def _place_reused(self, sketch: Sketch, before: Held) -> Place:
        """Place what stands at a known address and tells of something else, as if it were new.

        A page that shows its earlier text again goes back to the story of that text.
        """
        own = [pair for pair in self._judged(sketch) if pair[0].article_id == before.article_id]
        returned = [(held, verdict) for held, verdict in own if verdict.relation != "different"]
        if returned:
            held, verdict = returned[-1]
            return Place("edit", held.story_id, before.record_id, None, held.record_id, verdict.similarity)
        place = self._place_new(sketch)
        # It replaces the version before at its own address, whichever text it reuses.
        relation = "related" if place.relation == "writethru" else place.relation
        return place._replace(relation=relation, supersedes=before.record_id)

    def _place_new(self, sketch: Sketch) -> Place:
        """Place an article that was not seen before: as copy, as new version, in a story, or alone."""
        judged = self._judged(sketch)
        copied = [(held, verdict) for held, verdict in judged if verdict.relation == "copy"]
        if copied:
            return self._join_reused(_copy_of(*copied[0]), judged)
        replaced = [(held, verdict) for held, verdict in judged if verdict.relation == "writethru"]
        if replaced:
            held, verdict = max(replaced, key=lambda pair: pair[1].similarity)
            target = self._index.newest_version(self._index.origin_of(held))
            place = Place("writethru", target.story_id, target.record_id, None, held.record_id, verdict.similarity)
            return self._join_reused(place, judged)
        return self._place_related(sketch)

    def _place_related(self, sketch: Sketch) -> Place:
        """Place an article by what it tells of: in the likeliest story, or in two that it shows to be one."""
        considered = consider_stories(sketch, self._index, self._model)
        bridge = find_bridge(sketch, considered, self._index, self._model, self._least_agreement)
        if bridge is not None and bridge.joined:
            older, newer = sorted((bridge.one, bridge.other), key=self._age)
            choice = choose_option(sketch, as_one(considered, (older, newer), older, self._model))
            if choice is not None and choice.held.story_id == older:
                return Place("related", older, None, None, choice.held.record_id, choice.probability, (newer,))
        choice = choose_option(sketch, considered)
        if choice is None:
            return Place("first")
        return Place("related", choice.held.story_id, None, None, choice.held.record_id, choice.probability)

    def _join_reused(self, place: Place, judged: Judged) -> Place:
        """The place, in one story with the others whose text the article reuses and that agree with it."""
        assert place.story_id is not None
        reused = [held for held, verdict in judged if verdict.relation != "different"]
        joined = [place.story_id]
        for story_id in dict.fromkeys(held.story_id for held in reused if held.story_id != place.story_id):
            agreement = agreement_of(reused, place.story_id, story_id, self._index, self._model)
            if agreement is not None and agreement >= self._least_agreement:
                joined.append(story_id)
        oldest, *newer = sorted(joined, key=self._age)
        return place._replace(story_id=oldest, joins=tuple(newer))

    def _age(self, story_id: str) -> tuple[float, int, str]:
        """What stories are sorted by, the oldest first: when it was opened, if that is within the horizon.

        One that was opened before is older; of two such, the one whose first record within it is.
        """
        held = self._index.of_story(story_id)
        opened = [each.observed_us for each in held if story_id_of(each.record_id) == story_id]
        return (min(opened, default=-math.inf), held[0].observed_us, story_id)

    def _judged(self, sketch: Sketch) -> Judged:
        """What the article is to each record that it shares text with, in order of observation."""
        sharing = sorted(self._index.sharing(sketch), key=Held.order)
        return [(held, judge(held.sketch, sketch)) for held in sharing]


def _copy_of(held: Held, verdict: Judgement) -> Place:
    origin = held.duplicate_of or held.record_id
    return Place("copy", held.story_id, None, origin, held.record_id, verdict.similarity)


def _member(revision: Revision, place: Place) -> Member:
    article = revision.article
    record_id = record_id_of(article.article_id, article.fingerprint, place.supersedes)
    story_id = place.story_id or story_id_of(record_id)
    return Member(revision, record_id, **place._replace(story_id=story_id)._asdict())


def _held(record: IndexedRecord) -> Held:
    return Held(
        record.observed_us,
        record.record_id,
        record.story_id,
        record.article_id,
        record.revision,
        record.duplicate_of,
        record.sketch,
    )


def open_linker(language: str, article_ids: Collection[str], known: Known) -> Linker:
    """A linker that goes on from what is known, for revisions of these articles and any new ones."""
    joins = Joins((each.joined, each.story_id) for each in known.joins())
    return Linker(known.indexed(language, article_ids), joins=joins)


def link_in_order(language: str, revisions: Iterable[Revision], known: Known) -> Iterator[Member]:
    """Walk the revisions of one language in order of observation."""
    walk = sorted(revisions, key=lambda revision: order_of(revision.article))
    article_ids = {revision.article.article_id for revision in walk}
    linker = open_linker(language, article_ids, known)
    for revision in walk:
        yield linker.link(revision)


def name_wholes(members: Sequence[Member]) -> list[tuple[str, Member]]:
    """Each member with the story that its story is part of once all of these are recorded.

    Decide takes the members of such a whole together: one of them may need what the others told.
    """
    joins = Joins((joined, member.story_id) for member in members for joined in member.joins)
    return [(joins.whole_of(member.story_id), member) for member in members]


class _LinkLanguage(beam.DoFn):
    def __init__(self, open_known: OpenKnown) -> None:
        self._open_known = open_known

    def setup(self) -> None:
        self._known = self._open_known()

    def process(self, language_revisions: tuple[str, Iterable[Revision]]) -> Iterator[tuple[str, Member]]:
        language, revisions = language_revisions
        for whole, member in name_wholes(list(link_in_order(language, revisions, self._known))):
            Metrics.counter("link", member.relation).inc()
            Metrics.counter("link", "joins").inc(len(member.joins))
            yield whole, member


class LinkRevisions(beam.PTransform):
    """Place the revisions of a round in stories, language by language in order of observation. Bounded.

    Output: each member, keyed by the story that it is decided with (``name_wholes``).
    """

    def __init__(self, open_known: OpenKnown) -> None:
        super().__init__()
        self._open_known = open_known

    def expand(self, revisions: beam.PCollection) -> beam.PCollection:
        return (
            revisions
            | "KeyByLanguage"
            >> beam.Map(lambda revision: (revision.article.language, revision)).with_output_types(tuple[str, Revision])
            | "GroupByLanguage" >> beam.GroupByKey()
            | "LinkInOrder" >> beam.ParDo(_LinkLanguage(self._open_known)).with_output_types(tuple[str, Member])
        )
