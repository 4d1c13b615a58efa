"""Times that a sentence names, as instants.

A text says "Sunday", "by two weeks", "until July 6"; with the time of the text itself (the
*anchor*) these become instants.  A day without an hour is its first moment, 00:00 UTC; a
month or a year is its first day.  An hour without a zone is read as UTC, since a text seldom
says where its author's clock hangs; the error is then less than a day.
"""

import re
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from transforms.text.tables import word_set


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


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tue tues",
            "wednesday wed weds",
            "thursday thu thur thurs",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
}
_NUMBERS = {
    "a": 1, "an": 1, "another": 1, "one": 1, "couple": 2, "two": 2, "few": 3, "several": 3, "three": 3, "four":
    4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen":
    19, "twenty": 20, "thirty": 30,
}  # fmt: skip
# Offsets from UTC in hours.  "ET" and the like change with the season; the summer hour of the
# northern half year is added where the date calls for it.
_ZONES = {
    "gmt": 0, "utc": 0, "z": 0, "bst": 1, "cet": 1, "cest": 2, "msk": 3, "ist": 5.5, "jst": 9, "hkt": 8,
    "sgt": 8, "aest": 10, "aedt": 11, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10,
}  # fmt: skip
_SEASONAL_ZONES = {"et": -5, "ct": -6, "mt": -7, "pt": -8}

_ANY_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ANY_DAY = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_ANY_NUMBER = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_ANY_ZONE = "|".join(sorted([*_ZONES, *_SEASONAL_ZONES], key=len, reverse=True))
# These are words of their own too: without a capital they are no month and no weekday.
_NEEDS_CAPITAL = word_set("may march mar sun sat wed mon dec jan")

_CLOCK = (
    r"(?:(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s?(?P<half>[ap])\.?m\b\.?"
    r"|(?P<hour24>[01]?\d|2[0-3]):(?P<minute24>[0-5]\d)(?::[0-5]\d)?(?:\sh(?:rs|ours)?\b)?"
    r"|(?P<military>[0-2]\d[0-5]\d)(?=\s(?:hrs|hours|local|gmt|utc|[ecmp][sd]?t)\b)(?:\sh(?:rs|ours))?"
    r"|(?P<bare>[01]?\d|2[0-3])(?=\s(?:gmt|utc)\b)"
    r"|(?P<word>noon|midday|midnight)\b)"
    rf"(?:\s(?:local\stime|eastern|central|pacific)\b|\s?\(?(?P<zone>{_ANY_ZONE})\b\)?)?"
)
_DATE = (
    r"(?P<iso>\d{4}-\d\d-\d\d)\b"
    rf"|(?P<month>{_ANY_MONTH})\b\.?\s?(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b(?!%|:\d)(?:,?\s(?P<year>(?:19|"
    rf"20)\d\d)\b)?"
    rf"|(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?\s(?:of\s)?(?P<month2>{_ANY_MONTH})\b(?:,?\s(?P<year2>(?:19|"
    rf"20)\d\d)\b)?"
    rf"|(?:(?P<part>early|mid|late)[\s-])?(?P<month3>{_ANY_MONTH})\b(?:,?\s(?P<year3>(?:19|20)\d\d)\b)?"
    r"|(?:(?P<part4>early|mid|late)[\s-])?(?P<year4>(?:19|20)\d\d)\b(?![-,.]\d)"
)
_RELATIVE = (
    r"(?:(?P<which>this|next|last|coming)\s(?:coming\s)?"
    rf"(?P<unit>weekend|week|month|year|spring|summer|autumn|fall|winter|{_ANY_DAY})"
    r"|(?P<near>today|tonight|tomorrow|yesterday|this\s(?:morning|afternoon|evening))"
    rf"|(?P<weekday>{_ANY_DAY}))\b"
)
_LENGTH = (
    r"(?:(?:at\sleast|about|around|up\sto|nearly|a\sfurther|some)\s)?"
    rf"(?P<count>\d{{1,3}}|{_ANY_NUMBER})(?:\s(?:of|more))?[\s-](?P<span>hour|day|week|fortnight|month|"
    rf"year)s?\b"
    r"(?P<back>\s(?:ago|earlier)\b)?"
)
_LEADS = "until|till|to|into|for|by|on|in|at|from|since|after|before|starting|beginning|as\\searly\\sas|through"
_ATOM = re.compile(
    rf"(?<![\w.$€£-])(?:(?P<lead>{_LEADS})\s(?:the\s)?)?(?:{_LENGTH}|{_RELATIVE}|{_CLOCK}|{_DATE})",
    re.IGNORECASE,
)
# What may stand between the parts of one time: "Sunday at 3 p.m.", "Wednesday, April 1".
_GLUE = re.compile(r"(?:,?\s?(?:(?:at|on|of|the|morning|afternoon|evening|night)\s?)*|\s?[(),]\s?)$", re.IGNORECASE)
_CLOCK_ONLY = re.compile(_CLOCK, re.IGNORECASE)
# What a note says before its own time.
_LABEL = re.compile(
    r"(?:[\W_]*(?:last|latest|first|breaking|new|live|updat(?:e|ed|es|ing)|correct(?:ion|ed)|clarification|"
    r"clarified|editor|editors|s|note|retraction|developing|added|this|story|article|post|page|report|was|"
    r"has|"
    r"been|published|posted|originally|on|at|as|of|the|for|since|time|am|pm)\b){0,12}[\W_]*$",
    re.IGNORECASE,
)
_AFTER_LABEL = re.compile(r"\s*[):;|–—.,\]-]")
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_PARTS = {"early": 1, "mid": 15, "late": 21}
# Longest text that is searched: no sentence of an article is longer, hostile ones are.
_LONGEST = 2_000


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
    for atom in _ATOM.finditer(text):
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


def resolve_time(sentence: str, anchor: datetime, *, after: bool) -> datetime | None:
    """The instant that ``sentence`` names, or None where it names none.

    Of several, a point in time is preferred to a length, a target ("to", "until") to the rest,
    and the first to the others.

    Args:
      sentence: one sentence.
      anchor: when the text was written (aware).
      after: whether a bare weekday or date lies after the anchor, or before it.

    Raises:
      ValueError: if ``anchor`` has no time zone.
    """
    phrases = find_times(sentence, anchor, after=after)
    if not phrases:
        return None
    best = min(phrases, key=lambda p: (p.length, p.lead not in ("to", "until", "till", "into"), p.start))
    return best.at


def parse_clock_note(text: str, anchor: datetime) -> datetime | None:
    """The time that a note to the reader gives itself: "Updated (4:05 p.m.)", "UPDATE 7:40 PM, FEB. 11".

    It stands in the label, before the note begins to speak of anything else; "UPDATE: The
    vote is off until 3 p.m." gives no time of its own.  An hour without a date is the last
    such hour before the anchor, with twelve hours of grace for a clock whose zone is not
    given.  Only the first 120 characters are read.

    Args:
      text: the note, or its first line.
      anchor: when the page was last changed or seen (aware).

    Returns:
      The instant (UTC), or None without an hour or a calendar date.

    Raises:
      ValueError: if ``anchor`` has no time zone.
    """
    head = text[:120]
    for phrase in find_times(head, anchor, after=False):
        words = head[phrase.start : phrase.end]
        if phrase.length and not words.lower().endswith(("ago", "earlier")):
            continue
        if not _LABEL.match(head, 0, phrase.start):
            return None
        has_clock = bool(_CLOCK_ONLY.search(words))
        if not any(char.isdigit() for char in words) and not has_clock:
            return None
        # "Update: June 23 vote is off" speaks of the vote.
        closed = not head[phrase.end :].strip() or bool(_AFTER_LABEL.match(head, phrase.end))
        return phrase.at if has_clock or closed or phrase.length else None
    return None


def _trim(text: str, end: int) -> int:
    while text[end - 1] in " ,":
        end -= 1
    return end


def _is_time(atom: re.Match[str]) -> bool:
    """Whether what matched is meant as a time: not the verb "may", not "1,900 people"."""
    if atom.string[atom.end() : atom.end() + 2] in ("'s", "’s"):
        return False  # "today's race" says which race, not when
    for group in ("month", "month2", "month3", "weekday", "unit"):
        word = atom[group]
        if word and word.lower() in _NEEDS_CAPITAL and not word[0].isupper():
            return False
    if atom["month3"] and atom["month3"].lower() in _NEEDS_CAPITAL:
        return bool(atom["lead"] or atom["part"] or atom["year3"])
    if atom["year4"]:
        return bool(atom["part4"]) or (atom["lead"] or "").lower() in (
            "in",
            "to",
            "until",
            "till",
            "into",
            "from",
        )
    if atom["count"] and not atom["count"].isdigit():
        # "a day", "a week" as a rate or an age; "in a week", "by a week" as a length.
        return atom["count"].lower() not in ("a", "an") or bool(atom["lead"])
    return True


def _kind(atom: re.Match[str]) -> str:
    if atom["count"]:
        return "length"
    if atom["which"] or atom["near"] or atom["weekday"]:
        return "relative"
    if any(atom[name] for name in ("hour", "hour24", "military", "bare", "word")):
        return "clock"
    return "date"


def _belongs(text: str, last: re.Match[str], atom: re.Match[str]) -> bool:
    """Whether ``atom`` goes on with the time that ``last`` began."""
    if not _GLUE.match(text, last.end(), atom.start()):
        return False
    if atom["lead"] and atom["lead"].lower() not in ("at", "on", "in"):
        return False
    kinds = {_kind(last), _kind(atom)}
    return len(kinds) == 2 and "length" not in kinds


def _instant(atoms: list[re.Match[str]], anchor: datetime, after: bool) -> datetime | None:
    """The instant of atoms that name one time; None for an impossible date such as June 31."""
    midnight = anchor.replace(hour=0, minute=0, second=0, microsecond=0)
    by_kind = {_kind(atom): atom for atom in atoms}
    if "length" in by_kind:
        return _after_length(by_kind["length"], midnight, anchor, after)
    day = midnight
    try:
        if "date" in by_kind:
            day = _calendar_day(by_kind["date"], midnight, after)
        elif "relative" in by_kind:
            day = _relative_day(by_kind["relative"], midnight, after)
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


def _after_length(atom: re.Match[str], midnight: datetime, anchor: datetime, after: bool) -> datetime | None:
    word = atom["count"].lower()
    count = int(word) if word.isdigit() else _NUMBERS[word]
    unit = atom["span"].lower()
    sign = 1 if after and not atom["back"] else -1
    try:
        if unit == "hour":
            return anchor.replace(minute=0, second=0, microsecond=0) + sign * timedelta(hours=count)
        if unit in ("month", "year"):
            months = midnight.year * 12 + midnight.month - 1 + sign * count * (12 if unit == "year" else 1)
            return midnight.replace(year=months // 12, month=months % 12 + 1, day=min(midnight.day, 28))
        return midnight + sign * count * timedelta(days={"day": 1, "week": 7, "fortnight": 14}[unit])
    except (ValueError, OverflowError):
        return None


def _calendar_day(atom: re.Match[str], midnight: datetime, after: bool) -> datetime:
    if atom["iso"]:
        return datetime.strptime(atom["iso"], "%Y-%m-%d").replace(tzinfo=timezone.utc)
    if atom["year4"]:
        part = (atom["part4"] or "early").lower()
        return midnight.replace(year=int(atom["year4"]), month={"early": 1, "mid": 7, "late": 10}[part], day=1)
    month = _MONTHS[(atom["month"] or atom["month2"] or atom["month3"]).lower()]
    year = atom["year"] or atom["year2"] or atom["year3"]
    whole_month = bool(atom["month3"])
    day = _PARTS[(atom["part"] or "early").lower()] if whole_month else int(atom["day"] or atom["day2"])
    if year:
        return midnight.replace(year=int(year), month=month, day=day)
    this_year = midnight.replace(month=month, day=day)
    # A day just past is still "June 23" to a text of June 24; one long past is next year's.
    if after and this_year < midnight - timedelta(days=45 if whole_month else 90):
        return this_year.replace(year=this_year.year + 1)
    if not after and this_year > midnight + timedelta(days=2):
        return this_year.replace(year=this_year.year - 1)
    return this_year


def _relative_day(atom: re.Match[str], midnight: datetime, after: bool) -> datetime:
    near = (atom["near"] or "").lower()
    if near:
        return midnight + timedelta(days={"tomorrow": 1, "yesterday": -1}.get(near, 0))
    if atom["weekday"]:
        return _weekday(midnight, _WEEKDAYS[atom["weekday"].lower()], after)
    which, unit = atom["which"].lower(), atom["unit"].lower()
    step = {"next": 1, "last": -1}.get(which, 0)
    if unit in _WEEKDAYS:
        if step < 0:
            return _weekday(midnight - timedelta(days=1), _WEEKDAYS[unit], False)
        if step > 0:
            return _weekday(midnight + timedelta(days=1), _WEEKDAYS[unit], True)
        return _weekday(midnight, _WEEKDAYS[unit], which == "coming" or after)
    monday = midnight - timedelta(days=midnight.weekday())
    if unit == "week":
        return monday + timedelta(weeks=step) if step else midnight
    if unit == "weekend":
        return monday + timedelta(weeks=step, days=5)
    if unit == "month":
        months = midnight.year * 12 + midnight.month - 1 + step
        return midnight.replace(year=months // 12, month=months % 12 + 1, day=1)
    if unit == "year":
        return midnight.replace(year=midnight.year + step, month=1, day=1)
    season = midnight.replace(month=_SEASONS[unit], day=1)
    if step > 0 and season <= midnight:
        return season.replace(year=season.year + 1)
    if step < 0 and season > midnight:
        return season.replace(year=season.year - 1)
    return season


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
    if name in _SEASONAL_ZONES:
        # Second Sunday of March to first Sunday of November, to a week's precision.
        summer = (3, 11) <= (day.month, day.day) < (11, 4)
        return _SEASONAL_ZONES[name] + (1 if summer else 0)
    return _ZONES[name]
