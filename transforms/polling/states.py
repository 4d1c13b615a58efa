"""What is remembered of an address between two visits: one row of the lake's ``visits`` table."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from transforms.polling.durations import parse_ladder
from transforms.polling.feed_hints import FeedHints

OK = "ok"
MOVED = "moved"
GONE = "gone"
FAILING = "failing"
RETIRED = "retired"

DEFAULT_LADDER = parse_ladder("15m,1h,3h,12h,24h,3d,7d")
"""When an article is looked at again after its publication.

GDELT found 15 % of 88 million pages changed within 24 hours and 18 % within a week, so most looks
come early.  Defended by ``test_a_page_climbs_the_ladder``.
"""


@dataclass(frozen=True)
class AddressState:
    """What is remembered of any address, whatever answers there.

    Attributes:
      url: the address as it was given; where it is asked for is ``fetch_address``.
      kind: ``feed``, ``sitemap``, ``opml`` or ``page``.
      etag, last_modified: validators of the last full answer, for a conditional request.
      validators_lie: its answers changed while their validators did not; none are kept or sent again.
      status: ``ok``; ``moved`` (is read at ``moved_to``); ``failing``; ``gone`` (a page that answered 404 or 410);
        ``retired`` (asked no more).
      failures: failed visits in a row.
      not_modified: answers 304 in a row since the last full one.
      interval_secs: how long we waited or would wait for its next visit by its own rhythm and wishes.
      visited_at, last_full_at, changed_at: last visit; last one that brought a body; last one that brought news.
      due_at: when to look again; None for never.
      moved_to: where a permanent redirect led that worked.
      warning: what a reader of ``visits`` should know: why it fails, or how it is malformed; else empty.
    """

    url: str
    kind: str
    etag: str | None = None
    last_modified: str | None = None
    validators_lie: bool = False
    status: str = OK
    failures: int = 0
    not_modified: int = 0
    interval_secs: float = 0.0
    visited_at: datetime | None = None
    due_at: datetime | None = None
    last_full_at: datetime | None = None
    changed_at: datetime | None = None
    moved_to: str | None = None
    warning: str = ""


@dataclass(frozen=True)
class FeedState(AddressState):
    """What is remembered of a feed, a sitemap or a list of feeds.

    Attributes:
      entries_an_hour: its rhythm, an exponential average over visits.
      floor_secs: the time to live that it states, in seconds; 0 if none.
      skip_hours, skip_days: when it says that it never changes (UTC; Monday is 0).
      title: its name.
      given_out: digests of its entries that are articles in themselves, as they were given out (``transforms.poll``).
    """

    kind: str = "feed"
    entries_an_hour: float = 0.0
    floor_secs: float = 0.0
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    title: str = ""
    given_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class PageState(AddressState):
    """What is remembered of an article's page; ``changed_at`` is when a visit last found another text.

    Attributes:
      since: where its ladder begins: its publication, or when it was first seen.
      step: how many steps of the ladder lie behind it.
      story_changed_at: when its story last changed, by any article.
    """

    kind: str = "page"
    since: datetime = field(kw_only=True)
    step: int = 0
    story_changed_at: datetime | None = None


State = FeedState | PageState


class Outcome(NamedTuple):
    """How a visit ended, as far as the schedule needs to know.

    Attributes:
      status: the last HTTP status; None if there was no answer.
      error: why the visit is of no use (refused, too large, no feed, …); empty for success.
      changed: the text of a page, or the entries of a feed, are others than before.
      new_entries: entries that were not known before.
      etag, last_modified, cache_control, age, retry_after: headers of the answer as they came.
      moved_to: the address reached, if only permanent redirects (301, 308) led there.
      hints: what the feed says of itself; None without a body.
    """

    status: int | None
    error: str = ""
    changed: bool = False
    new_entries: int = 0
    etag: str | None = None
    last_modified: str | None = None
    cache_control: str | None = None
    age: str | None = None
    retry_after: str | None = None
    moved_to: str | None = None
    hints: FeedHints | None = None


class Settings(NamedTuple):
    """What the user may set of the schedule.

    Attributes:
      min_poll: no address is asked for sooner than this after its last visit.
      ladder: how long after its publication a page is looked at again.
    """

    min_poll: timedelta = timedelta(minutes=1)
    ladder: tuple[timedelta, ...] = DEFAULT_LADDER


def new_feed(url: str, now: datetime, kind: str = "feed") -> FeedState:
    """Return the state of a feed that was never visited; it is due at once."""
    return FeedState(url=url, kind=kind, due_at=now)


def new_page(url: str, now: datetime, published_at: datetime | None = None) -> PageState:
    """Return the state of a page that was never visited; it is due at once.

    Its ladder begins with its publication, unless that is said to be in the future.
    """
    return PageState(url=url, since=min(published_at or now, now), due_at=now)


def fetch_address(state: State) -> str:
    """Return where to ask for what the state is about."""
    return state.moved_to or state.url


def to_row(state: State) -> dict[str, object]:
    """Return a state as plain values: text, numbers, truth values, aware times, lists of numbers and None."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(state).items()}


def from_row(row: Mapping[str, object]) -> State:
    """Return the state that a row holds: of a page if its ``kind`` is ``page``, else of a feed.

    Columns that no state knows are left out; a missing or empty one is as in a new state.

    Raises:
      KeyError: the row has no ``url``.
    """
    kind: type[FeedState] | type[PageState] = PageState if row.get("kind") == "page" else FeedState
    held = {known.name: _plain(row[known.name]) for known in fields(kind) if row.get(known.name) is not None}
    if kind is PageState:
        held.setdefault("since", held.get("visited_at") or held.get("due_at") or _EPOCH)
    if "url" not in held:
        raise KeyError("url")
    return kind(**held)  # type: ignore[arg-type]


_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def _plain(value: object) -> object:
    """Return a stored value as states hold it: lists as tuples, times aware."""
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc) if value.tzinfo else value.replace(tzinfo=timezone.utc)
    return value
