"""The command ``report``: the page in one file."""

import argparse
import os
import sys
from pathlib import Path

from pipeline.cli import DONE, UsageError
from pipeline.lake.connection import connect
from pipeline.lake.reader import LakeReader
from pipeline.report.gather import Story, gather_stories
from pipeline.report.render import Setting, Totals, render_pages

_TOTALS = "SELECT count(DISTINCT story_id), count(*), count(DISTINCT coalesce(source, origin)) FROM records"


def report(arguments: argparse.Namespace) -> int:
    """Write the page, or as many as it takes; each replaces what was there whole or not at all."""
    lake = LakeReader(arguments.lake).check()
    out = Path(arguments.out)
    stories, setting = read_lake(lake, arguments)
    pages = render_pages(stories, setting, lambda number: _name_page(out, number))
    for name, page in pages.items():
        _put(out.with_name(name), page)
    size = sum(len(page.encode()) for page in pages.values())
    more = f" and {len(pages) - 1} more pages" if len(pages) > 1 else ""
    print(f"{out}{more}: {len(stories):,} stories, {size / 1000:,.0f} kB", file=sys.stderr)
    return DONE


def read_lake(lake: LakeReader, arguments: argparse.Namespace, live: bool = False) -> tuple[list[Story], Setting]:
    """What the page shows of a lake as it stands, or stood at ``--as-of``."""
    moment = lake.moment(arguments.as_of)
    connection = connect(lake, moment)
    counted = connection.execute(_TOTALS).fetchone() or (0, 0, 0)
    setting = Setting(arguments.title, moment.lake_version, arguments.as_of is not None, Totals(*counted), live)
    return gather_stories(connection, arguments.limit), setting


def _name_page(out: Path, number: int) -> str:
    return out.name if number == 1 else f"{out.stem}-{number}{out.suffix}"


def _put(path: Path, page: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        draft.write_text(page, encoding="utf-8", newline="\n")
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise UsageError(f"cannot write {path}: {error.strerror}; give --out another file") from error
