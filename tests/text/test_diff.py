import time

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
    edits = [(step.op, " ".join(step.before), " ".join(step.after)) for step in steps if step.op != "equal"]
    assert diff_sentences(before, after) == edits


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
