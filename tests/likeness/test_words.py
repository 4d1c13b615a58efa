"""Words: the same hash everywhere, every script, hostile input in linear time."""

import pytest

from transforms.likeness import words as w


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("The ferry sank.", ["The", "ferry", "sank", "."]),
        ("It cost $1.4 million, 1,200 times", ["It", "cost", "$", "1.4", "million", "1,200", "times"]),
        ("Anna's 7:30 train", ["Anna", "'", "s", "7:30", "train"]),
        ("didn’t", ["didn", "’", "t"]),
        ("G20 1st", ["G20", "1st"]),
        ("東京都", ["東京", "京都"]),
        ("東 X", ["東", "X"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
        ("Ярость моря", ["Ярость", "моря"]),
        ("", []),
        (" \t", []),
    ],
)
def test_text_becomes_tokens(text: str, tokens: list[str]) -> None:
    assert w.tokenise(text) == tokens


@pytest.mark.parametrize(
    ("token", "form", "bits"),
    [
        ("Ferry", "ferry", 0),
        ("the", "the", w.STOP | w.SHORT),
        ("Monday", "monday", w.DATE),
        ("1,200", "1200", w.NUMBER),
        ("2019", "2019", w.NUMBER | w.DATE),
        ("seven", "7", w.NUMBER),
        ("never", "never", w.STOP | w.NEGATION),
        ("東京", "東京", w.PAIRED),
    ],
)
def test_word_is_folded_and_classified(token: str, form: str, bits: int) -> None:
    word = w.read_word(token)
    assert word is not None
    assert (word.form, word.bits, word.key) == (form, bits, w.hash32(form))


@pytest.mark.parametrize("mark", [".", "...", '"', "—", "%", "\n\n", "’"])
def test_marks_are_no_words(mark: str) -> None:
    assert w.read_word(mark) is None


def test_hash_is_the_same_in_every_process() -> None:
    assert w.hash32("ferry") == 746184080
    assert w.hash32("ferry", b"other") != w.hash32("ferry")


@pytest.mark.parametrize("unit", ["1.", "a'", "1,1:", "’x", "東", "\u0301", "_", '"', "ab "])
def test_hostile_text_is_read_in_linear_time(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    assert sum(len(token) for token in w.tokenise(text)) <= 2 * len(text)
