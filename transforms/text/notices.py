"""Find the notes to the reader in a text: updates, corrections, clarifications, editor's notes, retractions.

A notice is a labelled paragraph ("UPDATE, 3:15 p.m.: …", "Correction: …"), or a sentence that speaks
of the text itself ("An earlier version of this story …", "This is a developing story").  The label
alone proves little: pages print "Updated: 3:15 p.m." as a stamp, link to other articles as "UPDATE:
Two held after raid", and quote tweets that begin with it.  So what follows the label must be a
sentence, or a paragraph under it.

A *pure* notice says only what happened to the text; it does not belong to the article.  An update
that brings news is not pure: it is part of what the article says.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from transforms.text.notice_words import (
    ABOUT_READERS,
    AFTER,
    ASCII_LABEL_CUES,
    ASCII_SPOKEN_CUES,
    CLARIFIES,
    CUT_SHORT,
    DECORATED,
    DETERMINED,
    FINITE,
    FIXES,
    HAS_CORRECTED,
    LABEL_CUES,
    LABELLED,
    LABELS,
    NEWS_AFTER,
    NOT_SPOKEN,
    OPENER,
    SENTENCE_START,
    SPOKEN_CUES,
    SPOKEN_PATTERNS,
    STAMP_TAIL,
    STAMPED,
    TERMINAL,
    TIME_RUN,
    TIMED,
    TWEET,
    WAS_WRONG,
)
from transforms.text.page_times import parse_stamp

MAX_NOTICE_CHARS = 1_200
"""A longer paragraph is cut at this length in ``FoundNotice.text``."""

MAX_LABEL_CHARS = 160
"""Label, time and separator all stand within this."""

MAX_NOTICES = 100
"""More in one page is a live blog or an attack; the first hundred are kept."""

MIN_UPDATE_WORDS = 5
"""Fewer words after "Updated" are the rest of a stamp ("by staff", "all markets")."""

LONGEST_LINK_WORDS = 6
"""More words that end like a sentence are one, and not the headline of a link, which seldom ends so."""


class FoundNotice(NamedTuple):
    """A notice and where it stands.

    Attributes:
      kind: update, correction, clarification, editors_note or retraction.
      text: the notice as printed, with its label; a label alone in its paragraph takes the next with it.
      time: the time it names (aware, UTC), if any.
      start, end: it covers ``paragraphs[start:end]``, or part of one.
      pure: it says only something about the text, so these paragraphs are not part of the article.
      rule: what made it one: ``label``, ``label above`` its paragraph, or that it ``speaks of the text``.
      span: offsets in ``text`` of the words by which the rule knew it.
    """

    kind: str
    text: str
    time: datetime | None
    start: int
    end: int
    pure: bool
    rule: str = ""
    span: tuple[int, int] = (0, 0)


def find_notices(paragraphs: Sequence[str], anchor: datetime | None = None, title: str = "") -> list[FoundNotice]:
    """Return the notices of a text in its order.

    Args:
      paragraphs: the text's paragraphs, or any blocks of a page.
      anchor: a time near which the text was written (aware); completes "3:15 p.m." to a time.
      title: the headline; printed again as a paragraph it is no notice.
    """
    found: list[FoundNotice] = []
    position = 0
    plain_title = _letters(title)
    whole = "\n".join(paragraphs).lower()
    plain = whole.isascii()
    label_cues = [cue for cue in (ASCII_LABEL_CUES if plain else LABEL_CUES) if cue in whole]
    spoken_cues = [cue for cue in (ASCII_SPOKEN_CUES if plain else SPOKEN_CUES) if cue in whole]
    if not label_cues and not spoken_cues:
        return []
    while position < len(paragraphs) and len(found) < MAX_NOTICES:
        paragraph = paragraphs[position].strip()
        step = 1
        low = paragraph[:MAX_NOTICE_CHARS].lower()
        notice = None
        if _has_any(low[:MAX_LABEL_CHARS], label_cues) and not (plain_title and _letters(paragraph) == plain_title):
            after = paragraphs[position + 1].strip() if position + 1 < len(paragraphs) else ""
            notice = _labelled(paragraph, after, position, anchor)
        if notice is None and _has_any(low, spoken_cues):
            notice = _spoken(paragraph, position, anchor)
        if notice is not None:
            found.append(notice)
            step = notice.end - notice.start
        position += step
    return found


def strip_label(title: str) -> str:
    """Return a headline without its notice prefix: ``UPDATE: Raids postponed`` is ``Raids postponed``."""
    label = LABELLED.match(title[:MAX_LABEL_CHARS])
    if label is None or label["label"].lower() in ("note", "please note"):
        return title
    after = AFTER.match(title[label.end() : MAX_LABEL_CHARS])
    if after is None or not (":" in after["gap"] + after["mark"] or "|" in after["gap"] or _spaced_dash(after)):
        return title
    return title[label.end() + after.end() :].strip() or title


def _has_any(low: str, cues: Sequence[str]) -> bool:
    return any(cue in low for cue in cues)


def _labelled(paragraph: str, following: str, position: int, anchor: datetime | None) -> FoundNotice | None:
    label = LABELLED.match(paragraph[:MAX_LABEL_CHARS])
    if label is None:
        return None
    after = AFTER.match(paragraph[label.end() : label.end() + MAX_LABEL_CHARS])
    if after is None:
        return None
    printed = label["label"].lower()
    kind = next(name for name, _ in LABELS if label[name])
    content = paragraph[label.end() + after.end() :].strip()
    # "Update 5.3" is a version and "afternoon update" a name; a clock or a day is needed.
    timed = bool(TIMED.search(f"{label['before'] or ''} {after['time'] or ''}"))
    if not (content == "" or timed or label["number"] or _separated(after, paragraph, label.end())):
        return None
    marked = ":" in after["gap"] + after["mark"]
    takes_next = not content.strip("*)]} ")
    if takes_next:
        if not _heads_next(kind, printed, paragraph, following, marked, timed):
            return None
        content = following
    elif kind == "update" and timed and printed not in STAMPED and _is_heading(content) and following:
        takes_next = True  # "Update of 15 May: Fine tuning" is a heading as well
    if not _is_said(kind, printed, content, marked, timed, label, after):
        return None
    kind = _settle(kind, content)
    if kind == "note":
        return None
    text = f"{paragraph}\n\n{following}" if takes_next else paragraph
    pure = kind != "update" or _spoken(content, 0, None) is not None
    end = position + (2 if takes_next else 1)
    time = _time_of(label, after, anchor)
    rule = f"label{' above' if takes_next else ''}: {printed}"
    return FoundNotice(kind, text[:MAX_NOTICE_CHARS], time, position, end, pure, rule, label.span("label"))


def _separated(after: re.Match[str], paragraph: str, label_end: int) -> bool:
    """A label is set off by a colon, a bar, a bracket or a dash with a space; "update-news" is a word."""
    gap = after["gap"] + after["close"] + after["mark"]
    return any(c in gap for c in ":|([)]*") or "\n" in paragraph[label_end : label_end + 3] or _spaced_dash(after)


def _spaced_dash(after: re.Match[str]) -> bool:
    gap = after["gap"] + after["close"] + after["mark"]
    return any(c in gap for c in "–—") or ("-" in gap and (" " in after["gap"] or bool(after["space"])))


def _heads_next(kind: str, printed: str, paragraph: str, following: str, marked: bool, timed: bool) -> bool:
    """Say whether a label alone in its paragraph speaks for the next one."""
    if not following or TWEET.search(following):
        return False
    if kind == "update" and timed:
        # "Updated 3:25 p.m." is a stamp; "UPDATE 3:25 p.m." and "*** Updated 3:25 p.m. ***" are headings.
        return printed not in STAMPED or paragraph.rstrip().endswith(":") or bool(DECORATED.match(paragraph))
    if len(following.split()) < MIN_UPDATE_WORDS:
        return False
    if kind == "update":
        return marked and printed not in STAMPED
    if printed.endswith("s") and kind in ("correction", "clarification") and not marked:
        return False
    return (marked or timed) and (kind in ("editors_note", "retraction") or bool(FIXES.search(following)))


def _is_heading(content: str) -> bool:
    return len(content.split()) < MIN_UPDATE_WORDS and not TERMINAL.search(content)


def _is_said(
    kind: str, printed: str, content: str, marked: bool, timed: bool, label: re.Match[str], after: re.Match[str]
) -> bool:
    """Say whether the words after a label are a note, and not a link, a tweet, a stamp or an address to readers."""
    if TWEET.search(content) or CUT_SHORT.search(content) or STAMP_TAIL.match(content):
        return False
    if kind == "update":
        words = len(content.split())
        if ")" in after["close"] and printed in STAMPED and not marked:
            return False
        if timed:
            return words >= (MIN_UPDATE_WORDS if printed in STAMPED else 1)
        return words >= MIN_UPDATE_WORDS and _is_sentence(content)
    if kind == "note":
        return (":" in after["gap"] or ":" in after["mark"]) and bool(
            FIXES.search(content) or re.match(r"initial reports", content, re.I)
        )
    if kind in ("correction", "clarification"):
        if ABOUT_READERS.search(content):
            return False
        closed = bool(TERMINAL.search(content)) or _is_sentence(content)
        return bool(FIXES.search(content)) or (marked and closed and len(content.split()) >= MIN_UPDATE_WORDS)
    return (marked or timed or _spaced_dash(after) or bool(label["open"].strip())) and not re.search(
        r"\bdisclaimer\b|\badvertis", content, re.I
    )


def _is_sentence(content: str) -> bool:
    """Tell a sentence from a headline: it ends like one, or has an article in front and a finite verb."""
    last = content.rstrip()
    if TERMINAL.search(last):
        return (
            bool(FINITE.search(content))
            or bool(DETERMINED.match(content))
            or last[-1] == ":"
            or len(content.split()) > LONGEST_LINK_WORDS
            or bool(re.search(r"\b[a-z]+ed\b", content))
        )
    return bool(DETERMINED.match(content)) and bool(FINITE.search(content))


def _settle(kind: str, content: str) -> str:
    """Let what is said decide where the label is weaker: an "update" that corrects is a correction."""
    spoken = _spoken(content, 0, None)
    if kind == "note":
        return spoken.kind if spoken is not None and spoken.kind != "update" else "clarification"
    if kind == "update":
        if HAS_CORRECTED.search(content[:200]):
            return "correction"
        if spoken is not None and spoken.kind in ("correction", "clarification", "retraction") and len(content) < 600:
            return spoken.kind
    if kind == "editors_note" and spoken is not None and spoken.kind == "retraction" and spoken.start == 0:
        return "retraction"
    return kind


def _spoken(paragraph: str, position: int, anchor: datetime | None) -> FoundNotice | None:
    """Find a sentence that speaks of the text itself; the notice runs from it to the paragraph's end."""
    window = paragraph if len(paragraph) <= MAX_NOTICE_CHARS else paragraph[:MAX_NOTICE_CHARS]
    low = window.lower()
    for kind, needed, pattern in SPOKEN_PATTERNS:
        hit = pattern.search(window) if _has_any(low, needed) else None
        if hit is None:
            continue
        if TWEET.search(window) or _in_quotation(window, hit):
            continue
        start = 0
        for boundary in SENTENCE_START.finditer(window, 0, hit.start() + 1):
            start = boundary.end()
        text = paragraph[start:]
        sentence = text[: (hit.start() - start) + 400]
        if NOT_SPOKEN.search(sentence) and kind == "update":
            continue
        time = None
        if start == 0:
            lead = re.match(rf"^{OPENER}({TIME_RUN})\s?[:–—.-]", window[:MAX_LABEL_CHARS], re.IGNORECASE)
            stamp = parse_stamp(lead[1], anchor) if lead else None
            time = stamp.time if stamp is not None else None
        if kind == "correction" and CLARIFIES.search(text, 0, MAX_NOTICE_CHARS) and not WAS_WRONG.search(text):
            kind = "clarification"
        pure = start == 0 and NEWS_AFTER.search(text[hit.end() - start :]) is None
        span = (hit.start() - start, hit.end() - start)
        rule = f"speaks of the text: {kind}"
        return FoundNotice(kind, text[:MAX_NOTICE_CHARS], time, position, position + 1, pure, rule, span)
    return None


def _in_quotation(text: str, hit: re.Match[str]) -> bool:
    before = text[: hit.end()]
    before = before[: hit.start()] + re.match(r"\W*", before[hit.start() :])[0]  # type: ignore[index]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _time_of(label: re.Match[str], after: re.Match[str], anchor: datetime | None) -> datetime | None:
    for words in (after["time"], label["before"]):
        stamp = parse_stamp(words, anchor) if words else None
        if stamp is not None:
            return stamp.time
    return None


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
