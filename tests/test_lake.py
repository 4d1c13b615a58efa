"""The lake: what it takes, what it refuses, and that a round is published once or not at all."""

import shutil
import threading
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake

from pipeline.lake.connection import connect
from pipeline.lake.known import LakeKnown
from pipeline.lake.reader import DESCRIPTION, LakeError, LakeReader
from pipeline.lake.sweep import find_orphans, sweep_orphans
from pipeline.lake.writer import LakeWriter, Pin
from pipeline.rounds import outcome_of
from tests.builders import NOON, a_record, a_reject, a_visit
from transforms.elements import DataFile, Figure, Notice, Record, ToldFigure
from transforms.schemas import RECORDS, TABLES
from transforms.tables import day_of, records_table
from transforms.times import to_datetime
from transforms.write import delta_statistics


@pytest.fixture
def lake(tmp_path: Path) -> LakeWriter:
    return LakeWriter.create(tmp_path / "lake")


def put(lake: LakeWriter, pin: Pin, *records: Record) -> DataFile:
    """Write a data file for a round that is pinned so, as the write stage does."""
    table = records_table(records, NOON)
    day = day_of(records[0].observed_at)
    path, size_bytes = lake.put_data_file(pin.number + 1, day, table)
    return DataFile(path, size_bytes, table.num_rows, day, delta_statistics(table))


def record_ids(lake: LakeWriter) -> list[str]:
    return sorted(lake.dataset("records").to_table(columns=["record_id"]).column("record_id").to_pylist())


def test_a_new_lake_is_empty_and_opens_again(lake: LakeWriter) -> None:
    assert lake.pin() == Pin(version=0, number=0)
    assert LakeWriter.create(lake.path).pin() == Pin(version=0, number=0)
    assert record_ids(lake) == []


def test_commit_publishes_records_rejects_and_visits(lake: LakeWriter) -> None:
    pin = lake.pin()
    outcome = lake.commit(pin, "round1", NOON, [put(lake, pin, a_record())], [a_reject()], [a_visit()])
    assert outcome == "committed"
    assert lake.pin() == Pin(version=1, number=1)
    assert record_ids(lake) == ["r1"]
    known = LakeKnown(lake, lake.pin())
    assert known.rejected(["reject1", "reject2"]) == {"reject1"}
    assert lake.unvisited(["visit1", "visit2"]) == [False, True]


def test_no_records_is_no_version(lake: LakeWriter) -> None:
    assert lake.commit(lake.pin(), "round1", NOON, [], [a_reject()], []) == "nothing"
    assert lake.pin() == Pin(version=0, number=0)


def test_the_second_of_two_rounds_on_one_version_is_lost_and_writes_nothing(lake: LakeWriter) -> None:
    pin = lake.pin()
    first, second = put(lake, pin, a_record()), put(lake, pin, a_record(record_id="r2"))
    assert lake.commit(pin, "round1", NOON, [first], [], []) == "committed"
    assert lake.commit(pin, "round2", NOON, [second], [a_reject()], [a_visit()]) == "lost"
    assert record_ids(lake) == ["r1"]
    assert lake.unvisited(["visit1"]) == [True]
    assert LakeKnown(lake, lake.pin()).rejected(["reject1"]) == set()


def test_a_committing_bundle_that_runs_twice_commits_once(lake: LakeWriter) -> None:
    pin = lake.pin()
    file = put(lake, pin, a_record())
    assert lake.commit(pin, "round1", NOON, [file], [], []) == "committed"
    assert lake.commit(pin, "round1", NOON, [file], [], []) == "committed"
    assert record_ids(lake) == ["r1"]


def test_a_pinned_round_does_not_see_later_commits(lake: LakeWriter) -> None:
    before = LakeKnown(lake, lake.pin())
    pin = lake.pin()
    lake.commit(pin, "round1", NOON, [put(lake, pin, a_record())], [], [])
    article_id = a_record().article_id
    assert before.versions({article_id}) == {}
    assert [version.record_id for version in LakeKnown(lake, lake.pin()).versions({article_id})[article_id]] == ["r1"]


def test_orphans_are_files_whose_transaction_is_made_by_somebody_else(lake: LakeWriter) -> None:
    pin = lake.pin()
    killed = put(lake, pin, a_record(record_id="killed"))
    assert find_orphans(lake) == [], "its writer may still be alive"
    lake.commit(pin, "round1", NOON, [put(lake, pin, a_record())], [], [])
    next_pin = lake.pin()
    alive = put(lake, next_pin, a_record(record_id="r2"))
    assert find_orphans(lake) == [lake.path / "records" / killed.path]
    assert sweep_orphans(lake) == 1
    assert not (lake.path / "records" / killed.path).exists()
    assert lake.commit(next_pin, "round2", NOON, [alive], [], []) == "committed"
    assert record_ids(lake) == ["r1", "r2"]


def test_files_that_compaction_replaced_are_history_not_orphans(lake: LakeWriter) -> None:
    for name in ("r1", "r2"):
        pin = lake.pin()
        lake.commit(pin, name, NOON, [put(lake, pin, a_record(record_id=name))], [], [])
    lake.table("records").optimize.compact()
    assert len(lake.table("records").file_uris()) == 1
    assert find_orphans(lake) == []
    assert lake.dataset("records", version=2).to_table().num_rows == 2


def test_a_file_is_no_lake(tmp_path: Path) -> None:
    path = tmp_path / "lake"
    path.write_text("hello")
    with pytest.raises(LakeError, match=r"lake is a file; give --lake a folder"):
        LakeWriter.create(path)


def test_a_folder_of_something_else_is_no_lake_and_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(LakeError, match="holds something that is not a lake"):
        LakeWriter.create(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_somebody_elses_delta_table_is_no_lake_and_is_left_alone(tmp_path: Path) -> None:
    table = records_table([a_record()], NOON)
    DeltaTable.create(str(tmp_path / "records"), schema=table.schema)
    with pytest.raises(LakeError, match="its table 'records' is somebody else's"):
        LakeWriter.create(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["records"]


def test_a_lake_whose_making_was_interrupted_is_completed(tmp_path: Path) -> None:
    (tmp_path / "records" / "_delta_log").mkdir(parents=True)
    assert LakeWriter.create(tmp_path).pin() == Pin(version=0, number=0)


def without_corrects(schema: pa.Schema) -> pa.Schema:
    """The schema of records as it was before notices named what they correct."""
    notices = schema.field("notices")
    fields = [field for field in notices.type.value_type if field.name != "corrects"]
    return schema.set(schema.get_field_index("notices"), pa.field("notices", pa.list_(pa.struct(fields))))


def test_a_lake_of_an_older_schema_is_read_and_written_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = without_corrects(RECORDS)
    monkeypatch.setitem(TABLES, "records", old)
    before = LakeWriter.create(tmp_path / "lake")
    monkeypatch.setattr("transforms.tables.RECORDS", old)
    note = Notice("correction", "Correction: It was two.", None, "It was one.")
    pin = before.pin()
    assert before.commit(pin, "round1", NOON, [put(before, pin, a_record(notices=[note]))], [], []) == "committed"
    monkeypatch.undo()

    lake = LakeWriter.create(tmp_path / "lake")
    pin = lake.pin()
    assert pin.number == 1
    new = put(lake, pin, a_record(record_id="r2", notices=[note]))
    assert lake.commit(pin, "round2", NOON, [new], [], []) == "committed"
    rows = lake.dataset("records").to_table(columns=["record_id", "notices"]).sort_by("record_id").to_pylist()
    assert [row["notices"][0]["corrects"] for row in rows] == [None, "It was one."]
    assert LakeWriter.create(lake.path).pin() == lake.pin()
    DeltaTable(str(lake.path / "records")).optimize.compact()
    rows = lake.dataset("records").to_table(columns=["record_id", "notices"]).sort_by("record_id").to_pylist()
    assert [row["notices"][0]["corrects"] for row in rows] == [None, "It was one."]


def test_reading_what_is_not_there_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(LakeError, match=r"does not exist; writethru run SOURCE --lake .* makes a lake"):
        LakeReader(tmp_path / "none").check()


def test_two_processes_may_make_one_lake(tmp_path: Path) -> None:
    made: list[Pin] = []
    threads = [
        threading.Thread(target=lambda: made.append(LakeWriter.create(tmp_path / "lake").pin())) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [Pin(0, 0)] * 4


def test_the_log_is_summed_up_now_and_then(lake: LakeWriter) -> None:
    for number in range(22):
        pin = lake.pin()
        record, visit, reject = a_record(record_id=f"r{number}"), a_visit(visit_id=f"v{number}"), a_reject()
        lake.commit(pin, f"round{number}", NOON, [put(lake, pin, record)], [reject], [visit])
    for name in ("records", "visits", "rejects"):
        [checkpoint] = (lake.path / name / "_delta_log").glob("*.checkpoint.parquet")
        assert checkpoint.name in ("00000000000000000019.checkpoint.parquet", "00000000000000000020.checkpoint.parquet")
    assert LakeReader(lake.path).dataset("records", 7).count_rows() == 7


def test_rows_of_an_older_lake_stay_readable(tmp_path: Path) -> None:
    """Before figures had a qualifier, a unit and a sentence, and developments the event that they are of."""
    figures = pa.list_(pa.struct([("what", pa.string()), ("value", pa.float64()), ("was", pa.float64())]))
    instant = RECORDS.field("observed_at").type
    developments = pa.list_(
        pa.struct([("kind", pa.string()), ("evidence", pa.string()), ("place", pa.string()), ("effective", instant)])
    )
    older = {"figures": figures, "developments": developments}
    schema = pa.schema(
        [(field.name, older.get(field.name, field.type)) for field in RECORDS if field.name != "told_figures"]
    )
    lake = LakeWriter.create(tmp_path / "lake")
    shutil.rmtree(lake.path / "records")
    DeltaTable.create(
        str(lake.path / "records"),
        schema=schema,
        partition_by=["day"],
        description=DESCRIPTION.format(table="records"),
    )
    row = dict.fromkeys(schema.names) | {"record_id": "r0", "story_id": "s1", "article_id": "a", "story_version": 1}
    row |= {"revision": 1, "change": "new", "title": "First", "source": "herald.example"}
    row |= {"figures": [{"what": "injured", "value": 14.0, "was": None}], "day": to_datetime(NOON).date()}
    row |= {"developments": [{"kind": "planned", "evidence": "First", "place": "headline", "effective": None}]}
    row |= {"observed_at": to_datetime(NOON)}
    write_deltalake(str(lake.path / "records"), pa.Table.from_pylist([row], schema=schema), mode="append")

    [step] = LakeKnown(lake, lake.pin()).steps(["s1"])["s1"]
    assert [(one.what, one.value) for one in step.telling.figures] == [("injured", 14.0)]
    assert [one.kind for one in step.telling.claims] == ["planned"]

    lake = LakeWriter.create(lake.path)
    pin = lake.pin()
    told = [ToldFigure("injured", 15.0, "at least", None, "Fifteen.")]
    new = a_record(
        told_figures=told, story_version=2, figures=[Figure("injured", 15.0, 14.0, "at least", None, "Fifteen.")]
    )
    assert lake.commit(pin, "round1", NOON, [put(lake, pin, new)], [], []) == "committed"
    steps = LakeKnown(lake, lake.pin()).steps(["s1"])["s1"]
    assert sorted(one.value for step in steps for one in step.telling.figures) == [14.0, 15.0]
    rows = connect(lake, lake.moment(None)).execute("SELECT figures FROM records ORDER BY story_version").fetchall()
    assert [row[0][0]["value"] for row in rows] == [14.0, 15.0]
    assert [row[0][0]["qualifier"] for row in rows] == [None, "at least"]
    seen = pl.scan_delta(str(lake.path / "records")).select("record_id", "told_figures").collect()
    assert seen.height == 2


@pytest.mark.parametrize(
    ("counts", "committed", "other_committed", "outcome"),
    [
        ({"commit/committed": 1}, True, False, "committed"),
        ({"commit/lost": 1}, False, True, "lost"),
        ({"commit/nothing": 1}, False, False, "nothing"),
        # No counters, as a runner may do: the lake says it.
        ({}, True, False, "committed"),
        ({}, True, True, "committed"),
        ({}, False, True, "lost"),
        ({}, False, False, "nothing"),
        # The committing bundle ran twice.
        ({"commit/committed": 1, "commit/lost": 1}, True, True, "committed"),
        ({"commit/nothing": 1, "commit/lost": 1}, False, True, "lost"),
    ],
)
def test_what_became_of_a_round(
    lake: LakeWriter, counts: dict[str, int], committed: bool, other_committed: bool, outcome: str
) -> None:
    pin = lake.pin()
    for name, is_there in (("round", committed), ("other", other_committed)):
        if is_there:
            now = lake.pin()
            lake.commit(now, name, NOON, [put(lake, now, a_record(record_id=name))], [], [])
    assert outcome_of(counts, lake, pin, "round") == outcome
