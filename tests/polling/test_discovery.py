"""The feeds of a page, and what bytes are."""

import gzip

import pytest

from transforms.polling.discovery import HEAD_BYTES, MAX_FEEDS, find_feeds, sniff

PAGE = "https://www.a.example/news/today"
RSS = "rel='alternate' type='application/rss+xml'"


@pytest.mark.parametrize(
    ("head", "feeds"),
    [
        (f"<link {RSS} href='/feed.xml'>", ["https://www.a.example/feed.xml"]),
        (f"<LINK {RSS.upper()} HREF='feed.xml'>", ["https://www.a.example/news/feed.xml"]),
        (f"<link {RSS} href='//cdn.example/f#top'/>", ["https://cdn.example/f"]),
        (f"<base href='/blog/'><link {RSS} href='f'>", ["https://www.a.example/blog/f"]),
        (f"<base href='http://[bad'><link {RSS} href='f'>", ["https://www.a.example/news/f"]),
        (f"<link {RSS} href='f?a=1&amp;b=2'>", ["https://www.a.example/news/f?a=1&b=2"]),
        ("<link rel='feed' type='application/atom+xml; charset=utf-8' href='/a'>", ["https://www.a.example/a"]),
        (f"<link {RSS} href='/1'><link {RSS} href='/2'><link {RSS} href='/1'>", [
            "https://www.a.example/1", "https://www.a.example/2",
        ]),
        (
            f"<link rel=alternate type=application/json href='/j'><link {RSS} href='/comments/feed/'>"
            f"<link {RSS} title='Quay &raquo; Comments Feed' href='/c'>"
            "<link rel=alternate type=application/feed+json href='/f'>"
            f"<link {RSS} href='/r'><link rel=alternate type=application/atom+xml href='/a'>",
            [f"https://www.a.example/{path}" for path in ("r", "a", "f", "j", "comments/feed/", "c")],
        ),
        ("<link rel=alternate type='application/json' href='/wp-json/wp/v2/posts/5'>", []),
        ("<link rel=alternate type='application/json+oembed' href='/o'>", []),
        ("<link rel=alternate hreflang=fr href='/fr'><link rel=stylesheet href='/s.css'>", []),
        (f"<link {RSS}><link {RSS} href=''><link {RSS} href='javascript:x'><link {RSS} href='file:///f'>", []),
        (f"<!-- <link {RSS} href='/old'> --><script>'<link {RSS} href=/s>'</script>", []),
        ("", []),
    ],
)  # fmt: skip
def test_the_feeds_of_a_page_are_found(head: str, feeds: list[str]) -> None:
    assert find_feeds(f"<!doctype html><html><head>{head}</head><body><p>Text".encode(), PAGE) == feeds


def test_feeds_are_searched_in_the_head_only() -> None:
    link = f"<link {RSS} href='/f'>".encode()
    assert find_feeds(b"<html>" + b" " * (HEAD_BYTES - 100) + link, PAGE) == ["https://www.a.example/f"]
    assert find_feeds(b"<html>" + b" " * HEAD_BYTES + link, PAGE) == []


def test_feeds_of_a_page_are_bounded() -> None:
    page = "".join(f"<link {RSS} href='/{n}'>" for n in range(5_000))
    assert len(find_feeds(page.encode(), PAGE)) == MAX_FEEDS


@pytest.mark.parametrize(
    "pattern", [b"<", b"<link ", b"<link rel='", b"<div>", b"<!--", b"&", b"\0", b"</p>", b"<a b=c "]
)
def test_hostile_pages_are_searched_in_linear_time(pattern: bytes) -> None:
    page = pattern * (1_000_000 // len(pattern))
    assert find_feeds(page, PAGE) == []
    assert sniff(page, None) in ("unknown", "page")


@pytest.mark.parametrize(
    ("content", "content_type", "kind"),
    [
        (b"<rss version='2.0'>", "text/html", "feed"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><!-- <html> --><feed xmlns='u'>", None, "feed"),
        (b"<rdf:RDF xmlns='u'>", None, "feed"),
        ("<?xml version='1.0' encoding='utf-16'?><rss>".encode("utf-16"), None, "feed"),
        (gzip.compress(b"<rss/>", mtime=0), "application/gzip", "feed"),
        (b'{"items": [], "version" : "https:\\/\\/jsonfeed.org\\/version\\/1"}', "application/json", "feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', None, "feed"),
        (b'{"items": []}', "application/feed+json", "feed"),
        (b'{"items": []}', "application/json", "unknown"),
        (b"<urlset xmlns='u'>", "application/xml", "sitemap"),
        (b"<?xml version='1.0'?>\n<sitemapindex>", None, "sitemap"),
        (gzip.compress(b"<urlset>", mtime=0), None, "sitemap"),
        (b"https://a.example/1\nhttps://a.example/2\n", "text/plain", "sitemap"),
        (b"https://a.example/1 is where\nit was", "text/plain", "unknown"),
        (b"<opml version='1.0'>", "text/x-opml", "opml"),
        (b"<!DOCTYPE html><html lang='en'>", "application/rss+xml", "page"),
        (b"\n <div class='x'><p>Text", None, "page"),
        (b"<x-custom>text", "text/html; charset=utf-8", "page"),
        (b"<x-custom>text", None, "unknown"),
        (b"Plain words", "text/html", "unknown"),
        (b"\x89PNG\r\n", "image/png", "unknown"),
        (b"", None, "unknown"),
    ],
)
def test_what_bytes_are_is_told_by_the_bytes(content: bytes, content_type: str | None, kind: str) -> None:
    assert sniff(content, content_type) == kind
