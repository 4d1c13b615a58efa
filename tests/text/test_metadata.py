"""What a page says of itself in its markup."""

import pytest

from transforms.text.metadata import read_facts
from transforms.text.page_decode import parse_page


def authors_of(body: str, head: str = "") -> tuple[str, ...]:
    tree = parse_page(f"<html><head>{head}</head><body><article>{body}</article></body></html>")
    assert tree is not None
    return read_facts(tree, "https://courier.example/bridge").authors


@pytest.mark.parametrize(
    "element",
    [
        '<p class="byline">By Ann Lee</p>',
        '<span class="author-name">Ann Lee</span>',
        '<span class="story article__author">Von Ann Lee</span>',
        '<li class="authors__list-item">Ann Lee</li>',
        '<span class="meta__item meta__item--author">Ann Lee (al)</span>',
        '<a rel="author" href="/ann">Ann Lee</a>',
        '<span itemprop="author">Ann Lee</span>',
    ],
)
def test_a_byline_in_the_markup_names_its_author(element: str) -> None:
    assert authors_of(element) == ("Ann Lee",)


@pytest.mark.parametrize(
    "element",
    [
        '<div class="author-photo">Ann Lee at work</div>',
        '<div class="authority">Harbour Office</div>',
        '<p class="byline">Source: agencies of news</p>',
        '<p class="byline">Ann Lee June 19</p>',
        '<p class="byline">Lee</p>',
        '<p class="byline">One of the longest lines that was ever set where a name belongs</p>',
    ],
)
def test_what_is_no_name_is_no_author(element: str) -> None:
    assert authors_of(element) == ()


def test_people_go_before_the_site_itself() -> None:
    head = '<meta property="og:site_name" content="Sill Courier"><meta name="author" content="Sill Courier">'
    assert authors_of("", head) == ("Sill Courier",)
    assert authors_of('<p class="byline">By Ann Lee and Bo Roe</p>', head) == ("Ann Lee", "Bo Roe")


def test_what_json_ld_states_goes_before_what_is_printed() -> None:
    node = '{"@type": "NewsArticle", "author": [{"name": "Bo Roe"}, {"name": "Cy Poe 기자"}]}'
    head = f'<script type="application/ld+json">{node}</script>'
    assert authors_of('<p class="byline">By Ann Lee</p>', head) == ("Bo Roe", "Cy Poe")
