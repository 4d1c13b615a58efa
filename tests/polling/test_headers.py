"""What servers ask for in their answers."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.polling.headers import (
    MAX_RETRY_AFTER,
    CacheControl,
    fresh_for,
    parse_cache_control,
    parse_retry_after,
)

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("86400", 86_400),
        ("86401", 86_400),
        pytest.param("9" * 5_000, 86_400, id="nines"),
        pytest.param("0" * 5_000 + "7", 7, id="zeros"),
        ("Thu, 05 Mar 2026 12:05:00 GMT", 300),
        ("Thursday, 05-Mar-26 12:05:00 GMT", 300),
        ("Thu Mar  5 12:05:00 2026", 300),
        ("Thu, 05 Mar 2026 14:05:00 +0200", 300),
        ("Thu, 05 Mar 2026 11:00:00 GMT", 0),
        ("Fri, 01 Jan 2100 00:00:00 GMT", 86_400),
    ],
)
def test_retry_after_is_obeyed_up_to_a_day(value: str, seconds: int) -> None:
    assert parse_retry_after(value, NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "value",
    [None, "", "soon", "-5", "1.5", "12x", "٣", "Thu, 99 Mar 2026 12:05:00 GMT", "Thu, 05 Mar", "a" * 1_000_000],
    ids=range(10),
)
def test_an_unreadable_retry_after_says_nothing(value: str | None) -> None:
    assert parse_retry_after(value, NOW) is None


@given(st.text(max_size=70))
def test_any_retry_after_is_bounded(value: str) -> None:
    wait = parse_retry_after(value, NOW)
    assert wait is None or timedelta(0) <= wait <= MAX_RETRY_AFTER


@pytest.mark.parametrize(
    ("value", "max_age", "no_cache"),
    [
        (None, None, False),
        ("", None, False),
        ("max-age=300", 300, False),
        ("public, MAX-AGE = 300 , must-revalidate", 300, False),
        ('max-age="60"', 60, False),
        ("s-maxage=600", None, False),
        ("max-age=600, max-age=60", 60, False),
        ("no-cache", None, True),
        ("no-store, max-age=0", 0, True),
        ('no-cache="set-cookie"', None, False),
        ("max-age=-1", None, False),
        ("max-age=soon", None, False),
        ("max-age=" + "9" * 100, 10**9, False),
        pytest.param(",=;" * 500_000, None, False, id="hostile"),
    ],
)
def test_cache_control_is_read(value: str | None, max_age: int | None, no_cache: bool) -> None:
    age = None if max_age is None else timedelta(seconds=max_age)
    assert parse_cache_control(value) == CacheControl(age, no_cache)


@pytest.mark.parametrize(
    ("cache_control", "age", "seconds"),
    [
        (None, None, 0),
        ("max-age=300", None, 300),
        ("max-age=300", "100", 200),
        ("max-age=300", "400", 0),
        ("max-age=300", "old", 300),
        ("max-age=300, no-cache", None, 0),
    ],
)
def test_time_in_caches_counts(cache_control: str | None, age: str | None, seconds: int) -> None:
    assert fresh_for(cache_control, age) == timedelta(seconds=seconds)
