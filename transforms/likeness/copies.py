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
from transforms.likeness.facts import Mask, among, compare_texts, find_added, find_fact, says_corrected, share_covered
from transforms.likeness.models import Logistic, shipped
from transforms.likeness.sketches import U32, Sketch, body_words, shingle_hashes

# A copy has hardly a phrase that the older text lacks, whatever it leaves out; a synonym here and there
# is house style (test_copies: an abridged copy in house style).
COPIED = 0.8
# Below, two texts share no more than stock phrases (test_copies: the police's usual sentences).
REUSED = 0.2
# A text that stands in the other one between quotation marks is quoted, not copied.
QUOTED = 0.5

FEATURES = (
    "kept", "less", "more", "lead_shared", "days_apart", "names_missing", "numbers_lost", "numbers_missing",
    "same_source", "only_numbers", "short",
)  # fmt: skip
# A note of fewer words is mostly slots of a template, and its numbers are what tells two apart.
_SHORT_WORDS = 120


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
    fact = None
    if share_covered(older, newer) >= COPIED:
        found = compare_texts(older, newer)
        if (fact := find_fact(older, newer, found)) is None:
            return Judgement("copy", max(overlap.held, found.covered), "nothing that the older text lacks")
    if overlap.unquoted < QUOTED:
        return Judgement("different", similarity, "quotes the older text")
    logit = (model or shipped("writethru", FEATURES)).logit(compare_features(older, newer, overlap))
    if logit < 0:
        return Judgement("different", similarity, "alike, but of something else")
    return Judgement("writethru", similarity, fact or "reuses the text")


def measure_overlap(older: Sketch, newer: Sketch) -> Overlap:
    """How much of each text stands in the other one."""
    ours, first = _distinct_shingles(newer)
    theirs = np.unique(shingle_hashes(body_words(older)))
    if not len(ours) or not len(theirs):
        return Overlap(0.0, 0.0, 1.0)
    shared = among(ours, theirs)
    count = int(shared.sum())
    quoted = int((newer.aside[first[shared]] & 1).sum())
    return Overlap(count / len(ours), count / len(theirs), 1 - quoted / count if count else 1.0)


@lru_cache(maxsize=4)  # one text is compared with several
def _distinct_shingles(sketch: Sketch) -> tuple[U32, npt.NDArray[np.intp]]:
    """The distinct shingles of a text, ascending, and where each stands first."""
    return np.unique(shingle_hashes(body_words(sketch)), return_index=True)


def compare_features(older: Sketch, newer: Sketch, overlap: Overlap) -> tuple[float, ...]:
    """``FEATURES`` of a pair: shares of shingles, and of what names, numbers and leads do not share.

    ``only_numbers``: the texts differ in nothing but numbers and dates, and were sent on different days: a
    report that comes every week.
    """
    days = abs(newer.day - older.day)
    lead = w.LEAD | w.TITLE
    kept, known = among(older.words, newer.words), among(newer.words, older.words)
    names_lost = _lost(older, kept, w.NAME, w.PLAIN, lead)
    names_new = _lost(newer, known, w.NAME, w.PLAIN, lead)
    numbers_lost = _lost(older, kept, w.NUMBER, w.DATE, lead)
    numbers_missing = min(numbers_lost, _lost(newer, known, w.NUMBER, w.DATE, lead))
    lead_missing = min(_lost(older, kept, w.LEAD, w.STOP, w.LEAD), _lost(newer, known, w.LEAD, w.STOP, w.LEAD))
    figures = w.NUMBER | w.DATE
    only_numbers = bool((newer.bits[find_added(older, newer)] & figures != 0).all()) and bool(
        (older.bits[find_added(newer, older)] & figures != 0).all()
    )
    return (
        overlap.kept,
        min(overlap.held, overlap.kept),
        max(overlap.held, overlap.kept),
        1 - lead_missing,
        float(np.log1p(days)),
        min(names_lost, names_new),
        numbers_lost,
        numbers_missing,
        float(older.source == newer.source),
        float(only_numbers and days > 0 and not says_corrected(older, newer)),
        numbers_missing if min(older.length, newer.length) < _SHORT_WORDS else 0.0,
    )


def _lost(one: Sketch, shared: Mask, wanted: int, unwanted: int, where: int) -> float:
    """Share of one text's words of a kind that the other one lacks; ``shared`` says which it has."""
    kind = (one.bits & wanted != 0) & (one.bits & unwanted == 0) & (one.bits & where != 0)
    count = np.count_nonzero(kind)
    return 1 - np.count_nonzero(shared & kind) / count if count else 0.0
