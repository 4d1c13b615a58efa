"""Servers that do what they should not: each ends in time, under a name of its own."""

import asyncio
import contextlib
import gzip
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fetching.asking import QUICK, fetch, fetch_one, make_certificate, reasons, server_tls
from tests.fetching.local_web import LocalWeb, Reply, Seen
from transforms.fetching import Failed, Fetched, Request

STORY = b"A short page of the Inland Heron. " * 10
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.fixture
def web() -> Iterator[LocalWeb]:
    with LocalWeb() as web:
        yield web


MALFORMED = {
    "not HTTP at all": (b"SSH-2.0-OpenSSH_9.6\r\n", "bad_http"),
    "no status": (b"HTTP/1.1 \r\n\r\n", "bad_http"),
    "body shorter than said": (HEAD + b"Content-Length: 500\r\n\r\nonly this", "truncated"),
    "chunks that are none": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nnonsense\r\n", "bad_http"),
    "chunk longer than said": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\nfar too long\r\n0\r\n\r\n", "bad_http"),
    "chunks that stop": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "truncated"),
    "a chunk of absurd size": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 17 + b"\r\nx", "bad_http"),
    "two lengths": (HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", "bad_http"),
    "length and chunks": (
        HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "bad_http",
    ),
    "a length that is none": (HEAD + b"Content-Length: many\r\n\r\nhello", "bad_http"),
    "a negative length": (HEAD + b"Content-Length: -1\r\n\r\nhello", "bad_http"),
    "a line of 100 KB": (HEAD + b"X-Long: " + b"a" * 100_000 + b"\r\n\r\nhello", "header_too_large"),
    "a head of 10 MB": (HEAD + b"X-Long: " + b"a" * 10_000_000 + b"\r\n\r\nhello", "header_too_large"),
    "a status line without end": (b"HTTP/1.1 200 " + b"O" * 1_000_000, "header_too_large"),
    "a thousand headers": (HEAD + b"X-Some: thing\r\n" * 1_000 + b"\r\nhello", "header_too_large"),
    "hangs up at once": (b"", "connection_failed"),
    "hangs up in the head": (HEAD, "connection_failed"),
    "gzip that is none": (HEAD + b"Content-Encoding: gzip\r\n\r\n<html>plain</html>", "bad_encoding"),
    "gzip that stops": (HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(STORY)[:-9], "truncated"),
    "an unknown encoding": (HEAD + b"Content-Encoding: rot13\r\n\r\nuryyb", "bad_encoding"),
    "a redirect to nowhere": (b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", "bad_redirect"),
    "a redirect to no address": (b"HTTP/1.1 302 Found\r\nLocation: http://[::\r\n\r\n", "bad_redirect"),
    "a redirect to half a letter": (b"HTTP/1.1 302 Found\r\nLocation: http://\xe9.test/\xff\r\n\r\n", "bad_redirect"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_each_misbehaviour_has_its_name(web: LocalWeb, name: str) -> None:
    answer, reason = MALFORMED[name]
    url = web.put_raw("a.test", "/", answer)
    outcome = fetch_one(web, url)
    assert isinstance(outcome, Failed), outcome
    assert outcome.reason == reason
    assert len(outcome.detail) <= 300
    assert outcome.detail.isprintable()
    assert web.paths("a.test") == ["/"]


@pytest.mark.parametrize("name", ["hangs up at once", "a head of 10 MB", "chunks that are none"])
def test_a_misbehaving_robots_file_keeps_us_out(web: LocalWeb, name: str) -> None:
    answer, reason = MALFORMED[name]
    web.put_raw("a.test", "/robots.txt", answer)
    outcome = fetch_one(web, web.put("a.test", "/", STORY))
    assert isinstance(outcome, Failed)
    assert outcome.reason == reason
    assert outcome.detail.startswith("robots.txt: ")
    assert web.paths("a.test") == []


def test_bytes_after_the_said_length_do_not_reach_the_next_page(web: LocalWeb) -> None:
    async def overlong(seen: Seen, writer: asyncio.StreamWriter) -> None:
        forged = HEAD + b"Content-Length: 6\r\n\r\nforged"
        writer.write(HEAD + b"Content-Length: 5\r\n\r\nfirst" + forged)
        await writer.drain()
        await asyncio.sleep(0.1)

    asked = [Request(web.serve_raw("a.test", "/1", overlong), priority=1.0), Request(web.put("a.test", "/2", STORY))]
    bodies = {outcome.url[-1]: outcome.body for outcome in fetch(web, asked) if isinstance(outcome, Fetched)}
    assert bodies == {"1": b"first", "2": STORY}


def test_an_endless_body_stops_at_the_limit(web: LocalWeb) -> None:
    sent = 0

    async def endless(seen: Seen, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(HEAD + b"\r\n")
        with contextlib.suppress(ConnectionError):
            while True:
                writer.write(b"more and more " * 5_000)
                await writer.drain()
                sent += 70_000

    outcome = fetch_one(web, web.serve_raw("a.test", "/", endless), QUICK._replace(max_bytes=1_000_000))
    assert isinstance(outcome, Failed)
    assert (outcome.reason, outcome.status) == ("too_large", 200)
    assert sent < 20_000_000


def test_a_body_announced_as_too_large_is_not_begun(web: LocalWeb) -> None:
    url = web.put_raw("a.test", "/", HEAD + b"Content-Length: 99000000000\r\n\r\n")
    outcome = fetch_one(web, url)
    assert isinstance(outcome, Failed)
    assert outcome.reason == "too_large"
    assert "99,000,000,000" in outcome.detail


def test_a_gzip_bomb_stops_at_the_limit(web: LocalWeb) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    url = web.put("a.test", "/", Reply(bomb, headers=[("Content-Encoding", "gzip")]))
    started = time.monotonic()
    outcome = fetch_one(web, url, QUICK._replace(max_bytes=1_000_000))
    assert isinstance(outcome, Failed)
    assert outcome.reason == "too_large"
    assert time.monotonic() - started < 2.0


@pytest.mark.parametrize(
    ("prefix", "drop", "pause", "reason"),
    [
        (b"", b"", 9.0, "timeout_read"),
        (HEAD, b"", 9.0, "timeout_read"),
        (HEAD + b"\r\n<html>", b"", 9.0, "timeout_read"),
        (HEAD, b"X-Slow: 1\r\n", 0.1, "timeout_total"),
        (HEAD + b"\r\n<html>", b"a", 0.1, "timeout_total"),
    ],
)
def test_a_slow_server_is_not_waited_for(web: LocalWeb, prefix: bytes, drop: bytes, pause: float, reason: str) -> None:
    async def drip(seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(prefix)
        while True:
            await writer.drain()
            await asyncio.sleep(pause)
            writer.write(drop)

    started = time.monotonic()
    outcome = fetch_one(web, web.serve_raw("a.test", "/", drip))
    assert isinstance(outcome, Failed)
    assert outcome.reason == reason
    assert time.monotonic() - started < 2.0


def test_a_slow_host_keeps_no_other_waiting(web: LocalWeb) -> None:
    async def never(seen: Seen, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(9.0)

    slow = web.serve_raw("slow.test", "/", never)
    quick = [web.put(f"{n}.test", "/", STORY) for n in range(5)]
    outcomes = fetch(web, [slow, *quick])
    assert [outcome.url for outcome in outcomes][-1] == slow
    assert reasons(outcomes) == {slow: "timeout_read", **dict.fromkeys(quick, "fetched")}


def test_a_name_that_takes_for_ever_to_look_up_is_not_waited_for(web: LocalWeb) -> None:
    async def never(host: str, port: int) -> list[str]:
        await asyncio.sleep(9.0)
        return []

    outcome = fetch_one(web, "http://a.test/", QUICK._replace(connect_timeout_secs=0.1), resolve=never)
    assert isinstance(outcome, Failed)
    assert outcome.reason == "timeout_connect"


def test_an_unknown_name_and_a_closed_port_are_told_apart(web: LocalWeb) -> None:
    async def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        closed = f"http://a.test:{unused.getsockname()[1]}/"
        assert reasons(fetch(web, [closed])) == {closed: "connection_failed"}
    assert reasons(fetch(web, ["http://b.test/"], resolve=unknown)) == {"http://b.test/": "dns_failed"}


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://169.254.169.254/latest/meta-data/", "private_address"),
        ("http://[fd00:ec2::254]/latest/", "private_address"),
        ("http://[::ffff:169.254.169.254]/", "private_address"),
        ("http://0xA9FEA9FE/", "private_address"),
        ("//10.0.0.1/", "private_address"),
        ("file:///etc/hostname", "bad_scheme"),
        ("ftp://a.test/", "bad_scheme"),
        ("data:text/html,hello", "bad_scheme"),
        ("http://reader:secret@b.test/", "bad_redirect"),
        ("/here", "too_many_redirects"),
        ("/there", "too_many_redirects"),
        ("/on/0", "too_many_redirects"),
    ],
)
def test_no_redirect_leads_astray(web: LocalWeb, target: str, reason: str) -> None:
    web.redirect("a.test", "/there", "/here")
    for number in range(50):
        web.redirect("a.test", f"/on/{number}", f"/on/{number + 1}")
    outcome = fetch_one(web, web.redirect("a.test", "/here", target, 301))
    assert isinstance(outcome, Failed)
    assert outcome.reason == reason
    assert "secret" not in outcome.detail
    assert len(web.paths("a.test")) <= 6


def test_a_robots_file_cannot_lead_astray_either(web: LocalWeb) -> None:
    web.redirect("a.test", "/robots.txt", "http://169.254.169.254/robots.txt")
    web.redirect("b.test", "/robots.txt", "file:///etc/hostname")
    urls = [web.put("a.test", "/", STORY), web.put("b.test", "/", STORY)]
    assert reasons(fetch(web, urls)) == {urls[0]: "private_address", urls[1]: "robots_unreachable"}
    assert web.paths("a.test") + web.paths("b.test") == []


def test_a_name_that_leads_inside_is_never_dialled(web: LocalWeb) -> None:
    inside = web.put("inner.test", "/secret", STORY)
    outcome = fetch_one(web, inside, QUICK._replace(allow_private=("other.test",)))
    assert isinstance(outcome, Failed)
    assert outcome.reason == "private_address"
    literal = f"http://127.0.0.1:{web.port}/"
    assert reasons(fetch(web, [literal], QUICK._replace(allow_private=("other.test",)))) == {literal: "private_address"}
    assert (web.connections, web.log) == (0, [])


def test_a_redirect_to_a_name_that_leads_inside_is_never_dialled(web: LocalWeb) -> None:
    inside = web.put("inner.test", "/secret", STORY)
    outcome = fetch_one(web, web.redirect("a.test", "/", inside), QUICK._replace(allow_private=("a.test",)))
    assert isinstance(outcome, Failed)
    assert outcome.reason == "private_address"
    assert {seen.host for seen in web.log} == {"a.test"}


def test_a_rebound_name_is_judged_by_the_answer_that_is_dialled(web: LocalWeb) -> None:
    """The first answer is public, every later one is the inside; a check apart from dialling would be fooled."""
    answers = iter([["127.0.0.1"]])
    asked: list[str] = []

    async def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers, ["127.0.0.2"])

    # 127.0.0.1 plays the public server, 127.0.0.2 the inside.
    async def hang_up(seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")

    urls = [web.serve_raw("a.test", f"/{n}", hang_up) for n in range(3)]
    outcomes = fetch(web, urls, QUICK._replace(allow_private=("127.0.0.1",)), resolve=rebinding)
    assert list(reasons(outcomes).values()) == ["fetched", "private_address", "private_address"]
    assert len(asked) == 3
    assert web.paths("a.test") == ["/0"]


@pytest.mark.parametrize("inside", ["10.0.0.7", "::1", "fd00:ec2::254", "::ffff:10.0.0.7", "64:ff9b::a00:7"])
def test_one_bad_answer_among_good_ones_refuses_the_name(web: LocalWeb, inside: str) -> None:
    async def mixed(host: str, port: int) -> list[str]:
        return ["127.0.0.1", inside]

    outcome = fetch_one(web, web.put("a.test", "/", STORY), resolve=mixed)
    assert isinstance(outcome, Failed)
    assert outcome.reason == "private_address"
    assert web.connections == 0


def test_certificates_must_be_valid(tmp_path: Path) -> None:
    good = make_certificate(tmp_path, "good.test")
    trusting = ssl.create_default_context(cafile=str(good))
    with LocalWeb(tls=server_tls(good)) as web:
        page, wrong_name = web.put("good.test", "/", STORY), web.put("other.test", "/", STORY)
        assert reasons(fetch(web, [page, wrong_name], tls=trusting)) == {page: "fetched", wrong_name: "tls_failed"}
        assert reasons(fetch(web, [page])) == {page: "tls_failed"}
        assert web.paths("other.test") == []


def test_an_expired_certificate_fails(tmp_path: Path) -> None:
    expired = make_certificate(tmp_path, "late.test", days_valid=-1)
    with LocalWeb(tls=server_tls(expired)) as web:
        page = web.put("late.test", "/", STORY)
        outcome = fetch_one(web, page, tls=ssl.create_default_context(cafile=str(expired)))
    assert isinstance(outcome, Failed)
    assert outcome.reason == "tls_failed"
    assert "expired" in outcome.detail
