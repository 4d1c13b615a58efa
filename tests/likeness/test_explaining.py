"""What the linker weighed: the parts add up, and the words are those of the text."""

import math
import random

import numpy as np
import pytest

from tests.joined import EVENTS, NAMES_MODEL, report
from tests.likeness.test_index import START
from transforms.likeness.encoding import encode_sketch
from transforms.likeness.explaining import Part, explain_choice, explain_copies, explain_row, spell_words
from transforms.likeness.held import Held
from transforms.likeness.index import Index
from transforms.likeness.linking import choose_story, shipped_model
from transforms.likeness.sketches import Sketch, sketch_article
from transforms.likeness.words import hash32

A, B, C, D, E, F = EVENTS[0]


def sketch(text: str) -> Sketch:
    return sketch_article("", text, "en", START, START, None)


def index_of(**texts: str) -> Index:
    return Index(
        [
            Held(n, name, name[0], name, 1, None, encode_sketch(sketch(text)))
            for n, (name, text) in enumerate(texts.items())
        ]
    )


def text_of(*names: str, seed: int) -> str:
    return report(random.Random(seed), list(names))


@pytest.mark.parametrize("model", [NAMES_MODEL, shipped_model()], ids=["by names", "shipped"])
def test_the_parts_add_up_to_what_was_decided_by(model) -> None:
    index = index_of(s1=text_of(A, B, C, seed=1), t1=text_of(B, C, D, seed=2), u1=text_of(*EVENTS[1], seed=3))
    text = text_of(A, B, C, D, seed=4)
    weighed = explain_choice(sketch(text), "", text, index, model)
    for each in (*weighed.records, *weighed.stories):
        total = math.fsum(part.log_odds for part in each.parts)
        assert max(-12.0, min(12.0, total)) == pytest.approx(max(-12.0, min(12.0, each.log_odds)))
        assert [abs(part.log_odds) for part in each.parts] == sorted(
            (abs(p.log_odds) for p in each.parts), reverse=True
        )
    choice = choose_story(sketch(text), index, model)
    assert (choice is not None) == (weighed.stories[0].log_odds >= weighed.least)
    if choice is not None:
        assert (weighed.stories[0].story_id, weighed.stories[0].nearest) == (
            choice.held.story_id,
            choice.held.record_id,
        )


def test_what_only_a_pair_of_features_does_is_told_apart() -> None:
    def both(rows: np.ndarray) -> np.ndarray:
        return 2.0 * rows[:, 0] + 3.0 * (rows > 0).all(axis=1) - 1.0

    assert explain_row([1.0, 5.0], ("a", "b"), both) == (
        Part("a", 1.0, 5.0),
        Part("b", 5.0, 3.0),
        Part("together", 1.0, -3.0),
        Part("bias", 1.0, -1.0),
    )


def test_shared_words_stand_as_in_the_article_the_rarest_first() -> None:
    index = index_of(s1="Ida Voss said that this year was the driest in Ostby.")
    text = "In Ostby, farmers waited all year for rain."
    [near] = explain_choice(sketch(text), "", text, index, NAMES_MODEL).records
    assert near.shared == ("Ostby", "year")


def test_what_makes_two_stories_one_is_told() -> None:
    index = index_of(s1=text_of(A, B, C, seed=1), t1=text_of(B, C, D, seed=2))
    text = text_of(A, B, C, D, seed=4)
    bridge = explain_choice(sketch(text), "", text, index, NAMES_MODEL).bridge
    assert bridge is not None
    assert ({bridge.one, bridge.other}, bridge.joined) == ({"s", "t"}, True)


def test_what_is_new_is_spelled_as_it_stands() -> None:
    older = "The harbour board of Selkie voted on Thursday for a new pier and a deeper channel for 14 million."
    newer = older + " Ida Voss, 51, did NOT agree."
    [compared] = explain_copies(sketch(newer), "", newer, index_of(s1=older))
    assert compared.relation == "writethru"
    assert compared.added == ("Ida", "Voss", "51", "NOT", "agree")
    assert (compared.kept, compared.why) == (1.0, "reuses the text")


def test_an_empty_index_gives_nothing_to_weigh() -> None:
    weighed = explain_choice(sketch("A text."), "", "A text.", Index(), NAMES_MODEL)
    assert (weighed.records, weighed.stories, weighed.bridge) == ((), (), None)


def test_words_are_spelled_by_the_hash_of_their_folded_form() -> None:
    spelled = spell_words("Straße, straße and 1,200 trains")
    assert spelled[hash32("strasse")] == "Straße"
    assert spelled[hash32("1200")] == "1,200"
