"""Subscription lists in OPML 1.0 to 2.0.

Read here and not by listparser (0.20): its memory grows with the square of nested outlines (0.4 MB
of them take 170 MB), and it reads a list without a declared encoding as Latin-1.
"""

from collections.abc import Mapping
from typing import NamedTuple

from transforms.polling.markup import Enough, Path, walk_xml
from transforms.reading.bounded import Refusal

MAX_FEEDS = 10_000
"""More feeds of one list are not read; large published lists have about 1,000.  ``test_a_list_is_bounded``."""

_MAX_ADDRESS_CHARS = 2_048
_MAX_TITLE_CHARS = 200


class OpmlFeed(NamedTuple):
    """What a subscription list names.

    Attributes:
      title: empty where the list has none.
      kind: ``feed``, or ``opml`` for another list that it includes (OPML 2.0, ``type="include"``).
    """

    url: str
    title: str
    kind: str = "feed"


def read_opml(content: bytes) -> list[OpmlFeed] | Refusal:
    """Return the feeds and included lists of a subscription list in its order, each address once, or why it is none.

    Feeds in nested outlines count like all others.  Addresses that are not http(s) are left out.
    """
    reader = _OutlineReader()
    wrong = walk_xml(content, on_start=reader.start)
    if not reader.is_opml:
        return Refusal("bad_opml", f"is not an OPML list{': ' + wrong if wrong else ''}")
    if not reader.feeds:
        return Refusal("no_feeds", f"is an OPML list without feeds{', malformed: ' + wrong if wrong else ''}")
    return list(reader.feeds.values())


class _OutlineReader:
    """Collects feeds from the flow of a list's elements."""

    def __init__(self) -> None:
        self.is_opml = False
        self.feeds: dict[str, OpmlFeed] = {}

    def start(self, path: Path, attributes: Mapping[str, str]) -> None:
        """Note an outline that is a feed."""
        if len(path) == 1:
            self.is_opml = path[0] == "opml"
            if not self.is_opml:
                raise Enough
        if path[-1] != "outline":
            return
        kind = "opml" if attributes.get("type", "").strip().lower() == "include" else "feed"
        url = attributes.get("url" if kind == "opml" else "xmlurl", "").strip()
        if url.lower().startswith("feed:"):
            # feed:https://… and feed://… are how browsers once handed feeds to readers.
            url = url[5:] if url[5:].lower().startswith("http") else "http:" + url[5:]
        if not url.lower().startswith(("http://", "https://")) or len(url) > _MAX_ADDRESS_CHARS:
            return
        title = " ".join((attributes.get("text", "").strip() or attributes.get("title", "")).split())
        self.feeds.setdefault(url, OpmlFeed(url, title[:_MAX_TITLE_CHARS], kind))
        if len(self.feeds) >= MAX_FEEDS:
            raise Enough
