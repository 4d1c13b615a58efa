"""``stream`` on Prism for minutes: every text of growing feeds is committed once, soon; only the index grows.

``WRITETHRU_STREAM_SOAK_SECS=1800 pytest -m slow -n 0 -s tests/engines/test_prism_soak.py`` prints what it measured,
slice by slice.
"""

import contextlib
import os
import statistics
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import psutil
import pytest

from pipeline.lake.history import TableLog
from pipeline.lake.reader import LakeReader
from tests.engines.news_wire import Mark, NewsWire, marks_in
from tests.engines.prism import find_prism
from tests.fetching.local_web import LocalWeb
from tests.lakes import check_stories, environment
from tests.local_world import ALLOWED, named_command

SOAK_SECS = float(os.environ.get("WRITETHRU_STREAM_SOAK_SECS", "120"))
ARTICLES_A_SEC = float(os.environ.get("WRITETHRU_STREAM_SOAK_RATE", "20"))
PAGE_CHANGES_A_SEC = 0.5
SAMPLE_SECS = 2.0
SLICES = 6

MAX_P95_SECS = 10.0
"""From the moment at which a text can be seen to the commit that brings it."""

MAX_GROWTH = 1.10
"""Threads, open files and Prism's memory of the last third of a soak against the middle third; the first third is for
warming up."""

MAX_KB_A_RECORD = 16.0
"""By what the driver may grow for each record: the index holds what an article can be linked to, 28 days of them."""

WARM_SECS = 900.0
"""A shorter soak than that is all warming up: indexes and heaps still fill."""

SLACK = 10
"""Threads, open files and megabytes more than that."""

WIND_UP_SECS = 60.0
"""What is left of the stream beside what is measured: to start, and for all to arrive in the end."""

START_SECS = 120.0

OPTIONS = ["--min-poll", "1s", "--host-interval", "50ms", "--recheck", "10s,30s,2m,1h"]


class Sample(NamedTuple):
    """What the stream's processes hold at one moment; the worker lives in the driver, Prism beside it."""

    at: float
    driver_mb: float
    prism_mb: float
    threads: int
    files: int
    cpu_secs: float
    load: float


def take_sample(driver: psutil.Process, started: float) -> Sample:
    """Look at the driver and what it started."""
    children = driver.children(recursive=True)
    family = [driver, *children]
    return Sample(
        time.monotonic() - started,
        driver.memory_info().rss / 1e6,
        sum(each.memory_info().rss for each in children) / 1e6,
        sum(each.num_threads() for each in family),
        sum(each.num_fds() for each in family),
        sum(sum(each.cpu_times()[:2]) for each in family),
        os.getloadavg()[0],
    )


def publish(wire: NewsWire, stream: "subprocess.Popen[bytes]") -> Iterator[Sample]:
    """Let the wire grow for as long as a soak takes; what the stream held meanwhile."""
    driver, started = psutil.Process(stream.pid), time.monotonic()
    wires, sites = wire.hosts(), wire.sites()
    texts = pages = 0
    sampled = started
    while (now := time.monotonic()) < started + SOAK_SECS and stream.poll() is None:
        while texts < (now - started) * ARTICLES_A_SEC:
            wire.publish(wires[texts % len(wires)])
            texts += 1
        while pages < (now - started) * PAGE_CHANGES_A_SEC:
            wire.publish_page(sites[pages % len(sites)])
            pages += 1
        if now - sampled >= SAMPLE_SECS:
            with contextlib.suppress(psutil.NoSuchProcess):
                yield take_sample(driver, started)
            sampled = now
        time.sleep(0.02)


def wait_for_first_commit(wire: NewsWire, lake: Path, stream: "subprocess.Popen[bytes]") -> None:
    """Let each feed have an entry and wait until the lake has one: the start of a stream is not measured."""
    for host in wire.hosts():
        wire.publish(host)
    end = time.monotonic() + START_SECS
    while not (lake / "records" / "_delta_log" / f"{1:020d}.json").exists():
        assert time.monotonic() < end and stream.poll() is None
        time.sleep(0.1)


class Found(NamedTuple):
    """What the lake holds in the end: its rows, and when each of its versions was to be seen."""

    rows: list[dict[str, Any]]
    committed_at: dict[int, float]


def read_back(lake: Path) -> Found:
    """Read the lake as it stands."""
    columns = ["record_id", "article_id", "revision", "story_id", "story_version", "change", "text", "lake_version"]
    rows = LakeReader(lake).dataset("records").to_table(columns=columns).to_pylist()
    log = TableLog(lake / "records")
    seen_at = {}
    for version in log.versions:
        commit = log.commit(version)
        if commit.lake_version is not None:
            written = (lake / "records" / "_delta_log" / f"{version:020d}.json").stat().st_mtime
            seen_at[commit.lake_version] = max(written, commit.at_ms / 1000)
    return Found(rows, seen_at)


def waits(found: Found, appeared: dict[Mark, float]) -> list[tuple[float, float]]:
    """When each text appeared, and for how many seconds it waited for its commit; in order of appearance."""
    pairs = []
    for row in found.rows:
        for mark in marks_in(row["text"]):
            pairs.append((appeared[mark], found.committed_at[row["lake_version"]] - appeared[mark]))
    return sorted(pairs)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def describe(pairs: Sequence[tuple[float, float]], samples: Sequence[Sample], lake: Path) -> None:
    """Print what was measured, slice by slice."""
    began = pairs[0][0]
    length = SOAK_SECS / SLICES
    print(f"\nload {os.getloadavg()}, {SOAK_SECS:.0f} s at {ARTICLES_A_SEC:.0f}/s")
    for number in range(SLICES):
        low, high = number * length, (number + 1) * length
        inside = [wait for at, wait in pairs if low <= at - began < high]
        here = [each for each in samples if low <= each.at < high]
        if inside and here:
            cores = (here[-1].cpu_secs - here[0].cpu_secs) / max(here[-1].at - here[0].at, SAMPLE_SECS)
            held = f"driver {_mean(here, 'driver_mb'):5.0f} MB, Prism {_mean(here, 'prism_mb'):4.0f} MB"
            others = f"threads {_mean(here, 'threads'):3.0f}, files {_mean(here, 'files'):3.0f}"
            print(
                f"{low / 60:5.1f}–{high / 60:4.1f} min: {len(inside):6,} texts, {_spread(inside)}, longest "
                f"{max(inside):5.2f} s; {held}, {others}, cores {cores:.2f}, load {_mean(here, 'load'):4.1f}"
            )
    every = [wait for _, wait in pairs]
    print(f"all: {len(every):,} texts, {_spread(every)}")
    for name in ("records", "visits", "rejects"):
        named = len(LakeReader(lake).data_files(name))
        data = list((lake / name).rglob("*.parquet"))
        log = list((lake / name / "_delta_log").iterdir())
        size = sum(path.stat().st_size for path in [*data, *log]) / 1e6
        print(f"{name}: {named} files named, {len(data)} there, {len(log)} in the log, {size:.1f} MB")


def _spread(waited: Sequence[float]) -> str:
    return f"p50 {statistics.median(waited):5.2f} s, p95 {percentile(waited, 0.95):5.2f} s"


def _mean(samples: Sequence[Sample], field: str) -> float:
    return statistics.fmean(getattr(each, field) for each in samples)


@pytest.mark.slow
@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="needs /proc to see descriptors")
def test_a_stream_keeps_up_and_holds_no_more_after_a_while(tmp_path: Path) -> None:
    lake, told = tmp_path / "lake", tmp_path / "told"
    length = f"{SOAK_SECS + WIND_UP_SECS:.0f}s"
    with LocalWeb() as web, told.open("w") as out:
        wire = NewsWire(web)
        arguments = ["stream", *wire.addresses(), "--lake", lake, "--ends-after", length, *OPTIONS, *ALLOWED]
        arguments.append(f"--prism_location={find_prism()}")
        stream = subprocess.Popen(named_command(*arguments), env=environment(), stdout=out, stderr=out)
        try:
            wait_for_first_commit(wire, lake, stream)
            samples = list(publish(wire, stream))
            code = stream.wait(WIND_UP_SECS + 120)
        finally:
            stream.kill()
            stream.wait()
    assert code == 0, told.read_text()[-3_000:]
    found = read_back(lake)
    pairs = waits(found, wire.appeared)
    describe(pairs, samples, lake)
    print(f"{len(wire.appeared) - len(wire.served)} texts were gone before anybody asked")
    assert Counter(mark for row in found.rows for mark in marks_in(row["text"])) == Counter(wire.served)
    check_stories(found.rows)
    assert percentile([wait for _, wait in pairs], 0.95) <= MAX_P95_SECS
    if SOAK_SECS >= WARM_SECS:
        third = len(samples) // 3
        middle, last = samples[third : 2 * third], samples[2 * third :]
        grown_kb = (_mean(last, "driver_mb") - _mean(middle, "driver_mb")) * 1e3 / (len(found.rows) / 3)
        print(f"the driver grew by {grown_kb:.1f} kB a record")
        assert grown_kb <= MAX_KB_A_RECORD
        for field in ("prism_mb", "threads", "files"):
            assert _mean(last, field) <= _mean(middle, field) * MAX_GROWTH + SLACK, field
