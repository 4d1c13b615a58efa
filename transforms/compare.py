"""article → revision: is this new, unchanged, or edited since?

The articles of one address are taken in order of observation, each compared with the versions
recorded so far.  Equal fingerprints are the same version; what is left to decide is listed in
``compare``.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import apache_beam as beam
from apache_beam.metrics import Metrics

from transforms.elements import Article, Edit, Record, Revision, Visit
from transforms.fingerprint import fold_typography
from transforms.known import Known, KnownText, KnownVersion, OpenKnown, Order
from transforms.text.diff import diff_sentences

# A page that flips between two texts (an A/B test, two caches) is recorded, but not for ever: the
# third return to a text is the last one recorded at once, further ones at most once a day.
# Defended by tests/test_compare.py::test_flapping_page_is_recorded_but_bounded.
MAX_RECORDINGS_OF_A_TEXT = 3
FLAPPING_PAUSE_US = 24 * 3600 * 1_000_000

# Articles are compared in groups, so that the lake is asked once a group instead of once an article.
COMPARE_GROUPS = 8


class Comparison(NamedTuple):
    """What a seen article is to the versions known of it, and why.

    ``outcome``: new, edited, unchanged, known (seen late, its text is held already), flapping
    or reextracted (another extractor read the same page differently).
    """

    outcome: str
    reason: str


def order_of(article: Article | Record) -> Order:
    """Where an article, or its record, stands in the order of observation."""
    return Order(article.observed_at.micros, article.origin, article.position)


def text_of(article: Article) -> KnownText:
    """What the article says."""
    return KnownText(article.title, article.text, tuple(notice.text for notice in article.notices))


def version_of(article: Article, revision: int, record_id: str) -> KnownVersion:
    """The article as a known version."""
    return KnownVersion(
        record_id,
        article.article_id,
        revision,
        article.fingerprint,
        article.page_fingerprint,
        article.extractor,
        article.language,
        order_of(article),
    )


def visit_of(article: Article, outcome: str) -> Visit:
    """That the article was looked at to the end, and what came of it."""
    return Visit(
        article.visit_id,
        article.origin,
        article.position,
        article.observed_at,
        outcome,
        article.article_id,
        article.fingerprint,
        article.extractor,
    )


def compare(known: Sequence[KnownVersion], seen: Article, baseline: str | None, last: KnownText | None) -> Comparison:
    """Decide what ``seen`` is to the recorded versions of its article.

    Args:
      known: its recorded versions, by revision.
      seen: the article as it is seen now.
      baseline: its fingerprint when this extractor last visited it, if it did.
      last: what its last version says; only asked where the extractor changed.
    """
    if not known:
        return Comparison("new", "address not seen before")
    latest = known[-1]
    if seen.fingerprint == latest.fingerprint:
        return Comparison("unchanged", "same fingerprint as the last version")
    same_text = [version for version in known if version.fingerprint == seen.fingerprint]
    if same_text and order_of(seen) <= latest.order:
        return Comparison("known", "observed before the last version, and its text is recorded")
    if seen.extractor != latest.extractor and not _edited_despite_upgrade(latest, seen, baseline, last):
        return Comparison("reextracted", f"read by {seen.extractor}, recorded by {latest.extractor}")
    if len(same_text) >= MAX_RECORDINGS_OF_A_TEXT:
        pause_us = seen.observed_at.micros - latest.order.observed_us
        if pause_us < FLAPPING_PAUSE_US:
            return Comparison("flapping", f"this text is recorded {len(same_text)} times")
    return Comparison("edited", "another fingerprint than the last version")


def _edited_despite_upgrade(latest: KnownVersion, seen: Article, baseline: str | None, last: KnownText | None) -> bool:
    """Whether the difference between two extractors' texts is the editor's work.

    The same bytes cannot be an edit.  Once the new extractor has a baseline, that decides.
    Before, a sentence that reads differently is an edit, while whole blocks that come or go
    are what extractors disagree about.
    """
    if seen.page_fingerprint == latest.page_fingerprint:
        return False
    if baseline is not None:
        return baseline != seen.fingerprint
    if last is None:
        return True
    if fold_typography(last.title) != fold_typography(seen.title):
        return True
    return any(op == "replace" for op, _, _ in diff_sentences(last.text, seen.text))


def diff_versions(before: KnownText, after: KnownText) -> list[Edit]:
    """Sentence-level edits from one version to the next: headline, text, then notices beside it."""
    joined = []
    for side in (before, after):
        beside = [notice for notice in side.notices if notice not in side.text]
        joined.append("\n\n".join([side.title, side.text, *beside]))
    return [Edit(*step) for step in diff_sentences(joined[0], joined[1])]


class Compared(NamedTuple):
    """One step of the walk: what was decided, and the revision if there is one."""

    article: Article
    comparison: Comparison
    revision: Revision | None


def compare_in_order(articles: Iterable[Article], known: Known) -> Iterator[Compared]:
    """Walk articles in order of observation, comparing each with all before it.

    An article keeps the language of its first version, so that all its versions meet in one
    language shard.
    """
    walk = sorted(articles, key=order_of)
    article_ids = {article.article_id for article in walk}
    versions = known.versions(article_ids)
    upgraded = _read_by_several(walk, versions)
    baselines = known.baselines(upgraded) if upgraded else {}
    texts = known.texts(_record_ids_to_diff(walk, versions))
    for article in walk:
        history = versions.setdefault(article.article_id, [])
        last = texts.get(history[-1].record_id) if history else None
        baseline = baselines.get((article.article_id, article.extractor))
        comparison = compare(history, article, baseline, last)
        baselines[article.article_id, article.extractor] = article.fingerprint
        if history:
            article = article._replace(language=history[0].language)
        if comparison.outcome not in ("new", "edited"):
            yield Compared(article, comparison, None)
            continue
        revision = len(history) + 1
        diff = diff_versions(last, text_of(article)) if last is not None else []
        if last is not None and not diff:
            yield Compared(article, Comparison("unchanged", "only order, typography or counters differ"), None)
            continue
        # Link makes the record_id; until then a version of this round goes by a name of its own.
        name = f"{article.article_id}\x1f{revision}"
        history.append(version_of(article, revision, name))
        texts[name] = text_of(article)
        yield Compared(article, comparison, Revision(article, revision, diff))


def _read_by_several(articles: Iterable[Article], versions: Mapping[str, Sequence[KnownVersion]]) -> set[str]:
    """The known articles that another extractor reads now: only for them it matters what this one read before."""
    return {
        article.article_id
        for article in articles
        if any(version.extractor != article.extractor for version in versions.get(article.article_id, ()))
    }


def _record_ids_to_diff(articles: Sequence[Article], versions: dict[str, list[KnownVersion]]) -> set[str]:
    """The last versions that some article here may differ from: only their texts are loaded."""
    return {
        history[-1].record_id
        for article in articles
        if (history := versions.get(article.article_id)) and history[-1].fingerprint != article.fingerprint
    }


def group_of(article_id: str) -> int:
    """The same article always falls into the same of ``COMPARE_GROUPS`` groups."""
    return hashlib.blake2b(article_id.encode("utf-8", "surrogatepass"), digest_size=1).digest()[0] % COMPARE_GROUPS


class _CompareGroup(beam.DoFn):
    def __init__(self, open_known: OpenKnown) -> None:
        self._open_known = open_known

    def setup(self) -> None:
        self._known = self._open_known()

    def process(self, group: tuple[int, Iterable[Article]]) -> Iterator[object]:
        for article, comparison, revision in compare_in_order(group[1], self._known):
            Metrics.counter("compare", comparison.outcome).inc()
            if revision is not None:
                yield revision
            yield beam.pvalue.TaggedOutput("visits", visit_of(article, comparison.outcome))


class CompareArticles(beam.PTransform):
    """Turn the articles of a round into revisions; outputs ``revisions`` and ``visits``.

    Bounded: it groups all articles of an address and walks them in order of observation.
    """

    def __init__(self, open_known: OpenKnown) -> None:
        super().__init__()
        self._open_known = open_known

    def expand(self, articles: beam.PCollection) -> beam.pvalue.DoOutputsTuple:
        return (
            articles
            | "KeyByArticleGroup"
            >> beam.Map(lambda article: (group_of(article.article_id), article)).with_output_types(tuple[int, Article])
            | "GroupByArticleGroup" >> beam.GroupByKey()
            | "CompareInOrder" >> beam.ParDo(_CompareGroup(self._open_known)).with_outputs("visits", main="revisions")
        )
