"""Fetches from a local web in another process: ``python -m tests.bench.fetching [PAGES HOSTS]``.

First without any delay (at least 150 pages a second, at most 300 MB), then with a second between two
questions to a host, where all hosts must proceed side by side: a wall time within 15 % of the ideal.
Exits with 1 if a bound is missed.
"""

import gzip
import multiprocessing
import random
import resource
import sys
import time
from collections import Counter
from multiprocessing.connection import Connection

from tests.fetching.local_web import LocalWeb, Reply
from transforms.fetching import Fetched, FetchSettings, Manners, Request, fetch_batch

PAGE_CHARS = 60_000
MIN_PAGES_PER_SEC = 150.0
MAX_MEMORY_MB = 300.0
MAX_OVER_IDEAL = 1.15
_WORDS = ("ferry", "council", "harbour", "raid", "minister", "tramway", "storm", "vote", "court", "strike")


def serve(pages: int, hosts: int, channel: Connection) -> None:
    """Serve ``pages`` gzipped pages spread over ``hosts``; tell their addresses, end when told to."""
    rng = random.Random(7)
    bodies = [gzip.compress(" ".join(rng.choices(_WORDS, k=PAGE_CHARS // 7)).encode()) for _ in range(20)]
    with LocalWeb() as web:
        urls = [
            web.put(f"{n % hosts}.test", f"/{n}", Reply(bodies[n % 20], headers=[("Content-Encoding", "gzip")]))
            for n in range(pages)
        ]
        channel.send(urls)
        channel.recv()
        channel.send(min((min(web.gaps(f"{n}.test"), default=0.0) for n in range(hosts)), default=0.0))


async def _resolve(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


def measure(pages: int, hosts: int, interval_secs: float) -> tuple[float, float]:
    """Fetch all pages; return the seconds it took and the shortest time between two questions to a host."""
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(pages, hosts, there))
    server.start()
    urls = here.recv()
    settings = FetchSettings(host_interval_secs=interval_secs, allow_private=("127.0.0.1",), max_connections=64)
    started = time.perf_counter()
    cpu_started = time.process_time()
    outcomes: Counter[str] = Counter()
    body_bytes = 0
    for outcome in fetch_batch(map(Request, urls), settings, manners=Manners(), resolve=_resolve):
        outcomes["fetched" if isinstance(outcome, Fetched) else outcome.reason] += 1
        body_bytes += len(outcome.body) if isinstance(outcome, Fetched) else 0
    took = time.perf_counter() - started
    here.send("end")
    shortest_gap: float = here.recv()
    server.join()
    print(
        f"{pages:,} pages on {hosts} hosts, {interval_secs:g} s apart: {took:.2f} s, {pages / took:,.0f} pages/s, "
        f"{time.process_time() - cpu_started:.2f} s CPU, {body_bytes / 1e6:.0f} MB of text, {dict(outcomes)}"
    )
    return took, shortest_gap


def main(pages: int, hosts: int) -> int:
    """Measure both; return 1 if a bound is missed."""
    took, _ = measure(pages, hosts, 0.0)
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    each = 4
    polite, gap = measure(each * hosts, hosts, 1.0)
    over = polite / each  # robots.txt first, so as many intervals as pages
    print(f"peak memory {memory_mb:.0f} MB; {over:.3f} of the ideal {each} s; shortest gap {gap:.4f} s")
    kept = pages / took >= MIN_PAGES_PER_SEC and memory_mb <= MAX_MEMORY_MB and over <= MAX_OVER_IDEAL and gap >= 1.0
    print("all bounds kept" if kept else "a bound was MISSED")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])) if len(sys.argv) > 2 else main(1_000, 50))
