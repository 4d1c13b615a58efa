"""Rows of tokens: the same for ever, few enough to keep."""

import numpy as np
import pytest

from transforms.likeness import tokens as t
from transforms.likeness import words as w


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        ("Ostrel", t.WORD | t.NAMING),
        ("The", t.WORD),
        ("the", t.WORD | t.UNNAMING),
        ("Mr", t.WORD | t.ABBREVIATION),
        ("monday", t.WORD | t.UNNAMING | t.DAY),
        ("37", t.WORD | t.FEW_DIGITS | t.COUNTING),
        ("2019", t.WORD | t.COUNTING),
        ("Two", t.WORD | t.NAMING | t.ABBREVIATION | t.COUNTING),
        ("-", t.JOINING),
        ("–", 0),
        ("?!", t.SENTENCE_END),
        ("“", t.OPENING),
        ('"', t.STRAIGHT),
        (t.NEWS_LINE, t.LINE_END),
        (t.ASIDE_LINE, t.LINE_END | t.ASIDE),
    ],
)
def test_a_row_says_what_a_token_is(token: str, kind: int) -> None:
    [row] = t.rows_of([token])
    assert row["kind"] == kind


def test_a_row_holds_the_word() -> None:
    [row] = t.rows_of(["Ferries"])
    word = w.read_word("Ferries")
    assert word is not None
    assert (row["key"], row["letters"], row["bits"]) == (word.key, word.letters, word.bits)


def test_rows_are_forgotten_and_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = t._Kept()
    monkeypatch.setattr(t, "_LEAST_KEPT", 3)
    tokens = [f"word{n % 7}" for n in range(50)]
    assert [kept[token] for token in tokens] == [bytes(row) for row in t.rows_of(tokens)]
    assert len(kept) <= 3
    assert len(kept._before) <= 3


def test_no_tokens_have_no_rows() -> None:
    assert np.array_equal(t.rows_of([]), np.empty(0, t.ROW))
