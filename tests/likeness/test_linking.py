"""What a story's log-odds can be at most, whatever its records and the other stories are."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from transforms.likeness.linking import LinkModel, most_log_odds, rank_stories, shipped_model
from transforms.likeness.models import Logistic

LOGITS = st.lists(st.tuples(st.floats(-18, 12), st.sampled_from("abcde")), min_size=1, max_size=16)


@given(LOGITS, st.lists(st.floats(-3, 3), min_size=8, max_size=8))
def test_no_story_has_more_log_odds_than_its_best_record_and_its_size_allow(
    pairs: list[tuple[float, str]], coefficients: list[float]
) -> None:
    other = LinkModel(shipped_model().pair, Logistic(np.array(coefficients), 0.5))
    for model in (shipped_model(), other):
        stories = [story for _, story in pairs]
        for log_odds, option in rank_stories(np.array([logit for logit, _ in pairs]), stories, model):
            assert log_odds <= most_log_odds(option.features[0], stories.count(option.story_id), model)
