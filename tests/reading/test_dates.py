"""Times that documents state of themselves."""

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.reading.dates import parse_stamp, parse_time, published_in_html, stamps_in_text


def utc(iso: str) -> datetime:
    return datetime.fromisoformat(iso).replace(tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("2019-06-21", "2019-06-21"),
        ("2019-06-21T18:40", "2019-06-21T18:40"),
        ("2019-06-21T18:40:05Z", "2019-06-21T18:40:05"),
        ("2019-06-21t18:40:05z", "2019-06-21T18:40:05"),
        ("20190621T184005Z", "2019-06-21T18:40:05"),
        (" 2019-06-21 18:40 UTC ", "2019-06-21T18:40"),
        ("2019-06-21 18:40:05 +0200", "2019-06-21T16:40:05"),
        ("2019-06-21T18:40:05-04:00", "2019-06-21T22:40:05"),
        ("2019-06-21T18:40:05-04", "2019-06-21T22:40:05"),
        ("2019-06-21T18:40:05.1234567Z", "2019-06-21T18:40:05.123456"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59"),
        ("2019/6/1", "2019-06-01"),
        ("Fri, 21 Jun 2019 14:40:00 -0400", "2019-06-21T18:40:00"),
        ("Fri, 21 Jun 2019 14:40:00 EDT", "2019-06-21T18:40:00"),
        ("June 21, 2019", "2019-06-21"),
        ("June 21st, 2019 at 7:18 p.m. ET", "2019-06-21T23:18"),
        ("Jan. 9, 2019 7 AM ET", "2019-01-09T12:00"),
        ("12:05 am PT, Sunday March 10, 2019", "2019-03-10T08:05"),
        ("7.18pm, 21 June 2019", "2019-06-21T19:18"),
        ("12 p.m. June 21, 2019", "2019-06-21T12:00"),
    ],
)
def test_times_are_read_in_the_usual_spellings(value: str, at: str) -> None:
    assert parse_time(value) == utc(at)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "soon",
        "2019",
        "2019-02-30",
        "2019-06-21T25:00",
        "2019-06-21T18:40:05+99:99",
        "0000-01-01",
        "0001-01-01T00:00:00+05:00",
        "9999-12-31",
        "9999-12-31T23:59:59-05:00",
        "June 31, 2019",
        "13:99 June 21, 2019",
        "15 pm June 21, 2019",
        "June 21, 2019 in Chicago",
        "2019-06-21" + " " * 200 + "Z",
        "٢٠١٩-٠٦-٢١",
    ],
)
def test_what_states_no_time_gives_none(value: str) -> None:
    assert parse_time(value) is None


@given(st.text(max_size=120))
def test_any_text_gives_a_time_or_none(value: str) -> None:
    at = parse_time(value)
    assert at is None or at.tzinfo is timezone.utc


@given(st.datetimes(datetime(1, 1, 2), datetime(9998, 12, 30), timezones=st.just(timezone.utc)))
def test_iso_times_come_back_as_they_were(at: datetime) -> None:
    assert parse_time(at.isoformat()) == at


@pytest.mark.parametrize(
    ("line", "at", "edited"),
    [
        ("Published: 2019-06-21 18:40 UTC", "2019-06-21T18:40", False),
        ("Posted on Friday, June 21, 2019 | 7:18 PM", "2019-06-21T19:18", False),
        ("Last updated: June 21, 2019, 7:18 p.m. EDT", "2019-06-21T23:18", True),
        ("Updated 2019-06-21T18:40:00Z", "2019-06-21T18:40", True),
        ("June 21, 2019", "2019-06-21", False),
    ],
)
def test_a_line_that_is_only_a_time_is_a_stamp(line: str, at: str, edited: bool) -> None:
    assert parse_stamp(line) == (utc(at), edited)


@pytest.mark.parametrize(
    "line",
    [
        "UPDATE: The raid of June 21, 2019 was put off",
        "June 21, 2019, was a quiet day",
        "Updated 7:18 p.m.",
        "Flight 2019-06-21-7",
    ],
)
def test_a_line_that_says_more_is_no_stamp(line: str) -> None:
    assert parse_stamp(line) is None


def test_only_the_first_lines_after_the_title_are_searched() -> None:
    lines = ["2001-01-01", "", "2002-02-02", "Text.", "Text.", "Text.", "2003-03-03", "2004-04-04"]
    assert [stamp.at for stamp in stamps_in_text("\n".join(lines))] == [utc("2002-02-02"), utc("2003-03-03")]


@pytest.mark.parametrize(
    ("html", "days"),
    [
        ('<meta property="article:published_time" content="2019-06-21"/>', [21]),
        ('<META CONTENT="2019-06-21" NAME=pubdate>', [21]),
        ("<span itemprop='datePublished' content='2019-06-21'>", [21]),
        ('<time itemprop="datePublished" datetime="2019-06-21">', [21]),
        ('<script>{"datePublished" : "2019-06-21"}</script>', [21]),
        ('<time datetime="2019-06-20"><time datetime="2019-06-21">', [20]),
        ('<time datetime="2019-06-20"><meta name="parsely-pub-date" content="2019-06-21">', [21, 20]),
        ('<meta property="article:modified_time" content="2019-06-21">', []),
        ('<meta property="article:published_time" content="">', []),
        ("<p>2019-06-21</p>", []),
    ],
)
def test_publication_times_are_found_in_a_page(html: str, days: list[int]) -> None:
    assert [at.day for at in published_in_html(html.encode())] == days


def test_a_day_gives_way_to_an_hour_of_that_day() -> None:
    html = b'<meta name="pubdate" content="2019-06-21"><script>"datePublished":"2019-06-21T07:00Z"</script>'
    assert published_in_html(html)[0] == utc("2019-06-21T07:00")


@pytest.mark.parametrize(
    "pattern",
    ["<meta ", "<meta", "<", '"datePublished" ', '"datePublished":"', "<time datetime=", " ", "<meta " + "a" * 990],
)
def test_hostile_pages_are_searched_in_linear_time(pattern: str) -> None:
    # Quadratic time on a megabyte would be hours; the suite's patience is the limit.
    assert published_in_html((pattern * (1_000_000 // len(pattern))).encode()) == []
