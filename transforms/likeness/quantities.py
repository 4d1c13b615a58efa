"""The quantities of a text, whatever way they are written: "2bn dollars" is "$2,000 million".

A quantity is a value and, where one is named, its unit.  The tokens come from
``transforms.likeness.words.tokenise``; everything takes one pass over them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from transforms.likeness.words import hash32

_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SPELLED = {word: n for n, word in enumerate(_ONES.split())} | {
    word: 10 * n for n, word in enumerate(_TENS.split(), 2)
}  # fmt: skip
_SPELLED_FORMS = frozenset(form for word in _SPELLED for form in (word, word.capitalize(), word.upper()))
_SCALES = {
    "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12,
    "mln": 10**6, "mn": 10**6, "bln": 10**9, "bn": 10**9, "tn": 10**12,
}  # fmt: skip
# One letter is a scale only where it is glued to its number: "$3m", but "3 m" may be metres.
_GLUED_SCALES = _SCALES | {"k": 1000, "m": 10**6, "b": 10**9}
_FRACTIONS = {
    "half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "tenth": 10,
    "tenths": 10,
}  # fmt: skip
# What stands under the line of a fraction in prices: "9-1/4", "3 5/16"; the tokeniser drops the line.
_DENOMINATORS = frozenset({"2", "4", "8", "16", "32", "64"})
_UNITS = {
    "$": "dollar", "£": "pound", "€": "euro", "%": "percent", "pct": "percent", "percent": "percent",
    "pc": "percent", "dlr": "dollar", "dlrs": "dollar", "dollar": "dollar", "dollars": "dollar", "pound": "pound",
    "pounds": "pound", "stg": "pound", "euro": "euro", "euros": "euro", "cent": "cent", "cents": "cent",
    "cts": "cent", "ct": "cent", "yen": "yen",
}  # fmt: skip
_SIGNS = {sign: _UNITS[sign] for sign in "$£€"}
# What a number may go on with, besides another number in digits and "and a half".
_GOING_ON = frozenset({"-", "per"} | _SCALES.keys() | _UNITS.keys() | _FRACTIONS.keys() | _SPELLED.keys())
_NUMBER = re.compile(r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\d+,\d{1,2})([a-z]{0,7})")
# Longer ones are serial numbers, and compared as they stand.
_MAX_NUMBER_CHARS = 24
# "two hundred thousand"; a text of nothing but "million" stays cheap.
_MAX_SCALES = 2


class Quantity(NamedTuple):
    """The value in one spelling, and its unit ("" where none is named)."""

    value: str
    unit: str


def begins_quantity(token: str) -> bool:
    """Whether a quantity may begin with a token; few do."""
    return token[0].isdigit() or token in _SPELLED_FORMS


def hash_quantities(tokens: Sequence[str], places: Iterable[int] | None = None) -> list[int]:
    """A hash for each quantity's value, and one for the value with its unit, in text order.

    ``places`` are those of the tokens that ``begins_quantity`` holds of, where they are known.
    """
    quantities = find_quantities(tokens) if places is None else _quantities_at(places, tokens)
    return [key for quantity in quantities for key in _hash_kept(quantity)]


@lru_cache(maxsize=1 << 12)
def _hash_kept(quantity: Quantity) -> tuple[int, ...]:
    value, unit = quantity
    by_value = hash32(value, b"value")
    return (by_value, hash32(f"{value} {unit}", b"quantity")) if unit else (by_value,)


def find_quantities(tokens: Sequence[str]) -> Iterator[Quantity]:
    """The quantities among the tokens of a paragraph, in order."""
    return _quantities_at([at for at, token in enumerate(tokens) if begins_quantity(token)], tokens)


def _quantities_at(places: Iterable[int], tokens: Sequence[str]) -> Iterator[Quantity]:
    done = 0
    for at in places:
        if at < done:
            continue
        sign = _SIGNS.get(tokens[at - 1], "") if at else ""
        if _ends_at(tokens, at + 1):
            quantity, done = _read_alone(tokens[at], sign), at + 1
        else:
            quantity, done = _read_quantity(tokens, at, sign)
        # "one" alone is as good as "a" or "someone".
        if done > at + 1 or quantity.unit or tokens[at].lower() != "one":
            yield quantity


@lru_cache(maxsize=1 << 12)
def _read_alone(token: str, sign: str) -> Quantity:
    """What one token says; most numbers stand alone, and the same ones everywhere."""
    return _read_quantity([token], 0, sign)[0]


def _read_quantity(tokens: Sequence[str], start: int, sign: str) -> tuple[Quantity, int]:
    """The quantity that begins at ``start``, behind the sign of a currency or none, and the position after it."""
    word = tokens[start].lower()
    suffix = ""
    if word in _SPELLED:
        value, at = _read_spelled(tokens, start)
    else:
        number = _NUMBER.fullmatch(word) if len(word) <= _MAX_NUMBER_CHARS else None
        suffix = number[2] if number else ""
        if number is None or (suffix and suffix not in _GLUED_SCALES and suffix not in _UNITS):
            return Quantity(word, ""), start + 1
        value, at = Decimal(_plain_decimal(number[1])) * _GLUED_SCALES.get(suffix, 1), start + 1
    value, at = _add_fraction(tokens, at, value)
    for _ in range(_MAX_SCALES):
        dash = _at(tokens, at) == "-"  # "50-million-dollar"
        if (scale := _SCALES.get(_at(tokens, at + dash))) is not None:
            value, at = value * scale, at + dash + 1
    unit = sign
    for word in (suffix, _at(tokens, at + (_at(tokens, at) == "-"))):
        unit = unit or _UNITS.get(word, "")
    if not unit and _at(tokens, at) == "per" and _at(tokens, at + 1) == "cent":
        unit = "percent"
    return Quantity(_spell_out(value), unit), at


def _ends_at(tokens: Sequence[str], at: int) -> bool:
    """Whether no quantity that began before goes on here, behind a dash or without."""
    following = _at(tokens, at)
    if following == "and":
        return _at(tokens, at + 1) not in ("a", "one")
    if following == "-":
        following = _at(tokens, at + 1)
    return not following[:1].isdigit() and following not in _GOING_ON


def _at(tokens: Sequence[str], at: int) -> str:
    return tokens[at].lower() if at < len(tokens) else ""


def _plain_decimal(number: str) -> str:
    """A number without marks between thousands and with a decimal point."""
    whole, comma, rest = number.rpartition(",")
    return f"{whole}.{rest}" if comma and len(rest) < 3 else number.replace(",", "")


def _read_spelled(tokens: Sequence[str], at: int) -> tuple[Decimal, int]:
    """ "seven", "twenty-one", "one-third"."""
    value = _SPELLED[tokens[at].lower()]
    at += 1
    dash = _at(tokens, at) == "-"
    after = _at(tokens, at + dash)
    if value >= 20 and 0 < _SPELLED.get(after, 0) < 10:
        return Decimal(value + _SPELLED[after]), at + dash + 1
    if value < 10 and after in _FRACTIONS:
        return Decimal(value) / _FRACTIONS[after], at + dash + 1
    return Decimal(value), at


def _add_fraction(tokens: Sequence[str], at: int, value: Decimal) -> tuple[Decimal, int]:
    """The fraction after a whole number: "and one-half", "-1/2"."""
    if _at(tokens, at) == "and" and _at(tokens, at + 1) in ("a", "one"):
        dash = _at(tokens, at + 2) == "-"
        under = _FRACTIONS.get(_at(tokens, at + 2 + dash))
        if under is not None:
            return value + Decimal(1) / under, at + 3 + dash
    dash = _at(tokens, at) == "-"
    over, under_token = _at(tokens, at + dash), _at(tokens, at + dash + 1)
    small = over.isascii() and over.isdigit() and len(over) <= 2
    if small and under_token in _DENOMINATORS and 0 < int(over) < int(under_token):
        return value + Decimal(int(over)) / int(under_token), at + dash + 2
    return value, at


def _spell_out(value: Decimal) -> str:
    return format(value.normalize(), "f") if value else "0"
