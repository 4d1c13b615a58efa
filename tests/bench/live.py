"""How long from a new entry in a feed to its committed record, under ``watch --every 1s --min-poll 1s``.

python tests/bench/live.py [ENTRIES]
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from deltalake.exceptions import DeltaError

from pipeline.lake.reader import LakeReader
from tests.fetching.local_web import LocalWeb
from tests.lakes import command, environment
from tests.live_web import BODY, HOST, QUICK, html, rss

PAUSE_SECS = 1.5


def count(lake: Path) -> int:
    """Records in the lake; 0 while it is being made."""
    try:
        return int(LakeReader(lake).dataset("records").count_rows())
    except (DeltaError, OSError):
        return 0


def wait_for(lake: Path, number: int) -> float:
    """Wait until the lake holds so many records; the moment."""
    while count(lake) < number:
        time.sleep(0.02)
    return time.monotonic()


def main(entries: int) -> None:
    """Publish entries one after another, and print how long each took to its record."""
    with LocalWeb() as web, tempfile.TemporaryDirectory() as folder:
        lake = Path(folder) / "lake"
        links: list[str] = []

        def publish(number: int) -> float:
            page = html(f"Harbour report number {number}", [f"{number * 7} boats lie in basin {number}.", *BODY])
            links.append(web.put(HOST, f"/2024/{number}", page))
            web.put(HOST, "/feed.xml", rss(*links))
            return time.monotonic()

        publish(0)
        arguments = ["watch", web.url(HOST, "/feed.xml"), "--lake", lake, "--every", "1s", *QUICK]
        watch = subprocess.Popen(command(*arguments), env=environment(), stdout=subprocess.DEVNULL)
        try:
            wait_for(lake, 1)
            took = []
            for number in range(1, entries + 1):
                time.sleep(PAUSE_SECS)
                published = publish(number)
                took.append(wait_for(lake, number + 1) - published)
        finally:
            watch.terminate()
            watch.wait()
    took.sort()
    print(f"{entries} entries: p50 {statistics.median(took):.2f} s, p95 {took[int(len(took) * 0.95) - 1]:.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
