"""Reads saved feeds one by one and counts how each ends: ``python -m tests.bench.feeds [DIR]``.

``crashed`` must be 0: whatever a feed holds, listing it gives entries or rejects.
"""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from transforms.elements import Entry, Reject
from transforms.read import list_entries, read_page

FEEDS = Path(__file__).resolve().parents[3] / "shared" / "bench" / "feeds"
_ENDINGS = {".xml", ".rss", ".atom", ".rdf", ".json"}


def outcome_of(path: Path, spool_dir: Path) -> str:
    """Return how one feed document ends: entries, or why it has none."""
    try:
        listed = list(list_entries([str(path)], spool_dir))
        read = [read_page(found) if isinstance(found, Entry) else found for found in listed]
    except Exception as error:
        print(f"crashed: {path.name}: {type(error).__name__}: {error}")
        return "crashed"
    rejects = [found.reason for found in read if isinstance(found, Reject)]
    if len(rejects) < len(read):
        return "with entries"
    return f"rejected: {rejects[0]}"


def main(top: Path) -> int:
    """Print the outcomes of all feeds below ``top``; return 1 if one crashed."""
    outcomes: Counter[str] = Counter()
    slowest = (0.0, "")
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as spool:
        for number, path in enumerate(sorted(top.rglob("*"))):
            if path.is_file() and path.suffix in _ENDINGS:
                started = time.perf_counter()
                outcomes[outcome_of(path, Path(spool, str(number)))] += 1
                slowest = max(slowest, (time.perf_counter() - started, path.name))
    took = time.perf_counter() - began
    for outcome, count in outcomes.most_common():
        print(f"{count:6,} {outcome}")
    print(f"{outcomes.total():6,} feeds in {took:.1f} s; slowest {slowest[0]:.2f} s ({slowest[1]})")
    return 1 if outcomes["crashed"] else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FEEDS))
