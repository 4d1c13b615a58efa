"""What an article costs in each stage, and what a linker costs by the number of records that it holds."""

import gc
import gzip
import itertools
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil
from apache_beam.utils.timestamp import Timestamp

from pipeline.heap import give_back_memory
from tests.bench.scale.constants import fit_line
from tests.bench.scale.news import Document, make_news, page_of
from tests.lakes import environment
from tests.memory_lake import MemoryLake
from transforms.compare import compare_in_order
from transforms.decide import decide_in_order
from transforms.elements import Article, Entry, Page, Record, Revision
from transforms.extract import extract_article
from transforms.fingerprint import fingerprint_article
from transforms.known import IndexedRecord
from transforms.likeness.ids import record_id_of, story_id_of
from transforms.link import Linker
from transforms.times import to_timestamp

PAGES = 40
BATCH = 100
BATCHES = 5

IMPORTS = """
import re, resource
import pipeline.rounds, pipeline.watch, pipeline.live, transforms.text.language
used = resource.getrusage(resource.RUSAGE_SELF)
peak_kb = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
print(used.ru_utime + used.ru_stime, peak_kb * 1024 / 1e6)
"""


def cpu_ms(work: Callable[[], Any], times: int = 1) -> float:
    """Milliseconds of processor, user and system, that some work takes; the least of several times."""
    taken = []
    for _ in range(times):
        gc.collect()
        begun = time.process_time()
        work()
        taken.append(1000 * (time.process_time() - begun))
    return min(taken)


def entry_of(number: int, kind: str, observed_at: Timestamp) -> Entry:
    """The entry of a document."""
    return Entry("news", kind, "news", "news", number, 0, -1, observed_at, f"{number}")


def page_of_text(number: int, document: Document) -> Page:
    """A document as its JSONL seed is read."""
    at = to_timestamp(document.observed)
    entry, source = entry_of(number, "json", at), document.source
    return Page(entry, document.url, None, document.text, document.title, at, None, source, (), "en", None)


def page_of_html(number: int, html: bytes) -> Page:
    """A page as it is fetched."""
    at = to_timestamp(next(make_news(1)).observed)
    url = f"https://outlet.example/{number}"
    return Page(entry_of(number, "html", at), url, html, None, None, None, None, None, (), None, None)


def read_articles(documents: Sequence[Document]) -> list[Article]:
    """Documents, extracted and fingerprinted."""
    found = (extract_article(page_of_text(number, document)) for number, document in enumerate(documents))
    return [fingerprint_article(article) for article in found if isinstance(article, Article)]


def measure_extraction(pages: Path) -> tuple[dict[str, float], str]:
    """``extract_page_ms`` and ``extract_text_ms``, and which pages they are of: real ones if there are any."""
    documents = list(make_news(PAGES, seed=4))
    html = list(itertools.islice(_real_pages(pages), 2 * PAGES)) if pages.is_dir() else [*map(page_of, documents)]
    read = [page_of_html(number, data) for number, data in enumerate(html)]
    texts = [page_of_text(number, document) for number, document in enumerate(documents)]
    for page in (read[0], texts[0]):
        extract_article(page)  # loads what is loaded once
    of_pages = cpu_ms(lambda: [extract_article(page) for page in read], 2) / len(read)
    of_texts = cpu_ms(lambda: [extract_article(page) for page in texts], 3) / len(texts)
    kind = "real" if pages.is_dir() else "made up"
    told = f"{len(html)} {kind}, {sum(map(len, html)) // len(html) // 1000} kB each"
    return {"extract_page_ms": of_pages, "extract_text_ms": of_texts}, told


def _real_pages(folder: Path) -> Iterator[bytes]:
    # Every other one: they are sorted by where they come from.
    for path in sorted(folder.iterdir())[::2]:
        yield gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def indexed_of(article: Article, event: int) -> IndexedRecord:
    """The article as a record of the lake; those of one event are of one story."""
    record_id = record_id_of(article.article_id, article.fingerprint, f"{article.position}")
    story_id = story_id_of(f"event{event}")
    at = int(article.observed_at.micros)
    return IndexedRecord(record_id, story_id, article.article_id, 1, "new", None, at, article.sketch)


def measure_linking(
    documents: Sequence[Document], articles: Sequence[Article], sizes: Sequence[int]
) -> tuple[dict[str, float], dict[str, list[list[float]]]]:
    """What linking costs with so many records held, and what memory a linker takes."""
    linked, held_mb = [], []
    indexed = [indexed_of(article, document.event) for article, document in zip(articles, documents, strict=True)]
    for size in sizes:
        before = _memory_mb()
        # The last records before the articles that are linked, with bytes of their own, as they come from a lake.
        latest = indexed[max(sizes) - size : max(sizes)]
        known = [each._replace(sketch=bytes(bytearray(each.sketch))) for each in latest]
        linker = Linker(known)
        del known
        held_mb.append((float(size), _memory_mb() - before))
        linked.append((float(size), _link_batches(linker, articles[max(sizes) : max(sizes) + BATCHES * BATCH])))
        del linker
    link, held = fit_line(linked), fit_line(held_mb)
    values = {
        "link_ms": link.base,
        "link_ms_per_1000_held": 1000 * link.slope,
        "shard_mb": held.base,
        "held_kb": 1000 * held.slope,
    }
    points = {"link, ms by records held": linked, "memory of a linker, MB by records held": held_mb}
    return values, {name: [list(point) for point in through] for name, through in points.items()}


def _link_batches(linker: Linker, articles: Sequence[Article]) -> float:
    """Milliseconds to link an article, the median of batches."""
    times = []
    for start in range(0, len(articles), BATCH):
        fresh = [Revision(article, 1, ()) for article in articles[start : start + BATCH]]
        begun = time.process_time()
        for revision in fresh:
            linker.link(revision)
        times.append(1000 * (time.process_time() - begun) / BATCH)
    return statistics.median(times)


def _memory_mb() -> float:
    give_back_memory()
    return float(psutil.Process().memory_info().rss / 1e6)


def decided(articles: Sequence[Article]) -> list[Record]:
    """Records of articles, linked one after another from an empty lake."""
    linker, lake = Linker(), MemoryLake()
    return list(decide_in_order([linker.link(Revision(each, 1, ())) for each in articles], lake))


def measure_steps(documents: Sequence[Document]) -> dict[str, float]:
    """``fingerprint_ms``, ``compare_ms`` and ``decide_ms``, each the median of batches."""
    taken: dict[str, list[float]] = {"fingerprint_ms": [], "compare_ms": [], "decide_ms": []}
    lake, linker = MemoryLake(), Linker()
    for start in range(0, BATCHES * BATCH, BATCH):
        batch = [page_of_text(start + at, each) for at, each in enumerate(documents[start : start + BATCH])]
        articles = [each for each in map(extract_article, batch) if isinstance(each, Article)]
        times = [time.process_time()]
        articles = [*map(fingerprint_article, articles)]
        times.append(time.process_time())
        revisions = [step.revision for step in compare_in_order(articles, lake) if step.revision is not None]
        times.append(time.process_time())
        members = [linker.link(revision) for revision in revisions]
        begun = time.process_time()
        lake.records += decide_in_order(members, lake)
        steps = (times[1] - times[0], times[2] - times[1], time.process_time() - begun)
        for name, secs in zip(taken, steps, strict=True):
            taken[name].append(1000 * secs / BATCH)
    return {name: statistics.median(values) for name, values in taken.items()}


def measure_imports() -> dict[str, float]:
    """``imports_ms`` and ``imports_mb`` of a process that can carry a round."""
    told = subprocess.run(
        [sys.executable, "-c", IMPORTS], env=environment(), capture_output=True, text=True, check=True
    ).stdout.split()
    return {"imports_ms": 1000 * float(told[0]), "imports_mb": float(told[1])}
