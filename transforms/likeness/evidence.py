"""What the records of one story say of an article together: what one report leaves out, another one tells.

A follow-up's names may stand in two earlier reports, half in each.  And what stands in none of a story's
records is evidence against it, the more of them there are.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.likeness import words as w
from transforms.likeness.features import FEATURES, RARE, find_shared
from transforms.likeness.near import Near
from transforms.likeness.sketches import U16
from transforms.likeness.terms import Terms

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

# Kinds of an article's telling words: how much of them stands in any of a story's records, and how much of
# that is not in the likeliest one.  (What of its names stands in that one is said by the pair.)
_KINDS = ("numbers", "names", "plain_rare")
_BY_OTHERS = _KINDS[1:]
EVIDENCE_FEATURES = (
    "numbers_told", *(f"{kind}_told_by_others" for kind in _BY_OTHERS), "any_match", "matching", "length_nearest",
    "rank", "stories",
)  # fmt: skip
_LENGTH = FEATURES.index("length")
# A text that has no words of a kind stands halfway.
_SILENT = 0.5


class Evidence(NamedTuple):
    """What an article's nearest records have of it.

    Attributes:
      rows: the features of each pair, shape (records, ``FEATURES``).
      shared: whether each of the article's telling words stands in each record, shape (records, words).
      weights: what the words weigh, by kind; shape (kinds, words).
      whole: the sum of each kind.
    """

    rows: F64
    shared: Mask
    weights: F64
    whole: F64

    def of(self, at: Sequence[int]) -> "Evidence":
        """The evidence of some of the records alone."""
        return self._replace(rows=self.rows[at], shared=self.shared[at])


def find_evidence(terms: Terms, weights: F64, near: Near, rows: F64) -> Evidence:
    """The evidence of an article's nearest records; ``rows`` are its ``pair_features`` with them."""
    at, of = find_shared(terms, near)
    shared = np.zeros((len(near.held), len(terms.keys)), bool)
    shared[near.owner.take(of), at] = True
    by_kind = _weigh_kinds(terms.bits, weights)
    return Evidence(rows, shared, by_kind, by_kind.sum(axis=1))


def _weigh_kinds(bits: U16, weights: F64) -> F64:
    """What each word weighs as one of ``_KINDS``."""
    number = bits & (w.NUMBER | w.DATE) == w.NUMBER
    name = bits & (w.NAME | w.PLAIN) == w.NAME
    plain = ~name & (bits & (w.NUMBER | w.DATE) == 0)
    return np.array((number * weights, name * weights, plain * np.maximum(weights - RARE, 0.0)))


def weigh_together(evidence: Evidence, logits: F64, members: Sequence[Sequence[int]], stories: int) -> F64:
    """A row of ``EVIDENCE_FEATURES`` for some stories; shape (stories, features).

    Args:
      evidence: of all records.
      logits: log-odds of each of them.
      members: for each story where its records stand among them, the likeliest first.
      stories: how many stories all records are of.
    """
    told = [evidence.shared[each].any(axis=0) for each in members]
    likeliest = [evidence.shared[each[0]] for each in members]
    part = (evidence.weights[:, None, :] * np.array(told + likeliest)).sum(axis=2)
    whole = evidence.whole[:, None]
    shares = np.where(whole > 0, part / np.maximum(whole, 1e-9), _SILENT)
    by_any, by_likeliest = shares[:, : len(members)], shares[:, len(members) :]
    found = []
    for at, each in enumerate(members):
        values = logits[each].tolist()
        found.append(
            [
                by_any[0, at],
                *(by_any[1:, at] - by_likeliest[1:, at]),
                values[0] + math.log(math.fsum(math.exp(value - values[0]) for value in values)),
                sum(value > 0 for value in values) / len(values),
                evidence.rows[each[0], _LENGTH],
                min(each),
                stories,
            ]
        )
    return np.array(found, np.float64)
