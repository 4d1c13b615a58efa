"""Extract: from a page to the article on it, with everything else apart.

``extract_article`` is the decision, a pure function; ``ExtractArticles`` applies it.  An expected
failure is a ``Reject``, which says why; it never raises on what a page holds.
"""

import time
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

import apache_beam as beam
import trafilatura
from apache_beam.metrics import Metrics

from transforms.elements import Article, Notice, Page, Reject
from transforms.rejects import make_reject
from transforms.text.addresses import article_id_of, site_host
from transforms.text.furniture import Cleaned, clean_text, tidy
from transforms.text.language import detect_language
from transforms.text.letters import letters_of
from transforms.text.live_blog import Entry as LiveEntry
from transforms.text.live_blog import entry_notice
from transforms.text.metadata import PageFacts
from transforms.text.notices import FoundNotice, find_notices
from transforms.text.page_article import MAX_DEPTH, ParsedPage, is_too_deep, parse_article_page
from transforms.text.page_article import ExtractOptions as ExtractOptions
from transforms.text.page_blocks import notice_blocks
from transforms.text.page_comments import group_comments
from transforms.text.page_decode import is_binary
from transforms.times import to_datetime, to_timestamp

STAGE = "extract"

RULES_VERSION = 3
"""Counts changes of our own rules that change what is extracted from the same page."""

MAX_TEXT_CHARS = 2_000_000
"""A longer text is no article: a dump, or an attack on whatever compares it."""

MIN_TEXT_LETTERS = 3
"""A body with fewer letters says nothing."""

MIN_SHARE_OF_STATED_BODY = 0.5
"""Below this share of the body that the page's JSON-LD states, the extractor missed the article."""

_FINGERPRINT_VERSION = b"\x01"

DEFAULT_OPTIONS = ExtractOptions()


def extractor_name(options: ExtractOptions, is_html: bool) -> str:
    """Return what the ``extractor`` column says: name, version and options."""
    rules = f"writethru-text {RULES_VERSION}"
    if not is_html:
        return rules
    words = ["trafilatura", trafilatura.__version__]
    words += ["fast"] * options.fast + ["recall"] * options.recall
    return " ".join(words) + f"; {rules}"


def extract_article(page: Page, options: ExtractOptions = DEFAULT_OPTIONS) -> Article | Reject:
    """Return the article on a page, or why there is none.

    What the document says of itself outside its body (JSONL fields, a feed entry) goes before what
    its markup says, and that before what is found in the text.  ``sketch`` and ``fingerprint``
    stay empty: comparing fills them.

    Reasons of rejects: ``empty``, ``too_large``, ``not_text``, ``too_deep``, ``no_text``,
    ``extractor_failed``.
    """
    if page.html is not None:
        return _extract_html(page, page.html, options)
    if page.text is not None and page.text.strip():
        return _extract_text(page, page.text, options)
    return make_reject(STAGE, page.entry, "empty", "the document has no content")


class _Draft(NamedTuple):
    """What was found on a page, before it is put beside what the document said."""

    body: Cleaned
    blocks: Sequence[str]
    facts: PageFacts | None
    digest: str
    live: Sequence[LiveEntry] = ()


def _extract_text(page: Page, text: str, options: ExtractOptions) -> Article | Reject:
    if len(text) > MAX_TEXT_CHARS:
        return make_reject(STAGE, page.entry, "too_large", f"{len(text):,} characters, {MAX_TEXT_CHARS:,} allowed")
    body = clean_text(text, page.title or "", page.authors)
    flash = tidy(text).strip()
    if not body.paragraphs and flash and flash.casefold() == (page.title or "").strip().casefold():
        # All of it stands in its headline, where it would otherwise be taken for one.
        body = body._replace(paragraphs=(flash,))
    digest = _digest((page.title or "").encode("utf-8", "surrogatepass"), text.encode("utf-8", "surrogatepass"))
    return _finish(page, _Draft(body, (), None, digest), options)


def _extract_html(page: Page, data: bytes, options: ExtractOptions) -> Article | Reject:
    if not data.strip():
        return make_reject(STAGE, page.entry, "empty", "the page has no bytes")
    if len(data) > options.max_page_bytes:
        detail = f"{len(data):,} bytes, {options.max_page_bytes:,} allowed"
        return make_reject(STAGE, page.entry, "too_large", detail)
    if is_binary(data):
        return make_reject(STAGE, page.entry, "not_text", f"the content begins with {data[:8]!r}")
    try:
        parsed = parse_article_page(data, page.charset, page.url, page.published_at is not None, options)
    except Exception as error:
        # Third-party parsers meet hostile pages here, and fail in ways that they do not document
        # (AssertionError, AttributeError, RecursionError, lxml's own).  One page must not end a run.
        return make_reject(STAGE, page.entry, "extractor_failed", f"{type(error).__name__}: {error}"[:500])
    if parsed is None:
        return make_reject(STAGE, page.entry, "not_text", "no HTML could be parsed from the page")
    if not parsed.text.strip() and is_too_deep(parsed.tree):
        detail = f"elements are nested deeper than {MAX_DEPTH}, and nothing is found above that"
        return make_reject(STAGE, page.entry, "too_deep", detail)
    return _finish(page, _clean_page(page, parsed, _digest(data)), options)


def _clean_page(page: Page, parsed: ParsedPage, digest: str) -> _Draft:
    facts, text = parsed.facts, parsed.text
    if facts.body and len(text) < MIN_SHARE_OF_STATED_BODY * len(facts.body):
        text = facts.body
    body = clean_text(text, page.title or facts.title, page.authors or facts.authors, facts.headlines)
    said = group_comments([line.strip() for line in parsed.comments.split("\n") if line.strip()])
    body = body._replace(comments=(*body.comments, *(comment for comment in said if comment not in body.comments)))
    return _Draft(body, notice_blocks(parsed.tree), facts, digest, parsed.live)


def _finish(page: Page, draft: _Draft, options: ExtractOptions) -> Article | Reject:
    body, facts = draft.body, draft.facts
    title = _one_line(page.title or (facts.title if facts else "") or "")
    published = page.published_at or to_timestamp((facts.published if facts else None) or body.published)
    modified = page.modified_at or to_timestamp((facts.modified if facts else None) or body.modified)
    # Not the time of the last change: an edit must not move the times of earlier notices.
    anchor = to_datetime(published or page.entry.observed_at)
    notices = find_notices(body.paragraphs, anchor, title)
    paragraphs = _without(body.paragraphs, notices)
    notices = _merge(notices, find_notices(draft.blocks, anchor, title), title) if draft.blocks else notices
    live = [entry_notice(entry, len(body.paragraphs)) for entry in draft.live]
    # Last, since they are the newest; an entry that the body prints as a note is known by its time.
    notices = [*_merge(live, notices, title)[len(live) :], *live]
    text = "\n\n".join(paragraphs)
    if len(letters_of(text[:200])) < MIN_TEXT_LETTERS and not notices:
        return make_reject(STAGE, page.entry, "no_text", "no article text was found")
    claim = page.language or (facts.language if facts else None)
    link = facts.canonical_link if facts else None
    return Article(
        article_id=article_id_of(page.url, link, page.entry.name),
        url=page.url,
        source=page.source or (facts.site_name if facts else None) or site_host(page.url or link),
        origin=page.entry.name,
        position=page.entry.position,
        title=title,
        authors=[_one_line(name) for name in page.authors or (facts.authors if facts else ()) or body.authors],
        language=detect_language(text or title, claim, title),
        text=text,
        comments=list(body.comments),
        notices=[Notice(n.kind, n.text, to_timestamp(n.time)) for n in notices],
        published_at=published,
        modified_at=modified,
        observed_at=page.entry.observed_at,
        extractor=extractor_name(options, page.html is not None),
        fingerprint="",
        page_fingerprint=draft.digest,
        sketch=b"",
        visit_id=page.entry.visit_id,
    )


def _without(paragraphs: Sequence[str], notices: Sequence[FoundNotice]) -> list[str]:
    """Drop the paragraphs that pure notices cover."""
    gone = {n for notice in notices if notice.pure for n in range(notice.start, notice.end)}
    return [paragraph for n, paragraph in enumerate(paragraphs) if n not in gone]


def _merge(kept: list[FoundNotice], more: list[FoundNotice], title: str) -> list[FoundNotice]:
    """Add the notices that an extractor dropped from the page to those of its text."""
    known = [letters_of(notice.text) for notice in kept]
    merged = list(kept)
    for notice in more:
        letters = letters_of(notice.text)
        if not any(letters[:60] in other or other[:60] in letters for other in known):
            known.append(letters)
            merged.append(notice)
    return merged


def _digest(*parts: bytes) -> str:
    digest = blake2b(_FINGERPRINT_VERSION, digest_size=16)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def _one_line(text: str) -> str:
    return " ".join(tidy(text).split())


ARTICLES, REJECTS = "articles", "rejects"


class ExtractArticles(beam.PTransform):
    """Pages to articles; outputs ``articles`` (main) and ``rejects``.

    Element-wise, so it keeps boundedness, windows and timestamps as they come; each page gives exactly
    one element in one of the outputs.  Counters ``in``, ``out``, ``rejected`` and ``msec`` stand under
    the namespace ``extract``.
    """

    def __init__(self, options: ExtractOptions = DEFAULT_OPTIONS) -> None:
        super().__init__()
        if options.max_page_bytes <= 0:
            raise ValueError(f"max_page_bytes must be positive, got {options.max_page_bytes}")
        self._options = options

    def expand(self, pages: beam.PCollection[Page]) -> Any:
        extract = beam.ParDo(_Extract(self._options)).with_output_types(Article, rejects=Reject)
        return pages | "ExtractArticle" >> extract.with_outputs(REJECTS, main=ARTICLES)


class _Extract(beam.DoFn):
    def __init__(self, options: ExtractOptions) -> None:
        self._options = options
        self._in = Metrics.counter(STAGE, "in")
        self._out = Metrics.counter(STAGE, "out")
        self._rejected = Metrics.counter(STAGE, "rejected")
        self._msec = Metrics.counter(STAGE, "msec")
        self._unspent = 0.0

    def process(self, page: Page) -> Iterator[Any]:
        started = time.perf_counter()
        self._in.inc()
        result = extract_article(page, self._options)
        # A plain text takes less than a millisecond: the fraction is kept for the next.
        spent, self._unspent = divmod((time.perf_counter() - started) * 1000 + self._unspent, 1)
        self._msec.inc(int(spent))
        if isinstance(result, Reject):
            self._rejected.inc()
            yield beam.pvalue.TaggedOutput(REJECTS, result)
        else:
            self._out.inc()
            yield result
