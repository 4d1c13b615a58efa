"""The days an English text names: explicit dates, weekdays, "yesterday", resolved to calendar days.

A news text seldom names the year; what it leaves out is taken from the day it was published, or, if
that is unknown, from the first full date in it.  Days are counted from 1970-01-01 (UTC).
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from transforms.likeness.words import MONTHS, WEEKDAYS

_EPOCH = date(1970, 1, 1).toordinal()
_FUTURE = frozenset({"next", "coming", "upcoming", "this"})
_PAST = frozenset({"last", "past"})
_TODAY = frozenset({"today", "tonight"})
_DAY_WORDS = _TODAY | WEEKDAYS.keys() | {"yesterday", "tomorrow"}
# A text without any of these names no day.
DAY_FORMS = _DAY_WORDS | MONTHS.keys()
# A month without a year lies within half a year of the article, on the side that is nearer.
_HALF_YEAR_DAYS = 183
MAX_DAYS = 8


class Forms(Protocol):
    """Folded words in text order, asked for by number."""

    def __getitem__(self, at: int, /) -> str: ...
    def __len__(self) -> int: ...


class Days(NamedTuple):
    """What a text says about when: days in text order (no repeats), and its first weekday (0 = Monday)."""

    days: tuple[int, ...]
    weekday: int


NO_DAYS = Days((), -1)


def find_days(forms: Sequence[str], reference: int | None) -> Days:
    """Find the days named among the folded words ``forms``.

    ``reference`` is the day of publication (days since 1970), or None if unknown: weekdays and
    "yesterday" then only resolve if the text itself holds a full date.
    """
    return find_days_at([i for i, form in enumerate(forms) if form in DAY_FORMS], forms, reference)


def find_days_at(places: Iterable[int], forms: Forms, reference: int | None) -> Days:
    """The days named among ``forms``, whose ``DAY_FORMS`` stand at ``places``."""
    telling = [(i, forms[i]) for i in places]
    dated = [(i, _explicit(forms, i)) for i, form in telling if form in MONTHS]
    if reference is None:
        reference = next((d for _, found in dated if found and (d := _full(found)) is not None), None)
    found_days: list[tuple[int, int]] = []
    for i, found in dated:
        if found and (day := _resolve(found, reference)) is not None:
            found_days.append((i, day))
    weekday = -1
    for i, form in telling:
        if form not in _DAY_WORDS:
            continue
        if form in WEEKDAYS and form not in ("mon", "wed"):
            if weekday < 0:
                weekday = WEEKDAYS[form]
            if reference is not None and not _beside_date(i, dated):
                found_days.append((i, _weekday(WEEKDAYS[form], reference, forms[i - 1] if i else "")))
        elif reference is not None and form in _TODAY:
            found_days.append((i, reference))
        elif reference is not None and form == "yesterday":
            found_days.append((i, reference - 1))
        elif reference is not None and form == "tomorrow":
            found_days.append((i, reference + 1))
    ordered = dict.fromkeys(day for _, day in sorted(found_days))
    return Days(tuple(ordered)[:MAX_DAYS], weekday)


def _explicit(forms: Forms, i: int) -> tuple[int, int, int | None] | None:
    """(month, day, year or None) of a date whose month stands at ``i``: "5 may 2014", "may 5, 2014"."""
    after = forms[i + 1] if i + 1 < len(forms) else ""
    before = forms[i - 1] if i else ""
    day = _day_number(after)
    if day is not None:
        return MONTHS[forms[i]], day, _year(forms[i + 2] if i + 2 < len(forms) else "")
    day = _day_number(before)
    if day is not None:
        return MONTHS[forms[i]], day, _year(after)
    return None


def _day_number(form: str) -> int | None:
    digits = form[:-2] if form.endswith(("st", "nd", "rd", "th")) else form
    if digits.isascii() and digits.isdigit() and len(digits) <= 2 and 1 <= int(digits) <= 31:
        return int(digits)
    return None


def _year(form: str) -> int | None:
    if len(form) == 4 and form.isascii() and form.isdigit() and form[:2] in ("19", "20"):
        return int(form)
    return None


def _day_of(year: int, month: int, day: int) -> int | None:
    try:
        return date(year, month, day).toordinal() - _EPOCH
    except ValueError:  # 31 February and the like: a number that is no date
        return None


def _full(found: tuple[int, int, int | None]) -> int | None:
    month, day, year = found
    return None if year is None else _day_of(year, month, day)


def _resolve(found: tuple[int, int, int | None], reference: int | None) -> int | None:
    month, day, year = found
    if year is not None or reference is None:
        return _full(found)
    around = date.fromordinal(reference + _EPOCH).year
    options = [d for y in (around - 1, around, around + 1) if (d := _day_of(y, month, day)) is not None]
    best = min(options, key=lambda d: (abs(d - reference), d), default=None)
    return best if best is not None and abs(best - reference) <= _HALF_YEAR_DAYS else None


def _weekday(wanted: int, reference: int, before: str) -> int:
    """The day a weekday means in news: the latest one up to the article's day, unless it says "next"."""
    today = (reference + 3) % 7  # 1970-01-01 was a Thursday
    if before in _FUTURE:
        return reference + (wanted - today) % 7
    back = (today - wanted) % 7
    return reference - back - (7 if back == 0 and before in _PAST else 0)


def _beside_date(i: int, dated: Sequence[tuple[int, tuple[int, int, int | None] | None]]) -> bool:
    """Whether the weekday at ``i`` belongs to a date that is spelled out ("Sunday, June 23")."""
    return any(found and 0 < j - i <= 2 for j, found in dated)
