"""What feeds and pages have in common after a visit: what success changes, and how long failure waits."""

from datetime import datetime, timedelta
from typing import Any

from transforms.polling.durations import format_duration
from transforms.polling.headers import parse_retry_after
from transforms.polling.states import FAILING, MOVED, OK, Outcome, Settings, State

MAX_WAIT = timedelta(days=1)
"""Nothing that fails waits longer.  Defended by ``test_failures_back_off_to_a_day_and_never_end``."""

BACKOFF_SPREAD = 0.5
"""Back-offs double, and chance makes each up to half as long again: so they spread and never shrink.

Defended by ``test_back_off_grows_with_each_failure_whatever_chance_says``.
"""

MOVED_FAILURES = 3
"""After so many failures at an address that was moved to, the one that was given is asked again.

Defended by ``test_a_move_that_fails_is_taken_back``.
"""

MAX_WARNING_CHARS = 500

_NOT_MODIFIED = 304
_ASKS_TO_WAIT = frozenset({429, 503})
_MAX_DOUBLINGS = 40


def succeeded(outcome: Outcome) -> bool:
    """Whether a visit brought what it was for, or the news that nothing changed."""
    status = outcome.status
    return not outcome.error and status is not None and (200 <= status < 300 or status == _NOT_MODIFIED)


def after_success(state: State, outcome: Outcome, now: datetime) -> dict[str, Any]:
    """Return the fields that a successful visit changes in any state."""
    moved_to = _moved_to(state, outcome)
    fields = {
        "visited_at": now,
        "failures": 0,
        "moved_to": moved_to,
        "status": MOVED if moved_to else OK,
        "warning": "",
    }
    if outcome.changed:
        fields["changed_at"] = now
    if outcome.status == _NOT_MODIFIED:
        # What made it malformed, or a liar, is still so.
        return {**fields, "not_modified": state.not_modified + 1, "warning": state.warning if _well(state) else ""}
    lies = state.validators_lie or _lied(state, outcome)
    return {
        **fields,
        "not_modified": 0,
        "last_full_at": now,
        "validators_lie": lies,
        "etag": None if lies else outcome.etag,
        "last_modified": None if lies else outcome.last_modified,
    }


def after_failure(
    state: State, outcome: Outcome, settings: Settings, now: datetime, jitter: float
) -> tuple[dict[str, Any], str]:
    """Return the fields that a failed visit changes in any state, and why.

    A server that asks for time with 429 or 503 gets what it asks for, within ``min_poll`` and
    ``MAX_WAIT``; everything else backs off.

    Raises:
      ValueError: ``jitter`` is not from 0 to 1.
    """
    failures = state.failures + 1
    asked = parse_retry_after(outcome.retry_after, now) if outcome.status in _ASKS_TO_WAIT else None
    wait = back_off(failures, settings, jitter) if asked is None else max(asked, settings.min_poll)
    what = describe(outcome)
    times = "once" if failures == 1 else f"{failures} times in a row"
    fields = {
        "visited_at": now,
        "due_at": now + wait,
        "failures": failures,
        "status": FAILING,
        "moved_to": state.moved_to if failures < MOVED_FAILURES else None,
        "warning": f"{what}; failed {times}"[:MAX_WARNING_CHARS],
    }
    why = "as the server asks" if asked is not None else f"failed {times}"
    return fields, f"{what}: again in {readable(wait)}, {why}"


def back_off(failures: int, settings: Settings, jitter: float) -> timedelta:
    """Return how long to wait after so many failures in a row (at least 1).

    It begins at ``min_poll``, doubles, and ends at ``MAX_WAIT``, or at ``min_poll`` if that is longer.

    Raises:
      ValueError: ``jitter`` is not from 0 to 1.
    """
    if not 0 <= jitter <= 1:
        raise ValueError(f"jitter is a number from 0 to 1, not {jitter!r}")
    longest = max(MAX_WAIT / (1 + BACKOFF_SPREAD), settings.min_poll)
    doubled = settings.min_poll.total_seconds() * 2.0 ** min(failures - 1, _MAX_DOUBLINGS)
    wait = timedelta(seconds=min(doubled, longest.total_seconds())) * (1 + BACKOFF_SPREAD * jitter)
    return min(wait, max(MAX_WAIT, settings.min_poll))


def describe(outcome: Outcome) -> str:
    """Return how a visit failed, in words."""
    answered = f"HTTP {outcome.status}" if outcome.status is not None else "no answer"
    if not outcome.error:
        return answered
    said = outcome.error[:MAX_WARNING_CHARS]
    return said if outcome.status is None or succeeded(outcome._replace(error="")) else f"{answered}: {said}"


def readable(length: timedelta) -> str:
    """Return a length of time for a reader: to the second, and to the minute above an hour."""
    grain = timedelta(minutes=1) if length >= timedelta(hours=1) else timedelta(seconds=1)
    return format_duration(round(length / grain) * grain if length >= timedelta(minutes=1) else length)


def _well(state: State) -> bool:
    return state.failures == 0


def _moved_to(state: State, outcome: Outcome) -> str | None:
    if not outcome.moved_to:
        return state.moved_to
    return outcome.moved_to if outcome.moved_to != state.url else None


def _lied(state: State, outcome: Outcome) -> bool:
    """Whether an answer changed under validators that did not: the next 304 would hide a change."""
    if not outcome.changed:
        return False
    if state.etag or outcome.etag:
        return state.etag == outcome.etag
    return state.last_modified is not None and state.last_modified == outcome.last_modified
