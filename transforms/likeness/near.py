"""The nearest records of an article, laid out so that all of them are compared at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from transforms.likeness.held import Held
from transforms.likeness.sketches import U16, U32
from transforms.likeness.terms import F32, Terms
from transforms.likeness.traits import WIDTH

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]


@dataclass(slots=True)
class Near:
    """The nearest held records of a query; entry ``i`` of the flat arrays belongs to ``held[owner[i]]``.

    Attributes:
      held: the records, nearest first.
      names, shingles_shared: one entry a record: what the shared full names weigh, and how many
        sampled shingles are shared.
      starts: where each record's words begin; its words are ``transforms.likeness.terms.Terms``.
      owner: for each word of each record, which record.
      keys, bits, counts, rates: those words.
      traits: one row a record (``transforms.likeness.traits``).
      frequency: in how many live records each stands.
    """

    held: list[Held]
    names: F64
    shingles_shared: F64
    starts: I64
    owner: I64
    keys: U32
    bits: U16
    counts: F32
    rates: F32
    traits: F64
    frequency: F64


def lay_out(
    held: list[Held],
    terms: Sequence[Terms],
    names: F64,
    shingles_shared: Sequence[int],
    frequency: Callable[[U32], F64],
) -> Near:
    """The records with their terms one after the other; ``frequency`` says in how many records words stand."""
    sizes = [len(one.keys) for one in terms]
    # Joining bytes costs less than joining arrays.
    keys = np.frombuffer(b"".join([one.keys.data for one in terms]), np.uint32)
    return Near(
        held=held,
        names=names,
        shingles_shared=np.array(shingles_shared, np.float64),
        starts=np.array([0, *accumulate(sizes)][:-1], np.int64),
        owner=np.repeat(np.arange(len(terms)), sizes),
        keys=keys,
        bits=np.frombuffer(b"".join([one.bits.data for one in terms]), np.uint16),
        counts=np.frombuffer(b"".join([one.counts.data for one in terms]), np.float32),
        rates=np.frombuffer(b"".join([one.rates.data for one in terms]), np.float32),
        traits=np.frombuffer(b"".join([one.traits.data for one in terms]), np.float64).reshape(len(terms), WIDTH),
        frequency=frequency(keys),
    )
