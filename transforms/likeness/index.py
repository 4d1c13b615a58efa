"""What is held of one language's recent records, to find the ones that a new article is near to.

The index is a function of the *set* of records added, not of the order or the rounds they came in:
counts are integers, weights are computed when they are asked for, ties are broken by time and id
(test_index: an index rebuilt in any order decides alike).  A record counts as long as it was observed
no longer than the horizon's age before the latest observation, or is among the newest ones, and among no more
than its most; others are forgotten.
"""

import heapq
from array import array
from bisect import insort
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from transforms.likeness.encoding import decode_sketch
from transforms.likeness.frequencies import Frequencies
from transforms.likeness.groups import Groups
from transforms.likeness.held import HORIZON, Held, Horizon
from transforms.likeness.near import Near
from transforms.likeness.postings import U64, Postings, as_kind, of_kind
from transforms.likeness.shelf import Shelf
from transforms.likeness.sketches import U32, Sketch
from transforms.likeness.terms import Terms, find_terms, telling

F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]


# Copies share many sampled shingles; one alone may be a stock phrase
# (test_index: one shared phrase makes no candidate).
MIN_SHARED_SHINGLES = 2
# Of texts with less in common in the sample no more than a stock phrase can be shared.
MIN_SHARED_PART = 0.08
MAX_COPY_CANDIDATES = 12
MAX_LINK_CANDIDATES = 16
# What scores less than this part of the best one is hardly ever of the same event, and to compare it takes time
# (test_index: what is far behind the nearest is no candidate).  Training sees them all.
LEAST_OF_BEST = 0.3
# A record from about the same days is likelier to be of one event
# (test_index: the report of the same day is found among longer ones).
_NEAR_DAYS = 3.0
# A word that stands in more than this share of all records finds nothing, it only costs time.
_COMMON_SHARE = 0.01
_COMMON_FLOOR = 40
# Of an article this many distinct words are looked up, the rarest ones.
_MAX_QUERY_WORDS = 50
# Slots of forgotten records are given up when they are more than a third of all, and these at least.
_MOST_EMPTY = 1024
_MOST_EMPTY_SHARE = 2
# What so many records are found by is put together before the next ones are read, so that the heap stays in one piece.
_LOADED_AT_ONCE = 256
# Kinds of keys that records are found by.
_WORDS, _NAMES, _SHINGLES = range(3)


class Index:
    """The live records of one language."""

    def __init__(self, held: Iterable[Held] = (), horizon: Horizon = HORIZON) -> None:
        self._horizon = horizon
        self._age_us = horizon.age // timedelta(microseconds=1)
        self._watermark = -(1 << 62)
        self._shared: tuple[Sketch, Mapping[int, int]] | None = None
        self._asked: tuple[Sketch, Terms] | None = None
        self._load(list(held))

    def _load(self, records: list[Held]) -> None:
        """Hold these records and no others."""
        self._watermark = max((held.observed_us for held in records), default=self._watermark)
        edge = self._watermark - self._age_us
        ranked = sorted(records, key=Held.order)
        ranked = ranked[max(len(ranked) - self._horizon.most, 0) :]
        older = len(ranked) - self._horizon.records
        kept = [held for at, held in enumerate(ranked) if at >= older or held.observed_us >= edge]
        self._shelf = Shelf(len(kept))
        keys, sizes = [np.empty(0, np.uint64)], []
        for begin in range(0, len(kept), _LOADED_AT_ONCE):
            loaded = [self._put(held) for held in kept[begin : begin + _LOADED_AT_ONCE]]
            keys.append(np.concatenate(loaded))
            sizes += [len(each) for each in loaded]
        flat = np.concatenate(keys)
        del keys
        self._postings = Postings(flat, sizes)
        self._frequency, self._name_frequency = (Frequencies(of_kind(flat, kind)) for kind in (_WORDS, _NAMES))
        self._note_all()

    def _put(self, held: Held) -> U64:
        """Put a record on the shelf; returns what it is found by."""
        sketch = decode_sketch(held.encoded)
        terms = find_terms(sketch)
        self._shelf.put(held, sketch, terms)
        return _keys_of(sketch, terms)

    def _note_all(self) -> None:
        """Note where each record lies; all slots are taken, in order of observation."""
        self._count = len(self._shelf)
        self._shared = None
        self._places = np.zeros(len(self._shelf.days), np.int32)
        # Slots in order of observation; the first of them are forgotten.
        self._by_time, self._oldest = array("i"), 0
        self._by_id: dict[str, int] = {}
        self._by_article, self._by_story = Groups(), Groups()
        for slot in range(self._count):
            self._note(self._shelf[slot], slot)

    def _note(self, held: Held, slot: int) -> None:
        """Note where a record lies."""
        if self._oldest == len(self._by_time) or held.order() > self._shelf[self._by_time[-1]].order():
            self._by_time.append(slot)
        else:
            insort(self._by_time, slot, lo=self._oldest, key=self._order_of)
        self._by_id[held.record_id] = slot
        self._by_article.add(held.article_id, slot)
        self._by_story.add(held.story_id, slot)

    def _order_of(self, slot: int) -> tuple[int, str]:
        return self._shelf[slot].order()

    def __len__(self) -> int:
        return self._count

    def __contains__(self, record_id: str) -> bool:
        return record_id in self._by_id

    def __iter__(self) -> Iterator[Held]:
        """The live records, in order of observation."""
        return (self._shelf[slot] for slot in self._by_time[self._oldest :])

    def add(self, held: Held) -> bool:
        """Hold a record; False if it is beyond the horizon already."""
        self.advance(held.observed_us)
        too_old = held.observed_us < self._watermark - self._age_us and self._count >= self._horizon.records
        if too_old or self._count >= self._horizon.most:
            oldest = self._shelf[self._by_time[self._oldest]] if self._count else None
            if oldest is None or held.order() < oldest.order():
                return False
        sketch = held.sketch
        terms = self.terms_of(sketch)
        self._shared = None
        slot = self._shelf.put(held, sketch, terms)
        self._count += 1
        self._note(held, slot)
        self._postings.post(_keys_of(sketch, terms), slot)
        if self._postings.due:
            self._postings.fold(self._shelf.live())
        self._frequency.add(terms.keys)
        self._name_frequency.add(sketch.names)
        self._trim()
        return True

    def terms_held(self, held: Held) -> Terms:
        """The terms of a record."""
        return self._shelf.terms(self._by_id[held.record_id])

    def terms_of(self, sketch: Sketch) -> Terms:
        """The sketch's terms; who asks about an article mostly adds it next."""
        if self._asked is None or self._asked[0] is not sketch:
            self._asked = sketch, find_terms(sketch)
        return self._asked[1]

    def advance(self, observed_us: int) -> None:
        """Let time pass up to an observation; what falls behind the horizon is forgotten."""
        if observed_us > self._watermark:
            self._watermark = observed_us
            self._trim()

    def _trim(self) -> None:
        """Forget what is beyond the horizon."""
        edge = self._watermark - self._age_us
        while self._count > self._horizon.most or (
            self._count > self._horizon.records and self._shelf[self._by_time[self._oldest]].observed_us < edge
        ):
            self._forget(self._by_time[self._oldest])
        if len(self._shelf) - self._count > max(_MOST_EMPTY, self._count // _MOST_EMPTY_SHARE):
            self._give_up_empty_slots()

    def _forget(self, slot: int) -> None:
        """Forget the oldest record."""
        held = self._shelf[slot]
        sketch = decode_sketch(held.encoded)
        self._frequency.remove(sketch.words.take(telling(sketch.bits)))
        self._name_frequency.remove(sketch.names)
        self._by_id.pop(held.record_id, None)
        self._by_article.remove(held.article_id, slot)
        self._by_story.remove(held.story_id, slot)
        self._shelf.drop(slot)
        self._count -= 1
        self._oldest += 1

    def _give_up_empty_slots(self) -> None:
        """Give the live records the first slots, in order of observation."""
        kept = np.array(self._by_time[self._oldest :], np.int64)
        numbers = np.full(len(self._shelf), -1, np.int32)
        numbers[kept] = np.arange(len(kept))
        self._postings.renumber(numbers)
        self._shelf = self._shelf.only(kept)
        self._note_all()

    def origin_of(self, held: Held) -> Held:
        """What a copy copies, if it is still held; anything else is its own origin."""
        slot = self._by_id.get(held.duplicate_of) if held.duplicate_of is not None else None
        return held if slot is None else self._shelf[slot]

    def newest_version(self, held: Held) -> Held:
        """The last held version of a held record's article that is in the same story."""
        versions = [self._shelf[slot] for slot in self._by_article.of(held.article_id)]
        return max((each for each in versions if each.story_id == held.story_id), key=Held.version)

    def of_story(self, story_id: str) -> list[Held]:
        """The live records of a story, in order of observation."""
        return sorted((self._shelf[slot] for slot in self._by_story.of(story_id)), key=Held.order)

    def join(self, story_id: str, into: str) -> None:
        """Let the records of one story be records of another one."""
        for slot in self._by_story.pop(story_id):
            self._shelf.held[slot] = self._shelf[slot]._replace(story_id=into)
            self._by_story.add(into, slot)

    def frequency(self, keys: U32) -> F64:
        """In how many live records each word stands; not to be changed."""
        return self._frequency.of(keys)

    def name_frequency(self, keys: U32) -> F64:
        """In how many live records each full name stands."""
        return self._name_frequency.of(keys)

    def sharing(self, sketch: Sketch) -> list[Held]:
        """The records that share enough sampled shingles to be copies, most shared first."""
        needed = min(MIN_SHARED_SHINGLES, len(sketch.shingles))
        if not needed:
            return []
        live = {
            slot: shared
            for slot, shared in self._shared_shingles(sketch).items()
            if shared >= needed and self._shelf.held[slot] is not None
        }
        # What an outlet prints under each of its articles is shared with thousands: most of them go by number alone.
        least = heapq.nlargest(MAX_COPY_CANDIDATES, live.values())[-1] if live else 0
        enough = [
            (-shared, *held.order(), slot, held)
            for slot, shared in live.items()
            if shared >= least and (held := self._shelf.held[slot]) is not None
        ]
        return [
            held
            for shared, _, _, slot, held in heapq.nsmallest(MAX_COPY_CANDIDATES, enough)
            if -shared >= MIN_SHARED_PART * min(len(sketch.shingles), self._shelf.shingles(slot))
        ]

    def nearest(
        self,
        sketch: Sketch,
        terms: Terms,
        weights: F64,
        name_weights: F64,
        story_id: str | None = None,
        least_of_best: float = LEAST_OF_BEST,
    ) -> Near:
        """The records whose shared words and names weigh most; with ``story_id`` those of them that are in that story.

        ``weights`` go with ``terms``, ``name_weights`` with ``sketch.names``.
        """
        counts = self._frequency.of(terms.keys)
        common = max(_COMMON_FLOOR, _COMMON_SHARE * self._count)
        asked = ((counts > 0) & (counts <= common) & (weights > 0)).nonzero()[0]
        if len(asked) > _MAX_QUERY_WORDS:
            asked = np.sort(asked[np.argsort(-weights[asked], kind="stable")[:_MAX_QUERY_WORDS]])
        keys = as_kind(terms.keys.take(asked), _WORDS), as_kind(sketch.names, _NAMES)
        found, rows = self._postings.find(np.concatenate(keys))
        slots, which = self._number(found)
        each = np.concatenate((weights.take(asked), name_weights)).take(rows)
        named = rows >= len(asked)
        names: F64 = np.asarray(np.bincount(which, each * named, len(slots)), np.float64)
        scores = self._shelf.days.take(slots)
        scores -= sketch.day
        np.abs(scores, out=scores)
        scores += _NEAR_DAYS
        np.divide(_NEAR_DAYS, scores, out=scores)
        scores += 1
        scores *= self._shelf.scales.take(slots)
        scores *= np.bincount(which, each * ~named, len(slots)) + names
        best = self._best(slots, scores, MAX_LINK_CANDIDATES)
        if len(best):
            best = best[scores.take(best) >= least_of_best * scores[best[0]]]
        near = slots.take(best)
        if story_id is not None:
            of_story = [self._shelf[slot].story_id == story_id for slot in near.tolist()]
            best, near = best[of_story], near[of_story]
        shared = self._shared_shingles(sketch)
        return self._shelf.lay_out(
            near, names.take(best), [shared.get(slot, 0) for slot in near.tolist()], self.frequency
        )

    def _number(self, slots: I64) -> tuple[I64, I32]:
        """The distinct ones of some slots, in no order, and for each of them which one it is.

        No sorting, and no array with a place for each record: few of the records share something with an article.
        """
        if len(self._places) < len(self._shelf):
            self._places = np.zeros(len(self._shelf.days), np.int32)
        every = np.arange(len(slots), dtype=np.int32)
        self._places[slots] = every
        distinct = slots[self._places.take(slots) == every]
        self._places[distinct] = every[: len(distinct)]
        return distinct, self._places.take(slots)

    def _shared_shingles(self, sketch: Sketch) -> Mapping[int, int]:
        """The slots that share sampled shingles, and how many; both questions about an article ask it."""
        if self._shared is None or self._shared[0] is not sketch:
            slots, _ = self._postings.find(as_kind(sketch.shingles, _SHINGLES))
            self._shared = sketch, Counter(slots.tolist())
        return self._shared[1]

    def _best(self, slots: I64, scores: F64, limit: int) -> I64:
        """Where the highest scores of some slots stand, ties in order of observation; what has none is left out."""
        least = 0.0
        if len(slots) > limit:
            least = max(least, float(np.partition(scores, len(scores) - limit)[len(scores) - limit]))
        at = (scores >= least if least > 0 else scores > 0).nonzero()[0]
        chosen = scores.take(at)
        order = (-chosen).argsort(kind="stable")
        ranked = chosen.take(order)
        if (ranked[1:] == ranked[:-1]).any():
            held = [self._shelf[slot].order() for slot in slots.take(at).tolist()]
            order = np.array(sorted(range(len(at)), key=lambda each: (-chosen[each], held[each])), np.int64)
        return at.take(order[:limit])


def _keys_of(sketch: Sketch, terms: Terms) -> U64:
    """What a record is found by."""
    keys = ((terms.keys, _WORDS), (sketch.names, _NAMES), (sketch.shingles, _SHINGLES))
    return np.concatenate([as_kind(each, kind) for each, kind in keys])
