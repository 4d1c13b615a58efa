"""Sketches: all of an article that likeness needs, in few bytes, the same everywhere."""

import hashlib
from dataclasses import replace
from datetime import datetime, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.likeness import words as w
from transforms.likeness.encoding import VERSION, decode_sketch, encode_sketch
from transforms.likeness.sketches import MAX_WORDS, Sketch, body_words, shingle_hashes, sketch_article

HEADER_BYTES = 52
NOON = datetime(2019, 6, 26, 12, tzinfo=timezone.utc)
TEXT = (
    "The ferry Lady Brenna ran aground off Corrin Head on Monday with 41 people aboard. "
    "Nobody was hurt, said Mara Ostrel, 52, who was at the helm.\n\n"
    "Follow us on our channel for more."
)


def sketch(text: str = TEXT, title: str = "Ferry runs aground", language: str = "en") -> Sketch:
    return sketch_article(title, text, language, NOON, NOON, "Corrin Gazette")


def bits_of(made: Sketch, word: str) -> int:
    return int(made.bits[np.searchsorted(made.words, w.hash32(word))])


@pytest.mark.parametrize(
    ("word", "has", "lacks"),
    [
        ("ferry", w.TITLE | w.LEAD | w.BODY | w.PLAIN, w.NAME),
        ("corrin", w.NAME, w.PLAIN | w.TITLE),
        ("brenna", w.NAME, w.TITLE),
        ("41", w.NUMBER, w.AGE | w.DATE),
        ("52", w.NUMBER | w.AGE, w.DATE),
        ("monday", w.DATE, w.NAME),
        ("nobody", w.NEGATION, w.NAME),
        ("channel", w.PLAIN, w.BODY),
        ("the", w.STOP, w.NAME),
    ],
)
def test_words_are_told_apart(word: str, has: int, lacks: int) -> None:
    bits = bits_of(sketch(), word)
    assert bits & has == has
    assert bits & lacks == 0


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("A 52-year-old sailor met two 9-year-olds.", {"52", "9"}),
        ("He is 52 years old.", {"52"}),
        ("Two boys, ages 9 and 11, were aboard.", {"9", "11"}),
        ("A sailor aged 52 and 3 passengers were aboard.", {"52"}),
        ("The 52 aboard wait for a 9-year term.", set()),
        ("The age of sail ended 150 years ago", set()),
        ("year old 52", set()),
    ],
)
def test_ages_are_told_from_other_numbers(text: str, ages: set[str]) -> None:
    made = sketch(text, title="")
    numbers = [word for word in ("3", "9", "11", "52", "150") if w.hash32(word) in made.words]
    assert {word for word in numbers if bits_of(made, word) & w.AGE} == ages


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("It burned at 4117 Ostrel Street.", True),
        ("It burned at 4117 N. Ostrel Street.", True),
        ("It burned in the 4100 block of Ostrel Street.", True),
        ("It burned in the 4100 block of South Ostrel.", True),
        ("It burned at 4017 Ostrel Street.", False),
        ("It burned at 4117 Lindal Street.", False),
        ("It burned with 4117 sheep on Ostrel Street.", False),
        ("It burned on Ostrel Street, number 4117", False),
    ],
)
def test_addresses_are_noted_to_a_hundred_numbers(text: str, same: bool) -> None:
    address = set(sketch("It stood at 4150 Ostrel Lane.", "").names) - set(sketch("It stood on Ostrel Lane.", "").names)
    assert len(address) == 1
    assert (address <= set(sketch(text, "").names)) is same


def test_year_before_a_name_is_no_address() -> None:
    assert len(sketch("In May 2014 Corrin burned", "").names) == 0


def test_days_and_length_are_noted() -> None:
    made = sketch()
    assert made.days.tolist() == [made.day - 2]
    assert (made.weekday, made.dated, made.length) == (0, True, len(body_words(made)))


def test_other_languages_get_no_english_days() -> None:
    assert sketch(language="de").days.tolist() == []
    assert not sketch(language="de").english


def test_equal_articles_give_equal_bytes_everywhere() -> None:
    digest = hashlib.blake2b(encode_sketch(sketch()), digest_size=8).hexdigest()
    assert digest == "a398a6b89dc921ec"


def test_sketch_is_small() -> None:
    text = " ".join(f"word{n % 190} and" for n in range(200))
    assert len(encode_sketch(sketch(text))) < 3800


@given(st.text(max_size=400), st.text(max_size=60), st.sampled_from(["en", "", "de", "ja"]))
def test_encoding_gives_back_the_sketch(text: str, title: str, language: str) -> None:
    raw = encode_sketch(sketch(text, title, language))
    again = decode_sketch(raw)
    assert encode_sketch(again) == raw
    assert np.array_equal(again.words, np.unique(again.words))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        bytes([VERSION + 1]) + encode_sketch(sketch())[1:],
        encode_sketch(sketch())[:20],
        encode_sketch(sketch())[:-1],
        encode_sketch(sketch()) + b"x",
    ],
)
def test_broken_bytes_are_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match="sketch of"):
        decode_sketch(raw)


def first_version_of(made: Sketch) -> bytes:
    """The sketch as the first version of this encoding wrote it: without spellings and quantities."""
    raw = encode_sketch(replace(made, quantities=np.empty(0, np.uint32)))
    lists = (made.words, made.shingles, made.names, made.days)
    cut = HEADER_BYTES + sum(4 * len(one) for one in lists)
    return b"\x01" + raw[1:cut] + raw[cut + 4 * len(made.words) :]


def test_sketches_of_the_first_version_stay_readable() -> None:
    made = sketch()
    raw = first_version_of(made)
    # What the first version of this code wrote for this article.
    assert hashlib.blake2b(raw, digest_size=8).hexdigest() == "59a2b71c108024cc"
    old = decode_sketch(raw)
    assert not old.spellings.any()
    assert len(old.quantities) == 0
    for name in ("words", "bits", "order", "aside", "shingles", "names", "days"):
        assert np.array_equal(getattr(old, name), getattr(made, name)), name
    assert (old.day, old.length, old.digest) == (made.day, made.length, made.digest)


def test_datelines_stamps_and_boilerplate_are_set_aside() -> None:
    made = sketch(
        "Updated: 6/26/2019 10:06 AM\n\nCORRIN HEAD, Norland (AP) — A ferry ran aground. Follow us on Kanal. It sank."
    )
    told = set(body_words(made)[made.aside == 0].tolist())
    assert told == {w.hash32(word) for word in "a ferry ran aground it sank".split()}


def test_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        sketch_article("", "text", "en", None, datetime(2019, 1, 1), None)


@pytest.mark.parametrize("unit", ["\n", "“a", '"', "Ab ", "A. ", "x" * 50 + " ", "ﷺ", "june 3 ", "7"])
def test_hostile_text_is_bounded(unit: str) -> None:
    made = sketch(unit * (1_000_000 // len(unit)), title=unit * 1000)
    assert len(made.order) <= MAX_WORDS
    assert len(encode_sketch(made)) < 60_000


@pytest.mark.parametrize("after", ["* * *", "Advertisement", "— —\n\nmore words of the news", "“", ""])
@pytest.mark.parametrize("words", [MAX_WORDS - 1, MAX_WORDS, MAX_WORDS + 1])
def test_a_text_is_cut_whatever_follows(words: int, after: str) -> None:
    long = "\n\n".join(["stone", *["river by the old mill"] * ((words - 1) // 5), *["weir"] * ((words - 1) % 5)])
    made = sketch(f"{long}\n\n{after}\n\n{after}")
    assert made.length >= words
    assert len(made.order) == len(made.aside) == min(made.length, MAX_WORDS)


def test_texts_that_differ_only_beyond_the_cut_differ() -> None:
    long = "stone river " * MAX_WORDS
    assert sketch(long + "a").digest != sketch(long + "b").digest


@pytest.mark.parametrize("wordless", ["—", "* * *", "“", "...", "$"])
def test_a_paragraph_without_words_may_stand_beyond_the_cut(wordless: str) -> None:
    long = "stone river\n\n" * MAX_WORDS
    assert sketch(f"{long}{wordless}\n\n{wordless}").digest == sketch(long).digest


def test_long_quotation_is_set_aside() -> None:
    quote = " ".join(f"quoted{n}" for n in range(50))
    made = sketch(f"He wrote: “{quote}” and left. “Short words,” she said.")
    assert int((made.aside == 1).sum()) == 50


@pytest.mark.parametrize(("words", "shingles"), [(0, 0), (1, 1), (4, 1), (5, 1), (6, 2), (9, 5)])
def test_shingles_overlap(words: int, shingles: int) -> None:
    assert len(shingle_hashes(np.arange(words, dtype=np.uint32))) == shingles
