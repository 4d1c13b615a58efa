"""States as rows."""

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.polling.states import (
    FeedState,
    PageState,
    State,
    fetch_address,
    from_row,
    new_feed,
    new_page,
    to_row,
)

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=timezone.utc)
TIMES = st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(timezone.utc))
NUMBERS = st.floats(0, 1e9, allow_nan=False)
FEEDS = st.builds(
    FeedState,
    url=st.text(min_size=1),
    kind=st.sampled_from(["feed", "sitemap", "opml"]),
    etag=st.none() | st.text(min_size=1),
    interval_secs=NUMBERS,
    visited_at=TIMES,
    due_at=TIMES,
    last_full_at=TIMES,
    changed_at=TIMES,
    entries_an_hour=NUMBERS,
    skip_hours=st.lists(st.integers(0, 23)).map(tuple),
    skip_days=st.lists(st.integers(0, 6)).map(tuple),
    warning=st.text(),
)
PAGES = st.builds(
    PageState,
    url=st.text(min_size=1),
    since=TIMES.filter(lambda at: at is not None),
    kind=st.just("page"),
    visited_at=TIMES,
    due_at=TIMES,
    last_full_at=TIMES,
    changed_at=TIMES,
    story_changed_at=TIMES,
    step=st.integers(0, 7),
    failures=st.integers(0, 100),
    validators_lie=st.booleans(),
    moved_to=st.none() | st.text(min_size=1),
)


@given(FEEDS | PAGES)
def test_a_state_survives_storage(state: State) -> None:
    assert from_row(to_row(state)) == state


def test_a_row_holds_plain_values_only() -> None:
    row = to_row(replace(new_feed("https://a.example/feed", NOW), skip_hours=(1, 2)))
    assert row["skip_hours"] == [1, 2]
    assert json.loads(json.dumps({**row, "due_at": None}))["url"] == "https://a.example/feed"


def test_a_row_of_feeds_and_pages_together_is_read() -> None:
    # One table has the columns of both; what does not apply is null there.
    page = to_row(new_page("https://a.example/1", NOW))
    feed = to_row(new_feed("https://a.example/feed", NOW))
    both = dict.fromkeys({*page, *feed})
    assert from_row({**both, **page}) == new_page("https://a.example/1", NOW)
    assert from_row({**both, **feed, "column_of_the_future": 1}) == new_feed("https://a.example/feed", NOW)


def test_an_old_row_is_readable() -> None:
    stored_naive = NOW.replace(tzinfo=None)
    assert from_row({"url": "u", "kind": "feed"}) == FeedState("u")
    assert from_row({"url": "u", "kind": "page", "due_at": stored_naive}) == PageState("u", since=NOW, due_at=NOW)


def test_a_row_without_an_address_is_an_error() -> None:
    with pytest.raises(KeyError, match="url"):
        from_row({"kind": "feed"})


@pytest.mark.parametrize(
    ("published_at", "since"),
    [
        (None, NOW),
        (NOW - timedelta(hours=2), NOW - timedelta(hours=2)),
        (NOW + timedelta(hours=2), NOW),
    ],
)
def test_a_new_page_begins_its_ladder_with_its_publication(published_at: datetime | None, since: datetime) -> None:
    assert new_page("u", NOW, published_at) == PageState("u", since=since, due_at=NOW)


def test_what_has_moved_is_asked_for_where_it_is() -> None:
    feed = new_feed("http://a.example/feed", NOW)
    assert fetch_address(feed) == "http://a.example/feed"
    assert fetch_address(replace(feed, moved_to="https://b.example/feed")) == "https://b.example/feed"
