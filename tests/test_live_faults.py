"""Good sites beside misbehaving ones, through the whole of ``run``: what is recorded, what is rejected, who was asked.

The servers' own logs are the witnesses, and Python's audit of every connection that this process makes.
"""

import asyncio
import contextlib
import gzip
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fetching.asking import make_certificate, server_tls
from tests.fetching.local_web import LocalWeb, Reply, Seen
from tests.lakes import check_stories, rows
from tests.live_web import BODY, OTHER_BODY, Desk, html, rss
from tests.local_world import LOOPBACK, LocalWorld
from transforms.fetching import FetchSettings

INTERVAL_SECS = 0.2
INSIDE = "127.0.0.2"
OPTIONS = ["--host-interval", "200ms", "--min-poll", "1m"]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
PAGE = "/2024/report"


def impatient(settings: FetchSettings) -> FetchSettings:
    """The limits of the commands, with less time and room."""
    return settings._replace(
        max_bytes=1_000_000, connect_timeout_secs=5.0, read_timeout_secs=1.0, total_timeout_secs=2.0
    )


class Dialled:
    """The addresses that this process connects to, while ``on``."""

    def __init__(self) -> None:
        self.on = False
        self.places: set[tuple[str, int]] = set()
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.on and event == "socket.connect" and isinstance(arguments[1], tuple):
            self.places.add((str(arguments[1][0]), int(arguments[1][1])))


DIALLED = Dialled()  # a hook stays for as long as the process


@pytest.fixture
def dialled() -> Iterator[Dialled]:
    DIALLED.places.clear()
    DIALLED.on = True
    yield DIALLED
    DIALLED.on = False


def report(host: str) -> str:
    """A page unlike that of any other host."""
    name = host.partition(".")[0]
    number = sum(host.encode())
    return html(
        f"The {name} gazette on its {number} readers",
        [
            f"The {name} gazette was read by {number} people this spring, its owner told a meeting in {name}.",
            f"Of these {number // 2} borrowed it from the library of {name}, which keeps {number * 3} volumes.",
            f"The paper of {name} will print {number * 2} copies from June, on thicker paper than before.",
        ],
    )


async def drip(seen: Seen, writer: asyncio.StreamWriter) -> None:
    """A letter now and then, for ever."""
    writer.write(HEAD + b"\r\n")
    while True:
        writer.write(b"a")
        await writer.drain()
        await asyncio.sleep(0.1)


async def pour(seen: Seen, writer: asyncio.StreamWriter) -> None:
    """A body without end, as fast as it is taken."""
    writer.write(HEAD + b"\r\n")
    with contextlib.suppress(ConnectionError):
        while True:
            writer.write(b"more and more " * 5_000)
            await writer.drain()


async def say_nothing(seen: Seen, writer: asyncio.StreamWriter) -> None:
    """An open connection and no word, for longer than anyone here waits."""
    await asyncio.sleep(1.5)


RAW = {
    "short.test": (HEAD + b"Content-Length: 500\r\n\r\nonly this", "truncated"),
    "chunks.test": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nnonsense\r\n", "bad_http"),
    "header.test": (HEAD + b"X-Long: " + b"a" * 10_000_000 + b"\r\n\r\n", "header_too_large"),
    "hangup.test": (b"", "connection_failed"),
}
STREAMS = {
    "loris.test": (drip, "timeout_total"),
    "silent.test": (say_nothing, "timeout_read"),
    "endless.test": (pour, "too_large"),
}
REPLIES = {
    "bomb.test": (Reply(gzip.compress(bytes(20_000_000)), headers=[("Content-Encoding", "gzip")]), "too_large"),
    "down.test": (Reply(b"oops", 500), "http_500"),
    "busy.test": (Reply(b"", 429, headers=[("Retry-After", "600")]), "http_429"),
    "film.test": (Reply(b"\0", content_type="video/mp4"), "bad_content_type"),
    "stale.test": (Reply(b"", 304), "http_304"),
    "empty.test": (Reply(html("Nothing", []).encode()), "no_text"),
}
REDIRECTS = {
    "loop.test": (PAGE, "too_many_redirects"),
    "cloud.test": ("http://169.254.169.254/latest/meta-data/", "private_address"),
    "file.test": ("file:///etc/hostname", "bad_scheme"),
    "inward.test": (f"http://{INSIDE}:{{port}}/secret", "private_address"),
}
REPAIRABLE = [*RAW, *STREAMS, *REPLIES, *REDIRECTS]
"""Hosts that misbehave at first and show a page an hour later."""

ANSWERS = {
    # The first answer lets robots.txt be read; the next would lead inside.
    "rebind.test": [[LOOPBACK], [INSIDE]],
    "inner.test": [[INSIDE]],
    "mixed.test": [[LOOPBACK, "10.0.0.7"]],
    "mapped.test": [["::ffff:10.0.0.7"]],
}
GOOD = ["first.test", "second.test", "latin.test"]


class Town:
    """The plain web, one with TLS, and one where nobody may look."""

    def __init__(self, web: LocalWeb, tls_web: LocalWeb, inside: LocalWeb) -> None:
        self.web, self.tls_web, self.inside = web, tls_web, inside
        self.pages = [web.url(host, PAGE) for host in [*GOOD, *REPAIRABLE, *ANSWERS]]
        self.pages += [web.url("busy.test", "/2024/second"), web.url("denied.test", PAGE)]
        self.pages += [tls_web.url(host, PAGE) for host in ("secure.test", "forged.test")]
        for host in ("first.test", "second.test", "rebind.test"):
            web.put(host, PAGE, report(host))
        # Says UTF-8 and is not.
        letter = report("latin.test").replace("gazette", "gaz\xe9tte").encode("latin-1")
        web.put("latin.test", PAGE, Reply(letter, content_type="text/html; charset=utf-8"))
        web.put("busy.test", "/2024/second", html("Second thoughts", OTHER_BODY))
        web.put("denied.test", "/robots.txt", Reply(b"User-agent: *\nDisallow: /2024", content_type="text/plain"))
        web.put("barred.test", "/robots.txt", Reply(b"", 500))
        # So that the page needs a connection, and a name lookup, of its own.
        web.put("rebind.test", "/robots.txt", Reply(b"", 404, headers=[("Connection", "close")]))
        tls_web.put("secure.test", PAGE, report("secure.test"))
        inside.put(INSIDE, "/secret", html("Secret", BODY))
        for host, (answer, _) in RAW.items():
            web.put_raw(host, PAGE, answer)
        for host, (handler, _) in STREAMS.items():
            web.serve_raw(host, PAGE, handler)
        for host, (reply, _) in REPLIES.items():
            web.put(host, PAGE, reply)
        for host, (target, _) in REDIRECTS.items():
            web.redirect(host, PAGE, target.format(port=inside.port))

    def sources(self) -> list[str]:
        """Two feeds that name the pages, and sources that are none."""
        half = len(self.pages) // 2
        return [
            self.web.put("feeds.test", "/one.xml", rss(*self.pages[:half])),
            self.web.put("feeds.test", "/two.xml", rss(*self.pages[half:])),
            self.web.put("blob.test", "/feed.xml", Reply(b"\x00\x01\x02", content_type="application/rss+xml")),
            self.web.put("lost.test", "/feed.xml", Reply(b"", 503)),
            self.web.url("barred.test", "/feed.xml"),
            f"http://{INSIDE}:{self.inside.port}/secret",
            "http://[::1]/feed.xml",
        ]

    def repair(self) -> None:
        """Let every host that can be mended show its page."""
        self.web._raw_handlers.clear()
        for host in REPAIRABLE:
            self.web.put(host, PAGE, report(host))


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return make_certificate(tmp_path, "secure.test")


@pytest.fixture
def desk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, certificate: Path
) -> Iterator[Desk]:
    world = LocalWorld(ANSWERS, certificate, impatient)
    world.put_in_place(monkeypatch)
    with LocalWeb() as web:
        yield Desk(web, tmp_path / "lake", capsys, world)


@pytest.fixture
def town(desk: Desk, certificate: Path) -> Iterator[Town]:
    with LocalWeb(tls=server_tls(certificate)) as tls_web, LocalWeb(address=INSIDE) as inside:
        yield Town(desk.web, tls_web, inside)


def rejected(desk: Desk) -> set[tuple[str, str, str]]:
    """Stage, key and reason of everything that is rejected still."""
    return {(row["stage"], row["key"], row["reason"]) for row in desk.rejects()}


def expected_rejects(town: Town, sources: list[str]) -> set[tuple[str, str, str]]:
    """What cannot be used in the first round, and why."""
    url, tls_url = town.web.url, town.tls_web.url
    misbehaving = {host: case[-1] for table in (RAW, STREAMS, REPLIES, REDIRECTS) for host, case in table.items()}
    _, _, blob, lost, barred, inside, loopback = sources
    return {
        *(("extract" if host == "empty.test" else "fetch", url(host, PAGE), why) for host, why in misbehaving.items()),
        *(("fetch", url(host, PAGE), "private_address") for host in ANSWERS),
        ("fetch", url("denied.test", PAGE), "robots_denied"),
        ("fetch", tls_url("forged.test", PAGE), "tls_failed"),
        ("poll", blob, "unknown_source"),
        ("poll", lost, "http_503"),
        ("poll", barred, "robots_unreachable"),
        ("poll", inside, "private_address"),
        ("poll", loopback, "private_address"),
    }


def test_every_failure_is_a_named_reject_and_every_good_page_a_record(desk: Desk, town: Town, dialled: Dialled) -> None:
    sources = town.sources()
    desk.run(*sources, options=OPTIONS)
    good = {town.web.url(host, PAGE) for host in GOOD} | {town.tls_web.url("secure.test", PAGE)}
    records = {row["url"]: row["title"] for row in rows(desk.lake)}
    assert set(records) == good
    assert records[town.web.url("latin.test", PAGE)].startswith("The latin gaz\xe9tte on its ")
    assert rejected(desk) == expected_rejects(town, sources)
    # A host that asked for ten minutes is asked for nothing else; its other page is put off, no failure.
    assert town.web.paths("busy.test") == [PAGE]
    check_manners(town)
    assert dialled.places <= {(LOOPBACK, town.web.port), (LOOPBACK, town.tls_web.port)}
    assert (town.inside.connections, town.inside.log) == (0, [])

    town.repair()
    desk.world.wait(3_600)
    desk.run(*sources, options=[*OPTIONS, "--recheck", "30d"])
    records = {row["url"]: row["title"] for row in rows(desk.lake)}
    check_stories(rows(desk.lake))
    good |= {town.web.url(host, PAGE) for host in REPAIRABLE} | {town.web.url("busy.test", "/2024/second")}
    assert set(records) == good
    mended = {(stage, key, why) for stage, key, why in expected_rejects(town, sources) if key in good}
    assert rejected(desk) == expected_rejects(town, sources) - mended
    check_manners(town)
    assert dialled.places <= {(LOOPBACK, town.web.port), (LOOPBACK, town.tls_web.port)}
    assert (town.inside.connections, town.inside.log) == (0, [])


def check_manners(town: Town) -> None:
    """No host was asked sooner than allowed, or two things at once."""
    for web in (town.web, town.tls_web):
        hosts = {seen.host for seen in web.log}
        assert {host: web.most_at_once[host] for host in hosts} == dict.fromkeys(hosts, 1)
        hasty = {host: min(gaps) for host in hosts if (gaps := web.gaps(host)) and min(gaps) < INTERVAL_SECS}
        assert hasty == {}


def test_validators_that_lie_hide_an_edit_for_three_looks_at_most(desk: Desk) -> None:
    """A server that answers 304 whatever has changed, to whoever sends a validator."""
    page = [html("Ferry stops for repairs", BODY)]

    def lie(seen: Seen) -> Reply:
        if "if-none-match" in seen.headers:
            return Reply(b"", 304, headers=[("ETag", '"same"')])
        return Reply(page[0].encode(), headers=[("ETag", '"same"')])

    url = desk.web.serve("first.test", PAGE, lie)
    ladder = ["--recheck", "1m,2m,3m,4m,5m,6m,7m"]
    desk.run(url, options=ladder)
    page[0] = html("Ferry stops for repairs", [*BODY, "The bus is to run until midnight."])
    for looks in range(1, 5):
        desk.world.wait(60)
        desk.run(url, options=ladder)
        assert sorted(row["revision"] for row in rows(desk.lake)) == ([1] if looks < 4 else [1, 2]), looks
    # From now on its validators are not believed.
    page[0] = html("Ferry stops for repairs", [*BODY, "The bus is to run until one o'clock."])
    desk.world.wait(60)
    desk.run(url, options=ladder)
    assert sorted(row["revision"] for row in rows(desk.lake)) == [1, 2, 3]
    assert ["if-none-match" in seen.headers for seen in desk.web.log if seen.path == PAGE] == [
        *(False, True, True, True, False),
        False,
    ]


def test_an_edit_is_a_revision_at_the_next_step_of_the_ladder_and_a_correction_note_a_correction(desk: Desk) -> None:
    """The first steps of the ladder that users get, and an edit just after each look."""
    url = desk.put_article(PAGE, "Ferry stops for repairs")
    desk.run(url)
    edits = [
        (0, 0.25, "The office has sold forty bus tickets.", "revision"),
        (0.25, 1, "The office has sold ninety bus tickets.", "revision"),
        (1, 3, "Correction: An earlier version of this article misstated how long the repairs take.", "correction"),
    ]
    for number, (before, after, sentence, change) in enumerate(edits, start=2):
        desk.put_article(PAGE, "Ferry stops for repairs", [*BODY, sentence])
        desk.world.wait((after - before) * 3_600)
        desk.run(url)
        found = {row["revision"]: row["change"] for row in rows(desk.lake)}
        assert (len(found), found.get(number)) == (number, change), f"edited {before} h, looked at {after} h old"
    check_stories(rows(desk.lake))


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_vanishes_is_noted_and_what_is_held_of_it_stays(status: int, desk: Desk) -> None:
    url = desk.put_article(PAGE, "Ferry stops for repairs")
    desk.run(url)
    held = rows(desk.lake)
    desk.web.put(LOOPBACK, PAGE, Reply(b"nothing here", status))
    desk.world.wait(15 * 60)
    desk.run(url)
    assert desk.states() == {PAGE: "page gone"}
    assert (rows(desk.lake), desk.rejects()) == (held, [])
    desk.world.wait(3_600)
    desk.put_article(PAGE, "Ferry runs again", OTHER_BODY)
    desk.run(url)
    assert sorted(row["revision"] for row in rows(desk.lake)) == [1, 2]
    assert desk.states() == {PAGE: "page ok"}
