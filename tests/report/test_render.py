"""The page as text: what hostile content becomes, and how large it grows."""

import base64
import datetime
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import expect

from pipeline.report.render import Setting, Totals, instant, lag, render_page, render_pages
from tests.lakes import rows, run_ok
from tests.report.chromium import Witness, address_of, find_chromium, open_chromium
from tests.report.stories import NOON, a_busy_story, a_step, a_story

SETTING = Setting("News of the Sill", 7, False, Totals(1, 1, 1))

ATTACKS = [
    "<script>window.pwned = 1</script>",
    "</script><script>window.pwned = 1</script>",
    "</style><img src=x onerror='window.pwned = 1'>",
    "\"><svg onload='window.pwned = 1'>",
    "' onmouseover='window.pwned = 1",
    "{{ 7 * 7 }} {% raw %}",
    "\u202eevil\u202c \u2066\u2069 \u200b",
    "\x1b[31mred\x1b]0;owned\x07",
    "nul \x00 and bell \x07",
    "W" * 1_000_000,
    "]]> --> <!--",
]


class Outline(HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.handlers: list[str] = []
        self.links: list[str | None] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on") or name == "style"]
        self.links += [value for name, value in attrs if name in ("src", "href") and not (value or "").startswith("#")]


def hostile_stream(path: Path) -> Path:
    """One article for each attack, with the attack in every field that a page could show."""
    with path.open("w", encoding="utf-8") as out:
        for number, attack in enumerate(ATTACKS):
            words = (
                f"Councillor Number{number} opened bridge {number} over the Sill on Monday, said Mayor Name{number}."
            )
            document = {
                "url": f"https://press.example/{number}?q={attack[:300]}",
                "title": f"Bridge {number} postponed {attack}",
                "text": f"UPDATE: Bridge {number} was postponed. {attack[:4000]}\n\n{words} {attack[:4000]}",
                "source": f"outlet {attack[:3000]}",
                "authors": [attack[:3000]],
                "observed": f"2026-03-0{number % 9 + 1}T10:00:00Z",
            }
            out.write(json.dumps(document) + "\n")
            out.write(
                json.dumps({**document, "text": document["text"] + " More.", "observed": "2026-03-20T10:00:00Z"}) + "\n"
            )
        out.write(
            json.dumps({"url": "javascript:window.pwned=1", "title": "A link", "text": "Words of a link."}) + "\n"
        )
    return path


def test_nothing_hostile_executes_or_breaks_the_layout(tmp_path: Path) -> None:
    find_chromium()
    stream = hostile_stream(tmp_path / "hostile.jsonl")
    run_ok("run", stream, "--lake", tmp_path / "lake", "--quiet")
    assert len(rows(tmp_path / "lake", ["record_id", "change"])) > len(ATTACKS)
    run_ok(
        "report", tmp_path / "lake", "--out", tmp_path / "report.html", "--title", "<script>window.pwned = 1</script>"
    )
    page_text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u200b\u202a-\u202e\u2066-\u2069]", page_text)
    with open_chromium() as browser, browser.new_context(viewport={"width": 390, "height": 800}) as context:
        page = context.new_page()
        witness = Witness(page)
        page.goto(address_of(tmp_path / "report.html"))
        for summary in page.locator("article.story > details > summary").all():
            summary.click()
        expect(page.locator("h1")).to_have_text("<script>window.pwned = 1</script>")
        assert page.evaluate("window.pwned") is None
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert witness.trouble == []
        assert witness.requests == [address_of(tmp_path / "report.html")]


@pytest.mark.parametrize("attack", ATTACKS)
def test_text_never_becomes_markup(attack: str) -> None:
    text = attack[:1000]
    plain = Outline(render_page([a_story(a_step())], SETTING))
    story = a_story(a_step(title=text, outlet=text, lead=text, url=None), headline=text)
    hostile = Outline(render_page([story], SETTING._replace(title=text)))
    assert hostile.tags == [tag for tag in plain.tags if tag != "a"] or hostile.tags.count("a") < plain.tags.count("a")
    assert hostile.tags.count("script") == hostile.tags.count("style") == 1
    assert hostile.handlers == [] and hostile.links == []


def test_the_policy_names_the_pages_own_script_and_style() -> None:
    page = render_page([a_story()], SETTING)
    policy = re.search('http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    for tag in ("script", "style"):
        inside = re.search(f"<{tag}>(.*?)</{tag}>", page, re.S)
        assert inside is not None
        digest = base64.b64encode(hashlib.sha256(inside[1].encode()).digest()).decode()
        assert f"sha256-{digest}" in policy[1].replace("&#39;", "'")
    assert "unsafe" not in policy[1] and "default-src &#39;none&#39;" in policy[1]


def test_pages_stay_under_two_megabytes() -> None:
    stories = [a_busy_story(number) for number in range(500)]
    pages = render_pages(stories, SETTING, lambda number: f"news-{number}.html")
    assert list(pages) == ["news-1.html", "news-2.html"]
    assert all(len(page.encode()) < 2_000_000 for page in pages.values())
    assert sum(page.count('<article class="story"') for page in pages.values()) == 500
    assert '<a href="news-2.html">2</a>' in pages["news-1.html"]
    assert '<b aria-current="page">2</b>' in pages["news-2.html"]


def test_an_empty_lake_has_a_page() -> None:
    page = render_page([], SETTING._replace(totals=Totals(0, 0, 0)))
    assert "No stories yet." in page and 'id="tools"' not in page


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (0, "first"),
        (0.4, "first"),
        (12, "+12 min"),
        (60, "+1 h"),
        (75, "+1 h 15 min"),
        (1441, "+1 d 1 min"),
        (3000, "+2 d 2 h"),
    ],
)
def test_a_lag_is_told_in_its_two_largest_units(minutes: float, told: str) -> None:
    assert lag(datetime.timedelta(minutes=minutes)) == told


def test_midnight_needs_no_clock() -> None:
    assert instant(NOON) == "02 Mar 2026 12:00"
    assert instant(NOON.replace(hour=0)) == "02 Mar 2026"
