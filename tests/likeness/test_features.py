"""Features: what an empty or foreign lake takes for rare, and what shared names weigh."""

import json
from datetime import datetime, timezone
from importlib import resources

import numpy as np
import pytest

from transforms import likeness
from transforms.likeness import words as w
from transforms.likeness.encoding import encode_sketch
from transforms.likeness.features import FEATURES, RARE, pair_features, weigh_terms
from transforms.likeness.held import Held
from transforms.likeness.index import Index
from transforms.likeness.sketches import Sketch, sketch_article
from transforms.likeness.terms import find_terms
from transforms.likeness.words import tokenise

NOON = datetime(2019, 6, 26, 12, tzinfo=timezone.utc)


def sketch(text: str, title: str = "", language: str = "en", published: datetime | None = NOON) -> Sketch:
    return sketch_article(title, text, language, published, NOON, None)


def weight(text: str, word: str, language: str) -> float:
    made = sketch(text, language=language)
    terms = find_terms(made)
    weights, _ = weigh_terms(made, terms, Index())
    return float(weights[terms.keys == w.hash32(word)].sum())


def features(mine: Sketch, other: Sketch) -> dict[str, float]:
    index = Index([Held(0, "r", "s", "a", 1, None, encode_sketch(other))])
    terms = find_terms(mine)
    weights, name_weights = weigh_terms(mine, terms, index)
    near = index.nearest(mine, terms, weights, name_weights)
    row = pair_features(terms, weights, near, index)[0]
    return dict(zip(FEATURES, row.tolist(), strict=True))


@pytest.mark.parametrize(
    ("text", "common", "rare", "language"),
    [
        ("The police said that Ostrel sailed", "police", "ostrel", "en"),
        ("The police said that Ostrel sailed", "that", "police", "en"),
        ("Am Montag hat die Polizei in Ostby und Harrow gesucht", "und", "ostby", "de"),
        ("La police a dit que le port de Corrin est barré", "que", "corrin", "fr"),
        ("Полиция сообщила что паром Ярость сел на мель", "что", "ярость", "ru"),
    ],
)
def test_function_words_weigh_little_in_an_empty_lake(text: str, common: str, rare: str, language: str) -> None:
    assert weight(text, common, language) < 0.5 * weight(text, rare, language)


@pytest.mark.parametrize("name", ["Portugal", "Norwegian", "Liverpool", "Siemens"])
def test_well_known_name_is_not_rare_in_an_empty_lake(name: str) -> None:
    text = f"The ship of {name} met that of Ostrel"
    assert 0 < weight(text, name.lower(), "en") < RARE < weight(text, "ostrel", "en")


def test_well_known_names_are_single_folded_words_listed_once() -> None:
    kinds = json.loads(resources.files(likeness).joinpath("well_known_names.json").read_text("utf-8"))
    names = [name for listed in kinds.values() for name in listed.split()]
    assert len(names) == len(set(names)) > 500
    assert all(name == name.casefold() and tokenise(name) == [name] for name in names)


def test_shared_rare_name_outweighs_shared_topic() -> None:
    mine = sketch("The ferry of Corrin ran aground on a rock, said Mara Ostrel on Monday.")
    same = features(mine, sketch("The rock hit the ferry hard, its captain Mara Ostrel said."))
    topic = features(mine, sketch("The ferry of Lindal hit a rock, said its owner on Friday."))
    assert same["names_rare"] > topic["names_rare"] == 0.0
    assert same["full_names"] > topic["full_names"] == 0.0
    assert topic["weekday_conflict"] == 1.0
    assert topic["days_named_apart"] == pytest.approx(np.log1p(3))
    assert same["days_named_apart"] == -1.0


def test_same_text_has_the_largest_values() -> None:
    mine = sketch("The ferry of Corrin ran aground on Monday, said Mara Ostrel, 52.", "Ferry aground")
    row = features(mine, mine)
    for name in ("cosine", "cosine_lead", "cosine_title", "title_in_both", "ages_shared"):
        assert row[name] == pytest.approx(1.0)
    for name in ("names_missing_most", "lead_numbers_missing", "subject_missing_most", "ages_conflict", "length_ratio"):
        assert row[name] == pytest.approx(0.0)
    for name in ("days_apart", "days_named_apart", "first_days_apart", "years_apart", "weekday_conflict"):
        assert row[name] == 0.0


def test_unrelated_scripts_share_nothing() -> None:
    index = Index([Held(0, "r", "s", "a", 1, None, encode_sketch(sketch("東京都で火災があった", language="ja")))])
    mine = sketch("Пожар в Токио", language="ru")
    terms = find_terms(mine)
    near = index.nearest(mine, terms, *weigh_terms(mine, terms, index))
    assert near.held == []
    assert np.array_equal(near.names, [])


def test_other_victims_years_and_names_in_the_title_speak_against_a_match() -> None:
    mine = sketch(
        "Two people were killed when the ferry of Corrin sank on 3 May 2018, said Mara Ostrel.", "Corrin ferry"
    )
    other = sketch(
        "Six people were killed when the ferry of Lindal sank on 4 June 2012, said Ida Voss.", "Lindal ferry"
    )
    row = features(mine, other)
    assert row["killed_apart"] == 4.0
    assert row["hurt_apart"] == -1.0
    assert row["years_apart"] == 0.0  # both were published in one year
    assert row["days_named_apart"] > np.log(2000)
    assert row["title_names_missing"] == pytest.approx(1.0)
