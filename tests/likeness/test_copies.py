"""Copies, new versions, and texts that are only alike."""

import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.likeness.copies import (
    FEATURES,
    Judgement,
    compare_features,
    judge,
    measure_overlap,
    most_logit,
)
from transforms.likeness.facts import may_cover, share_covered
from transforms.likeness.models import Logistic
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
        ("Updated: 6/26/2019 10:06 AM Created: 6/25/2019 7:18 PM gazette.com\n\n" + STORY, "copy"),
        (STORY.replace("the operator said", "said the operator"), "copy"),
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
        "time stamps",
        "word order",
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


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ("30 trains", "300 trains", "a new number"),
        ("was treated", "was never treated", "a new negation"),
        ("early on Tuesday", "early on Monday", "a new day"),
        ("early on Tuesday", "late in the evening of Tuesday", "a word that turns the news"),
        ("the hospital in Lindal", "the hospital in Corrin", "a new name"),
        ("an inspector of", "Mia Rook of", "a new name"),
        ("shortly before dusk", "while forty soldiers kept reporters away", "a new number"),
        ("shortly before dusk", "while soldiers waved curious reporters back", "a new phrase"),
        ("a cracked rail", "a rusty rail", "a word in place of another"),
        ("between Harrow and Lindal", "between Lindal and Harrow", "a telling word in new company"),
        ("The driver was treated", "The inspector was treated", "a telling word in new company"),
    ],
)
def test_one_fact_makes_a_new_version(was: str, now: str, why: str) -> None:
    assert was in STORY
    found = judged(STORY, STORY.replace(was, now))
    assert (found.relation, found.why) == ("writethru", why)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("about 30 trains", "about thirty trains"),
        ("early on Tuesday", "early yesterday"),
        ("A cargo train", "OSTBY, Norland (AP) — A cargo train"),
        ("asked them to allow", "asked them to alow"),
        ("for most of the day", "for the most of the day"),
    ],
)
def test_another_way_to_write_the_same_is_no_fact(was: str, now: str) -> None:
    assert was in STORY
    assert judged(STORY, STORY.replace(was, now)).relation == "copy"


def test_abridged_copy_in_house_style() -> None:
    newer = LEAD + MIDDLE.replace("and went home", "then went home").replace("hospital", "clinic")
    assert judged(STORY, newer).relation == "copy"


def test_how_many_plain_words_make_a_fact() -> None:
    one = STORY.replace("shortly before dusk", "just before dusk").replace("a cracked rail", "a broken rail")
    four = one.replace("bruises", "scratches").replace("yard", "depot").replace("by bus", "by coach")
    assert judged(STORY, one).relation == "copy"
    assert judged(STORY, four.replace("village", "hamlet")).relation != "copy"


def test_one_other_number_in_a_short_note_is_no_copy() -> None:
    assert judged(STORY, STORY.replace("two fields", "three fields")).relation != "copy"


def test_old_words_in_a_new_sentence() -> None:
    newer = (
        STORY + " The operator asked an inspector to allow most of the passengers near the cracked rail for an hour."
    )
    assert judged(STORY, newer).relation == "writethru"


def test_sentence_behind_a_copyright_line_is_read() -> None:
    older = STORY + "\n\nCopyright 2019. All rights reserved."
    assert judged(older, older + " Police arrested the driver.").relation != "copy"
    assert judged(STORY, older).relation == "copy"


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


UNSPACED = {
    "zh": (
        "奥斯特比港的渡轮星期二清晨在浓雾中搁浅，船上共有四十一名乘客，无人受伤。船长说，雷达在离岸两公里处突然失灵，"
        "船员随即放下救生艇。海岸警卫队派出三艘拖船，预计涨潮后将渡轮拖回港口。",
        "调查人员正在检查航行记录，公司表示将全额退还票款。",
    ),
    "ja": (
        "オストビー港のフェリーが火曜日の早朝、濃い霧の中で座礁したが、乗客四十一人にけがはなかった。船長によると、"
        "岸から二キロの地点でレーダーが突然停止し、乗組員が救命艇を降ろした。",
        "沿岸警備隊は三隻の曳船を派遣し、満潮後に港へ引き戻す予定だという。",
    ),
    "th": (
        "เรือข้ามฟากของท่าเรือเกยตื้นในหมอกหนาเช้าวันอังคาร ผู้โดยสารสี่สิบเอ็ดคนปลอดภัย กัปตันกล่าวว่าเรดาร์หยุดทำงาน",
        " หน่วยยามฝั่งส่งเรือลากจูงสามลำและคาดว่าจะลากเรือกลับท่าหลังน้ำขึ้น",
    ),
}


def in_language(text: str, language: str) -> Sketch:
    return sketch_article("", text, language, NOON, NOON, None)


@pytest.mark.parametrize("language", sorted(UNSPACED))
def test_scripts_without_spaces(language: str) -> None:
    head, tail = UNSPACED[language]
    whole = in_language(head + tail, language)
    assert judge(whole, in_language(head + tail, language)).relation == "copy"
    assert judge(whole, in_language(head, language)).relation == "copy"
    assert judge(in_language(head, language), whole).relation != "copy"


@pytest.mark.parametrize(
    ("language", "was", "now"),
    [
        ("zh", "无人受伤", "三人受伤"),
        ("zh", "突然失灵", "没有失灵"),
        ("zh", "四十一名", "四十二名"),
        ("ja", "けがはなかった", "けががあった"),
        ("ja", "二キロ", "五キロ"),
        ("th", "ปลอดภัย", "ไม่ปลอดภัย"),
    ],
)
def test_one_character_is_a_fact_in_scripts_without_spaces(language: str, was: str, now: str) -> None:
    text = "".join(UNSPACED[language])
    assert was in text
    assert judge(in_language(text, language), in_language(text.replace(was, now), language)).relation != "copy"


@pytest.mark.parametrize(
    ("language", "text", "was", "now"),
    [
        (
            "de",
            "Der Zug entgleiste bei Ostby. Der Fahrer wurde verletzt, sagte die Bahn am Abend.",
            "wurde",
            "wurde nicht",
        ),
        ("ru", "Поезд сошёл с рельсов под Остби. Машинист жив, сообщила дорога вечером.", "жив", "не жив"),
        ("tr", "Tren Ostby yakınında raydan çıktı. Makinist iyi, dedi demiryolu akşam.", "iyi", "kayıp"),
        ("ar", "خرج القطار عن القضبان قرب أوستبي. السائق بخير كما قالت السكة مساء اليوم.", "بخير", "ليس بخير"),
    ],
)
def test_other_languages_keep_every_new_word(language: str, text: str, was: str, now: str) -> None:
    older = in_language(text, language)
    assert judge(older, in_language(text.replace(was, now), language)).relation != "copy"
    assert judge(older, in_language(text.upper() if language == "de" else text + " ", language)).relation == "copy"


WORDS = st.sampled_from(
    "the ferry of Corrin ran aground near a reef and 12 passengers were not hurt said captain Ostrel today".split()
)
TEXTS = st.lists(WORDS, min_size=1, max_size=120).map(" ".join)


@given(TEXTS)
def test_text_is_a_copy_of_itself(text: str) -> None:
    assert judged(text, text).relation == "copy"


@given(TEXTS, st.integers(100, 10**9))
def test_text_with_a_new_number_is_never_a_copy(text: str, number: int) -> None:
    assert judged(text, f"{text}. They counted {number} crates.").relation != "copy"


@given(TEXTS, TEXTS)
def test_order_of_the_texts_matters(one: str, other: str) -> None:
    found = judged(one, f"{one} {other} and 734 crates")
    back = judged(f"{one} {other} and 734 crates", one)
    assert found.relation != "copy"
    assert back.relation in ("copy", "writethru", "different")
    assert judged(f"{STORY} {one} 734", STORY).relation == "copy"


@pytest.mark.parametrize("unit", ["a", "word ", "died 3. ", "“", "Ab ", "不", "May 5, ", "million ", "(", "OSTBY — "])
def test_a_megabyte_is_judged_in_bounded_time(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    begin = time.process_time()
    judged(text, STORY + text)
    assert time.process_time() - begin < 10


def test_sketch_of_the_first_version_is_compared_by_its_words() -> None:
    older = replace(sketch(STORY), spellings=np.zeros_like(sketch(STORY).words), quantities=np.empty(0, np.uint32))
    assert judge(older, sketch(LEAD + MIDDLE)).relation == "copy"
    assert judge(older, sketch(STORY.replace("30 trains", "300 trains"))).relation == "writethru"


WORDS = st.lists(st.sampled_from((STORY + " corrected 12 14 May not").split()), max_size=60).map(" ".join)


@given(WORDS, WORDS, st.integers(0, 9), st.lists(st.floats(-6, 6), min_size=len(FEATURES), max_size=len(FEATURES)))
def test_what_is_cheap_to_tell_of_a_pair_bounds_all_of_it(
    one: str, other: str, days: int, coefficients: list[float]
) -> None:
    older, newer = sketch(f"{one} {LEAD}"), sketch(f"{LEAD} {other}", days=days)
    overlap = measure_overlap(older, newer)
    model = Logistic(np.array(coefficients), 0.5)
    assert model.logit(compare_features(older, newer, overlap)) <= most_logit(older, newer, overlap, model)
    assert may_cover(older, newer, share_covered(older, newer))
