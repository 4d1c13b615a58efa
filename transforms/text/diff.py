"""What an edit changed, sentence by sentence.

Sentences are compared by a key that ignores white space and the typography of quotes and
dashes: a page set in another type is not another text.
"""

import re
from bisect import bisect_left
from collections import Counter
from difflib import SequenceMatcher
from typing import NamedTuple
from unicodedata import normalize

from transforms.text.furniture import is_furniture, is_stamp
from transforms.text.sentences import Sentence, split_sentences


class Step(NamedTuple):
    """A run of one alignment: ``op`` is equal, insert, delete or replace.

    ``before`` and ``after`` hold the sentences of either side, as they stand there.
    """

    op: str
    before: tuple[str, ...]
    after: tuple[str, ...]


# Below this share of common words two sentences are not two versions of one
# (test_diff.py::test_unlike_sentences_are_a_deletion_and_an_insertion).
PAIR_SIMILARITY = 0.4
# Characters of a text above which lines are compared: no article is so long
# (test_diff.py::test_a_megabyte_takes_less_than_a_second).
LONG_TEXT = 300_000
# Sentences of one changed run that are paired by likeness; a longer run is paired in order, since
# the search is quadratic (test_diff.py::test_a_megabyte_takes_less_than_a_second).
PAIRED_RUN = 40
# Sentences on either side (after what is common at head and tail is cut off) that are aligned
# exactly; beyond it only sentences that occur once on both sides are anchors.
EXACT_RUN = 1_500

# Scripts that put no spaces between words: Thai to Khmer, kana, Chinese characters.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_PARAGRAPH = re.compile(r"\S[^\n]*(?<=\S)")
# Letters of a sentence that are compared.
_LONGEST_LIKENESS = 4_000
_WORD = re.compile(r"\w+")
_SPACE = re.compile(r"\s+")
_DASH = re.compile(r"\s*-+\s*")
# Words and numbers as they are, without what stands between two sentences: "1.4" is not "14".
_SPOKEN = re.compile(r"\w+(?:[.,:/'-]\w+)*")
_TYPOGRAPHY = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "`": "'", "–": "-",
     "—": "-", "−": "-", "‐": "-", "‑": "-", "…": "...", "\u00ad": "", "\u200b": "", "\ufeff": "", "‛": "'",
     "‟": '"', "‹": "'", "›": "'", "′": "'", "″": '"'}
)  # fmt: skip


def sentence_key(sentence: str) -> str:
    """What two settings of one sentence have in common: white space, quotes and dashes folded."""
    folded = _SPACE.sub(" ", sentence.translate(_TYPOGRAPHY).replace('"', "'")).strip()
    if not folded.isascii():
        folded = normalize("NFC", folded)
    return _DASH.sub("-", folded) if "-" in folded else folded


def diff_sentences(before: str, after: str) -> list[tuple[str, str, str]]:
    """The edits that lead from one text to another, in text order.

    What says nothing new is no edit: equal sentences, sentences that only moved, sentences that were
    only divided or joined, counters of readers and lines that tell when the page was changed.  The
    alignment itself (``align_sentences``) leaves nothing out.

    Args:
      before, after: two versions of a text.

    Returns:
      ``(op, before, after)`` with op ``insert`` (before is empty), ``delete`` (after is empty) or
      ``replace`` (one sentence and its new version).
    """
    edits: list[tuple[str, str, str]] = []
    run: list[Step] = []
    steps = align_sentences(before, after)
    moved = _count_moved(steps)
    left = {"insert": Counter(moved), "delete": Counter(moved)}
    for step in [*steps, Step("equal", (), ())]:
        if step.op != "equal":
            run.append(step)
            continue
        if not _is_redivided(run):
            edits += [(one.op, " ".join(one.before), " ".join(one.after)) for one in run if _is_edit(one, left)]
        run = []
    return edits


def _count_moved(steps: list[Step]) -> Counter[str]:
    """How many sentences of each key go out in one place and come in at another."""
    found = {"insert": Counter[str](), "delete": Counter[str]()}
    for step in steps:
        if step.op in found:
            found[step.op].update(sentence_key(text) for text in step.before + step.after)
    return found["insert"] & found["delete"]


def _is_edit(step: Step, moved: dict[str, Counter[str]]) -> bool:
    """Whether a step says something new; each moved sentence is counted off ``moved``."""
    texts = step.before + step.after
    if step.op in moved:
        key = sentence_key(texts[0])
        if moved[step.op][key] > 0:
            moved[step.op][key] -= 1
            return False
    return not all(_is_counter(text) for text in texts)


def _is_counter(text: str) -> bool:
    """Whether a sentence only counts readers, or says when the page was changed."""
    stamp = is_stamp(text)
    return is_furniture(text) or (stamp is not None and stamp[0] == "modified")


def _is_redivided(run: list[Step]) -> bool:
    """Whether a changed run has the same words in another number of sentences."""
    old = [text for step in run for text in step.before]
    new = [text for step in run for text in step.after]
    if len(old) == len(new) or not old or not new:
        return False
    return _spoken(old) == _spoken(new)


def _spoken(sentences: list[str]) -> list[str]:
    return _SPOKEN.findall(sentence_key("\n".join(sentences)).casefold())


def align_sentences(before: str, after: str) -> list[Step]:
    """Every sentence of two texts in order, as steps that lead from one to the other.

    The ``before`` sides of all steps are the sentences of the first text, the ``after`` sides
    those of the second.  An ``equal`` step holds a whole run, any other step one sentence
    on each side where it has one.

    Texts of more than ``LONG_TEXT`` characters are compared by line, not by sentence.
    The exact alignment is bounded: where more than ``EXACT_RUN`` sentences changed, sentences
    that occur exactly once on both sides are matched in order, and the rest between
    them is aligned by the same rule without a second attempt.
    """
    divide = split_sentences if max(len(before), len(after)) <= LONG_TEXT else _paragraphs
    old, new = _texts(divide(before)), _texts(divide(after))
    old_keys, new_keys = [sentence_key(text) for text in old], [sentence_key(text) for text in new]
    steps: list[Step] = []
    done_old = done_new = 0
    runs = _matching_runs(old_keys, new_keys)
    moved = _moved_keys(runs, old_keys, new_keys)
    for start_old, start_new, size in runs:
        steps.extend(_changed(old[done_old:start_old], new[done_new:start_new], moved))
        done_old, done_new = start_old + size, start_new + size
        if size:
            steps.append(Step("equal", old[start_old:done_old], new[start_new:done_new]))
    return steps


def _texts(sentences: list[Sentence]) -> tuple[str, ...]:
    return tuple(sentence.text for sentence in sentences)


def _paragraphs(text: str) -> list[Sentence]:
    return [Sentence(line.start(), line.end(), line.group()) for line in _PARAGRAPH.finditer(text)]


def _matching_runs(old: list[str], new: list[str]) -> list[tuple[int, int, int]]:
    """Runs ``(start in old, start in new, length)`` of equal keys in order; the last has length 0."""
    limit = min(len(old), len(new))
    head = 0
    while head < limit and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < limit - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    runs = [(0, 0, head)] if head else []
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    if middle_old and middle_new:
        match = _exact_runs if max(len(middle_old), len(middle_new)) <= EXACT_RUN else _anchored_runs
        runs += [(head + i, head + j, size) for i, j, size in match(middle_old, middle_new)]
    if tail:
        runs.append((len(old) - tail, len(new) - tail, tail))
    runs.append((len(old), len(new), 0))
    return runs


def _exact_runs(old: list[str], new: list[str]) -> list[tuple[int, int, int]]:
    counts = Counter(new)
    # A line repeated hundreds of times makes the matcher quadratic; anchors do without it.
    if sum(counts[key] for key in old) > EXACT_RUN * 20:
        return _anchored_runs(old, new)
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return [(block.a, block.b, block.size) for block in blocks if block.size]


def _anchored_runs(old: list[str], new: list[str]) -> list[tuple[int, int, int]]:
    """Runs around sentences that occur once on both sides, the longest ones in order."""
    old_counts, new_counts = Counter(old), Counter(new)
    place = {key: index for index, key in enumerate(new) if new_counts[key] == 1}
    pairs = [(i, place[key]) for i, key in enumerate(old) if old_counts[key] == 1 and key in place]
    runs: list[tuple[int, int, int]] = []
    for i, j in _longest_rising(pairs):
        if runs and runs[-1][0] + runs[-1][2] == i and runs[-1][1] + runs[-1][2] == j:
            runs[-1] = (runs[-1][0], runs[-1][1], runs[-1][2] + 1)
        else:
            runs.append((i, j, 1))
    return runs


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence whose second numbers rise (patience sorting)."""
    tops: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for index, (_, j) in enumerate(pairs):
        pile = bisect_left(tops, j)
        previous.append(ends[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(j)
            ends.append(index)
        else:
            tops[pile], ends[pile] = j, index
    chosen = []
    index = ends[-1] if ends else -1
    while index >= 0:
        chosen.append(pairs[index])
        index = previous[index]
    return chosen[::-1]


def _moved_keys(runs: list[tuple[int, int, int]], old: list[str], new: list[str]) -> set[str]:
    """Keys of sentences that stand outside the matching runs on both sides."""
    gone, come = set[str](), set[str]()
    done_old = done_new = 0
    for start_old, start_new, size in runs:
        gone.update(old[done_old:start_old])
        come.update(new[done_new:start_new])
        done_old, done_new = start_old + size, start_new + size
    return gone & come


def _changed(old: tuple[str, ...], new: tuple[str, ...], moved: set[str]) -> list[Step]:
    """Steps for a run without equal sentences: likely versions paired, the rest out and in.

    A sentence that only moved is no version of another one.
    """
    stay_old = [i for i, text in enumerate(old) if not moved or sentence_key(text) not in moved]
    stay_new = [j for j, text in enumerate(new) if not moved or sentence_key(text) not in moved]
    found = _pair(tuple(old[i] for i in stay_old), tuple(new[j] for j in stay_new))
    pairs = [(stay_old[i], stay_new[j]) for i, j in found]
    steps: list[Step] = []
    done_old = done_new = 0
    for i, j in [*pairs, (len(old), len(new))]:
        steps += [Step("delete", (text,), ()) for text in old[done_old:i]]
        steps += [Step("insert", (), (text,)) for text in new[done_new:j]]
        if i < len(old) and j < len(new):
            steps.append(Step("replace", (old[i],), (new[j],)))
        done_old, done_new = i + 1, j + 1
    return steps


def _pair(old: tuple[str, ...], new: tuple[str, ...]) -> list[tuple[int, int]]:
    """Pairs of sentences that are versions of each other, rising on both sides."""
    if not old or not new:
        return []
    old_words = [_words(text) for text in old]
    new_words = [_words(text) for text in new]
    if max(len(old), len(new)) > PAIRED_RUN:
        candidates = [(i, i) for i in range(min(len(old), len(new)))]
        return [pair for pair in candidates if _alike(old_words[pair[0]], new_words[pair[1]]) >= PAIR_SIMILARITY]
    # The best total likeness of an order-keeping pairing, by dynamic programming.
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    likeness = [[_alike(a, b) for b in new_words] for a in old_words]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            paired = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] >= PAIR_SIMILARITY else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    pairs = []
    i = j = 0
    while i < len(old) and j < len(new) and best[i][j] > 0:
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            pairs.append((i, j))
            i, j = i + 1, j + 1
    return pairs


def _words(text: str) -> Counter[str]:
    """Words with their numbers; pairs of letters where a script puts no spaces between words."""
    lower = text[:_LONGEST_LIKENESS].lower()
    found = _WORD.findall(lower)
    if _UNSPACED.search(lower):
        return Counter(lower[i : i + 2] for i in range(len(lower) - 1))
    return Counter(found)


def _alike(a: Counter[str], b: Counter[str]) -> float:
    """Share of common words, counted with repetition: 2 · common / all (0 to 1)."""
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 0.0
