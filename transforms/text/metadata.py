"""What a page says of itself in its markup: title, people, times, language, its own address.

Publishers repeat these facts in JSON-LD, ``meta`` tags, Open Graph and the headline, and not always
alike: the Open Graph title may be written for search engines and end with the site's name.  So the
title is put to a vote; for the rest the first source that has a sane value decides, in the order of
how often it is right on real pages.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from lxml.html import HtmlElement

from transforms.text.furniture import split_names
from transforms.text.letters import letters_of, plain_line
from transforms.text.page_json_ld import article_nodes, author_names, publisher_of, stated_body, strings_of
from transforms.text.page_times import parse_markup_time
from transforms.text.page_titles import MAX_HEADLINES, choose_title, site_keys

MAX_META_TAGS = 400
MAX_AUTHORS = 24
MAX_BYLINES = 6
MAX_AUTHOR_CHARS = 80


class PageFacts(NamedTuple):
    """Facts from a page's markup; empty or None where it is silent. Times are UTC.

    ``body`` is the article's text as JSON-LD states it (few pages do), ``headlines`` what the page's
    main headings say.
    """

    title: str
    authors: tuple[str, ...]
    published: datetime | None
    modified: datetime | None
    language: str | None
    canonical_link: str | None
    site_name: str | None
    body: str = ""
    headlines: tuple[str, ...] = ()


_AUTHOR_METAS = (
    "author", "article:author", "og:article:author", "og:author", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator",
    "byl", "citation_author", "cxenseparse:author", "authors", "article:author_name", "dcsext.author",
    "shareaholic:article_author_name",
    "rbauthors", "atc-metaauthor", "creator",
)  # fmt: skip
_PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "datepublished", "article:published", "og:published_time",
    "parsely-pub-date",
    "sailthru.date", "cxenseparse:recs:publishtime", "publishdate", "publish-date", "pubdate", "dc.date.issued",
    "dc.date", "dcterms.created",
    "dcterms.date", "date", "date.published", "article.published", "citation_publication_date", "last-modified",
    "timestamp",
    "originalpublicationdate", "published_at", "cxense:publishtime", "shareaholic:article_published_time",
)  # fmt: skip
_MODIFIED_METAS = (
    "article:modified_time", "og:article:modified_time", "datemodified", "og:updated_time", "article:modified",
    "lastmod", "dcterms.modified",
    "dc.date.modified", "cxenseparse:modifiedtime", "revised", "shareaholic:article_modified_time",
)  # fmt: skip
_BY = re.compile(
    r"^\s*(?:(?:written |reported |story |posted |words |text |article )?by|von|par|por|di|da|door|af|av)\s?:?\s+",
    re.IGNORECASE,
)
# "byline", "author-name", "article__author", "authors__list-item"; not "authority" or "author-photo".
_BYLINE_CLASS = re.compile(r"byline|(?:^|[\s_-])authors?(?:(?:_|-){1,2}(?:name|link|list-item|item))?(?:$|\s)")
# "Ann Lee (al)" is how newspapers sign in short; "기자" says that somebody is a reporter.
_SIGN = re.compile(r"\s(?:\([a-zäöü]{1,5}\.?\)|기자)$")
# A date beside the name, or "Source: agency".
_NOT_IN_A_BYLINE = re.compile(r"[\d:/]")
_NOT_A_NAME = re.compile(r"https?:|www\.|@|\bfacebook\.com|[{}<>]|^\W*$|^\d+$", re.IGNORECASE)


def read_facts(tree: HtmlElement, url: str | None = None) -> PageFacts:
    """Read what the markup of a page says of it.

    Args:
      tree: a parsed page; it is not changed.
      url: where it is from; tells the site's name in titles.
    """
    metas = _read_metas(tree)
    nodes = article_nodes(tree)
    article = nodes[0] if nodes else {}
    site_name = plain_line(metas.get("og:site_name", "")) or publisher_of(article) or None
    sites = site_keys(site_name, metas, url)
    published = _first_time([*strings_of(article.get("datePublished")), *(metas.get(n, "") for n in _PUBLISHED_METAS)])
    modified = _first_time([*strings_of(article.get("dateModified")), *(metas.get(n, "") for n in _MODIFIED_METAS)])
    if published is None:
        published = _printed_time(tree)
    if modified is not None and published is not None and modified < published:
        modified = None
    return PageFacts(
        title=choose_title(tree, metas, article, sites),
        authors=_choose_authors(tree, metas, nodes, sites),
        published=published,
        modified=modified,
        language=_claimed_language(tree, metas, article),
        canonical_link=_canonical_link(tree, metas),
        site_name=site_name,
        body=stated_body(nodes),
        headlines=tuple(plain_line(head.text_content()) for head in islice(tree.iter("h1"), MAX_HEADLINES)),
    )


def _read_metas(tree: HtmlElement) -> dict[str, str]:
    """Return the first non-empty content of each meta name; repeated authors are joined."""
    metas: dict[str, str] = {}
    for number, meta in enumerate(tree.iter("meta")):
        if number >= MAX_META_TAGS:
            break
        content = (meta.get("content") or "").strip()
        name = (
            (meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or "")
            .strip()
            .lower()
        )
        if not content or not name:
            continue
        if name in metas and name in ("author", "article:author", "citation_author", "parsely-author"):
            if content not in metas[name]:
                metas[name] += f"; {content}"
        else:
            metas.setdefault(name, content)
    return metas


def _first_time(values: Iterable[str]) -> datetime | None:
    for value in values:
        time = parse_markup_time(value) if value else None
        if time is not None:
            return time
    return None


def _printed_time(tree: HtmlElement) -> datetime | None:
    """Return the time of the first ``time`` element or ``itemprop`` that says when the page was published."""
    marked = tree.xpath('(.//*[@itemprop="datePublished" or @pubdate])[position() <= 5]')
    for element in [*marked, *tree.xpath("(.//article//time | .//main//time | .//time)[position() <= 5]")]:
        for value in (element.get("datetime"), element.get("content"), element.text_content()):
            time = parse_markup_time(value) if value else None
            if time is not None:
                return time
    return None


def _choose_authors(
    tree: HtmlElement, metas: dict[str, str], nodes: list[dict[str, Any]], sites: frozenset[str]
) -> tuple[str, ...]:
    """Return the first source's names that are not just the site's own; that only where nobody is named."""
    organisation: tuple[str, ...] = ()
    for names in _author_claims(tree, metas, nodes):
        people = tuple(name for name in names if letters_of(name) not in sites)
        if people:
            return people
        organisation = organisation or names
    return organisation


def _author_claims(tree: HtmlElement, metas: dict[str, str], nodes: list[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    for node in nodes[:4]:
        yield _sane_names(author_names(node.get("author")) or author_names(node.get("creator")))
    for meta in _AUTHOR_METAS:
        if metas.get(meta):
            yield _sane_names(re.split(r"\s*;\s*", metas[meta]))
    for element in islice(filter(_is_byline, tree.iterdescendants()), MAX_BYLINES):
        text = plain_line(element.text_content())
        if 3 < len(text) < 120:
            names = _sane_names([_BY.sub("", text)])
            if all(1 < len(name.split()) < 6 and not _NOT_IN_A_BYLINE.search(name) for name in names):
                yield names


def _is_byline(element: HtmlElement) -> bool:
    get = element.get
    classes = get("class")
    return (
        (classes is not None and _BYLINE_CLASS.search(classes) is not None)
        or get("itemprop") == "author"
        or get("rel") == "author"
    )


def _sane_names(values: Sequence[str]) -> tuple[str, ...]:
    names: list[str] = []
    for value in values[:MAX_AUTHORS]:
        for name in split_names(_BY.sub("", plain_line(value))[:600]):
            name = _SIGN.sub("", name.strip(" .,;|-–—"))
            if name and len(name) <= MAX_AUTHOR_CHARS and not _NOT_A_NAME.search(name) and name not in names:
                names.append(name)
    return tuple(names[:MAX_AUTHORS])


def _claimed_language(tree: HtmlElement, metas: dict[str, str], article: dict[str, Any]) -> str | None:
    root = tree.getroottree().getroot()
    claims = (
        root.get("lang"),
        metas.get("og:locale"),
        *strings_of(article.get("inLanguage"))[:1],
        metas.get("content-language"),
        metas.get("language"),
    )
    return next((claim for claim in claims if claim and claim.strip()), None)


def _canonical_link(tree: HtmlElement, metas: dict[str, str]) -> str | None:
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and (link.get("href") or "").strip():
            return str(link.get("href")).strip()
    return metas.get("og:url") or None
