"""Feed documents as seed objects."""

import pytest

from transforms.reading.bounded import Refusal
from transforms.reading.feeds import MAX_FRAGMENT_CHARS, fragment_to_text, read_feed, root_name


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("", ""),
        ("Plain text, A < B", "Plain text, A < B"),
        ("One\nline\n\nTwo", "One\nline\n\nTwo"),
        ("<p>One\nline</p><p>Two</p>", "One line\n\nTwo"),
        ("<p>A <b>bold</b><i>er</i> word</p>tail", "A bolder word\n\ntail"),
        ("One<br>two<br/><br />three", "One\ntwo\n\nthree"),
        ("<ul><li>One<li>Two</ul>", "One\n\nTwo"),
        ("<script>x()</script><style>p{}</style><p>Seen</p><iframe>no</iframe> too", "Seen\n\ntoo"),
        ("Fish &amp; chips &#8217;tis", "Fish & chips \u2019tis"),
        ("<p>Lone \ud800 half</p>", "Lone \ufffd half"),
        ("nul\0<p>l</p>", "nul\n\nl"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("<div>" * 1_000 + "deep", "deep"),
    ],
)
def test_a_fragment_becomes_paragraphs(fragment: str, text: str) -> None:
    assert fragment_to_text(fragment) == text


@pytest.mark.parametrize("pattern", ["<", "&", "<div>", "<p>a", "<a ", "<!--", "<b><i>", "</div>", "\n", "a\n\n"])
def test_hostile_fragments_are_read_in_linear_time(pattern: str) -> None:
    # Quadratic time on a megabyte would be hours; the suite's patience is the limit.
    assert isinstance(fragment_to_text(pattern * (1_000_000 // len(pattern))), str)


def test_a_fragment_is_bounded() -> None:
    assert len(fragment_to_text("x" * 3_000_000)) == MAX_FRAGMENT_CHARS


@pytest.mark.parametrize(
    ("xml", "name"),
    [
        (b"<rss/>", "rss"),
        (b'<?xml version="1.0"?><!-- <html> --><!DOCTYPE html [ ]><atom:feed>', "feed"),
        ('<?xml version="1.0" encoding="utf-16"?><HTML>'.encode("utf-16"), "html"),
        (b"no markup", ""),
        (b"", ""),
        (b"<!--" * 250_000, ""),
        (b"<?" * 500_000, ""),
    ],
)
def test_the_root_of_a_document_is_found(xml: bytes, name: str) -> None:
    assert root_name(xml) == name


def test_an_entry_without_any_identity_is_named_by_what_it_says() -> None:
    feed = "<rss version='2.0'><channel><item><description>{}</description></item></channel></rss>"
    keys = []
    for text in ("The quay floods. " * 20, "The quay floods. " * 20, "The quay dries. " * 20):
        read = read_feed(feed.format(text).encode())
        assert not isinstance(read, Refusal)
        keys.append(read[0]["key"])
    assert keys[0] == keys[1] != keys[2]
    assert len(keys[0]) == 16


def test_an_entry_that_links_to_the_feeds_own_page_has_no_page() -> None:
    feed = b"""<rss version="2.0"><channel><link>https://a.example/</link>
      <item><link>https://a.example/</link><guid isPermaLink="false">7</guid><description>Text</description></item>
      <item><link>javascript:alert(1)</link><guid isPermaLink="false">8</guid><description>Text</description></item>
      <item><link>http://[bad</link><guid isPermaLink="false">9</guid><description>Text</description></item>
    </channel></rss>"""
    read = read_feed(feed)
    assert not isinstance(read, Refusal)
    assert [(entry["url"], entry["key"]) for entry in read] == [(None, "7"), (None, "8"), (None, "9")]


def test_entities_are_not_expanded_without_bound() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "boom">{entities}]>'
    item = "<item><title>&e11;</title><description>&e11;</description></item>"
    read = read_feed(f'{doctype}<rss version="2.0"><channel>{item}</channel></rss>'.encode())
    assert isinstance(read, Refusal) or len(str(read)) < 10_000


def test_a_parser_that_fails_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise AssertionError("unexpected call to parse_html_declaration()")

    monkeypatch.setattr("feedparser.parse", fail)
    read = read_feed(b"<rss/>")
    assert isinstance(read, Refusal)
    assert read.reason == "bad_feed"
    assert "AssertionError" in read.detail


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf", b"\xff\xfe", b"<", b"<?xml version='1.0' encoding='none'?>"])
def test_what_has_no_format_is_no_feed(content: bytes) -> None:
    read = read_feed(content)
    assert isinstance(read, Refusal)
    assert read.reason == "bad_feed"


@pytest.mark.parametrize("reference", ["&#xD800;", "&#55296;", "&#x110000;", "&#0;", "&#99999999999999999999;"])
def test_a_reference_to_no_character_does_not_cost_the_feed(reference: str) -> None:
    read = read_feed(
        f"<rss version='2.0'><channel><item><title>Gate {reference}</title>"
        "<description>&#82;&#x61;in</description></item></channel></rss>".encode()
    )
    assert not isinstance(read, Refusal)
    assert (read[0]["title"], read[0]["text"]) == ("Gate \ufffd", "Rain")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    ("hostile", "reason"),
    [
        (" ".join(f"a{n}='>'" for n in range(20_000)), "bad_feed"),
        ("><author>" + "a" * 300_000 + "</author", None),
        ("><author>" + "&#97;" * 60_000 + "</author", None),
        ("><author>" + "a." * 150_000 + "@</author", None),
        ("><title>" + "<b>" * 50_000 + "</title", None),
    ],
    ids=["attributes", "author", "references", "dots", "nesting"],
)
def test_feeds_that_would_take_minutes_take_seconds(encoding: str, hostile: str, reason: str | None) -> None:
    feed = f"<?xml version='1.0' encoding='{encoding}'?><rss version='2.0'><channel><item {hostile}>"
    read = read_feed(feed.encode(encoding))
    assert (read.reason if isinstance(read, Refusal) else None) == reason
