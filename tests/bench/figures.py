"""Killed and injured of labelled reports, and of the stories they make, against their labels.

    python tests/bench/figures.py [GVA.jsonl] [GOLD.tsv] [--half first|second|third|fourth] [--errors N]

Three tables:

- *labelled articles*: ``tests/data/figures_gva.tsv`` says for a hundred articles (by a digest of
  their address) how many killed and injured a careful reader takes from the article; ``-`` is
  none said, ``a|b`` either, ``?`` not scored;
- *sentences*: ``tests/data/figures.tsv``, own sentences with all their figures;
- *stories*: the articles of an incident told in order of publication; the story's figure after a labelled
  article; how far articles of an incident agree, and the story's last figure with most of them (they are no
  gold: numbers do change); how many changes of a count there were.

The articles are shared test material and not part of this project.
"""

import argparse
import hashlib
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from transforms.text.figures import find_figures
from transforms.text.story_figures import Figures, changed_figures
from transforms.text.tellings import NOTHING_TOLD, Telling, Told, tell

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "bench" / "linking"
LABELS = ROOT / "tests" / "data" / "figures_gva.tsv"
SENTENCES = ROOT / "tests" / "data" / "figures.tsv"
KINDS = ("killed", "injured")
COUNTED = ("hits", "claimed", "gold")


def written_of(row: dict[str, Any]) -> datetime:
    """When an article says that it was published."""
    return datetime.fromisoformat(row["published"].replace("Z", "+00:00"))


def rates(hits: int, claimed: int, gold: int) -> str:
    """Precision, recall and F1 in one line."""
    precision, recall = hits / max(1, claimed), hits / max(1, gold)
    f1 = 2 * hits / max(1, claimed + gold)
    return f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  n {gold}"


def read_table(path: Path) -> list[list[str]]:
    """The rows of a tab-separated file without its comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def score_articles(rows: list[dict[str, Any]], half: str, errors: int) -> None:
    by_digest = {digest_of(row["url"]): row for row in rows}
    tally: Counter[tuple[str, str]] = Counter()
    for digest, *labels, part in read_table(LABELS):
        if part != half or digest not in by_digest:
            continue
        row = by_digest[digest]
        found = {one.what: one for one in find_figures(row["title"], row["text"], (), written_of(row))}
        for what, label in zip(KINDS, labels, strict=True):
            said = f"{found[what].value:g}" if what in found and found[what].value else "-"
            if label == "?":
                continue
            tally[what, "claimed"] += said != "-"
            tally[what, "gold"] += label != "-"
            tally[what, "hits"] += said != "-" and said in label.split("|")
            if said not in label.split("|") and errors > 0:
                errors -= 1
                evidence = found[what].evidence if said != "-" else row["text"][:200]
                print(f"   {what} {label} taken as {said}: {row['title']!r}: {evidence!r}")
    for what in KINDS if half not in ("third", "fourth") else ():
        print(f"articles, {half} half, {what:8} {rates(*(tally[what, name] for name in ('hits', 'claimed', 'gold')))}")


def score_sentences(half: str, errors: int) -> None:
    tally: Counter[str] = Counter()
    for part, gold, sentence in read_table(SENTENCES):
        if part != half:
            continue
        parts = ("", sentence) if sentence.endswith(".") else (sentence, "")
        said = {figure_text(one) for one in find_figures(*parts)}
        expected = set(gold.split("; ")) - {"-"}
        tally.update(hits=len(said & expected), claimed=len(said), gold=len(expected), items=1)
        tally.update(none=not expected, alarms=not expected and bool(said))
        if said != expected and errors > 0:
            errors -= 1
            print(f"   {sorted(expected)} taken as {sorted(said)}: {sentence}")
    print(
        f"sentences, {half} half          {rates(tally['hits'], tally['claimed'], tally['gold'])}"
        f"  of {tally['items']} sentences; alarms on {tally['alarms']} of {tally['none']} without"
    )


def figure_text(one: Any) -> str:
    """A figure as the labels write it: ``killed 3 at least``, ``damage 2000000 USD``."""
    return " ".join(
        part for part in (one.what, f"{one.value:f}".rstrip("0").rstrip("."), one.unit, one.qualifier or "") if part
    )


def score_stories(rows: list[dict[str, Any]], half: str) -> None:
    gold = dict(line.split("\t") for line in (SHARED / "gold_gva_dev.tsv").read_text(encoding="utf-8").splitlines())
    labels = {digest: values for digest, *values, part in read_table(LABELS) if part == half}
    told: defaultdict[str, list[dict[str, float]]] = defaultdict(list)
    stories: defaultdict[str, Told] = defaultdict(lambda: NOTHING_TOLD)
    changes: Counter[str] = Counter()
    after: Counter[tuple[str, str]] = Counter()
    begin = time.process_time()
    for row in sorted(rows, key=lambda row: (row["published"], row["url"])):
        found = tuple(find_figures(row["title"], row["text"], (), written_of(row)))
        incident = gold[row["url"]]
        before = stories[incident]
        stories[incident] = tell(before, Telling(written_of(row), row["source"], False, (), found))
        told[incident].append({one.what: one.value for one in found if one.what in KINDS and one.value})
        for one, was in changed_figures(before.figures, stories[incident].figures, found):
            if one.what in KINDS and was is not None:
                changes[f"{one.what} {'up' if one.value > was else 'down'}"] += 1
        for what, label in zip(KINDS, labels.get(digest_of(row["url"]), ()), strict=False):
            held = stories[incident].figures.get((what, ""))
            said = f"{held.value:g}" if held and held.value else "-"
            if label not in "-?":
                after[what, "gold"] += 1
                after[what, "claimed"] += said != "-"
                after[what, "hits"] += said in label.split("|")
    elapsed = time.process_time() - begin
    for what in KINDS:
        print(f"stories after a labelled article, {what:8} {rates(*(after[what, name] for name in COUNTED))}")
    for what in KINDS:
        score_agreement(what, told, {key: story.figures for key, story in stories.items()}, len(rows))
    print(f"changes in stories: {dict(sorted(changes.items()))}")
    print(f"{elapsed / len(rows) * 1e6:.0f} µs of processor time an article")


def score_agreement(
    what: str, told: dict[str, list[dict[str, float]]], held: dict[str, Figures], articles: int
) -> None:
    """How far the articles of an incident agree with each other, and the story's last figure with most of them."""
    tally: Counter[str] = Counter()
    for incident, counts in told.items():
        values = [count[what] for count in counts if what in count]
        tally["told"] += len(values)
        if len(values) < 3:
            continue
        tally["stories"] += 1
        tally["compared"] += len(values)
        tally["agree"] += sum(value == most(values[:at] + values[at + 1 :]) for at, value in enumerate(values))
        tally["held"] += held[incident][what, ""].value == most(values)
    agree, last = tally["agree"] / max(1, tally["compared"]), tally["held"] / max(1, tally["stories"])
    print(
        f"stories, {what:8} told by {tally['told']} of {articles} articles; of those with three or more: articles"
        f" as most others {agree:.3f} ({tally['compared']}), the story's last as most {last:.3f} ({tally['stories']})"
    )


def digest_of(url: str) -> str:
    """The name of an article in the labels."""
    return hashlib.blake2b(url.encode(), digest_size=6).hexdigest()


def most(values: Iterable[float]) -> float:
    """The commonest value; of equally common ones the smallest."""
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="?", type=Path, default=SHARED / "gva_dev.jsonl")
    parser.add_argument("--half", default="first", choices=("first", "second", "third", "fourth"))
    parser.add_argument("--errors", type=int, default=0, help="print so many wrong items of each table")
    args = parser.parse_args()
    rows = [json.loads(line) for line in args.data.read_text(encoding="utf-8").splitlines()]
    score_articles(rows, args.half, args.errors)
    if SENTENCES.exists():
        score_sentences(args.half, args.errors)
    score_stories(rows, args.half)


if __name__ == "__main__":
    main()
