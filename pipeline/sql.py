"""The command ``sql``: one query over the lake's views, which can read the lake and do nothing else."""

import argparse
import csv
import datetime
import decimal
import json
import math
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from rich.table import Table
from rich.text import Text

from pipeline.cli import DONE, UsageError
from pipeline.console import QUIET, Output, count, json_value, minute, open_console, print_json
from pipeline.lake.connection import VIEWS
from pipeline.lake.reader import LakeError, LakeReader
from pipeline.plain import clean, one_line, without_controls
from pipeline.views import open_views

# A table is for eyes; --json, --csv and --parquet give every row.
MAX_TABLE_ROWS = 200
# Rows that are held at a time.
BATCH_ROWS = 1_000
# A column narrower than this tells nothing: then each row is told as lines of name and value.
MIN_COLUMN_WIDTH = 8
MAX_CELL_CHARS = 120
MAX_VALUE_CHARS = 600


def sql(arguments: argparse.Namespace) -> int:
    """Run one query and print or write what it finds."""
    lake = LakeReader(arguments.lake).check()
    statement = arguments.statement if arguments.statement not in (None, "-") else _read_statement()
    connection = open_views(lake, arguments.as_of)
    try:
        checked = check_query(connection, statement)
        if arguments.parquet:
            return _write_parquet(connection.sql(checked), Path(arguments.parquet), lake)
        result = connection.execute(checked)
        if arguments.json:
            return print_json(_json_rows(result))
        if arguments.csv:
            return _print_csv(result)
        return _print_table(result)
    except duckdb.Error as error:
        if arguments.debug:
            raise
        raise UsageError(message_of(error)) from error


def check_query(connection: duckdb.DuckDBPyConnection, statement: str) -> str:
    """The statement, once it is known to be one query: SELECT, FROM, WITH, VALUES, DESCRIBE, SUMMARIZE, SHOW.

    The connection reaches nothing but the lake's files; that nothing is written to those either is seen
    to here, for they may be read.

    Raises:
      LakeError: it is not one such statement.
      duckdb.Error: it is none that DuckDB understands.
    """
    try:
        statement.encode()
    except UnicodeEncodeError as error:
        raise LakeError("the statement is not UTF-8") from error
    parsed = connection.extract_statements(statement)
    if len(parsed) != 1:
        raise LakeError(f"give one statement, not {len(parsed)}")
    if parsed[0].type == duckdb.StatementType.MULTI:
        raise LakeError("name the columns of a pivot: PIVOT … ON status IN ('planned', 'postponed')")
    if parsed[0].type != duckdb.StatementType.SELECT:
        raise LakeError(f"{parsed[0].type.name} does more than read; only queries run here, such as SELECT")
    if int(duckdb.__version__.partition(".")[0]) < 2:
        _refuse_log(connection, statement)
    return statement


def _refuse_log(connection: duckdb.DuckDBPyConnection, statement: str) -> None:
    """Before version 2 (the last for Python 3.10) a locked DuckDB still lets a query send its log to a file.

    The plan is looked at, not the words: a name can be put together, but not what is carried out.
    """
    plan = " ".join(row[1] for row in connection.execute(f"EXPLAIN (FORMAT json) {statement}").fetchall()).upper()
    if "_LOGGING" in plan or "EXECUTE_SERIALIZED" in plan:
        raise LakeError("a query cannot set up DuckDB's log; only queries that read run here, such as SELECT")


def message_of(error: duckdb.Error) -> str:
    """What DuckDB says of a query, fit for a terminal, and what there is to ask for."""
    lines = [without_controls(line)[:MAX_VALUE_CHARS].rstrip() for line in str(error).splitlines()]
    told = "\n".join(line for line in lines if line)
    if isinstance(error, duckdb.CatalogException) and "Table with name" in told:
        told += f"\nviews: {', '.join(VIEWS)}"
    if isinstance(error, duckdb.PermissionException):
        told += "\na query reads the views of this lake and no file or address besides"
    if isinstance(error, duckdb.OutOfMemoryException):
        told = "the query needs more memory than it may take; name fewer columns (texts are large), or filter first"
    return told


def _read_statement() -> str:
    if sys.stdin.isatty():
        raise UsageError('give a statement, such as "SELECT * FROM stories", or pipe one in')
    return sys.stdin.read()


def _rows(result: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := result.fetchmany(BATCH_ROWS):
        yield from rows


def _names(result: duckdb.DuckDBPyConnection) -> list[str]:
    """The columns' names; the second ``a`` is ``a_2``, so that no value hides another."""
    names: list[str] = []
    for column in result.description or []:
        name, again = column[0], 1
        while name in names:
            again += 1
            name = f"{column[0]}_{again}"
        names.append(name)
    return names


def _json_rows(result: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    names = _names(result)
    return (dict(zip(names, map(_json_form, row), strict=True)) for row in _rows(result))


def _json_form(value: object) -> object:
    """A value without what JSON has no form for inside: names that are no text, and numbers that are none."""
    if isinstance(value, dict):
        return {name if isinstance(name, str) else str(name): _json_form(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_json_form(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _print_csv(result: duckdb.DuckDBPyConnection) -> int:
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow([without_controls(name) for name in _names(result)])
    for row in _rows(result):
        out.writerow(["" if value is None else without_controls(_csv_value(value)) for value in row])
    return DONE


def _csv_value(value: object) -> str:
    if isinstance(value, list | dict | tuple):
        return _nested(value)
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else str(_plain(value))


def _nested(value: object) -> str:
    return json.dumps(_json_form(value), default=json_value, ensure_ascii=False)


def _plain(value: object) -> object:
    return value if isinstance(value, int | float) else json_value(value)


def _write_parquet(result: duckdb.DuckDBPyRelation, path: Path, lake: LakeReader) -> int:
    """Write the result, whole or not at all."""
    # Costs a fifth of a command's start, and few need it.
    import pyarrow.parquet as pq

    if lake.place.covers(path):
        raise UsageError(f"{path} is inside the lake; write it elsewhere")
    # Its name before DuckDB 2 was another, which is deprecated now.
    read = getattr(result, "to_arrow_reader", None) or result.fetch_record_batch
    batches: pa.RecordBatchReader = read(BATCH_ROWS)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    rows = 0
    try:
        with pq.ParquetWriter(unfinished, batches.schema, compression="zstd") as out:
            for batch in batches:
                out.write_batch(batch)
                rows += batch.num_rows
        unfinished.replace(path)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    print(f"{count(rows, 'row')} written to {one_line(str(path))}")
    return DONE


def _print_table(result: duckdb.DuckDBPyConnection) -> int:
    console = open_console()
    names = [one_line(name, MAX_CELL_CHARS) for name in _names(result)]
    rows = result.fetchmany(MAX_TABLE_ROWS + 1)
    shown = rows[:MAX_TABLE_ROWS]
    if not shown:
        console.say(Text("no rows", QUIET))
        return DONE
    if len(names) * (MIN_COLUMN_WIDTH + 2) > console.width:
        _print_lines(console, names, shown)
    else:
        _print_grid(console, names, shown)
    if len(rows) > MAX_TABLE_ROWS:
        more = f"… the first {MAX_TABLE_ROWS} rows; --json, --csv and --parquet give all"
        console.say(Text(more, QUIET))
    return DONE


def _print_grid(console: Output, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    table = Table(box=None, pad_edge=False, header_style=QUIET, padding=(0, 2, 0, 0))
    for at, name in enumerate(names):
        number = all(isinstance(row[at], int | float | decimal.Decimal | None) for row in rows)
        short = max(len(name), *(len(cell_of(row[at])) for row in rows)) <= MIN_COLUMN_WIDTH * 2
        table.add_column(Text(name), justify="right" if number else "left", no_wrap=short, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell_of(value), QUIET if value is None else "") for value in row))
    console.print(table)


def _print_lines(console: Output, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Each row as lines of name and value: for rows that are wider than the terminal."""
    width = max(len(name) for name in names) + 2
    for at, row in enumerate(rows):
        if at:
            console.say()
        for name, value in zip(names, row, strict=True):
            shown = Text(cell_of(value, MAX_VALUE_CHARS), QUIET if value is None else "")
            console.paragraph(shown, Text(name, QUIET), width)


def cell_of(value: object, max_chars: int = MAX_CELL_CHARS) -> str:
    """A value as it stands in a table: on one line, of bounded length."""
    if value is None:
        return "-"
    if isinstance(value, datetime.datetime):
        return minute(value) if value.second == value.microsecond == 0 else f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, bytes):
        return f"{count(len(value), 'byte')}"
    if isinstance(value, list):
        return one_line(", ".join(cell_of(each, max_chars) for each in value[:max_chars]), max_chars) or "[]"
    if isinstance(value, dict):
        told = " ".join(f"{name}={cell_of(each, max_chars)}" for name, each in value.items() if each is not None)
        return one_line(f"({told})", max_chars)
    if isinstance(value, float):
        return f"{value:g}"
    return one_line(clean(str(value)[: max_chars * 4]), max_chars)
