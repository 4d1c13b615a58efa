"""Figures that a text gives of its event: people killed, injured and so on; money; magnitude.

``people_counts`` and ``amounts`` read one sentence; here is which sentences are read, and which of several
figures of a kind is the text's.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from transforms.text import amounts, people_counts, people_words
from transforms.text.people_counts import Count
from transforms.text.sentences import split_sentences
from transforms.text.vocabulary import letter_runs


class FoundFigure(NamedTuple):
    """A figure of a text.

    Attributes:
      what: killed, injured, missing, arrested, charged, evacuated, displaced, damage, ransom, fine, deal,
        magnitude, category or destroyed.
      value: how many people, or the amount in ``unit``.
      qualifier: ``at least``, ``more than``, ``up to``, ``fewer than``, ``about``, or None for an exact figure.
      unit: an ISO 4217 currency for money, ``homes`` or ``buildings`` for destroyed, else None.
      evidence: the sentence or headline, as it stands.
    """

    what: str
    value: float
    qualifier: str | None
    unit: str | None
    evidence: str


KINDS = (*people_words.KINDS, *amounts.KINDS)

# Sentences at the head of a body whose figures are preferred to later ones.
LEAD_SENTENCES = 4
# Characters of a body, and of one sentence, that are read.
LONGEST_BODY = 60_000
LONGEST_SENTENCE = 1_500

# Without one of these, or a sign of a currency, a sentence holds no figure.
_HINTS = people_words.KEYWORDS | amounts.WORDS
_SHORT = 4

_UPDATE, _HEADLINE, _LEAD, _REST, _TOLD_BEFORE = range(5)
_HEADS = {
    **dict.fromkeys(("man", "boy", "father", "son", "brother", "husband", "male", "dad", "gunman"), "he"),
    **dict.fromkeys(("woman", "girl", "mother", "daughter", "sister", "wife", "female", "mom", "mum"), "she"),
}


class _Candidate(NamedTuple):
    """A figure with what decides between several: the part of the text, its rank in it, one person's noun."""

    part: int
    number: int
    toll: bool
    head: str
    figure: FoundFigure


def find_figures(
    title: str, text: str, updates: Sequence[str] = (), written: datetime | None = None
) -> list[FoundFigure]:
    """The figures that an article gives, one of a kind and unit.

    Of several of a kind a notice's is taken, then the headline's, then one from the lead, then one from the
    rest; in the same part one called a toll, then one that is counted rather than a single person, then the
    largest of the first sentence that has one.

    Args:
      title: the headline.
      text: the body.
      updates: texts of the notices that tell what is new, which are newer than the headline.
      written: when it was written; sentences that name another year tell of another event.

    Returns:
      At most one figure for each ``what`` and ``unit``, in the order of ``KINDS``.
    """
    year = written.year if written else None
    seen: dict[tuple[str, str], list[_Candidate]] = {}
    for part, number, sentence in _sentences(title, text, updates):
        for candidate in _in_sentence(part, number, sentence, year):
            seen.setdefault((candidate.figure.what, candidate.figure.unit or ""), []).append(candidate)
    best = {key: min(candidates, key=_preference) for key, candidates in seen.items()}
    kept = [one for key, one in best.items() if not _is_doubtful(one, seen)]
    return [one.figure for one in sorted(kept, key=lambda one: (KINDS.index(one.figure.what), one.figure.unit or ""))]


def _preference(one: _Candidate) -> tuple[bool, int, bool, bool, int, float]:
    # Nobody hurt is said of those not counted elsewhere, so a count of none gives way to any other.
    # One person in a headline may be one of several ("Girl, 3, hurt"), so the lead's count goes before.
    part = _LEAD if one.head and one.part == _HEADLINE else one.part
    if one.head.startswith("the "):
        part = _TOLD_BEFORE
    return not one.figure.value, part, not one.toll, bool(one.head), one.number, -one.figure.value


def _is_doubtful(best: _Candidate, seen: dict[tuple[str, str], list[_Candidate]]) -> bool:
    """Whether a single person is perhaps not all: others of the kind, or the one who died later."""
    if not best.head:
        return False
    singles = [one for one in seen[best.figure.what, ""] if one.head]
    if {"he", "she"} <= {_HEADS.get(one.head, "") for one in singles if one.part <= _LEAD}:
        return True
    if best.figure.what != "injured":
        return False
    died = [one for one in seen.get(("killed", ""), []) if one.figure.value]
    told_together = any((one.part, one.number) == (best.part, best.number) for one in died)
    return bool(died) and not told_together and all(one.figure.value == 1 for one in died)


def _sentences(title: str, text: str, updates: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Sentences that may hold a figure, with their part of the text and number in it."""
    for update in updates:
        for number, sentence in enumerate(split_sentences(update[:LONGEST_SENTENCE])):
            yield _UPDATE, number, sentence.text
    line = title.strip()
    if line:
        yield _HEADLINE, 0, line[:LONGEST_SENTENCE]
    body = text[:LONGEST_BODY]
    lower = body.lower()
    if len(lower) != len(body):
        return  # a letter whose lower case is longer: it is no English text
    hints = letter_runs(lower) & _HINTS
    hints.update(sign for sign in amounts.SIGNS if sign in lower)
    places = sorted(_places(lower, hints))
    if not places:
        return
    for number, sentence in enumerate(split_sentences(body)):
        at = bisect_left(places, sentence.start)
        if at < len(places) and places[at] < sentence.end and len(sentence.text) <= LONGEST_SENTENCE:
            yield _LEAD if number < LEAD_SENTENCES else _REST, number, sentence.text


def _places(lower: str, words: Iterable[str]) -> Iterator[int]:
    """Where any of the words stands: only sentences that have one are read closely."""
    for word in words:
        # As part of longer words a short one would stand everywhere.
        word = f" {word}" if word.isalpha() and len(word) < _SHORT else word
        at = lower.find(word)
        while at >= 0:
            yield at
            at = lower.find(word, at + len(word))


def _in_sentence(part: int, number: int, sentence: str, year: int | None) -> Iterator[_Candidate]:
    lower = sentence.lower()
    if len(lower) != len(sentence):
        return
    words = letter_runs(lower)
    counts: list[Count] = []
    if not people_words.KEYWORDS.isdisjoint(words):
        counts = people_counts.find_counts(lower, words, part == _HEADLINE and not sentence.endswith("."), year)
    for count in counts:
        figure = FoundFigure(count.what, count.value, count.qualifier, None, sentence)
        yield _Candidate(part, number, count.toll, count.head, figure)
    if not amounts.WORDS.isdisjoint(words) or any(sign in lower for sign in amounts.SIGNS):
        for one in amounts.find_amounts(lower):
            figure = FoundFigure(one.what, one.value, one.qualifier, one.unit, sentence)
            yield _Candidate(part, number, False, "", figure)
