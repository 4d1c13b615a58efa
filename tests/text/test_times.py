import time
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.times import find_times, parse_clock_note, resolve_time


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone.utc)  # type: ignore[misc,arg-type]


FRIDAY = utc(2019, 6, 21, 18, 0)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("It begins on Sunday.", utc(2019, 6, 23)),
        ("It begins on Friday.", utc(2019, 6, 21)),
        ("It begins next Friday.", utc(2019, 6, 28)),
        ("It begins next Tuesday.", utc(2019, 6, 25)),
        ("It begins tomorrow.", utc(2019, 6, 22)),
        ("It begins next week.", utc(2019, 6, 24)),
        ("It begins this weekend.", utc(2019, 6, 22)),
        ("It begins next month.", utc(2019, 7, 1)),
        ("It begins on June 23.", utc(2019, 6, 23)),
        ("It begins on 23 June 2020.", utc(2020, 6, 23)),
        ("It begins on Jan. 9.", utc(2020, 1, 9)),
        ("It begins on 2019-07-04.", utc(2019, 7, 4)),
        ("It begins in May.", utc(2020, 5, 1)),
        ("It begins in late October.", utc(2019, 10, 21)),
        ("It begins in mid-2021.", utc(2021, 7, 1)),
        ("It waits until July 6.", utc(2019, 7, 6)),
        ("It waits for two weeks.", utc(2019, 7, 5)),
        ("It was moved by a month.", utc(2019, 7, 21)),
        ("It begins at 3 p.m. Sunday.", utc(2019, 6, 23, 15)),
        ("It begins Sunday at 3:30 p.m. EDT.", utc(2019, 6, 23, 19, 30)),
        ("It begins Tuesday, July 2, 2019 at 10:15 am.", utc(2019, 7, 2, 10, 15)),
        ("It begins at noon.", utc(2019, 6, 22, 12)),
        ("It moved from August 3 to December 8.", utc(2019, 12, 8)),
        ("It begins on June 31.", None),
        ("It may begin.", None),
        ("Some 2,040 people may march.", None),
        ("Today's race is off.", None),
        ("Police held the man of 24.", None),
        ("", None),
    ],
)
def test_the_time_ahead_that_a_sentence_names(sentence: str, expected: datetime | None) -> None:
    assert resolve_time(sentence, FRIDAY, after=True) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("It began on Sunday.", utc(2019, 6, 16)),
        ("It began on Friday.", utc(2019, 6, 21)),
        ("It began last Friday.", utc(2019, 6, 14)),
        ("It began yesterday.", utc(2019, 6, 20)),
        ("It began on December 9.", utc(2018, 12, 9)),
        ("It began two days ago.", utc(2019, 6, 19)),
        ("It began at 9 a.m.", utc(2019, 6, 21, 9)),
    ],
)
def test_the_time_past_that_a_sentence_names(sentence: str, expected: datetime | None) -> None:
    assert resolve_time(sentence, FRIDAY, after=False) == expected


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("Updated (4:05 p.m.): The pier is shut.", utc(2019, 6, 21, 16, 5)),
        ("UPDATE 7:40 PM, FEB. 11: The pier is shut.", utc(2019, 2, 11, 19, 40)),
        ("Updated at 16:20 GMT", utc(2019, 6, 21, 16, 20)),
        ("Updated Jan. 9, 2018 6:10 p.m. ET - The pier is shut", utc(2018, 1, 9, 23, 10)),
        ("This story was updated on June 20, 2019.", utc(2019, 6, 20)),
        ("Last updated 2 hours ago", utc(2019, 6, 21, 16)),
        ("[UPDATE, 11:20 a.m.] The pier is shut.", utc(2019, 6, 21, 11, 20)),
        ("UPDATE: The pier is shut until 3 p.m.", None),
        ("UPDATE: June 23 vote is off", None),
        ("UPDATE: Late this afternoon the mayor gave in", None),
        ("UPDATE", None),
        ("", None),
    ],
)
def test_a_note_gives_its_own_time_in_its_label(note: str, expected: datetime | None) -> None:
    assert parse_clock_note(note, FRIDAY) == expected


def test_phrases_keep_their_preposition() -> None:
    sentence = "The vote was moved to Tuesday, July 2, after a delay of two weeks."
    phrases = find_times(sentence, FRIDAY, after=True)
    assert [(sentence[p.start : p.end], p.lead, p.length) for p in phrases] == [
        ("to Tuesday, July 2", "to", False),
        ("two weeks", "", True),
    ]


@pytest.mark.parametrize(
    "read", [lambda at: resolve_time("Sunday", at, after=True), lambda at: parse_clock_note("9 am", at)]
)
def test_a_naive_anchor_is_refused(read: object) -> None:
    with pytest.raises(ValueError, match="aware"):
        read(datetime(2019, 6, 21))  # type: ignore[operator]


@given(
    st.text(alphabet=st.sampled_from("0123456789 :.,-apm JunSdyto next29"), max_size=60),
    st.datetimes(timezones=st.just(timezone.utc)),
)
def test_any_text_resolves_or_does_not(text: str, anchor: datetime) -> None:
    for phrase in find_times(text, anchor, after=True):
        assert phrase.at.tzinfo is not None
        assert 0 <= phrase.start < phrase.end <= len(text)
    parse_clock_note(text, anchor)


@pytest.mark.parametrize("unit", ["June ", "1 ", "at ", "a few of more ", "12:", "next ", "2019-"])
def test_hostile_megabytes_are_read_in_part(unit: str) -> None:
    begin = time.process_time()
    find_times(unit * (1_000_000 // len(unit)), FRIDAY, after=True)
    assert time.process_time() - begin < 2
