"""Reader comments under a text without markup: where they begin, and which is whose.

Three forms are known: a numbered list whose first entry says who speaks ("1. Ann says:"), a run of
"Ann says:" lines, and everything after a heading such as "Comments (12)".  One "Ann says:" alone is
not enough: articles introduce quotations so.
"""

import re
from typing import NamedTuple

MIN_UNNUMBERED = 3
"""How many "Ann says:" lines make a list without other signs; defended by test_quotations_are_not_comments."""

MAX_COMMENTS = 2_000
"""More are joined to the last one."""

_SPEAKS = r"(?:says|said|wrote|writes|schreibt|sagt|meint|a dit|dit|dice|escribió|diz|disse|skriver|säger)"
_NUMBERED = re.compile(r"^(\d{1,4})[.)]\s+(\S.*)$")
_SPEAKER = re.compile(rf"^(\S.{{0,60}}?)\s{_SPEAKS}\s?:$", re.IGNORECASE)
_HEADING = re.compile(
    r"""^\W{0,3}(?:(?:reader(?:s['’]?|['’]s)?\ |user\ |view\ |show\ |all\ )?comments?\s?(?:\(\d{1,6}\)|:?\s?\d{1,6}
      |section)
    | \d{1,6}\ (?:comments?|responses?|replies|thoughts?\ on.{0,200}|kommentare|commentaires|comentarios
      |reacties)(?:\ (?:on|to)\ .{1,200})?
    | (?:reader(?:s['’]?|['’]s)?\ )comments? | (?:leave|post|add)\ a\ (?:comment|reply)
    | kommentare\s?\(\d{1,6}\) | commentaires\s?\(\d{1,6}\) | comentarios\s?\(\d{1,6}\))\W{0,3}$""",
    re.IGNORECASE | re.VERBOSE,
)
_ACTION = re.compile(
    r"^\W{0,3}(?:reply|like|share|report|flag|quote|permalink|antworten|répondre|responder|\d{1,5} (?:likes?|replies"
    r"|points?)"
    r"|log in to reply|reply to .{1,60}|(?:up|down)vote)(?:\W{1,3}(?:reply|like|share|report|flag|quote"
    r"|permalink))*\W{0,3}$",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"^(?:[A-Z][a-z]+ \d{1,2}, \d{4}(?:,? at \d.{1,12})?|\d{1,3} (?:minutes?|hours?|days?|weeks?|months?|years?) ago"
    r"|\d{1,2} [A-Z][a-z]+ \d{4}.{0,12})$"
)
_LONE_NAME = re.compile(r"^[A-Z][\w.'’-]{0,24}(?:\s[\w.'’-]{1,24}){1,3}$")


class Split(NamedTuple):
    """The lines of the article, the comments under it, and the name signed between the two (or ``""``)."""

    lines: list[str]
    comments: tuple[str, ...]
    signature: str


def split_comments(lines: list[str]) -> Split:
    """Separate an article's lines (stripped; empty ones are blank lines) from the comments at their end."""
    for find in (_numbered_start, _spoken_start, _headed_start):
        start = find(lines)
        if start is not None:
            body = lines[:start]
            comments = _group(lines[start:], numbered=find is _numbered_start)
            body, signature = _take_signature(body)
            return Split(body, comments, signature)
    return Split(lines, (), "")


def group_comments(lines: list[str]) -> tuple[str, ...]:
    """Group lines that are known to be comments, one string each; without any sign each line is one."""
    if _numbered_start(lines) == 0:
        return _group(lines, numbered=True)
    return _group(lines, numbered=False)


def _numbered_start(lines: list[str]) -> int | None:
    for position, line in enumerate(lines):
        if not line[:1].isdigit():
            continue
        found = _NUMBERED.match(line)
        if found and found[1] == "1" and _SPEAKER.match(found[2]):
            return position
    return None


def _spoken_start(lines: list[str]) -> int | None:
    spoken = [n for n, line in enumerate(lines) if line.endswith(":") and len(line) < 90 and _SPEAKER.match(line)]
    # The later half only: a question-and-answer article alternates speakers from its beginning.
    spoken = [n for n in spoken if n * 3 >= len(lines)]
    if not spoken:
        return None
    signs = sum(1 for line in lines[spoken[0] :] if line and (_ACTION.match(line) or _WHEN.match(line)))
    return (
        spoken[0] if len(spoken) >= MIN_UNNUMBERED or (signs >= 1 and len(spoken) + signs >= MIN_UNNUMBERED) else None
    )


def _headed_start(lines: list[str]) -> int | None:
    for position, line in enumerate(lines):
        # The top of a page may count its comments too ("12 Comments" under the headline).
        if 0 < len(line) < 240 and position * 3 >= len(lines) and _HEADING.match(line):
            return position
    return None


def _group(lines: list[str], numbered: bool) -> tuple[str, ...]:
    groups: list[list[str]] = []
    expected = 1
    structured = numbered or any(_SPEAKER.match(line) or _ACTION.match(line) for line in lines if 0 < len(line) < 90)
    fresh = True
    for line in lines:
        if not line or _HEADING.match(line[:240]):
            continue
        found = _NUMBERED.match(line) if numbered else None
        if found and int(found[1]) == expected:
            expected += 1
            line, fresh = found[2], True
        elif not numbered and len(line) < 120 and _ACTION.match(line):
            fresh = True
            continue
        elif not numbered and (not structured or (len(line) < 90 and _SPEAKER.match(line))):
            fresh = True
        if fresh and len(groups) < MAX_COMMENTS:
            groups.append([line])
        elif groups:
            groups[-1].append(line)
        fresh = False
    return tuple("\n".join(group) for group in groups)


def _take_signature(body: list[str]) -> tuple[list[str], str]:
    body = list(body)
    while body and (not body[-1] or (len(body[-1]) < 240 and _HEADING.match(body[-1]))):
        body.pop()
    if len(body) > 1 and _LONE_NAME.match(body[-1]):
        return body[:-1], body[-1]
    return body, ""
