"""From a page's bytes to what extractors find on it: text, comments, and what the page says of itself."""

import logging
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import trafilatura
from htmldate import find_date
from lxml.html import HtmlElement
from trafilatura.settings import Extractor

from transforms.text.live_blog import Entry as LiveEntry
from transforms.text.live_blog import read_live_blog
from transforms.text.metadata import PageFacts, read_facts
from transforms.text.page_blocks import drop_unread
from transforms.text.page_boxes import drop_boxes
from transforms.text.page_decode import decode_page, parse_page
from transforms.text.page_json_ld import drop_large_json_ld
from transforms.text.page_streams import place_streamed, streamed_html
from transforms.text.page_times import parse_markup_time

MAX_PAGE_BYTES = 10_000_000
"""Real article pages stay under 6 MB; defended by test_large_page_is_rejected."""

MIN_MARKUP_CHARS = 200
"""With less text than this in the markup, the article may be in what the page's framework streams."""

MAX_DEPTH = 250
"""libxml2 drops what is nested deeper than 255 elements."""

# Its warnings repeat what the reject says.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


class ExtractOptions(NamedTuple):
    """How pages are read.

    Attributes:
      fast: one extractor instead of a comparison of three (0.75 of the time, equal F1).
      recall: when unsure, keep more text.
      max_page_bytes: larger pages are rejected unread.
    """

    fast: bool = True
    recall: bool = True
    max_page_bytes: int = MAX_PAGE_BYTES


class ParsedPage(NamedTuple):
    """A page as the parsers see it: its tree without scripts, what it says of itself, and what was extracted."""

    tree: HtmlElement
    facts: PageFacts
    text: str
    comments: str
    live: Sequence[LiveEntry]


def parse_article_page(
    data: bytes, charset: str | None, url: str | None, is_dated: bool, options: ExtractOptions
) -> ParsedPage | None:
    """Parse a page and extract from it; None if there is no HTML in it.

    Args:
      charset: what the server declared; the page's own word and its bytes count too.
      is_dated: its time of publication is known, so none is searched for.

    Raises:
      Exception: whatever third-party parsers raise on hostile markup.
    """
    markup = decode_page(data, charset)
    tree = parse_page(markup)
    if tree is None:
        return None
    place_streamed(tree)
    live = read_live_blog(tree)
    drop_large_json_ld(tree)
    facts = read_facts(tree, url)
    if facts.published is None and not is_dated:
        facts = facts._replace(published=_search_date(tree, url))
    # The extractor copies the tree three times: what it will not read goes before.
    drop_unread(tree)
    drop_boxes(tree)
    text, comments = _extracted(tree, options)
    if len(text) < MIN_MARKUP_CHARS:
        text = _text_of_fragment(streamed_html(markup), options) or text
    return ParsedPage(tree, facts, text, comments, live)


def _extracted(tree: HtmlElement, options: ExtractOptions) -> tuple[str, str]:
    """Return text and comments as the extractor sees them; both empty where it finds nothing."""
    found = trafilatura.bare_extraction(tree, options=_extractor(options.fast, options.recall))
    if found is None or isinstance(found, dict):
        return "", ""
    return found.text or "", found.comments or ""


def _text_of_fragment(markup: str, options: ExtractOptions) -> str:
    tree = parse_page(f"<html><body><article>{markup}</article></body></html>") if markup else None
    return _extracted(tree, options)[0] if tree is not None else ""


@lru_cache(maxsize=4)
def _extractor(fast: bool, recall: bool) -> Extractor:
    """Made once: reading its settings costs as much as decoding a page."""
    return Extractor(output_format="python", fast=fast, recall=recall)


def _search_date(tree: HtmlElement, url: str | None) -> datetime | None:
    """Look for a date in address and markup where no field says it (the cheap half of htmldate)."""
    try:
        found = find_date(tree, extensive_search=False, original_date=True, url=url)
    except Exception as error:
        # Fails on hostile markup in ways that it does not document; and an article without a date is still an article.
        logging.getLogger(__name__).debug("date search failed: %s", type(error).__name__)
        return None
    return parse_markup_time(found) if found else None


def is_too_deep(tree: HtmlElement) -> bool:
    """Say whether any element stands deeper than ``MAX_DEPTH``, without recursion."""
    depth, _element = 0, tree
    level: list[Any] = [tree]
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            return True
        level = [child for element in level for child in element]
    return False
