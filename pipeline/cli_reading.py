"""The options of the commands that read a lake."""

import argparse
import datetime
from collections.abc import Callable

from transforms.polling.durations import parse_duration

MakeCommand = Callable[..., argparse.ArgumentParser]

STATUSES = ("planned", "underway", "postponed", "cancelled", "suspended", "resumed", "ended", "unknown")


def add_reading_commands(command: MakeCommand) -> None:
    """Add ``stories``, ``story``, ``diff``, ``explain``, ``sql``, ``report``, ``serve``, ``rejects`` and ``maintain``.

    Args:
      command: makes a command of a name, a summary and an example.
    """
    _add_stories(command)
    _add_story(command)
    _add_diff(command)
    _add_explain(command)
    _add_sql(command)
    _add_report(command)
    _add_serve(command)
    _add_rejects(command)
    _add_maintain(command)


def _add_stories(command: MakeCommand) -> None:
    stories = command(
        "stories",
        "list stories, the last changed first",
        "example: writethru stories lake --status postponed --since 7d",
    )
    _add_lake(stories)
    stories.add_argument(
        "--status",
        action="append",
        default=[],
        choices=STATUSES,
        metavar="STATUS",
        help=f"stories that stand so: {', '.join(STATUSES)}; may be given again",
    )
    _add_since(stories, "changed since then")
    stories.add_argument("--source", metavar="NAME", help="an outlet's name, or a part of it")
    stories.add_argument("--language", metavar="CODE", help="such as en")
    stories.add_argument(
        "--text", metavar="WORDS", help="words that stand so in a headline or text, in capitals or not"
    )
    stories.add_argument(
        "--sort",
        choices=("change", "size"),
        default="change",
        metavar="ORDER",
        help="change: the last changed first (default); size: that with the most records first",
    )
    _add_limit(stories, 50)
    _add_output(stories)


def _add_story(command: MakeCommand) -> None:
    story = command("story", "one story's timeline", "example: writethru story lake 3f9a")
    _add_lake(story)
    story.add_argument("story", metavar="STORY", help="a story_id, or its first characters")
    _add_output(story)


def _add_diff(command: MakeCommand) -> None:
    diff = command(
        "diff",
        "what an edit changed, word by word",
        "example: writethru diff lake press.example/bridge 1 3\n"
        "example: writethru diff lake 7c41 e09b    (two records, of one article or of two)",
    )
    _add_lake(diff)
    diff.add_argument(
        "article", metavar="ARTICLE", help="an article_id or its address, or a record_id; its first characters will do"
    )
    diff.add_argument(
        "versions",
        nargs="*",
        metavar="REVISION",
        help="from this revision to that (default: the last edit; of one, the edit that made it), or another record",
    )
    diff.add_argument("--whole", action="store_true", help="show all that stayed, too")
    _add_output(diff)


def _add_explain(command: MakeCommand) -> None:
    explain = command(
        "explain",
        "why a record is what it is",
        "example: writethru explain lake 5b1e\n"
        "Decides the record again from what the lake knew before it, and shows what was weighed.",
    )
    _add_lake(explain)
    explain.add_argument("record", metavar="RECORD", help="a record_id, or its first characters")
    explain.add_argument("--all", action="store_true", help="every candidate and feature (default: the first few)")
    explain.add_argument("--json", action="store_true", help="one JSON value a line")


def _add_sql(command: MakeCommand) -> None:
    sql = command(
        "sql",
        "ask the lake in SQL",
        'example: writethru sql lake "SELECT status, count(*) FROM stories GROUP BY status"\n'
        "views: records, stories (the latest record of each), articles (the latest revision of each),\n"
        "updates (records in which status, figures or text changed), rejects, visits, story_ids",
    )
    _add_lake(sql)
    sql.add_argument("statement", nargs="?", metavar="STATEMENT", help="one query of DuckDB (default: standard input)")
    form = _add_output(sql)
    form.add_argument("--csv", action="store_true", help="comma-separated values, without control characters")
    form.add_argument("--parquet", metavar="FILE", help="write a Parquet file")


def _add_report(command: MakeCommand) -> None:
    report = command(
        "report",
        "write a page to look at",
        "example: writethru report lake --out report.html\n"
        "The page needs no network; open it in a browser. Many stories make several pages.",
    )
    report.add_argument("--out", required=True, metavar="FILE", help="where the page is written")
    _add_page(report)


def _add_serve(command: MakeCommand) -> None:
    serve = command(
        "serve",
        "show that page live, on this machine only",
        "example: writethru serve lake --port 8080\nWhat another process commits to the lake appears in the open page.",
    )
    serve.add_argument("--port", type=_port, default=8080, metavar="N", help="0 for any free one (default: 8080)")
    _add_page(serve)


def _add_page(command: argparse.ArgumentParser) -> None:
    _add_lake(command)
    command.add_argument("--title", default="Breaking news", metavar="TEXT", help="the page's headline")
    _add_limit(command, 500)
    _add_as_of(command)


def _add_rejects(command: MakeCommand) -> None:
    rejects = command(
        "rejects",
        "list what could not be used, and why",
        "example: writethru rejects lake --stage fetch --since 1d",
    )
    _add_lake(rejects)
    rejects.add_argument("--stage", metavar="STAGE", help="of this stage: read, fetch, extract…")
    rejects.add_argument("--reason", metavar="REASON", help="for this reason, as the list names it")
    rejects.add_argument("--text", metavar="WORDS", help="words that stand so in what it is or what went wrong")
    _add_since(rejects, "recorded since then")
    _add_limit(rejects, 1000)
    _add_output(rejects)


def _add_maintain(command: MakeCommand) -> None:
    maintain = command(
        "maintain",
        "compact small files, remove what nothing names, check what must hold",
        "example: writethru maintain lake\n"
        "Safe beside run and watch, which compact by themselves; --as-of sees the same before and after.",
    )
    _add_lake(maintain)
    maintain.add_argument(
        "--keep-hours",
        type=_hours,
        default=24,
        metavar="N",
        help="files that were compacted stay so long for readers that have opened them (default: 24)",
    )


def _add_lake(command: argparse.ArgumentParser) -> None:
    command.add_argument("lake", metavar="DIR", help="the lake: a folder or s3://BUCKET/PATH")


def _add_since(command: argparse.ArgumentParser, told: str) -> None:
    command.add_argument(
        "--since",
        type=_since,
        metavar="TIME",
        help=f"{told}: a time (ISO 8601; UTC if no zone) or how long ago (7d, 12h)",
    )


def _add_limit(command: argparse.ArgumentParser, default: int) -> None:
    command.add_argument(
        "--limit", type=positive, default=default, metavar="N", help=f"how many at most (default: {default:,})"
    )


def _add_as_of(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--as-of",
        type=_as_of,
        metavar="TIME",
        help="as the lake stood then (ISO 8601; UTC if no zone), or at a version of it (a number)",
    )


def _add_output(command: argparse.ArgumentParser) -> "argparse._MutuallyExclusiveGroup":
    _add_as_of(command)
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON value a line")
    return form


def positive(text: str) -> int:
    """A whole number above 0."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65_535:
        raise ValueError(text)
    return number


def _hours(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def _as_of(text: str) -> datetime.datetime | int:
    return int(text) if text.isascii() and text.isdecimal() else _time(text)


def _since(text: str) -> datetime.datetime | datetime.timedelta:
    try:
        return parse_duration(text)
    except ValueError:
        return _time(text)


def _time(text: str) -> datetime.datetime:
    time = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return time if time.tzinfo else time.replace(tzinfo=datetime.timezone.utc)


# argparse names the type in its message: "invalid whole number above 0 value: '-3'".
positive.__name__ = "whole number above 0"
_hours.__name__ = "number of hours"
_port.__name__ = "port"
_as_of.__name__ = "ISO 8601 time or version"
_since.__name__ = "ISO 8601 time or length of time"
