"""What it costs to ask the web: feeds that have changed or not, and pages, from a local server in another process."""

import multiprocessing
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any

from tests.bench.scale.news import START, make_news, page_of
from tests.bench.scale.stages import cpu_ms
from tests.fetching.local_web import LocalWeb, Reply, Seen, encode
from tests.live_web import rss
from tests.local_world import LOOPBACK, LocalWorld
from transforms.fetching import FetchSettings
from transforms.known import KnownAddress
from transforms.look import LookOptions, look, utc_now
from transforms.polling.memory import Memory, from_json, is_page, new_source
from transforms.visits import Sight

FEEDS = 60
ENTRIES = 30
PAGES = 300
ETAG = '"edition-1"'


def _answer(whole: Reply) -> Any:
    def handle(seen: Seen) -> Reply:
        unchanged = seen.headers.get("if-none-match") == ETAG
        return Reply(b"", 304, headers=whole.headers) if unchanged else whole

    return handle


def serve(channel: Connection) -> None:
    """Serve feeds, each of a host of its own, and their pages; tell the feeds, and what their answers weigh."""
    shown = [page_of(document) for document in make_news(20, seed=5)]
    validators = [("ETag", ETAG), ("Date", f"{START:%a, %d %b %Y %H:%M:%S} GMT"), ("Cache-Control", "max-age=0")]
    with LocalWeb() as web:
        feeds = []
        for number in range(FEEDS):
            host = f"press{number}.test"
            links = [
                web.put(host, f"/2026/{number * ENTRIES + n}", Reply(shown[n % 20], headers=validators))
                for n in range(ENTRIES)
            ]
            whole = rss(*links)._replace(headers=validators)
            feeds.append(web.serve(host, "/feed.xml", _answer(whole)))
        channel.send((feeds, len(encode(whole)), len(encode(Reply(b"", 304, headers=validators)))))
        channel.recv()
        asked = [seen for seen in web.log if seen.path == "/feed.xml"]
        channel.send(sum(_request_bytes(seen) for seen in asked) / len(asked))
        channel.recv()


def _request_bytes(seen: Seen) -> int:
    return len(f"GET {seen.path} HTTP/1.1\r\n\r\n") + sum(
        len(name) + len(value) + 4 for name, value in seen.headers.items()
    )


def measure_asking_the_web() -> dict[str, float]:
    """``poll_304_ms``, ``poll_200_ms``, ``fetch_page_ms``, and the bytes of the two polls."""
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(there,))
    server.start()
    feeds, whole_bytes, unchanged_bytes = here.recv()
    settings = FetchSettings(host_interval_secs=0.0, allow_private=(LOOPBACK,))
    options = LookOptions(settings, max_fetches=0, open_world=LocalWorld())
    world = options.world()
    seen = list(look([new_source(url, utc_now()) for url in feeds], [], options, world))
    sources, pages = _split(seen)
    known = [KnownAddress(each.state.url, "page", "ok", None, "{}") for each in pages]
    in_full = [each._replace(state=replace(each.state, etag="", last_modified="")) for each in sources]
    answers: list[list[Sight]] = []
    poll_200 = cpu_ms(lambda: answers.append(list(look(in_full, known, options, world))))
    poll_304 = cpu_ms(lambda: answers.append(list(look(sources, known, options, world))))
    fetch = options._replace(max_fetches=PAGES)
    fetched = cpu_ms(lambda: answers.append(list(look(pages[:PAGES], [], fetch, world))))
    counted = [sum(sight.counter == name for sight in sights) for sights, name in zip(answers, _COUNTED, strict=True)]
    assert counted == [FEEDS, FEEDS, PAGES], counted
    here.send("asked")
    request_bytes: float = here.recv()
    here.send("end")
    server.join()
    return {
        "poll_200_ms": poll_200 / FEEDS,
        "poll_304_ms": poll_304 / FEEDS,
        "fetch_page_ms": fetched / PAGES,
        "poll_200_bytes": whole_bytes + request_bytes,
        "poll_304_bytes": unchanged_bytes + request_bytes,
    }


_COUNTED = ("poll/read", "poll/unchanged", "fetch/fetched")


def _split(sights: Sequence[Sight]) -> tuple[list[Memory], list[Memory]]:
    """The sources and the pages that a look left behind."""
    states = [sight.element.state for sight in sights if sight.output == "visits"]  # type: ignore[union-attr]
    memories = [from_json(state) for state in states if state]
    return [each for each in memories if not is_page(each)], [each for each in memories if is_page(each)]
