"""What a story's records say together, and which stories are weighed."""

import random

import numpy as np
import pytest

from tests.joined import EVENTS, report
from tests.likeness.test_index import START
from transforms.likeness.encoding import encode_sketch
from transforms.likeness.evidence import EVIDENCE_FEATURES, Evidence, find_evidence, weigh_together
from transforms.likeness.features import FEATURES, pair_features, weigh_terms
from transforms.likeness.held import Held
from transforms.likeness.index import Index
from transforms.likeness.linking import LEAST_MATCH, MOST_STORIES, STORY_FEATURES, story_options
from transforms.likeness.sketches import Sketch, sketch_article

A, B, C, D, E, F = EVENTS[0]


def sketch(names: list[str], seed: int) -> Sketch:
    return sketch_article("", report(random.Random(seed), names), "en", START, START, None)


def evidence_of(made: Sketch, *held: list[str]) -> Evidence:
    """Of an article with some records, in their order."""
    index = Index(
        [Held(n, f"{n}", "s", f"{n}", 1, None, encode_sketch(sketch(names, n))) for n, names in enumerate(held)]
    )
    terms = index.terms_of(made)
    weights, name_weights = weigh_terms(made, terms, index)
    near = index.nearest(made, terms, weights, name_weights)
    found = find_evidence(terms, weights, near, pair_features(terms, weights, near, index))
    return found.of([[each.record_id for each in near.held].index(f"{n}") for n in range(len(held))])


def told(evidence: Evidence, members: list[list[int]], *names: str) -> list[list[float]]:
    """Some features of stories whose records are all as likely."""
    rows = weigh_together(evidence, np.zeros(len(evidence.rows)), members, len(members))
    return rows[:, [EVIDENCE_FEATURES.index(name) for name in names]].tolist()


def plain(records: int, words: int = 2) -> Evidence:
    """Evidence of records that share nothing."""
    weights = np.ones((3, words))
    return Evidence(np.zeros((records, len(FEATURES))), np.zeros((records, words), bool), weights, weights.sum(axis=1))


def test_names_that_stand_in_two_reports_are_told_by_their_story() -> None:
    evidence = evidence_of(sketch([A, B, C, D], 9), [A, B], [C, D])
    [[of_other], [of_none]] = told(evidence, [[0, 1], [0]], "names_told_by_others")
    assert 0.3 < of_other < 0.7
    assert of_none == 0.0


def test_a_text_without_numbers_stands_halfway() -> None:
    evidence = plain(1)._replace(weights=np.zeros((3, 2)), whole=np.zeros(3))
    assert told(evidence, [[0]], "numbers_told", "names_told_by_others") == [[0.5, 0.0]]


def test_numbers_may_stand_in_any_record() -> None:
    evidence = plain(3, words=4)
    evidence.shared[0, 0] = evidence.shared[1, 1] = evidence.shared[2, 1:3] = True
    shares = told(evidence, [[0, 1], [2]], "numbers_told", "plain_rare_told_by_others")
    assert shares == [[0.5, 0.25], [0.5, 0.0]]


def test_more_records_that_match_make_a_likelier_story() -> None:
    logits = np.array([1.0, 1.0, -4.0])
    evidence = plain(3)
    evidence.rows[:, FEATURES.index("length")] = 5.0, 4.0, 3.0
    rows = weigh_together(evidence, logits, [[0], [0, 1], [1, 2]], 3)
    at = [EVIDENCE_FEATURES.index(name) for name in ("any_match", "matching", "length_nearest", "rank", "stories")]
    assert rows[:, at] == pytest.approx(
        np.array([[1, 1, 5, 0, 3], [1 + np.log(2), 1, 5, 0, 3], [1 + np.log1p(np.exp(-5)), 0.5, 4, 1, 3]])
    )


def test_what_is_asked_of_some_records_knows_no_other() -> None:
    whole = evidence_of(sketch([A, B, C, D], 9), [A, B], [C, D], [E, F])
    part = whole.of([2, 0])
    assert part.rows.tolist() == whole.rows[[2, 0]].tolist()
    assert part.shared.tolist() == whole.shared[[2, 0]].tolist()
    assert part.weights is whole.weights


def test_only_the_best_stories_are_weighed_and_none_that_is_no_match() -> None:
    logits = np.array([-1.0, 2.0, 0.5, 1.0, -1.5])
    found = story_options(logits, ["a", "b", "c", "d", "a"], plain(5))
    assert [(each.story_id, each.nearest) for each in found] == [("b", 1), ("d", 3), ("c", 2)]
    assert len(found) == MOST_STORIES
    assert {len(each.features) for each in found} == {len(STORY_FEATURES)}
    lead = [each.features[STORY_FEATURES.index("lead")] for each in found]
    assert lead == [1.0, -1.0, -1.5]
    assert story_options(np.full(2, LEAST_MATCH - 0.1), ["a", "b"], plain(2)) == []
