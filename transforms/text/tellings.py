"""A story as its texts tell it, in the order in which they were written.

The order of arrival says when *we* saw a text.  What is so now is told by the text that was written last; so
the state of a story is a fold over its texts in order of writing, and a text that comes late is put where it
belongs and the fold done again from there.  Everything here can be rebuilt from recorded versions.
"""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from transforms.text.figures import FoundFigure
from transforms.text.story_figures import Figures, tell_figures
from transforms.text.story_status import Claim, StoryStatus, next_status

# Texts of a story that are remembered, the last written; what is older than all of them changes nothing
# any more (test_tellings.py::test_a_story_remembers_a_bounded_number_of_texts).
MOST_TELLINGS = 200

# Notices that say that something was wrong, not only that something is new.
CORRECTING = frozenset({"correction", "clarification", "retraction"})

_DAY = timedelta(days=1)


class Telling(NamedTuple):
    """What one version of a story tells.

    Attributes:
      written: when the text was written (see ``written_at``).
      outlet: who published it.
      corrects: whether it says that something was wrong.
      claims: what it asserts of the story's event.
      figures: the figures that it gives.
    """

    written: datetime
    outlet: str
    corrects: bool
    claims: tuple[Claim, ...]
    figures: tuple[FoundFigure, ...]


class Told(NamedTuple):
    """The state of a story: ``tellings`` in order of writing, and what follows from them."""

    tellings: tuple[Telling, ...]
    status: StoryStatus
    figures: Figures


NOTHING_TOLD = Told((), StoryStatus(), {})


def written_at(revision: int, published: datetime | None, modified: datetime | None, observed: datetime) -> datetime:
    """When a text was written, as well as its own times tell; never after it was observed.

    A first revision was written when it says that it was last modified, or else published.  A later one was
    written after the one before: when it says that it was modified after publication, or else some time
    before it was observed.  A time of midnight is a date, which any moment of its day may have been:
    its last one is taken.

    Args:
      revision: of the article, from 1.
      published, modified: as the page gives them (aware).
      observed: when it was looked at (aware).
    """
    times = [_end_of_day(time) for time in (published, modified) if time is not None and time <= observed]
    if revision > 1 and not (modified is not None and modified <= observed and modified != published):
        return observed
    return min(max(times, default=observed), observed)


def _end_of_day(time: datetime) -> datetime:
    is_date = (time.hour, time.minute, time.second, time.microsecond) == (0, 0, 0, 0)
    return time + _DAY if is_date else time


def tell(told: Told, telling: Telling) -> Told:
    """The story with one more text, wherever in the order of writing it belongs."""
    if not (telling.claims or telling.figures):
        return told
    at = bisect_right(told.tellings, telling.written, key=lambda one: one.written)
    tellings = (*told.tellings[:at], telling, *told.tellings[at:])
    if at == len(told.tellings):
        return _fold(told._replace(tellings=tellings[-MOST_TELLINGS:]), [telling])
    if at == 0 and len(told.tellings) == MOST_TELLINGS:
        return told
    tellings = tellings[-MOST_TELLINGS:]
    return _fold(NOTHING_TOLD._replace(tellings=tellings), tellings)


def _fold(told: Told, tellings: Iterable[Telling]) -> Told:
    status, figures = told.status, told.figures
    for one in tellings:
        if one.claims:
            status = next_status(status, one.claims, one.outlet)
        if one.figures:
            figures = tell_figures(figures, one.figures, one.outlet, one.corrects)
    return Told(told.tellings, status, figures)
