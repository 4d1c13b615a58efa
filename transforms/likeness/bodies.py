"""The body of an article as an array of its words: which stand in names, which are quoted or set aside.

What a word is by itself is looked up (``transforms.likeness.tokens``).  What depends on its neighbours is read
from the few marks between words, then put to all words at once.
"""

from bisect import bisect
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.likeness import tokens as t
from transforms.likeness import words as w
from transforms.likeness.boilerplate import BOILERPLATE, split_boilerplate
from transforms.likeness.quantities import hash_quantities

U8 = npt.NDArray[np.uint8]
U16 = npt.NDArray[np.uint16]
U32 = npt.NDArray[np.uint32]
I64 = npt.NDArray[np.int64]

# What is longer is cut: a sketch stays below 25 kB, and its digest still tells two long texts apart.
MAX_WORDS = 4000
# A quotation of this many words is a block quote: its words are somebody else's
# (test_copies: quoting is not copying).
BLOCK_QUOTE_WORDS = 40

# What the marks before a word make of it: it stands by itself, it begins a sentence, no name goes on to it.
_APART, _BEGINS, _UNNAMED = 1, 2, 4
_PAIR, _PERSON_AGED, _ALL_BITS = 0x9E3779B1, 0x85EBCA6B, 0xFFFFFFFF


class Body(NamedTuple):
    """The words of a body.

    Attributes:
      told: hashes of all words, in order; the rest is of the first ``MAX_WORDS``.
      keys, letters, bits, kinds: their hashes, letters, bits with where they stand, and kinds of tokens.
      aside: 1 where a word is quoted at length, 2 where it is boilerplate.
      names: hashes of two capitalised words in a row, and of a name with its age.
      quantities: hashes of the quantities outside boilerplate.
      tokens, places: all tokens, and where the words stand among them.
    """

    told: U32
    keys: U32
    letters: U32
    bits: U16
    kinds: U16
    aside: U8
    names: list[int]
    quantities: list[int]
    tokens: list[str]
    places: list[int]


def read_body(text: str) -> Body:
    """Read a body; the cost is linear in the text."""
    lines = [(t.ASIDE_LINE if aside else t.NEWS_LINE) + piece for piece, aside in split_boilerplate(text) if piece]
    tokens = w.tokenise("".join(lines))
    rows = t.rows_of(tokens)
    token_kinds = rows["kind"].copy()
    is_word = token_kinds & t.WORD != 0
    all_places = is_word.nonzero()[0]
    places = all_places[:MAX_WORDS]
    keys, bits, word_kinds = rows["key"].take(places), rows["bits"].take(places), token_kinds.take(places)
    kinds = word_kinds.tolist()
    end = int(all_places[MAX_WORDS]) if len(all_places) > MAX_WORDS else len(tokens)
    mark_places = (~is_word[:end]).nonzero()[0]
    marks = _Marks(token_kinds[mark_places].tolist(), [at - n for n, at in enumerate(mark_places.tolist())])
    notable = (word_kinds & (t.NAMING | t.FEW_DIGITS)).nonzero()[0].tolist()
    found = _read_names(notable, keys.tolist(), kinds, _read_gaps(marks, kinds))
    bits[found.named] |= w.NAME
    bits[found.ages] |= w.AGE
    bits[: w.LEAD_WORDS] |= w.LEAD
    bits |= w.BODY
    aside = np.zeros(len(places), np.uint8)
    for first, last in _find_asides(marks, len(places)):
        aside[first:last] = BOILERPLATE
        bits[first:last] &= ~np.uint16(w.BODY)
    for first, last in _find_block_quotes(marks, len(places)):
        aside[first:last] |= 1
    return Body(
        rows["key"].take(all_places),
        keys,
        rows["letters"].take(places),
        bits,
        word_kinds,
        aside,
        found.hashes,
        _read_quantities(tokens, token_kinds, all_places),
        tokens,
        places.tolist(),
    )


class _Marks(NamedTuple):
    """The marks of a body in order: their kinds, and how many words stand before each."""

    kinds: list[int]
    words: list[int]


def _read_gaps(marks: _Marks, words: Sequence[int]) -> bytearray:
    """What the marks before each word, and at the end, make of it; ``words`` are the kinds of words."""
    gaps = bytearray(len(words) + 1)
    quoting = False
    for kind, number in zip(marks.kinds, marks.words, strict=True):
        if kind == t.JOINING:
            continue
        if kind & t.LINE_END:
            quoting = False
            gaps[number] |= _BEGINS | _UNNAMED
        elif kind == t.SENTENCE_END:
            if gaps[number] & _APART or not words[number - 1] & t.ABBREVIATION:
                gaps[number] |= _BEGINS | _UNNAMED
        elif kind & t.QUOTE:
            quoting = kind == t.OPENING or (kind == t.STRAIGHT and not quoting)
            gaps[number] |= _BEGINS * quoting
        gaps[number] |= _APART
    return gaps


class _Names(NamedTuple):
    """Words that are names, numbers that are ages, and hashes of two names in a row and of names with an age."""

    named: list[int]
    ages: list[int]
    hashes: list[int]


def _read_names(notable: Sequence[int], keys: Sequence[int], kinds: Sequence[int], gaps: bytearray) -> _Names:
    """Read the names; ``notable`` are the words that may be one, or an age."""
    found = _Names([], [], [])
    number, its_name = -1, -1
    for at in notable:
        if not kinds[at] & t.NAMING:
            # The name before a number is looked for no farther back than the number before it.
            its_name = _name_before(at, number, its_name, kinds, gaps)
            number = at
            if its_name >= 0:
                found.ages.append(at)
                found.hashes.append((keys[its_name] * _PERSON_AGED ^ keys[at]) & _ALL_BITS)
        elif not gaps[at] & _APART and kinds[at - 1] & t.NAMING:
            found.named.append(at)
            found.hashes.append((keys[at - 1] * _PAIR ^ keys[at]) & _ALL_BITS)
        elif not gaps[at] & _BEGINS:
            found.named.append(at)
    return found


def _name_before(at: int, known: int, known_name: int, kinds: Sequence[int], gaps: bytearray) -> int:
    """The last word of the name that a number may be the age of, or -1; ``known`` is a number before it."""
    # A body begins with the end of a line, which no name goes on over.
    while not gaps[at] & _UNNAMED:
        at -= 1
        if kinds[at] & (t.NAMING | t.UNNAMING):
            return at if kinds[at] & t.NAMING else -1
        if at == known:
            return known_name
    return -1


def _find_asides(marks: _Marks, words: int) -> list[tuple[int, int]]:
    """The boilerplate among so many words, as stretches of them."""
    lines = [n for n, kind in enumerate(marks.kinds) if kind & t.LINE_END]
    ends = [marks.words[n] for n in lines[1:]] + [words]
    return [(marks.words[n], end) for n, end in zip(lines, ends, strict=False) if marks.kinds[n] & t.ASIDE]


def _find_block_quotes(marks: _Marks, words: int) -> list[tuple[int, int]]:
    """The long quotations among so many words, as stretches of them; a paragraph's end closes one."""
    quotes: list[tuple[int, int]] = []
    begin = -1
    for kind, number in zip(marks.kinds, marks.words, strict=True):
        if kind == t.CLOSING or (begin >= 0 and kind & (t.STRAIGHT | t.LINE_END)):
            quotes.append((begin, number))
            begin = -1
        elif kind & (t.STRAIGHT | t.OPENING):
            begin = number
    quotes.append((begin, words))
    return [(start, end) for start, end in quotes if start >= 0 and end - start >= BLOCK_QUOTE_WORDS]


def _read_quantities(tokens: Sequence[str], kinds: U16, words: I64) -> list[int]:
    """The hashes of all quantities outside boilerplate; one may go on in the next line.

    ``kinds`` are those of the tokens, ``words`` the places of all words.
    """
    counting = (kinds & t.COUNTING).nonzero()[0].tolist()
    if not counting:
        return []
    # What begins behind the last word that is kept is left out.
    last = int(words[MAX_WORDS - 1]) if len(words) >= MAX_WORDS else len(tokens)
    lines = (kinds & t.LINE_END).nonzero()[0].tolist()
    told: list[str] = []
    places: list[int] = []
    for line, end, kind in zip(lines, [*lines[1:], len(tokens)], kinds[lines].tolist(), strict=True):
        if kind & t.ASIDE or line > last:
            continue
        moved = line + 1 - len(told)
        told += tokens[line + 1 : end]
        places += [at - moved for at in counting[bisect(counting, line) : bisect(counting, end)]]
    return hash_quantities(told, places)
