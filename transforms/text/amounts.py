"""Amounts in one sentence: money (damage, ransom, fine, deal), magnitude, storm category, homes destroyed."""

import re
from typing import NamedTuple

from transforms.text.numbers import NOT_BEFORE, NOT_BEHIND, NUMBER, read_number
from transforms.text.people_words import QUALIFIER, QUALIFIERS
from transforms.text.tables import word_set


class Amount(NamedTuple):
    """An amount in a sentence.

    Attributes:
      what: damage, ransom, fine, deal, magnitude, category or destroyed.
      value: in units of ``unit``.
      unit: an ISO 4217 currency for money, ``homes`` or ``buildings`` for destroyed, else None.
      qualifier: as of a count.
    """

    what: str
    value: float
    unit: str | None
    qualifier: str | None


KINDS = ("damage", "ransom", "fine", "deal", "magnitude", "category", "destroyed")

# A bare sign or word is the currency of most text that uses it.
_SIGNS = {
    "us$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD",
    "$": "USD", "£": "GBP", "€": "EUR", "¥": "JPY", "₹": "INR", "rs": "INR", "rs.": "INR", "usd": "USD", "eur": "EUR",
    "gbp": "GBP", "inr": "INR", "jpy": "JPY", "cny": "CNY", "chf": "CHF", "aud": "AUD", "cad": "CAD",
}  # fmt: skip
_WORDS = {
    "dollars": "USD", "us dollars": "USD", "u.s. dollars": "USD", "euros": "EUR", "euro": "EUR", "pounds": "GBP",
    "rupees": "INR", "yen": "JPY", "yuan": "CNY", "swiss francs": "CHF", "australian dollars": "AUD",
    "canadian dollars": "CAD", "pounds sterling": "GBP", "usd": "USD", "eur": "EUR",
}  # fmt: skip
_SCALE = r"thousand|million|billion|trillion|mln|bln|crores?|lakhs?|mn|bn|tn|k|m|b"
_FIGURE = rf"\d{{1,3}}(?:,\d{{2,3}})+(?:\.\d{{1,2}})?|\d{{1,9}}(?:\.\d{{1,3}})?(?:\s?(?:{_SCALE})\b)?"


def _any_of(table: dict[str, str]) -> str:
    return "|".join(re.escape(name) for name in sorted(table, key=len, reverse=True))


_MONEY = re.compile(
    rf"(?<![\w$])(?P<sign>{_any_of(_SIGNS)})\s?(?P<signed>{_FIGURE})(?![\d%])"
    rf"|{NOT_BEFORE}(?P<worded>{_FIGURE}|(?:{NUMBER})(?:\sbillion)?)[\s-](?P<word>{_any_of(_WORDS)})\b"
)
# A text without any of these holds no amount.
SIGNS = "$£€¥₹"
WORDS = word_set(
    "rs usd eur gbp inr jpy cny chf aud cad dollars euro euros pounds rupees yen yuan francs magnitude richter quake",
    "earthquake tremor aftershock category homes houses buildings structures",
)
# Words beside the amount that say what it is: before it, and behind it.
_DAMAGE_BEFORE = r"damages?|losses|destruction"
_MONEY_BEFORE = {
    "damage": rf"(?:{_DAMAGE_BEFORE})(?: \w+){{0,4}}? (?:at|of|worth|to|totall?ing|exceeds?|exceeded|topped)|"
    r"(?:damage|losses) worth",
    "ransom": r"ransom(?: payment)?(?: \w+){0,3}? (?:of|was|totall?ing)",
    "fine": r"(?:fine|penalty)(?: \w+){0,2}? of|\bfined(?: (?!if|unless)[\w'’-]+){0,4}?|fines (?:of|totall?ing)|"
    r"\bfines(?: (?!if|unless|of|to|for|in|and|or|on)[\w'’-]+){1,4}?|"
    r"hit with an?|pay an?",
    "deal": r"(?:deal|takeover|merger|acquisition|buyout|sale)(?: \w+){0,4}? (?:worth|valued at|of|for)|"
    r"\b(?:buy|buying|buys|bought|acquir(?:e|es|ed|ing)|takes? over|snaps up)\b[^.;]{1,80}? (?:for|in a)|"
    r"(?:deal|takeover|merger|acquisition|buyout), (?:worth|valued at)|(?:approve|approves|approved|announces?|agrees?"
    r"|seals?|signs?|in an?|an?|the)",
}
_MONEY_BEHIND = {
    "damage": r"(?:in|of|worth of) (?:\w+ ){0,2}?(?:damages?|losses)\b",
    "ransom": r"(?:in )?ransom\b",
    "fine": r"(?:civil |criminal |record )?(?:fine|penalty)\b|in fines\b",
    "deal": r"(?:(?!loan|credit|bond|swap|financing|or\b|and\b|to\b)\w+ ){0,2}?"
    r"(?:deal|takeover|merger|acquisition|buyout)\b",
}
# Kinds of which the words before it alone do not say enough.
_NEEDS_BEHIND = {
    "fine": ("hit with a", "hit with an", "pay a", "pay an"),
    "deal": ("approve", "announce", "agree", "seal", "sign", "in a", "a", "the", "an"),
}
_BEFORE_PATTERNS = {what: re.compile(rf"(?:\b(?:{words})) $") for what, words in _MONEY_BEFORE.items()}
_BEHIND_PATTERNS = {what: re.compile(rf"[\s-](?:{words})") for what, words in _MONEY_BEHIND.items()}
_SOFT = re.compile(
    r"\b(?:could|would|might|may|can|face[sd]?|facing|maximum|if|unless|seek(?:s|ing)?|sought|demand(?:s|ed|ing)?|"
    r"den(?:y|ies|ied)|not|never|no|threaten(?:s|ed)?|risk(?:s|ed)?|calls? for|asks?|asked|each|per)\b"
)
# Characters before an amount that are searched for its word.
_LOOK_BACK = 140

_DECIMAL = r"(?P<{0}>\d{{1,2}}(?:\.\d{{1,2}})?)"
_MAGNITUDE = re.compile(
    r"\bmagnitude[\s-](?:of\s)?(?:about\s|around\s)?" + _DECIMAL.format("after") + r"(?![\d%])"
    r"|(?<![\d.,$])" + _DECIMAL.format("before") + r"[\s-]magnitude\b"
    r"|(?<![\d.,$])" + _DECIMAL.format("richter") + r" on the richter\b"
    r"|\b(?:quake|earthquake|tremor|aftershock)\b[^.;]{0,40}? (?:measur(?:ed|es|ing)|registered) (?:about |around )?"
    + _DECIMAL.format("measured")
    + r"(?![\d%])"
)
_QUAKE_HINTS = ("magnitude", "richter", "quake", "tremor")
# No quake is stronger, and none that is news is weaker.
_MAGNITUDES = (2.0, 9.9)
_CATEGORY = re.compile(r"\bcategory[\s-](?P<category>[1-5]|one|two|three|four|five)\b")
_STORM = re.compile(r"\b(?:hurricane|cyclone|typhoon|storm)\b")
_UNITS = {"homes": "homes", "houses": "homes", "buildings": "buildings", "structures": "buildings"}
_DESTROYED = re.compile(
    rf"{NOT_BEFORE}(?P<number>{NUMBER}){NOT_BEHIND}\s(?:[a-z-]+\s){{0,2}}?(?P<unit>{'|'.join(_UNITS)})\b"
)
_DESTROYED_BEHIND = re.compile(
    r"\s(?:(?:have|had|has|were|was|are|been|being|reportedly|also|completely)\s){0,4}(?:destroyed|burned down|"
    r"burnt down|razed|levell?ed|flattened|gutted)\b"
)
_DESTROYED_BEFORE = re.compile(r"\b(?:destroy(?:s|ed|ing)|raz(?:es|ed|ing)|levell?(?:s|ed|ing)|flatten(?:s|ed|ing)) $")
_MODAL = re.compile(r"\b(?:could|would|might|may|can|to|not|never|if|den(?:y|ies|ied)) (?:have )?$")


def find_amounts(lower: str) -> list[Amount]:
    """The amounts of one sentence in lower case, money first."""
    found = _find_money(lower)
    if any(word in lower for word in _QUAKE_HINTS):
        for match in _MAGNITUDE.finditer(lower):
            value = float(next(group for group in match.groups() if group))
            if _MAGNITUDES[0] <= value <= _MAGNITUDES[1]:
                found.append(Amount("magnitude", value, None, None))
    if "category" in lower and _STORM.search(lower):
        found += [Amount("category", read_number(m["category"]) or 0.0, None, None) for m in _CATEGORY.finditer(lower)]
    return found + (_find_destroyed(lower) if any(unit in lower for unit in _UNITS) else [])


def _find_money(lower: str) -> list[Amount]:
    found = []
    for match in _MONEY.finditer(lower):
        unit = _SIGNS[match["sign"]] if match["sign"] else _WORDS[match["word"]]
        value = read_number(match["signed"] or match["worded"])
        left = lower[max(0, match.start() - _LOOK_BACK) : match.start()]
        said = QUALIFIER.search(left)
        qualifier = None
        if said:
            qualifier = QUALIFIERS[said.group(1)]
            left = left[: said.start()]
        what = _what_money(left, lower, match.end())
        if what and value and not _SOFT.search(left[max(left.rfind(";"), left.rfind(", but")) + 1 :]):
            found.append(Amount(what, value, unit, qualifier))
    return found


def _what_money(left: str, lower: str, end: int) -> str | None:
    for what, pattern in _BEHIND_PATTERNS.items():
        if pattern.match(lower, end):
            return what
    for what, pattern in _BEFORE_PATTERNS.items():
        before = pattern.search(left)
        if before and not before.group().strip().startswith(_NEEDS_BEHIND.get(what, ("\n",))):
            return what
    return None


def _find_destroyed(lower: str) -> list[Amount]:
    found = []
    for match in _DESTROYED.finditer(lower):
        value = read_number(match["number"])
        left = lower[max(0, match.start() - _LOOK_BACK) : match.start()]
        said = QUALIFIER.search(left)
        if said:
            left = left[: said.start()]
        before = _DESTROYED_BEFORE.search(left)
        real = before and not _MODAL.search(left[: before.start()])
        if value and (real or _DESTROYED_BEHIND.match(lower, match.end())):
            qualifier = QUALIFIERS[said.group(1)] if said else None
            found.append(Amount("destroyed", value, _UNITS[match["unit"]], qualifier))
    return found
