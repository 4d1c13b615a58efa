"""Measure story linking on labelled streams.

    python -m tests.bench.linking [BENCH] [--set NAME] [--horizon DAYS] [--speed | --words]

BENCH (default ../shared/bench) holds ``linking/{gva,ecb,mixed}_dev.jsonl`` (seed documents) and
``linking/gold_{…}_dev.tsv`` (url, event).  Each stream is walked in order of observation, every article
decided when it arrives.  Without an option the shipped model is measured as the linker uses it, copies
and new versions included, without joins and with them: with joins, a cluster is a story as a reader sees
it at the end of the stream.  (``python -m tests.bench.link_training`` trains the model and cross-validates it.)

``--speed`` measures what it costs to fingerprint, compare, link and decide an article with 20,000 records held
(articles of ``mixed``, repeated with other words in them).

``--words`` writes ``transforms/likeness/common_words.json`` anew: in how many of a thousand articles each
common English word stands, counted over the three kinds of text and kept where two of them know it.
"""

import argparse
import hashlib
import json
import math
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from apache_beam.utils.timestamp import Timestamp

from tests.bench.link_speed import measure_speed
from transforms.elements import Article, Revision
from transforms.joins import Joins
from transforms.likeness import models
from transforms.likeness.encoding import encode_sketch
from transforms.likeness.held import HORIZON, Held, Horizon
from transforms.likeness.joining import JOIN_AGREEMENT
from transforms.likeness.sketches import Sketch, sketch_article
from transforms.likeness.words import read_word, tokenise
from transforms.link import Linker

F64 = npt.NDArray[np.float64]
SETS = ("gva", "ecb", "mixed")
# A word is common if it stands in this share of articles, and in half of it in two kinds of text.
COMMON_SHARE = 0.004


class Document(NamedTuple):
    """A labelled article; ``event`` is None where it has no label."""

    url: str
    title: str
    text: str
    source: str | None
    published_at: datetime | None
    observed_at: datetime
    event: str | None


def read_stream(folder: Path, name: str) -> list[Document]:
    """The documents of a set in order of observation, ties by url."""
    gold = dict(line.split("\t") for line in (folder / f"gold_{name}_dev.tsv").read_text("utf-8").splitlines())
    documents = []
    with (folder / f"{name}_dev.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            found = json.loads(line)
            published_at = parse_time(found.get("published"))
            observed_at = parse_time(found.get("observed")) or published_at
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


def parse_time(text: str | None) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def sketch(document: Document) -> Sketch:
    return sketch_article(
        document.title, document.text, "en", document.published_at, document.observed_at, document.source
    )


def hold(document: Document, made: Sketch) -> Held:
    return Held(micros(document), document.url, "", document.url, 1, None, encode_sketch(made))


def micros(document: Document) -> int:
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


def link_all(documents: Sequence[Document], horizon: Horizon, joining: bool = True) -> Linked:
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


def revise(document: Document) -> Revision:
    """The document as a new article."""
    stamp = Timestamp(micros=micros(document))
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
    parser.add_argument("--horizon", type=float, help="days, and no records beyond (default: the shipped horizon)")
    parser.add_argument("--speed", action="store_true", help="measure time instead of quality")
    parser.add_argument("--words", action="store_true", help="write the table of common words")
    options = parser.parse_args()
    folder = options.bench / "linking"
    if not folder.is_dir():
        sys.exit(f"{folder} is missing: nothing to measure")
    horizon = HORIZON if options.horizon is None else Horizon(timedelta(days=options.horizon), 0)
    if options.speed:
        measure_speed(read_stream(folder, "mixed"))
        return
    if options.words:
        table = count_common_words({name: read_stream(folder, name) for name in SETS})
        path = Path(models.__file__).with_name("common_words.json")
        path.write_text(json.dumps(table, indent=0) + "\n", "utf-8")
        print(f"wrote {len(table)} words")
        return
    for name in options.set or SETS:
        documents = read_stream(folder, name)
        begin = time.process_time()
        apart = link_all(documents, horizon, joining=False)
        report(name, apart.stories, documents, time.process_time() - begin, "without joins")
        begin = time.process_time()
        linked = link_all(documents, horizon)
        report(name, linked.stories, documents, time.process_time() - begin, "with joins")
        report_joins(linked, {document.url: document.event for document in documents if document.event})


if __name__ == "__main__":
    main()
