"""Measure lost facts: change one fact of a real text, and count how often the result passes for a copy.

    python -m tests.bench.mutants [BENCH]

BENCH (default ../shared/bench) holds ``dedupe/docs_dev.jsonl``.  Every text is changed in one place: a
number, two numbers or two names exchanged, "not" put in, a plain word or a weekday replaced, a sentence of
another text added.  What cannot be told from the text without the change (a doubled "not") counts as well.
"""

import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

from transforms.likeness.copies import judge
from transforms.likeness.sketches import Sketch, sketch_article

WHEN = datetime(2016, 5, 5, tzinfo=timezone.utc)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NUMBER = re.compile(r"\b\d+\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}")
_PLAIN = re.compile(r"\b[a-z]{5,}\b")
_VERB = re.compile(r"\b(?:was|were|is|are|has|had|will|would)\b ")
_WEEKDAY = re.compile("|".join(WEEKDAYS))


def _exchange(text: str, pattern: re.Pattern[str], draw: random.Random) -> str | None:
    found = list(pattern.finditer(text))
    if len(found) < 2:
        return None
    one, other = sorted(draw.sample(found, 2), key=re.Match.start)
    between = text[one.end() : other.start()]
    return f"{text[: one.start()]}{other[0]}{between}{one[0]}{text[other.end() :]}" if one[0] != other[0] else None


def _replace(text: str, pattern: re.Pattern[str], draw: random.Random, new: Callable[[str], str]) -> str | None:
    found = list(pattern.finditer(text))
    if not found:
        return None
    one = draw.choice(found)
    changed = text[: one.start()] + new(one[0]) + text[one.end() :]
    return changed if changed != text else None


def mutate(kind: str, text: str, other: str, draw: random.Random) -> str | None:
    """``text`` with one fact changed, or None where it has none of the kind."""
    match kind:
        case "number":
            return _replace(text, _NUMBER, draw, lambda number: str(int(number) + draw.choice((1, 2, 10))))
        case "numbers exchanged":
            return _exchange(text, _NUMBER, draw)
        case "names exchanged":
            return _exchange(text, _NAME, draw)
        case "negation":
            return _replace(text, _VERB, draw, lambda verb: f"{verb}not ")
        case "plain word":
            words = _PLAIN.findall(text)
            return _replace(text, _PLAIN, draw, lambda _: draw.choice(words))
        case "weekday":
            return _replace(text, _WEEKDAY, draw, lambda _: draw.choice(WEEKDAYS))
        case _:
            sentences = [s for s in re.split(r"(?<=\.)\s+", other) if 6 < len(s.split()) < 25]
            return f"{text} {draw.choice(sentences)}" if sentences else None


KINDS = ("number", "numbers exchanged", "names exchanged", "negation", "plain word", "weekday", "sentence")


def main() -> None:
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/bench") / "dedupe" / "docs_dev.jsonl"
    if not path.is_file():
        sys.exit(f"{path} is missing: nothing to measure")
    documents = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for kind in KINDS:
        draw = random.Random(kind)
        verdicts: Counter[str] = Counter()
        for document in documents:
            changed = mutate(kind, document["text"], draw.choice(documents)["text"], draw)
            if changed is not None:
                older, newer = _sketch(document, document["text"]), _sketch(document, changed)
                verdicts[judge(older, newer).relation] += 1
        print(f"{kind:18} lost {verdicts['copy']} of {verdicts.total()}")


def _sketch(document: dict[str, str], text: str) -> Sketch:
    return sketch_article(document.get("title", ""), text, "en", WHEN, WHEN, None)


if __name__ == "__main__":
    main()
