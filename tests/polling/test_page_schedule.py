"""When articles' pages are looked at again."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.polling.outcomes import MAX_WAIT
from transforms.polling.page_schedule import after_page_visit, hasten_page
from transforms.polling.states import DEFAULT_LADDER, Outcome, PageState, Settings, new_page

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=timezone.utc)
SETTINGS = Settings()
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
READ = Outcome(200, etag='"1"')
EDITED = Outcome(200, changed=True, etag='"2"')


def visit(state: PageState, outcome: Outcome = READ, at: datetime = NOW, story: datetime | None = None) -> PageState:
    return after_page_visit(state, outcome, SETTINGS, at, 0.0, story)[0]


def page(age: timedelta = timedelta(0)) -> PageState:
    return new_page("https://a.example/1", NOW, NOW - age)


def test_a_page_climbs_the_ladder() -> None:
    state, looks = page(), []
    while state.due_at is not None:
        looks.append(state.due_at - NOW)
        state, reason = after_page_visit(state, READ, SETTINGS, state.due_at, 0.0)
    assert looks == [timedelta(0), *DEFAULT_LADDER]
    assert looks[1:] == [15 * MINUTE, HOUR, 3 * HOUR, 12 * HOUR, DAY, 3 * DAY, 7 * DAY]
    assert (state.status, state.step, reason) == ("retired", 7, "7d old: its ladder has ended")


@pytest.mark.parametrize(
    ("age", "wait", "step"),
    [
        (timedelta(0), 15 * MINUTE, 0),
        (2 * MINUTE, 13 * MINUTE, 0),
        (15 * MINUTE - timedelta(seconds=5), MINUTE, 0),
        (15 * MINUTE, 45 * MINUTE, 1),
        (5 * HOUR, 7 * HOUR, 3),
        (6 * DAY, DAY, 6),
        (7 * DAY, None, 7),
        (900 * DAY, None, 7),
    ],
)
def test_an_older_page_begins_higher_on_the_ladder(age: timedelta, wait: timedelta | None, step: int) -> None:
    state = visit(page(age))
    assert (state.due_at and state.due_at - NOW, state.step) == (wait, step)


@pytest.mark.parametrize(
    ("age", "still_for", "wait"),
    [
        (5 * HOUR, timedelta(0), 15 * MINUTE),
        (5 * HOUR, 20 * MINUTE, 15 * MINUTE),
        (5 * HOUR, 4 * HOUR, 2 * HOUR),
        (4 * DAY, 23 * HOUR, 11.5 * HOUR),
        (4 * DAY, DAY, 3 * DAY),
        (timedelta(0), timedelta(0), 15 * MINUTE),
        (14 * MINUTE, timedelta(0), MINUTE),
        (8 * DAY, timedelta(0), None),
    ],
)
def test_a_moving_story_brings_a_look_forward(age: timedelta, still_for: timedelta, wait: timedelta | None) -> None:
    state = visit(page(age), story=NOW - still_for)
    assert (state.due_at and state.due_at - NOW) == wait
    assert state.story_changed_at == NOW - still_for


def test_an_edited_page_is_looked_at_sooner() -> None:
    state, reason = after_page_visit(page(5 * HOUR), EDITED, SETTINGS, NOW, 0.0)
    assert (state.due_at, state.changed_at) == (NOW + 15 * MINUTE, NOW)
    assert reason == "5h old and moving: again in 15m"


@pytest.mark.parametrize(
    ("later", "due_after_visit"),
    [
        (5 * MINUTE, 15 * MINUTE),
        (2 * HOUR, 15 * MINUTE),  # at once: it has stood still for longer
        (6 * HOUR + 55 * MINUTE, 15 * MINUTE),
    ],
)
def test_a_story_that_changes_between_looks_hastens_the_next(later: timedelta, due_after_visit: timedelta) -> None:
    state = visit(page(5 * HOUR))
    assert state.due_at == NOW + 7 * HOUR
    hastened = hasten_page(state, NOW + later, SETTINGS, NOW + later)
    assert hastened.due_at == NOW + due_after_visit


@pytest.mark.parametrize("outcome", [Outcome(500), Outcome(404), Outcome(429, retry_after="7200")])
def test_a_moving_story_does_not_hasten_what_fails(outcome: Outcome) -> None:
    state = visit(visit(page(5 * HOUR)), outcome)
    hastened = hasten_page(state, NOW, SETTINGS, NOW)
    assert hastened == replace(state, story_changed_at=NOW)


def test_a_story_that_stands_still_hastens_nothing() -> None:
    state = visit(page(2 * DAY))
    assert hasten_page(state, NOW - 2 * DAY, SETTINGS, NOW).due_at == state.due_at


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_checked_once_more(status: int) -> None:
    read = visit(page())
    gone, reason = after_page_visit(read, Outcome(status), SETTINGS, NOW, 0.0)
    assert (gone.status, gone.due_at, gone.warning) == ("gone", NOW + HOUR, f"HTTP {status}")
    assert reason == f"HTTP {status}: checked again in 1h"
    surely, reason = after_page_visit(gone, Outcome(404), SETTINGS, NOW + HOUR, 0.0)
    assert (surely.status, surely.due_at) == ("gone", None)
    assert (surely.warning, reason) == ("HTTP 404, and again when checked", "HTTP 404 again: it is gone")
    back = visit(gone, READ, NOW + HOUR)
    assert (back.status, back.due_at, back.failures, back.warning) == ("ok", NOW + 3 * HOUR, 0, "")


def test_a_failing_page_backs_off_until_its_ladder_ends() -> None:
    state, tries = page(), 0
    while state.due_at is not None:
        now = state.due_at
        state, reason = after_page_visit(state, Outcome(500), SETTINGS, now, 0.0)
        assert state.due_at is None or MINUTE <= state.due_at - now <= MAX_WAIT
        tries += 1
    assert now - NOW >= DEFAULT_LADDER[-1]
    assert (state.status, state.warning) == ("retired", f"HTTP 500; failed {tries} times in a row")
    assert reason == "HTTP 500: its ladder has ended; given up"


def test_a_page_that_moved_is_read_where_it_is() -> None:
    state = visit(page(), READ._replace(moved_to="https://b.example/1"))
    assert (state.url, state.moved_to, state.status) == ("https://a.example/1", "https://b.example/1", "moved")
    assert state.due_at == NOW + 15 * MINUTE


OUTCOMES = st.builds(
    Outcome,
    status=st.none() | st.sampled_from([200, 304, 404, 410, 429, 500]),
    changed=st.booleans(),
    retry_after=st.none() | st.integers(0, 10**9).map(str),
)


@given(
    st.timedeltas(timedelta(0), 10 * DAY),
    st.lists(
        st.tuples(OUTCOMES, st.timedeltas(timedelta(0), 2 * DAY), st.none() | st.timedeltas(timedelta(0), 2 * DAY)),
        max_size=12,
    ),
)
def test_a_page_waits_at_least_as_long_as_allowed(
    age: timedelta, visits: list[tuple[Outcome, timedelta, timedelta | None]]
) -> None:
    state, now = page(age), NOW
    for outcome, late, still_for in visits:
        story = None if still_for is None else now - still_for
        state, reason = after_page_visit(state, outcome, SETTINGS, now, 0.5, story)
        assert reason
        assert state.visited_at == now
        if state.due_at is None:
            assert state.status in ("gone", "retired")
            break
        assert SETTINGS.min_poll <= state.due_at - now <= 4 * DAY
        now = state.due_at + late
