"""The words of a text, by a table of bytes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.vocabulary import compound_words, letter_runs


@pytest.mark.parametrize(
    ("text", "runs", "words"),
    [
        ("it's 5pm", {"it", "s", "pm"}, {"it", "s", "5pm"}),
        ("a put-off two-by-four", {"a", "put", "off", "two", "by", "four"}, {"a", "put-off", "two-by", "four"}),
        ("- re-open--now -", {"re", "open", "now"}, {"re-open", "now"}),
        ("señor, café", {"se", "or", "caf"}, {"se", "or", "caf"}),
        ("", set(), set()),
    ],
)
def test_words_are_found(text: str, runs: set[str], words: set[str]) -> None:
    assert letter_runs(text) == runs
    assert compound_words(text) == words


@given(st.text(alphabet="ab1-é '’.\ud800\n", max_size=40))
def test_they_are_those_of_the_regular_expressions(text: str) -> None:
    assert letter_runs(text) == set(re.findall("[a-z]+", text))
    assert compound_words(text) == set(re.findall("[a-z0-9]+(?:-[a-z0-9]+)?", text))
