"""A lake as it stood: what was known then, and never what came later."""

import contextlib
import datetime
import io
import itertools
import json
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pipeline.cli import main
from pipeline.lake import Lake, LakeError
from pipeline.lake.history import TableLog
from pipeline.lake.reader import LakeReader
from pipeline.rejected import open_rejects
from pipeline.views import StoryFilter, list_stories, open_views, rows_of
from tests.builders import a_reject, a_visit
from tests.growing import commit_round, new_lake, rounds_of

ROUNDS = 30

Rows = list[dict[str, Any]]


def ask(*arguments: object) -> Rows:
    """Run a reading command; its JSON lines."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert main([*map(str, arguments), "--json"]) == 0
    return [json.loads(line) for line in out.getvalue().splitlines()]


class Grown(NamedTuple):
    """A lake of many rounds, and what each command said after each of them, by version."""

    path: Path
    said: dict[int, dict[str, Rows]]


IDS = "SELECT record_id, story_id, lake_version FROM {} ORDER BY 1"


def say_all(path: Path, as_of: int | None = None) -> dict[str, Rows]:
    """What a lake says at a version: the command ``stories``, and what the others are made of."""
    option = [] if as_of is None else ["--as-of", as_of]
    reader = LakeReader(path)
    with open_views(reader, as_of) as connection:
        by_size = StoryFilter(statuses=("postponed", "unknown"), sort="size")
        said = {name: rows_of(connection.execute(IDS.format(name))) for name in ("stories", "articles", "updates")}
        visits = rows_of(connection.execute("SELECT visit_id FROM visits ORDER BY 1"))
        sized = list_stories(connection, by_size)
    listed = ask("stories", path, "--limit", 1000, *option)
    return {**said, "listed": listed, "sized": sized, "visits": visits, "rejects": open_rejects(reader, as_of)}


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Grown:
    lake = new_lake(tmp_path_factory.mktemp("grown") / "lake")
    said = {0: say_all(lake.path)}
    for number, records in enumerate(rounds_of(documents=90, rounds=ROUNDS, seed=3), 1):
        rejects = [a_reject(reject_id=f"reject{number}", key=f"{number}.html")] if number % 3 == 0 else []
        outcome = commit_round(lake, records, rejects, [a_visit(visit_id=f"visit{number}")])
        if outcome == "nothing":
            # Only what was rejected and visited is new: the version stands, and these belong to it.
            said[max(said)] = say_all(lake.path)
        else:
            said[max(said) + 1] = say_all(lake.path)
    return Grown(lake.path, said)


@pytest.fixture
def tidied(grown: Grown, tmp_path: Path) -> Grown:
    """The same, but its records have been moved into few files, and the files that the rounds wrote are gone."""
    path = tmp_path / "lake"
    shutil.copytree(grown.path, path)
    for name in ("records", "rejects", "visits"):
        table = LakeReader(path).table(name)
        table.optimize.compact()
    table = LakeReader(path).table("records")
    table.vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False)
    assert not list((path / "records").glob("day=*/0000000001-*.parquet"))
    return grown._replace(path=path)


def test_every_version_is_told_as_the_lake_stood_when_it_was_the_newest(grown: Grown) -> None:
    assert len(grown.said) > ROUNDS * 2 // 3
    assert len({len(said["listed"]) for said in grown.said.values()}) > 5
    for version, said in grown.said.items():
        assert say_all(grown.path, version) == said, version


def test_a_time_means_the_version_that_was_the_newest_then(grown: Grown) -> None:
    log = TableLog(grown.path / "records")
    commits = [log.commit(version) for version in log.versions]
    for commit, following in itertools.pairwise(commits):
        if commit.at_ms < following.at_ms:
            time = datetime.datetime.fromtimestamp(commit.at_ms / 1000, datetime.timezone.utc)
            listed = ask("stories", grown.path, "--limit", "1000", "--as-of", time.isoformat())
            assert listed == grown.said[commit.lake_version or 0]["listed"]


def test_a_program_sees_the_same_past(grown: Grown) -> None:
    lake = Lake(grown.path)
    seen = set()
    for version, said in grown.said.items():
        past = lake.as_of(version)
        assert past.version == version
        ids = set(past.records().to_table(columns=["record_id"]).column("record_id").to_pylist())
        assert seen <= ids
        seen = ids
        assert {row["record_id"] for row in said["updates"]} <= ids
        assert past.stories(["story_id"]).num_rows == len(said["listed"])
        assert past.visits().count_rows() == len(said["visits"])
        assert past.rejects().count_rows() == len(said["rejects"])
        assert past.changes().version == version


def test_compaction_and_vacuum_change_no_past(tidied: Grown) -> None:
    for version in (0, 1, 7, max(tidied.said) - 1, max(tidied.said)):
        assert say_all(tidied.path, version) == tidied.said[version]
        ids = Lake(tidied.path, version).records().to_table(columns=["record_id"]).num_rows
        assert ids == sum(row["records"] for row in tidied.said[version]["listed"])
    assert say_all(tidied.path) == tidied.said[max(tidied.said)]


def test_what_is_pinned_does_not_move(tmp_path: Path) -> None:
    lake = new_lake(tmp_path / "lake")
    first, second = rounds_of(documents=4, rounds=2, seed=3)
    commit_round(lake, first)
    reading = Lake(lake.path)
    pinned = reading.as_of(reading.version)
    commit_round(lake, second)
    assert (pinned.version, reading.version) == (1, 2)
    assert pinned.records().count_rows() == len(first)
    assert reading.records().count_rows() == len(first) + len(second)


def test_a_version_or_a_time_that_never_was_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lake = new_lake(tmp_path / "lake")
    for asked, told in [
        ("3", "has no version 3; it has versions 0 to 0"),
        ("2019-06-21T20:00:00Z", "held nothing yet at 2019-06-21T20:00:00+00:00; give a later time"),
    ]:
        for command in (["stories"], ["story", "x"], ["diff", "x"], ["sql", "SELECT 1"], ["rejects"]):
            name, *rest = command
            assert main([name, str(lake.path), *rest, "--as-of", asked]) == 2
            assert told in capsys.readouterr().err
    with pytest.raises(LakeError, match="has no zone"):
        Lake(lake.path).as_of(datetime.datetime(2026, 1, 1))
    with pytest.raises(LakeError, match="has no version -1"):
        Lake(lake.path).as_of(-1)


def test_a_log_of_years_is_searched_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "_delta_log"
    folder.mkdir()
    for version in range(3_000):
        lines = [{"commitInfo": {"timestamp": 1_000 * version}}]
        # Every tenth commit is maintenance, which brings nothing.
        if version % 10:
            lines.append({"txn": {"appId": "writethru", "version": version - version // 10}})
        text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)
        (folder / f"{version:020d}.json").write_text(text)
    read: list[int] = []
    whole = TableLog.commit
    monkeypatch.setattr(TableLog, "commit", lambda self, version: read.append(version) or whole(self, version))
    log = TableLog(tmp_path)
    assert log.newest_at(1_234_567) == 1_234
    assert log.newest_at(-1) is None
    assert log.lake_version_of(1_230) == 1_229 - 122
    assert log.lake_version_of(0) == 0
    assert log.after(1_107) == (1_231, 1_231_000, 1_108)
    assert log.after(2_700) is None
    assert len(read) < 100
