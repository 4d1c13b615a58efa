"""In how many records a key stands, counted in buckets by the low bits of keys: one addition for a whole record."""

import numpy as np
import numpy.typing as npt

from transforms.likeness.sketches import U16, U32

F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

_BUCKETS = 1 << 21
_LOW_BITS = np.uint32(_BUCKETS - 1)
# Small numbers take half of the room, until one of them has outgrown it (test_frequencies: counts go on).
_MOST_SMALL = (1 << 16) - 1


class Frequencies:
    """Counts of keys."""

    def __init__(self, keys: U32 | None = None) -> None:
        """``keys`` are the distinct ones of each record, one record after the other."""
        self._counts: U16 | I32 = np.zeros(_BUCKETS, np.uint16)
        if keys is not None and len(keys):
            counts = np.bincount(_bucket(keys), minlength=_BUCKETS)
            self._counts = counts.astype(np.uint16 if counts.max() <= _MOST_SMALL else np.int32)

    def add(self, keys: U32) -> None:
        """Count the keys of one more record."""
        buckets = _bucket(keys)
        if self._counts.itemsize == 2 and int(self._counts.take(buckets).max(initial=0)) + len(keys) > _MOST_SMALL:
            self._counts = self._counts.astype(np.int32)
        np.add.at(self._counts, buckets, self._counts.dtype.type(1))

    def remove(self, keys: U32) -> None:
        """Count a record no longer."""
        np.subtract.at(self._counts, _bucket(keys), self._counts.dtype.type(1))

    def of(self, keys: U32) -> F64:
        """In how many records each key stands."""
        return self._counts.take(_bucket(keys)).astype(np.float64)


def _bucket(keys: U32) -> I64:
    return np.asarray(keys & _LOW_BITS, np.int64)
