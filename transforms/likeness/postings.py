"""Which records hold a key: an inverted index that is built at once and grows one record at a time."""

from array import array
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

U32 = npt.NDArray[np.uint32]
I32 = npt.NDArray[np.int32]
F64 = npt.NDArray[np.float64]


class Postings:
    """For each key the slots (positions of records) that were posted under it."""

    def __init__(self, keys: Sequence[U32] = ()) -> None:
        """``keys[i]`` are the distinct keys of slot ``i``; all are sorted in one go."""
        flat = np.concatenate([np.empty(0, np.uint32), *keys])
        slots = np.repeat(np.arange(len(keys), dtype=np.int32), [len(k) for k in keys])
        order = np.argsort(flat, kind="stable")
        flat = flat[order]
        starts = np.flatnonzero(np.append(True, flat[1:] != flat[:-1])[: len(flat)])
        self._slots: I32 = slots[order]
        self._keys: U32 = flat[starts]
        self._starts = np.append(starts, len(flat))
        self._added: dict[int, array[int]] = {}

    def post(self, keys: U32, slot: int) -> None:
        """Note that the record in ``slot``, which holds nothing yet, holds ``keys``."""
        added = self._added
        for key in keys.tolist():
            posted = added.get(key)
            if posted is None:
                added[key] = array("i", (slot,))
            else:
                posted.append(slot)

    def weigh(self, keys: U32, weights: F64, slots: int) -> F64:
        """For each of ``slots`` records the summed weights of the keys that it holds.

        Each record's sum is taken in the order of ``keys``, so it does not depend on when and how the
        record was posted.
        """
        found, sizes, rows = self._find(keys)
        each = np.repeat(weights[np.array(rows, np.int64)], sizes)
        return np.asarray(np.bincount(found, each, slots), np.float64)

    def count(self, keys: U32, slots: int) -> F64:
        """For each of ``slots`` records how many of the keys it holds."""
        return np.bincount(self._find(keys)[0], minlength=slots).astype(np.float64)

    def _find(self, keys: U32) -> tuple[I32, list[int], list[int]]:
        """The slots of all keys one after the other; for each run of them its size and its key's position."""
        found: list[I32] = [np.empty(0, np.int32)]
        sizes: list[int] = []
        rows: list[int] = []
        if len(self._keys):
            at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
            held = np.flatnonzero(self._keys[at] == keys)
            begins, ends = self._starts[at[held]].tolist(), self._starts[at[held] + 1].tolist()
            rows = held.tolist()
            found += [self._slots[begin:end] for begin, end in zip(begins, ends, strict=True)]
            sizes = [end - begin for begin, end in zip(begins, ends, strict=True)]
        added = self._added
        if added:
            for row, key in enumerate(keys.tolist()):
                if key in added:
                    found.append(np.frombuffer(added[key], np.int32))
                    sizes.append(len(added[key]))
                    rows.append(row)
        return np.concatenate(found), sizes, rows
