"""What the JSON-LD blocks of a page say of the article on it (schema.org)."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from transforms.text.letters import plain_line

MAX_JSON_LD_CHARS = 100_000
"""Larger blocks (live blogs carry their whole text in one) are not read; the other sources say the same."""

MAX_JSON_LD_BLOCKS = 24
MAX_JSON_NODES = 4_000
MAX_NAMES = 24

_ARTICLE_TYPES = frozenset(
    (
        "article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle",
        "reviewnewsarticle", "backgroundnewsarticle", "askpublicnewsarticle", "blogposting", "liveblogposting",
        "report", "scholarlyarticle", "techarticle", "socialmediaposting", "advertisercontentarticle",
        "satiricalarticle", "webpage",
    )
)  # fmt: skip
_TAGS = re.compile(r"<[^<>]{1,200}>")
_JSON_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s?<!\[CDATA\[|/\*\s?<!\[CDATA\[\s?\*/|<!\[CDATA\[)|(?:-->|//\s?\]\]>|/\*\s?\]\]>\s?\*/"
    r"|\]\]>)\s*;?\s*$"
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


def article_nodes(tree: HtmlElement) -> list[dict[str, Any]]:
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
            kinds = {kind.lower().rsplit("/", 1)[-1] for kind in strings_of(node.get("@type"))}
            if kinds & _ARTICLE_TYPES and (node.get("headline") or node.get("datePublished") or node.get("author")):
                whole = sum(bool(node.get(key)) for key in ("headline", "datePublished", "author", "dateModified"))
                yield whole - (3 if kinds <= {"webpage"} else 0), node
            for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart"):
                inner = node.get(key)
                if isinstance(inner, (list, dict)):
                    queue.append(inner)


def strings_of(value: Any) -> list[str]:
    """Return the strings of a JSON value that may be one or a list of them."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [item for item in value[:50] if isinstance(item, str)]
    return []


def author_names(value: Any) -> list[str]:
    if isinstance(value, dict):
        return strings_of(value.get("name")) if value.get("name") else []
    if isinstance(value, list):
        return [name for item in value[:MAX_NAMES] for name in author_names(item)]
    return [value] if isinstance(value, str) else []


def stated_body(nodes: list[dict[str, Any]]) -> str:
    bodies = [body for node in nodes[:4] for body in strings_of(node.get("articleBody"))[:1]]
    return _TAGS.sub("\n", html.unescape(max(bodies, key=len))) if bodies else ""


def publisher_of(article: dict[str, Any]) -> str:
    publisher = article.get("publisher")
    if isinstance(publisher, list):
        publisher = publisher[0] if publisher else None
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    return plain_line(name) if isinstance(name, str) and not name.startswith("http") else ""
