"""What it costs to fingerprint, compare, link and decide an article, on one core with a full horizon.

Run by ``python -m tests.bench.linking --speed``.
"""

import random
import statistics
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta, timezone
from typing import Protocol

from apache_beam.utils.timestamp import Timestamp

from tests.memory_lake import MemoryLake
from transforms.compare import compare_in_order
from transforms.decide import decide_in_order, joins_of
from transforms.elements import Article, Record, Revision
from transforms.fingerprint import fingerprint_article
from transforms.known import KnownJoin, KnownStep, KnownText, KnownVersion
from transforms.link import Linker, open_linker

# The horizon's records, and the share of a second that an article may take: the target is 800 a second.
KNOWN = 20_000
TARGET_PER_SECOND = 800
STEPS = ("fingerprint", "compare", "link", "decide")
# Each batch goes through all four steps before the next one does, so that a busy machine slows all of them alike.
BATCHES, BATCH = 5, 200
_LONG = 5


class Written(Protocol):
    """What an article is made of."""

    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def source(self) -> str | None: ...


class KeyedLake(MemoryLake):
    """Answers by key, as a lake does: to look through all that is held is no part of the steps."""

    def __init__(self) -> None:
        super().__init__()
        self._by_article: dict[str, list[Record]] = defaultdict(list)
        self._by_story: dict[str, list[Record]] = defaultdict(list)
        self._by_id: dict[str, Record] = {}
        self._joins: list[KnownJoin] = []

    def hold(self, records: Iterable[Record]) -> None:
        for record in records:
            self.records.append(record)
            self._by_article[record.article_id].append(record)
            self._by_story[record.story_id].append(record)
            self._by_id[record.record_id] = record
            self._joins += joins_of(record)

    def versions(self, article_ids: Collection[str]) -> dict[str, list[KnownVersion]]:
        return _of(self._by_article.get(each, ()) for each in article_ids).versions(article_ids)

    def texts(self, record_ids: Collection[str]) -> dict[str, KnownText]:
        return _of([self._by_id[each]] for each in record_ids if each in self._by_id).texts(record_ids)

    def steps(self, story_ids: Collection[str]) -> dict[str, list[KnownStep]]:
        return _of(self._by_story.get(each, ()) for each in story_ids).steps(story_ids)

    def joins(self) -> list[KnownJoin]:
        return self._joins


def _of(found: Iterable[Iterable[Record]]) -> MemoryLake:
    part = MemoryLake()
    part.records = [record for records in found for record in records]
    return part


def make_articles(documents: Sequence[Written], count: int) -> list[Article]:
    """As many articles, 100 s apart; documents come again with half of their longer words from other documents."""
    draw = random.Random(3)
    pool = [word for document in documents for word in document.text.split(" ") if len(word) >= _LONG]
    begin = datetime(2019, 1, 1, tzinfo=timezone.utc)
    articles = []
    for n in range(count):
        document, again = documents[n % len(documents)], n // len(documents)
        words = document.text.split(" ")
        if again:
            words = [word if len(word) < _LONG or draw.random() < 0.5 else draw.choice(pool) for word in words]
        when = Timestamp(micros=int((begin + timedelta(seconds=100 * n)).timestamp() * 1_000_000))
        article = Article(
            f"{n}", f"{n}", document.source, "", n, document.title, (), "en", " ".join(words), (), (), when, None,
            when, "", "", "", b"", f"{n}",
        )  # fmt: skip
        articles.append(article)
    return articles


def measure_speed(documents: Sequence[Written]) -> None:
    """Print the process time of each step and of all four: medians over batches of articles.

    What is held was linked and decided by the same code: as many stories and joins as a stream has.
    """
    articles = make_articles(documents, KNOWN + BATCHES * BATCH)
    first = Linker()
    members = [first.link(Revision(fingerprint_article(article), 1, ())) for article in articles[:KNOWN]]
    lake = KeyedLake()
    lake.hold(list(decide_in_order(members, lake)))
    started = time.process_time()
    linker = open_linker("en", (), lake)
    size = sum(len(each.sketch) for each in lake.records) / len(lake.records)
    print(f"linker of {KNOWN} records built in {time.process_time() - started:.2f} s, sketches of {size:.0f} bytes")
    taken: dict[str, list[float]] = {step: [] for step in (*STEPS, "all four")}
    for start in range(KNOWN, len(articles), BATCH):
        times = [time.process_time()]
        marked = [fingerprint_article(article) for article in articles[start : start + BATCH]]
        times.append(time.process_time())
        revisions = [step.revision for step in compare_in_order(marked, lake) if step.revision is not None]
        times.append(time.process_time())
        placed = [linker.link(revision) for revision in revisions]
        times.append(time.process_time())
        lake.hold(list(decide_in_order(placed, lake)))
        times.append(time.process_time())
        for step, begin, end in zip(STEPS, times, times[1:], strict=False):
            taken[step].append((end - begin) / BATCH)
        taken["all four"].append((times[-1] - times[0]) / BATCH)
    for step, each in taken.items():
        middle = statistics.median(each)
        print(f"{step:12} {1000 * middle:6.3f} ms an article, {1 / middle:6.0f} articles a second")
    print(f"target       {1000 / TARGET_PER_SECOND:6.3f} ms an article, {TARGET_PER_SECOND:6} articles a second")
