"""Which day a matched time means: a date, "next Friday", "the end of July", "Easter".

Each takes a match of ``transforms.text.time_words.ATOM``, the midnight (UTC) that began the text's day, and
whether what is spoken of lies ahead; each raises ValueError for a day that there is not.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from transforms.text.time_words import (
    FEASTS,
    MONTHS,
    ORDINALS,
    PARTS,
    SEASONS,
    WEEKDAYS,
)

# Leads of where something moves to: that day lies ahead.
TARGET_LEADS = ("to", "until", "till")


def add_months(day: datetime, months: int) -> datetime:
    """The same day some months on; the 28th where the month would be too short."""
    total = day.year * 12 + day.month - 1 + months
    return day.replace(year=total // 12, month=total % 12 + 1, day=min(day.day, 28))


def calendar_day(atom: re.Match[str], midnight: datetime, after: bool) -> datetime:
    """A day that is printed: "June 23", "3 August 2027", "the 28th", "2028"; else the next or the last."""
    if atom["iso"]:
        return datetime.strptime(atom["iso"], "%Y-%m-%d").replace(tzinfo=timezone.utc)
    if atom["slash1"]:
        return _slashed_day(atom, midnight)
    if atom["year4"]:
        part = (atom["part4"] or "early").lower()
        return midnight.replace(year=int(atom["year4"]), month={"early": 1, "mid": 7, "late": 10}[part], day=1)
    moved = (atom["lead"] or "").lower() in TARGET_LEADS and after
    if atom["nth"]:
        day = midnight.replace(day=1) + timedelta(days=int(atom["nth"]) - 1)
        return day if day >= midnight or not after else add_months(midnight.replace(day=1), 1).replace(day=day.day)
    month = MONTHS[(atom["month"] or atom["month2"] or atom["month3"]).lower()]
    year = atom["year"] or atom["year2"] or atom["year3"]
    whole_month = bool(atom["month3"])
    number = PARTS[(atom["part"] or "early").lower()] if whole_month else int(atom["day"] or atom["day2"])
    if year:
        return midnight.replace(year=int(year), month=month, day=number)
    this_year = midnight.replace(month=month, day=number)
    # A day just past is still "June 23" to a text of June 24; one long past is next year's.
    grace = _MONTH_GRACE if whole_month else _TARGET_GRACE if moved else _DAY_GRACE
    if after and this_year < midnight - grace:
        return this_year.replace(year=this_year.year + 1)
    if not after and this_year > midnight + timedelta(days=2):
        return this_year.replace(year=this_year.year - 1)
    return this_year


_MONTH_GRACE, _DAY_GRACE, _TARGET_GRACE = timedelta(days=45), timedelta(days=90), timedelta(days=2)


def _slashed_day(atom: re.Match[str], midnight: datetime) -> datetime:
    """A day in figures; refused where it could be read both ways ("3/4/2027")."""
    one, two, year = int(atom["slash1"]), int(atom["slash2"]), int(atom["slashyear"])
    if one <= 12 and two <= 12 and one != two:
        raise ValueError(f"month and day could be swapped: {atom.group()!r}")
    month, day = (two, one) if two <= 12 else (one, two)
    return midnight.replace(year=year if year > 99 else 2000 + year, month=month, day=day)


def relative_day(atom: re.Match[str], midnight: datetime, after: bool) -> datetime:
    """A day that is counted from the text's own: "tomorrow", "Friday", "next month", "the following week"."""
    near = (atom["near"] or "").lower()
    if near:
        return midnight + timedelta(days={"tomorrow": 1, "yesterday": -1}.get(near, 0))
    if atom["weekday"]:
        return _weekday(midnight, WEEKDAYS[atom["weekday"].lower()], after)
    if atom["following"]:
        unit = atom["following_unit"].lower()
        return midnight + timedelta(days=1) if unit == "day" else _unit_day("next", unit, midnight, after)
    if atom["weekend"]:
        return _unit_day("this", "weekend", midnight, after)
    unit = atom["unit"].lower()
    day = _unit_day(atom["which"].lower(), unit, midnight, after)
    stage = (atom["stage"] or "").lower()
    if stage in ("later", "sometime"):
        return max(day, midnight)
    later = {"month": {"mid": 14, "late": 20}, "year": {"mid": 181, "late": 273}, "week": {"mid": 2, "late": 4}}
    return day + timedelta(days=later.get(unit, {}).get(stage, 0))


def _unit_day(which: str, unit: str, midnight: datetime, after: bool) -> datetime:
    """The first day of this, the next or the last week, weekend, month, quarter, year or season."""
    step = {"next": 1, "last": -1}.get(which, 0)
    if unit in WEEKDAYS:
        if step < 0:
            return _weekday(midnight - timedelta(days=1), WEEKDAYS[unit], False)
        if step > 0:
            return _weekday(midnight + timedelta(days=1), WEEKDAYS[unit], True)
        return _weekday(midnight, WEEKDAYS[unit], which == "coming" or after)
    monday = midnight - timedelta(days=midnight.weekday())
    if unit == "week":
        return monday + timedelta(weeks=step) if step else midnight
    if unit == "weekend":
        return monday + timedelta(weeks=step, days=5)
    if unit == "month":
        return add_months(midnight.replace(day=1), step)
    if unit == "quarter":
        return add_months(midnight.replace(month=(midnight.month - 1) // 3 * 3 + 1, day=1), 3 * step)
    if unit in ("year", "season"):
        return midnight.replace(year=midnight.year + step, month=1, day=1)
    season = midnight.replace(month=SEASONS[unit], day=1)
    if step > 0 and season <= midnight:
        return season.replace(year=season.year + 1)
    if step < 0 and season > midnight:
        return season.replace(year=season.year - 1)
    return season


def stretch_day(atom: re.Match[str], midnight: datetime, after: bool) -> datetime:
    """The day that a stretch begins (or ends): "the end of July", "spring", "the third quarter", "Easter"."""
    if atom["edge"]:
        return _edge_day(atom, midnight, after)
    if atom["feast"]:
        return _next_or_last(
            lambda year: _feast(atom["feast"].lower().replace("’", "'"), year, midnight), midnight, after
        )
    if atom["season"]:
        if atom["season_year"]:
            return midnight.replace(year=int(atom["season_year"]), month=SEASONS[atom["season"].lower()], day=1)
        month = SEASONS[atom["season"].lower()]
        return _next_or_last(lambda year: midnight.replace(year=year, month=month, day=1), midnight, after)
    months = 6 if (atom["fraction"] or "").lower() == "half" or (atom["short"] or "").lower() == "h" else 3
    number = ORDINALS[atom["ordinal"].lower()] if atom["ordinal"] else int(atom["number"])
    if (number - 1) * months > 11:
        if atom["ordinal"] is None or atom["ordinal"].lower() != "last":
            raise ValueError(f"no such part of a year: {atom.group()!r}")
        number = 12 // months
    month = (number - 1) * months + 1
    printed = atom["fraction_year"] or atom["short_year"]
    year = int(printed) if printed else midnight.year + ((atom["fraction_which"] or "").lower() == "next")
    day = midnight.replace(year=year, month=month, day=1)
    over = not printed and not atom["fraction_which"] and add_months(day, months) <= midnight
    return day.replace(year=year + 1) if after and over else day


def _edge_day(atom: re.Match[str], midnight: datetime, after: bool) -> datetime:
    """The first, the middle or the last day of a week, a month or a year."""
    step = (atom["edge_which"] or "").lower() == "next"
    days = months = 0
    if atom["edge_unit"] and atom["edge_unit"].lower() == "week":
        begin = midnight + timedelta(days=7 * step - midnight.weekday())
        days = 7
    elif atom["edge_unit"] and atom["edge_unit"].lower() == "month":
        begin, months = add_months(midnight.replace(day=1), int(step)), 1
    elif atom["edge_month"]:
        month = MONTHS[atom["edge_month"].lower()]
        months = 1
        if atom["edge_year"]:
            begin = midnight.replace(year=int(atom["edge_year"]), month=month, day=1)
        else:
            begin = midnight.replace(month=month, day=1)
            if after and add_months(begin, 1) <= midnight:
                begin = begin.replace(year=begin.year + 1)
    else:
        year = int(atom["edge_year2"]) if atom["edge_year2"] else midnight.year + step
        begin, months = midnight.replace(year=year, month=1, day=1), 12
    end = begin + timedelta(days=days) if days else add_months(begin, months)
    edge = atom["edge"].lower()
    if edge == "end":
        return end - timedelta(days=1)
    if edge == "middle":
        return begin + timedelta(days=2) if days else begin.replace(day=15) if months == 1 else begin.replace(month=7)
    return begin


def _next_or_last(day_in: Callable[[int], datetime], midnight: datetime, after: bool) -> datetime:
    """The next day of its kind, or the last one."""
    day = day_in(midnight.year)
    if after and day < midnight:
        return day_in(midnight.year + 1)
    if not after and day > midnight:
        return day_in(midnight.year - 1)
    return day


def _feast(name: str, year: int, midnight: datetime) -> datetime:
    if name in FEASTS:
        month, day = FEASTS[name]
        return midnight.replace(year=year, month=month, day=day)
    if name == "thanksgiving":  # the fourth Thursday of November
        return _weekday(midnight.replace(year=year, month=11, day=22), 3, True)
    if name == "labor day":  # the first Monday of September
        return _weekday(midnight.replace(year=year, month=9, day=1), 0, True)
    if name == "memorial day":  # the last Monday of May
        return _weekday(midnight.replace(year=year, month=5, day=31), 0, False)
    return _easter(year, midnight) + timedelta(days={"good friday": -2, "easter monday": 1}.get(name, 0))


def _easter(year: int, midnight: datetime) -> datetime:
    """Easter Sunday by the Gregorian computus (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return midnight.replace(year=year, month=f // 31, day=f % 31 + 1)


def _weekday(midnight: datetime, weekday: int, after: bool) -> datetime:
    """The named weekday on or after (on or before) a day: today's name means today."""
    ahead = (weekday - midnight.weekday()) % 7
    return midnight + timedelta(days=ahead if after else ahead - 7 if ahead else 0)
