"""The state of a story: what its status becomes when an article asserts something.

Rules, from which the tables below follow:

- *Confirmed* and *denied* are said of reports; they change no status.
- What stands in a notice is newer than the headline above it, the headline is newer than
  the body: where they conflict, the newer place wins, and the other is what was before.
- A plan is the weakest claim: text about what was planned stands in every later article too.
  It sets a status only where none is known, or with a time later than the one known.
- The lead and the rest of a body tell what led up to now as well as now; so from the body
  alone a change counts only where it can follow the story's status.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

_PLACES = ("body", "headline", "notice")

# Statuses a claim can follow when only the body makes it; None is a story without one.
_BELIEVED_FROM: dict[str, frozenset[str | None]] = {
    "postponed": frozenset((None, "planned", "postponed", "resumed", "suspended", "underway")),
    "cancelled": frozenset((None, "planned", "postponed", "underway", "suspended", "resumed")),
    "suspended": frozenset((None, "planned", "underway", "resumed")),
    "resumed": frozenset((None, "suspended", "postponed", "cancelled")),
    "underway": frozenset((None, "planned", "postponed", "resumed")),
    "ended": frozenset((None, "underway", "resumed", "suspended")),
}
# Statuses a claim cannot follow even from a headline or a notice: nothing that is over or called
# off is put off, and only what has stopped goes on again.
_NEVER_FROM: dict[str, frozenset[str | None]] = {
    "resumed": frozenset(("planned",)),
    "suspended": frozenset(("ended", "cancelled")),
}


class Asserted(Protocol):
    """What the machine reads of a development."""

    @property
    def kind(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def effective(self) -> datetime | None: ...


def next_status(
    current: str | None, developments: Sequence[Asserted], *, known_time: datetime | None = None
) -> tuple[str | None, str | None]:
    """The story's status after a text, and the one just before.

    Args:
      current: the story's status before this text; None for a new story, or one whose status
        nobody told.
      developments: what the text asserts of the story's event, in text order, headline and body
        before notices; later notices are newer.
      known_time: the latest time that the story held for its event before this text, if any.

    Returns:
      ``(after, before)``.  For a story with a status, ``before`` is that status.  For one without,
      it is the last other status that the text itself tells: an article that says what was
      planned and that it is put off gives ``("postponed", "planned")``.
    """
    status = current
    before = current
    for place in _PLACES:
        for kind, effective in _told(developments, place):
            if kind == status or not _follows(status, kind, place, effective, known_time):
                continue
            if current is None:
                before = status
            status = kind
    return status, before


def _told(developments: Sequence[Asserted], place: str) -> list[tuple[str, datetime | None]]:
    """The statuses that one part of a text tells, plans first: they are what the rest changes."""
    told = [(one.kind, one.effective) for one in developments if one.place == place]
    told = [(kind, time) for kind, time in told if kind == "planned" or kind in _BELIEVED_FROM]
    return sorted(told, key=lambda one: one[0] != "planned")


def _follows(
    status: str | None, kind: str, place: str, effective: datetime | None, known_time: datetime | None
) -> bool:
    """Whether a claim of ``kind`` is believed of a story that has ``status``."""
    if kind == "planned":
        if status is None:
            return True
        return effective is not None and known_time is not None and effective > known_time
    if place == "body":
        return status in _BELIEVED_FROM[kind]
    return status not in _NEVER_FROM.get(kind, frozenset())
