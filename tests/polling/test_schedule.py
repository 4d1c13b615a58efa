"""What is due, what comes first, and when a full answer is wanted."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.polling.schedule import (
    FULL_FEED_AFTER,
    FULL_PAGE_AFTER,
    FeedState,
    PageState,
    Settings,
    State,
    is_due,
    most_valuable_first,
    new_feed,
    new_page,
    wants_full,
)

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)
SETTINGS = Settings()


def feed(url: str, rate: float = 0.0, overdue: float = 0.0) -> FeedState:
    return FeedState(url, visited_at=NOW - HOUR - overdue * HOUR, due_at=NOW - overdue * HOUR, entries_an_hour=rate)


def page(url: str, moving: bool = False, overdue: float = 0.0) -> PageState:
    due_at = NOW - overdue * HOUR
    story = NOW - HOUR if moving else None
    return PageState(url, since=NOW - 5 * HOUR, visited_at=due_at - HOUR, due_at=due_at, story_changed_at=story)


@pytest.mark.parametrize(
    ("due_at", "due"), [(NOW, True), (NOW - HOUR, True), (NOW + timedelta(microseconds=1), False), (None, False)]
)
def test_what_is_due(due_at: datetime | None, due: bool) -> None:
    assert is_due(FeedState("u", due_at=due_at), NOW) == due


def test_moving_stories_come_first_then_new_entries_then_what_is_overdue() -> None:
    states: list[State] = [
        page("still"),
        page("overdue", overdue=1.5),
        feed("quiet"),
        feed("busy", rate=1.8),
        new_page("new", NOW),
        page("moving", moving=True),
        new_page("later", NOW + HOUR),
        new_feed("new feed", NOW),
    ]
    order = [state.url for state in most_valuable_first(states, NOW)]
    assert order == ["moving", "new", "new feed", "busy", "overdue", "quiet", "still"]
    assert [state.url for state in most_valuable_first(states, NOW, 2)] == ["moving", "new"]
    assert most_valuable_first(states, NOW, 0) == []


def test_what_waits_long_enough_comes_first() -> None:
    first = most_valuable_first([page("moving", moving=True), feed("busy", rate=100), page("late", overdue=4)], NOW, 1)
    assert [state.url for state in first] == ["late"]


def test_fewer_fetches_than_none_are_an_error() -> None:
    with pytest.raises(ValueError, match="max_fetches must not be negative, but is -1"):
        most_valuable_first([], NOW, -1)


@given(st.permutations([page("b"), page("a"), feed("c"), page("d", moving=True), new_page("e", NOW)]))
def test_the_order_does_not_depend_on_the_order_of_states(states: list[State]) -> None:
    assert [state.url for state in most_valuable_first(states, NOW)] == ["d", "e", "a", "b", "c"]


KNOWN_FEED = FeedState("u", etag="a", last_full_at=NOW - HOUR)
KNOWN_PAGE = PageState("u", since=NOW - HOUR, last_modified="mon", last_full_at=NOW - HOUR)


@pytest.mark.parametrize(
    ("state", "full"),
    [
        (KNOWN_FEED, False),
        (replace(KNOWN_FEED, etag=None), True),
        (replace(KNOWN_FEED, validators_lie=True), True),
        (replace(KNOWN_FEED, last_full_at=None), True),
        (replace(KNOWN_FEED, not_modified=FULL_FEED_AFTER - 1), False),
        (replace(KNOWN_FEED, not_modified=FULL_FEED_AFTER), True),
        (replace(KNOWN_FEED, last_full_at=NOW - 24 * HOUR), True),
        (KNOWN_PAGE, False),
        (replace(KNOWN_PAGE, not_modified=FULL_PAGE_AFTER - 1), False),
        (replace(KNOWN_PAGE, not_modified=FULL_PAGE_AFTER), True),
        (replace(KNOWN_PAGE, step=5), False),
        (replace(KNOWN_PAGE, step=6), True),
        (new_page("u", NOW), True),
    ],
)
def test_a_full_answer_is_wanted_now_and_then(state: State, full: bool) -> None:
    assert wants_full(state, SETTINGS, NOW) == full
