"""Train the model of story linking on labelled streams, and cross-validate it.

    python -m tests.bench.link_training [BENCH] [--validate [--linker]] [--write]

BENCH (default ../shared/bench) holds the streams that ``tests.bench.linking`` reads, and ``dedupe``.
``--validate`` prints the figures where every article is linked by a model that knows no event of its fold
(copies and new versions are then left to the model), with ``--linker`` as the linker decides them, too;
``--write`` trains on everything and writes ``transforms/likeness/link_trees.json`` and the story's part of
``link_model.json``.  Needs scikit-learn (extra ``train``); what is trained runs without it.

The model is trained on each article's nearest earlier records, as the index finds them at that moment: at
the density of the streams, with the records of an undated set in several orders, and on small lakes drawn
from the same streams (a lake of two documents must not merge them).  The story's part is trained on
pairs that were judged by trees which do not know their fold.
"""

import argparse
import hashlib
import json
import random
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier

from tests.bench.fitting import fit
from tests.bench.link_folds import report_orders
from tests.bench.linking import (
    SETS,
    Document,
    b_cubed,
    hold,
    micros,
    parse_time,
    read_stream,
    sketch,
)
from transforms.likeness import models
from transforms.likeness.evidence import Evidence, find_evidence
from transforms.likeness.features import AGAINST, FEATURES, FOR, pair_features, weigh_terms
from transforms.likeness.index import Index
from transforms.likeness.linking import STORY_FEATURES, LinkModel, Option, pair_logits, story_options
from transforms.likeness.models import TREE_DEPTH, Logistic, Trees, read_trees
from transforms.likeness.sketches import Sketch

F64 = npt.NDArray[np.float64]

FOLDS = 5
TREES = 250
LEARNING_RATE = 0.2
# Penalty on the leaves and least weight in one: what few pairs say is no rule.
LEAF_PENALTY = 20.0
LEAF_PAIRS = 40
BINS = 63
# The story's features say much the same in many ways: what one of them may claim is kept small.
STORY_RIDGE = 15.0
# Joining a wrong story is worse than missing one: the odds must be e^0.2 to 1 for it.
CAUTION = 0.2
# The undated set's times are made up: it is walked in so many other orders, each counted in part.
ORDERS, ORDER_WEIGHT = 3, 1 / 3
# In so many orders the linker is measured on it.
LINKED_ORDERS = 8
# Small lakes to train on, a set: how many, and how many records they hold.
SMALL_LAKES = {"gva": 4000, "ecb": 1500}
SMALL_SIZES = (1, 1, 2, 3, 5, 10, 20)
# Pairs of the copies' set whose texts come from this source, and how often each counts.
WIRE = "reuters21578:"
TEMPLATE_WEIGHT = 5.0
# What is pulled into a story from elsewhere is the worst error, and pairs with unlabelled articles are few.
UNRELATED_WEIGHT = 4.0
# Of the pairs that a plain logistic model is sure of, one in so many is kept, and counts as many times.
SURE, KEEP_ONE_IN = -4.5, 15


class Row(NamedTuple):
    """An article, its nearest earlier ones, what speaks for each and for all, and how much it counts.

    ``close`` of them, the first ones, are those that the linker compares: the trees learn from all.
    """

    url: str
    near: list[str]
    features: F64
    weight: float
    evidence: Evidence | None = None
    close: int = 0

    def options(self, logits: F64, stories: Sequence[str]) -> list[Option]:
        """The stories that the linker would weigh; ``logits`` and ``stories`` are those of all of ``near``."""
        if self.evidence is None:
            return []
        return story_options(logits[: self.close], list(stories[: self.close]), self.evidence.of(range(self.close)))


def fold_of(name: str) -> int:
    """The fold of an event or of an unlabelled article; twin events of one topic stay together."""
    topic = name.removesuffix("plus")
    return int.from_bytes(hashlib.blake2b(topic.encode(), digest_size=4).digest(), "little") % FOLDS


def find_row(document: Document, made: Sketch, index: Index, weight: float = 1.0) -> Row:
    terms = index.terms_of(made)
    weights, name_weights = weigh_terms(made, terms, index)
    near = index.nearest(made, terms, weights, name_weights, least_of_best=0.0)
    if not near.held:
        return Row(document.url, [], np.zeros((0, len(FEATURES))), weight)
    features = pair_features(terms, weights, near, index)
    evidence = find_evidence(terms, weights, near, features)
    close = len(index.nearest(made, terms, weights, name_weights).held)
    return Row(document.url, [held.record_id for held in near.held], features, weight, evidence, close)


def collect_rows(documents: Sequence[Document], weight: float = 1.0) -> list[Row]:
    """What the index finds for each document at the moment that it arrives."""
    index = Index()
    rows = []
    for document in documents:
        made = sketch(document)
        index.advance(micros(document))
        rows.append(find_row(document, made, index, weight))
        index.add(hold(document, made))
    return rows


def reorder(documents: Sequence[Document], seed: int) -> list[Document]:
    """The documents in another order, observed at the same times."""
    shuffled = list(documents)
    random.Random(seed).shuffle(shuffled)
    return [one._replace(observed_at=at.observed_at) for one, at in zip(shuffled, documents, strict=True)]


def collect_small_lakes(documents: Sequence[Document], rows: Sequence[Row], count: int, seed: int = 1) -> list[Row]:
    """Rows from lakes of a few earlier documents: half hold one of the same event, half a look-alike of another.

    ``rows`` are those of ``collect_rows``: a document's look-alikes are its nearest.
    """
    draw = random.Random(seed)
    events = {document.url: document.event for document in documents}
    by_url = {document.url: document for document in documents}
    near_of = {row.url: row.near for row in rows}
    labelled = [document for document in documents if document.event is not None]
    sketches = {document.url: sketch(document) for document in labelled}
    found: list[Row] = []
    while len(found) < count:
        at = draw.randrange(1, len(labelled))
        document, earlier = labelled[at], labelled[:at]
        others = [d for d in earlier[-200:] if d.event != document.event]
        same = [d for d in earlier if d.event == document.event]
        if not others:
            continue
        lake = draw.sample(others, min(len(others), draw.choice(SMALL_SIZES)))
        alike = [url for url in near_of[document.url] if events[url] not in (None, document.event)][:3]
        if alike and draw.random() < 0.5:
            lake[-1] = by_url[draw.choice(alike)]
        if same and draw.random() < 0.5:
            lake[0] = draw.choice(same)
        index = Index([hold(d, sketches[d.url]) for d in {d.url: d for d in lake}.values()])
        found.append(find_row(document, sketches[document.url], index))
    return found


def collect_templates(folder: Path) -> tuple[list[Row], dict[str, str | None]]:
    """Rows of wire texts from one template, and of copies and new versions, in lakes of one document."""
    documents = {}
    with (folder / "docs_dev.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            found = json.loads(line)
            when = parse_time(found.get("published")) or datetime(2012, 1, 1, tzinfo=timezone.utc)
            documents[found["url"]] = Document(
                found["url"], found.get("title", ""), found["text"], found.get("source"), when, when, None
            )
    rows: list[Row] = []
    events: dict[str, str | None] = {}
    for line in (folder / "pairs_dev.tsv").read_text("utf-8").splitlines()[1:]:
        first, second, label = line.split("\t")
        if WIRE not in first or WIRE not in second:
            continue  # reports in other words may be of one event
        names = [f"pair:{len(events)}", f"pair:{len(events) + 1}"]
        events |= {names[0]: names[0], names[1]: names[1] if label == "different" else names[0]}
        older, newer = documents[first]._replace(url=names[0]), documents[second]._replace(url=names[1])
        index = Index([hold(older, sketch(older))])
        rows.append(find_row(newer, sketch(newer), index, TEMPLATE_WEIGHT))
    return rows, events


class Pairs:
    """All pairs of all rows in one matrix, with what is known of them."""

    def __init__(self, rows: Sequence[Row], events: dict[str, str | None]) -> None:
        self.rows, self.events = rows, events
        self.features = np.concatenate([row.features for row in rows])
        sizes = np.array([len(row.near) for row in rows])
        self.begins = np.cumsum(sizes) - sizes
        self.weights = np.repeat([row.weight for row in rows], sizes)
        self.fold = np.repeat([fold_of(events[row.url] or row.url) for row in rows], sizes)
        mine = [events[row.url] for row in rows for _ in row.near]
        its = [events[url] for row in rows for url in row.near]
        self.its_fold = np.array([-1 if event is None else fold_of(event) for event in its])
        self.same = np.array([a is not None and a == b for a, b in zip(mine, its, strict=True)], np.float64)
        self.known = np.array([a is not None or b is not None for a, b in zip(mine, its, strict=True)])
        unrelated = [a is None or b is None for a, b in zip(mine, its, strict=True)]
        self.weights = np.where(unrelated, UNRELATED_WEIGHT, 1.0) * self.weights
        self._thin()

    def _thin(self) -> None:
        sure = (fit(self.features[self.known], self.same[self.known]).logits(self.features) < SURE) & (self.same == 0)
        self.known &= ~sure | (np.arange(len(sure)) % KEEP_ONE_IN == 0)
        self.weights = np.where(sure, KEEP_ONE_IN, 1) * self.weights

    def without(self, fold: int) -> npt.NDArray[np.bool_]:
        return np.asarray(self.known & (self.fold != fold) & (self.its_fold != fold) & (self.weights > 0))


def grow(pairs: Pairs, fold: int) -> str:
    """Trees from all pairs but a fold's (-1: from all), as text."""
    kept = pairs.without(fold)
    found = HistGradientBoostingClassifier(
        max_iter=TREES, learning_rate=LEARNING_RATE, max_depth=TREE_DEPTH, max_leaf_nodes=1 << TREE_DEPTH,
        l2_regularization=LEAF_PENALTY, min_samples_leaf=LEAF_PAIRS,
        monotonic_cst=[(name in FOR) - (name in AGAINST) for name in FEATURES], max_bins=BINS, early_stopping=False,
    ).fit(pairs.features[kept], pairs.same[kept], sample_weight=pairs.weights[kept])  # fmt: skip
    return export(found)


def export(found: HistGradientBoostingClassifier) -> str:
    """The trees as ``transforms.likeness.models`` reads them, one a line."""
    lines = [json.dumps(_branch(stage[0].nodes, 0)) for stage in found._predictors]
    bias = round(float(np.ravel(found._baseline_prediction)[0]), 4)
    return f'{{"bias": {bias}, "trees": [\n' + ",\n".join(lines) + "\n]}\n"


def _branch(nodes: Any, at: int) -> Any:
    node = nodes[at]
    if node["is_leaf"]:
        return round(float(node["value"]), 4)
    threshold = float(f"{node['num_threshold']:.5g}")
    return [FEATURES[node["feature_idx"]], threshold, _branch(nodes, node["left"]), _branch(nodes, node["right"])]


def fit_story(pairs: Pairs, logits: F64, fold: int) -> Logistic:
    """The story's part, from the logits of all pairs; stories are the events themselves."""
    options, joins = [], []
    for row, begin in zip(pairs.rows, pairs.begins.tolist(), strict=True):
        event = pairs.events[row.url]
        if not row.near or not row.weight or fold_of(event or row.url) == fold:
            continue
        stories = [pairs.events[url] or url for url in row.near]
        for option in row.options(logits[begin : begin + len(row.near)], stories):
            other = pairs.events[row.near[option.nearest]]
            if (event is None and other is None) or (other is not None and fold_of(other) == fold):
                continue
            options.append(option.features)
            joins.append(float(event is not None and option.story_id == event))
    story = fit(np.array(options), np.array(joins), STORY_RIDGE)
    return story._replace(bias=story.bias - CAUTION)


def judge_apart(pairs: Pairs) -> tuple[F64, list[Trees]]:
    """Logits of all pairs, by trees that know no event of the pair's fold; and the trees of each fold."""
    logits = np.zeros(len(pairs.features))
    trees = [read_trees(grow(pairs, fold), FEATURES) for fold in range(FOLDS)]
    for fold in range(FOLDS):
        mine = pairs.fold == fold
        logits[mine] = pair_logits(pairs.features[mine], trees[fold])
    return logits, trees


def link_apart(pairs: Pairs, logits: F64, stories_of: Sequence[Logistic], span: Iterable[int]) -> dict[str, str]:
    """Story by url for a stretch of rows, each article decided by the model that does not know its fold."""
    stories: dict[str, str] = {}
    for at in span:
        row, begin = pairs.rows[at], pairs.begins[at]
        model = stories_of[fold_of(pairs.events[row.url] or row.url)]
        best = (0.0, row.url)
        found = row.options(logits[begin : begin + len(row.near)], [stories[url] for url in row.near])
        best = max([best, *((model.logit(option.features), option.story_id) for option in found)])
        stories[row.url] = best[1]
    return stories


def validate(pairs: Pairs, logits: F64, spans: dict[str, range], stories_of: Sequence[Logistic]) -> None:
    """Print cross-validated figures of every stream; those of the undated set are means over its orders."""
    figures: dict[str, list[tuple[float, float, float, int]]] = {}
    for name, span in spans.items():
        gold = {pairs.rows[at].url: event for at in span if (event := pairs.events[pairs.rows[at].url]) is not None}
        figures.setdefault(name.split()[0], []).append(b_cubed(link_apart(pairs, logits, stories_of, span), gold))
    for name, found in figures.items():
        means = np.mean(found, axis=0)
        spread = f"  F1 {min(f[2] for f in found):.4f} to {max(f[2] for f in found):.4f}" if len(found) > 1 else ""
        print(f"{name:6} B3 P {means[0]:.4f} R {means[1]:.4f} F1 {means[2]:.4f}  pulled in {means[3]:.0f}{spread}")


def write_model(trees: str, story: Logistic) -> None:
    folder = Path(models.__file__).parent
    (folder / models.TREES_FILE).write_text(trees, "utf-8")
    path = folder / models.MODEL_FILE
    found = json.loads(path.read_text("utf-8")) if path.exists() else {}
    found.pop("pair", None)
    values = [*story.coefficients.tolist(), story.bias]
    found["story"] = {key: round(value, 4) for key, value in zip((*STORY_FEATURES, "bias"), values, strict=True)}
    path.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print(f"wrote {models.TREES_FILE} and {models.MODEL_FILE}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", nargs="?", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--validate", action="store_true", help="print cross-validated figures")
    parser.add_argument("--linker", action="store_true", help="with --validate: as the linker decides, too")
    parser.add_argument("--write", action="store_true", help="train on everything and write the model")
    options = parser.parse_args()
    if not (options.bench / "linking").is_dir():
        sys.exit(f"{options.bench / 'linking'} is missing: nothing to train on")
    streams = {name: read_stream(options.bench / "linking", name) for name in SETS}
    events = {document.url: document.event for documents in streams.values() for document in documents}
    rows: list[Row] = []
    spans: dict[str, range] = {}
    for name, documents in streams.items():
        found = collect_rows(documents)
        spans[name] = range(len(rows), len(rows) + len(found))
        rows += found
    for order in range(ORDERS):
        found = collect_rows(reorder(streams["ecb"], order), ORDER_WEIGHT)
        spans[f"ecb {order}"] = range(len(rows), len(rows) + len(found))
        rows += found
    for name, count in SMALL_LAKES.items():
        rows += collect_small_lakes(streams[name], [rows[at] for at in spans[name]], count)
    templates, template_events = collect_templates(options.bench / "dedupe")
    rows += templates
    pairs = Pairs(rows, events | template_events)
    logits, trees = judge_apart(pairs)
    if options.validate:
        stories_of = [fit_story(pairs, logits, fold) for fold in range(FOLDS)]
        validate(pairs, logits, spans, stories_of)
        if options.linker:
            print("through the linker, with joins:")
            models_of = [LinkModel(pair, story) for pair, story in zip(trees, stories_of, strict=True)]
            for name, documents in streams.items():
                orders = [reorder(documents, seed) for seed in range(LINKED_ORDERS)] if name == "ecb" else [documents]
                report_orders(name, orders, models_of, fold_of)
    if options.write:
        write_model(grow(pairs, -1), fit_story(pairs, logits, -1))


if __name__ == "__main__":
    main()
