"""A run that is killed, repeated or run beside another leaves each record once."""

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from pipeline.lake.sweep import find_orphans, sweep_orphans
from pipeline.lake.writer import LakeWriter
from tests.lakes import check_stories, command, environment, rows, run_ok, writethru
from tests.streams import make_stream, write_jsonl

ROUND_SIZE = 12
DOCUMENTS = 72


@pytest.fixture(scope="module")
def stream(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_jsonl(tmp_path_factory.mktemp("stream") / "stream.jsonl", make_stream(DOCUMENTS))


class Uninterrupted:
    """The lake of a run that nobody killed, and how long it took."""

    def __init__(self, stream: Path, lake: Path) -> None:
        started = time.monotonic()
        run_ok(*run_arguments(stream, lake))
        self.seconds = time.monotonic() - started
        self.rows = rows(lake)


@pytest.fixture(scope="module")
def uninterrupted(stream: Path, tmp_path_factory: pytest.TempPathFactory) -> Uninterrupted:
    return Uninterrupted(stream, tmp_path_factory.mktemp("whole") / "lake")


def run_arguments(stream: Path, lake: Path, workers: int = 1) -> list[str | Path]:
    return ["run", stream, "--lake", lake, "--round-size", str(ROUND_SIZE), "--workers", str(workers), "--quiet"]


def run_and_kill(stream: Path, lake: Path, when: Callable[[], bool], workers: int = 1) -> bool:
    """Start a run and kill it without warning once ``when`` says so; whether it was still running.

    Its workers must notice, and end by themselves.
    """
    process = subprocess.Popen(
        command(*run_arguments(stream, lake, workers)), env=environment(), stderr=subprocess.DEVNULL
    )
    while process.poll() is None and not when():
        time.sleep(0.001)
    workers_left = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    process.send_signal(signal.SIGKILL)
    killed = process.wait() == -signal.SIGKILL
    assert len(workers_left) >= workers - 1 or not killed
    _, alive = psutil.wait_procs(workers_left, timeout=20)
    assert alive == []
    return killed


def after(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end


def holds(lake: Path, pattern: str, number: int) -> Callable[[], bool]:
    """Whether the lake has so many files of a kind: a moment that no clock can name."""
    return lambda: len(list(lake.glob(pattern))) >= number


def assert_same_after_rerun(stream: Path, lake: Path, expected: list[dict[str, Any]]) -> None:
    run_ok(*run_arguments(stream, lake))
    found = rows(lake)
    check_stories(found)
    assert found == expected


DATA_FILES = "records/day=*/*.parquet"
COMMITS = "records/_delta_log/*.json"


@pytest.mark.parametrize(("pattern", "number"), [(DATA_FILES, 1), (COMMITS, 2), (COMMITS, 4)])
def test_killed_at_a_telling_moment(
    pattern: str, number: int, stream: Path, uninterrupted: Uninterrupted, tmp_path: Path
) -> None:
    lake = tmp_path / "lake"
    assert run_and_kill(stream, lake, holds(lake, pattern, number))
    assert_same_after_rerun(stream, lake, uninterrupted.rows)


@pytest.mark.slow
@pytest.mark.parametrize("moment", range(20))
def test_killed_at_any_moment(moment: int, stream: Path, uninterrupted: Uninterrupted, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    run_and_kill(stream, lake, after(uninterrupted.seconds * (moment + 0.5) / 20))
    assert_same_after_rerun(stream, lake, uninterrupted.rows)


@pytest.mark.slow
def test_killed_again_and_again_it_still_arrives(stream: Path, uninterrupted: Uninterrupted, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    for version in range(2, 6):
        run_and_kill(stream, lake, holds(lake, COMMITS, version))
    assert_same_after_rerun(stream, lake, uninterrupted.rows)


def test_killed_driver_leaves_no_worker_behind_and_two_workers_give_the_same(
    stream: Path, uninterrupted: Uninterrupted, tmp_path: Path
) -> None:
    lake = tmp_path / "lake"
    assert run_and_kill(stream, lake, holds(lake, COMMITS, 2), workers=2)
    run_ok(*run_arguments(stream, lake, workers=2))
    assert rows(lake) == uninterrupted.rows


def test_the_same_run_again_adds_nothing(stream: Path, uninterrupted: Uninterrupted, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    run_ok(*run_arguments(stream, lake))
    version = LakeWriter(lake).pin().version
    run_ok(*run_arguments(stream, lake))
    assert LakeWriter(lake).pin().version == version
    assert rows(lake) == uninterrupted.rows


def test_with_its_visits_lost_the_same_run_again_adds_nothing(
    stream: Path, uninterrupted: Uninterrupted, tmp_path: Path
) -> None:
    lake = tmp_path / "lake"
    run_ok(*run_arguments(stream, lake))
    version = LakeWriter(lake).pin().version
    LakeWriter(lake).table("visits").delete()
    run_ok(*run_arguments(stream, lake))
    assert LakeWriter(lake).pin().version == version
    assert rows(lake) == uninterrupted.rows


def test_orphans_of_a_killed_round_are_swept_by_a_later_one(stream: Path, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    assert run_and_kill(stream, lake, holds(lake, DATA_FILES, 1))
    run_ok(*run_arguments(stream, lake))
    sweep_orphans(LakeWriter(lake))
    assert find_orphans(LakeWriter(lake)) == []
    named = {Path(uri) for uri in LakeWriter(lake).table("records").file_uris()}
    assert set(lake.glob(DATA_FILES)) == named


def test_two_runs_at_once_leave_the_union_once(tmp_path: Path) -> None:
    documents = make_stream(48, seed=7)
    first = write_jsonl(tmp_path / "a" / "stream.jsonl", documents[:32])
    second = write_jsonl(tmp_path / "b" / "stream.jsonl", documents[16:])
    lake = tmp_path / "lake"
    running = [
        subprocess.Popen(command(*run_arguments(path, lake)), env=environment(), stderr=subprocess.PIPE, text=True)
        for path in (first, second)
    ]
    for process in running:
        _, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors
    found = rows(lake)
    check_stories(found)
    alone = tmp_path / "alone"
    for path in (first, second):
        run_ok(*run_arguments(path, alone))
    assert {(row["article_id"], row["fingerprint"]) for row in found} == {
        (row["article_id"], row["fingerprint"]) for row in rows(alone)
    }


def test_a_failing_round_commits_nothing_and_says_so(stream: Path, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    LakeWriter.create(lake)
    (lake / "records" / "_delta_log" / f"{1:020d}.json").write_text("this is no commit\n")
    done = writethru(*run_arguments(stream, lake))
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("writethru run: ")
