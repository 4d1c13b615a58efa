"""What the lake holds of a live address: its state, how we came to know it, and why it last failed."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from transforms.polling.states import FeedState, PageState, State, from_row, to_row
from transforms.text.addresses import canonical_address

SOURCE = "source"
"""The kind of an address that a user gave and that was never read: what it is shows its first answer."""

_TIMES = frozenset({"since", "visited_at", "due_at", "last_full_at", "changed_at", "story_changed_at"})
_OURS = frozenset({"via", "published_at", "reason"})


class Memory(NamedTuple):
    """An address that is looked at again and again.

    Attributes:
      via: the source that the user gave and that led here; its own address for a source itself.
      published_at: a page's publication, as the feed or sitemap that names it says.
      reason: why the last visit failed, as ``rejects`` names it; empty after success.
    """

    state: State
    via: str
    published_at: datetime | None = None
    reason: str = ""


def is_page(memory: Memory) -> bool:
    """Whether it is an article's page, and not something that names pages."""
    return isinstance(memory.state, PageState)


def page_key(url: str) -> str:
    """Return what two addresses of one page have in common (``transforms.text.addresses``)."""
    return canonical_address(url) or url


def page_keys(urls: Iterable[str]) -> set[str]:
    """Return the keys of pages."""
    return {page_key(url) for url in urls}


def new_source(url: str, now: datetime, via: str = "", kind: str = SOURCE) -> Memory:
    """Return a source that was never read; it is due at once."""
    return Memory(FeedState(url=url, kind=kind, due_at=now), via or url)


def to_json(memory: Memory) -> str:
    """Return a memory as one JSON object; what is as in a new state is left out."""
    row = {**to_row(memory.state), **memory._replace(state=None)._asdict()}  # type: ignore[arg-type]
    return json.dumps({name: value for name, value in row.items() if value or name == "url"}, default=_iso)


def from_json(text: str) -> Memory:
    """Return the memory that ``to_json`` wrote.

    Raises:
      ValueError, KeyError: it is no such thing.
    """
    row: dict[str, Any] = json.loads(text)
    for name in _TIMES | {"published_at"}:
        if name in row:
            row[name] = datetime.fromisoformat(row[name])
    state = from_row({name: value for name, value in row.items() if name not in _OURS})
    return Memory(state, row.get("via", state.url), row.get("published_at"), row.get("reason", ""))


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
