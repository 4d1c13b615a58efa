from datetime import datetime, timedelta, timezone

import pytest

from transforms.text.timestamps import day_at, hour_of_day, offset_shift, us_summer_time, zone_shift


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone.utc)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("at", "ahead"),
    [
        (utc(2024, 3, 10, 1, 59), False),
        (utc(2024, 3, 10, 2), True),
        (utc(2024, 11, 3, 1, 59), True),
        (utc(2024, 11, 3, 2), False),
        (utc(2020, 3, 8, 2), True),
    ],
)
def test_american_clocks_change_on_sundays(at: datetime, ahead: bool) -> None:
    assert us_summer_time(at) is ahead


@pytest.mark.parametrize(
    ("name", "at", "hours"),
    [
        ("EST", utc(2024, 7, 1), -5),
        ("ET", utc(2024, 7, 1), -4),
        ("ET", utc(2024, 1, 1), -5),
        ("cest", utc(2024, 1, 1), 2),
    ],
)
def test_named_zones(name: str, at: datetime, hours: int) -> None:
    assert zone_shift(name, at) == timedelta(hours=hours)


def test_unknown_zone_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        zone_shift("xyz", utc(2024, 1, 1))


@pytest.mark.parametrize(
    ("sign", "hours", "minutes", "shift"),
    [("+", "05", "30", 330), ("-", "03", "30", -210), ("-", "03", "", -180), ("+", "01", None, 60)],
)
def test_numeric_offsets(sign: str, hours: str, minutes: str | None, shift: int) -> None:
    assert offset_shift(sign, hours, minutes) == timedelta(minutes=shift)


@pytest.mark.parametrize(
    ("hour", "half", "expected"),
    [(12, "a", 0), (12, "PM", 12), (7, "p", 19), (0, "a", None), (13, "p", None), (23, None, 23), (24, None, None)],
)
def test_hours_of_the_day(hour: int, half: str | None, expected: int | None) -> None:
    assert hour_of_day(hour, half) == expected


def test_days_that_are_none() -> None:
    assert day_at(2023, 2, 29) is None
    assert day_at(0, 1, 1) is None
    assert day_at(2024, 2, 29) == utc(2024, 2, 29)
