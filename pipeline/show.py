"""The commands that list stories and tell one: ``stories`` and ``story``."""

import argparse
import datetime
from collections.abc import Sequence
from typing import Any

from rich.text import Text

from pipeline.changed import CAME, GONE, sentence_text, words_text
from pipeline.cli import DONE
from pipeline.console import (
    QUIET,
    SHORT_ID,
    STATUS_STYLES,
    Output,
    count,
    minute,
    open_console,
    print_json,
    span,
    status_text,
)
from pipeline.lake.reader import LakeReader
from pipeline.plain import number, one_line
from pipeline.timeline import figures_of, headline_of, outlet_of, outlets_of, statuses_of
from pipeline.views import StoryFilter, find_story, list_stories, open_views
from transforms.text.word_diff import diff_words

CHANGE_STYLES = {"new": "bold", "correction": "bold yellow", "duplicate": QUIET}

# A terminal this wide has room for more than what a story is and how it stands.
WIDE = 110
# Outlets and changes of a figure that the head of a story tells; its timeline below has them all.
MAX_OUTLETS = 12
MAX_FIGURE_STEPS = 6


def stories(arguments: argparse.Namespace) -> int:
    """Print the stories of a lake."""
    wanted = StoryFilter(
        statuses=tuple(arguments.status),
        since=since_time(arguments),
        source=arguments.source,
        language=arguments.language,
        text=arguments.text,
        sort=arguments.sort,
        limit=arguments.limit,
    )
    rows = list_stories(open_views(LakeReader(arguments.lake).check(), arguments.as_of), wanted)
    if arguments.json:
        return print_json(rows)
    console = open_console()
    if not rows:
        console.say("no story is like that" if wanted != StoryFilter(limit=wanted.limit) else "no stories yet")
        return DONE
    wide = console.width >= WIDE
    heads = ["story", "v", "status", "last change", "outlets", *(["copies", "first seen"] if wide else []), "headline"]
    right = (1, 4, 5) if wide else (1, 4)
    console.columns(heads, [_story_row(row, wide) for row in rows], right)
    return DONE


def _story_row(row: dict[str, Any], wide: bool) -> list[str | Text]:
    more = [f"{row['copies']:,}", minute(row["first_observed_at"])] if wide else []
    return [
        row["story_id"][:SHORT_ID],
        str(row["versions"]),
        status_text(row["status"]),
        minute(row["last_changed_at"]),
        str(row["outlets"]),
        *more,
        one_line(row["title"]),
    ]


def since_time(arguments: argparse.Namespace) -> datetime.datetime | None:
    """The time that ``--since`` means: a duration counts back from ``--as-of``, or from now."""
    since: datetime.datetime | datetime.timedelta | None = arguments.since
    if not isinstance(since, datetime.timedelta):
        return since
    as_of = arguments.as_of
    now = as_of if isinstance(as_of, datetime.datetime) else datetime.datetime.now(datetime.timezone.utc)
    return now - since


def story(arguments: argparse.Namespace) -> int:
    """Print one story's timeline."""
    records = find_story(open_views(LakeReader(arguments.lake).check(), arguments.as_of), arguments.story)
    if arguments.json:
        return print_json(records)
    console = open_console()
    _print_head(console, records)
    for record in records:
        console.say()
        _print_step(console, record)
    return DONE


def _print_head(console: Output, records: Sequence[dict[str, Any]]) -> None:
    versions = [record for record in records if record["change"] != "duplicate"]
    # The last version of the story itself: of those that became part of it, some may have been seen later.
    latest = max(
        versions, key=lambda record: (record["recorded_story_id"] == record["story_id"], record["story_version"])
    )
    outlets = outlets_of(records)
    copies = len(records) - len(versions)
    console.paragraph(Text(one_line(headline_of(latest)), "bold"), indent=0)
    told = f"{count(len(versions), 'version')}, {count(copies, 'copy', 'copies')}, {count(len(outlets), 'outlet')}"
    status = status_text(latest["status"]) if latest["status"] else ""
    console.say(f"story {latest['story_id']}  {told}  ", status)
    rows: list[list[str | Text]] = []
    for at, step in enumerate(statuses_of(records)):
        rows.append([_label("status", at), minute(step.at), status_text(step.status)])
    for what, steps in figures_of(records).items():
        values = [number(step.value) for step in steps]
        shown = values if len(values) <= MAX_FIGURE_STEPS else [values[0], "…", *values[-MAX_FIGURE_STEPS + 1 :]]
        rows.append([Text(one_line(what), QUIET), minute(steps[-1].at), " → ".join(shown)])
    for at, outlet in enumerate(outlets[:MAX_OUTLETS]):
        lag = Text("first" if outlet.lag == datetime.timedelta() else f"+{span(outlet.lag)}", QUIET)
        name = Text(one_line(outlet.name, 60))
        rows.append([_label("seen at", at), minute(outlet.first_observed_at), name + Text("  ") + lag])
    if len(outlets) > MAX_OUTLETS:
        rows.append(["", "", Text(f"and {count(len(outlets) - MAX_OUTLETS, 'more outlet')}", QUIET)])
    console.say()
    console.columns(["", "", ""], rows)


def _label(label: str, at: int) -> Text:
    return Text(label if at == 0 else "", QUIET)


def _print_step(console: Output, record: dict[str, Any]) -> None:
    change = record["change"]
    part = record["recorded_story_id"] != record["story_id"]
    console.say(
        f"{minute(record['observed_at'])}  ",
        Text(f"v{record['story_version']} {change}", CHANGE_STYLES.get(change, "green")),
        f"  {one_line(outlet_of(record))}",
        Text(f"  in story {record['recorded_story_id'][:SHORT_ID]}" if part else "", QUIET),
        cut=True,
    )
    _detail(console, Text(record["record_id"][:SHORT_ID], QUIET) + Text(f"  {one_line(headline_of(record))}"))
    for story_id in record["joins"] or ():
        _detail(console, Text(f"joins   story {story_id[:SHORT_ID]}: the two are one", "bold"))
    if change == "duplicate":
        _detail(console, Text(f"copy of {(record['duplicate_of'] or '')[:SHORT_ID]}", QUIET))
        return
    if record["status"] != record["status_from"]:
        before = record["status_from"] or "unknown"
        _detail(console, Text(f"status  {before} → ") + status_text(record["status"]))
    _print_claims(console, record)
    for figure in record["figures"]:
        was = f"{number(figure['was'])} → " if figure["was"] is not None else ""
        qualifier, unit = (f"{one_line(figure[name], 20)} " if figure[name] else "" for name in ("qualifier", "unit"))
        _detail(console, Text(f"{one_line(figure['what'])}  {was}{qualifier}{unit}{number(figure['value'])}"))
    noticed = " ".join(notice["text"] for notice in record["notices"])
    for edit in record["diff"]:
        if edit["op"] != "insert" or edit["after"] not in noticed:
            _print_edit(console, edit)


def _print_claims(console: Output, record: dict[str, Any]) -> None:
    """What the text asserts, and the notices that stand over it unless they have been quoted by then."""
    quoted = [development["evidence"] for development in record["developments"]]
    for development in record["developments"]:
        label = Text(f"{development['kind']}", STATUS_STYLES.get(development["kind"], ""))
        if development["effective"] is not None:
            label.append(f" for {development['effective']:%Y-%m-%d}")
        label.append(f" ({development['place']})  ")
        _detail(console, label + Text(f"“{one_line(development['evidence'])}”", "italic"))
    for notice in record["notices"]:
        if not any(evidence in notice["text"] for evidence in quoted):
            label = Text(f"{notice['kind'].replace('_', ' ')}  ", "yellow")
            _detail(console, label + Text(one_line(notice["text"])))
        if notice["corrects"]:
            _detail(console, Text("corrects  ") + Text(f"“{one_line(notice['corrects'])}”", "italic"))


def _print_edit(console: Output, edit: dict[str, Any]) -> None:
    if edit["op"] == "replace":
        words = diff_words(edit["before"], edit["after"])
        colour = console.is_terminal and not console.no_color
        console.paragraph(words_text(words, colour, whole=False), "    ~ ", 6)
        return
    sign, said, style = ("-", edit["before"], GONE) if edit["op"] == "delete" else ("+", edit["after"], CAME)
    console.paragraph(sentence_text(one_line(said), style), f"    {sign} ", 6)


def _detail(console: Output, text: Text) -> None:
    console.paragraph(text, indent=4)
