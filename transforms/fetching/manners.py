"""What a process remembers of the hosts it asks, so that one batch is polite after another."""

import threading
from collections import OrderedDict
from typing import NamedTuple

from transforms.fetching.robots import Robots

MAX_HOSTS = 20_000
"""Hosts remembered; beyond it those that may be asked at once are forgotten.  ``test_memory_of_hosts_is_bounded``."""

MAX_ROBOTS_CHARS = 20_000_000
"""Characters of robots.txt files held, the least recently used go first.  ``test_memory_of_robots_is_bounded``."""

_ROBOTS_OVERHEAD = 500
_BUSY_WAIT_SECS = 0.02


class _Host(NamedTuple):
    busy: bool
    free_at: float
    paused_until: float


_UNKNOWN = _Host(False, 0.0, 0.0)


class Manners:
    """When each host may be asked again, and what its robots.txt says.

    All times are seconds on the clock that the fetch was given.  Threads may share one: a host that one
    batch is asking is busy for every other.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hosts: dict[str, _Host] = {}
        self._robots: OrderedDict[str, Robots] = OrderedDict()
        self._robots_chars = 0

    def enter(self, host: str, now: float) -> float:
        """Take a host's turn and return 0, or return for how many seconds to wait before trying again."""
        with self._lock:
            known = self._hosts.get(host, _UNKNOWN)
            if known.busy:
                return max(known.free_at - now, _BUSY_WAIT_SECS)
            if known.free_at > now:
                return known.free_at - now
            self._hosts[host] = known._replace(busy=True)
            return 0.0

    def leave(self, host: str, now: float, free_at: float) -> None:
        """End a host's turn; nobody asks it before ``free_at``."""
        with self._lock:
            known = self._hosts.get(host, _UNKNOWN)
            self._hosts[host] = known._replace(busy=False, free_at=max(free_at, known.free_at))
            if len(self._hosts) > MAX_HOSTS:
                self._forget(now)

    def put_off(self, host: str, secs: float) -> None:
        """Let a host's next turn come later than was said when the last one ended."""
        with self._lock:
            known = self._hosts.get(host, _UNKNOWN)
            self._hosts[host] = known._replace(free_at=known.free_at + secs)

    def pause(self, host: str, until: float) -> None:
        """Let nobody ask a host before ``until``, because it asked to be left alone."""
        with self._lock:
            known = self._hosts.get(host, _UNKNOWN)
            self._hosts[host] = known._replace(paused_until=max(until, known.paused_until))

    def paused_secs(self, host: str, now: float) -> float:
        """Return for how much longer a host wants to be left alone; 0 if it does not."""
        with self._lock:
            return max(self._hosts.get(host, _UNKNOWN).paused_until - now, 0.0)

    def robots_of(self, origin: str) -> Robots | None:
        """Return what is held of an origin's robots.txt, expired or not."""
        with self._lock:
            if origin in self._robots:
                self._robots.move_to_end(origin)
            return self._robots.get(origin)

    def keep_robots(self, origin: str, robots: Robots) -> None:
        """Remember an origin's robots.txt."""
        with self._lock:
            self._drop_robots(origin)
            self._robots[origin] = robots
            self._robots_chars += robots.weight + _ROBOTS_OVERHEAD
            while self._robots_chars > MAX_ROBOTS_CHARS and len(self._robots) > 1:
                self._drop_robots(next(iter(self._robots)))

    def _drop_robots(self, origin: str) -> None:
        dropped = self._robots.pop(origin, None)
        if dropped:
            self._robots_chars -= dropped.weight + _ROBOTS_OVERHEAD

    def _forget(self, now: float) -> None:
        for host, known in list(self._hosts.items()):
            if not known.busy and max(known.free_at, known.paused_until) <= now:
                del self._hosts[host]


PROCESS_MANNERS = Manners()
"""Shared by all batches of this process on ``time.monotonic``."""
