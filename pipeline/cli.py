"""The commands. What each does stands in a module of its own, imported when it is asked for."""

import argparse
import datetime
import os
import sys
from collections.abc import Sequence

from pipeline import __version__

DONE, FAILED, USAGE = 0, 1, 2


class UsageError(Exception):
    """A command that cannot be carried out as given: exit code 2."""


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out one command line; the exit code."""
    arguments, rest = _parser().parse_known_args(argv)
    try:
        return _dispatch(arguments, rest)
    except KeyboardInterrupt:
        print("writethru: interrupted; nothing of the unfinished round was committed", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # The reader of our output has seen enough (writethru stories … | head).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _dispatch(arguments: argparse.Namespace, rest: list[str]) -> int:
    from pipeline.lake.reader import LakeError

    try:
        if arguments.command == "run":
            from pipeline.run import run

            return run(arguments, rest)
        if rest:
            raise UsageError(f"unknown option {rest[0]}; see writethru {arguments.command} --help")
        from pipeline import show

        return int(getattr(show, arguments.command)(arguments))
    except (LakeError, UsageError) as error:
        if arguments.debug:
            raise
        print(f"writethru {arguments.command}: {error}", file=sys.stderr)
        return USAGE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="writethru",
        description="A versioned ledger of breaking news, kept as Parquet.",
        epilog="Try: writethru run seeds --lake lake && writethru stories lake",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"writethru {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_run(commands)
    _add_stories(commands)
    _add_story(commands)
    return parser


def _add_run(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    run = _command(
        commands,
        "run",
        "one pass over the sources, then stop",
        "example: writethru run seeds archive/*.jsonl.gz --lake lake --workers 2\n"
        "Options of Beam pass through: --runner=FlinkRunner --flink_master=localhost:8081",
    )
    run.add_argument(
        "sources",
        nargs="+",
        metavar="SOURCE",
        help="a directory, a file (.txt .html .xml .rss .atom .json .jsonl, also .gz) or a glob",
    )
    run.add_argument("--lake", required=True, metavar="DIR", help="where the lake is, or is to be made")
    run.add_argument(
        "--workers",
        type=_positive,
        metavar="N",
        help="processes (default: one for each core; one when the input is small)",
    )
    run.add_argument(
        "--round-size",
        type=_positive,
        metavar="N",
        help="articles committed at a time (default: 5000)",
    )
    run.add_argument("--quiet", action="store_true", help="print nothing but errors")


def _add_stories(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    stories = _command(
        commands, "stories", "list stories, the last changed first", "example: writethru stories lake --json"
    )
    stories.add_argument("lake", metavar="DIR", help="the lake")
    stories.add_argument("--limit", type=_positive, default=50, metavar="N", help="how many at most (default: 50)")
    _add_reading_options(stories)


def _add_story(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    story = _command(commands, "story", "one story's timeline", "example: writethru story lake 3f9a")
    story.add_argument("lake", metavar="DIR", help="the lake")
    story.add_argument("story", metavar="STORY", help="a story_id, or its first characters")
    _add_reading_options(story)


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, summary: str, epilog: str
) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.add_argument("--debug", action="store_true", help="show tracebacks and the runner's log")
    return command


def _add_reading_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--as-of", type=_time, metavar="TIME", help="as the lake stood then (ISO 8601; UTC if no zone)"
    )
    command.add_argument("--json", action="store_true", help="one JSON value a line")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _time(text: str) -> datetime.datetime:
    time = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return time if time.tzinfo else time.replace(tzinfo=datetime.timezone.utc)


# argparse names the type in its message: "invalid whole number above 0 value: '-3'".
_positive.__name__ = "whole number above 0"
_time.__name__ = "ISO 8601 time"
