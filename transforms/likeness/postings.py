"""Which records hold a key: an inverted index that is built at once and grows one record at a time."""

from array import array
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

U32 = npt.NDArray[np.uint32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]


# A key that is posted one at a time takes 200 bytes, in sorted arrays 12.  So what was posted goes into arrays, first
# into small ones, and from these into large ones: all of them are copied only when an eighth has come
# (test_postings: however often they are folded, the same is found).
FOLD_POSTED = 100_000
FOLD_SHARE = 8


class _Sorted(NamedTuple):
    """Distinct keys, ascending; where the slots of each begin, and one more place for where the last end; the slots."""

    keys: U32
    starts: I64
    slots: I64

    def merged_with(self, other: "_Sorted") -> "_Sorted":
        """Both; under a key, the slots of ``other`` come last."""
        return _sort(
            np.concatenate([self.keys.repeat(np.diff(self.starts)), other.keys.repeat(np.diff(other.starts))]),
            np.concatenate([self.slots, other.slots]),
        )


def _sort(flat: U32, slots: I64) -> _Sorted:
    """What is posted under each key; ``flat`` has the key of each slot."""
    order = np.argsort(flat, kind="stable")
    flat = flat[order]
    starts = np.flatnonzero(np.append(True, flat[1:] != flat[:-1])[: len(flat)])
    return _Sorted(flat[starts], np.append(starts, len(flat)), slots[order])


_NOTHING = _sort(np.empty(0, np.uint32), np.empty(0, np.int64))


class Postings:
    """For each key the slots (positions of records) that were posted under it."""

    def __init__(self, keys: Sequence[U32] = (), fold_posted: int = FOLD_POSTED) -> None:
        """``keys[i]`` are the distinct keys of slot ``i``; all are sorted in one go."""
        flat = np.concatenate([np.empty(0, np.uint32), *keys])
        self._old = _sort(flat, np.repeat(np.arange(len(keys), dtype=np.int64), [len(k) for k in keys]))
        self._young = _NOTHING
        self._added: dict[int, array[int]] = {}
        self._posted = 0
        self._fold_posted = fold_posted

    def post(self, keys: U32, slot: int) -> None:
        """Note that the record in ``slot``, which holds nothing yet, holds ``keys``."""
        added = self._added
        for key in keys.tolist():
            posted = added.get(key)
            if posted is None:
                added[key] = array("q", (slot,))
            else:
                posted.append(slot)
        self._posted += len(keys)
        if self._posted >= self._fold_posted:
            self._fold()

    def _fold(self) -> None:
        flat = np.fromiter(self._added, np.uint32, len(self._added))
        sizes = np.fromiter(map(len, self._added.values()), np.int64, len(self._added))
        slots = np.frombuffer(b"".join(self._added.values()), np.int64)
        self._young = self._young.merged_with(_sort(flat.repeat(sizes), slots))
        self._added, self._posted = {}, 0
        if len(self._young.slots) * FOLD_SHARE >= len(self._old.slots):
            self._old, self._young = self._old.merged_with(self._young), _NOTHING

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
        """The slots of all keys one after the other; for each run of them its size and its key's position.

        All keys of a record are found in the same place, and there in the order of ``keys``.
        """
        runs: list[memoryview | array[int]] = []
        rows: list[int] = []
        for held in (self._old, self._young):
            if len(held.keys):
                at = held.keys.searchsorted(keys)
                there = (held.keys.take(at, mode="clip") == keys).nonzero()[0]
                at = at[there]
                rows += there.tolist()
                slots, begins, ends = held.slots.data, held.starts[at].tolist(), held.starts[at + 1].tolist()
                runs += [slots[begin:end] for begin, end in zip(begins, ends, strict=True)]
        added = self._added
        if added:
            for row, key in enumerate(keys.tolist()):
                if key in added:
                    runs.append(added[key])
                    rows.append(row)
        # Joining bytes costs less than joining arrays.
        return np.frombuffer(b"".join(runs), np.int64), list(map(len, runs)), rows
