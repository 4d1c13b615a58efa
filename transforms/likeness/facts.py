"""What a newer text says that an older one does not: the directional difference of two sketches.

Not every new word is a fact.  Function words, spellings and forms of a word that the older text has in
its place, house style and boilerplate are not; numbers are compared by value and unit, and days by the
calendar ("yesterday" is "Friday" in a text of Saturday).
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.likeness import words as w
from transforms.likeness.sketches import MAX_QUANTITIES, U32, Sketch, shingle_hashes
from transforms.likeness.spelling import are_variants

Mask = npt.NDArray[np.bool_]

# Words of a text stand as in another one where three in a row do; a synonym uncovers five words at most.
COVERING_WORDS = 3
# New words in one stretch that the older text lacks: three in a row say something
# (test_copies: how many plain words make a fact).
NEW_WORDS_IN_A_ROW = 3
# Of a script without spaces pairs of characters are compared: one new pair is where something was left
# out, two are a new character (test_copies: scripts without spaces).
NEW_PAIRS_IN_A_ROW = 2
# A stretch so long is a new sentence even if the older text has all its words somewhere
# (test_copies: old words in a new sentence).
NEW_STRETCH_WORDS = 10
# Where so much stands in both texts, a word in another place is no matter of style.
HARDLY_CHANGED = 0.9
# Plain words scattered over a text that another desk shortened: one, and one more for so many words.
WORDS_PER_PLAIN_WORD = 40

_CORRECTION = """corrected corrects correct correcting correction corrections rpt repeats clarified
    clarifies clarification erroneously misstated incorrectly retracted retraction update updates"""
# Words that turn the news on their own: never house style.
_TURNING = """dead died dies killed kills fatal fatally alive survived injured wounded critical arrested
    charged convicted acquitted sentenced released guilty innocent confirmed confirms denied denies
    proposed imposed approved rejected adopted vetoed passed failed won lost cancelled canceled postponed
    delayed suspended resumed reopened closed opened ended halted stopped scrapped withdrawn withdrew
    resigned fired hired appointed elected agreed refused accepted increased decreased raised lowered cut
    rose fell up down higher lower more less most least first second third half double triple million
    billion thousand hundred percent mln bln identified named missing found rescued evacuated false true
    metric tonnes excludes includes except only morning afternoon evening night noon midnight"""
# Parts of quantities, which are compared by value.
_PARTS_OF_QUANTITIES = """thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion dozen
    mln bln bn percent pct cent cents cts dollar dollars dlr dlrs"""
# Ways of writing that differ between outlets, and what pages add of their own.
_HOUSE_STYLE = """ap reuters afp upi com www http https twitter facebook email follow updated posted
    reuter published created pm am pct mln dlrs stg photo video copyright"""


def _hashes(text: str) -> U32:
    return np.array(sorted(w.hash32(word) for word in set(text.split())), np.uint32)


_CORRECTION_WORDS = _hashes(_CORRECTION)
_TURNING_WORDS = _hashes(_TURNING)
_HOUSE_STYLE_WORDS = _hashes(_HOUSE_STYLE)
_QUANTITY_WORDS = _hashes(_PARTS_OF_QUANTITIES)


class Difference(NamedTuple):
    """What the newer of two sketches has and the older lacks.

    Attributes:
      added: positions in ``newer.words`` of telling words of the body that the older article lacks.
      respelled: for each of them, whether the older text has another spelling or form of it instead.
      covered: share of the newer text's words that stand as in the older one (0 to 1).
      stretches: how many stretches of the newer text do not.
      stretch: words of the longest of them.
      new_in_a_row: most words of ``added``, but respelled ones, in one such stretch.
      kept: share of the older text's words that stand as in the newer one.
      moved: telling words that the older text has as well, but in other company: beside none of their
        neighbours here, or, where hardly anything else was changed, not beside both.
      quantities, days: how many values or units, and how many days, the older article does not name.
    """

    added: U32
    respelled: Mask
    covered: float
    stretches: int
    stretch: int
    new_in_a_row: int
    kept: float
    moved: int
    quantities: int
    days: int


def compare_texts(older: Sketch, newer: Sketch) -> Difference:
    """What ``newer`` says beyond ``older``."""
    added = find_added(older, newer)
    respelled = _find_respelled(older, newer, added)
    told, known = _told_words(newer), _told_words(older)
    uncovered = ~_cover(told, known)
    kept = _share(_cover(known, told))
    new = among(told, newer.words[added[~respelled]])
    stretches = np.flatnonzero(np.diff(np.concatenate(([False], uncovered, [False])).astype(np.int8)))
    begins, ends = stretches[::2], stretches[1::2]
    news = np.concatenate(([0], np.cumsum(new)))
    return Difference(
        added,
        respelled,
        _share(~uncovered),
        len(begins),
        int((ends - begins).max(initial=0)),
        int((news[ends] - news[begins]).max(initial=0)),
        kept,
        _count_moved(older, newer, uncovered, kept),
        _count_new_quantities(older, newer, added),
        _count_new_days(older, newer, uncovered),
    )


def share_covered(older: Sketch, newer: Sketch) -> float:
    """The share of the newer text's words that stand as in the older one (``Difference.covered``)."""
    return _share(_cover(_told_words(newer), _told_words(older)))


def may_cover(older: Sketch, newer: Sketch, least: float) -> bool:
    """Whether ``share_covered`` can be so much: what stands as in the older text is a word of it."""
    return _share(among(_told_words(newer), older.words)) >= least


def find_added(older: Sketch, newer: Sketch) -> U32:
    """Positions in ``newer.words`` of what its body says and the older article does not.

    Function words do not count, negations do; boilerplate does not.
    """
    telling = (newer.bits & w.BODY != 0) & ((newer.bits & w.STOP == 0) | (newer.bits & w.NEGATION != 0))
    lacking = telling & ~among(newer.words, older.words) & ~among(newer.words, _HOUSE_STYLE_WORDS)
    return np.flatnonzero(lacking).astype(np.uint32)


def find_fact(older: Sketch, newer: Sketch, found: Difference) -> str | None:
    """The first kind of fact among what is new, or None if there is none."""
    bits, words = newer.bits[found.added], newer.words[found.added]
    if len(newer.order) < newer.length or len(older.order) < older.length or len(newer.quantities) == MAX_QUANTITIES:
        return "too long to be sure"
    if says_corrected(older, newer):
        return "says that it corrects"
    if found.quantities:
        return "a new number"
    if (bits & w.NEGATION).any():
        return "a new negation"
    if among(words, _TURNING_WORDS).any():
        return "a word that turns the news"
    if found.moved:
        return "a telling word in new company"
    dates = bits & w.DATE != 0
    if found.days or (dates.any() and not (newer.dated and newer.english)):
        return "a new day"
    # A word that is never written in lower case is a name, or begins a sentence.
    names = (bits & w.PLAIN == 0) & ~dates & ~found.respelled
    if (names & (bits & (w.NAME | w.TITLE) != 0)).any():
        return "a new name"
    paired = (bits & w.PAIRED != 0).any()
    in_a_row = NEW_PAIRS_IN_A_ROW if paired else NEW_WORDS_IN_A_ROW
    if found.stretch >= NEW_STRETCH_WORDS or found.new_in_a_row >= in_a_row:
        return "a new phrase"
    plain = ~found.respelled & ~dates & (bits & w.NUMBER == 0) & ~among(words, _QUANTITY_WORDS)
    if plain.any() and found.stretches == 1 and _is_swap(older, newer):
        return "a word in place of another"
    # Elsewhere than in English nothing tells a negation from a matter of style.
    allowed = 1 + newer.length // WORDS_PER_PLAIN_WORD if newer.english or paired else 0
    if int(plain.sum()) > allowed:
        return f"{len(found.added)} new words"
    return None


def _count_new_days(older: Sketch, newer: Sketch, uncovered: Mask) -> int:
    """Days that only the newer text names; the words of the older one mean no other day for being sent later."""
    bits = newer.bits[newer.order[newer.aside & 2 == 0]]
    if not (uncovered & (bits & w.DATE != 0)).any():
        return 0
    return int((~np.isin(newer.days, older.days)).sum())


def _count_moved(older: Sketch, newer: Sketch, uncovered: Mask, kept: float) -> int:
    told, known = _told_words(newer), _told_words(older)
    bits = newer.bits[newer.order[newer.aside & 2 == 0]]
    again = uncovered & among(told, older.words) & ~among(told, _HOUSE_STYLE_WORDS)
    if not again.any():
        return 0
    beside = among(shingle_hashes(told, 2), np.sort(shingle_hashes(known, 2)))
    # The first and the last word have one neighbour only.
    before, after = np.append(True, beside)[: len(told)], np.append(beside, True)[: len(told)]
    stranger, strange = again & ~(before | after), again & ~(before & after)
    negation = bits & w.NEGATION != 0
    telling = (bits & (w.NUMBER | w.DATE) != 0) | among(told, _TURNING_WORDS)
    moved = (negation & strange) | (telling & stranger)
    if min(kept, _share(~uncovered)) >= HARDLY_CHANGED:
        name = bits & (w.PLAIN | w.SHORT) == 0
        plain = (bits & w.PLAIN != 0) & (bits & w.STOP == 0)
        moved |= (telling & strange) | ((name | plain) & stranger)
    return int(moved.sum())


def _share(mask: Mask) -> float:
    return np.count_nonzero(mask) / len(mask) if len(mask) else 0.0


def _is_swap(older: Sketch, newer: Sketch) -> bool:
    """Whether texts that differ in one place have other words there; then it was sent again for these."""
    back = compare_texts(newer, older)
    return back.stretches == 1 and back.stretch <= COVERING_WORDS and bool((~back.respelled).any())


def says_corrected(older: Sketch, newer: Sketch) -> bool:
    """Whether the newer article has a word of corrections that the older one lacks."""
    lacking = newer.words[~among(newer.words, older.words)]
    return bool(among(lacking, _CORRECTION_WORDS).any())


def among(keys: U32, ascending: U32) -> Mask:
    """For each key, whether it is among ``ascending``."""
    if not len(ascending):
        return np.zeros(len(keys), bool)
    found: Mask = ascending.take(ascending.searchsorted(keys), mode="clip") == keys
    return found


def _count_new_quantities(older: Sketch, newer: Sketch, added: U32) -> int:
    if not len(older.quantities):  # none, or a sketch of the first version: then by the word
        return int((newer.bits[added] & w.NUMBER != 0).sum())
    return int((~among(newer.quantities, older.quantities)).sum())


def _find_respelled(older: Sketch, newer: Sketch, added: U32) -> Mask:
    """Which added words are spellings or forms of a word of the older text; of a name that it alone has."""
    told = older.spellings[older.bits & w.PLAIN != 0]
    lost = older.spellings[find_added(newer, older)]
    spellings = newer.spellings[added][:, None]
    forms = (newer.bits[added] & w.PLAIN != 0) & are_variants(spellings, told[None, :]).any(axis=1)
    respelled = are_variants(spellings, lost[None, :]).any(axis=1)
    return np.asarray((forms | respelled) & (newer.bits[added] & w.NUMBER == 0), bool)


@lru_cache(maxsize=4)  # one text is compared with several
def _told_words(sketch: Sketch) -> U32:
    """The hashed words of the body in order, without boilerplate."""
    told = sketch.aside & 2 == 0
    return sketch.words.take(sketch.order if told.all() else sketch.order[told])


def _cover(told: U32, known: U32) -> Mask:
    """Which words of a text stand in a run of ``COVERING_WORDS`` that another text has."""
    covered = np.zeros(len(told), bool)
    if min(len(told), len(known)) < COVERING_WORDS:
        return covered
    runs = among(shingle_hashes(told, COVERING_WORDS), np.sort(shingle_hashes(known, COVERING_WORDS)))
    for step in range(COVERING_WORDS):
        covered[step : step + len(runs)] |= runs
    return covered
