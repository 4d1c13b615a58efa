import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.addresses import article_id_of, believable_canonical, canonical_address, site_host, site_of

PAGE = "news.example/2024/05/bridge-closes-again"


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/2024/05/bridge-closes-again",
        "http://news.example/2024/05/bridge-closes-again/",
        "https://www.news.example/2024/05/bridge-closes-again",
        "https://NEWS.Example:443/2024/05/bridge-closes-again#comments",
        "http://news.example:80//2024/05/bridge-closes-again",
        "https://m.news.example/2024/05/bridge-closes-again",
        "https://mobile.news.example/2024/05/bridge-closes-again?",
        "https://amp.news.example/2024/05/bridge-closes-again",
        "https://news.example/2024/05/bridge-closes-again/amp/",
        "https://news.example/2024/05/bridge-closes-again.amp",
        "https://news.example/amp/2024/05/bridge-closes-again",
        "https://news.example/2024/05/bridge-closes-again?amp=1",
        "https://news.example/2024/05/bridge-closes-again?outputType=amp",
        "https://news.example/2024/05/bridge-closes-again?utm_source=mail&utm_medium=x&fbclid=1",
        "https://news-example.cdn.ampproject.org/c/s/news.example/2024/05/bridge-closes-again",
        "https://www.google.com/amp/s/news.example/2024/05/bridge-closes-again",
        "https://web.archive.org/web/20240502101010/https://news.example/2024/05/bridge-closes-again",
        "http://web.archive.org/web/2024id_/http:/www.news.example/2024/05/bridge-closes-again",
        "  https://news.example/2024/05/bridge%2dcloses-again ",
    ],
)
def test_spellings_of_an_address_fold_into_one(url: str) -> None:
    assert canonical_address(url) == PAGE


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://n.example/a?b=2&a=1", "n.example/a?a=1&b=2"),
        ("https://n.example/story?id=7", "n.example/story?id=7"),
        ("https://n.example:8443/a", "n.example:8443/a"),
        ("https://n.example/what%3Fnot", "n.example/what%3Fnot"),
        ("https://amp.dev/docs", "amp.dev/docs"),
        ("https://en.m.wiki.example/x", "en.wiki.example/x"),
        ("https://n.example/index.html", "n.example"),
        ("https://www.n.example", "n.example"),
        ("ftp://n.example/a", None),
        ("mailto:a@n.example", None),
        ("http://[::1", None),
        ("https://n.example:99999/a", None),
        ("bridge.txt", None),
        ("", None),
    ],
)
def test_canonical_address(url: str, expected: str | None) -> None:
    assert canonical_address(url) == expected


def test_different_articles_stay_different() -> None:
    urls = ["https://n.example/a?id=1", "https://n.example/a?id=2", "https://n.example/A", "https://n.example/a"]
    assert len({canonical_address(url) for url in urls}) == len(urls)


@pytest.mark.parametrize(
    ("url", "link", "expected"),
    [
        ("https://n.example/x/1234", "https://n.example/x/the-new-bridge-opens", "n.example/x/the-new-bridge-opens"),
        ("https://n.example/x/1234", "/x/the-new-bridge-opens", "n.example/x/the-new-bridge-opens"),
        ("https://n.example/x/1234", "https://n.example/", "n.example/x/1234"),
        ("https://n.example/x/1234", "https://n.example/x/", "n.example/x/1234"),
        ("https://n.example/x/1234", "https://other.example/x/1234", "n.example/x/1234"),
        ("https://m.n.example/x/1234", "https://news.n.example/x/1234", "news.n.example/x/1234"),
        ("https://n.example/x/1234", "javascript:void(0)", "n.example/x/1234"),
        ("https://n.example/x/1234", None, "n.example/x/1234"),
        (
            "https://web.archive.org/web/2019/https://n.example/x/1234",
            "https://web.archive.org/web/2019/https://n.example/x/1234?utm_source=a",
            "n.example/x/1234",
        ),
        (None, "https://n.example/x/1234", "n.example/x/1234"),
        (None, "https://n.example/", "seed:bridge.html"),
        (None, None, "seed:bridge.html"),
        ("not an address", None, "seed:bridge.html"),
        ("archive://1987/419", None, "archive://1987/419"),
        ("https://", None, "seed:bridge.html"),
        ("javascript:void(0)", None, "seed:bridge.html"),
    ],
)
def test_article_id(url: str | None, link: str | None, expected: str) -> None:
    assert article_id_of(url, link, "bridge.html") == expected


def test_section_front_is_believed_where_nothing_better_was_given() -> None:
    assert believable_canonical("n.example/news", "n.example/other")
    assert not believable_canonical("n.example/news", "n.example/other/12")


def test_site_is_the_registrable_name() -> None:
    assert [site_of(host) for host in ("a.n.example", "n.example", "a.b.n.co.uk")] == [
        "n.example",
        "n.example",
        "n.co.uk",
    ]
    assert site_host("https://www.n.example/a") == "n.example"
    assert site_host(None) is None


@given(st.text(max_size=60), st.text(max_size=30))
def test_canonical_form_is_stable(path: str, query: str) -> None:
    once = canonical_address(f"https://n.example/{path}?{query}")
    if once is not None:
        assert canonical_address("https://" + once) == once
