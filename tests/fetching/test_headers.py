from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.fetching.headers import charset_of, max_age_of, media_type_of, retry_after_of, type_is_accepted
from transforms.fetching.messages import FEED_TYPES, PAGE_TYPES, SITEMAP_TYPES

NOW = datetime(2024, 5, 17, 12, 0, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("value", "secs"),
    [
        (None, None),
        ("", None),
        ("120", 120),
        (" 0 ", 0),
        ("-5", None),
        ("1.5", None),
        ("999999999999", 86_400),
        ("Fri, 17 May 2024 12:05:00 GMT", 300),
        ("Fri, 17 May 2024 14:05:00 +0200", 300),
        ("Friday, 17-May-24 12:01:00 GMT", 60),
        ("Fri May 17 12:02:00 2024", 120),
        ("Fri, 17 May 2024 11:00:00 GMT", 0),
        ("Sat, 01 Jan 2050 00:00:00 GMT", 86_400),
        ("soon", None),
        ("Fri, 99 May 2024 12:00:00 GMT", None),
        ("٣", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, secs: int | None) -> None:
    assert retry_after_of(value, NOW) == secs


@pytest.mark.parametrize(
    ("cache_control", "age", "secs"),
    [
        (None, None, None),
        ("public", None, None),
        ("max-age=300", None, 300),
        ('public, Max-Age="60"', None, 60),
        ("s-maxage=900, max-age=60", None, 60),
        ("s-maxage=900", None, None),
        ("max-age=300", "120", 180),
        ("max-age=300", "900", 0),
        ("max-age=300", "old", 300),
        ("no-cache, max-age=300", None, 0),
        ("no-store", None, 0),
        ('no-cache="set-cookie", max-age=9', None, 0),
        ("max-age=-1", None, None),
        ("max-age=999999999999", None, 366 * 86_400),
    ],
)
def test_max_age_is_what_is_left_of_it(cache_control: str | None, age: str | None, secs: int | None) -> None:
    assert max_age_of(cache_control, age) == secs


@pytest.mark.parametrize(
    ("content_type", "media_type", "charset"),
    [
        (None, "", None),
        ("Text/HTML", "text/html", None),
        ("text/html; charset=UTF-8", "text/html", "utf-8"),
        ("text/html;charset='windows-1252'; q=1", "text/html", "windows-1252"),
        ('application/rss+xml; profile=x; Charset = "ISO-8859-2"', "application/rss+xml", "iso-8859-2"),
        ("text/html; charset=", "text/html", None),
        ("rss; charset=utf-8", "", "utf-8"),
        ("text/html, text/html; charset=utf-8", "text/html", "utf-8"),
    ],
)
def test_content_type_is_taken_apart(content_type: str | None, media_type: str, charset: str | None) -> None:
    assert (media_type_of(content_type), charset_of(content_type)) == (media_type, charset)


@pytest.mark.parametrize(
    ("media_type", "kinds"),
    [
        ("", "feed page sitemap"),
        ("text/html", "feed page sitemap"),
        ("application/xhtml+xml", "feed page sitemap"),
        ("application/rss+xml", "feed sitemap"),
        ("application/atom+xml", "feed sitemap"),
        ("application/feed+json", "feed"),
        ("application/json", "feed"),
        ("application/octet-stream", "feed sitemap"),
        ("application/x-gzip", "feed sitemap"),
        ("application/x-rss+xml", "feed sitemap"),
        ("binary/octet-stream", "feed"),
        ("application/pdf", ""),
        ("image/png", ""),
        ("video/mp4", ""),
    ],
)
def test_what_cannot_be_the_document_is_not_accepted(media_type: str, kinds: str) -> None:
    patterns = {"feed": FEED_TYPES, "page": PAGE_TYPES, "sitemap": SITEMAP_TYPES}
    assert " ".join(kind for kind in patterns if type_is_accepted(media_type, patterns[kind])) == kinds


@given(st.text())
def test_no_header_value_raises(value: str) -> None:
    media_type_of(value)
    charset_of(value)
    max_age_of(value, value)
    retry_after_of(value, NOW)


def test_a_megabyte_of_header_is_read_at_once() -> None:
    for value in ("charset " * 130_000, "max-age = " * 100_000, "no-cache" * 130_000, "1" * 1_000_000):
        assert charset_of(value) is None
        assert max_age_of(value) in (None, 0)
        assert retry_after_of(value, NOW) in (None, 86_400)
