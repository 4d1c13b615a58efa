"""Words from markup as one plain line, and the letters by which two of them are compared."""

import html
import re

MAX_LINE_CHARS = 1_600
"""More of an attribute or a heading is not read."""

_SPACES = re.compile(r"\s+")
_TAGS = re.compile(r"<[^<>]{1,200}>")


def letters_of(text: str) -> str:
    """Return only the letters and digits, without case: what is left when typography differs."""
    return "".join(filter(str.isalnum, text.casefold()))


def plain_line(text: str) -> str:
    """Return one line, entities resolved (some publishers escape twice), without tags."""
    text = html.unescape(text[:MAX_LINE_CHARS])
    if "<" in text:
        text = _TAGS.sub("", text)
    # JSON can carry half a surrogate pair, which nothing after this could encode.
    text = html.unescape(text).encode("utf-8", "ignore").decode("utf-8")
    return _SPACES.sub(" ", text).strip()
