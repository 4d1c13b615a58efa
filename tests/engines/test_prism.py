"""``stream`` on Prism: the same records as ``run``, each once, whatever is killed when."""

import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.engines.prism import find_prism
from tests.fetching.local_web import LocalWeb
from tests.lakes import ROOT, check_stories, command, environment, rows, run_ok, writethru
from tests.live_web import HOST, QUICK, feed
from tests.streams import make_stream, write_jsonl

pytestmark = pytest.mark.slow

KILLS_AFTER_SECS = (4.0, 7.0, 9.0, 11.0)


@pytest.fixture
def prism() -> str:
    return f"--prism_location={find_prism()}"


@pytest.mark.parametrize("source", ["seeds", "stream"])
def test_the_records_are_those_of_run(tmp_path: Path, prism: str, source: str) -> None:
    documents = ROOT / "seeds"
    if source == "stream":
        documents = write_jsonl(tmp_path / "stream" / "stream.jsonl", make_stream(300)).parent
    run_ok("run", documents, "--lake", tmp_path / "run", "--quiet")
    run_ok("stream", documents, "--lake", tmp_path / "stream-lake", "--once", prism)
    assert rows(tmp_path / "stream-lake") == rows(tmp_path / "run")


def test_a_killed_stream_started_again_loses_and_doubles_nothing(tmp_path: Path, prism: str) -> None:
    documents = write_jsonl(tmp_path / "stream" / "stream.jsonl", make_stream(200)).parent
    lake = tmp_path / "lake"
    for secs in KILLS_AFTER_SECS:
        process = subprocess.Popen(
            command("stream", documents, "--lake", lake, prism), env=environment(), stderr=subprocess.DEVNULL
        )
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(secs)
        process.send_signal(signal.SIGKILL)
        process.wait()
    run_ok("stream", documents, "--lake", lake, "--once", prism)
    run_ok("run", documents, "--lake", tmp_path / "run", "--quiet")
    assert rows(lake) == rows(tmp_path / "run")


def test_every_entry_of_a_growing_feed_is_recorded_once(tmp_path: Path, prism: str) -> None:
    lake, entries = tmp_path / "lake", 60
    with LocalWeb() as web:
        address = web.put(HOST, "/feed.xml", feed(1))
        process = subprocess.Popen(
            command("stream", address, "--lake", lake, "--ends-after", "25s", prism, *QUICK), env=environment()
        )
        for number in range(2, entries + 1):
            time.sleep(0.2)
            web.put(HOST, "/feed.xml", feed(number))
        assert process.wait(120) == 0
    records = rows(lake)
    check_stories(records)
    assert sorted(row["title"] for row in records) == sorted(f"Harbour report number {n}" for n in range(entries))


def test_a_runner_without_streams_is_refused(tmp_path: Path) -> None:
    done = writethru("stream", ROOT / "seeds", "--lake", tmp_path / "lake", "--runner", "FnApiRunner")
    assert done.returncode == 2
    assert "FnApiRunner" in done.stderr and "writethru watch" in done.stderr


def test_a_missing_prism_is_told_with_the_remedy(tmp_path: Path) -> None:
    done = writethru(
        "stream", ROOT / "seeds", "--lake", tmp_path / "lake", "--prism_location", tmp_path / "no-such-prism"
    )
    assert done.returncode == 2
    assert "no-such-prism" in done.stderr and "Traceback" not in done.stderr
