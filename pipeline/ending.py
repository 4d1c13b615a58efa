"""Ending when asked: what SIGTERM and SIGINT do to a command that goes on for ever."""

import contextlib
import os
import signal
import threading
from collections.abc import Iterator

from pipeline.cli import DONE
from transforms.stopping import STOPPING

GRACE_SECS = 8.0
"""How long what is under way may take to end after a signal; then it is abandoned, and nothing of it committed.

Ten seconds is what service managers and container runtimes grant.  ``test_a_watch_ends_when_asked_to``,
``test_a_stream_ends_when_asked_to``.
"""


@contextlib.contextmanager
def ending_when_asked(interrupt: bool = False) -> Iterator[None]:
    """Let SIGTERM and SIGINT end the look that is under way; what it brought is committed if there is time.

    Args:
      interrupt: raise KeyboardInterrupt in the main thread as well: it waits for what does not ask ``STOPPING``.
    """

    def end(number: int, frame: object) -> None:
        STOPPING.set()
        timer = threading.Timer(GRACE_SECS, os._exit, (DONE,))
        timer.daemon = True
        timer.start()
        if interrupt:
            raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
