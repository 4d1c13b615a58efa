"""A news site on loopback for tests of live sources, and the commands run against it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import main
from pipeline.lake.addresses import read_addresses
from pipeline.lake.writer import LakeWriter
from tests.fetching.local_web import LocalWeb, Reply
from tests.local_world import ALLOWED, LOOPBACK, LocalWorld

HOST = LOOPBACK
QUICK = [*ALLOWED, "--host-interval", "0s", "--min-poll", "1s"]

BODY = (
    "The ferry between Norrby and the islands stops on Monday, the harbour office said on Friday.",
    "Engineers found cracks in the landing stage, and repairs are expected to take three weeks.",
    "Until then a bus takes passengers round the bay, twice an hour and free of charge.",
)
OTHER_BODY = (
    "The council of Tolvik voted on Thursday to plant four hundred apple trees along the old railway.",
    "Schools will look after them, and the first harvest is to be sold at the autumn market.",
    "Nobody spoke against the plan, which costs less than repairing the fence that stands there now.",
)


def html(title: str, paragraphs: Sequence[str], head: str = "") -> str:
    """An article's page."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html lang='en'><head><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1>{text}</article></body></html>"
    )


def rss(*links: str, title: str = "Norrby Post") -> Reply:
    """A feed that names these pages."""
    items = "".join(f"<item><title>Entry {n}</title><link>{link}</link></item>" for n, link in enumerate(links))
    return Reply(
        f"<rss version='2.0'><channel><title>{title}</title><link>http://{HOST}/</link>{items}</channel></rss>".encode(),
        content_type="application/rss+xml",
    )


def feed(entries: int) -> Reply:
    """A feed of the last hundred of so many entries, each with its text and without a page."""
    items = "".join(
        f"<item><title>Harbour report number {n}</title><guid isPermaLink='false'>report-{n}</guid>"
        f"<description>{n * 7} boats lie in basin {n}. {' '.join(BODY)} Ship {n * 13} came last.</description></item>"
        for n in range(max(0, entries - 100), entries)
    )
    body = f"<rss version='2.0'><channel><title>Norrby Post</title>{items}</channel></rss>"
    return Reply(body.encode(), content_type="application/rss+xml")


class Desk:
    """A site, a lake, and the commands between them, run in this process in a world of their own."""

    def __init__(self, web: LocalWeb, lake: Path, capsys: pytest.CaptureFixture[str], world: LocalWorld) -> None:
        self.web = web
        self.lake = lake
        self.world = world
        self._capsys = capsys

    def put_article(self, path: str, title: str, paragraphs: Sequence[str] = BODY) -> str:
        """Publish, or edit, an article; its address."""
        return self.web.put(HOST, path, html(title, paragraphs))

    def put_feed(self, *links: str, path: str = "/feed.xml") -> str:
        """Publish a feed of these articles; its address."""
        return self.web.put(HOST, path, rss(*links))

    def write(self, command: str, *arguments: str | Path) -> str:
        """Run a command that writes the lake and must succeed; what it printed."""
        return self.read(command, *QUICK, *arguments)

    def read(self, command: str, *arguments: str | Path) -> str:
        """Run a command that must succeed; what it printed."""
        self._capsys.readouterr()
        code = main([command, *map(str, arguments)])
        printed = self._capsys.readouterr()
        assert code == 0, printed.err
        return printed.out

    def run(self, *sources: str | Path, options: Sequence[str] = ()) -> str:
        """Run one pass over live sources; what it printed."""
        return self.write("run", *sources, "--lake", self.lake, *options)

    def rejects(self) -> list[dict[str, Any]]:
        """What ``rejects`` lists."""
        return [json.loads(line) for line in self.read("rejects", self.lake, "--json").splitlines()]

    def states(self) -> dict[str, str]:
        """Each live address below the host with its kind and status."""
        base = self.web.url(HOST, "")
        known = read_addresses(LakeWriter(self.lake))
        return {address.url.removeprefix(base): f"{address.kind} {address.status}" for address in known}
