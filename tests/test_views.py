"""Reading stories that turned out to be one: by either id, then and now."""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pytest
from deltalake import DeltaTable, write_deltalake

from pipeline.lake.known import LakeKnown
from pipeline.lake.moving import moving_articles
from pipeline.lake.reader import DESCRIPTION, LakeError, LakeReader
from pipeline.lake.writer import LakeWriter
from pipeline.views import StoryFilter, find_story, list_stories, open_views
from tests.builders import NOON, a_record, at_hour
from tests.lakes import run_ok, writethru
from transforms.elements import DataFile, Record
from transforms.known import KnownJoin
from transforms.schemas import PARTITIONS, RECORDS, TABLES
from transforms.tables import records_table
from transforms.times import to_datetime
from transforms.write import delta_statistics


def told(name: str, story: str, version: int, hour: float, **fields: object) -> Record:
    shown = {"title": f"Title {name}", "article_id": name, "source": f"outlet {name}", "observed_at": at_hour(hour)}
    return a_record(record_id=name, story_id=story, story_version=version, **{**shown, **fields})


APART = [
    told("r1", "aaa1", 1, 0, status="planned"),
    told("r2", "bbb1", 1, 1, status="postponed"),
    told("r3", "aaa1", 2, 2, change="development", status="planned"),
    told("r4", "bbb1", 2, 3, change="development", status="postponed"),
    told("r5", "ccc1", 1, 4),
]
JOINED = [
    told("r6", "aaa1", 3, 5, change="development", status="postponed", joins=("bbb1",)),
    told("r7", "aaa1", 3, 6, change="duplicate", status="postponed", duplicate_of="r6"),
]


def commit(lake: LakeWriter, records: Sequence[Record]) -> None:
    pin = lake.pin()
    table = records_table(records, NOON)
    path, size = lake.put_data_file(pin.number + 1, "2026-03-02", table)
    done = lake.commit(
        pin,
        f"round {pin.number}",
        NOON,
        [DataFile(path, size, len(records), "2026-03-02", delta_statistics(table))],
        [],
        [],
    )
    assert done == "committed"


@pytest.fixture
def lake(tmp_path: Path) -> LakeWriter:
    lake = LakeWriter.create(tmp_path / "lake")
    commit(lake, APART)
    commit(lake, JOINED)
    return lake


def stories(lake: LakeReader, as_of: datetime.datetime | None = None) -> list[dict[str, Any]]:
    return list_stories(open_views(lake, as_of), StoryFilter())


def timeline(lake: LakeReader, prefix: str, as_of: datetime.datetime | None = None) -> list[str]:
    return [row["record_id"] for row in find_story(open_views(lake, as_of), prefix)]


def before_joining(lake: LakeReader) -> datetime.datetime:
    """Just before the newest version of the records was committed."""
    newest = lake.table("records").history(1)[0]["timestamp"]
    return datetime.datetime.fromtimestamp((newest - 1) / 1000, datetime.timezone.utc)


def test_stories_that_were_joined_are_listed_as_one(lake: LakeWriter) -> None:
    shown = ("story_id", "versions", "records", "copies", "outlets", "status", "title")
    rows = [tuple(row[name] for name in shown) for row in stories(lake)]
    assert rows == [("aaa1", 5, 6, 1, 6, "postponed", "Title r6"), ("ccc1", 1, 1, 0, 1, None, "Title r5")]


@pytest.mark.parametrize("prefix", ["aaa1", "a", "bbb1", "b"])
def test_a_joined_story_is_told_by_either_id_in_order_of_observation(prefix: str, lake: LakeWriter) -> None:
    assert timeline(lake, prefix) == ["r1", "r2", "r3", "r4", "r6", "r7"]


def test_before_the_join_there_are_two_stories(lake: LakeWriter) -> None:
    as_of = before_joining(lake)
    assert [row["story_id"] for row in stories(lake, as_of)] == ["ccc1", "bbb1", "aaa1"]
    assert timeline(lake, "b", as_of) == ["r2", "r4"]
    assert timeline(lake, "a", as_of) == ["r1", "r3"]


def test_chains_of_joins_lead_to_one_story(lake: LakeWriter) -> None:
    commit(lake, [told("r8", "ccc1", 2, 7, change="development", joins=("aaa1",))])
    assert [row["story_id"] for row in stories(lake)] == ["ccc1"]
    expected = ["r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8"]
    assert timeline(lake, "bbb") == expected


def test_a_prefix_of_two_stories_that_are_one_is_clear(tmp_path: Path) -> None:
    lake = LakeWriter.create(tmp_path / "lake")
    commit(lake, [told("r1", "ab1", 1, 0), told("r2", "ab2", 1, 1)])
    with pytest.raises(
        LakeError,
        match="'ab' is the beginning of several stories; give more of the id:\n  ab1  Title r1\n  ab2  Title r2",
    ):
        timeline(lake, "ab")
    commit(lake, [told("r3", "ab1", 2, 2, change="development", joins=("ab2",))])
    assert timeline(lake, "ab") == ["r1", "r2", "r3"]


def test_the_timeline_says_where_the_stories_meet(lake: LakeWriter) -> None:
    shown = run_ok("story", lake.path, "bbb1")
    assert "story aaa1  5 versions, 1 copy, 6 outlets  postponed" in shown
    assert "v2 development  outlet r4  in story bbb1" in shown
    assert "joins   story bbb1: the two are one" in shown


def test_the_lake_knows_its_joins(lake: LakeWriter) -> None:
    assert LakeKnown(lake, lake.pin()).joins() == [KnownJoin("bbb1", "aaa1", 3)]
    assert LakeKnown(lake, lake.pin()._replace(version=1)).joins() == []


def test_a_join_moves_the_pages_of_both_stories(lake: LakeWriter) -> None:
    moving = moving_articles(lake, to_datetime(at_hour(8)))
    assert {name: moving[name] for name in ("r1", "r2")} == dict.fromkeys(("r1", "r2"), to_datetime(at_hour(5)))
    assert "r5" not in moving


def make_old_lake(path: Path) -> None:
    """A lake as it was before records had ``joins``."""
    old = pa.schema([field for field in RECORDS if field.name not in ("joins", "lake_version")])
    for name, schema in TABLES.items():
        DeltaTable.create(
            str(path / name),
            schema=old if name == "records" else schema,
            partition_by=PARTITIONS[name],
            description=DESCRIPTION.format(table=name),
        )
    table = records_table(APART, NOON).drop_columns(["joins"])
    day = pa.array([datetime.date(2026, 3, 2)] * table.num_rows, pa.date32())
    write_deltalake(str(path / "records"), table.append_column("day", day), mode="append", partition_by=["day"])


def test_a_lake_without_the_column_is_read_as_it_is(tmp_path: Path) -> None:
    make_old_lake(tmp_path)
    reader = LakeReader(tmp_path).check()
    assert [row["story_id"] for row in stories(reader)] == ["ccc1", "bbb1", "aaa1"]
    assert [row["joins"] for row in find_story(open_views(reader), "aaa1")] == [None, None]
    assert reader.dataset("records").to_table(filter=ds.field("joins").is_valid()).num_rows == 0
    assert writethru("story", tmp_path, "aaa1").returncode == 0
    assert reader.table("records").version() == 1, "reading changes nothing"


def test_a_lake_without_the_column_gets_it_when_it_is_next_written(tmp_path: Path) -> None:
    make_old_lake(tmp_path)
    lake = LakeWriter.create(tmp_path)
    assert LakeKnown(lake, lake.pin()).joins() == []
    commit(lake, JOINED)
    assert timeline(lake, "bbb1") == ["r1", "r2", "r3", "r4", "r6", "r7"]
    assert "joins" in {field.name for field in DeltaTable(str(tmp_path / "records")).schema().fields}
    assert lake.check().table("records").version() == 3
    assert LakeWriter.create(tmp_path).table("records").version() == 3, "nothing is added twice"
    assert DeltaTable(str(tmp_path / "records")).metadata().description == DESCRIPTION.format(table="records")
