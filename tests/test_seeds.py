"""The sample stream as it lies in ``seeds/``: whole, dated, small, and in our own words."""

import datetime
import email.utils
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
SHARED_SEEDS = ROOT.parent / "shared" / "seeds"

LARGEST_FILE_BYTES = 30_000

# So many words in a row are copied, not met by chance: the longest run that these files share with
# reports of the same events, through names and set phrases alone, is four words.
SHINGLE_WORDS = 8

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
PUBLISHED_LINE = re.compile(r"Published: (\d{4}-\d\d-\d\d \d\d:\d\d) UTC")
# Nobody can register a name under these (RFC 2606).
RESERVED_HOST = re.compile(r"([\w-]+\.)*([\w-]+\.example|example\.(com|org|net))")
NOT_PUBLISHERS = {"schema.org", "purl.org", "www.w3.org"}


def paths(*suffixes: str) -> list[Path]:
    return sorted(path for path in SEEDS.rglob("*") if path.suffix in suffixes)


DOCUMENTS = paths(".txt", ".html", ".jsonl", ".rss")


def by_name(path: Path) -> str:
    return path.relative_to(SEEDS).as_posix()


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read_items(path: Path) -> list[Any]:
    return list(etree.fromstring(path.read_bytes()).iter("item"))


def linked_data(page: Any) -> Iterator[dict[str, Any]]:
    for block in page.xpath("//script[@type='application/ld+json']/text()"):
        data = json.loads(block)
        yield from data.get("@graph", [data])


def paragraphs(page: Any, xpath: str) -> list[str]:
    return [" ".join(each.text_content().split()) for each in page.xpath(xpath)]


def published_times(path: Path) -> list[datetime.datetime]:
    """The time that each document of the file gives for itself."""
    if path.suffix == ".txt":
        line = PUBLISHED_LINE.fullmatch(path.read_text(encoding="utf-8").splitlines()[1])
        assert line is not None
        return [datetime.datetime.strptime(line[1], "%Y-%m-%d %H:%M").replace(tzinfo=datetime.timezone.utc)]
    if path.suffix == ".jsonl":
        return [utc(row["observed"]) for row in read_jsonl(path)]
    if path.suffix == ".rss":
        return [email.utils.parsedate_to_datetime(item.findtext("pubDate")) for item in read_items(path)]
    page = html.fromstring(path.read_bytes())
    given = page.xpath("//meta[@property='article:published_time']/@content")
    given += [data["datePublished"] for data in linked_data(page) if "datePublished" in data]
    assert len(given) == 1
    return [utc(given[0])]


def utc(time: str) -> datetime.datetime:
    """An aware time from ISO 8601; Python 3.10 does not read a ``Z``."""
    return datetime.datetime.fromisoformat(time.replace("Z", "+00:00"))


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + SHINGLE_WORDS]) for at in range(len(words) - SHINGLE_WORDS + 1)}


def test_there_are_fourteen_files_of_every_kind() -> None:
    kinds = [path.suffix for path in DOCUMENTS]
    assert {kind: kinds.count(kind) for kind in kinds} == {".html": 9, ".txt": 3, ".jsonl": 1, ".rss": 1}
    assert {path for path in SEEDS.rglob("*") if path.is_file()} - set(DOCUMENTS) == {SEEDS / "README.md"}


@pytest.mark.parametrize("path", DOCUMENTS, ids=by_name)
def test_every_document_carries_its_own_time(path: Path) -> None:
    for time in published_times(path):
        assert time.tzinfo is not None
        assert datetime.date(2019, 6, 21) <= time.date() <= datetime.date(2019, 7, 14)


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if path.name.startswith("2019-")], ids=by_name)
def test_a_date_in_the_name_is_the_first_documents_date(path: Path) -> None:
    assert path.name[:10] == published_times(path)[0].astimezone(datetime.timezone.utc).date().isoformat()


@pytest.mark.parametrize("path", DOCUMENTS, ids=by_name)
def test_no_file_is_large(path: Path) -> None:
    assert 0 < path.stat().st_size <= LARGEST_FILE_BYTES


@pytest.mark.parametrize("path", paths(".html"), ids=by_name)
def test_every_page_is_html_with_a_canonical_address_and_one_headline(path: Path) -> None:
    page = html.document_fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
    (canonical,) = page.xpath("//link[@rel='canonical']/@href")
    (headline,) = paragraphs(page, "//h1")
    assert canonical.startswith("https://")
    assert page.xpath("//meta[@property='og:title']/@content") == [headline]
    assert list(linked_data(page)) or page.xpath("//meta[@property='article:published_time']")


def test_one_address_is_visited_three_times_and_edited_once() -> None:
    (path,) = paths(".jsonl")
    first, edited, same = read_jsonl(path)
    assert first["url"] == edited["url"] == same["url"].partition("?")[0]
    assert first["observed"] < edited["observed"] < same["observed"]
    assert "14 people" in first["text"] and "12 people" in edited["text"]
    assert same["text"] != edited["text"]
    straight = same["text"].translate(str.maketrans("\u201c\u201d\u2019", '""\''))
    assert straight.split() == edited["text"].split()


def test_the_feed_holds_one_known_page_and_one_new_article() -> None:
    (path,) = paths(".rss")
    new, known = read_items(path)
    page = html.fromstring((SEEDS / "tramway" / "2019-07-10-brindle-echo-suspended.html").read_bytes())
    addresses = {item.findtext("link").partition("?")[0] for item in (new, known)}
    assert set(page.xpath("//link[@rel='canonical']/@href")) < addresses
    assert known.findtext("title") == page.findtext(".//h1")
    assert paragraphs(html.fromstring(f"<div>{known.findtext(CONTENT)}</div>"), "//p") == paragraphs(
        page, "//section[@class='body']/p"
    )


def test_the_abridged_copy_adds_nothing_to_the_wire_text_and_the_writethru_does() -> None:
    def sentences(name: str, body: str) -> set[str]:
        page = html.fromstring((SEEDS / "ferry-saltmere" / f"2019-07-02-{name}.html").read_bytes())
        return set(re.split(r"(?<=[.!?])\s+", " ".join(paragraphs(page, f"//div[{body}]/p"))))

    wire = sentences("harbor-courier-wire", "@class='entry-content'")
    abridged = sentences("inland-heron-abridged", "@class='text'")
    writethru = sentences("cape-lorne-post-writethru", "@id='story-body'")
    assert len(abridged) > 5 and abridged < wire
    assert len(writethru & wire) > 5 and len(writethru - wire) > 3


@pytest.mark.parametrize("path", DOCUMENTS, ids=by_name)
def test_every_address_is_one_that_nobody_can_own(path: Path) -> None:
    hosts = set(re.findall(r"https?://([^/\s\"'<]+)", path.read_text(encoding="utf-8"))) - NOT_PUBLISHERS
    assert [host for host in sorted(hosts) if not RESERVED_HOST.fullmatch(host)] == []


def test_the_readme_lists_every_file_and_every_time() -> None:
    readme = (SEEDS / "README.md").read_text(encoding="utf-8")
    files = re.findall(r"^\| `([^`]+)` \|", readme, flags=re.MULTILINE)
    assert sorted(files) == [by_name(path) for path in DOCUMENTS]
    times = re.findall(r"^\| (\d\d-\d\d \d\d:\d\d) \|", readme, flags=re.MULTILINE)
    given = sorted(time for path in DOCUMENTS for time in published_times(path))
    assert times == [time.astimezone(datetime.timezone.utc).strftime("%m-%d %H:%M") for time in given]


@pytest.mark.skipif(not SHARED_SEEDS.is_dir(), reason="needs ../shared/seeds to compare with")
def test_no_run_of_words_is_taken_from_the_shared_seeds() -> None:
    theirs: set[tuple[str, ...]] = set()
    for path in SHARED_SEEDS.iterdir():
        theirs |= shingles(path.read_text(encoding="utf-8"))
    for path in [*DOCUMENTS, SEEDS / "README.md"]:
        assert shingles(path.read_text(encoding="utf-8")) & theirs == set(), by_name(path)
