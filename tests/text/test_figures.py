import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.figures import FoundFigure, changed_figures, find_figures


def told(title: str, text: str = "") -> list[tuple[str, float, str]]:
    return [(figure.what, figure.value, figure.qualifier) for figure in find_figures(title, text)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "At least 12 people were killed and 30 injured when a tram left its rails.",
            [("killed", 12, "at least"), ("injured", 30, "")],
        ),
        ("Blast kills 14, wounds 60", [("killed", 14, ""), ("injured", 60, "")]),
        ("Three dead, five wounded at market", [("killed", 3, ""), ("injured", 5, "")]),
        ("The flood left 12 dead and 30 hurt.", [("killed", 12, ""), ("injured", 30, "")]),
        ("The death toll rose to 1,204.", [("killed", 1204, "")]),
        ("Death toll rises to 31 from 28 after quake", [("killed", 31, "")]),
        ("12 people, including three children, were killed.", [("killed", 12, "")]),
        ("One person is dead and three others are in hospital.", [("killed", 1, ""), ("injured", 3, "")]),
        ("Police arrested 40 protesters.", [("arrested", 40, "")]),
        ("Officers made 40 arrests overnight.", [("arrested", 40, "")]),
        ("Two suspects were in custody.", [("arrested", 2, "")]),
        ("Nine men were charged with fraud.", [("charged", 9, "")]),
        ("Some 3,000 residents have been evacuated.", [("evacuated", 3000, "about")]),
        ("The war has displaced 2.5 million people.", [("displaced", 2_500_000, "")]),
        ("Twenty-three miners are still missing.", [("missing", 23, "")]),
        ("Up to 30 hikers were feared dead.", [("killed", 30, "up to")]),
        ("More than a hundred people were hurt.", [("injured", 100, "at least")]),
        ("Some fans were among the 4 people hurt.", [("injured", 4, "")]),
    ],
)
def test_counts_with_their_qualifiers(sentence: str, expected: list[tuple[str, float, str]]) -> None:
    assert told(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "A 24-year-old man was killed.",
        "Orr, 24, of Millbridge, was killed.",
        "Dozens were killed.",
        "A man was arrested in the 1200 block of Elm Street.",
        "He was killed 3 hours later.",
        "She was arrested two days after the fire.",
        "The fire killed 300 chickens.",
        "The storm could kill 100 people.",
        "The dam would displace 500 people.",
        "The agency plans to arrest 2,000 people.",
        "Nearly 30 percent were injured.",
        "He was charged with 3 counts of theft.",
        "Those killed in 2015 were remembered.",
        "On June 23 killed the mood.",
        "The firm charged $12 million.",
        "99999999 people were killed.",
        "No one was killed.",
        "",
    ],
)
def test_what_is_no_figure(sentence: str) -> None:
    assert told(sentence) == []


def test_the_headline_is_preferred_to_the_lead_and_a_toll_to_its_parts() -> None:
    body = (
        "Two people were killed on Monday.\n\nA third man died, and the death toll rose to three.\n\nForty were hurt."
    )
    assert told("", body) == [("killed", 3, ""), ("injured", 40, "")]
    assert told("Four killed in mill fire", body) == [("killed", 4, ""), ("injured", 40, "")]


def test_evidence_is_the_sentence_as_it_stands() -> None:
    found = find_figures("Mill burns", "It burned all night. Four people were “badly” hurt there.\n\nAn inquiry began.")
    assert found == [FoundFigure("injured", 4, "", "Four people were “badly” hurt there.")] or found == []
    found = find_figures("Mill burns", "It burned all night.  Four people were hurt there.")
    assert found == [FoundFigure("injured", 4.0, "", "Four people were hurt there.")]


def test_changed_figures_are_the_new_and_the_different() -> None:
    seen = [FoundFigure("killed", 4, "", "…"), FoundFigure("injured", 9, "", "…"), FoundFigure("missing", 1, "", "…")]
    assert changed_figures({"killed": 3, "injured": 9, "charged": 1}, seen) == [("killed", 4, 3), ("missing", 1, None)]


@given(st.text(alphabet=st.sampled_from("0123456789, killedpoti.İ$-"), max_size=120))
def test_any_text_gives_figures_within_bounds(text: str) -> None:
    for figure in find_figures(text, text):
        assert 0 < figure.value <= 50_000_000


@pytest.mark.parametrize(
    "unit", ["12 killed ", "1,000,", "one ", "killed, ", "12 people, including a ", "dead" * 50 + " 1 "]
)
def test_hostile_megabytes_take_linear_time(unit: str) -> None:
    begin = time.process_time()
    find_figures("", unit * (1_000_000 // len(unit)))
    assert time.process_time() - begin < 5
