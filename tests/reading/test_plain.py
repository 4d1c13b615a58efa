"""Text from bytes."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.reading.bounded import Refusal
from transforms.reading.plain import clean, decode_text, refuse_binary, split_title

SENTENCE = "Bürgermeister Núñez sagte am Kai, die Fähre fahre erst übermorgen wieder. "


@pytest.mark.parametrize(
    "content",
    [
        (SENTENCE * 5).encode(),
        (SENTENCE * 5).encode("utf-8-sig"),
        (SENTENCE * 5).encode("utf-16"),
        (SENTENCE * 5).encode("utf-16-le"),
        (SENTENCE * 5).encode("utf-16-be"),
        (SENTENCE * 5).encode("utf-32"),
        (SENTENCE * 5).encode("cp1252"),
    ],
    ids=["utf-8", "marked", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_encodings_of_text_are_found(content: bytes) -> None:
    assert refuse_binary(content) is None
    assert decode_text(content) == SENTENCE * 5


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Мост через реку закрыт до осени, сообщил мэр. "),
        ("shift_jis", "橋は秋まで閉鎖されると市長が発表した。"),
    ],
)
def test_other_scripts_are_detected(encoding: str, text: str) -> None:
    assert decode_text((text * 10).encode(encoding)) == text * 10


def test_damaged_utf8_stays_utf8() -> None:
    damaged = (SENTENCE * 5).encode()[:-1] + b"\xc3"
    assert decode_text(damaged) == (SENTENCE * 5)[:-1] + "\ufffd"


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(content: bytes) -> None:
    text = decode_text(content)
    assert isinstance(text, Refusal) or "\r" not in text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"%PDF-1.7 text", "not_text"),
        (b"\x1f\x8b\x08 text", "not_text"),
        (random.Random(1).randbytes(5_000), "not_text"),
        (b"\x00" * 5_000, "not_text"),
        (b"text\x00" * 100, "not_text"),
    ],
)
def test_binary_content_is_not_text(content: bytes, reason: str) -> None:
    refusal = refuse_binary(content)
    assert refusal is not None
    assert refusal.reason == reason


@pytest.mark.parametrize("content", [b"a\x00", b"\x0cpage\x0c", b"\x1b$B text", (b"word " * 20 + b"\x00") * 50])
def test_texts_with_stray_control_characters_are_texts(content: bytes) -> None:
    assert refuse_binary(content) is None


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        ("Title\n\nText.", "Title", "Text."),
        ("\n \n Two   words\n\n  1. One\n\n", "Two words", "  1. One"),
        ("Title\n \n\t\n  Text.\nMore.", "Title", "  Text.\nMore."),
        ("Title", "Title", ""),
    ],
)
def test_the_first_line_is_the_title(text: str, title: str, rest: str) -> None:
    assert split_title(text) == (title, rest)


@given(st.text(alphabet=st.characters(), max_size=50))
def test_cleaned_text_can_be_encoded_and_is_otherwise_the_same(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode()
    try:
        text.encode()
    except UnicodeEncodeError:
        assert "\ufffd" in cleaned or any(character > "\uffff" for character in cleaned)
    else:
        assert cleaned == text
