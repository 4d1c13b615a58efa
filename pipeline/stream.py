"""The command ``stream``: one unbounded graph, on a runner that can carry it."""

import argparse
import contextlib
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.cli import DONE, FAILED, UsageError
from pipeline.ending import ending_when_asked
from pipeline.heap import keep_heap_small
from pipeline.run import check_runner, one_line_of, set_up_logging
from pipeline.watch import look_options
from transforms.stopping import STOPPING

if TYPE_CHECKING:
    from apache_beam.runners.runner import PipelineResult

    from pipeline.agenda import Plan
    from pipeline.lake.writer import LakeWriter
    from transforms.look import LookOptions

BOUNDED_RUNNERS = {"FnApiRunner", "DirectRunner", "BundleBasedDirectRunner", "SwitchingDirectRunner"}

PRISM_MODULE = "github.com/apache/beam/sdks/v2/go/cmd/prism"

# What came since the last checkpoint is done again after a failure. Ten seconds of news are cheap to do again,
# and a checkpoint holds no more than what waits for its window.
CHECKPOINT_EVERY_MS = 10_000

# What a slow host holds up does not keep others from the lake (a watch waits longer: it has rounds).
PATIENCE_SECS = 5.0


def stream(arguments: argparse.Namespace, beam_args: Sequence[str]) -> int:
    """Carry out ``writethru stream``; the exit code."""
    set_up_logging(arguments.debug)
    if not arguments.debug:
        # Threads of a runner that is going down tell so by tracebacks; the command says it in one line.
        threading.excepthook = lambda told: None
    try:
        with ending_when_asked(interrupt=True):
            return _stream(arguments, beam_args)
    except KeyboardInterrupt:
        return DONE


def _stream(arguments: argparse.Namespace, beam_args: Sequence[str]) -> int:
    # Prism's workers live in this process.
    keep_heap_small()
    beam_args = [*beam_args, "--streaming", *_placement(arguments.runner, beam_args, arguments.debug)]
    check_runner([*beam_args, f"--runner={arguments.runner}"])
    ends_after = timedelta() if arguments.once else arguments.ends_after
    beam_args += _job_server_placement(beam_args, ends_after)
    import apache_beam as beam

    from pipeline.graph import Stream, build_stream
    from pipeline.lake.view import Lake
    from pipeline.lake.writer import LakeWriter
    from pipeline.live import addresses_of, is_live
    from pipeline.runners import parse_options
    from pipeline.telling import CommitsTold

    seeds = [source for source in arguments.sources if not is_live(source)]
    live = [source for source in arguments.sources if is_live(source)]
    options = look_options(arguments)._replace(patience_secs=PATIENCE_SECS)
    try:
        addresses = addresses_of(live)
    except ValueError as error:
        raise UsageError(str(error)) from error
    lake = LakeWriter.create(arguments.lake)
    work = Stream(
        partial(NewSeeds, seeds, lake) if seeds else None,
        partial(_open_due, addresses, lake, options) if live else None,
        ends_after,
        options,
        arguments.workers or 1,
        lake,
    )
    telling = contextlib.nullcontext() if arguments.quiet else CommitsTold(Lake(lake.path))
    try:
        root = beam.Pipeline(options=parse_options([*beam_args, f"--runner={arguments.runner}"]))
        build_stream(root, work)
        running = root.run()
    except Exception as error:
        if arguments.debug or STOPPING.is_set():
            raise
        raise UsageError(one_line_of(error)) from error
    with telling:
        return _wait_for_end(running, arguments.debug)


def _wait_for_end(running: "PipelineResult", debug: bool) -> int:
    try:
        running.wait_until_finish()
    except Exception as error:
        if STOPPING.is_set():
            # Ctrl-C reaches Prism as well, whose end may be seen first.
            return DONE
        if debug:
            raise
        print(f"writethru stream: it failed, what it committed stays: {one_line_of(error)}", file=sys.stderr)
        return FAILED
    return DONE if str(running.state) == "DONE" else FAILED


def _placement(runner: str, beam_args: Sequence[str], debug: bool) -> list[str]:
    """Beam's options that a runner needs and the user did not give.

    Raises:
      UsageError: a runner that cannot carry a graph without an end, or that is not there.
    """
    given = {argument.partition("=")[0] for argument in beam_args}
    if runner in BOUNDED_RUNNERS:
        raise UsageError(f"{runner} carries no graph without an end; name another --runner, or use writethru watch")
    placement = []
    if runner == "PrismRunner":
        # Prism 2.77 splits a slow bundle of a stateful stage in the middle of a key, and lets both halves run at
        # once: the state that one of them wrote is lost (in 2 of some 20 runs; in none of 25 with splitting off).
        placement.append("--experiments=prism_disable_sdf_split")
        if "--prism_log_level" not in given and not debug:
            placement.append("--prism_log_level=error")
        if "--environment_type" not in given:
            placement.append("--environment_type=LOOPBACK")
        if "--prism_location" not in given:
            prism = shutil.which("prism") or shutil.which(str(Path.home() / "go" / "bin" / "prism"))
            if prism is None:
                from apache_beam import __version__ as beam_version

                raise UsageError(
                    f"Prism is not installed; install it (go install {PRISM_MODULE}@v{beam_version}), name it with "
                    "--prism_location, or use writethru watch, which needs none"
                )
            placement.append(f"--prism_location={prism}")
    return placement


def _job_server_placement(beam_args: Sequence[str], ends_after: timedelta | None) -> list[str]:
    """What a Flink job server is told of a stream, unless the user told it: checkpoints, and an end where there is one.

    With checkpoints Flink keeps a source that has nothing more to give, so that a stream would never be done; and
    takes no checkpoint once a source is gone.  So the source goes when the stream is to end.
    """
    from pipeline.runners import job_server_options

    # By itself Flink keeps what a stage gives out during a checkpoint until the stage is called again, and lets the
    # watermark pass.  Where that befell the one element which starts the source, the end of time came before all
    # entries, and every one of them was dropped as late.
    wanted = [f"--checkpointing_interval={CHECKPOINT_EVERY_MS}", "--finish_bundle_before_checkpointing"]
    if ends_after is not None:
        wanted.append(f"--shutdown_sources_after_idle_ms={round(ends_after.total_seconds() * 1000)}")
    given = {argument.partition("=")[0] for argument in beam_args}
    known = {f"--{name}" for name in job_server_options(beam_args)}
    return [option for option in wanted if option.partition("=")[0] in known - given]


class NewSeeds:
    """What seed files hold that the lake does not know; a file is listed again when it has changed."""

    def __init__(self, sources: Sequence[str], lake: "LakeWriter") -> None:
        self._sources = sources
        self._lake = lake
        self._listed: dict[str, int] = {}

    def __call__(self) -> Iterator[tuple[str, Any]]:
        """Entries in order of observation, then rejects of what cannot be listed."""
        from pipeline.rounds import plan_run
        from transforms.read import list_again
        from transforms.reading.sources import SourceError, find_files

        # A folder may be empty for now.
        with contextlib.suppress(SourceError):
            files = {file.path: file for file in find_files(self._sources, {})}
            changed = [file for path, file in files.items() if self._listed.get(path) != file.modified_us]
            if changed:
                folder = Path(tempfile.mkdtemp(dir=_spool().name))
                plan = plan_run(list_again(((file.path, file.name) for file in changed), folder), self._lake)
                yield from ((entry.visit_id, entry) for entry in plan.entries)
                yield from ((reject.reject_id, reject) for reject in plan.rejects)
                self._listed.update((file.path, file.modified_us) for file in changed)


@cache
def _spool() -> "tempfile.TemporaryDirectory[str]":
    """Where decompressed seeds stand as long as the worker lives: entries that left the source point into it."""
    return tempfile.TemporaryDirectory(prefix="writethru-")


def _open_due(addresses: Sequence[str], lake: "LakeWriter", options: "LookOptions") -> "Plan":
    from pipeline.live import plan_live
    from transforms.polling.memory import to_json

    clock = options.world().clock

    def plan() -> Iterator[tuple[str, Any]]:
        for memory in plan_live(lake, addresses, clock(), options).due:
            # What was never visited is due at each asking anew, and is the same errand still.
            due_at = memory.state.due_at if memory.state.visited_at else None
            yield f"{due_at}\n{memory.state.url}", to_json(memory)

    return plan
