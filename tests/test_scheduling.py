"""The examples of ``docs/scheduling.md`` are taken by their tools, as far as these are here, and their commands run."""

import ast
import configparser
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.cli import _parser
from tests.fetching.local_web import LocalWeb
from tests.lakes import ROOT, command, environment, rows
from tests.live_web import BODY, HOST, QUICK, html, rss

TEXT = (ROOT / "docs" / "scheduling.md").read_text(encoding="utf-8")
PROGRAM = "/usr/local/bin/writethru"
LIST = "/etc/writethru/feeds.opml"
LAKE = "/var/lib/news"
ONCE = f"{PROGRAM} watch {LIST} --lake {LAKE} --once-due --quiet"


def blocks(language: str) -> list[str]:
    """The examples in a language, in their order."""
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


CRON_LINE = blocks("crontab")[0].strip()
UNITS = dict(
    zip(["writethru-due.service", "writethru-due.timer", "writethru-watch.service"], blocks("ini"), strict=True)
)
DAG = blocks("python")[0]


def unit(name: str) -> configparser.ConfigParser:
    """A unit as sections and their settings."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(UNITS[name])
    return parser


def dag_keywords(call: str) -> dict[str, object]:
    """What the DAG file gives to a call that is plain text, a number or a truth value."""
    calls = [node for node in ast.walk(ast.parse(DAG)) if isinstance(node, ast.Call)]
    [found] = [node for node in calls if isinstance(node.func, ast.Name) and node.func.id == call]
    return {each.arg or "": each.value.value for each in found.keywords if isinstance(each.value, ast.Constant)}


@pytest.fixture
def feeds(tmp_path: Path) -> Iterator[Path]:
    with LocalWeb() as web:
        page = web.put(HOST, "/2024/ferry", html("Ferry stops for repairs", BODY))
        feed = web.put(HOST, "/feed.xml", rss(page))
        listed = tmp_path / "feeds.opml"
        listed.write_text(f"<opml version='2.0'><body><outline type='rss' xmlUrl='{feed}'/></body></opml>")
        yield listed


def run_here(line: str, shell: str, feeds: Path, folder: Path) -> list[str]:
    """Run an example's command as a shell would, in a folder of its own; the titles that it recorded."""
    here = line.replace(LIST, str(feeds)).replace(LAKE, str(folder / "lake")).replace("/run/lock", str(folder))
    here = here.replace(PROGRAM, shlex.join(command())) + " " + shlex.join(QUICK)
    done = subprocess.run([shell, "-c", here], env=environment(), capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return [row["title"] for row in rows(folder / "lake")]


@pytest.mark.skipif(shutil.which("flock") is None, reason="needs flock, of util-linux")
def test_the_crontab_line_is_one_and_its_command_visits_what_is_due(feeds: Path, tmp_path: Path) -> None:
    *times, line = CRON_LINE.split(maxsplit=5)
    assert times == ["*/5", "*", "*", "*", "*"]
    assert "%" not in line  # cron would end the command there
    assert line == f"flock -n /run/lock/writethru {ONCE}"
    assert run_here(line, "sh", feeds, tmp_path) == ["Ferry stops for repairs"]


def test_the_dag_is_python_and_its_command_visits_what_is_due(feeds: Path, tmp_path: Path) -> None:
    compile(DAG, "dag", "exec")
    assert dag_keywords("DAG") == {
        "dag_id": "writethru",
        "schedule": "*/5 * * * *",
        "catchup": False,
        "max_active_runs": 1,
    }
    line = dag_keywords("BashOperator")["bash_command"]
    assert line == ONCE
    assert "{{" not in line  # Airflow would read it as a template
    assert run_here(line, "bash", feeds, tmp_path) == ["Ferry stops for repairs"]


def test_the_units_say_what_they_should() -> None:
    due, timer, watch = (unit(name) for name in UNITS)
    # That this command runs is shown by cron's example.
    assert (due["Service"]["Type"], due["Service"]["ExecStart"]) == ("oneshot", ONCE)
    assert timer["Timer"]["OnCalendar"] == "*:0/5"
    words = shlex.split(watch["Service"]["ExecStart"])
    arguments = _parser().parse_args(words[1:])
    assert (words[0], arguments.command, arguments.lake, arguments.once_due) == (PROGRAM, "watch", LAKE, False)
    # More than a watch takes to end (pipeline.ending.GRACE_SECS).
    assert int(watch["Service"]["TimeoutStopSec"]) >= 10
    assert {each["Service"]["StateDirectory"] for each in (due, watch)} == {Path(LAKE).name}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for name, text in UNITS.items():
        # It looks whether the program is there.
        (tmp_path / name).write_text(text.replace(PROGRAM, sys.executable))
    units = [str(tmp_path / name) for name in UNITS]
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, timeout=60)
    told = [line for line in done.stderr.splitlines() if str(tmp_path) in line or "writethru-" in line]
    assert (done.returncode, told) == (0, [])
