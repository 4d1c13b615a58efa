"""The index is a function of the set of records, whatever order and rounds they came in."""

import random
from datetime import datetime, timedelta, timezone
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.likeness import index as index_module
from transforms.likeness.encoding import encode_sketch
from transforms.likeness.features import weigh_terms
from transforms.likeness.held import Held, Horizon, held_since
from transforms.likeness.index import MAX_COPY_CANDIDATES, MAX_LINK_CANDIDATES, Index
from transforms.likeness.postings import Postings
from transforms.likeness.sketches import sketch_article
from transforms.likeness.terms import find_terms

START = datetime(2019, 6, 1, tzinfo=timezone.utc)
SHORT = Horizon(timedelta(days=28), 0)
NAMES = ["Ardell", "Brenna", "Corrin", "Dunmore", "Ellery", "Fosse", "Galway", "Harrow", "Ister", "Jura"]
PLAIN = [
    "harbour",
    "bridge",
    "storm",
    "council",
    "river",
    "farmers",
    "strike",
    "market",
    "orchard",
    "tunnel",
    "glacier",
    "museum",
]


def held(number: int, text: str, hours: float = 0.0, revision: int = 1, duplicate_of: str | None = None) -> Held:
    when = START + timedelta(hours=hours)
    sketch = sketch_article("", text, "en", when, when, None)
    us = int(when.timestamp() * 1_000_000)
    return Held(us, f"r{number:03}", f"s{number}", f"a{number}", revision, duplicate_of, encode_sketch(sketch))


def story(seed: int) -> str:
    draw = random.Random(seed % 7)
    words = [draw.choice(PLAIN) for _ in range(30)] + [draw.choice(NAMES) for _ in range(4)]
    draw.shuffle(words)
    words += random.Random(seed).sample(PLAIN, 4)
    return "The " + " ".join(words)


def answers(index: Index, number: int) -> tuple[list[str], list[str], list[float]]:
    sketch = held(number, story(number)).sketch
    terms = find_terms(sketch)
    weights, name_weights = weigh_terms(sketch, terms, index)
    near = index.nearest(sketch, terms, weights, name_weights)
    return [h.record_id for h in index.sharing(sketch)], [h.record_id for h in near.held], near.frequency.tolist()


def test_copy_is_found_by_its_sampled_shingles() -> None:
    index = Index([held(n, f"{story(n)} {n}") for n in range(20)])
    text = " ".join(f"token{n}" for n in range(120))
    index.add(held(50, text))
    assert [h.record_id for h in index.sharing(held(51, text + " and more").sketch)] == ["r050"]


def test_one_shared_phrase_makes_no_candidate() -> None:
    index = Index()
    index.add(held(1, "Anyone with information is asked to call the sheriff of Corrin about a stolen boat"))
    query = held(2, "Anyone with information is asked to call the museum of Harrow about its missing painting")
    assert index.sharing(query.sketch) == []


def test_candidates_are_bounded_and_earliest_first() -> None:
    text = " ".join(f"token{n}" for n in range(60))
    index = Index([held(n, text, hours=40 - n) for n in range(40)])
    found = [h.record_id for h in index.sharing(held(99, text).sketch)]
    assert found == [f"r{n:03}" for n in range(39, 39 - MAX_COPY_CANDIDATES, -1)]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 1500), min_size=1, max_size=60), st.randoms(use_true_random=False))
def test_index_rebuilt_in_any_order_answers_alike(hours: list[int], shuffler: random.Random) -> None:
    records = [held(n, story(n), hours=h) for n, h in enumerate(hours)]
    grown = Index()
    for record in records:
        grown.add(record)
    shuffler.shuffle(records)
    rebuilt = Index(records)
    mixed = Index(records[::2])
    for record in records[1::2]:
        mixed.add(record)
    assert len(grown) == len(rebuilt) == len(mixed)
    assert [h.record_id for h in grown] == [h.record_id for h in rebuilt]
    for query in range(5):
        assert answers(grown, query) == answers(rebuilt, query) == answers(mixed, query)


@pytest.mark.parametrize(("after", "live"), [(timedelta(0), True), (timedelta(microseconds=1), False)])
def test_record_is_forgotten_right_after_the_horizon(after: timedelta, live: bool) -> None:
    index = Index([held(1, story(1))], SHORT)
    index.advance(held(1, "").observed_us + int((SHORT.age + after) / timedelta(microseconds=1)))
    assert len(index) == int(live)
    assert index.frequency(held(1, story(1)).sketch.words).any() == live


def test_late_record_beyond_the_horizon_is_not_held() -> None:
    index = Index([held(1, story(1), hours=24 * 60)], SHORT)
    assert not index.add(held(2, story(2)))
    assert len(index) == 1


def test_index_that_shrank_is_rebuilt_and_answers_alike() -> None:
    grown = Index(horizon=Horizon(timedelta(hours=200), 0))
    records = [held(n, story(n), hours=n) for n in range(2300)]
    for record in records:
        grown.add(record)
    rebuilt = Index(records, Horizon(timedelta(hours=200), 0))
    assert len(grown) == len(rebuilt) == 201
    assert answers(grown, 3) == answers(rebuilt, 3)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 300), min_size=1, max_size=60), st.integers(1, 20), st.integers(0, 4))
def test_however_often_empty_slots_are_given_up_the_index_answers_alike(
    hours: list[int], most: int, empty: int
) -> None:
    horizon = Horizon(timedelta(hours=100), 0, most)
    records = [held(n, story(n), hours=h) for n, h in enumerate(hours)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index_module, "_MOST_EMPTY", empty)
        patch.setattr(index_module, "Postings", partial(Postings, fold_posted=50))
        grown = Index(horizon=horizon)
        for record in records:
            grown.add(record)
    rebuilt = Index(records, horizon)
    assert [h.record_id for h in grown] == [h.record_id for h in rebuilt]
    for query in range(5):
        assert answers(grown, query) == answers(rebuilt, query)
    for name in {record.story_id for record in records}:
        assert grown.of_story(name) == rebuilt.of_story(name)


def test_origin_and_newest_version() -> None:
    first, edit = held(1, story(1)), held(1, story(2), hours=1, revision=2)._replace(record_id="r900")
    copy = held(3, story(1), hours=2, duplicate_of="r001")
    index = Index([copy, edit, first])
    assert index.origin_of(copy) == first
    assert index.origin_of(edit) == edit
    assert index.newest_version(first) == edit
    orphan = held(4, story(1), hours=3, duplicate_of="gone")
    assert index.origin_of(orphan) == orphan


def test_records_of_a_story_are_told_in_order_and_go_with_it_when_it_joins() -> None:
    index = Index([held(2, story(2), 5), held(1, story(1), 3)])
    index.add(held(3, story(3), 4))
    index.join("s2", "s3")
    index.join("s9", "s3")
    assert index.of_story("s2") == index.of_story("s9") == []
    assert [(each.record_id, each.story_id) for each in index.of_story("s3")] == [("r003", "s3"), ("r002", "s3")]
    index.advance(index.of_story("s1")[0].observed_us + 10**6 * 86_400 * 365)
    assert [each.record_id for each in index] == ["r001", "r003", "r002"]


def test_forgotten_record_leaves_its_story() -> None:
    index = Index([held(1, story(1), 0)._replace(story_id="s2"), held(2, story(2), 30)], Horizon(timedelta(days=1), 0))
    assert [each.record_id for each in index.of_story("s2")] == ["r002"]
    index.add(held(3, story(3), 60))
    assert index.of_story("s2") == []


def test_empty_index_finds_nothing() -> None:
    assert answers(Index(), 1) == ([], [], [])
    assert np.array_equal(Index().frequency(np.array([1, 2], np.uint32)), [0.0, 0.0])


def test_newest_records_are_held_however_old_they_are() -> None:
    horizon = Horizon(timedelta(days=2), 3)
    records = [held(n, story(n), hours=24 * n) for n in range(8)]
    index = Index(horizon=horizon)
    for record in records:
        index.add(record)
    assert [h.record_id for h in index] == ["r005", "r006", "r007"]
    index.advance(records[7].observed_us + 10 * 86_400_000_000)
    assert [h.record_id for h in index] == ["r005", "r006", "r007"]
    assert not index.add(held(8, story(8), hours=24 * 4))
    assert index.add(held(9, story(9), hours=24 * 5.5))
    assert [h.record_id for h in index] == ["r009", "r006", "r007"]


def test_never_more_than_the_most_are_held() -> None:
    horizon = Horizon(timedelta(days=28), 2, most=3)
    index = Index([held(n, story(n), hours=n) for n in range(2)], horizon)
    assert index.add(held(4, story(4), hours=4))
    assert not index.add(held(5, story(5), hours=-1))
    assert index.add(held(3, story(3), hours=3))
    assert [h.record_id for h in index] == ["r001", "r003", "r004"]
    assert "r001" in index and "r000" not in index
    assert [h.record_id for h in Index([held(n, story(n), hours=n) for n in range(5)], horizon)] == [
        "r002", "r003", "r004",
    ]  # fmt: skip


@settings(max_examples=60)
@given(st.lists(st.integers(0, 1500), min_size=1, max_size=60), st.integers(0, 8), st.integers(1, 40))
def test_what_is_held_is_what_the_lake_is_asked_for(hours: list[int], newest: int, most: int) -> None:
    horizon = Horizon(timedelta(hours=300), newest, most)
    records = [held(n, story(n), hours=h) for n, h in enumerate(hours)]
    grown = Index(horizon=horizon)
    for record in records:
        grown.add(record)
    since = held_since(np.array([record.observed_us for record in records]), horizon)
    asked = [record for record in records if record.observed_us >= since]
    live = [h.record_id for h in grown]
    assert live == [h.record_id for h in Index(records, horizon)] == [h.record_id for h in Index(asked, horizon)]
    in_age = sum(record.observed_us >= max(r.observed_us for r in records) - 300 * 3_600_000_000 for record in records)
    assert len(live) == min(max(in_age, min(newest, len(records))), most)


def test_report_of_the_same_day_is_found_among_longer_ones() -> None:
    asked = "The ferry of Harrow sank at the Corrin pier and Dunmore harbour masters closed the Ellery bridge"
    padding = " ".join(f"filler{n}" for n in range(400))
    longer = [held(n, f"{asked} {padding} tail{n}", hours=n) for n in range(2 * MAX_LINK_CANDIDATES)]
    short = held(900, "The ferry of Harrow sank at the Corrin pier", hours=24 * 40)
    index = Index([*longer, short])
    query = held(901, asked, hours=24 * 40).sketch
    terms = find_terms(query)
    near = index.nearest(query, terms, *weigh_terms(query, terms, index), least_of_best=0.0)
    assert len(near.held) == MAX_LINK_CANDIDATES
    assert near.held[0].record_id == "r900"


def test_what_is_far_behind_the_nearest_is_no_candidate() -> None:
    index = Index(
        [
            held(1, "The ferry of Harrow sank at the Corrin pier and Dunmore harbour was closed"),
            held(2, "A museum of Ister bought the Corrin letters and a portrait of the Jura painter"),
        ]
    )
    query = held(3, "At the Corrin pier the Harrow ferry sank before Dunmore harbour was closed").sketch
    terms = find_terms(query)
    weights = weigh_terms(query, terms, index)
    assert [each.record_id for each in index.nearest(query, terms, *weights).held] == ["r001"]
    every = index.nearest(query, terms, *weights, least_of_best=0.0).held
    assert [each.record_id for each in every] == ["r001", "r002"]
