"""A text as an array: for each of its tokens a row that says what it is by itself.

A row is worked out once for each token and kept, so that a text costs one look-up a token; what depends on
where a token stands is then asked of the array, or of the few marks in it.
"""

import struct
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from transforms.likeness import words as w
from transforms.likeness.days import DAY_FORMS
from transforms.likeness.quantities import begins_quantity

# A word's hash, letters and bits (as of ``transforms.likeness.words``), and what kind of token it is.
ROW = np.dtype([("key", np.uint32), ("letters", np.uint32), ("bits", np.uint16), ("kind", np.uint16)])
Rows = npt.NDArray[np.void]

# Kinds of words ...
WORD = 1
NAMING = 2  # capitalised, and of a kind that stands in names
UNNAMING = 4  # neither capitalised nor a number: no name goes on behind it
FEW_DIGITS = 8  # a number as short as an age
ABBREVIATION = 16  # the full stop behind it ends no sentence
DAY = 32  # a weekday, a month or the like
# ... of marks ...
JOINING = 64
LINE_END = 128
ASIDE = 8192  # of a line end: what follows is no news
SENTENCE_END = 256
OPENING, CLOSING, STRAIGHT = 512, 1024, 2048
QUOTE = OPENING | CLOSING | STRAIGHT
# ... and of either.
COUNTING = 4096  # a quantity may begin with it

_NAMELESS = w.STOP | w.DATE | w.PAIRED
_AGE_CHARS = 2
_ABBREVIATED = """
    mr mrs ms dr st lt sgt capt gov sen rep gen col rev jan feb mar apr jun jul aug sept sep oct nov dec no vs
"""
_ABBREVIATIONS = frozenset(_ABBREVIATED.split())
_MARKS = {
    **dict.fromkeys("-'’", JOINING),
    **dict.fromkeys("“«„", OPENING),
    **dict.fromkeys("”»", CLOSING),
    '"': STRAIGHT,
}
# Before a line that is news, and before one that is none.
NEWS_LINE, ASIDE_LINE = "\n", "\n\n"
_SENTENCE_ENDS = ".!?…。！？؟।"
# A row for each of the last tokens that were met: so many at least, and twice as many at most.
_LEAST_KEPT = 1 << 15
_PACK = struct.Struct("=IIHH").pack


class _Kept(dict[str, bytes]):
    """The rows of the tokens that are in use, and of those that were before them."""

    def __init__(self) -> None:
        super().__init__()
        self._before: dict[str, bytes] = {}

    def __missing__(self, token: str) -> bytes:
        if len(self) >= _LEAST_KEPT:
            self._before = dict(self)
            self.clear()
        row = self[token] = self._before.get(token) or _read_token(token)
        return row


_row_of = _Kept().__getitem__


def rows_of(tokens: Iterable[str]) -> Rows:
    """A row for each token; the array is read only."""
    return np.frombuffer(b"".join(map(_row_of, tokens)), ROW)


def _read_token(token: str) -> bytes:
    counting = COUNTING * begins_quantity(token)
    word = w.read_word(token)
    if word is None:
        return _PACK(0, 0, 0, _kind_of_mark(token) | counting)
    bits = word.bits if word.capital else word.bits | w.PLAIN
    return _PACK(word.key, word.letters, bits, _kind_of_word(word) | counting)


def _kind_of_word(word: w.Word) -> int:
    kind = WORD
    if word.capital:
        kind |= 0 if word.bits & _NAMELESS else NAMING
    elif not word.bits & w.NUMBER:
        kind |= UNNAMING
    elif len(word.form) <= _AGE_CHARS:
        kind |= FEW_DIGITS
    if len(word.form) == 1 or word.form in _ABBREVIATIONS:
        kind |= ABBREVIATION
    return kind | DAY * (word.form in DAY_FORMS)


def _kind_of_mark(token: str) -> int:
    if token[0] == "\n":
        return LINE_END | ASIDE * (token == ASIDE_LINE)
    if token[0] in _SENTENCE_ENDS:
        return SENTENCE_END
    return _MARKS.get(token, 0)
