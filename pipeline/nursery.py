"""The driver's side of ``pipeline.worker``: starts the nursery and ends it."""

import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType

from typing_extensions import Self


class Nursery:
    """Forks ready local workers for as long as it is open; ``start`` returns at once."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin to import what workers need, in a process of its own; done once."""
        if self._process is not None:
            return
        self._folder = tempfile.TemporaryDirectory(prefix="writethru-")
        command = [sys.executable, "-m", "pipeline.worker", "--nursery", self._socket()]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE)

    def worker_command(self) -> str:
        """The shell command that is a worker, as Beam wants it."""
        self.start()
        # exec: the worker replaces its shell, so that ending the one ends the other.
        return f"exec {shlex.quote(sys.executable)} -m pipeline.worker {shlex.quote(self._socket())}"

    def _socket(self) -> str:
        assert self._folder is not None
        return str(Path(self._folder.name) / "nursery")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            # It may still be importing, and holds nothing that could be lost; workers end with it.
            self._process.kill()
            self._process.wait()
            assert self._process.stdin is not None
            self._process.stdin.close()
        if self._folder is not None:
            self._folder.cleanup()
