"""A standalone Flink cluster on loopback, for tests: a JobManager, TaskManagers and Beam's job server.

``python -m tests.engines.flink_cluster`` starts one, says how to reach it, and ends it with Ctrl-C or SIGTERM.
"""

import contextlib
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.lakes import ROOT
from tests.needed import missing

POM = Path(__file__).with_name("flink") / "pom.xml"

TASK_MANAGERS = 2
SLOTS = 2  # so that one TaskManager can carry the whole of a job whose other one died
START_TIMEOUT_SECS = 150.0  # of what takes 20 s where nothing else runs
END_TIMEOUT_SECS = 10.0

# What Flink 1.19 reflects upon in Java 17 (conf/config.yaml of its distribution).
OPENED = ("lang", "util", "net", "io", "nio", "lang.reflect", "text", "time")
OPENED_CONCURRENT = ("util.concurrent", "util.concurrent.atomic", "util.concurrent.locks")
EXPORTED = ("java.base/sun.net.util", "java.rmi/sun.rmi.registry", "java.security.jgss/sun.security.krb5")

CONFIGURATION = """\
jobmanager.rpc.address: 127.0.0.1
jobmanager.rpc.port: {rpc_port}
jobmanager.bind-host: 127.0.0.1
jobmanager.memory.process.size: 1g
taskmanager.host: 127.0.0.1
taskmanager.bind-host: 127.0.0.1
taskmanager.numberOfTaskSlots: {slots}
taskmanager.cpu.cores: 2
taskmanager.memory.task.heap.size: 384m
taskmanager.memory.task.off-heap.size: 0m
taskmanager.memory.managed.size: 192m
taskmanager.memory.network.min: 96m
taskmanager.memory.network.max: 96m
taskmanager.memory.framework.heap.size: 128m
taskmanager.memory.framework.off-heap.size: 128m
taskmanager.memory.jvm-metaspace.size: 256m
taskmanager.memory.jvm-overhead.min: 128m
taskmanager.memory.jvm-overhead.max: 128m
cluster.evenly-spread-out-slots: true
rest.address: 127.0.0.1
rest.bind-address: 127.0.0.1
rest.port: {rest_port}
heartbeat.interval: 1000
heartbeat.timeout: 15000
classloader.resolve-order: parent-first
execution.checkpointing.interval: 1s
state.backend.type: hashmap
state.checkpoints.dir: file://{folder}/checkpoints
state.savepoints.dir: file://{folder}/savepoints
web.upload.dir: {folder}/upload
io.tmp.dirs: {folder}/tmp
restart-strategy.type: fixed-delay
restart-strategy.fixed-delay.attempts: 20
restart-strategy.fixed-delay.delay: 1s
"""


def need_engine(there: object, name: str) -> None:
    """Skip the test without it, unless WRITETHRU_ENGINES names flink."""
    if not there:
        missing("flink", f"it needs {name}")


def find_jars() -> Path:
    """The folder of the jars; resolved with Maven the first time, and kept under WRITETHRU_FLINK_HOME."""
    home = Path(os.environ.get("WRITETHRU_FLINK_HOME") or Path.home() / ".cache" / "writethru" / "flink")
    # The job server sends its class path along with every job, 157 MB that the cluster has already: the third part of
    # a short job.  What lies below a folder of this name it leaves out.
    jars = home / "gradle" / "wrapper" / hashlib.sha256(POM.read_bytes()).hexdigest()[:12]
    need_engine(shutil.which("java"), "Java")
    if not jars.is_dir():
        need_engine(shutil.which("mvn"), "Maven")
        jars.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home) as folder:
            copied = Path(folder) / "jars"
            goal = ["dependency:copy-dependencies", f"-DoutputDirectory={copied}"]
            done = subprocess.run(["mvn", "-B", "-q", "-f", POM, *goal], capture_output=True, text=True)
            need_engine(done.returncode == 0, f"Flink from Maven ({done.stdout.strip()[-300:]})")
            # Two tests may have resolved it at once; both have the same.
            with contextlib.suppress(OSError):
                copied.rename(jars)
    return jars


class FlinkCluster:
    """The processes of a cluster and of its job server; a context manager."""

    def __init__(self, jars: Path) -> None:
        self._jars = jars
        self._temporary = tempfile.TemporaryDirectory(prefix="writethru-flink-")
        self.folder = Path(self._temporary.name)
        self.rest_port, self._rpc_port, self._job_port, self._artifact_port = free_ports(4)
        self.task_managers: list[subprocess.Popen[bytes]] = []
        self._started = 0
        self._job_manager: subprocess.Popen[bytes] | None = None
        self._job_server: subprocess.Popen[bytes] | None = None

    @property
    def job_endpoint(self) -> str:
        """Where the job server listens."""
        return f"localhost:{self._job_port}"

    @property
    def beam_options(self) -> list[str]:
        """Beam's options to run on it, with workers inside the driver."""
        return ["--runner=PortableRunner", f"--job_endpoint={self.job_endpoint}", "--environment_type=LOOPBACK"]

    def __enter__(self) -> "FlinkCluster":
        try:
            self._start()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._end()

    def _start(self) -> None:
        for name in ("checkpoints", "savepoints", "upload", "tmp", "artifacts", "conf"):
            (self.folder / name).mkdir()
        configuration = CONFIGURATION.format(
            folder=self.folder, rest_port=self.rest_port, rpc_port=self._rpc_port, slots=SLOTS
        )
        (self.folder / "conf" / "config.yaml").write_text(configuration)
        self.start_job_manager()
        for _ in range(TASK_MANAGERS):
            self.start_task_manager()
        self._job_server = self._java(
            "jobserver",
            ["-Xmx600m"],
            "org.apache.beam.runners.flink.FlinkJobServerDriver",
            *("--job-host", "localhost", "--job-port", self._job_port, "--artifact-port", self._artifact_port),
            *("--expansion-port", -1, "--artifacts-dir", self.folder / "artifacts"),
            *("--flink-master", f"127.0.0.1:{self.rest_port}", "--flink-conf-dir", self._conf()),
        )
        self.wait_for_slots()
        self.wait_until(lambda: _listens(self._job_port), "the job server")

    def start_job_manager(self) -> None:
        """Start it where the TaskManagers look for it; of the jobs of an earlier one it knows nothing."""
        main = "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint"
        self._job_manager = self._java("jobmanager", ["-Xmx600m"], main, "--configDir", self._conf())

    def kill_job_manager(self) -> None:
        """End it as a power cut would."""
        assert self._job_manager is not None
        kill(self._job_manager)

    def wait_for_slots(self) -> None:
        """Wait until all TaskManagers are there, and nothing runs on them."""
        self.wait_until(lambda: self.ask("/overview")["slots-available"] == TASK_MANAGERS * SLOTS, "free slots")

    def start_task_manager(self) -> None:
        """One more."""
        memory = ["-Xmx512m", "-XX:MaxDirectMemorySize=256m", "-XX:MaxMetaspaceSize=256m"]
        main = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner"
        self._started += 1
        name = f"taskmanager-{self._started}"
        self.task_managers.append(self._java(name, memory, main, "--configDir", self._conf()))

    def kill_task_manager(self) -> None:
        """End the oldest one as a power cut would."""
        kill(self.task_managers.pop(0))

    def ask(self, path: str) -> Any:
        """What the cluster's REST interface answers."""
        with urllib.request.urlopen(self._rest(path), timeout=10) as answer:
            return json.load(answer)

    def cancel(self, job: str) -> None:
        """End a job as ``flink cancel`` does, and wait until its slots are free."""
        urllib.request.urlopen(urllib.request.Request(self._rest(f"/jobs/{job}"), method="PATCH"), timeout=10).close()
        self.wait_for_slots()

    def the_job(self) -> str:
        """The id of the one job that runs, as soon as all of it does."""
        self.wait_until(lambda: any(map(self._runs, self.running_jobs())), "the job")
        (job,) = self.running_jobs()
        return job

    def _runs(self, job: str) -> bool:
        return all(vertex["status"] == "RUNNING" for vertex in self.ask(f"/jobs/{job}")["vertices"])

    def _rest(self, path: str) -> str:
        return f"http://127.0.0.1:{self.rest_port}{path}"

    def running_jobs(self) -> list[str]:
        """The ids of the jobs that run."""
        return [job["id"] for job in self.ask("/jobs")["jobs"] if job["status"] == "RUNNING"]

    def checkpoints(self, job: str) -> int:
        """How many checkpoints of a job were completed."""
        completed: int = self.ask(f"/jobs/{job}/checkpoints")["counts"]["completed"]
        return completed

    def last_checkpoint(self, job: str) -> str:
        """Where the last completed checkpoint of a job lies; the JobManager need not be there."""
        completed = (self.folder / "checkpoints" / job).glob("chk-*/_metadata")
        return str(max(completed, key=lambda metadata: int(metadata.parent.name.removeprefix("chk-"))).parent)

    def restores(self, job: str) -> int:
        """How often a job went on from a checkpoint."""
        restored: int = self.ask(f"/jobs/{job}/checkpoints")["counts"]["restored"]
        return restored

    def records_read(self, job: str, stage: str) -> dict[str, int]:
        """How many elements each TaskManager read in the tasks whose names hold ``stage``."""
        read: dict[str, int] = {}
        for vertex in self.ask(f"/jobs/{job}")["vertices"]:
            if stage in vertex["name"]:
                for each in self.ask(f"/jobs/{job}/vertices/{vertex['id']}/taskmanagers")["taskmanagers"]:
                    name = each["taskmanager-id"]
                    read[name] = read.get(name, 0) + each["metrics"]["read-records"]
        return read

    def newest_job(self) -> str:
        """The id of the job that was started last."""
        jobs = self.ask("/jobs/overview")["jobs"]
        newest: str = max(jobs, key=lambda job: job["start-time"])["jid"]
        return newest

    def wait_until(self, holds: Callable[[], object], what: str, timeout_secs: float = START_TIMEOUT_SECS) -> None:
        """Wait for the cluster.

        Raises:
          TimeoutError: with the end of the logs.
        """
        deadline = time.monotonic() + timeout_secs
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                if holds():
                    return
            time.sleep(0.1)
        raise TimeoutError(f"waited {timeout_secs:g} s for {what}\n{self.logs()}")

    def logs(self) -> str:
        """The end of every log."""
        return "\n".join(f"== {log.stem}\n{log.read_text()[-3000:]}" for log in sorted(self.folder.glob("*.log")))

    def _conf(self) -> Path:
        return self.folder / "conf"

    def _java(self, name: str, memory: list[str], main: str, *arguments: object) -> "subprocess.Popen[bytes]":
        opened = [f"--add-opens=java.base/java.{package}=ALL-UNNAMED" for package in OPENED + OPENED_CONCURRENT]
        opened += ["--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"]
        opened += [f"--add-exports={package}=ALL-UNNAMED" for package in EXPORTED]
        opened += ["-Dorg.slf4j.simpleLogger.showDateTime=true", "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS"]
        command = ["java", *memory, *opened, "-cp", f"{self._jars}/*", main, *map(str, arguments)]
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)

    def _end(self) -> None:
        processes = [each for each in (self._job_server, self._job_manager, *self.task_managers) if each]
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(END_TIMEOUT_SECS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._temporary.cleanup()


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody listened on just now."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("localhost", port), timeout=1):
        return True
    return False


def kill(process: "subprocess.Popen[bytes]") -> None:
    """End a process as a power cut would."""
    process.send_signal(signal.SIGKILL)
    process.wait()


class WorkerPool(NamedTuple):
    """What starts the SDK workers, and Beam's options to have them started there."""

    process: "subprocess.Popen[bytes]"
    beam_options: list[str]

    def workers(self) -> set[int]:
        """The process ids of the workers that there are now."""
        listed = subprocess.run(["ps", "-o", "pid=,stat=", "--ppid", str(self.process.pid)], stdout=subprocess.PIPE)
        processes = (line.split() for line in listed.stdout.decode().splitlines())
        return {int(pid) for pid, state in processes if not state.startswith("Z")}


@contextlib.contextmanager
def open_worker_pool(folder: Path) -> Iterator[WorkerPool]:
    """Workers that are processes of their own, one for each TaskManager.

    They import writethru from where pip installs it below ``folder``, and nothing from a working directory.
    """
    source, installed = folder / "source", folder / "installed"
    source.mkdir()
    for name in ("setup.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for name in ("pipeline", "transforms"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "--target", installed, source], check=True)
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "apache_beam.runners.worker.worker_pool_main", f"--service_port={port}"]
    # The pool starts whatever is called python on its PATH.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    environment = {**os.environ, "PYTHONPATH": str(installed), "PATH": path}
    with (folder / "pool.log").open("wb") as log:
        pool = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + START_TIMEOUT_SECS
        while not _listens(port) and time.monotonic() < deadline:
            time.sleep(0.1)
        yield WorkerPool(pool, ["--environment_type=EXTERNAL", f"--environment_config=localhost:{port}"])
    finally:
        pool.terminate()
        pool.wait()


@contextlib.contextmanager
def open_cluster() -> Iterator[FlinkCluster]:
    """A cluster that is ready."""
    with FlinkCluster(find_jars()) as cluster:
        yield cluster


if __name__ == "__main__":
    ENDING = {signal.SIGINT, signal.SIGTERM}
    with open_cluster() as running:
        print(*running.beam_options, f"http://127.0.0.1:{running.rest_port}", running.folder, file=sys.stderr)
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
        signal.sigwait(ENDING)
