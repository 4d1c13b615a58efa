"""Trees: read from their file, and the same sum whichever rows are asked together."""

import json

import numpy as np
import pytest

from transforms.likeness.evidence import EVIDENCE_FEATURES
from transforms.likeness.features import AGAINST, FEATURES, FOR
from transforms.likeness.linking import STORY_FEATURES, shipped_model
from transforms.likeness.models import read_trees

NAMES = ("wind", "waves")
TREES = json.dumps(
    {"bias": 0.5, "trees": [["wind", 3.0, -1.0, ["waves", 2.0, 0.25, ["wind", 9.0, 1.0, 4.0]]], ["waves", 0.0, 8.0, 0]]}
)


@pytest.mark.parametrize(
    ("wind", "waves", "logit"),
    [(3.0, 9.0, -0.5), (3.1, 2.0, 0.75), (9.0, 2.1, 1.5), (9.1, 2.1, 4.5), (0.0, 0.0, 7.5)],
)
def test_value_up_to_the_threshold_goes_low(wind: float, waves: float, logit: float) -> None:
    assert read_trees(TREES, NAMES).logits(np.array([[wind, waves]])).tolist() == [logit]


def test_rows_are_judged_alike_alone_and_together() -> None:
    model = shipped_model().pair
    rows = np.random.default_rng(5).normal(1.0, 2.0, (40, len(FEATURES)))
    assert [model.logits(row[None])[0] for row in rows] == model.logits(rows).tolist()


def test_shipped_trees_decide_something() -> None:
    model = shipped_model().pair
    rows = np.zeros((2, len(FEATURES)))
    rows[1] = [5.0 if name in ("full_names", "names_rare") else 0.0 for name in FEATURES]
    low, high = model.logits(rows)
    assert high > low


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        (["rain", 1.0, 0.0, 1.0], "not in tuple"),
        (["wind", 1, 0, ["wind", 2, 0, ["wind", 3, 0, ["wind", 4, 0, 1]]]], "deeper than 3"),
    ],
)
def test_what_is_no_tree_is_refused(tree: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_trees(json.dumps({"bias": 0, "trees": [tree]}), NAMES)


@pytest.mark.parametrize("name", sorted(FOR | AGAINST))
def test_more_in_common_is_never_less_alike(name: str) -> None:
    model = shipped_model().pair
    rows = np.repeat(np.random.default_rng(7).normal(1.0, 1.5, (20, 1, len(FEATURES))), 30, axis=1)
    rows[:, :, FEATURES.index(name)] = np.linspace(-1.0, 8.0, 30)
    steps = np.diff(model.logits(rows.reshape(-1, len(FEATURES))).reshape(20, 30), axis=1)
    assert (steps >= -1e-3).all() if name in FOR else (steps <= 1e-3).all()


@pytest.mark.parametrize("name", EVIDENCE_FEATURES)
def test_what_a_story_tells_of_an_article_never_counts_against_it(name: str) -> None:
    coefficient = float(shipped_model().story.coefficients[STORY_FEATURES.index(name)])
    if "_told" in name or name in ("any_match", "matching"):
        assert coefficient >= 0
    else:
        # A long text has more to share, a place down the list or many other stories make each less likely.
        assert coefficient <= 0
