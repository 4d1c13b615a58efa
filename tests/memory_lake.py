"""A lake in memory, and a round over it without Beam: what the stages decide, and nothing else."""

import datetime
from collections.abc import Collection, Iterable
from itertools import groupby
from typing import Any

from transforms.compare import compare_in_order, order_of, visit_of
from transforms.decide import decide_in_order, joins_of, step_of
from transforms.elements import Article, Entry, Page, Record, Visit
from transforms.extract import extract_article
from transforms.fingerprint import fingerprint_article
from transforms.known import IndexedRecord, KnownJoin, KnownStep, KnownText, KnownVersion
from transforms.link import link_in_order
from transforms.times import to_timestamp


class MemoryLake:
    """Records and visits of the rounds so far, asked as stages ask."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.visits: list[Visit] = []

    def versions(self, article_ids: Collection[str]) -> dict[str, list[KnownVersion]]:
        found: dict[str, list[KnownVersion]] = {}
        for record in self.records:
            if record.article_id in article_ids:
                names = [name for name in KnownVersion._fields if name != "order"]
                version = KnownVersion(**{name: getattr(record, name) for name in names}, order=order_of(record))
                found.setdefault(record.article_id, []).append(version)
        return {key: sorted(versions, key=lambda version: version.revision) for key, versions in found.items()}

    def baselines(self, article_ids: Collection[str]) -> dict[tuple[str, str], str]:
        visits = sorted(self.visits, key=lambda visit: visit.observed_at)
        return {
            (visit.article_id, visit.extractor): visit.fingerprint
            for visit in visits
            if visit.article_id in article_ids
        }

    def texts(self, record_ids: Collection[str]) -> dict[str, KnownText]:
        return {
            record.record_id: KnownText(record.title, record.text, tuple(notice.text for notice in record.notices))
            for record in self.records
            if record.record_id in record_ids
        }

    def indexed(self, language: str, article_ids: Collection[str]) -> list[IndexedRecord]:
        return [
            IndexedRecord(
                record.record_id,
                record.story_id,
                record.article_id,
                record.revision,
                record.change,
                record.duplicate_of,
                record.observed_at.micros,
                record.sketch,
            )
            for record in reversed(self.records)
            if record.language == language
        ]

    def steps(self, story_ids: Collection[str]) -> dict[str, list[KnownStep]]:
        found: dict[str, list[KnownStep]] = {}
        for record in reversed(self.records):
            if record.story_id in story_ids and record.change != "duplicate":
                found.setdefault(record.story_id, []).append(step_of(record))
        return found

    def joins(self) -> list[KnownJoin]:
        return sorted(join for record in self.records for join in joins_of(record))

    def rejected(self, reject_ids: Collection[str]) -> set[str]:
        return set()


def run_round(lake: MemoryLake, articles: Iterable[Article]) -> list[Record]:
    """Compare, link and decide as the graph does; the new records, which the lake then holds."""
    compared = list(compare_in_order(articles, lake))
    revisions = [step.revision for step in compared if step.revision is not None]
    members = []
    by_language = sorted(revisions, key=lambda revision: revision.article.language)
    for language, shard in groupby(by_language, key=lambda revision: revision.article.language):
        members += link_in_order(language, list(shard), lake)
    records = list(decide_in_order(members, lake))
    lake.visits += [visit_of(article, comparison.outcome) for article, comparison, _ in compared]
    lake.records += records
    return records


def to_article(seed: dict[str, Any], position: int) -> Article:
    """The article of a JSONL seed, as read, extract and fingerprint make it."""
    observed_at = to_timestamp(datetime.datetime.fromisoformat(seed["observed"]))
    entry = Entry("stream.jsonl", "json", "", "", position, 0, 0, observed_at, f"visit{position}")
    page = Page(entry, seed["url"], None, seed["text"], seed["title"], None, None, None, [], None, None)
    article = extract_article(page)
    assert isinstance(article, Article), article
    return fingerprint_article(article)
