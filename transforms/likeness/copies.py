"""Is the newer of two texts a copy of the older one, a new version of it, or another text?

A copy adds no fact; it may be abridged.  A new version (a *writethru*) is the same text with facts
added, changed or corrected.  Similarity alone cannot tell the two apart ("14 cents" for "1.4 cents" is
one word), so the newer text is searched for what the older one does not say.  When in doubt it is not
a copy: a missed copy costs a line in a list, a lost fact is lost.

Texts from one template (two bond issues, two weather reports) look like versions of each other; a small
logistic model over what they do *not* share keeps them apart.
"""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.likeness import words as w
from transforms.likeness.facts import (
    among,
    compare_texts,
    find_added,
    find_fact,
    may_cover,
    says_corrected,
    share_covered,
)
from transforms.likeness.models import Logistic, shipped
from transforms.likeness.sketches import Sketch, body_words, shingle_hashes

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
    if may_cover(older, newer, COPIED) and share_covered(older, newer) >= COPIED:
        found = compare_texts(older, newer)
        if (fact := find_fact(older, newer, found)) is None:
            return Judgement("copy", max(overlap.held, found.covered), "nothing that the older text lacks")
    if overlap.unquoted < QUOTED:
        return Judgement("different", similarity, "quotes the older text")
    model = model or shipped("writethru", FEATURES)
    if most_logit(older, newer, overlap, model) < 0 or model.logit(compare_features(older, newer, overlap)) < 0:
        return Judgement("different", similarity, "alike, but of something else")
    return Judgement("writethru", similarity, fact or "reuses the text")


def most_logit(older: Sketch, newer: Sketch, overlap: Overlap, model: Logistic) -> float:
    """What a model's log-odds do not exceed, by what is cheap to tell of a pair: the other features are from 0 to 1."""
    known = {
        "kept": overlap.kept,
        "less": min(overlap.held, overlap.kept),
        "more": max(overlap.held, overlap.kept),
        "days_apart": math.log1p(abs(newer.day - older.day)),
        "same_source": float(older.source == newer.source),
    }
    sizes = zip(FEATURES, model.coefficients.tolist(), strict=True)
    # Rounding does not add up to so much.
    return (
        math.fsum(size * known[name] if name in known else max(0.0, size) for name, size in sizes) + model.bias + 1e-6
    )


def measure_overlap(older: Sketch, newer: Sketch) -> Overlap:
    """How much of each text stands in the other one."""
    ours, theirs = _first_shingles(newer), set(shingle_hashes(body_words(older)).tolist())
    if not ours or not theirs:
        return Overlap(0.0, 0.0, 1.0)
    shared = theirs & ours.keys()
    quoted = 0
    if newer.aside.any():
        quoted = int((newer.aside[[ours[shingle] for shingle in shared]] & 1).sum()) if shared else 0
    unquoted = 1 - quoted / len(shared) if shared else 1.0
    return Overlap(len(shared) / len(ours), len(shared) / len(theirs), unquoted)


@lru_cache(maxsize=4)  # one text is compared with several
def _first_shingles(sketch: Sketch) -> dict[int, int]:
    """The distinct shingles of a text, and where each stands first."""
    hashes = shingle_hashes(body_words(sketch)).tolist()
    return dict(zip(reversed(hashes), range(len(hashes) - 1, -1, -1), strict=True))


def compare_features(older: Sketch, newer: Sketch, overlap: Overlap) -> tuple[float, ...]:
    """``FEATURES`` of a pair: shares of shingles, and of what names, numbers and leads do not share.

    ``only_numbers``: the texts differ in nothing but numbers and dates, and were sent on different days: a
    report that comes every week.
    """
    days = abs(newer.day - older.day)
    names_lost, numbers_lost, lead_lost = _lost(older, newer)
    names_new, numbers_new, lead_new = _lost(newer, older)
    numbers_missing = min(numbers_lost, numbers_new)
    only_numbers = days > 0 and _adds_only_numbers(older, newer) and _adds_only_numbers(newer, older)
    return (
        overlap.kept,
        min(overlap.held, overlap.kept),
        max(overlap.held, overlap.kept),
        1 - min(lead_lost, lead_new),
        float(np.log1p(days)),
        min(names_lost, names_new),
        numbers_lost,
        numbers_missing,
        float(older.source == newer.source),
        float(only_numbers and not says_corrected(older, newer)),
        numbers_missing if min(older.length, newer.length) < _SHORT_WORDS else 0.0,
    )


def _adds_only_numbers(older: Sketch, newer: Sketch) -> bool:
    """Whether all that the newer text has and the older one lacks are numbers and dates."""
    return bool((newer.bits[find_added(older, newer)] & (w.NUMBER | w.DATE) != 0).all())


def _lost(one: Sketch, other: Sketch) -> list[float]:
    """Share of one text's words that the other one lacks: of names, of numbers, of telling words of the lead."""
    codes = _codes_of_kinds().take(one.bits, mode="wrap")
    kept = among(one.words, other.words)
    counts = np.bincount(codes, minlength=_CODES).tolist()
    counts_kept = np.bincount(codes[kept], minlength=_CODES).tolist()
    lost = []
    for having in _KINDS:
        count = sum(counts[code] for code in having)
        lost.append(1 - sum(counts_kept[code] for code in having) / count if count else 0.0)
    return lost


# A word is a name, a number or a telling word of the lead, or several of these: so many kinds, and all their
# combinations.
_CODES = 8
_KINDS = tuple(tuple(code for code in range(_CODES) if code & kind) for kind in (1, 2, 4))


@lru_cache(maxsize=1)
def _codes_of_kinds() -> npt.NDArray[np.int64]:
    """For every value of a word's bits which of ``_KINDS`` it is, as a code."""
    bits = np.arange(2 * w.PAIRED)
    leading = bits & (w.LEAD | w.TITLE) != 0
    name = leading & (bits & (w.NAME | w.PLAIN) == w.NAME)
    number = leading & (bits & (w.NUMBER | w.DATE) == w.NUMBER)
    lead = bits & (w.LEAD | w.STOP) == w.LEAD
    return np.asarray(name + 2 * number + 4 * lead, np.int64)
