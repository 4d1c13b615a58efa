"""How quick live sources are: ``python -m tests.bench.live latency [ENTRIES]``, or ``throughput [PAGES HOSTS]``.

``latency`` is from a new entry in a feed to its committed record, under ``watch --every 1s --min-poll 1s``.
``throughput`` fetches pages of many local hosts without any delay, in one process: with the fetch stage alone,
then through the whole of ``run`` (at least 150 pages a second fetched, at most 300 MB).  Exits with 1 if a
bound is missed.
"""

import gzip
import multiprocessing
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from deltalake.exceptions import DeltaError

from pipeline.lake.reader import LakeReader
from tests.fetching.local_web import LocalWeb, Reply
from tests.lakes import command, environment
from tests.live_web import BODY, HOST, QUICK, html, rss
from tests.local_world import ALLOWED, named_command

PAUSE_SECS = 1.5
MIN_PAGES_PER_SEC = 150.0
MAX_MEMORY_MB = 300.0
PARAGRAPHS = 12
FURNITURE_LINKS = 400
"""A page's navigation: with it a page has 40 kB, of which a twentieth is the article."""


def count(lake: Path) -> int:
    """Records in the lake; 0 while it is being made."""
    try:
        return int(LakeReader(lake).dataset("records").count_rows())
    except (DeltaError, OSError):
        return 0


def wait_for(lake: Path, number: int) -> float:
    """Wait until the lake holds so many records; the moment."""
    while count(lake) < number:
        time.sleep(0.02)
    return time.monotonic()


def latency(entries: int) -> int:
    """Publish entries one after another, and print how long each took to its record."""
    with LocalWeb() as web, tempfile.TemporaryDirectory() as folder:
        lake = Path(folder) / "lake"
        links: list[str] = []

        def publish(number: int) -> float:
            page = html(f"Harbour report number {number}", [f"{number * 7} boats lie in basin {number}.", *BODY])
            links.append(web.put(HOST, f"/2024/{number}", page))
            web.put(HOST, "/feed.xml", rss(*links))
            return time.monotonic()

        publish(0)
        arguments = ["watch", web.url(HOST, "/feed.xml"), "--lake", lake, "--every", "1s", *QUICK]
        watch = subprocess.Popen(command(*arguments), env=environment(), stdout=subprocess.DEVNULL)
        try:
            wait_for(lake, 1)
            took = []
            for number in range(1, entries + 1):
                time.sleep(PAUSE_SECS)
                published = publish(number)
                took.append(wait_for(lake, number + 1) - published)
        finally:
            watch.terminate()
            watch.wait()
    took.sort()
    print(f"{entries} entries: p50 {statistics.median(took):.2f} s, p95 {took[int(len(took) * 0.95) - 1]:.2f} s")
    return 0


def page(number: int) -> bytes:
    """An article's page like no other, in a frame like all others."""
    chance = random.Random(number)
    words = "ferry council harbour raid minister tramway storm vote court strike bridge school".split()
    frame = "".join(
        f"<li><a href='/section/{n}'>Section {n} of the paper, with its archive</a></li>"
        for n in range(FURNITURE_LINKS)
    )
    lines = [
        " ".join(
            [*chance.choices(words, k=18), f"at number {chance.randrange(9_999)}, people there said."]
        ).capitalize()
        for _ in range(PARAGRAPHS)
    ]
    whole = html(f"Report {number} on the {chance.choice(words)}", lines)
    return gzip.compress(whole.replace("<body>", f"<body><nav><ul>{frame}</ul></nav>").encode())


def serve(pages: int, hosts: int, channel: Connection) -> None:
    """Serve pages spread over hosts, each host with a feed; tell the feeds, and in the end how the pages were asked."""
    with LocalWeb() as web:
        links: dict[str, list[str]] = {f"press{n}.test": [] for n in range(hosts)}
        for number in range(pages):
            host = f"press{number % hosts}.test"
            reply = Reply(page(number), headers=[("Content-Encoding", "gzip")])
            links[host].append(web.put(host, f"/2024/{number}", reply))
        channel.send([web.put(host, "/feed.xml", rss(*links[host])) for host in links])
        while channel.recv() == "asked":
            times = [seen.at for seen in web.log if seen.path.startswith("/2024/")]
            web.log.clear()
            channel.send((len(times), max(times) - min(times)) if times else (0, 0.0))


LOOK_ALONE = """
import sys
from pathlib import Path
from tests.local_world import LocalWorld
from transforms.fetching import FetchSettings
from transforms.look import LookOptions, look, utc_now
from transforms.polling.memory import new_source

settings = FetchSettings(host_interval_secs=0.0, allow_private=("127.0.0.1",))
options = LookOptions(settings, open_world=LocalWorld())
for sight in look([new_source(url, utc_now()) for url in sys.argv[1:]], [], options, options.world()):
    pass
"""


class Fetching(NamedTuple):
    """How pages were asked for, as their server saw it, and what the process held at most."""

    pages: int
    asking_secs: float
    whole_secs: float
    memory_mb: float

    def told(self) -> str:
        """One line that says so."""
        return (
            f"{self.pages:,} pages asked for in {self.asking_secs:.1f} s, {self.pages_per_sec():,.0f} pages/s, "
            f"of {self.whole_secs:.1f} s; at most {self.memory_mb:.0f} MB"
        )

    def pages_per_sec(self) -> float:
        """How quickly they were asked for."""
        return self.pages / self.asking_secs


def watch_process(arguments: Sequence[str], channel: Connection) -> Fetching:
    """Run a process to its end."""
    started = time.perf_counter()
    process = subprocess.Popen(arguments, env=environment(), stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    whole_secs = time.perf_counter() - started
    if status:
        sys.exit(f"{' '.join(arguments[:6])} … ended with {status}")
    channel.send("asked")
    return Fetching(*channel.recv(), whole_secs, used.ru_maxrss / 1024)


def throughput(pages: int, hosts: int) -> int:
    """Fetch all pages with the look around alone, then with ``run``; 1 if a bound is missed."""
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(pages, hosts, there))
    server.start()
    feeds = here.recv()
    with tempfile.TemporaryDirectory() as folder:
        alone = watch_process([sys.executable, "-c", LOOK_ALONE, *feeds], here)
        print(f"fetch alone: {alone.told()}", flush=True)
        options = ["--host-interval", "0s", "--max-fetches", str(pages), "--workers", "1", *ALLOWED]
        through = watch_process(named_command("run", *feeds, "--lake", Path(folder) / "lake", *options), here)
        print(f"through run: {through.told()}")
        records = count(Path(folder) / "lake")
    here.send("end")
    server.join()
    kept = records == pages == alone.pages == through.pages and alone.memory_mb <= MAX_MEMORY_MB
    kept = kept and min(alone.pages_per_sec(), through.pages_per_sec()) >= MIN_PAGES_PER_SEC
    print(f"{records:,} records; " + ("all bounds kept" if kept else "a bound was MISSED"))
    return 0 if kept else 1


def main(what: str = "latency", *numbers: str) -> int:
    """Measure what is asked for."""
    given = [int(number) for number in numbers]
    return throughput(*(given or [1_000, 50])) if what == "throughput" else latency(*(given or [40]))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
