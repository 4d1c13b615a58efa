"""What speaks for and against two articles telling of the same event, as numbers.

One row per held record that is near to an article; all rows are computed at once.  Sums are not
normalised by length where rare shared names decide: three rare names in common are evidence in a
short text and in a long one.
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from transforms.likeness import words as w
from transforms.likeness.index import F64, I64, Index, Near
from transforms.likeness.sketches import U16, Sketch
from transforms.likeness.terms import F32, Terms

Mask = npt.NDArray[np.bool_]

# How many imagined records stand behind the assumed frequencies: an empty lake knows from them which
# words are common, a lake of many thousand records knows better
# (test_features: function words weigh nothing in an empty lake).
PRIOR_RECORDS = 2000.0
_RATE_FULL_NAME = 0.0002
# Weight from which a shared word is rare.
RARE = 5.0
# Words are looked up by the low bits of their hash; of two words of an article that fall together
# (one article in eight has such a pair) one is overlooked.
_PLACES = 1 << 16
# Days apart beyond which it no longer matters how many.
_FAR_DAYS = 400.0
# Lengths in words between which it matters how short the shorter text is, and the largest gap (log).
_SHORTEST, _LONGEST = 80.0, 400.0
_LENGTH_GAP = 2.5

FEATURES = (
    "cosine", "cosine_lead", "cosine_title", "title_in_other", "title_in_both", "names", "names_rare",
    "names_lead", "numbers", "ages", "plain_rare", "full_names", "names_missing",
    "lead_names_missing", "numbers_missing", "ages_conflict", "same_day", "near_day", "day_conflict",
    "day_unknown", "days_apart", "far_apart", "weekday_same", "weekday_conflict", "shingles", "same_source",
    "short", "length_gap", "alike_but_names", "alike_but_numbers",
)  # fmt: skip


def weigh_terms(sketch: Sketch, terms: Terms, index: Index) -> tuple[F64, F64]:
    """Inverse document frequencies of a sketch's terms and of its full names."""
    names = index.name_frequency(sketch.names) + PRIOR_RECORDS * _RATE_FULL_NAME
    return (
        _inverse_frequency(index.frequency(terms.keys), terms.rates, index),
        np.maximum(0.0, np.log((len(index) + PRIOR_RECORDS) / names)),
    )


def _inverse_frequency(frequency: F64, rates: F32, index: Index) -> F64:
    seen = np.maximum(frequency + PRIOR_RECORDS * rates.astype(np.float64), 0.5)
    return np.maximum(0.0, np.log((len(index) + PRIOR_RECORDS) / seen))


def pair_features(sketch: Sketch, terms: Terms, weights: F64, near: Near, index: Index) -> F64:
    """A row of ``FEATURES`` for every record in ``near``; shape (records, features)."""
    both = _Both(terms, weights, near, _inverse_frequency(near.frequency, near.rates, index))
    name = (both.bits & w.NAME != 0) & (both.bits & w.PLAIN == 0)
    number = (both.bits & w.NUMBER != 0) & (both.bits & w.DATE == 0)
    plain = ~name & ~number & (both.bits & w.DATE == 0)
    rare = np.maximum(0.0, both.weights - RARE)
    title_mine, title_its = both.title_shares()
    cosine = both.cosine()
    names_missing = both.missing(w.NAME, w.PLAIN, w.LEAD | w.TITLE)
    numbers_missing = both.missing(w.NUMBER, w.DATE, w.LEAD | w.TITLE)
    columns = [
        cosine,
        both.cosine_of(w.LEAD | w.TITLE),
        both.cosine_of(w.TITLE),
        np.maximum(title_mine, title_its),
        np.minimum(title_mine, title_its),
        np.log1p(both.total(both.weights, name)),
        np.log1p(both.total(rare, name)),
        np.log1p(both.total(both.weights, name & both.lead)),
        np.log1p(both.total(both.weights, number)),
        np.log1p(both.total(both.weights, both.bits & w.AGE != 0)),
        np.log1p(both.total(rare, plain)),
        np.log1p(near.names),
        both.missing(w.NAME, w.PLAIN, None),
        names_missing,
        numbers_missing,
        both.ages_conflict(),
        *_day_features(sketch, near),
        *_shape_features(sketch, near),
        cosine * names_missing,
        cosine * numbers_missing,
    ]
    return np.column_stack(columns)


class _Both:
    """The words that an article and each of its near records share, and sums over them.

    Attributes:
      mine, its: for each shared word its position in the article's terms and in the flat arrays.
      owner, weights: for each shared word, which record, and its weight.
      bits: what it is in both.
      lead: whether it stands in the title or lead of both.
    """

    def __init__(self, terms: Terms, weights: F64, near: Near, its_weights: F64) -> None:
        place = np.full(_PLACES, -1, np.int16)
        place[terms.keys & np.uint32(_PLACES - 1)] = np.arange(len(terms.keys), dtype=np.int16)
        at = place[near.keys & np.uint32(_PLACES - 1)]
        self.its: I64 = np.flatnonzero((at >= 0) & (terms.keys[at] == near.keys))
        self.mine: I64 = at[self.its].astype(np.int64)
        self.owner = near.owner[self.its]
        self.weights = weights[self.mine]
        my_bits, its_bits = terms.bits[self.mine], near.bits[self.its]
        # A word is plain, or a date, as soon as it is so in one of the two.
        self.bits: U16 = (my_bits & its_bits) | ((my_bits | its_bits) & (w.PLAIN | w.DATE))
        self.lead: Mask = (my_bits & (w.LEAD | w.TITLE) != 0) & (its_bits & (w.LEAD | w.TITLE) != 0)
        self._terms, self._near = terms, near
        self._my_weights, self._its_weights = weights, its_weights
        self._records = len(near.held)

    def total(self, values: F64, mask: Mask | None = None) -> F64:
        """Sums over the shared words, one a record."""
        if mask is None:
            return _sums(self.owner, values, self._records)
        return _sums(self.owner[mask], values[mask], self._records)

    def cosine(self) -> F64:
        """Cosine of TF-IDF vectors."""
        mine = self._terms.counts * self._my_weights
        its = self._near.counts * self._its_weights
        return self._cosine(mine, its, _sums(self._near.owner, its * its, self._records))

    def cosine_of(self, where: int) -> F64:
        """Cosine of IDF vectors of the words with one of the bits ``where``."""
        mine = np.where(self._terms.bits & where != 0, self._my_weights, 0.0)
        its = np.where(self._near.bits & where != 0, self._its_weights, 0.0)
        return self._cosine(mine, its, _sums(self._near.owner, its * its, self._records))

    def _cosine(self, mine: F64, its: F64, its_square: F64) -> F64:
        norms = np.sqrt((mine * mine).sum() * its_square)
        product: F64 = mine[self.mine] * its[self.its]
        return np.asarray(self.total(product) / np.maximum(norms, 1e-9))

    def title_shares(self) -> tuple[F64, F64]:
        """How much of each title the other article says, one way and the other."""
        mine = np.where(self._terms.bits & w.TITLE != 0, self._my_weights, 0.0)
        its = np.where(self._near.bits & w.TITLE != 0, self._its_weights, 0.0)
        whole = _sums(self._near.owner, its, self._records)
        return (
            self.total(mine[self.mine]) / max(float(mine.sum()), 1e-9),
            self.total(its[self.its]) / np.maximum(whole, 1e-9),
        )

    def missing(self, wanted: int, unwanted: int, where: int | None) -> F64:
        """How much each text names that the other one does not know of; the smaller of the two shares."""

        def kind(bits: U16) -> Mask:
            found: Mask = bits & (wanted | unwanted) == wanted
            return found if where is None else found & (bits & where != 0)

        mine = np.where(kind(self._terms.bits), self._my_weights, 0.0)
        its = np.where(kind(self._near.bits), self._its_weights, 0.0)
        my_sum = float(mine.sum())
        its_sum = _sums(self._near.owner, its, self._records)
        share_mine = 1 - self.total(mine[self.mine]) / my_sum if my_sum > 0 else np.zeros(self._records)
        share_its = np.where(its_sum > 0, 1 - self.total(its[self.its]) / np.maximum(its_sum, 1e-9), 0.0)
        return np.minimum(share_mine, share_its)

    def ages_conflict(self) -> F64:
        """Share of the ages of the text that gives fewer of them that the other one does not give."""
        mine = float((self._terms.bits & w.AGE != 0).sum())
        its = _sums(self._near.owner, self._near.bits & w.AGE != 0, self._records)
        fewer = np.minimum(mine, its)
        shared = self.total((self.bits & w.AGE != 0).astype(np.float64))
        return np.where(fewer > 0, 1 - shared / np.maximum(fewer, 1), 0.0)


def _sums(owner: I64, values: npt.NDArray[Any], records: int) -> F64:
    return np.asarray(np.bincount(owner, values, records), np.float64)


def _day_features(sketch: Sketch, near: Near) -> list[F64]:
    rows: list[tuple[float, ...]] = []
    my_days = sketch.days.tolist()
    for held in near.held:
        other = held.sketch
        its_days: list[int] = other.days.tolist() if my_days else []
        apart = float(abs(sketch.day - other.day))
        both = bool(its_days)
        least = min(abs(a - b) for a in my_days for b in its_days) if both else 0
        known = sketch.weekday >= 0 and other.weekday >= 0
        same = sketch.weekday == other.weekday
        rows.append(
            (
                both and my_days[0] == its_days[0],
                both and least == 0,
                min(math.log1p(least), 4.0) if both and least > 1 else 0.0,
                not both,
                math.log1p(apart),
                min(apart, _FAR_DAYS) / _FAR_DAYS,
                known and same,
                known and not same,
            )
        )
    return [np.array(column, np.float64) for column in zip(*rows, strict=True)]


def _shape_features(sketch: Sketch, near: Near) -> list[F64]:
    others = [held.sketch for held in near.held]
    fewer = np.array([min(len(sketch.shingles), len(other.shingles)) for other in others], np.float64)
    lengths = np.array([other.length for other in others], np.float64) + 20
    mine = float(sketch.length + 20)
    same = np.array([sketch.source != 0 and sketch.source == other.source for other in others], np.float64)
    return [
        near.shingles_shared / np.maximum(fewer, 1),
        same,
        -np.log(np.clip(np.minimum(lengths, mine), _SHORTEST, _LONGEST) / _LONGEST),
        np.minimum(np.abs(np.log(lengths / mine)), _LENGTH_GAP),
    ]
