"""The telling words of a sketch: all but function words, and how common each is assumed to be."""

import json
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.likeness import words as w
from transforms.likeness.sketches import MAX_WORDS, U16, U32, Sketch
from transforms.likeness.traits import read_traits

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

# Assumed shares of articles that hold a word which the table of common English words does not list.
# Of other languages no table is shipped: there short words in lower case are taken for function
# words, and only names and numbers for rare (test_features: near-empty lakes of other languages).
_RATE_ENGLISH = 0.0004
_RATE_PLAIN = 0.01
_RATE_SHORT = 0.2
_RATE_NAME = 0.003
# The share of articles assumed to hold a place, a people, a team or a firm that everybody knows, so that in a small
# lake it is no rare name (test_features: a well-known name is not rare in an empty lake).
_RATE_WELL_KNOWN = 0.01
_ASSUMED = (_RATE_ENGLISH, _RATE_PLAIN, _RATE_SHORT, _RATE_NAME)
_BUCKETS = 1 << 21


class Terms(NamedTuple):
    """Parallel arrays: word hashes (ascending), bits, counts in the body, ranks of assumed rates; and the traits."""

    keys: U32
    bits: U16
    counts: U16
    ranks: U16
    traits: F64


def find_terms(sketch: Sketch) -> Terms:
    """The telling words of a sketch."""
    kept = telling(sketch.bits)
    keys, bits = sketch.words.take(kept), sketch.bits.take(kept)
    counts = np.bincount(sketch.order, minlength=len(sketch.words)).take(kept).astype(np.uint16)
    return Terms(keys, bits, counts, _ranks(keys, bits, sketch.english), read_traits(sketch))


def telling(bits: U16) -> I64:
    """Where words stand that are no function words."""
    return np.asarray((bits & w.STOP == 0).nonzero()[0])


@lru_cache(maxsize=1)
def log_counts() -> F64:
    """What a word counts by how often it stands in the body: log(1 + count)."""
    # As they were when the model was trained, rounded.
    return np.log1p(np.arange(MAX_WORDS + 1)).astype(np.float32).astype(np.float64)


@lru_cache(maxsize=1)
def rates() -> F64:
    """The rates that may be assumed, ascending; a rank is a position among them."""
    return np.unique(np.array([0.0, *_ASSUMED, *_listed_rates().values()], np.float32)).astype(np.float64)


def _ranks(keys: U32, bits: U16, english: bool) -> U16:
    listed = _listed_ranks().take(keys & np.uint32(_BUCKETS - 1))
    if english:
        return np.asarray(np.maximum(listed, _rank(_RATE_ENGLISH)))
    named = (bits & (w.NAME | w.NUMBER) != 0) & (bits & w.PLAIN == 0)
    plain = np.where(bits & w.SHORT != 0, _rank(_RATE_SHORT), _rank(_RATE_PLAIN))
    return np.asarray(np.maximum(listed, np.where(named, _rank(_RATE_NAME), plain)))


@cache
def _rank(rate: float) -> np.uint16:
    rank: np.uint16 = np.uint16(rates().searchsorted(np.float32(rate)))
    return rank


@lru_cache(maxsize=1)
def _listed_ranks() -> U16:
    """The ranks of the rates of common English words and well-known names, by the low bits of their hashes."""
    ranks = np.zeros(_BUCKETS, np.uint16)
    for word, rate in _listed_rates().items():
        bucket = w.hash32(word) & (_BUCKETS - 1)
        ranks[bucket] = max(ranks[bucket], _rank(rate))
    return ranks


@lru_cache(maxsize=1)
def _listed_rates() -> dict[str, float]:
    """The shares of articles that hold each common English word and well-known name."""
    shipped = resources.files(__package__)
    common = json.loads(shipped.joinpath("common_words.json").read_text("utf-8"))
    kinds = json.loads(shipped.joinpath("well_known_names.json").read_text("utf-8"))
    listed = {name: _RATE_WELL_KNOWN for names in kinds.values() for name in names.split()}
    for word, per_mille in common.items():
        listed[word] = max(per_mille / 1000, listed.get(word, 0.0))
    return listed
