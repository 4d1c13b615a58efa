"""Windows kept one after the other: the records of one round, whatever the keeper forgets and whoever else writes."""

import itertools
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline import keep
from pipeline.keep import Keeper
from pipeline.lake import recent, tidy
from pipeline.lake.known import LakeKnown
from pipeline.lake.tidy import tidy_lake
from pipeline.lake.writer import LakeWriter
from tests.joined import NAMES_MODEL, make_joined_stream
from tests.lakes import check_stories, rows
from tests.memory_lake import MemoryLake, run_round, to_article
from tests.streams import cut, make_stream
from transforms import link
from transforms.elements import Article
from transforms.polling.schedule import Settings

COLUMNS = ["record_id", "story_id", "story_version", "article_id", "revision", "change", "status", "status_from"]
WINDOW = 5


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return [to_article(seed, position) for position, seed in enumerate(make_stream(90, seed=3))]


@pytest.fixture(scope="module")
def expected(articles: list[Article]) -> list[dict[str, Any]]:
    return decided_at_once(articles)


@pytest.fixture
def lake(tmp_path: Path) -> LakeWriter:
    return LakeWriter.create(tmp_path / "lake")


def decided_at_once(articles: list[Article]) -> list[dict[str, Any]]:
    memory = MemoryLake()
    run_round(memory, articles)
    records = sorted(memory.records, key=lambda record: record.record_id)
    return [{name: getattr(record, name) for name in COLUMNS} for record in records]


def windows(articles: list[Article]) -> Iterator[list[Article]]:
    """The stream in windows, each in an order of its own."""
    chance = random.Random(1)
    for window in cut(articles, range(WINDOW, len(articles), WINDOW)):
        yield chance.sample(list(window), len(window))


def open_keeper(lake: LakeWriter) -> Keeper:
    return Keeper(lake, Settings(), lambda: 0.0)


def found(lake: LakeWriter) -> list[dict[str, Any]]:
    return rows(Path(lake.path), COLUMNS)


def test_windows_give_the_records_of_one_round(
    lake: LakeWriter, articles: list[Article], expected: list[dict[str, Any]]
) -> None:
    keeper = open_keeper(lake)
    for window in windows(articles):
        keeper.keep(window)
    assert found(lake) == expected
    assert keeper.keep(articles).records == []


def test_a_keeper_that_forgets_decides_alike(
    lake: LakeWriter, articles: list[Article], expected: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep, "MAX_NOTED", 7)
    monkeypatch.setattr(keep, "TIDY_EVERY", 3)
    monkeypatch.setattr(tidy, "MAX_SMALL_FILES", 2)
    keeper, linkers = open_keeper(lake), set[int]()
    for window in windows(articles):
        keeper.keep(window)
        linkers |= {id(linker) for linker in keeper._linkers.values()}
    assert found(lake) == expected
    assert len(lake.data_files("records")) < 10, "it tidied"
    assert len(linkers) == 1, "and forgot no index for that"


def test_a_stream_with_joins_is_kept_alike(lake: LakeWriter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "shipped_model", lambda: NAMES_MODEL)
    monkeypatch.setattr(keep, "MAX_NOTED", 11)
    joined = [to_article(seed, position) for position, seed in enumerate(make_joined_stream(80, seed=1))]
    keeper = open_keeper(lake)
    for window in windows(joined):
        keeper.keep(window)
    assert len(LakeKnown(lake, lake.pin()).joins()) >= 3
    assert found(lake) == decided_at_once(joined)


def test_older_texts_are_read_from_the_lake(
    lake: LakeWriter, articles: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    remembering, forgetful = lake, LakeWriter.create(Path(lake.path) / ".." / "other")
    for each in (remembering, forgetful):
        keeper = open_keeper(each)
        for window in windows(articles):
            keeper.keep(window)
        monkeypatch.setattr(recent, "MAX_HELD_CHARS", 100)
    everything = [rows(Path(each.path)) for each in (remembering, forgetful)]
    assert any(row["diff"] for row in everything[0])
    assert everything[0] == everything[1]


def test_an_article_that_appears_and_is_edited_in_one_window_costs_no_new_index(
    lake: LakeWriter, articles: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    monkeypatch.setattr(keep, "open_linker", lambda *asked: opened.append(asked[0]) or link.open_linker(*asked))
    keeper = open_keeper(lake)
    keeper.keep(articles[:20])
    kept = keeper.keep(articles[20:60])
    firsts = {record.article_id for record in kept.records if record.revision == 1}
    assert any(record.revision == 2 and record.article_id in firsts for record in kept.records)
    assert opened == ["en"]


def test_two_keepers_that_take_turns_give_the_records_of_one(
    lake: LakeWriter, articles: list[Article], expected: list[dict[str, Any]]
) -> None:
    keepers = itertools.cycle([open_keeper(lake), open_keeper(LakeWriter(lake.path))])
    for keeper, window in zip(keepers, windows(articles)):  # noqa: B905 (the keepers never end)
        keeper.keep(window)
    assert found(lake) == expected


def test_a_keeper_that_is_beaten_decides_again(
    lake: LakeWriter, articles: list[Article], expected: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, fast, commit = open_keeper(lake), open_keeper(LakeWriter(lake.path)), lake.commit
    cuts = list(windows(articles))

    def commit_late(*given: Any) -> str:
        # The other one commits the window before this one between our decision and our commit.
        if cuts_left:
            fast.keep(cuts_left.pop())
        outcomes.append(commit(*given))
        return outcomes[-1]

    outcomes: list[str] = []
    cuts_left: list[list[Article]] = []
    monkeypatch.setattr(lake, "commit", commit_late)
    for before, window in itertools.pairwise(cuts):
        if cuts.index(window) % 2:
            cuts_left.append(before)
            slow.keep(window)
    assert outcomes.count("lost") == len(cuts) // 2
    assert found(lake) == expected
    check_stories(found(lake))


def test_what_a_lost_or_failed_window_taught_is_forgotten(
    lake: LakeWriter, articles: list[Article], expected: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper, commit = open_keeper(lake), lake.commit

    def fail(*given: Any) -> str:
        raise OSError("the disk is full")

    for window in windows(articles):
        monkeypatch.setattr(lake, "commit", fail)
        with pytest.raises(OSError, match="disk is full"):
            keeper.keep(window)
        monkeypatch.setattr(lake, "commit", commit)
        keeper.keep(window)
    assert found(lake) == expected


def test_tidying_writes_no_large_file_again(
    lake: LakeWriter, articles: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tidy, "MAX_SMALL_FILES", 3)
    monkeypatch.setattr(keep, "TIDY_EVERY", 1_000)
    keeper = open_keeper(lake)
    first = articles[0]
    of_a_day = [each._replace(article_id=f"{n}", observed_at=first.observed_at) for n, each in enumerate(articles)]
    for article in of_a_day[:3]:
        keeper.keep([article])
    assert tidy_lake(lake) == ["records", "visits"]
    [large] = lake.data_files("records")
    monkeypatch.setattr(tidy, "TIDIED_FILE_BYTES", Path(large).stat().st_size)
    for article in of_a_day[3:6]:
        keeper.keep([article])
    assert tidy_lake(lake) == ["records", "visits"]
    assert large in lake.data_files("records")
    assert len(found(lake)) == 6
