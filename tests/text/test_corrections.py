import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.corrections import corrected_sentence

BEFORE = (
    "The old bridge at Sill is closed for repairs. The bridge opened in 1967 and has two lanes. "
    "Mayor Ann Pell said that 14 lorries were fined in May. The repairs will cost $4 million. "
    "The library opens at 10 a.m. on Sundays. Buses run over the new bridge."
)
AFTER = (
    "The old bridge at Sill is closed for repairs. The bridge opened in 1976 and has four lanes. "
    "Mayor Ann Pell said that 41 lorries were fined in May. The repairs will cost $4 billion. "
    "The library opens at 9 a.m. on Sundays. Buses run over the new bridge."
)


@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        (
            "Correction: An earlier version of this story said the bridge opened in 1967; it opened in 1976.",
            "The bridge opened in 1967 and has two lanes.",
        ),
        ("CORRECTION: The bridge has four lanes, not two.", "The bridge opened in 1967 and has two lanes."),
        (
            "This story has been corrected to show that 41 lorries were fined, not 14.",
            "Mayor Ann Pell said that 14 lorries were fined in May.",
        ),
        (
            "Correction: The library opens at 9 a.m., not 10 a.m.",
            "The library opens at 10 a.m. on Sundays.",
        ),
        (
            "We originally reported that the repairs will cost $4 million. They will cost $4 billion.",
            "The repairs will cost $4 million.",
        ),
    ],
)
def test_a_correction_is_tied_to_its_sentence(note: str, sentence: str) -> None:
    assert corrected_sentence(note, AFTER + "\n\n" + note, BEFORE) == sentence


def test_the_text_is_searched_where_there_is_no_version_before() -> None:
    note = "Correction: An earlier version of this story said the bridge opened in 1967; it opened in 1976."
    assert corrected_sentence(note, note + "\n\n" + AFTER, "") == "The bridge opened in 1976 and has four lanes."
    assert corrected_sentence(note, note + "\n\n" + BEFORE, "") == "The bridge opened in 1967 and has two lanes."


@pytest.mark.parametrize(
    "note",
    [
        "",
        "Correction: We have corrected a spelling.",
        "This story has been corrected.",
        "Correction: An earlier version of this story said the ferry sank in 1911; it sank in 1912.",
        "Correction: An earlier version of this story gave the wrong year.",
        "Correction: An earlier version said the bridge opened in 1950.",
    ],
)
def test_a_correction_is_tied_to_none(note: str) -> None:
    assert corrected_sentence(note, AFTER, BEFORE) is None


def test_two_sentences_alike_are_none() -> None:
    twins = "Two men were fined in Sill. In Sill two men were fined."
    assert corrected_sentence("Correction: Three men were fined in Sill, not two.", "", twins) is None


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=200))
def test_what_is_found_stands_in_a_text(note: str, text: str, before: str) -> None:
    found = corrected_sentence(note, text, before)
    assert found is None or found in text or found in before


@pytest.mark.parametrize("unit", ["not ", "earlier version said ", "a, not b; ", "said that 14 ", "1,2.3,"])
def test_cost_is_linear(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    begin = time.process_time()
    corrected_sentence(text, text, text)
    assert time.process_time() - begin < 10
