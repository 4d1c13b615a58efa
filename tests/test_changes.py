"""What is new since the last read: each record once, none missed, whatever happens to the lake between reads."""

import datetime
import tempfile
import threading
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.lake import Lake, LakeError
from pipeline.lake.history import TableLog
from pipeline.lake.reader import LakeReader
from tests.builders import NOON, a_record, at_hour
from tests.growing import commit_round, new_lake, put_files
from transforms.elements import Record


def records_of(names: list[str]) -> list[Record]:
    """A record a name, on different days."""
    return [a_record(record_id=name, observed_at=at_hour(hash_of(name) % 100)) for name in names]


def hash_of(name: str) -> int:
    return sum(map(ord, name))


def ids(table: pa.Table) -> list[str]:
    found: list[str] = table.column("record_id").to_pylist()
    return found


def compact(path: Path) -> None:
    LakeReader(path).table("records").optimize.compact()


def vacuum(path: Path) -> None:
    LakeReader(path).table("records").vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False)


OPERATIONS = st.lists(st.sampled_from(["write", "race", "read", "compact", "vacuum"]), max_size=14)


@settings(max_examples=15)
@given(OPERATIONS)
def test_each_record_comes_once_at_whatever_points_the_lake_is_read(operations: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lake = new_lake(Path(folder, "lake"))
        written: list[str] = []
        read: list[str] = []
        version = None
        for number, operation in enumerate([*operations, "read"]):
            names = [f"r{number}a", f"r{number}b"]
            if operation == "write":
                assert commit_round(lake, records_of(names)) == "committed"
                written += names
            elif operation == "race":
                # Two writers from one version: the slower one's files exist, and no reader sees them.
                pin = lake.pin()
                slow = put_files(lake, pin, records_of([f"slow{number}"]))
                assert commit_round(lake, records_of(names)) == "committed"
                assert lake.commit(pin, f"slow{number}", NOON, slow, [], []) == "lost"
                assert commit_round(lake, records_of([f"slow{number}"])) == "committed"
                written += [*names, f"slow{number}"]
            elif operation == "compact":
                compact(lake.path)
            elif operation == "vacuum":
                vacuum(lake.path)
            else:
                found, version = Lake(lake.path).changes(since=version, columns=["record_id"])
                assert len(set(ids(found))) == found.num_rows
                read += ids(found)
        assert sorted(read) == sorted(written)


def test_a_reader_beside_a_writer_misses_nothing(tmp_path: Path) -> None:
    lake = new_lake(tmp_path / "lake")
    names = [[f"r{number:02d}{letter}" for letter in "abc"] for number in range(25)]
    finished = threading.Event()

    def write() -> None:
        for number, each in enumerate(names):
            commit_round(lake, records_of(each))
            if number % 6 == 5:
                compact(lake.path)
        finished.set()

    writer = threading.Thread(target=write)
    writer.start()
    read: list[str] = []
    versions = [0]
    last = False
    while not last:
        last = finished.is_set()
        found, version = Lake(lake.path).changes(versions[-1], columns=["record_id"])
        assert found.num_rows == 3 * (version - versions[-1])
        read += ids(found)
        versions.append(version)
    writer.join()
    assert sorted(read) == sorted(name for each in names for name in each)
    assert versions[-1] == 25


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """A lake of three versions with one record each."""
    lake = new_lake(tmp_path / "lake")
    for name in ("r1", "r2", "r3"):
        commit_round(lake, records_of([name]))
    return lake.path


@pytest.mark.parametrize(
    ("since", "expected"), [(None, ["r1", "r2", "r3"]), (0, ["r1", "r2", "r3"]), (1, ["r2", "r3"]), (3, [])]
)
def test_a_version_says_where_to_go_on(three: Path, since: int | None, expected: list[str]) -> None:
    for _ in range(2):
        changes = Lake(three).changes(since)
        assert (ids(changes.records), changes.version) == (expected, 3)
        assert changes.records.column("lake_version").to_pylist() == [int(name[1]) for name in expected]
        compact(three)


def test_a_time_says_so_too(three: Path) -> None:
    log = TableLog(three / "records")
    first = datetime.datetime.fromtimestamp(log.commit(1).at_ms / 1000, datetime.timezone.utc)
    after_first = ids(Lake(three).changes(first).records)
    assert after_first[-1] == "r3" and "r1" not in after_first
    assert ids(Lake(three).changes(first - datetime.timedelta(days=1)).records) == ["r1", "r2", "r3"]
    assert ids(Lake(three).changes(first + datetime.timedelta(days=1)).records) == []


def test_the_changes_up_to_a_version_end_there(three: Path) -> None:
    changes = Lake(three).as_of(2).changes(since=1)
    assert (ids(changes.records), changes.version) == (["r2"], 2)


def test_another_lake_is_told_from_ones_own(three: Path) -> None:
    with pytest.raises(LakeError, match=r"is at version 3 and never was at 9: it is another lake"):
        Lake(three).changes(since=9)


def test_rows_of_before_there_was_a_version_in_them_are_read_as_the_files_say(three: Path) -> None:
    # Data files of the first releases have no such column; their names have the number.
    import pyarrow.parquet as pq

    for path in (three / "records").glob("day=*/*.parquet"):
        table = pq.read_table(path, partitioning=None).drop_columns(["lake_version"])
        pq.write_table(table, path)
    assert ids(Lake(three).changes(since=1).records) == ["r2", "r3"]
    assert Lake(three).as_of(2).stories(["record_id"]).num_rows == 1
    assert sorted(ids(Lake(three).as_of(2).records().to_table())) == ["r1", "r2"]
    assert Lake(three).sql("SELECT count(lake_version) AS n, count(*) AS m FROM records").to_pylist() == [
        {"n": 0, "m": 3}
    ]
