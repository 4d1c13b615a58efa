"""Sitemaps."""

import gzip
from datetime import datetime, timezone

import pytest

from transforms.polling.sitemaps import MAX_ITEMS, Sitemap, SitemapItem, read_sitemap
from transforms.reading.bounded import Refusal

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def read(content: bytes) -> Sitemap:
    found = read_sitemap(content)
    assert not isinstance(found, Refusal)
    return found


def urlset(inner: str) -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="{SITEMAP}" xmlns:news="{NEWS}" xmlns:image="i">'
    return f"{head}{inner}</urlset>".encode()


def test_a_news_sitemap_is_read() -> None:
    item = """
      <url>
        <loc> https://a.example/quay-flood?a=1&amp;b=2 </loc>
        <image:image><image:loc>https://a.example/quay.jpg</image:loc><image:title>Quay</image:title></image:image>
        <news:news>
          <news:publication><news:name>The Harbour News</news:name><news:language>en</news:language></news:publication>
          <news:publication_date>2026-03-05T12:30:00+01:00</news:publication_date>
          <news:title>Quay floods &amp; closes</news:title>
        </news:news>
        <lastmod>2026-03-05</lastmod>
      </url>"""
    assert read(urlset(item)) == Sitemap(
        "urlset",
        [
            SitemapItem(
                "https://a.example/quay-flood?a=1&b=2",
                datetime(2026, 3, 5, tzinfo=timezone.utc),
                "Quay floods & closes",
                datetime(2026, 3, 5, 11, 30, tzinfo=timezone.utc),
                "The Harbour News",
                "en",
            )
        ],
        "",
    )


def test_an_index_is_read() -> None:
    xml = (
        f"<sitemapindex xmlns='{SITEMAP}'><sitemap><loc>https://a.example/1.xml.gz</loc></sitemap>"
        "<sitemap><loc>https://a.example/2.xml</loc><lastmod>2026-03-05T12:00:00Z</lastmod></sitemap></sitemapindex>"
    )
    assert read(xml.encode()) == Sitemap(
        "index",
        [
            SitemapItem("https://a.example/1.xml.gz"),
            SitemapItem("https://a.example/2.xml", datetime(2026, 3, 5, 12, tzinfo=timezone.utc)),
        ],
        "",
    )


@pytest.mark.parametrize(
    "xml",
    [
        b"<urlset><url><loc>https://a.example/1</loc></url></urlset>",
        b"<x:urlset xmlns:x='u'><x:url><x:loc>https://a.example/1</x:loc></x:url></x:urlset>",
        b"\xef\xbb\xbf\n<urlset><url><lastmod>soon</lastmod><loc><![CDATA[https://a.example/1]]></loc></url></urlset>",
        "<?xml version='1.0' encoding='utf-16'?><urlset><url><loc>https://a.example/1</loc></url></urlset>".encode(
            "utf-16"
        ),
        b"<urlset><url/><url><loc>ftp://a.example/</loc></url><url><loc>/2</loc></url>"
        b"<url><loc>https://a.example/1</loc><loc>https://a.example/2</loc></url></urlset>",
        b"https://a.example/1\n",
        b"\xef\xbb\xbf\r\n  https://a.example/1  \r\n\r\n",
    ],
)
def test_sitemaps_of_all_kinds_are_read(xml: bytes) -> None:
    assert read(xml) == read(gzip.compress(xml)) == Sitemap("urlset", [SitemapItem("https://a.example/1")], "")


def test_a_broken_sitemap_is_read_as_far_as_it_goes() -> None:
    found = read(b"<urlset><url><loc>https://a.example/?a=1&b=2</loc></url><url><loc>https://a.ex")
    assert found.items == [SitemapItem("https://a.example/?a=1&b=2")]
    assert found.warning.startswith("malformed but read: line 1: Premature end")


def test_lines_that_are_no_addresses_are_counted() -> None:
    found = read(b"https://a.example/1\nhttps://a.example/2 3\nnothing\nhttps://a.example/4")
    assert [item.url for item in found.items] == ["https://a.example/1", "https://a.example/4"]
    assert found.warning == "2 lines are no addresses"


@pytest.mark.parametrize(
    ("content", "reason", "detail"),
    [
        (b"", "bad_sitemap", "is empty"),
        (b"Hello\nhttps://a.example/", "bad_sitemap", "is neither XML nor a list of addresses"),
        (b"<html><body>No such page</body></html>", "bad_sitemap", "is not a sitemap"),
        (b"<rss><channel/></rss>", "bad_sitemap", "is not a sitemap"),
        (b"\x1f\x8bnonsense", "bad_gzip", "the gzip data is broken"),
    ],
)
def test_what_is_no_sitemap_is_refused(content: bytes, reason: str, detail: str) -> None:
    found = read_sitemap(content)
    assert isinstance(found, Refusal)
    assert found.reason == reason
    assert found.detail.startswith(detail)


def test_a_sitemap_that_decompresses_to_too_much_is_refused() -> None:
    assert read_sitemap(gzip.compress(bytes(53_000_000), 1)) == Refusal("too_large", "has more than 52,428,800 bytes")


def test_a_sitemap_is_bounded() -> None:
    xml = b"<urlset>" + b"<url><loc>https://a.example/1</loc></url>" * 60_000
    lines = b"https://a.example/1\n" * 60_000
    for content in (xml, lines):
        found = read(content)
        assert (len(found.items), found.warning) == (MAX_ITEMS, "only its first 50,000 addresses were read")


def test_an_address_is_bounded() -> None:
    long = "https://a.example/" + "x" * 2_031
    assert [item.url for item in read(urlset(f"<url><loc>{long}</loc></url>")).items] == []
    assert [item.url for item in read(urlset(f"<url><loc>{long[:-1]}</loc></url>")).items] == [long[:-1]]
