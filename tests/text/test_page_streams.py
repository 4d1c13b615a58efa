import json
import time

import pytest
from lxml.html import document_fromstring

from transforms.text.page_streams import place_streamed, streamed_html

BODY = "<p>The old bridge closes.</p><p>Buses “run” on.</p>"


def pushes(*chunks: str) -> str:
    return "".join(f"<script>self.__next_f.push([1,{json.dumps(chunk)}])</script>" for chunk in chunks)


@pytest.mark.parametrize(
    ("call", "place"),
    [('$RC("B:1","S:2")', '<template id="B:1"></template>'), ('$RS("S:2","P:3")', '<template id="P:3"></template>')],
)
def test_streamed_part_comes_to_its_place(call: str, place: str) -> None:
    markup = (
        f"<main><p>First</p>{place}<p>Last</p></main><div hidden id='S:2'><p>Between</p></div><script>{call}</script>"
    )
    tree = document_fromstring(f"<html><body>{markup}</body></html>")
    assert place_streamed(tree) == 1
    assert [p.text for p in tree.find(".//main").iter("p")] == ["First", "Between", "Last"]
    assert tree.find(".//div[@hidden]") is None


@pytest.mark.parametrize(
    "markup",
    [
        '<div hidden id=\'menu\'>Menu</div><script>$RC("B:1","menu")</script>',
        '<div hidden id=\'S:1\'>a</div><script>$RC("B:9","S:1")</script>',
        "<div hidden id='S:1'><template id='B:1'></template></div><script>$RC(\"B:1\",\"S:1\")</script>",
    ],
)
def test_what_has_no_place_stays_hidden(markup: str) -> None:
    tree = document_fromstring(f"<html><body><p>Text</p>{markup}</body></html>")
    assert place_streamed(tree) == 0
    assert tree.find(".//div[@hidden]") is not None


def test_longest_html_row_is_found_across_pushes() -> None:
    size = len(BODY.encode())
    rows = f'1:["$","div"]\n2:T{size:x},{BODY}3:Tc,<p>Short</p>\n'
    assert streamed_html(pushes(rows[:40], rows[40:])) == BODY


@pytest.mark.parametrize("markup", ["", "<p>Text</p>", pushes('1:"<p>no row</p>"'), '__next_f.push([1,"\\u12"])'])
def test_page_without_rows_gives_nothing(markup: str) -> None:
    assert streamed_html(markup) == ""


@pytest.mark.parametrize("unit", ['__next_f.push([1,"', "1:Tfffff,", '__next_f.push([1,"a\\\\"])'])
def test_cost_is_bounded(unit: str) -> None:
    started = time.process_time()
    streamed_html(unit * (1_000_000 // len(unit)))
    assert time.process_time() - started < 5
