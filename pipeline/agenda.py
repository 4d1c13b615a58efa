"""What a stream is to look at, as an unbounded source: seeds as they appear, live addresses as they fall due.

Runners poll an unbounded source as fast as they like (1,500 times in 6 s on Beam's local runner); when to look
again is decided here.  Its position is nothing that must survive: the lake knows what was visited.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from apache_beam.coders import PickleCoder
from apache_beam.coders.coders import Coder
from apache_beam.io.unbounded_source import CheckpointMark, UnboundedReader, UnboundedSource
from apache_beam.utils.timestamp import MAX_TIMESTAMP, Timestamp

LOOK_EVERY_SECS = 1.0

# Errands that were given out and left no trace in the lake are given out again after so long: what carried
# them was lost, or a host took its time.
PATIENCE_SECS = 300.0

Plan = Callable[[], Iterator[tuple[str, Any]]]
"""What there is to do now, each with a name that tells it from all others."""


class Started(CheckpointMark):
    """When the source was first read, so that an end after some time counts from there."""

    def __init__(self, started_at: float) -> None:
        self.started_at = started_at

    def finalize_checkpoint(self) -> None:
        """Nothing is acknowledged: the lake tells what was done."""


class Agenda(UnboundedSource):
    """A source that asks ``open_plan()`` again and again.

    Args:
      open_plan: gives the plan in the worker; it must be picklable.
      ends_after: how long it is asked; None for ever, zero for once.
      every_secs: how often.
    """

    def __init__(
        self,
        open_plan: Callable[[], Plan],
        ends_after: timedelta | None = None,
        every_secs: float = LOOK_EVERY_SECS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.open_plan = open_plan
        self.ends_after = ends_after
        self.every_secs = every_secs
        self.clock = clock

    def split(self, desired_num_splits: int, options: Any = None) -> list[UnboundedSource]:
        """One reader alone: the agenda is short, and what it names is spread over all workers."""
        return [self]

    def create_reader(self, options: Any, checkpoint_mark: CheckpointMark | None) -> "AgendaReader":
        """A reader that goes on where an earlier one was."""
        started_at = checkpoint_mark.started_at if isinstance(checkpoint_mark, Started) else self.clock()
        return AgendaReader(self, started_at)

    def get_checkpoint_mark_coder(self) -> Coder:
        """How a mark travels."""
        return PickleCoder()


class AgendaReader(UnboundedReader):
    """Gives out each errand once, unless the lake still names it after ``PATIENCE_SECS``."""

    def __init__(self, agenda: Agenda, started_at: float) -> None:
        self._agenda = agenda
        self._started_at = started_at
        self._plan: Plan | None = None
        self._waiting: deque[Any] = deque()
        self._given: dict[str, float] = {}
        self._asked_at = float("-inf")
        self._current: Any = None
        self._current_at = 0.0

    def start(self) -> bool:
        """Look for the first errand."""
        return self.advance()

    def advance(self) -> bool:
        """Look for the next errand; False if there is none now."""
        now = self._agenda.clock()
        if not self._waiting and now - self._asked_at >= self._agenda.every_secs and not self._is_over(now):
            self._ask(now)
        if not self._waiting:
            return False
        self._current, self._current_at = self._waiting.popleft(), now
        return True

    def _ask(self, now: float) -> None:
        if self._plan is None:
            self._plan = self._agenda.open_plan()
        self._given = {name: at for name, at in self._given.items() if now - at < PATIENCE_SECS}
        for name, errand in self._plan():
            if name not in self._given:
                self._given[name] = now
                self._waiting.append(errand)
        self._asked_at = now

    def _is_over(self, now: float) -> bool:
        ends_after = self._agenda.ends_after
        if ends_after is None or self._asked_at == float("-inf"):
            return False
        return now - self._started_at >= ends_after.total_seconds()

    def get_current(self) -> Any:
        """The errand that ``advance`` found."""
        return self._current

    def get_current_timestamp(self) -> Timestamp:
        """When it was given out."""
        return Timestamp.of(self._current_at)

    def get_watermark(self) -> Timestamp:
        """Nothing is given out for the past; the end of time once it is over."""
        now = self._agenda.clock()
        return MAX_TIMESTAMP if not self._waiting and self._is_over(now) else Timestamp.of(now)

    def get_checkpoint_mark(self) -> Started:
        """What a reader after this one must know."""
        return Started(self._started_at)
