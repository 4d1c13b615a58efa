"""When an article's page is looked at again."""

from dataclasses import replace
from datetime import datetime, timedelta

from transforms.polling.outcomes import after_failure, after_success, describe, readable, succeeded
from transforms.polling.states import GONE, MOVED, OK, RETIRED, Outcome, PageState, Settings

GONE_RECHECK = timedelta(hours=1)
"""When a page that was not found is looked at once more: a late cache, or a repair after an accident.

Defended by ``test_a_page_that_is_gone_is_checked_once_more``.
"""

MOVING_FOR = timedelta(days=1)
"""How long a story moves after its last change.  Defended by ``test_a_moving_story_brings_a_look_forward``."""

_NOT_FOUND = frozenset({404, 410})


def after_page_visit(
    state: PageState,
    outcome: Outcome,
    settings: Settings,
    now: datetime,
    jitter: float,
    story_changed_at: datetime | None = None,
) -> tuple[PageState, str]:
    """Return the state of a page after a visit, and why it is so.

    It is looked at again on the ladder, sooner while it or its story is moving, until the ladder
    ends.  One that is not found (404, 410) is checked once more.  Failures back off, but not beyond the
    end of the ladder.

    Args:
      now: the moment of the visit, an aware time, not before the last one.
      jitter: from 0 to 1, chance for this visit; only failures use it.
      story_changed_at: when its story last changed, if known; the later of this and what the state holds counts.

    Raises:
      ValueError: ``jitter`` is not from 0 to 1.
    """
    state = replace(state, story_changed_at=_later(story_changed_at, state.story_changed_at))
    if succeeded(outcome):
        answered = replace(state, **after_success(state, outcome, now))
        return _on_the_ladder(answered, settings, now)
    if outcome.status in _NOT_FOUND:
        return _not_found(state, outcome, settings, now)
    fields, why = after_failure(state, outcome, settings, now, jitter)
    failed = replace(state, **fields)
    if now - state.since >= settings.ladder[-1]:
        return replace(failed, status=RETIRED, due_at=None), f"{describe(outcome)}: its ladder has ended; given up"
    return failed, why


def hasten_page(state: PageState, story_changed_at: datetime, settings: Settings, now: datetime) -> PageState:
    """Return the state of a page whose story has changed since its last visit: its next look may come sooner.

    A page that fails, is gone, or has its ladder behind it keeps its time.
    """
    state = replace(state, story_changed_at=_later(story_changed_at, state.story_changed_at))
    if state.due_at is None or state.visited_at is None or state.status not in (OK, MOVED):
        return state
    wait = _wait_while_moving(state, settings, now)
    if wait is None:
        return state
    return replace(state, due_at=min(state.due_at, state.visited_at + wait))


def hasten_edited_page(state: PageState, edited_at: datetime, settings: Settings, now: datetime) -> PageState:
    """Return the state of a page that a feed calls edited since its last visit: its next look may come sooner.

    No sooner after the last one than the ladder's first step, because some feeds call every entry edited at
    each poll.  A time in the future says nothing.  A page that fails, is gone, or has its ladder behind it keeps
    its time.
    """
    if state.due_at is None or state.visited_at is None or state.status not in (OK, MOVED):
        return state
    if not state.visited_at < edited_at <= now:
        return state
    soonest = state.visited_at + max(settings.ladder[0], settings.min_poll)
    return replace(state, due_at=min(state.due_at, max(soonest, now)))


def is_moving(state: PageState, now: datetime) -> bool:
    """Whether the page's story changed lately."""
    return state.story_changed_at is not None and now - state.story_changed_at < MOVING_FOR


def is_last_look(state: PageState, settings: Settings) -> bool:
    """Whether the next visit is the last of the ladder."""
    return state.step >= len(settings.ladder) - 1


def _on_the_ladder(state: PageState, settings: Settings, now: datetime) -> tuple[PageState, str]:
    age = now - state.since
    step = sum(1 for rung in settings.ladder if rung <= age)
    if step == len(settings.ladder):
        done = replace(state, step=step, status=RETIRED, due_at=None)
        return done, f"{readable(age)} old: its ladder has ended"
    rung = settings.ladder[step]
    due_at = max(state.since + rung, now + settings.min_poll)
    why = f"{readable(age)} old: again when it is {readable(rung)} old"
    wait = _wait_while_moving(state, settings, now)
    if wait is not None and now + wait < due_at:
        due_at = now + wait
        why = f"{readable(age)} old and moving: again in {readable(wait)}"
    return replace(state, step=step, due_at=due_at, interval_secs=(due_at - now).total_seconds()), why


def _wait_while_moving(state: PageState, settings: Settings, now: datetime) -> timedelta | None:
    """Return how long to wait after a visit while page or story move: half as long as they have been still.

    At least the first step of the ladder; None if they stand still.
    """
    moved_at = _later(state.story_changed_at, state.changed_at)
    if moved_at is None or now - moved_at >= MOVING_FOR:
        return None
    return max((now - moved_at) / 2, settings.ladder[0], settings.min_poll)


def _not_found(state: PageState, outcome: Outcome, settings: Settings, now: datetime) -> tuple[PageState, str]:
    again = state.status != GONE
    wait = max(GONE_RECHECK, settings.min_poll)
    what = describe(outcome)
    gone = replace(
        state,
        visited_at=now,
        status=GONE,
        failures=state.failures + 1,
        due_at=now + wait if again else None,
        warning=what if again else f"{what}, and again when checked",
    )
    return gone, f"{what}: checked again in {readable(wait)}" if again else f"{what} again: it is gone"


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((at for at in (one, other) if at is not None), default=None)
