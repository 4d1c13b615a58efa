"""``python -m pipeline`` is ``writethru``."""

import atexit
import os
import sys
from typing import NoReturn

from pipeline.cli import main


def start() -> NoReturn:
    """Carry out the command line of this process, and end the process with the command's code."""
    ending = _Ending()
    if sys.argv[1:2] == ["stream"]:
        # A runner whose job was lost leaves threads that wait for it; one that wakes while the interpreter is taken
        # down aborts the process (SIGABRT, seen in 1 of 20 ends on Flink).  Registered first, this is called last.
        atexit.register(ending.leave)
    try:
        ending.code = main()
    except SystemExit as wrong_usage:
        ending.code = wrong_usage.code if isinstance(wrong_usage.code, int) else int(wrong_usage.code is not None)
        raise
    sys.exit(ending.code)


class _Ending:
    """How a process ends; a bug ends it with 1."""

    def __init__(self) -> None:
        self.code = 1

    def leave(self) -> None:
        """End at once, with nothing left to say."""
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(self.code)


if __name__ == "__main__":
    start()
