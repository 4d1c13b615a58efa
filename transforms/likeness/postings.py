"""Which records hold a key: an inverted index that is built at once and grows one record at a time."""

from array import array
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

U32 = npt.NDArray[np.uint32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]


class Postings:
    """For each key the slots (positions of records) that were posted under it."""

    def __init__(self, keys: Sequence[U32] = ()) -> None:
        """``keys[i]`` are the distinct keys of slot ``i``; all are sorted in one go."""
        flat = np.concatenate([np.empty(0, np.uint32), *keys])
        slots = np.repeat(np.arange(len(keys), dtype=np.int64), [len(k) for k in keys])
        order = np.argsort(flat, kind="stable")
        flat = flat[order]
        starts = np.flatnonzero(np.append(True, flat[1:] != flat[:-1])[: len(flat)])
        self._slots: I64 = slots[order]
        self._keys: U32 = flat[starts]
        self._starts = np.append(starts, len(flat))
        self._added: dict[int, array[int]] = {}

    def post(self, keys: U32, slot: int) -> None:
        """Note that the record in ``slot``, which holds nothing yet, holds ``keys``."""
        added = self._added
        for key in keys.tolist():
            posted = added.get(key)
            if posted is None:
                added[key] = array("q", (slot,))
            else:
                posted.append(slot)

    def weigh(self, keys: U32, weights: F64) -> tuple[I64, F64]:
        """The slots that hold some of the keys, once for each key that they hold, and the key's weight.

        For each record the keys come in the order of ``keys``, so sums over them do not depend on when and
        how the record was posted.
        """
        found, sizes, rows = self._find(keys)
        return found, weights[np.array(rows, np.int64)].repeat(sizes)

    def count(self, keys: U32) -> Counter[int]:
        """The slots that hold some of the keys, and how many of them."""
        return Counter(self._find(keys)[0].tolist())

    def _find(self, keys: U32) -> tuple[I64, list[int], list[int]]:
        """The slots of all keys one after the other; for each run of them its size and its key's position."""
        runs: list[memoryview | array[int]] = []
        rows: list[int] = []
        if len(self._keys):
            at = self._keys.searchsorted(keys)
            held = (self._keys.take(at, mode="clip") == keys).nonzero()[0]
            at = at[held]
            rows = held.tolist()
            slots = self._slots.data
            runs = [slots[a:b] for a, b in zip(self._starts[at].tolist(), self._starts[at + 1].tolist(), strict=True)]
        added = self._added
        if added:
            for row, key in enumerate(keys.tolist()):
                if key in added:
                    runs.append(added[key])
                    rows.append(row)
        # Joining bytes costs less than joining arrays.
        return np.frombuffer(b"".join(runs), np.int64), list(map(len, runs)), rows
