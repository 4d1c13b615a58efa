"""revision → member: is it a copy, a new version elsewhere, part of a known story, or a new one?

One ``Linker`` walks the revisions of one language in order of observation.  What it decides depends on
that order alone: a linker built from the records of earlier rounds goes on exactly as the one that made
them would have (test_link: a stream cut anywhere gives the same members).
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta

import apache_beam as beam
from apache_beam.metrics import Metrics

from transforms.compare import order_of
from transforms.elements import Member, Revision
from transforms.known import IndexedRecord, Known, OpenKnown
from transforms.likeness.copies import Judgement, judge
from transforms.likeness.ids import record_id_of, story_id_of
from transforms.likeness.index import HORIZON, Held, Index
from transforms.likeness.linking import LinkModel, choose_story, shipped_model
from transforms.likeness.sketches import Sketch, decode_sketch


class Linker:
    """The state of one language: what may still be linked to, and the last record of each article.

    Args:
      known: the records within the horizon, and the last record of every article that may be revised,
        however old; in any order, repeats are ignored.  Records beyond the horizon are never linked to.
      horizon: how long after its observation a record is linked to.
      model: the coefficients of story linking.
    """

    def __init__(
        self,
        known: Iterable[IndexedRecord] = (),
        horizon: timedelta = HORIZON,
        model: LinkModel | None = None,
    ) -> None:
        self._model = model or shipped_model()
        self._last: dict[str, Held] = {}
        records = {record.record_id: record for record in known}
        held = [_held(record) for record in records.values()]
        self._index = Index(held, horizon)
        for one in held:
            self._note_last(one)

    def link(self, revision: Revision) -> Member:
        """Place a revision, and remember it as a record."""
        article = revision.article
        observed_us = int(article.observed_at.micros)
        sketch = decode_sketch(article.sketch)
        self._index.advance(observed_us)
        last = self._last.get(article.article_id)
        member = self._link_new(revision, sketch) if last is None else self._link_edit(revision, sketch, last)
        self._hold(
            Held(
                observed_us,
                member.record_id,
                member.story_id,
                article.article_id,
                revision.revision,
                member.duplicate_of,
                sketch,
            )
        )
        return member

    def knows(self, article_ids: Iterable[str]) -> bool:
        """Whether the last record of each of these articles is at hand."""
        return all(article_id in self._last for article_id in article_ids)

    def _hold(self, held: Held) -> None:
        self._index.add(held)
        self._note_last(held)

    def _note_last(self, held: Held) -> None:
        last = self._last.get(held.article_id)
        if last is None or held.version() > last.version():
            self._last[held.article_id] = held

    def _link_edit(self, revision: Revision, sketch: Sketch, before: Held) -> Member:
        """An edit stays in its article's story; the edited copy of a text may still be a copy."""
        record_id = record_id_of(revision.article.article_id, revision.article.fingerprint, before.record_id)
        relation, duplicate_of, linked_to = "edit", None, before.record_id
        similarity = judge(before.sketch, sketch).similarity
        if before.duplicate_of is not None:
            for held, verdict in self._judged(sketch):
                if (
                    verdict.relation == "copy"
                    and held.story_id == before.story_id
                    and held.article_id != before.article_id
                ):
                    relation, duplicate_of = "copy", held.duplicate_of or held.record_id
                    linked_to, similarity = held.record_id, verdict.similarity
                    break
        return Member(
            revision,
            record_id,
            before.story_id,
            relation,
            before.record_id,
            duplicate_of,
            linked_to,
            similarity,
        )

    def _link_new(self, revision: Revision, sketch: Sketch) -> Member:
        """Place an article that was not seen before: as copy, as new version, in a story, or alone."""
        judged = self._judged(sketch)
        copied = [(held, verdict) for held, verdict in judged if verdict.relation == "copy"]
        if copied:
            held, verdict = copied[0]
            origin = held.duplicate_of or held.record_id
            return _place(revision, held.story_id, "copy", None, origin, held.record_id, verdict.similarity)
        replaced = [(held, verdict) for held, verdict in judged if verdict.relation == "writethru"]
        if replaced:
            held, verdict = max(replaced, key=lambda pair: pair[1].similarity)
            target = self._index.newest_version(self._index.origin_of(held))
            return _place(
                revision,
                target.story_id,
                "writethru",
                target.record_id,
                None,
                held.record_id,
                verdict.similarity,
            )
        choice = choose_story(sketch, self._index, self._model)
        if choice is not None:
            near = choice.held
            return _place(revision, near.story_id, "related", None, None, near.record_id, choice.probability)
        return _place(revision, None, "first", None, None, None, None)

    def _judged(self, sketch: Sketch) -> list[tuple[Held, Judgement]]:
        """What the article is to each record that it shares text with, in order of observation."""
        sharing = sorted(self._index.sharing(sketch), key=Held.order)
        return [(held, judge(held.sketch, sketch)) for held in sharing]


def _place(
    revision: Revision,
    story_id: str | None,
    relation: str,
    supersedes: str | None,
    duplicate_of: str | None,
    linked_to: str | None,
    similarity: float | None,
) -> Member:
    article = revision.article
    record_id = record_id_of(article.article_id, article.fingerprint, supersedes)
    return Member(
        revision,
        record_id,
        story_id or story_id_of(record_id),
        relation,
        supersedes,
        duplicate_of,
        linked_to,
        similarity,
    )


def _held(record: IndexedRecord) -> Held:
    return Held(
        record.observed_us,
        record.record_id,
        record.story_id,
        record.article_id,
        record.revision,
        record.duplicate_of,
        decode_sketch(record.sketch),
    )


def link_in_order(language: str, revisions: Iterable[Revision], known: Known) -> Iterator[Member]:
    """Walk the revisions of one language in order of observation."""
    walk = sorted(revisions, key=lambda revision: order_of(revision.article))
    article_ids = {revision.article.article_id for revision in walk}
    linker = Linker(known.indexed(language, article_ids))
    for revision in walk:
        yield linker.link(revision)


class _LinkLanguage(beam.DoFn):
    def __init__(self, open_known: OpenKnown) -> None:
        self._open_known = open_known

    def setup(self) -> None:
        self._known = self._open_known()

    def process(self, language_revisions: tuple[str, Iterable[Revision]]) -> Iterator[Member]:
        language, revisions = language_revisions
        for member in link_in_order(language, revisions, self._known):
            Metrics.counter("link", member.relation).inc()
            yield member


class LinkRevisions(beam.PTransform):
    """Place the revisions of a round in stories, language by language in order of observation. Bounded."""

    def __init__(self, open_known: OpenKnown) -> None:
        super().__init__()
        self._open_known = open_known

    def expand(self, revisions: beam.PCollection) -> beam.PCollection:
        return (
            revisions
            | "KeyByLanguage"
            >> beam.Map(lambda revision: (revision.article.language, revision)).with_output_types(tuple[str, Revision])
            | "GroupByLanguage" >> beam.GroupByKey()
            | "LinkInOrder" >> beam.ParDo(_LinkLanguage(self._open_known)).with_output_types(Member)
        )
