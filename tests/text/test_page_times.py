from datetime import datetime, timezone

import pytest

from transforms.text.page_times import parse_markup_time, parse_stamp

ANCHOR = datetime(2024, 1, 3, 12, tzinfo=timezone.utc)  # a Wednesday


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone.utc)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-05-02T18:40:00-04:00", utc(2024, 5, 2, 22, 40)),
        ("2024-05-02T18:40:00.123Z", utc(2024, 5, 2, 18, 40)),
        ("2024-05-02 18:40", utc(2024, 5, 2, 18, 40)),
        ("2024-05-02", utc(2024, 5, 2)),
        ("20240502", utc(2024, 5, 2)),
        ("Thu, 02 May 2024 18:40:00 +0200", utc(2024, 5, 2, 16, 40)),
        ("May 2, 2024", utc(2024, 5, 2)),
        ("0001-01-01", None),
        ("2024-13-45", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_times_in_markup(value: str, expected: datetime | None) -> None:
    assert parse_markup_time(value) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("May 2, 2024 7:18 PM", utc(2024, 5, 2, 19, 18)),
        ("2024-05-02 18:40 UTC", utc(2024, 5, 2, 18, 40)),
        ("May 2, 2024 7:18 PM ET", utc(2024, 5, 2, 23, 18)),
        ("Jan. 2, 2024, 7:18 p.m. ET", utc(2024, 1, 3, 0, 18)),
        ("12:30 a.m. on 5 January", utc(2024, 1, 5, 0, 30)),
        ("Dec. 30", utc(2023, 12, 30)),
        ("28. April 2023, 20:22 Uhr", utc(2023, 4, 28, 20, 22)),
        ("25 de abril de 2022 10:08 AM", utc(2022, 4, 25, 10, 8)),
        ("5/2/24 @ 7:05p.m.", utc(2024, 5, 2, 19, 5)),
        ("21/6/2019", utc(2019, 6, 21)),
        ("19.02.2020", utc(2020, 2, 19)),
        ("3:15 p.m.", utc(2024, 1, 3, 15, 15)),
        ("Monday 3:15 p.m.", utc(2024, 1, 1, 15, 15)),
        ("the 21 people", None),
        ("", None),
    ],
)
def test_printed_times(text: str, expected: datetime | None) -> None:
    stamp = parse_stamp(text, ANCHOR)
    assert (stamp.time if stamp else None) == expected


def test_without_an_anchor_a_stamp_must_name_its_day() -> None:
    assert parse_stamp("3:15 p.m.") is None
    assert parse_stamp("May 2") is None
    assert parse_stamp("May 2, 2024") is not None
