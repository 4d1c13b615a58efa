"""``watch`` as a process: it goes on, ends when asked to, and survives being killed."""

import asyncio
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from deltalake.exceptions import DeltaError

from tests.fetching.local_web import LocalWeb, Seen
from tests.lakes import check_stories, command, environment, rows
from tests.live_web import BODY, HOST, OTHER_BODY, QUICK, html, rss

PATIENCE_SECS = 60


@pytest.fixture
def web() -> Iterator[LocalWeb]:
    with LocalWeb() as web:
        yield web


class Watch:
    """A running ``watch``; its lines come in as they are printed."""

    def __init__(self, lake: Path, *sources: str, options: tuple[str, ...] = ()) -> None:
        arguments = ["watch", *sources, "--lake", lake, "--every", "1s", *QUICK, *options]
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            command(*arguments), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.lines.extend(self.process.stdout)

    def wait_for(self, condition: Callable[[], bool]) -> None:
        """Wait until something is so."""
        end = time.monotonic() + PATIENCE_SECS
        while not condition():
            assert time.monotonic() < end and self.process.poll() is None, self.lines
            time.sleep(0.05)

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, float, str]:
        """Send a signal; the exit code, the seconds that it took, and what stood on standard error."""
        started = time.monotonic()
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE_SECS)
        assert self.process.stderr is not None
        return code, time.monotonic() - started, self.process.stderr.read()


def held(lake: Path) -> list[str]:
    """The titles in the lake, sorted; none while the lake is being made."""
    try:
        return sorted(row["title"] for row in rows(lake))
    except (DeltaError, OSError):  # asked while another process makes the lake
        return []


def put_article(web: LocalWeb, number: int) -> str:
    body = [f"Report {number} of the harbour office says that {number * 7} boats lie in the basin.", *OTHER_BODY, *BODY]
    return web.put(HOST, f"/2024/{number}", html(f"Harbour report number {number}", body))


def titles(count: int) -> list[str]:
    return [f"Harbour report number {number}" for number in range(count)]


def test_a_watch_sees_what_is_new_and_ends_when_asked_to(web: LocalWeb, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    feed = web.put(HOST, "/feed.xml", rss(put_article(web, 0)))
    watch = Watch(lake, feed)
    watch.wait_for(lambda: held(lake) == titles(1))
    web.put(HOST, "/feed.xml", rss(put_article(web, 0), put_article(web, 1)))
    watch.wait_for(lambda: held(lake) == titles(2))
    code, secs, errors = watch.end(signal.SIGTERM)
    assert (code, errors) == (0, "")
    assert secs < 10
    assert watch.lines[0].startswith("due 1, fetched 2, unchanged 0, new 1, ")


def test_a_watch_ends_at_once_though_a_page_never_does_and_keeps_what_it_has(web: LocalWeb, tmp_path: Path) -> None:
    lake, hanging = tmp_path / "lake", threading.Event()

    async def hang(seen: Seen, writer: asyncio.StreamWriter) -> None:
        hanging.set()
        await asyncio.sleep(PATIENCE_SECS)

    # The whole of /2024/0 has been asked when its host is asked for the next.
    feed = web.put(HOST, "/feed.xml", rss(put_article(web, 0), web.serve_raw(HOST, "/2024/slow", hang)))
    watch = Watch(lake, feed)
    watch.wait_for(hanging.is_set)
    code, secs, errors = watch.end(signal.SIGINT)
    assert (code, errors) == (0, "")
    # Sooner than GRACE_SECS, when it would have been abandoned, and than a silent server is given up.
    assert secs < 7
    assert held(lake) == titles(1)


def test_killed_and_started_again_a_watch_loses_and_doubles_nothing(web: LocalWeb, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    feed = web.put(HOST, "/feed.xml", rss(*(put_article(web, number) for number in range(4))))
    watch = Watch(lake, feed)
    watch.wait_for(lambda: bool(list(lake.glob("records/day=*/*.parquet"))))
    watch.process.kill()
    watch.process.wait()
    again = Watch(lake, feed)
    again.wait_for(lambda: held(lake) == titles(4))
    again.end()
    check_stories(rows(lake))
    assert held(lake) == titles(4)


def test_two_watches_on_one_lake_do_no_harm(web: LocalWeb, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    feed = web.put(HOST, "/feed.xml", rss(*(put_article(web, number) for number in range(3))))
    both = [Watch(lake, feed), Watch(lake, feed)]
    both[0].wait_for(lambda: held(lake) == titles(3))
    web.put(HOST, "/feed.xml", rss(*(put_article(web, number) for number in range(6))))
    both[1].wait_for(lambda: held(lake) == titles(6))
    assert [watch.end()[::2] for watch in both] == [(0, ""), (0, "")]
    check_stories(rows(lake))
    assert held(lake) == titles(6)
