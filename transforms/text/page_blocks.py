"""The blocks of a page that may hold a notice, read from the page itself.

Extractors take a correction in a ``footer`` or an ``aside`` for furniture and drop it.  Most pages
hold no word of the kind in their text; those cost one search over it.
"""

from collections.abc import Iterator
from functools import lru_cache

from lxml.etree import XPath
from lxml.html import HtmlElement

MAX_BLOCK_CHARS = 2_000
"""A longer block is body text, which the extractor keeps."""

MAX_BLOCKS = 2_000
"""More blocks than any article page has; an index page has more, and no notices of its own."""

MAX_LINK_SHARE = 0.5
"""A block that is mostly link text leads elsewhere; defended by test_linked_headline_is_no_notice."""

_WHOLE_TEXT = XPath("string()", smart_strings=False)
_CUES = (
    "update", "correct", "clarif", "editor's note", "editor’s note", "editors’ note", "editors' note", "retract",
    "developing", "breaking",
    "earlier version", "previous version", "original version", "prior version", "check back", "more to follow",
    "more to come",
    "note to readers", "initial reports", "korrektur", "berichtigung", "richtigstellung", "klarstellung",
    "hinweis der red", "d. red",
    "aktualisiert", "mise à jour", "mis à jour", "rectificatif", "erratum", "note de la r", "actualiza", "corrección",
    "fe de errat",
    "nota de la", "rettifica", "aggiorna", "correção", "atualiza", "rättelse",
)  # fmt: skip
_INLINE = frozenset(
    (
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em",
        "font", "i", "img", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub",
        "sup", "time", "u", "var", "wbr",
    )
)  # fmt: skip
_HIDDEN = frozenset(
    (
        "script", "style", "noscript", "template", "nav", "form", "button", "select", "textarea", "head", "svg",
        "iframe", "figure", "input", "object", "video", "audio",
    )
)  # fmt: skip
_OTHERS = (
    "comment", "disqus", "related", "recommend", "sidebar", "newsletter", "promo", "teaser", "most-read", "mostread",
    "most-popular", "mostpopular", "trending", "navigation", "menu", "cookie", "consent", "tweet",
)  # fmt: skip

_UNREAD = ("script", "style", "svg", "link", "meta", "nav", "button")


def drop_unread(tree: HtmlElement) -> None:
    """Remove what neither the extractor nor ``notice_blocks`` reads: half of a page, which is copied three times.

    JSON-LD stays, in which the extractor looks for a text where it finds no other; and navigation that
    holds a paragraph: a page with a forgotten end tag stands in it as a whole.
    """
    for element in list(tree.iter(_UNREAD)):
        if element.getparent() is None:
            continue
        if element.tag == "script" and "ld+json" in (element.get("type") or "").lower():
            continue
        if element.tag not in ("nav", "button") or element.find(".//p") is None:
            element.drop_tree()


def notice_blocks(tree: HtmlElement) -> list[str]:
    """Return the text of the page's blocks, in order, if any of them may hold a notice; else an empty list.

    A block is an element with nothing but inline elements inside.  What is hidden, navigation,
    reader comments or mostly links is left out.  Scripts and styles lose their text, so that the whole
    text can be searched at once.
    """
    body = tree.find(".//body")
    root = tree if body is None else body
    for element in root.iter("script", "style", "noscript"):
        element.text = None
    whole = _WHOLE_TEXT(root).lower()
    if not any(cue in whole for cue in _CUES):
        return []
    return list(_blocks(root))


def _blocks(root: HtmlElement) -> Iterator[str]:
    stack = [root]
    found = 0
    while stack and found < MAX_BLOCKS:
        element = stack.pop()
        tag = element.tag
        if not isinstance(tag, str) or tag in _HIDDEN:
            continue
        if _leads_elsewhere(element) and not _holds_article(element):
            continue
        children = list(element)
        if not _INLINE.issuperset([child.tag for child in children]):
            stack.extend(reversed(children))
            continue
        text = " ".join(_WHOLE_TEXT(element).split())
        if not 0 < len(text) <= MAX_BLOCK_CHARS:
            continue
        if not (children or tag == "a") or _link_chars(element) <= MAX_LINK_SHARE * len(text):
            found += 1
            yield text


def _leads_elsewhere(element: HtmlElement) -> bool:
    return _marks_elsewhere(element.get("class")) or _marks_elsewhere(element.get("id"))


@lru_cache(maxsize=4_096)
def _marks_elsewhere(mark: str | None) -> bool:
    """Cached: the classes of a site's pages repeat."""
    low = mark.lower() if mark else ""
    return low != "" and any(word in low for word in _OTHERS)


def _holds_article(element: HtmlElement) -> bool:
    # The whole page may stand in an element of class "with-sidebar".
    return element.tag in ("body", "main", "article") or element.find(".//h1") is not None


def _link_chars(element: HtmlElement) -> int:
    return sum(len(_WHOLE_TEXT(link).strip()) for link in element.iter("a"))
