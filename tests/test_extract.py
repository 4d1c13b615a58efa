import json
import time
from datetime import datetime, timezone
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.utils.timestamp import Timestamp
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.elements import Article, Entry, Page, Reject
from transforms.extract import ExtractArticles, ExtractOptions, extract_article, extractor_name
from transforms.rejects import make_reject, reject_id

SENTENCES = (
    "The town council voted on Tuesday to close the old bridge over the river for six weeks of repairs.",
    "Engineers had found cracks in two of its piers in the spring, and heavy lorries have been banned since.",
    "“We had no other choice,” the mayor told reporters after the meeting, which lasted until midnight.",
    "Buses will run over the new bridge in the meantime, and the ferry will carry bicycles free of charge.",
)
OBSERVED = Timestamp.from_utc_datetime(datetime(2024, 5, 4, 9, tzinfo=timezone.utc))


def a_page(**fields: Any) -> Page:
    name = fields.pop("name", "bridge.html")
    entry = Entry(name, "html", f"/seeds/{name}", f"/seeds/{name}", 0, 0, -1, OBSERVED, "visit")
    empty: dict[str, Any] = dict.fromkeys(Page._fields)
    return Page(**{**empty, "entry": entry, "authors": (), **fields})


def html_of(*blocks: str, head: str = "", lang: str = "en") -> bytes:
    paragraphs = "".join(block if block.startswith("<") else f"<p>{block}</p>" for block in blocks)
    top = f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">{head}</head>'
    return f"{top}<body><article>{paragraphs}</article></body></html>".encode()


def json_ld(**fields: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


def article_of(page: Page, options: ExtractOptions = ExtractOptions()) -> Article:  # noqa: B008
    result = extract_article(page, options)
    assert isinstance(result, Article), result
    return result


def reject_of(page: Page, options: ExtractOptions = ExtractOptions()) -> Reject:  # noqa: B008
    result = extract_article(page, options)
    assert isinstance(result, Reject), result
    return result


def utc(*parts: int) -> Timestamp:
    return Timestamp.from_utc_datetime(datetime(*parts, tzinfo=timezone.utc))  # type: ignore[misc]


def test_plain_text_becomes_an_article() -> None:
    text = "\n\n".join((*SENTENCES[:3], "UPDATE: The works were put off until June, the mayor says.", "Read Next"))
    article = article_of(a_page(name="raids/01.txt", text=text, title="Old bridge  closes"))
    assert article == Article(
        article_id="seed:raids/01.txt",
        url=None,
        source=None,
        origin="raids/01.txt",
        position=0,
        title="Old bridge closes",
        authors=[],
        language="en",
        text="\n\n".join((*SENTENCES[:3], "UPDATE: The works were put off until June, the mayor says.")),
        comments=[],
        notices=article.notices,
        published_at=None,
        modified_at=None,
        observed_at=OBSERVED,
        extractor="writethru-text 3",
        fingerprint="",
        page_fingerprint=article.page_fingerprint,
        sketch=b"",
        visit_id="visit",
    )
    assert [(n.kind, n.time) for n in article.notices] == [("update", None)]


def test_pure_notice_leaves_the_text_and_news_stays() -> None:
    note = "Correction: An earlier version of this article misstated the length of the bridge."
    article = article_of(a_page(text="\n\n".join((*SENTENCES, note))))
    assert article.text == "\n\n".join(SENTENCES)
    assert [(n.kind, n.text) for n in article.notices] == [("correction", note)]


def test_page_facts_come_from_its_markup() -> None:
    head = (
        "<title>Old bridge closes for six weeks | The Sill Courier</title>"
        '<link rel="canonical" href="https://www.courier.example/2024/05/old-bridge-closes/">'
        '<meta property="og:site_name" content="The Sill Courier">'
        '<meta property="og:title" content="Old bridge closes for six weeks - The Sill Courier">'
    ) + json_ld(
        headline="Old bridge closes for six weeks",
        author=[{"@type": "Person", "name": "Ann Lee"}, {"@type": "Person", "name": "By Bo Roe"}],
        datePublished="2024-05-02T20:40:00+02:00",
        dateModified="2024-05-03T08:00:00Z",
    )
    page = a_page(
        html=html_of("<h1>Old bridge closes for six weeks</h1>", *SENTENCES, head=head),
        url="https://courier.example/a/77?utm_source=x",
    )
    article = article_of(page)
    assert article.article_id == "courier.example/2024/05/old-bridge-closes"
    assert article.url == "https://courier.example/a/77?utm_source=x"
    assert article.source == "The Sill Courier"
    assert article.title == "Old bridge closes for six weeks"
    assert article.authors == ["Ann Lee", "Bo Roe"]
    assert article.published_at == utc(2024, 5, 2, 18, 40)
    assert article.modified_at == utc(2024, 5, 3, 8)
    assert article.language == "en"
    assert article.text == "\n\n".join(SENTENCES)
    assert article.extractor == extractor_name(ExtractOptions(), is_html=True)


def test_what_the_document_says_goes_before_the_markup() -> None:
    head = json_ld(headline="Another headline", author="Cy Poe", datePublished="2020-01-01")
    article = article_of(
        a_page(
            html=html_of(*SENTENCES, head=head),
            title="Old bridge closes",
            authors=("Ann Lee",),
            published_at=utc(2024, 5, 2),
            source="courier",
        )
    )
    assert (article.title, article.authors, article.published_at, article.source) == (
        "Old bridge closes",
        ["Ann Lee"],
        utc(2024, 5, 2),
        "courier",
    )


def test_notice_that_the_extractor_drops_is_found_in_the_page() -> None:
    note = "Correction: An earlier version of this article misstated the length of the bridge."
    page = html_of(*SENTENCES, f'<footer class="article-footer"><small>{note}</small></footer>')
    article = article_of(a_page(html=page))
    assert [(n.kind, n.text) for n in article.notices] == [("correction", note)]
    assert note not in article.text


def test_linked_headline_is_no_notice() -> None:
    link = '<div><a href="/b">UPDATE: The ferry is late again, the harbour office says.</a></div>'
    assert article_of(a_page(html=html_of(*SENTENCES, link))).notices == []


def test_furniture_of_a_page_leaves_its_text() -> None:
    page = html_of(
        SENTENCES[0], "Last updated: 4 May 2024, 10:12", SENTENCES[1], "READ MORE: Ferry fares rise", *SENTENCES[2:]
    )
    assert article_of(a_page(html=page)).text == "\n\n".join(SENTENCES)


def test_boxes_of_a_page_leave_its_text() -> None:
    box = '<div class="newsletter"><p>The news of the river, every morning at seven.</p></div>'
    linked = '<p><a href="/b">Ferry fares to rise in the autumn season</a></p>'
    assert article_of(a_page(html=html_of(*SENTENCES[:2], box, linked, *SENTENCES[2:]))).text == "\n\n".join(SENTENCES)


def test_text_that_a_framework_streams_is_read() -> None:
    body = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    row = f"7:T{len(body.encode()):x},{body}"
    page = html_of(f"<script>self.__next_f.push([1,{json.dumps(row)}])</script>")
    assert article_of(a_page(html=page)).text.split() == " ".join(SENTENCES).split()


def test_navigation_that_holds_the_article_is_read() -> None:
    page = html_of("<nav>", *SENTENCES)
    assert article_of(a_page(html=page)).text == "\n\n".join(SENTENCES)


def test_published_time_of_a_text_is_taken_from_its_stamp() -> None:
    text = "\n\n".join(("Published: 2024-05-02 18:40 UTC", "Last updated: May 3, 2024 7:18 AM", *SENTENCES))
    article = article_of(a_page(text=text))
    assert (article.published_at, article.modified_at) == (utc(2024, 5, 2, 18, 40), utc(2024, 5, 3, 7, 18))
    assert article.text == "\n\n".join(SENTENCES)


@pytest.mark.parametrize(
    ("encoding", "declared", "hint"),
    [
        ("utf-8", "", None),
        ("utf-16", "", None),
        ("cp1252", "iso-8859-1", None),
        ("cp1252", "", "windows-1252"),
        ("utf-8-sig", "latin-1", None),
    ],
)
def test_encodings_are_read(encoding: str, declared: str, hint: str | None) -> None:
    sentence = "Der Bürgermeister sagte am Freitag, die Brücke müsse für sechs Wochen gesperrt werden."
    meta = f'<meta charset="{declared}">' if declared else ""
    page = f"<html><head>{meta}</head><body><p>{sentence}</p><p>{sentence} Ausweichen müßten alle.</p></body></html>"
    article = article_of(a_page(html=page.encode(encoding), charset=hint))
    assert article.text.startswith(sentence)
    assert article.language == "de"


def test_broken_encoding_keeps_what_can_be_read() -> None:
    page = html_of(*SENTENCES).replace(b"council", b"coun\xff\xfecil\x00")
    assert "voted on Tuesday" in article_of(a_page(html=page)).text


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"html": b""}, "empty"),
        ({"html": b" \n\t "}, "empty"),
        ({"text": " \n "}, "empty"),
        ({}, "empty"),
        ({"html": b"\x89PNG\r\n\x1a\n" + b"pixels" * 99}, "not_text"),
        ({"html": bytes(range(256)) * 64}, "not_text"),
        ({"html": html_of("")}, "no_text"),
        ({"html": b"<<<<<<"}, "no_text"),
        ({"text": "Read Next"}, "no_text"),
        ({"html": b"<html><body>" + b"<div>" * 100_000 + b"<p>deep down</p>"}, "too_deep"),
        ({"html": b"<html><body><p>" + b"<b>" * 100_000 + b"deep down"}, "too_deep"),
        ({"text": "word " * 500_000}, "too_large"),
    ],
)
def test_unusable_page_is_rejected(fields: dict[str, Any], reason: str) -> None:
    started = time.perf_counter()
    reject = reject_of(a_page(name="bad.html", **fields))
    assert (reject.stage, reject.key, reject.reason, reject.path) == ("extract", "bad.html", reason, "/seeds/bad.html")
    assert reject.detail
    assert time.perf_counter() - started < 2


def test_binary_page_is_rejected() -> None:
    assert reject_of(a_page(html=b"MZ\x90\x00" + b"\x00\x01" * 500)).reason == "not_text"


def test_large_page_is_rejected() -> None:
    assert reject_of(a_page(html=html_of(*SENTENCES)), ExtractOptions(max_page_bytes=100)).reason == "too_large"


def test_deep_furniture_beside_an_article_does_no_harm() -> None:
    assert article_of(a_page(html=html_of(*SENTENCES, "<div>" * 100_000))).text == "\n\n".join(SENTENCES)


def test_failure_of_the_extractor_names_its_class(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RecursionError("too deep for me")

    monkeypatch.setattr("transforms.extract.trafilatura.bare_extraction", fail)
    reject = reject_of(a_page(html=html_of(*SENTENCES)))
    assert (reject.reason, reject.detail) == ("extractor_failed", "RecursionError: too deep for me")


def test_large_json_ld_is_not_read() -> None:
    head = json_ld(headline="Wrong", articleBody="x " * 60_000)
    started = time.perf_counter()
    article = article_of(a_page(html=html_of("<h1>Old bridge closes</h1>", *SENTENCES, head=head)))
    assert article.title == "Old bridge closes"
    assert time.perf_counter() - started < 1


@settings(max_examples=50)
@given(st.binary(max_size=300))
def test_any_bytes_end_in_one_outcome(data: bytes) -> None:
    assert isinstance(extract_article(a_page(html=data)), (Article, Reject))


@settings(max_examples=50)
@given(st.text(max_size=300), st.text(max_size=30), st.text(max_size=40))
def test_any_text_ends_in_one_outcome(text: str, title: str, url: str) -> None:
    result = extract_article(a_page(text=text, title=title, url=url))
    assert isinstance(result, (Article, Reject))


def test_reject_ids_depend_on_what_failed_and_why() -> None:
    ids = {
        reject_id("extract", "a", 0, "empty"),
        reject_id("extract", "a", 1, "empty"),
        reject_id("extract", "ae", 0, "mpty"),
        reject_id("read", "a", 0, "empty"),
    }
    assert len(ids) == 4
    entry = a_page().entry
    assert (
        make_reject("extract", entry, "empty", "one").reject_id
        == make_reject("extract", entry, "empty", "two").reject_id
    )


def test_transform_separates_articles_and_rejects() -> None:
    pages = [a_page(name="a.txt", text="\n\n".join(SENTENCES), title="Bridge"), a_page(name="b.html", html=b"")]
    with beam.Pipeline(runner="FnApiRunner") as root:
        outputs = root | beam.Create(pages) | "Extract" >> ExtractArticles()
        assert_that(outputs.articles | "Ids" >> beam.Map(lambda a: a.article_id), equal_to(["seed:a.txt"]), "articles")
        assert_that(outputs.rejects | "Why" >> beam.Map(lambda r: r.reason), equal_to(["empty"]), "rejects")
    result = root.result
    counters = {
        c.key.metric.name: c.committed
        for c in result.metrics().query()["counters"]
        if c.key.metric.namespace == "extract"
    }
    assert (counters["in"], counters["out"], counters["rejected"]) == (2, 1, 1)
    assert "msec" in counters


def test_transform_refuses_senseless_options() -> None:
    with pytest.raises(ValueError, match="max_page_bytes must be positive, got 0"):
        ExtractArticles(ExtractOptions(max_page_bytes=0))


def test_real_seeds_end_where_the_article_ends(shared: Any) -> None:
    articles = []
    for path in sorted((shared / "seeds").glob("*.txt")):
        title, _, text = path.read_text("utf-8").partition("\n")
        articles.append(article_of(a_page(name=path.name, text=text, title=title)))
    blog, paper = articles
    assert (len(blog.comments), len(paper.comments)) == (15, 0)
    assert [n.kind for n in blog.notices] == ["update"]
    assert [n.kind for n in paper.notices] == ["update"]
    assert blog.text.split("\n\n")[-1] == blog.notices[0].text
    assert paper.text.split("\n\n")[0] == paper.notices[0].text
    for word in ("Read Next", "Related stories", "contributed to this report", "graduated"):
        assert word not in paper.text
    assert paper.text.endswith(".”")


def test_text_that_only_repeats_its_headline_is_kept() -> None:
    flash = "The ferry to Saltmere sank off the pier on Monday, the harbour office said."
    article = extract_article(a_page(text=flash, title=flash))
    assert isinstance(article, Article)
    assert (article.title, article.text) == (flash, flash)
