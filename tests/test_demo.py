"""The sample stream, run by the command: what the demo shows, line by line."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.lakes import ROOT, check_stories, command, environment, rows, run_ok, writethru

# observed, origin's folder, change, version, status before, status after; story by its first origin.
EXPECTED = [
    ("2019-06-21 18:40", "raids", "new", 1, None, "planned"),
    ("2019-06-22 18:50", "raids", "development", 2, "planned", "postponed"),
    ("2019-06-22 19:40", "raids", "development", 3, "postponed", "postponed"),
    ("2019-06-22 21:15", "raids", "development", 4, "postponed", "postponed"),
    ("2019-06-23 09:05", "raids", "new", 1, None, None),
    ("2019-07-02 15:50", "ferry-saltmere", "new", 1, None, None),
    ("2019-07-02 16:30", "ferry-saltmere", "development", 2, None, None),
    ("2019-07-02 17:10", "ferry-saltmere", "duplicate", 2, None, None),
    ("2019-07-02 18:40", "ferry-saltmere", "correction", 3, None, None),
    ("2019-07-02 19:45", "ferry-saltmere", "revision", 4, None, None),
    ("2019-07-08 11:20", "ferry-quillhaven", "new", 1, None, None),
    ("2019-07-09 08:15", "ferry-quillhaven", "development", 2, None, None),
    ("2019-07-10 06:30", "tramway", "new", 1, None, "suspended"),
    ("2019-07-13 05:45", "tramway", "development", 2, "suspended", "resumed"),
    ("2019-07-14 22:30", "raids", "development", 5, "postponed", "resumed"),
]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lake = tmp_path_factory.mktemp("demo") / "lake"
    printed = run_ok("run", ROOT / "seeds", "--lake", lake)
    assert "records: 5 new, 7 development, 1 revision, 1 correction, 1 duplicate\n" in printed
    assert "unchanged: 2; rejected: 0\n" in printed
    return lake


@pytest.fixture(scope="module")
def records(lake: Path) -> list[dict[str, Any]]:
    return sorted(rows(lake), key=lambda row: row["observed_at"])


def test_each_document_ends_as_the_sample_says(records: list[dict[str, Any]]) -> None:
    found = [
        (
            f"{row['observed_at']:%Y-%m-%d %H:%M}",
            row["origin"].partition("/")[0],
            row["change"],
            row["story_version"],
            row["status_from"],
            row["status"],
        )
        for row in records
    ]
    assert found == EXPECTED
    check_stories(records)


def test_stories_that_look_alike_are_kept_apart(records: list[dict[str, Any]]) -> None:
    stories: dict[str, set[str]] = {}
    for row in records:
        stories.setdefault(row["story_id"], set()).add(row["origin"].partition("/")[0])
    assert sorted(map(sorted, stories.values())) == [
        ["ferry-quillhaven"],
        ["ferry-saltmere"],
        ["raids"],
        ["raids"],
        ["tramway"],
    ]


def test_the_copy_points_at_the_wire_text_and_the_writethru_replaces_it(records: list[dict[str, Any]]) -> None:
    wire, copy, writethru_ = records[6], records[7], records[9]
    assert copy["duplicate_of"] == wire["record_id"]
    assert writethru_["supersedes"] == wire["record_id"]
    assert {edit["op"] for edit in writethru_["diff"]} == {"insert", "delete", "replace"}


@pytest.mark.parametrize(("at", "value", "was"), [(8, 12.0, 14.0), (11, 9.0, 11.0)])
def test_a_corrected_figure_says_what_it_was(at: int, value: float, was: float, records: list[dict[str, Any]]) -> None:
    assert ("injured", value, was) in [(one["what"], one["value"], one["was"]) for one in records[at]["figures"]]
    assert [notice["kind"] for notice in records[at]["notices"]] == ["correction"]


def test_the_postponement_has_its_sentence(records: list[dict[str, Any]]) -> None:
    [evidence] = [each for each in records[1]["developments"] if each["kind"] == "postponed"]
    assert evidence["place"] == "notice"
    assert evidence["evidence"] in records[1]["notices"][0]["text"]


def test_an_update_before_the_signature_is_found_in_plain_text(records: list[dict[str, Any]]) -> None:
    blog = records[2]
    assert [notice["kind"] for notice in blog["notices"]] == ["update"]
    assert blog["notices"][0]["text"].startswith("Update: By the time")
    assert ("postponed", "notice") in [(each["kind"], each["place"]) for each in blog["developments"]]


def test_no_furniture_is_left_in_any_text(records: list[dict[str, Any]]) -> None:
    furniture = [
        "Read Next",
        "Related stor",
        "newsletter",
        "says:",
        "Sign up",
        "views",
        "Last updated",
        "free of charge",
    ]
    for row in records:
        assert [words for words in furniture if words.lower() in row["text"].lower()] == [], row["origin"]


def test_readers_comments_are_kept_apart(records: list[dict[str, Any]]) -> None:
    assert {row["origin"].partition("/")[2]: len(row["comments"]) for row in records if row["comments"]} == {
        "2019-06-22-back-porch-ledger-comments.txt": 6,
        "2019-06-22-harbor-courier-postponed.html": 3,
        "2019-07-09-inland-heron-correction.html": 2,
        "2019-07-14-prairie-lantern-resumed.html": 2,
    }


def test_stories_as_json_and_as_a_table_tell_the_same(lake: Path) -> None:
    listed = [json.loads(line) for line in run_ok("stories", lake, "--json").splitlines()]
    assert [(row["status"], row["versions"], row["copies"]) for row in listed] == [
        ("resumed", 5, 0),
        ("resumed", 2, 0),
        (None, 2, 0),
        (None, 4, 1),
        (None, 1, 0),
    ]
    table = run_ok("stories", lake)
    assert max(map(len, table.splitlines())) <= 80
    assert all(row["story_id"][:8] in table for row in listed)


def test_a_story_is_told_from_a_part_of_its_id(lake: Path) -> None:
    story_id = json.loads(run_ok("stories", lake, "--json").splitlines()[0])["story_id"]
    told = run_ok("story", lake, story_id[:6])
    assert max(map(len, told.splitlines())) <= 80
    assert "status  planned → postponed" in told
    assert "have been postponed" in " ".join(told.split())
    assert [
        json.loads(line)["story_version"] for line in run_ok("story", lake, story_id[:6], "--json").splitlines()
    ] == [
        1,
        2,
        3,
        4,
        5,
    ]


def test_an_unknown_story_and_an_unclear_one_are_wrong_usage(lake: Path) -> None:
    assert "no story begins with 'zzz'" in writethru("story", lake, "zzz").stderr
    unclear = writethru("story", lake, "")
    assert unclear.returncode == 2
    assert "is the beginning of several stories" in unclear.stderr


def test_as_of_before_the_lake_was_made_is_wrong_usage(lake: Path) -> None:
    done = writethru("stories", lake, "--as-of", "2019-06-21T20:00:00Z")
    assert done.returncode == 2
    assert "held nothing yet" in done.stderr


def test_a_reader_that_goes_away_is_no_error(lake: Path) -> None:
    story_id = json.loads(run_ok("stories", lake, "--json").splitlines()[0])["story_id"]
    telling = subprocess.Popen(
        command("story", lake, story_id), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    assert telling.stdout is not None
    assert telling.stderr is not None
    telling.stdout.close()
    assert telling.stderr.read() == b""
    assert telling.wait() == 0
