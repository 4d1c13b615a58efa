"""What speaks for and against two articles telling of the same event, as numbers.

One row per held record that is near to an article; all rows are computed at once.  Sums are not
normalised by length where rare shared names decide: three rare names in common are evidence in a
short text and in a long one.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from transforms.likeness import traits as t
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
        _inverse_frequency(index.frequency(terms.keys), terms.rates, index),
        np.maximum(0.0, np.log((len(index) + PRIOR_RECORDS) / names)),
    )


def _inverse_frequency(frequency: F64, rates: F32, index: Index) -> F64:
    seen = np.maximum(frequency + PRIOR_RECORDS * rates.astype(np.float64), 0.5)
    return np.maximum(0.0, np.log((len(index) + PRIOR_RECORDS) / seen))


def pair_features(terms: Terms, weights: F64, near: Near, index: Index) -> F64:
    """A row of ``FEATURES`` for every record in ``near``; shape (records, features)."""
    at, of = _find_shared(terms, near)
    mine = _masses(terms.bits, terms.counts, weights)
    its = _masses(near.bits, near.counts, _inverse_frequency(near.frequency, near.rates, index))
    sums = _Sums(near.owner[of], len(near.held))
    whole_mine, whole_its = mine.sum(axis=0), np.add.reduceat(its, near.starts)
    shared_mine, shared_its = mine.take(at, axis=0), its.take(of, axis=0)
    kinds, weightiest = _shared_evidence(terms.bits[at], near.bits[of], weights[at])
    # One pass over the shared words for all of their sums.
    added = sums.add(np.concatenate((shared_mine * shared_its, shared_mine, shared_its, kinds), axis=1))
    products, my_part, its_part, evidence = np.split(added, (_MASSES, 2 * _MASSES, 3 * _MASSES), axis=1)

    squares_mine, squares_its = (mine * mine).sum(axis=0), np.add.reduceat(its * its, near.starts)
    cosines = products / np.maximum(np.sqrt(squares_mine * squares_its), 1e-9)
    said_mine = my_part / np.maximum(whole_mine, 1e-9)
    said_its = its_part / np.maximum(whole_its, 1e-9)
    # A text that names nobody lacks nobody's name and shares none: it stands halfway.
    lacking_mine = np.where(whole_mine > 0, 1 - said_mine, _SILENT)
    lacking_its = np.where(whole_its > 0, 1 - said_its, _SILENT)
    lacking, lacking_most = np.minimum(lacking_mine, lacking_its), np.maximum(lacking_mine, lacking_its)

    ages_shared = products[:, _AGE]
    fewer_ages = np.minimum(whole_mine[_AGE], whole_its[:, _AGE])
    cosine, names_missing, numbers_missing = cosines[:, _ALL], lacking[:, _LEAD_NAME], lacking[:, _LEAD_NUMBER]
    columns = [
        cosine,
        cosines[:, _LEAD],
        cosines[:, _TITLE],
        np.maximum(said_mine, said_its)[:, _TITLE],
        np.minimum(said_mine, said_its)[:, _TITLE],
        *np.log1p(evidence).T,
        np.log1p(near.names),
        *lacking[:, _NAME : _SUBJECT + 1].T,
        *lacking_most[:, _NAME : _SUBJECT + 1].T,
        *sums.most(weightiest).T,
        ages_shared,
        np.where(fewer_ages > 0, 1 - ages_shared / np.maximum(fewer_ages, 1), 0.0),
        *_trait_features(terms.traits, near.traits, near.shingles_shared),
        cosine * names_missing,
        cosine * numbers_missing,
    ]
    return np.column_stack(columns)


def _find_shared(terms: Terms, near: Near) -> tuple[I64, I64]:
    """Where the shared words stand in an article's terms, and in the flat arrays of its near records."""
    place = np.full(_PLACES, -1, np.int16)
    place[terms.keys & np.uint32(_PLACES - 1)] = np.arange(len(terms.keys), dtype=np.int16)
    found = place[near.keys & np.uint32(_PLACES - 1)]
    of: I64 = np.flatnonzero((found >= 0) & (terms.keys[found] == near.keys))
    return found[of].astype(np.int64), of


# What a word weighs as a part of its text, by what it is and where it stands: the columns of ``_masses``.
_ALL, _LEAD, _TITLE, _NAME, _LEAD_NAME, _LEAD_NUMBER, _TITLE_NAME, _SUBJECT, _AGE = range(9)
_MASSES = 9
# The bits of a word are numbers below this one.
_ALL_BITS = 2 * w.PAIRED


def _masses(bits: U16, counts: F32, weights: F64) -> F64:
    """Weights of words by what they are; shape (words, 9)."""
    told = counts * weights
    found = _kinds_of_words().take(bits & (_ALL_BITS - 1), axis=0)
    found[:, _LEAD : _TITLE_NAME + 1] *= weights[:, None]
    found[:, _ALL] = told
    # The third power leaves of a text what it is mainly about.
    found[:, _SUBJECT] = told * told * told
    return found


@lru_cache(maxsize=1)
def _kinds_of_words() -> F64:
    """For every value of a word's bits which columns of ``_masses`` it counts in, as zeros and ones."""
    bits = np.arange(_ALL_BITS)
    lead, title = bits & (w.LEAD | w.TITLE) != 0, bits & w.TITLE != 0
    name = bits & (w.NAME | w.PLAIN) == w.NAME
    number = bits & (w.NUMBER | w.DATE) == w.NUMBER
    found = np.ones((len(bits), _MASSES))
    found[:, _LEAD], found[:, _TITLE], found[:, _NAME] = lead, title, name
    found[:, _LEAD_NAME], found[:, _LEAD_NUMBER], found[:, _TITLE_NAME] = name & lead, lead & number, name & title
    found[:, _AGE] = bits & w.AGE != 0
    return found


def _shared_evidence(mine: U16, its: U16, weights: F64) -> tuple[F64, F64]:
    """What each shared word weighs, by its kind: to be added up, and to find the weightiest of a kind."""
    # A word is plain, or a date, as soon as it is so in one of the two.
    bits = (mine & its) | ((mine | its) & (w.PLAIN | w.DATE))
    lead = (mine & (w.LEAD | w.TITLE) != 0) & (its & (w.LEAD | w.TITLE) != 0)
    name = bits & (w.NAME | w.PLAIN) == w.NAME
    number = bits & (w.NUMBER | w.DATE) == w.NUMBER
    plain = ~name & (bits & (w.NUMBER | w.DATE) == 0)
    rare = np.maximum(0.0, weights - RARE)
    kinds = (
        weights * name,
        rare * name,
        weights * (name & lead),
        weights * number,
        weights * (bits & w.AGE != 0),
        rare * plain,
        name & (weights > RARE),
    )
    return np.column_stack(kinds), np.column_stack((kinds[0], kinds[3], weights * plain))


class _Sums:
    """Sums and maxima over the shared words of each record; ``owner`` ascends."""

    def __init__(self, owner: I64, records: int) -> None:
        self._records = records
        self._begins: I64 = np.flatnonzero(np.append(True, owner[1:] != owner[:-1])[: len(owner)])
        self._owners = owner[self._begins]

    def add(self, values: F64) -> F64:
        """The sum of the rows of each record; records that share nothing have zeros."""
        found = np.zeros((self._records, *values.shape[1:]))
        if len(self._begins):
            found[self._owners] = np.add.reduceat(values, self._begins)
        return found

    def most(self, values: F64) -> F64:
        """The column-wise maximum of the rows of each record."""
        found = np.zeros((self._records, *values.shape[1:]))
        if len(self._begins):
            found[self._owners] = np.maximum.reduceat(values, self._begins)
        return found


def _trait_features(mine: F64, its: F64, shingles_shared: F64) -> list[F64]:
    """What the traits of both say; -1 where one of the two is silent."""
    my_days = mine[t.FIRST_DAY :]
    its_days = its[:, t.FIRST_DAY :]
    gaps = np.abs(my_days[None, :, None] - its_days[:, None, :])
    least = np.fmin.reduce(gaps.reshape(len(its), -1), axis=1)
    apart = np.abs(its[:, t.OWN_DAY] - mine[t.OWN_DAY])
    told = np.fmin(
        np.fmin.reduce(np.abs(its_days - mine[t.OWN_DAY]), axis=1),
        np.fmin.reduce(np.abs(my_days - its[:, t.OWN_DAY, None]), axis=1),
    )
    hurt = np.abs(its[:, t.HURT] - mine[t.HURT])
    killed = np.abs(its[:, t.KILLED] - mine[t.KILLED])
    lengths = its[:, t.LENGTH] + 20
    length = mine[t.LENGTH] + 20
    weekday = its[:, t.WEEKDAY] - mine[t.WEEKDAY]
    shingles = np.minimum(its[:, t.SHINGLES], mine[t.SHINGLES])
    return [
        _log_gap(apart),
        _log_gap(least),
        _log_gap(gaps[:, 0, 0]),
        _log_gap(told),
        _log_gap(np.abs(its[:, t.YEAR] - mine[t.YEAR])),
        np.where(np.isnan(weekday), -1.0, weekday != 0),
        np.minimum(_known(killed), 5.0),
        np.minimum(_known(hurt), 10.0),
        np.full(len(its), mine[t.COURT]),
        its[:, t.COURT],
        np.minimum(its[:, t.AGES], mine[t.AGES]),
        np.log1p(np.minimum(its[:, t.NAMES], mine[t.NAMES])),
        shingles_shared / np.maximum(shingles, 1),
        ((its[:, t.SOURCE] == mine[t.SOURCE]) & (mine[t.SOURCE] != 0)).astype(np.float64),
        np.log(np.minimum(lengths, length)),
        np.log(length / lengths),
    ]


def _known(values: F64) -> F64:
    return np.where(np.isnan(values), -1.0, values)


def _log_gap(days: F64) -> F64:
    return np.where(np.isnan(days), -1.0, np.log1p(days))
