"""Measure the judgement of copies and new versions on labelled pairs, and train its model.

    python -m tests.bench.copies [BENCH] [--folds N | --linker | --train] [--errors]

BENCH (default ../shared/bench) holds ``dedupe/docs_dev.jsonl`` (seed documents) and
``dedupe/pairs_dev.tsv`` (earlier url, later url, duplicate / revision / different).  Documents are read as
the pipeline reads them.  The model only tells new versions from texts that are alike; what a copy is, is a
rule.  ``--linker`` sends all documents through ``Linker`` in order of observation, once with the shipped
horizon and once with none, and takes the labels from what it decided.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tests.bench.fitting import fit
from transforms.compare import order_of
from transforms.elements import Article, Entry, Member, Revision
from transforms.extract import extract_article
from transforms.fingerprint import fingerprint_article
from transforms.likeness import models
from transforms.likeness.copies import FEATURES, compare_features, judge, measure_overlap
from transforms.likeness.encoding import decode_sketch, encode_sketch
from transforms.likeness.facts import compare_texts, find_fact
from transforms.likeness.held import HORIZON, Held, Horizon
from transforms.likeness.index import Index
from transforms.likeness.models import Logistic
from transforms.likeness.sketches import Sketch
from transforms.link import Linker
from transforms.read import page_of_seed
from transforms.reading.seeds import Seed, check_seed
from transforms.times import to_timestamp

LABELS = {"copy": "duplicate", "writethru": "revision", "different": "different"}
UNDATED = datetime(2012, 1, 1, tzinfo=timezone.utc)
NO_HORIZON = Horizon(timedelta(days=365 * 100), 0)
# Taking a look-alike for a new version merges two stories: the odds must be e^0.4 to 1 for it.
CAUTION = 0.4
SHORT_WORDS = 60
SHUFFLES = 5


class Pair(NamedTuple):
    """Two addresses, the earlier text's first, their sketches, and the label."""

    first: str
    second: str
    older: Sketch
    newer: Sketch
    label: str


def read_articles(path: Path) -> dict[str, Article]:
    """The documents by address, as read, extracted and fingerprinted."""
    articles = {}
    with path.open(encoding="utf-8") as lines:
        for position, line in enumerate(lines):
            seed = check_seed(json.loads(line), url_needed=True)
            assert isinstance(seed, Seed), seed
            observed_at = to_timestamp(seed.observed or seed.published or UNDATED)
            entry = Entry(path.name, "json", "", "", position, 0, 0, observed_at, f"visit{position}")
            article = extract_article(page_of_seed(entry, seed))
            assert isinstance(article, Article), article
            articles[str(seed.url)] = fingerprint_article(article)
    return articles


def read_pairs(path: Path, articles: Mapping[str, Article]) -> list[Pair]:
    sketches = {url: decode_sketch(article.sketch) for url, article in articles.items()}
    pairs = []
    for line in path.read_text("utf-8").splitlines()[1:]:
        first, second, label = line.split("\t")
        pairs.append(Pair(first, second, sketches[first], sketches[second], label))
    return pairs


def train(pairs: Sequence[Pair]) -> Logistic:
    """The model that tells new versions (positive) from texts that are only alike."""
    kept = [pair for pair in pairs if pair.label != "duplicate"]
    rows = [compare_features(older, newer, measure_overlap(older, newer)) for _, _, older, newer, _ in kept]
    model = fit(np.array(rows), np.array([float(pair.label == "revision") for pair in kept]))
    return model._replace(bias=model.bias - CAUTION)


def is_candidate(pair: Pair) -> bool:
    """Whether the index alone would have the newer text compared with the older one."""
    held = Held(0, "older", "story", pair.first, 1, None, encode_sketch(pair.older))
    return bool(Index([held], NO_HORIZON).sharing(pair.newer))


def predict(pairs: Sequence[Pair], model: Logistic | None) -> list[str]:
    """Labels of the pairs, each taken alone; texts that share too few sampled shingles are never compared."""
    return [
        LABELS[judge(pair.older, pair.newer, model).relation] if is_candidate(pair) else "different" for pair in pairs
    ]


def cross_validate(pairs: Sequence[Pair], folds: int, seed: int) -> list[str]:
    """Labels by models that did not see the pair; pairs that share a document are in the same fold."""
    fold_of: dict[str, int] = {}
    groups = _group_documents(pairs)
    names = sorted(set(groups.values()))
    random.Random(seed).shuffle(names)
    for n, name in enumerate(names):
        fold_of[name] = n % folds
    where = [fold_of[groups[pair.first]] for pair in pairs]
    found = [""] * len(pairs)
    for fold in range(folds):
        model = train([pair for pair, at in zip(pairs, where, strict=True) if at != fold])
        kept = [n for n, at in enumerate(where) if at == fold]
        for n, guess in zip(kept, predict([pairs[n] for n in kept], model), strict=True):
            found[n] = guess
    return found


def _group_documents(pairs: Sequence[Pair]) -> dict[str, str]:
    """For each document the first one that a chain of pairs leads to."""
    root: dict[str, str] = {}

    def find(url: str) -> str:
        while root.setdefault(url, url) != url:
            url = root[url]
        return url

    for pair in pairs:
        one, other = sorted((find(pair.first), find(pair.second)))
        root[other] = one
    return {url: find(url) for url in list(root)}


def link_all(articles: Mapping[str, Article], horizon: Horizon) -> dict[str, Member]:
    """What the linker decides of every document, in order of observation, by address."""
    linkers: dict[str, Linker] = {}
    revisions: Counter[str] = Counter()
    members = {}
    for url, article in sorted(articles.items(), key=lambda item: order_of(item[1])):
        linker = linkers.setdefault(article.language, Linker(horizon=horizon))
        revisions[article.article_id] += 1
        members[url] = linker.link(Revision(article, revisions[article.article_id], []))
    return members


def read_labels(pairs: Sequence[Pair], members: Mapping[str, Member]) -> list[str]:
    """The labels that the linker's decisions amount to.

    A duplicate copies the earlier text or what that copies; a revision leads to it, or to a copy of the
    same, through what it supersedes.
    """
    by_id = {member.record_id: member for member in members.values()}

    def origin(member: Member) -> str:
        return member.duplicate_of or member.record_id

    found = []
    for pair in pairs:
        earlier, later = members[pair.first], members[pair.second]
        if later.duplicate_of is not None and origin(later) == origin(earlier):
            found.append("duplicate")
            continue
        at: Member | None = by_id.get(origin(later))
        while at is not None and at.supersedes is not None and origin(at) != origin(earlier):
            before = by_id.get(at.supersedes)
            at = by_id.get(origin(before)) if before is not None else None
        reached = at is not None and at.record_id != later.record_id and origin(at) == origin(earlier)
        found.append("revision" if reached else "different")
    return found


def report(pairs: Sequence[Pair], predicted: Sequence[str]) -> None:
    table = Counter(zip((pair.label for pair in pairs), predicted, strict=True))
    scores = []
    for label in LABELS.values():
        right = table[label, label]
        wrong = sum(n for (gold, guess), n in table.items() if (gold == label) != (guess == label))
        scores.append(2 * right / (2 * right + wrong) if right + wrong else 1.0)
        row = "  ".join(f"{guess} {table[label, guess]}" for guess in LABELS.values())
        print(f"{label:9} F1 {scores[-1]:.3f}   predicted: {row}")
    print(
        f"macro-F1 {sum(scores) / 3:.4f}; revisions lost as copies {table['revision', 'duplicate']}; "
        f"different merged as copies {table['different', 'duplicate']}"
    )


def report_candidates(pairs: Sequence[Pair]) -> None:
    for label in ("duplicate", "revision"):
        for kind, most in (("all", 1 << 30), (f"at most {SHORT_WORDS} words", SHORT_WORDS)):
            kept = [pair for pair in pairs if pair.label == label and min(pair.older.length, pair.newer.length) <= most]
            if kept:
                print(f"candidates among {label}s, {kind}: {sum(map(is_candidate, kept))} of {len(kept)}")


def list_errors(pairs: Sequence[Pair], predicted: Sequence[str]) -> None:
    for pair, guess in zip(pairs, predicted, strict=True):
        if pair.label == guess:
            continue
        verdict, found = judge(pair.older, pair.newer), compare_texts(pair.older, pair.newer)
        fact = find_fact(pair.older, pair.newer, found) or "no fact"
        print(f"{pair.label} taken for {guess}: {pair.first} {pair.second}")
        print(
            f"    judged {verdict.relation} ({verdict.why}); {fact}; {found.covered:.0%} covered, "
            f"{len(found.added)} new words, {found.new_in_a_row} in a row, longest new stretch {found.stretch}, "
            f"new numbers {found.quantities}, new days {found.days}, {pair.older.length} → {pair.newer.length} words"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", nargs="?", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--folds", type=int, default=0, help="cross-validate with so many folds")
    parser.add_argument("--linker", action="store_true", help="judge by what the linker decides of all documents")
    parser.add_argument("--train", action="store_true", help="write the model")
    parser.add_argument("--errors", action="store_true", help="list the errors, with what decided")
    options = parser.parse_args()
    folder = options.bench / "dedupe"
    if not folder.is_dir():
        sys.exit(f"{folder} is missing: nothing to measure")
    articles = read_articles(folder / "docs_dev.jsonl")
    pairs = read_pairs(folder / "pairs_dev.tsv", articles)
    if options.train:
        _write_model(train(pairs))
        return
    if options.linker:
        for name, horizon in (("shipped horizon", HORIZON), ("no horizon", NO_HORIZON)):
            print(f"through the linker, {name}:")
            predicted = read_labels(pairs, link_all(articles, horizon))
            report(pairs, predicted)
        report_candidates(pairs)
    elif options.folds:
        for seed in range(SHUFFLES):
            print(f"{options.folds} folds, shuffled by {seed}:")
            predicted = cross_validate(pairs, options.folds, seed)
            report(pairs, predicted)
    else:
        begin = time.process_time()
        predicted = predict(pairs, None)
        seconds = time.process_time() - begin
        report(pairs, predicted)
        print(f"{1e6 * seconds / len(pairs):.0f} µs a pair, with an index of one record")
    if options.errors:
        list_errors(pairs, predicted)


def _write_model(model: Logistic) -> None:
    path = Path(models.__file__).with_name(models.MODEL_FILE)
    found = json.loads(path.read_text("utf-8"))
    values = [*model.coefficients.tolist(), model.bias]
    found["writethru"] = {key: round(value, 4) for key, value in zip((*FEATURES, "bias"), values, strict=True)}
    path.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
