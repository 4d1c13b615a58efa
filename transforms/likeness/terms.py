"""The telling words of a sketch: all but function words, and how common each is assumed to be."""

import json
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.likeness import words as w
from transforms.likeness.sketches import U16, U32, Sketch
from transforms.likeness.traits import read_traits

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]

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
_BUCKETS = 1 << 21


class Terms(NamedTuple):
    """Parallel arrays: word hashes (ascending), bits, log(1 + count in the body), assumed rates; and the traits."""

    keys: U32
    bits: U16
    counts: F32
    rates: F32
    traits: F64


def find_terms(sketch: Sketch) -> Terms:
    """The telling words of a sketch."""
    kept = np.flatnonzero(sketch.bits & w.STOP == 0)
    keys, bits = sketch.words[kept], sketch.bits[kept]
    counts = np.log1p(np.bincount(sketch.order, minlength=len(sketch.words))[kept]).astype(np.float32)
    return Terms(keys, bits, counts, _rates(keys, bits, sketch.english), read_traits(sketch))


def _rates(keys: U32, bits: U16, english: bool) -> F32:
    listed: F32 = _listed_rates()[keys & np.uint32(_BUCKETS - 1)]
    if english:
        return np.asarray(np.maximum(listed, _RATE_ENGLISH), np.float32)
    named = (bits & (w.NAME | w.NUMBER) != 0) & (bits & w.PLAIN == 0)
    assumed = np.where(named, _RATE_NAME, np.where(bits & w.SHORT != 0, _RATE_SHORT, _RATE_PLAIN))
    return np.asarray(np.maximum(listed, assumed), np.float32)


@lru_cache(maxsize=1)
def _listed_rates() -> F32:
    """The shares of articles that hold each common English word and well-known name, by the low bits of its hash."""
    shipped = resources.files(__package__)
    rates = np.zeros(_BUCKETS, np.float32)
    common = json.loads(shipped.joinpath("common_words.json").read_text("utf-8"))
    listed = [(word, per_mille / 1000) for word, per_mille in common.items()]
    kinds = json.loads(shipped.joinpath("well_known_names.json").read_text("utf-8"))
    listed += [(name, _RATE_WELL_KNOWN) for names in kinds.values() for name in names.split()]
    for word, rate in listed:
        bucket = w.hash32(word) & (_BUCKETS - 1)
        rates[bucket] = max(float(rates[bucket]), rate)
    return rates
