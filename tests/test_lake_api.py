"""``from pipeline.lake import Lake``: a lake as other programs read it."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest

import pipeline.lake
from pipeline.lake import Lake, LakeError
from tests.growing import commit_round, new_lake, rounds_of
from tests.lakes import environment


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    made = new_lake(tmp_path_factory.mktemp("api") / "lake")
    for records in rounds_of(documents=24, rounds=3, seed=1):
        commit_round(made, records)
    return Lake(made.path)


def test_what_is_latest_is_the_last_of_its_kind(lake: Lake) -> None:
    rows = lake.records().to_table().to_pylist()
    stories = {row["story_id"]: row for row in sorted(rows, key=lambda row: row["story_version"])
               if row["change"] != "duplicate"}  # fmt: skip
    articles = {row["article_id"]: row for row in sorted(rows, key=lambda row: row["revision"])}
    assert len(stories) > 3 and len(articles) < len(rows)
    for latest, found, name in ((stories, lake.stories(), "story_id"), (articles, lake.articles(), "article_id")):
        expected = {key: row["record_id"] for key, row in latest.items()}
        assert dict(zip(*(found.column(each).to_pylist() for each in (name, "record_id")), strict=True)) == expected
        assert found.column(name).to_pylist() == sorted(expected)


def test_a_story_has_its_records_in_order(lake: Lake) -> None:
    largest = lake.sql("SELECT story_id FROM records GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1")
    [story_id] = largest.column("story_id").to_pylist()
    story = lake.story(story_id[:9])
    assert set(story.column("story_id").to_pylist()) == {story_id}
    versions = story.column("story_version").to_pylist()
    assert versions == sorted(versions) and len(versions) > 2


def test_updates_say_what_changed(lake: Lake) -> None:
    updates = lake.updates(["record_id", "change", "status", "status_from", "figures", "diff", "changed"]).to_pylist()
    assert updates
    for row in updates:
        changed = {
            "status": row["status"] != row["status_from"],
            "figures": any(figure["was"] is not None for figure in row["figures"]),
            "text": bool(row["diff"]),
        }
        assert row["changed"] == [name for name, did in changed.items() if did] != []
        assert row["change"] not in ("new", "duplicate")


def test_every_library_takes_it_as_it_is(lake: Lake) -> None:
    table, dataset = lake.stories(), lake.records()
    expected = table.column("record_id").to_pylist()
    assert pl.from_arrow(table)["record_id"].to_list() == expected
    assert table.to_pandas()["record_id"].tolist() == expected
    assert isinstance(table.to_pandas(), pd.DataFrame)
    assert duckdb.from_arrow(table).select("record_id").fetchall() == [(each,) for each in expected]
    count = dataset.count_rows()
    assert duckdb.sql("SELECT count(*) FROM dataset").fetchall() == [(count,)]
    assert pl.scan_pyarrow_dataset(dataset).select("record_id").collect().height == count


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda lake: lake.story("zzz"), "no story begins with 'zzz'"),
        (lambda lake: lake.story(""), "is the beginning of several stories"),
        (lambda lake: lake.sql("DELETE FROM records"), "only queries run here"),
        (lambda lake: lake.sql("SELECT nothing FROM records"), '"nothing" not found'),
        (lambda lake: lake.stories(columns=["gold"]), "stories has no such column.*gold"),
        (lambda lake: lake.as_of(99), "has no version 99; it has versions 0 to 3"),
        (lambda lake: lake.changes(since=99), "never was at 99"),
        (lambda lake: Lake(lake.path / "none"), "none does not exist; writethru run SOURCE --lake"),
        (lambda lake: Lake(lake.path / "records"), "is not a lake of writethru"),
    ],
)
def test_an_error_names_the_thing_and_the_remedy(ask: object, message: str, lake: Lake) -> None:
    with pytest.raises(LakeError, match=message):
        ask(lake)  # type: ignore[operator]


def test_the_package_offers_what_it_says_and_no_more() -> None:
    assert {name for name in pipeline.lake.__all__ if getattr(pipeline.lake, name)} == {"Changes", "Lake", "LakeError"}
    with pytest.raises(AttributeError, match="has no attribute 'Gold'"):
        _ = pipeline.lake.Gold


PROGRAM = """
import sys
from pipeline.lake import Lake
lake = Lake(sys.argv[1])
lake.records().to_table(); lake.stories(); lake.changes(); lake.visits().to_table(); lake.sql("FROM updates")
print("apache_beam" in sys.modules)
"""


def test_reading_imports_no_beam_and_its_interpreter_ends_well(lake: Lake) -> None:
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(lake.path)], env=environment(), capture_output=True, text=True
        )
        assert (done.returncode, done.stdout) == (0, "False\n"), done.stderr


@pytest.mark.slow
def test_every_interpreter_that_read_a_lake_ends_well(lake: Lake) -> None:
    codes = set()
    for _ in range(40):
        done = subprocess.run([sys.executable, "-c", PROGRAM, str(lake.path)], env=environment(), capture_output=True)
        codes.add(done.returncode)
    assert codes == {0}


def test_a_lake_says_where_it_is(lake: Lake) -> None:
    assert repr(lake) == f"Lake({str(Path(lake.path))!r})"
    assert repr(lake.as_of(2)) == f"Lake({str(Path(lake.path))!r}, as_of=2)"
