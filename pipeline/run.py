"""The command ``run``: plan, then rounds, then what came of it."""

import argparse
import logging
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pipeline.cli import DONE, FAILED, UsageError
from pipeline.heap import relax_garbage_collection
from pipeline.lake.place import told_by_store
from pipeline.nursery import Nursery
from pipeline.progress import make_progress

# Below so many documents a second process costs more than it saves: starting one takes about two
# seconds, extracting a page about 25 ms (tests/bench/throughput.py).
SMALL_INPUT_ENTRIES = 200


def run(arguments: argparse.Namespace, beam_args: Sequence[str]) -> int:
    """Carry out ``writethru run``: seed files, then what is due of the live sources."""
    set_up_logging(arguments.debug)
    with Nursery() as nursery:
        if (arguments.workers or 1) > 1:
            # First of all: it imports on another core what this process imports meanwhile.
            nursery.start()
        return _run_sources(arguments, beam_args, nursery)


def _run_sources(arguments: argparse.Namespace, beam_args: Sequence[str], nursery: Nursery) -> int:
    # Only now: Beam logs what it misses while it is imported.
    from pipeline.live import is_live

    relax_garbage_collection()
    runner = check_runner(beam_args)
    live = [source for source in arguments.sources if is_live(source)]
    seeds = [source for source in arguments.sources if not is_live(source)]
    done = _run_seeds(arguments, seeds, beam_args, runner, nursery) if seeds else DONE
    if done == DONE and live:
        from pipeline.watch import run_live

        done = run_live(arguments, live, beam_args)
    return done


def _run_seeds(
    arguments: argparse.Namespace, sources: Sequence[str], beam_args: Sequence[str], runner: str, nursery: Nursery
) -> int:
    from apache_beam.utils.timestamp import Timestamp

    from pipeline import rounds
    from pipeline.lake.writer import LakeWriter
    from transforms.read import SourceError, list_entries

    started = time.monotonic()
    with rounds.spool_folder() as spool:
        try:
            listed = list_entries(sources, Path(spool))
        except SourceError as error:
            raise UsageError(str(error)) from error
        lake = LakeWriter.create(arguments.lake)
        plan = rounds.plan_run(listed, lake)
        workers = arguments.workers or default_workers(len(plan.entries), runner)
        progress = make_progress(arguments.quiet)
        progress.start(len(plan.entries), plan.visited, workers, runner)
        totals: Counter[str] = Counter()
        engine = rounds.Engine(beam_args, workers, nursery)
        try:
            size = arguments.round_size or rounds.ROUND_SIZE
            for result in rounds.run_rounds(plan, lake, size, engine, Timestamp.now):
                totals.update(result.counts)
                progress.round_done(result)
        except Exception as error:
            # Whatever a runner or a stage raised: the round is not committed, and the user is told.
            if arguments.debug:
                raise
            print(f"writethru run: the round failed and was not committed: {one_line_of(error)}", file=sys.stderr)
            return FAILED
        finally:
            progress.stop()
        progress.finish(totals, plan, time.monotonic() - started)
    return DONE


def default_workers(entries: int, runner: str) -> int:
    """All cores that this process may use, or one when the input is small or another runner has workers of its own."""
    from pipeline.runners import LOCAL_RUNNER

    if runner != LOCAL_RUNNER or entries < SMALL_INPUT_ENTRIES:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def check_runner(beam_args: Sequence[str]) -> str:
    """The runner's name, once it is known that Beam takes these options.

    Raises:
      UsageError: an option that neither writethru nor Beam knows, which Beam would only ignore;
        or no such runner, or its job server does not answer.
    """
    from pipeline.runners import make_runner, parse_options, runner_name, unknown_options

    try:
        unknown = unknown_options(beam_args)
    except ConnectionError as error:
        raise UsageError(f"{error}; start it, or name another --job_endpoint") from error
    if unknown:
        raise UsageError(f"unknown option or argument {unknown[0]}; see writethru run --help")
    options = parse_options(beam_args)
    try:
        make_runner(options)
    except (ValueError, ImportError, AttributeError) as error:
        raise UsageError(f"no runner {runner_name(options)!r}: {one_line_of(error)}") from error
    return runner_name(options)


def one_line_of(error: Exception) -> str:
    """The last line of what an error says, or what it means if it comes from an object store or over gRPC."""
    told = told_by_store(str(error))
    if told is not None:
        return told
    details = getattr(error, "details", None)
    if callable(details):
        return f"the runner does not answer any more ({details()})"[:500]
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[-1] if lines else type(error).__name__)[:500]


def set_up_logging(debug: bool) -> None:
    """Say nothing but errors, unless asked."""
    logging.basicConfig(level=logging.DEBUG if debug else logging.ERROR, stream=sys.stderr)
    if not debug:
        # Beam logs a failed bundle with its whole traceback; the command says it in one line.
        logging.getLogger("apache_beam").setLevel(logging.CRITICAL)
