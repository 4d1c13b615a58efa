"""What an edit changed inside a sentence."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.word_diff import diff_words


@pytest.mark.parametrize(
    ("before", "after", "steps"),
    [
        (
            "It injured 14 people.",
            "It injured 12 people.",
            [("equal", "It injured ", "It injured "), ("replace", "14", "12"), ("equal", " people.", " people.")],
        ),
        (
            "Nine people are safe.",
            "Ten men are safe.",
            [("replace", "Nine people", "Ten men"), ("equal", " are safe.", " are safe.")],
        ),
        (
            "The bridge is shut.",
            "The old bridge is shut.",
            [("equal", "The ", "The "), ("insert", "", "old "), ("equal", "bridge is shut.", "bridge is shut.")],
        ),
        ("Shut now", "Shut", [("equal", "Shut", "Shut"), ("delete", " now", "")]),
        (
            "cost 1,200.50 crowns",
            "cost 1,300.50 crowns",
            [("equal", "cost ", "cost "), ("replace", "1,200.50", "1,300.50"), ("equal", " crowns", " crowns")],
        ),
        (
            "橋は月曜に閉鎖",
            "橋は火曜に閉鎖",
            [("equal", "橋は", "橋は"), ("replace", "月", "火"), ("equal", "曜に閉鎖", "曜に閉鎖")],
        ),
        ("", "new", [("insert", "", "new")]),
        ("same", "same", [("equal", "same", "same")]),
        ("", "", []),
    ],
)
def test_steps_lead_from_one_sentence_to_the_other(before: str, after: str, steps: list[tuple[str, str, str]]) -> None:
    assert [tuple(step) for step in diff_words(before, after)] == steps


@given(st.text(alphabet="ab c.1\n橋", max_size=40), st.text(alphabet="ab c.1\n橋", max_size=40))
def test_the_sides_spell_both_sentences(before: str, after: str) -> None:
    steps = diff_words(before, after)
    assert "".join(step.before for step in steps) == before
    assert "".join(step.after for step in steps) == after
    for step in steps:
        assert (step.op == "equal") == (step.before == step.after)
        assert (step.op == "insert") == (not step.before)
        assert (step.op == "delete") == (not step.after)


@pytest.mark.parametrize("word", ["a ", "ab", "?", "橋", " \n"])
def test_a_megabyte_without_a_full_stop_takes_less_than_a_second(word: str) -> None:
    before, after = "start x " + word * 400_000, "start y " + word * 400_001 + "end"
    started = time.process_time()
    steps = diff_words(before, after)
    assert time.process_time() - started < 1
    assert "".join(step.before for step in steps) == before
