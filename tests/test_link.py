"""The linker: relations, ids, and decisions that depend on the order of observation alone."""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from apache_beam.utils.timestamp import Timestamp
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.joined import EVENTS, NAMES_MODEL, make_joined_stream, report
from transforms.elements import Article, Member, Revision
from transforms.joins import Joins
from transforms.known import IndexedRecord
from transforms.likeness.encoding import encode_sketch
from transforms.likeness.held import HORIZON, Horizon
from transforms.likeness.ids import record_id_of, story_id_of
from transforms.likeness.sketches import sketch_article
from transforms.link import Linker, name_wholes

START = datetime(2019, 6, 21, 8, tzinfo=timezone.utc)
SHORT = Horizon(timedelta(days=28), 0)
SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"

TRAIN = (
    "A cargo train left the rails near the village of Ostby early on Friday, spilling grain over two fields and "
    "closing the line between Harrow and Lindal for most of the day, the operator Fosse Rail said. The driver was "
    "treated for bruises at the hospital in Lindal. Engineers found a cracked rail at the scene, and an inspector "
    "of the transport ministry, Mara Ostrel, took it away for tests. The line carries about 30 trains a day. "
    "Passengers were taken by bus, and the operator asked them to allow an hour more."
)
TRAIN_TOO = (
    "Trains between Harrow and Lindal were replaced by buses on Friday after wagons loaded with grain tipped over "
    "at Ostby. Fosse Rail blamed a crack in a rail; ministry inspector Mara Ostrel has it in her laboratory. No "
    "passenger was on board, and the driver is back at home with bruises."
)
PIER = (
    "The harbour board of Selkie voted on Thursday for a new pier, a deeper channel and two cranes, which together "
    "cost 14 million. Fishermen led by Tomas Ardell had asked for an ice house instead. Work begins in spring, the "
    "chairwoman Ida Voss told reporters after a meeting of six hours."
)


def seen(
    name: str, text: str, hours: float, title: str = "", revision: int = 1, language: str = "en", dated: bool = True
) -> Revision:
    when = START + timedelta(hours=hours)
    sketch = sketch_article(title, text, language, when if dated else None, when, None)
    stamp = Timestamp(micros=int(when.timestamp() * 1_000_000))
    article = Article(
        article_id=name,
        url=None,
        source=None,
        origin="stream.jsonl",
        position=0,
        title=title,
        authors=(),
        language=language,
        text=text,
        comments=(),
        notices=(),
        published_at=stamp if dated else None,
        modified_at=None,
        observed_at=stamp,
        extractor="none",
        fingerprint=f"1{hash_of(text)}",
        page_fingerprint="",
        sketch=encode_sketch(sketch),
        visit_id="",
    )
    return Revision(article, revision, ())


def hash_of(text: str) -> str:
    return story_id_of(text)


def joined(*reports: tuple[str, list[str]], texts: dict[str, str] | None = None) -> list[Member]:
    """Link reports, each with the names in it, by names alone (``tests.joined``), an hour apart."""
    draw, linker = random.Random(1), Linker(model=NAMES_MODEL)
    made = [(name, (texts or {}).get(name) or report(draw, names)) for name, names in reports]
    return [linker.link(seen(name, text, hour)) for hour, (name, text) in enumerate(made)]


A, B, C, D, E, F = EVENTS[0]


def test_article_near_to_two_stories_that_agree_makes_them_one() -> None:
    first, second, both, later = joined(("a", [A, B, C]), ("b", [B, C, D]), ("c", [A, B, C, D]), ("d", [B, C, D]))
    assert (first.relation, second.relation, both.relation) == ("first", "first", "related")
    assert (both.story_id, both.joins) == (first.story_id, (second.story_id,))
    assert (later.story_id, later.joins) == (first.story_id, ()), "what is near to the newer story is the older one's"


def test_article_near_to_two_stories_that_do_not_agree_joins_nothing() -> None:
    members = joined(("a", [A, B, C]), ("b", [C, D, E]), ("c", [A, B, C, D, E]))
    assert [member.joins for member in members] == [(), (), ()]
    assert members[2].relation == "related"


def test_joins_go_on_over_joined_stories() -> None:
    one, two = EVENTS[1][:2]
    members = joined(
        ("a", [B, C, one, two]), ("b", [A, B, C]), ("c", [B, C, D]), ("d", [A, B, C, D]), ("e", [one, two, A, B, C])
    )
    assert [len(member.joins) for member in members] == [0, 0, 0, 1, 1]
    assert members[3].joins == (members[2].story_id,)
    assert (members[4].story_id, members[4].joins) == (members[0].story_id, (members[1].story_id,))


def test_edit_in_a_story_that_was_joined_is_in_the_whole_story() -> None:
    reports = [("a", [A, B, C]), ("b", [B, C, D]), ("c", [A, B, C, D])]
    draw, linker = random.Random(1), Linker(model=NAMES_MODEL)
    texts = {name: report(draw, names) for name, names in reports}
    first, second, both = (linker.link(seen(name, text, hour)) for hour, (name, text) in enumerate(texts.items()))
    assert both.joins == (second.story_id,)
    edit = linker.link(seen("b", texts["b"] + " It rained.", 5, revision=2))
    assert (edit.relation, edit.story_id, edit.supersedes) == ("edit", first.story_id, second.record_id)


def test_of_two_stories_the_one_that_opened_before_the_horizon_is_the_older() -> None:
    draw = random.Random(1)
    old, follow_up, young, both = (
        seen("a", report(draw, [A, B, C]), 0),
        seen("b", report(draw, [A, B, C]), 24 * 20),
        seen("c", report(draw, [B, C, D]), 24 * 15),
        seen("d", report(draw, [A, B, C, D]), 24 * 30),
    )
    linker = Linker(model=NAMES_MODEL)
    first = linker.link(old)
    assert linker.link(young).relation == "first"
    assert linker.link(follow_up).story_id == first.story_id
    assert linker.link(both).story_id == first.story_id


def test_members_of_one_whole_are_decided_together() -> None:
    members = joined(("a", [A, B, C]), ("b", [B, C, D]), ("z", EVENTS[1][:3]), ("c", [A, B, C, D]))
    wholes = [whole for whole, _ in name_wholes(members)]
    assert wholes == [members[0].story_id, members[0].story_id, members[2].story_id, members[0].story_id]


def joins_of(members: Iterable[Member]) -> Joins:
    return Joins((story_id, member.story_id) for member in members for story_id in member.joins)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 69))
def test_stream_with_joins_cut_anywhere_gives_the_same_members(seed: int, cut: int) -> None:
    revisions: list[Revision] = []
    for hour, document in enumerate(make_joined_stream(70, seed)):
        number = 1 + sum(each.article.article_id == document["url"] for each in revisions)
        revisions.append(seen(document["url"], document["text"], 5 * hour, revision=number))
    linker = Linker(model=NAMES_MODEL)
    whole = [linker.link(revision) for revision in revisions]
    rebuilt = Linker([indexed(member) for member in whole[:cut]], model=NAMES_MODEL, joins=joins_of(whole[:cut]))
    assert [rebuilt.link(revision) for revision in revisions[cut:]] == whole[cut:]


def indexed(member: Member) -> IndexedRecord:
    article = member.revision.article
    return IndexedRecord(
        record_id=member.record_id,
        story_id=member.story_id,
        article_id=article.article_id,
        revision=member.revision.revision,
        change="duplicate" if member.duplicate_of else "new",
        duplicate_of=member.duplicate_of,
        observed_us=article.observed_at.micros,
        sketch=article.sketch,
    )


def walk(*revisions: Revision, horizon: Horizon = HORIZON) -> list[Member]:
    linker = Linker(horizon=horizon)
    return [linker.link(revision) for revision in revisions]


def test_first_article_opens_a_story_named_after_its_record() -> None:
    (member,) = walk(seen("a", TRAIN, 0))
    assert member.relation == "first"
    assert member.record_id == record_id_of("a", member.revision.article.fingerprint, None)
    assert member.story_id == story_id_of(member.record_id)
    assert (member.supersedes, member.duplicate_of, member.linked_to, member.similarity) == (None,) * 4


def test_report_of_the_same_event_is_related() -> None:
    first, second = walk(seen("a", TRAIN, 0, "Grain train derails"), seen("b", TRAIN_TOO, 3, "Grain on the line"))
    assert second.relation == "related"
    assert (second.story_id, second.linked_to) == (first.story_id, first.record_id)
    assert 0.5 < (second.similarity or 0) <= 1.0


def test_other_event_opens_its_own_story() -> None:
    first, second = walk(seen("a", TRAIN, 0), seen("b", PIER, 1))
    assert second.relation == "first"
    assert second.story_id != first.story_id


def test_copy_names_the_earliest_record_that_it_copies() -> None:
    first, second, third = walk(seen("a", TRAIN, 0), seen("b", TRAIN, 1), seen("c", TRAIN[:470], 2))
    assert [m.relation for m in (second, third)] == ["copy", "copy"]
    assert second.duplicate_of == third.duplicate_of == first.record_id
    assert second.story_id == third.story_id == first.story_id
    assert second.supersedes is None


def test_copy_of_a_copy_names_the_origin_even_beyond_the_horizon() -> None:
    first, second, third = walk(
        seen("a", TRAIN, 0), seen("b", TRAIN, 24 * 20), seen("c", TRAIN, 24 * 40), horizon=SHORT
    )
    assert third.duplicate_of == first.record_id
    assert third.linked_to == second.record_id


def test_longer_version_elsewhere_replaces_the_newest_version_of_its_origin() -> None:
    members = walk(
        seen("a", TRAIN, 0),
        seen("a", TRAIN + " A crane was on its way.", 1, revision=2),
        seen("b", TRAIN + " Police questioned Tomas Ardell, 41, who had reported 3 loose bolts in May.", 2),
    )
    assert [m.relation for m in members] == ["first", "edit", "writethru"]
    assert members[2].supersedes == members[1].record_id
    assert members[2].record_id == record_id_of("b", members[2].revision.article.fingerprint, members[1].record_id)
    assert len({m.story_id for m in members}) == 1


def test_edit_stays_in_its_story_and_supersedes_the_last_version() -> None:
    longer = TRAIN + " " + PIER
    first, edit, back = walk(seen("a", TRAIN, 0), seen("a", longer, 1, revision=2), seen("a", TRAIN, 2, revision=3))
    assert (edit.relation, edit.supersedes, edit.linked_to) == ("edit", first.record_id, first.record_id)
    assert (back.relation, back.supersedes) == ("edit", edit.record_id)
    assert first.story_id == edit.story_id == back.story_id
    assert len({first.record_id, edit.record_id, back.record_id}) == 3


def test_report_written_anew_at_its_address_is_an_edit() -> None:
    first, edit = walk(seen("a", TRAIN, 0, "Grain train derails"), seen("a", TRAIN_TOO, 3, "Grain on the line", 2))
    assert (edit.relation, edit.story_id, edit.supersedes) == ("edit", first.story_id, first.record_id)
    assert 0.0 <= (edit.similarity or 0.0) < 0.02


def test_other_news_at_a_known_address_opens_its_own_story_and_supersedes_what_stood_there() -> None:
    first, other, edit = walk(
        seen("a", TRAIN, 0), seen("a", PIER, 1, revision=2), seen("a", PIER + " It rained.", 2, revision=3)
    )
    assert (other.relation, other.supersedes, other.linked_to) == ("first", first.record_id, None)
    assert other.story_id == story_id_of(other.record_id) != first.story_id
    assert (edit.relation, edit.story_id, edit.supersedes) == ("edit", other.story_id, other.record_id)


def test_other_news_at_a_known_address_finds_the_story_that_it_belongs_to() -> None:
    members = walk(seen("a", PIER, 0), seen("b", TRAIN, 1), seen("a", TRAIN[:470], 2, revision=2))
    assert members[2].relation == "copy"
    assert (members[2].duplicate_of, members[2].supersedes) == (members[1].record_id, members[0].record_id)
    assert members[2].story_id == members[1].story_id


def test_page_that_shows_its_earlier_text_again_goes_back_to_its_story() -> None:
    first, other, back = walk(seen("a", TRAIN, 0), seen("a", PIER, 1, revision=2), seen("a", TRAIN, 2, revision=3))
    assert (back.relation, back.story_id, back.supersedes) == ("edit", first.story_id, other.record_id)
    assert back.linked_to == first.record_id
    assert back.duplicate_of is None


def test_new_version_elsewhere_replaces_what_is_in_its_own_story() -> None:
    members = walk(
        seen("a", TRAIN, 0),
        seen("a", PIER, 1, revision=2),
        seen("b", TRAIN + " Police questioned Tomas Ardell, 41, who had reported 3 loose bolts in May.", 2),
    )
    assert (members[2].relation, members[2].supersedes) == ("writethru", members[0].record_id)
    assert members[2].story_id == members[0].story_id


def test_edited_copy_is_a_copy_only_while_it_adds_nothing() -> None:
    members = walk(
        seen("a", TRAIN, 0),
        seen("b", TRAIN[:470], 1),
        seen("b", TRAIN, 2, revision=2),
        seen("b", TRAIN + " Police arrested Tomas Ardell, 41.", 3, revision=3),
    )
    assert [m.relation for m in members] == ["first", "copy", "copy", "edit"]
    assert members[2].duplicate_of == members[0].record_id
    assert members[2].supersedes == members[1].record_id
    assert members[3].duplicate_of is None


def test_edit_of_an_article_older_than_the_horizon_finds_its_story() -> None:
    (first,) = walk(seen("a", TRAIN, 0))
    linker = Linker([indexed(first)], SHORT)
    linker.link(seen("z", PIER, 24 * 60))
    edit = linker.link(seen("a", TRAIN + " It rained.", 24 * 61, revision=2))
    assert (edit.relation, edit.story_id, edit.supersedes) == ("edit", first.story_id, first.record_id)


def test_nothing_is_linked_beyond_the_horizon() -> None:
    first, second = walk(seen("a", TRAIN, 0), seen("b", TRAIN, 24 * 28.1), horizon=SHORT)
    assert second.relation == "first"
    assert second.story_id != first.story_id


def test_late_observation_changes_nothing_that_was_decided() -> None:
    linker = Linker(horizon=SHORT)
    linker.link(seen("a", PIER, 24 * 60))
    late = linker.link(seen("b", TRAIN, 0))
    assert late.relation == "first"
    assert linker.link(seen("c", TRAIN, 24 * 60)).relation == "first"


SHOOTING = (
    "A man was shot and killed outside a bar in {town} late on {day}, police said. {name}, {age}, was found by "
    "officers on {street} Street and died at a hospital. Detectives are looking for two people who fled in a "
    "{car}. Anyone with information is asked to call the police."
)
BANK = (
    "{bank} reported a quarterly profit of {a} million on {day}, compared with {b} million a year earlier, as "
    "lending grew. Revenue rose {c} percent. Chief executive {name} said that the bank expects a steady year."
)


@pytest.mark.parametrize(
    ("template", "one", "two"),
    [
        (
            SHOOTING,
            {"town": "Harrow", "day": "Friday", "name": "Leo Dunmore", "age": 31, "street": "Mill", "car": "van"},
            {"town": "Lindal", "day": "Monday", "name": "Sam Ister", "age": 45, "street": "Quay", "car": "truck"},
        ),
        (
            SHOOTING,
            {"town": "Harrow", "day": "Friday", "name": "Leo Dunmore", "age": 31, "street": "Mill", "car": "van"},
            {"town": "Harrow", "day": "Tuesday", "name": "Sam Ister", "age": 19, "street": "Bay", "car": "sedan"},
        ),
        (
            BANK,
            {"bank": "Ardell Bank", "day": "Friday", "a": "41", "b": "38", "c": "4", "name": "Ida Voss"},
            {"bank": "Ostby Trust", "day": "Friday", "a": "112", "b": "97", "c": "9", "name": "Per Galway"},
        ),
    ],
    ids=["shootings in two towns", "shootings in one town", "banks"],
)
def test_look_alikes_are_kept_apart(template: str, one: dict[str, object], two: dict[str, object]) -> None:
    members = walk(seen("a", template.format(**one), 0), seen("b", template.format(**two), 96))
    assert [m.relation for m in members] == ["first", "first"]


def test_namesakes_are_kept_apart() -> None:
    town = "Two children were hurt in Galway Springs when a swing broke, and went home the same evening."
    firm = "Galway Ltd said it will buy a maker of paper in an exchange of stock that both boards have approved."
    members = walk(seen("a", town, 0, "Children hurt in Galway Springs"), seen("b", firm, 1000, "Galway to buy"))
    assert [m.relation for m in members] == ["first", "first"]


@pytest.mark.parametrize(
    ("language", "one", "two"),
    [
        ("de", "Am Montag hat der Rat von Ostby den Bau einer Brücke beschlossen, die über den Fluss führt.",
         "In der Nacht ist auf dem See bei Lindal ein Boot gesunken, an Bord war aber niemand mehr."),
        ("fr", "Le conseil de la ville a voté lundi la construction d'un pont qui sera le plus long du pays.",
         "Un bateau a coulé dans la nuit sur le lac, et la police a dit que personne n'était à bord."),
        ("ru", "Городской совет в понедельник решил построить мост, который будет самым длинным в стране.",
         "Ночью на озере затонула лодка, и полиция сообщила, что на борту никого не было."),
        ("ja", "市議会は月曜日に橋の建設を決めた。橋は国内で最も長いものになるという。",
         "湖で夜に船が沈んだ。警察によると、船には誰も乗っていなかったという。"),
        ("", "Mestni svet je v ponedeljek sklenil, da bo zgradil most, ki bo najdaljši v državi.",
         "Ponoči je na jezeru potonila ladja, policija je povedala, da na krovu ni bilo nikogar."),
    ],
    ids=["de", "fr", "ru", "ja", "unknown"],
)  # fmt: skip
def test_function_words_of_other_languages_do_not_link(language: str, one: str, two: str) -> None:
    members = walk(seen("a", one, 0, language=language), seen("b", two, 1, language=language))
    assert [m.relation for m in members] == ["first", "first"]


def test_copy_is_recognised_in_a_script_without_spaces() -> None:
    text = "湖で夜に船が沈んだ。警察によると、船には誰も乗っていなかったという。調査は明日から始まる予定だ。" * 2
    members = walk(seen("a", text, 0, language="ja"), seen("b", text, 1, language="ja"))
    assert members[1].relation == "copy"


def stream(seed: int, size: int) -> list[Revision]:
    """Reports, copies, longer versions and edits of a few events, in order of observation."""
    draw = random.Random(seed)
    towns = ["Harrow", "Lindal", "Ostby", "Selkie", "Corrin"]
    names = ["Leo Dunmore", "Sam Ister", "Ida Voss", "Mara Ostrel", "Per Galway"]
    revisions: list[Revision] = []
    texts: dict[str, tuple[str, int]] = {}
    hours = 0.0
    for number in range(size):
        hours += draw.choice([0.0, 1.0, 30.0, 200.0])
        kind = draw.random()
        if texts and kind < 0.25:
            name = draw.choice(sorted(texts))
            text, revision = texts[name]
            text, revision = text + f" Then {draw.choice(names)} left at {number}.", revision + 1
        else:
            name, revision = f"a{number}", 1
            text = SHOOTING.format(
                town=draw.choice(towns), day=draw.choice(["Friday", "Monday"]), name=draw.choice(names),
                age=draw.randint(20, 22), street=draw.choice(["Mill", "Quay"]), car="van",
            )  # fmt: skip
            if texts and kind < 0.5:
                text = texts[draw.choice(sorted(texts))][0]
            elif texts and kind < 0.6:
                text = texts[draw.choice(sorted(texts))][0] + f" The mayor gave {number} thousand."
        texts[name] = (text, revision)
        revisions.append(seen(name, text, hours, revision=revision))
    return revisions


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 59), st.randoms(use_true_random=False))
def test_stream_cut_anywhere_gives_the_same_members(seed: int, cut: int, shuffler: random.Random) -> None:
    revisions = stream(seed, 60)
    whole = walk(*revisions)
    known = [indexed(member) for member in whole[:cut]]
    shuffler.shuffle(known)
    linker = Linker(known, joins=joins_of(whole[:cut]))
    assert [linker.link(revision) for revision in revisions[cut:]] == whole[cut:]


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_members_hold_together(seed: int) -> None:
    members = walk(*stream(seed, 60))
    by_id = {member.record_id: member for member in members}
    assert len(by_id) == len(members)
    wholes = Joins()
    for member in members:
        for story_id in member.joins:
            wholes.add(story_id, member.story_id)
        for other in (member.supersedes, member.duplicate_of, member.linked_to):
            assert other is None or wholes.whole_of(by_id[other].story_id) == member.story_id
        if member.duplicate_of:
            assert by_id[member.duplicate_of].duplicate_of is None
            assert member.relation == "copy"


@pytest.mark.parametrize("backwards", [False, True])
def test_shared_seeds_make_one_story_in_an_empty_lake(backwards: bool) -> None:
    files = sorted(SEEDS.glob("*.txt"), reverse=backwards)
    if len(files) != 2:
        pytest.skip("needs the two documents of ../shared/seeds")
    revisions = []
    for hours, path in enumerate(files):
        title, _, text = path.read_text("utf-8").partition("\n")
        revisions.append(seen(path.name, text, hours, title, dated=False))
    first, second = walk(*revisions)
    assert (second.relation, second.story_id) == ("related", first.story_id)
