"""What a look around decides, against a web that is a dictionary and a clock that stands still."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.elements import Look, Page, Reject, Visit
from transforms.fetching import Failed, Fetched, Request
from transforms.known import KnownAddress
from transforms.look import LookOptions, World, look, shard_of
from transforms.poll import Findings, FoundPage, FoundSource, read_source
from transforms.polling import schedule
from transforms.polling.memory import Memory, from_json, new_source, page_key, to_json
from transforms.polling.states import FeedState, PageState
from transforms.reading.bounded import Refusal
from transforms.rejects import reject_id
from transforms.settle import settle
from transforms.times import to_timestamp
from transforms.visits import Sight

NOON = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)
FEED = "https://press.example/feed.xml"
OPTIONS = LookOptions()
ITEM = "<item><title>t</title><link>{}</link></item>"


def feed_of(*links: str) -> bytes:
    return (
        f"<rss version='2.0'><channel><title>Press</title>{''.join(map(ITEM.format, links))}</channel></rss>".encode()
    )


def fetched(url: str, body: bytes, **fields: object) -> Fetched:
    plain = Fetched(url, url, 200, None, None, "", None, None, None, body, None, NOON, False, len(body))
    return plain._replace(**fields)  # type: ignore[arg-type]


class Web:
    """Answers by address; what is not there is deferred."""

    def __init__(self, *answers: Fetched | Failed) -> None:
        self._answers = {answer.url: answer for answer in answers}
        self.asked: list[str] = []

    def fetch(self, requests: Sequence[Request]) -> Iterator[Fetched | Failed]:
        for request in requests:
            self.asked.append(request.url)
            yield self._answers.get(request.url, Failed(request.url, "deferred", "later"))


def look_at(web: Web, *due: Memory, known: Sequence[Memory] = (), options: LookOptions = OPTIONS) -> list[Sight]:
    held = [
        KnownAddress(each.state.url, each.state.kind, each.state.status, each.state.due_at, to_json(each))
        for each in known
    ]
    return list(look(due, held, options, World(web.fetch, lambda: NOON, lambda: 0.0)))


def visits(sights: Sequence[Sight]) -> dict[str, tuple[str, str]]:
    """Kind and outcome of each address that was visited, and that each was visited once."""
    found = [sight.element for sight in sights if isinstance(sight.element, Visit) and sight.output]
    assert len({visit.url for visit in found}) == len(found)
    return {visit.url or "": (visit.kind or "", visit.outcome) for visit in found}


def test_what_was_found_but_not_fetched_is_kept() -> None:
    links = [f"https://press.example/2026/{number}" for number in range(3)]
    web = Web(fetched(FEED, feed_of(*links)), fetched(links[0], b"<html>"))
    sights = look_at(web, new_source(FEED, NOON), options=LookOptions(max_fetches=2))
    assert web.asked == [FEED, links[0], links[1]]
    assert [sight.element.name for sight in sights if isinstance(sight.element, Look)] == [links[0]]
    found = ("page", "found")
    assert visits(sights) == {FEED: ("feed", "read"), links[1]: found, links[2]: found}


def test_a_look_ends_when_it_holds_enough() -> None:
    links = [f"https://press.example/2026/{number}" for number in range(4)]
    web = Web(*(fetched(link, b"<html>" * 10) for link in links))
    seen_before = replace(schedule.new_page(links[3], NOON), visited_at=NOON - timedelta(days=1))
    due = [Memory(schedule.new_page(link, NOON), FEED) for link in links[:3]] + [Memory(seen_before, FEED)]
    sights = look_at(web, *due, options=LookOptions(max_held_bytes=100))
    assert [sight.element.name for sight in sights if isinstance(sight.element, Look)] == links[:2]
    # What waits is still due; what nobody has visited yet must be written down, or it would be forgotten.
    assert visits(sights) == {links[2]: ("page", "found")}
    assert [sight.counter for sight in sights if sight.counter.endswith("deferred")] == ["fetch/deferred"] * 2


def page_visited(minutes_ago: float, url: str = "https://press.example/2026/ferry") -> Memory:
    """A page whose next look is far away."""
    visited_at = NOON - timedelta(minutes=minutes_ago)
    state = replace(
        schedule.new_page(url, NOON - timedelta(hours=5)),
        visited_at=visited_at,
        last_full_at=visited_at,
        due_at=NOON + timedelta(hours=7),
    )
    return Memory(state, FEED)


@pytest.mark.parametrize(
    ("visited", "edited", "outcome", "due"),
    [
        (60, 30, "asked", 0),
        (60, 61, None, None),
        (5, 1, "hastened", 10),  # at the first step of the ladder after the last look
        (60, -30, None, None),  # a time in the future says nothing
    ],
)
def test_a_page_that_its_feed_calls_edited_is_looked_at_sooner(
    visited: int, edited: int, outcome: str | None, due: int | None
) -> None:
    page = page_visited(visited)
    stamp = (NOON - timedelta(minutes=edited)).isoformat()
    entry = f"<entry><id>1</id><title>t</title><link href='{page.state.url}'/><updated>{stamp}</updated></entry>"
    feed = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Press</title><id>f</id>{entry}</feed>".encode()
    web = Web(fetched(FEED, feed), fetched(page.state.url, b"<html>"))
    sights = look_at(web, new_source(FEED, NOON), known=[page])
    assert web.asked == ([FEED, page.state.url] if outcome == "asked" else [FEED])
    hastened = [sight.element for sight in sights if sight.counter == "poll/hastened"]
    if outcome == "hastened":
        [visit] = hastened
        assert isinstance(visit, Visit)
        assert (visit.url, visit.due_at) == (page.state.url, to_timestamp(NOON + timedelta(minutes=due or 0)))
    else:
        assert hastened == []


def test_a_known_page_is_not_found_again_however_its_address_is_written() -> None:
    web = Web(fetched(FEED, feed_of("http://www.press.example/2026/ferry?utm_source=rss")))
    sights = look_at(web, new_source(FEED, NOON), known=[page_visited(60)])
    assert visits(sights) == {FEED: ("feed", "read")}
    assert web.asked == [FEED]


def test_what_another_shard_asks_is_left_to_it() -> None:
    other = "https://elsewhere.example/2026/ferry"
    web = Web(fetched(FEED, feed_of(other)))
    world = World(web.fetch, lambda: NOON, lambda: 0.0)
    sights = list(look([new_source(FEED, NOON)], [], LookOptions(), world, lambda url: "press.example" in url))
    assert web.asked == [FEED]
    assert visits(sights) == {FEED: ("feed", "read"), other: ("page", "found")}


def test_a_page_of_a_feed_keeps_its_own_title_and_the_feeds_time() -> None:
    link = "https://press.example/2026/ferry"
    item = f"<item><title>Teaser</title><link>{link}</link><pubDate>Mon, 02 Mar 2026 11:00:00 GMT</pubDate></item>"
    feed = f"<rss version='2.0'><channel><title>Press</title>{item}</channel></rss>".encode()
    sights = look_at(Web(fetched(FEED, feed), fetched(link, b"<html>")), new_source(FEED, NOON))
    [page] = [sight.element for sight in sights if isinstance(sight.element, Page)]
    assert (page.title, page.published_at, page.entry.name) == (None, page.entry.observed_at - 3600, link)


@pytest.mark.parametrize(
    ("answer", "read_before", "status", "reason"),
    [
        (Failed("", "http_410", "answered 410", 410), True, "gone", None),
        (Failed("", "http_410", "answered 410", 410), False, "gone", "http_410"),
        (Failed("", "timeout_read", "silent"), True, "failing", "timeout_read"),
        (Failed("", "robots_denied", "no"), False, "failing", "robots_denied"),
        (fetched("", b"<html>", final_url="https://press.example/"), True, "gone", None),
    ],
)
def test_how_a_page_fails(answer: Fetched | Failed, read_before: bool, status: str, reason: str | None) -> None:
    url = "https://press.example/2026/ferry"
    state = replace(schedule.new_page(url, NOON), last_full_at=NOON if read_before else None)
    sights = look_at(Web(answer._replace(url=url)), Memory(state, FEED))
    [visit] = [sight.element for sight in sights if isinstance(sight.element, Visit)]
    assert visit.status == status
    rejects = [sight.element for sight in sights if isinstance(sight.element, Reject)]
    assert [reject.reason for reject in rejects] == ([reason] if reason else [])
    assert [reject.reject_id for reject in rejects] == ([reject_id("fetch", url, 0, reason)] if reason else [])


def test_a_host_that_wants_peace_puts_its_pages_off() -> None:
    url = "https://press.example/2026/ferry"
    web = Web(Failed(url, "deferred", "left alone", None, 600))
    sights = look_at(web, Memory(schedule.new_page(url, NOON), FEED))
    [visit] = [sight.element for sight in sights if isinstance(sight.element, Visit)]
    assert (visit.outcome, visit.due_at) == ("put_off", visit.observed_at + 600)


@pytest.mark.parametrize(
    ("compared", "rejected", "status", "changed"),
    [
        ("new", None, "ok", False),
        ("unchanged", None, "ok", False),
        ("edited", None, "ok", True),
        (None, Reject("1", "extract", "x", "no_text", "nothing found", "x", 0), "failing", False),
    ],
)
def test_a_fetched_page_is_settled_by_what_it_held(
    compared: str | None, rejected: Reject | None, status: str, changed: bool
) -> None:
    url = "https://press.example/2026/ferry"
    sights = look_at(Web(fetched(url, b"<html>", etag='"e"')), Memory(schedule.new_page(url, NOON), FEED))
    [seen] = [sight.element for sight in sights if isinstance(sight.element, Look)]
    visit = settle(seen, compared, rejected, schedule.Settings(), jitter=0.0)
    memory = from_json(visit.state or "")
    assert (visit.url, visit.status, memory.state.changed_at is not None) == (url, status, changed)
    # The validators of a page that could not be read must not hide it the next time.
    assert memory.state.etag == (None if rejected else '"e"')
    assert memory.reason == ("no_text" if rejected else "")


FRONT_PAGE = b"<html><head><link rel='alternate' type='application/rss+xml' href='/feed.xml'></head></html>"


@pytest.mark.parametrize(
    ("kind", "url", "body", "found"),
    [
        ("source", "https://press.example/", FRONT_PAGE, Findings("front", sources=[FoundSource(FEED, "feed")])),
        ("source", "https://press.example/world", FRONT_PAGE, Findings("front", sources=[FoundSource(FEED, "feed")])),
        ("source", "https://press.example/2026/ferry", FRONT_PAGE, Findings("page")),
        ("source", "https://press.example/", b"<html><body>x</body></html>", Findings("page")),
        (
            "source",
            FEED,
            b"\x00\x01",
            Refusal("unknown_source", "is no feed, no sitemap, no list of feeds and no page"),
        ),
        ("feed", FEED, FRONT_PAGE, Refusal("not_a_feed", "was a feed and answers now with a page")),
    ],
)
def test_what_a_source_is(kind: str, url: str, body: bytes, found: Findings | Refusal) -> None:
    assert read_source(kind, url, body, "") == found


@pytest.mark.parametrize("link", ["/2026/ferry", "2026/ferry", "//press.example/2026/ferry"])
def test_relative_links_are_resolved_against_the_feed(link: str) -> None:
    found = read_source("feed", FEED, feed_of(link), "")
    assert isinstance(found, Findings)
    assert found.pages == [FoundPage("https://press.example/2026/ferry", None)]


def test_a_feed_without_entries_is_no_failure() -> None:
    found = read_source("source", FEED, feed_of(), "")
    assert isinstance(found, Findings)
    assert (found.kind, found.pages) == ("feed", ())


TIMES = st.none() | st.datetimes(timezones=st.just(timezone.utc), min_value=datetime(1990, 1, 1))


@given(st.booleans(), TIMES, TIMES, st.text(), st.integers(0, 9), st.lists(st.integers(0, 23)).map(tuple))
def test_a_memory_survives_being_written_down(
    page: bool, due: datetime | None, published: datetime | None, text: str, number: int, hours: tuple[int, ...]
) -> None:
    state: FeedState | PageState
    if page:
        state = PageState(FEED, since=NOON, due_at=due, etag=text or None, failures=number, warning=text)
    else:
        state = FeedState(FEED, kind="sitemap", due_at=due, title=text, failures=number, skip_hours=hours)
    memory = Memory(state, "https://via.example/", published, text)
    assert from_json(to_json(memory)) == memory


def test_one_host_is_in_one_shard() -> None:
    urls = ["http://press.example/a", "https://www.press.example:8443/b", "https://m.press.example/c?d=1"]
    assert len({shard_of(url, 7) for url in urls}) == 1
    assert len({page_key(url) for url in urls}) == 3


def test_the_clock_of_a_look_is_given() -> None:
    due = Memory(schedule.new_page("https://press.example/2026/ferry", NOON + timedelta(hours=1)), FEED)
    assert look_at(Web(), due) == []
