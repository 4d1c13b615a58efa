"""``watch`` for minutes, over sites that change and fail: nothing grows, and nothing that was served is missing.

``WRITETHRU_SOAK_SECS=600 pytest -m slow -n 0 -s tests/test_soak.py`` prints what it measured.
"""

import contextlib
import gzip
import itertools
import os
import random
import re
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

from tests.fetching.local_web import LocalWeb, Reply, Seen
from tests.lakes import check_stories, environment, rows
from tests.live_web import html, rss
from tests.local_world import ALLOWED, named_command

SOAK_SECS = float(os.environ.get("WRITETHRU_SOAK_SECS", "180"))
SAMPLE_SECS = 1.0
CHANGE_SECS = 0.7
PATIENCE_SECS = 30.0

MAX_GROWTH = 1.10
"""Memory of the last third of a soak against the middle third; the first third is for warming up."""

SLACK = 3
"""Threads, sockets or files more than that: some come and go within a round.  One left a round would be ten."""

FAULT_EVERY = 12
"""One page answer in so many is a fault."""

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
RAW_FAULTS = {
    "short": _HEAD + b"Content-Length: 500\r\n\r\nonly this",
    "chunks": _HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nnonsense\r\n",
    "silent": b"",
    "header": _HEAD + b"X-Long: " + b"a" * 1_000_000 + b"\r\n\r\n",
}
FAULTS = ("500", "429", "loop", "bomb", "metadata", *RAW_FAULTS)
"""The kinds of faults, which come in turn."""

HOSTS = [f"press{number}.test" for number in range(6)]
OPTIONS = ["--every", "1s", "--min-poll", "1s", "--host-interval", "50ms", "--recheck", "3s,6s,12s,30s,1m,2m,1h"]
_EDITION = re.compile(r"Edition (\d+) of report (\d+) at (\S+) counts")


class Press:
    """Sites whose articles are edited and whose feeds grow, and which fail now and then.

    Attributes:
      served: host, report and edition of each page that went out whole.
      faults: how often each kind of fault was served.
    """

    def __init__(self, web: LocalWeb) -> None:
        self.web = web
        self.served: set[tuple[str, int, int]] = set()
        self.faults: Counter[str] = Counter()
        self._chance = random.Random(11)
        self._kinds = itertools.cycle(FAULTS)
        self._resting = False
        self._editions: dict[tuple[str, int], int] = {}
        for host in HOSTS:
            self.publish(host)
        web.put("broken.test", "/robots.txt", Reply(b"", 500))
        web.put_raw("nonsense.test", "/feed.xml", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")

    def feeds(self) -> list[str]:
        """The addresses of all sources."""
        return [self.web.url(host, "/feed.xml") for host in [*HOSTS, "broken.test", "nonsense.test"]]

    def publish(self, host: str) -> None:
        """Let a host have one more article, at the head of its feed."""
        number = sum(1 for known, _ in self._editions if known == host)
        self._editions[host, number] = 1
        self.web.serve(host, f"/2024/{number}", lambda seen: self._answer(seen, number))
        for name, answer in RAW_FAULTS.items():
            self.web.put_raw(host, f"/2024/{number}/{name}", answer)
        links = [self.web.url(host, f"/2024/{n}") for n in range(number, max(number - 10, -1), -1)]
        self.web.put(host, "/feed.xml", rss(*links, title=host))

    def change(self) -> None:
        """Publish an article, or edit one of the latest."""
        host = self._chance.choice(HOSTS)
        latest = [key for key in self._editions if key[0] == host][-3:]
        if self._chance.random() < 0.3:
            self.publish(host)
        else:
            self._editions[self._chance.choice(latest)] += 1

    def rest(self) -> None:
        """Let no page go out any more: a watch that is asked to end drops the answers that it has not looked at yet."""
        self._resting = True

    def _answer(self, seen: Seen, number: int) -> Reply:
        if self._resting:
            return Reply(b"", 500)
        if self._chance.randrange(FAULT_EVERY) == 0:
            return self._fault(seen)
        edition = self._editions[seen.host, number]
        self.served.add((seen.host, number, edition))
        return Reply(_article(seen.host, number, edition).encode())

    def _fault(self, seen: Seen) -> Reply:
        kind = next(self._kinds)
        self.faults[kind] += 1
        match kind:
            case "500":
                return Reply(b"oops", 500)
            case "429":
                return Reply(b"", 429, headers=[("Retry-After", "2")])
            case "loop":
                return Reply(b"", 302, headers=[("Location", seen.path)])
            case "metadata":
                return Reply(b"", 302, headers=[("Location", "http://169.254.169.254/latest/")])
            case "bomb":
                return Reply(BOMB, headers=[("Content-Encoding", "gzip")])
            case _:
                return Reply(b"", 302, headers=[("Location", f"{seen.path}/{kind}")])


BOMB = gzip.compress(bytes(40_000_000))
_PLACES = "harbour market station library bridge school museum theatre tower garden".split()
_DEEDS = "opens closes floods burns moves grows shrinks reopens".split()


def _article(host: str, number: int, edition: int) -> str:
    chance = random.Random(f"{host} {number}")
    place, deed = chance.choice(_PLACES), chance.choice(_DEEDS)
    lines = [
        f"The {place} number {number} of {host} {deed} on {chance.choice(_PLACES)} street, people there said.",
        *(
            f"{chance.choice(_PLACES).title()} {chance.randrange(9_000)} {chance.choice(_DEEDS)} beside the "
            f"{chance.choice(_PLACES)} with {chance.randrange(9_000)} {chance.choice(_PLACES)} guests."
            for _ in range(12)
        ),
        f"Edition {edition} of report {number} at {host} counts {edition * 7} boats in the basin.",
    ]
    return html(f"The {place} number {number} of {host} {deed}", lines)


class Sample(NamedTuple):
    """What a process and its children hold at one moment; ``memory_mb`` is resident."""

    at: float
    memory_mb: float
    threads: int
    sockets: int
    files: int


def sample(process: psutil.Process, started: float) -> Sample:
    """Look at a process and its children."""
    family = [process, *process.children(recursive=True)]
    targets = [os.readlink(entry) for each in family for entry in _descriptors(each.pid)]
    sockets = sum(target.startswith("socket:") for target in targets)
    return Sample(
        time.monotonic() - started,
        sum(each.memory_info().rss for each in family) / 1e6,
        sum(each.num_threads() for each in family),
        sockets,
        len(targets) - sockets,
    )


def _descriptors(pid: int) -> list[str]:
    found = []
    for name in os.listdir(f"/proc/{pid}/fd"):
        path = f"/proc/{pid}/fd/{name}"
        if os.path.islink(path):
            found.append(path)
    return found


def thirds(samples: Sequence[Sample]) -> tuple[Sequence[Sample], Sequence[Sample]]:
    """The middle and the last third of them."""
    third = len(samples) // 3
    return samples[third : 2 * third], samples[2 * third :]


def mean(samples: Sequence[Sample], field: str) -> float:
    """The mean of one figure."""
    return sum(getattr(each, field) for each in samples) / len(samples)


def soak(press: Press, watch: "subprocess.Popen[str]", stop: threading.Event) -> list[Sample]:
    """Change the sites and look at the process for as long as a soak takes."""
    process, started, samples = psutil.Process(watch.pid), time.monotonic(), []
    changed_at = started
    while (now := time.monotonic()) < started + SOAK_SECS and watch.poll() is None:
        while changed_at < now:
            press.change()
            changed_at += CHANGE_SECS
        with contextlib.suppress(OSError):  # a descriptor was closed while it was read
            samples.append(sample(process, started))
        stop.wait(SAMPLE_SECS)
    return samples


def come_to_rest(press: Press, printed: Path, stop: threading.Event) -> None:
    """Wait until the round that may hold the last pages is committed: it has ended when the one after it has."""
    press.rest()
    wanted, end = len(printed.read_text().splitlines()) + 2, time.monotonic() + PATIENCE_SECS
    while len(printed.read_text().splitlines()) < wanted:
        assert time.monotonic() < end, "the watch has stopped telling of its rounds"
        stop.wait(SAMPLE_SECS)


@pytest.mark.slow
@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="needs /proc to see descriptors")
def test_a_watch_holds_no_more_after_a_while_and_misses_nothing(tmp_path: Path) -> None:
    lake, printed = tmp_path / "lake", tmp_path / "printed"
    with LocalWeb() as web, printed.open("w") as out:
        press = Press(web)
        arguments = ["watch", *press.feeds(), "--lake", lake, *OPTIONS, *ALLOWED]
        watch = subprocess.Popen(
            named_command(*arguments), env=environment(), stdout=out, stderr=subprocess.PIPE, text=True
        )
        try:
            samples = soak(press, watch, threading.Event())
            come_to_rest(press, printed, threading.Event())
            watch.send_signal(signal.SIGTERM)
            code = watch.wait(PATIENCE_SECS)
        finally:
            watch.kill()
        assert watch.stderr is not None
        errors = watch.stderr.read()
    rounds = printed.read_text().splitlines()
    middle, last = thirds(samples)
    for field in ("memory_mb", "threads", "sockets", "files"):
        highest = max(getattr(each, field) for each in samples)
        print(f"{field}: {mean(middle, field):.1f}, then {mean(last, field):.1f}; highest {highest:.0f}")
    print(f"{len(rounds)} rounds, {len(press.served)} versions served, faults {dict(press.faults)}")
    assert (code, errors) == (0, "")
    assert mean(last, "memory_mb") <= mean(middle, "memory_mb") * MAX_GROWTH
    for field in ("threads", "sockets", "files"):
        assert mean(last, field) <= mean(middle, field) * MAX_GROWTH + SLACK, field
    records = rows(lake)
    check_stories(records)
    found = Counter(edition for row in records for edition in _EDITION.findall(row["text"]))
    assert found == Counter((str(edition), str(number), host) for host, number, edition in press.served)
    assert set(press.faults) == set(FAULTS)
