"""Whether a claim is news or history: "was postponed last year", "in 2016 the parade was called off"."""

import re
from datetime import datetime

_LONG_AGO = re.compile(
    r"\b[Ll]ast\s{1,8}(?:year|season|summer|winter|spring|autumn|fall|decade|century)\b"
    r"|\b(?:years?|decades?|generations?|months)\s{1,8}(?:ago|earlier|before)\b"
    r"|\b(?P<interval>years|decades|months)\s{1,8}(?:after|since)\b"
    r"|\b(?:[Ii]n|of|[Ss]ince|[Bb]ack in|[Dd]uring)\s{1,8}(?:the )?(?:(?:early|mid|late)[ -])?(?:[A-Z][a-z]{2,8} )?"
    r"(?P<year>(?:19|20)\d\d)(?P<decade>s)?\b"
    r"|\b(?:[Tt]he|[Aa]|[Ii]ts|[Tt]heir|[Hh]is|[Hh]er) (?P<edition>(?:19|20)\d\d)(?= [a-z])"
)
# What was there before the event that the text is about.
_FORMER = re.compile(r"\b(?:[Pp]revious|[Ll]ast year['’]s|[Ll]ast season['’]s) \w+ (?:was|were|had been)\s$")
# Nothing farther from a claim belongs to it; a hostile sentence is a megabyte.
_REACH_CHARS = 400
# Words that may stand between the verb and the time that belongs to it.
NEAR_CHARS = 60
# "Revives the line scrapped last year": the time belongs to the participle beside it.
_OTHER_VERB = re.compile(r"\s\w+(?:ed|wn|en)\s$")
# A January text that says "in December" of the year before still tells news.
_FRESH_MONTHS = 3


def is_history(sentence: str, start: int, end: int, anchor: datetime, near_chars: int = NEAR_CHARS) -> bool:
    """Say whether what ``sentence[start:end]`` claims is said to have happened long before ``anchor``.

    The time must belong to the claim: it opens the sentence, or follows the claim within its clause.
    A year that is still to come, or the present one, is no history.

    Args:
      sentence: the whole sentence.
      start, end: offsets of the words that claim.
      anchor: when the text was written.
      near_chars: how far behind the words that claim a time may stand that belongs to them.
    """
    if _FORMER.search(sentence, max(0, start - _REACH_CHARS), start):
        return True
    for hit in _LONG_AGO.finditer(sentence, max(0, start - _REACH_CHARS), end + _REACH_CHARS):
        year = hit["year"] or hit["edition"]
        if year and not _is_past(int(year), anchor):
            continue
        if hit.start() >= end:
            between = sentence[end : hit.start()]
            if hit["interval"] or _OTHER_VERB.search(between):
                continue  # "reopens two years after the flood" is news
            if len(between) <= near_chars and not any(mark in between for mark in ",;:–—"):
                return not hit["edition"]
            return False
        if hit.end() <= start and (hit.start() < _OPENING_CHARS) and not hit.group().endswith("since"):
            return True
    return False


# "In May of 2016, …", "The 2020 edition …", "A decade ago …" begin within this.
_OPENING_CHARS = 24


def _is_past(year: int, anchor: datetime) -> bool:
    return year < anchor.year - 1 or (year == anchor.year - 1 and anchor.month > _FRESH_MONTHS)
