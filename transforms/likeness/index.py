"""What is held of one language's recent records, to find the ones that a new article is near to.

The index is a function of the *set* of records added, not of the order or the rounds they came in:
counts are integers, weights are computed when they are asked for, ties are broken by time and id
(test_index: an index rebuilt in any order decides alike).  A record counts as long as it was observed
no longer than the horizon's age before the latest observation, or is among the newest ones, and among no more
than its most; others are forgotten.
"""

import heapq
import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from transforms.likeness.held import HORIZON, Held, Horizon
from transforms.likeness.near import Near, lay_out
from transforms.likeness.postings import Postings
from transforms.likeness.sketches import U32, Sketch
from transforms.likeness.terms import Terms, find_terms

F64 = npt.NDArray[np.float64]
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
# A long text shares words with everything; a record from about the same days is likelier to be of one event
# (test_index: the report of the same day is found among longer ones).
_LENGTH_WORDS = 50.0
_NEAR_DAYS = 3.0
# Words are counted in buckets by the low bits of their hash: one addition for a whole article.
_BUCKETS = 1 << 21
_LOW_BITS = np.uint32(_BUCKETS - 1)
_ONE = np.ones(1, np.int32)
# A word that stands in more than this share of all records finds nothing, it only costs time.
_COMMON_SHARE = 0.01
_COMMON_FLOOR = 40
# Of an article this many distinct words are looked up, the rarest ones.
_MAX_QUERY_WORDS = 50
_FIRST_SLOTS = 1024


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
        self._shared = None
        edge = self._watermark - self._age_us
        ranked = sorted(records, key=Held.order)
        ranked = ranked[max(len(ranked) - self._horizon.most, 0) :]
        older = len(ranked) - self._horizon.records
        kept = [held for at, held in enumerate(ranked) if at >= older or held.observed_us >= edge]
        self._slots: list[Held | None] = [*kept]
        self._count = len(kept)
        self._by_time = [(*held.order(), slot) for slot, held in enumerate(kept)]
        self._by_id = {held.record_id: slot for slot, held in enumerate(kept)}
        self._by_article: dict[str, list[Held]] = {}
        for held in kept:
            self._by_article.setdefault(held.article_id, []).append(held)
        self._by_story: dict[str, set[int]] = {}
        for slot, held in enumerate(kept):
            self._by_story.setdefault(held.story_id, set()).add(slot)
        sketches = [held.sketch for held in kept]
        self._days, self._scales, self._places = _room(max(_FIRST_SLOTS, 2 * len(kept)))
        self._terms: list[Terms | None] = [find_terms(sketch) for sketch in sketches]
        for slot, (sketch, terms) in enumerate(zip(sketches, self._terms, strict=True)):
            assert terms is not None
            self._measure(slot, sketch, terms)
        self._words = Postings([terms.keys for terms in self._terms if terms is not None])
        self._names = Postings([sketch.names for sketch in sketches])
        self._shingles = Postings([sketch.shingles for sketch in sketches])
        self._frequency = _tally([terms.keys for terms in self._terms if terms is not None])
        self._name_frequency = _tally([sketch.names for sketch in sketches])

    def __len__(self) -> int:
        return self._count

    def __contains__(self, record_id: str) -> bool:
        return record_id in self._by_id

    def __iter__(self) -> Iterator[Held]:
        """The live records, in order of observation."""
        return iter(sorted((held for held in self._slots if held is not None), key=Held.order))

    def add(self, held: Held) -> bool:
        """Hold a record; False if it is beyond the horizon already."""
        self.advance(held.observed_us)
        too_old = held.observed_us < self._watermark - self._age_us and self._count >= self._horizon.records
        if too_old or self._count >= self._horizon.most:
            oldest = self._by_time[0] if self._by_time else None
            if oldest is None or held.order() < oldest[:2]:
                return False
        slot = len(self._slots)
        if slot == len(self._days):
            days, scales, self._places = _room(2 * slot)
            days[:slot], scales[:slot] = self._days, self._scales
            self._days, self._scales = days, scales
        terms = self.terms_of(held.sketch)
        self._shared = None
        self._slots.append(held)
        self._terms.append(terms)
        self._measure(slot, held.sketch, terms)
        self._count += 1
        heapq.heappush(self._by_time, (*held.order(), slot))
        self._by_id[held.record_id] = slot
        self._by_article.setdefault(held.article_id, []).append(held)
        self._by_story.setdefault(held.story_id, set()).add(slot)
        sketch = held.sketch
        self._words.post(terms.keys, slot)
        self._names.post(sketch.names, slot)
        self._shingles.post(sketch.shingles, slot)
        np.add.at(self._frequency, _buckets(terms.keys), _ONE)
        np.add.at(self._name_frequency, _buckets(sketch.names), _ONE)
        self._trim()
        return True

    def terms_held(self, held: Held) -> Terms:
        """The terms of a record."""
        terms = self._terms[self._by_id[held.record_id]]
        assert terms is not None
        return terms

    def terms_of(self, sketch: Sketch) -> Terms:
        """The sketch's terms; who asks about an article mostly adds it next."""
        if self._asked is None or self._asked[0] is not sketch:
            self._asked = sketch, find_terms(sketch)
        return self._asked[1]

    def _measure(self, slot: int, sketch: Sketch, terms: Terms) -> None:
        self._days[slot] = sketch.day
        self._scales[slot] = 1 / math.sqrt(_LENGTH_WORDS + len(terms.keys))

    def advance(self, observed_us: int) -> None:
        """Let time pass up to an observation; what falls behind the horizon is forgotten."""
        if observed_us > self._watermark:
            self._watermark = observed_us
            self._trim()

    def _trim(self) -> None:
        """Forget what is beyond the horizon."""
        edge = self._watermark - self._age_us
        while self._count > self._horizon.most or (self._count > self._horizon.records and self._by_time[0][0] < edge):
            self._forget(heapq.heappop(self._by_time)[2])
        if len(self._slots) > _FIRST_SLOTS and self._count < len(self._slots) // 2:
            self._load([held for held in self._slots if held is not None])

    def _forget(self, slot: int) -> None:
        held, terms = self._at(slot), self._terms[slot]
        assert terms is not None
        self._slots[slot] = self._terms[slot] = None
        self._scales[slot] = 0.0
        self._count -= 1
        self._by_id.pop(held.record_id, None)
        versions = self._by_article[held.article_id]
        versions.remove(held)
        if not versions:
            del self._by_article[held.article_id]
        story = self._by_story[held.story_id]
        story.remove(slot)
        if not story:
            del self._by_story[held.story_id]
        np.subtract.at(self._frequency, _buckets(terms.keys), _ONE)
        np.subtract.at(self._name_frequency, _buckets(held.sketch.names), _ONE)

    def origin_of(self, held: Held) -> Held:
        """What a copy copies, if it is still held; anything else is its own origin."""
        slot = self._by_id.get(held.duplicate_of) if held.duplicate_of is not None else None
        return held if slot is None else self._at(slot)

    def newest_version(self, held: Held) -> Held:
        """The last held version of a held record's article that is in the same story."""
        versions = self._by_article[held.article_id]
        return max((each for each in versions if each.story_id == held.story_id), key=Held.version)

    def of_story(self, story_id: str) -> list[Held]:
        """The live records of a story, in order of observation."""
        found = [held for slot in self._by_story.get(story_id, ()) if (held := self._slots[slot]) is not None]
        return sorted(found, key=Held.order)

    def join(self, story_id: str, into: str) -> None:
        """Let the records of one story be records of another one."""
        moving = self._by_story.pop(story_id, set())
        for slot in moving:
            held = self._at(slot)
            moved = held._replace(story_id=into)
            self._slots[slot] = moved
            versions = self._by_article[held.article_id]
            versions[versions.index(held)] = moved
        if moving:
            self._by_story.setdefault(into, set()).update(moving)

    def frequency(self, keys: U32) -> F64:
        """In how many live records each word stands."""
        return self._frequency.take(_buckets(keys)).astype(np.float64)

    def name_frequency(self, keys: U32) -> F64:
        """In how many live records each full name stands."""
        return self._name_frequency.take(_buckets(keys)).astype(np.float64)

    def sharing(self, sketch: Sketch) -> list[Held]:
        """The records that share enough sampled shingles to be copies, most shared first."""
        needed = min(MIN_SHARED_SHINGLES, len(sketch.shingles))
        if not needed:
            return []
        live = {
            slot: shared
            for slot, shared in self._shared_shingles(sketch).items()
            if shared >= needed and self._slots[slot] is not None
        }
        # What an outlet prints under each of its articles is shared with thousands: most of them go by number alone.
        least = heapq.nlargest(MAX_COPY_CANDIDATES, live.values())[-1] if live else 0
        enough = [
            (-shared, *held.order(), slot, held)
            for slot, shared in live.items()
            if shared >= least and (held := self._slots[slot]) is not None
        ]
        return [
            held
            for shared, _, _, _, held in heapq.nsmallest(MAX_COPY_CANDIDATES, enough)
            if -shared >= MIN_SHARED_PART * min(len(sketch.shingles), len(held.sketch.shingles))
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
        counts = self._frequency.take(_buckets(terms.keys))
        asked = ((counts > 0) & (counts <= max(_COMMON_FLOOR, _COMMON_SHARE * self._count)) & (weights > 0)).nonzero()[
            0
        ]
        if len(asked) > _MAX_QUERY_WORDS:
            asked = np.sort(asked[np.argsort(-weights[asked], kind="stable")[:_MAX_QUERY_WORDS]])
        words_in, word_weights = self._words.weigh(terms.keys.take(asked), weights.take(asked))
        names_in, full_name_weights = self._names.weigh(sketch.names, name_weights)
        slots, which = self._number(np.concatenate((words_in, names_in)))
        names: F64 = np.asarray(np.bincount(which[len(words_in) :], full_name_weights, len(slots)), np.float64)
        scores = self._days.take(slots)
        scores -= sketch.day
        np.abs(scores, out=scores)
        scores += _NEAR_DAYS
        np.divide(_NEAR_DAYS, scores, out=scores)
        scores += 1
        scores *= self._scales.take(slots)
        scores *= np.bincount(which[: len(words_in)], word_weights, len(slots)) + names
        best = self._best(slots, scores, MAX_LINK_CANDIDATES)
        best = [at for at in best if scores[at] >= least_of_best * scores[best[0]]]
        if story_id is not None:
            best = [at for at in best if self._at(slots[at]).story_id == story_id]
        shared = self._shared_shingles(sketch)
        near = slots[best].tolist()
        return lay_out(
            [self._at(slot) for slot in near],
            [found for slot in near if (found := self._terms[slot]) is not None],
            names[best],
            [shared.get(slot, 0) for slot in near],
            self.frequency,
        )

    def _number(self, slots: I64) -> tuple[I64, I64]:
        """The distinct ones of some slots, in no order, and for each of them which one it is.

        No sorting, and no array with a place for each record: few of the records share something with an article.
        """
        every = np.arange(len(slots))
        self._places[slots] = every
        distinct = slots[self._places.take(slots) == every]
        self._places[distinct] = every[: len(distinct)]
        return distinct, self._places.take(slots)

    def _shared_shingles(self, sketch: Sketch) -> Mapping[int, int]:
        """The slots that share sampled shingles, and how many; both questions about an article ask it."""
        if self._shared is None or self._shared[0] is not sketch:
            self._shared = sketch, self._shingles.count(sketch.shingles)
        return self._shared[1]

    def _best(self, slots: I64, scores: F64, limit: int) -> list[int]:
        """Where the highest scores of some slots stand, ties in order of observation; what has none is left out."""
        at = np.arange(len(slots))
        if len(slots) > limit:
            at = (scores >= np.partition(scores, len(scores) - limit)[len(scores) - limit]).nonzero()[0]
        best = [
            (-score, *self._at(slot).order(), each)
            for each, slot, score in zip(at.tolist(), slots[at].tolist(), scores[at].tolist(), strict=True)
            if score > 0
        ]
        return [each for _, _, _, each in sorted(best)[:limit]]

    def _at(self, slot: int) -> Held:
        held = self._slots[slot]
        assert held is not None
        return held


def _room(slots: int) -> tuple[F64, F64, I64]:
    """For so many slots the day of the record, what its length divides by (0: there is none), and a scratch pad."""
    return np.zeros(slots), np.zeros(slots), np.zeros(slots, np.int64)


def _buckets(keys: U32) -> I64:
    return np.asarray(keys & _LOW_BITS, np.int64)


def _tally(keys: list[U32]) -> npt.NDArray[np.int32]:
    counts = np.zeros(_BUCKETS, np.int32)
    if keys:
        np.add.at(counts, _buckets(np.concatenate(keys)), 1)
    return counts
