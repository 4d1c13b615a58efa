"""The lake as other programs see it: the contract's columns and types, read by everyone alike."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pytest
from deltalake import DeltaTable

from tests.lakes import environment, run_ok
from tests.streams import make_stream, write_jsonl

UTC = pa.timestamp("us", tz="UTC")
TEXT = pa.string()

CONTRACT = {
    "record_id": TEXT,
    "story_id": TEXT,
    "story_version": pa.int32(),
    "article_id": TEXT,
    "revision": pa.int32(),
    "change": TEXT,
    "supersedes": TEXT,
    "duplicate_of": TEXT,
    "linked_to": TEXT,
    "similarity": pa.float32(),
    "status": TEXT,
    "status_from": TEXT,
    "developments": pa.list_(
        pa.struct(
            [("kind", TEXT), ("evidence", TEXT), ("place", TEXT), ("effective", UTC), ("of_story", pa.bool_())],
        )
    ),
    "notices": pa.list_(pa.struct([("kind", TEXT), ("text", TEXT), ("time", UTC), ("corrects", TEXT)])),
    "figures": pa.list_(
        pa.struct(
            [
                ("what", TEXT),
                ("value", pa.float64()),
                ("was", pa.float64()),
                ("qualifier", TEXT),
                ("unit", TEXT),
                ("evidence", TEXT),
            ]
        )
    ),
    "diff": pa.list_(pa.struct([("op", TEXT), ("before", TEXT), ("after", TEXT)])),
    "url": TEXT,
    "source": TEXT,
    "origin": TEXT,
    "title": TEXT,
    "authors": pa.list_(TEXT),
    "language": TEXT,
    "text": TEXT,
    "comments": pa.list_(TEXT),
    "published_at": UTC,
    "modified_at": UTC,
    "observed_at": UTC,
    "recorded_at": UTC,
    "day": pa.date32(),
    "extractor": TEXT,
    "told_figures": pa.list_(
        pa.struct(
            [("what", TEXT), ("value", pa.float64()), ("qualifier", TEXT), ("unit", TEXT), ("evidence", TEXT)],
        )
    ),
}


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readers")
    stream = write_jsonl(folder / "stream.jsonl", make_stream(60))
    run_ok("run", stream, "--lake", folder / "lake", "--round-size", "20", "--quiet")
    return folder / "lake" / "records"


@pytest.fixture(scope="module")
def files(records: Path) -> list[str]:
    return DeltaTable(str(records)).file_uris()


def arrow(files: list[str]) -> pa.Table:
    partitioning = ds.partitioning(pa.schema([("day", pa.date32())]), flavor="hive")
    return ds.dataset(files, partitioning=partitioning).to_table()


def test_columns_and_types_are_those_of_the_contract(files: list[str]) -> None:
    found = arrow(files).schema
    assert {name: found.field(name).type for name in CONTRACT} == CONTRACT


def test_day_is_the_day_of_observation(files: list[str]) -> None:
    table = arrow(files)
    observed = [at.date() for at in table.column("observed_at").to_pylist()]
    assert table.column("day").to_pylist() == observed


def test_every_reader_sees_the_same_rows(records: Path, files: list[str]) -> None:
    expected = sorted(arrow(files).column("record_id").to_pylist())
    assert len(expected) > 40
    seen = {
        "duckdb": [row[0] for row in duckdb.read_parquet(files).select("record_id").fetchall()],
        "polars": pl.scan_delta(str(records)).select("record_id").collect()["record_id"].to_list(),
        "pandas": pd.concat(pd.read_parquet(file, columns=["record_id"]) for file in files)["record_id"].to_list(),
    }
    assert {name: sorted(ids) for name, ids in seen.items()} == dict.fromkeys(seen, expected)


def test_statistics_let_readers_skip_files(records: Path) -> None:
    actions = pa.table(DeltaTable(str(records)).get_add_actions(flatten=True)).to_pylist()
    assert (
        sum(action["num_records"] for action in actions) == arrow([str(records / a["path"]) for a in actions]).num_rows
    )
    for action in actions:
        assert action["min.record_id"] <= action["max.record_id"]
        assert action["min.observed_at"].date() == action["max.observed_at"].date()


def test_rows_of_a_file_are_sorted_by_story_and_version(files: list[str]) -> None:
    for file in files:
        table = ds.dataset(file).to_table(columns=["story_id", "story_version"])
        keys = list(zip(table.column("story_id").to_pylist(), table.column("story_version").to_pylist(), strict=True))
        assert keys == sorted(keys)


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments", [["stories", "{lake}"], ["stories", "{lake}", "--json"], ["stories", "none"], ["--help"]]
)
def test_each_command_ends_with_its_own_code_fifty_times(arguments: list[str], records: Path) -> None:
    command = [sys.executable, "-m", "pipeline", *[argument.format(lake=records.parent) for argument in arguments]]
    codes = {subprocess.run(command, capture_output=True, env=environment(), check=False).returncode for _ in range(50)}
    assert codes == {2 if "none" in arguments else 0}


@pytest.mark.slow
def test_run_ends_with_its_own_code_fifty_times(tmp_path: Path) -> None:
    stream = write_jsonl(tmp_path / "stream.jsonl", make_stream(4))
    codes = set()
    for at in range(50):
        lake = tmp_path / f"lake{at % 10}"
        command = [sys.executable, "-m", "pipeline", "run", str(stream), "--lake", str(lake), "--quiet"]
        codes.add(subprocess.run(command, capture_output=True, env=environment(), check=False).returncode)
    assert codes == {0}
