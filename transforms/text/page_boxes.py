"""Boxes on a page that are not its article, known by their markup before an extractor sees them.

An extractor tells an article from its surroundings by where most of the text is.  What stands *between*
two paragraphs it keeps: newsletter forms, portraits of the author, lists of other headlines, a lone
linked headline.  Once the markup is gone, nothing tells such a headline from a heading of the article.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from lxml.etree import XPath
from lxml.html import HtmlElement

MAX_BOX_CHARS = 600
"""A box that leads elsewhere is short; a longer one holds an article as well, whatever its class says.
Defended by test_long_box_stays."""

MAX_FORM_CHARS = 1_200
"""A newsletter form also holds its terms and what it says after sending."""

MAX_PORTRAIT_CHARS = 1_500
"""A portrait of the author is one paragraph."""

MIN_HEADLINE_WORDS = 4
MIN_HEADLINE_CHARS = 12
"""A shorter link is a name or a place; defended by test_paragraph_that_says_something_stays."""

MAX_LABEL_CHARS = 60
"""What may stand before a linked headline: ``Read also:``."""

MAX_CAPTION_CHARS = 100
"""What stands over a list of headlines."""

MIN_LINKED_SHARE = 0.8
"""A list of which fewer items are linked headlines says something of its own."""

MIN_TEASERS = 2
"""Items that begin with a linked heading; one alone may be the article's own."""

_MARKED_TAGS = ("div", "aside", "section", "form", "blockquote", "article")
_BLOCK_TAGS = ("p", "ul", "ol", "article")
_ROOM_TAGS = frozenset(("div", "section", "article", "main"))
_HEADING_TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CAPTION_TAGS = frozenset(("p", "h2", "h3", "h4", "h5", "h6", "div", "strong"))
_MARKS = (
    ("form", re.compile(r"newsletter|sign-?up")),
    (
        "portrait",
        re.compile(
            r"author[-_]{0,2}(?:bio|about|info|box|card|profile|desc)|about[-_]{0,2}(?:the[-_]{0,2})?author"
            r"|(?:^|[\s_-])bio(?:graphy)?(?![a-z])"
        ),
    ),
    (
        "elsewhere",
        re.compile(
            r"subscri|related|recommend|read[-_]?(?:more|next|also)|more[-_]?(?:from|on|stories|news)(?![a-z])"
            r"|most[-_]?(?:read|popular|viewed)|trending|outbrain|taboola|promo(?![a-z])|donat(?:e|ion)"
            r"|(?:access|registration|register)[-_]?wall"
        ),
    ),
)
_CUES = (
    "newsletter", "sign", "author", "bio", "subscri", "related", "recommend", "read", "more", "most", "trending",
    "outbrain", "taboola", "promo", "donat", "wall",
)  # fmt: skip
"""A mark without any of these is none; plain searches cost a twentieth of the patterns."""

_MAX_CHARS = {"form": MAX_FORM_CHARS, "portrait": MAX_PORTRAIT_CHARS, "elsewhere": MAX_BOX_CHARS}
_WORD = re.compile(r"\w+")
_LABEL_END = re.compile(r"[:|>»–—-]\s{0,3}$")
_UNSPACED = re.compile(r"[\u2e80-\ud7ff]")
_TEXT = XPath("string()", smart_strings=False)


def drop_boxes(tree: HtmlElement) -> int:
    """Remove boxes that ask, praise or lead elsewhere; return how many there were."""
    dropped = 0
    for box, kind in list(_marked_boxes(tree)):
        if box.getparent() is None or len(_TEXT(box)) > _MAX_CHARS[kind]:
            continue
        if kind == "form" or box.find(".//h1") is None:
            box.drop_tree()
            dropped += 1
    links = [link for link in tree.iter("a") if _stands_alone(link)]
    for block in [*tree.iter(_BLOCK_TAGS), *links]:
        if block.getparent() is not None and _leads_elsewhere(block):
            _drop_with_caption(block)
            dropped += 1
    return dropped


def _marked_boxes(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    for element in tree.iter(_MARKED_TAGS):
        kind = _kind_of(element.get("class")) or _kind_of(element.get("id"))
        if kind:
            yield element, kind


@lru_cache(maxsize=8_192)
def _kind_of(mark: str | None) -> str:
    """Cached: the classes of a page repeat, and those of a site's pages."""
    low = mark[:1_000].lower() if mark else ""
    for cue in _CUES:
        if cue in low:
            return next((kind for kind, pattern in _MARKS if pattern.search(low)), "")
    return ""


def _leads_elsewhere(block: HtmlElement) -> bool:
    if block.tag == "a":
        return _is_headline(_words(block))
    if block.tag == "p":
        return block.getparent().tag not in ("li", "td", "blockquote") and _is_linked_headline(block)
    if block.tag == "article":
        return len(_TEXT(block)) <= MAX_BOX_CHARS and block.find(".//h1") is None and _begins_with_linked_heading(block)
    return _lists_headlines([item for item in block if item.tag == "li"])


def _lists_headlines(items: Sequence[HtmlElement]) -> bool:
    misses = (1 - MIN_LINKED_SHARE) * len(items)
    for item in items:
        misses -= not _is_linked_headline(item)
        if misses < 0:
            # Most lists are menus and end here, at their first item.
            return len(items) >= MIN_TEASERS and all(map(_begins_with_linked_heading, items))
    return bool(items)


def _begins_with_linked_heading(block: HtmlElement) -> bool:
    heading = next(block.iter(_HEADING_TAGS), None)
    if heading is None:
        return False
    return next(heading.iter("a"), None) is not None or any(e.tag == "a" for e in heading.iterancestors())


def _is_linked_headline(block: HtmlElement) -> bool:
    """Say whether all of a paragraph or item is one linked headline, but for a label before it."""
    if block.text is not None and len(block.text.strip()) > MAX_LABEL_CHARS:
        return False
    link = next(block.iter("a"), None)
    if link is None:
        return False
    linked = _words(link)
    if not _is_headline(linked) or linked.endswith("."):
        return False
    before, found, after = _words(block).partition(linked)
    if not found or any(map(str.isalnum, after)):
        return False
    return not before or (len(before) <= MAX_LABEL_CHARS and _LABEL_END.search(before) is not None)


def _is_headline(words: str) -> bool:
    """Tell a headline from a name and from an address."""
    if len(words) < MIN_HEADLINE_CHARS or "://" in words or words.startswith("www."):
        return False
    return len(_WORD.findall(words)) >= MIN_HEADLINE_WORDS or _UNSPACED.search(words) is not None


def _stands_alone(link: HtmlElement) -> bool:
    """Say whether a link stands between paragraphs instead of in one."""
    if link.getparent().tag not in _ROOM_TAGS or (link.tail and link.tail.strip()):
        return False
    before = link.getprevious()
    return before is not None and before.tag in ("p", "div", "ul") and not (before.tail and before.tail.strip())


def _drop_with_caption(block: HtmlElement) -> None:
    """Drop a list and the few words over it, which have no other purpose."""
    before = block.getprevious()
    if block.tag != "p" and before is not None and before.tag in _CAPTION_TAGS:
        words = _words(before)
        if len(words) <= MAX_CAPTION_CHARS and (before.tag.startswith("h") or not words.endswith(".")):
            before.drop_tree()
    block.drop_tree()


def _words(element: HtmlElement) -> str:
    return " ".join(_TEXT(element).split())
