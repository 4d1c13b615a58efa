"""How long a watch waits between two rounds."""

from datetime import datetime, timedelta, timezone

import pytest

from pipeline.live import MIN_WAIT_SECS, LivePlan, LiveResult, wait_secs
from transforms.polling.memory import new_source

NOON = datetime(2026, 3, 5, 12, tzinfo=timezone.utc)
DUE = [new_source("https://courier.example/feed", NOON)]
NOTHING, SOMETHING = LiveResult(0, {}, "nothing", 0.1), LiveResult(1, {"poll/read": 1}, "committed", 0.1)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("plan", "last", "every", "secs"),
    [
        (LivePlan([], NOON + timedelta(seconds=20)), NOTHING, MINUTE, 20.0),
        (LivePlan([], NOON + timedelta(hours=2)), NOTHING, MINUTE, 60.0),
        (LivePlan([], NOON), NOTHING, MINUTE, MIN_WAIT_SECS),
        (LivePlan([], None), NOTHING, MINUTE, 60.0),
        (LivePlan([], None), NOTHING, timedelta(0), MIN_WAIT_SECS),
        (LivePlan(DUE, None), SOMETHING, MINUTE, MIN_WAIT_SECS),
        (LivePlan(DUE, None), NOTHING, MINUTE, 60.0),
        (LivePlan(DUE, None), NOTHING, timedelta(0), MIN_WAIT_SECS),
    ],
)
def test_a_watch_waits_for_what_is_due_and_never_spins(
    plan: LivePlan, last: LiveResult, every: timedelta, secs: float
) -> None:
    assert wait_secs(plan, last, every, NOON) == pytest.approx(secs)
