from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.story_status import (
    MOST_HEARD,
    MOST_HISTORY,
    PLACES,
    STATUSES,
    TRANSITIONS,
    Claim,
    StoryStatus,
    next_status,
)
from transforms.text.tellings import NOTHING_TOLD, Telling, tell

SUNDAY = datetime(2019, 6, 23, tzinfo=timezone.utc)
LATER = datetime(2019, 7, 7, tzinfo=timezone.utc)


def claim(kind: str, place: str = "headline", effective: datetime | None = None, evidence: str = "") -> Claim:
    return Claim(kind, place, effective, evidence or f"{kind} in {place}")


def story(status: str | None, *outlets: str, history: tuple[str, ...] = ()) -> StoryStatus:
    return StoryStatus(status=status, history=history, event_time=SUNDAY, outlets=frozenset(outlets))


@pytest.mark.parametrize(
    ("current", "told", "expected"),
    [
        (None, [], None),
        ("planned", [], "planned"),
        (None, [claim("confirmed"), claim("denied", "notice")], None),
        (None, [claim("planned")], "planned"),
        (None, [claim("postponed")], "postponed"),
        (None, [claim("planned"), claim("planned", "body"), claim("postponed", "notice")], "postponed"),
        (None, [claim("postponed"), claim("planned", "body")], "postponed"),
        (None, [claim("postponed", "body"), claim("planned", "body")], "postponed"),
        (None, [claim("suspended", "body"), claim("resumed", "body")], "resumed"),
        ("planned", [claim("postponed")], "postponed"),
        ("postponed", [claim("planned", "body")], "postponed"),
        ("postponed", [claim("planned", "headline", SUNDAY)], "postponed"),
        ("postponed", [claim("planned", "headline", LATER)], "planned"),
        ("ended", [claim("planned", "headline", LATER)], "ended"),
        ("underway", [claim("planned", "headline", LATER)], "underway"),
        ("postponed", [claim("underway")], "underway"),
        ("postponed", [claim("cancelled", "notice")], "cancelled"),
        ("suspended", [claim("resumed")], "resumed"),
        ("underway", [claim("ended")], "ended"),
        ("underway", [claim("postponed", "body")], "underway"),
        ("underway", [claim("postponed")], "postponed"),
        ("planned", [claim("resumed", "notice")], "planned"),
        ("planned", [claim("ended", "body")], "planned"),
        ("planned", [claim("ended")], "ended"),
        ("cancelled", [claim("postponed", "body")], "cancelled"),
        ("cancelled", [claim("postponed")], "cancelled"),
        ("cancelled", [claim("postponed", "notice")], "postponed"),
        ("cancelled", [claim("underway")], "cancelled"),
        ("cancelled", [claim("resumed", "body")], "resumed"),
        ("cancelled", [claim("suspended")], "cancelled"),
        ("planned", [claim("cancelled"), claim("postponed", "notice")], "postponed"),
        ("planned", [claim("cancelled", "body", evidence="It was cancelled last year.")], "planned"),
    ],
)
def test_transitions(current: str | None, told: list[Claim], expected: str | None) -> None:
    assert next_status(story(current), told, "courier").status == expected


def test_every_step_has_a_rule() -> None:
    assert set(TRANSITIONS) == {(status, kind) for status in (None, *STATUSES) for kind in STATUSES}
    assert set(TRANSITIONS.values()) == {"any", "head", "notice", "later", "two", "no", "same"}
    assert [pair for pair, how in TRANSITIONS.items() if how == "same"] == [(status, status) for status in STATUSES]


def test_what_a_first_text_tells_of_before_is_kept() -> None:
    told = [claim("planned", "body"), claim("postponed")]
    after = next_status(StoryStatus(), told, "courier")
    assert (after.status, after.history, after.reason) == (
        "postponed",
        ("planned",),
        "postponed: headline of courier",
    )


@pytest.mark.parametrize(
    ("current", "history", "sentence", "expected"),
    [
        ("postponed", ("planned",), "Organisers denied that the race had been postponed.", "planned"),
        ("postponed", (), "Organisers denied that the race had been put off.", "planned"),
        ("postponed", ("planned", "underway"), "The club denied any delay.", "underway"),
        ("postponed", ("planned",), "The club denied a cancellation.", "postponed"),
        ("cancelled", ("planned", "postponed"), "It denied postponing or cancelling the race.", "planned"),
        ("suspended", (), "The union denied suspending the strike.", "underway"),
        ("ended", ("underway",), "The union denied that the strike had ended.", "underway"),
        ("planned", (), "The police denied a rumour.", "planned"),
    ],
)
def test_a_denial_takes_back_what_it_names(
    current: str, history: tuple[str, ...], sentence: str, expected: str
) -> None:
    denial = claim("denied", evidence=sentence)
    assert next_status(story(current, history=history), [denial], "courier").status == expected


def test_what_was_denied_is_not_believed_from_a_body_again() -> None:
    state = next_status(story("planned"), [claim("denied", evidence="It denied a delay of the race.")], "courier")
    assert next_status(state, [claim("postponed", "body")], "herald").status == "planned"
    assert next_status(state, [claim("postponed")], "herald").status == "postponed"


def test_a_plan_that_goes_ahead_answers_a_postponement_and_no_cancellation() -> None:
    ahead = claim("planned", evidence="The race will go ahead on Sunday as planned.")
    assert next_status(story("postponed", history=("planned",)), [ahead], "post").status == "planned"
    assert next_status(story("cancelled", history=("planned",)), [ahead], "post").status == "cancelled"
    planned = next_status(story(None), [ahead], "post")
    assert planned.status == "planned"
    assert next_status(planned, [claim("postponed", "body")], "herald").status == "postponed", "it was no denial"


def test_a_lone_outlet_against_many() -> None:
    many = story("underway", "courier", "herald", "observer")
    once = next_status(many, [claim("postponed", evidence="Race put off")], "post")
    assert once.status == "underway"
    again = next_status(once, [claim("postponed", evidence="Race is put off")], "post")
    assert again.status == "underway", "one outlet twice is one outlet"
    assert next_status(again, [claim("postponed", evidence="Race postponed")], "gazette").status == "postponed"
    few = story("underway", "courier", "herald")
    assert next_status(few, [claim("postponed")], "post").status == "postponed"
    assert next_status(many, [claim("ended")], "post").status == "ended", "the next step some outlet tells first"


def test_a_contradiction_needs_two_outlets_in_headlines() -> None:
    state = next_status(story("ended"), [claim("underway", "body"), claim("underway", evidence="On")], "post")
    assert state.status == "ended"
    state = next_status(state, [claim("underway", evidence="Still on")], "herald")
    assert (state.status, state.reason) == ("underway", "underway: 2 outlets say so against ended")


def test_the_state_stays_small() -> None:
    state = StoryStatus()
    for number in range(3 * MOST_HEARD):
        kinds = ("underway", "suspended", "resumed")
        state = next_status(state, [claim(kinds[number % 3], evidence=f"Report {number}")], "courier")
    assert (len(state.heard), len(state.history), len(state.waiting)) == (MOST_HEARD, MOST_HISTORY, 0)
    assert state.status == "resumed"


_claims = st.builds(
    Claim,
    st.sampled_from((*STATUSES, "confirmed", "denied")),
    st.sampled_from(PLACES),
    st.sampled_from((None, SUNDAY, LATER)),
    st.sampled_from(("It did.", "It denied a delay.", "It is cancelled.", "It will go ahead as planned.")),
)
_texts = st.lists(st.tuples(st.sampled_from("abcd"), st.lists(_claims, max_size=3)), max_size=6)


@given(st.sampled_from((None, *STATUSES)), st.lists(_claims, max_size=5))
def test_a_text_told_twice_by_its_outlet_changes_nothing(current: str | None, told: list[Claim]) -> None:
    once = next_status(story(current), told, "courier")
    assert once.status is None or once.status in STATUSES
    assert next_status(once, told, "courier") == once


@given(texts=_texts, data=st.data())
def test_the_state_is_a_function_of_texts_by_time_of_writing(
    texts: list[tuple[str, list[Claim]]], data: st.DataObject
) -> None:
    """Of texts with different times of writing, any order of arrival gives one state: status, history, reason."""
    tellings = [
        Telling(SUNDAY + timedelta(hours=hour), outlet, False, tuple(claims), ())
        for hour, (outlet, claims) in enumerate(texts)
    ]
    in_order, arrived = NOTHING_TOLD, NOTHING_TOLD
    for telling in tellings:
        in_order = tell(in_order, telling)
    for telling in data.draw(st.permutations(tellings)):
        arrived = tell(arrived, telling)
    assert arrived == in_order
