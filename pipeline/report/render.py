"""Sets the page: the templates and scripts in ``page``, everything in one HTML file.

Text from the web passes through Jinja's autoescape, after control characters are gone (``gather``).
The page's Content-Security-Policy allows its own style and script by digest, and nothing else: whatever
slipped through would not run.
"""

import base64
import datetime
import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from jinja2 import BaseLoader, Environment, StrictUndefined, Template
from markupsafe import Markup

from pipeline.report.chart import BAR_HEIGHT_PX, CHANGES, Axis, axis_of, bars_of, lane_of, ticks_of
from pipeline.report.gather import Story

# Of a page's stories; with what stands around them a page stays under 2 MB, which a phone opens at once
# (test_render.py::test_pages_stay_under_two_megabytes).
MAX_STORIES_BYTES = 1_900_000

_NAMES = {
    "new": ("new story", "new stories"),
    "development": ("development", "developments"),
    "revision": ("revision", "revisions"),
    "correction": ("correction", "corrections"),
    "duplicate": ("copy", "copies"),
}
# In the order in which a story goes through them.
_STATUSES = ("planned", "underway", "postponed", "suspended", "resumed", "cancelled", "ended", None)


class Totals(NamedTuple):
    """How much the whole lake holds, shown or not."""

    stories: int
    records: int
    outlets: int


class Setting(NamedTuple):
    """What stands around the stories: the version of the lake, and whether it is a past one.

    ``live`` if a server keeps the page up to date.
    """

    title: str
    version: int
    past: bool
    totals: Totals
    live: bool = False


class Sheet(NamedTuple):
    """One page of several: its number from 1, and the file names of all."""

    number: int
    names: tuple[str, ...]


def render_pages(stories: Sequence[Story], setting: Setting, name_page: Callable[[int], str]) -> dict[str, str]:
    """All pages by name, cut so that each stays under ``MAX_PAGE_BYTES``; ``name_page`` names page 1, 2…

    The chart and the lanes of all pages share one axis.
    """
    axis = axis_of(stories)
    sheets: list[list[tuple[Story, Markup]]] = [[]]
    room = MAX_STORIES_BYTES
    for story in stories:
        fragment = _render_story(story, axis)
        size = len(fragment.encode())
        if size > room and sheets[-1]:
            sheets.append([])
            room = MAX_STORIES_BYTES
        sheets[-1].append((story, fragment))
        room -= size
    names = tuple(name_page(number) for number in range(1, len(sheets) + 1))
    return {
        name: _render_sheet(shown, stories, setting, axis, Sheet(number, names))
        for number, (name, shown) in enumerate(zip(names, sheets, strict=True), 1)
    }


def render_page(stories: Sequence[Story], setting: Setting) -> str:
    """The first page alone."""
    return next(iter(render_pages(stories, setting, str).values()))


def _render_story(story: Story, axis: Axis) -> Markup:
    stretches, marks = lane_of(story, axis)
    return Markup(_template("story.html").render(story=story, stretches=stretches, marks=marks))


def _render_sheet(
    shown: Sequence[tuple[Story, Markup]], stories: Sequence[Story], setting: Setting, axis: Axis, sheet: Sheet
) -> str:
    statuses = {story.status for story, _ in shown}
    return _template("page.html").render(
        stories=[fragment for _, fragment in shown],
        all_stories=len(stories),
        sheet=sheet,
        **setting._asdict(),
        policy=policy_of(setting.live),
        style=Markup(_resource("page.css")),
        script=Markup(_script(setting.live)),
        bars=bars_of(stories, axis),
        bar_height=BAR_HEIGHT_PX,
        ticks=ticks_of(axis),
        changes=CHANGES,
        chart_summary=_chart_summary(stories),
        outlets=sorted({outlet.name for story, _ in shown for outlet in story.outlets}, key=str.casefold),
        statuses=[status for status in _STATUSES if status in statuses],
    )


def _script(live: bool) -> str:
    return _resource("page.js") + (_resource("live.js") if live else "")


def policy_of(live: bool) -> str:
    """The page's Content-Security-Policy."""
    script, style = _digest_source(_script(live)), _digest_source(_resource("page.css"))
    own = "; connect-src 'self'" if live else ""
    return f"default-src 'none'; script-src {script}; style-src {style}{own}; base-uri 'none'; form-action 'none'"


def _digest_source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _chart_summary(stories: Sequence[Story]) -> str:
    counts = dict.fromkeys(CHANGES, 0)
    for story in stories:
        counts["duplicate"] += story.copies
        for step in story.steps:
            counts[step.change] += 1
    told = ", ".join(f"{number:,} {change_name(change, number)}" for change, number in counts.items() if number)
    return f"Changes over time: {told or 'none'}"


def change_name(change: str, number: int) -> str:
    """A kind of change in words, for one or several."""
    return _NAMES[change][number != 1]


def instant(at: datetime.datetime) -> str:
    """A time to the minute, without the clock where it is midnight."""
    return f"{at:%d %b %Y}" if (at.hour, at.minute) == (0, 0) else f"{at:%d %b %Y %H:%M}"


def lag(behind: datetime.timedelta) -> str:
    """How far behind the first report, in the two largest units."""
    minutes = round(behind.total_seconds() / 60)
    if not minutes:
        return "first"
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [f"{number} {unit}" for number, unit in ((days, "d"), (hours, "h"), (rest, "min")) if number]
    return "+" + " ".join(parts[:2])


def features(story: Story) -> str:
    """What a filter can ask of a story, as words."""
    found = {
        "status": any(step.status != step.status_from for step in story.steps),
        "correction": any(step.change == "correction" for step in story.steps),
        "edit": any(step.edits for step in story.steps),
        "figure": any(count.was is not None for step in story.steps for count in step.counts),
        "copy": bool(story.copies),
    }
    return " ".join(name for name, has in found.items() if has)


def digest(story: Story) -> str:
    """Differs when anything shown of a story differs."""
    return hashlib.blake2b(repr(story).encode("utf-8", "backslashreplace"), digest_size=6).hexdigest()


@cache
def _resource(name: str) -> str:
    return (files("pipeline.report") / "page" / name).read_text(encoding="utf-8")


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=BaseLoader(), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    for each in (change_name, instant, lag, features, digest):
        environment.filters[each.__name__] = each
    return environment.from_string(_resource(name))
