"""Maintenance changes nothing that anybody reads."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.lake import Lake, tidy
from pipeline.lake.reader import LakeReader
from pipeline.lake.tidy import MAX_SMALL_FILES, count_small_files, superseded, thin_checkpoints, tidy_lake
from pipeline.lake.writer import LakeWriter
from pipeline.rejected import open_rejects
from pipeline.views import StoryFilter, list_stories, open_views
from tests.builders import a_record, a_reject, at_hour
from tests.growing import commit_round, new_lake
from tests.lakes import rows, run_ok


@pytest.fixture
def lake(tmp_path: Path) -> LakeWriter:
    lake = new_lake(tmp_path / "lake")
    for number in range(6):
        name = f"{number:02d}"
        commit_round(
            lake, [a_record(record_id=name, story_id=f"s{name}", article_id=name, observed_at=at_hour(number))]
        )
    return lake


def test_many_small_files_become_one_and_every_version_stays(lake: LakeWriter) -> None:
    stories = {version: list_stories(open_views(lake, version), StoryFilter()) for version in range(1, 7)}
    told = run_ok("maintain", lake.path, "--keep-hours", "0")
    assert told.splitlines() == [
        "records: 6 small files became 1",
        "6 files that nothing names were removed",
        "checked: every record once, versions and revisions without gaps, every reference held",
    ]
    assert len(list((lake.path / "records").glob("day=*/*.parquet"))) == 1
    assert {version: list_stories(open_views(lake, version), StoryFilter()) for version in range(1, 7)} == stories
    assert Lake(lake.path).changes(since=3).records.column("record_id").to_pylist() == ["03", "04", "05"]


def test_rejects_of_every_version_stay(lake: LakeWriter) -> None:
    for number in range(6, 10):
        record = a_record(record_id=f"{number:02d}", story_id=f"s{number}", article_id=f"{number:02d}")
        commit_round(lake, [record], [a_reject(reject_id=f"reject{number}", key=f"{number}.html")])
    rejects = {version: open_rejects(lake, version) for version in range(6, 11)}
    assert [len(found) for found in rejects.values()] == [0, 1, 2, 3, 4]
    run_ok("maintain", lake.path, "--keep-hours", "0")
    assert {version: open_rejects(lake, version) for version in range(6, 11)} == rejects


def test_rounds_remove_what_was_compacted_long_ago_once_it_is_much(
    lake: LakeWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tidy, "MAX_SMALL_FILES", 2)
    monkeypatch.setattr(tidy, "KEPT_HOURS", 0)
    before, there = rows(lake.path), (lake.path / "records").glob
    monkeypatch.setattr(tidy, "MAX_DEAD_FILES", 7)
    assert tidy_lake(lake) == ["records"]
    assert len(list(there("day=*/*.parquet"))) == 7
    commit_round(lake, [a_record(record_id="06", story_id="s06", article_id="06", observed_at=at_hour(6))])
    monkeypatch.setattr(tidy, "MAX_DEAD_FILES", 8)
    assert tidy_lake(lake) == ["records"]
    assert len(list(there("day=*/*.parquet"))) == 1
    assert [row for row in rows(lake.path) if row["record_id"] != "06"] == before


def test_a_lake_goes_on_after_maintenance(lake: LakeWriter) -> None:
    run_ok("maintain", lake.path)
    commit_round(lake, [a_record(record_id="06", story_id="s06", article_id="06", observed_at=at_hour(6))])
    assert lake.moment().lake_version == 7
    assert len(rows(lake.path)) == 7
    assert run_ok("maintain", lake.path).splitlines()[0] == "records: 2 small files became 1"


def test_rounds_compact_what_has_grown_many_files(lake: LakeWriter) -> None:
    assert tidy_lake(lake) == []
    for number in range(6, MAX_SMALL_FILES):
        commit_round(lake, [a_record(record_id=f"{number:02d}", story_id=f"s{number}", article_id=f"{number}")])
    before = rows(lake.path)
    assert tidy_lake(lake) == ["records"]
    assert count_small_files(lake, "records") == 1
    assert rows(lake.path) == before


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ({"record_id": "00"}, "record 00 is there more than once"),
        ({"story_id": "s09", "story_version": 2}, "the versions of story s09 have a gap"),
        ({"article_id": "09", "revision": 3}, "the revisions of article 09 have a gap"),
        ({"change": "duplicate", "duplicate_of": "zz"}, "record zz is copied but not there"),
        ({"supersedes": "yy"}, "record yy is superseded but not there"),
    ],
)
def test_what_must_hold_and_does_not_is_told(
    record: dict[str, object], problem: str, lake: LakeWriter, capsys: pytest.CaptureFixture[str]
) -> None:
    commit_round(lake, [a_record(**{"record_id": "09", "story_id": "s9", "article_id": "9", **record})])
    assert main(["maintain", str(lake.path)]) == 1
    assert problem in capsys.readouterr().err


def test_a_lost_data_file_is_told(lake: LakeWriter, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["maintain", str(lake.path), "--keep-hours", "0"]) == 0
    [path] = (lake.path / "records").glob("day=*/*.parquet")
    path.unlink()
    assert main(["maintain", str(lake.path)]) == 1
    assert "cannot be read" in capsys.readouterr().err
    assert LakeReader(lake.path).check()


@pytest.mark.parametrize(
    ("versions", "gone"),
    [
        ([], []),
        (range(20, 101, 20), []),
        (range(20, 161, 20), [40, 60]),
        (range(20, 501, 20), [*range(40, 200, 20), *range(220, 400, 20)]),
        ([20, 190, 210, 390, 800, 820, 840, 860, 880, 900], [190, 390]),
    ],
)
def test_a_log_keeps_few_of_its_old_checkpoints(versions: Iterable[int], gone: list[int]) -> None:
    names = {version: f"{version:020}.checkpoint.parquet" for version in versions}
    assert superseded(reversed(names.values())) == [names[version] for version in gone]


def test_every_version_can_be_read_without_its_own_checkpoint(tmp_path: Path) -> None:
    lake = new_lake(tmp_path / "lake")
    for number in range(1, 170):
        commit_round(lake, [a_record(record_id=f"{number:03}", observed_at=at_hour(0))])
    log = tmp_path / "lake" / "records" / "_delta_log"
    before = len(list(log.glob("*.checkpoint.parquet")))
    assert thin_checkpoints(lake, "records") == before - 6 > 0
    assert thin_checkpoints(lake, "records") == 0
    for version in (0, 1, 50, 100, 169):
        assert lake.table("records", version).to_pyarrow_table().num_rows == version
