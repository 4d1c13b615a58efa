"""The commands that read: filters, timelines, diffs, ids by their beginning."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.changed import words_text
from pipeline.cli import main
from tests.lakes import ROOT, run_ok
from transforms.text.word_diff import diff_words

RAIDS, TRAMS, QUILLHAVEN, SALTMERE, ESPANOL = "02f3a4be", "6078bb39", "9f0b30ce", "9a102797", "0f0a78ef"


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lake = tmp_path_factory.mktemp("screens") / "lake"
    run_ok("run", ROOT / "seeds", "--lake", lake, "--quiet")
    return lake


@pytest.fixture
def told(lake: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command on the sample lake; what it printed."""

    def tell(name: str, *arguments: str, code: int = 0) -> str:
        assert main([name, str(lake), *arguments]) == code
        printed = capsys.readouterr()
        return printed.err if code else printed.out

    return tell


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], [RAIDS, TRAMS, QUILLHAVEN, SALTMERE, ESPANOL]),
        (["--status", "resumed"], [RAIDS, TRAMS]),
        (["--status", "unknown", "--status", "postponed"], [QUILLHAVEN, SALTMERE, ESPANOL]),
        (["--since", "2019-07-09"], [RAIDS, TRAMS, QUILLHAVEN]),
        (["--since", "2019-07-09T08:15:00Z"], [RAIDS, TRAMS, QUILLHAVEN]),
        (["--since", "2019-07-09T10:16:00+02:00"], [RAIDS, TRAMS]),
        (["--since", "1d"], []),
        (["--source", "saltmere packet"], [SALTMERE]),
        (["--source", "HERON"], [QUILLHAVEN, SALTMERE]),
        (["--language", "es"], [ESPANOL]),
        (["--text", "sister SHIP"], [SALTMERE]),
        (["--text", "brindle after"], [TRAMS]),
        (["--text", "100% '_'"], []),
        (["--sort", "size"], [RAIDS, SALTMERE, TRAMS, QUILLHAVEN, ESPANOL]),
        (["--sort", "size", "--limit", "2"], [RAIDS, SALTMERE]),
        (["--status", "resumed", "--source", "lantern", "--text", "raids"], [RAIDS]),
    ],
)
def test_stories_are_filtered_and_sorted(options: list[str], expected: list[str], told: Any) -> None:
    rows = [json.loads(line) for line in told("stories", *options, "--json").splitlines()]
    assert [row["story_id"][:8] for row in rows] == expected
    assert [line[:8] for line in told("stories", *options).splitlines()[1:] if line[:1].strip()] == expected


def test_a_story_begins_with_how_it_went(told: Any) -> None:
    assert told("story", SALTMERE).splitlines()[:8] == [
        "Ferry that hit Saltmere pier could not go astern, inspectors say",
        "story 9a102797b201  4 versions, 1 copy, 4 outlets",
        "",
        "injured  2019-07-02 18:40  14 → 12",
        "seen at  2019-07-02 15:50  Saltmere Packet  first",
        "         2019-07-02 16:30  Harbor Courier  +40 min",
        "         2019-07-02 17:10  The Inland Heron  +1 h 20 min",
        "         2019-07-02 19:45  Cape Lorne Post  +3 h 55 min",
    ]
    assert told("story", TRAMS).splitlines()[1:5] == [
        "story 6078bb39ddd9  2 versions, 0 copies, 2 outlets  resumed",
        "",
        "status   2019-07-10 06:30  suspended",
        "         2019-07-13 05:45  resumed",
    ]


def records_of(told: Any, story: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in told("story", story, "--json").splitlines()]


def test_the_last_edit_of_an_article_is_shown_sentence_by_sentence(told: Any) -> None:
    shown = told("diff", "saltmerepacket.example/harbour/ferry").splitlines()
    assert "~ Ferry strikes Saltmere pier, [-14-]{+12+} people injured" in shown
    assert "  ⋯ 3 sentences as before" in shown
    assert shown[-2] == "+ Correction: The harbour office had counted two passengers twice."
    whole = told("diff", "saltmerepacket.example/harbour/ferry", "--whole")
    assert "as before" not in whole and len(whole) > len("\n".join(shown))


def test_a_diff_may_be_asked_in_every_way(told: Any) -> None:
    first, *_, third, _ = records_of(told, SALTMERE)
    assert (first["revision"], third["revision"]) == (1, 2)
    by_edit = told("diff", "saltmerepacket.example/", "--json")
    for arguments in (
        ["https://www.saltmerepacket.example/harbour/ferry-strikes-pier"],
        ["saltmerepacket.example/", "2"],
        ["saltmerepacket.example/", "1", "2"],
        [first["record_id"], third["record_id"]],
        [third["record_id"][:6]],
    ):
        assert told("diff", *arguments, "--json") == by_edit, arguments
    edits = [json.loads(line) for line in by_edit.splitlines()]
    assert [(edit["part"], edit["op"]) for edit in edits] == [
        ("headline", "replace"),
        ("text", "replace"),
        ("text", "replace"),
        ("notice", "insert"),
        ("notice", "insert"),
    ]
    assert {"op": "replace", "before": "five", "after": "four"} in edits[2]["words"]
    backwards = [json.loads(line) for line in told("diff", "saltmerepacket.example/", "2", "1", "--json").splitlines()]
    assert [(edit["before"], edit["after"]) for edit in backwards] == [
        (edit["after"], edit["before"]) for edit in edits
    ]


def test_a_copy_is_compared_with_what_it_copies(told: Any) -> None:
    copy = next(record for record in records_of(told, SALTMERE) if record["change"] == "duplicate")
    edits = [json.loads(line) for line in told("diff", copy["record_id"][:8], "--json").splitlines()]
    assert {edit["from"] for edit in edits} == {copy["duplicate_of"]}
    assert {edit["op"] for edit in edits} == {"delete", "replace"}
    same = told("diff", copy["record_id"][:8], copy["record_id"][:8])
    assert same.splitlines()[-1] == "both say the same"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["story", "zzz"], "no story begins with 'zzz'; writethru stories lists them"),
        (["story", ""], "'' is the beginning of several stories; give more of the id:\n  02f3a4be0cb0  "),
        (["diff", "zzz"], "no article begins with 'zzz'; "),
        (["diff", "harborcourier.example/"], "is the beginning of several articles; give more of the id:\n  harbor"),
        (["diff", "saltmerepacket.example/", "3"], "ferry-strikes-pier has no revision 3; it has 1, 2"),
        (["diff", "saltmerepacket.example/", "1"], "has nothing before revision 1; give two records"),
        (["diff", "saltmerepacket.example/", "x"], "has no revision x; it has 1, 2"),
        (["diff", "fdc5b053", "zzz"], "no record begins with 'zzz'; writethru story shows those of a story"),
        (["diff", "fdc5b053", "1", "2"], "is a record; give one other record"),
        (["diff", "61c05f9e"], "follows no other; give a second record to compare it with"),
    ],
)
def test_what_cannot_be_found_is_told_with_a_remedy(arguments: list[str], message: str, told: Any) -> None:
    name, *rest = arguments
    assert message in told(name, *rest, code=2)


def test_rejects_are_filtered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from tests.builders import a_record, a_reject
    from tests.growing import commit_round, new_lake

    lake = new_lake(tmp_path / "lake")
    rejects = [
        a_reject(reject_id="1", stage="fetch", key="https://press.example/a", reason="robots"),
        a_reject(reject_id="2", stage="read", key="bad.jsonl", reason="bad_line", detail="no JSON here", position=3),
        a_reject(reject_id="3"),
    ]
    commit_round(lake, [a_record()], rejects)
    for options, expected in (
        ([], ["3", "2", "1"]),
        (["--stage", "fetch"], ["1"]),
        (["--reason", "bad_line"], ["2"]),
        (["--text", "JSON"], ["2"]),
        (["--text", "press.EXAMPLE"], ["1"]),
        (["--since", "2026-03-02T12:00:00Z"], ["3", "2", "1"]),
        (["--since", "2026-03-02T12:00:01Z"], []),
        (["--limit", "1"], ["3"]),
        (["--stage", "read", "--reason", "robots"], []),
        (["--as-of", "0"], []),
    ):
        assert main(["rejects", str(lake.path), *options, "--json"]) == 0
        found = [json.loads(line)["reject_id"] for line in capsys.readouterr().out.splitlines()]
        assert found == expected, options
    assert main(["rejects", str(lake.path), "--limit", "2"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].split() == ["recorded", "stage", "reason", "next", "try", "what"]
    assert shown[-1] == "… and 1 more; --limit shows them"


def test_words_that_changed_stand_between_marks_or_in_colour() -> None:
    words = diff_words("On Monday fourteen people were hurt.", "Fourteen men were hurt badly.")
    marked = words_text(words, colour=False, whole=True).plain
    assert marked == "[-On Monday fourteen people-]{+Fourteen men+} were hurt {+badly+}."
    long = diff_words("a " * 200 + "x end", "a " * 200 + "y end")
    assert words_text(long, colour=False, whole=False).plain == "… a a a a a a a a a a a a a a a a a a a [-x-]{+y+} end"
    coloured = words_text(diff_words("It is 14 now", "It is 12 now"), colour=True, whole=True)
    assert coloured.plain == "It is 14 12 now"
    assert [(coloured.plain[span.start : span.end], span.style) for span in coloured.spans] == [
        ("14", "red strike"),
        ("12", "green"),
    ]
