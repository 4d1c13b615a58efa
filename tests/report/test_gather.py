"""From the lake's rows to what the page shows."""

import datetime

import pytest

from pipeline.lake.reader import LakeReader
from pipeline.report.gather import Piece, gather_stories, mark_words, web_address
from pipeline.views import open_views
from tests.lakes import ROOT, run_ok


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> LakeReader:
    folder = tmp_path_factory.mktemp("gather")
    run_ok("run", ROOT / "seeds", "--lake", folder / "lake", "--quiet")
    return LakeReader(folder / "lake")


def test_stories_come_with_steps_copies_and_lags(lake: LakeReader) -> None:
    stories = gather_stories(open_views(lake), 10)
    assert [(story.status, story.versions, story.copies) for story in stories] == [
        ("resumed", 5, 0),
        ("resumed", 2, 0),
        (None, 2, 0),
        (None, 4, 1),
        (None, 1, 0),
    ]
    raids, ferry = stories[0], stories[3]
    assert [step.version for step in raids.steps] == [1, 2, 3, 4, 5]
    assert raids.outlets[0].lag == datetime.timedelta()
    assert list(raids.outlets) == sorted(raids.outlets, key=lambda outlet: outlet.lag)
    [copied] = [step for step in ferry.steps if step.copies]
    assert [copy.outlet for copy in copied.copies] == ["The Inland Heron"]


def test_a_limit_keeps_the_last_changed(lake: LakeReader) -> None:
    assert [story.story_id for story in gather_stories(open_views(lake), 2)] == [
        story.story_id for story in gather_stories(open_views(lake), 10)[:2]
    ]


@pytest.mark.parametrize(
    ("evidence", "kind", "headline", "expected"),
    [
        (
            "The race has been postponed to May.",
            "postponed",
            False,
            [("equal", "The race has been "), ("mark", "postponed"), ("equal", " to May.")],
        ),
        ("The race was fun.", "postponed", False, [("equal", "The race was fun.")]),
    ],
)
def test_the_deciding_words_are_marked(
    evidence: str, kind: str, headline: bool, expected: list[tuple[str, str]]
) -> None:
    assert mark_words(evidence, kind, headline) == [Piece(op, text) for op, text in expected]


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("https://news.example/a?b=1", True),
        ("HTTP://news.example/", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        (" https://news.example/", False),
        ("https://news.example/\u202egpj.exe", False),
        ("https://news.example/\n", False),
        ("https://news.example/" + "a" * 2_000, False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, followed: bool) -> None:
    assert (web_address(url) is not None) is followed
