"""The two real documents that the project started from, where they are at hand."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.lakes import rows, run_ok


@pytest.fixture(params=["in the order of their names", "in reverse"])
def records(request: pytest.FixtureRequest, shared: Path, tmp_path: Path) -> dict[str, dict[str, Any]]:
    """Records by the first three characters of their file's name, seen in either order."""
    names = sorted(path.name for path in (shared / "seeds").glob("*.txt"))
    for at, name in enumerate(names if request.param != "in reverse" else reversed(names)):
        copy = shutil.copy(shared / "seeds" / name, tmp_path / name)
        os.utime(copy, (1_561_200_000 + at * 3600,) * 2)
    run_ok("run", tmp_path, "--lake", tmp_path / "lake", "--quiet")
    return {row["origin"][:3]: row for row in rows(tmp_path / "lake")}


def test_both_are_one_story_that_is_postponed_and_was_planned(records: dict[str, dict[str, Any]]) -> None:
    first, second = sorted(records.values(), key=lambda row: row["story_version"])
    assert first["story_id"] == second["story_id"]
    assert [(row["change"], row["story_version"]) for row in (first, second)] == [("new", 1), ("development", 2)]
    assert [(row["status_from"], row["status"]) for row in (first, second)] == [
        ("planned", "postponed"),
        ("postponed", "postponed"),
    ]


def test_both_notices_are_the_evidence(records: dict[str, dict[str, Any]]) -> None:
    for row in records.values():
        [notice] = row["notices"]
        assert notice["kind"] == "update"
        postponed = [each for each in row["developments"] if each["kind"] == "postponed"]
        assert [each["place"] for each in postponed] == ["notice"]
        assert postponed[0]["evidence"] in notice["text"]
        assert "planned" in [each["kind"] for each in row["developments"]]


def test_titles_are_exact(records: dict[str, dict[str, Any]], shared: Path) -> None:
    for key, row in records.items():
        [path] = (shared / "seeds").glob(f"{key}*.txt")
        assert row["title"] == path.read_text(encoding="utf-8").splitlines()[0]


def test_comments_are_apart_and_nothing_follows_the_article(records: dict[str, dict[str, Any]]) -> None:
    assert {key: len(row["comments"]) for key, row in records.items()} == {"000": 15, "002": 0}
    for row in records.values():
        for furniture in ("Read Next", "Related stories", "says:", "contributed to this report", "Reveal Fellow"):
            assert furniture not in row["text"]
    assert not records["000"]["text"].rstrip().endswith("Mataconis")
    assert records["002"]["text"].rstrip().endswith("policy.”")
