"""Measure story linking on labelled streams, and train its model.

    python -m tests.bench.linking [BENCH] [--set NAME] [--horizon DAYS] [--folds N | --train | --speed | --words]

BENCH (default ../shared/bench) holds ``linking/{gva,ecb,mixed}_dev.jsonl`` (seed documents) and
``linking/gold_{…}_dev.tsv`` (url, event).  Each stream is walked in order of observation, every article
decided when it arrives.  Without an option the shipped model is measured as the linker uses it, copies
and new versions included, without joins and with them: with joins, a cluster is a story as a reader sees
it at the end of the stream.  ``--folds`` trains on all events but a fold's and links that fold's articles
(copies and new versions are then left to the model); ``--train`` writes the model trained on everything
to ``transforms/likeness/link_model.json``.

``--speed`` builds a linker from 20,000 records and links 500 more (articles of ``mixed``, repeated with
other words in them).

``--words`` writes ``transforms/likeness/common_words.json`` anew: in how many of a thousand articles each
common English word stands, counted over the three kinds of text and kept where two of them know it.

The model is trained on each article's nearest earlier records, as the index finds them at that moment,
and on small lakes drawn from the same streams: a lake of two documents must not merge them.
"""

import argparse
import hashlib
import json
import math
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from apache_beam.utils.timestamp import Timestamp

from transforms.elements import Article, Revision
from transforms.joins import Joins
from transforms.known import IndexedRecord
from transforms.likeness import models
from transforms.likeness.features import FEATURES, pair_features, weigh_terms
from transforms.likeness.index import Held, Index, Near
from transforms.likeness.joining import JOIN_AGREEMENT
from transforms.likeness.linking import STORY_FEATURES, LinkModel, pair_logits, story_options
from transforms.likeness.models import Logistic
from transforms.likeness.sketches import Sketch, encode_sketch, sketch_article
from transforms.likeness.terms import find_terms
from transforms.likeness.words import read_word, tokenise
from transforms.link import Linker

F64 = npt.NDArray[np.float64]
SETS = ("gva", "ecb", "mixed")
EVER = timedelta(days=10_000)
RIDGE = 1.0
# Joining a wrong story is worse than missing one: the odds must be e^0.2 to 1 for it.
CAUTION = 0.2
# Small lakes to train on, a set: how many, and how many records they hold.
SMALL_LAKES = {"gva": 3000, "ecb": 1000}
# Pairs of the copies' set whose texts come from this source, and how often each counts.
WIRE = "reuters21578:"
TEMPLATE_WEIGHT = 5
# A word is common if it stands in this share of articles, and in half of it in two kinds of text.
COMMON_SHARE = 0.004
SMALL_SIZES = (1, 1, 2, 3, 5, 10, 20)


class Document(NamedTuple):
    """A labelled article; ``event`` is None where it has no label."""

    url: str
    title: str
    text: str
    source: str | None
    published_at: datetime | None
    observed_at: datetime
    event: str | None


class Row(NamedTuple):
    """An article, its nearest earlier ones, and the features of each pair."""

    url: str
    near: list[str]
    features: F64


def read_stream(folder: Path, name: str) -> list[Document]:
    """The documents of a set in order of observation, ties by url."""
    gold = dict(line.split("\t") for line in (folder / f"gold_{name}_dev.tsv").read_text("utf-8").splitlines())
    documents = []
    with (folder / f"{name}_dev.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            found = json.loads(line)
            published_at = _time(found.get("published"))
            observed_at = _time(found.get("observed")) or published_at
            assert observed_at is not None
            documents.append(
                Document(
                    found["url"],
                    found.get("title", ""),
                    found["text"],
                    found.get("source"),
                    published_at,
                    observed_at,
                    gold.get(found["url"]),
                )
            )
    return sorted(documents, key=lambda document: (document.observed_at, document.url))


def _time(text: str | None) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def sketch(document: Document) -> Sketch:
    return sketch_article(
        document.title, document.text, "en", document.published_at, document.observed_at, document.source
    )


def hold(document: Document, made: Sketch) -> Held:
    return Held(_micros(document), document.url, "", document.url, 1, None, made)


def _micros(document: Document) -> int:
    return int(document.observed_at.timestamp() * 1_000_000)


def b_cubed(predicted: dict[str, str], gold: dict[str, str]) -> tuple[float, float, float, int]:
    """Precision, recall and F1 over the labelled articles, and how many stories hold unlabelled ones too."""
    stories = Counter(predicted[url] for url in gold)
    events = Counter(gold.values())
    pairs = Counter((gold[url], predicted[url]) for url in gold)
    precision = sum(pairs[gold[url], predicted[url]] / stories[predicted[url]] for url in gold) / len(gold)
    recall = sum(pairs[gold[url], predicted[url]] / events[gold[url]] for url in gold) / len(gold)
    others = {story for url, story in predicted.items() if url not in gold}
    return precision, recall, 2 * precision * recall / (precision + recall), len(others & set(stories))


class Linked(NamedTuple):
    """Story by url as a reader sees it at the end, and the joins: (story, the one that it became part of)."""

    stories: dict[str, str]
    joins: list[tuple[str, str]]
    first_stories: dict[str, str]


def link_all(documents: Sequence[Document], horizon: timedelta, joining: bool = True) -> Linked:
    """What the linker decides with the shipped model, with joins or without."""
    linker = Linker(horizon=horizon, least_agreement=JOIN_AGREEMENT if joining else math.inf)
    members = [linker.link(revise(document)) for document in documents]
    joins = [(joined, member.story_id) for member in members for joined in member.joins]
    wholes = Joins(joins)
    placed = {member.revision.article.article_id: member.story_id for member in members}
    return Linked({url: wholes.whole_of(story_id) for url, story_id in placed.items()}, joins, placed)


def report_joins(linked: Linked, gold: dict[str, str]) -> None:
    """Print how many joins brought stories of one event together, by the events of most of their articles."""
    events: dict[str, Counter[str | None]] = defaultdict(Counter)
    for url, story_id in linked.first_stories.items():
        events[story_id][gold.get(url)] += 1
    counts: Counter[str] = Counter()
    for joined, into in linked.joins:
        one, other = (events[story_id].most_common(1)[0][0] for story_id in (joined, into))
        counts["unlabelled" if one is None and other is None else "right" if one == other else "wrong"] += 1
    told = f"{counts['right']} right, {counts['wrong']} wrong, {counts['unlabelled']} of unlabelled stories"
    print(f"       joins: {told}")


def measure_speed(documents: Sequence[Document], known: int = 20_000, asked: int = 500) -> None:
    """Print what it costs to build a linker of ``known`` records and to link ``asked`` more, one core."""
    draw = random.Random(3)
    begin = datetime(2019, 1, 1, tzinfo=timezone.utc)
    revisions = []
    for n in range(known + asked):
        source, round_ = documents[n % len(documents)], n // len(documents)
        words = source.text.split(" ")
        if round_:
            words = [word if len(word) < 5 or draw.random() < 0.5 else f"{word}{round_}" for word in words]
        when = begin + timedelta(seconds=100 * n)
        document = source._replace(url=f"{n}", text=" ".join(words), published_at=when, observed_at=when)
        revisions.append(revise(document))
    records = [
        IndexedRecord(f"r{n}", f"s{n}", f"{n}", 1, "new", None, r.article.observed_at.micros, r.article.sketch)
        for n, r in enumerate(revisions[:known])
    ]
    started = time.process_time()
    linker = Linker(records)
    built = time.process_time()
    for revision in revisions[known:]:
        linker.link(revision)
    each = (time.process_time() - built) / asked
    size = sum(len(r.article.sketch) for r in revisions) / len(revisions)
    print(f"linker of {known} records built in {built - started:.2f} s, sketches of {size:.0f} bytes")
    print(f"{1000 * each:.2f} ms an article linked, {1 / each:.0f} articles a second")


def revise(document: Document) -> Revision:
    """The document as a new article."""
    stamp = Timestamp(micros=_micros(document))
    article = Article(
        document.url, document.url, document.source, "", 0, document.title, (), "en", document.text, (), (), None,
        None, stamp, "", hashlib.blake2b(document.text.encode()).hexdigest(), "", encode_sketch(sketch(document)), "",
    )  # fmt: skip
    return Revision(article, 1, ())


def count_common_words(streams: dict[str, list[Document]]) -> dict[str, int]:
    """Articles per thousand that hold a word; of three kinds of text, halfway from their mean to the most."""
    wire = [document for document in streams["mixed"] if document.event is None]
    kinds = []
    for documents in (streams["gva"], wire, streams["ecb"]):
        counts: Counter[str] = Counter()
        for document in documents:
            tokens = tokenise(f"{document.title}\n{document.text}")
            counts.update({word.form for token in tokens if (word := read_word(token)) is not None})
        kinds.append({form: count / len(documents) for form, count in counts.items()})
    found = {}
    for form in set().union(*kinds) | {str(n) for n in range(101)}:
        shares = [kind.get(form, 0.0) for kind in kinds]
        share = sum(shares) / 6 + max(shares) / 2
        if form.isdigit() and len(form) <= 3 and int(form) <= 100 and form == str(int(form)):
            found[form] = max(1, round(1000 * share))
        elif (
            form.isascii()
            and len(form) > 1
            and not any(char.isdigit() for char in form)
            and share >= COMMON_SHARE
            and sum(s > COMMON_SHARE / 2 for s in shares) >= 2
        ):
            found[form] = round(1000 * share)
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def collect_rows(documents: Sequence[Document], horizon: timedelta) -> list[Row]:
    """What the index finds for each document at the moment that it arrives."""
    index = Index(horizon=horizon)
    rows = []
    for document in documents:
        made = sketch(document)
        index.advance(_micros(document))
        rows.append(find_row(document, made, index))
        index.add(hold(document, made))
    return rows


def collect_small_lakes(documents: Sequence[Document], count: int, seed: int = 1) -> list[Row]:
    """Rows from lakes of a few earlier documents, half of which hold one of the same event."""
    draw = random.Random(seed)
    labelled = [document for document in documents if document.event is not None]
    sketches = {document.url: sketch(document) for document in labelled}
    rows: list[Row] = []
    while len(rows) < count:
        at = draw.randrange(1, len(labelled))
        document, earlier = labelled[at], labelled[:at]
        others = [d for d in earlier[-200:] if d.event != document.event]
        same = [d for d in earlier if d.event == document.event]
        if not others:
            continue
        lake = draw.sample(others, min(len(others), draw.choice(SMALL_SIZES)))
        if same and draw.random() < 0.5:
            lake[0] = draw.choice(same)
        index = Index([hold(d, sketches[d.url]) for d in lake], EVER)
        rows.append(find_row(document, sketches[document.url], index))
    return rows


def collect_templates(folder: Path, repeat: int = TEMPLATE_WEIGHT) -> tuple[list[Row], dict[str, str | None]]:
    """Rows of wire texts from one template, and of copies and new versions, in lakes of one document."""
    documents = {}
    with (folder / "docs_dev.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            found = json.loads(line)
            when = _time(found.get("published")) or datetime(2012, 1, 1, tzinfo=timezone.utc)
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
        index = Index([hold(older, sketch(older))], EVER)
        rows += [find_row(newer, sketch(newer), index)] * repeat
    return rows, events


def find_row(document: Document, made: Sketch, index: Index) -> Row:
    terms = find_terms(made)
    weights, name_weights = weigh_terms(made, terms, index)
    near: Near = index.nearest(made, terms, weights, name_weights)
    if not near.held:
        return Row(document.url, [], np.zeros((0, len(FEATURES))))
    features = pair_features(made, terms, weights, near, index)
    return Row(document.url, [held.record_id for held in near.held], features)


def fit(rows: F64, truth: F64, ridge: float = RIDGE) -> Logistic:
    """Logistic regression by Newton's method on standardised features, with a ridge penalty."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    x = np.column_stack([(rows - mean) / scale, np.ones(len(rows))])
    penalty = np.append(np.full(rows.shape[1], ridge), 1e-6)
    found = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ found, -30, 30)))
        gradient = x.T @ (p - truth) + penalty * found
        hessian = (x * np.maximum(p * (1 - p), 1e-6)[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        found -= step
        if np.abs(step).max() < 1e-6:
            break
    coefficients = found[:-1] / scale
    return Logistic(coefficients, float(found[-1] - (coefficients * mean).sum()))


def train(rows: Iterable[Row], events: dict[str, str | None], left_out: frozenset[str] = frozenset()) -> LinkModel:
    """A model from all rows of events that are not left out; stories are the events themselves."""
    kept = [row for row in rows if row.near and events[row.url] not in left_out]
    pairs, same = [], []
    for row in kept:
        event = events[row.url]
        for url, features in zip(row.near, row.features, strict=True):
            other = events[url]
            if (event is None and other is None) or other in left_out:
                continue
            pairs.append(features)
            same.append(float(event is not None and event == other))
    pair = fit(np.array(pairs), np.array(same))
    options, joins = [], []
    for row in kept:
        event = events[row.url]
        logits = pair_logits(row.features, pair)
        for option in story_options(logits, [events[url] or url for url in row.near]):
            if event is not None or events[row.near[option.nearest]] is not None:
                options.append(option.features)
                joins.append(float(event is not None and option.story_id == event))
    story = fit(np.array(options), np.array(joins))
    return LinkModel(pair, story._replace(bias=story.bias - CAUTION))


def link_rows(rows: Iterable[Row], model_of: dict[str, LinkModel], default: LinkModel) -> dict[str, str]:
    """Story by url, each article decided by its own model."""
    stories: dict[str, str] = {}
    for row in rows:
        model = model_of.get(row.url, default)
        best = (0.0, row.url)
        if row.near:
            logits = pair_logits(row.features, model.pair)
            for option in story_options(logits, [stories[url] for url in row.near]):
                best = max(best, (model.story.logit(option.features), option.story_id))
        stories[row.url] = best[1]
    return stories


def fold_of(event: str, folds: int) -> int:
    """The fold of an event; twin events of one topic stay together."""
    topic = event.removesuffix("plus")
    return int.from_bytes(hashlib.blake2b(topic.encode(), digest_size=4).digest(), "little") % folds


def report(name: str, stories: dict[str, str], documents: Sequence[Document], seconds: float, note: str = "") -> None:
    gold = {document.url: document.event for document in documents if document.event is not None}
    precision, recall, f1, mixed = b_cubed(stories, gold)
    print(
        f"{name:6} B3 P {precision:.4f} R {recall:.4f} F1 {f1:.4f}  unlabelled pulled in {mixed}  "
        f"{len(documents)} articles, {1000 * seconds / len(documents):.2f} ms each  {note}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", nargs="?", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--set", choices=SETS, action="append", help="only this set (measuring)")
    parser.add_argument("--horizon", type=float, default=EVER.days, help="days (default: no limit)")
    parser.add_argument("--folds", type=int, default=0, help="cross-validate with so many folds")
    parser.add_argument("--train", action="store_true", help="write the model")
    parser.add_argument("--speed", action="store_true", help="measure time instead of quality")
    parser.add_argument("--words", action="store_true", help="write the table of common words")
    options = parser.parse_args()
    folder = options.bench / "linking"
    if not folder.is_dir():
        sys.exit(f"{folder} is missing: nothing to measure")
    horizon = timedelta(days=options.horizon)
    if options.speed:
        measure_speed(read_stream(folder, "mixed"))
        return
    if options.words:
        table = count_common_words({name: read_stream(folder, name) for name in SETS})
        path = Path(models.__file__).with_name("common_words.json")
        path.write_text(json.dumps(table, indent=0) + "\n", "utf-8")
        print(f"wrote {len(table)} words")
        return
    if not options.folds and not options.train:
        for name in options.set or SETS:
            documents = read_stream(folder, name)
            begin = time.process_time()
            apart = link_all(documents, horizon, joining=False)
            report(name, apart.stories, documents, time.process_time() - begin, "without joins")
            begin = time.process_time()
            linked = link_all(documents, horizon)
            report(name, linked.stories, documents, time.process_time() - begin, "with joins")
            report_joins(linked, {document.url: document.event for document in documents if document.event})
        return
    streams = {name: read_stream(folder, name) for name in SETS}
    events = {document.url: document.event for documents in streams.values() for document in documents}
    rows = {name: collect_rows(documents, horizon) for name, documents in streams.items()}
    everything = [row for found in rows.values() for row in found]
    for name, count in SMALL_LAKES.items():
        everything += collect_small_lakes(streams[name], count)
    templates, template_events = collect_templates(options.bench / "dedupe")
    everything += templates
    events |= template_events
    model = train(everything, events)
    if options.train:
        write_model(model)
    if options.folds:
        cross_validate(streams, rows, everything, events, options.folds, model)


def cross_validate(
    streams: dict[str, list[Document]],
    rows: dict[str, list[Row]],
    everything: list[Row],
    events: dict[str, str | None],
    folds: int,
    default: LinkModel,
) -> None:
    """Print the figures where every labelled article is linked by a model that knows no event of its fold."""
    by_fold = defaultdict(set)
    for event in set(events.values()) - {None}:
        assert event is not None
        by_fold[fold_of(event, folds)].add(event)
    fold_models = {fold: train(everything, events, frozenset(left_out)) for fold, left_out in by_fold.items()}
    model_of = {url: fold_models[fold_of(event, folds)] for url, event in events.items() if event is not None}
    for name, documents in streams.items():
        begin = time.process_time()
        stories = link_rows(rows[name], model_of, default)
        report(name, stories, documents, time.process_time() - begin)


def write_model(model: LinkModel) -> None:
    path = Path(models.__file__).with_name(models.MODEL_FILE)
    found = json.loads(path.read_text("utf-8")) if path.exists() else {}
    for name, features, part in (("pair", FEATURES, model.pair), ("story", STORY_FEATURES, model.story)):
        values = [*part.coefficients.tolist(), part.bias]
        found[name] = {key: round(value, 4) for key, value in zip((*features, "bias"), values, strict=True)}
    path.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print(f"wrote {path.name}")


if __name__ == "__main__":
    main()
