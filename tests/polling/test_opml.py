"""Subscription lists."""

import pytest

from transforms.polling.opml import MAX_FEEDS, OpmlFeed, read_opml
from transforms.reading.bounded import Refusal


def opml(inner: str) -> bytes:
    return f'<?xml version="1.0"?><opml version="2.0"><head><title>T</title></head><body>{inner}</body></opml>'.encode()


@pytest.mark.parametrize(
    ("inner", "feeds"),
    [
        ('<outline text="Quay" xmlUrl="https://a.example/feed"/>', [("https://a.example/feed", "Quay")]),
        ('<outline title="Quay" xmlurl=" http://a.example/ "/>', [("http://a.example/", "Quay")]),
        ('<outline text="" title="Quay" XMLURL="https://a.example/"/>', [("https://a.example/", "Quay")]),
        ('<outline xmlUrl="https://a.example/?a=1&b=2"/>', [("https://a.example/?a=1&b=2", "")]),
        ('<outline text="caf\u00e9" xmlUrl="https://a.example/"/>', [("https://a.example/", "caf\u00e9")]),
        (
            '<outline text="Ports"><outline text="North"><outline text="A" xmlUrl="https://a.example/"/></outline>'
            '</outline><outline text="B" xmlUrl="https://b.example/"/>',
            [("https://a.example/", "A"), ("https://b.example/", "B")],
        ),
        (
            '<outline text="A" xmlUrl="https://a.example/"/><outline text="B" xmlUrl="https://a.example/"/>',
            [("https://a.example/", "A")],
        ),
        ('<outline xmlUrl="feed://a.example/f"/>', [("http://a.example/f", "")]),
        ('<outline xmlUrl="feed:https://a.example/f"/>', [("https://a.example/f", "")]),
        (
            '<outline xmlUrl="file:///etc/passwd"/><outline xmlUrl="/f"/><outline xmlUrl=""/>'
            '<outline type="include" url="file:///etc/passwd"/><outline xmlUrl="https://a.example/"/>',
            [("https://a.example/", "")],
        ),
        (
            '<outline type="include" text="More" url="https://a.example/l.opml"/><outline type="link" url="https://b/"/>',
            [("https://a.example/l.opml", "More", "opml")],
        ),
    ],
)
def test_the_feeds_of_a_list_are_read(inner: str, feeds: list[tuple[str, ...]]) -> None:
    assert read_opml(opml(inner)) == [OpmlFeed(*feed) for feed in feeds]


def test_a_list_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    assert read_opml(opml('<outline xmlUrl="https://a.example/"/><outline te')) == [OpmlFeed("https://a.example/", "")]


@pytest.mark.parametrize(
    ("content", "reason", "detail"),
    [
        (opml('<outline text="Empty"/>'), "no_feeds", "is an OPML list without feeds"),
        (b"<opml><body>", "no_feeds", "is an OPML list without feeds, malformed: line 1: Premature end"),
        (b"<rss/>", "bad_opml", "is not an OPML list"),
        (b"", "bad_opml", "is not an OPML list: it is empty"),
    ],
)
def test_what_is_no_list_is_refused(content: bytes, reason: str, detail: str) -> None:
    found = read_opml(content)
    assert isinstance(found, Refusal)
    assert found.reason == reason
    assert found.detail.startswith(detail)


def test_a_list_is_bounded() -> None:
    found = read_opml(opml("".join(f'<outline xmlUrl="https://a.example/{n}"/>' for n in range(MAX_FEEDS + 5))))
    assert len(found) == MAX_FEEDS


def test_deeply_nested_outlines_are_read() -> None:
    nested = '<outline text="a">' * 50_000 + '<outline text="b" xmlUrl="https://a.example/"/>'
    assert read_opml(opml(nested)) == [OpmlFeed("https://a.example/", "b")]
