"""Take the furniture out of a text that has no markup to go by.

What stands around an article is of a few kinds, and each is known by its form: reader comments at
the end, boxes that lead elsewhere, credits and the author's portrait after the last paragraph, time
stamps and counters before the first.  Two rules keep the article whole: a line goes only if *all* of
it is furniture, and a heading such as "More from …" goes only with the headlines under it, never
with sentences.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from transforms.text.furniture_lines import (
    MAX_LINE_CHARS,
    byline_names,
    ends_sentence,
    is_always_heading,
    is_box_heading,
    is_credit,
    is_furniture,
    is_labelled,
    is_portrait,
    is_signature,
    is_stamp,
)
from transforms.text.letters import letters_of
from transforms.text.page_comments import split_comments

HEAD_LINES = 8
"""How many lines from the top may be stamps and bylines."""

TITLE_LINES = 4
"""How many lines from the top may repeat the title."""

MIN_TITLE_LETTERS = 12
"""A shorter title may end a sentence; defended by test_short_title_at_the_end_of_a_sentence_stays."""

TAIL_LINES = 12
"""How many lines from the end may be credits, portraits and boxes."""

MAX_BOX_ITEMS = 8
"""How many headlines under a box heading belong to it."""

MIN_ITEM_WORDS = 4
"""A shorter line under a box heading may be a heading of the article."""


class Cleaned(NamedTuple):
    """A text without its furniture.

    Attributes:
      paragraphs: what the article says, in order.
      comments: what readers said under it, one string each, the name first where there is one.
      authors: from a byline or a signature, if there was one.
      published, modified: from stamp lines that were taken out (UTC).
    """

    paragraphs: tuple[str, ...]
    comments: tuple[str, ...]
    authors: tuple[str, ...]
    published: datetime | None
    modified: datetime | None


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff\u200b\u2060\ud800-\udfff]")


def clean_text(text: str, title: str = "", authors: Sequence[str] = (), headlines: Sequence[str] = ()) -> Cleaned:
    """Take a text apart into article, comments and the facts its furniture gave.

    Args:
      text: body of a text document, or what an extractor left of a page; lines and blank lines matter.
      title: repeated as the first line it is furniture.
      authors: known names: a line that only names one of them is a signature.
      headlines: what else stands over the text, as the title with its kicker; furniture there as well.
    """
    lines = _lines_of(text)
    lines, comments, signed = split_comments(lines)
    head = _clean_head(lines, frozenset(filter(None, map(letters_of, (title, *headlines)))))
    lines = _drop_boxes(head.lines)
    names = tuple(authors) or head.authors
    lines, signature = _clean_tail(lines, names, bool(comments))
    paragraphs = _join_paragraphs(lines)
    byline = head.authors or ((signature,) if signature else ()) or ((signed,) if signed else ())
    return Cleaned(paragraphs, comments, byline, head.published, head.modified)


def tidy(text: str) -> str:
    """Return ``text`` with plain line ends, without control characters and trailing or doubled spaces."""
    return "\n".join(line.strip() for line in _lines_of(text))


class _Head(NamedTuple):
    lines: list[str]
    authors: tuple[str, ...]
    published: datetime | None
    modified: datetime | None


def _lines_of(text: str) -> list[str]:
    """Split into lines; an empty string is a blank line."""
    return [" ".join(line.split()) for line in _CONTROL.sub("", text).splitlines()]


def _clean_head(lines: list[str], titles: frozenset[str]) -> _Head:
    found: dict[str, datetime] = {}
    authors: tuple[str, ...] = ()
    kept: list[str] = []
    seen = 0
    for number, line in enumerate(lines):
        if not line:
            kept.append(line)
            continue
        seen += 1
        if seen > HEAD_LINES:
            kept.extend(lines[number:])
            break
        stamp = is_stamp(line)
        if stamp is not None:
            if stamp[1] is not None:
                found.setdefault(stamp[0], stamp[1])
            continue
        names = byline_names(line) if not authors else ""
        if names:
            authors = tuple(split_names(names))
            continue
        if seen <= TITLE_LINES and titles and len(line) <= MAX_LINE_CHARS and _repeats_title(letters_of(line), titles):
            continue
        kept.append(line)
    return _Head(kept, authors, found.get("published"), found.get("modified"))


def _repeats_title(said: str, titles: frozenset[str]) -> bool:
    """Say whether these letters are a title's, or end with one after a kicker."""
    return said in titles or any(len(title) >= MIN_TITLE_LETTERS and said.endswith(title) for title in titles)


def split_names(names: str) -> list[str]:
    """Split ``Ann Lee, Bo Roe and Cy Poe`` into names."""
    parts = re.split(r"\s*(?:,|;|&|\|)\s*(?:and\s|und\s|et\s)?|\s+(?:and|und|et|y|e)\s+", names)
    return [part.strip() for part in parts if part.strip()]


def _drop_boxes(lines: list[str]) -> list[str]:
    kept: list[str] = []
    last = max((number for number, line in enumerate(lines) if line), default=-1)
    position = 0
    while position < len(lines):
        line = lines[position]
        if is_box_heading(line):
            end = _box_end(lines, position)
            if end > position + 1 or is_always_heading(line) or position == last:
                position = end
                continue
        if 0 < len(line) <= MAX_LINE_CHARS and (
            is_furniture(line) or (is_stamp(line) is not None and is_labelled(line))
        ):
            position += 1
            continue
        kept.append(line)
        position += 1
    return kept


def _box_end(lines: list[str], heading: int) -> int:
    """Return the position after the headlines under a box heading."""
    end = position = heading + 1
    items = 0
    while position < len(lines) and items < MAX_BOX_ITEMS:
        line = lines[position]
        if line:
            if len(line) > 160 or ends_sentence(line) or len(line.split()) < MIN_ITEM_WORDS:
                break
            items += 1
            end = position + 1
        position += 1
    return end


def _clean_tail(lines: list[str], authors: Sequence[str], had_comments: bool) -> tuple[list[str], str]:
    """Drop credits, portraits and signatures after the last paragraph; return the signature's name too."""
    known = {name.casefold() for name in authors}
    signature = ""
    lines = list(lines)
    looked = 0
    while lines:
        line = lines[-1]
        if not line:
            lines.pop()
            continue
        looked += 1
        if looked > TAIL_LINES:
            break
        plain = line.strip("-–—• ")
        if plain.casefold() in known:
            signature = signature or plain
        elif not (_is_tail_furniture(line, known) or is_signature(line)):
            break
        lines.pop()
    return lines, signature


def _is_tail_furniture(line: str, authors: set[str]) -> bool:
    if len(line) <= MAX_LINE_CHARS and (is_credit(line) or is_furniture(line) or is_stamp(line)):
        return True
    return is_box_heading(line) or is_portrait(line, authors)


def _join_paragraphs(lines: list[str]) -> tuple[str, ...]:
    """Join the lines between blank ones; without any blank line each line is a paragraph."""
    filled = [line for line in lines if line]
    if len(filled) == len(_trim(lines)):
        return tuple(filled)
    paragraphs: list[str] = []
    block: list[str] = []
    for line in [*lines, ""]:
        if line:
            block.append(line)
        elif block:
            paragraphs.append("\n".join(block))
            block = []
    return tuple(paragraphs)


def _trim(lines: list[str]) -> list[str]:
    start, end = 0, len(lines)
    while start < end and not lines[start]:
        start += 1
    while end > start and not lines[end - 1]:
        end -= 1
    return lines[start:end]
