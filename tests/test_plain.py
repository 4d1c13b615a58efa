"""Text for a terminal: nothing that it could obey."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.plain import MAX_CHARS, number, one_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Bridge  closes\n\ton Monday ", "Bridge closes on Monday"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("left\u202eright", "leftright"),
        ("a\x00b\x07c", "abc"),
        ("[bold]not markup[/bold]", "[bold]not markup[/bold]"),
        ("", ""),
    ],
)
def test_controls_are_gone_and_words_stay(text: str, line: str) -> None:
    assert one_line(text) == line


def test_a_long_text_is_cut_with_a_mark() -> None:
    assert one_line("word " * 1_000_000).endswith("…")
    assert len(one_line("word " * 1_000_000)) <= MAX_CHARS


@given(st.text())
def test_no_text_reaches_the_terminal_with_a_control(text: str) -> None:
    assert not {unicodedata.category(char) for char in one_line(text)} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("value", "shown"), [(3.0, "3"), (464e6, "464,000,000"), (6.1, "6.1"), (1234.5, "1,234.5"), (0.0, "0")]
)
def test_figures_are_shown_with_all_of_their_digits(value: float, shown: str) -> None:
    assert number(value) == shown
