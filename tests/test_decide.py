"""Decide: what a member is to its story, and the record of it."""

import pytest

from tests.builders import NOON, a_member, an_article
from tests.memory_lake import MemoryLake
from transforms.compare import text_of
from transforms.decide import (
    UNKNOWN_STORY,
    Asserted,
    Story,
    change_of,
    decide,
    decide_in_order,
    read_assertions,
    stories_of,
    story_of,
)
from transforms.elements import Development, Edit, Figure, Notice
from transforms.known import KnownJoin, KnownStep
from transforms.text.figures import FoundFigure

NOTHING = Asserted((), ())
CORRECTION = Notice("correction", "Correction: It was nine weeks, not six.", None)
UPDATE = Notice("update", "UPDATE: The closure has been postponed, the town said.", None)


def asserted(*kinds: str, place: str = "headline") -> Asserted:
    evidence = "The repairs of the bridge over the Sill"
    return Asserted(tuple(Development(kind, evidence, place, None) for kind in kinds), ())


@pytest.mark.parametrize(
    ("relation", "notices", "held", "change"),
    [
        ("first", [], None, "new"),
        ("first", [CORRECTION], None, "new"),
        ("related", [], None, "development"),
        ("related", [CORRECTION], None, "development"),
        ("copy", [CORRECTION], None, "duplicate"),
        ("edit", [], [], "revision"),
        ("edit", [UPDATE], [], "revision"),
        ("edit", [CORRECTION], [], "correction"),
        ("edit", [CORRECTION], [CORRECTION], "revision"),
        ("writethru", [], [], "revision"),
        ("writethru", [CORRECTION], [], "correction"),
    ],
)
def test_change_follows_from_relation_and_new_notices(relation, notices, held, change) -> None:
    member = a_member(relation, notices=notices)
    before = text_of(an_article(notices=held)) if held is not None else None
    assert change_of(member, before) == change


def test_the_first_record_opens_its_story() -> None:
    record = decide(UNKNOWN_STORY, a_member("first"), asserted("planned"), None)
    assert (record.story_version, record.status, record.status_from, record.change) == (1, "planned", None, "new")


def test_a_new_text_that_tells_of_plan_and_delay_has_both() -> None:
    both = Asserted((*asserted("planned").developments, *asserted("postponed", place="notice").developments), ())
    record = decide(UNKNOWN_STORY, a_member("first"), both, None)
    assert (record.status, record.status_from) == ("postponed", "planned")


def test_a_development_moves_the_status_and_the_version() -> None:
    story = Story(3, "planned", None, {}, ("Bridge over the Sill closes for repairs",))
    record = decide(story, a_member("related"), asserted("postponed"), None)
    assert (record.story_version, record.status, record.status_from) == (4, "postponed", "planned")


def test_a_copy_moves_neither() -> None:
    story = Story(3, "planned", None, {"injured": 4.0}, ("Bridge over the Sill closes for repairs",))
    copied = Asserted(asserted("postponed").developments, (FoundFigure("injured", 5.0, "", "five were injured"),))
    record = decide(story, a_member("copy", duplicate_of="r0"), copied, None)
    assert (record.story_version, record.status, record.status_from, record.figures) == (3, "planned", "planned", [])


def test_what_happens_to_something_else_does_not_move_the_story() -> None:
    story = Story(1, "planned", None, {}, ("Bridge over the Sill closes for repairs",))
    elsewhere = Asserted((Development("cancelled", "A dog show in Ostrava was cancelled.", "body", None),), ())
    record = decide(story, a_member("related"), elsewhere, None)
    assert record.status == "planned"
    assert [each.kind for each in record.developments] == ["cancelled"], "it is still what the text asserts"


def test_a_changed_figure_says_what_it_was() -> None:
    story = Story(1, None, None, {"injured": 14.0, "killed": 1.0}, ())
    counts = (FoundFigure("injured", 12.0, "", "twelve"), FoundFigure("killed", 1.0, "", "one"))
    record = decide(story, a_member("related"), Asserted((), counts), None)
    assert record.figures == [Figure("injured", 12.0, 14.0)]


def test_a_writethru_is_diffed_against_what_it_replaces() -> None:
    before = text_of(an_article(title="Bridge closes", text="It closes on Monday."))
    member = a_member("writethru", title="Bridge closes", text="It closes on Tuesday.", supersedes="r0")
    assert decide(UNKNOWN_STORY, member, NOTHING, before).diff == [
        Edit("replace", "It closes on Monday.", "It closes on Tuesday.")
    ]


def test_a_story_is_the_sum_of_its_steps_in_any_order() -> None:
    steps = [
        KnownStep(1, "planned", 5, (("injured", 14.0),), "First"),
        KnownStep(2, "postponed", 9, (), "Second"),
        KnownStep(3, "postponed", None, (("injured", 12.0), ("killed", 1.0)), "First"),
    ]
    expected = Story(3, "postponed", 9, {"injured": 12.0, "killed": 1.0}, ("First", "Second"))
    assert story_of(steps) == story_of(reversed(steps)) == expected


def test_notices_speak_once_and_from_their_own_place() -> None:
    text = f"{UPDATE.text}\n\nThe bridge over the Sill closes on Monday."
    said = read_assertions(an_article(title="A bridge", text=text, notices=[UPDATE]))
    assert [(each.kind, each.place) for each in said.developments if each.kind == "postponed"] == [
        ("postponed", "notice")
    ]


EARLY = KnownStep(1, "planned", 5, (("injured", 14.0),), "First", observed_us=10)
LATE = KnownStep(1, "postponed", 9, (("injured", 12.0), ("killed", 1.0)), "Second", observed_us=20)


def test_two_stories_as_one_hold_what_was_told_last() -> None:
    early, late = story_of([EARLY]), story_of([LATE])
    expected = Story(1, "postponed", 9, {"injured": 12.0, "killed": 1.0}, ("First", "Second"), 20)
    assert early.joined_with(late) == expected
    assert late.joined_with(early) == expected._replace(headlines=("Second", "First"))


def test_a_status_is_not_forgotten_for_a_later_story_without_one() -> None:
    silent = story_of([LATE._replace(status=None)])
    assert story_of([EARLY]).joined_with(silent).status == "planned"


def test_versions_of_the_older_story_go_on_when_another_one_joins_it() -> None:
    older = story_of([EARLY, EARLY._replace(story_version=2, observed_us=12)])
    joined = older.joined_with(story_of([LATE]))
    record = decide(joined, a_member("related", joins=("s2",)), NOTHING, None)
    assert (record.story_version, record.change, record.joins) == (3, "development", ("s2",))
    assert (record.status_from, record.status) == ("postponed", "postponed")


@pytest.mark.parametrize("relation", ["related", "copy"])
def test_what_joined_is_known_again_from_the_records(relation: str) -> None:
    lake = MemoryLake()
    first = a_member("first", text="One.", hour=0)
    other = a_member("first", title="The dam at Ull is to open", text="Two.", hour=1, article_id="b", story_id="s2")
    both = a_member(relation, text="Three.", hour=2, article_id="c", joins=("s2",), duplicate_of=first.record_id)
    last = a_member("related", text="Four.", hour=3, article_id="d")
    walk = [first, other, both, last]
    whole = list(decide_in_order(walk, MemoryLake()))
    for at in range(len(walk)):
        lake.records += decide_in_order([walk[at]], lake)
    assert lake.records == whole
    assert [(record.story_id, record.story_version) for record in whole] == [
        ("s1", 1), ("s2", 1), ("s1", 1 + (relation == "related")), ("s1", 2 + (relation == "related")),
    ]  # fmt: skip


def test_what_joined_a_story_that_joined_is_known_too() -> None:
    steps = {"a": [EARLY], "b": [EARLY._replace(title="B", observed_us=11)], "c": [LATE]}
    joins = [KnownJoin("b", "a", 2), KnownJoin("c", "b", 2)]
    stories = stories_of(steps, joins)
    assert stories["a"] == Story(1, "postponed", 9, {"injured": 12.0, "killed": 1.0}, ("First", "B", "Second"), 20)
    assert stories["c"] == story_of([LATE])


def test_versions_of_a_story_are_counted_without_gaps_whatever_the_order_of_arrival() -> None:
    first = a_member("first", text="One.", hour=0)
    second = a_member("related", text="Two.", hour=1, article_id="b")
    copy = a_member("copy", text="One!", hour=2, article_id="c", duplicate_of=first.record_id)
    third = a_member("related", text="Three.", hour=3, article_id="d")
    records = list(decide_in_order([third, copy, first, second], MemoryLake()))
    assert [record.story_version for record in records] == [1, 2, 2, 3]
    assert [record.change for record in records] == ["new", "development", "duplicate", "development"]
    assert records[0].observed_at == NOON
