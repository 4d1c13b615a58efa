from datetime import datetime, timedelta, timezone

import pytest

from transforms.text.figures import FoundFigure
from transforms.text.story_status import Claim
from transforms.text.tellings import MOST_TELLINGS, NOTHING_TOLD, Telling, tell, written_at

NOON = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)
MIDNIGHT = datetime(2026, 3, 2, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("revision", "published", "modified", "observed", "written"),
    [
        pytest.param(1, None, None, NOON, NOON, id="no time of its own"),
        pytest.param(1, NOON - 3 * HOUR, None, NOON, NOON - 3 * HOUR, id="published"),
        pytest.param(1, NOON - 3 * HOUR, NOON - HOUR, NOON, NOON - HOUR, id="modified"),
        pytest.param(1, NOON + HOUR, None, NOON, NOON, id="a time to come is a mistake"),
        pytest.param(1, MIDNIGHT, None, NOON, NOON, id="a date is the end of its day, and no later than seen"),
        pytest.param(1, MIDNIGHT, None, NOON + 48 * HOUR, MIDNIGHT + 24 * HOUR, id="a date seen later"),
        pytest.param(2, NOON - 3 * HOUR, None, NOON, NOON, id="an edit of unknown time"),
        pytest.param(2, NOON - 3 * HOUR, NOON - 3 * HOUR, NOON, NOON, id="an edit that the page does not tell"),
        pytest.param(2, NOON - 3 * HOUR, NOON - HOUR, NOON, NOON - HOUR, id="an edit that the page tells"),
        pytest.param(2, NOON - 3 * HOUR, NOON + HOUR, NOON, NOON, id="an edit to come"),
    ],
)
def test_when_a_text_was_written(
    revision: int, published: datetime | None, modified: datetime | None, observed: datetime, written: datetime
) -> None:
    assert written_at(revision, published, modified, observed) == written


def telling(hour: int, kind: str = "", killed: float = 0) -> Telling:
    claims = (Claim(kind, "headline", None, f"{kind} {hour}"),) if kind else ()
    figures = (FoundFigure("killed", killed, None, None, f"{killed} {hour}"),) if killed else ()
    return Telling(NOON + hour * HOUR, f"outlet {hour}", False, claims, figures)


def test_an_old_text_that_arrives_late_rolls_nothing_back() -> None:
    told = tell(tell(NOTHING_TOLD, telling(1, "planned", 3)), telling(3, "cancelled", 5))
    late = tell(told, telling(2, "underway", 4))
    assert (late.status.status, late.figures["killed", ""].value) == ("cancelled", 5)
    assert late.status.history == ("planned", "underway")
    assert [one.written for one in late.tellings] == [NOON + hour * HOUR for hour in (1, 2, 3)]


def test_a_text_that_tells_nothing_is_not_remembered() -> None:
    assert tell(NOTHING_TOLD, telling(1)) == NOTHING_TOLD


def test_texts_written_at_the_same_time_are_told_as_they_arrived() -> None:
    told = tell(tell(NOTHING_TOLD, telling(1, "planned")), telling(1, "postponed"))
    assert told.status.status == "postponed"


def test_a_story_remembers_a_bounded_number_of_texts() -> None:
    told = NOTHING_TOLD
    for hour in range(MOST_TELLINGS + 10):
        told = tell(told, telling(hour, "planned" if hour == 0 else "", hour))
    assert len(told.tellings) == MOST_TELLINGS
    assert told.status.status == "planned"
    assert tell(told, telling(-1, "ended")) == told, "older than all that is remembered"
