"""Time as places on a line: one axis for the whole page, and how many changes fell into each stretch of it."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.report.gather import Step, Story

# Kinds of change in the order in which a bar stacks them.
CHANGES = ("new", "development", "revision", "correction", "duplicate")
BAR_HEIGHT_PX = 96
MAX_BARS = 60
MAX_TICKS = 6

_HOUR = 3600
_DAY = 24 * _HOUR
_UNITS_SECS = tuple(
    [900, _HOUR, 3 * _HOUR, 6 * _HOUR, 12 * _HOUR, _DAY]
    + [days * _DAY for days in (2, 7, 14, 30, 91, 182, 365, 1_826, 3_652, 18_262)]
)
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


class Bar(NamedTuple):
    """How many changes of one kind fell into one stretch of time; places are per cent of the width, heights pixels."""

    x: float
    width: float
    y: float
    height: float
    change: str
    number: int
    start: datetime.datetime


class Tick(NamedTuple):
    """A labelled place on the axis."""

    x: float
    label: str


class Mark(NamedTuple):
    """A change on a story's lane."""

    x: float
    change: str


class Stretch(NamedTuple):
    """A time during which a story had one status."""

    x: float
    end: float
    status: str | None


class Axis(NamedTuple):
    """A span of time laid on a line, cut into stretches of ``unit_secs``."""

    start: datetime.datetime
    end: datetime.datetime
    unit_secs: int

    def place(self, at: datetime.datetime) -> float:
        """Where a time is, in per cent of the line's length, two decimals."""
        part = (at - self.start).total_seconds() / (self.end - self.start).total_seconds()
        return round(100 * min(max(part, 0.0), 1.0), 2)


def make_axis(times: Iterable[datetime.datetime]) -> Axis:
    """The axis that holds all these times, its ends at whole units; an hour of 1970 if there are none."""
    seconds = sorted((at - _EPOCH).total_seconds() for at in times) or [0.0]
    unit = next((unit for unit in _UNITS_SECS if (seconds[-1] - seconds[0]) / unit <= MAX_BARS - 2), _UNITS_SECS[-1])
    start = seconds[0] // unit * unit
    end = (seconds[-1] // unit + 1) * unit
    return Axis(_EPOCH + datetime.timedelta(seconds=start), _EPOCH + datetime.timedelta(seconds=end), unit)


def axis_of(stories: Sequence[Story]) -> Axis:
    """The axis of all that happened in these stories."""
    return make_axis(at for story in stories for at, _ in _changes(story))


def bars_of(stories: Sequence[Story], axis: Axis) -> list[Bar]:
    """The bars of all stretches of the axis, each stacked in the order of ``CHANGES``."""
    counts: Counter[tuple[int, str]] = Counter()
    for story in stories:
        for at, change in _changes(story):
            counts[int((at - axis.start).total_seconds() // axis.unit_secs), change] += 1
    totals: Counter[int] = Counter()
    for (slot, _), number in counts.items():
        totals[slot] += number
    tallest = max(totals.values(), default=1)
    stacked: Counter[int] = Counter()
    width = 100 * axis.unit_secs / (axis.end - axis.start).total_seconds()
    bars = []
    for slot, change in sorted(counts, key=lambda key: (key[0], CHANGES.index(key[1]))):
        number = counts[slot, change]
        stacked[slot] += number
        top = BAR_HEIGHT_PX * (1 - stacked[slot] / tallest)
        start = axis.start + datetime.timedelta(seconds=slot * axis.unit_secs)
        bars.append(
            Bar(
                round(slot * width + width * 0.08, 2),
                round(width * 0.84, 2),
                round(top, 1),
                round(BAR_HEIGHT_PX * number / tallest, 1),
                change,
                number,
                start,
            )
        )
    return bars


def ticks_of(axis: Axis) -> list[Tick]:
    """At most ``MAX_TICKS`` labelled places, at whole units."""
    units = round((axis.end - axis.start).total_seconds() / axis.unit_secs)
    each = -(-units // MAX_TICKS)
    form = "%H:%M" if units * axis.unit_secs <= _DAY else "%d %b" if units * axis.unit_secs < 300 * _DAY else "%b %Y"
    if axis.unit_secs < _DAY < units * axis.unit_secs:
        form = "%d %b %H:%M"
    steps = (axis.start + datetime.timedelta(seconds=slot * axis.unit_secs) for slot in range(0, units, each))
    return [Tick(axis.place(at), at.strftime(form)) for at in steps]


def lane_of(story: Story, axis: Axis) -> tuple[list[Stretch], list[Mark]]:
    """A story's statuses as stretches of the axis, and its changes as marks on it."""
    marks = [Mark(axis.place(at), change) for at, change in _changes(story)]
    stretches: list[Stretch] = []
    for step, following in zip(story.steps, [*story.steps[1:], None], strict=True):
        start, end = axis.place(step.at), axis.place(following.at if following else story.changed_at)
        if stretches and stretches[-1].status == step.status:
            stretches[-1] = stretches[-1]._replace(end=end)
        else:
            stretches.append(Stretch(start, end, step.status))
    return [stretch for stretch in stretches if stretch.end > stretch.x], _apart(marks)


def _apart(marks: list[Mark]) -> list[Mark]:
    """One mark for several of one kind at one place."""
    return sorted(set(marks), key=lambda mark: (mark.x, CHANGES.index(mark.change)))


def _changes(story: Story) -> Iterable[tuple[datetime.datetime, str]]:
    for step in story.steps:
        yield step.at, step.change
        yield from _copies(step)


def _copies(step: Step) -> Iterable[tuple[datetime.datetime, str]]:
    return ((copy.at, "duplicate") for copy in step.copies)
