"""Frequencies count alike however they were filled, and go on beyond what small numbers hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.likeness import frequencies
from transforms.likeness.frequencies import Frequencies

RECORDS = st.lists(st.lists(st.integers(0, 9), unique=True, max_size=6), max_size=20)


def as_keys(keys: list[int]) -> np.ndarray:
    return np.array(keys, np.uint32)


@given(RECORDS, st.integers(0, 20), st.integers(0, 20))
def test_counts_are_of_the_records_that_were_added_and_not_removed(
    records: list[list[int]], built: int, removed: int
) -> None:
    counts = Frequencies(as_keys([key for keys in records[:built] for key in keys]))
    for keys in records[built:]:
        counts.add(as_keys(keys))
    for keys in records[:removed]:
        counts.remove(as_keys(keys))
    left = records[removed:]
    assert counts.of(as_keys(list(range(11)))).tolist() == [sum(key in keys for keys in left) for key in range(11)]


@pytest.mark.parametrize("built", [0, 3, 7])
def test_counts_go_on_where_small_numbers_end(built: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frequencies, "_MOST_SMALL", 5)
    counts = Frequencies(as_keys([4] * built))
    for _ in range(10 - built):
        counts.add(as_keys([4, 8]))
    assert counts.of(as_keys([4, 8])).tolist() == [10, 10 - built]
    counts.remove(as_keys([4]))
    assert counts.of(as_keys([4])).tolist() == [9]


def test_words_of_one_bucket_are_counted_together() -> None:
    counts = Frequencies()
    counts.add(as_keys([3, 3 + (1 << 21)]))
    assert counts.of(as_keys([3, 3 + (1 << 22), 4])).tolist() == [2, 2, 0]
