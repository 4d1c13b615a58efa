"""What a stream tells of its commits: the lake is asked, and each record is counted once."""

import shutil
from pathlib import Path

import pytest

from pipeline.lake.view import Lake
from pipeline.telling import CommitsTold
from tests.lakes import ROOT, run_ok
from tests.streams import make_stream, write_jsonl

NEVER_SECS = 3600.0


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lake")
    run_ok("run", ROOT / "seeds", "--lake", folder, "--quiet")
    return folder


def test_only_what_comes_is_told(lake: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    grown = shutil.copytree(lake, tmp_path / "lake")
    more = write_jsonl(tmp_path / "more.jsonl", make_stream(5))
    with CommitsTold(Lake(grown), NEVER_SECS) as telling:
        telling.tell()
        assert capsys.readouterr().out == ""
        run_ok("run", more, "--lake", grown, "--quiet")
        telling.tell()
        told = capsys.readouterr().out
        telling.tell()
    assert told.startswith("version 2: ")
    assert sum(int(part.split()[0]) for part in told.removeprefix("version 2: ").split(", ")) == 5
    assert capsys.readouterr().out == ""


def test_the_end_tells_what_came_last(lake: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    grown = shutil.copytree(lake, tmp_path / "lake")
    with CommitsTold(Lake(grown), NEVER_SECS):
        run_ok("run", write_jsonl(tmp_path / "more.jsonl", make_stream(1)), "--lake", grown, "--quiet")
    assert capsys.readouterr().out == "version 2: 1 new\n"


def test_a_lake_that_cannot_be_read_now_is_asked_again(
    lake: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    grown = shutil.copytree(lake, tmp_path / "lake")
    with CommitsTold(Lake(grown), NEVER_SECS) as telling:
        run_ok("run", write_jsonl(tmp_path / "more.jsonl", make_stream(1)), "--lake", grown, "--quiet")
        grown.rename(tmp_path / "away")
        telling.tell()
        assert capsys.readouterr().out == ""
        (tmp_path / "away").rename(grown)
        telling.tell()
        assert capsys.readouterr().out == "version 2: 1 new\n"
