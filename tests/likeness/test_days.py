"""Days that a text names, resolved against its day of publication."""

from datetime import date

import pytest

from transforms.likeness.days import MAX_DAYS, find_days

EPOCH = date(1970, 1, 1).toordinal()


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal() - EPOCH


WEDNESDAY = day("2019-06-26")


@pytest.mark.parametrize(
    ("text", "days", "weekday"),
    [
        ("the vote on monday", ["2019-06-24"], 0),
        ("on wednesday", ["2019-06-26"], 2),
        ("last wednesday", ["2019-06-19"], 2),
        ("next friday", ["2019-06-28"], 4),
        ("yesterday and tomorrow", ["2019-06-25", "2019-06-27"], -1),
        ("on sunday june 23", ["2019-06-23"], 6),
        ("on 23 june 2018", ["2018-06-23"], -1),
        ("on dec 30", ["2018-12-30"], -1),
        ("the 31 february plan", [], -1),
        ("in may", [], -1),
        ("nothing here", [], -1),
    ],
)
def test_days_are_resolved(text: str, days: list[str], weekday: int) -> None:
    found = find_days(text.split(), WEDNESDAY if "dec" not in text else day("2019-01-02"))
    assert found == (tuple(day(d) for d in days), weekday)


def test_without_a_date_only_full_dates_resolve() -> None:
    assert find_days(["on", "monday", "and", "june", "3"], None) == ((), 0)
    assert find_days(["june", "5", "2012", "the", "fire", "on", "monday"], None).days == (
        day("2012-06-05"),
        day("2012-06-04"),
    )


def test_days_are_bounded() -> None:
    text = " ".join(f"june {n}" for n in range(1, 29))
    assert len(find_days(text.split(), WEDNESDAY).days) == MAX_DAYS


def test_days_beyond_the_calendar_do_not_break() -> None:
    assert find_days(["january", "1"], date.max.toordinal() - EPOCH).days == ()
    assert find_days(["tomorrow", "and", "december", "31"], date.max.toordinal() - EPOCH).days != ()
