"""A world for the live commands in which every name leads to loopback, and time passes when it is told to."""

import ssl
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipeline.cli import main
from tests.lakes import command
from transforms import look
from transforms.fetching import Failed, Fetched, FetchSettings, Manners, Request, fetch_batch
from transforms.look import World, utc_now
from transforms.stopping import STOPPING

LOOPBACK = "127.0.0.1"
ALLOWED = ["--allow-private", LOOPBACK]

_WORLDS: dict[int, "LocalWorld"] = {}


class LocalWorld:
    """Opens worlds that share a clock, a resolver and the memory of hosts.

    Attributes:
      ahead: by how much its clock is ahead of the day's.
      looked_up: every name that was asked of the resolver, in order.
    """

    def __init__(
        self,
        answers: Mapping[str, Sequence[Sequence[str]]] | None = None,
        authority: Path | None = None,
        limit: Callable[[FetchSettings], FetchSettings] = lambda settings: settings,
    ) -> None:
        """Make a world.

        Args:
          answers: for a name, what the resolver says the first time, the second, and from the last on.
          authority: a certificate that is trusted instead of the system's.
          limit: the limits that hold in it, given those of the command.
        """
        self.ahead = timedelta()
        self.looked_up: list[str] = []
        self._answers = answers or {}
        self._authority = authority
        self._limit = limit
        self._manners = Manners()
        _WORLDS[id(self)] = self

    def __call__(self, settings: FetchSettings, patience_secs: float) -> World:
        """Open it, as ``transforms.look.open_world`` does the real one."""
        tls = ssl.create_default_context(cafile=str(self._authority)) if self._authority else None

        def fetch(requests: Sequence[Request]) -> Iterator[Fetched | Failed]:
            return fetch_batch(
                requests,
                self._limit(settings),
                patience_secs,
                STOPPING.is_set,
                manners=self._manners,
                clock=lambda: time.monotonic() + self.ahead.total_seconds(),
                wall_clock=self.now,
                resolve=self._resolve,
                tls=tls,
            )

        return World(fetch, self.now, lambda: 0.0)

    def __reduce__(self) -> tuple[object, ...]:
        # Beam copies what its stages hold; this is one world, however often it is copied within a process.
        return _world, (id(self),)

    def now(self) -> datetime:
        """The time of day here."""
        return utc_now() + self.ahead

    def wait(self, wanted: timedelta | float) -> None:
        """Let so much time pass, in seconds or as a timedelta."""
        self.ahead += wanted if isinstance(wanted, timedelta) else timedelta(seconds=wanted)

    async def _resolve(self, host: str, port: int) -> Sequence[str]:
        before = self.looked_up.count(host)
        self.looked_up.append(host)
        answers = self._answers.get(host, [[LOOPBACK]])
        return answers[min(before, len(answers) - 1)]

    def put_in_place(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let the commands of this process look at this world."""
        monkeypatch.setattr(look, "open_world", self)


def _world(number: int) -> LocalWorld:
    return _WORLDS[number]


def named_command(*arguments: str | Path) -> list[str]:
    """The command line of ``writethru ARGUMENTS`` in which every name leads to loopback."""
    python, _, _, *rest = command(*arguments)
    # What Beam misses it says while it is imported; the command itself keeps it quiet before that.
    quiet = "import logging; logging.basicConfig(level=logging.ERROR)"
    return [python, "-c", f"{quiet}; from tests.local_world import run_command; run_command()", *rest]


def run_command() -> None:
    """Carry out the command line of this process in a world of names that lead to loopback."""
    look.open_world = LocalWorld()
    sys.exit(main(sys.argv[1:]))
