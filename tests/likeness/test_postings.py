"""Postings that grow, and are folded now and then, find what postings that were built at once find."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.likeness import postings
from transforms.likeness.postings import KINDS, Postings, as_kind

# Few keys, so that many are shared, some of one bucket and some alike in their low bits.
KEY = st.tuples(st.integers(0, KINDS - 1), st.sampled_from([0, 1, 5, 1 << 16, (1 << 16) + 5, 5 << 29, (1 << 32) - 1]))
RECORDS = st.lists(st.lists(KEY, max_size=6, unique=True).map(sorted), max_size=30)


def as_keys(keys: list[tuple[int, int]]) -> np.ndarray:
    parts = [as_kind(np.array([key], np.uint32), kind) for kind, key in sorted(keys)]
    return np.concatenate([np.empty(0, np.uint64), *parts])


def found(index: Postings, asked: list[tuple[int, int]]) -> dict[int, list[tuple[int, int]]]:
    """Under each slot the keys that it holds, in the order in which they are found."""
    slots, rows = index.find(as_keys(asked))
    holds: dict[int, list[tuple[int, int]]] = {}
    for slot, row in zip(slots.tolist(), rows.tolist(), strict=True):
        holds.setdefault(slot, []).append(sorted(asked)[row])
    return holds


def build(records: list[list[tuple[int, int]]], fold_posted: int = 1) -> Postings:
    keys = np.concatenate([np.empty(0, np.uint64), *map(as_keys, records)])
    return Postings(keys, [len(keys) for keys in records], fold_posted)


def grow(records: list[list[tuple[int, int]]], built: int, fold_posted: int) -> Postings:
    grown = build(records[:built], fold_posted)
    for slot, keys in enumerate(records[built:], min(built, len(records))):
        grown.post(as_keys(keys), slot)
        if grown.due:
            grown.fold(np.ones(slot + 1, np.bool_))
    return grown


@given(RECORDS, st.integers(0, 30), st.integers(1, 40), st.lists(KEY, unique=True))
def test_however_often_they_are_folded_the_same_is_found(
    records: list[list[tuple[int, int]]], built: int, fold_posted: int, asked: list[tuple[int, int]]
) -> None:
    holds = {slot: [key for key in sorted(asked) if key in keys] for slot, keys in enumerate(records)}
    expected = {slot: keys for slot, keys in holds.items() if keys}
    assert found(grow(records, built, fold_posted), asked) == expected
    assert found(build(records), asked) == expected


@given(RECORDS, st.integers(0, 30), st.integers(1, 40), st.lists(KEY, unique=True), st.integers(1, 3))
def test_renumbered_postings_are_found_under_their_new_slots(
    records: list[list[tuple[int, int]]], built: int, fold_posted: int, asked: list[tuple[int, int]], every: int
) -> None:
    grown = grow(records, built, fold_posted)
    kept = range(0, len(records), every)
    numbers = np.full(len(records), -1, np.int32)
    numbers[kept] = np.arange(len(kept))
    grown.renumber(numbers)
    holds = {number: [key for key in sorted(asked) if key in records[slot]] for number, slot in enumerate(kept)}
    assert found(grown, asked) == {slot: keys for slot, keys in holds.items() if keys}


def test_what_no_longer_lives_is_forgotten_when_all_is_folded() -> None:
    grown = build([[(0, 7)], [(0, 7), (1, 7)]], fold_posted=2)
    grown.post(as_keys([(0, 7), (2, 7)]), 2)
    grown.fold(np.array([False, True, True]))
    assert found(grown, [(0, 7), (1, 7), (2, 7)]) == {1: [(0, 7), (1, 7)], 2: [(0, 7), (2, 7)]}


@given(RECORDS, st.lists(KEY, unique=True))
def test_crowded_postings_get_more_buckets_and_the_same_is_found(
    records: list[list[tuple[int, int]]], asked: list[tuple[int, int]]
) -> None:
    few = grow(records, 0, 3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings, "_bits_for", lambda number: 16 + (number > 4) + (number > 9))
        assert found(grow(records, 0, 3), asked) == found(few, asked)


@pytest.mark.parametrize("fold_posted", [1, 7, 1_000])
def test_nothing_posted_is_not_found(fold_posted: int) -> None:
    grown = Postings(fold_posted=fold_posted)
    assert found(grown, [(0, 1), (0, 2)]) == {}
    grown.post(as_keys([(0, 1)]), 0)
    assert found(grown, [(0, 1), (0, 2), (1, 1)]) == {0: [(0, 1)]}
    assert found(grown, []) == {}
