import asyncio
import gzip
import threading
import time
from collections.abc import Iterator

import brotli
import pytest
import zstandard

from tests.fetching.asking import NOON, QUICK, fetch, fetch_one, reasons
from tests.fetching.local_web import LocalWeb, Reply, Seen
from transforms.fetching import Failed, Fetched, FetchSettings, Manners, Request, fetch_all, fetch_batch
from transforms.fetching.messages import name_ourselves

STORY = b"The harbour bridge reopens on Monday, the council of Quillhaven said. " * 20


@pytest.fixture
def web() -> Iterator[LocalWeb]:
    with LocalWeb() as web:
        yield web


def test_a_page_comes_with_all_that_the_server_said_of_it(web: LocalWeb) -> None:
    said = [
        ("ETag", '"v1"'),
        ("Last-Modified", "Fri, 17 May 2024 10:00:00 GMT"),
        ("Cache-Control", "max-age=300"),
        ("Age", "60"),
        ("Content-Encoding", "gzip"),
    ]
    packed = gzip.compress(STORY)
    url = web.put("a.test", "/story", Reply(packed, content_type="Text/HTML; charset=ISO-8859-1", headers=said))
    assert fetch_one(web, url) == Fetched(
        url=url,
        final_url=url,
        status=200,
        etag='"v1"',
        last_modified="Fri, 17 May 2024 10:00:00 GMT",
        content_type="text/html",
        charset="iso-8859-1",
        max_age_secs=240,
        retry_after_secs=None,
        body=STORY,
        moved_to=None,
        fetched_at=NOON,
        not_modified=False,
        bytes_read=len(packed),
    )


@pytest.mark.parametrize(
    ("encoding", "pack"), [("br", brotli.compress), ("zstd", zstandard.compress), ("gzip", gzip.compress)]
)
def test_every_announced_encoding_is_read(web: LocalWeb, encoding: str, pack: type[bytes]) -> None:
    url = web.put("a.test", "/", Reply(pack(STORY), headers=[("Content-Encoding", encoding)]))
    outcome = fetch_one(web, url)
    assert isinstance(outcome, Fetched)
    assert outcome.body == STORY
    assert encoding in web.log[-1].headers["accept-encoding"]


def test_we_say_who_we_are_and_carry_no_cookie(web: LocalWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    cookie = [("Set-Cookie", "reader=17; Path=/")]
    urls = [web.put("a.test", f"/{n}", Reply(STORY, headers=cookie)) for n in range(3)]
    name = name_ourselves("1.2", "https://desk.example/bots")
    outcomes = fetch(web, urls, QUICK._replace(user_agent=name))
    assert set(reasons(outcomes).values()) == {"fetched"}
    assert {seen.headers["user-agent"] for seen in web.log} == {"writethru/1.2 (+https://desk.example/bots)"}
    assert not any("cookie" in seen.headers or "referer" in seen.headers for seen in web.log)


@pytest.mark.parametrize("contact", ["https://a.example/\r\nX: y", "a b", "(x)", "https://bücher.example"])
def test_a_contact_that_no_header_can_carry_is_a_mistake(contact: str) -> None:
    with pytest.raises(ValueError, match="contact"):
        name_ourselves("1.2", contact)


def test_unknown_kinds_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="kind 'video'"):
        list(fetch_batch([Request("http://a.test/", "video")], QUICK))


def _only_if_changed(seen: Seen) -> Reply:
    held = seen.headers.get("if-none-match") == '"v1"' or "if-modified-since" in seen.headers
    return Reply(b"", 304, headers=[("Cache-Control", "max-age=9")]) if held else Reply(STORY)


@pytest.mark.parametrize(
    ("etag", "last_modified", "not_modified"),
    [
        ('"v1"', None, True),
        (None, "Fri, 17 May 2024 10:00:00 GMT", True),
        ('"v0"', None, False),
        (None, None, False),
        ("", "", False),
        ('"v1"\r\nX-Evil: 1', None, False),
        ('"é"', None, False),
    ],
)
def test_what_is_held_is_not_sent_again(
    web: LocalWeb, etag: str | None, last_modified: str | None, not_modified: bool
) -> None:
    url = web.serve("a.test", "/feed", _only_if_changed)
    outcome = fetch_one(web, Request(url, "feed", etag, last_modified))
    assert isinstance(outcome, Fetched)
    assert outcome.not_modified is not_modified
    assert outcome.status == (304 if not_modified else 200)
    assert outcome.body == (b"" if not_modified else STORY)
    if not_modified:
        assert (outcome.etag, outcome.last_modified, outcome.max_age_secs) == (etag, last_modified, 9)
    assert "x-evil" not in web.log[-1].headers


def test_a_304_that_nobody_asked_for_is_no_answer(web: LocalWeb) -> None:
    url = web.put("a.test", "/", Reply(b"", 304))
    outcome = fetch_one(web, url)
    assert isinstance(outcome, Failed)
    assert (outcome.reason, outcome.status) == ("http_304", 304)


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [
        ([301], True),
        ([308, 301], True),
        ([302], False),
        ([301, 302], False),
        ([307, 308], False),
        ([303], False),
        ([301, 301, 301, 301, 301], True),
    ],
)
def test_a_move_is_lasting_only_if_every_step_is(web: LocalWeb, statuses: list[int], moved: bool) -> None:
    end = web.put("b.test", "/end", STORY)
    for number, status in enumerate(statuses):
        target = end if number == len(statuses) - 1 else f"/{number + 1}"
        web.redirect("a.test", f"/{number}", target, status)
    outcome = fetch_one(web, web.url("a.test", "/0"))
    assert isinstance(outcome, Fetched)
    assert (outcome.url, outcome.final_url) == (web.url("a.test", "/0"), end)
    assert outcome.moved_to == (end if moved else None)


def test_a_304_at_the_end_of_a_move_tells_of_the_move(web: LocalWeb) -> None:
    end = web.serve("b.test", "/feed", _only_if_changed)
    outcome = fetch_one(web, Request(web.redirect("a.test", "/feed", end, 301), "feed", '"v1"'))
    assert isinstance(outcome, Fetched)
    assert (outcome.not_modified, outcome.moved_to) == (True, end)


@pytest.mark.parametrize("status", [204, 206, 300, 400, 401, 403, 404, 410, 429, 451, 500, 502, 503, 599, 999])
def test_every_other_status_is_a_reason(web: LocalWeb, status: int) -> None:
    url = web.put("a.test", "/", Reply(b"", status, headers=[("Retry-After", "7")]))
    outcome = fetch_one(web, url)
    assert outcome == Failed(url, f"http_{status}", f"answered {status}", status, 7)


def test_what_cannot_be_the_document_is_left_unread(web: LocalWeb) -> None:
    url = web.put("a.test", "/clip", Reply(bytes(5_000_000), content_type="video/mp4"))
    outcome = fetch_one(web, url)
    assert outcome == Failed(url, "bad_content_type", "video/mp4 is no page", 200)


def test_an_answer_without_a_type_is_taken(web: LocalWeb) -> None:
    outcome = fetch_one(web, web.put("a.test", "/", Reply(STORY, content_type="")))
    assert isinstance(outcome, Fetched)
    assert (outcome.content_type, outcome.charset, outcome.body) == ("", None, STORY)


def test_each_request_ends_once_even_if_it_is_there_twice(web: LocalWeb) -> None:
    page = web.put("a.test", "/", STORY)
    asked = [page, page, "ftp://a.test/", web.url("a.test", "/none"), "http://[", page]
    outcomes = fetch(web, asked)
    assert sorted(outcome.url for outcome in outcomes) == sorted(asked)
    assert fetch(web, []) == []


def test_the_most_valuable_comes_first_within_a_host(web: LocalWeb) -> None:
    requests = [
        Request(web.put("a.test", f"/{name}", STORY), priority=priority)
        for name, priority in [("low", -1.0), ("plain", 0.0), ("later", 0.0), ("top", 9.0), ("high", 2.5)]
    ]
    fetch(web, requests)
    assert web.paths("a.test") == ["/top", "/high", "/plain", "/later", "/low"]


def test_a_redirect_stands_in_the_line_of_its_target(web: LocalWeb) -> None:
    web.put("b.test", "/moved", STORY)
    requests = [Request(web.put("b.test", f"/{n}", STORY), priority=1.0) for n in range(5)]
    requests.append(Request(web.redirect("a.test", "/", web.url("b.test", "/moved")), priority=0.5))
    fetch(web, requests, QUICK._replace(host_interval_secs=0.02))
    assert web.paths("b.test") == ["/0", "/1", "/2", "/3", "/4", "/moved"]
    assert web.most_at_once["b.test"] == 1


def test_a_line_keeps_its_connection_and_closes_it_at_its_end(web: LocalWeb) -> None:
    urls = [web.put("a.test", f"/{n}", STORY) for n in range(6)]
    fetch(web, urls)
    assert web.connections == 1
    assert [seen.headers.get("connection") for seen in web.log] == [None] * 6 + ["close"]


def test_hosts_are_asked_side_by_side_up_to_the_limit(web: LocalWeb) -> None:
    at_once = most = 0

    async def slow(seen: Seen, writer: asyncio.StreamWriter) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.05)
        at_once -= 1
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")

    urls = [web.serve_raw(f"{n}.test", "/", slow) for n in range(12)]
    assert set(reasons(fetch(web, urls, QUICK._replace(max_connections=4))).values()) == {"fetched"}
    assert most == 4


def test_fetching_goes_on_while_the_caller_works(web: LocalWeb) -> None:
    urls = [web.put(f"{n}.test", "/", STORY) for n in range(10)]
    settings = QUICK._replace(allow_private=("127.0.0.1",))
    outcomes = fetch_batch([Request(url) for url in urls], settings, manners=Manners(), resolve=web.resolve)
    first = next(outcomes)
    waited_until = time.monotonic() + 5
    while len(web.log) < 20 and time.monotonic() < waited_until:
        threading.Event().wait(0.01)
    assert len(web.log) == 20
    assert len({first.url, *(outcome.url for outcome in outcomes)}) == 10


def test_documents_wait_for_the_caller_in_a_bounded_number(web: LocalWeb) -> None:
    urls = [web.put("a.test", f"/{n}", STORY) for n in range(60)]
    settings = QUICK._replace(allow_private=("127.0.0.1",))
    outcomes = fetch_batch([Request(url) for url in urls], settings, manners=Manners(), resolve=web.resolve)
    next(outcomes)
    quiet_since = seen = 0
    while quiet_since < 10:
        threading.Event().wait(0.02)
        quiet_since, seen = (quiet_since + 1 if len(web.log) == seen else 0), len(web.log)
    assert seen < 25
    assert len(list(outcomes)) == 59


def test_a_batch_that_is_closed_leaves_nothing_behind(web: LocalWeb) -> None:
    async def never(seen: Seen, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    urls = [web.put("a.test", "/", STORY), *(web.serve_raw(f"{n}.test", "/", never) for n in range(5))]
    patient = FetchSettings(allow_private=("127.0.0.1",), host_interval_secs=0.0)
    outcomes = fetch_batch([Request(url) for url in urls], patient, manners=Manners(), resolve=web.resolve)
    assert next(outcomes).url == urls[0]
    started = time.monotonic()
    outcomes.close()  # type: ignore[attr-defined]
    assert time.monotonic() - started < 1.0
    assert not [thread for thread in threading.enumerate() if thread.name == "fetching"]


def test_a_host_that_was_being_asked_when_a_batch_was_closed_is_not_busy_for_ever(web: LocalWeb) -> None:
    async def never(seen: Seen, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    async def start_and_leave(manners: Manners) -> None:
        requests = [Request(web.put("b.test", "/", STORY)), Request(web.serve_raw("a.test", "/slow", never))]
        settings = QUICK._replace(allow_private=("127.0.0.1",), read_timeout_secs=20.0, total_timeout_secs=20.0)
        stream = fetch_all(requests, settings, manners=manners, resolve=web.resolve)
        await anext(stream)
        while "/slow" not in web.paths("a.test"):
            await asyncio.sleep(0.01)
        await stream.aclose()  # type: ignore[attr-defined]

    manners = Manners()
    asyncio.run(start_and_leave(manners))
    assert reasons(fetch(web, [web.put("a.test", "/ok", STORY)], manners=manners)) == {
        web.url("a.test", "/ok"): "fetched"
    }


def test_a_bug_in_a_line_is_raised_not_waited_for(web: LocalWeb) -> None:
    async def broken(host: str, port: int) -> list[str]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fetch(web, [web.put("a.test", "/", STORY)], resolve=broken)
