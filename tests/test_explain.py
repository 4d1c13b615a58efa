"""Explain: the same decision again, from the lake alone."""

import datetime
import itertools
import json
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from apache_beam.utils.timestamp import Timestamp

from pipeline.cli import main
from pipeline.explained import Explanation, explain_record
from pipeline.lake.reader import LakeReader
from pipeline.lake.writer import LakeWriter
from tests.joined import NAMES_MODEL, make_joined_stream
from tests.lakes import ROOT, rows, run_ok
from tests.memory_lake import MemoryLake, run_round, to_article
from tests.streams import make_stream, write_jsonl
from transforms.elements import DataFile, Record
from transforms.tables import day_of, records_table
from transforms.write import delta_statistics, story_order


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lake = tmp_path_factory.mktemp("sample") / "lake"
    run_ok("run", ROOT / "seeds", "--lake", lake, "--quiet")
    return lake


@pytest.fixture(scope="module")
def sample_records(sample: Path) -> list[dict[str, Any]]:
    return sorted(rows(sample), key=lambda row: row["observed_at"])


def explain(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """The command in this process: exit code, output, errors."""
    code = main(["explain", *map(str, arguments)])
    return code, *capsys.readouterr()


def explain_all(lake: Path) -> list[Explanation]:
    return [explain_record(LakeReader(lake), row["record_id"]) for row in rows(lake, ["record_id"])]


def commit(lake: LakeWriter, records: Sequence[Record], recorded_at: Timestamp) -> None:
    """One round's records, as the write stage writes them."""
    pin, files = lake.pin(), []
    for day, group in itertools.groupby(
        sorted(records, key=lambda each: day_of(each.observed_at)), lambda each: day_of(each.observed_at)
    ):
        table = records_table(sorted(group, key=story_order), recorded_at)
        path, size = lake.put_data_file(pin.number + 1, day, table)
        files.append(DataFile(path, size, table.num_rows, day, delta_statistics(table)))
    assert lake.commit(pin, f"round {pin.number}", recorded_at, files, [], []) == "committed"


def test_each_record_of_the_sample_is_decided_again_as_it_was(sample: Path) -> None:
    explained = explain_all(sample)
    assert {each.record["record_id"]: each.differences for each in explained if each.differences} == {}
    assert {each.relation for each in explained} == {"first", "edit", "copy", "writethru", "related"}


def test_records_of_many_rounds_and_late_ones_are_decided_again_as_they_were(tmp_path: Path) -> None:
    stream = make_stream(40, seed=3)
    for number, part in enumerate([stream[12:], stream[:12]]):
        path = write_jsonl(tmp_path / f"{number}" / "stream.jsonl", part)
        run_ok("run", path, "--lake", tmp_path / "lake", "--round-size", "9", "--quiet")
    explained = explain_all(tmp_path / "lake")
    assert len(explained) > 30
    assert {each.record["record_id"]: each.differences for each in explained if each.differences} == {}


def test_joins_and_reused_pages_are_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("transforms.link", "pipeline.explained"):
        monkeypatch.setattr(f"{module}.shipped_model", lambda: NAMES_MODEL)
    memory, lake = MemoryLake(), LakeWriter.create(tmp_path / "lake")
    articles = [to_article(seed, position) for position, seed in enumerate(make_joined_stream(80, seed=1))]
    for number, at in enumerate(range(0, len(articles), 16)):
        commit(lake, run_round(memory, articles[at : at + 16]), Timestamp(2_000_000_000 + number))
    telling = [each for each in memory.records if each.joins or each.supersedes] + memory.records[::8]
    explained = [explain_record(lake, each.record_id) for each in telling]
    assert {each.record["record_id"]: each.differences for each in explained if each.differences} == {}
    joining = [each for each in explained if each.record["joins"]]
    assert len(joining) >= 3
    assert all(each.considered.bridge is not None and each.considered.bridge.joined for each in joining)
    reused = [each for each in explained if each.edited is not None and each.edited.reused]
    assert {each.record["change"] for each in reused} >= {"new", "development"}


def test_another_decision_than_the_recorded_one_is_told(
    sample: Path, sample_records: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.explain import describe

    development = sample_records[1]
    strict = NAMES_MODEL._replace(story=NAMES_MODEL.story._replace(bias=-99.0))
    for module in ("transforms.link", "pipeline.explained"):
        monkeypatch.setattr(f"{module}.shipped_model", lambda: strict)
    found = explain_record(LakeReader(sample), development["record_id"])
    assert {each.column for each in found.differences} >= {"story_id", "change", "linked_to"}
    change = next(each for each in found.differences if each.column == "change")
    assert (change.recorded, change.now) == ("development", "new")
    told = list(describe(found, None, None))
    assert "  change: recorded development, now new" in told
    assert told[-1].startswith("  NOT the same")


@pytest.mark.parametrize(
    ("at", "lines"),
    [
        (1, ["same event as", "planned → postponed: postponed in notice", "(notice at 0; alone: postponed)",
             "rule verb: postpone, passive, by “postponed” at 65 of its sentence", "rule label: update, by “UPDATE”"]),
        (7, ["copies", "copy 1.00", "no new words", "a copy changes nothing"]),
        (8, ["another version of", "says that it corrects", "new: 12", "injured 14 → 12", "correction notice"]),
        (9, ["at another address", "writethru 0.74", "reuses the text"]),
    ],
    ids=["development", "duplicate", "correction", "revision"],
)  # fmt: skip
def test_what_decided_is_on_one_screen(
    at: int,
    lines: list[str],
    sample: Path,
    sample_records: list[dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    shown = explain(capsys, sample, sample_records[at]["record_id"][:6])[1]
    assert max(map(len, shown.splitlines())) <= 80
    assert len(shown.splitlines()) <= 50
    told = " ".join(shown.split())
    assert [line for line in lines if line not in told] == []
    assert told.endswith("from what the lake knew before: the same")


def test_all_of_it_is_shown_when_asked_for(
    sample: Path, sample_records: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = (one["record_id"] for one in reversed(sample_records))
    crowded, short = next((one, shown) for one in asked if "more (--all)" in (shown := explain(capsys, sample, one)[1]))
    whole = explain(capsys, sample, crowded, "--all")[1]
    assert "more (--all)" not in whole
    assert re.search(r", rest [+-]\d", short) and not re.search(r", rest [+-]\d", whole)
    assert "bias (1.00) " in whole


def test_json_has_a_value_a_line(
    sample: Path, sample_records: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    printed = explain(capsys, sample, sample_records[8]["record_id"], "--json")[1]
    parts = [json.loads(line) for line in printed.splitlines()]
    assert list(dict.fromkeys(part["part"] for part in parts)) == [
        "record", "shared_text", "near_record", "story", "status", "figure", "notice", "again",
    ]  # fmt: skip
    assert parts[0]["relation"] == "edit"
    assert parts[0]["edited"]["reused"] is False
    assert parts[-1] == {"part": "again", "same": True, "differences": []}
    notice = next(part for part in parts if part["part"] == "notice")
    assert (notice["rule"], notice["words"]) == ("label: correction", "Correction")
    near = next(part for part in parts if part["part"] == "near_record")
    assert sum(each["log_odds"] for each in near["parts"]) == pytest.approx(near["log_odds"])


def test_an_unknown_record_and_an_unclear_one_are_wrong_usage(
    sample: Path, sample_records: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, told = explain(capsys, sample, "zzz")
    assert (code, "no record begins with 'zzz'" in told) == (2, True)
    first = min(row["record_id"] for row in sample_records)
    code, _, told = explain(capsys, sample, "")
    assert (code, f"'' is the beginning of several records; give more of the id:\n  {first}  " in told) == (2, True)
    assert explain(capsys, sample / "nowhere", first)[0] == 2


def test_help_has_an_example() -> None:
    assert "example: writethru explain" in run_ok("explain", "--help")


def test_hostile_text_is_printed_as_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    title = "\x1b[31mBridge\x1b[0m closes \u202e[bold]now[/bold]\x07"
    text = "The bridge\x1b]0;x\x07 \u202eover the Sill has been postponed, Ida Voss said. 14 people were injured."
    seen = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.timezone.utc).isoformat()
    documents = [
        {"url": f"https://press.example/\u202e{n}", "title": title, "text": f"{text} {n}", "observed": seen}
        for n in (1, 2)
    ]
    run_ok("run", write_jsonl(tmp_path / "stream.jsonl", documents), "--lake", tmp_path / "lake", "--quiet")
    for row in rows(tmp_path / "lake", ["record_id"]):
        for option in ((), ("--all",), ("--json",)):
            shown = explain(capsys, tmp_path / "lake", row["record_id"], *option)[1]
            assert {char for char in shown if unicodedata.category(char) in ("Cc", "Cf") and char != "\n"} == set()
