"""The page in a real browser, over the sample lake: what a reader does with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.lakes import ROOT, run_ok
from tests.report.chromium import Witness, address_of, find_chromium, open_chromium, serious_violations

RAIDS = "Deportation raids resume after delay"
FERRY = "Ferry that hit Saltmere pier"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    find_chromium()
    folder = tmp_path_factory.mktemp("report")
    run_ok("run", ROOT / "seeds", "--lake", folder / "lake", "--quiet")
    run_ok("report", folder / "lake", "--out", folder / "report.html")
    return folder / "report.html"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, report: Path) -> Iterator[Page]:
    with browser.new_context(offline=True) as context:
        page = context.new_page()
        page.goto(address_of(report))
        yield page


def test_a_reader_filters_opens_a_story_and_sees_why_it_is_postponed(browser: Browser, report: Path) -> None:
    with browser.new_context(offline=True) as context:
        page = context.new_page()
        witness = Witness(page)
        page.goto(address_of(report))
        expect(page.locator("#shown")).to_have_text("5 of 5 stories")
        page.get_by_label("Search").fill("pelosi")
        expect(page.locator("#shown")).to_have_text("1 of 5 stories")
        story = page.locator("article.story:visible")
        expect(story.locator("h3")).to_contain_text(RAIDS)
        story.locator("summary").first.click()
        evidence = story.locator("blockquote", has_text="UPDATE: The immigration raids")
        expect(evidence.locator("mark")).to_have_text("postponed")
        expect(story.locator(".turn", has_text="postponed").first).to_contain_text("planned")
        assert witness.trouble == []
        assert witness.requests == [address_of(report)]


def test_a_reader_steps_through_a_diff(page: Page) -> None:
    story = page.locator("article.story", has=page.locator("h3", has_text=FERRY))
    story.locator("summary").first.click()
    diff = story.locator(".diff").first
    edits = diff.locator(".edit")
    number = edits.count()
    assert number >= 1
    diff.get_by_role("button", name="next edit").click()
    expect(edits.nth(0)).to_be_focused()
    expect(diff.locator("output")).to_have_text(f"edit 1 of {number}")
    page.keyboard.press("p")
    expect(diff.locator("output")).to_have_text(f"edit {number} of {number}")
    assert story.locator("del").count() and story.locator("ins").count()
    page.get_by_label("diffs side by side").check()
    expect(edits.nth(0).locator(".side")).to_have_count(2)
    expect(edits.nth(0).locator(".side").nth(0)).to_be_visible()
    expect(edits.nth(0).locator(".line")).to_be_hidden()
    assert edits.nth(0).locator(".side").nth(0).locator("ins").count() == 0


@pytest.mark.parametrize(
    ("control", "value", "headlines"),
    [
        ("#with", "status", 2),
        ("#with", "correction", 1),
        ("#with", "copy", 1),
        ("#outlet", "Prairie Lantern", 1),
    ],
)
def test_filters_narrow_the_stories(page: Page, control: str, value: str, headlines: int) -> None:
    page.locator(control).select_option(value)
    expect(page.locator("article.story:visible")).to_have_count(headlines)
    page.locator(control).select_option(index=0)
    expect(page.locator("article.story:visible")).to_have_count(5)


def test_statuses_filter_together_and_nothing_found_is_said(page: Page) -> None:
    page.get_by_label("resumed").check()
    expect(page.locator("article.story:visible")).to_have_count(2)
    page.get_by_label("no status").check()
    expect(page.locator("article.story:visible")).to_have_count(5)
    page.get_by_label("Search").fill("no such words")
    expect(page.locator("#none")).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    expect(page.locator("article.story:visible")).to_have_count(5)


def test_the_keyboard_is_enough(page: Page) -> None:
    page.keyboard.press("/")
    expect(page.get_by_label("Search")).to_be_focused()
    page.keyboard.press("Tab")
    page.locator("#stories").focus()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator("article.story").first.locator(".steps")).to_be_visible()


def test_an_address_opens_its_story(page: Page, report: Path) -> None:
    story_id = page.locator("article.story").last.get_attribute("id")
    page.goto("about:blank")
    page.goto(f"{address_of(report)}#{story_id}")
    expect(page.locator("article.story").last.locator(".steps")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 390])
def test_accessibility_rules_hold(browser: Browser, report: Path, scheme: str, width: int) -> None:
    with browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True) as context:
        page = context.new_page()
        page.goto(address_of(report))
        for summary in page.locator("article.story > details > summary").all():
            summary.click()
        assert serious_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_paper_shows_what_is_folded(page: Page) -> None:
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".tools")).to_be_hidden()
    expect(page.locator("article.story").first.locator(".steps")).to_be_visible()


def test_without_scripts_the_page_can_still_be_read(browser: Browser, report: Path) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address_of(report))
        expect(page.locator("#tools")).to_be_hidden()
        page.locator("article.story summary").first.click()
        expect(page.locator("article.story").first.locator(".steps")).to_be_visible()
