"""The commands that read a lake and print: ``stories`` and ``story``."""

import argparse
import datetime
import json
import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.cli import DONE
from pipeline.lake.reader import LakeReader
from pipeline.plain import one_line
from pipeline.views import find_story, list_stories

# Width of a page of text where standard output is no terminal.
PLAIN_WIDTH = 80
SHORT_ID = 8

STATUS_STYLES = {
    "planned": "cyan",
    "underway": "green",
    "postponed": "yellow",
    "cancelled": "red",
    "suspended": "magenta",
    "resumed": "green",
    "ended": "bright_black",
}
CHANGE_STYLES = {"new": "bold", "correction": "bold yellow", "duplicate": "bright_black"}


def stories(arguments: argparse.Namespace) -> int:
    """Print the stories of a lake."""
    rows = list_stories(LakeReader(arguments.lake).check(), arguments.limit, arguments.as_of)
    if arguments.json:
        return print_json(rows)
    console = open_console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("story", no_wrap=True)
    table.add_column("v", no_wrap=True, justify="right")
    table.add_column("status", no_wrap=True)
    table.add_column("last change", no_wrap=True)
    table.add_column("outlets", no_wrap=True, justify="right")
    table.add_column("headline", ratio=1)
    for row in rows:
        table.add_row(
            row["story_id"][:SHORT_ID],
            str(row["versions"]),
            _status(row["status"]),
            minute(row["last_changed_at"]),
            str(row["outlets"]),
            Text(one_line(row["title"])),
        )
    console.print(table if rows else "no stories yet")
    return DONE


def story(arguments: argparse.Namespace) -> int:
    """Print one story's timeline."""
    records = find_story(LakeReader(arguments.lake).check(), arguments.story, arguments.as_of)
    if arguments.json:
        return print_json(records)
    console = open_console()
    versions = [record for record in records if record["change"] != "duplicate"]
    joined = {story_id for record in records for story_id in record["joins"] or ()}
    latest = [record for record in versions if record["story_id"] not in joined][-1]
    outlets = len({record["source"] or record["origin"] for record in records})
    console.print(Text(one_line(_headline(latest)), style="bold"))
    console.print(
        Text(f"story {latest['story_id']}  ")
        + Text(f"{_count(len(versions), 'version')}, {_count(len(records) - len(versions), 'copy', 'copies')}, ")
        + Text(f"{_count(outlets, 'outlet')}  ")
        + _status(latest["status"])
    )
    for record in records:
        console.print()
        _print_step(console, record, part=record["story_id"] in joined)
    return DONE


def _print_step(console: Console, record: dict[str, Any], part: bool) -> None:
    """Print a record; ``part``: of a story that became part of this one later."""
    change = record["change"]
    head = Text(f"{minute(record['observed_at'])}  ")
    head.append(f"v{record['story_version']} {change}", CHANGE_STYLES.get(change, "green"))
    head.append(f"  {one_line(record['source'] or record['origin'])}")
    if part:
        head.append(f"  (in story {record['story_id'][:SHORT_ID]})", "bright_black")
    console.print(head)
    _print_detail(console, "", one_line(_headline(record)), "default")
    if record["status"] != record["status_from"] and change != "duplicate":
        before = record["status_from"] or "unknown"
        _print_detail(console, "status  ", Text(f"{before} → ") + _status(record["status"]), "")
    for story_id in record["joins"] or ():
        _print_detail(console, "joins   ", f"story {story_id[:SHORT_ID]}: the two are one", "bold")
    if change == "duplicate":
        _print_detail(console, "copy of ", (record["duplicate_of"] or "")[:SHORT_ID], "bright_black")
        return
    for development in record["developments"]:
        _print_development(console, development)
    for notice in record["notices"]:
        _print_detail(console, f"{notice['kind'].replace('_', ' ')}  ", one_line(notice["text"]), "yellow")
    for figure in record["figures"]:
        was = f"{figure['was']:g} → " if figure["was"] is not None else ""
        _print_detail(console, f"{figure['what']}  ", f"{was}{figure['value']:g}", "")
    for edit in record["diff"]:
        for sign, text, style in (("- ", edit["before"], "red"), ("+ ", edit["after"], "green")):
            if text:
                _print_detail(console, sign, one_line(text), style)


def _print_development(console: Console, development: dict[str, Any]) -> None:
    label = Text(f"{development['kind']}", STATUS_STYLES.get(development["kind"], ""))
    if development["effective"] is not None:
        label.append(f" for {development['effective']:%Y-%m-%d}")
    label.append(f" ({development['place']})  ")
    _print_detail(console, label, f"“{one_line(development['evidence'])}”", "italic")


def _print_detail(console: Console, label: str | Text, value: str | Text, style: str) -> None:
    """An indented paragraph that keeps its indent where it wraps."""
    text = (label if isinstance(label, Text) else Text(label)) + (
        value if isinstance(value, Text) else Text(value, style)
    )
    for line in text.wrap(console, console.width - 4):
        console.print(Text("    ") + line)


def _headline(record: dict[str, Any]) -> str:
    headline: str = record["title"] or record["url"] or record["origin"]
    return headline


def _status(status: str | None) -> Text:
    return Text(status or "-", STATUS_STYLES.get(status or "", ""))


def minute(time: datetime.datetime) -> str:
    """A time to the minute."""
    return f"{time:%Y-%m-%d %H:%M}"


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


class _Output(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to ``pipeline.cli``: a reader that has seen enough is no failure."""
        raise BrokenPipeError


def open_console() -> Console:
    """Where tables are printed: as wide as the terminal."""
    plain = not sys.stdout.isatty()
    return _Output(width=PLAIN_WIDTH if plain else None, highlight=False, markup=False, emoji=False)


def print_json(rows: Iterable[dict[str, Any]]) -> int:
    """Print rows as JSON, one a line."""
    for row in rows:
        # ASCII: a terminal escape inside a headline stays an escaped character.
        print(json.dumps(row, default=_json_value, ensure_ascii=True))
    return DONE


def _json_value(value: object) -> str:
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).isoformat().replace("+00:00", "Z")
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
