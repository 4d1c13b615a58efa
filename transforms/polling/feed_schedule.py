"""When a feed, a sitemap or a list of feeds is asked for again."""

from dataclasses import replace
from datetime import datetime, timedelta

from transforms.polling.headers import fresh_for
from transforms.polling.outcomes import MAX_WAIT, after_failure, after_success, describe, readable, succeeded
from transforms.polling.states import RETIRED, FeedState, Outcome, Settings

MAX_POLL = timedelta(hours=6)
"""No healthy feed waits longer: news that is six hours old is late.

Only what it says of its own silent hours and days makes it wait more, up to ``MAX_WAIT``.
Defended by ``test_a_feed_that_answers_waits_within_bounds``.
"""

ENTRIES_A_VISIT = 0.05
"""How many new entries a visit should find on average, as the rhythm counts them.

A steady feed is then asked about ten times an entry, so that news waits about a tenth of the time
between two entries, and most visits cost a 304.
Defended by ``test_a_steady_feed_is_asked_about_ten_times_an_entry``.
"""

NEW_WEIGHT = 0.1
"""How much one visit counts in the rhythm: an empty one makes the interval 11 % longer.  Same test."""

MAX_COUNTED_ENTRIES = 3
"""More new entries in one visit count as three: one burst, or a feed whose identities changed.

Defended by ``test_a_burst_counts_as_a_few_entries``.
"""

_GONE = 410
_HOUR = timedelta(hours=1)


def after_feed_visit(
    state: FeedState, outcome: Outcome, settings: Settings, now: datetime, jitter: float
) -> tuple[FeedState, str]:
    """Return the state of a feed after a visit, and why it is so.

    A feed that answers is asked again by its own rhythm, no sooner than it wishes (its time to
    live, ``max-age``) and ``settings.min_poll``, no later than ``MAX_POLL``, and not in the hours
    and days that it skips.  One that answers 410 at the address that was given is retired;
    everything else is tried again, a failing one ever more rarely, but at least daily.

    Args:
      now: the moment of the visit, an aware time, not before the last one.
      jitter: from 0 to 1, chance for this visit; only failures use it.

    Raises:
      ValueError: ``jitter`` is not from 0 to 1.
    """
    if succeeded(outcome):
        return _answered(state, outcome, settings, now)
    if outcome.status == _GONE and not state.moved_to:
        said = f"{describe(outcome)}: the publisher has withdrawn it"
        return replace(state, visited_at=now, due_at=None, status=RETIRED, warning=said), f"{said}; asked no more"
    fields, why = after_failure(state, outcome, settings, now, jitter)
    if outcome.status == _GONE:
        # Only the address that it had moved to is withdrawn.
        fields["moved_to"] = None
    return replace(state, **fields), why


def _answered(state: FeedState, outcome: Outcome, settings: Settings, now: datetime) -> tuple[FeedState, str]:
    before = state
    state = replace(state, **after_success(state, outcome, now))
    hints = outcome.hints
    if hints:
        state = replace(
            state,
            floor_secs=hints.ttl.total_seconds() if hints.ttl else 0.0,
            skip_hours=hints.skip_hours,
            skip_days=hints.skip_days,
            title=hints.title or state.title,
            warning=hints.warning,
        )
    longest = max(MAX_POLL, settings.min_poll)
    own = min(max(_own_interval(before, outcome, settings, now), settings.min_poll), longest)
    wish = min(max(timedelta(seconds=state.floor_secs), fresh_for(outcome.cache_control, outcome.age)), longest)
    interval = max(own, wish)
    due_at, skips = _after_skips(now + interval, now, state.skip_hours, state.skip_days)
    state = replace(
        state,
        entries_an_hour=ENTRIES_A_VISIT / (own / _HOUR),
        interval_secs=interval.total_seconds(),
        due_at=due_at,
    )
    return state, _reason(before, state, own, wish, skips)


def _own_interval(before: FeedState, outcome: Outcome, settings: Settings, now: datetime) -> timedelta:
    """Return the interval by the feed's rhythm alone, before any bounds.

    The first answer brings the backlog, which tells nothing: the feed's word for how often it
    changes is believed, or the feed is asked as often as allowed until it proves quiet.
    """
    if before.visited_at is None or before.last_full_at is None or before.entries_an_hour <= 0:
        every = outcome.hints.update_every if outcome.hints else None
        return min(every * ENTRIES_A_VISIT, MAX_POLL) if every else settings.min_poll
    hours = max(now - before.visited_at, settings.min_poll / 2) / _HOUR
    seen = min(outcome.new_entries, MAX_COUNTED_ENTRIES) / hours
    rate = (1 - NEW_WEIGHT) * before.entries_an_hour + NEW_WEIGHT * seen
    return timedelta(hours=min(ENTRIES_A_VISIT / rate, MAX_POLL / _HOUR))


def _after_skips(
    due: datetime, now: datetime, skip_hours: tuple[int, ...], skip_days: tuple[int, ...]
) -> tuple[datetime, bool]:
    """Return the first moment from ``due`` that is not skipped, and whether that is later.

    At most ``MAX_WAIT`` from now, so that a feed that skips a weekend is asked once a day; what
    skips everything skips nothing.
    """
    hours, days = set(skip_hours), set(skip_days)
    if hours >= set(range(24)) or days >= set(range(7)):
        return due, False
    latest = max(due, now + MAX_WAIT)
    moment = due
    while moment < latest and (moment.hour in hours or moment.weekday() in days):
        moment = moment.replace(minute=0, second=0, microsecond=0) + _HOUR
    moment = min(moment, latest)
    return moment, moment > due


def _reason(before: FeedState, after: FeedState, own: timedelta, wish: timedelta, skips: bool) -> str:
    if wish > own:
        why = f"every {readable(wish)}, as it asks"
    elif before.last_full_at is None:
        why = f"every {readable(own)} to begin with"
    else:
        why = f"every {readable(own)} by its own rhythm"
    if skips and after.due_at:
        why += f"; next at {after.due_at:%d %b %H:%M} UTC, as it skips the time before"
    if after.moved_to and after.moved_to != before.moved_to:
        why = f"has moved to {after.moved_to}; {why}"
    if before.failures:
        why = f"answers again after {before.failures} failures; {why}"
    return why
