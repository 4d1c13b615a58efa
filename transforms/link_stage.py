"""The link stage in the graph: one ``Linker`` a language, walking its revisions in order."""

from collections.abc import Iterable, Iterator

import apache_beam as beam
from apache_beam.metrics import Metrics

from transforms.compare import order_of
from transforms.elements import Member, Revision
from transforms.known import Known, OpenKnown
from transforms.link import Linker


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
