import time

import pytest

from transforms.fetching.messages import Trouble
from transforms.fetching.robots import MAX_RULES, Robots, crawl_delay_secs, parse_rules, trouble_with


def _robots(text: str) -> Robots:
    rules, weight = parse_rules(text.encode())
    return Robots(rules, None, 0.0, weight)


def _allows(text: str, path: str) -> bool:
    return trouble_with(_robots(text), f"http://news.example{path}") is None


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /private", "/private/a", False),
        ("User-agent: *\nDisallow: /private", "/public", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: writethru\nDisallow: /only", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: writethru\nDisallow: /only", "/only", False),
        ("User-agent: WriteThru/2.0\nDisallow: /a", "/a", False),
        ("User-agent: otherbot\nUser-agent: writethru\nDisallow: /a", "/a", False),
        ("User-agent: otherbot\nDisallow: /a", "/a", True),
        ("User-agent: write\nDisallow: /a", "/a", True),
        ("User-agent: writethru\nDisallow: /a\nUser-agent: otherbot\nDisallow: /b", "/b", True),
        ("User-agent: writethru\nSitemap: http://news.example/s.xml\nDisallow: /a", "/a", False),
        ("User-agent: writethru\n\n# a note\n\nDisallow: /a # why", "/a", False),
        ("User-agent: writethru\nDisallow: /a\n\nUser-agent: writethru\nDisallow: /b", "/b", False),
        ("\ufeffUser-agent: *\nDisallow: /a", "/a", False),
        ("useragent: *\r\ndisallow: /a\r\n", "/a", False),
        ("Disallow: /a", "/a", True),
        ("<html><body>User-agent of the month</body></html>", "/a", True),
        ("User-agent: *\nDisallow: /caf%C3%A9", "/caf%C3%A9/x", False),
    ],
)
def test_robots_rules_are_obeyed(text: str, path: str, allowed: bool) -> None:
    assert _allows(text, path) is allowed


@pytest.mark.parametrize(
    ("text", "secs"),
    [
        ("", 0.0),
        ("User-agent: *\nCrawl-delay: 7", 7.0),
        ("User-agent: *\nCrawl-delay: 7\nUser-agent: writethru\nCrawl-delay: 2.5", 2.5),
        ("User-agent: otherbot\nCrawl-delay: 7", 0.0),
        ("User-agent: *\nCrawl-delay: soon", 0.0),
        ("User-agent: *\nCrawl-delay: -3", 0.0),
        ("User-agent: *\nCrawl-delay: inf", 0.0),
    ],
)
def test_crawl_delay_is_read(text: str, secs: float) -> None:
    assert crawl_delay_secs(_robots(text)) == secs


def test_no_file_allows_and_an_unknown_one_forbids() -> None:
    assert trouble_with(Robots(None, None, 0.0, 0), "http://news.example/a") is None
    trouble = Trouble("robots_unreachable", "robots.txt answered 503", 503)
    assert trouble_with(Robots(None, trouble, 0.0, 0), "http://news.example/a") == trouble


HOSTILE = {
    "one group of many agents": "\n".join(f"User-agent: bot{n}" for n in range(15_000)) + "\nDisallow: /a" * 15_000,
    "the same agent again and again": "User-agent: writethru\n" * 25_000 + "Disallow: /a",
    "many wildcards a rule": "User-agent: *\n" + ("Disallow: /" + "*a" * 900 + "*b\n") * 280,
    "many rules with wildcards": "User-agent: *\n" + "Disallow: *a*b\n" * 36_000,
    "one endless line": "User-agent: *\nDisallow: /" + "*a" * 250_000,
    "no line at all": " " * 500_000,
    "all controls": "\x0b\x0c\x1c\u2028" * 120_000,
    "many colons": "User-agent" + ":" * 500_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_robots_file_is_read_in_time(name: str) -> None:
    started = time.process_time()
    robots = _robots(HOSTILE[name][: 500 * 1024])
    trouble_with(robots, "http://news.example/" + "a" * 7_900)
    assert time.process_time() - started < 1.0
    assert robots.weight <= MAX_RULES * 2_000
