"""How long a window of a stream takes to keep, and how that grows with the lake: no engine, no network.

    python -m tests.bench.windows --windows 900 --articles 40

Windows of made-up articles, a tenth of them edits, with the visits of twelve feeds, are kept one after the other.
"""

import argparse
import cProfile
import pstats
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

from apache_beam.utils.timestamp import Timestamp

from pipeline.keep import Arrival, Keeper
from pipeline.lake.writer import LakeWriter
from tests.engines.news_wire import Mark, Report, edit, write_report
from transforms.elements import Article, Entry, Page
from transforms.extract import extract_article
from transforms.fingerprint import fingerprint_article
from transforms.polling.memory import new_source
from transforms.polling.schedule import Settings
from transforms.visits import visit_of

START = datetime(2026, 3, 2, 6, tzinfo=timezone.utc)
FEEDS = 12
WINDOW = timedelta(seconds=2)


def article_of(report: Report, at: datetime) -> Article:
    """The article that a report is, as the narrow stages get it."""
    name = f"https://{report.mark.feed}/feed.xml#{report.mark.number}"
    visit_id = f"{name} {at.isoformat()}"
    entry = Entry(name, "json", name, name, 0, 0, -1, Timestamp.of(at.timestamp()), visit_id)
    text = "\n\n".join(report.text())
    page = Page(entry, None, None, text, report.title, None, None, None, (), None, None)
    article = extract_article(page)
    assert isinstance(article, Article)
    return fingerprint_article(article)


def make_windows(windows: int, articles: int) -> Iterator[list[Arrival]]:
    """What arrives in each window."""
    chance, reports = random.Random(5), list[Report]()
    for number in range(windows):
        at = START + number * WINDOW
        arrivals: list[Arrival] = []
        for _ in range(articles):
            if reports and chance.random() < 0.1:
                report = edit(chance, reports.pop(chance.randrange(len(reports))))
            else:
                mark = Mark(f"wire{chance.randrange(FEEDS)}.test", number * articles + len(arrivals), 1)
                report = write_report(chance, mark)
                reports = [*reports[-400:], report]
            arrivals.append(article_of(report, at))
        feeds = (new_source(f"https://wire{feed}.test/feed.xml", at) for feed in range(FEEDS))
        arrivals += [visit_of(feed, "read", at) for feed in feeds]
        yield arrivals


def measure(windows: int, articles: int, report_every: int, profile: bool) -> None:
    """Keep them, and print what it took."""
    profiler = cProfile.Profile()
    with tempfile.TemporaryDirectory() as folder:
        lake = LakeWriter.create(Path(folder) / "lake")
        keeper = Keeper(lake, Settings(), lambda: 0.0)
        spent, took, records = 0.0, list[float](), 0
        for number, arrivals in enumerate(make_windows(windows, articles), 1):
            cpu, wall = time.process_time(), time.perf_counter()
            if profile and number > windows - report_every:
                records += len(profiler.runcall(keeper.keep, arrivals).records)
            else:
                records += len(keeper.keep(arrivals).records)
            spent += time.process_time() - cpu
            took.append(time.perf_counter() - wall)
            if number % report_every == 0:
                memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
                print(
                    f"{number:5} windows, {records:7,} records: {spent / report_every * 1e3:6.0f} ms of processor, "
                    f"{sum(took) / report_every * 1e3:6.0f} ms a window, longest {max(took) * 1e3:6.0f} ms; "
                    f"peak {memory_mb:.0f} MB",
                    flush=True,
                )
                spent, took = 0.0, []
    if profile:
        pstats.Stats(profiler).sort_stats("cumulative").print_stats(60)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--windows", type=int, default=900)
    parser.add_argument("--articles", type=int, default=40)
    parser.add_argument("--every", type=int, default=100)
    parser.add_argument("--profile", action="store_true")
    given = parser.parse_args()
    measure(given.windows, given.articles, given.every, given.profile)
