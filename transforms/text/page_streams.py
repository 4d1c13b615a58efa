"""Text that a page's framework streams after it, and that a script puts in its place.

React sends a part that is not ready as a hidden ``div`` at the end of the body, with an instruction
to move it where a ``template`` holds its place; Next.js sends the data of its components as strings
pushed to a list, a long text as one row of it.  A browser shows both; markup alone shows neither.
"""

import json
import re
from collections.abc import Iterator

from lxml.html import HtmlElement

MAX_STREAM_CHARS = 4_000_000
"""What is pushed beyond this is not read."""

MAX_MOVES = 2_000

# $RC(boundary, content) and $RS(segment, placeholder) of react-dom/server.
_MOVE = re.compile(r'\$RC\("(B:\w{1,12})","(S:\w{1,12})"|\$RS\("(S:\w{1,12})","(P:\w{1,12})"')
_PUSH = re.compile(r'__next_f\.push\(\[1,("(?:[^"\\]|\\.)*")\]\)')
_TEXT_ROW = re.compile(rb"(?:^|(?<=\n)|(?<=[\]}\"]))[0-9a-f]{1,6}:T([0-9a-f]{1,6}),")


def place_streamed(tree: HtmlElement) -> int:
    """Move every streamed part to its place; return how many there were."""
    parts = {str(e.get("id")): e for e in tree.iter("div") if _is_part(e)}
    if not parts:
        return 0
    places = {str(e.get("id")): e for e in tree.iter("template") if e.get("id")}
    moved = 0
    for part, place in _moves(tree):
        source, target = parts.pop(part, None), places.get(place)
        if source is None or target is None or target in source.iter("template"):
            continue
        parent = target.getparent()
        if parent is not None:
            del source.attrib["hidden"]
            target.addprevious(source)
            moved += 1
    return moved


def _is_part(element: HtmlElement) -> bool:
    name = element.get("id")
    return name is not None and name.startswith("S:") and element.get("hidden") is not None


def _moves(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    found = 0
    for script in tree.iter("script"):
        text = script.text or ""
        if "$R" not in text:
            continue
        for move in _MOVE.finditer(text):
            found += 1
            if found > MAX_MOVES:
                return
            yield (move[2], move[1]) if move[1] else (move[3], move[4])


def streamed_html(markup: str) -> str:
    """Return the longest HTML text among the rows that Next.js pushes to a page, or an empty string."""
    pushed: list[str] = []
    size = 0
    for found in _PUSH.finditer(markup):
        size += len(found[1])
        if size > MAX_STREAM_CHARS:
            break
        try:
            pushed.append(json.loads(found[1]))
        except ValueError:
            continue
    stream = "".join(pushed).encode("utf-8", "ignore")
    rows = (stream[row.end() : row.end() + int(row[1], 16)] for row in _TEXT_ROW.finditer(stream))
    return max((row for row in rows if b"<p" in row), key=len, default=b"").decode("utf-8", "ignore")
