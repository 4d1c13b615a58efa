"""Lengths of time as a user writes them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.polling.durations import MAX_DURATION, format_duration, parse_duration, parse_ladder


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("5m", 300),
        ("1s", 1),
        ("500ms", 0.5),
        ("1.5h", 5_400),
        ("1h30m", 5_400),
        ("2d12h", 216_000),
        ("1w", 604_800),
        (" 15M ", 900),
        ("0s", 0),
    ],
)
def test_a_length_of_time_is_read(text: str, seconds: float) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "text", ["", " ", "5", "m", "5 m", "-5m", "5m5m", "5m1h", "5y", "1h30", "١m", "1e3s", "inf", "nan", "5m" * 100]
)
def test_what_is_no_length_of_time_is_quoted(text: str) -> None:
    with pytest.raises(ValueError, match="is not a length of time: write it like") as raised:
        parse_duration(text)
    assert repr(text[:60]) in str(raised.value)


def test_more_than_a_year_is_refused() -> None:
    assert parse_duration("366d") == MAX_DURATION
    with pytest.raises(ValueError, match="'367d' is longer than a year"):
        parse_duration("367d")


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(0), "0s"),
        (timedelta(minutes=15), "15m"),
        (timedelta(hours=25, minutes=1), "1d1h1m"),
        (timedelta(days=14), "14d"),
        (timedelta(milliseconds=1_500), "1s500ms"),
        (timedelta(minutes=2, milliseconds=400), "2m"),
        (timedelta(seconds=-5), "-5s"),
    ],
)
def test_a_length_of_time_is_written(length: timedelta, text: str) -> None:
    assert format_duration(length) == text


@given(st.integers(0, int(MAX_DURATION.total_seconds())))
def test_what_is_written_is_read_again(seconds: int) -> None:
    length = timedelta(seconds=seconds)
    assert parse_duration(format_duration(length)) == length


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        length = parse_duration(text)
    except ValueError:
        return
    assert timedelta(0) <= length <= MAX_DURATION


def test_a_ladder_is_read() -> None:
    assert parse_ladder("15m, 1h,3h") == (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=3))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "needs at least one step"),
        ("15m,,1h", "step 2 of the recheck ladder '15m,,1h' is empty"),
        ("15m,", "step 2 of the recheck ladder '15m,' is empty"),
        ("15m,soon", "'soon' is not a length of time"),
        ("0s,1h", "step 1 of the recheck ladder, '0s', is no time at all"),
        ("1h,15m", "step 2 of the recheck ladder, '15m', does not come after '1h'"),
        ("1h,60m", "step 2 of the recheck ladder, '60m', does not come after '1h'"),
        (",".join(f"{n}m" for n in range(1, 60)), "at most 50 steps, not 59"),
    ],
)
def test_a_wrong_ladder_says_which_step(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_ladder(text)
