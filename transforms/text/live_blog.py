"""The entries of a live blog, as its JSON-LD dates them.

The body of such a page runs its entries together and mostly loses their times; the markup
(schema.org ``LiveBlogPosting`` with ``liveBlogUpdate``) names headline, text and time of each.
"""

import html
import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from lxml.html import HtmlElement

from transforms.text.notices import FoundNotice, find_notices
from transforms.text.page_times import parse_markup_time

MAX_ENTRIES = 50
"""The newest are kept: each becomes a row of ``notices``, and every version of the page repeats them."""

MAX_ENTRY_CHARS = 1_200
"""A longer entry is cut after its last whole word; as long as any other notice may be."""

MAX_MARKUP_CHARS = 5_000_000
"""A page's JSON-LD beyond it is not parsed; a day's live blog of a large paper holds some 700,000."""

MAX_NODES = 4_000
"""Objects that are looked at for a live blog; entries themselves are not counted."""

MAX_READ = 5_000
"""Entries that are read before the newest are chosen."""

_TAG = re.compile(r"<[^<>]{0,2000}>")
_BREAK = re.compile(r"<(?:/p|br ?/?|/li|/h\d|/div|/blockquote)>", re.IGNORECASE)
_SPACE = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


class Entry(NamedTuple):
    """One entry; ``time`` is when it was published (UTC)."""

    time: datetime
    headline: str
    text: str


def read_live_blog(tree: HtmlElement) -> list[Entry]:
    """Return the newest entries of the page's live blog, the oldest first; empty where it has none.

    Entries without a time or a text are left out.  The order does not depend on that of the markup,
    which puts the newest first on most pages.
    """
    entries: dict[tuple[datetime, str, str], Entry] = {}
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        markup = script.text or ""
        if "liveBlogUpdate" not in markup or len(markup) > MAX_MARKUP_CHARS:
            continue
        for node in _updates(_load(markup)):
            entry = _entry(node)
            if entry is not None:
                entries.setdefault((entry.time, entry.headline, entry.text), entry)
            if len(entries) >= MAX_READ:
                break
    return [entries[key] for key in sorted(entries)][-MAX_ENTRIES:]


def entry_notice(entry: Entry, position: int) -> FoundNotice:
    """An entry as a notice: an ``update``, unless it says itself that it corrects something.

    ``position`` is that of the paragraph that it stands before; an entry covers none.
    """
    text = f"{entry.headline}\n\n{entry.text}" if entry.headline and entry.text else entry.headline or entry.text
    said = find_notices([part for part in (entry.headline, entry.text) if part], entry.time)
    kind = next((notice.kind for notice in said if notice.pure and notice.kind != "editors_note"), "update")
    return FoundNotice(kind, _cut(text), entry.time, position, position, False)


def _load(markup: str) -> Any:
    try:
        return json.loads(markup, strict=False)
    except (ValueError, RecursionError):
        return None


def _updates(value: Any) -> Iterator[dict[str, Any]]:
    """The entries of every live blog in a JSON value, without recursion."""
    queue, seen = [value], 0
    while queue and seen < MAX_NODES:
        node = queue.pop()
        seen += 1
        if isinstance(node, list):
            queue.extend(item for item in node[:MAX_NODES] if isinstance(item, (dict, list)))
        elif isinstance(node, dict):
            updates = node.get("liveBlogUpdate")
            if updates is None:
                queue.extend(inner for inner in node.values() if isinstance(inner, (dict, list)))
            else:
                listed = updates if isinstance(updates, list) else [updates]
                yield from (update for update in listed if isinstance(update, dict))


def _entry(node: dict[str, Any]) -> Entry | None:
    stated = next(
        (node[key] for key in ("datePublished", "dateCreated", "dateModified") if _is_text(node.get(key))), ""
    )
    time = parse_markup_time(stated)
    headline = _plain(node.get("headline") or node.get("name")).replace("\n", " ")
    text = _plain(node.get("articleBody") or node.get("text") or node.get("description"))
    if time is None or not (headline or text):
        return None
    # Many pages make the headline of the first words of the text.
    if text.startswith(headline.rstrip("….")):
        headline = ""
    return Entry(time, headline, text)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _plain(value: Any) -> str:
    """Text of a JSON-LD field, which may hold markup or escaped markup."""
    if not isinstance(value, str):
        return ""
    value = value[: 20 * MAX_ENTRY_CHARS]
    value = html.unescape(_TAG.sub(" ", _BREAK.sub("\n", html.unescape(value) if "&lt;" in value else value)))
    return _LINES.sub("\n", _SPACE.sub(" ", value)).strip()


def _cut(text: str) -> str:
    if len(text) <= MAX_ENTRY_CHARS:
        return text
    whole = text[:MAX_ENTRY_CHARS].rsplit(None, 1)
    return f"{whole[0]}…" if len(whole[0]) > MAX_ENTRY_CHARS // 2 else text[:MAX_ENTRY_CHARS]
