"""What names an entry for all time."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.polling.identity import entry_key
from transforms.text.addresses import canonical_address

FEED = "https://www.a.example/news/rss.xml"


@pytest.mark.parametrize(
    ("link", "guid"),
    [
        ("https://www.a.example/news/quay-floods-1", "a-17"),
        ("https://www.a.example/news/quay-floods-1", "b-99"),
        ("http://www.a.example/news/quay-floods-1", None),
        ("https://a.example/news/quay-floods-1/?utm_source=rss&utm_medium=feed", "a-17"),
        ("https://m.a.example/news/quay-floods-1#comments", "a-17"),
        ("quay-floods-1", "a-17"),
        ("/news/quay-floods-1", "a-17"),
        (" //www.a.example/news/quay-floods-1 ", "a-17"),
        (None, "https://www.a.example/news/quay-floods-1"),
        ("", "http://a.example/news/quay-floods-1"),
        ("https://www.a.example/", "https://www.a.example/news/quay-floods-1"),
        ("https://www.a.example/news/rss.xml", "https://www.a.example/news/quay-floods-1"),
        ("http://feeds.b.example/~r/harbour/~3/x1y2/", "https://www.a.example/news/quay-floods-1"),
    ],
)
def test_an_entry_keeps_its_key_whatever_else_changes(link: str | None, guid: str | None) -> None:
    assert entry_key(link, guid, FEED) == "a.example/news/quay-floods-1"


def test_an_entry_without_an_article_is_named_by_its_guid_within_its_feed() -> None:
    key = entry_key(None, "a-17", FEED)
    assert re.fullmatch("entry:[0-9a-f]{24}", key)
    assert key == entry_key("https://www.a.example/", "a-17", FEED)
    assert key == entry_key("javascript:void(0)", " a-17 ", "http://a.example/news/rss.xml?utm_source=x")
    assert len({key, entry_key(None, "a-18", FEED), entry_key(None, "a-17", "https://b.example/rss")}) == 3


def test_different_articles_have_different_keys() -> None:
    links = ["/1", "/2", "/news?id=1", "/news?id=2", "/?p=1", "/?p=2"]
    assert len({entry_key(link, "same", FEED) for link in links}) == len(links)


def test_a_counters_address_is_better_than_nothing() -> None:
    first, second = (f"http://feeds.b.example/~r/harbour/~3/{n}/" for n in (1, 2))
    assert entry_key(first, None, FEED) != entry_key(second, None, FEED)


@given(st.none() | st.text(max_size=60), st.none() | st.text(max_size=60), st.text(max_size=60))
def test_any_entry_has_a_key_that_stays(link: str | None, guid: str | None, feed_url: str) -> None:
    key = entry_key(link, guid, feed_url)
    assert key
    assert key == entry_key(link, guid, feed_url)
    assert key.startswith("entry:") or canonical_address(f"https://{key}") == key


@pytest.mark.parametrize(
    "text", ["x" * 1_000_000, "http://" + "a." * 500_000, "http://[", "http://a.example/\ud800"], ids=range(4)
)
def test_hostile_links_have_a_key(text: str) -> None:
    assert entry_key(text, text, FEED)
    assert entry_key(None, text, text)
