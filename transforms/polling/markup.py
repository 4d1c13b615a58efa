"""Any XML document as a flow of elements, in memory that does not grow with it.

No tree is built, no entity is expanded, nothing is loaded, and depth costs nothing: feeds,
sitemaps and subscription lists come from strangers.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from feedparser.encodings import convert_to_utf8
from lxml import etree

from transforms.reading.plain import clean

MAX_TEXT_CHARS = 8_000
"""Longer text of one element is cut; what is read here are addresses, titles, names and dates."""

MAX_DEPTH = 12
"""Elements nested deeper are told by their first ``MAX_DEPTH`` names; what is looked for lies at most 5 deep.

Nested outlines of a list are an exception, and are told by their own name.  ``test_depth_costs_nothing``.
"""

_CHUNK_BYTES = 1 << 18
_ADDED_DECLARATION = b"<?xml version='1.0' encoding='utf-8'?>\n"
_DECLARATION_BYTES = 400
_REFERENCE_BYTES = 12
_VERBATIM = re.compile(rb"<!\[CDATA\[|<!--")
_VERBATIM_ENDS = {b"<![CDATA[": b"]]>", b"<!--": b"-->"}
# An ampersand that begins none of the references that every XML reader knows.
_BARE_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});)")

Path = tuple[str, ...]
"""Names of an element and those around it, the root first, lower case, without prefixes."""

OnStart = Callable[[Path, Mapping[str, str]], None]
OnEnd = Callable[[Path, str], None]


class Enough(Exception):
    """Raised by a callback that has seen all it wants."""


def walk_xml(content: bytes, on_start: OnStart | None = None, on_end: OnEnd | None = None) -> str:
    """Walk an XML document from its start to its end, however broken it is.

    An ampersand that is none of XML's own references stays what it is, since addresses hold them
    unescaped; so entities that a document declares are not expanded.

    Args:
      on_start: called with an element's path and attributes (lower case, without prefixes).
      on_end: called with an element's path and its own text, at most ``MAX_TEXT_CHARS``, squeezed.
        What a document breaks off in the middle of has no end: half an address is none.

    Returns:
      The first thing that is wrong with it, in words; empty for a sound document, and for one
      that a callback left early by raising ``Enough``.
    """
    found: dict[str, object] = {}
    try:
        # Goes by the byte order mark, the declaration, and then by what fits.
        utf8 = convert_to_utf8({}, content, found)
    except Exception as error:
        # feedparser promises no set of exceptions for declared encodings that do not fit.
        return f"its encoding cannot be read ({type(error).__name__})"
    if b"<?xml" not in content[:_DECLARATION_BYTES].replace(b"\0", b""):
        # Without the declaration that was put before it, lines are counted as its publisher counts them.
        utf8 = utf8.removeprefix(_ADDED_DECLARATION)
    if not utf8.strip():
        return "it is empty"
    walker = _Walker(on_start, on_end)
    parser = etree.XMLParser(
        target=walker, encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    mended = 0
    try:
        for piece, ampersands in _sound_pieces(utf8):
            parser.feed(piece)
            mended += ampersands
        parser.close()
    except Enough:
        return ""
    except etree.XMLSyntaxError as error:
        return clean(str(error))[:200]
    wrong = next((f"line {entry.line}: {clean(entry.message)[:200]}" for entry in parser.feed_error_log), "")
    if not wrong and found.get("bozo"):
        wrong = clean(str(found.get("bozo_exception", "")))[:200]
    # With a document type, a named reference may be declared where we do not look.
    return wrong or ("it has ampersands that begin no reference" if mended and b"<!DOCTYPE" not in utf8 else "")


def local_name(tag: str) -> str:
    """Return a name without its namespace or prefix, in lower case."""
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


class _Walker:
    """A parser target: keeps the path to the present element and the text of each element on it."""

    def __init__(self, on_start: OnStart | None, on_end: OnEnd | None) -> None:
        self._on_start = on_start
        self._on_end = on_end
        self._path: list[str] = []
        self._texts: list[list[str]] = []
        self._rooms: list[int] = []
        self._depth = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        name = local_name(tag)
        if self._depth <= MAX_DEPTH:
            self._path.append(name)
            self._texts.append([])
            self._rooms.append(MAX_TEXT_CHARS)
        if self._on_start:
            path = tuple(self._path) if self._depth <= MAX_DEPTH else (*self._path, name)
            self._on_start(path, {local_name(key): _sound_value(value) for key, value in attributes.items()})

    def end(self, tag: str) -> None:
        self._depth -= 1
        if self._depth >= MAX_DEPTH:
            return
        path = tuple(self._path)
        self._path.pop()
        self._rooms.pop()
        text = "".join(self._texts.pop())
        if self._on_end:
            self._on_end(path, " ".join(clean(text).split()))

    def data(self, text: str) -> None:
        if 0 < self._depth <= MAX_DEPTH and self._rooms[-1] > 0:
            self._texts[-1].append(text[: self._rooms[-1]])
            self._rooms[-1] -= len(text)

    def close(self) -> None:
        """Nothing was built, so there is nothing to give; lxml calls it."""


def _sound_value(value: str) -> str:
    # While it expands no entities, libxml2 hands the ampersands of attributes on as references.
    return clean(value.replace("&#38;", "&"))


def _sound_pieces(content: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield the document piece by piece with bare ampersands escaped, and how many of them in each.

    No piece ends inside a reference; CDATA and comments stay as they are.
    """
    at = 0
    while at < len(content):
        verbatim = _VERBATIM.search(content, at)
        markup_end = verbatim.start() if verbatim else len(content)
        while at < markup_end:
            end = min(at + _CHUNK_BYTES, markup_end)
            if end < markup_end:
                # Before the last ampersand, so that what it begins is whole in the next piece.
                ampersand = content.rfind(b"&", end - _REFERENCE_BYTES, end)
                end = ampersand if ampersand > at else end
            yield _BARE_AMPERSAND.subn(b"&amp;", content[at:end])
            at = end
        if verbatim:
            mark = _VERBATIM_ENDS[verbatim.group()]
            end = content.find(mark, verbatim.end())
            at = end + len(mark) if end >= 0 else len(content)
            yield content[markup_end:at], 0
