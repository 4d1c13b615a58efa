"""Where sentences begin and end.

One regular expression proposes the places where a sentence could end; a few tables decide.
The cost is linear in the text and nothing is copied but the sentences themselves, so every
sentence is exactly a slice of the text that it stands in.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from transforms.text.tables import word_set


class Sentence(NamedTuple):
    """A slice of a text, without the white space around it: ``text == whole[start:end]``."""

    start: int
    end: int
    text: str


# A name, a title or a number follows these: they never end a sentence.
_BEFORE_A_NAME = word_set(
    "mr mrs ms mx dr prof rev fr hon st mt ft gen lt col maj capt cmdr adm sgt cpl pvt brig gov sen "
    "rep reps sens dep supt insp det asst assoc messrs mme mlle pres vs v no nos art sec fig vol pp "
    "ed eds approx est ca cf viz eg ie e.g i.e dept univ jan feb mar apr jun jul aug sep sept oct nov "
    "dec mon tue tues wed thu thur thurs fri sat sun al nr bros gebr hr bzw z.b d.h u.a sra av"
)

# These may end a sentence: they do so before a word that opens one.
_PERHAPS_LAST = word_set(
    "u.s u.k u.n e.u d.c u.s.a u.a.e a.m p.m inc ltd corp co cos plc llc llp jr sr etc ph.d m.d b.a m.a "
    "b.c a.d calif mass ariz fla ala ark colo conn del ga ill ind kan ky la md me mich minn miss mo mont "
    "neb nev okla ore pa penn tenn tex va vt wash wis wyo que ont bn mln blvd ave rd hwy ft lb lbs oz "
    "hrs"
)

# Words that seldom stand inside a name, so that "in the U.S. The" is two sentences.
_OPENERS = word_set(
    "a an the this that these those he she it we they you i his her its their our my there here what who "
    "when where why how if but and or so yet as at after before by during for from in into of on since "
    "though although to under until while with without no not all both some many most several more another "
    "among despite meanwhile however still also then now two three four five authorities officials police "
    "asked according earlier later last next according"
)

_CLOSERS = "\"'”’»)\\]"
_STOPS, _UNSPACED_STOPS = ".!?…‽", "。！？｡।॥؟۔።"
# The class in front lets the search skip to the few places that matter; a run of stops is tried from its first
# one only, or a long one would take quadratic time (test_sentences.py::test_hostile_megabytes_take_linear_time).
_BOUNDARY = re.compile(
    rf"[{_STOPS}{_UNSPACED_STOPS}\n](?:"
    # Latin and its kin: white space must follow
    rf"(?<=[{_STOPS}])(?<![{_STOPS}]{{2}})[{_STOPS}]*[{_CLOSERS}]*(?=\s|$)"
    rf"|(?<=[{_UNSPACED_STOPS}])[{_UNSPACED_STOPS}]*[」』”’）》\"]*"  # scripts whose full stop needs no space after it
    r"|(?<=\n)\s*)"  # the end of a line
)
_LAST_WORD = re.compile(r"[\w.&’'-]*$")
_NEXT_WORD = re.compile(r"[\s\"'“‘«(\[]*(\w*)")
# Nobody's abbreviation is longer; bounds the look back in hostile text.
_LOOK_BACK = 24
_BULLETS = "•‣▪●◦*-–—·"
# A text whose lines are all short and mostly full was wrapped by its sender.
_WRAP_COLUMNS = 90
_WRAP_FILL = 50
_WRAP_LINES = 4


def split_sentences(text: str) -> list[Sentence]:
    """The sentences of ``text`` in order; only white space lies between them.

    The end of a paragraph always ends a sentence, so a headline, a list entry or a by-line
    without a full stop is one of its own.  A single line break ends one too, unless the
    text was wrapped to a fixed width or the next line goes on in lower case.

    Args:
      text: any text, in any script.

    Returns:
      Sentences with offsets into ``text``; empty for a text of white space.
    """
    if len(text) <= _REMEMBERED_LENGTH:
        return list(_split_remembered(text))
    return _split(text)


# Several stages split the same text one after the other; a few short ones are remembered.
_REMEMBERED_LENGTH = 50_000


@lru_cache(maxsize=4)
def _split_remembered(text: str) -> tuple[Sentence, ...]:
    return tuple(_split(text))


def _split(text: str) -> list[Sentence]:
    found: list[Sentence] = []
    start = 0
    wrapped = None
    for mark in _BOUNDARY.finditer(text):
        at, end = mark.span()
        first = text[at]
        if first in ".!?…‽":
            if not _ends_here(text, start, at, end):
                continue
        elif first == "\n":
            lines = mark.group().count("\n")
            while at > start and text[at - 1].isspace():
                at -= 1
            if lines == 1:
                if wrapped is None:
                    wrapped = _is_wrapped(text)
                if _line_goes_on(text, at, end, wrapped):
                    continue
            end = at
        _add(found, text, start, end)
        start = mark.end()
    _add(found, text, start, len(text))
    return found


def _add(found: list[Sentence], text: str, start: int, end: int) -> None:
    piece = text[start:end].rstrip()
    stripped = piece.lstrip()
    if stripped:
        end = start + len(piece)
        found.append(Sentence(end - len(stripped), end, stripped))


def _ends_here(text: str, start: int, at: int, end: int) -> bool:
    """Whether the mark at ``text[at:end]`` ends the sentence that began at ``start``."""
    following = _NEXT_WORD.match(text, end)
    word = following.group(1) if following else ""
    if not word:
        return True
    if word[0].islower():
        # `"Why?" she asked` and "approx. ten" go on; an unknown abbreviation does too.
        return False
    if text[at] != "." or (end - at > 1 and text[at + 1] == "."):
        return True
    piece = text[max(start, at - _LOOK_BACK) : at]
    last = piece[piece.rfind(" ") + 1 :]
    if not last.isalpha():
        behind = _LAST_WORD.search(last)
        last = behind.group() if behind else ""
    if not last:
        return True
    lower = last.lower()
    if lower in _BEFORE_A_NAME:
        # "May" and "no" are words as well; a number or a capital after them decides.
        return lower in ("no", "art", "fig", "mar", "sat", "sun", "wed") and not word[0].isdigit()
    if lower in _PERHAPS_LAST:
        return word.lower() in _OPENERS and not word.isupper()
    if len(last) == 1 and last.isalpha() and last.isupper():
        # An initial, unless it is the pronoun.
        return last == "I" and word.lower() in _OPENERS
    if "." in last and len(last) <= 7 and all(len(part) <= 1 for part in last.split(".")):
        return word.lower() in _OPENERS
    # "1. Wash your hands": a number that opens its line counts, it does not conclude.
    return not (last.isdigit() and len(last) <= 2 and not text[start : at - len(last)].strip())


def _is_wrapped(text: str) -> bool:
    """Whether the lines of ``text`` were broken at a fixed width rather than at paragraphs."""
    lengths = [len(line) for line in text[:20_000].split("\n") if line.strip()]
    if len(lengths) < _WRAP_LINES or max(lengths) > _WRAP_COLUMNS:
        return False
    return sum(length >= _WRAP_FILL for length in lengths) * 2 > len(lengths)


def _line_goes_on(text: str, at: int, end: int, wrapped: bool) -> bool:
    if end >= len(text) or text[end] in _BULLETS:
        return False
    return text[end].islower() or (wrapped and text[at - 1] not in ".!?:" if at else False)
