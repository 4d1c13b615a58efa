"""The nearest records of an article, laid out so that all of them are compared at once."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transforms.likeness.held import Held
from transforms.likeness.sketches import U16, U32

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
      keys, bits, counts, ranks: those words.
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
    counts: U16
    ranks: U16
    traits: F64
    frequency: F64
