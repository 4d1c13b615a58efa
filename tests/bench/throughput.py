"""How fast a run is, beside a bare trafilatura loop on the same pages in the same run.

    python tests/bench/throughput.py [BENCH] [--pages 1000] [--articles 20000] [--repeats 3]

Whole processes, interleaved, medians; ratios are what counts, since machines differ and are shared.
Pages are the real ones of BENCH/pages, repeated with different bytes; articles those of BENCH/linking.
Peak memory is that of the driver and its workers together.
"""

import argparse
import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

DEFAULT_BENCH = Path(__file__).resolve().parents[3] / "shared" / "bench"

# The baseline: what any program that wants these columns must at least do, with the options that
# the extract stage uses; and the same without title, authors and dates.
BARE_LOOP = """
import sys
from pathlib import Path
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


def measure(command: Sequence[str]) -> tuple[float, float]:
    """Seconds and peak megabytes of a whole process with its children."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    watched, peak = psutil.Process(process.pid), 0
    while process.poll() is None:
        peak = max(peak, _memory(watched))
        time.sleep(0.05)
    seconds = time.perf_counter() - started
    if process.returncode:
        sys.exit(
            f"{' '.join(command)} ended with {process.returncode}: {process.stderr.read() if process.stderr else ''}"
        )
    return seconds, peak / 1e6


def _memory(process: psutil.Process) -> int:
    total = 0
    for each in [process, *process.children(recursive=True)]:
        try:
            total += each.memory_info().rss
        except psutil.NoSuchProcess:
            continue
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
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    peaks: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(chosen.repeats):
        for name, job in jobs.items():
            took, peak = measure(job())
            seconds[name].append(took)
            peaks[name].append(peak)
            print(f"  {name}: {took:.1f} s, {peak:.0f} MB", file=sys.stderr, flush=True)
    bare = statistics.median(seconds["bare trafilatura"])
    for name, values in seconds.items():
        median, peak = statistics.median(values), max(peaks[name])
        number = chosen.articles if "articles" in name else chosen.pages
        ratio = "" if "articles" in name else f"  {median / bare:.2f} x bare"
        print(f"{name:<26}{median:8.1f} s{number / median:10.0f} a second{peak:8.0f} MB{ratio}")


if __name__ == "__main__":
    main()
