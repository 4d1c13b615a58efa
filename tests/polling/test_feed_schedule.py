"""When feeds are asked for again."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.polling.feed_hints import FeedHints
from transforms.polling.feed_schedule import MAX_POLL, after_feed_visit
from transforms.polling.outcomes import MAX_WAIT, back_off
from transforms.polling.states import FeedState, Outcome, Settings, new_feed

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=timezone.utc)  # a Thursday
SETTINGS = Settings()
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FULL = Outcome(200, changed=True, new_entries=1, etag='"1"', hints=FeedHints())
SAME = Outcome(304)


def visit(state: FeedState, outcome: Outcome, at: datetime = NOW, jitter: float = 0.0) -> FeedState:
    return after_feed_visit(state, outcome, SETTINGS, at, jitter)[0]


def waits(state: FeedState) -> timedelta:
    assert state.due_at is not None
    assert state.visited_at is not None
    return state.due_at - state.visited_at


def known(entries_an_hour: float = 1.0) -> FeedState:
    """A feed that was read an hour ago."""
    state = visit(new_feed("https://a.example/feed", NOW), FULL, NOW - HOUR)
    return replace(state, entries_an_hour=entries_an_hour)


@pytest.mark.parametrize(
    ("hints", "cache_control", "wait", "why"),
    [
        (FeedHints(), None, MINUTE, "every 1m to begin with"),
        (FeedHints(ttl=30 * MINUTE), None, 30 * MINUTE, "every 30m, as it asks"),
        (FeedHints(ttl=40 * HOUR), None, 6 * HOUR, "every 6h, as it asks"),
        (FeedHints(), "max-age=600", 10 * MINUTE, "every 10m, as it asks"),
        (FeedHints(ttl=5 * MINUTE), "max-age=600", 10 * MINUTE, "every 10m, as it asks"),
        (FeedHints(), "max-age=30", MINUTE, "every 1m to begin with"),
        (FeedHints(update_every=HOUR), None, 3 * MINUTE, "every 3m to begin with"),
        (FeedHints(update_every=timedelta(weeks=52)), None, 6 * HOUR, "every 6h to begin with"),
        (FeedHints(skip_hours=(12, 13)), None, 2 * HOUR, "every 1m to begin with; next at 05 Mar 14:00 UTC, as it"),
        (FeedHints(skip_hours=(14,)), None, MINUTE, "every 1m to begin with"),
        (FeedHints(skip_hours=tuple(range(24))), None, MINUTE, "every 1m to begin with"),
        (FeedHints(skip_days=(3,)), None, 12 * HOUR, "every 1m to begin with; next at 06 Mar 00:00 UTC"),
        (FeedHints(skip_days=(3, 4, 5)), None, 24 * HOUR, "every 1m to begin with; next at 06 Mar 12:00 UTC"),
        (FeedHints(skip_days=tuple(range(7))), None, MINUTE, "every 1m to begin with"),
    ],
)
def test_a_first_answer_sets_the_pace(hints: FeedHints, cache_control: str | None, wait: timedelta, why: str) -> None:
    outcome = Outcome(200, changed=True, new_entries=40, hints=hints, cache_control=cache_control)
    state, reason = after_feed_visit(new_feed("https://a.example/feed", NOW), outcome, SETTINGS, NOW, 0.0)
    assert waits(state) == wait
    assert reason.startswith(why)


def test_what_a_feed_asks_for_holds_while_it_is_unchanged() -> None:
    state = visit(known(), FULL._replace(hints=FeedHints(ttl=HOUR, skip_hours=(13,), title="Harbour News")))
    assert waits(state) == 2 * HOUR
    state = visit(state, SAME, NOW + 2 * HOUR)
    assert (waits(state), state.skip_hours, state.title) == (HOUR, (13,), "Harbour News")


def test_quiet_feeds_are_asked_less_and_busy_ones_more() -> None:
    state = known(entries_an_hour=0.1)
    quiet = visit(state, SAME)
    busy = visit(state, FULL)
    # 0.05 entries a visit at 0.9 * 0.1, and at 0.9 * 0.1 + 0.1 * 1 entries an hour.
    assert quiet.interval_secs == pytest.approx(2_000)
    assert busy.interval_secs == pytest.approx(3_600 * 0.05 / 0.19)
    assert (quiet.changed_at, busy.changed_at) == (NOW - HOUR, NOW)


def test_a_burst_counts_as_a_few_entries() -> None:
    state = known(entries_an_hour=0.1)
    assert visit(state, FULL._replace(new_entries=500)) == visit(state, FULL._replace(new_entries=3))


@pytest.mark.parametrize("gap", [20 * MINUTE, 2 * HOUR, 12 * HOUR])
def test_a_steady_feed_is_asked_about_ten_times_an_entry(gap: timedelta) -> None:
    state = visit(new_feed("https://a.example/feed", NOW), FULL)
    now, seen, visits, late = NOW, 0, 0, timedelta(0)
    while seen < 60:
        now = state.due_at or now
        published = (now - NOW) // gap
        if published > seen >= 10:
            late += now - (NOW + published * gap)
        visits += seen >= 10
        state = visit(state, FULL._replace(new_entries=published - seen) if published > seen else SAME, now)
        seen = published
    assert 7 <= visits / 50 <= 20
    assert late / 50 < 0.12 * gap


def test_a_feed_that_moved_is_asked_for_where_it_is_and_both_addresses_stay_known() -> None:
    state, reason = after_feed_visit(known(), FULL._replace(moved_to="https://b.example/feed"), SETTINGS, NOW, 0.0)
    assert (state.url, state.moved_to, state.status) == ("https://a.example/feed", "https://b.example/feed", "moved")
    assert reason.startswith("has moved to https://b.example/feed; every ")
    again, reason = after_feed_visit(state, SAME, SETTINGS, NOW + HOUR, 0.0)
    assert (again.moved_to, again.status) == ("https://b.example/feed", "moved")
    assert reason.startswith("every ")
    back = visit(again, FULL._replace(moved_to="https://a.example/feed"), NOW + 2 * HOUR)
    assert (back.moved_to, back.status) == (None, "ok")


def test_a_redirect_to_what_is_no_feed_is_no_move() -> None:
    state = visit(known(), Outcome(200, error="bad_feed: is a page", moved_to="https://login.example/"))
    assert (state.moved_to, state.status, state.warning) == (None, "failing", "bad_feed: is a page; failed once")


def test_a_move_that_fails_is_taken_back() -> None:
    state = replace(known(), moved_to="https://b.example/feed", status="moved")
    for expected in ("https://b.example/feed", "https://b.example/feed", None):
        state = visit(state, Outcome(404))
        assert state.moved_to == expected


def test_a_withdrawn_feed_is_retired_and_says_so() -> None:
    state, reason = after_feed_visit(known(), Outcome(410), SETTINGS, NOW, 0.0)
    assert (state.status, state.due_at) == ("retired", None)
    assert state.warning == "HTTP 410: the publisher has withdrawn it"
    assert reason == "HTTP 410: the publisher has withdrawn it; asked no more"


def test_a_feed_withdrawn_where_it_moved_to_is_asked_for_where_it_was() -> None:
    state = visit(replace(known(), moved_to="https://b.example/feed"), Outcome(410))
    assert (state.status, state.moved_to, waits(state)) == ("failing", None, MINUTE)
    assert visit(state, Outcome(410)).status == "retired"


@pytest.mark.parametrize(
    ("outcome", "wait", "why"),
    [
        (Outcome(429, retry_after="120"), 2 * MINUTE, "HTTP 429: again in 2m, as the server asks"),
        (Outcome(503, retry_after="Thu, 05 Mar 2026 13:00:00 GMT"), HOUR, "HTTP 503: again in 1h, as the server asks"),
        (Outcome(503, retry_after="999999999"), 24 * HOUR, "HTTP 503: again in 1d, as the server asks"),
        (Outcome(429, retry_after="0"), MINUTE, "HTTP 429: again in 1m, as the server asks"),
        (Outcome(429, retry_after="later"), MINUTE, "HTTP 429: again in 1m, failed once"),
        (Outcome(429), MINUTE, "HTTP 429: again in 1m, failed once"),
        (Outcome(500, retry_after="7200"), MINUTE, "HTTP 500: again in 1m, failed once"),
        (Outcome(404), MINUTE, "HTTP 404: again in 1m, failed once"),
        (Outcome(None), MINUTE, "no answer: again in 1m, failed once"),
        (Outcome(None, error="timeout: took 30 s"), MINUTE, "timeout: took 30 s: again in 1m, failed once"),
        (Outcome(403, error="refused"), MINUTE, "HTTP 403: refused: again in 1m, failed once"),
        (Outcome(302), MINUTE, "HTTP 302: again in 1m, failed once"),
    ],
)
def test_a_failure_is_tried_again(outcome: Outcome, wait: timedelta, why: str) -> None:
    state, reason = after_feed_visit(known(), outcome, SETTINGS, NOW, 0.0)
    assert (waits(state), reason) == (wait, why)
    assert (state.status, state.failures, state.etag) == ("failing", 1, '"1"')


def test_failures_back_off_to_a_day_and_never_end() -> None:
    state, before = known(), timedelta(0)
    for failures in range(1, 40):
        state = visit(state, Outcome(500), state.due_at or NOW, jitter=1.0)
        assert before <= waits(state) <= MAX_WAIT
        assert state.warning == f"HTTP 500; failed {'once' if failures == 1 else f'{failures} times in a row'}"
        before = waits(state)
    assert before == MAX_WAIT


def test_a_feed_that_answers_again_is_well_again() -> None:
    state = visit(visit(known(), Outcome(500)), Outcome(500))
    well, reason = after_feed_visit(state, SAME, SETTINGS, NOW + HOUR, 0.0)
    assert (well.status, well.failures, well.warning) == ("ok", 0, "")
    assert reason.startswith("answers again after 2 failures; every ")


def test_a_warning_about_the_markup_stays_until_the_feed_is_read_again() -> None:
    state = visit(known(), FULL._replace(hints=FeedHints(warning="malformed but read: line 3")))
    state = visit(state, SAME, NOW + HOUR)
    assert (state.status, state.warning) == ("ok", "malformed but read: line 3")
    assert visit(state, FULL, NOW + 2 * HOUR).warning == ""


def test_validators_that_hide_a_change_are_used_no_more() -> None:
    state = visit(known(), FULL._replace(etag='"1"'))
    assert (state.validators_lie, state.etag) == (True, None)
    later = visit(state, FULL._replace(etag='"2"'), NOW + HOUR)
    assert (later.validators_lie, later.etag, later.last_modified) == (True, None, None)


@pytest.mark.parametrize(
    ("before", "after", "changed", "lies"),
    [
        (("a", None), ("b", None), True, False),
        (("a", None), ("a", None), False, False),
        (("a", "mon"), ("a", "tue"), True, True),
        ((None, "mon"), (None, "mon"), True, True),
        ((None, "mon"), (None, "tue"), True, False),
        ((None, None), (None, None), True, False),
        ((None, "mon"), ("a", "mon"), True, False),
    ],
)
def test_validators_lie_if_they_stay_while_the_feed_changes(
    before: tuple[str | None, str | None], after: tuple[str | None, str | None], changed: bool, lies: bool
) -> None:
    state = replace(known(), etag=before[0], last_modified=before[1])
    state = visit(state, Outcome(200, changed=changed, etag=after[0], last_modified=after[1]))
    assert state.validators_lie == lies
    assert (state.etag, state.last_modified) == ((None, None) if lies else after)


@pytest.mark.parametrize("jitter", [-0.1, 1.1, float("nan")])
def test_a_jitter_that_is_none_is_an_error(jitter: float) -> None:
    with pytest.raises(ValueError, match="jitter is a number from 0 to 1"):
        visit(known(), Outcome(500), jitter=jitter)


@given(st.integers(1, 60), st.floats(0, 1), st.floats(0, 1), st.integers(1, 100_000))
def test_back_off_grows_with_each_failure_whatever_chance_says(
    failures: int, one: float, other: float, min_poll: int
) -> None:
    settings = Settings(min_poll=timedelta(seconds=min_poll))
    wait = back_off(failures, settings, one)
    assert settings.min_poll <= wait <= max(MAX_WAIT, settings.min_poll)
    assert back_off(failures, settings, one) == wait
    assert back_off(failures + 1, settings, one) >= wait
    if back_off(failures + 1, settings, 0.0) < MAX_WAIT / 1.5:
        assert back_off(failures + 1, settings, other) >= wait


OUTCOMES = st.builds(
    Outcome,
    status=st.none() | st.sampled_from([200, 304, 301, 403, 404, 410, 429, 500, 503]),
    error=st.sampled_from(["", "", "timeout"]),
    changed=st.booleans(),
    new_entries=st.integers(0, 1_000),
    etag=st.sampled_from([None, "a", "b"]),
    cache_control=st.none() | st.integers(0, 10**9).map("max-age={}".format),
    retry_after=st.none() | st.integers(0, 10**9).map(str),
    moved_to=st.sampled_from([None, "https://a.example/feed", "https://b.example/feed"]),
    hints=st.none()
    | st.builds(
        FeedHints,
        ttl=st.none() | st.timedeltas(MINUTE, 500 * HOUR),
        update_every=st.none() | st.timedeltas(MINUTE, 9_000 * HOUR),
        skip_hours=st.lists(st.integers(0, 23), unique=True).map(tuple),
        skip_days=st.lists(st.integers(0, 6), unique=True).map(tuple),
    ),
)


@given(
    st.lists(st.tuples(OUTCOMES, st.timedeltas(timedelta(0), 100 * HOUR), st.floats(0, 1)), max_size=12),
    st.sampled_from([timedelta(seconds=1), MINUTE, 10 * HOUR]),
)
def test_a_feed_that_answers_waits_within_bounds(
    visits: list[tuple[Outcome, timedelta, float]], min_poll: timedelta
) -> None:
    settings = Settings(min_poll=min_poll)
    state, now = new_feed("https://a.example/feed", NOW), NOW
    for outcome, late, jitter in visits:
        before = state
        state, reason = after_feed_visit(before, outcome, settings, now, jitter)
        assert after_feed_visit(before, outcome, settings, now, jitter) == (state, reason)
        assert reason
        assert state.visited_at == now
        if state.due_at is None:
            assert (state.status, bool(state.warning)) == ("retired", True)
            break
        skips = bool(state.skip_hours or state.skip_days) or state.status == "failing"
        assert min_poll <= waits(state) <= max(MAX_WAIT if skips else MAX_POLL, min_poll)
        now = state.due_at + late
