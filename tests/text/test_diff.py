import random
import re
import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.text.diff import align_sentences, diff_sentences, sentence_key
from transforms.text.sentences import split_sentences

LEAD = "The ferry to Skarn was held in port."


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", []),
        (LEAD, LEAD, []),
        ("", LEAD, [("insert", "", LEAD)]),
        (LEAD, "", [("delete", LEAD, "")]),
        (
            f"{LEAD} Nine passengers waited on the quay.",
            f"{LEAD} Twelve passengers waited on the quay.",
            [("replace", "Nine passengers waited on the quay.", "Twelve passengers waited on the quay.")],
        ),
        (f"{LEAD} Snow fell.", f"{LEAD} A crane broke. Snow fell.", [("insert", "", "A crane broke.")]),
        ("Snow fell. Snow fell.", "Snow fell.", [("delete", "Snow fell.", "")]),
    ],
)
def test_edits_by_sentence(before: str, after: str, expected: list[tuple[str, str, str]]) -> None:
    assert diff_sentences(before, after) == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('He said "no"  twice.', "He said “no” twice."),
        ("It's over.\nAll left.", "It’s over.\n\n  All left."),
        ("Nine - or ten - came.", "Nine — or ten — came."),
        ("Soft\u00adware failed…", "Software failed..."),
    ],
)
def test_typography_is_no_edit(before: str, after: str) -> None:
    assert diff_sentences(before, after) == []


def test_unlike_sentences_are_a_deletion_and_an_insertion() -> None:
    edits = diff_sentences(f"{LEAD} Snow fell all night.", f"{LEAD} The mayor resigned on Monday.")
    assert edits == [("delete", "Snow fell all night.", ""), ("insert", "", "The mayor resigned on Monday.")]


def test_a_script_without_spaces_pairs_by_letters() -> None:
    assert diff_sentences("会议将于星期一举行。", "会议将于星期三举行。") == [
        ("replace", "会议将于星期一举行。", "会议将于星期三举行。")
    ]


sentences = st.lists(
    st.sampled_from(
        [
            "One came.",
            "Two came.",
            "Two left.",
            "Three came “late”.",
            'Three came "late".',
            "No.",
            "Snow fell on Skarn.",
        ]
    ),
    max_size=12,
).map(" ".join)


@given(sentences | st.text(max_size=80), sentences | st.text(max_size=80))
def test_the_steps_spell_both_texts(before: str, after: str) -> None:
    steps = align_sentences(before, after)
    assert [text for step in steps for text in step.before] == [s.text for s in split_sentences(before)]
    assert [text for step in steps for text in step.after] == [s.text for s in split_sentences(after)]
    for step in steps:
        if step.op == "equal":
            assert [sentence_key(text) for text in step.before] == [sentence_key(text) for text in step.after]
        assert {"equal": step.before and step.after, "insert": not step.before and step.after,
                "delete": step.before and not step.after, "replace": step.before and step.after}[step.op]  # fmt: skip
    changes = [(step.op, " ".join(step.before), " ".join(step.after)) for step in steps if step.op != "equal"]
    assert is_subsequence(diff_sentences(before, after), changes)


def is_subsequence(some: list, all_of_them: list) -> bool:
    left = iter(all_of_them)
    return all(one in left for one in some)


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", sentence_key(text).lower()))


@given(sentences, sentences)
def test_edits_applied_to_the_words_before_give_the_words_after(before: str, after: str) -> None:
    found = words(before)
    for _, out, into in diff_sentences(before, after):
        found.subtract(words(out))
        found.update(words(into))
    assert +found == words(after)
    assert all(count >= 0 for count in found.values())


@given(sentences, st.randoms(use_true_random=False))
def test_order_of_sentences_is_no_edit(text: str, shuffler: random.Random) -> None:
    parts = [sentence.text for sentence in split_sentences(text)]
    shuffled = shuffler.sample(parts, len(parts))
    assert diff_sentences(text, " ".join(shuffled)) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{LEAD} Snow fell. A crane broke.", f"{LEAD} A crane broke. Snow fell."),
        ("Divers found the anchor, and the port closed.", "Divers found the anchor. And the port closed."),
        ("He came. She left.", "He came; she left."),
        ("潜水员找到了锚，港口关闭。", "潜水员找到了锚。港口关闭。"),
        ("Snow fell.\n\n1,024 views", "Snow fell.\n\n2,048 views"),
        ("Last updated: 12 May 2019 10:04\n\nSnow fell.", "Last updated: 12 May 2019 11:30\n\nSnow fell."),
        ("Updated 2 hours ago\n\nSnow fell.", "Snow fell.\n\nUpdated 3 hours ago"),
        ("Snow--or sleet--fell.", "Snow – or sleet – fell."),
        ("He said 'no' in Caf\u00e9 Brenna.", 'He said "no" in Cafe\u0301 Brenna.'),
    ],
    ids=["moved", "divided", "joined", "divided, no spaces", "views", "updated", "ago", "dashes", "quotes and accents"],
)
def test_what_says_nothing_new_is_no_edit(before: str, after: str) -> None:
    assert diff_sentences(before, after) == []
    assert diff_sentences(after, before) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It rose 1.4 cents. All left.", "It rose 14 cents and all left."),
        ("It rose 1.4 cents.", "It rose 14 cents."),
        ("The port closed. The bridge stayed open.", "The port stayed open. The bridge closed."),
        ("He came. She left.", "She came, he left."),
        ("Snow fell.", "SNOW fell."),
        ("It was -5 degrees.", "It was 5 degrees."),
        ("Snow fell. Snow fell. All left.", "All left. Snow fell."),
        ("June 21, 2019\n\nThe strike began.", "June 22, 2019\n\nThe strike began."),
    ],
)
def test_what_reads_differently_is_an_edit(before: str, after: str) -> None:
    assert diff_sentences(before, after) != []


def test_moved_sentence_is_no_version_of_another_one() -> None:
    before = "Two came by boat on Monday. Snow fell on Skarn. Two left by boat on Monday."
    after = "Snow fell on Skarn. Two left by boat on Monday. Two came by boat on Monday. Two came by bus on Friday."
    assert diff_sentences(before, after) == [("insert", "", "Two came by bus on Friday.")]


@settings(max_examples=30)
@given(sentences)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert diff_sentences(text, text) == []


def numbered(count: int, step: int) -> str:
    return " ".join(f"Boat {number} left the harbour with {number * step % 97} crates." for number in range(count))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (numbered(18_000, 1), numbered(18_000, 3)),
        ("It rained. " * 90_000, "It snowed. " * 90_000),
        ("It rained. It snowed. " * 45_000, "It snowed. It hailed. It rained. " * 30_000),
        ("x" * 1_000_000, "y" * 1_000_000),
        (numbered(18_000, 1), " ".join(reversed(numbered(18_000, 1).split(". ")))),
    ],
    ids=["all edited", "repeated", "mixed", "one word", "reversed"],
)
def test_a_megabyte_takes_less_than_a_second(before: str, after: str) -> None:
    begin = time.process_time()
    diff_sentences(before, after)
    assert time.process_time() - begin < 1


def test_a_long_text_is_compared_by_line() -> None:
    page = "\n".join(f"Boat {number} left. It was late." for number in range(20_000))
    assert diff_sentences(page, page.replace("Boat 77 left. ", "Boat 77 sank. ")) == [
        ("replace", "Boat 77 left. It was late.", "Boat 77 sank. It was late.")
    ]
