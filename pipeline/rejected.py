"""What is rejected still: the command ``rejects``, and the seed files that ``replay`` reads again.

A reject of a live address is open as long as the last visit of the address failed for the same reason.  A
reject of a seed document is open until the same document is visited, or its file is read again without it.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
from rich.table import Table
from rich.text import Text

from pipeline.cli import DONE
from pipeline.lake.reader import LakeReader
from pipeline.plain import one_line
from pipeline.show import minute, open_console, print_json
from pipeline.views import rows_of

if TYPE_CHECKING:
    from pipeline.lake.lake import Lake
    from pipeline.rounds import Engine

_OPEN = """
    WITH states AS (
        SELECT url, arg_max_null(status, visited_at) AS status, arg_max_null(due_at, visited_at) AS due_at,
            arg_max_null(json_extract_string(state, '$.reason'), visited_at) AS reason
        FROM visits WHERE url IS NOT NULL GROUP BY url
    ), done AS (
        SELECT name, position, max(visited_at) AS visited_at FROM visits
        WHERE url IS NULL AND outcome <> 'cleared' GROUP BY name, position
    ), cleared AS (
        SELECT visit_id, max(visited_at) AS visited_at FROM visits WHERE outcome = 'cleared' GROUP BY visit_id
    ), latest AS (
        SELECT reject_id, any_value(stage) AS stage, any_value(key) AS key, any_value(reason) AS reason,
            arg_max(detail, recorded_at) AS detail, any_value(path) AS path, any_value(position) AS position,
            max(recorded_at) AS recorded_at
        FROM rejects GROUP BY reject_id
    )
    SELECT latest.*, states.url, states.due_at AS next_try_at
    FROM latest
    LEFT JOIN states ON states.url = latest.key
    LEFT JOIN done ON done.name = latest.key AND done.position = latest.position
    LEFT JOIN cleared ON cleared.visit_id = latest.reject_id
    WHERE CASE WHEN states.url IS NOT NULL THEN states.reason = latest.reason
        ELSE (done.visited_at IS NULL OR done.visited_at < latest.recorded_at)
            AND (cleared.visited_at IS NULL OR cleared.visited_at < latest.recorded_at) END
    ORDER BY latest.recorded_at, latest.key, latest.position
"""


def open_rejects(lake: LakeReader) -> list[dict[str, Any]]:
    """The rejects that are still true; ``url`` is None for those of seed files."""
    connection = duckdb.connect(":memory:")
    connection.execute("SET TimeZone = 'UTC'")
    visits = lake.dataset("visits").to_table()
    connection.register("visits", visits)
    connection.register("rejects", lake.dataset("rejects").to_table())
    return rows_of(connection.execute(_OPEN))


def rejects(arguments: argparse.Namespace) -> int:
    """Print what is rejected still."""
    rows = open_rejects(LakeReader(arguments.lake).check())
    if arguments.json:
        return print_json(rows)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("recorded", "stage", "reason", "next try"):
        table.add_column(name, no_wrap=True)
    table.add_column("what", ratio=1)
    for row in rows:
        place = f" #{row['position']}" if row["position"] else ""
        what = f"{row['key']}{place}: {row['detail']}"
        next_try = minute(row["next_try_at"]) if row["next_try_at"] else "-"
        table.add_row(minute(row["recorded_at"]), row["stage"], row["reason"], next_try, Text(one_line(what)))
    open_console().print(table if rows else "nothing is rejected")
    return DONE


def replay_files(lake: "Lake", rows: Sequence[dict[str, Any]], engine: "Engine") -> None:
    """Read the seed files of these rejects again, and mark as cleared what reading no longer rejects.

    Raises:
      RoundFailed: the runner failed, or every try lost the race against another writer.
    """
    from apache_beam.utils.timestamp import Timestamp

    from pipeline import rounds
    from transforms.read import list_again

    with rounds.spool_folder() as spool:
        plan = rounds.plan_run(list_again(dict.fromkeys(_files_of(rows)), Path(spool)), lake)
        for _ in rounds.run_rounds(plan, lake, rounds.ROUND_SIZE, engine, Timestamp.now):
            pass
    again = {reject.reject_id for reject in plan.rejects}
    there = {(entry.name, entry.position) for entry in plan.entries}
    gone = [
        row
        for row in rows
        if row["stage"] == _READ and row["reject_id"] not in again and (row["key"], row["position"]) not in there
    ]
    lake.clear_rejects([(row["reject_id"], row["key"], row["position"]) for row in gone], Timestamp.now())


_READ = "read"


def _files_of(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Path and name of the file that each row came from; of ``feed.xml#key`` the name is what the path ends with."""
    for row in rows:
        name = row["key"]
        while name and not row["path"].endswith(name):
            name = name.rpartition("#")[0]
        yield row["path"], name or Path(row["path"]).name
