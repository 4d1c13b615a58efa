"""Spellings and forms of one word, told from other words by their letters alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.likeness.spelling import are_variants, spell


def alike(one: str, other: str) -> bool:
    return bool(are_variants(np.array([spell(one)], np.uint32), np.array([spell(other)], np.uint32))[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("harbour", "harbor"),
        ("theatre", "theater"),
        ("organise", "organize"),
        ("compare", "compares"),
        ("trading", "trade"),
        ("repiar", "repair"),
        ("ferries", "feries"),
    ],
)
def test_spellings_and_forms_of_a_word_are_alike(one: str, other: str) -> None:
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("imposed", "proposed"),
        ("hired", "fired"),
        ("north", "south"),
        ("sale", "sails"),
        ("husband", "brother"),
        ("now", "not"),
        ("больше", "больший"),
        ("2019", "2018"),
    ],
)
def test_other_words_are_not(one: str, other: str) -> None:
    assert not alike(one, other)


@given(st.text(max_size=50))
def test_any_word_has_a_spelling_of_31_bits(form: str) -> None:
    assert 0 <= spell(form) < 1 << 31
