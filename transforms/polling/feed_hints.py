"""What a feed says of itself: its rhythm, its name, and whether its markup is sound.

The entries are read by ``transforms.reading.feeds``; this reads only what stands around them.
"""

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from transforms.polling.markup import Path, walk_xml
from transforms.reading.feeds import fragment_to_text, is_json_feed

MAX_TITLE_CHARS = 200
"""A longer name of a feed is cut: it becomes the source of articles."""

MAX_TTL_MINUTES = 366 * 24 * 60

_ROOTS = {"rss": "channel", "rdf": "channel", "feed": None, "channel": None}
"""Where each format keeps what it says of itself: below its root, or in the root itself."""

_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
"""The periods of the RSS syndication module (web.resource.org/rss/1.0/modules/syndication)."""

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)


class FeedHints(NamedTuple):
    """What a feed document says of itself.

    Attributes:
      ttl: how long the publisher wants it to be kept before it is asked for again; None if silent.
      update_every: how often the publisher means to change it (``sy:updatePeriod``); None if silent.
      skip_hours: hours of the day, UTC, from 0 to 23, in which it never changes.
      skip_days: days of the week, UTC, Monday is 0, on which it never changes.
      title: its name as plain text; empty if it has none.
      warning: what is wrong with its markup, in words; empty for a sound feed.
    """

    ttl: timedelta | None = None
    update_every: timedelta | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    title: str = ""
    warning: str = ""


def read_feed_hints(content: bytes) -> FeedHints:
    """Return what a feed document says of itself; what it does not say, or says unreadably, is left out.

    Never fails: for bytes that are no feed the warning says so.  A feed with a warning may still
    have readable entries.
    """
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _json_hints(content)
    reader = _HintReader()
    wrong = walk_xml(content, on_start=reader.start, on_end=reader.end)
    if not reader.is_feed:
        return FeedHints(warning=f"is not a feed{': ' + wrong if wrong else ''}")
    return reader.hints(f"malformed but read: {wrong}" if wrong else "")


class _HintReader:
    """Collects the few elements that matter from the flow of a feed's elements."""

    def __init__(self) -> None:
        self.is_feed = False
        self._said: dict[str, str] = {}
        self._hours: set[int] = set()
        self._days: set[int] = set()
        self._title: list[str] = []
        self._titles = 0

    def start(self, path: Path, attributes: Mapping[str, str]) -> None:
        """Note whether it is a feed, and where its own title begins: only the first counts."""
        if len(path) == 1:
            self.is_feed = path[0] in _ROOTS
        if _place(path) == ("title",):
            self._titles += 1

    def end(self, path: Path, text: str) -> None:
        """Note what an element says of the whole feed."""
        place = _place(path)
        if not place:
            return
        if place[0] == "title" and self._titles == 1:
            # The parts of a title in XHTML end before the title itself does.
            self._title.append(text)
        elif len(place) == 1 and place[0] in ("ttl", "updateperiod", "updatefrequency"):
            self._said.setdefault(place[0], text)
        elif place == ("skiphours", "hour") and _NUMBER.fullmatch(text) and int(text) <= 24:
            self._hours.add(int(text) % 24)  # RSS 0.91 counts from 1 to 24
        elif place == ("skipdays", "day") and text.lower() in _DAYS:
            self._days.add(_DAYS.index(text.lower()))

    def hints(self, warning: str) -> FeedHints:
        """Return what was collected."""
        return FeedHints(
            ttl=_ttl(self._said.get("ttl", "")),
            update_every=_update_every(self._said.get("updateperiod", ""), self._said.get("updatefrequency", "")),
            skip_hours=tuple(sorted(self._hours)),
            skip_days=tuple(sorted(self._days)),
            title=_name(" ".join(filter(None, self._title))),
            warning=warning,
        )


def _place(path: Path) -> Path:
    """Return where an element stands within the part that describes the whole feed; empty if outside of it."""
    if path[0] not in _ROOTS:
        return ()
    inner = _ROOTS[path[0]]
    if inner is None:
        return path[1:]
    return path[2:] if path[1:2] == (inner,) else ()


def _ttl(text: str) -> timedelta | None:
    minutes = int(text) if _NUMBER.fullmatch(text) else 0
    return timedelta(minutes=minutes) if 0 < minutes <= MAX_TTL_MINUTES else None


def _update_every(period: str, frequency: str) -> timedelta | None:
    """Return the period divided by how often it changes in it; the module's default for the latter is 1."""
    length = _PERIODS.get(period.lower())
    times = int(frequency) if _NUMBER.fullmatch(frequency) else 1
    return length / times if length and times else None


def _name(markup: str) -> str:
    return " ".join(fragment_to_text(markup).split())[:MAX_TITLE_CHARS].rstrip()


def _json_hints(content: bytes) -> FeedHints:
    try:
        value: Any = json.loads(content)
    except (ValueError, RecursionError) as error:
        return FeedHints(warning=f"is not readable JSON: {str(error)[:200]}")
    if not is_json_feed(value):
        return FeedHints(warning="is JSON but not a JSON Feed")
    title = value.get("title")
    # A JSON Feed's title is plain text, so "<" is what it says.
    return FeedHints(title=" ".join(title.split())[:MAX_TITLE_CHARS].rstrip() if isinstance(title, str) else "")
