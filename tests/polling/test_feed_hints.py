"""What feeds say of themselves."""

from datetime import timedelta
from pathlib import Path

import feedparser
import pytest

from transforms.polling.feed_hints import FeedHints, read_feed_hints

HOUR = timedelta(hours=1)
SHARED_FEEDS = Path(__file__).resolve().parents[3] / "shared" / "bench" / "feeds"
SY = "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"


@pytest.mark.parametrize(
    ("channel", "hints"),
    [
        ("", FeedHints()),
        ("<title>Harbour &amp;amp; Quay</title>", FeedHints(title="Harbour & Quay")),
        ("<title><![CDATA[The <b>Harbour</b>\n News]]></title>", FeedHints(title="The Harbour News")),
        ("<image><title>Logo</title></image><title>Harbour</title>", FeedHints(title="Harbour")),
        ("<item><title>Flood</title><ttl>9</ttl></item><ttl>30</ttl>", FeedHints(ttl=HOUR / 2)),
        ("<ttl> 60 </ttl><ttl>5</ttl>", FeedHints(ttl=HOUR)),
        ("<ttl>0</ttl>", FeedHints()),
        ("<ttl>-5</ttl>", FeedHints()),
        ("<ttl>soon</ttl>", FeedHints()),
        ("<ttl>999999999</ttl>", FeedHints()),
        ("<skipHours><hour>3</hour><hour>0</hour><hour>24</hour></skipHours>", FeedHints(skip_hours=(0, 3))),
        ("<skipHours><hour>25</hour><hour>x</hour></skipHours><hour>7</hour>", FeedHints()),
        ("<skipDays><day>Sunday</day><day>saturday</day><day>Funday</day></skipDays>", FeedHints(skip_days=(5, 6))),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", FeedHints(update_every=HOUR)),
        (
            "<sy:updatePeriod>Daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            FeedHints(update_every=6 * HOUR),
        ),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", FeedHints()),
        ("<sy:updatePeriod>often</sy:updatePeriod>", FeedHints()),
    ],
)
def test_a_channel_says_when_to_come_back(channel: str, hints: FeedHints) -> None:
    assert read_feed_hints(f"<rss version='2.0' {SY}><channel>{channel}</channel></rss>".encode()) == hints


@pytest.mark.parametrize(
    ("feed", "title"),
    [
        (
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>Quay</title><entry><title>No</title></entry></feed>",
            "Quay",
        ),
        (
            "<feed xmlns='http://www.w3.org/2005/Atom'><title type='xhtml'>"
            "<div xmlns='http://www.w3.org/1999/xhtml'>Quay <b>News</b></div></title></feed>",
            "News Quay",
        ),
        (
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><channel><title>Quay</title></channel>"
            "<item><title>No</title></item></rdf:RDF>",
            "Quay",
        ),
        ('{"version": "https://jsonfeed.org/version/1.1", "title": "A < B  C"}', "A < B C"),
        ('{"version": "https://jsonfeed.org/version/1.1", "title": 5}', ""),
    ],
)
def test_the_title_of_every_format_is_found(feed: str, title: str) -> None:
    assert read_feed_hints(feed.encode()) == FeedHints(title=title)


def test_a_malformed_feed_is_read_with_a_warning() -> None:
    hints = read_feed_hints(b"<rss><channel><title>Quay & Sons</title><ttl>60</ttl><link>x</channel></rss>")
    assert (hints.title, hints.ttl) == ("Quay & Sons", HOUR)
    assert hints.warning.startswith("malformed but read: line ")


@pytest.mark.parametrize(
    ("content", "warning"),
    [
        (b"", "is not a feed: it is empty"),
        (b"<html><body>Quay</body></html>", "is not a feed"),
        (b"no markup", "is not a feed: line 1: Start tag expected"),
        (b'{"a": ', "is not readable JSON: "),
        pytest.param(b'{"a":' * 200_000, "is not readable JSON: ", id="deep"),
        (b'{"a": 1}', "is JSON but not a JSON Feed"),
    ],
)
def test_what_is_no_feed_says_so(content: bytes, warning: str) -> None:
    hints = read_feed_hints(content)
    assert hints._replace(warning="") == FeedHints()
    assert hints.warning.startswith(warning)


@pytest.mark.parametrize("name", ["wellformed", "illformed", "encoding", "real"])
def test_collected_feeds_are_judged_as_feedparser_judges_them(name: str) -> None:
    if not SHARED_FEEDS.is_dir():
        pytest.skip("the shared feed collection is not there")
    paths = [path for path in sorted((SHARED_FEEDS / name).rglob("*")) if path.is_file()]
    assert paths
    for path in paths:
        content = path.read_bytes()
        assert bool(read_feed_hints(content).warning) == bool(feedparser.parse(content).bozo), path.name
