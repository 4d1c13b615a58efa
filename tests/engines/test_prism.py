"""``stream`` on Prism: the same records as ``run``, each once, whatever is killed when."""

import os
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest
from apache_beam.options.pipeline_options import PortableOptions

from pipeline.lake import place
from pipeline.lake.place import find_place
from pipeline.runners import JOB_TIMEOUT_SECS, parse_options
from tests.engines.prism import find_prism
from tests.fetching.local_web import LocalWeb
from tests.lakes import ROOT, check_stories, command, environment, rows, run_ok, writethru
from tests.live_web import HOST, QUICK, feed
from tests.s3 import Gate, running_store
from tests.streams import cut, make_stream, write_jsonl

pytestmark = pytest.mark.slow

FIRST_COMMIT = "version 1: 5 new, 7 development, 1 revision, 1 correction, 1 duplicate\n"
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


def test_a_store_that_is_away_for_a_while_loses_and_doubles_nothing(
    tmp_path: Path, prism: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("moto", reason="needs moto's S3 server, of the extra 'test'")
    first, *others = cut(make_stream(120), range(10, 120, 10))
    folder, lake = tmp_path / "documents", "s3://news/stream/lake"
    write_jsonl(folder / "00.jsonl", first)
    with running_store() as store:
        for name, value in store.environment().items():
            monkeypatch.setenv(name, value)
        place._open_s3.cache_clear()
        gate = Gate(store.port)
        through = {**environment(), **store.environment(gate.port)}
        arguments = ["stream", folder, "--lake", lake, prism]
        with subprocess.Popen(command(*arguments), env=through, stderr=subprocess.PIPE, text=True) as process:
            wait_for_a_commit(lake, process)
            gate.shut()
            for number, piece in enumerate(others, start=1):
                write_jsonl(tmp_path / "next.jsonl", piece).rename(folder / f"{number:02d}.jsonl")
            _, errors = process.communicate(timeout=120)
        assert process.returncode == 1
        assert "does not answer; see AWS_ENDPOINT_URL" in errors
        before = rows(lake)  # type: ignore[arg-type]
        gate.open()
        again = subprocess.run(command(*arguments, "--once"), env=through, timeout=300)
        assert again.returncode == 0
        found = rows(lake)  # type: ignore[arg-type]
    place._open_s3.cache_clear()
    run_ok("run", folder, "--lake", tmp_path / "run", "--quiet")
    assert 0 < len(before) < len(found)
    assert found == rows(tmp_path / "run")


def wait_for_a_commit(lake: str, process: "subprocess.Popen[str]") -> None:
    """Wait for the first commit of a stream that goes on."""
    records = find_place(lake).below("records")
    while len(list(records.glob("_delta_log/*.json"))) < 2:
        assert process.poll() is None
        time.sleep(0.1)


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


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_stream_tells_its_commits_and_ends_when_asked_to(tmp_path: Path, prism: str, asked: signal.Signals) -> None:
    with stream_of_seeds(tmp_path, prism) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == FIRST_COMMIT
        left = psutil.Process(process.pid).children(recursive=True)
        # As a terminal does: to all processes in its foreground.
        os.killpg(process.pid, asked)
        assert process.communicate(timeout=10) == ("", "")
    assert process.returncode == 0
    psutil.wait_procs(left, timeout=10)
    assert [each for each in left if each.is_running()] == []


def test_a_stream_whose_prism_is_killed_says_so_in_a_line(tmp_path: Path, prism: str) -> None:
    with stream_of_seeds(tmp_path, prism) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == FIRST_COMMIT
        for each in psutil.Process(process.pid).children():
            each.kill()
        printed, errors = process.communicate(timeout=60)
    assert (process.returncode, printed) == (1, "")
    assert errors.startswith(
        "writethru stream: it failed, what it committed stays: the runner does not answer any more ("
    )
    assert errors.count("\n") == 1


def stream_of_seeds(tmp_path: Path, prism: str) -> "subprocess.Popen[str]":
    """A stream over the sample, in a session of its own."""
    return subprocess.Popen(
        command("stream", ROOT / "seeds", "--lake", tmp_path / "lake", prism),
        env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


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


def test_beam_waits_for_a_job_as_long_as_it_runs() -> None:
    def timeout_secs(*arguments: str) -> int:
        found: int = parse_options(arguments).view_as(PortableOptions).job_server_timeout
        return found

    assert timeout_secs() == JOB_TIMEOUT_SECS
    assert timeout_secs("--job_server_timeout=7") == 7
