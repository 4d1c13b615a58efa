"""From text to hashed words: the one tokeniser behind every likeness.

Words are folded and hashed with BLAKE2b, so equal words have equal hashes on every machine and in
every process.  Runs of scripts that are written without spaces become overlapping pairs of characters.
Everything here takes time linear in the text.
"""

import hashlib
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from transforms.likeness.spelling import spell

# Bits that say what a word is, or where it stands.
TITLE = 1  # stands in the title
NAME = 2  # capitalised although no sentence begins with it
PLAIN = 4  # stands somewhere in lower case
NUMBER = 8
LEAD = 16  # among the first LEAD_WORDS words of the body
NEGATION = 32
AGE = 64  # a number that gives someone's age
STOP = 128  # function word
DATE = 256  # weekday, month, year or another word of the calendar
SHORT = 512  # at most three letters
BODY = 1024  # stands in the body, outside what is quoted at length and outside boilerplate
PAIRED = 2048  # a pair of characters of a script without spaces

LEAD_WORDS = 60
# A longer "word" is no word; cutting it keeps the cache of words small (test_sketches: hostile input).
MAX_WORD_CHARS = 40

_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0dff\u200c\u200d"
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_UNSPACED += "\U00020000-\U0003ffff"
_UNSPACED_RUN = re.compile(rf"[{_UNSPACED}]+")
_NUMBER = rf"\d+(?:[.,:]\d+)*[\w{_MARKS}]*"
_SIGN = r"['’](?=\w)|[.!?…。！？؟।]+|\n+|[\"“”«»„]|[-–—$€£%]"
_TOKEN = re.compile(rf"{_NUMBER}|[\w{_MARKS}]+|{_SIGN}")
# The same for most texts; words first, since they are the most.
_ASCII_TOKEN = re.compile(r"[A-Za-z_]\w*|\d+(?:[.,:]\d+)*\w*|'(?=\w)|[.!?]+|\n+|[\"$%-]", re.ASCII)
_MIXED_TOKEN = re.compile(rf"(?P<run>[{_UNSPACED}]+)|{_NUMBER}|(?:(?![{_UNSPACED}])[\w{_MARKS}])+|{_SIGN}")

_STOP_WORDS = """
    a about above after again against all also although am among an and another any are around as at away
    back be became because become been before began being below between both but by came can cannot come
    could did do does doing don done down during each either else enough even ever every few for from
    further get gets getting give given go goes going gone got had has have having he her here hers herself
    him himself his how however i if in instead into is it its itself just keep kept know known last later
    least less let like likely made make makes making many may me might more most much must my myself near
    need never next no nor not now of off often on once one only onto or other others our ours out over own
    part per put quite rather re really s said same saw say saying says see seen several she should since so
    some soon still such t take taken taking tell than that the their theirs them themselves then there
    these they thing things this those though through thus to together told too took toward towards under
    until up upon us use used using ve very want was way we well went were what when where whether which
    while who whom whose why will with within without would yes yet you your yours yourself mr mrs ms dr ll
    d m isn wasn doesn didn couldn wouldn shouldn hasn haven hadn aren weren ain
"""
_STOP = frozenset(_STOP_WORDS.split())
_NEGATION_WORDS = """
    no not t never neither nor none nobody nothing without cannot denied denies deny false nicht kein keine
    nie pas jamais aucun non nunca no ni nessun geen niet ikke inte
"""
_NEGATION = frozenset(_NEGATION_WORDS.split())
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
WEEKDAYS = {name: n for n, name in enumerate(_WEEKDAYS)} | {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thurs": 3, "fri": 4,
}  # fmt: skip
MONTHS = {name: n for n, name in enumerate(_MONTHS, 1)} | {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip
_CALENDAR_WORDS = """
    today yesterday tomorrow tonight morning afternoon evening night noon midnight
"""
_CALENDAR = frozenset(_CALENDAR_WORDS.split())
# "may", "march" and their like are words of their own, and so are "sun" and "sat": they are no dates alone.
_AMBIGUOUS = frozenset({"may", "march", "mar", "mon", "wed"})
_NUMERALS = """
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty
"""
_SPELLED = {word: str(n) for n, word in enumerate(_NUMERALS.split(), 2)}


class Word(NamedTuple):
    """A token: the hash of its folded form, that form, its bits, whether it is capitalised, and its letters.

    ``letters`` are as of ``transforms.likeness.spelling``.
    """

    key: int
    form: str
    bits: int
    capital: bool
    letters: int


def hash32(text: str, salt: bytes = b"") -> int:
    """The first 32 bits of the BLAKE2b digest of ``text``: the same for ever and everywhere."""
    raw = text.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(raw, digest_size=4, person=salt).digest(), "little")


def tokenise(text: str) -> list[str]:
    """Words, numbers and the marks that sketches look at, in text order (pairs for unspaced scripts)."""
    if text.isascii():
        return _ASCII_TOKEN.findall(text)
    text = unicodedata.normalize("NFKC", text)
    if text.isascii():
        return _ASCII_TOKEN.findall(text)
    return _tokenise_mixed(text) if _UNSPACED_RUN.search(text) else _TOKEN.findall(text)


def _tokenise_mixed(text: str) -> list[str]:
    tokens: list[str] = []
    for match in _MIXED_TOKEN.finditer(text):
        run = match.group()
        if match.lastgroup is None:
            tokens.append(run)
        else:
            tokens.extend(run[i : i + 2] for i in range(max(1, len(run) - 1)))
    return tokens


def fold_word(token: str) -> str:
    """The form in which a word is compared; a small number in words is one in digits."""
    form = token[:MAX_WORD_CHARS].casefold()
    return form.replace(",", "") if form[0].isdigit() else _SPELLED.get(form, form)


@lru_cache(maxsize=1 << 16)
def read_word(token: str) -> Word | None:
    """The word in a token, or None for a mark."""
    first = token[0]
    if not (first.isalnum() or first == "_" or (len(token) > 1 and token[1].isalnum())):
        return None
    form = fold_word(token)
    bits = 0
    if first.isdigit():
        bits |= NUMBER
        if len(form) == 4 and form[:2] in ("19", "20") and form.isdigit():
            bits |= DATE
    elif form.isdigit():
        bits = NUMBER
    if form in _STOP:
        bits |= STOP
    if form in _NEGATION:
        bits |= NEGATION
    if form in _CALENDAR or ((form in WEEKDAYS or form in MONTHS) and form not in _AMBIGUOUS):
        bits |= DATE
    if len(form) <= 3 and not bits & NUMBER:
        bits |= SHORT
    if is_unspaced(first):
        # Hiragana writes endings and particles: such a pair is as common as a short word elsewhere.
        grammar = any("\u3040" <= char <= "\u309f" for char in form)
        bits = (bits | SHORT if grammar else bits & ~SHORT) | PAIRED
    return Word(hash32(form), form, bits, first.isupper(), spell(form))


def is_unspaced(char: str) -> bool:
    """Whether a character belongs to a script that is written without spaces between words."""
    code = ord(char)
    return (
        0x0E00 <= code <= 0x0EFF
        or 0x1000 <= code <= 0x109F
        or 0x1780 <= code <= 0x17FF
        or 0x3040 <= code <= 0x30FF
        or 0x3400 <= code <= 0x4DBF
        or 0x4E00 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0x20000 <= code <= 0x3FFFF
    )
