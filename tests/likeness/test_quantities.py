"""Quantities in one spelling, however they are written."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.likeness.quantities import find_quantities, hash_quantities
from transforms.likeness.words import tokenise


def quantities(text: str) -> list[tuple[str, str]]:
    return [tuple(found) for found in find_quantities(tokenise(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$2,000 million", [("2000000000", "dollar")]),
        ("2bn dollars", [("2000000000", "dollar")]),
        ("a 50-million-dollar pier", [("50000000", "dollar")]),
        ("14 cents, not 1.4 cts", [("14", "cent"), ("1.4", "cent")]),
        ("50 per cent or 50 pct or 50%", [("50", "percent")] * 3),
        ("three and one-half years", [("3.5", "")]),
        ("3-1/2 years", [("3.5", "")]),
        ("three quarters", [("0.75", "")]),
        ("twenty-one boats", [("21", "")]),
        ("two hundred thousand crates", [("200000", "")]),
        ("one of the boats", []),
        ("one hundred boats", [("100", "")]),
        ("at 10:30", [("10:30", "")]),
        ("2,29 euros", [("2.29", "euro")]),
        ("3 m deep", [("3", "")]),
        ("£3m", [("3000000", "pound")]),
        ("the 30s", [("30s", "")]),
        ("no number", []),
    ],
)
def test_quantities_are_read(text: str, expected: list[tuple[str, str]]) -> None:
    assert quantities(text) == expected


@pytest.mark.parametrize(("one", "other"), [("2bn dollars", "$2,000 million"), ("half past 6", "6"), ("7", "seven")])
def test_equal_quantities_have_equal_hashes(one: str, other: str) -> None:
    assert hash_quantities(tokenise(one)) == hash_quantities(tokenise(other))


@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from(["1", "-", "2", "/", "million", "one", "%", "twenty", "half"])).map(" ".join)
)
def test_any_text_is_read(text: str) -> None:
    assert all(value for value, _ in quantities(text))


@pytest.mark.parametrize("unit", ["1", "1 ", "million ", "1 million ", "one ", "9,", "1-", "twenty-"])
def test_the_longest_text_of_a_sketch_takes_a_time_in_proportion(unit: str) -> None:
    tokens = tokenise(unit * (200_000 // len(unit)))
    begin = time.process_time()
    hash_quantities(tokens[: len(tokens) // 4])
    quarter = time.process_time() - begin
    hash_quantities(tokens)
    assert time.process_time() - begin - quarter < 12 * quarter + 0.5
