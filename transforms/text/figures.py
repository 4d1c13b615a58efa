"""Counts that a text gives of its event: people killed, injured, missing, arrested and so on.

A count stands next to its verb or noun: "at least 12 people were killed", "police arrested
40", "the death toll rose to 31".  Everything else that looks like a number (an age, a date, a
house number, a sum of money, a rate) fails to stand there, or is marked by its own neighbours.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from transforms.text.sentences import split_sentences
from transforms.text.tables import word_set


class FoundFigure(NamedTuple):
    """A count.

    Attributes:
      what: killed, injured, missing, arrested, charged, evacuated or displaced.
      value: how many people.
      qualifier: ``at least``, ``up to``, ``about``, or empty for an exact count.
      evidence: the sentence or headline, as it stands.
    """

    what: str
    value: float
    qualifier: str
    evidence: str


# Sentences at the head of a body whose counts are preferred to later ones.
LEAD_SENTENCES = 4
# Characters of a body, and of one sentence, that are read.
LONGEST_BODY = 60_000
LONGEST_SENTENCE = 1_500
# A larger count of people is a misread number (test_figures.py::test_what_is_no_figure).
LARGEST = 50_000_000

_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine":
    9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety":
    90,
}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
_ANY_UNIT = "|".join(list(_UNITS)[:0:-1])
_ANY_TENS = "|".join(_TENS)

# All patterns read a lower-case copy of the sentence.
_NUMBER = re.compile(
    r"(?<![\w.,$€£¥#/:'-])"
    r"(?P<number>\d{1,3}(?:,\d{3})+|\d{1,8}(?:\.\d{1,2}(?=\s(?:million|thousand)))?"
    rf"|(?:{_ANY_TENS})(?:[\s-](?:{_ANY_UNIT}))?|{_ANY_UNIT}|an?(?=\s(?:hundred|thousand|million)\b))\b"
    r"(?:\s(?P<scale>hundred|thousand|million)\b)?(?![/:%-]|[.,]\d)"
)
_QUALIFIERS = {
    **dict.fromkeys(
        ("at least", "more than", "over", "no fewer than", "no less than", "not less than", "upwards of", "minimum of"),
        "at least",
    ),
    **dict.fromkeys(("up to", "as many as", "fewer than", "less than", "no more than"), "up to"),
    **dict.fromkeys(
        (
            "nearly",
            "almost",
            "about",
            "around",
            "some",
            "roughly",
            "approximately",
            "an estimated",
            "estimated",
            "close to",
        ),
        "about",
    ),
}
_QUALIFIER = re.compile(rf"\b({'|'.join(sorted(_QUALIFIERS, key=len, reverse=True))})\s(?:another\s)?$")
_PEOPLE = (
    "people|persons?|men|man|women|woman|child(?:ren)?|kids?|boys?|girls?|teenagers?|teens?|students?|pupils?|police|"
    "policemen|others?|crew|families "
    "of|victims?|suspects?|members?|officers?|staff|troops|personnel|infants|bab(?:y|ies)"
)
# Whose plurals are counted too, but are not people.
_THINGS = word_set(
    "dogs cats cows horses birds chickens animals sheep pigs elephants fish bees trees jobs cars vehicles "
    "buildings "
    "homes houses households families counts times hours days weeks months years minutes seconds miles "
    "feet metres meters "
    "kilometers kilometres yards inches acres pounds dollars euros percent points blocks shots rounds "
    "bullets guns weapons "
    "businesses companies schools structures apartments units planes bridges districts counties countries "
    "cities states "
    "incidents shootings accidents crashes attacks blasts explosions games matches runs goals votes cents "
    "degrees stabbings"
)
_WHO = re.compile(
    rf"\s(?:of\s(?:the|them|its|their)\s)?(?:[a-z'’-]+\s){{0,3}}?(?:(?:{_PEOPLE})\b|"
    rf"(?P<plural>[a-z'’-]{{3,}}(?:s|ese|men))\b)(?!['’])"
)
_BETWEEN = re.compile(
    r"(?:,\s(?:including|among|mostly|most|many|some|all|one|two|three)\b[^,.;]{1,60},)?"
    r"(?:\s(?:who|had|has|have|was|were|are|is|been|being|got|reportedly|also|now|still|confirmed|believed|"
    r"feared|"
    r"reported|listed|left|as|seriously|critically|slightly|badly|fatally|severely|currently|officially|"
    r"shot\sand)){0,5}\s"
)
# What is said behind the people counted, and what before the number, by kind.
_BEHIND = {
    "killed": r"killed|dead|died|slain|murdered|massacred|perished|deaths?|fatalities|shot dead|shot to "
    "death|"
    r"lost (?:their|his|her) (?:lives|life)|drowned",
    "injured": r"injured|wounded|hurt|injuries|hospitali[sz]ed|in (?:the )?hospital",
    "missing": r"missing|unaccounted for",
    "arrested": r"arrested|arrests?|detained|in custody|taken into custody|in police custody|rounded up",
    "charged": r"charged|indicted",
    "evacuated": r"evacuated|evacuees",
    "displaced": r"displaced|(?:left|made|rendered) homeless|homeless",
}
_BEFORE = {
    "killed": r"killed|killing|kills?|murdered|slew|claimed the lives of|took the lives of|death toll "
    "(?:{toll})|"
    r"number of (?:dead|deaths|fatalities) (?:{toll})|toll (?:{toll})",
    "injured": r"injured|injuring|injures?|wounded|wounding|wounds?|hurt|hurting|hurts|number of "
    "(?:injured|wounded) (?:{toll})",
    "missing": r"number of (?:the )?missing (?:{toll})",
    "arrested": r"arrested|arresting|arrests?|detained|detaining|detains?|rounded up|number of arrests "
    "(?:{toll})",
    "charged": r"charged|charging|charges?|indicted|indicting|indicts?",
    "evacuated": r"evacuated|evacuating|evacuates?",
    "displaced": r"displaced|displacing|displaces?",
}
_TOLL = (
    r"(?:(?:has|had|have|now|is|was)\s)*(?:ris(?:en|es|ing)|rose|climb(?:s|ed)|stands?|stood|reach(?:es|"
    r"ed)|hit|hits|"
    r"jump(?:s|ed)|grew|grows|grown|increased|went up|goes up)?(?:\s(?:sharply|further|again))?\s?(?:to|at|"
    r"of|from \S+ to)?"
)
_BEHIND_PATTERNS = {what: re.compile(rf"(?:{words})\b") for what, words in _BEHIND.items()}
_BEFORE_PATTERN = re.compile(
    "(?:"
    + "|".join(rf"(?P<{what}>\b(?:{words.replace('{toll}', _TOLL)}))" for what, words in _BEFORE.items())
    + r")\s$"
)
_TOLL_WORD = re.compile(r"\btoll\b|\bnumber of\b")
_SOFT_LEFT = re.compile(
    r"\b(?:to|could|would|might|may|can|should|must|will|not|never|n[o']t|plans?|threatens|"
    r"if)\s(?:have\s)?(?:been\s|be\s)?$"
)
_PART_LEFT = re.compile(
    r"\b(?:no|not|including|among them|of whom|of them|from|january|february|march|april|may|june|july|august|"
    r"september|october|"
    r"november|december|jan\.|feb\.|mar\.|apr\.|jun\.|jul\.|aug\.|sept?\.|oct\.|nov\.|dec\.|highway|"
    r"interstate|route|flight|"
    r"unit|room|apartment|no\.|number|chapter|aged?|season|week|day|ward|channel|page|line|engine|car|bus|"
    r"i-|u\.s\.)\s$"
)
# Behind the verb's object: nothing, a preposition, a mark or a conjunction may follow a bare number.
_BARE_TAIL = re.compile(
    r"\s*(?:$|[.,;:)–—-]|(?:in|at|on|and|after|during|when|near|as|while|across|over|since|so|by|with|"
    r"outside|inside|before|"
    r"for|of|more|dead|overnight|police|officials|say|says|early|late|today|monday|tuesday|wednesday|"
    r"thursday|friday|saturday|sunday)\b)"
)
# Characters before a number that are searched for its verb.
_LOOK_BACK = 70
_KEYWORDS = word_set(
    "killed killing kills kill dead died slain murdered massacred perished deaths death fatalities toll "
    "drowned lives "
    "injured injuring injures injure wounded wounding wounds hurt hurting hurts injuries hospitalized "
    "hospitalised "
    "hospital missing unaccounted arrested arresting arrests arrest detained detaining detains custody "
    "rounded charged "
    "charging charges indicted evacuated evacuating evacuates evacuees displaced displacing displaces "
    "homeless"
)
_WORD = re.compile(r"[a-z]+")
_DIGIT = re.compile(r"\d")
_NUMBER_WORDS = (frozenset(_UNITS) | frozenset(_TENS) | frozenset(_SCALES)) - {"zero"}


class _Candidate(NamedTuple):
    what: str
    value: float
    qualifier: str
    toll: bool


def find_figures(title: str, text: str) -> list[FoundFigure]:
    """The counts of people that an article gives, one of a kind.

    Of several counts of a kind the headline's is taken, then one from the lead, then one
    from the rest; in the same part one called a toll, then the largest of the first sentence
    that has one.

    Args:
      title: the headline.
      text: the body.

    Returns:
      At most one figure for each ``what``, in the order of ``killed, injured, missing, arrested,
      charged, evacuated, displaced``.
    """
    best: dict[str, tuple[tuple[int, bool, int, float], FoundFigure]] = {}
    for rank, number, sentence in _sentences(title, text):
        for seen in _in_sentence(sentence):
            order = (rank, not seen.toll, number, -seen.value)
            if seen.what not in best or order < best[seen.what][0]:
                best[seen.what] = (order, FoundFigure(seen.what, seen.value, seen.qualifier, sentence))
    return [best[what][1] for what in _BEHIND if what in best]


def changed_figures(known: Mapping[str, float], seen: Iterable[FoundFigure]) -> list[tuple[str, float, float | None]]:
    """The figures that are new to a story or differ from what it held.

    Args:
      known: what the story holds, value by ``what``.
      seen: figures of a new text.

    Returns:
      ``(what, value, was)`` in the order of ``seen``; ``was`` is None for a figure that is new.
    """
    return [(one.what, one.value, known.get(one.what)) for one in seen if known.get(one.what) != one.value]


def _sentences(title: str, text: str) -> Iterable[tuple[int, int, str]]:
    """Sentences that may hold a count, with their part (0 headline, 1 lead, 2 rest) and number."""
    line = title.strip()
    if line:
        yield 0, 0, line[:LONGEST_SENTENCE]
    body = text[:LONGEST_BODY]
    if _KEYWORDS.isdisjoint(_WORD.findall(body.lower())):
        return
    for number, sentence in enumerate(split_sentences(body)):
        if len(sentence.text) <= LONGEST_SENTENCE:
            yield 1 if number < LEAD_SENTENCES else 2, number, sentence.text


def _in_sentence(sentence: str) -> list[_Candidate]:
    lower = sentence.lower()
    present = set(_WORD.findall(lower))
    if _KEYWORDS.isdisjoint(present) or not (_DIGIT.search(lower) or not _NUMBER_WORDS.isdisjoint(present)):
        return []
    if len(lower) != len(sentence):
        # A letter whose lower case is longer: offsets would not fit, and it is no English text.
        return []
    found = []
    for match in _NUMBER.finditer(lower):
        value = _value(match)
        if value is None or not 0 < value <= LARGEST:
            continue
        candidate = _classify(lower, match, value)
        if candidate:
            found.append(candidate)
    return found


def _value(match: re.Match[str]) -> float | None:
    raw = match["number"]
    scale = _SCALES.get(match["scale"] or "", 1)
    if raw[0].isdigit():
        return float(raw.replace(",", "")) * scale
    if raw in ("a", "an"):
        return float(scale)
    parts = re.split(r"[\s-]", raw)
    return float(sum(_TENS.get(part, _UNITS.get(part, 0)) for part in parts)) * scale


def _classify(lower: str, match: re.Match[str], value: float) -> _Candidate | None:
    left = lower[max(0, match.start() - _LOOK_BACK) : match.start()]
    qualifier = ""
    said = _QUALIFIER.search(left)
    if said:
        qualifier = _QUALIFIERS[said.group(1)]
        left = left[: said.start()]
    if left.endswith("another "):
        left = left[:-8]
    if _PART_LEFT.search(left) and not re.search(r"from \S+ to\s$", left):
        return None
    if left.endswith(", ") and lower[match.end() : match.end() + 1] == ",":
        return None  # ", 24," is an age
    who = _who(lower, match.end())
    end = who if who is not None else match.end()
    year = 1900 <= value <= 2099 and match["number"].isdigit() and len(match["number"]) == 4
    if year and who is None:
        return None
    behind = _BETWEEN.match(lower, end)
    if behind:
        for what, pattern in _BEHIND_PATTERNS.items():
            said_behind = pattern.match(lower, behind.end())
            if said_behind and not _goes_on(lower, said_behind):
                return _Candidate(what, value, qualifier, False)
    before = _BEFORE_PATTERN.search(left)
    toll = bool(before and _TOLL_WORD.search(before.group()))
    if not before or not (toll or who is not None or _BARE_TAIL.match(lower, match.end())):
        return None
    if not toll and _SOFT_LEFT.search(left[: before.start()]):
        return None
    return _Candidate(str(before.lastgroup), value, qualifier, toll)


def _who(lower: str, at: int) -> int | None:
    """Where the people counted end, if people follow the number at ``at``."""
    match = _WHO.match(lower, at)
    if match is None or match["plural"] in _THINGS or match["plural"] in _KEYWORDS:
        return None
    if match["plural"] and any(word in _THINGS or word in _KEYWORDS for word in match.group().split()):
        return None
    return match.end()


def _goes_on(lower: str, said: re.Match[str]) -> bool:
    """Whether the word is part of another: "charged up", "dead-end", "missing link"."""
    rest = lower[said.end() : said.end() + 7]
    return rest.startswith(("-", " up ", " link"))
