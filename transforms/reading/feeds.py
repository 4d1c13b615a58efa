"""A saved feed document as seed objects: RSS, Atom, RDF and CDF through feedparser, JSON Feed here.

An entry's content is a fragment of HTML, not a page; it becomes paragraphs of text, so that no
extractor looks for an article in three sentences.
"""

import calendar
import io
import re
import time
from collections.abc import Iterable
from datetime import datetime, timezone
from hashlib import blake2b
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser
from feedparser.encodings import convert_to_utf8
from feedparser.mixin import _FeedParserMixin
from lxml import etree

from transforms.reading.bounded import Refusal
from transforms.reading.plain import clean

JSON_FEED_VERSION = "https://jsonfeed.org/version/1"
"""What ``version`` of a JSON Feed starts with (https://www.jsonfeed.org/version/1.1/)."""

MAX_FRAGMENT_CHARS = 2_000_000
"""A longer entry content is cut: feeds carry articles, and the longest of these have 200,000."""

MAX_ATTRIBUTES = 256
"""More of them on one element are an attack: the time that the XML reader takes grows with their square.

12,000 take 9 s; real feeds have up to 30.  Defended by ``test_feeds_that_would_take_minutes_take_seconds``.
"""

MAX_AUTHOR_CHARS = 200
"""What feedparser searches for an address in an author's name; its time grows with the square.

300,000 characters without an ``@`` do not end.  Defended by the same test.
"""

SeedObject = dict[str, Any]
"""A seed object of the contract; ``url`` is None for an entry without an address, and
``key`` then names it within its feed."""

_ROOT = re.compile(rb"<(?![?!])(?:[A-Za-z_][\w.-]{0,40}:)?([A-Za-z_][\w.-]{0,40})")
_PROLOG = re.compile(rb"<\?[^>]{0,2000}>|<!--.{0,8000}?-->|<!DOCTYPE[^>\[]{0,1000}", re.DOTALL | re.IGNORECASE)
_SNIFFED_BYTES = 16_000
_CHARACTER_REFERENCE = re.compile(rb"&#(?:[xX]([0-9A-Fa-f]+)|([0-9]+));")
_MAX_REFERENCE_DIGITS = 10
# A value cannot hold "<", so no attempt runs over the next one, and the search is linear.
_CROWDED_TAG = re.compile(
    rb"""<[A-Za-z_][\w:.-]{0,100}(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*')){%d}""" % (MAX_ATTRIBUTES + 1)
)
_FULL_PAGE = re.compile(r"\s{0,100}(?:<\?xml[^>]{0,200}>\s{0,100})?<(?:!doctype\s{1,10}html|html[\s>])", re.IGNORECASE)
_MARKUP = re.compile(r"<[A-Za-z/!]|&#?\w{1,30};")
_KEY_BYTES = 8

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li",
    "main", "nav", "ol", "p", "pre", "section", "summary", "table", "td", "th", "tr", "ul",
})  # fmt: skip
_UNSEEN = frozenset({
    "script", "style", "noscript", "template", "iframe", "object", "svg", "math", "head", "title", "select", "button",
})  # fmt: skip


def root_name(content: bytes) -> str:
    """Return the name of an XML document's first element in lower case, without prefix; empty if none."""
    head = _PROLOG.sub(b"", content[:_SNIFFED_BYTES].replace(b"\0", b""))
    match = _ROOT.search(head)
    return match.group(1).decode("ascii").lower() if match else ""


def read_feed(content: bytes, feed_url: str | None = None) -> list[SeedObject] | Refusal:
    """Return the entries of an RSS, Atom, RDF or CDF document in its order, or why it is none.

    Relative links are resolved against the address of the site that the feed states, that against ``feed_url``.
    A malformed feed is read as far as feedparser understands it.  Markup is not cleaned here,
    since only its text is kept.
    """
    try:
        # In UTF-8 first, so that what is checked is what is parsed, whatever encoding was declared.
        utf8 = _CHARACTER_REFERENCE.sub(_sound_reference, convert_to_utf8({}, content, {}))
        if _CROWDED_TAG.search(utf8):
            return Refusal("bad_feed", f"has an element with more than {MAX_ATTRIBUTES} attributes")
        parsed = feedparser.parse(io.BytesIO(utf8), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:
        # feedparser promises no set of exceptions, and what it parses is hostile.
        return Refusal("bad_feed", f"feedparser fails on it: {type(error).__name__}: {clean(str(error))[:200]}")
    if not parsed.entries:
        if parsed.get("version"):
            return Refusal("no_entries", "is a feed without entries")
        return Refusal("bad_feed", f"is not a feed: {clean(str(parsed.get('bozo_exception', 'unknown format')))[:200]}")
    return [_feed_object(entry, parsed.feed, feed_url) for entry in parsed.entries]


def is_json_feed(value: Any) -> bool:
    """Whether a JSON value calls itself a JSON Feed."""
    version = value.get("version") if isinstance(value, dict) else None
    return isinstance(version, str) and version.startswith(JSON_FEED_VERSION)


def read_json_feed(value: SeedObject, feed_url: str | None = None) -> list[SeedObject] | Refusal:
    """Return the items of a JSON Feed in its order, or why there are none; links as in ``read_feed``."""
    items = value.get("items")
    if not isinstance(items, list):
        return Refusal("bad_feed", "is a JSON Feed whose items are not a list")
    if not items:
        return Refusal("no_entries", "is a feed without entries")
    return [_json_object(item if isinstance(item, dict) else {}, value, feed_url) for item in items]


def fragment_to_text(fragment: str) -> str:
    """Return the text of an HTML fragment: paragraphs parted by an empty line, ``br`` as line end.

    Scripts, styles and embedded objects are left out.  Walks the tree without recursion; what is
    nested more than about 2,000 deep is lost, as libxml2 builds no deeper tree.
    """
    fragment = clean(fragment[:MAX_FRAGMENT_CHARS]).replace("\0", "")
    if not _MARKUP.search(fragment):
        return "\n\n".join(filter(None, (_lines(part) for part in re.split(r"\n[^\S\n]*\n", fragment))))
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    root = etree.fromstring(f"<html><body>{fragment}</body></html>".encode(), parser)
    if root is None:
        return ""
    return _text_of(root)


def _sound_reference(match: re.Match[bytes]) -> bytes:
    """Return a character reference, U+FFFD for one that names no character: it would cost the whole feed."""
    hexadecimal, decimal = match.groups()
    digits = hexadecimal or decimal
    code = int(digits, 16 if hexadecimal else 10) if len(digits) <= _MAX_REFERENCE_DIGITS else 0
    return match.group() if 0 < code < 0xD800 or 0xE000 <= code <= 0x10FFFF else b"&#xFFFD;"


def _bound_author_search() -> None:
    """Make feedparser look for an address in the start of an author's name only: ``MAX_AUTHOR_CHARS``.

    There is no option for it, and its search takes minutes for a long name.
    """
    search = _FeedParserMixin._sync_author_detail

    def search_start(self: Any, key: str = "author") -> None:
        context = self._get_context()
        author = context.get(key)
        if isinstance(author, str):
            context[key] = author[:MAX_AUTHOR_CHARS]
        search(self, key)

    _FeedParserMixin._sync_author_detail = search_start


_bound_author_search()


def _text_of(root: Any) -> str:
    paragraphs: list[str] = []
    pieces: list[str] = []
    unseen = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        tag = node.tag
        if tag in _BLOCKS:
            paragraphs.append("".join(pieces))
            pieces.clear()
        if event == "start":
            unseen += tag in _UNSEEN
            if tag == "br":
                pieces.append("\n")
            told = node.text
        else:
            unseen -= tag in _UNSEEN
            told = node.tail
        if told and not unseen:
            # A line end of the source is white space; only ``br`` makes a line.
            pieces.append(told if tag == "pre" and event == "start" else told.replace("\n", " "))
    paragraphs.append("".join(pieces))
    return "\n\n".join(filter(None, map(_lines, paragraphs)))


def _lines(paragraph: str) -> str:
    """Return a paragraph with each of its lines squeezed; an empty line inside it stays one."""
    lines = (" ".join(line.split()) for line in paragraph.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines).strip("\n"))


def _feed_object(entry: Any, feed: Any, feed_url: str | None) -> SeedObject:
    base = _base(_text(feed.get("link")), feed_url)
    key = _text(entry.get("id"))
    url = _web_address(_text(entry.get("link")), base) or _web_address(key, None)
    content, kind, language = _feed_content(entry)
    title = _feed_title(entry)
    return _object(
        url=url,
        key=key or title or content,
        title=title,
        content=content,
        is_html=kind != "text/plain",
        published=_feed_time(entry.get("published_parsed")),
        modified=_feed_time(entry.get("updated_parsed")) if "updated" in entry else None,
        authors=_feed_authors(entry),
        source=None if url else _plain(_text(feed.get("title"))),
        language=language or _text(feed.get("language")),
    )


def _json_object(item: SeedObject, feed: SeedObject, feed_url: str | None) -> SeedObject:
    key = _text(item.get("id"))
    base = _base(_text(feed.get("home_page_url")), feed_url)
    url = _web_address(_text(item.get("url")) or _text(item.get("external_url")), base) or _web_address(key, None)
    page, plain = _text(item.get("content_html")), _text(item.get("content_text"))
    content = page or plain or _text(item.get("summary"))
    title = _text(item.get("title"))
    people = item.get("authors") or [item.get("author")]
    return _object(
        url=url,
        key=key or title or content,
        title=title,
        content=content,
        is_html=bool(page),
        published=_text(item.get("date_published")) or None,
        modified=_text(item.get("date_modified")) or None,
        authors=[_text(person.get("name")) for person in people if isinstance(person, dict)]
        if isinstance(people, list)
        else [],
        source=None if url else _text(feed.get("title")),
        language=_text(item.get("language")) or _text(feed.get("language")),
    )


def _object(
    *,
    url: str | None,
    key: str,
    title: str,
    content: str,
    is_html: bool,
    published: str | None,
    modified: str | None,
    authors: Iterable[str],
    source: str | None,
    language: str,
) -> SeedObject:
    full_page = is_html and bool(_FULL_PAGE.match(content))
    return {
        "url": url,
        "key": None if url else _short_key(key),
        "title": title or None,
        "text": None if full_page else (fragment_to_text(content) if is_html else content) or None,
        "html": content if full_page else None,
        "published": published,
        "modified": modified,
        "observed": published or modified,
        "authors": [name for name in authors if name],
        "source": source or None,
        "language": language or None,
    }


def _feed_content(entry: Any) -> tuple[str, str, str]:
    """Return the fullest text of an entry, its media type and language."""
    for part in [*(entry.get("content") or []), entry.get("summary_detail") or {}]:
        kind = _text(part.get("type")).lower() or "text/html"
        value = _text(part.get("value"))
        if value.strip() and (kind.startswith("text/") or kind == "application/xhtml+xml"):
            return value, kind, _text(part.get("language"))
    return _text(entry.get("summary")), "text/html", ""


def _feed_title(entry: Any) -> str:
    title = _text(entry.get("title"))
    kind = _text((entry.get("title_detail") or {}).get("type"))
    return _squeezed(title) if kind == "text/plain" else _plain(title)


def _feed_authors(entry: Any) -> list[str]:
    people = [person for person in entry.get("authors") or [] if person]
    names = [_text(person.get("name")) or _text(person.get("email")) for person in people]
    return [_plain(name) for name in names if name] or [_plain(_text(entry.get("author")))]


def _feed_time(parsed: time.struct_time | None) -> str | None:
    """Return a time as feedparser gives it (UTC) in ISO 8601, or None where it gives an impossible one."""
    if not parsed:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), timezone.utc).isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def _base(site: str, feed_url: str | None) -> str:
    return (_web_address(site, feed_url) or feed_url or site) if feed_url else site


def _web_address(link: str, base: str | None) -> str | None:
    """Return ``link`` as an absolute http(s) address, or None if it is none, or the feed's own page."""
    if not link or link == base:
        return None
    try:
        address = urljoin(base or "", link.strip())
        parts = urlsplit(address)
        return address if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def _short_key(key: str) -> str:
    """Return a key as it is if it is short and plain, else a digest of it: it becomes part of a name."""
    if 0 < len(key) <= 100 and key.isprintable():
        return key
    return blake2b(key.encode(), digest_size=_KEY_BYTES).hexdigest()


def _text(value: Any) -> str:
    return clean(value) if isinstance(value, str) else ""


def _plain(markup: str) -> str:
    return _squeezed(fragment_to_text(markup))


def _squeezed(text: str) -> str:
    return " ".join(text.split())
