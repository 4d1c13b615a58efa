"""Postings that grow, and are folded now and then, find what postings that were built at once find."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.likeness.postings import Postings

KEYS = st.lists(st.lists(st.integers(0, 12), max_size=6, unique=True).map(sorted), max_size=30)


def as_keys(keys: list[int]) -> np.ndarray:
    return np.array(keys, np.uint32)


@given(records=KEYS, built=st.integers(0, 30), fold_posted=st.integers(1, 40), asked=st.lists(st.integers(0, 14)))
def test_however_often_they_are_folded_the_same_is_found(
    records: list[list[int]], built: int, fold_posted: int, asked: list[int]
) -> None:
    grown = Postings([as_keys(keys) for keys in records[:built]], fold_posted)
    for slot, keys in enumerate(records[built:], min(built, len(records))):
        grown.post(as_keys(keys), slot)
    at_once = Postings([as_keys(keys) for keys in records])
    query = as_keys(asked)
    assert grown.count(query) == at_once.count(query)
    weights = np.arange(1.0, len(asked) + 1)
    for slot in range(len(records)):
        mine = [found[at == slot].tolist() for at, found in (each.weigh(query, weights) for each in (grown, at_once))]
        assert (
            mine[0] == mine[1] == [weight for key, weight in zip(asked, weights, strict=True) if key in records[slot]]
        )


@pytest.mark.parametrize("fold_posted", [1, 7, 1_000])
def test_nothing_posted_is_not_found(fold_posted: int) -> None:
    grown = Postings((), fold_posted)
    assert grown.count(as_keys([1, 2])) == {}
    grown.post(as_keys([1]), 0)
    assert grown.count(as_keys([1, 2])) == {0: 1}
