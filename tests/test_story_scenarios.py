"""Stories told by several outlets, some of them late: what their status and figures become, step by step.

Each text has an hour at which it was written and one at which it was seen.  What is believed must follow the
first, and what a record says can follow only what had been seen.
"""

import itertools
from typing import NamedTuple

import pytest

from tests.builders import a_member, at_hour
from tests.memory_lake import MemoryLake
from transforms.decide import decide_in_order
from transforms.elements import Notice, Record


class Text(NamedTuple):
    """A text of a story; ``seen`` is the hour of its observation, by default half an hour after it was written."""

    written: float
    outlet: str
    title: str
    body: str = ""
    seen: float | None = None
    notice: str = ""


def tell(texts: list[Text]) -> list[Record]:
    """The records of a story, in order of observation."""
    members = []
    for number, text in enumerate(sorted(texts, key=seen_at)):
        notices = [Notice("update", text.notice, None)] if text.notice else []
        members.append(
            a_member(
                "related" if number else "first",
                article_id=f"{text.outlet}/{texts.index(text)}",
                source=text.outlet,
                title=text.title,
                text="\n\n".join(filter(None, [text.body or text.title + ".", text.notice])),
                notices=notices,
                published_at=at_hour(text.written),
                observed_at=at_hour(seen_at(text)),
            )
        )
    return list(decide_in_order(members, MemoryLake()))


def seen_at(text: Text) -> float:
    return text.written + 0.5 if text.seen is None else text.seen


PLANNED = Text(0, "courier", "Dunholt raids planned for Sunday", "Officers will raid homes in Dunholt on Sunday.")
POSTPONED = Text(10, "herald", "Dunholt raids postponed", "The raids in Dunholt were put off, officials said.")
DENIED = Text(
    20, "post", "Agency denies Dunholt raids were postponed", "The agency denied that the raids had been postponed."
)
UNDERWAY = Text(150, "courier", "Raids under way in Dunholt", "The raids in Dunholt have begun, officials said.")
ENDED = Text(170, "herald", "Dunholt raids end", "The raids in Dunholt ended on Monday.")

CONCERT = Text(0, "courier", "Kites concert planned for Friday in Lindenau")
CONCERT_OFF = Text(5, "herald", "Kites concert in Lindenau cancelled")
CONCERT_LATE_PLAN = Text(7, "post", "Kites concert planned for Saturday in Lindenau")
CONCERT_ON = Text(9, "herald", "Cancelled Kites concert in Lindenau reinstated")

STRIKE = Text(0, "courier", "Ferry strike begins in Saltmere")
STRIKE_STOPS = Text(20, "herald", "Saltmere ferry strike suspended for talks")
STRIKE_GOES_ON = Text(60, "courier", "Saltmere ferry strike resumes after talks fail")

AHEAD = Text(
    15,
    "post",
    "Dunholt raids will go ahead on Sunday as planned",
    "The raids in Dunholt will go ahead on Sunday as planned, the agency said.",
)
OLD_NEWS = Text(
    30,
    "observer",
    "What to know about the Dunholt raids",
    "The raids in Dunholt, which had been planned for Sunday, worry families.",
)
LATE_PLAN = Text(2, "observer", "Dunholt raids planned for Sunday, officers say", seen=40)
MOVED = Text(
    12, "herald", "Dunholt raids postponed to 29 March", "The raids in Dunholt were moved to 29 March, officials said."
)
LAST_YEAR = Text(
    30, "post", "Dunholt prepares for raids", "A raid on a mill in Aldmere was cancelled last year after protests."
)


@pytest.mark.parametrize(
    ("texts", "statuses"),
    [
        pytest.param(
            [PLANNED, POSTPONED, DENIED, UNDERWAY, ENDED],
            ["planned", "postponed", "planned", "underway", "ended"],
            id="planned, postponed, denied, underway, ended",
        ),
        pytest.param(
            [CONCERT, CONCERT_OFF, CONCERT_LATE_PLAN, CONCERT_ON],
            ["planned", "cancelled", "cancelled", "resumed"],
            id="cancelled is final until it is on again",
        ),
        pytest.param(
            [STRIKE, STRIKE_STOPS, STRIKE_GOES_ON],
            ["underway", "suspended", "resumed"],
            id="suspended, resumed",
        ),
        pytest.param(
            [PLANNED, POSTPONED, AHEAD],
            ["planned", "postponed", "planned"],
            id="one says postponed, another later that it goes ahead",
        ),
        pytest.param(
            [PLANNED, POSTPONED, AHEAD._replace(written=8)],
            ["planned", "planned", "postponed"],
            id="it goes ahead was written before",
        ),
        pytest.param(
            [PLANNED, POSTPONED, OLD_NEWS],
            ["planned", "postponed", "postponed"],
            id="an article that repeats the plan after the change",
        ),
        pytest.param(
            [PLANNED, POSTPONED, LATE_PLAN],
            ["planned", "postponed", "postponed"],
            id="an old text that arrives late",
        ),
        pytest.param(
            [PLANNED, POSTPONED._replace(seen=200), UNDERWAY],
            ["planned", "underway", "underway"],
            id="the postponement is seen after the raids began",
        ),
        pytest.param(
            [PLANNED, MOVED, UNDERWAY, ENDED],
            ["planned", "postponed", "underway", "ended"],
            id="rescheduled, then held",
        ),
        pytest.param(
            [PLANNED, LAST_YEAR],
            ["planned", "planned"],
            id="what happened elsewhere last year",
        ),
    ],
)
def test_the_status_follows_what_was_written_last(texts: list[Text], statuses: list[str]) -> None:
    records = tell(texts)
    assert [record.status for record in records] == statuses
    for before, after in itertools.pairwise(records):
        assert after.status_from == before.status


def test_a_denial_keeps_its_sentence() -> None:
    denial = tell([PLANNED, POSTPONED, DENIED])[2]
    assert (denial.status, denial.status_from) == ("planned", "postponed")
    assert "The agency denied that the raids had been postponed." in [each.evidence for each in denial.developments]


def test_a_notice_beats_the_headline_above_it() -> None:
    updated = Text(0, "courier", "Dunholt raids planned for Sunday", notice="UPDATE: The raids have been postponed.")
    [record] = tell([updated])
    assert (record.status, record.status_from) == ("postponed", "planned")


def test_two_outlets_that_see_it_take_place_are_believed_against_one_that_called_it_off() -> None:
    off = Text(5, "post", "Dunholt march cancelled")
    on = [Text(10 + hour, outlet, "Dunholt march under way") for hour, outlet in enumerate(("courier", "herald"))]
    assert [record.status for record in tell([off, *on])] == ["cancelled", "cancelled", "underway"]


@pytest.mark.parametrize("order", list(itertools.permutations(range(5)))[::7])
def test_order_of_arrival_does_not_change_the_final_status(order: tuple[int, ...]) -> None:
    texts = [PLANNED, POSTPONED, DENIED, UNDERWAY, ENDED]
    arrived = [texts[at]._replace(seen=300.0 + place) for place, at in enumerate(order)]
    assert tell(arrived)[-1].status == "ended"


FIRST_COUNT = Text(
    0, "courier", "Mill fire in Aldmere injures three", "A fire in a mill in Aldmere injured three people."
)
MORE = Text(2, "herald", "Four hurt in Aldmere mill fire", "At least four people were hurt in the mill fire.")
ONE_DIED = Text(
    9, "post", "Worker hurt in Aldmere mill fire dies", "One worker has died and three are in hospital after the fire."
)
OLD_COUNT = Text(
    1, "observer", "Fire at Aldmere mill", "The fire injured three people, the brigade said at first.", seen=12
)
STALE_COUNT = Text(11, "observer", "After the Aldmere fire", "Three people were injured in the fire.")


@pytest.mark.parametrize(
    ("texts", "changes"),
    [
        pytest.param(
            [FIRST_COUNT, MORE],
            [[("injured", 3, None, None)], [("injured", 4, 3, None)]],
            id="three hurt, then four",
        ),
        pytest.param(
            [FIRST_COUNT, MORE, ONE_DIED],
            [
                [("injured", 3, None, None)],
                [("injured", 4, 3, None)],
                [("killed", 1, None, None), ("injured", 3, 4, None)],
            ],
            id="one of the wounded dies",
        ),
        pytest.param(
            [FIRST_COUNT, MORE, OLD_COUNT],
            [[("injured", 3, None, None)], [("injured", 4, 3, None)], []],
            id="an old text that arrives late",
        ),
        pytest.param(
            [FIRST_COUNT, MORE, STALE_COUNT],
            [[("injured", 3, None, None)], [("injured", 4, 3, None)], []],
            id="a lone outlet that repeats the old number",
        ),
        pytest.param(
            [MORE._replace(title="At least four hurt in Aldmere mill fire"), MORE._replace(written=3, outlet="post")],
            [[("injured", 4, None, "at least")], []],
            id="a bound made exact is no change of value",
        ),
    ],
)
def test_a_changed_figure_says_what_it_was(
    texts: list[Text], changes: list[list[tuple[str, float, float | None, str | None]]]
) -> None:
    found = [[(one.what, one.value, one.was, one.qualifier) for one in record.figures] for record in tell(texts)]
    assert found == changes


def test_every_figure_has_its_sentence() -> None:
    for record in tell([FIRST_COUNT, MORE, ONE_DIED]):
        for one in [*record.figures, *record.told_figures]:
            assert one.evidence in f"{record.title}\n{record.text}"
