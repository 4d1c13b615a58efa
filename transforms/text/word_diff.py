"""What an edit changed inside a sentence, word by word."""

import re
from collections import Counter
from difflib import SequenceMatcher
from typing import NamedTuple


class WordStep(NamedTuple):
    """A run of one alignment: ``op`` is equal, insert, delete or replace."""

    op: str
    before: str
    after: str


# A word, a run of white space, or a sign. Scripts without spaces between words go letter by letter:
# Thai to Khmer, kana, Chinese characters.
_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_TOKEN = re.compile(rf"\d+(?:[.,:]\d+)*|[{_UNSPACED}]|[^\W\d{_UNSPACED}]+|\s+|[^\w\s]|\w")

# Pairs of equal words that are compared at most; a sentence that repeats one word a thousand times would take
# the square of that (test_word_diff.py::test_a_megabyte_without_a_full_stop_takes_less_than_a_second).
MAX_PAIRS = 200_000
MAX_TOKENS = 4_000


def diff_words(before: str, after: str) -> list[WordStep]:
    """The steps from one sentence to another; their sides, joined, are the two sentences.

    White space alone between two changes belongs to them, so that a reader sees one change.  What would take
    too long to compare is one replacement, between what both have at head and tail.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    steps = [WordStep("equal", "".join(old[:head]), "".join(old[:head]))] if head else []
    steps += _merge(_middle(old[head : len(old) - tail], new[head : len(new) - tail]))
    if tail:
        steps.append(WordStep("equal", "".join(old[-tail:]), "".join(old[-tail:])))
    return steps


def _middle(old: list[str], new: list[str]) -> list[WordStep]:
    counts = Counter(new)
    pairs = sum(counts[token] for token in old)
    if max(len(old), len(new)) > MAX_TOKENS or pairs > MAX_PAIRS:
        return [_step("".join(old), "".join(new))]
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [WordStep(op, "".join(old[i:k]), "".join(new[j:m])) for op, i, k, j, m in opcodes]


def _merge(steps: list[WordStep]) -> list[WordStep]:
    """One change for two that only white space keeps apart."""
    merged: list[WordStep] = []
    for at, step in enumerate(steps):
        between = step.op == "equal" and step.before.isspace() and 0 < at < len(steps) - 1
        if merged and merged[-1].op != "equal" and (between or step.op != "equal"):
            merged[-1] = _step(merged[-1].before + step.before, merged[-1].after + step.after)
        elif step.before or step.after:
            merged.append(step)
    return merged


def _step(before: str, after: str) -> WordStep:
    if before and after:
        return WordStep("replace", before, after)
    return WordStep("delete" if before else "insert", before, after)
