"""Measure the judgement of copies and new versions on labelled pairs, and train its model.

    python -m tests.bench.copies [BENCH] [--folds N | --train] [--errors]

BENCH (default ../shared/bench) holds ``dedupe/docs_dev.jsonl`` (seed documents) and
``dedupe/pairs_dev.tsv`` (earlier url, later url, duplicate / revision / different).  The model only tells
new versions from texts that are alike; what a copy is, is a rule.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tests.bench.linking import fit
from transforms.likeness import models
from transforms.likeness.copies import FEATURES, compare_features, find_added, judge, measure_overlap
from transforms.likeness.index import MIN_SHARED_SHINGLES
from transforms.likeness.models import Logistic
from transforms.likeness.sketches import Sketch, sketch_article

LABELS = {"copy": "duplicate", "writethru": "revision", "different": "different"}
UNDATED = datetime(2012, 1, 1, tzinfo=timezone.utc)
# Taking a look-alike for a new version merges two stories: the odds must be e^0.4 to 1 for it.
CAUTION = 0.4


class Pair(NamedTuple):
    """Two texts, the earlier first, with their label; ``name`` for the list of errors."""

    name: str
    older: Sketch
    newer: Sketch
    label: str


def read_pairs(folder: Path) -> list[Pair]:
    sketches = {}
    with (folder / "docs_dev.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            found = json.loads(line)
            when = UNDATED
            if found.get("published"):
                when = datetime.fromisoformat(found["published"].replace("Z", "+00:00"))
                when = when if when.tzinfo else when.replace(tzinfo=timezone.utc)
            sketches[found["url"]] = sketch_article(
                found.get("title", ""), found["text"], "en", when, when, found.get("source")
            )
    pairs = []
    for line in (folder / "pairs_dev.tsv").read_text("utf-8").splitlines()[1:]:
        first, second, label = line.split("\t")
        pairs.append(Pair(f"{first} {second}", sketches[first], sketches[second], label))
    return pairs


def train(pairs: Sequence[Pair]) -> Logistic:
    """The model that tells new versions (positive) from texts that are only alike."""
    kept = [pair for pair in pairs if pair.label != "duplicate"]
    rows = [
        compare_features(
            pair.older, pair.newer, find_added(pair.older, pair.newer), measure_overlap(pair.older, pair.newer)
        )
        for pair in kept
    ]
    model = fit(np.array(rows), np.array([float(pair.label == "revision") for pair in kept]))
    return model._replace(bias=model.bias - CAUTION)


def predict(pairs: Sequence[Pair], model: Logistic | None) -> list[str]:
    """Labels as the linker would see them: texts that share too few sampled shingles are never compared."""
    found = []
    for pair in pairs:
        shared = len(np.intersect1d(pair.older.shingles, pair.newer.shingles))
        needed = min(MIN_SHARED_SHINGLES, len(pair.newer.shingles))
        near = shared >= needed > 0
        found.append(LABELS[judge(pair.older, pair.newer, model).relation] if near else "different")
    return found


def report(pairs: Sequence[Pair], predicted: Sequence[str]) -> None:
    table = Counter(zip((pair.label for pair in pairs), predicted, strict=True))
    scores = []
    for label in LABELS.values():
        right = table[label, label]
        wrong = sum(n for (gold, guess), n in table.items() if (gold == label) != (guess == label))
        scores.append(2 * right / (2 * right + wrong))
        row = "  ".join(f"{guess} {table[label, guess]}" for guess in LABELS.values())
        print(f"{label:9} F1 {scores[-1]:.3f}   predicted: {row}")
    print(
        f"macro-F1 {sum(scores) / 3:.4f}; revisions lost as copies {table['revision', 'duplicate']}; "
        f"different merged as copies {table['different', 'duplicate']}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", nargs="?", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--folds", type=int, default=0, help="cross-validate with so many folds")
    parser.add_argument("--train", action="store_true", help="write the model")
    parser.add_argument("--errors", action="store_true", help="list the errors")
    options = parser.parse_args()
    folder = options.bench / "dedupe"
    if not folder.is_dir():
        sys.exit(f"{folder} is missing: nothing to measure")
    pairs = read_pairs(folder)
    if options.train:
        path = Path(models.__file__).with_name(models.MODEL_FILE)
        found = json.loads(path.read_text("utf-8"))
        model = train(pairs)
        values = [*model.coefficients.tolist(), model.bias]
        found["writethru"] = {key: round(value, 4) for key, value in zip((*FEATURES, "bias"), values, strict=True)}
        path.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
        return
    begin = time.process_time()
    if options.folds:
        random.Random(1).shuffle(pairs)
        predicted = []
        for fold in range(options.folds):
            model = train([pair for n, pair in enumerate(pairs) if n % options.folds != fold])
            predicted.append(predict(pairs[fold :: options.folds], model))
        guesses = [predicted[n % options.folds][n // options.folds] for n in range(len(pairs))]
    else:
        guesses = predict(pairs, None)
    report(pairs, guesses)
    print(f"{1e6 * (time.process_time() - begin) / len(pairs):.0f} µs a pair")
    if options.errors:
        for pair, guess in zip(pairs, guesses, strict=True):
            if pair.label != guess:
                print(f"{pair.label} taken for {guess}: {pair.name}")


if __name__ == "__main__":
    main()
