"""Which sentence a correction corrects.

A correction that names what was wrong ("an earlier version said the bridge opened in 1967; it
opened in 1976", "four lanes, not two") points to one sentence: the one that said so in the version
before, or that still says so, or that says now what is right.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from transforms.text.sentences import split_sentences
from transforms.text.tables import word_set

# Share of what the correction names that a sentence must say
# (test_corrections.py::test_a_correction_is_tied_to_its_sentence and …_to_none).
MIN_SHARE = 0.5
# Words and figures that the two must share at least.
MIN_SHARED = 2
# Read of either text, and of the note.
LONGEST_TEXT = 300_000
LONGEST_NOTE = 1_200


class Named(NamedTuple):
    """What a correction says was ``wrong``, and what is ``right``, as far as it does."""

    wrong: str
    right: str


_VERSION = (
    r"\b(?:earlier|previous|prior|original|initial|first) (?:published )?"
    r"(?:version|edition|story|report|article|post|headline|caption)s?\b[^.;]{0,80}?"
)
_WRONGLY = r"(?:(?:incorrectly|wrongly|mistakenly|erroneously|originally|inaccurately|initially) )"
_SAYING = (
    r"(?:said|stated|reported|gave|listed|identified|named|described|put|claimed|quoted|misstated|misspelled|misspelt"
    r"|misidentified|misreported|overstated|understated|referred to|attributed)(?: that)?"
)
_REPORTED_WRONG = re.compile(
    rf"(?:{_VERSION}\b{_WRONGLY}?{_SAYING}|\b{_WRONGLY}{_SAYING})"
    r" (?P<wrong>.{3,300}?)(?:[;.](?=\s|$)|$)(?P<right>.{0,300})",
    re.IGNORECASE | re.DOTALL,
)
_RIGHT_NOT_WRONG = re.compile(
    r"(?P<right>[^;]{3,300}?)(?:,| and|;|\s[–—-])? (?:not|rather than|instead of) (?P<wrong>[^;]{1,120})", re.IGNORECASE
)
_LABEL = re.compile(
    r"^[\W_]*(?:corrections?|corrected|clarification|for the record|update|editor['’]s note)\b[^:]{0,40}:\s*", re.I
)
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]{2,}")
_NUMBER_WORDS = word_set("two three four five six seven eight nine ten eleven twelve twenty thirty hundred dozen")
_EMPTY = word_set(
    "the this that these those and was were had has have been for its his her their they with from not story article",
    "report version earlier previous original said says stated reported correct corrected correction show which who",
    "post headline in on at of to by is it an as be or he she we are will would name incorrectly updated there than",
    "because due error editing misstated misspelled misidentified first second third paragraph about also gave",
)
_FIGURE_WEIGHT, _NAME_WEIGHT = 3, 2


def corrected_sentence(notice_text: str, text: str, before_text: str) -> str | None:
    """The sentence that a correction corrects, as it stands in the version before or in the text.

    The version before is searched first for what was wrong, then the text for the same (a page that
    only appended its note), then the text for what is right.

    Args:
      notice_text: the correction as printed.
      text: the text that it stands in.
      before_text: the version before, or "" where there is none.

    Returns:
      A sentence of one of the texts; None where the correction names nothing that was wrong, or no
      sentence, or two alike, fits.
    """
    note = notice_text[:LONGEST_NOTE]
    for named in _read(note):
        context = _tokens(named.right)
        for source, claim, beside in (
            (before_text, named.wrong, context),
            (text, named.wrong, context),
            (text, named.right, {}),
        ):
            found = _best(_tokens(claim), beside, source[:LONGEST_TEXT], note)
            if found is not None:
                return found
    return None


def _read(note: str) -> Iterator[Named]:
    """What the note names, the plainest wording first."""
    said = _REPORTED_WRONG.search(note)
    if said is not None:
        yield Named(said["wrong"], said["right"])
    for sentence in split_sentences(_LABEL.sub("", note)):
        swap = _RIGHT_NOT_WRONG.search(sentence.text)
        if swap is not None:
            yield Named(swap["wrong"], swap["right"])


def _tokens(text: str) -> dict[str, int]:
    """Words that tell something, with their weight: figures over names over others."""
    weights: dict[str, int] = {}
    for match in _TOKEN.finditer(text):
        word = match.group()
        low = word.lower().rstrip(".,")
        if low[0].isdigit() or low in _NUMBER_WORDS:
            weights[low] = _FIGURE_WEIGHT
        elif low not in _EMPTY and len(low) > 2:
            weights[_stem(low)] = _NAME_WEIGHT if word[0].isupper() else 1
    return weights


def _stem(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > 4 else word


def _best(claim: dict[str, int], beside: dict[str, int], source: str, note: str) -> str | None:
    """The one sentence of a text that says what is claimed; every figure of the claim must stand in it.

    ``beside`` are the words around the claim ("the bridge has *four lanes*, not two"): they help to
    find the sentence where the claim is a bare value.
    """
    if not claim or not source:
        return None
    around = {word: weight for word, weight in beside.items() if weight < _FIGURE_WEIGHT and word not in claim}
    bare = len(claim) < MIN_SHARED + 1
    wanted = {**around, **claim} if bare else claim
    figures = {word for word, weight in claim.items() if weight == _FIGURE_WEIGHT}
    total = sum(wanted.values())
    scored: list[tuple[float, str]] = []
    for sentence in split_sentences(source):
        if sentence.text in note:
            continue
        has = _tokens(sentence.text)
        shared = wanted.keys() & has.keys()
        if len(shared) < min(MIN_SHARED, len(wanted)) or not figures <= has.keys() or not shared & claim.keys():
            continue
        scored.append((sum(wanted[word] for word in shared) / total, sentence.text))
    scored = [(score, said) for score, said in scored if score >= MIN_SHARE]
    if not scored:
        return None
    best = max(score for score, _ in scored)
    texts = list(dict.fromkeys(said for score, said in scored if score == best))
    return texts[0] if len(texts) == 1 else None
