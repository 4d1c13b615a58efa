"""However a stream is cut into rounds, the same records come out."""

import collections
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.joined import NAMES_MODEL, make_joined_stream
from tests.lakes import check_stories, rows, run_ok
from tests.memory_lake import MemoryLake, run_round, to_article
from tests.streams import cut, make_stream, write_jsonl
from transforms.elements import Article, Record

DOCUMENTS = 90


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return [to_article(seed, position) for position, seed in enumerate(make_stream(DOCUMENTS, seed=3))]


def in_rounds(articles: list[Article], places: set[int]) -> list[Record]:
    lake = MemoryLake()
    for piece in cut(articles, places):
        run_round(lake, piece)
    return sorted(lake.records, key=lambda record: record.record_id)


@pytest.fixture(scope="module")
def in_one_round(articles: list[Article]) -> list[Record]:
    return in_rounds(articles, set())


def test_the_stream_has_something_of_everything(in_one_round: list[Record]) -> None:
    changes = collections.Counter(record.change for record in in_one_round)
    assert set(changes) == {"new", "development", "revision", "correction", "duplicate"}, changes
    assert any(record.notices for record in in_one_round)
    assert {record.status for record in in_one_round} >= {"planned", "postponed", "cancelled"}


def test_story_versions_and_revisions_have_no_gaps(in_one_round: list[Record]) -> None:
    check_stories([record._asdict() for record in in_one_round])


@settings(max_examples=60, deadline=None)
@given(places=st.sets(st.integers(1, DOCUMENTS - 1), max_size=DOCUMENTS))
def test_any_cut_gives_the_same_records(places: set[int], articles: list[Article], in_one_round: list[Record]) -> None:
    assert in_rounds(articles, places) == in_one_round


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_order_of_arrival_within_a_round_does_not_matter(
    data: st.DataObject, articles: list[Article], in_one_round: list[Record]
) -> None:
    assert in_rounds(data.draw(st.permutations(articles)), set()) == in_one_round


@pytest.fixture(scope="module")
def joined_articles() -> list[Article]:
    return [to_article(seed, position) for position, seed in enumerate(make_joined_stream(80, seed=1))]


@pytest.fixture
def linked_by_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transforms.link.shipped_model", lambda: NAMES_MODEL)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=st.sets(st.integers(1, 79), max_size=20))
@pytest.mark.usefixtures("linked_by_names")
def test_any_cut_of_a_stream_with_joins_gives_the_same_records(
    places: set[int], joined_articles: list[Article]
) -> None:
    whole = in_rounds(joined_articles, set())
    assert sum(len(record.joins) for record in whole) >= 3
    assert sum(record.change == "new" and record.supersedes is not None for record in whole) >= 3, "reused pages"
    assert in_rounds(joined_articles, places) == whole
    check_stories([record._asdict() for record in whole])


@settings(max_examples=20, deadline=None)
@given(again=st.lists(st.integers(0, DOCUMENTS - 1), max_size=30), place=st.integers(1, DOCUMENTS))
def test_seeing_documents_again_adds_nothing(
    again: list[int], place: int, articles: list[Article], in_one_round: list[Record]
) -> None:
    lake = MemoryLake()
    run_round(lake, articles[:place])
    run_round(lake, [articles[at] for at in again if at < place])
    run_round(lake, articles[place:])
    run_round(lake, articles)
    assert sorted(lake.records, key=lambda record: record.record_id) == in_one_round


@pytest.mark.parametrize("round_size", [7, 1000])
def test_the_command_gives_what_the_stages_decide(round_size: int, in_one_round: list[Record], tmp_path: Path) -> None:
    stream = write_jsonl(tmp_path / "stream.jsonl", make_stream(DOCUMENTS, seed=3))
    run_ok("run", stream, "--lake", tmp_path / "lake", "--round-size", str(round_size), "--quiet")
    columns = ["record_id", "story_id", "story_version", "article_id", "revision", "change", "status", "status_from"]
    expected: list[dict[str, Any]] = [{name: getattr(record, name) for name in columns} for record in in_one_round]
    assert rows(tmp_path / "lake", columns) == expected
