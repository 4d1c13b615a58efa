"""Copies, new versions, and texts that are only alike."""

from datetime import datetime, timedelta, timezone

import pytest

from transforms.likeness.copies import Judgement, judge
from transforms.likeness.sketches import Sketch, sketch_article

NOON = datetime(2019, 6, 26, 12, tzinfo=timezone.utc)
LEAD = (
    "A cargo train left the rails near the village of Ostby early on Tuesday, spilling grain over two fields and "
    "closing the line between Harrow and Lindal for most of the day, the operator said. "
)
MIDDLE = (
    "The driver was treated for bruises at the hospital in Lindal and went home in the afternoon. Engineers found "
    "a cracked rail at the scene, and an inspector of the transport ministry took it away for tests. "
)
TAIL = (
    "The line carries about 30 trains a day. Passengers were taken by bus, and the operator asked them to allow an "
    "hour more. A crane from the yard at Harrow lifted the last wagon shortly before dusk."
)
STORY = LEAD + MIDDLE + TAIL


def sketch(text: str, title: str = "Grain train derails near Ostby", days: int = 0) -> Sketch:
    return sketch_article(title, text, "en", NOON + timedelta(days=days), NOON, None)


def judged(older: str, newer: str, days: int = 0) -> Judgement:
    return judge(sketch(older), sketch(newer, days=days))


@pytest.mark.parametrize(
    ("newer", "relation"),
    [
        (STORY, "copy"),
        (LEAD + MIDDLE, "copy"),
        (STORY + "\n\nCopyright 2019. All rights reserved. Sign up for the newsletter.", "copy"),
        (STORY.replace("the operator said", "said the operator"), "copy"),
        (STORY.replace("shortly before dusk", "shortly before nightfall"), "copy"),
        (STORY.replace("30 trains", "300 trains"), "writethru"),
        (STORY.replace("was treated for bruises", "was not treated for bruises"), "writethru"),
        (STORY.replace("went home in the afternoon", "died in the afternoon"), "writethru"),
        (STORY + " Police arrested Tomas Ardell, 33, at his home in Harrow.", "writethru"),
        ("CORRECTED: " + STORY, "writethru"),
        ("The harbour board of Selkie voted for a new pier and a deeper channel on Thursday evening.", "different"),
    ],
    ids=[
        "same",
        "abridged",
        "boilerplate",
        "word order",
        "one plain word",
        "number",
        "negation",
        "turning word",
        "new sentence",
        "correction",
        "other",
    ],
)
def test_newer_text_is_judged(newer: str, relation: str) -> None:
    assert judged(STORY, newer).relation == relation


def test_how_many_plain_words_make_a_fact() -> None:
    one = STORY.replace("a cracked rail", "a broken rail")
    four = one.replace("bruises", "scratches").replace("a crane", "a hoist").replace("by bus", "by coach")
    assert judged(STORY, one).relation == "copy"
    assert judged(STORY, four.replace("village", "hamlet")).relation != "copy"


def test_longer_text_is_no_copy_of_its_abridged_form() -> None:
    assert judged(LEAD, STORY).relation != "copy"


def test_texts_from_one_template_are_different() -> None:
    bond = (
        "{} is issuing a {} mln dlr eurobond due {} paying {} pct and priced at {}, lead manager {} said. "
        "It is available in denominations of {} dlrs and will be listed in Luxembourg. Payment date is {}."
    )
    one = bond.format("Harrow Rail", "75", "1993", "9-1/4", "101", "Ardell Bank", "5,000", "May 6")
    two = bond.format("Selkie Timber", "120", "1996", "8-3/8", "100", "Ostby Trust", "1,000", "May 19")
    older = sketch(one, "HARROW RAIL ISSUES EUROBOND")
    newer = sketch(two, "SELKIE TIMBER ISSUES EUROBOND", days=9)
    assert judge(older, newer).relation == "different"


def test_quoting_is_not_copying() -> None:
    newer = (
        f"Our reader Ida Voss keeps a diary of the railway. She sent us what the ministry wrote: “{STORY}” "
        "We asked three neighbours what they make of it, and none had heard the wagons fall."
    )
    assert judged(STORY, newer).relation == "different"


def test_text_beyond_the_cut_is_never_a_copy_unless_it_is_the_same() -> None:
    long = " ".join(f"token{n}" for n in range(5000))
    assert judged(long, long).relation == "copy"
    assert judged(long, long[:-12]).relation != "copy"


@pytest.mark.parametrize(("older", "newer"), [("", ""), ("", STORY), (STORY, ""), ("One.", "Two.")])
def test_next_to_nothing_is_no_copy(older: str, newer: str) -> None:
    assert judged(older, newer).relation == "different"
