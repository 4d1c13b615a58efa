"""Times that a sentence names, as instants.

A text says "Sunday", "by two weeks", "until July 6"; with the time of the text itself (the
*anchor*) these become instants.  A day without an hour is its first moment, 00:00 UTC; a
month, a season or a year is its first day, and "later this week" the first day that is left of it.
An hour without a zone is read as UTC, since a text seldom says where its author's clock hangs; the
error is then less than a day.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from transforms.text.time_words import (
    ATOM,
    FEASTS,
    GLUE,
    MONTHS,
    NEEDS_CAPITAL,
    NUMBERS,
    ORDINALS,
    PARTS,
    SEASONAL_ZONES,
    SEASONS,
    WEEKDAYS,
    ZONES,
)


class TimePhrase(NamedTuple):
    """A time that a text names.

    Attributes:
      start, end: offsets of the words, with the preposition that leads them.
      lead: that preposition in lower case (``to``, ``until``, ``for`` …), or empty.
      at: the instant.
      length: whether the words give a length ("by two weeks") rather than a point.
    """

    start: int
    end: int
    lead: str
    at: datetime
    length: bool


# Longest text that is searched: no sentence of an article is longer, hostile ones are.
_LONGEST = 2_000
# Leads of where something moves to: that day lies ahead.
_TARGET_LEADS = ("to", "until", "till")
# "To Monday", written on a Monday, is a week away, unless it was written in the evening before of another zone.
_EVENING_GRACE_HOURS = 6


def find_times(sentence: str, anchor: datetime, *, after: bool) -> list[TimePhrase]:
    """Every time that ``sentence`` names, in order.

    Args:
      sentence: one sentence; of a longer text only the first 2,000 characters are read.
      anchor: when the text was written (aware).
      after: whether a bare "Sunday" or "June 23" means the next one (true for what is
        planned or postponed) or the last one.

    Raises:
      ValueError: if ``anchor`` has no time zone.
    """
    if anchor.tzinfo is None:
        raise ValueError(f"anchor must be an aware datetime, not {anchor!r}")
    anchor = anchor.astimezone(timezone.utc)
    text = sentence[:_LONGEST]
    groups: list[list[re.Match[str]]] = []
    for atom in ATOM.finditer(text):
        if not _is_time(atom):
            continue
        last = groups[-1][-1] if groups else None
        if last is not None and _belongs(text, last, atom):
            groups[-1].append(atom)
        else:
            groups.append([atom])
    phrases = []
    for atoms in groups:
        at = _instant(atoms, anchor, after)
        if at is not None:
            lead = (atoms[0]["lead"] or "").lower()
            length = all(atom["count"] for atom in atoms)
            phrases.append(TimePhrase(atoms[0].start(), _trim(text, atoms[-1].end()), lead, at, length))
    return phrases


def _trim(text: str, end: int) -> int:
    while text[end - 1] in " ,":
        end -= 1
    return end


def _is_time(atom: re.Match[str]) -> bool:
    """Whether what matched is meant as a time: not the verb "may", not "1,900 people"."""
    text, lead = atom.string, (atom["lead"] or "").lower()
    if text[atom.end() : atom.end() + 2] in ("'s", "’s"):
        return False  # "today's race" says which race, not when
    for group in ("month", "month2", "month3", "weekday", "unit", "edge_month"):
        word = atom[group]
        if word and word.lower() in NEEDS_CAPITAL and not word[0].isupper():
            return False
    if atom["month3"] and atom["month3"].lower() in NEEDS_CAPITAL:
        return bool(lead or atom["part"] or atom["year3"])
    if atom["year4"]:
        return bool(atom["part4"]) or lead in ("in", "to", "until", "till", "into", "from")
    if atom["count"] and not atom["count"].isdigit():
        # "a day", "a week" as a rate or an age; "in a week", "delayed a week" as a length.
        return atom["count"].lower() not in ("a", "an") or bool(lead or atom["later"] or _moved_by(atom))
    if atom["season"]:
        return bool(atom["season_year"] or atom["season_part"]) or (lead in _SEASON_LEADS and _is_noun(atom))
    if atom["nth"] or atom["following"] or atom["feast"]:
        return bool(lead)
    if atom["short"]:
        return bool(lead or atom["short_year"])
    return True


_SEASON_LEADS = ("until", "till", "to", "in", "into", "by", "for", "after", "before")
# "To spring a surprise", "in fall colours": what follows a season's name where it is none.
_NO_SEASON = re.compile(r"\s(?!(?:after|because|as|amid|over|due|following|at|by|while|when|and|but|or|for)\b)[a-z]")
_MOVES = re.compile(
    r"(?:back|off|over|delay(?:s|ed)?|delaying|postpone[sd]?|deferred|defers|slip(?:s|ped)?|suspended)\s$"
)
_LONGEST_MOVE = 12


def _moved_by(atom: re.Match[str]) -> bool:
    start = atom.start()
    return bool(_MOVES.search(atom.string[max(0, start - _LONGEST_MOVE) : start]))


def _is_noun(atom: re.Match[str]) -> bool:
    return not _NO_SEASON.match(atom.string, atom.end())


def _kind(atom: re.Match[str]) -> str:
    if atom["count"]:
        return "length"
    if atom["edge"] or atom["ordinal"] or atom["short"] or atom["season"] or atom["feast"]:
        return "stretch"
    if atom["which"] or atom["near"] or atom["weekday"] or atom["following"]:
        return "relative"
    if any(atom[name] for name in ("hour", "hour24", "military", "bare", "word")):
        return "clock"
    return "date"


def _belongs(text: str, last: re.Match[str], atom: re.Match[str]) -> bool:
    """Whether ``atom`` goes on with the time that ``last`` began."""
    if not GLUE.match(text, last.end(), atom.start()):
        return False
    if atom["lead"] and atom["lead"].lower() not in ("at", "on", "in"):
        return False
    kinds = {_kind(last), _kind(atom)}
    return len(kinds) == 2 and not kinds & {"length", "stretch"}


def _instant(atoms: list[re.Match[str]], anchor: datetime, after: bool) -> datetime | None:
    """The instant of atoms that name one time; None for an impossible date such as June 31."""
    midnight = anchor.replace(hour=0, minute=0, second=0, microsecond=0)
    by_kind = {_kind(atom): atom for atom in atoms}
    try:
        if "length" in by_kind:
            return _after_length(by_kind["length"], midnight, anchor, after)
        day = midnight
        if "date" in by_kind:
            day = _calendar_day(by_kind["date"], midnight, after)
        elif "relative" in by_kind:
            day = _relative_day(by_kind["relative"], midnight, after)
            day = _past_today(by_kind["relative"], day, anchor) if after else day
        elif "stretch" in by_kind:
            day = _stretch_day(by_kind["stretch"], midnight, after)
        if atoms[0]["beyond"]:
            day += timedelta(days=1)
        if "clock" not in by_kind:
            return day
        at = day + _time_of_day(by_kind["clock"], day)
        if len(by_kind) == 1:
            at = _nearest_hour(at, anchor, after)
        return at
    except (ValueError, OverflowError):
        return None


def _nearest_hour(at: datetime, anchor: datetime, after: bool) -> datetime:
    if after:
        return at if at >= anchor else at + timedelta(days=1)
    # Twelve hours of grace: a clock without a zone may be read as much too late.
    return at if at <= anchor + timedelta(hours=12) else at - timedelta(days=1)


def _past_today(atom: re.Match[str], day: datetime, anchor: datetime) -> datetime:
    """What moves to the weekday that today is moves to the next one."""
    moved = (atom["lead"] or "").lower() in _TARGET_LEADS and atom["weekday"]
    today = day.date() == anchor.date() and anchor.hour >= _EVENING_GRACE_HOURS
    return day + timedelta(weeks=1) if moved and today else day


def _after_length(atom: re.Match[str], midnight: datetime, anchor: datetime, after: bool) -> datetime:
    word = atom["count"].lower()
    count = int(word) if word.isdigit() else NUMBERS[word]
    unit = atom["span"].lower()
    sign = 1 if (after or atom["later"]) and not atom["back"] else -1
    if unit == "hour":
        return anchor.replace(minute=0, second=0, microsecond=0) + sign * timedelta(hours=count)
    if unit in ("month", "year"):
        return _add_months(midnight, sign * count * (12 if unit == "year" else 1))
    return midnight + sign * count * timedelta(days={"day": 1, "week": 7, "fortnight": 14}[unit])


def _add_months(day: datetime, months: int) -> datetime:
    """The same day some months on; the 28th where the month would be too short."""
    total = day.year * 12 + day.month - 1 + months
    return day.replace(year=total // 12, month=total % 12 + 1, day=min(day.day, 28))


def _calendar_day(atom: re.Match[str], midnight: datetime, after: bool) -> datetime:
    if atom["iso"]:
        return datetime.strptime(atom["iso"], "%Y-%m-%d").replace(tzinfo=timezone.utc)
    if atom["slash1"]:
        return _slashed_day(atom, midnight)
    if atom["year4"]:
        part = (atom["part4"] or "early").lower()
        return midnight.replace(year=int(atom["year4"]), month={"early": 1, "mid": 7, "late": 10}[part], day=1)
    moved = (atom["lead"] or "").lower() in _TARGET_LEADS and after
    if atom["nth"]:
        day = midnight.replace(day=1) + timedelta(days=int(atom["nth"]) - 1)
        return day if day >= midnight or not after else _add_months(midnight.replace(day=1), 1).replace(day=day.day)
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


def _relative_day(atom: re.Match[str], midnight: datetime, after: bool) -> datetime:
    near = (atom["near"] or "").lower()
    if near:
        return midnight + timedelta(days={"tomorrow": 1, "yesterday": -1}.get(near, 0))
    if atom["weekday"]:
        return _weekday(midnight, WEEKDAYS[atom["weekday"].lower()], after)
    if atom["following"]:
        unit = atom["following_unit"].lower()
        return midnight + timedelta(days=1) if unit == "day" else _unit_day("next", unit, midnight, after)
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
        return _add_months(midnight.replace(day=1), step)
    if unit == "quarter":
        return _add_months(midnight.replace(month=(midnight.month - 1) // 3 * 3 + 1, day=1), 3 * step)
    if unit in ("year", "season"):
        return midnight.replace(year=midnight.year + step, month=1, day=1)
    season = midnight.replace(month=SEASONS[unit], day=1)
    if step > 0 and season <= midnight:
        return season.replace(year=season.year + 1)
    if step < 0 and season > midnight:
        return season.replace(year=season.year - 1)
    return season


def _stretch_day(atom: re.Match[str], midnight: datetime, after: bool) -> datetime:
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
    over = not printed and not atom["fraction_which"] and _add_months(day, months) <= midnight
    return day.replace(year=year + 1) if after and over else day


def _edge_day(atom: re.Match[str], midnight: datetime, after: bool) -> datetime:
    """The first, the middle or the last day of a week, a month or a year."""
    step = (atom["edge_which"] or "").lower() == "next"
    days = months = 0
    if atom["edge_unit"] and atom["edge_unit"].lower() == "week":
        begin = midnight + timedelta(days=7 * step - midnight.weekday())
        days = 7
    elif atom["edge_unit"] and atom["edge_unit"].lower() == "month":
        begin, months = _add_months(midnight.replace(day=1), int(step)), 1
    elif atom["edge_month"]:
        month = MONTHS[atom["edge_month"].lower()]
        months = 1
        if atom["edge_year"]:
            begin = midnight.replace(year=int(atom["edge_year"]), month=month, day=1)
        else:
            begin = midnight.replace(month=month, day=1)
            if after and _add_months(begin, 1) <= midnight:
                begin = begin.replace(year=begin.year + 1)
    else:
        year = int(atom["edge_year2"]) if atom["edge_year2"] else midnight.year + step
        begin, months = midnight.replace(year=year, month=1, day=1), 12
    end = begin + timedelta(days=days) if days else _add_months(begin, months)
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


def _time_of_day(atom: re.Match[str], day: datetime) -> timedelta:
    """Hours since midnight UTC; outside 0 to 24 where the zone moves it over the day's edge."""
    if atom["word"]:
        hour, minute = (0, 0) if atom["word"].lower() == "midnight" else (12, 0)
    elif atom["hour"]:
        hour, minute = int(atom["hour"]), int(atom["minute"] or 0)
        if not 1 <= hour <= 12 or minute > 59:
            raise ValueError(f"no such hour: {atom.group()!r}")
        hour = hour % 12 + (12 if atom["half"].lower() == "p" else 0)
    elif atom["hour24"]:
        hour, minute = int(atom["hour24"]), int(atom["minute24"])
    elif atom["military"]:
        hour, minute = int(atom["military"][:2]), int(atom["military"][2:])
    else:
        hour, minute = int(atom["bare"]), 0
    return timedelta(hours=hour - _offset(atom["zone"], day), minutes=minute)


def _offset(zone: str | None, day: datetime) -> float:
    if not zone:
        return 0
    name = zone.lower()
    if name in SEASONAL_ZONES:
        # Second Sunday of March to first Sunday of November, to a week's precision.
        summer = (3, 11) <= (day.month, day.day) < (11, 4)
        return SEASONAL_ZONES[name] + (1 if summer else 0)
    return ZONES[name]
