import time
from datetime import datetime, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.figures import FoundFigure, find_figures


def told(title: str, text: str = "", year: int = 2026) -> list[tuple[str, float, str | None]]:
    written = datetime(year, 3, 2, tzinfo=timezone.utc)
    return [(one.what, one.value, one.qualifier) for one in find_figures(title, text, (), written)]


def labelled() -> list[list[str]]:
    lines = (Path(__file__).parents[1] / "data" / "figures.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def test_labelled_sentences_that_rules_were_mended_by() -> None:
    """What is known to be wrong is named, lest it grow; the third part gave 0.94 at first, the fourth 0.88."""
    wrong = []
    for half, gold, sentence in labelled():
        parts = ("", sentence) if sentence.endswith(".") else (sentence, "")
        found = {
            " ".join(filter(None, (one.what, f"{one.value:f}".rstrip("0").rstrip("."), one.unit, one.qualifier)))
            for one in find_figures(*parts)
        }
        if half in ("first", "third", "fourth") and found != set(gold.split("; ")) - {"-"}:
            wrong.append(sentence)
    assert wrong == [
        "About 600 people were forced to leave their homes and were evacuated.",
        "About 250 guests were led out of the hotel as smoke filled the lobby.",
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Nine bodies have been recovered from the lake.", [("killed", 9, None)]),
        ("Two men were killed and a third was wounded.", [("killed", 2, None), ("injured", 1, None)]),
        ("A clerk was arrested and later charged with theft.", [("arrested", 1, None), ("charged", 1, None)]),
        ("A dozen guests were treated for burns.", [("injured", 12, None)]),
        ("The fall claimed the life of a climber.", [("killed", 1, None)]),
        ("Two injured players return.", []),
        ("The flood left 12 dead and 30 hurt.", [("killed", 12, None), ("injured", 30, None)]),
        ("Death toll rises to 31 from 28 after quake", [("killed", 31, None)]),
        ("Some 3,000 residents have been evacuated.", [("evacuated", 3000, "about")]),
        ("A 24-year-old man was killed.", [("killed", 1, None)]),
        ("A man, Bram Okafor, 24, of Aldmere, was killed.", [("killed", 1, None)]),
        ("A guard was taken to hospital, where he died.", [("killed", 1, None)]),
        ("Four hikers who tried to help were injured.", [("injured", 4, None)]),
        ("A man was found guilty of the murder of an 8-year-old girl.", [("killed", 1, None)]),
        ("The bodies of six miners were brought up.", [("killed", 6, None)]),
        ("The number of people killed has risen to 45.", [("killed", 45, None)]),
        ("The blast left one man dead and another wounded.", [("killed", 1, None), ("injured", 1, None)]),
        ("Two people were hit, one of them fatally.", [("killed", 1, None)]),
        ("Eight have been hurt or killed.", []),
        ("In initial reports two people were killed.", []),
        ("He killed a neighbour, his stepsons and his wife.", []),
        ("The dead, 14 of them children, were named.", []),
        ("A hundred and twenty people were killed.", [("killed", 120, None)]),
        ("Two men killed a guard.", [("killed", 1, None)]),
        ("Half a dozen guests were arrested.", [("arrested", 6, None)]),
        ("A couple of hikers are missing.", [("missing", 2, None)]),
        ("One of the two who died was a nurse.", [("killed", 2, None)]),
        ("His parents and two sisters were killed.", []),
        ("The crash on 3 March killed six.", [("killed", 6, None)]),
        ("Between 15 and 20 people were hurt.", []),
    ],
)
def test_counts_with_their_qualifiers(sentence: str, expected: list[tuple[str, float, str | None]]) -> None:
    assert told("", sentence) == expected if sentence.endswith(".") else told(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Orr, 24, of Millbridge, was killed.",
        "He was killed 3 hours later.",
        "The storm could kill 100 people.",
        "The dam would displace 500 people.",
        "On June 23 killed the mood.",
        "The firm charged $12 million.",
        "99999999 people were killed.",
        "12 killed the lights.",
        "A man shot and injured his neighbour.",
        "In 2019 a fire killed nine people.",
        "",
    ],
)
def test_what_is_no_figure(sentence: str) -> None:
    assert told("", sentence) == []


def test_a_year_is_another_event_unless_the_text_is_of_that_year() -> None:
    sentence = "The fire of 4 May 2019 killed nine people."
    assert told("", sentence, year=2019) == [("killed", 9, None)]
    assert told("", sentence, year=2026) == []


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        pytest.param("Four killed in mill fire", "Two people were killed.", 4, id="the headline before the body"),
        pytest.param("", "Two people were killed.\n\nThe death toll rose to three.", 3, id="a toll before its parts"),
        pytest.param("Girl, 3, killed", "A girl and two boys were killed.", 3, id="one person gives way to a count"),
        pytest.param("", "The man was killed.\n\nX.\n\nTwo were killed.", 2, id="someone told of before is the last"),
        pytest.param("Mill burns", "No one was killed.\n\nTwo people were killed.", 2, id="none gives way to any"),
    ],
)
def test_which_of_several_figures_is_the_texts(title: str, body: str, expected: float) -> None:
    assert [value for what, value, _ in told(title, body) if what == "killed"] == [expected]


def test_an_update_is_newer_than_the_headline() -> None:
    found = find_figures("Four killed in mill fire", "Four people were killed.", ["UPDATE: Five people were killed."])
    assert [(one.value, one.evidence) for one in found] == [(5, "UPDATE: Five people were killed.")]


def test_one_person_of_two_sentences_is_doubtful() -> None:
    assert told("", "A man was killed in Aldmere.\n\nA woman was killed in the same house.") == []
    assert told("", "A boy was injured.\n\nThe fire chief spoke.\n\nA boy died.") == [("killed", 1, None)]


def test_evidence_is_the_sentence_as_it_stands() -> None:
    found = find_figures("Mill burns", "It burned all night.  Four people were hurt there.")
    assert found == [FoundFigure("injured", 4.0, None, None, "Four people were hurt there.")]


@pytest.mark.parametrize(
    ("sentence", "value", "unit"),
    [
        ("The hail did $2.3bn of damage.", 2_300_000_000, "USD"),
        ("The hail did £450,000 of damage.", 450_000, "GBP"),
        ("The hail did Rs 5 crore of damage.", 50_000_000, "INR"),
        ("The hail did 2 million euros of damage.", 2_000_000, "EUR"),
        ("The hail did A$4.2m of damage.", 4_200_000, "AUD"),
        ("The hail did 1.5 million yen of damage.", 1_500_000, "JPY"),
    ],
)
def test_money_is_in_units_of_its_currency(sentence: str, value: float, unit: str) -> None:
    assert [(one.what, one.value, one.unit) for one in find_figures("", sentence)] == [("damage", value, unit)]


@given(st.text(alphabet=st.sampled_from("0123456789, killedpotimansurh.İ$-"), max_size=120))
def test_any_text_gives_figures_within_bounds(text: str) -> None:
    for figure in find_figures(text, text):
        assert 0 <= figure.value <= 50_000_000 or figure.unit


@pytest.mark.parametrize(
    "unit",
    [
        "12 killed ",
        "1,000,",
        "one ",
        "killed, ",
        "12 people, including a ",
        "dead" * 50 + " 1 ",
        "a man, a man, and ",
        "$1 million ",
        "a 7-year-old ",
        "the man the ",
        "no one ",
        "12 people, x, ",
    ],
)
def test_hostile_megabytes_take_linear_time(unit: str) -> None:
    begin = time.process_time()
    find_figures("", unit * (1_000_000 // len(unit)))
    assert time.process_time() - begin < 5
