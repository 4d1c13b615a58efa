"""Numbers as English text writes them: 12, 1,204, 2.5 million, twenty-three, two dozen, a hundred."""

import re

_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine":
    9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety":
    90,
}  # fmt: skip
_SMALL_SCALES = {"couple": 2, "dozen": 12, "hundred": 100}
_LARGE_SCALES = {
    "thousand": 1e3, "k": 1e3, "lakh": 1e5, "lakhs": 1e5, "million": 1e6, "mln": 1e6, "mn": 1e6, "m": 1e6, "crore":
    1e7, "crores": 1e7, "billion": 1e9, "bln": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12,
}  # fmt: skip
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth":
    9, "tenth": 10, "eleventh": 11, "twelfth": 12, "13th": 13,
}  # fmt: skip

_UNIT = "|".join(list(_UNITS)[:0:-1])
_TEN = "|".join(_TENS)
_BELOW_HUNDRED = rf"(?:{_TEN})(?:[\s-](?:{_UNIT}))?|{_UNIT}"
_SCALE = r"hundred|thousand|million|dozen|couple\sof|couple"

# What stands before a number that is part of something else: "$5", "no. 5", "3-5", "1/2", "#5".
NOT_BEFORE = r"(?<![\w.,$€£¥₹#/:'’-])"
# … and behind it: "5/6", "5:30", "5%", "5-1", "5.30".
NOT_BEHIND = r"(?![/:%]|[-–]\w|[.,]\d|\sper\s?cent)"
# A whole number in lower case (no groups). With "a" only before a scale.
NUMBER = (
    r"(?:(?:\d{1,3}(?:,\d{3})+|\d{1,8}(?:\.\d{1,2}(?=\s(?:million|thousand)))?"
    rf"|{_BELOW_HUNDRED}|half\sa(?=\sdozen)|an?(?=\s(?:{_SCALE})\b))\b"
    rf"(?:\s(?:{_SCALE})\b){{0,2}}(?:(?<=hundred)\sand\s(?:{_BELOW_HUNDRED}|\d{{1,2}})\b)?)"
)
# Words of which a text without digits must have one to hold a number.
NUMBER_WORDS = (frozenset(_UNITS) | frozenset(_TENS) | frozenset(("hundred", "thousand", "million", "dozen"))) - {
    "zero"
}
ORDINAL = rf"(?:{'|'.join(_ORDINALS)}|\d{{1,3}}(?:st|nd|rd|th))"
_PIECE = re.compile(r"[^\s-]+")


def read_number(text: str) -> float | None:
    """The value of what ``NUMBER`` matched, or of a decimal with a scale ("2.3bn", "5 crore").

    Args:
      text: lower case.

    Returns:
      The value, or None where the words make no number.
    """
    split = re.sub(r"(?<=\d)(?=[a-z])", " ", text.replace(",", ""))
    total = 0.0
    current: float | None = None
    for word in _PIECE.findall(split):
        if word in ("and", "of"):
            continue
        if word in ("a", "an"):
            current = 1.0 if current is None else current
        elif word == "half":
            current = 0.5
        elif word in _SMALL_SCALES:
            current = (1.0 if current is None else current) * _SMALL_SCALES[word]
        elif word in _LARGE_SCALES:
            total += (1.0 if current is None else current) * _LARGE_SCALES[word]
            current = 0.0
        else:
            value = _simple(word)
            if value is None:
                return None
            current = (current or 0.0) + value
    # A decimal of millions is no binary fraction: 4.2 million is 4,200,000.
    return round(total + current, 2) if current is not None else None


def read_ordinal(text: str) -> int | None:
    """The value of what ``ORDINAL`` matched: "third" and "3rd" are 3."""
    if text in _ORDINALS:
        return _ORDINALS[text]
    digits = text[:-2]
    return int(digits) if digits.isdigit() else None


def _simple(word: str) -> float | None:
    if word in _UNITS:
        return float(_UNITS[word])
    if word in _TENS:
        return float(_TENS[word])
    try:
        return float(word)
    except ValueError:
        return None
