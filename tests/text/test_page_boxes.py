import time

import pytest
from lxml.html import HtmlElement, document_fromstring

from transforms.text.page_boxes import drop_boxes

FIRST = "<p>The town council voted on Tuesday to close the old bridge for six weeks.</p>"
LAST = "<p>Buses will run over the new bridge until the works are done.</p>"
HEADLINE = '<a href="/ferry">Ferry fares to rise in the autumn</a>'
OTHER = '<a href="/piers">Who pays for the new piers</a>'


def page_with(block: str) -> HtmlElement:
    return document_fromstring(f"<html><body><main>{FIRST}{block}{LAST}</main></body></html>")


def words_of(tree: HtmlElement) -> str:
    return " ".join(tree.text_content().split())


PLAIN = words_of(page_with(""))


@pytest.mark.parametrize(
    "block",
    [
        pytest.param('<div class="Newsletter-box"><h4>The news at seven</h4><p>Thanks!</p></div>', id="newsletter"),
        pytest.param('<section id="sign-up">Your address</section>', id="sign-up"),
        pytest.param('<div class="c-author__bio">Ann Lee has lived in Sill for years.</div>', id="portrait"),
        pytest.param('<aside class="related-stories">Ferry fares</aside>', id="related"),
        pytest.param('<div class="donate">The Courier needs you.</div>', id="donation"),
        pytest.param(f"<p>{HEADLINE}</p>", id="linked headline"),
        pytest.param(f"<p><strong>Read also:</strong> {HEADLINE}</p>", id="labelled headline"),
        pytest.param(f"<ul><li>{HEADLINE}</li><li>{OTHER}</li></ul>", id="list of headlines"),
        pytest.param(f"<h3>Elsewhere</h3><ul><li>{HEADLINE}</li></ul>", id="caption goes with its list"),
        pytest.param(f"<ul><li><h3>{HEADLINE}</h3>By a tenth.</li><li><h3>{OTHER}</h3>Not us.</li></ul>", id="teasers"),
        pytest.param(f"<article><h3>{HEADLINE}</h3><p>By a tenth.</p></article>", id="card"),
        pytest.param('<p><a href="/b">渡し船の料金は秋に値上がりする見込み</a></p>', id="script without spaces"),
    ],
)
def test_box_between_paragraphs_goes(block: str) -> None:
    tree = page_with(block)
    assert drop_boxes(tree) >= 1
    assert words_of(tree) == PLAIN


@pytest.mark.parametrize(
    "block",
    [
        pytest.param('<p><a href="/lee">Ann Lee</a></p>', id="linked name"),
        pytest.param(f"<p>The council's paper, {HEADLINE}, names no sum.</p>", id="link in a sentence"),
        pytest.param('<p><a href="/vote">The council voted against it in March.</a></p>', id="linked sentence"),
        pytest.param('<p><a href="/x">https://council.example/minutes/of/the/meeting</a></p>', id="address"),
        pytest.param(f"<ul><li>Lorries are banned.</li><li>{HEADLINE}</li></ul>", id="list that says something"),
        pytest.param("<h2>What the engineers found</h2><ul><li>Two cracked piers</li></ul>", id="heading and list"),
        pytest.param(f"<blockquote><p>{HEADLINE}</p></blockquote>", id="quotation"),
        pytest.param(f'<div class="with-related"><h1>Old bridge closes</h1>{FIRST}</div>', id="box with the headline"),
    ],
)
def test_paragraph_that_says_something_stays(block: str) -> None:
    tree = page_with(block)
    before = words_of(tree)
    assert drop_boxes(tree) == 0
    assert words_of(tree) == before


def test_long_box_stays() -> None:
    tree = page_with(f'<div class="subscriber-content">{FIRST * 9}</div>')
    assert drop_boxes(tree) == 0


@pytest.mark.parametrize("unit", ["<p><a href=b>One two three four five", "<div class=newsletter><ul><li>", "<li><a>a"])
def test_cost_is_bounded(unit: str) -> None:
    tree = page_with(unit * 10_000)
    started = time.process_time()
    drop_boxes(tree)
    assert time.process_time() - started < 5
