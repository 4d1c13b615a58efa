"""Reading seed files: which documents there are, when each was seen, and what a page holds."""

import gzip
import json
import os
import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, NamedTuple

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.utils.timestamp import Timestamp
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.elements import Entry, Page, Reject
from transforms.read import ReadLimits, ReadPages, SourceError, list_entries, read_page
from transforms.reading import listing, sources

GOLDEN = Path(__file__).parent / "data" / "read"
NOW = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)
FILE_TIME = 1_577_836_800  # 2020-01-01 00:00:00 UTC
SMALL = ReadLimits(
    max_document_bytes=2_000, max_feed_bytes=2_000, max_json_bytes=300_000, max_container_bytes=1_000_000
)


def write(path: Path, content: str | bytes) -> Path:
    """Write a file with a fixed file time, its directories too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = content.encode() if isinstance(content, str) else content
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    os.utime(path, (FILE_TIME, FILE_TIME))
    return path


def listed(tmp_path: Path, *sources: Path | str, **options: Any) -> list[Entry | Reject]:
    options = {"now": NOW, **options}
    return list(list_entries([str(source) for source in sources], tmp_path / "spool", **options))


def read(tmp_path: Path, *sources: Path | str, **options: Any) -> list[Page | Reject]:
    """List the sources and read every entry."""
    limits = options.get("limits", ReadLimits())
    found = listed(tmp_path, *sources, **options)
    return [read_page(one, limits) if isinstance(one, Entry) else one for one in found]


def reasons(found: list[Any]) -> list[str]:
    """What became of each: the reason of a reject, else the class."""
    return [one.reason if isinstance(one, Reject) else type(one).__name__ for one in found]


def seed(number: int = 1, **fields: Any) -> dict[str, Any]:
    return {"url": f"https://a.example/{number}", "text": f"The quay floods, day {number}.", **fields}


def jsonl(*values: Any) -> str:
    return "".join((value if isinstance(value, str) else json.dumps(value)) + "\n" for value in values)


# --- which files


def test_a_directory_is_walked_in_order_of_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.html", "a/b/c.txt.gz", "a.txt", ".hidden.txt", ".git/x.txt", "notes.md", "A.HTML"):
        write(tmp_path / "seeds" / name, "Title\n\nText.")
    tally: Counter[str] = Counter()
    found = listed(tmp_path, tmp_path / "seeds", tally=tally)
    assert [one.name for one in found if isinstance(one, Entry)] == [
        "A.HTML",
        "a.txt",
        "a/b/c.txt.gz",
        "a/z.html",
        "b.txt",
    ]
    assert tally == {"hidden": 2, "other_kind": 1}


def test_names_are_below_the_source_as_it_was_given(tmp_path: Path) -> None:
    write(tmp_path / "seeds" / "raids" / "01.txt", "Title\n\nText.")
    tops = (
        (tmp_path, "seeds/raids/01.txt"),
        (tmp_path / "seeds", "raids/01.txt"),
        (f"{tmp_path}/seeds/", "raids/01.txt"),
        (tmp_path / "seeds" / "raids" / "01.txt", "01.txt"),
        (f"{tmp_path}/seeds/*/*.txt", "raids/01.txt"),
        (f"{tmp_path}/se*", "seeds/raids/01.txt"),
        (f"{tmp_path}/seeds/**/*.txt", "raids/01.txt"),
    )
    names = [[one.name for one in listed(tmp_path, top) if isinstance(one, Entry)] for top, _ in tops]
    assert names == [[name] for _, name in tops]


def test_names_are_in_composed_unicode(tmp_path: Path) -> None:
    write(tmp_path / "seeds" / "cafe\u0301.txt", "Title\n\nText.")
    (found,) = listed(tmp_path, tmp_path / "seeds")
    assert isinstance(found, Entry)
    assert found.name == "caf\u00e9.txt"


@given(order=st.permutations(["a.txt", "b.txt", "c", "d.txt", "e.html"]))
@settings(max_examples=20)
def test_the_order_of_a_directory_listing_does_not_matter(
    order: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    top = tmp_path_factory.mktemp("order")
    for name in ("a.txt", "b.txt", "c/1.txt", "c/2.txt", "d.txt", "e.html"):
        write(top / "seeds" / name, f"Title of {name}\n\nText.")
    expected = listed(top, top / "seeds")
    scandir = os.scandir

    class Shuffled:
        def __init__(self, path: str) -> None:
            with scandir(path) as children:
                self._children = sorted(
                    children, key=lambda child: order.index(child.name) if child.name in order else 0
                )

        def __enter__(self) -> Iterator[os.DirEntry[str]]:
            return iter(self._children)

        def __exit__(self, *_: object) -> None:
            pass

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources.os, "scandir", Shuffled)
        assert listed(top, top / "seeds") == expected


def test_a_deep_tree_is_walked_without_recursion(tmp_path: Path) -> None:
    depth = 1_200
    here = tmp_path / "seeds"
    here.mkdir()
    start = Path.cwd()
    os.chdir(here)
    try:
        for _ in range(depth):
            os.mkdir("d")
            os.chdir("d")
        write(Path("leaf.txt"), "Title\n\nText.")
        (found,) = listed(tmp_path, here)
        assert isinstance(found, Entry)
        assert found.name == "d/" * depth + "leaf.txt"
    finally:
        # What removes a test's folder is recursive, so the tree must not outlive the test.
        Path("leaf.txt").unlink(missing_ok=True)
        while Path.cwd() != here:
            os.chdir("..")
            os.rmdir("d")
        os.chdir(start)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("missing", "no such file or directory"),
        ("missing.txt", "no such file or directory"),
        ("*.nothing", "matches no document"),
        ("nowhere/*.txt", "matches no document"),
        ("empty", "holds no document to read"),
        ("others", "holds no document to read"),
        ("others/notes.md", "cannot tell from its name"),
        ("others/crawl.warc.gz", "cannot tell from its name"),
        ("dangling.txt", "cannot be read: No such file"),
        ("pipe.txt", "is not a regular file"),
    ],
)
def test_a_source_that_names_nothing_readable_is_an_error(tmp_path: Path, source: str, told: str) -> None:
    (tmp_path / "empty").mkdir()
    write(tmp_path / "others" / "notes.md", "Notes")
    write(tmp_path / "others" / "crawl.warc.gz", "WARC/1.0")
    (tmp_path / "dangling.txt").symlink_to("gone.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(SourceError, match=told) as raised:
        list_entries([f"{tmp_path}/{source}"], tmp_path / "spool")
    assert f"{tmp_path}/{source}" in str(raised.value)


@pytest.mark.parametrize("address", ["https://a.example/feed", "HTTP://a.example"])
def test_an_address_is_no_file(tmp_path: Path, address: str) -> None:
    with pytest.raises(SourceError, match="is a live source, no file"):
        list_entries([address], tmp_path)


def test_no_source_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no source given"):
        list_entries([], tmp_path)


def test_two_files_with_one_name_are_an_error_that_names_both(tmp_path: Path) -> None:
    one, other = (write(tmp_path / top / "01.txt", f"Title {top}\n\nText.") for top in ("a", "b"))
    with pytest.raises(SourceError) as raised:
        list_entries([str(one), str(other)], tmp_path / "spool")
    assert str(one) in str(raised.value)
    assert str(other) in str(raised.value)
    assert "name the directory that holds both" in str(raised.value)


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path / "seeds" / "01.txt", "Title\n\nText.")
    tally: Counter[str] = Counter()
    found = listed(tmp_path, tmp_path / "seeds", path, f"{tmp_path}/seeds/*.txt", tally=tally)
    assert [one.name for one in found if isinstance(one, Entry)] == ["01.txt"]
    assert tally == {"named_twice": 2}


def test_what_cannot_be_read_in_a_directory_is_rejected_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = tmp_path / "seeds"
    write(top / "good.txt", "Title\n\nText.")
    write(top / "locked.txt", "Title\n\nText.")
    write(top / "locked.jsonl", jsonl(seed()))
    write(top / "locked" / "inner.txt", "Title\n\nText.")
    (top / "dangling.html").symlink_to("gone.html")
    os.mkfifo(top / "pipe.xml")
    # Permissions do not stop a test that runs as root.
    opened, scanned = open, os.scandir

    def refuse_locked(path: Any, *rest: Any, **options: Any) -> Any:
        if "locked." in str(path):
            raise PermissionError(13, "Permission denied")
        return opened(path, *rest, **options)

    def refuse_directory(path: Any) -> Any:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return scanned(path)

    monkeypatch.setattr("builtins.open", refuse_locked)
    monkeypatch.setattr(sources.os, "scandir", refuse_directory)
    found = {getattr(one, "name", None) or one.key: one for one in listed(tmp_path, top)}
    assert isinstance(found.pop("good.txt"), Entry)
    assert {name: (one.reason, one.detail) for name, one in found.items()} == {
        "dangling.html": ("unreadable", "cannot be read: No such file or directory"),
        "locked": ("unreadable", "cannot be read: Permission denied"),
        "locked.jsonl": ("unreadable", "cannot be read: Permission denied"),
        "locked.txt": ("unreadable", "cannot be read: Permission denied"),
        "pipe.xml": ("unreadable", "is not a regular file"),
    }


@pytest.mark.skipif(os.name != "posix", reason="file names are bytes on POSIX systems only")
def test_a_file_name_that_is_no_text_is_rejected(tmp_path: Path) -> None:
    top = tmp_path / "seeds"
    write(top / "good.txt", "Title\n\nText.")
    with open(os.fsencode(top) + b"/bad\xff.txt", "wb") as stream:
        stream.write(b"Title")
    found = listed(tmp_path, top)
    assert reasons(found) == ["bad_name", "Entry"]
    assert isinstance(found[0], Reject)
    assert found[0].key == "bad\ufffd.txt"


def test_a_file_that_vanishes_after_listing_is_rejected(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "Title\n\nText.")
    (entry,) = listed(tmp_path, path)
    assert isinstance(entry, Entry)
    path.unlink()
    page = read_page(entry)
    assert isinstance(page, Reject)
    assert (page.stage, page.key, page.reason) == ("read", "a.txt", "unreadable")


# --- when a document was seen


class Seen(NamedTuple):
    name: str
    content: str
    at: str


@pytest.mark.parametrize(
    "case",
    [
        Seen("a.txt", "Title\n\nText.", "2020-01-01T00:00:00"),
        Seen("a.txt", "Title\nPublished: 2019-06-21 18:40 UTC\n\nText.", "2019-06-21T18:40:00"),
        Seen("a.txt", "Title\nUpdated: 2019-06-22\nJune 21, 2019 7:18 PM\n\nText.", "2019-06-21T19:18:00"),
        Seen("a.txt.gz", "Title\n\nPosted 21 June 2019\n\nText.", "2019-06-21T00:00:00"),
        Seen("a.txt", "Title\n\nThe raid was set for June 23, 2019.", "2020-01-01T00:00:00"),
        Seen(
            "a.html",
            '<meta property="article:published_time" content="2019-06-21T18:40:00-04:00">',
            "2019-06-21T22:40:00",
        ),
        Seen("a.html.gz", '<time datetime="2019-06-21">June</time>', "2019-06-21T00:00:00"),
        Seen("a.html", '<meta property="article:published_time" content="soon">', "2020-01-01T00:00:00"),
        Seen("a.jsonl", jsonl(seed(observed="2019-06-22T01:00:00Z", published="2019-06-21")), "2019-06-22T01:00:00"),
        Seen("a.jsonl", jsonl(seed(published="2019-06-21T18:40:00.123456+02:00")), "2019-06-21T16:40:00.123456"),
        Seen("a.jsonl", jsonl(seed(observed="at dawn", published="2019-06-21")), "2019-06-21T00:00:00"),
        Seen("a.jsonl", jsonl(seed(observed=1561142400)), "2019-06-21T18:40:00"),
        Seen("a.jsonl", jsonl(seed(observed="", published=None)), "2020-01-01T00:00:00"),
        Seen("a.json", json.dumps(seed(published="2019-06-21")), "2019-06-21T00:00:00"),
    ],
)
def test_observed_at_is_what_the_document_says_else_the_file_time(tmp_path: Path, case: Seen) -> None:
    (found,) = listed(tmp_path, write(tmp_path / case.name, case.content))
    assert isinstance(found, Entry)
    assert found.observed_at == Timestamp.from_utc_datetime(datetime.fromisoformat(f"{case.at}+00:00"))


@pytest.mark.parametrize(
    ("name", "stated", "believed"),
    [
        ("a.html", "1989-12-31", False),
        ("a.html", "1990-01-01", True),
        ("a.html", "2026-03-03", True),
        ("a.html", "2026-03-04", False),
        ("a.jsonl", "1987-04-08", True),
        ("a.jsonl", "1970-01-01", False),
        ("a.jsonl", "1899-12-31", False),
        ("a.jsonl", "2026-03-04", False),
        ("a.jsonl", "9999-12-31", False),
    ],
)
def test_dates_that_cannot_be_are_not_believed(tmp_path: Path, name: str, stated: str, believed: bool) -> None:
    content = f'<time datetime="{stated}">' if name == "a.html" else jsonl(seed(published=stated))
    (found,) = listed(tmp_path, write(tmp_path / name, content))
    assert isinstance(found, Entry)
    assert (found.observed_at != Timestamp(FILE_TIME)) is believed


def test_html_dates_beyond_the_head_are_not_searched(tmp_path: Path) -> None:
    meta = '<meta property="article:published_time" content="2019-06-21">'
    pages = [write(tmp_path / f"{gap}.html", " " * gap + meta) for gap in (399_900, 400_000)]
    times = [one.observed_at for one in listed(tmp_path, *pages) if isinstance(one, Entry)]
    assert times == [Timestamp(1_561_075_200), Timestamp(FILE_TIME)]


# --- identity of a visit


def test_a_visit_is_the_same_wherever_the_files_are(tmp_path: Path) -> None:
    ids = []
    for top in ("one", "two"):
        write(tmp_path / top / "a.txt", "Title\n\nText.")
        write(tmp_path / top / "b.jsonl.gz", jsonl(seed(1), seed(2)))
        ids.append([one.visit_id for one in listed(tmp_path, tmp_path / top) if isinstance(one, Entry)])
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 3
    assert all(len(visit) == 32 for visit in ids[0])


def test_a_visit_changes_with_name_time_position_and_bytes(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", jsonl(seed(1), seed(1)))
    first, second = (one.visit_id for one in listed(tmp_path, path) if isinstance(one, Entry))
    os.utime(path, (FILE_TIME + 1, FILE_TIME))
    os.utime(path, (FILE_TIME, FILE_TIME + 1))
    later, _ = (one.visit_id for one in listed(tmp_path, path) if isinstance(one, Entry))
    renamed, _ = (one.visit_id for one in listed(tmp_path, path.rename(tmp_path / "b.jsonl")) if isinstance(one, Entry))
    edited = write(tmp_path / "a.jsonl", jsonl(seed(1, title="New"), seed(1)))
    changed, same = (one.visit_id for one in listed(tmp_path, edited) if isinstance(one, Entry))
    assert len({first, second, later, renamed, changed}) == 5
    assert same == second


# --- containers


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_each_line_of_a_jsonl_file_is_a_document(tmp_path: Path, name: str) -> None:
    content = "\ufeff" + jsonl(seed(1, title="Één"), "", seed(2), '{"url": ', "\r", seed(3), seed(4)).rstrip("\n")
    found = read(tmp_path, write(tmp_path / name, content))
    assert reasons(found) == ["Page", "Page", "bad_json", "Page", "Page"]
    assert [one.entry.position if isinstance(one, Page) else one.position for one in found] == [0, 2, 3, 5, 6]
    assert [one.url for one in found if isinstance(one, Page)] == [f"https://a.example/{n}" for n in (1, 2, 3, 4)]


BROKEN_LINES = [b"", b"null", b"[]", b'{"url": "x"}', b'{"text": "No address."}', b"[" * 5_000]


def is_one_broken_line(raw: bytes) -> bool:
    """Whether random bytes stay one line, and do not make the whole file look like UTF-16."""
    return b"\n" not in raw and not raw.startswith((b"\xff\xfe", b"\xfe\xff"))


@given(
    lines=st.lists(
        st.one_of(
            st.integers(1, 99),
            st.binary(min_size=1, max_size=40).filter(is_one_broken_line),
            st.sampled_from(BROKEN_LINES),
        ),
        min_size=1,
        max_size=30,
    ),
    compressed=st.booleans(),
)
@settings(max_examples=60)
def test_broken_lines_cost_only_themselves(
    lines: list[int | bytes], compressed: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    top = tmp_path_factory.mktemp("lines")
    raw = b"\n".join(json.dumps(seed(line)).encode() if isinstance(line, int) else line for line in lines)
    path = write(top / ("a.jsonl.gz" if compressed else "a.jsonl"), raw)
    found = read(top, path)
    good = {one.entry.position: one.url for one in found if isinstance(one, Page)}
    broken = [one.position for one in found if isinstance(one, Reject) and one.reason != "empty"]
    assert good == {at: f"https://a.example/{line}" for at, line in enumerate(lines) if isinstance(line, int)}
    assert broken == [at for at, line in enumerate(lines) if isinstance(line, bytes) and line.strip()]


def test_a_line_that_is_too_long_costs_only_itself(tmp_path: Path) -> None:
    content = jsonl(seed(1), seed(2, text="x" * 5_000_000), seed(3))
    found = read(tmp_path, write(tmp_path / "a.jsonl", content), limits=ReadLimits(max_document_bytes=10_000))
    assert reasons(found) == ["Page", "too_large", "Page"]
    assert isinstance(found[1], Reject)
    assert found[1].detail == "line 2 is longer; at most 10,000 bytes are read"


def test_a_file_that_is_no_jsonl_is_given_up(tmp_path: Path) -> None:
    lines = ["no"] * listing.MAX_BROKEN_FROM_START
    given_up = listed(tmp_path, write(tmp_path / "a.jsonl", jsonl(*lines, seed(1))))
    assert reasons(given_up) == ["bad_json"] * 1_000 + ["no_seeds"]
    read_on = listed(tmp_path, write(tmp_path / "b.jsonl", jsonl(seed(1), *lines, seed(2))))
    assert reasons(read_on) == ["Entry", *["bad_json"] * 1_000, "Entry"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.jsonl", "", "empty"),
        ("a.jsonl", "\n \n", "empty"),
        ("a.jsonl.gz", "", "empty"),
        ("a.jsonl", jsonl(seed()).encode("utf-16"), "bad_encoding"),
        ("a.json", "", "empty"),
        ("a.json", "[]", "empty"),
        ("a.json", "{", "bad_json"),
        ("a.json", "[" * 200_000, "bad_json"),
        ("a.json", "1" * 10_000, "bad_json"),
        ("a.json", "3", "not_an_object"),
        ("a.json", json.dumps(seed(text="x" * 3_000)), "too_large"),
        ("a.json", " " * 300_001, "too_large"),
        ("a.json", '{"version": "https://jsonfeed.org/version/1", "items": 3}', "bad_feed"),
        ("a.json", '{"version": "https://jsonfeed.org/version/1", "items": []}', "no_entries"),
        ("a.rss", "", "empty"),
        ("a.rss", "<p>Not a feed.</p>", "bad_feed"),
        ("a.rss", " " * 3_000, "too_large"),
        ("a.atom", '<feed xmlns="http://www.w3.org/2005/Atom"></feed>', "no_entries"),
        ("a.xml", "<catalogue><book/></catalogue>", "unknown_xml"),
        ("a.xml", b"\x00\x01\x02", "unknown_xml"),
        ("a.html", "", "empty"),
        ("a.html.gz", " \n", "empty"),
        ("a.html", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not_text"),
        ("a.txt", random.Random(1).randbytes(1_500), "not_text"),
        ("a.txt", bytes(1_000), "not_text"),
        ("a.txt", "", "empty"),
        ("a.html", "x" * 2_001, "too_large"),
        ("a.html.gz", "x" * 2_001, "too_large"),
    ],
)
def test_what_holds_no_document_is_one_reject(tmp_path: Path, name: str, content: str | bytes, reason: str) -> None:
    assert reasons(read(tmp_path, write(tmp_path / name, content), limits=SMALL)) == [reason]


@pytest.mark.parametrize("name", ["a.txt.gz", "a.html.gz", "a.json.gz", "a.rss.gz"])
@pytest.mark.parametrize("spoil", ["cut", "not gzip", "flipped"])
def test_broken_gzip_is_rejected(tmp_path: Path, name: str, spoil: str) -> None:
    raw = gzip.compress(random.Random(2).randbytes(500).hex().encode())
    spoilt = {"cut": raw[:-100], "not gzip": b"plain text", "flipped": raw[:60] + b"\xff" * 40 + raw[100:]}[spoil]
    path = tmp_path / name
    path.write_bytes(spoilt)
    assert reasons(read(tmp_path, path)) == ["bad_gzip"]


def test_a_truncated_container_gives_what_was_whole(tmp_path: Path) -> None:
    lines = jsonl(*(seed(number, title=random.Random(number).randbytes(100).hex()) for number in range(100)))
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(lines.encode())[:-2_000])
    found = read(tmp_path, path)
    assert reasons(found) == ["Page"] * (len(found) - 1) + ["bad_gzip"]
    assert 50 < len(found) < 100


@pytest.mark.parametrize("name", ["a.txt.gz", "a.html.gz", "a.json.gz", "a.xml.gz", "a.jsonl.gz"])
def test_a_gzip_bomb_is_refused_early(tmp_path: Path, name: str) -> None:
    million = gzip.compress(bytes(1_000_000))
    path = tmp_path / name
    # Members of a gzip file follow each other: 1 GB of zeros in a megabyte.
    path.write_bytes(million * 1_000)
    expected = "gzip_bomb" if name == "a.jsonl.gz" else "too_large"
    assert reasons(read(tmp_path, path)) == [expected]
    written = sum(spooled.stat().st_size for spooled in (tmp_path / "spool").glob("*"))
    assert written <= 11_000_000


def test_a_container_that_becomes_too_large_is_refused(tmp_path: Path) -> None:
    texts = (random.Random(number).randbytes(500).hex() for number in range(2_000))
    path = write(tmp_path / "a.jsonl.gz", jsonl(*(seed(number, text=text) for number, text in enumerate(texts))))
    found = reasons(listed(tmp_path, path, limits=SMALL))
    assert found[-1] == "too_large"
    assert 300 < found.count("Entry") < 1_000


def test_a_page_of_fifty_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    with open(path, "wb") as sparse:
        sparse.truncate(50_000_000)
    (found,) = listed(tmp_path, path)
    assert isinstance(found, Reject)
    assert (found.reason, found.detail) == ("too_large", "has 50,000,000 bytes; at most 10,000,000 bytes are read")


def test_an_array_of_seeds_is_read_like_lines(tmp_path: Path) -> None:
    found = read(tmp_path, write(tmp_path / "a.json.gz", json.dumps([seed(1), {"url": "x"}, seed(3)])))
    assert reasons(found) == ["Page", "no_text", "Page"]
    assert [one.entry.position for one in found if isinstance(one, Page)] == [0, 2]
    assert found[1].key == "a.json.gz"  # type: ignore[union-attr]


# --- pages


def test_a_text_has_its_title_on_the_first_line(tmp_path: Path) -> None:
    content = "\n\n  Bridge  closes \r\n\r\n    1. Ana says so\r\n  Second line\r\rLast\n\n"
    (page,) = read(tmp_path, write(tmp_path / "a.txt", content))
    assert isinstance(page, Page)
    assert (page.title, page.text) == ("Bridge closes", "    1. Ana says so\n  Second line\n\nLast")
    assert page[1:] == Page(page.entry, None, None, page.text, page.title, None, None, None, (), None, None)[1:]


def test_a_text_of_one_line_is_a_title(tmp_path: Path) -> None:
    (page,) = read(tmp_path, write(tmp_path / "a.txt", "Bridge closes"))
    assert isinstance(page, Page)
    assert (page.title, page.text) == ("Bridge closes", "")


def test_a_long_first_line_is_no_title(tmp_path: Path) -> None:
    pages = read(tmp_path, *(write(tmp_path / f"{n}.txt", "a" * n + "\nText.") for n in (500, 501)))
    assert [(page.title, page.text) for page in pages if isinstance(page, Page)] == [
        ("a" * 500, "Text."),
        (None, "a" * 501 + "\nText."),
    ]


def test_a_text_tells_its_times(tmp_path: Path) -> None:
    content = "Title\nPublished: 2019-06-21 18:40 UTC\nUpdated: 2019-06-22 09:00 UTC\n\nText."
    (page,) = read(tmp_path, write(tmp_path / "a.txt", content))
    assert isinstance(page, Page)
    assert page.published_at == Timestamp(1_561_142_400)
    assert page.modified_at == Timestamp(1_561_194_000)


def test_a_page_keeps_its_bytes(tmp_path: Path) -> None:
    raw = "<html><meta charset=iso-8859-1><p>Café".encode("latin-1")
    (page,) = read(tmp_path, write(tmp_path / "a.html.gz", raw))
    assert isinstance(page, Page)
    assert (page.html, page.text, page.url, page.charset) == (raw, None, None, None)


def test_xhtml_is_read_as_a_page(tmp_path: Path) -> None:
    raw = '<?xml version="1.0"?>\n<!-- a <feed> -->\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml"/>'
    (page,) = read(tmp_path, write(tmp_path / "a.xml", raw))
    assert isinstance(page, Page)
    assert page.html == raw.encode()


def test_a_json_seed_fills_the_page(tmp_path: Path) -> None:
    stated = {
        "url": " https://www.a.example/1 ",
        "html": "<p>Caf\u00e9 \ud800</p>",
        "title": " The  title ",
        "published": "2019-06-21T18:40:00Z",
        "modified": "2019-06-22",
        "authors": ["Ada  Lindqvist", "", "Ada Lindqvist"],
        "language": "en",
        "unknown": {"a": 1},
    }
    (page,) = read(tmp_path, write(tmp_path / "a.jsonl", jsonl(stated)))
    assert isinstance(page, Page)
    assert page == Page(
        entry=page.entry,
        url="https://www.a.example/1",
        html="<p>Caf\u00e9 \ufffd</p>".encode(),
        text=None,
        title="The title",
        published_at=Timestamp(1_561_142_400),
        modified_at=Timestamp(1_561_161_600),
        source="a.example",
        authors=("Ada Lindqvist",),
        language="en",
        charset="utf-8",
    )


def test_what_a_json_seed_does_not_say_stays_unsaid(tmp_path: Path) -> None:
    (page,) = read(tmp_path, write(tmp_path / "a.jsonl", jsonl(seed(url="wire:77", html="<p>x", authors="Ada"))))
    assert isinstance(page, Page)
    assert (page.url, page.text, page.html) == ("wire:77", "The quay floods, day 1.", None)
    assert (page.title, page.published_at, page.modified_at, page.source) == (None, None, None, None)
    assert (page.authors, page.language, page.charset) == (("Ada",), None, None)


@pytest.mark.parametrize(
    ("line", "reason", "detail"),
    [
        ("7", "not_an_object", "holds a number instead of an object with url and text"),
        ("null", "not_an_object", "holds null instead of an object with url and text"),
        ({"text": "x"}, "no_url", "has no url"),
        ({"url": " ", "text": "x"}, "no_url", "has no url"),
        ({"url": "x"}, "no_text", "has neither text nor html"),
        ({"url": "x", "text": " \n"}, "no_text", "has neither text nor html"),
        (seed(url=["x"]), "bad_field", "url must be text, not a list"),
        (seed(url="x" * 8_001), "bad_field", "url has more than 8,000 characters"),
        (seed(title=3), "bad_field", "title must be text, not a number"),
        (seed(text={}), "bad_field", "text must be text, not an object"),
        (seed(published=[]), "bad_field", "published must be a time, not a list"),
        (seed(observed=True), "bad_field", "observed must be a time, not true"),
        (seed(authors={"name": "Ada"}), "bad_field", "authors must be text or a list of texts, not an object"),
        (seed(authors=[1]), "bad_field", "authors must be text or a list of texts, not a list"),
        (seed(language=False), "bad_field", "language must be text, not false"),
    ],
)
def test_a_wrong_seed_is_rejected_by_the_name_of_its_field(tmp_path: Path, line: Any, reason: str, detail: str) -> None:
    (found,) = listed(tmp_path, write(tmp_path / "a.jsonl", jsonl(line)))
    assert isinstance(found, Reject)
    assert (found.reason, found.detail, found.position) == (reason, detail, 0)


# --- feeds


def summary(found: Page | Reject) -> dict[str, Any]:
    if isinstance(found, Reject):
        return {"reject": found.reason, "position": found.position}

    def told(at: Timestamp | None) -> str | None:
        return at.to_utc_datetime().isoformat() if at is not None else None

    return {
        "name": found.entry.name,
        "url": found.url,
        "title": found.title,
        "text": found.text,
        "html": found.html.decode() if found.html else None,
        "published": told(found.published_at),
        "modified": told(found.modified_at),
        "authors": list(found.authors),
        "source": found.source,
        "language": found.language,
        "observed": told(found.entry.observed_at),
    }


@pytest.mark.parametrize("name", ["rss.xml", "atom.atom", "rdf.rdf", "broken.rss", "feed.json"])
@pytest.mark.parametrize("compressed", [False, True])
def test_feeds_give_their_entries(tmp_path: Path, name: str, compressed: bool) -> None:
    ending = ".gz" if compressed else ""
    path = write(tmp_path / f"{name}{ending}", (GOLDEN / name).read_bytes())
    expected = json.loads((GOLDEN / f"{name.split('.')[0]}.expected.json").read_text(encoding="utf-8"))
    for one in expected:
        if "name" in one:
            one["name"] = one["name"].replace(name, path.name)
    assert [summary(found) for found in read(tmp_path, path)] == expected


def test_feeds_as_they_are_found_never_crash(shared: Path, tmp_path: Path) -> None:
    top = shared / "bench" / "feeds"
    names = sorted(path for path in top.rglob("*") if path.suffix in (".xml", ".rss"))
    for number, path in enumerate(names[::9]):
        assert reasons(read(tmp_path / str(number), path))


# --- the transform


def test_the_transform_parts_pages_from_rejects(tmp_path: Path) -> None:
    write(tmp_path / "seeds" / "a.txt", "Title\n\nText.")
    write(tmp_path / "seeds" / "b.html", "<p>Text")
    write(tmp_path / "seeds" / "c.txt", "")
    entries = listed(tmp_path, tmp_path / "seeds")
    with beam.Pipeline(runner=FnApiRunner()) as root:
        read_pages = root | "Entries" >> beam.Create(entries).with_output_types(Entry) | ReadPages()
        assert read_pages.pages.element_type is Page
        assert read_pages.rejects.element_type is Reject
        pages = read_pages.pages | "PageNames" >> beam.Map(lambda page: page.entry.name)
        rejects = read_pages.rejects | "Reasons" >> beam.Map(lambda reject: (reject.key, reject.reason))
        assert_that(pages, equal_to(["a.txt", "b.html"]), "Pages")
        assert_that(rejects, equal_to([("c.txt", "empty")]), "Rejects")
    counters = root.result.metrics().query()["counters"]
    counted = {
        counter.key.metric.name: counter.committed for counter in counters if counter.key.metric.namespace == "read"
    }
    assert counted == {"in": 3, "pages": 2, "rejects": 1}
