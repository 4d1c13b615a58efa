"""What shows that two stories are one, and what does not."""

import random

import pytest

from tests.joined import EVENTS, NAMES_MODEL, report
from tests.likeness.test_index import START
from transforms.likeness.encoding import encode_sketch
from transforms.likeness.held import Held
from transforms.likeness.index import Index
from transforms.likeness.joining import JOIN_AGREEMENT, JOIN_MATCH, agreement_of, as_one, find_bridge
from transforms.likeness.linking import consider_stories
from transforms.likeness.sketches import Sketch, sketch_article

A, B, C, D, E, F = EVENTS[0]


def sketch(names: list[str], seed: int, language: str = "en") -> Sketch:
    return sketch_article("", report(random.Random(seed), names), language, START, START, None)


def index_of(**names: list[str]) -> Index:
    """Records named after their stories: ``s1`` is the first of the story ``s``."""
    return Index(
        [
            Held(n, name, name[0], name, 1, None, encode_sketch(sketch(each, n)))
            for n, (name, each) in enumerate(names.items())
        ]
    )


@pytest.mark.parametrize(
    ("one", "other", "seen", "joined"),
    [
        ([A, B, C], [B, C, D], [A, B, C, D], True),
        ([A, B, C], [C, D, E], [A, B, C, D, E], False),
        ([A, B, C], [D, E, F], [A, B, C, D, E, F], False),
    ],
    ids=["they agree", "two stories that conflict stay two", "strangers in one round-up stay two"],
)
def test_stories_are_joined_if_their_own_records_agree(one, other, seen, joined) -> None:
    index = index_of(s1=one, t1=other)
    made = sketch(seen, 9)
    bridge = find_bridge(made, consider_stories(made, index, NAMES_MODEL), index, NAMES_MODEL)
    assert bridge is not None
    assert bridge.match >= JOIN_MATCH
    assert bridge.joined is joined
    assert ((bridge.agreement or -9.0) >= JOIN_AGREEMENT) is joined


def test_what_is_near_to_one_story_only_joins_nothing() -> None:
    index = index_of(s1=[A, B, C], t1=[B, C, D])
    made = sketch([A, B, C], 9)
    assert find_bridge(made, consider_stories(made, index, NAMES_MODEL), index, NAMES_MODEL) is None


def test_one_pair_that_agrees_is_not_enough_among_many_that_conflict() -> None:
    index = index_of(s1=[A, B, C], s2=[D, E, F], s3=[D, E, F], t1=[B, C, D])
    made = sketch([A, B, C, D], 9)
    considered = consider_stories(made, index, NAMES_MODEL)
    of_all = agreement_of(considered.held, "s", "t", index, NAMES_MODEL)
    of_one = agreement_of([held for held in considered.held if held.record_id == "s1"], "s", "t", index, NAMES_MODEL)
    assert of_all is not None and of_one is not None
    assert of_all < 0 < JOIN_AGREEMENT <= of_one


def test_stories_without_a_near_pair_have_no_agreement() -> None:
    index = index_of(s1=[A, B], t1=["Nowhere"])
    assert agreement_of(list(index), "s", "u", index, NAMES_MODEL) is None


def test_two_stories_as_one_are_one_option() -> None:
    index = index_of(s1=[A, B, C], t1=[B, C, D], u1=[E, F, A])
    made = sketch([A, B, C, D], 9)
    considered = as_one(consider_stories(made, index, NAMES_MODEL), ("s", "t"), "s", NAMES_MODEL)
    assert (
        {held.story_id for held in considered.held}
        == {option.story_id for _, option in considered.stories}
        == {"s", "u"}
    )
    assert considered.stories[0][1].story_id == "s"
