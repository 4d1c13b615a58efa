import json
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from tests.test_extract import a_page, article_of
from transforms.text.live_blog import MAX_ENTRIES, MAX_ENTRY_CHARS, Entry, entry_notice, read_live_blog
from transforms.text.page_decode import parse_page

DATA = Path(__file__).parents[1] / "data" / "live"
NOON = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)


def tree_of(value: Any) -> Any:
    markup = value if isinstance(value, str) else json.dumps(value)
    return parse_page(f'<html><head><script type="application/ld+json">{markup}</script></head><body>.</body></html>')


def an_update(number: int, **fields: Any) -> dict[str, Any]:
    at = (NOON + timedelta(minutes=number)).isoformat()
    return {"headline": f"Entry {number}", "articleBody": f"Text {number}.", "datePublished": at, **fields}


@pytest.mark.parametrize("page", sorted(DATA.glob("*.html")), ids=lambda page: page.stem)
def test_golden_pages(page: Path) -> None:
    """Entries become notices of the article, with their own times."""
    article = article_of(a_page(name=page.name, html=page.read_bytes()))
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    notices = [
        [n.kind, n.time.to_utc_datetime(has_tz=True).isoformat() if n.time else None, n.text] for n in article.notices
    ]
    assert notices == expected
    assert "closed to all traffic" in article.text or "delayed to 8.15pm" in article.text


def test_the_newest_entries_are_kept_in_order_of_time() -> None:
    updates = [an_update(number) for number in range(MAX_ENTRIES + 20)]
    for order in (updates, updates[::-1]):
        entries = read_live_blog(tree_of({"@type": "LiveBlogPosting", "liveBlogUpdate": order}))
        assert [entry.headline for entry in entries] == [f"Entry {n}" for n in range(20, MAX_ENTRIES + 20)]


def test_an_entry_printed_twice_is_one() -> None:
    assert len(read_live_blog(tree_of([{"liveBlogUpdate": [an_update(1), an_update(1)]}] * 2))) == 1


def test_a_long_entry_is_cut_after_a_word() -> None:
    notice = entry_notice(Entry(NOON, "Long", "word " * 1_000), 0)
    assert len(notice.text) <= MAX_ENTRY_CHARS + 1
    assert notice.text.endswith("word…")


@pytest.mark.parametrize(
    ("headline", "text", "kind"),
    [
        ("Bridge closed", "The bridge is closed.", "update"),
        ("", "UPDATE: The bridge is open again, the town says.", "update"),
        ("", "CORRECTION: The bridge has four lanes, not two.", "correction"),
        ("", "Clarification: only lorries are banned from the bridge.", "clarification"),
        ("", "Editor's note: we close this page for the night.", "update"),
    ],
)
def test_the_kind_of_an_entry(headline: str, text: str, kind: str) -> None:
    notice = entry_notice(Entry(NOON, headline, text), 3)
    assert (notice.kind, notice.time, notice.start, notice.end, notice.pure) == (kind, NOON, 3, 3, False)


@pytest.mark.parametrize(
    "value",
    [
        {},
        "liveBlogUpdate",
        '{"liveBlogUpdate": [',
        {"liveBlogUpdate": None},
        {"liveBlogUpdate": [1, None, "text", {}]},
        {"liveBlogUpdate": [{"headline": 3, "articleBody": ["x"], "datePublished": 5}]},
        {"liveBlogUpdate": [{"headline": "No such day", "datePublished": "2026-13-45T00:00:00Z"}]},
        '{"liveBlogUpdate": ' + "[" * 100_000 + "]" * 100_000 + "}",
    ],
)
def test_broken_markup_has_no_entries(value: Any) -> None:
    assert read_live_blog(tree_of(value)) == []


def test_a_large_live_blog_is_still_read() -> None:
    """The other readers of JSON-LD skip a block of this size."""
    updates = [an_update(number, articleBody=f"Text {number}. " + "More of it. " * 100) for number in range(400)]
    markup = json.dumps({"@type": "LiveBlogPosting", "liveBlogUpdate": updates})
    assert len(markup) > 400_000
    assert [entry.headline for entry in read_live_blog(tree_of(markup))][-1] == "Entry 399"


@pytest.mark.parametrize("unit", ["<", "&lt;", "<p>", "&", "a\n "])
def test_cost_is_linear(unit: str) -> None:
    body = unit * (1_000_000 // len(unit))
    begin = time.process_time()
    read_live_blog(tree_of({"liveBlogUpdate": [an_update(1, articleBody=body)] * 3}))
    assert time.process_time() - begin < 5
