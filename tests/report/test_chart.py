"""Time laid on a line."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.chart import (
    BAR_HEIGHT_PX,
    MAX_BARS,
    MAX_TICKS,
    Mark,
    Stretch,
    bars_of,
    lane_of,
    make_axis,
    ticks_of,
)
from pipeline.report.gather import Copy
from tests.report.stories import NOON, a_step, a_story, at_hour

UTC = datetime.timezone.utc


def test_an_axis_ends_at_whole_units() -> None:
    axis = make_axis([at_hour(0.1), at_hour(30)])
    assert (axis.start, axis.end, axis.unit_secs) == (at_hour(0), at_hour(31), 3600)
    assert axis.place(axis.start) == 0
    assert axis.place(axis.end) == 100


def test_one_moment_and_none_have_an_axis() -> None:
    assert make_axis([NOON]).end == NOON + datetime.timedelta(minutes=15)
    assert make_axis([]).start == datetime.datetime(1970, 1, 1, tzinfo=UTC)


@given(st.lists(st.datetimes(datetime.datetime(1950, 1, 1), datetime.datetime(2090, 1, 1)), min_size=1, max_size=5))
def test_every_time_is_on_the_axis(times: list[datetime.datetime]) -> None:
    aware = [time.replace(tzinfo=UTC) for time in times]
    axis = make_axis(aware)
    assert axis.start <= min(aware) and max(aware) <= axis.end
    assert (axis.end - axis.start).total_seconds() / axis.unit_secs <= MAX_BARS
    assert 1 <= len(ticks_of(axis)) <= MAX_TICKS


def test_bars_stack_what_fell_into_one_stretch() -> None:
    story = a_story(a_step(0), a_step(0.1, change="revision"), a_step(50, change="development"))
    axis = make_axis([at_hour(0), at_hour(50)])
    bars = bars_of([story], axis)
    assert [(bar.change, bar.number, bar.y, bar.height) for bar in bars] == [
        ("new", 1, BAR_HEIGHT_PX / 2, BAR_HEIGHT_PX / 2),
        ("revision", 1, 0, BAR_HEIGHT_PX / 2),
        ("development", 1, BAR_HEIGHT_PX / 2, BAR_HEIGHT_PX / 2),
    ]
    assert bars[0].x == bars[1].x < bars[2].x


def test_a_lane_shows_statuses_and_changes() -> None:
    copies = (Copy("Post", None, at_hour(5)),)
    story = a_story(
        a_step(0, status="planned", copies=copies),
        a_step(4, change="development", status="planned"),
        a_step(8, change="development", status="postponed"),
        a_step(10, change="revision", status="postponed"),
    )
    axis = make_axis([at_hour(0), at_hour(9.9)])
    stretches, marks = lane_of(story, axis)
    assert stretches == [
        Stretch(0, axis.place(at_hour(8)), "planned"),
        Stretch(axis.place(at_hour(8)), axis.place(at_hour(10)), "postponed"),
    ]
    assert [mark.change for mark in marks] == ["new", "development", "duplicate", "development", "revision"]
    assert marks[0] == Mark(0, "new")
