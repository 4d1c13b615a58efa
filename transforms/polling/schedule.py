"""What is due, what of it comes first, and how it is asked for; with all decisions of the schedule in one place.

Nothing here knows a clock or chance: ``now`` is an aware time in UTC, ``jitter`` a number from 0 to 1.
``feed_schedule`` and ``page_schedule`` hold what happens after a visit.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from transforms.polling.durations import format_duration, parse_duration, parse_ladder
from transforms.polling.feed_schedule import after_feed_visit
from transforms.polling.headers import parse_cache_control, parse_retry_after
from transforms.polling.page_schedule import (
    after_page_visit,
    hasten_edited_page,
    hasten_page,
    is_last_look,
    is_moving,
)
from transforms.polling.states import (
    FeedState,
    Outcome,
    PageState,
    Settings,
    State,
    fetch_address,
    from_row,
    new_feed,
    new_page,
    to_row,
)

__all__ = [
    "FeedState",
    "Outcome",
    "PageState",
    "Settings",
    "State",
    "after_feed_visit",
    "after_page_visit",
    "fetch_address",
    "format_duration",
    "from_row",
    "hasten_edited_page",
    "hasten_page",
    "is_due",
    "most_valuable_first",
    "new_feed",
    "new_page",
    "parse_cache_control",
    "parse_duration",
    "parse_ladder",
    "parse_retry_after",
    "to_row",
    "wants_full",
]

FULL_FEED_AFTER = 20
FULL_FEED_AT_LEAST = timedelta(days=1)
"""A feed is asked for in full after so many 304s or so long: some servers answer 304 wrongly.

Defended by ``test_a_full_answer_is_wanted_now_and_then``.
"""

FULL_PAGE_AFTER = 3
"""A page is asked for in full after so many 304s, and at the last look of its ladder.  Same test."""

MOVING_VALUE = 3.0
NEW_VALUE = 2.0
"""What a look is worth, in intervals of being overdue: what waits long enough comes before anything else.

Defended by ``test_what_waits_long_enough_comes_first``.
"""

NEW_PATIENCE = timedelta(minutes=15)
"""The interval by which something never visited is overdue: news should be read within it."""

_HOUR = timedelta(hours=1)


def is_due(state: State, now: datetime) -> bool:
    """Whether an address is to be visited now."""
    return state.due_at is not None and state.due_at <= now


def wants_full(state: State, settings: Settings, now: datetime) -> bool:
    """Whether the next visit asks for the whole document, without validators."""
    if state.validators_lie or not (state.etag or state.last_modified) or state.last_full_at is None:
        return True
    if isinstance(state, PageState):
        return state.not_modified >= FULL_PAGE_AFTER or is_last_look(state, settings)
    return state.not_modified >= FULL_FEED_AFTER or now - state.last_full_at >= FULL_FEED_AT_LEAST


def most_valuable_first(states: Iterable[State], now: datetime, max_fetches: int | None = None) -> list[State]:
    """Return what is due, the most valuable first, at most ``max_fetches`` of it (None: all).

    Pages of moving stories come first, then what was never read and feeds by the new entries that
    their rhythm lets expect, then by how overdue a look is, in intervals of its own.  These add up, so
    nothing waits for ever.  Ties are broken by address.

    Raises:
      ValueError: ``max_fetches`` is negative.
    """
    if max_fetches is not None and max_fetches < 0:
        raise ValueError(f"max_fetches must not be negative, but is {max_fetches}")
    due = [state for state in states if is_due(state, now)]
    due.sort(key=lambda state: (-_value(state, now), state.url, state.kind))
    return due[:max_fetches]


def _value(state: State, now: datetime) -> float:
    if state.due_at is None:
        return 0.0
    planned = max(state.due_at - state.visited_at, timedelta(seconds=1)) if state.visited_at else NEW_PATIENCE
    value = (now - state.due_at) / planned
    if isinstance(state, PageState) and is_moving(state, now):
        value += MOVING_VALUE
    if state.visited_at is None:
        value += NEW_VALUE
    elif isinstance(state, FeedState):
        value += min(state.entries_an_hour * ((now - state.visited_at) / _HOUR), NEW_VALUE)
    return value
