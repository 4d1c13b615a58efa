"""Times that a document states of itself, found without parsing it.

Only what orders documents needs these: a page's own publication time is the extractor's to find,
with more care and at more cost.  A time without a zone is read as UTC.
"""

import re
from datetime import datetime, time, timedelta, timezone
from itertools import islice
from typing import NamedTuple

from transforms.text.timestamps import (
    ENGLISH_MONTHS,
    MAX_SHIFT_HOURS,
    SEASONAL_ZONE_MINUTES,
    ZONE_MINUTES,
    day_at,
    hour_of_day,
    offset_shift,
    zone_shift,
)

EARLIEST_FOUND = datetime(1990, 1, 1, tzinfo=timezone.utc)
"""Dates found by pattern and earlier than the web are template defaults (0001, 1899, 1970).

Defended by ``test_dates_that_cannot_be_are_not_believed``.
"""

EARLIEST_STATED = datetime(1900, 1, 1, tzinfo=timezone.utc)
"""Dates stated in a field may belong to an archive; but see ``_ZERO_DAY``.  Defended by the same test."""

LATEST_AHEAD = timedelta(days=1)
"""How far ahead of the clock a date is believed: a day, as a missing zone hides at most 14 hours."""

HTML_HEAD_BYTES = 400_000
"""How much of a page is searched for its date.

Of 119 real pages with a known time, the first 64 kB hold it for 0.77, 200 kB for 0.88, 400 kB for
0.95 and the whole page for 0.97, at 0.25, 0.5, 0.7 and 0.8 ms a page; some sites print metadata
behind their scripts.  Defended by ``test_html_dates_beyond_the_head_are_not_searched``.
"""

TEXT_HEAD_BYTES = 4_000
_TEXT_HEAD_LINES = 6
_STAMP_CHARS = 100
_MAX_JSON_DATES = 20
_MIDNIGHT = time(0, tzinfo=timezone.utc)
_ZERO_DAY = datetime(1970, 1, 1, tzinfo=timezone.utc).date()

_MONTH_WORDS = "|".join(sorted(ENGLISH_MONTHS, key=len, reverse=True))
_ZONE_WORDS = "|".join(sorted([*ZONE_MINUTES, *SEASONAL_ZONE_MINUTES], key=len, reverse=True))

_ISO = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)"
    r"(?:(?:[Tt]|\s{1,2})(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?"
    r"\s?(?:([Zz]|UTC|GMT)|([+-])(\d\d):?(\d\d)?)?)?",
    re.ASCII,
)
_DATE = re.compile(
    r"\b(?:(?P<iso_year>\d{4})[-/](?P<iso_month>\d{1,2})[-/](?P<iso_day>\d{1,2})"
    rf"|(?P<month>{_MONTH_WORDS})\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>\d{{4}})"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s(?P<month2>{_MONTH_WORDS})\.?,?\s(?P<year2>\d{{4}}))(?!\d)",
    re.IGNORECASE | re.ASCII,
)
_CLOCK = re.compile(
    r"\b(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d)(?::(?P<second>\d\d))?)?\s?(?P<half>[ap])\.?m\b\.?"
    r"|\b(?P<hour24>\d{1,2}):(?P<minute24>\d\d)(?::(?P<second24>\d\d)(?:\.\d{1,9})?)?(?!\d)",
    re.IGNORECASE | re.ASCII,
)
_ZONE = re.compile(
    rf"(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)\b|(?<![A-Za-z])(?P<word>{_ZONE_WORDS})\b",
    re.IGNORECASE | re.ASCII,
)
_EDITED_LABEL = re.compile(r"\b(?:updated|modified|revised)\b", re.IGNORECASE)
_FILLER = re.compile(
    r"\b(?:first|originally|last|published|publication|posted|updated|modified|revised|created|filed|issued|"
    r"date|time|dateline|on|at|local|mon|tues?|weds?|wednes|thu|thurs?|fri|sat|satur|sun|monday|tuesday|"
    r"wednesday|thursday|friday|saturday|sunday)\b|[\s:,;.|·•()\[\]–—-]",
    re.IGNORECASE,
)

# Each alternative is bounded and cannot run over the next "<", so a search is linear in the page.
_META_TAG = re.compile(rb"<(?:meta|time|span|div|p)\b[^<>]{1,1000}>", re.IGNORECASE)
_PUBLISHED_KEY = re.compile(
    rb"""(?:property|name|itemprop)\s{0,2}=\s{0,2}["']?"""
    rb"""(?:(?:og:)?article:published(?:_time)?|datePublished|date_published|publish(?:ed)?[-_]?date|pubdate|"""
    rb"""parsely-pub-date|sailthru\.date|dcterms\.(?:created|issued)|dc\.date(?:\.issued)?)["'\s>]""",
    re.IGNORECASE,
)
_TIME_VALUE = re.compile(rb"""\b(?:content|datetime)\s{0,2}=\s{0,2}["']?([^"'<>]{8,40})""", re.IGNORECASE)
_JSON_LD_DATE = re.compile(rb'"datePublished"\s{0,20}:\s{0,20}"([^"<>]{8,40})"')
_TIME_TAG = re.compile(rb"<time\b", re.IGNORECASE)


class Stamp(NamedTuple):
    """A line that is nothing but a time; ``edited`` when it calls itself an update."""

    at: datetime
    edited: bool


def parse_time(value: str) -> datetime | None:
    """Return the instant that a field states, or None where it states none that can be read.

    Reads ISO 8601, RFC 2822 and the usual English spellings; years from 1 to 9998.
    """
    text = value.strip()
    if len(text) > _STAMP_CHARS:
        return None
    iso = _ISO.fullmatch(text)
    if iso:
        return _from_iso(iso)
    stamp = parse_stamp(text)
    return stamp.at if stamp else None


def parse_stamp(line: str) -> Stamp | None:
    """Return the time of a line that holds a date and nothing else but labels, a clock time and a zone."""
    if len(line) > _STAMP_CHARS:
        return None
    line = " ".join(line.split())
    date = _DATE.search(line)
    if not date:
        return None
    rest = f"{line[: date.start()]} {line[date.end() :].lstrip('Tt')}"
    clock = _CLOCK.search(rest)
    zone: re.Match[str] | None = None
    if clock:
        zone = _ZONE.match(rest, _after_space(rest, clock.end()))
        rest = f"{rest[: clock.start()]} {rest[(zone or clock).end() :]}"
    if _FILLER.sub("", rest):
        return None
    day = _day_of(date)
    at = day and _at_clock(day, clock, zone)
    return Stamp(at, bool(_EDITED_LABEL.search(rest))) if at else None


def believable(at: datetime | None, earliest: datetime, now: datetime) -> bool:
    """Whether a stated time can be when a document was seen: not before the web, not ahead of the clock."""
    return at is not None and earliest <= at <= now + LATEST_AHEAD and at.date() != _ZERO_DAY


def stamps_in_text(head: str) -> list[Stamp]:
    """Return the time-stamp lines among the first lines after the title line."""
    lines = [line for line in head.splitlines() if line.strip()]
    found = (parse_stamp(line) for line in lines[1:_TEXT_HEAD_LINES])
    return [stamp for stamp in found if stamp]


def published_in_html(head: bytes) -> list[datetime]:
    """Return the publication times that the start of a page states, the most trusted first.

    By their place: ``meta`` and ``itemprop`` keys, JSON-LD ``datePublished``, the first ``time``
    element.  A day without an hour gives way to an hour of that day.  A search by pattern, linear
    in ``head``; what it misses falls to the file time.
    """
    keyed: list[bytes] = []
    timed: list[bytes] = []
    for match in _META_TAG.finditer(head):
        tag = match.group()
        value = _TIME_VALUE.search(tag)
        if value and _PUBLISHED_KEY.search(tag):
            keyed.append(value.group(1))
        elif value and not timed and _TIME_TAG.match(tag):
            timed.append(value.group(1))
    in_json = [match.group(1) for match in islice(_JSON_LD_DATE.finditer(head), _MAX_JSON_DATES)]
    values = (parse_time(value.decode("latin-1")) for value in (*keyed, *in_json, *timed))
    times = [at for at in values if at]
    if times and _is_day(times[0]):
        times[0] = next((at for at in times if at.date() == times[0].date() and not _is_day(at)), times[0])
    return times


def _is_day(at: datetime) -> bool:
    return at.timetz() == _MIDNIGHT


def _from_iso(match: re.Match[str]) -> datetime | None:
    year, month, day, hour, minute, second, fraction, _, sign, zone_hours, zone_minutes = match.groups()
    try:
        at = datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            min(int(second or 0), 59),
            int((fraction or "0")[:6].ljust(6, "0")),
            tzinfo=timezone.utc,
        )
        if sign:
            if int(zone_hours) > MAX_SHIFT_HOURS:
                return None
            at -= offset_shift(sign, zone_hours, zone_minutes)
    except (ValueError, OverflowError):
        return None
    return at if at.year < datetime.max.year else None


def _day_of(match: re.Match[str]) -> datetime | None:
    part = match.groupdict()
    year = part["iso_year"] or part["year"] or part["year2"]
    month = part["iso_month"] or ENGLISH_MONTHS[(part["month"] or part["month2"]).lower()]
    day = part["iso_day"] or part["day"] or part["day2"]
    return day_at(int(year), int(month), int(day))


def _at_clock(day: datetime, clock: re.Match[str] | None, zone: re.Match[str] | None) -> datetime | None:
    if not clock:
        return day
    part = clock.groupdict()
    hour = hour_of_day(int(part["hour"] or part["hour24"]), part["half"])
    if hour is None:
        return None
    try:
        at = day.replace(
            hour=hour,
            minute=int(part["minute"] or part["minute24"] or 0),
            second=int(part["second"] or part["second24"] or 0),
        )
        return at - _zone_shift(at, zone) if zone else at
    except (ValueError, OverflowError):
        return None


def _zone_shift(at: datetime, zone: re.Match[str]) -> timedelta:
    if zone["word"]:
        return zone_shift(zone["word"], at)
    return offset_shift(zone["sign"], zone["hours"], zone["minutes"])


def _after_space(text: str, at: int) -> int:
    while at < len(text) and text[at] in " (":
        at += 1
    return at
