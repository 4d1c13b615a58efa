"""Which story a story has become part of: chains, circles, long ways."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.joins import Joins


def test_story_that_joined_nothing_is_whole() -> None:
    joins = Joins()
    assert joins.whole_of("a") == "a"
    assert joins.parts_of({"a"}) == {"a"}
    assert joins.wholes() == {}


def test_chains_lead_to_their_end() -> None:
    joins = Joins([("c", "b"), ("b", "a"), ("z", "y")])
    assert joins.wholes() == {"b": "a", "c": "a", "z": "y"}
    assert joins.parts_of({"a"}) == {"a", "b", "c"}
    assert [joins.steps_to_whole(story_id) for story_id in "abc"] == [0, 1, 2]


@pytest.mark.parametrize("pairs", [[("a", "a")], [("a", "b"), ("b", "a")], [("a", "b"), ("b", "c"), ("c", "a")]])
def test_no_story_joins_itself(pairs: list[tuple[str, str]]) -> None:
    joins = Joins(pairs)
    last = pairs[-1][1] if len(pairs) == 1 else pairs[-1][0]
    assert joins.whole_of("a") == last


def test_story_joins_once() -> None:
    assert Joins([("b", "a"), ("b", "c")]).whole_of("b") == "a"


def test_long_chain_takes_no_recursion() -> None:
    joins = Joins((f"s{n + 1}", f"s{n}") for n in range(50_000))
    assert joins.whole_of("s50000") == "s0"
    assert joins.steps_to_whole("s50000") == 50_000


@given(st.integers(2, 30), st.integers(0, 1000))
def test_order_of_joins_does_not_matter(stories: int, seed: int) -> None:
    draw = random.Random(seed)
    pairs = [(f"s{n}", f"s{draw.randrange(n)}") for n in range(1, stories)]
    shuffled = draw.sample(pairs, len(pairs))
    assert Joins(pairs).wholes() == Joins(shuffled).wholes() == {f"s{n}": "s0" for n in range(1, stories)}
