"""What a page says of itself in its markup: title, people, times, language, its own address.

Publishers repeat these facts in JSON-LD, ``meta`` tags, Open Graph and the headline, and not always
alike: the Open Graph title may be written for search engines and end with the site's name.  So the
title is put to a vote; for the rest the first source that has a sane value decides, in the order of
how often it is right on real pages.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from transforms.text.furniture import split_names
from transforms.text.page_times import parse_markup_time

MAX_JSON_LD_CHARS = 100_000
"""Larger blocks (live blogs carry their whole text in one) are not read; the other sources say the same."""

MAX_JSON_LD_BLOCKS = 24
MAX_JSON_NODES = 4_000
MAX_META_TAGS = 400
MAX_TITLE_CHARS = 400
MAX_AUTHORS = 24
MAX_BYLINES = 6
MAX_AUTHOR_CHARS = 80


class PageFacts(NamedTuple):
    """Facts from a page's markup; empty or None where it is silent. Times are UTC.

    ``body`` is the article's text as JSON-LD states it (few pages do).
    """

    title: str
    authors: tuple[str, ...]
    published: datetime | None
    modified: datetime | None
    language: str | None
    canonical_link: str | None
    site_name: str | None
    body: str = ""


_ARTICLE_TYPES = frozenset(
    (
        "article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle",
        "reviewnewsarticle", "backgroundnewsarticle", "askpublicnewsarticle", "blogposting", "liveblogposting",
        "report", "scholarlyarticle", "techarticle", "socialmediaposting", "advertisercontentarticle",
        "satiricalarticle", "webpage",
    )
)  # fmt: skip
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
_TITLE_METAS = (
    "og:title",
    "twitter:title",
    "parsely-title",
    "dc.title",
    "headline",
    "sailthru.title",
    "citation_title",
    "hdl",
)
_SITE_SPLIT = re.compile(r"\s+(?:[|•·—–»«~:/]|-{1,2}|::)\s+")
_SPACES = re.compile(r"\s+")
_TAGS = re.compile(r"<[^<>]{1,200}>")
_BY = re.compile(
    r"^\s*(?:(?:written |reported |story |posted |words |text |article )?by|von|par|por|di|da|door|af|av)\s?:?\s+",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(r"https?:|www\.|@|\bfacebook\.com|[{}<>]|^\W*$|^\d+$", re.IGNORECASE)
_JSON_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s?<!\[CDATA\[|/\*\s?<!\[CDATA\[\s?\*/|<!\[CDATA\[)|(?:-->|//\s?\]\]>|/\*\s?\]\]>\s?\*/"
    r"|\]\]>)\s*;?\s*$"
)


def read_facts(tree: HtmlElement, url: str | None = None) -> PageFacts:
    """Read what the markup of a page says of it.

    Args:
      tree: a parsed page; it is not changed.
      url: where it is from; tells the site's name in titles.
    """
    metas = _read_metas(tree)
    nodes = _article_nodes(tree)
    article = nodes[0] if nodes else {}
    site_name = _clean(metas.get("og:site_name", "")) or _publisher(article) or None
    sites = _site_keys(site_name, metas, url)
    published = _first_time([*_strings(article.get("datePublished")), *(metas.get(n, "") for n in _PUBLISHED_METAS)])
    modified = _first_time([*_strings(article.get("dateModified")), *(metas.get(n, "") for n in _MODIFIED_METAS)])
    if published is None:
        published = _printed_time(tree)
    if modified is not None and published is not None and modified < published:
        modified = None
    return PageFacts(
        title=_choose_title(tree, metas, article, sites),
        authors=_choose_authors(tree, metas, nodes, sites),
        published=published,
        modified=modified,
        language=_claimed_language(tree, metas, article),
        canonical_link=_canonical_link(tree, metas),
        site_name=site_name,
        body=_stated_body(nodes),
    )


def drop_large_json_ld(tree: HtmlElement) -> int:
    """Empty every JSON-LD block over ``MAX_JSON_LD_CHARS``; return how many there were.

    Extractors search these blocks with regular expressions; a block of a megabyte costs over a second.
    """
    dropped = 0
    for script in tree.iter("script"):
        # The type first: asking for a text makes a copy of it, and scripts are long.
        if "ld+json" in (script.get("type") or "").lower() and len(script.text or "") > MAX_JSON_LD_CHARS:
            script.text = ""
            dropped += 1
    return dropped


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


def _article_nodes(tree: HtmlElement) -> list[dict[str, Any]]:
    """Return the JSON-LD objects that describe an article, the likeliest first."""
    found: list[tuple[int, dict[str, Any]]] = []
    blocks = 0
    for script in tree.iter("script"):
        text = (script.text or "") if "ld+json" in (script.get("type") or "").lower() else ""
        if not text:
            continue
        blocks += 1
        if blocks > MAX_JSON_LD_BLOCKS:
            break
        if len(text) <= MAX_JSON_LD_CHARS:
            found.extend(_rank_nodes(_load_json(text)))
    found.sort(key=lambda pair: -pair[0])
    return [node for _, node in found]


def _load_json(text: str) -> Any:
    text = text.strip()
    if text[:1] not in ("{", "[") or text[-1:] not in ("}", "]"):
        text = _JSON_WRAPPING.sub("", _JSON_WRAPPING.sub("", text))
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _rank_nodes(value: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    queue: list[Any] = [value]
    seen = 0
    while queue and seen < MAX_JSON_NODES:
        node = queue.pop(0)
        seen += 1
        if isinstance(node, list):
            queue.extend(node[:200])
        elif isinstance(node, dict):
            kinds = {kind.lower().rsplit("/", 1)[-1] for kind in _strings(node.get("@type"))}
            if kinds & _ARTICLE_TYPES and (node.get("headline") or node.get("datePublished") or node.get("author")):
                whole = sum(bool(node.get(key)) for key in ("headline", "datePublished", "author", "dateModified"))
                yield whole - (3 if kinds <= {"webpage"} else 0), node
            for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart"):
                inner = node.get(key)
                if isinstance(inner, (list, dict)):
                    queue.append(inner)


def _strings(value: Any) -> list[str]:
    """Return the strings of a JSON value that may be one or a list of them."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [item for item in value[:50] if isinstance(item, str)]
    return []


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


def _choose_title(tree: HtmlElement, metas: dict[str, str], article: dict[str, Any], sites: frozenset[str]) -> str:
    """Return the title on which most sources agree; of equals the one earlier in the list.

    Sources agree when they are equal but for case, quotes and spaces, after the site's name is off.
    """
    sources: list[tuple[float, str]] = []
    headlines = [_clean(text) for text in _strings(article.get("headline"))[:1]]
    heads = [_clean(h.text_content()) for h in tree.iter("h1")][:6]
    page_title = next((_clean(t.text_content()) for t in tree.iter("title")), "")
    sources += [(1.1, text) for text in headlines]
    sources += [(1.2 if len(heads) == 1 else 0.9, text) for text in heads]
    sources += [(1.0 if name == "og:title" else 0.45, _clean(metas.get(name, ""))) for name in _TITLE_METAS]
    sources.append((0.7, page_title))
    votes: dict[str, float] = {}
    spelling: dict[str, str] = {}
    for weight, text in sources:
        text = _without_site(text, sites)
        key = _key(text)
        if not key or key in sites or len(text) > MAX_TITLE_CHARS:
            continue
        votes[key] = votes.get(key, 0.0) + weight
        spelling.setdefault(key, text)
    if not votes:
        return page_title[:MAX_TITLE_CHARS]
    return spelling[max(votes, key=lambda key: votes[key])]


def _without_site(text: str, sites: frozenset[str]) -> str:
    """Take the site's name off a title, at its end or its front."""
    for _ in range(3):
        pieces = list(_SITE_SPLIT.finditer(text))
        if not pieces:
            return text
        last, first = pieces[-1], pieces[0]
        if _key(text[last.end() :]) in sites:
            text = text[: last.start()]
        elif _key(text[: first.start()]) in sites:
            text = text[first.end() :]
        else:
            return text
    return text


def _site_keys(site_name: str | None, metas: dict[str, str], url: str | None) -> frozenset[str]:
    names = [site_name or "", metas.get("application-name", ""), metas.get("apple-mobile-web-app-title",
    ""), metas.get("twitter:site", ""),
             metas.get("publisher", ""), metas.get("al:ios:app_name", ""), metas.get("twitter:app:name:iphone",
             "")]  # fmt: skip
    keys = {_key(name) for name in names}
    for address in (url, metas.get("og:url")):
        try:
            host = (urlsplit(address).hostname or "") if address else ""
        except ValueError:
            continue
        labels = host.removeprefix("www.").split(".")
        keys |= {_key(host), _key(".".join(labels)), _key(labels[0]), _key("".join(labels[-2:-1]))}
    return frozenset(key for key in keys if len(key) > 1)


def _choose_authors(
    tree: HtmlElement, metas: dict[str, str], nodes: list[dict[str, Any]], sites: frozenset[str]
) -> tuple[str, ...]:
    """Return the first source's names that are not just the site's own; that only where nobody is named."""
    organisation: tuple[str, ...] = ()
    for names in _author_claims(tree, metas, nodes):
        people = tuple(name for name in names if _key(name) not in sites)
        if people:
            return people
        organisation = organisation or names
    return organisation


def _author_claims(tree: HtmlElement, metas: dict[str, str], nodes: list[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    for node in nodes[:4]:
        yield _sane_names(_author_names(node.get("author")) or _author_names(node.get("creator")))
    for meta in _AUTHOR_METAS:
        if metas.get(meta):
            yield _sane_names(re.split(r"\s*;\s*", metas[meta]))
    for element in islice(filter(_is_byline, tree.iterdescendants()), MAX_BYLINES):
        text = _clean(element.text_content())
        if 3 < len(text) < 120:
            names = _sane_names([_BY.sub("", text)])
            if all(1 < len(name.split()) < 6 for name in names):
                yield names


def _is_byline(element: HtmlElement) -> bool:
    get = element.get
    classes = get("class")
    return (
        (classes is not None and ("byline" in classes or "author-name" in classes))
        or get("itemprop") == "author"
        or get("rel") == "author"
    )


def _author_names(value: Any) -> list[str]:
    if isinstance(value, dict):
        return _strings(value.get("name")) if value.get("name") else []
    if isinstance(value, list):
        return [name for item in value[:MAX_AUTHORS] for name in _author_names(item)]
    return [value] if isinstance(value, str) else []


def _sane_names(values: Sequence[str]) -> tuple[str, ...]:
    names: list[str] = []
    for value in values[:MAX_AUTHORS]:
        for name in split_names(_BY.sub("", _clean(value))[:600]):
            name = name.strip(" .,;|-–—")
            if name and len(name) <= MAX_AUTHOR_CHARS and not _NOT_A_NAME.search(name) and name not in names:
                names.append(name)
    return tuple(names[:MAX_AUTHORS])


def _claimed_language(tree: HtmlElement, metas: dict[str, str], article: dict[str, Any]) -> str | None:
    root = tree.getroottree().getroot()
    claims = (
        root.get("lang"),
        metas.get("og:locale"),
        *_strings(article.get("inLanguage"))[:1],
        metas.get("content-language"),
        metas.get("language"),
    )
    return next((claim for claim in claims if claim and claim.strip()), None)


def _canonical_link(tree: HtmlElement, metas: dict[str, str]) -> str | None:
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and (link.get("href") or "").strip():
            return str(link.get("href")).strip()
    return metas.get("og:url") or None


def _stated_body(nodes: list[dict[str, Any]]) -> str:
    bodies = [body for node in nodes[:4] for body in _strings(node.get("articleBody"))[:1]]
    return _TAGS.sub("\n", html.unescape(max(bodies, key=len))) if bodies else ""


def _publisher(article: dict[str, Any]) -> str:
    publisher = article.get("publisher")
    if isinstance(publisher, list):
        publisher = publisher[0] if publisher else None
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    return _clean(name) if isinstance(name, str) and not name.startswith("http") else ""


def _clean(text: str) -> str:
    """One line, entities resolved (some publishers escape twice), no tags."""
    text = html.unescape(text[: 4 * MAX_TITLE_CHARS])
    if "<" in text:
        text = _TAGS.sub("", text)
    # JSON can carry half a surrogate pair, which nothing after this could encode.
    text = html.unescape(text).encode("utf-8", "ignore").decode("utf-8")
    return _SPACES.sub(" ", text).strip()


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
