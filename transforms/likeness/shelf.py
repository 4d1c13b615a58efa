"""What is kept of records to compare them, by slot: as little as can be.

Most of it stands in their encoded sketches.  Of the telling words only counts and assumed rates are kept besides,
four bytes a word.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from transforms.likeness.encoding import WORDS_AT, find_words
from transforms.likeness.held import Held
from transforms.likeness.near import Near
from transforms.likeness.sketches import U32, Sketch
from transforms.likeness.terms import Terms, telling
from transforms.likeness.traits import SHINGLES, WIDTH

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

# A long text shares words with everything (test_index: the report of the same day is found among longer ones).
_LENGTH_WORDS = 50.0
_FIRST_SLOTS = 1024
# How many words a sketch holds, where their bits stand in it, how many of them are telling, and where what is kept
# of these begins; and the traits.
_ROW = np.dtype([("words", "i4"), ("bits_at", "i4"), ("terms", "i8"), ("begin", "i8"), ("traits", "f8", (WIDTH,))])
# Records of so many telling words find room at first.
_FIRST_TERMS = 64


class Shelf:
    """The records by slot; arrays have a place for every slot, and room for as many again.

    Attributes:
      held: the records; None where one was forgotten.
      days: their days.
      scales: what goes by their length; 0 where a record was forgotten.
    """

    def __init__(self, slots: int = 0) -> None:
        """With room for twice as many slots."""
        self.held: list[Held | None] = []
        room = max(_FIRST_SLOTS, 2 * slots)
        self.days, self.scales, self._rows = np.zeros(room), np.zeros(room), np.zeros(room, _ROW)
        # Counts and ranks of telling words, record after record: small objects of their own, between others that are
        # soon gone, would leave the heap in pieces, and all that is computed would lie scattered.
        self._weights, self._used = np.empty((room * _FIRST_TERMS, 2), np.uint16), 0

    def __len__(self) -> int:
        return len(self.held)

    def __getitem__(self, slot: int) -> Held:
        held = self.held[slot]
        assert held is not None
        return held

    def put(self, held: Held, sketch: Sketch, terms: Terms) -> int:
        """Keep one more record; returns its slot."""
        slot = len(self.held)
        if slot == len(self.days):
            self._make_room(2 * slot)
        self.held.append(held)
        begin, self._used = self._used, self._used + len(terms.keys)
        if self._used > len(self._weights):
            self._weights = _longer(self._weights, begin, 2 * self._used)
        weights = self._weights[begin : self._used]
        weights[:, 0], weights[:, 1] = terms.counts, terms.ranks
        self.days[slot] = sketch.day
        self.scales[slot] = 1 / math.sqrt(_LENGTH_WORDS + len(terms.keys))
        self._rows[slot] = (*find_words(held.encoded), len(terms.keys), begin, terms.traits)
        return slot

    def _make_room(self, slots: int) -> None:
        used = len(self.held)
        self.days, self.scales = _longer(self.days, used, slots), _longer(self.scales, used, slots)
        self._rows = _longer(self._rows, used, slots)

    def drop(self, slot: int) -> None:
        """Keep a record no longer; its slot stays."""
        self.held[slot], self.scales[slot] = None, 0.0

    def only(self, kept: I64) -> "Shelf":
        """Some of the records, their slots numbered anew."""
        found = Shelf(len(kept))
        found.held = [self.held[slot] for slot in kept.tolist()]
        for fresh, old in ((found.days, self.days), (found.scales, self.scales), (found._rows, self._rows)):
            fresh[: len(kept)] = old[kept]
        rows = found._rows[: len(kept)]
        ends = rows["terms"].cumsum()
        begins = ends - rows["terms"]
        found._used = int(ends[-1]) if len(kept) else 0
        at = np.arange(found._used) + (rows["begin"] - begins).repeat(rows["terms"])
        found._weights = _longer(self._weights[at], found._used, 2 * found._used)
        rows["begin"] = begins
        return found

    def live(self) -> npt.NDArray[np.bool_]:
        """Which slots hold a record."""
        return self.scales[: len(self.held)] > 0

    def shingles(self, slot: int) -> float:
        """How many sampled shingles a record has."""
        return float(self._rows[slot]["traits"][SHINGLES])

    def terms(self, slot: int) -> Terms:
        """The telling words of a record."""
        near = self.lay_out(np.array([slot]), np.zeros(1), [0], np.zeros_like)
        return Terms(near.keys, near.bits, near.counts, near.ranks, near.traits[0])

    def lay_out(self, slots: I64, names: F64, shingles_shared: Sequence[int], frequency: Callable[[U32], F64]) -> Near:
        """Records with their telling words one after the other; ``frequency`` says in how many records words stand."""
        held = [self[slot] for slot in slots.tolist()]
        rows = self._rows[slots]
        found = zip(held, rows["words"].tolist(), rows["bits_at"].tolist(), strict=True)
        spans = [(each.encoded, count, bits_at) for each, count, bits_at in found]
        # Joining bytes costs less than joining arrays.
        words = np.frombuffer(b"".join([raw[WORDS_AT : WORDS_AT + 4 * count] for raw, count, _ in spans]), np.uint32)
        bits = np.frombuffer(b"".join([raw[at : at + 2 * count] for raw, count, at in spans]), np.uint16)
        kept = telling(bits)
        keys, sizes = words.take(kept), rows["terms"]
        starts = sizes.cumsum() - sizes
        weights = self._weights.take(np.arange(len(keys)) + (rows["begin"] - starts).repeat(sizes), axis=0)
        return Near(
            held=held,
            names=names,
            shingles_shared=np.array(shingles_shared, np.float64),
            starts=starts,
            owner=np.arange(len(held)).repeat(sizes),
            keys=keys,
            bits=bits.take(kept),
            counts=weights[:, 0],
            ranks=weights[:, 1],
            traits=rows["traits"],
            frequency=frequency(keys),
        )


def _longer(array: npt.NDArray[Any], used: int, size: int) -> npt.NDArray[Any]:
    """The used part of an array, with zeros behind."""
    fresh = np.zeros((size, *array.shape[1:]), array.dtype)
    fresh[:used] = array[:used]
    return fresh
