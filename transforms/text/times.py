"""Times that a sentence names, as instants.

A text says "Sunday", "by two weeks", "until July 6"; with the time of the text itself (the
*anchor*) these become instants.  A day without an hour is its first moment, 00:00 UTC; a
month, a season or a year is its first day, and "later this week" the first day that is left of it.
An hour without a zone is read as UTC, since a text seldom says where its author's clock hangs; the
error is then less than a day.
"""

import re
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from transforms.text.time_days import TARGET_LEADS, add_months, calendar_day, relative_day, stretch_day
from transforms.text.time_words import (
    ATOM,
    GLUE,
    NEEDS_CAPITAL,
    NUMBERS,
    SEASONAL_ZONES,
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
    alternatives: dict[int, int] = {}
    for atom in ATOM.finditer(text):
        last = groups[-1][-1] if groups else None
        if not _is_time(atom):
            if last is not None and (atom["month3"] or "")[:1].isupper() and _is_alternative(text, last, atom):
                alternatives[len(groups) - 1] = atom.end()  # "to late April, May"
            continue
        if last is not None and _belongs(text, last, atom):
            groups[-1].append(atom)
        elif last is not None and _is_alternative(text, last, atom):
            alternatives[len(groups) - 1] = atom.end()
        else:
            groups.append([atom])
    phrases = []
    for number, atoms in enumerate(groups):
        at = _instant(atoms, anchor, after)
        if at is not None:
            lead = (atoms[0]["lead"] or "").lower()
            length = all(atom["count"] for atom in atoms)
            end = _trim(text, alternatives.get(number, atoms[-1].end()))
            bound = _BOUND.match(text, end)
            phrases.append(TimePhrase(atoms[0].start(), bound.end() if bound else end, lead, at, length))
    return phrases


# "Until Tuesday *at the earliest*".
_BOUND = re.compile(r"\sat (?:the )?(?:very )?(?:earliest|latest|soonest)\b")
_OR = re.compile(r"\s(?:or(?: even)?|and)\s$")


def _is_alternative(text: str, last: re.Match[str], atom: re.Match[str]) -> bool:
    """Whether ``atom`` names another time than ``last`` for the same: "to July or August", "to late May, June"."""
    if atom["lead"] or _kind(atom) != _kind(last) or atom["count"]:
        return False
    between = text[last.end() : atom.start()]
    months = bool(last["month3"] and atom["month3"])
    return bool(_OR.match(between)) or (months and between == ", ")


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
    if atom["nth"] or atom["following"] or atom["feast"] or atom["weekend"]:
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
    if atom["which"] or atom["near"] or atom["weekday"] or atom["weekend"] or atom["following"]:
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
            day = calendar_day(by_kind["date"], midnight, after)
        elif "relative" in by_kind:
            day = relative_day(by_kind["relative"], midnight, after)
            day = _past_today(by_kind["relative"], day, anchor) if after else day
        elif "stretch" in by_kind:
            day = stretch_day(by_kind["stretch"], midnight, after)
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
    moved = (atom["lead"] or "").lower() in TARGET_LEADS and atom["weekday"]
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
        return add_months(midnight, sign * count * (12 if unit == "year" else 1))
    return midnight + sign * count * timedelta(days={"day": 1, "week": 7, "fortnight": 14}[unit])


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
