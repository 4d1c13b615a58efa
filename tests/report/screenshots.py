"""The pictures of the README, from the sample seeds: ``python -m tests.report.screenshots [FOLDER]``.

Writes ``report.png`` (the page, with the raids opened) and ``story.png`` (``writethru story`` in a terminal) to
FOLDER, ``docs/images`` by default.  Needs Chromium.
"""

import os
import pty
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser
from rich.console import Console
from rich.text import Text

from tests.lakes import ROOT, command, environment, run_ok
from tests.report.chromium import address_of, open_chromium

STORY = "02f3"
COLUMNS = 100
LINES = 34
WIDTH_PX, HEIGHT_PX = 1100, 900


def shoot_report(browser: Browser, lake: Path, out: Path) -> None:
    """The page with its first story open, down to where the postponement is told."""
    page_file = lake.with_name("report.html")
    run_ok("report", lake, "--out", page_file)
    with browser.new_context(viewport={"width": WIDTH_PX, "height": HEIGHT_PX}, color_scheme="light") as context:
        page = context.new_page()
        page.goto(address_of(page_file))
        page.locator("article.story summary").first.click()
        page.screenshot(path=out)


def shoot_story(browser: Browser, lake: Path, out: Path) -> None:
    """The first lines that ``story`` prints in a terminal."""
    shown = Text.from_ansi("\n".join(in_terminal("story", str(lake), STORY).splitlines()[:LINES]))
    console = Console(record=True, width=COLUMNS, file=open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    console.print(shown)
    code = console.export_html(
        inline_styles=True,
        code_format="<body style='margin:0;padding:16px;background:#fff;color:#222;width:max-content'>"
        "<pre style=\"font:14px/1.35 'DejaVu Sans Mono',monospace;margin:0\">{code}</pre></body>",
    )
    with browser.new_context() as context:
        page = context.new_page()
        page.set_content(code)
        page.locator("body").screenshot(path=out)


def in_terminal(*arguments: str) -> str:
    """What a command prints to a terminal of ``COLUMNS``."""
    ours, theirs = pty.openpty()
    shell = {**environment(), "TERM": "xterm-256color", "COLUMNS": str(COLUMNS)}
    with subprocess.Popen(command(*arguments), stdout=theirs, env=shell) as process:
        os.close(theirs)
        printed = b""
        while True:
            try:
                chunk = os.read(ours, 65_536)
            except OSError:
                break
            if not chunk:
                break
            printed += chunk
        assert process.wait() == 0
    os.close(ours)
    return printed.decode().replace("\r\n", "\n")


def main(folder: Path = ROOT / "docs" / "images") -> None:
    """Make both pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, open_chromium() as browser:
        lake = Path(temporary) / "lake"
        run_ok("run", ROOT / "seeds", "--lake", lake, "--quiet")
        shoot_report(browser, lake, folder / "report.png")
        shoot_story(browser, lake, folder / "story.png")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
