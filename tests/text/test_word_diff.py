"""Edits inside a sentence, word by word."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.word_diff import Piece, diff_words


def spelled(before: str, after: str) -> str:
    """The diff as one line: deletions in [-…-], insertions in {+…+}."""
    forms = {"equal": "{}", "delete": "[-{}-]", "insert": "{{+{}+}}"}
    return "".join(forms[piece.op].format(piece.text) for piece in diff_words(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Three people were hurt.", "Three people were hurt.", "Three people were hurt."),
        ("Three people were hurt.", "Four people were hurt.", "[-Three-]{+Four+} people were hurt."),
        ("The bridge opened.", "The old bridge opened.", "The{+ old+} bridge opened."),
        ("The old bridge opened.", "The bridge opened.", "The[- old-] bridge opened."),
        ("It cost 1.4 million.", "It cost 14 million.", "It cost [-1.4-]{+14+} million."),
        ("Ann Lee said no.", "Bo Ray said no.", "[-Ann Lee-]{+Bo Ray+} said no."),
        ("", "A new sentence.", "{+A new sentence.+}"),
        ("A sentence gone.", "", "[-A sentence gone.-]"),
        ("Das Schiff fährt.", "Das Schiff fährt nicht.", "Das Schiff fährt{+ nicht+}."),
        ("列車は三時に出る。", "列車は四時に出る。", "列車は[-三-]{+四+}時に出る。"),
        ("", "", ""),
    ],
)
def test_words_that_changed_are_marked(before: str, after: str, expected: str) -> None:
    assert spelled(before, after) == expected


@given(st.text("ab 1,.\n’語", max_size=60), st.text("ab 1,.\n’語", max_size=60))
def test_the_pieces_spell_both_texts(before: str, after: str) -> None:
    pieces = diff_words(before, after)
    assert "".join(piece.text for piece in pieces if piece.op != "insert") == before
    assert "".join(piece.text for piece in pieces if piece.op != "delete") == after
    assert all(piece.text for piece in pieces)


def test_a_megabyte_takes_less_than_a_second() -> None:
    before, after = "word " * 200_000, "werd " * 200_000
    started = time.process_time()
    assert diff_words(before, after) == [
        Piece("delete", before.rstrip()),
        Piece("insert", after.rstrip()),
        Piece("equal", " "),
    ]
    assert time.process_time() - started < 1
