"""``run`` and ``stream`` on a Flink cluster: the same records as here, each once, whatever is killed."""

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from tests.engines.flink_cluster import (
    TASK_MANAGERS,
    FlinkCluster,
    WorkerPool,
    kill,
    open_cluster,
    open_worker_pool,
)
from tests.fetching.local_web import LocalWeb
from tests.lakes import ROOT, check_stories, command, environment, rows, run_ok, writethru
from tests.live_web import HOST, QUICK, feed
from tests.streams import cut, make_stream, write_jsonl

# One cluster, so one process of a parallel run.
pytestmark = pytest.mark.slow

DOCUMENTS = 300
PIECE = 10
FILES = DOCUMENTS // PIECE


@pytest.fixture(scope="module")
def flink() -> Iterator[FlinkCluster]:
    with open_cluster() as cluster:
        yield cluster


@pytest.fixture(scope="module", params=["seeds", "stream"])
def documents(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.param == "seeds":
        return ROOT / "seeds"
    return write_jsonl(tmp_path_factory.mktemp("documents") / "stream.jsonl", make_stream(DOCUMENTS)).parent


@pytest.fixture(scope="module")
def expected(documents: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    lake = tmp_path_factory.mktemp("expected") / "lake"
    run_ok("run", documents, "--lake", lake, "--quiet")
    return rows(lake)


def test_a_run_gives_the_same_records(
    flink: FlinkCluster, documents: Path, expected: list[dict[str, Any]], tmp_path: Path
) -> None:
    said = run_ok("run", documents, "--lake", tmp_path / "lake", "--parallelism=2", *flink.beam_options)
    assert rows(tmp_path / "lake") == expected
    for change, number in Counter(row["change"] for row in expected).items():
        assert f"{number} {change}" in said


def test_a_stream_gives_the_same_records(
    flink: FlinkCluster, documents: Path, expected: list[dict[str, Any]], tmp_path: Path
) -> None:
    run_ok("stream", documents, "--lake", tmp_path / "lake", "--once", "--parallelism=2", *flink.beam_options)
    assert rows(tmp_path / "lake") == expected


def test_workers_of_their_own_extract_beside_both_task_managers(
    flink: FlinkCluster, pool: WorkerPool, tmp_path: Path
) -> None:
    folder = write_jsonl(tmp_path / "documents" / "stream.jsonl", make_stream(DOCUMENTS)).parent
    run_ok("run", folder, "--lake", tmp_path / "run", "--quiet")
    options = [*flink.beam_options, "--parallelism=2", *pool.beam_options]
    run_ok("stream", folder, "--lake", tmp_path / "lake", "--once", *options)
    assert rows(tmp_path / "lake") == rows(tmp_path / "run")
    read = flink.records_read(flink.newest_job(), "Extract")
    assert len(read) == 2 and min(read.values()) >= DOCUMENTS / 4, read


class Newsroom:
    """A folder in which documents appear, ten a file, and a lake of what a stream makes of them."""

    def __init__(self, flink: FlinkCluster, home: Path) -> None:
        self._flink = flink
        self._home = home
        self._files = enumerate(cut(make_stream(DOCUMENTS), range(PIECE, DOCUMENTS, PIECE)))
        self.lake = home / "lake"
        self.folder = home / "documents"
        self.source: str | Path = self.folder

    def publish(self, files: int, every_secs: float = 0.3) -> None:
        """So many files more, one after the other."""
        for number, piece in islice(self._files, files):
            self.folder.mkdir(exist_ok=True)
            # Renamed into place: a file is not to be read half written.
            write_jsonl(self._home / "next.jsonl", piece).rename(self.folder / f"{number:03d}.jsonl")
            time.sleep(every_secs)

    def start(self, *options: str) -> "subprocess.Popen[bytes]":
        """A stream that looks at them, with a checkpoint every second; what starts it."""
        usual = ["--parallelism=2", "--checkpointing_interval=1000", *self._flink.beam_options]
        # Of an option that is given twice the later one counts.
        all_options = [*usual, *options]
        arguments = command("stream", self.source, "--lake", self.lake, *all_options)
        # What a worker says of a connection that was cut is of no use here.
        return subprocess.Popen(arguments, env=environment(), stderr=subprocess.DEVNULL)

    def wait_for(self, job: str, records: int) -> None:
        """Wait until the lake holds so many records, and a checkpoint came after them."""
        self._flink.wait_until(lambda: committed(self.lake) >= records, f"{records} records")
        self.wait_for_checkpoints(job, 2)

    def wait_for_checkpoints(self, job: str, more: int) -> None:
        """Wait until so many checkpoints more are done."""
        until = self._flink.checkpoints(job) + more
        self._flink.wait_until(lambda: self._flink.checkpoints(job) >= until, "checkpoints")

    def end(self, job: str, records: int) -> list[dict[str, Any]]:
        """Wait for the last of so many records, and for anything that might come after; then end the job."""
        self.wait_for(job, records)
        self.wait_for_checkpoints(job, 3)
        self._flink.cancel(job)
        found = rows(self.lake)
        check_stories(found)
        return found


@pytest.fixture(scope="module")
def all_published(flink: FlinkCluster, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What ``run`` makes of a newsroom in which everything has appeared."""
    room = Newsroom(flink, tmp_path_factory.mktemp("published"))
    room.publish(DOCUMENTS, every_secs=0)
    run_ok("run", room.folder, "--lake", room.lake, "--quiet")
    return rows(room.lake)


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkerPool]:
    with open_worker_pool(tmp_path_factory.mktemp("pool")) as workers:
        yield workers


def test_a_stream_with_an_end_commits_while_it_runs(
    flink: FlinkCluster, all_published: list[dict[str, Any]], tmp_path: Path
) -> None:
    room = Newsroom(flink, tmp_path)
    room.publish(DOCUMENTS, every_secs=0)
    # Bundles so long that a checkpoint falls on the element which starts the source.
    options = ("--ends-after=15s", "--checkpointing_interval=500")
    with room.start(*options) as process:
        flink.the_job()
        flink.wait_until(lambda: committed(room.lake), "a commit")
        assert flink.running_jobs()
        assert process.wait(120) == 0
    assert rows(room.lake) == all_published


def test_a_killed_task_manager_loses_and_doubles_nothing(
    flink: FlinkCluster, all_published: list[dict[str, Any]], tmp_path: Path
) -> None:
    room = Newsroom(flink, tmp_path)
    room.publish(1)
    with room.start() as process:
        job = flink.the_job()
        room.wait_for(job, records=1)
        room.publish(FILES // 2)
        before = committed(room.lake)
        flink.kill_task_manager()
        room.publish(FILES)
        flink.wait_until(lambda: flink.restores(job), "the other TaskManager")
        flink.start_task_manager()
        found = room.end(job, len(all_published))
        assert process.wait(60) == 1
    assert 0 < before < len(found)
    assert found == all_published


@pytest.mark.parametrize("from_checkpoint", [False, True], ids=["anew", "from-its-last-checkpoint"])
def test_a_job_that_was_lost_with_its_job_manager_is_started_again(
    flink: FlinkCluster, all_published: list[dict[str, Any]], tmp_path: Path, from_checkpoint: bool
) -> None:
    room = Newsroom(flink, tmp_path)
    keep = ("--externalized_checkpoints_enabled", "--retain_externalized_checkpoints_on_cancellation")
    room.publish(1)
    with room.start(*keep) as process:
        job = flink.the_job()
        room.wait_for(job, records=1)
        room.publish(FILES // 2)
        flink.kill_job_manager()
        before = committed(room.lake)
        checkpoint = flink.last_checkpoint(job)
        room.publish(FILES // 4)
        flink.start_job_manager()
        assert process.wait(120) == 1
    flink.wait_for_slots()
    with room.start(*keep, *([f"--savepoint_path={checkpoint}"] if from_checkpoint else [])) as process:
        job = flink.the_job()
        room.publish(FILES)
        restores = flink.restores(job)
        found = room.end(job, len(all_published))
        assert process.wait(60) == 1
    assert restores == from_checkpoint
    assert 0 < before < len(found)
    assert found == all_published


def test_a_job_goes_on_without_its_driver(
    flink: FlinkCluster, pool: WorkerPool, all_published: list[dict[str, Any]], tmp_path: Path
) -> None:
    room = Newsroom(flink, tmp_path)
    room.publish(1)
    with room.start(*pool.beam_options) as process:
        job = flink.the_job()
        room.wait_for(job, records=1)
        room.publish(FILES // 2)
        kill(process)
    before = committed(room.lake)
    room.publish(FILES)
    found = room.end(job, len(all_published))
    assert 0 < before < len(found)
    assert found == all_published


def test_killed_workers_lose_and_double_nothing(
    flink: FlinkCluster, pool: WorkerPool, all_published: list[dict[str, Any]], tmp_path: Path
) -> None:
    room = Newsroom(flink, tmp_path)
    room.publish(1)
    with room.start(*pool.beam_options) as process:
        job = flink.the_job()
        room.wait_for(job, records=1)
        room.publish(FILES // 2)
        before = committed(room.lake)
        # One for each TaskManager; the one that commits is among them.
        killed = pool.workers()
        for worker in killed:
            os.kill(worker, signal.SIGKILL)
        room.publish(FILES)
        found = room.end(job, len(all_published))
        restores = flink.restores(job)
        assert process.wait(60) == 1
    assert len(killed) == TASK_MANAGERS
    assert restores >= 1
    assert 0 < before < len(found)
    assert found == all_published


def test_every_entry_of_a_growing_feed_is_recorded_once(flink: FlinkCluster, tmp_path: Path) -> None:
    room = Newsroom(flink, tmp_path)
    entries = 60
    with LocalWeb() as web:
        room.source = web.put(HOST, "/feed.xml", feed(1))
        with room.start(*QUICK) as process:
            job = flink.the_job()
            room.wait_for(job, records=1)
            for number in range(2, entries + 1):
                time.sleep(0.2)
                web.put(HOST, "/feed.xml", feed(number))
            found = room.end(job, entries)
            assert process.wait(60) == 1
    assert sorted(row["title"] for row in found) == sorted(f"Harbour report number {n}" for n in range(entries))


def committed(lake: Path) -> int:
    """How many records a lake holds now."""
    return len(rows(lake, ["record_id"]))


def test_a_job_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    options = ["--runner=PortableRunner", "--job_endpoint=localhost:1"]
    for name in ("run", "stream"):
        done = writethru(name, ROOT / "seeds", "--lake", tmp_path / "lake", *options)
        assert done.returncode == 2
        assert "localhost:1" in done.stderr and "Traceback" not in done.stderr


def test_an_option_that_neither_beam_nor_the_job_server_knows_is_refused(flink: FlinkCluster, tmp_path: Path) -> None:
    done = writethru(
        "run", ROOT / "seeds", "--lake", tmp_path / "lake", "--checkpoint_intervall=1", *flink.beam_options
    )
    assert done.returncode == 2 and "--checkpoint_intervall" in done.stderr
