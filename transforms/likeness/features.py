"""What speaks for and against two articles telling of the same event, as numbers.

One row per held record that is near to an article; all rows are computed at once.  Sums are not
normalised by length where rare shared names decide: three rare names in common are evidence in a
short text and in a long one.
"""

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from transforms.likeness import traits as t
from transforms.likeness import words as w
from transforms.likeness.index import F64, I64, Index
from transforms.likeness.near import Near
from transforms.likeness.sketches import U8, U16, Sketch
from transforms.likeness.terms import Terms, log_counts, rates

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
_PLACE_OF = np.uint16
_SILENT = 0.5

FEATURES = (
    "cosine", "cosine_lead", "cosine_title", "title_in_other", "title_in_both",
    "names", "names_rare", "names_lead", "numbers", "ages", "plain_rare", "names_shared", "full_names",
    "names_missing", "lead_names_missing", "lead_numbers_missing", "title_names_missing", "subject_missing",
    "names_missing_most", "lead_names_missing_most", "lead_numbers_missing_most", "title_names_missing_most",
    "subject_missing_most",
    "name_most", "number_most", "plain_most", "ages_shared", "ages_conflict",
    "days_apart", "days_named_apart", "first_days_apart", "day_told_apart", "years_apart", "weekday_conflict",
    "killed_apart", "hurt_apart", "court", "its_court", "ages_known", "names_known", "shingles", "same_source",
    "length", "length_ratio", "alike_but_names", "alike_but_numbers",
)  # fmt: skip
# More of these never speaks against a match, or never for one; the training holds to it, so that what is
# decided beyond the training's kind of text makes sense too (test_models: more in common, more alike).
FOR = frozenset({
    "cosine", "cosine_lead", "cosine_title", "title_in_both", "names_rare", "names_lead", "ages", "plain_rare",
    "names_shared", "full_names", "name_most", "number_most", "ages_shared",
})  # fmt: skip
AGAINST = frozenset({name for name in FEATURES if "_missing" in name} | {"ages_conflict", "weekday_conflict"})


def weigh_terms(sketch: Sketch, terms: Terms, index: Index) -> tuple[F64, F64]:
    """Inverse document frequencies of a sketch's terms and of its full names."""
    names = index.name_frequency(sketch.names) + PRIOR_RECORDS * _RATE_FULL_NAME
    return (
        _inverse_frequency(index.frequency(terms.keys), terms.ranks, index),
        np.maximum(0.0, np.log((len(index) + PRIOR_RECORDS) / names)),
    )


def _inverse_frequency(frequency: F64, ranks: U16, index: Index) -> F64:
    seen = _assumed_frequencies().take(ranks)
    seen += frequency
    np.maximum(seen, 0.5, out=seen)
    np.divide(len(index) + PRIOR_RECORDS, seen, out=seen)
    np.log(seen, out=seen)
    return np.maximum(seen, 0.0, out=seen)


@lru_cache(maxsize=1)
def _assumed_frequencies() -> F64:
    """In how many imagined records a word stands, by the rank of its rate."""
    return rates() * PRIOR_RECORDS


def pair_features(terms: Terms, weights: F64, near: Near, index: Index) -> F64:
    """A row of ``FEATURES`` for every record in ``near``; shape (records, features).

    A feature is a row on the way there: arrays are short, so what costs is how often numpy is called.
    """
    at, of = find_shared(terms, near)
    mine = _masses(terms.bits, terms.counts, weights)
    its = _masses(near.bits, near.counts, _inverse_frequency(near.frequency, near.ranks, index))
    whole_mine, whole_its = mine.sum(axis=1)[:, np.newaxis], np.add.reduceat(its, near.starts, axis=1)
    shared_mine, shared_its = mine[_ALL_MASSES].take(at, axis=1), its[_ALL_MASSES].take(of, axis=1)
    # One pass over the shared words for all of their sums.
    sums = _Sums(near.owner.take(of), len(near.held))
    shared = np.empty((_SUMMED, len(of)))
    np.multiply(shared_mine[_MULTIPLIED], shared_its[_MULTIPLIED], out=shared[_PRODUCTS])
    shared[_MY_PART], shared[_ITS_PART] = shared_mine[_TOLD], shared_its[_TOLD]
    kinds = _shared_evidence(terms.bits.take(at), near.bits.take(of), weights.take(at), shared[_EVIDENCE])
    added = sums.add(shared)
    products = added[_PRODUCTS]

    cosines = products[1:] / np.maximum(np.sqrt(whole_mine[_SQUARES] * whole_its[_SQUARES]), 1e-9)
    whole = np.empty((2, *whole_its[_TOLD].shape))
    whole[0], whole[1] = whole_mine[_TOLD], whole_its[_TOLD]
    said = _share(added[_PARTS].reshape(whole.shape), whole)
    # A text that names nobody lacks nobody's name and shares none: it stands halfway.
    lacked = np.where(whole[:, 1:] > 0, 1 - said[:, 1:], _SILENT)
    lacking = np.minimum(lacked[0], lacked[1])

    ages_shared = products[_AGE]
    fewer_ages = np.minimum(whole_mine[_AGE], whole_its[_AGE])
    blocks = (
        cosines,
        (np.maximum(said[0, 0], said[1, 0]), np.minimum(said[0, 0], said[1, 0])),
        np.log1p(np.vstack((added[_ADDED], near.names))),
        lacking,
        np.maximum(lacked[0], lacked[1]),
        sums.most(kinds[_WEIGHED]),
        (ages_shared, np.where(fewer_ages > 0, 1 - ages_shared / np.maximum(fewer_ages, 1), 0.0)),
        _trait_features(terms.traits, near.traits, near.shingles_shared),
        (cosines[0] * lacking[_LEAD_NAME - _NAME], cosines[0] * lacking[_LEAD_NUMBER - _NAME]),
    )
    return np.asarray(np.concatenate(blocks).T)


def _share(part: F64, whole: F64) -> F64:
    """What part of a whole is shared: all of it is exactly 1, in whatever order the words were added up."""
    return np.round(part / np.maximum(whole, 1e-9), 12)


def find_shared(terms: Terms, near: Near) -> tuple[I64, I64]:
    """Where the shared words stand in an article's terms, and in the flat arrays of its near records."""
    place = np.full(_PLACES, -1, np.int16)
    # Conversion keeps the low bits.
    low = terms.keys.astype(_PLACE_OF)
    place[low] = np.arange(len(low), dtype=np.int16)
    found = place.take(near.keys.astype(_PLACE_OF))
    of = (found >= 0).nonzero()[0]
    at = found.take(of).astype(np.int64)
    same = (terms.keys.take(at) == near.keys.take(of)).nonzero()[0]
    return at.take(same), of.take(same)


# What a word weighs as a part of its text, by what it is and where it stands: the rows of ``_masses``.
_AGE, _ALL, _LEAD, _TITLE, _NAME, _LEAD_NAME, _LEAD_NUMBER, _TITLE_NAME, _SUBJECT = range(9)
_MASSES = 9
# Of which of them the sums are asked for: of products, of what is shared; and behind them of the squares of three.
_ALL_MASSES, _MULTIPLIED, _COMPARED, _TOLD = (
    slice(_MASSES),
    slice(_AGE, _NAME),
    slice(_ALL, _NAME),
    slice(_TITLE, _MASSES),
)
_SQUARES = slice(_MASSES, _MASSES + _NAME - _ALL)
# What is summed over the shared words: products, my part of what is told, its part, and the kinds of evidence.
_PRODUCTS, _MY_PART, _ITS_PART, _EVIDENCE = slice(_NAME), slice(_NAME, 10), slice(10, 16), slice(16, 24)
_PARTS = slice(_MY_PART.start, _ITS_PART.stop)
_SUMMED = 24
# The bits of a word are numbers below this one.
_ALL_BITS = 2 * w.PAIRED


def _masses(bits: U16, counts: U16, weights: F64) -> F64:
    """Weights of words by what they are, and the squares of three of them; shape (12, words)."""
    told = log_counts().take(counts)
    told *= weights
    found = np.empty((_SQUARES.stop, len(bits)))
    _kinds_of_words().take(bits, axis=1, mode="wrap", out=found[_ALL_MASSES])
    found[_LEAD:_SUBJECT] *= weights
    found[_ALL] = told
    # The third power leaves of a text what it is mainly about.
    np.multiply(told, told, out=found[_SUBJECT])
    found[_SUBJECT] *= told
    np.multiply(found[_COMPARED], found[_COMPARED], out=found[_SQUARES])
    return found


@lru_cache(maxsize=1)
def _kinds_of_words() -> F64:
    """For every value of a word's bits which rows of ``_masses`` it counts in, as zeros and ones."""
    bits = np.arange(_ALL_BITS)
    lead, title = bits & (w.LEAD | w.TITLE) != 0, bits & w.TITLE != 0
    name = bits & (w.NAME | w.PLAIN) == w.NAME
    number = bits & (w.NUMBER | w.DATE) == w.NUMBER
    found = np.ones((_MASSES, len(bits)))
    found[_LEAD], found[_TITLE], found[_NAME] = lead, title, name
    found[_LEAD_NAME], found[_LEAD_NUMBER], found[_TITLE_NAME] = name & lead, lead & number, name & title
    found[_AGE] = bits & w.AGE != 0
    return found


# Kinds of shared words: the rows of ``_shared_evidence``.
_NAMED, _RARELY_NAMED, _NAMED_FIRST, _NUMBERED, _AGED, _RARELY_SAID, _RARE_NAMES, _SAID = range(8)
_ADDED, _WEIGHED = slice(_EVIDENCE.start, _EVIDENCE.start + _SAID), [_NAMED, _NUMBERED, _SAID]


def _shared_evidence(mine: U16, its: U16, weights: F64, found: F64) -> F64:
    """Put into ``found`` what each shared word weighs, by its kind; shape (8, words)."""
    both = _told_by_bits().take(mine, mode="wrap") & _told_by_bits().take(its, mode="wrap")
    _kinds_of_shared().take(both, axis=1, out=found, mode="wrap")
    rare = np.maximum(weights - RARE, 0.0)
    rarely_named, rarely_said = found[_RARELY_NAMED] * rare, found[_RARELY_SAID] * rare
    found *= weights
    found[_RARELY_NAMED], found[_RARELY_SAID] = rarely_named, rarely_said
    np.greater(rarely_named, 0, out=found[_RARE_NAMES])
    return found


# What two words that are one have in common, so that a plain "and" tells; a word is plain, or a date, as soon
# as it is so in one of the two.
_IS_NAME, _NOT_PLAIN, _IS_NUMBER, _NOT_DATE, _IS_FIRST, _IS_AGE = (1 << n for n in range(6))


@lru_cache(maxsize=1)
def _told_by_bits() -> U8:
    """For every value of a word's bits what counts for evidence."""
    bits = np.arange(_ALL_BITS)
    told = (
        (_IS_NAME, bits & w.NAME != 0),
        (_NOT_PLAIN, bits & w.PLAIN == 0),
        (_IS_NUMBER, bits & w.NUMBER != 0),
        (_NOT_DATE, bits & w.DATE == 0),
        (_IS_FIRST, bits & (w.LEAD | w.TITLE) != 0),
        (_IS_AGE, bits & w.AGE != 0),
    )
    return np.asarray(np.sum([flag * holds for flag, holds in told], axis=0), np.uint8)


@lru_cache(maxsize=1)
def _kinds_of_shared() -> F64:
    """For every value of what both words tell which rows of ``_shared_evidence`` it counts in, as zeros and ones."""
    both = np.arange(2 * _IS_AGE)
    name = (both & _IS_NAME != 0) & (both & _NOT_PLAIN != 0)
    number = (both & _IS_NUMBER != 0) & (both & _NOT_DATE != 0)
    plain = ~name & (both & _IS_NUMBER == 0) & (both & _NOT_DATE != 0)
    rows = (name, name, name & (both & _IS_FIRST != 0), number, both & _IS_AGE != 0, plain, name, plain)
    return np.array(rows, np.float64)


class _Sums:
    """Sums and maxima over the shared words of each record; ``owner`` ascends."""

    def __init__(self, owner: I64, records: int) -> None:
        self._records = records
        first = np.ones(len(owner), bool)
        np.not_equal(owner[1:], owner[:-1], out=first[1:])
        self._begins: I64 = first.nonzero()[0]
        self._owners = owner.take(self._begins)

    def add(self, values: F64) -> F64:
        """The sum of the columns of each record; records that share nothing have zeros."""
        return self._reduce(np.add, values)

    def most(self, values: F64) -> F64:
        """The row-wise maximum of the columns of each record."""
        return self._reduce(np.maximum, values)

    def _reduce(self, how: np.ufunc, values: F64) -> F64:
        if len(self._begins) == self._records:
            return np.asarray(how.reduceat(values, self._begins, axis=1))
        found = np.zeros((len(values), self._records))
        if len(self._begins):
            found[:, self._owners] = how.reduceat(values, self._begins, axis=1)
        return found


# The traits of which the lesser is told.
_BOTH = slice(t.AGES, t.WEEKDAY)
_MOST_VICTIMS = np.array([[5.0], [10.0]])
_LENGTH_FLOOR = 20
_TRAIT_FEATURES = FEATURES.index("length_ratio") - FEATURES.index("days_apart") + 1
_DAYS, _TOLD_OF, _LENGTHS = slice(5), slice(8), slice(14, 16)


def _trait_features(my_traits: F64, traits: F64, shingles_shared: F64) -> F64:
    """What the traits of both say, from ``days_apart`` on; -1 where one of the two is silent."""
    mine, its = my_traits[:, None], traits.T
    my_days, its_days = my_traits[t.FIRST_DAY :], its[t.FIRST_DAY :]
    told = my_days[my_days == my_days]
    apart = np.abs(its[: t.DATED] - mine[: t.DATED])
    found = np.empty((_TRAIT_FEATURES, len(traits)))
    found[0], found[1:3], found[4] = apart[t.OWN_DAY], math.nan, apart[t.YEAR]
    np.fmin.reduce(np.abs(its_days - mine[t.OWN_DAY]), axis=0, out=found[3])
    if len(told):
        named_apart = np.abs(its_days - told[:, None, None])
        np.fmin.reduce(named_apart.reshape(-1, len(traits)), axis=0, out=found[1])
        found[2] = named_apart[0, 0]
        np.fmin(found[3], np.fmin.reduce(np.abs(its[t.OWN_DAY] - told[:, None]), axis=0), out=found[3])
    np.log1p(found[_DAYS], out=found[_DAYS])
    np.minimum(apart[t.WEEKDAY], 1.0, out=found[5])
    np.minimum(apart[t.KILLED : t.HURT + 1], _MOST_VICTIMS, out=found[6:8])
    np.copyto(found[_TOLD_OF], -1.0, where=np.isnan(found[_TOLD_OF]))
    both = np.minimum(its[_BOTH], mine[_BOTH])
    found[8], found[9] = my_traits[t.COURT], its[t.COURT]
    found[10], found[11] = both[t.AGES - t.AGES], np.log1p(both[t.NAMES - t.AGES])
    found[12] = shingles_shared / np.maximum(both[t.SHINGLES - t.AGES], 1)
    found[13] = (its[t.SOURCE] == my_traits[t.SOURCE]) & (my_traits[t.SOURCE] != 0)
    my_length, its_length = my_traits[t.LENGTH] + _LENGTH_FLOOR, its[t.LENGTH] + _LENGTH_FLOOR
    np.minimum(its_length, my_length, out=found[14])
    np.divide(my_length, its_length, out=found[15])
    np.log(found[_LENGTHS], out=found[_LENGTHS])
    return found
