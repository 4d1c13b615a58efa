"""What an edit changed inside a sentence, word by word."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

# Tokens of either side that are aligned exactly: the search is quadratic, and an edit of a longer
# passage is shown as one deletion and one insertion
# (test_word_diff.py::test_a_megabyte_takes_less_than_a_second).
EXACT_TOKENS = 2_000

# A word with its inner apostrophes, hyphens and decimal marks, a run of white space, or one other character.
_TOKEN = re.compile(r"\w+(?:['’.,:-]\w+)*|\s+|[^\w\s]")
# Scripts without spaces between words are compared character by character.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


class Piece(NamedTuple):
    """A run of text: ``op`` is ``equal``, ``delete`` (only before) or ``insert`` (only after)."""

    op: str
    text: str


def diff_words(before: str, after: str) -> list[Piece]:
    """The pieces of both texts in reading order, deletions before insertions.

    The pieces that are not inserted spell ``before``, those that are not deleted spell ``after``.
    Words that stand alone between two changes are taken into the change: "from ~~3~~ **4**" reads
    better than a sieve of single letters and spaces.
    """
    old, new = _tokens(before), _tokens(after)
    if max(len(old), len(new)) > EXACT_TOKENS:
        return _joined([("delete", before), ("insert", after)])
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    runs: list[tuple[str, str]] = []
    for op, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        gone, come = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        if op == "equal" and not gone.strip() and runs:
            # A space between two changed words belongs to the change.
            runs += [("delete", gone), ("insert", come)]
        elif op == "equal":
            runs.append(("equal", gone))
        else:
            runs += [("delete", gone), ("insert", come)]
    return _joined(runs)


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    for token in _TOKEN.findall(text):
        tokens.extend(token if _UNSPACED.search(token) else (token,))
    return tokens


def _joined(runs: list[tuple[str, str]]) -> list[Piece]:
    """Neighbouring changes as one deletion and one insertion; what both end in stands behind them."""
    pieces: list[Piece] = []
    gone = come = ""
    for op, text in [*runs, ("equal", "")]:
        if op == "delete":
            gone += text
        elif op == "insert":
            come += text
        else:
            space = ""
            if gone[-1:].isspace() and come[-1:] == gone[-1:]:
                space, gone, come = gone[-1], gone[:-1], come[:-1]
            pieces += [Piece(kind, run) for kind, run in (("delete", gone), ("insert", come)) if run]
            if space + text:
                pieces.append(Piece("equal", space + text))
            gone = come = ""
    return pieces
