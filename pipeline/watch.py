"""The commands over live sources: ``watch``, ``replay``, and the live part of ``run``."""

import argparse
import contextlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pipeline.cli import DONE, FAILED, UsageError
from pipeline.ending import ending_when_asked
from pipeline.heap import give_back_memory, keep_heap_small, relax_garbage_collection
from pipeline.lake.reader import LakeReader
from pipeline.run import check_runner, one_line_of, set_up_logging
from transforms.stopping import STOPPING

if TYPE_CHECKING:
    from pipeline.lake.writer import LakeWriter
    from pipeline.live import LivePlan, LiveResult
    from pipeline.rounds import Engine
    from transforms.look import LookOptions

_MAX_TOLD_CHARS = 500

PATIENCE_SECS = 60.0
"""How long a round of a watch asks: what a slow host holds up then does not keep others from the lake."""


def run_live(arguments: argparse.Namespace, sources: Sequence[str], beam_args: Sequence[str]) -> int:
    """Visit once what is due of live sources; the exit code."""
    from pipeline.lake.writer import LakeWriter
    from pipeline.live import run_what_is_due

    addresses, options = _addresses(sources), look_options(arguments)
    lake = LakeWriter.create(arguments.lake)
    with _engine(arguments, beam_args) as engine:
        return _tell_all(arguments, run_what_is_due(lake, addresses, options, engine))


def watch(arguments: argparse.Namespace, beam_args: Sequence[str]) -> int:
    """Carry out ``writethru watch``; the exit code."""
    with ending_when_asked():
        _prepare(arguments, beam_args)
        keep_heap_small()
        from pipeline.lake.writer import LakeWriter
        from pipeline.live import run_what_is_due

        addresses, options = _addresses(arguments.sources), look_options(arguments)
        lake = LakeWriter.create(arguments.lake)
        with _engine(arguments, beam_args) as engine:
            if arguments.once_due:
                return _tell_all(arguments, run_what_is_due(lake, addresses, options, engine))
            return _watch(arguments, lake, addresses, options, engine)


def _watch(
    arguments: argparse.Namespace,
    lake: "LakeWriter",
    addresses: Sequence[str],
    options: "LookOptions",
    engine: "Engine",
) -> int:
    from pipeline.lake.tidy import tidy_lake
    from pipeline.live import MIN_WAIT_SECS, plan_live, run_live_round, wait_secs

    clock, every = options.world().clock, arguments.every

    def plan() -> "LivePlan":
        return plan_live(lake, addresses, clock(), options)

    while not STOPPING.is_set():
        try:
            result = run_live_round(lake, plan, options, engine)
            if result.due:
                _tell(arguments, result)
                tidy_lake(lake)
                give_back_memory()
            wait = wait_secs(plan(), result, every, clock())
        except Exception as error:
            # Whatever a runner or a stage raised: the round is not committed, the user is told, and the
            # next one may find a disk that is no longer full.
            if arguments.debug:
                raise
            print(f"writethru watch: a round failed and was not committed: {one_line_of(error)}", file=sys.stderr)
            wait = max(every.total_seconds(), MIN_WAIT_SECS)
        STOPPING.wait(wait)
    return DONE


def replay(arguments: argparse.Namespace, beam_args: Sequence[str]) -> int:
    """Carry out ``writethru replay``: try what is rejected again, due or not; the exit code."""
    _prepare(arguments, beam_args)
    from pipeline.lake.writer import LakeWriter
    from pipeline.live import run_what_is_due
    from pipeline.rejected import open_rejects, replay_files

    before = open_rejects(LakeReader(arguments.lake).check())
    lake = LakeWriter.create(arguments.lake)
    live = frozenset(row["url"] for row in before if row["url"] is not None)
    files = [row for row in before if row["url"] is None]
    done = DONE
    with _engine(arguments, beam_args) as engine:
        if live:
            done = _tell_all(arguments, run_what_is_due(lake, (), look_options(arguments), engine, live))
        if files and done == DONE:
            replay_files(lake, files, engine)
    if not arguments.quiet:
        left = open_rejects(lake)
        print(f"tried {len(before):,} again; {len(left):,} rejected still")
        # Not remembered in the lake: whoever could write there could then open a private network to us.
        private = sorted({host for row in left if (host := _private_host(row))})
        if private:
            wanted = " ".join(f"--allow-private {host}" for host in private)
            print(f"{len(private):,} private; to ask what should be asked, add {wanted}"[:_MAX_TOLD_CHARS])
    return done


def _private_host(row: dict[str, Any]) -> str | None:
    """The host of a live address that was refused because it is private, and not where it redirects to."""
    if not row["url"] or row["reason"] != "private_address":
        return None
    host = urlsplit(row["url"]).hostname
    return host if host and row["detail"].startswith(f"{host} ") else None


def look_options(arguments: argparse.Namespace) -> "LookOptions":
    """What the options of live sources say.

    Raises:
      UsageError: an option that cannot be used as given.
    """
    from pipeline import __version__
    from transforms.fetching import FetchSettings, name_ourselves
    from transforms.fetching.guard import Guard
    from transforms.look import LookOptions, open_world
    from transforms.polling.states import Settings

    try:
        fetch = FetchSettings(
            user_agent=name_ourselves(__version__, arguments.contact),
            allow_private=tuple(arguments.allow_private),
            host_interval_secs=arguments.host_interval.total_seconds(),
        )
        Guard(fetch.allow_private)
    except ValueError as error:
        raise UsageError(str(error)) from error
    ladder = {"ladder": arguments.recheck} if arguments.recheck else {}
    schedule = Settings(min_poll=arguments.min_poll, **ladder)
    return LookOptions(fetch, schedule, arguments.max_fetches, PATIENCE_SECS, open_world=open_world)


def _addresses(sources: Sequence[str]) -> list[str]:
    from pipeline.live import addresses_of, is_live

    for source in sources:
        if not is_live(source):
            raise UsageError(f"{source} is no live source; read files with writethru run")
    try:
        return addresses_of(sources)
    except ValueError as error:
        raise UsageError(str(error)) from error


@contextlib.contextmanager
def _engine(arguments: argparse.Namespace, beam_args: Sequence[str]) -> "Iterator[Engine]":
    from pipeline.nursery import Nursery
    from pipeline.rounds import Engine

    with Nursery() as nursery:
        yield Engine(beam_args, arguments.workers or 1, nursery)


def _prepare(arguments: argparse.Namespace, beam_args: Sequence[str]) -> None:
    set_up_logging(arguments.debug)
    check_runner(beam_args)
    relax_garbage_collection()


def _tell_all(arguments: argparse.Namespace, results: "Iterable[LiveResult]") -> int:
    told = False
    try:
        for result in results:
            told = True
            _tell(arguments, result)
    except Exception as error:
        # As in ``writethru run``: whatever was raised, the round is not committed, and the user is told.
        if arguments.debug:
            raise
        name = arguments.command
        print(f"writethru {name}: the round failed and was not committed: {one_line_of(error)}", file=sys.stderr)
        return FAILED
    if not told and not arguments.quiet:
        print("nothing is due")
    return DONE


def _tell(arguments: argparse.Namespace, result: "LiveResult") -> None:
    from pipeline.live import line_of

    if not arguments.quiet:
        print(line_of(result), flush=True)
