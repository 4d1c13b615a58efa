"""Groups hold numbers by name, one or many."""

from hypothesis import given
from hypothesis import strategies as st

from transforms.likeness.groups import Groups

PAIRS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 20)), unique_by=lambda pair: pair[1])


@given(PAIRS, st.integers(0, 20))
def test_a_name_has_what_was_put_under_it_and_not_taken_away(pairs: list[tuple[str, int]], removed: int) -> None:
    groups = Groups()
    for name, number in pairs:
        groups.add(name, number)
    for name, number in pairs[:removed]:
        groups.remove(name, number)
    for name in "abc":
        assert sorted(groups.of(name)) == sorted(number for each, number in pairs[removed:] if each == name)


def test_a_name_that_is_taken_away_has_nothing() -> None:
    groups = Groups()
    for number in (3, 5):
        groups.add("story", number)
    assert sorted(groups.pop("story")) == [3, 5]
    assert list(groups.of("story")) == list(groups.pop("story")) == []
