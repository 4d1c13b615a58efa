"""The live page: on this machine only, read-only, and news appears without a reload."""

import http.client
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.lakes import ROOT, command, environment, run_ok
from tests.report.chromium import Witness, find_chromium, open_chromium, serious_violations


@contextmanager
def serving(lake: Path) -> Iterator[tuple[str, int]]:
    """``serve`` over a lake, as a process of its own; its address and port."""
    process = subprocess.Popen(
        command("serve", lake, "--port", "0"), stdout=subprocess.PIPE, text=True, env=environment()
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        match = re.match(r"(http://127\.0\.0\.1:(\d+)/) shows ", line)
        assert match, line
        yield match[1], int(match[2])
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    run_ok("run", ROOT / "seeds" / "tramway", "--lake", tmp_path / "lake", "--quiet")
    return tmp_path / "lake"


def answer(port: int, path: str, method: str = "GET", host: str | None = None) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, headers={"Host": host or f"127.0.0.1:{port}"})
    return connection.getresponse()


def test_news_appears_in_the_open_page(lake: Path) -> None:
    find_chromium()
    with serving(lake) as (address, _), open_chromium() as browser, browser.new_context(bypass_csp=False) as context:
        page = context.new_page()
        witness = Witness(page)
        page.goto(address)
        expect(page.locator("article.story")).to_have_count(1)
        page.locator("article.story summary").first.click()
        run_ok("run", ROOT / "seeds" / "ferry-quillhaven", "--lake", lake, "--quiet")
        # From the commit, which is a moment before the command's end.
        expect(page.locator("article.story")).to_have_count(2, timeout=3_000)
        expect(page.locator("article.story").first.locator("h3")).to_contain_text("Trams")
        expect(page.locator("article.story").first.locator(".steps")).to_be_visible()
        expect(page.locator("#facts")).to_contain_text("2 stories")
        expect(page.locator("#shown")).to_have_text("2 of 2 stories")
        assert witness.trouble == []
        assert {request.removeprefix(address) for request in witness.requests} == {"", "events"}


def test_the_live_page_keeps_accessibility_rules(lake: Path) -> None:
    find_chromium()
    with serving(lake) as (address, _), open_chromium() as browser, browser.new_context(bypass_csp=True) as context:
        page = context.new_page()
        page.goto(address)
        assert serious_violations(page) == []


def test_only_reading_is_answered_and_only_under_its_own_name(lake: Path) -> None:
    before = sorted(path.name for path in lake.rglob("*"))
    with serving(lake) as (_, port):
        page = answer(port, "/")
        assert page.status == 200
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
        assert answer(port, "/", "POST").status == 405
        assert answer(port, "/", "DELETE").status == 405
        assert answer(port, "/../etc/passwd").status == 404
        assert answer(port, "/", host="rebound.example").status == 421
        assert answer(port, "/", host=f"localhost:{port}").status == 200
    assert sorted(path.name for path in lake.rglob("*")) == before


def test_readers_beyond_the_limit_are_asked_to_wait(lake: Path) -> None:
    with serving(lake) as (_, port):
        waiting = [answer(port, "/events") for _ in range(32)]
        assert {one.status for one in waiting} == {200}
        refused = answer(port, "/events")
        assert (refused.status, refused.headers["Retry-After"]) == (503, "30")


def test_a_lake_that_goes_away_does_not_end_it(lake: Path) -> None:
    with serving(lake) as (_, port):
        events = answer(port, "/events")
        assert events.readline() == b"event: version\n"
        shutil.move(lake, lake.with_name("moved"))
        assert answer(port, "/nothing").status == 404


def test_a_taken_port_is_told(lake: Path) -> None:
    with serving(lake) as (_, port):
        done = subprocess.run(
            command("serve", lake, "--port", str(port)), capture_output=True, text=True, env=environment(), timeout=60
        )
        assert done.returncode == 2
        assert f"port {port}" in done.stderr and "another --port" in done.stderr
