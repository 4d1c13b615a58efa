import json

import pytest
from lxml.html import document_fromstring

from transforms.text.metadata import read_facts

TITLE = "Old bridge closes for six weeks"
SEARCHED = "Sill bridge: closure dates and buses"


def title_of(body: str = "", head: str = "", **json_ld: str) -> str:
    block = json.dumps({"@type": "NewsArticle", "author": "Ann Lee", **json_ld})
    script = f'<script type="application/ld+json">{block}</script>'
    tree = document_fromstring(f"<html><head>{head}{script}</head><body>{body}<p>Text</p></body></html>")
    return read_facts(tree, "https://www.courier.example/a/77").title


def og(title: str) -> str:
    return f'<meta property="og:title" content="{title}">'


@pytest.mark.parametrize(
    ("body", "head", "headline", "expected"),
    [
        pytest.param(f"<h1>{TITLE}</h1>", og(SEARCHED), TITLE, TITLE, id="two of three"),
        pytest.param(f"<h1>{TITLE}</h1>", og("Bridge"), "Closed", TITLE, id="a lone headline before the others"),
        pytest.param("", f"<title>{TITLE} | Courier</title>{og(TITLE)}", "", TITLE, id="site name is off"),
        pytest.param("", og(f"{TITLE}-Townㅣ강변신문"), TITLE, TITLE, id="section without spaces"),
        pytest.param("", f"{og(TITLE)}<title>{TITLE} - Politics</title>", SEARCHED, TITLE, id="section"),
        pytest.param(
            f"<h1>“{TITLE}”</h1>", og(f"&quot;{TITLE}&quot;") + f'<meta name="hdl" content="“{TITLE}”">', "",
            f"“{TITLE}”", id="heaviest spelling",
        ),
        pytest.param(
            f"<nav class=breadcrumb><h1>{SEARCHED}</h1></nav><header><h2>{TITLE}</h2></header>",
            og(TITLE) + f"<title>{SEARCHED}</title>", SEARCHED, TITLE, id="breadcrumb is not printed",
        ),
        pytest.param(
            f"<ol><li><h1>{SEARCHED}</h1></li></ol><h2><span>River</span> {TITLE}</h2>",
            og(TITLE) + f"<title>{SEARCHED}</title>", SEARCHED, TITLE, id="kicker before the printed headline",
        ),
        pytest.param(
            f"<h1><a href=/>The Courier of Sill and Valley</a></h1><h2>Weather</h2><h2>{TITLE}</h2>",
            "", TITLE, TITLE, id="linked heading is a logo",
        ),
        pytest.param("<h2>Most read</h2>", f"<title>{TITLE}</title>", "", TITLE, id="second heading only supports"),
        pytest.param("", "", "", "", id="nothing"),
    ],
)  # fmt: skip
def test_title_is_what_most_sources_agree_on(body: str, head: str, headline: str, expected: str) -> None:
    assert title_of(body, head, headline=headline) == expected
