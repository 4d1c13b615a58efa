"""Decide: what a member is to its story, and the record of it."""

import pytest

from tests.builders import NOON, a_member, a_record, an_article, at_hour
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
    step_of,
    stories_of,
    story_of,
)
from transforms.elements import Development, Edit, Figure, Notice
from transforms.known import KnownJoin, KnownStep
from transforms.text.figures import FoundFigure
from transforms.text.story_status import Claim
from transforms.text.tellings import Telling
from transforms.times import to_datetime

NOTHING = Asserted((), ())
HEADLINE = "Bridge over the Sill closes for repairs"
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


def test_a_correction_names_the_sentence_that_it_corrects() -> None:
    wrong = "Repairs are to last six weeks, the town said."
    note = CORRECTION._replace(text="Correction: The repairs are to last nine weeks, not six.")
    before = text_of(an_article(text=wrong))
    member = a_member("edit", text="Repairs are to last nine weeks, the town said.", notices=[UPDATE, note])
    record, _ = decide(UNKNOWN_STORY, member, NOTHING, before)
    assert record.notices == [UPDATE, note._replace(corrects=wrong)]


def a_story(status: str | None, headline: str = HEADLINE, **figures: float) -> Story:
    """A story of one version that has this status and these figures."""
    claims = (Claim(status, "headline", None, headline),) if status else ()
    found = tuple(FoundFigure(what, value, None, None, what) for what, value in figures.items())
    telling = Telling(to_datetime(at_hour(-1)), "herald.example", False, claims, found)
    return story_of([KnownStep(1, headline, telling)])


def test_the_first_record_opens_its_story() -> None:
    record, _ = decide(UNKNOWN_STORY, a_member("first"), asserted("planned"), None)
    assert (record.story_version, record.status, record.status_from, record.change) == (1, "planned", None, "new")


def test_a_new_text_that_tells_of_plan_and_delay_has_both() -> None:
    both = Asserted((*asserted("planned").developments, *asserted("postponed", place="notice").developments), ())
    record, _ = decide(UNKNOWN_STORY, a_member("first"), both, None)
    assert (record.status, record.status_from) == ("postponed", "planned")


def test_a_development_moves_the_status_and_the_version() -> None:
    record, after = decide(a_story("planned"), a_member("related"), asserted("postponed"), None)
    assert (record.story_version, record.status, record.status_from) == (2, "postponed", "planned")
    assert (after.version, after.told.status.reason) == (2, "postponed: headline of press.example")


def test_a_copy_moves_neither() -> None:
    story = a_story("planned", injured=4)
    copied = Asserted(asserted("postponed").developments, (FoundFigure("injured", 5.0, None, None, "five"),))
    record, after = decide(story, a_member("copy", duplicate_of="r0"), copied, None)
    assert (record.story_version, record.status, record.status_from, record.figures) == (1, "planned", "planned", [])
    assert [one.value for one in record.told_figures] == [5.0], "it is still what the text tells"
    assert after is story


def test_what_happens_to_something_else_does_not_move_the_story() -> None:
    elsewhere = Asserted((Development("cancelled", "A dog show in Ostrava was cancelled.", "body", None),), ())
    record, _ = decide(a_story("planned"), a_member("related"), elsewhere, None)
    assert record.status == "planned"
    assert [(each.kind, each.of_story) for each in record.developments] == [("cancelled", False)]


@pytest.mark.parametrize(
    ("headline", "lead", "sentence", "of_story"),
    [
        ("Heat forces rethink in Dunholt", "The Dunholt marathon may move.", "The marathon was postponed.", True),
        ("Heat forces rethink in Dunholt", "The Dunholt marathon may move.", "Schools cancelled lessons.", False),
        ("Council approves plan", "Harrowby will rebuild its old mill.", "The rebuilding of the mill stopped.", True),
        ("Council approves plan", "A vote on the budget was put off.", "A vote on the budget was put off.", True),
        ("Council approves plan", "Harrowby will rebuild its old mill.", "A vote on the budget was put off.", False),
        ("Queen visits Lindenau", "She will open a hospital.", "The opening of the hospital was put off.", True),
        ("Queen visits Lindenau", "She will open a hospital.", "A garden party was cancelled.", False),
    ],
)
def test_the_lead_tells_what_a_text_is_about(headline: str, lead: str, sentence: str, of_story: bool) -> None:
    member = a_member("first", title=headline, text=f"{lead}\n\n{sentence}")
    record, _ = decide(UNKNOWN_STORY, member, Asserted((Development("cancelled", sentence, "body", None),), ()), None)
    assert record.developments[0].of_story is of_story


def test_a_changed_figure_says_what_it_was() -> None:
    counts = (
        FoundFigure("injured", 16.0, "at least", None, "sixteen"),
        FoundFigure("killed", 1.0, None, None, "one"),
        FoundFigure("damage", 2e6, None, "EUR", "two million"),
    )
    record, after = decide(a_story(None, injured=14, killed=1), a_member("related"), Asserted((), counts), None)
    assert record.figures == [
        Figure("injured", 16.0, 14.0, "at least", None, "sixteen"),
        Figure("damage", 2e6, None, None, "EUR", "two million"),
    ]
    assert [(one.what, one.evidence) for one in record.told_figures] == [
        ("injured", "sixteen"),
        ("killed", "one"),
        ("damage", "two million"),
    ]
    assert after.told.figures["injured", ""].value == 16.0


def test_a_writethru_is_diffed_against_what_it_replaces() -> None:
    before = text_of(an_article(title="Bridge closes", text="It closes on Monday."))
    member = a_member("writethru", title="Bridge closes", text="It closes on Tuesday.", supersedes="r0")
    record, _ = decide(UNKNOWN_STORY, member, NOTHING, before)
    assert record.diff == [Edit("replace", "It closes on Monday.", "It closes on Tuesday.")]


def test_a_story_is_the_sum_of_its_steps_in_any_order() -> None:
    def step(version: int, title: str, status: str, killed: float) -> KnownStep:
        figures = (FoundFigure("killed", killed, None, None, f"{killed} killed"),)
        claims = (Claim(status, "headline", None, title),)
        return KnownStep(version, title, Telling(to_datetime(at_hour(version)), "a", False, claims, figures))

    steps = [step(1, "First", "planned", 1), step(2, "Second", "underway", 2), step(3, "First", "ended", 3)]
    story = story_of(steps)
    assert story == story_of(reversed(steps))
    assert (story.version, story.headlines) == (3, ("First", "Second"))
    assert (story.told.status.status, story.told.figures["killed", ""].value) == ("ended", 3)


def test_what_a_step_tells_leaves_out_other_events() -> None:
    elsewhere = Development("cancelled", "A dog show in Ostrava was cancelled.", "body", None, False)
    here = Development("postponed", "Repairs put off", "headline", NOON, True)
    telling = step_of(a_record(developments=[elsewhere, here], published_at=at_hour(-2), notices=[CORRECTION])).telling
    assert telling == Telling(
        to_datetime(at_hour(-2)),
        "press.example",
        True,
        (Claim("postponed", "headline", to_datetime(NOON), "Repairs put off"),),
        (),
    )


def test_notices_speak_once_and_from_their_own_place() -> None:
    text = f"{UPDATE.text}\n\nThe bridge over the Sill closes on Monday."
    said = read_assertions(an_article(title="A bridge", text=text, notices=[UPDATE]))
    assert [(each.kind, each.place) for each in said.developments if each.kind == "postponed"] == [
        ("postponed", "notice")
    ]


def a_step(hour: float, title: str, status: str | None, version: int = 1, **figures: float) -> KnownStep:
    """What one version told, written at an hour."""
    claims = (Claim(status, "headline", None, title),) if status else ()
    found = tuple(FoundFigure(what, value, None, None, title) for what, value in figures.items())
    return KnownStep(version, title, Telling(to_datetime(at_hour(hour)), f"{title} Post", False, claims, found))


EARLY = a_step(0, "First", "planned", injured=12)
LATE = a_step(1, "Second", "postponed", injured=14, killed=1)


def state_of(story: Story) -> tuple[int, str | None, dict[str, float], tuple[str, ...]]:
    """What can be read of a story: version, status, figures and headlines."""
    figures = {what: held.value for (what, _), held in story.told.figures.items()}
    return story.version, story.told.status.status, figures, story.headlines


def test_two_stories_as_one_hold_what_was_written_last() -> None:
    early, late = story_of([EARLY]), story_of([LATE])
    told = (1, "postponed", {"injured": 14.0, "killed": 1.0})
    assert state_of(early.joined_with(late)) == (*told, ("First", "Second"))
    assert state_of(late.joined_with(early)) == (*told, ("Second", "First"))


def test_a_status_is_not_forgotten_for_a_later_story_without_one() -> None:
    silent = story_of([a_step(1, "Second", None)])
    assert state_of(story_of([EARLY]).joined_with(silent))[1] == "planned"


def test_versions_of_the_older_story_go_on_when_another_one_joins_it() -> None:
    older = story_of([EARLY, a_step(0.2, "First again", None, version=2)])
    joined = older.joined_with(story_of([LATE]))
    record, _ = decide(joined, a_member("related", joins=("s2",)), NOTHING, None)
    assert (record.story_version, record.change, record.joins) == (3, "development", ("s2",))
    assert record.status == "postponed"


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
    steps = {"a": [EARLY], "b": [a_step(0.5, "B", "planned")], "c": [LATE]}
    stories = stories_of(steps, [KnownJoin("b", "a", 2), KnownJoin("c", "b", 2)])
    expected = (1, "postponed", {"injured": 14.0, "killed": 1.0}, ("First", "B", "Second"))
    assert state_of(stories["a"]) == expected
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
