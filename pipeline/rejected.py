"""What is rejected still: the command ``rejects``, and the seed files that ``replay`` reads again.

A reject of a live address is open as long as the last visit of the address failed for the same reason.  A
reject of a seed document is open until the same document is visited, or its file is read again without it.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from pipeline.cli import DONE
from pipeline.console import QUIET, minute, open_console, print_json
from pipeline.lake.reader import AsOf, LakeReader
from pipeline.plain import one_line
from pipeline.show import since_time
from pipeline.views import encodable, open_views, rows_of

if TYPE_CHECKING:
    from pipeline.lake.writer import LakeWriter
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


def open_rejects(lake: LakeReader, as_of: AsOf | None = None) -> list[dict[str, Any]]:
    """The rejects that are still true, or were at a moment; ``url`` is None for those of seed files."""
    return rows_of(open_views(lake, as_of).execute(_OPEN))


def rejects(arguments: argparse.Namespace) -> int:
    """Print what is rejected still."""
    since, words = since_time(arguments), (encodable(arguments.text) or "").lower()
    rows = [
        row
        for row in open_rejects(LakeReader(arguments.lake).check(), arguments.as_of)
        if arguments.stage in (None, row["stage"])
        and arguments.reason in (None, row["reason"])
        and (since is None or row["recorded_at"] >= since)
        and words in f"{row['key']} {row['detail']}".lower()
    ]
    if arguments.json:
        return print_json(rows[: arguments.limit])
    console = open_console()
    if not rows:
        filtered = arguments.stage or arguments.reason or since or words
        console.say("nothing like that is rejected" if filtered else "nothing is rejected")
        return DONE
    console.columns(
        ["recorded", "stage", "reason", "next try", "what"], [_told(row) for row in rows[: arguments.limit]]
    )
    if len(rows) > arguments.limit:
        console.say(Text(f"… and {len(rows) - arguments.limit:,} more; --limit shows them", QUIET))
    return DONE


def _told(row: dict[str, Any]) -> list[str | Text]:
    place = f" #{row['position']}" if row["position"] else ""
    next_try = minute(row["next_try_at"]) if row["next_try_at"] else "-"
    what = Text(one_line(f"{row['key']}{place}")) + Text(f": {one_line(row['detail'] or '')}", QUIET)
    return [minute(row["recorded_at"]), one_line(row["stage"]), one_line(row["reason"]), next_try, what]


def replay_files(lake: "LakeWriter", rows: Sequence[dict[str, Any]], engine: "Engine") -> None:
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
