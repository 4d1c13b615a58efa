"""The cookbook's queries, each with its result on the sample lake."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli import main
from tests.lakes import ROOT, environment, run_ok

COOKBOOK = (ROOT / "docs" / "cookbook.md").read_text(encoding="utf-8")
_RECIPE = re.compile(r"^## (.+?)\n(?:(?!^## ).)*?```sql\n(.*?)\n```\n\n```text\n(.*?)\n```", re.DOTALL | re.MULTILINE)
RECIPES = _RECIPE.findall(COOKBOOK)


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lake = tmp_path_factory.mktemp("cookbook") / "lake"
    run_ok("run", ROOT / "seeds", "--lake", lake, "--quiet")
    return lake


def test_there_are_ten_and_every_query_has_its_result() -> None:
    assert len(RECIPES) == 10 == COOKBOOK.count("```sql")
    assert COOKBOOK.count("\n## ") == 11


@pytest.mark.parametrize(("query", "expected"), [pytest.param(*each[1:], id=each[0]) for each in RECIPES])
def test_each_query_answers_as_it_is_shown(
    query: str, expected: str, lake: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sql", str(lake), query]) == 0
    assert [line.rstrip() for line in capsys.readouterr().out.splitlines()] == expected.splitlines()


def test_the_python_example_runs(lake: Path) -> None:
    [example] = re.findall(r"```python\n(.*?)```", COOKBOOK, re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", example], cwd=lake.parent, env=environment(), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "0 since"
