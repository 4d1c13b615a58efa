"""What the README promises is there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.lake.connection import RECORD_COLUMNS
from tests.lakes import ROOT, environment, run_ok, writethru
from transforms.schemas import RECORDS

README = (ROOT / "README.md").read_text(encoding="utf-8")


COMMANDS = (
    *("run", "watch", "stream", "replay", "maintain"),
    *("stories", "story", "diff", "explain", "sql", "report", "serve", "rejects"),
)


def command_block(name: str) -> str:
    """The code block under a command's mark, as ``.ci/run`` reads it."""
    found = re.search(rf"<!-- command: {name} -->\n```sh\n(.*?)\n```", README, re.DOTALL)
    assert found, name
    return found.group(1)


@pytest.mark.parametrize("name", ["demo", "test"])
def test_each_command_is_one_line_that_sets_up_its_own_environment(name: str) -> None:
    block = command_block(name)
    assert "\n" not in block
    assert block.startswith("python3 -m venv .venv && .venv/bin/pip install ")


def test_ci_reads_its_commands_from_here() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for name in ("demo", "test"):
        assert f'eval "$(readme_command {name})"' in script
        assert command_block(name) not in script


@pytest.mark.parametrize("command", sorted(set(re.findall(rf"writethru ({'|'.join(COMMANDS)})\b", README))))
def test_each_command_has_help_with_an_example(command: str) -> None:
    done = writethru(command, "--help")
    assert done.returncode == 0
    assert f"example: writethru {command}" in done.stdout


def test_each_option_exists() -> None:
    told = set(re.findall(r"(?<![\w-])(--[a-z][a-z-]+)", README)) - {"--quiet", "--editable", "--help"}
    helps = " ".join(writethru(command, "--help").stdout for command in COMMANDS)
    assert {option for option in told if option not in helps} == set()


def test_each_column_is_described_and_no_other() -> None:
    table = README.partition("| column | meaning |")[2].partition("\n\n")[0]
    described = {name for row in re.findall(r"^\| ([a-z_, ]+) \|", table, re.MULTILINE) for name in row.split(", ")}
    assert described == set(RECORDS.names)
    assert set(RECORD_COLUMNS) < described


@pytest.mark.parametrize("number", range(2))
def test_each_python_example_runs(number: int, tmp_path: Path) -> None:
    run_ok("run", ROOT / "seeds", "--lake", tmp_path / "lake", "--quiet")
    example = re.findall(r"```python\n(.*?)```", README, re.DOTALL)[number]
    done = subprocess.run(
        [sys.executable, "-c", example], cwd=tmp_path, env=environment(), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_each_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_what_the_readme_shows_is_what_the_demo_prints(tmp_path: Path) -> None:
    run_ok("run", ROOT / "seeds", "--lake", tmp_path / "lake", "--quiet")
    prefix = re.search(r"`writethru story lake (\w+)`", README)
    assert prefix
    printed = run_ok("stories", tmp_path / "lake") + run_ok("story", tmp_path / "lake", prefix.group(1))
    lines = {line.rstrip() for line in printed.splitlines()}
    shown = [line for block in re.findall(r"```text\n(.*?)```", README, re.DOTALL) for line in block.splitlines()]
    assert [line for line in shown if line not in lines | {"…"}] == []
