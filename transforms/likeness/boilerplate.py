"""What stands around the news in a text: datelines, time stamps, sentences about the page.

It adds no fact and makes no two texts alike.  Whole lines of furniture are gone before a text comes here
(``transforms.text.furniture``); this is what stands in a line with the news, or looks like news.
"""

import re
from collections.abc import Iterator, Sequence

# The bit of a sketch's ``aside`` that marks boilerplate.
BOILERPLATE = 2
# Sentences about the page, not about the news; they neither add facts nor make texts alike.
_PHRASES = (
    "all rights reserved", "copyright", "©", "may not be published", "may not be reproduced", "used under license",
    "its relevant subsidiaries", "click here",
    "sign up", "subscribe", "follow us", "follow @", "like us on", "download the", "download our", "newsletter",
    "contributed to this report", "contributed to this story", "contributed to this article", "read more",
    "read next", "related stor", "photo credit", "file photo", "photo by", "advertisement", "stay with us",
    "check back", "watch the video", "watch video", "breaking news alert", "email us", "most read", "skip to",
)  # fmt: skip
_MAX_BOILERPLATE_CHARS = 400
_MAX_PLACE_CHARS = 48
# "OSTBY, Norland (AP) —": the town in capitals, or the agency in brackets, then a dash.
_DATELINE = re.compile(
    rf"(?P<place>[^\n()–—]{{2,{_MAX_PLACE_CHARS}}}?)"
    r"(?P<agency>\([A-Z][\w .&/-]{1,24}\)\s*)?(?:--|[–—]|-\s)\s*"
)
_DATELINE_PARAGRAPHS = 4
# A line of nothing but time stamps and a site's name.
_STAMP = re.compile(
    r"\s*(?:last\s)?(?:updated|created|posted|published)\b(?:[\s\d:/.,|()@-]|\b(?:updated|created|posted|published"
    r"|on|at|[ap]m|[ap]\.m\.|[ecmp][sd]?t|gmt|utc|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}|[\w-]{2,30}\.(?:com|org|net|tv))\b)+$",
    re.IGNORECASE,
)
_STAMP_WORDS = ("updated", "created", "posted", "published")
_MAX_STAMP_CHARS = 120
_SENTENCE = re.compile(r"[^.!?]+[.!?]*")


def split_boilerplate(text: str) -> Iterator[tuple[str, int]]:
    """The paragraphs of a text in order, with datelines and sentences about the page cut off.

    Each piece goes with 0, or with ``BOILERPLATE``.
    """
    whole = text.lower()
    phrases = [phrase for phrase in _PHRASES if phrase in whole]
    stamped = any(word in whole for word in _STAMP_WORDS)
    read = 0
    for paragraph in text.split("\n"):
        if not paragraph or paragraph.isspace():
            continue
        if read < _DATELINE_PARAGRAPHS and (cut := _dateline_end(paragraph)):
            yield paragraph[:cut], BOILERPLATE
            paragraph = paragraph[cut:]
        read += 1
        if stamped and len(paragraph) <= _MAX_STAMP_CHARS and _STAMP.match(paragraph):
            yield paragraph, BOILERPLATE
        elif phrases and _is_boilerplate(paragraph, phrases):
            for sentence in _SENTENCE.findall(paragraph):
                yield sentence, BOILERPLATE if _is_boilerplate(sentence, phrases) else 0
        else:
            yield paragraph, 0


def _dateline_end(paragraph: str) -> int:
    """Where the dateline that a paragraph opens with ends, or 0."""
    opening = paragraph.lstrip()[:3]
    if opening != opening.upper() and "(" not in paragraph[: _MAX_PLACE_CHARS + 1]:
        return 0  # neither a town in capitals nor an agency, which the pattern is slow to find out
    found = _DATELINE.match(paragraph)
    if found is None:
        return 0
    place = found["place"].split()
    capitals = bool(place) and len(place[0]) > 2 and place[0].isupper()
    named = all(word[0].isupper() or not word[0].isalpha() or len(word) < 4 for word in place)
    return found.end() if named and (capitals or found["agency"]) else 0


def _is_boilerplate(paragraph: str, phrases: Sequence[str]) -> bool:
    if len(paragraph) > _MAX_BOILERPLATE_CHARS:
        return False
    lower = paragraph.lower()
    return any(phrase in lower for phrase in phrases)
