"""Edits as they are shown: words that went and words that came, in colour or between marks."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from rich.text import Text

from pipeline.plain import clean
from transforms.text.diff import Step, align_sentences
from transforms.text.word_diff import WordStep, diff_words

GONE, CAME = "red strike", "green"

# Longest sentence shown whole; a page without a full stop is one sentence.
MAX_SENTENCE_CHARS = 2_000
# Unchanged words that are shown on either side of a change within a long sentence.
CONTEXT_CHARS = 40


class PartStep(NamedTuple):
    """A step of one part of two records: ``headline``, ``text`` or ``notice``; ``words`` for a replaced sentence."""

    part: str
    op: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    words: tuple[WordStep, ...]


def diff_records(before: dict[str, Any], after: dict[str, Any]) -> Iterator[PartStep]:
    """The steps from one record's headline, text and notices to another's, equal ones among them."""
    for part, old, new in (
        ("headline", before["title"], after["title"]),
        ("text", before["text"], after["text"]),
        ("notice", _notices(before), _notices(after)),
    ):
        for step in align_sentences(old or "", new or ""):
            yield PartStep(part, step.op, step.before, step.after, tuple(_words_of(step)))


def _words_of(step: Step) -> list[WordStep]:
    return diff_words(" ".join(step.before), " ".join(step.after)) if step.op == "replace" else []


def _notices(record: dict[str, Any]) -> str:
    return "\n\n".join(notice["text"] for notice in record["notices"] or ())


def sentence_text(sentence: str, style: str = "") -> Text:
    """A sentence for a terminal."""
    shown = clean(sentence[: MAX_SENTENCE_CHARS + 1]).strip()
    return Text(shown if len(shown) <= MAX_SENTENCE_CHARS else shown[:MAX_SENTENCE_CHARS] + "…", style)


def words_text(words: tuple[WordStep, ...] | list[WordStep], colour: bool, whole: bool) -> Text:
    """A replaced sentence: what went, then what came, in colour or as ``[-went-]{+came+}``.

    ``whole`` keeps what stayed; otherwise only as much as shows where the change is.
    """
    text = Text()
    for at, step in enumerate(words):
        if step.op == "equal":
            kept = clean(step.before[: MAX_SENTENCE_CHARS * 2])
            text.append(kept if whole else _around(kept, at == 0, at == len(words) - 1))
            continue
        for words_of, style, marks in ((step.before, GONE, ("[-", "-]")), (step.after, CAME, ("{+", "+}"))):
            if not words_of:
                continue
            shown = clean(words_of[: MAX_SENTENCE_CHARS * 2])[:MAX_SENTENCE_CHARS]
            if shown.startswith(" ") and not text.plain.endswith(" "):
                text.append(" ")
            text.append(shown.strip() if colour else f"{marks[0]}{shown.strip()}{marks[1]}", style)
            if shown.endswith(" ") or (colour and words_of is step.before and step.after):
                text.append(" ")
        if len(text) > MAX_SENTENCE_CHARS:
            text.append("…")
            break
    return text


def _around(kept: str, first: bool, last: bool) -> str:
    """What stayed between two changes, without its middle if that is long."""
    if len(kept) <= 2 * CONTEXT_CHARS:
        return kept
    before = "" if first else _cut_end(kept[:CONTEXT_CHARS])
    after = "" if last else _cut_start(kept[-CONTEXT_CHARS:])
    return f"{before}…{after}"


def _cut_end(text: str) -> str:
    return text.rpartition(" ")[0] + " " if " " in text else text


def _cut_start(text: str) -> str:
    return " " + text.partition(" ")[2] if " " in text else text
