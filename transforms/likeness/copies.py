"""Is the newer of two texts a copy of the older one, a new version of it, or another text?

A copy adds no fact; it may be abridged.  A new version (a *writethru*) is the same text with facts
added, changed or corrected.  Similarity alone cannot tell the two apart ("14 cents" for "1.4 cents" is
one word), so the newer text is searched for what the older one does not say.  When in doubt it is not
a copy: a missed copy costs a line in a list, a lost fact is lost.

Texts from one template (two bond issues, two weather reports) look like versions of each other; a small
logistic model over what they do *not* share keeps them apart.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.likeness import words as w
from transforms.likeness.models import Logistic, shipped
from transforms.likeness.sketches import U32, Sketch, body_words, shingle_hashes

# Shares of five-word shingles.  A copy holds hardly a phrase that the older text lacks, whatever it
# leaves out; an edit of house style ("pct", "%") breaks five shingles a word
# (test_copies: an abridged copy with one phrase in other words).
COPIED = 0.7
# Below, two texts share no more than stock phrases (test_copies: the police's usual sentences).
REUSED = 0.2
# Plain words that a copy may bring along: house style, a typing error, an outlet's own phrase.
# One, and one more for so many words (test_copies: how many plain words make a fact).
WORDS_PER_PLAIN_WORD = 150
# A text that stands in the other one between quotation marks is quoted, not copied.
QUOTED = 0.5

FEATURES = (
    "held", "kept", "less", "more", "days_apart", "corrected", "names_missing", "numbers_lost",
    "numbers_missing", "title_missing", "same_source", "only_numbers", "short",
)  # fmt: skip

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
    metric tonnes excludes includes except only"""
# Ways of writing that differ between outlets, and what pages add of their own.
_HOUSE_STYLE = """ap reuters afp upi com www http https twitter facebook email follow updated posted
    published created pm am pct mln dlrs stg photo video copyright"""


def _hashes(text: str) -> U32:
    return np.array(sorted(w.hash32(word) for word in set(text.split())), np.uint32)


_CORRECTION_WORDS = _hashes(_CORRECTION)
_TURNING_WORDS = _hashes(_TURNING)
_HOUSE_STYLE_WORDS = _hashes(_HOUSE_STYLE)


class Judgement(NamedTuple):
    """``relation``: copy, writethru or different; ``similarity`` 0 to 1; ``why`` in a few words."""

    relation: str
    similarity: float
    why: str


class Overlap(NamedTuple):
    """Shares of distinct shingles: of the newer text in the older, and the other way round.

    ``unquoted``: what share of the shared ones stands outside long quotations in the newer text.
    """

    held: float
    kept: float
    unquoted: float


def judge(older: Sketch, newer: Sketch, model: Logistic | None = None) -> Judgement:
    """What ``newer`` is to ``older``; ``model`` tells writethrus from texts that are only alike."""
    if newer.length and newer.digest == older.digest and newer.title_digest == older.title_digest:
        return Judgement("copy", 1.0, "same words")
    overlap = measure_overlap(older, newer)
    similarity = max(overlap.held, overlap.kept)
    if similarity < REUSED:
        return Judgement("different", similarity, "little text in common")
    added = find_added(older, newer)
    if overlap.held >= COPIED and (fact := find_fact(older, newer, added)) is None:
        return Judgement("copy", overlap.held, "nothing that the older text lacks")
    if overlap.unquoted < QUOTED:
        return Judgement("different", similarity, "quotes the older text")
    logit = (model or shipped("writethru", FEATURES)).logit(compare_features(older, newer, added, overlap))
    if logit < 0:
        return Judgement("different", similarity, "alike, but of something else")
    return Judgement("writethru", similarity, fact if overlap.held >= COPIED and fact else "reuses the text")


def measure_overlap(older: Sketch, newer: Sketch) -> Overlap:
    """How much of each text stands in the other one."""
    (ours, first), (theirs, _) = _distinct_shingles(newer), _distinct_shingles(older)
    if not len(ours) or not len(theirs):
        return Overlap(0.0, 0.0, 1.0)
    shared = _among(ours, theirs)
    count = int(shared.sum())
    quoted = int((newer.aside[first[shared]] & 1).sum())
    return Overlap(count / len(ours), count / len(theirs), 1 - quoted / count if count else 1.0)


@lru_cache(maxsize=4)  # one text is compared with several
def _distinct_shingles(sketch: Sketch) -> tuple[U32, npt.NDArray[np.intp]]:
    """The distinct shingles of a text, ascending, and where each stands first."""
    return np.unique(shingle_hashes(body_words(sketch)), return_index=True)


def find_added(older: Sketch, newer: Sketch) -> U32:
    """Positions in ``newer.words`` of what its body says and the older article does not.

    Function words do not count, negations do; boilerplate does not.
    """
    telling = (newer.bits & w.BODY != 0) & ((newer.bits & w.STOP == 0) | (newer.bits & w.NEGATION != 0))
    lacking = telling & ~_among(newer.words, older.words) & ~_among(newer.words, _HOUSE_STYLE_WORDS)
    return np.flatnonzero(lacking).astype(np.uint32)


def find_fact(older: Sketch, newer: Sketch, added: U32) -> str | None:
    """The first kind of fact among the added words, or None if they hold none."""
    bits, words = newer.bits[added], newer.words[added]
    if len(newer.order) < newer.length or len(older.order) < older.length:
        return "too long to be sure"
    if _says_corrected(older, newer):
        return "says that it corrects"
    if (bits & w.NUMBER).any():
        return "a new number"
    if (bits & w.NEGATION).any():
        return "a new negation"
    if _among(words, _TURNING_WORDS).any():
        return "a word that turns the news"
    names = int(((bits & w.NAME != 0) & (bits & w.PLAIN == 0)).sum())
    allowed = 1 + newer.length // WORDS_PER_PLAIN_WORD
    if 2 * names + len(added) - names > allowed:
        return f"{len(added)} new words"
    return None


def compare_features(older: Sketch, newer: Sketch, added: U32, overlap: Overlap) -> tuple[float, ...]:
    """``FEATURES`` of a pair."""
    days = abs(newer.day - older.day)
    lead = w.LEAD | w.TITLE
    names_lost = _lost(older, newer, w.NAME, w.PLAIN, lead)
    names_new = _lost(newer, older, w.NAME, w.PLAIN, lead)
    numbers_lost = _lost(older, newer, w.NUMBER, w.DATE, lead)
    numbers_new = _lost(newer, older, w.NUMBER, w.DATE, lead)
    title_lost = _lost(older, newer, w.TITLE, w.STOP, w.TITLE)
    title_new = _lost(newer, older, w.TITLE, w.STOP, w.TITLE)
    removed = find_added(newer, older)
    corrected = _says_corrected(older, newer)
    numbers_only = bool((newer.bits[added] & (w.NUMBER | w.DATE) != 0).all()) and bool(
        (older.bits[removed] & (w.NUMBER | w.DATE) != 0).all()
    )
    short = min(older.length, newer.length) < 120
    return (
        overlap.held,
        overlap.kept,
        min(overlap.held, overlap.kept),
        max(overlap.held, overlap.kept),
        float(np.log1p(days)),
        float(corrected),
        min(names_lost, names_new),
        numbers_lost,
        min(numbers_lost, numbers_new),
        min(title_lost, title_new),
        float(older.source == newer.source),
        float(numbers_only and days > 0 and not corrected),
        min(numbers_lost, numbers_new) if short else 0.0,
    )


def _says_corrected(older: Sketch, newer: Sketch) -> bool:
    lacking = newer.words[~_among(newer.words, older.words)]
    return bool(_among(lacking, _CORRECTION_WORDS).any())


def _lost(one: Sketch, other: Sketch, wanted: int, unwanted: int, where: int) -> float:
    """Share of one text's words of a kind that the other one lacks."""
    kind = (one.bits & wanted != 0) & (one.bits & unwanted == 0) & (one.bits & where != 0)
    found = _among(one.words[kind], other.words)
    return 1 - float(found.mean()) if len(found) else 0.0


def _among(keys: U32, ascending: U32) -> npt.NDArray[np.bool_]:
    """For each key, whether it is among ``ascending``."""
    if not len(ascending):
        return np.zeros(len(keys), bool)
    at = np.minimum(np.searchsorted(ascending, keys), len(ascending) - 1)
    found: npt.NDArray[np.bool_] = ascending[at] == keys
    return found
