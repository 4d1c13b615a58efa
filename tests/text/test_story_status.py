from datetime import datetime, timezone
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.story_status import next_status


class Told(NamedTuple):
    kind: str
    place: str = "headline"
    effective: datetime | None = None


SUNDAY = datetime(2019, 6, 23, tzinfo=timezone.utc)
LATER = datetime(2019, 7, 7, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("current", "told", "expected"),
    [
        (None, [], (None, None)),
        ("planned", [], ("planned", "planned")),
        (None, [Told("confirmed"), Told("denied", "notice")], (None, None)),
        (None, [Told("planned")], ("planned", None)),
        (None, [Told("postponed")], ("postponed", None)),
        (None, [Told("planned"), Told("planned", "body"), Told("postponed", "notice")], ("postponed", "planned")),
        (None, [Told("postponed"), Told("planned", "body")], ("postponed", "planned")),
        (None, [Told("planned", "body"), Told("postponed", "body")], ("postponed", "planned")),
        (None, [Told("postponed", "body"), Told("planned", "body")], ("postponed", "planned")),
        (None, [Told("suspended", "body"), Told("resumed", "body")], ("resumed", "suspended")),
        ("planned", [Told("postponed")], ("postponed", "planned")),
        ("planned", [Told("planned"), Told("postponed", "notice")], ("postponed", "planned")),
        ("postponed", [Told("planned", "body")], ("postponed", "postponed")),
        ("postponed", [Told("planned", "headline", SUNDAY)], ("postponed", "postponed")),
        ("postponed", [Told("planned", "headline", LATER)], ("planned", "postponed")),
        ("postponed", [Told("underway")], ("underway", "postponed")),
        ("postponed", [Told("cancelled", "notice")], ("cancelled", "postponed")),
        ("suspended", [Told("resumed")], ("resumed", "suspended")),
        ("underway", [Told("ended")], ("ended", "underway")),
        ("planned", [Told("resumed", "notice")], ("planned", "planned")),
        ("planned", [Told("ended", "body")], ("planned", "planned")),
        ("cancelled", [Told("postponed", "body")], ("cancelled", "cancelled")),
        ("cancelled", [Told("suspended")], ("cancelled", "cancelled")),
        ("planned", [Told("cancelled"), Told("postponed", "notice")], ("postponed", "planned")),
    ],
)
def test_transitions(current: str | None, told: list[Told], expected: tuple[str | None, str | None]) -> None:
    assert next_status(current, told, known_time=SUNDAY) == expected


KINDS = ("planned", "underway", "postponed", "cancelled", "suspended", "resumed", "ended", "confirmed", "denied")


@given(
    st.sampled_from((None, *KINDS[:7])),
    st.lists(st.builds(Told, st.sampled_from(KINDS), st.sampled_from(("headline", "body", "notice")))),
)
def test_repeating_a_text_changes_nothing(current: str | None, told: list[Told]) -> None:
    once, before = next_status(current, told)
    assert once is None or once in KINDS[:7]
    if current is not None:
        assert before == current
