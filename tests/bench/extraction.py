"""How well and how fast pages are read.

usage: extraction.py pages FOLDER [--fast/--no-fast] [--recall/--no-recall] [--errors N]
       extraction.py notices FOLDER [--errors N]
       extraction.py speed FOLDER [--rounds N]
       extraction.py text FILE.jsonl [--documents N]

``pages``: FOLDER holds ``gold.json`` (page stem to text, and optionally title, published, authors) and
``html/``; prints precision, recall and F1 of the body in shingles of four words, averaged over pages,
the share of exact titles, dates and authors (a rejected page has none), and how many words of furniture
and comments leaked, beside bare trafilatura's: words of the lines that have almost nothing in common with
the true text.  ``notices``: FOLDER holds ``docs.jsonl``, ``html/``
and ``labels.jsonl``; a regular expression on labels stands beside it for comparison.  ``speed``: time
a page against bare trafilatura, without and with its metadata, interleaved, the best of rounds.
``text``: time a plain text.
"""

import argparse
import collections
import gzip
import html
import json
import logging
import math
import re
import statistics
import sys
import time
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import trafilatura
from apache_beam.utils.timestamp import Timestamp

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from transforms.elements import Entry, Page, Reject
from transforms.extract import ExtractOptions, extract_article

OBSERVED = Timestamp(1_600_000_000)


def make_page(name: str, **fields: Any) -> Page:
    entry = Entry(name, "html" if fields.get("html") else "json", name, name, 0, 0, -1, OBSERVED, name)
    empty: dict[str, Any] = dict.fromkeys(Page._fields)
    return Page(**{**empty, "entry": entry, "authors": (), **fields})


def read_html(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def shingles(text: str | None, size: int = 4) -> collections.Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text or "")
    size = min(size, len(words)) or 1
    return collections.Counter(tuple(words[i : i + size]) for i in range(max(len(words) - size + 1, 0)))


def overlap_share(predicted: str, true: str) -> tuple[float, float]:
    """Return precision and recall of one body."""
    p, t = shingles(predicted), shingles(true)
    hit = sum((p & t).values())
    return (hit / sum(p.values()) if p else float(not t)), (hit / sum(t.values()) if t else 1.0)


MAX_SHARE_OF_LEAKED_LINE = 0.2
"""A line of the article shares nearly all of its shingles with the true text, furniture next to none."""


def leaked_words(predicted: str, true: str) -> int:
    """Count the words of the lines that are not from the true text."""
    known = shingles(true)
    leaked = 0
    for line in predicted.split("\n"):
        words = re.findall(r"\w+", line)
        own = shingles(line)
        if len(words) < 4:
            leaked += 0 if line.strip(" -*#") in true else len(words)
        elif sum(n for shingle, n in own.items() if shingle in known) < MAX_SHARE_OF_LEAKED_LINE * sum(own.values()):
            leaked += len(words)
    return leaked


def plain(text: str | None) -> str:
    text = unicodedata.normalize("NFKC", html.unescape(text or ""))
    for printed, typed in zip("’‘“”–—", "''\"\"--", strict=True):
        text = text.replace(printed, typed)
    return re.sub(r"\s+", " ", text).strip().casefold()


def days_of(value: Any) -> set[Any]:
    if value is None:
        return set()
    if isinstance(value, Timestamp):
        value = value.to_utc_datetime(has_tz=True)
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    return {moment.date()} | ({moment.astimezone(timezone.utc).date()} if moment.tzinfo else set())


def right_fields(article: Any, gold: dict[str, Any]) -> dict[str, bool]:
    authors = {plain(name) for name in article.authors}
    return {
        "title": plain(article.title) == plain(gold.get("title")),
        "published": bool(days_of(article.published_at) & days_of(gold.get("published"))),
        "authors": authors == {plain(name) for name in gold.get("authors") or ()},
    }


def score_pages(folder: Path, options: ExtractOptions, errors: int) -> None:
    gold = json.loads((folder / "gold.json").read_text("utf-8"))
    for part in sorted({stem.partition("-")[0] for stem in gold}):
        score_part(part, {stem: want for stem, want in gold.items() if stem.startswith(part)}, folder, options, errors)


def score_part(part: str, gold: dict[str, Any], folder: Path, options: ExtractOptions, errors: int) -> None:
    bodies, fields = [], collections.defaultdict(list)
    leaked = bare_leaked = 0
    for stem, want in gold.items():
        data = read_html(folder / "html" / f"{stem}.html.gz")
        bare: Any = trafilatura.bare_extraction(data, fast=options.fast, favor_recall=options.recall)
        bare_leaked += leaked_words(bare.text or "", want["text"]) if bare else 0
        article: Any = extract_article(make_page(f"{stem}.html", html=data), options)
        rejected = isinstance(article, Reject)
        if rejected:
            print(f"  rejected {stem}: {article.reason}, {article.detail}")
        text = "" if rejected else article.text
        leaked += leaked_words(text, want["text"])
        bodies.append((*overlap_share(text, want["text"]), stem))
        for field in ("title", "published", "authors"):
            if not want.get(field):
                continue
            right = not rejected and right_fields(article, want)[field]
            fields[field].append(right)
            if not right and errors and not rejected:
                got = getattr(article, "published_at" if field == "published" else field)
                print(f"  {field} {stem}: {got!r}, wanted {want[field]!r}")
    precision, recall = (statistics.mean(row[i] for row in bodies) for i in (0, 1))
    shares = "".join(f"  {field} {statistics.mean(rights):.3f}" for field, rights in fields.items())
    f1 = 2 * precision * recall / (precision + recall)
    print(f"{part}: pages {len(bodies)}  P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}{shares}")
    print(f"{part}: leaked words {leaked}  bare trafilatura {bare_leaked}  share {leaked / max(bare_leaked, 1):.2f}")
    for p, r, stem in sorted(bodies, key=lambda row: row[0] + row[1])[:errors]:
        print(f"  body {stem}: P {p:.2f} R {r:.2f}")


def letters(text: str | None) -> str:
    return re.sub(r"[^a-z0-9]+", "", (text or "").lower())


def same_note(one: str, other: str) -> bool:
    a, b = letters(one), letters(other)
    return bool(a and b) and (a[:50] in b or b[:50] in a)


_LABEL_ONLY = re.compile(r"^\W*(?:updated?|correction|clarification|editor['’]s note)\b.{0,40}[:.]", re.IGNORECASE)


def label_baseline(text: str) -> list[tuple[str, str]]:
    found = ((line, _LABEL_ONLY.match(line)) for line in text.split("\n"))
    return [("update" if "update" in hit[0].lower() else "correction", line) for line, hit in found if hit]


def score_notices(folder: Path, errors: int) -> None:
    labels = [json.loads(line) for line in (folder / "labels.jsonl").open(encoding="utf-8")]
    ours: dict[str, list[tuple[str, str]]] = {}
    theirs: dict[str, list[tuple[str, str]]] = {}
    for line in (folder / "docs.jsonl").open(encoding="utf-8"):
        document = json.loads(line)
        keep_notices(
            ours,
            theirs,
            document["url"],
            make_page("d", url=document["url"], text=document["text"], title=document.get("title")),
        )
    for path in sorted((folder / "html").iterdir()):
        keep_notices(ours, theirs, path.name.partition(".")[0], make_page(path.name, html=read_html(path)))
    for name, found in (("labels only", theirs), ("writethru", ours)):
        print_notices(name, labels, found, errors if found is ours else 0)


def keep_notices(ours: dict[str, Any], theirs: dict[str, Any], name: str, page: Page) -> None:
    article: Any = extract_article(page)
    ours[name] = [(n.kind, n.text) for n in getattr(article, "notices", ())]
    theirs[name] = label_baseline(page.text or getattr(article, "text", ""))


def print_notices(name: str, labels: list[dict[str, Any]], docs: dict[str, list[tuple[str, str]]], errors: int) -> None:
    found = kind = missed = false = 0
    for label in labels:
        hit = next((n for n in docs.get(label["doc"], ()) if same_note(n[1], label["text"])), None)
        if label["want"] == "notice":
            found, missed = found + (hit is not None), missed + (hit is None)
            kind += hit is not None and hit[0] == label["kind"]
            if errors and (hit is None or hit[0] != label["kind"]):
                got = "missed" if hit is None else hit[0]
                print(f"  {got} {label['doc'][-18:]} {label['kind']}: {label['text'][:errors]!r}")
        elif label["want"] == "not" and hit is not None:
            false += 1
            if errors:
                print(f"  false {label['doc'][-18:]} {hit[0]}: {label['text'][:errors]!r}")
    friends = sum(label["want"] == "not" for label in labels)
    with_kind = f1(kind, found - kind + false, missed + found - kind)
    print(f"{name}: notices {found + missed}  F1 {f1(found, false, missed):.3f}  with kind {with_kind:.3f}"
          f"  false friends {false} of {friends} ({false / friends:.1%})")  # fmt: skip


def f1(hits: int, false: int, missed: int) -> float:
    return 2 * hits / (2 * hits + false + missed) if hits else 0.0


def measure_speed(folder: Path, options: ExtractOptions, rounds: int) -> None:
    pages = [(path.name, read_html(path)) for path in sorted((folder / "html").iterdir())]

    def bare(data: bytes, with_metadata: bool) -> Any:
        return trafilatura.bare_extraction(
            data, fast=options.fast, favor_recall=options.recall, with_metadata=with_metadata
        )

    best: dict[str, list[float]] = {"text": [], "metadata": [], "ours": []}
    for name, data in pages:
        times: dict[str, float] = dict.fromkeys(best, math.inf)
        for _ in range(rounds):
            for what, call in (
                ("text", lambda: bare(data, False)),  # noqa: B023
                ("metadata", lambda: bare(data, True)),  # noqa: B023
                ("ours", lambda: extract_article(make_page(name, html=data), options)),  # noqa: B023
            ):
                started = time.process_time()
                call()
                times[what] = min(times[what], time.process_time() - started)
        for what, spent in times.items():
            best[what].append(spent)
    text, metadata, ours = (statistics.mean(spent) * 1000 for spent in best.values())
    print(f"pages {len(pages)}  bare trafilatura {text:.1f} ms, with metadata {metadata:.1f} ms", end="  ")
    print(f"extract_article {ours:.1f} ms  ratios {ours / text:.2f} and {ours / metadata:.2f}")


def measure_text(lines: Iterable[str], documents: int) -> None:
    pages = []
    for line in list(lines)[:documents]:
        document = json.loads(line)
        pages.append(make_page("d", url=document["url"], text=document["text"], title=document.get("title")))
    extract_article(pages[0])
    times = []
    for page in pages:
        started = time.process_time()
        extract_article(page)
        times.append((time.process_time() - started) * 1000)
    size = statistics.mean(len(page.text or "") for page in pages)
    mean, median = statistics.mean(times), statistics.median(times)
    print(f"documents {len(pages)}  mean {size:.0f} characters", end="  ")
    print(f"mean {mean:.2f} ms  median {median:.2f} ms  slowest {max(times):.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("pages", "notices", "speed", "text"))
    parser.add_argument("path", type=Path)
    parser.add_argument("--fast", action=argparse.BooleanOptionalAction, default=ExtractOptions().fast)
    parser.add_argument("--recall", action=argparse.BooleanOptionalAction, default=ExtractOptions().recall)
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--documents", type=int, default=500)
    given = parser.parse_args()
    logging.disable(logging.WARNING)
    options = ExtractOptions(fast=given.fast, recall=given.recall)
    if given.what == "pages":
        score_pages(given.path, options, given.errors)
    elif given.what == "notices":
        score_notices(given.path, given.errors)
    elif given.what == "speed":
        measure_speed(given.path, options, given.rounds)
    else:
        with given.path.open(encoding="utf-8") as lines:
            measure_text(lines, given.documents)


if __name__ == "__main__":
    main()
