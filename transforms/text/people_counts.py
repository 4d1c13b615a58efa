"""Counts of people in one sentence: killed, injured, missing, arrested, charged, evacuated, displaced.

A count is a group of people ("at least 12 people", "a man and his two sons", in headlines also "man")
beside its verb or noun.  Whatever else looks like a number (an age, a date, a house number, a rate)
fails to stand there, or is marked by its neighbours.
"""

import re
from collections.abc import Set
from typing import NamedTuple

from transforms.text import people_words as patterns
from transforms.text.numbers import read_number, read_ordinal


class Count(NamedTuple):
    """A count of people in a sentence.

    Attributes:
      what: killed, injured, missing, arrested, charged, evacuated or displaced.
      value: how many people.
      qualifier: ``at least``, ``more than``, ``up to``, ``fewer than``, ``about``, or None for an exact count.
      toll: it is called a toll, the number of all.
      head: of one person, the noun, with "the" if it stood there: someone told of before; else empty.
    """

    what: str
    value: float
    qualifier: str | None
    toll: bool
    head: str


class _Group(NamedTuple):
    """People counted: where they stand, how many, whether a noun says that they are people."""

    start: int
    end: int
    value: float
    people: bool
    head: str
    part: bool


_ONE_MORE_KINDS = {"missing": "missing", "arrested": "arrested"}


def find_counts(lower: str, words: Set[str], headline: bool, written_year: int | None = None) -> list[Count]:
    """The counts of people in one sentence that holds one of ``KEYWORDS``, in text order.

    Args:
      lower: the sentence in lower case.
      words: its words.
      headline: it is a headline, where nouns need no article.
      written_year: the year in which the text was written; a sentence that names another year tells
        of another event.
    """
    digits = patterns.DIGIT.search(lower)
    groups = _groups(lower, words, digits is not None, headline)
    found = [count for group in groups if (count := _classify(lower, group))]
    nth = digits and patterns.ORDINAL_DIGITS.search(lower, digits.start())
    if nth or not patterns.ORDINAL_WORDS.isdisjoint(words):
        counted = {count.what for count in found}
        found += [count for count in _find_nth(lower) if count.what not in counted]
    found += _find_second_verbs(lower, found)
    kinds = {count.what for count in found}
    if "shot" in words and "killed" in kinds and "injured" not in kinds:
        found += _find_others_shot(lower, groups)
    if not patterns.NONE_WORDS.isdisjoint(words):
        found += [none for none in _find_none(lower) if none.what not in kinds]
    if found and (
        patterns.BACKGROUND.search(lower) or any(int(year) != written_year for year in patterns.YEAR.findall(lower))
    ):
        return []
    return found


def _groups(lower: str, words: Set[str], digits: bool, headline: bool) -> list[_Group]:
    """Groups of people, in text order; where two overlap the one that begins first.

    Few sentences hold every kind of group, and a word tells which it may be sooner than a pattern.
    """
    proposed: list[_Group] = []
    if digits or not patterns.COUNT_WORDS.isdisjoint(words):
        proposed += [group for match in patterns.COUNTED.finditer(lower) if (group := _numbered(lower, match))]
    if not patterns.PERSON_WORDS.isdisjoint(words):
        proposed += _singles(lower, patterns.ONE_AFTER_DET)
        proposed += _singles(lower, patterns.ONE_IN_HEADLINE) if headline else []
    if "another" in words:
        proposed += [
            _Group(match.start(), match.end(), 1.0, True, "more", False) for match in patterns.ANOTHER.finditer(lower)
        ]
    groups: list[_Group] = []
    for group in sorted(proposed, key=lambda one: (one.start, -one.end)):
        if not groups or group.start >= groups[-1].end:
            groups.append(_with_more(lower, group))
    return groups


def _singles(lower: str, pattern: re.Pattern[str]) -> list[_Group]:
    """One person each: "a man", "a 7-year-old girl"."""
    found = []
    match = pattern.search(lower)
    while match:
        modifiers = match["modifiers"]
        if _are_modifiers(modifiers) and not patterns.ORDINAL_DIGITS.search(modifiers):
            head = match["noun"] or "child"
            value = 2.0 if head == "couple" else 1.0
            if lower.startswith("the ", match.start()):
                head = f"the {head}"
            found.append(_Group(match.start(), match.end(), value, True, head, False))
        # What is no modifier may hold the next group: "the murder of a girl".
        match = pattern.search(lower, match.start() + 1)
    return found


def _numbered(lower: str, match: re.Match[str]) -> _Group | None:
    """The group that a number counts, or the bare number; None for one that counts something else."""
    value = read_number(match["number"])
    if value is None or not 0 < value <= patterns.LARGEST or value != int(value):
        return None
    if lower.startswith(patterns.THING_AFTER, match.end()):
        return None
    who = _who(lower, match.end())
    year = 1900 <= value <= 2099 and match["number"].isdigit() and len(match["number"]) == 4
    if year and who is None:
        return None
    end, part = who or (match.end(), False)
    return _Group(match.start(), end, value, who is not None, "", part)


def _with_more(lower: str, group: _Group) -> _Group:
    """The group with the people that are added to it: "a man and his two sons"."""
    for _ in range(patterns.LONGEST_GROUP if group.people else 0):
        more = patterns.MORE.match(lower, group.end)
        if not more or not (more["own"] or more["number"] or more["one"] or group.head):
            break
        if not _are_modifiers(more["modifiers"]) or _verb_at(lower, group.end):
            break
        value = read_number(more["number"]) if more["number"] else 1.0
        plural = more["noun"].endswith("s") or more["noun"] in ("children", "people", "men", "women")
        if value is None or (plural and not more["number"]):
            break
        value = 2.0 if more["noun"] == "couple" else value
        group = group._replace(end=more.end(), value=group.value + value, head="")
    return group


def _verb_at(lower: str, at: int) -> bool:
    """Whether what happened to people is said right behind them."""
    between = patterns.BETWEEN.match(lower, at)
    return between is not None and any(
        pattern.match(lower, between.end()) for pattern in patterns.BEHIND_PATTERNS.values()
    )


def _who(lower: str, at: int) -> tuple[int, bool] | None:
    """Where the people counted end, if people follow the number at ``at``, and whether they are part of more."""
    match = patterns.WHO.match(lower, at)
    if match is None or match["plural"] in patterns.THINGS or match["plural"] in patterns.KEYWORDS:
        return None
    if not _are_modifiers(match["modifiers"]):
        return None
    if match["plural"] and any(word in patterns.THINGS or word in patterns.KEYWORDS for word in match.group().split()):
        return None
    return match.end(), match["part"] is not None


def _are_modifiers(words: str) -> bool:
    split = words.replace(",", " ").split()
    return patterns.NO_MODIFIER.isdisjoint(split) and patterns.KEYWORDS.isdisjoint(split)


def _classify(lower: str, group: _Group) -> Count | None:
    left = lower[max(0, group.start - patterns.LOOK_BACK) : group.start]
    said = patterns.QUALIFIER.search(left, max(0, len(left) - patterns.LONGEST_QUALIFIER))
    qualifier = patterns.QUALIFIERS[said.group(1)] if said else None
    left = left[: said.start()] if said else left
    if left.endswith("another "):
        # Two more than were told before: some of all.
        left, group = left.removesuffix("another "), group._replace(head=group.head or "more")
    if not _may_be_counted(lower, group, left):
        return None
    if patterns.LIVES.match(lower, group.end) and (
        patterns.LIVES_BEFORE.search(left) or lower.startswith(" lives were lost", group.end)
    ):
        return Count("killed", group.value, qualifier, False, "")
    what = _said_behind(lower, group)
    if what:
        return Count(what, group.value, qualifier, False, group.head)
    before = patterns.BEFORE_PATTERN.search(left)
    toll = bool(before and patterns.TOLL_WORD.search(before.group()))
    if not before or not (toll or group.people or patterns.BARE_TAIL.match(lower, group.end)):
        return None
    if not toll and patterns.SOFT_LEFT.search(left[: before.start()]):
        return None
    if group.head and patterns.UNCOUNTED_BEHIND.match(lower, group.end):
        return None
    return Count(str(before.lastgroup), group.value, qualifier, toll, group.head)


def _may_be_counted(lower: str, group: _Group, left: str) -> bool:
    """Whether what stands before a group lets it be a count of what happened."""
    near = left[-patterns.NEAR :]
    if patterns.PART_LEFT.search(near) and not patterns.RANGE_TO.search(left):
        return False
    if patterns.UNCOUNTED_LEFT.search(near) or patterns.UNREAL.search(patterns.CLAUSE_BREAK.split(left)[-1]):
        return False
    # ", 24," is an age.
    return not (left.endswith(", ") and lower[group.end : group.end + 1] == "," and not group.people)


def _said_behind(lower: str, group: _Group) -> str | None:
    """The kind that the words behind a group say of it, asides skipped."""
    end = group.end
    for _ in range(patterns.MOST_ASIDES):
        # Behind an aside stands its second comma.
        between = patterns.BETWEEN.match(lower, end + (end > group.end and lower.startswith(",", end)))
        what = _verb_of(lower, group, between) if between else None
        if what:
            return what
        aside = patterns.ASIDE.match(lower, end)
        if not aside or not group.people or patterns.CLAUSE.search(aside.group()):
            break
        if not patterns.KEYWORDS.isdisjoint(patterns.WORD.findall(aside.group())):
            break
        end = aside.end()
    return "killed" if patterns.BODIES.match(lower, group.end - len(" bodies")) else None


def _verb_of(lower: str, group: _Group, between: re.Match[str]) -> str | None:
    words = between.group()
    if re.search(r"\bto (?:have )?be\b", words) and "believed" not in words:
        return None
    for what, pattern in patterns.BEHIND_PATTERNS.items():
        said = pattern.match(lower, between.end())
        if not said or _goes_on(lower, said) or (group.part and (what == "injured" or group.value == 1)):
            continue
        verb = said.group()
        if (
            patterns.OBJECT_NEXT.match(lower, said.end())
            and not patterns.PASSIVE.search(words)
            and verb not in ("dead", "died", "dies")
        ):
            continue  # "Two men killed a guard": they did it
        if group.head and not words.strip() and patterns.SUBJECT_NEXT.match(lower, said.end()):
            continue  # "Man killed was a miner" says no more than that one of them was
        if what == "injured" and patterns.DIED_LATER.search(lower, said.end()):
            return "killed"
        if verb not in ("injured", "wounded", "hurt", "missing", "unaccounted for") and patterns.STAYING.search(words):
            continue
        if verb in ("held", "recovering") and not (group.people or patterns.HELD_FOR.match(lower, said.end())):
            continue
        return what
    return None


def _goes_on(lower: str, said: re.Match[str]) -> bool:
    """Whether the word is part of another: "charged up", "missing link", "held a vigil"."""
    rest = lower[said.end() : said.end() + 12]
    if said.group() == "held":
        return not rest.startswith((" after", " over", " for", " without", " in connec", ".", ",")) and bool(rest)
    return rest.startswith(patterns.NO_VERB_BEFORE)


def _find_nth(lower: str) -> list[Count]:
    """Ordinals: a third victim who dies makes three."""
    found = []
    for match in patterns.NTH.finditer(lower):
        value = read_ordinal(match["nth"])
        between = patterns.BETWEEN.match(lower, match.end())
        if not value or value < 2 or not between or patterns.UNREAL.search(lower[: match.start()]):
            continue
        for what in ("killed", "arrested", "charged"):
            said = patterns.BEHIND_PATTERNS[what].match(lower, between.end())
            if said and not _goes_on(lower, said):
                found.append(Count(what, float(value), None, True, ""))
    return found


def _find_second_verbs(lower: str, found: list[Count]) -> list[Count]:
    """ "Arrested and charged" tells both of the same people; "and a third was wounded" tells of one more."""
    kinds = {count.what for count in found}
    more = []
    one_more = patterns.ONE_MORE.search(lower) if found else None
    if one_more and (what := _ONE_MORE_KINDS.get(one_more["verb"], "injured")) not in kinds:
        more.append(Count(what, 1.0, None, False, ""))
    arrested = [count for count in found if count.what == "arrested"]
    if len(arrested) == 1 and "charged" not in kinds and patterns.ALSO_CHARGED.search(lower):
        more.append(arrested[0]._replace(what="charged"))
    return more


def _find_others_shot(lower: str, groups: list[_Group]) -> list[Count]:
    """ "One killed, six others shot": where some are dead, the others who were shot are wounded."""
    return [
        Count("injured", group.value, None, False, "")
        for group in groups
        if re.search(r"\bothers?$", lower[group.start : group.end]) and patterns.OTHERS_SHOT.match(lower, group.end)
    ]


def _find_none(lower: str) -> list[Count]:
    """ "No one was hurt", "no arrests were made": a count of none."""
    found = []
    for match in patterns.NONE.finditer(lower):
        around = lower[match.start() : match.end() + 20]
        if (
            patterns.SOME_ELSE.search(around)
            or patterns.UNREAL.search(lower[: match.start()])
            or patterns.BACKGROUND.search(lower)
        ):
            continue
        for what in patterns.NONE_KINDS[(match["verb"] or match["noun"])[:4]]:
            found.append(Count(what, 0.0, None, False, ""))
    return found
