import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.sentences import Sentence, split_sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t ", []),
        ("The bridge is shut. It reopens Monday.", ["The bridge is shut.", "It reopens Monday."]),
        ("Mr. Orr met Dr. Vance. They agreed.", ["Mr. Orr met Dr. Vance.", "They agreed."]),
        ("Sailors in the U.S. Navy left. Nobody waved.", ["Sailors in the U.S. Navy left.", "Nobody waved."]),
        ("She flew to the U.S. The trip took a day.", ["She flew to the U.S.", "The trip took a day."]),
        ("It opened on Jan. 3 at 9 a.m. Monday.", ["It opened on Jan. 3 at 9 a.m. Monday."]),
        ("It closed at 9 p.m. The guards left.", ["It closed at 9 p.m.", "The guards left."]),
        ("A. B. Orr signed it. So did J. F. Vance.", ["A. B. Orr signed it.", "So did J. F. Vance."]),
        ("Orr Inc. shares fell. Vance Corp. rose.", ["Orr Inc. shares fell.", "Vance Corp. rose."]),
        ("“Stop!” she said. He did.", ["“Stop!” she said.", "He did."]),
        ("He said: “It is over.” Then he left.", ["He said: “It is over.”", "Then he left."]),
        ("Why? Nobody knows… Yet.", ["Why?", "Nobody knows…", "Yet."]),
        ("It cost 1.5 million. It failed.", ["It cost 1.5 million.", "It failed."]),
        ("A headline without a stop\n\nThe text begins.", ["A headline without a stop", "The text begins."]),
        ("A headline\nThe text begins.", ["A headline", "The text begins."]),
        ("The line goes\non in lower case.", ["The line goes\non in lower case."]),
        ("Three rules:\n• Knock\n• Wait\n• Go in", ["Three rules:", "• Knock", "• Wait", "• Go in"]),
        ("1. Wash your hands. 2. Dry them.", ["1. Wash your hands.", "2. Dry them."]),
        ("东京下雨了。活动取消！明天再说？", ["东京下雨了。", "活动取消！", "明天再说？"]),
        ("バスは「来ない。」と言った。", ["バスは「来ない。」", "と言った。"]),
        ("यह बंद है। कल खुलेगा।", ["यह बंद है।", "कल खुलेगा।"]),
        ("هل أغلق؟ نعم.", ["هل أغلق؟", "نعم."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert [sentence.text for sentence in split_sentences(text)] == expected


def test_a_text_wrapped_to_a_width_is_read_across_its_lines() -> None:
    text = (
        "The harbour board met for six hours on the question of whether the\n"
        "North Pier should be closed while its oldest piles are replaced, and\n"
        "Captain Orr said that nobody had asked those who fish from it today.\n"
        "Members of the public left before the vote, which was not recorded.\n"
    )
    assert len(split_sentences(text)) == 2


def test_offsets_name_the_slice() -> None:
    assert split_sentences("  One.\n\n Two. ") == [Sentence(2, 6, "One."), Sentence(9, 13, "Two.")]


@given(st.text(alphabet=st.sampled_from('aB .!?\n"”U.S.1)。…é'), max_size=200) | st.text(max_size=200))
def test_nothing_but_white_space_lies_between_sentences(text: str) -> None:
    end = 0
    for sentence in split_sentences(text):
        assert text[end : sentence.start].strip() == ""
        assert sentence.text == text[sentence.start : sentence.end] == sentence.text.strip() != ""
        end = sentence.end
    assert text[end:].strip() == ""


@pytest.mark.parametrize("unit", [". ", "a", "U.S. ", "\n", ".\n\n", '"', "Mr. ", "。", "! ", " \n x", "!", '."', " "])
def test_hostile_megabytes_take_linear_time(unit: str) -> None:
    begin = time.process_time()
    split_sentences(unit * (1_000_000 // len(unit)) + "x")
    assert time.process_time() - begin < 5
