"""Text from the web in every command that reads: nothing a terminal obeys, and the page keeps its shape."""

import json
import os
import pty
import re
import struct
import subprocess
import termios
import unicodedata
from fcntl import ioctl
from pathlib import Path

import pytest
from rich.cells import cell_len

from pipeline.cli import main
from tests.builders import a_record, a_reject, a_visit, at_hour
from tests.growing import commit_round, new_lake
from tests.lakes import command, environment
from transforms.elements import Development, Edit, Figure, Notice

HOSTILE = [
    "<script>alert(1)</script></script><img src=x onerror=alert(1)>",
    "javascript:alert(document.domain)//https://press.example/",
    "\u202egnp.exe\u202c \u2066hidden\u2069 \u200f\u061c",
    "\x1b[2J\x1b[31mred\x1b]8;;https://evil.example\x07link\x1b]8;;\x07\x1b]0;title\x07\x9b1m\x1bc",
    "\x00nul\x00 \x07\x08\x08\x08bell \x7f \x85 \u2028 \u2029 \r\noverwritten\rline",
    "lone \udc80 surrogate \ud800",
    "[bold red]markup[/bold red] [link=https://evil.example]x[/link] :smile: \\[",
    "z" + "\u0310\u0489" * 500 + "algo",
    "wide 漢字かなカナ한국어 emoji 👩\u200d👩\u200d👧 العربية עברית ไทย",
    "\U000e0041\U000e0042 tags \ufeff\u200b zero \ue000 private \U0010ffff",
    '=HYPERLINK("https://evil.example"),"quoted"\t\'x\'; --',
    "x" * 1_000_000,
    "word " * 200_000,
    "\x1b[31m" * 200_000,
    "",
]

# What colours are made of: the only sequence a command itself may send.
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lake = new_lake(tmp_path_factory.mktemp("hostile") / "lake")
    first, second = [], []
    for number, text in enumerate(HOSTILE):
        short = text[:2_000]
        told = {
            "story_id": f"{number:02d}story",
            "article_id": f"article{number:02d} {text[:300]}",
            "title": text,
            "text": f"A first sentence. {text} A third.",
            "authors": [short],
            "url": text[:3_000],
            "source": text if number % 2 else None,
            "origin": short or "x",
            "comments": [short],
            "language": "en",
        }
        first.append(a_record(record_id=f"{number:02d}a", **told))
        later = told | {"text": f"A first phrase. {text[::-1]} A third {short}.", "title": text[::-1]}
        second.append(
            a_record(
                record_id=f"{number:02d}b",
                change="correction",
                revision=2,
                story_version=2,
                observed_at=at_hour(1),
                developments=[Development("postponed", short, "headline", None)],
                notices=[Notice("correction", f"Correction: {short}", None)],
                figures=[Figure(short, 2.0, 1.0)],
                diff=[Edit("replace", short, short[::-1]), Edit("insert", "", text), Edit("delete", text, "")],
                **later,
            )
        )
    rejects = [
        a_reject(reject_id=f"reject{number}", key=text[:3_000], detail=text, reason=text[:30], stage=text[:30])
        for number, text in enumerate(HOSTILE)
    ]
    commit_round(lake, first)
    commit_round(lake, second, rejects, [a_visit(name=HOSTILE[3])])
    return lake.path


EVERYTHING = "SELECT * FROM updates"
NARROW = "SELECT title, source, figures FROM updates"
COMMANDS = [
    ["stories", "{lake}", "--limit", "100"],
    ["stories", "{lake}", "--text", "\x1b[31m"],
    *(["story", "{lake}", f"{number:02d}"] for number in range(len(HOSTILE))),
    *(["diff", "{lake}", f"{number:02d}a", f"{number:02d}b"] for number in range(len(HOSTILE))),
    *(["diff", "{lake}", f"article{number:02d}", "--whole"] for number in range(len(HOSTILE))),
    ["rejects", "{lake}"],
    ["sql", "{lake}", EVERYTHING],
    ["sql", "{lake}", NARROW],
    ["sql", "{lake}", "SELECT * FROM rejects"],
    ["sql", "{lake}", 'SELECT 1 AS "a\x1b[31m\u202e"'],
]
ASKING = [pytest.param(each, id=f"{number}-{each[0]}") for number, each in enumerate(COMMANDS)]


def seen(text: str) -> set[str]:
    return {f"{char!r} in {text!r:.200}" for char in text if unicodedata.category(char) in UNSEEN and char != "\n"}


def asked(arguments: list[str], lake: Path) -> list[str]:
    return [argument.format(lake=lake) if argument == "{lake}" else argument for argument in arguments]


@pytest.mark.parametrize("arguments", ASKING)
def test_no_control_is_printed_and_no_line_is_wider_than_the_page(
    arguments: list[str], lake: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(asked(arguments, lake)) == 0
    out = capsys.readouterr().out
    out.encode()
    assert seen(out) == set()
    assert max(map(cell_len, out.splitlines())) <= 80
    assert len(out) < 300_000


@pytest.mark.parametrize("arguments", [each for each in ASKING if each.values[0][0] != "sql"])
def test_json_is_ascii_and_keeps_every_character(
    arguments: list[str], lake: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*asked(arguments, lake), "--json"]) == 0
    out = capsys.readouterr().out
    assert out.isascii() and not seen(out)
    assert all(isinstance(json.loads(line), dict) for line in out.splitlines())


def test_what_was_written_is_what_a_program_reads(lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sql", str(lake), "SELECT title FROM records WHERE revision = 1 ORDER BY record_id", "--json"]) == 0
    titles = [json.loads(line)["title"] for line in capsys.readouterr().out.splitlines()]
    assert titles == [text.encode("utf-8", "replace").decode() for text in HOSTILE]


def test_csv_has_no_controls_but_its_lines(lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sql", str(lake), EVERYTHING, "--csv"]) == 0
    out = capsys.readouterr().out
    assert {char for char in out if unicodedata.category(char) in ("Cc", "Cs")} <= {"\n", "\t"}
    assert not set(out) & set("\u202e\u202c\u2066\u2069\u200f\u061c")


@pytest.mark.parametrize(
    "arguments",
    [["story", "{lake}", ""], ["diff", "{lake}", ""], ["story", "{lake}", "\x1b[31mx"], ["diff", "{lake}", "article0"]],
)
def test_no_message_carries_a_control(arguments: list[str], lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(asked(arguments, lake)) == 2
    error = capsys.readouterr().err
    assert seen(error) == set()
    assert len(error) < 5_000


def on_a_terminal(arguments: list[str], columns: int, **variables: str) -> str:
    """What a command prints on a terminal so wide."""
    ours, theirs = pty.openpty()
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    variables = {**environment(), "TERM": "xterm-256color", **variables}
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        if name not in variables or variables[name] == os.environ.get(name):
            variables.pop(name, None)
    with subprocess.Popen(command(*arguments), stdout=theirs, stderr=theirs, env=variables) as asking:
        os.close(theirs)
        out = b""
        while True:
            try:
                piece = os.read(ours, 65_536)
            except OSError:  # the other side is closed
                break
            if not piece:
                break
            out += piece
        assert asking.wait() == 0
    os.close(ours)
    return out.decode().replace("\r\n", "\n")


@pytest.mark.parametrize(
    "arguments",
    [["stories", "{lake}"], ["story", "{lake}", "03"], ["diff", "{lake}", "06a", "03b"], ["rejects", "{lake}"]],
)
def test_a_terminal_gets_colours_and_nothing_else_it_obeys(arguments: list[str], lake: Path) -> None:
    for columns in (80, 140):
        out = on_a_terminal(asked(arguments, lake), columns)
        assert COLOUR.search(out)
        plain = COLOUR.sub("", out)
        assert seen(plain) == set()
        assert max(map(cell_len, plain.splitlines())) <= columns


def test_no_color_is_respected(lake: Path) -> None:
    out = on_a_terminal(asked(["diff", "{lake}", "06a", "03b"], lake), 80, NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", out)
    assert "{+" in out or "+ " in out
