"""What all commands that read print with: columns, paragraphs, and JSON lines."""

import base64
import datetime
import decimal
import json
import sys
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from pipeline.cli import DONE

# Width of a page of text where standard output is no terminal.
PLAIN_WIDTH = 80
# A narrower last column is no paragraph any more.
MIN_LAST_WIDTH = 16
GAP = "  "
QUIET = "bright_black"
SHORT_ID = 8

STATUS_STYLES = {
    "planned": "cyan",
    "underway": "green",
    "postponed": "yellow",
    "cancelled": "red",
    "suspended": "magenta",
    "resumed": "green",
    "ended": "bright_black",
}


class Output(Console):
    """Standard output, as wide as the terminal."""

    def on_broken_pipe(self) -> None:
        """Leave it to ``pipeline.cli``: a reader that has seen enough is no failure."""
        raise BrokenPipeError

    def say(self, *parts: str | Text, cut: bool = False) -> None:
        """Print one line of these parts; ``cut`` ends it at the width instead of wrapping it."""
        line = Text.assemble(*(part if isinstance(part, Text) else Text(part) for part in parts))
        line.rstrip()
        if cut:
            line.truncate(self.width, overflow="ellipsis")
        self.print(line, soft_wrap=not cut)

    def paragraph(self, text: Text, first: str | Text = "", indent: int = 4) -> None:
        """Print a paragraph behind an indent that it keeps where it wraps; ``first`` stands in the indent."""
        margin = first if isinstance(first, Text) else Text(first)
        margin = margin + Text(" " * (indent - cell_len(margin.plain)))
        for line in text.wrap(self, max(MIN_LAST_WIDTH, self.width - indent)):
            line.rstrip()
            self.print(margin + line, soft_wrap=True)
            margin = Text(" " * indent)

    def columns(self, heads: Sequence[str], rows: Iterable[Sequence[str | Text]], right: Sequence[int] = ()) -> None:
        """Print rows in aligned columns under quiet heads; those in ``right`` are numbers.

        The last column wraps. The others are as wide as they must be; what would leave it no room is cut.
        """
        table = [[Text(head, QUIET) for head in heads]] if any(heads) else []
        table += [[cell if isinstance(cell, Text) else Text(cell) for cell in row] for row in rows]
        if not table:
            return
        last = len(table[0]) - 1
        widths = [max(cell_len(row[at].plain) for row in table) for at in range(last)]
        while sum(widths) + len(GAP) * last > max(self.width - MIN_LAST_WIDTH, 0) and max(widths) > 1:
            widths[widths.index(max(widths))] -= 1
        for row in table:
            for cell, width in zip(row, widths, strict=False):
                cell.truncate(width, overflow="ellipsis")
        for row in table:
            line = Text()
            for at, width in enumerate(widths):
                pad = " " * (width - cell_len(row[at].plain))
                line += (Text(pad) + row[at] if at in right else row[at] + Text(pad)) + Text(GAP)
            self.paragraph(row[last], line, sum(widths) + len(GAP) * last)


def open_console() -> Output:
    """Where a command prints. Colours are for terminals (and not for NO_COLOR, which rich respects)."""
    plain = not sys.stdout.isatty()
    return Output(width=PLAIN_WIDTH if plain else None, highlight=False, markup=False, emoji=False)


def status_text(status: str | None) -> Text:
    """A status in its colour; a dash where it is unknown."""
    return Text(status or "-", STATUS_STYLES.get(status or "", ""))


def minute(time: datetime.datetime) -> str:
    """A time to the minute."""
    return f"{time:%Y-%m-%d %H:%M}"


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its word: ``1 copy``, ``2 copies``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def span(time: datetime.timedelta) -> str:
    """A time between, in its two largest units: ``2 d 3 h``, ``45 min``."""
    minutes = round(time.total_seconds() / 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min"


def print_json(rows: Iterable[dict[str, Any]]) -> int:
    """Print rows as JSON, one a line."""
    for row in rows:
        # ASCII: a terminal escape inside a headline stays an escaped character.
        print(json.dumps(row, default=json_value, ensure_ascii=True))
    return DONE


def json_value(value: object) -> object:
    """The JSON form of what JSON has no form for: times as ISO 8601 in UTC, bytes in base 64, numbers as they read."""
    if isinstance(value, datetime.datetime):
        utc = value.astimezone(datetime.timezone.utc) if value.tzinfo else value
        return utc.isoformat().replace("+00:00", "Z")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, uuid.UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
