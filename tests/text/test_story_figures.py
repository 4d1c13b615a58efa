import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.figures import FoundFigure
from transforms.text.story_figures import MOST_HEARD, Figures, changed_figures, tell_figures


def figure(value: float, what: str = "killed", qualifier: str | None = None, evidence: str = "") -> FoundFigure:
    return FoundFigure(what, value, qualifier, None, evidence)


def told(*texts: tuple[str, FoundFigure], corrects_last: bool = False) -> Figures:
    held: Figures = {}
    for number, (outlet, one) in enumerate(texts, 1):
        held = tell_figures(held, [one], outlet, corrects_last and number == len(texts))
    return held


@pytest.mark.parametrize(
    ("texts", "value", "qualifier"),
    [
        pytest.param([("a", figure(3))], 3, None, id="the first"),
        pytest.param([("a", figure(3)), ("b", figure(5))], 5, None, id="a rising count is believed of one"),
        pytest.param([("a", figure(3, qualifier="at least")), ("b", figure(3))], 3, None, id="a bound made exact"),
        pytest.param([("a", figure(3)), ("b", figure(3, qualifier="at least"))], 3, None, id="an exact one kept"),
        pytest.param([("a", figure(12)), ("b", figure(10, qualifier="more than"))], 12, None, id="a bound that holds"),
        pytest.param(
            [("a", figure(12)), ("b", figure(15, qualifier="more than"))], 15, "more than", id="a bound above"
        ),
        pytest.param([("a", figure(12)), ("b", figure(20, qualifier="up to"))], 12, None, id="an upper bound"),
        pytest.param([("a", figure(104)), ("b", figure(100, qualifier="about"))], 104, None, id="an estimate"),
        pytest.param([("a", figure(50)), ("b", figure(100, qualifier="about"))], 100, "about", id="a new estimate"),
        pytest.param([("a", figure(5)), ("b", figure(3))], 5, None, id="deaths do not fall"),
        pytest.param([("a", figure(5)), ("a", figure(3))], 3, None, id="but for the outlet that told them"),
        pytest.param([("a", figure(5)), ("b", figure(3)), ("c", figure(3))], 3, None, id="or once two outlets say so"),
        pytest.param([("a", figure(5)), ("b", figure(3)), ("b", figure(3))], 5, None, id="one outlet twice is one"),
        pytest.param([("a", figure(9, "injured")), ("b", figure(7, "injured"))], 9, None, id="nor do the injured"),
        pytest.param([("a", figure(9, "missing")), ("b", figure(7, "missing"))], 7, None, id="the missing are found"),
        pytest.param(
            [("a", figure(9, "missing")), ("b", figure(7, "missing")), ("c", figure(9, "missing"))],
            7,
            None,
            id="a number from before is old news",
        ),
    ],
)
def test_the_newest_figure_holds_unless_it_goes_back(
    texts: list[tuple[str, FoundFigure]], value: float, qualifier: str | None
) -> None:
    [held] = told(*texts).values()
    assert (held.value, held.qualifier) == (value, qualifier)


def test_a_lone_outlet_with_an_old_number() -> None:
    texts = [("a", figure(3)), ("b", figure(3)), ("c", figure(5)), ("d", figure(3)), ("e", figure(3))]
    assert [told(*texts[:number])["killed", ""].value for number in range(1, 6)] == [3, 3, 5, 5, 3]


def test_a_correction_goes_back_at_once() -> None:
    assert told(("a", figure(5)), ("b", figure(3)), corrects_last=True)["killed", ""].value == 3


def test_the_injured_who_die_are_injured_no_more() -> None:
    held = told(("a", figure(3, "injured")), ("b", figure(4, "injured")))
    held = tell_figures(held, [figure(1), figure(3, "injured")], "c", corrects=False)
    assert {what: one.value for (what, _), one in held.items()} == {"injured": 3, "killed": 1}


def test_a_sentence_told_before_is_no_new_telling() -> None:
    held = told(("a", figure(7, "missing", evidence="Seven.")), ("a", figure(9, "missing", evidence="Nine.")))
    again = tell_figures(held, [figure(7, "missing", evidence="Seven.")], "a", corrects=False)
    assert again == held


def test_units_are_figures_of_their_own() -> None:
    dollars = FoundFigure("damage", 2e6, None, "USD", "")
    held = tell_figures({}, [dollars, dollars._replace(unit="EUR", value=1e6)], "a", corrects=False)
    assert {unit: one.value for (_, unit), one in held.items()} == {"USD": 2e6, "EUR": 1e6}


def test_changed_figures_are_the_new_and_the_different() -> None:
    before = told(("a", figure(3)))
    stated = [figure(4), figure(9, "injured")]
    after = tell_figures(before, stated, "b", corrects=False)
    assert changed_figures(before, after, stated) == [(figure(4), 3), (figure(9, "injured"), None)]
    assert changed_figures(after, after, stated) == []
    stale = [figure(3)]
    assert changed_figures(after, tell_figures(after, stale, "c", corrects=False), stale) == []


def test_the_state_stays_small() -> None:
    held: Figures = {}
    for number in range(3 * MOST_HEARD):
        held = tell_figures(held, [figure(9 - number % 2, evidence=f"Report {number}")], f"outlet {number}", False)
    assert len(held["killed", ""].heard) == MOST_HEARD
    assert len(held["killed", ""].contrary) <= 1


_figures = st.builds(
    FoundFigure,
    st.sampled_from(("killed", "injured")),
    st.integers(0, 5).map(float),
    st.sampled_from((None, "at least", "more than", "up to", "fewer than", "about")),
    st.none(),
    st.sampled_from(("", "One.", "Two.")),
)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.lists(_figures, max_size=2)), max_size=8))
def test_a_story_holds_only_figures_that_some_text_gave(texts: list[tuple[str, list[FoundFigure]]]) -> None:
    held: Figures = {}
    given_so_far = set()
    for outlet, stated in texts:
        held = tell_figures(held, stated, outlet, corrects=False)
        given_so_far |= {(one.what, one.value) for one in stated}
        assert {(what, one.value) for (what, _), one in held.items()} <= given_so_far
        assert all(one.value not in one.past for one in held.values())
