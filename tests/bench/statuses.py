"""Statuses of labelled headlines and sentences: macro-F1 and false alarms.

    python tests/bench/statuses.py [DEV.jsonl | OWN.tsv] [--errors]

Prints precision, recall and F1 a label, their mean over the six statuses, the share of
"none" items that were given a status, the new times that were found word for word, and
the cost an item.  The default data is shared test material and not part of this project; files of the
project's own sentences lie in ``tests/data/statuses``.
"""

import argparse
import json
import sys
import time
from collections import Counter
from datetime import datetime, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from transforms.text.statuses import find_developments

LABELS = ("postponed", "cancelled", "suspended", "resumed", "confirmed", "denied")
OWN_DAY = "20260615"
DEFAULT = Path(__file__).resolve().parents[3] / "shared" / "bench" / "status" / "dev.jsonl"


def predict(item: dict[str, str]) -> tuple[str, str]:
    """Label and words of the new time for one item: the last status that it asserts."""
    text = item["text"]
    anchor = _time(item["timestamp"])
    if item["context"] or text.rstrip("\"”'").endswith("."):
        found = find_developments("", text, (), anchor)
    else:
        found = find_developments(text, "", (), anchor)
    found = [one for one in found if one.kind in LABELS]
    if not found:
        return "none", ""
    last = found[-1]
    when = last.evidence[slice(*last.when)] if last.when and last.kind in ("postponed", "resumed") else ""
    return last.kind, when


def _time(stamp: str) -> datetime:
    if not stamp:
        return datetime(2012, 1, 1, tzinfo=timezone.utc)
    return datetime.strptime(stamp.replace("-", "")[:8], "%Y%m%d").replace(tzinfo=timezone.utc)


def read_items(path: Path) -> list[dict[str, str]]:
    """Labelled items of a JSON Lines file, or of one of our own tables."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    if path.suffix != ".tsv":
        return [json.loads(line) for line in lines]
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    rest = {"context": "", "timestamp": OWN_DAY}
    return [{"label": label, "new_time": when, "text": text, **rest} for label, when, text in rows]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--errors", action="store_true", help="print every wrong item")
    args = parser.parse_args()
    items = read_items(args.data)
    begin = time.perf_counter()
    predictions = [predict(item) for item in items]
    elapsed = time.perf_counter() - begin
    pairs = Counter((item["label"], label) for item, (label, _) in zip(items, predictions, strict=True))
    scores = []
    for label in LABELS:
        hits = pairs[label, label]
        predicted = sum(n for (_, p), n in pairs.items() if p == label)
        gold = sum(n for (g, _), n in pairs.items() if g == label)
        scores.append(2 * hits / (predicted + gold) if predicted + gold else 0.0)
        print(
            f"{label:10} P {hits / max(1, predicted):.3f}  R {hits / max(1, gold):.3f}  F1 {scores[-1]:.3f}  n {gold}"
        )
    none = sum(n for (g, _), n in pairs.items() if g == "none")
    alarms = none - pairs["none", "none"]
    print(
        f"macro-F1 {sum(scores) / len(scores):.3f}   "
        f"false alarms on none {alarms / max(1, none):.3f} ({alarms} of {none})"
    )
    timed = [(item, when) for item, (_, when) in zip(items, predictions, strict=True) if item["new_time"]]
    exact = sum(when.lower() == item["new_time"].lower() for item, when in timed)
    invented = sum(bool(when) for item, (_, when) in zip(items, predictions, strict=True) if not item["new_time"])
    print(f"new times word for word {exact} of {len(timed)}; {invented} where none is labelled")
    print(f"{elapsed / len(items) * 1e6:.0f} µs an item")
    if args.errors:
        for item, (label, when) in zip(items, predictions, strict=True):
            if label != item["label"]:
                print(f"{item['label']:10} taken as {label:10} {item['text']}")
            elif item["new_time"].lower() != when.lower():
                print(f"time {item['new_time']!r} taken as {when!r}: {item['text']}")


if __name__ == "__main__":
    main()
