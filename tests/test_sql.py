"""SQL over a lake: what it answers, in which forms, and that it can do nothing else."""

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.cli import main
from pipeline.lake import Lake, LakeError
from tests.builders import a_record, a_reject, a_visit, at_hour
from tests.growing import commit_round, new_lake


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sql")
    lake = new_lake(folder / "lake")
    figure = [type("F", (), {"what": "injured", "value": 12.0, "was": 14.0})]
    edit = [type("E", (), {"op": "replace", "before": "14 are hurt.", "after": "12 are hurt."})]
    commit_round(lake, [a_record(), a_record(record_id="r2", story_id="s2", article_id="a2", status="planned")])
    later = {"story_version": 2, "observed_at": at_hour(1)}
    records = [
        a_record(record_id="r3", revision=2, change="correction", figures=figure, diff=edit, **later),
        a_record(record_id="r4", story_id="s2", article_id="a4", change="development", status="postponed",
                 status_from="planned", **later),
        a_record(record_id="r5", story_id="s2", article_id="a5", change="duplicate", status="postponed",
                 status_from="postponed", **later),
    ]  # fmt: skip
    commit_round(lake, records, [a_reject()], [a_visit()])
    # A lake may be called anything.
    return lake.path.rename(folder / "l'été [a] *")


@pytest.mark.parametrize(
    ("view", "column", "expected"),
    [
        ("records", "record_id", ["r1", "r2", "r3", "r4", "r5"]),
        ("stories", "record_id", ["r3", "r4"]),
        ("articles", "record_id", ["r2", "r3", "r4", "r5"]),
        ("updates", "record_id || ' ' || array_to_string(changed, ' ')", ["r3 figures text", "r4 status"]),
        ("rejects", "reject_id", ["reject1"]),
        ("visits", "visit_id", ["visit1"]),
        ("story_ids", "story_id || current_story_id", ["s1s1", "s2s2"]),
    ],
)
def test_each_view_has_its_rows(view: str, column: str, expected: list[str], lake: Path) -> None:
    found = Lake(lake).sql(f"SELECT {column} AS it FROM {view} ORDER BY it")
    assert found.column("it").to_pylist() == expected


def test_an_empty_lake_has_every_view_and_column(tmp_path: Path) -> None:
    empty = Lake(new_lake(tmp_path / "lake").path)
    for view in ("records", "stories", "articles", "updates", "rejects", "visits", "story_ids"):
        assert empty.sql(f"FROM {view}").num_rows == 0
    assert {"record_id", "story_id", "developments", "day", "lake_version"} <= set(
        empty.sql("FROM records").column_names
    )


def test_a_story_that_became_part_of_another_is_found_under_either_id(
    lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.lake.connection.joined_stories", lambda connection: {"s1": "s2"})
    joined = Lake(lake)
    assert joined.sql("SELECT DISTINCT story_id FROM records").to_pylist() == [{"story_id": "s2"}]
    assert joined.sql("SELECT story_id || current_story_id AS it FROM story_ids ORDER BY 1").to_pylist() == [
        {"it": "s1s2"},
        {"it": "s2s2"},
    ]
    for named in ("s1", "s2", "s"):
        assert sorted(joined.story(named).column("record_id").to_pylist()) == ["r1", "r2", "r3", "r4", "r5"]
    assert joined.stories(["story_id"]).to_pylist() == [{"story_id": "s2"}]


def test_only_the_columns_that_are_asked_for_are_read(lake: Path) -> None:
    [plan] = Lake(lake).sql("SELECT 1 AS one").to_pylist()
    assert plan == {"one": 1}
    from pipeline.lake.reader import LakeReader
    from pipeline.views import open_views

    with open_views(LakeReader(lake)) as connection:
        rows = connection.execute("EXPLAIN SELECT status, count(*) FROM records GROUP BY 1").fetchall()
    told = " ".join(rows[0][1].split())
    assert "status" in told
    assert "title" not in told


SECRET = "nobody-may-read-this"

FORBIDDEN = [
    "SELECT * FROM read_csv('{secret}')",
    "SELECT * FROM read_text('{secret}')",
    "SELECT * FROM read_blob('{secret}')",
    "SELECT * FROM read_json('{secret}')",
    "SELECT * FROM read_parquet('{secret}')",
    "SELECT * FROM '{secret}'",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM parquet_metadata('{secret}')",
    "SELECT * FROM sniff_csv('{secret}')",
    "SELECT * FROM read_text('{lake}/records/_delta_log/00000000000000000000.json')",
    "SELECT * FROM read_csv('http://127.0.0.1:1/x.csv')",
    "SELECT * FROM read_csv('s3://bucket/x.csv')",
    "SELECT * FROM query('COPY (SELECT 1) TO ''{out}''')",
    "SELECT getenv('HOME')",
    "SELECT * FROM secret_variable",
    "SELECT * FROM sqlite_scan('{secret}', 't')",
    "SELECT * FROM st_read('{secret}')",
    "SELECT * FROM read_duckdb('{secret}')",
    "SELECT * FROM duckdb_secrets()",
    "SELECT * FROM duckdb_extensions()",
    "SELECT * FROM enable_logging('QueryLog', storage = 'file', storage_path = '{out}')",
    "SELECT * FROM query('SELECT * FROM enable_' || "
    "'logging(''QueryLog'', storage = ''file'', storage_path = ''{out}'')')",
    "SELECT * FROM json_execute_serialized_sql(json_serialize_sql("
    "'SELECT * FROM enable_logging(''QueryLog'', storage = ''file'', storage_path = ''{out}'')'))",
    "SELECT * FROM arrow_scan(1, 2, 3)",
    "SELECT * FROM pandas_scan(1)",
    "SELECT * FROM enable_profiling(save_location = '{out}')",
    "ATTACH '{out}' AS other",
    "ATTACH '{secret}' AS other (READ_ONLY)",
    "COPY (SELECT 1) TO '{out}'",
    "COPY (SELECT 1 AS a) TO '{data}'",
    "COPY (PIVOT records ON change USING count(*)) TO '{data}'",
    "COPY records FROM '{secret}'",
    "EXPLAIN ANALYZE COPY (SELECT 1) TO '{data}'",
    "EXPORT DATABASE '{out}'",
    "IMPORT DATABASE '{folder}'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "LOAD '{secret}'",
    "PRAGMA enable_profiling = 'json'",
    "CALL pragma_version()",
    "SET memory_limit = '64GB'",
    "SET enable_external_access = true",
    "SET temp_directory = '{folder}'",
    "RESET lock_configuration",
    "CREATE TABLE mine AS SELECT 1",
    "CREATE OR REPLACE VIEW records AS SELECT 1",
    "CREATE SECRET (TYPE s3)",
    "CREATE MACRO f() AS 1",
    "INSERT INTO records SELECT * FROM records",
    "DELETE FROM records",
    "UPDATE records SET title = ''",
    "DROP VIEW records",
    "USE memory",
    "BEGIN",
    "CHECKPOINT",
    "VACUUM",
    "SELECT 1; SELECT 2",
    "SELECT 1; COPY (SELECT 1) TO '{out}'",
    "",
    "-- nothing",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_a_statement_reads_the_lake_and_does_nothing_else(
    statement: str, lake: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret, out = tmp_path / "secret.csv", tmp_path / "out"
    secret.write_text(f"a\n{SECRET}\n")
    data = next((lake / "records").glob("day=*/*.parquet"))
    before = {path: path.read_bytes() for path in lake.rglob("*") if path.is_file()}
    quoted = {"secret": secret, "out": out, "folder": tmp_path, "lake": lake, "data": data}
    asked = statement.format(**{name: str(path).replace("'", "''") for name, path in quoted.items()})
    secret_variable = pq.read_table(data)
    assert secret_variable is not None
    for form in ([], ["--json"], ["--csv"]):
        assert main(["sql", str(lake), asked, *form]) == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.startswith("writethru sql: ")
        assert SECRET not in printed.err
        assert "Traceback" not in printed.err
    with pytest.raises(LakeError):
        Lake(lake).sql(asked)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secret.csv"]
    assert {path: path.read_bytes() for path in lake.rglob("*") if path.is_file()} == before


def test_a_query_of_the_past_cannot_reach_what_came_later(lake: Path) -> None:
    later = sorted((lake / "records").glob("day=*/0000000002-*.parquet"))[0]
    quoted = str(later).replace("'", "''").replace("[a]", "[[]a]").replace("*", "[*]")
    assert Lake(lake).sql(f"SELECT count(*) AS n FROM read_parquet('{quoted}')").to_pylist() == [{"n": 3}]
    with pytest.raises(LakeError, match="a query reads the views of this lake"):
        Lake(lake, as_of=1).sql(f"SELECT count(*) FROM read_parquet('{quoted}')")


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("SELEC 1", "syntax error"),
        ("SELECT nothing FROM records", 'Referenced column "nothing" not found'),
        ("SELECT * FROM tables_of_gold", "views: records, stories, articles, updates, rejects, visits, story_ids"),
        ("SELECT 'x'::INTEGER", "Could not convert string 'x'"),
        ("SELECT error('\x1b[31m\u202ered')", "[31mred"),
        ("SELECT '\udc80'", "the statement is not UTF-8"),
        ("DELETE FROM records", "DELETE does more than read; only queries run here, such as SELECT"),
    ],
)
def test_a_wrong_statement_is_wrong_usage(
    statement: str, told: str, lake: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sql", str(lake), statement]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert "\x1b" not in error and "\u202e" not in error


def test_a_query_that_needs_too_much_memory_says_what_to_do(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.lake.connection.MEMORY_LIMIT", "20MB")
    with pytest.raises(LakeError, match="needs more memory than it may take; name fewer columns"):
        Lake(lake).sql("SELECT list(i || 'a long text to hold') FROM range(5000000) t(i)")


VALUES = """SELECT 1 AS a, 2 AS a, 'x' || chr(27) || chr(10) AS text, TIMESTAMPTZ '2026-03-02 12:00:00+00' AS at,
    DATE '2026-03-02' AS day, 'nan'::FLOAT AS none, 1.50::DECIMAL(9, 2) AS money, [1, 2] AS list,
    {'k': 'v'} AS struct, MAP {1: 'one'} AS map, 'ab'::BLOB AS blob, INTERVAL 90 MINUTE AS span, NULL AS nothing,
    9007199254740993::HUGEINT AS large, true AS yes"""


def test_every_type_has_its_json(lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sql", str(lake), VALUES, "--json"]) == 0
    [line] = capsys.readouterr().out.splitlines()
    assert json.loads(line) == {
        "a": 1, "a_2": 2, "text": "x\x1b\n", "at": "2026-03-02T12:00:00Z", "day": "2026-03-02", "none": None,
        "money": 1.5, "list": [1, 2], "struct": {"k": "v"}, "map": {"1": "one"}, "blob": "YWI=", "span": 5400.0,
        "nothing": None, "large": 9007199254740993, "yes": True,
    }  # fmt: skip


def test_every_type_has_its_cell_of_csv(lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sql", str(lake), VALUES, "--csv"]) == 0
    names, row = csv.reader(io.StringIO(capsys.readouterr().out))
    assert dict(zip(names, row, strict=True)) == {
        "a": "1", "a_2": "2", "text": "x\n", "at": "2026-03-02T12:00:00Z", "day": "2026-03-02", "none": "nan",
        "money": "1.5", "list": "[1, 2]", "struct": '{"k": "v"}', "map": '{"1": "one"}', "blob": "YWI=",
        "span": "5400.0", "nothing": "", "large": "9007199254740993", "yes": "true",
    }  # fmt: skip


def test_a_parquet_file_is_written_whole_or_not_at_all(
    lake: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.parquet"
    assert main(["sql", str(lake), "SELECT record_id, figures FROM records ORDER BY 1", "--parquet", str(out)]) == 0
    assert "5 rows written to" in capsys.readouterr().out
    rows: list[dict[str, Any]] = pq.read_table(out).to_pylist()
    assert rows[2] == {"record_id": "r3", "figures": [{"what": "injured", "value": 12.0, "was": 14.0}]}
    held = out.read_bytes()
    failing = "SELECT CASE WHEN i > 2000 THEN error('late') ELSE i END FROM range(3000) t(i)"
    assert main(["sql", str(lake), failing, "--parquet", str(out)]) == 2
    assert out.read_bytes() == held
    for place in (lake / "records" / "mine.parquet", tmp_path / "none" / "x.parquet"):
        assert main(["sql", str(lake), "SELECT 1", "--parquet", str(place)]) == 2
        assert not place.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.parquet"]
    assert not list(lake.rglob("mine*"))


def test_a_statement_may_be_piped_in(
    lake: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in ([], ["-"]):
        monkeypatch.setattr("sys.stdin", io.StringIO("SELECT count(*) AS n\nFROM records;\n"))
        assert main(["sql", str(lake), *arguments, "--json"]) == 0
        assert capsys.readouterr().out == '{"n": 5}\n'


def test_a_table_fits_the_page_and_says_where_it_ends(lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for statement, told in [
        ("SELECT status, count(*) AS stories FROM stories GROUP BY 1 ORDER BY 1", "status     stories"),
        ("SELECT * FROM records", "record_id      r1"),
        ("SELECT i FROM range(5000) t(i)", "the first 200 rows; --json, --csv and --parquet give all"),
        ("SELECT 1 WHERE false", "no rows"),
        ("SELECT repeat('x', 1000) AS a, repeat('y ', 1000) AS b", "xxxx"),
    ]:
        assert main(["sql", str(lake), statement]) == 0
        out = capsys.readouterr().out
        assert told in out
        assert max(map(len, out.splitlines())) <= 80


def test_large_results_are_not_held_in_memory(lake: Path) -> None:
    read, write = os.pipe()
    import subprocess

    from tests.lakes import command, environment

    asked = command("sql", lake, "SELECT i, repeat('x', 100) AS x FROM range(100000000) t(i)", "--csv")
    with subprocess.Popen(asked, stdout=write, env=environment()) as asking:
        os.close(write)
        with os.fdopen(read) as out:
            assert [next(out).partition(",")[0] for _ in range(3)] == ["i", "0", "1"]
        # A reader that goes away is no error; a program that held ten gigabytes first would not answer.
        assert asking.wait(timeout=60) == 0
