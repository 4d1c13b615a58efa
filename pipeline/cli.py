"""The commands. What each does stands in a module of its own, imported when it is asked for."""

import argparse
import datetime
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from pipeline import __version__
from pipeline.cli_reading import add_reading_commands, positive
from pipeline.plain import without_controls
from transforms.polling.durations import parse_duration, parse_ladder

DONE, FAILED, USAGE = 0, 1, 2

# Where each command that reads a lake is carried out.
_READING = {
    "stories": "show",
    "story": "show",
    "diff": "diffs",
    "explain": "explain",
    "sql": "sql",
    "rejects": "rejected",
    "maintain": "maintain",
    "report": "report.file",
    "serve": "report.serve",
}


class UsageError(Exception):
    """A command that cannot be carried out as given: exit code 2."""


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out one command line; the exit code."""
    arguments, rest = _parser().parse_known_args(argv)
    try:
        return _dispatch(arguments, rest)
    except KeyboardInterrupt:
        lost = "" if arguments.command in _READING else "; nothing of the unfinished round was committed"
        print(f"writethru: interrupted{lost}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # The reader of our output has seen enough (writethru stories … | head).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _dispatch(arguments: argparse.Namespace, rest: list[str]) -> int:
    from pipeline.lake.place import LakeError, told_by_store

    try:
        if arguments.command == "run":
            from pipeline.run import run

            return run(arguments, rest)
        if arguments.command == "stream":
            from pipeline.stream import stream

            return stream(arguments, rest)
        if arguments.command in ("watch", "replay"):
            from pipeline import watch

            return int(getattr(watch, arguments.command)(arguments, rest))
        if rest:
            raise UsageError(f"unknown option {rest[0]}; see writethru {arguments.command} --help")
        reading = importlib.import_module(f"pipeline.{_READING[arguments.command]}")
        return int(getattr(reading, arguments.command)(arguments))
    except (LakeError, UsageError) as error:
        if arguments.debug:
            raise
        print(f"writethru {arguments.command}: {without_controls(str(error))}", file=sys.stderr)
        return USAGE
    except Exception as error:
        # An object store fails in the words of deltalake, Arrow or DuckDB, whichever was asking.
        told = told_by_store(str(error))
        if told is None or arguments.debug:
            raise
        print(f"writethru {arguments.command}: {without_controls(told)}", file=sys.stderr)
        return FAILED


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
    _add_watch(commands)
    _add_stream(commands)
    add_reading_commands(partial(_command, commands))
    _add_replay(commands)
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
        help="a directory, a file (.txt .html .xml .rss .atom .json .jsonl, also .gz) or a glob; "
        "or a live source: an http(s) address (feed, sitemap, page) or an .opml file",
    )
    run.add_argument(
        "--lake", required=True, metavar="DIR", help="where the lake is, or is to be made: a folder or s3://BUCKET/PATH"
    )
    run.add_argument(
        "--workers",
        type=positive,
        metavar="N",
        help="processes (default: one for each core; one when the input is small)",
    )
    run.add_argument(
        "--round-size",
        type=positive,
        metavar="N",
        help="articles committed at a time (default: 5000)",
    )
    run.add_argument("--quiet", action="store_true", help="print nothing but errors")
    _add_live_options(run)


def _add_watch(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    watch = _command(
        commands,
        "watch",
        "look at live sources again and again",
        "example: writethru watch https://news.example/feed.xml subscriptions.opml --lake lake --every 5m",
    )
    watch.add_argument(
        "sources",
        nargs="*",
        metavar="SOURCE",
        help="an http(s) address (feed, sitemap, page) or an .opml file (default: all that the lake knows)",
    )
    watch.add_argument(
        "--lake", required=True, metavar="DIR", help="where the lake is, or is to be made: a folder or s3://BUCKET/PATH"
    )
    watch.add_argument(
        "--every",
        type=_duration,
        default=datetime.timedelta(minutes=5),
        metavar="DURATION",
        help="look what is due at least so often; sooner when something is due (default: 5m)",
    )
    watch.add_argument("--once-due", action="store_true", help="visit what is due now, then stop")
    watch.add_argument("--workers", type=positive, metavar="N", help="processes (default: 1)")
    watch.add_argument("--quiet", action="store_true", help="print nothing but errors")
    _add_live_options(watch)


def _add_stream(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    stream = _command(
        commands,
        "stream",
        "one unbounded graph, on a runner that can carry it",
        "example: writethru stream https://news.example/feed.xml --lake lake --runner PrismRunner\n"
        "Options of Beam pass through: --prism_location=/usr/local/bin/prism",
    )
    stream.add_argument(
        "sources", nargs="+", metavar="SOURCE", help="as in writethru run; folders are read again for new files"
    )
    stream.add_argument("--lake", required=True, metavar="DIR", help="where the lake is, or is to be made")
    stream.add_argument("--runner", default="PrismRunner", metavar="NAME", help="default: PrismRunner")
    stream.add_argument("--workers", type=positive, metavar="N", help="hosts are spread over so many (default: 1)")
    ends = stream.add_mutually_exclusive_group()
    ends.add_argument("--once", action="store_true", help="take what there is now, then stop")
    ends.add_argument("--ends-after", type=_duration, metavar="DURATION", help="stop after so long (default: never)")
    stream.add_argument("--quiet", action="store_true", help="print nothing but errors")
    _add_live_options(stream)


def _add_replay(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    replay = _command(commands, "replay", "try again what could not be used", "example: writethru replay lake")
    replay.add_argument("lake", metavar="DIR", help="the lake: a folder or s3://BUCKET/PATH")
    replay.add_argument("--workers", type=positive, metavar="N", help="processes (default: 1)")
    replay.add_argument("--quiet", action="store_true", help="print nothing but errors")
    _add_live_options(replay)


def _add_live_options(command: argparse.ArgumentParser) -> None:
    live = command.add_argument_group("live sources")
    live.add_argument(
        "--allow-private",
        action="append",
        default=[],
        metavar="HOST_OR_NETWORK",
        help="a host name or network that may be asked though it is not public; may be given again",
    )
    live.add_argument(
        "--min-poll",
        type=_duration,
        default=datetime.timedelta(minutes=1),
        metavar="DURATION",
        help="ask no address again sooner (default: 1m)",
    )
    live.add_argument(
        "--recheck",
        type=_ladder,
        metavar="LADDER",
        help="how long after its publication a page is looked at again (default: 15m,1h,3h,12h,24h,3d,7d)",
    )
    live.add_argument(
        "--max-fetches", type=positive, default=1000, metavar="N", help="pages asked for in a round (default: 1000)"
    )
    live.add_argument(
        "--host-interval",
        type=_duration,
        default=datetime.timedelta(seconds=1),
        metavar="DURATION",
        help="shortest time between two requests to a host (default: 1s)",
    )
    live.add_argument("--contact", metavar="URL", help="where whoever we ask finds out about you: in the User-Agent")


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


def _duration(text: str) -> datetime.timedelta:
    return _spelled(parse_duration, text)


def _ladder(text: str) -> tuple[datetime.timedelta, ...]:
    return _spelled(parse_ladder, text)


_Value = TypeVar("_Value")


def _spelled(parse: Callable[[str], _Value], text: str) -> _Value:
    try:
        return parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
