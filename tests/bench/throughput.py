"""How fast a run is, beside a bare trafilatura loop on the same pages in the same run.

    python -m tests.bench.throughput [BENCH] [--pages 1000] [--articles 20000] [--repeats 3]

Whole processes, interleaved, medians; ratios are what counts, since machines differ and are shared.
Pages are the real ones of BENCH/pages, repeated with different bytes; articles those of BENCH/linking.
Peak memory is that of the driver and its workers together.  The last lines tell where the time
goes, by step of the graph, in one run with one worker.
"""

import argparse
import contextlib
import gzip
import json
import logging
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import apache_beam as beam
import psutil
from apache_beam.coders.coder_impl import VarIntCoderImpl
from apache_beam.utils.timestamp import Timestamp

from pipeline import rounds
from pipeline.graph import Round, build_round
from pipeline.heap import relax_garbage_collection
from pipeline.lake.writer import LakeWriter
from pipeline.runners import make_runner, parse_options
from transforms.read import list_entries

DEFAULT_BENCH = Path(__file__).resolve().parents[3] / "shared" / "bench"

# The baseline: what any program that wants these columns must at least do, with the options that
# the extract stage uses; and the same without title, authors and dates.
BARE_LOOP = """
import sys
from pathlib import Path
from typing import NamedTuple
from trafilatura import bare_extraction
for path in sorted(Path(sys.argv[1]).iterdir()):
    bare_extraction(
        path.read_bytes(),
        fast=True,
        favor_recall=True,
        with_metadata=sys.argv[2] == "metadata",
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
"""


def make_pages(bench: Path, folder: Path, number: int) -> None:
    """Real pages, each copy with a line of its own so that no two have the same bytes or text."""
    sources = sorted((bench / "pages" / "html").iterdir())
    for at in range(number):
        source = sources[at % len(sources)]
        raw = gzip.decompress(source.read_bytes()) if source.suffix == ".gz" else source.read_bytes()
        turn = at // len(sources)
        extra = f"<p>Edition {turn} of this page was set on press {turn * 7919 % 1000}.</p></body>".encode()
        (folder / f"{at:05}-{source.name.split('.')[0]}.html").write_bytes(
            raw.replace(b"</body>", extra).replace(b'rel="canonical"', b'rel="was"').replace(b"og:url", b"og:was")
        )


def make_articles(bench: Path, path: Path, number: int) -> int:
    """Articles with text; how many there were."""
    lines = [
        line
        for name in ("mixed_dev", "gva_dev")
        for line in (bench / "linking" / f"{name}.jsonl").open(encoding="utf-8")
    ]
    with path.open("w", encoding="utf-8") as out:
        for at in range(number):
            article = json.loads(lines[at % len(lines)])
            if at >= len(lines):
                article["url"] += f"?copy={at // len(lines)}"
            out.write(json.dumps(article) + "\n")
    return number


class Measured(NamedTuple):
    """A whole process with its children: wall and processor seconds, peak megabytes."""

    seconds: float
    cpu_seconds: float
    megabytes: float


def measure(command: Sequence[str]) -> Measured:
    """Run a command to its end."""
    started, used = time.perf_counter(), _cpu_seconds()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    watched, peak = psutil.Process(process.pid), 0
    while process.poll() is None:
        peak = max(peak, _memory(watched))
        time.sleep(0.2)
    seconds = time.perf_counter() - started
    if process.returncode:
        sys.exit(
            f"{' '.join(command)} ended with {process.returncode}: {process.stderr.read() if process.stderr else ''}"
        )
    return Measured(seconds, _cpu_seconds() - used, peak / 1e6)


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory(process: psutil.Process) -> int:
    """Proportional set size: what forked processes share is counted once."""
    total = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        for each in [process, *process.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                total += each.memory_full_info().pss
    return total


def run_command(source: Path, lake: Path, workers: int) -> list[str]:
    """A run into a new lake."""
    shutil.rmtree(lake, ignore_errors=True)
    return [
        sys.executable,
        "-m",
        "pipeline",
        "run",
        str(source),
        "--lake",
        str(lake),
        "--workers",
        str(workers),
        "--round-size",
        "20000",
        "--quiet",
    ]


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("bench", nargs="?", type=Path, default=DEFAULT_BENCH)
    options.add_argument("--pages", type=int, default=1_000)
    options.add_argument("--articles", type=int, default=20_000)
    options.add_argument("--repeats", type=int, default=3)
    chosen = options.parse_args()
    logging.basicConfig(level=logging.ERROR)
    relax_garbage_collection()
    if not chosen.bench.is_dir():
        sys.exit(f"{chosen.bench} is missing: give the folder of real pages and articles")
    os.environ["PYTHONPATH"] = os.pathsep.join(
        [str(Path(__file__).resolve().parents[2]), os.environ.get("PYTHONPATH", "")]
    )
    with tempfile.TemporaryDirectory() as folder:
        _measure_all(Path(folder), chosen)


def _measure_all(folder: Path, chosen: argparse.Namespace) -> None:
    pages, articles, lake = folder / "pages", folder / "articles.jsonl", folder / "lake"
    pages.mkdir()
    make_pages(chosen.bench, pages, chosen.pages)
    make_articles(chosen.bench, articles, chosen.articles)
    jobs = {
        "bare trafilatura": lambda: [sys.executable, "-c", BARE_LOOP, str(pages), "metadata"],
        "bare, text only": lambda: [sys.executable, "-c", BARE_LOOP, str(pages), "text"],
        "run, 1 worker": lambda: run_command(pages, lake, 1),
        "run, 2 workers": lambda: run_command(pages, lake, 2),
        "run, articles, 1 worker": lambda: run_command(articles, lake, 1),
    }
    results: dict[str, list[Measured]] = {name: [] for name in jobs}
    for _ in range(chosen.repeats):
        for name, job in jobs.items():
            results[name].append(measure(job()))
            print(f"  {name}: {results[name][-1]}", file=sys.stderr, flush=True)
    bare = _medians(results["bare trafilatura"])
    print(f"{'':<26}  seconds  x bare    cpu  x bare  a second     MB")
    for name, values in results.items():
        median = _medians(values)
        number = chosen.articles if "articles" in name else chosen.pages
        # Workers end with a nursery that is killed, and their processor time is lost with it.
        cpu = f"{median.cpu_seconds:7.1f}{median.cpu_seconds / bare.cpu_seconds:8.2f}"
        print(
            f"{name:<26}{median.seconds:9.1f}{median.seconds / bare.seconds:8.2f}"
            f"{'      -       -' if '2 workers' in name else cpu}"
            f"{number / median.seconds:10.0f}{median.megabytes:7.0f}"
        )
    for source in (pages, articles):
        _print_steps(source, folder)


def _print_steps(source: Path, folder: Path) -> None:
    """The steps of one round in this process, the longest first, from Beam's own sampling."""
    entries = list(list_entries([str(source)], folder / f"spool-{source.name}"))
    lake = LakeWriter.create(folder / f"lake-{source.name}")
    plan = rounds.plan_run(entries, lake)
    root = beam.Pipeline(runner=make_runner(parse_options([])), options=parse_options([]))
    build_round(root, Round("bench", plan.entries, plan.rejects, lake, lake.pin(), Timestamp.now()))
    result = root.run()
    result.wait_until_finish()
    msecs: dict[str, int] = {}
    for infos in result._monitoring_infos_by_stage.values():
        for info in infos:
            if info.urn == "beam:metric:pardo_execution_time:process_bundle_msecs:v1":
                msecs[info.labels["PTRANSFORM"]] = VarIntCoderImpl().decode(info.payload)
    print(f"\n{source.name}: milliseconds for each document, by step")
    for step, total in sorted(msecs.items(), key=lambda item: -item[1])[:10]:
        print(f"  {total / len(plan.entries):7.2f}  {step}")


def _medians(values: Sequence[Measured]) -> Measured:
    return Measured(*(statistics.median(column) for column in zip(*values, strict=True)))


if __name__ == "__main__":
    main()
