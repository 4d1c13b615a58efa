"""Times as pages print them: ISO stamps in markup, "June 21, 2019 7:18 PM ET" in a line of text.

Everything comes out as an aware ``datetime`` in UTC.  A stamp without a zone is taken as UTC: any
other guess would be as wrong, and this one is the same everywhere.
"""

import re
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import NamedTuple, Optional

from transforms.text.timestamps import MONTHS, day_at, hour_of_day, offset_shift, zone_shift

MAX_STAMP_CHARS = 120
"""Longer strings are prose, not a stamp."""

EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
"""A page's own date outside these years is a default or a mistake."""

_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("monday mon", "tuesday tue tues", "wednesday wed", "thursday thu thur thurs", "friday fri",
         "saturday sat", "sunday sun")
    )
    for name in names.split()
}  # fmt: skip
_WORD = r"[^\W\d_]{3,10}"
_ISO = re.compile(
    r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ,]{1,3}(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?"
    r"\s?(Z|[+-]\d{2}:?\d{2}|[+-]\d{2}(?!\d))?)?"
)
_MONTH_FIRST = re.compile(
    rf"(?<!\w)({_WORD})\.?\s{{1,2}}(\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:)(?:,?\s{{1,2}}(\d{{4}})(?!\d))?", re.I
)
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|\.|º)?\s{{0,2}}(?:de\s)?({_WORD})\.?(?:,?\s{{1,2}}(?:de\s)?(\d{{4}})(?!\d))?",
    re.I,
)
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})([/-])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?![\d/])")
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(?!\d)")
_CLOCK_12 = re.compile(r"(?<![\d:])(\d{1,2})(?:[:.](\d{2}))?\s{0,2}([ap])\.?\s?m\b\.?", re.I)
_CLOCK_24 = re.compile(r"(?<![\d:.,/])([01]?\d|2[0-3])[:h]([0-5]\d)(?::[0-5]\d)?(?![\d:/])")
_CLOCK_DOT = re.compile(r"(?<![\d:.])([01]?\d|2[0-3])\.([0-5]\d)(?=\s*(?:uhr|$))", re.I)
_ZONE = re.compile(r"\b(UTC|GMT|[ECMP]T|[ECMP][SD]T|AK[SD]T|HST|BST|CES?T|Z)\b")
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{2}):?(\d{2})\b")
_WEEKDAY = re.compile(r"\b(" + "|".join(sorted(_WEEKDAYS, key=len, reverse=True)) + r")\b", re.I)


class Stamp(NamedTuple):
    """A printed time and how much of it was printed."""

    time: datetime
    has_date: bool
    has_clock: bool


def parse_markup_time(value: str) -> datetime | None:
    """Read a time from an attribute or a JSON-LD field (ISO 8601, RFC 2822, or as printed); None if it is none."""
    value = value.strip()[:MAX_STAMP_CHARS]
    if not value:
        return None
    found = _ISO.match(value)
    if found is None and value[:14].isdigit():
        found = _ISO.match(f"{value[:4]}-{value[4:6]}-{value[6:8]}")
    if found is not None:
        return _from_iso(found)
    try:
        return _believable(_in_utc(parsedate_to_datetime(value)))
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    stamp = parse_stamp(value)
    return stamp.time if stamp is not None and stamp.has_date else None


def parse_stamp(text: str, anchor: datetime | None = None) -> Stamp | None:
    """Read the first date and clock of a short text.

    Args:
      text: such as ``Friday 7:30 P.M.`` or ``June 21, 2019``; only its first characters are read.
      anchor: a time near which the stamp was written (aware); it completes a missing day or year.
        Without it a stamp must name its day, month and year.

    Returns:
      The time, or None if there is no stamp, or not enough of one.
    """
    text = text[:MAX_STAMP_CHARS]
    iso = _ISO.search(text)
    if iso is not None:
        time = _from_iso(iso)
        if time is not None:
            if iso[4] is None:
                clock = _clock_of(text[iso.end() :])
                if clock is not None:
                    time = time.replace(hour=clock[0], minute=clock[1]) - _offset_of(text, time)
            elif iso[7] is None:
                time -= _offset_of(text, time)
            return Stamp(time, True, time.hour + time.minute > 0)
    day, rest = _day_of(text, anchor)
    clock = _clock_of(rest)
    if day is None:
        if clock is None or anchor is None:
            return None
        base = _weekday_before(text, anchor) or anchor
        time = base.replace(hour=clock[0], minute=clock[1], second=0, microsecond=0)
        return Stamp(time - _offset_of(text, time), False, True)
    if clock is not None:
        day = day.replace(hour=clock[0], minute=clock[1])
        day -= _offset_of(text, day)
    return Stamp(day, True, clock is not None)


def _from_iso(found: re.Match[str]) -> datetime | None:
    year, month, day, hour, minute, second, zone = found.groups()
    try:
        time = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
    except ValueError:
        return None
    shift = timedelta(0)
    if zone and zone != "Z":
        digits = zone[1:].replace(":", "")
        shift = offset_shift(zone[0], digits[:2], digits[2:])
    return _believable(time.replace(tzinfo=timezone.utc) - shift)


def _day_of(text: str, anchor: datetime | None) -> tuple[datetime | None, str]:
    """Return the day at midnight and the text without the words that named it."""
    for pattern in (_MONTH_FIRST, _DAY_FIRST):
        for found in pattern.finditer(text):
            name, digit = (found[1], found[2]) if pattern is _MONTH_FIRST else (found[2], found[1])
            named = MONTHS.get(name.lower().rstrip("."))
            if named is None:
                continue
            day = _build_day(found[3], named, int(digit), anchor)
            if day is not None:
                return day, text[: found.start()] + " " + text[found.end() :]
    for pattern in (_DOTTED, _SLASHED):
        digits = pattern.search(text)
        if digits is None:
            continue
        if pattern is _DOTTED:
            number, month, year = int(digits[1]), int(digits[2]), digits[3]
        else:
            month, number, year = int(digits[1]), int(digits[3]), digits[4]
            if month > 12:  # 21/06/2019
                month, number = number, month
        day = _build_day(year, month, number, anchor)
        if day is not None:
            return day, text[: digits.start()] + " " + text[digits.end() :]
    return None, text


def _build_day(year: str | None, month: int, day: int, anchor: datetime | None) -> datetime | None:
    if year is None:
        if anchor is None:
            return None
        # The year that puts it nearest to the anchor: "Dec. 30" in a text of January is last year's.
        choices = [day_at(anchor.year + step, month, day) for step in (-1, 0, 1)]
        return min((c for c in choices if c is not None), key=lambda c: abs(c - anchor), default=None)
    number = int(year)
    return _believable(day_at(number + 2000 if number < 100 else number, month, day))


def _clock_of(text: str) -> Optional["tuple[int, int]"]:
    found = _CLOCK_12.search(text)
    if found is not None:
        hour, minute = hour_of_day(int(found[1]), found[3]), int(found[2] or 0)
        if hour is not None and minute < 60:
            return hour, minute
    found = _CLOCK_24.search(text) or _CLOCK_DOT.search(text)
    return (int(found[1]), int(found[2])) if found is not None else None


def _offset_of(text: str, local: datetime) -> timedelta:
    found = _OFFSET.search(text)
    if found is not None:
        return offset_shift(found[1], found[2], found[3])
    zone = _ZONE.search(text)
    return zone_shift(zone[1], local) if zone is not None else timedelta(0)


def _weekday_before(text: str, anchor: datetime) -> datetime | None:
    found = _WEEKDAY.search(text)
    if found is None:
        return None
    return anchor - timedelta(days=(anchor.weekday() - _WEEKDAYS[found[1].lower()]) % 7)


def _in_utc(time: datetime) -> datetime:
    return time.replace(tzinfo=timezone.utc) if time.tzinfo is None else time.astimezone(timezone.utc)


def _believable(time: datetime | None) -> datetime | None:
    return time if time is not None and EARLIEST_YEAR <= time.year <= LATEST_YEAR else None
