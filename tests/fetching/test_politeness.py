"""How often a host is asked; the server's own log is the witness."""

import itertools
import threading
from datetime import timedelta

import pytest

from tests.fetching.asking import NOON, QUICK, VirtualTime, fetch, fetch_one, reasons
from tests.fetching.local_web import LocalWeb, Reply, Seen
from transforms.fetching import Failed, Fetched, Manners, Request

STORY = b"A short page of the Cape Lorne Post. " * 10


def _virtual(time: VirtualTime) -> dict[str, object]:
    return {"clock": time.clock, "sleep": time.sleep}


def test_no_host_is_asked_twice_within_its_interval() -> None:
    with LocalWeb() as web:
        urls = [web.put(f"{host}.test", f"/{n}", STORY) for host in "abc" for n in range(4)]
        urls += [web.redirect("a.test", f"/to/{n}", web.url("b.test", f"/{n}")) for n in range(3)]
        outcomes = fetch(web, urls, QUICK._replace(host_interval_secs=0.05))
        assert set(reasons(outcomes).values()) == {"fetched"}
        for host in ("a.test", "b.test", "c.test"):
            assert len(web.gaps(host)) >= 4
            assert min(web.gaps(host)) >= 0.05
            assert web.most_at_once[host] == 1


def test_the_interval_is_a_second_unless_set_otherwise() -> None:
    time = VirtualTime()
    with LocalWeb(time.clock) as web:
        urls = [web.put("a.test", f"/{n}", STORY) for n in range(3)]
        fetch(web, urls, QUICK._replace(host_interval_secs=1.0), **_virtual(time))
        assert web.gaps("a.test") == [1.0, 1.0, 1.0]


def test_the_interval_holds_over_schemes_ports_and_batches() -> None:
    with LocalWeb() as web, LocalWeb() as other:
        manners = Manners()
        settings = QUICK._replace(host_interval_secs=0.05)
        for n in range(3):
            both = [web.put("a.test", f"/{n}", STORY), other.put("a.test", f"/{n}", STORY)]
            fetch(web, both, settings, manners=manners)
        times = sorted(seen.at for seen in web.log + other.log)
        assert len(times) == 8
        assert min(later - earlier for earlier, later in itertools.pairwise(times)) >= 0.05


def test_the_interval_holds_between_batches_that_run_at_once() -> None:
    with LocalWeb() as web:
        manners = Manners()
        settings = QUICK._replace(host_interval_secs=0.03)
        batches = [
            threading.Thread(
                target=fetch,
                args=(web, [web.put("a.test", f"/{batch}/{n}", STORY) for n in range(4)], settings),
                kwargs={"manners": manners},
            )
            for batch in range(3)
        ]
        for batch in batches:
            batch.start()
        for batch in batches:
            batch.join()
        assert len(web.paths("a.test")) == 12
        assert min(web.gaps("a.test")) >= 0.03
        assert web.most_at_once["a.test"] == 1


def test_failures_count_as_questions() -> None:
    with LocalWeb() as web:
        web.put_raw("a.test", "/0", b"")
        urls = [web.url("a.test", f"/{n}") for n in range(3)]
        outcomes = fetch(web, urls, QUICK._replace(host_interval_secs=0.05))
        assert list(reasons(outcomes).values()) == ["connection_failed", "http_404", "http_404"]
        assert len(web.log) == 4
        assert min(web.gaps("a.test")) >= 0.05


@pytest.mark.parametrize(("delay", "waited"), [("7", 7.0), ("0.5", 1.0), ("9999", 30.0)])
def test_crawl_delay_is_respected_up_to_a_bound(delay: str, waited: float) -> None:
    time = VirtualTime()
    with LocalWeb(time.clock) as web:
        web.put("a.test", "/robots.txt", f"User-agent: *\nCrawl-delay: {delay}")
        urls = [web.put("a.test", f"/{n}", STORY) for n in range(3)]
        fetch(web, urls, QUICK._replace(host_interval_secs=1.0), **_virtual(time))
        assert web.gaps("a.test") == [waited] * 3


def test_what_robots_denies_is_not_asked() -> None:
    with LocalWeb() as web:
        web.put("a.test", "/robots.txt", "User-agent: *\nDisallow: /in")
        urls = [web.put("a.test", "/in/1", STORY), web.put("a.test", "/out/1", STORY)]
        urls.append(web.redirect("b.test", "/", urls[0]))
        assert reasons(fetch(web, urls)) == {urls[0]: "robots_denied", urls[1]: "fetched", urls[2]: "robots_denied"}
        assert web.paths("a.test") == ["/out/1"]


@pytest.mark.parametrize(
    ("status", "reason"),
    [(404, "fetched"), (401, "fetched"), (403, "fetched"), (410, "fetched"), (204, "fetched"),
     (500, "robots_unreachable"), (503, "robots_unreachable"), (429, "deferred")],
)  # fmt: skip
def test_a_missing_robots_file_allows_and_a_failing_one_forbids(status: int, reason: str) -> None:
    with LocalWeb() as web:
        web.put("a.test", "/robots.txt", Reply(b"", status))
        urls = [web.put("a.test", f"/{n}", STORY) for n in range(3)]
        assert set(reasons(fetch(web, urls)).values()) == {reason}
        assert [seen.path for seen in web.log].count("/robots.txt") == 1


def test_robots_is_asked_once_a_day_and_failures_sooner() -> None:
    time, manners = VirtualTime(), Manners()
    given = {**_virtual(time), "manners": manners}
    with LocalWeb(time.clock) as web:
        urls = [web.put(host, "/", STORY) for host in ("a.test", "b.test")]
        web.put("b.test", "/robots.txt", Reply(b"", 500))
        asked = []
        for step in (0, 30, 31, 86_400 - 62, 2):
            time.now += step
            web.log.clear()
            fetch(web, urls, **given)
            asked.append(" ".join(sorted(seen.host for seen in web.log if seen.path == "/robots.txt")))
        assert asked == ["a.test b.test", "", "b.test", "b.test", "a.test"]


def test_rules_that_were_read_outlive_a_failure_to_read_them_again() -> None:
    time, manners = VirtualTime(), Manners()
    given = {**_virtual(time), "manners": manners}
    with LocalWeb(time.clock) as web:
        web.put("a.test", "/robots.txt", "User-agent: *\nDisallow: /in")
        urls = [web.put("a.test", "/in", STORY), web.put("a.test", "/out", STORY)]
        fetch(web, urls, **given)
        web.put("a.test", "/robots.txt", Reply(b"", 503))
        time.now += 2 * 86_400
        assert reasons(fetch(web, urls, **given)) == {urls[0]: "robots_denied", urls[1]: "fetched"}


def test_robots_is_found_through_redirects_and_only_so_many() -> None:
    with LocalWeb() as web:
        web.redirect("a.test", "/robots.txt", web.url("b.test", "/rules"), 301)
        web.put("b.test", "/rules", "User-agent: writethru\nDisallow: /in")
        web.redirect("c.test", "/robots.txt", "/robots.txt")
        urls = [web.put("a.test", "/in", STORY), web.put("c.test", "/", STORY)]
        assert reasons(fetch(web, urls)) == {urls[0]: "robots_denied", urls[1]: "fetched"}
        assert [seen.path for seen in web.log if seen.host == "c.test"].count("/robots.txt") == 6


def test_only_the_beginning_of_a_huge_robots_file_is_read() -> None:
    with LocalWeb() as web:
        huge = b"User-agent: *\nDisallow: /in\n" + b"# filler\n" * 400_000 + b"Disallow: /\n"
        web.put("a.test", "/robots.txt", huge)
        urls = [web.put("a.test", "/in", STORY), web.put("a.test", "/out", STORY)]
        assert reasons(fetch(web, urls)) == {urls[0]: "robots_denied", urls[1]: "fetched"}


@pytest.mark.parametrize(
    ("status", "retry_after", "left_alone"),
    [
        (429, "120", 120),
        (429, None, 60),
        (503, "Fri, 17 May 2024 12:02:00 GMT", 120),
        (503, None, None),
        (500, "120", None),
        (429, "99999999", 86_400),
        (429, "0", 1),
    ],
)
def test_429_pauses_its_host_only(status: int, retry_after: str | None, left_alone: int | None) -> None:
    time, manners = VirtualTime(), Manners()
    given = {**_virtual(time), "manners": manners}
    with LocalWeb(time.clock) as web:
        said = [("Retry-After", retry_after)] if retry_after else []
        busy = Request(web.put("a.test", "/busy", Reply(b"", status, headers=said)), priority=1.0)
        rest = [web.put("a.test", "/1", STORY), web.redirect("b.test", "/to", web.url("a.test", "/1"))]
        other = web.put("b.test", "/1", STORY)
        outcomes = {outcome.url: outcome for outcome in fetch(web, [busy, *rest, other], **given)}
        assert reasons([outcomes[busy.url], outcomes[other]]) == {busy.url: f"http_{status}", other: "fetched"}
        if left_alone is None:
            assert reasons([outcomes[url] for url in rest]) == dict.fromkeys(rest, "fetched")
            return
        for url in rest:
            outcome = outcomes[url]
            assert isinstance(outcome, Failed)
            assert (outcome.reason, outcome.retry_after_secs) == ("deferred", left_alone)
        assert web.paths("a.test") == ["/busy"]
        time.now += left_alone - 1
        assert reasons(fetch(web, rest[:1], **given)) == {rest[0]: "deferred"}
        time.now += 1
        assert reasons(fetch(web, rest[:1], **given)) == {rest[0]: "fetched"}


def test_a_dead_host_is_given_up_for_this_batch() -> None:
    with LocalWeb() as web:
        urls = [web.put_raw("a.test", f"/{n}", b"") for n in range(10)]
        other = web.put("b.test", "/", STORY)
        found = reasons(fetch(web, [*urls, other]))
        assert [found[url] for url in urls] == ["connection_failed"] * 3 + ["deferred"] * 7
        assert found[other] == "fetched"
        assert web.paths("a.test") == ["/0", "/1", "/2"]


def test_an_answer_in_between_shows_that_a_host_lives() -> None:
    with LocalWeb() as web:
        urls = [web.put_raw("a.test", f"/{n}", b"") if n % 3 else web.url("a.test", f"/{n}") for n in range(9)]
        found = reasons(fetch(web, urls))
        assert [found[url] for url in urls] == ["http_404", "connection_failed", "connection_failed"] * 3


def test_no_request_starts_after_the_deadline() -> None:
    time = VirtualTime()
    with LocalWeb(time.clock) as web:
        urls = [web.put("a.test", f"/{n}", STORY) for n in range(10)]
        outcomes = fetch(web, urls, QUICK._replace(host_interval_secs=1.0), deadline_secs=3.5, **_virtual(time))
        assert [type(outcome) for outcome in outcomes] == [Fetched] * 3 + [Failed] * 7
        assert {outcome.reason for outcome in outcomes if isinstance(outcome, Failed)} == {"deferred"}
        assert web.paths("a.test") == ["/0", "/1", "/2"]
        assert max(seen.at for seen in web.log) < 1_003.5


def test_a_deadline_that_has_passed_asks_nothing() -> None:
    with LocalWeb() as web:
        urls = [web.put("a.test", "/", STORY), web.put("b.test", "/", STORY)]
        assert reasons(fetch(web, urls, deadline_secs=0.0)) == dict.fromkeys(urls, "deferred")
        assert web.connections == 0


def test_retry_after_on_a_good_answer_is_told_and_does_not_pause() -> None:
    with LocalWeb() as web:
        when = (NOON + timedelta(seconds=90)).strftime("%a, %d %b %Y %H:%M:%S GMT")
        url = web.put("a.test", "/", Reply(STORY, headers=[("Retry-After", when)]))
        outcome = fetch_one(web, url)
        assert isinstance(outcome, Fetched)
        assert outcome.retry_after_secs == 90


def test_a_host_heals_within_a_batch_of_other_hosts() -> None:
    """One host's failures are not another's, even when both stand behind one address."""

    def fail(seen: Seen) -> Reply:
        return Reply(b"", 503, headers=[("Retry-After", "60")])

    with LocalWeb() as web:
        bad = [web.serve("a.test", f"/{n}", fail) for n in range(3)]
        good = [web.put("b.test", f"/{n}", STORY) for n in range(3)]
        found = reasons(fetch(web, [*bad, *good]))
        assert [found[url] for url in bad] == ["http_503", "deferred", "deferred"]
        assert [found[url] for url in good] == ["fetched"] * 3
