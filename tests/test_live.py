"""Live sources, from a site on loopback to the lake, with the commands as a user gives them."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.lake.reader import LakeReader
from pipeline.lake.writer import LakeWriter
from pipeline.live import plan_live
from tests.fetching.local_web import LocalWeb, Reply, Seen
from tests.lakes import check_stories, rows
from tests.live_web import BODY, HOST, OTHER_BODY, Desk, html
from tests.local_world import LocalWorld
from transforms.look import LookOptions, utc_now


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    world = LocalWorld()
    world.put_in_place(monkeypatch)
    with LocalWeb() as web:
        yield Desk(web, tmp_path / "lake", capsys, world)


def changes(desk: Desk) -> list[tuple[str, str]]:
    """Title and change of each record, in order of observation."""
    found = sorted(rows(desk.lake), key=lambda row: (row["observed_at"], row["url"]))
    check_stories(found)
    return [(row["title"], row["change"]) for row in found]


def test_a_feed_with_pages_becomes_records(desk: Desk) -> None:
    ferry = desk.put_article("/2024/ferry", "Ferry stops for repairs")
    trees = desk.put_article("/2024/trees", "Apple trees for Tolvik", OTHER_BODY)
    feed = desk.put_feed(ferry, trees)
    printed = desk.run(feed)
    assert printed.startswith("due 1, fetched 3, unchanged 0, new 2, revisions 0, copies 0, rejects 0, ")
    assert sorted(changes(desk)) == [("Apple trees for Tolvik", "new"), ("Ferry stops for repairs", "new")]
    assert desk.states() == {"/2024/ferry": "page ok", "/2024/trees": "page ok", "/feed.xml": "feed ok"}
    assert sorted(desk.web.paths(HOST)) == ["/2024/ferry", "/2024/trees", "/feed.xml"]


def test_nothing_is_asked_before_it_is_due(desk: Desk) -> None:
    feed = desk.put_feed(desk.put_article("/2024/ferry", "Ferry stops for repairs"))
    desk.run(feed, options=["--min-poll", "1h"])
    asked = len(desk.web.log)
    assert desk.run(feed) == "nothing is due\n"
    assert len(desk.web.log) == asked


def test_an_unchanged_page_is_asked_with_its_validators(desk: Desk) -> None:
    def answer(seen: Seen) -> Reply:
        known = seen.headers.get("if-none-match") == '"a"'
        page = b"" if known else html("Ferry stops for repairs", BODY).encode()
        return Reply(page, 304 if known else 200, headers=[("ETag", '"a"')])

    page = desk.web.serve(HOST, "/2024/ferry", answer)
    desk.run(page, options=["--recheck", "1s,1m,1h"])
    desk.world.wait(1)
    assert "fetched 0, unchanged 1, new 0" in desk.run(page, options=["--recheck", "1s,1m,1h"])
    assert len(changes(desk)) == 1


def test_a_private_address_is_refused_unless_it_is_allowed(desk: Desk) -> None:
    page = desk.put_article("/2024/ferry", "Ferry stops for repairs")
    desk.read("run", page, "--lake", desk.lake)
    assert desk.web.connections == 0
    [reject] = desk.rejects()
    assert (reject["stage"], reject["reason"], reject["key"]) == ("poll", "private_address", page)
    assert reject["next_try_at"] is not None
    # The permission is given each time; what to add is told.
    assert desk.read("replay", desk.lake).splitlines()[1:] == [
        "tried 1 again; 1 rejected still",
        f"1 private; to ask what should be asked, add --allow-private {HOST}",
    ]
    assert desk.web.connections == 0
    assert desk.write("replay", desk.lake).splitlines()[-1] == "tried 1 again; 0 rejected still"
    assert len(rows(desk.lake)) == 1


def test_what_failed_is_listed_and_replay_clears_it(desk: Desk) -> None:
    good = desk.put_article("/2024/trees", "Apple trees for Tolvik", OTHER_BODY)
    bad = desk.web.put(HOST, "/2024/ferry", Reply(b"oops", 500))
    desk.run(desk.put_feed(good, bad), options=["--min-poll", "1h"])
    assert [(reject["reason"], reject["key"]) for reject in desk.rejects()] == [("http_500", bad)]
    assert "http_500" in desk.read("rejects", desk.lake)
    assert desk.write("replay", desk.lake).splitlines()[-1] == "tried 1 again; 1 rejected still"
    desk.put_article("/2024/ferry", "Ferry stops for repairs")
    assert desk.write("replay", desk.lake).splitlines()[-1] == "tried 1 again; 0 rejected still"
    assert desk.rejects() == []
    assert len(changes(desk)) == 2


def test_a_page_without_an_article_is_a_reject_that_is_tried_again(desk: Desk) -> None:
    page = desk.web.put(HOST, "/2024/ferry", "<html><head><title>x</title></head><body></body></html>")
    desk.run(page, options=["--min-poll", "1s"])
    [reject] = desk.rejects()
    assert (reject["stage"], reject["reason"]) == ("extract", "no_text")
    assert desk.states() == {"/2024/ferry": "page failing"}
    desk.put_article("/2024/ferry", "Ferry stops for repairs")
    desk.world.wait(1.6)
    desk.run(page)
    assert desk.rejects() == []
    assert changes(desk) == [("Ferry stops for repairs", "new")]


def test_seed_rejects_are_listed_and_replay_clears_them(desk: Desk, tmp_path: Path) -> None:
    seed = tmp_path / "seeds" / "ferry.txt"
    seed.parent.mkdir()
    seed.write_bytes(b"")
    desk.read("run", seed.parent, "--lake", desk.lake, "--quiet")
    [reject] = desk.rejects()
    assert (reject["key"], reject["next_try_at"]) == ("ferry.txt", None)
    assert desk.read("replay", desk.lake) == "tried 1 again; 1 rejected still\n"
    seed.write_text("Ferry stops for repairs\n\n" + "\n\n".join(BODY), encoding="utf-8")
    assert desk.read("replay", desk.lake) == "tried 1 again; 0 rejected still\n"
    [record] = rows(desk.lake)
    assert record["origin"] == "ferry.txt"
    desk.read("run", seed.parent, "--lake", desk.lake, "--quiet")
    assert len(rows(desk.lake)) == 1


LINE = json.dumps({"url": "https://press.example/2024/ferry", "title": "Ferry stops", "text": " ".join(BODY)}) + "\n"


@pytest.mark.parametrize(
    ("name", "broken", "mended"),
    [
        ("ferry.txt", "", "Ferry stops for repairs\n\n" + "\n\n".join(BODY)),
        # Here the document that was rejected is no more.
        ("ferry.jsonl", LINE + "{oops\n", LINE),
    ],
)
def test_a_seed_that_breaks_again_is_rejected_again(
    name: str, broken: str, mended: str, desk: Desk, tmp_path: Path
) -> None:
    seed = tmp_path / "seeds" / name
    seed.parent.mkdir()

    def run(text: str) -> list[dict[str, Any]]:
        seed.write_text(text, encoding="utf-8")
        desk.read("run", seed.parent, "--lake", desk.lake, "--quiet")
        return desk.rejects()

    first = run(broken)
    assert len(first) == 1
    seed.write_text(mended, encoding="utf-8")
    assert desk.read("replay", desk.lake) == "tried 1 again; 0 rejected still\n"
    for _ in range(2):
        assert [reject["reject_id"] for reject in run(broken)] == [first[0]["reject_id"]]
    assert LakeReader(desk.lake).dataset("rejects").count_rows() == 2


def test_a_host_that_asks_to_wait_is_left_alone(desk: Desk) -> None:
    page = desk.web.put(HOST, "/2024/ferry", Reply(b"", 429, headers=[("Retry-After", "3600")]))
    desk.run(page)
    asked = len(desk.web.log)
    desk.world.wait(1.6)
    assert desk.run(page) == "nothing is due\n"
    assert len(desk.web.log) == asked
    assert [reject["reason"] for reject in desk.rejects()] == ["http_429"]


SITEMAP = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>{}</loc></url></urlset>"
INDEX = (
    "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>{}</loc></sitemap></sitemapindex>"
)
OPML = "<opml version='2.0'><body><outline text='x'><outline type='rss' xmlUrl='{}'/></outline></body></opml>"

INCLUDES = (
    "<opml version='2.0'><body><outline type='include' url='{}'/><outline type='include' url='{}'/></body></opml>"
)


def xml(text: str) -> Reply:
    return Reply(text.encode(), content_type="application/xml")


@pytest.mark.parametrize("kind", ["sitemap", "index", "opml", "including opml", "front page", "opml file"])
def test_sources_name_sources(kind: str, desk: Desk, tmp_path: Path) -> None:
    page = desk.put_article("/2024/ferry", "Ferry stops for repairs")
    feed, sitemap = desk.put_feed(page), desk.web.put(HOST, "/sitemap.xml", xml(SITEMAP.format(page)))
    alternate = f"<link rel='alternate' type='application/rss+xml' href='{feed}'>"
    listed = desk.web.put(HOST, "/list.opml", xml(OPML.format(feed)))
    # It includes itself too.
    included = INCLUDES.format(listed, desk.web.url(HOST, "/lists.opml"))
    (tmp_path / "list.opml").write_text(included, encoding="utf-8")
    source: Any = {
        "sitemap": sitemap,
        "index": desk.web.put(HOST, "/index.xml", xml(INDEX.format(sitemap))),
        "opml": listed,
        "including opml": desk.web.put(HOST, "/lists.opml", xml(included)),
        "front page": desk.web.put(HOST, "/", html("Norrby Post", BODY, alternate)),
        "opml file": tmp_path / "list.opml",
    }[kind]
    desk.run(source)
    assert [(row["url"], row["change"]) for row in rows(desk.lake)] == [(page, "new")]
    assert all(status.endswith(" ok") for status in desk.states().values())


def test_what_max_fetches_leaves_is_fetched_later(desk: Desk) -> None:
    links = [desk.put_article(f"/2024/{n}", f"Ferry report number {n}", [*BODY, f"Report {n}."]) for n in range(3)]
    feed = desk.put_feed(*links)
    desk.run(feed, options=["--max-fetches", "2"])
    assert len(rows(desk.lake)) == 2
    desk.run(feed, options=["--max-fetches", "2"])
    assert len({row["url"] for row in rows(desk.lake)}) == 3
    assert sorted(path for path in desk.web.paths(HOST) if path != "/feed.xml") == ["/2024/0", "/2024/1", "/2024/2"]


def test_an_entry_without_an_address_is_an_article_in_itself(desk: Desk) -> None:
    entry = f"<guid isPermaLink='false'>n1</guid><title>Ferry stops</title><description>{' '.join(BODY)}</description>"
    item = f"<item>{entry}</item>"
    feed = desk.web.put(
        HOST, "/feed.xml", xml(f"<rss version='2.0'><channel><title>Norrby Post</title>{item}</channel></rss>")
    )
    desk.run(feed)
    [record] = rows(desk.lake)
    assert (record["article_id"], record["title"]) == (f"seed:{feed}#n1", "Ferry stops")


def text_feed(*texts: str) -> Reply:
    """A feed whose entries are articles in themselves, numbered in the order given."""
    items = "".join(
        f"<item><guid isPermaLink='false'>n{n}</guid><title>Ferry {n}</title><description>{text}</description></item>"
        for n, text in enumerate(texts)
    )
    return xml(f"<rss version='2.0'><channel><title>Norrby Post</title>{items}</channel></rss>")


def articles_looked_at(lake: Path) -> Counter[str]:
    """How often each entry without an address was looked at, by its name in its feed."""
    names = LakeReader(lake).dataset("visits").to_table(columns=["name"]).column("name").to_pylist()
    return Counter(name.partition("#")[2] for name in names if "#" in name)


def test_an_entry_without_an_address_is_read_again_when_it_has_changed_or_a_day_has_passed(desk: Desk) -> None:
    first, second, third = (f"{text} {' '.join(BODY)}" for text in ("Nine boats wait.", "Ten boats wait.", "All left."))
    noon = (desk.world.now() + timedelta(days=1)).replace(hour=12)
    desk.world.wait(noon - desk.world.now())
    LakeWriter.create(desk.lake)
    seen = []
    for texts, days in [
        ([first], 0),
        ([first, second], 0),
        ([first, second], 0),
        ([third, second], 0),
        ([first, second], 0),
        ([first, second], 1),
    ]:
        feed = desk.web.put(HOST, "/feed.xml", text_feed(*texts))
        desk.world.wait(timedelta(days=days, seconds=61))
        before = articles_looked_at(desk.lake)
        desk.run(feed)
        seen.append(articles_looked_at(desk.lake) - before)
    assert seen == [Counter(names) for names in (["n0"], ["n1"], [], ["n0"], ["n0"], ["n0", "n1"])]
    assert sorted(row["revision"] for row in rows(desk.lake) if row["title"] == "Ferry 0") == [1, 2, 3]


def test_a_feed_of_entries_without_addresses_is_asked_as_often_as_it_brings_some(desk: Desk) -> None:
    for number in range(1, 8):
        feed = desk.web.put(HOST, "/feed.xml", text_feed(*(f"Boat {n} sails. {' '.join(BODY)}" for n in range(number))))
        desk.run(feed)
        desk.world.wait(1.1)
    assert len(rows(desk.lake)) == 7


def test_sources_that_are_no_longer_named_are_left_alone(desk: Desk) -> None:
    first = desk.put_feed(desk.put_article("/2024/ferry", "Ferry stops for repairs"))
    second = desk.put_feed(path="/other.xml")
    desk.run(first, options=["--recheck", "1s,1h"])
    desk.world.wait(1.1)
    asked = len(desk.web.log)
    desk.run(second)
    assert [seen.path for seen in desk.web.log[asked:]] == ["/other.xml"]


def test_a_moving_story_brings_its_pages_forward(desk: Desk) -> None:
    published = (utc_now() - timedelta(hours=2)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    page = desk.put_article("/2024/ferry", "Ferry stops for repairs")
    item = f"<item><title>x</title><link>{page}</link><pubDate>{published}</pubDate></item>"
    feed = desk.web.put(
        HOST, "/feed.xml", xml(f"<rss version='2.0'><channel><title>Post</title>{item}</channel></rss>")
    )
    desk.run(feed)
    later = utc_now() + timedelta(minutes=20)
    lake = LakeWriter(desk.lake)

    def due(now: datetime) -> list[str]:
        plan = plan_live(lake, [feed], now, LookOptions())
        return [memory.state.url for memory in plan.due if memory.state.kind == "page"]

    # By its ladder alone it is looked at again when it is three hours old.
    assert due(later) == []
    edited = " ".join([BODY[0], BODY[1].replace("three", "nine"), BODY[2]])
    moment = utc_now().isoformat()
    seed = {"url": page, "title": "Ferry stops for repairs", "text": edited, "observed": moment}
    (desk.lake.parent / "seed.jsonl").write_text(json.dumps(seed), encoding="utf-8")
    desk.read("run", desk.lake.parent / "seed.jsonl", "--lake", desk.lake, "--quiet")
    assert [row["story_version"] for row in rows(desk.lake)] in ([1, 2], [2, 1])
    assert due(later) == [page]


def test_once_due_visits_what_is_due_and_ends(desk: Desk) -> None:
    feed = desk.put_feed(desk.put_article("/2024/ferry", "Ferry stops for repairs"))
    printed = desk.write("watch", feed, "--lake", desk.lake, "--once-due", "--min-poll", "1h")
    assert printed.startswith("due 1, fetched 2, unchanged 0, new 1, ")
    # Without sources it is all that the lake knows.
    assert desk.write("watch", "--lake", desk.lake, "--once-due") == "nothing is due\n"
    desk.world.wait(timedelta(hours=1))
    assert desk.write("watch", "--lake", desk.lake, "--once-due").startswith("due 2, fetched 2, unchanged 1, new 0, ")
    assert desk.web.paths(HOST) == ["/feed.xml", "/2024/ferry"] * 2
