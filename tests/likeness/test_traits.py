"""Traits: the day, year, casualties and stage of a text, as numbers."""

import math
from datetime import date, datetime, timezone

import pytest

from transforms.likeness import traits as t
from transforms.likeness.sketches import sketch_article

NOON = datetime(2019, 6, 26, 12, tzinfo=timezone.utc)
EPOCH = date(1970, 1, 1).toordinal()


def traits(text: str, title: str = "", published: datetime | None = NOON) -> list[float]:
    found: list[float] = t.read_traits(sketch_article(title, text, "en", published, NOON, None)).tolist()
    assert len(found) == t.WIDTH
    return found


@pytest.mark.parametrize(
    ("text", "killed", "hurt"),
    [
        ("Two people were killed and 14 others were injured when the ferry sank.", 2, 14),
        ("The fire killed three and hurt at least five.", 3, 5),
        ("Mara Ostrel, 52, was killed on the quay.", None, None),
        ("A 52-year-old was killed on the quay.", None, None),
        ("Nobody was on board. The ferry is 40 metres long.", None, None),
        ("One sailor died. Later nine were killed elsewhere.", 1, None),
    ],
)
def test_first_counts_of_victims_are_read(text: str, killed: float | None, hurt: float | None) -> None:
    found = [None if math.isnan(value) else value for value in traits(text)]
    assert (found[t.KILLED], found[t.HURT]) == (killed, hurt)


def test_day_and_year_are_those_of_publication() -> None:
    found = traits("On 3 May 2018 the ferry sank.")
    assert found[t.OWN_DAY] == date(2019, 6, 26).toordinal() - EPOCH
    assert found[t.YEAR] == 2019
    assert found[t.FIRST_DAY] == date(2018, 5, 3).toordinal() - EPOCH
    assert found[t.DATED] == 1


def test_day_and_year_of_an_undated_text_are_the_latest_it_names() -> None:
    found = traits("On 3 May 2018 the ferry sank, two years after that of 4 June 2016.", published=None)
    assert found[t.OWN_DAY] == date(2018, 5, 3).toordinal() - EPOCH
    assert found[t.YEAR] == 2018
    assert found[t.DATED] == 0
    only_year = traits("The ferry of 2011 sank again.", published=None)
    assert math.isnan(only_year[t.OWN_DAY])
    assert only_year[t.YEAR] == 2011


def test_stage_in_court_is_counted_in_title_and_lead() -> None:
    assert traits("A judge sentenced the captain.", "Captain found guilty")[t.COURT] == 2 + 1
    assert traits("The ferry sank.")[t.COURT] == 0


def test_text_without_anything_is_silent() -> None:
    found = traits("", published=None)
    assert all(math.isnan(found[at]) for at in (t.OWN_DAY, t.YEAR, t.KILLED, t.HURT, t.WEEKDAY, t.FIRST_DAY))
