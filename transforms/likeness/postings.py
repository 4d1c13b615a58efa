"""Which records hold a key: an inverted index that is built at once and grows one record at a time.

What was posted last lies in a dictionary, a hundred bytes a posting.  The rest lies in buckets by the high bits of
its keys, six bytes a posting: in a large part, and in a smaller one, which takes in what is posted and becomes part
of the large one when it has an eighth of its size
(test_postings: however often they are folded, the same is found).
"""

from array import array
from collections.abc import Sequence
from itertools import accumulate, chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

U16 = npt.NDArray[np.uint16]
U32 = npt.NDArray[np.uint32]
U64 = npt.NDArray[np.uint64]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

# Kinds of keys: of each kind there may be two to the power of 32.
KINDS = 3
_KEY_BITS = 32
# So many postings lie in the dictionary at most: 4 MB.
FOLD_POSTED = 40_000
FOLD_SHARE = 8
# Of a key its low 16 bits are kept, its bucket tells the others: so many buckets of a kind at least, …
_LOW = np.uint16
_BUCKET_BITS = 16
# … and twice as many where more postings than these would lie in one on average.
_CROWDED = 12


def as_kind(keys: U32, kind: int) -> U64:
    """Keys of one kind, as they are posted and asked for."""
    return np.asarray(keys.astype(np.uint64) + np.uint64(kind << _KEY_BITS))


def of_kind(keys: U64, kind: int) -> U32:
    """Those of some keys that are of one kind, as they were before."""
    return np.asarray(keys[keys >> np.uint64(_KEY_BITS) == kind], np.uint32)


class _Bucketed(NamedTuple):
    """Postings by bucket: where each bucket begins, and last where the last one ends; low bits of keys; slots."""

    bits: int
    starts: I32
    low: U16
    slots: I32

    def find(self, keys: U64) -> tuple[I64, I32]:
        """The postings of some keys: positions in ``keys``, ascending, and slots."""
        buckets = _bucket(keys, self.bits)
        begins = self.starts.take(buckets)
        sizes = self.starts.take(buckets + 1) - begins
        rows = np.arange(len(keys)).repeat(sizes)
        at = np.arange(len(rows))
        at += (begins + sizes - sizes.cumsum()).take(rows)
        same = (self.low.take(at) == keys.astype(_LOW).take(rows)).nonzero()[0]
        return rows.take(same), self.slots.take(at.take(same))

    def merged_with(self, other: "_Bucketed") -> "_Bucketed":
        """Both, which have as many buckets."""
        low, slots = np.empty(len(self.low) + len(other.low), _LOW), np.empty(len(self.low) + len(other.low), np.int32)
        for one, before in ((self, other.starts[:-1]), (other, self.starts[1:])):
            at = before.repeat(np.diff(one.starts)) + np.arange(len(one.low), dtype=np.int32)
            low[at], slots[at] = one.low, one.slots
        return _Bucketed(self.bits, self.starts + other.starts, low, slots)

    def renumbered(self, numbers: I32) -> "_Bucketed":
        """With new numbers for the slots, without those whose number is negative."""
        slots = numbers.take(self.slots)
        kept = slots >= 0
        before = np.zeros(len(kept) + 1, np.int32)
        kept.cumsum(out=before[1:])
        return _Bucketed(self.bits, before.take(self.starts), self.low[kept], slots[kept])

    def in_buckets(self, bits: int) -> "_Bucketed":
        """With so many bits of a key for its bucket."""
        if bits == self.bits:
            return self
        buckets = np.arange(len(self.starts) - 1, dtype=np.uint64).repeat(np.diff(self.starts))
        return _put_in_buckets(buckets << np.uint64(_KEY_BITS - self.bits) | self.low, self.slots, bits)


def _bucket(keys: U64, bits: int) -> I64:
    return np.asarray(keys >> np.uint64(_KEY_BITS - bits), np.int64)


def _put_in_buckets(keys: U64, slots: I32, bits: int) -> _Bucketed:
    """Postings by bucket; ``keys`` has the key of each slot."""
    buckets = _bucket(keys, bits)
    starts = np.zeros((KINDS << bits) + 1, np.int32)
    np.bincount(buckets, minlength=KINDS << bits).cumsum(out=starts[1:])
    # Numbers of 16 bits are sorted in one pass: twice is faster than once.
    high, order = (buckets >> 16).astype(np.uint16), buckets.astype(np.uint16).argsort(kind="stable")
    del buckets
    order = order.take(high.take(order).argsort(kind="stable"))
    return _Bucketed(bits, starts, keys.astype(_LOW).take(order), slots.take(order))


class Postings:
    """For each key the slots (positions of records) that were posted under it."""

    def __init__(self, keys: U64 | None = None, sizes: Sequence[int] = (), fold_posted: int = FOLD_POSTED) -> None:
        """``keys`` are those of the first slot, distinct and ascending, then those of the next; ``sizes`` how many."""
        self._fold_posted = fold_posted
        self._old: _Bucketed | None = None
        self._young: _Bucketed | None = None
        # Arrays, since Python's search for garbage never looks at them.
        self._added: dict[int, int | array[int]] = {}
        self._posted = 0
        if keys is not None and len(keys) >= fold_posted:
            slots = np.arange(len(sizes), dtype=np.int32).repeat(sizes)
            self._old = _put_in_buckets(keys, slots, _bits_for(len(slots)))
        elif keys is not None:
            for slot, end in enumerate(accumulate(sizes)):
                self.post(keys[end - sizes[slot] : end], slot)

    def post(self, keys: U64, slot: int) -> None:
        """Note that the record in ``slot``, which holds nothing yet, holds ``keys``: distinct, ascending."""
        added = self._added
        for key in keys.tolist():
            posted = added.setdefault(key, slot)
            if posted is not slot:
                if isinstance(posted, int):
                    added[key] = array("i", (posted, slot))
                else:
                    posted.append(slot)
        self._posted += len(keys)

    @property
    def due(self) -> bool:
        """Whether so much was posted that ``fold`` should be called."""
        return self._posted >= self._fold_posted

    def fold(self, live: Mask) -> None:
        """Put what was posted into buckets; what was posted for slots that do not live is forgotten now and then."""
        fresh = _put_in_buckets(*self._take_added(), _BUCKET_BITS)
        self._young = fresh if self._young is None else self._young.merged_with(fresh)
        if self._old is None:
            self._old, self._young = self._young, None
        elif len(self._young.low) * FOLD_SHARE >= len(self._old.low):
            numbers = np.where(live, np.arange(len(live), dtype=np.int32), np.int32(-1))
            bits = _bits_for(len(self._old.low) + len(self._young.low))
            old, young = (part.renumbered(numbers).in_buckets(bits) for part in (self._old, self._young))
            self._old, self._young = old.merged_with(young), None

    def _take_added(self) -> tuple[U64, I32]:
        """The keys and slots of the dictionary, which is empty then."""
        lists = [(slots,) if isinstance(slots, int) else slots for slots in self._added.values()]
        keys = np.fromiter(self._added, np.uint64, len(lists)).repeat([len(slots) for slots in lists])
        found = keys, np.fromiter(chain.from_iterable(lists), np.int32, len(keys))
        self._added, self._posted = {}, 0
        return found

    def renumber(self, numbers: I32) -> None:
        """Give every slot a new number; what was posted for one whose number is negative is forgotten."""
        self.fold(numbers >= 0)
        self._old, self._young = (part and part.renumbered(numbers) for part in (self._old, self._young))

    def find(self, keys: U64) -> tuple[I64, I64]:
        """The slots that hold some of the keys, once for each that they hold, and that key's position.

        For each record the keys come in their order, so sums over them do not depend on when and how the record
        was posted: all of its keys are found in the same place.
        """
        found = [part.find(keys) for part in (self._old, self._young) if part is not None]
        slots, rows = self._find_added(keys)
        return (
            np.concatenate([*(part for _, part in found), np.array(slots, np.int64)]),
            np.concatenate([*(part for part, _ in found), np.array(rows, np.int64)]),
        )

    def _find_added(self, keys: U64) -> tuple[list[int], list[int]]:
        """The same for what lies in the dictionary."""
        found: list[int] = []
        rows: list[int] = []
        slots_of = self._added.get
        for row, key in enumerate(keys.tolist() if self._added else ()):
            slots = slots_of(key)
            if slots is None:
                continue
            if isinstance(slots, int):
                found.append(slots)
                rows.append(row)
            else:
                found += slots
                rows += [row] * len(slots)
        return found, rows


def _bits_for(postings: int) -> int:
    bits = _BUCKET_BITS
    while postings > _CROWDED << bits:
        bits += 1
    return bits
