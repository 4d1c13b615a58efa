"""What a text asserts of its event: its developments, each with the sentence that says so."""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from transforms.text import status_words
from transforms.text.clause import Claim, head_of, is_time_word
from transforms.text.grammar import STATUS_WORDS, find_claims, may_claim
from transforms.text.history import NEAR_CHARS, is_history
from transforms.text.plan_claims import PLAN_WORDS, PROSE_PLAN_WORDS
from transforms.text.sentences import split_sentences
from transforms.text.tables import word_set
from transforms.text.times import TimePhrase, find_times
from transforms.text.vocabulary import compound_words


class Found(NamedTuple):
    """Something that a text asserts of its event.

    Attributes:
      kind: planned, underway, postponed, cancelled, suspended, resumed, ended, confirmed or denied.
      evidence: the sentence, as it stands in the text.
      place: headline, body or notice.
      effective: the time that it names (the new date of what is postponed), or None.
      span: offsets in ``evidence`` of the words that say so.
      when: offsets in ``evidence`` of the words that name ``effective``, or None.
      rule: the rule of the grammar that found it, as ``transforms.text.clause.Claim`` names it.
      of: what is postponed, called off …; empty where that is not known, and for confirmed and denied.
    """

    kind: str
    evidence: str
    place: str
    effective: datetime | None
    span: tuple[int, int]
    when: tuple[int, int] | None = None
    rule: str = ""
    of: tuple[str, ...] = ()


# Sentences at the head of a body that may tell a plan; further down plans are background.
LEAD_SENTENCES = 3
# Developments of one kind that are kept from a body, and of all kinds: the first ones, since news
# is told from its end (test_statuses.py::test_a_long_body_yields_a_handful).
BODY_PER_KIND = 2
BODY_TOTAL = 6
# Words of a subheading.
LONGEST_LINE = 20
# Characters of a body that are read: later text of a page so long is another story.
LONGEST_BODY = 60_000

_OLD_TEXT = re.compile(
    r"\b(?:earlier|previous|original|first) version|\bincorrect|\bmisstated|\bthis (?:article|story|post)\b",
    re.I,
)
_FUTURE_KINDS = frozenset(("planned", "postponed", "resumed", "cancelled"))
_STATEMENT_KINDS = frozenset(("confirmed", "denied"))

_ANY_WORD = re.compile(r"[^\W\d_]{3,}")
_ENDINGS = (
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "ions",
    "ing",
    "ion",
    "ers",
    "ies",
    "ed",
    "er",
    "es",
    "s",
    "y",
    "e",
)
# Words of the grammar that also tell what a text is about.
_TELLING = word_set(
    "strike kill kills killed killing hit hits hitting table tables tabled return returns returned returning held",
    "place official true wrong lie lies hoax rule rules ruled normal fiction carry carries carried pour pours poured",
)
_EMPTY_WORDS = (
    word_set(
        "said says say told tells tell announced announces statement according official officials reported report",
        "twitter tweet tweets tweeted stated spokesman spokeswoman event plan plans operation thing decision move "
        "update",
        "updated correction editor note has have had was were been being are the and for its it's their his her they",
        "that this these those with from will would after before until late early later week weeks day days month "
        "months",
        "year years two three next last morning afternoon evening night today tonight tomorrow yesterday now not which",
        "who also due start starting begin beginning expected set out off back call called put january february march",
        "april may june july august september october november december",
    )
    | (STATUS_WORDS - _TELLING)
    | status_words.DETERMINERS
    | status_words.PREPOSITIONS
    | status_words.ADVERBS
)


def find_developments(title: str, text: str, notices: Sequence[tuple[str, str]], anchor: datetime) -> list[Found]:
    """What an article asserts of its event, in text order: headline, body, notices.

    Notices come last wherever they stood, since they are newer than the text around them.

    Args:
      title: the headline.
      text: the body, without its notices.
      notices: kind and text of each notice, in text order.
      anchor: when the article was written (aware); bare weekdays and dates are counted from it.

    Returns:
      Distinct developments; a body yields at most ``BODY_TOTAL``.

    Raises:
      ValueError: if ``anchor`` has no time zone.
    """
    if anchor.tzinfo is None:
        raise ValueError(f"anchor must be an aware datetime, not {anchor!r}")
    found = _in_headline(title, anchor)
    found += _in_body(text, anchor)
    for _, notice in notices:
        found += _in_notice(notice, anchor)
    return found


def _in_headline(title: str, anchor: datetime) -> list[Found]:
    line = title.strip()
    return [_found(claim, line, "headline", anchor) for claim in _news(line, anchor, headline=True)]


def _news(sentence: str, anchor: datetime, *, headline: bool) -> list[Claim]:
    """What a sentence claims, without what it tells of years ago."""
    claims = find_claims(sentence, headline=headline)
    return [claim for claim in claims if not is_history(sentence, claim.start, claim.end, anchor, _reach(claim))]


def _reach(claim: Claim) -> int:
    """How far behind a claim its own time stands: what is confirmed or denied may itself be of long ago."""
    return 1 if claim.kind in _STATEMENT_KINDS else NEAR_CHARS


def _in_notice(notice: str, anchor: datetime) -> list[Found]:
    found = []
    for sentence in split_sentences(notice):
        if _OLD_TEXT.search(sentence.text):
            continue
        found += [
            _found(claim, sentence.text, "notice", anchor) for claim in _news(sentence.text, anchor, headline=False)
        ]
    return found


def _in_body(text: str, anchor: datetime) -> list[Found]:
    text = text[:LONGEST_BODY]
    found: list[Found] = []
    counts: dict[str, int] = {}
    for number, sentence in enumerate(split_sentences(text)):
        lead = number < LEAD_SENTENCES
        if not _may_tell(sentence.text, lead):
            continue
        for claim in _news(sentence.text, anchor, headline=_is_line(sentence.text)):
            if (claim.kind in ("planned", "underway") and not lead) or counts.get(claim.kind, 0) >= BODY_PER_KIND:
                continue
            counts[claim.kind] = counts.get(claim.kind, 0) + 1
            found.append(_found(claim, sentence.text, "body", anchor))
            if len(found) >= BODY_TOTAL:
                return found
    return found


def _may_tell(sentence: str, lead: bool) -> bool:
    """Whether a sentence of a body may claim a status or, in the lead, tell a plan."""
    present = compound_words(sentence.lower())
    if may_claim(present):
        return True
    return lead and not (PLAN_WORDS if _is_line(sentence) else PROSE_PLAN_WORDS).isdisjoint(present)


def _is_line(sentence: str) -> bool:
    """Whether a sentence of a body is a line without a full stop: a subheading, which reads like a headline."""
    return sentence[-1].isalnum() and sentence.count(" ") < LONGEST_LINE


def _found(claim: Claim, evidence: str, place: str, anchor: datetime) -> Found:
    when = None if claim.kind in _STATEMENT_KINDS else _time_of(claim, evidence, anchor)
    return Found(
        claim.kind,
        evidence,
        place,
        when.at if when else None,
        (claim.start, claim.end),
        (when.start, when.end) if when else None,
        claim.rule,
        () if claim.kind in _STATEMENT_KINDS else claim.of,
    )


def _time_of(claim: Claim, evidence: str, anchor: datetime) -> TimePhrase | None:
    """The time that belongs to a claim: where the event moved to, or when it takes place."""
    ahead = claim.kind in _FUTURE_KINDS and not _has_happened(claim, evidence)
    phrases = find_times(evidence, anchor, after=ahead)
    behind = [phrase for phrase in phrases if phrase.start >= claim.end]
    if claim.kind == "postponed":
        # "The march expected Sunday was delayed": Sunday is where it was, not where it went.
        targets = [p for p in behind if _is_target(p, evidence)]
        lengths = [p for p in behind if p.length and _is_shift(p, evidence, claim)]
        return next(iter(targets or lengths), None)
    if claim.kind == "resumed":
        behind = [p for p in behind if not _RELATIVE.search(evidence, claim.end, p.start)]
        behind = [p for p in behind if not (ahead and evidence[p.start : p.end].lower().startswith(_GONE))]
        points = [
            p
            for p in behind
            if (p.lead in ("in", "within") or not p.length) and p.lead not in ("since", "after", "until")
        ]
        return points[0] if points else None
    points = [p for p in behind if not p.length] or [p for p in phrases if not p.length] or behind
    return points[0] if points else None


def _has_happened(claim: Claim, evidence: str) -> bool:
    """Whether a claim tells of the past: "reopened on Friday", not "will reopen" or "to be reopened"."""
    if claim.kind in ("planned", "postponed"):
        return False
    if not _PAST.match(evidence, claim.start):
        return False
    return _AHEAD.search(evidence[max(0, claim.start - _LONGEST_GROUP) : claim.start]) is None


_PAST = re.compile(r"\w+ed\b|began|begun|running|underway", re.IGNORECASE)
_AHEAD = re.compile(r"\b(?:will|shall|to|ll)(?: \w+)? $", re.IGNORECASE)
# Characters of the auxiliaries before a verb: "will not be ".
_LONGEST_GROUP = 24
# Another clause, with a time of its own.
_RELATIVE = re.compile(r"\b(?:where|who|which|whose)\b")
# Times that cannot lie ahead.
_GONE = ("last ", "yesterday")
_TARGET_LEADS = frozenset(("to", "until", "till", "into", "no earlier than", "no sooner than", "not before"))
_NOT_THE_OLD = re.compile(r"\s(?:instead of|rather than)\b")


def _is_target(phrase: TimePhrase, evidence: str) -> bool:
    """Whether a time is where the event went: "to Tuesday", "at 7 pm instead of 5"."""
    if phrase.lead in _TARGET_LEADS or (phrase.lead == "for" and not phrase.length):
        return True
    return not phrase.length and bool(_NOT_THE_OLD.match(evidence, phrase.end))


def _is_shift(phrase: TimePhrase, evidence: str, claim: Claim) -> bool:
    """Whether a length is how far the event moved: "by a week", "delayed two days", "a day later"."""
    if phrase.lead in ("by", "for"):
        return True
    beside = not phrase.lead and not evidence[claim.end : phrase.start].strip()
    return beside or evidence[phrase.start : phrase.end].lower().endswith(" later")


# Content words that evidence and topic must share, when the evidence has as many
# (test_statuses.py::test_is_about_tells_the_event_from_another).
ABOUT_OVERLAP = 2


def is_about(evidence: str, topic: str, of: Sequence[str] = (), min_overlap: int = ABOUT_OVERLAP) -> bool:
    """Whether a sentence speaks of a story's event.

    It does where the thing that it says something of is one that the story's titles and leads name: "The game was
    postponed" in a report on a shooting is of another event, though both were at the stadium.  Where no thing is
    named ("It", "The event", "plans") or known, it does where it shares content words with them.  Words are
    compared by stem ("raid" and "raids", "deport" and "deportation").  A short sentence needs to share
    half of its words; one without content words of its own ("It has been postponed", "The
    event was called off") speaks of whatever the article is about.

    Args:
      evidence: the sentence.
      topic: titles and leads of the story, in one text.
      of: what the sentence says something of (``Found.of``), if that is known.
      min_overlap: words to share at most.
    """
    known = content_stems(topic)
    thing = _named_thing(of)
    if thing:
        return not thing.isdisjoint(known)
    said = content_stems(evidence)
    if not said:
        return True
    shared = len(said & known)
    return shared >= max(1, min(min_overlap, (len(said) + 1) // 2))


def _named_thing(of: Sequence[str]) -> set[str]:
    """Stems of the noun that names a thing: of "the vigil for the boys" vigil, of "plans for a vigil" too."""
    for words in (head_of(list(of)), of):
        nouns = [stems for word in words if not is_time_word(word) and (stems := content_stems(word))]
        if nouns:
            return nouns[-1]
    return set()


def content_stems(text: str) -> set[str]:
    """Stems of the words that tell what a text is about: no function, status, time or saying words."""
    return {stem(word) for word in _ANY_WORD.findall(text.lower()) if word not in _EMPTY_WORDS}


@lru_cache(maxsize=1 << 13)
def stem(word: str) -> str:
    """A crude stem: enough to match "raids" with "raid", "deportations" with "deported"."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= (3 if ending in ("ies", "y") else 4):
            return word[: len(word) - len(ending)]
    return word
