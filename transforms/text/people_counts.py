"""Counts of people in one sentence: killed, injured, missing, arrested, charged, evacuated, displaced.

A count is a group of people ("at least 12 people", "a man and his two sons", in headlines also "man")
beside its verb or noun.  Whatever else looks like a number (an age, a date, a house number, a rate)
fails to stand there, or is marked by its neighbours.
"""

import re
from collections.abc import Set
from typing import NamedTuple

from transforms.text.numbers import NOT_BEFORE, NOT_BEHIND, NUMBER, ORDINAL, read_number, read_ordinal
from transforms.text.tables import word_set


class Count(NamedTuple):
    """A count of people in a sentence.

    Attributes:
      what: killed, injured, missing, arrested, charged, evacuated or displaced.
      value: how many people.
      qualifier: ``at least``, ``more than``, ``up to``, ``fewer than``, ``about``, or None for an exact count.
      toll: it is called a toll, the number of all.
      head: of one person said with "a" or nothing ("a man"), the noun; else empty.
    """

    what: str
    value: float
    qualifier: str | None
    toll: bool
    head: str


# A larger count of people is a misread number (test_figures.py::test_what_is_no_figure).
LARGEST = 50_000_000
KINDS = ("killed", "injured", "missing", "arrested", "charged", "evacuated", "displaced")

QUALIFIERS = {
    **dict.fromkeys(
        ("at least", "no fewer than", "no less than", "not less than", "minimum of", "a minimum of"), "at least"
    ),
    **dict.fromkeys(("more than", "over", "upwards of", "in excess of"), "more than"),
    **dict.fromkeys(("up to", "as many as", "no more than", "a maximum of"), "up to"),
    **dict.fromkeys(("fewer than", "less than", "under"), "fewer than"),
    **dict.fromkeys(
        (
            "nearly", "almost", "about", "around", "some", "roughly", "approximately", "an estimated", "estimated",
            "close to",
        ),
        "about",
    ),
}  # fmt: skip
QUALIFIER = re.compile(rf"\b({'|'.join(sorted(QUALIFIERS, key=len, reverse=True))})\s(?:another\s)?$")

_ONE_PERSON = (
    "person|man|woman|boy|girl|child|kid|toddler|baby|infant|newborn|teen|teenager|youth|student|pupil|adult|male|"
    "female|officer|policeman|policewoman|deputy|trooper|agent|soldier|marine|sailor|guard|firefighter|paramedic|"
    "worker|employee|clerk|driver|rider|passenger|pedestrian|cyclist|motorcyclist|motorist|bystander|suspect|gunman|"
    "attacker|shooter|bomber|victim|resident|tourist|visitor|customer|guest|mother|father|mom|mum|dad|parent|son|"
    "daughter|brother|sister|husband|wife|grandmother|grandfather|grandson|granddaughter|uncle|aunt|nephew|niece|"
    "cousin|stepfather|stepmother|girlfriend|boyfriend|fiancee|friend|neighbor|neighbour|relative|classmate|couple|"
    "protester|protestor|demonstrator|hiker|climber|swimmer|skier|miner|farmer|fisherman|journalist|reporter|"
    "civilian|migrant|prisoner|inmate|pilot|nurse|doctor|teacher|politician|lawmaker|activist|veteran|grader|"
    "survivor|runner|spectator|shopper|villager|builder|engineer|volunteer|camper|rescuer|lifeguard|pensioner"
)
_PEOPLE = (
    "people|persons|men|women|children|kids|boys|girls|police(?!\\s(?:officer|chief))|policemen|crew|staff|troops|personnel|"
    "babies|bodies|victims?|suspects?|others|other(?=\\s(?:was|is|injured|wounded|hurt|dead|killed|in)\\b)"
)
# Plurals that are counted too, but are not people.
_THINGS = word_set(
    "dogs cats cows horses birds chickens animals sheep pigs elephants fish bees trees jobs cars vehicles buildings",
    "homes houses households counts times hours days weeks months years minutes seconds miles feet metres meters",
    "kilometers kilometres yards inches acres pounds dollars euros percent points blocks shots rounds bullets guns",
    "weapons businesses companies schools structures apartments units planes bridges districts counties countries",
    "cities states incidents shootings accidents crashes attacks blasts explosions games matches runs goals votes",
    "cents degrees stabbings murders killings homicides fires wounds turtles cattle crimes felonies offenses offences",
    "charges cases reports calls complaints trains buses boats ships roads villages towns places sites parts others's",
)
_AGE = r"(?:\d{1,3}|[a-z]{3,9})[\s-](?:year|month|week|day)s?[\s-]olds?"
_MODIFIERS = r"(?:(?:\d{1,3}-)?[a-z][a-z'’.-]*,?\s){0,4}?"
# Words that no noun phrase of a group holds between its number and its noun.
_NO_MODIFIER = word_set(
    "of in at on by with from for to and or who that which was were is are be been has have had not the a an his her",
    "their after before when as than more one two three four five six seven eight nine ten said into onto shot it",
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
)
_ORDINAL_DIGITS = re.compile(r"\b\d{1,3}(?:st|nd|rd|th)\b")
_ONE_AFTER_DET = re.compile(
    rf"\b(?:an?|another|one)\s(?P<modifiers>{_MODIFIERS})(?:(?P<noun>{_ONE_PERSON})\b|"
    rf"(?P<age>{_AGE})\b(?!\s(?:[a-z'’-]+\s){{0,2}}?(?:{_ONE_PERSON})\b))(?!['’-]|\sof\s(?:the|all)\s)"
)
# In a headline nouns need no article; a group opens it or follows a break.
_ONE_IN_HEADLINE = re.compile(
    rf"(?:^|(?<=[,:;–—|]\s)|(?<=\band\s)|(?<=&\s))(?P<modifiers>{_MODIFIERS})(?:(?P<noun>{_ONE_PERSON})\b|"
    rf"(?P<age>{_AGE})\b(?!\s(?:[a-z'’-]+\s){{0,2}}?(?:{_ONE_PERSON})\b))(?:,\s\d{{1,3}},)?(?!['’-])"
)
_NUMBER = re.compile(rf"{NOT_BEFORE}(?P<number>{NUMBER}){NOT_BEHIND}")
_WHO = re.compile(
    rf"\s(?P<part>of\s(?:the|them|its|their|those)\s)?(?P<modifiers>{_MODIFIERS})(?:(?:{_PEOPLE}|{_ONE_PERSON})\b|"
    r"(?P<plural>[a-z'’-]{3,}(?:s|ese|men))\b)(?!['’])"
)
_MORE = re.compile(
    rf"(?:,\sand|,|\sand|\s&|\splus|\sas\swell\sas|\salong\swith)\s(?:(?P<own>(?:his|her|their|its|the)\s))?"
    rf"(?:(?P<number>{NUMBER})\s|(?P<one>an?\s|another\s))?(?P<modifiers>{_MODIFIERS})"
    rf"(?P<noun>(?:{_ONE_PERSON})s?|{_PEOPLE}|daughters|sons|"
    rf"{_AGE}(?!\s(?:[a-z'’-]+\s){{0,2}}?(?:{_ONE_PERSON})\b))\b(?!['’-])"
)
_LONGEST_GROUP = 5

_BETWEEN = re.compile(
    r"(?:\s(?:who|had|has|have|was|were|are|is|been|being|got|reportedly|also|now|still|confirmed|believed|feared|"
    r"reported|listed|left|as|seriously|critically|slightly|badly|severely|currently|officially|accidentally|"
    r"later|apparently|allegedly|found|pronounced|declared|presumed|remain(?:s|ed)?|to|have|be|(?:shot|stabbed|"
    r"beaten|struck|hit)(?:,|\sand))){0,6},?\s"
)
# Asides between people and their verb: ", aged 24 and 31,", ", John Smith, 24, of Millbridge,", " (two of them boys)".
_ASIDE = re.compile(r",\s[^,.;]{1,80}(?=,)|\s\([^()]{1,60}\)")
_MOST_ASIDES = 4
_HOSPITAL = r"(?:\w+['’.]?\s){0,4}?hospitals?"
_LIMB = "legs?|foot|feet|arms?|hands?|fingers?|shoulder|ankle|thighs?|buttocks|knee|calf|toe|wrist|elbow|hip"
# What is said behind the people counted, and what before them, by kind.
_BEHIND = {
    "killed": r"killed|dead|died|dies|die|slain|murdered|massacred|perish(?:ed|es)|deaths?|fatalities|"
    r"shot dead|(?:shot|stabbed|beaten|burned|burnt|crushed|trampled|hacked|strangled) to death|"
    r"fatally (?:shot|stabbed|wounded|injured|struck|hit)|gunned down|los(?:t|es?) (?:their|his|her) (?:lives|life)|"
    r"drown(?:ed|s)|lives lost",
    "injured": r"injured|wounded|hurt|injuries|hospitali[sz]ed|maimed|"
    rf"(?:taken|rushed|transported|airlifted|sent|flown|brought|in|to) (?:to |in )?{_HOSPITAL}|"
    r"(?:in|under) (?:a |an )?(?:extremely )?(?:critical|serious|stable|fair|good|grave)(?: but \w+)? condition|"
    r"in (?:critical|intensive) care|recovering|fighting for (?:his|her|their) li(?:fe|ves)|"
    r"(?:suffer|sustain)(?:ed|s|ing)? (?:\w+[\s-]){0,5}?(?:injur(?:y|ies)|wounds?|burns)|"
    r"with (?:gunshot|stab|bullet) wounds?|"
    rf"shot (?:(?:him|her)self )?in (?:the |his |her |their |both )?(?:left |right |upper |lower )?(?:{_LIMB})",
    "missing": r"missing|unaccounted for",
    "arrested": r"arrested|arrests?|detained|in custody|taken into custody|in police custody|rounded up|held",
    "charged": r"charged|indicted",
    "evacuated": r"evacuated|evacuees",
    "displaced": r"displaced|(?:left|made|rendered) homeless|homeless",
}
_BEFORE = {
    "killed": r"killed|killing|kills?|murdered|slew|claim(?:s|ed) the lives of|took the lives of|death toll (?:{toll})|"
    r"number of (?:dead|deaths|fatalities) (?:{toll})|toll (?:{toll})|(?:deaths?|murders?|slayings?|killings?) of|"
    r"fatal (?:shooting|stabbing|beating|crash|fall) of|fatally (?:shot|shooting|stabbed|stabbing|struck|wounded|"
    r"wounding|injuring)|shot dead|shot and killed|shoot(?:s|ing) (?:dead|and kill(?:s|ing))",
    "injured": r"injured|injuring|injures?|wounded|wounding|wounds?|hurt|hurting|hurts|number of (?:injured|wounded) "
    r"(?:{toll})",
    "missing": r"number of (?:the )?missing (?:{toll})",
    "arrested": r"arrested|arresting|arrests?|detained|detaining|detains?|rounded up|number of arrests (?:{toll})",
    "charged": r"charged|charging|charges?|indicted|indicting|indicts?",
    "evacuated": r"evacuated|evacuating|evacuates?",
    "displaced": r"displaced|displacing|displaces?",
}
_TOLL = (
    r"(?:(?:has|had|have|now|is|was)\s)*(?:ris(?:en|es|ing)|rose|climb(?:s|ed)|stands?|stood|reach(?:es|ed)|hit|hits|"
    r"jump(?:s|ed)|grew|grows|grown|increased|went up|goes up|fell|falls|drops|dropped|lowered|revised)?"
    r"(?:\s(?:sharply|further|again))?\s?(?:to|at|of|from \S+ to)?"
)
_BEHIND_PATTERNS = {what: re.compile(rf"(?:{words})\b(?!-)") for what, words in _BEHIND.items()}
_BEFORE_PATTERN = re.compile(
    "(?:"
    + "|".join(rf"(?P<{what}>\b(?:{words.replace('{toll}', _TOLL)}))" for what, words in _BEFORE.items())
    + r")\s(?:the\s)?$"
)
_OBJECT_NEXT = re.compile(
    r"\s(?:the|an?|his|her|their|its|him|them|it|himself|herself|themselves|another|at least|more than|up to|"
    rf"{NUMBER})\b"
)
_PASSIVE = re.compile(r"\b(?:was|were|is|are|been|being|got|be)\b")
_SUBJECT_NEXT = re.compile(r"\s(?:was|were|had|has|identified)\b")
_UNCOUNTED_LEFT = re.compile(rf"\b(?:parents|(?:{_ONE_PERSON})s?) and $")
_STAYING = re.compile(r"\b(?:remain(?:s|ed)?|still)\b")
_LIVES = re.compile(r"\slives\b")
_LIVES_BEFORE = re.compile(r"\b(?:claim(?:s|ed|ing)|took|taken|takes|taking|cost|costs)\s$")
_TOLL_WORD = re.compile(r"\btoll\b|\bnumber of\b")
_SOFT_LEFT = re.compile(
    r"\b(?:to|could|would|might|may|can|should|must|will|not|never|n[o']t|plans?|threatens|if)\s(?:have\s)?"
    r"(?:been\s|be\s)?$"
)
_PART_LEFT = re.compile(
    r"\b(?:no|not|including|among them|of whom|of them|from|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|jan\.|feb\.|mar\.|apr\.|jun\.|jul\.|aug\.|sept?\.|oct\.|nov\.|dec\.|"
    r"highway|interstate|route|flight|platform|unit|room|apartment|no\.|number|chapter|aged?|season|week|day|ward|"
    r"channel|page|line|engine|car|bus|group|company|tram|train|team|i-|u\.s\.|(?:\d+|one|two|three|four|five|six|"
    r"seven|eight|nine|ten|a) (?:to|or|and|of))\s$"
)
_RANGE_TO = re.compile(r"from \S+ to\s$")
# Behind the verb's object: nothing, a preposition, a mark or a conjunction may follow a bare number.
_BARE_TAIL = re.compile(
    r"\s*(?:$|[.,;:)–—-]|(?:in|at|on|and|after|during|when|near|as|while|across|over|since|so|by|with|outside|inside|"
    r"before|for|of|more|dead|overnight|police|officials|say|says|early|late|today|monday|tuesday|wednesday|thursday|"
    r"friday|saturday|sunday)\b)"
)
_OTHERS_SHOT = re.compile(r"(?:\s(?:were|was|are))?\sshot\b(?!\sdead|\sto\sdeath)")
_DIED_LATER = re.compile(r"\bwhere (?:he|she|they|the \w+) (?:\w+ ){0,2}?(?:died|dies|(?:pronounced|declared) dead)")
_NTH = re.compile(
    rf"\b(?P<nth>{ORDINAL})\s(?:[a-z-]+\s){{0,2}}?(?:victim|person|man|woman|suspect|child|boy|girl|teen|teenager|"
    r"body|student|patient)\b(?!['’])"
)
_NONE = re.compile(
    r"\b(?:(?:no[\s-]one|nobody|none of (?:the|them)(?: \w+)?)(?: \w+){0,4}? (?P<verb>killed|died|injured|hurt|wounded|"
    r"missing|arrested|charged|detained)|(?:no|without(?: any)?) (?:reported )?"
    r"(?P<noun>injur(?:y|ies)|casualties|deaths?|fatalities|arrests))\b"
    r"(?!-)(?! (?:in|of|from) the (?:earlier|previous|first))"
)
_NONE_KINDS = {
    "kill": ("killed",), "died": ("killed",), "deat": ("killed",), "fata": ("killed",), "casu": ("killed", "injured"),
    "inju": ("injured",), "hurt": ("injured",), "woun": ("injured",), "miss": ("missing",), "arre": ("arrested",),
    "deta": ("arrested",), "char": ("charged",),
}  # fmt: skip
_SOME_ELSE = re.compile(r"\b(?:else|other|others|further|immediate|if|serious|life)\b")
# A sentence with one of these tells of something that did not happen, or of another event.
_UNREAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|not true|untrue|false|hoax|rumou?rs?|drill|fictional|simulated|if|unless|"
    r"had the|fears? (?:that|the|for|of)|warn(?:s|ed)? (?:that|of))\b"
)
_BACKGROUND = re.compile(
    r"\b(?:unrelated|separate (?:\w+ )?(?:attack|shooting|incident|crash|fire|blast)|another (?:attack|shooting|crash|"
    r"fire|blast)|similar \w+ (?:last|in|earlier)|last year|(?:a|an|\w+) (?:years?|decades?) (?:ago|earlier|before)|"
    r"(?:each|every|per|this) year|annual(?:ly)?|a year\b(?![\s-]old)|since (?:january|(?:19|20)\d\d)|on average|"
    r"per \d[\d,]*|so far this|anniversary|(?:statistics|nationwide|homicides? rate))\b"
)
_YEAR = re.compile(r"(?<![\d,.$])(?:19|20)\d\d(?![\d,]|\.\d)(?!\s(?:people|block|persons|men|women|children))")
_WORD = re.compile(r"[a-z]+")
_ORDINAL_WORDS = word_set("second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth")
_NONE_WORDS = word_set("no nobody none without")
# Where a clause ends: what is denied or feared before it does not reach behind it.
_CLAUSE_BREAK = re.compile(r"[;:—]|, | after | when ")
# Characters before a count that are searched for its verb, for its qualifier, and for what it is part of.
_LOOK_BACK = 90
_LONGEST_QUALIFIER = 30
_NEAR = 24
KEYWORDS = word_set(
    "killed killing kills kill dead died dies die dying slain slaying slayings murder murders murdered massacred",
    "perished perishes perish deaths death fatalities fatality fatal fatally toll drowned drowns lives life gunned",
    "injured injuring injures injure wounded wounding wounds wound hurt hurting hurts injuries injury hospitalized",
    "hospitalised hospital hospitals condition missing unaccounted arrested arresting arrests arrest detained",
    "detaining detains custody rounded charged charging charges indicted evacuated evacuating evacuates evacuees",
    "displaced displacing displaces homeless recovering shot suffered casualties held maimed",
)


class _Group(NamedTuple):
    """People counted: where they stand, how many, whether a noun says that they are people."""

    start: int
    end: int
    value: float
    people: bool
    head: str
    part: bool


def find_counts(lower: str, words: Set[str], headline: bool, written_year: int | None = None) -> list[Count]:
    """The counts of people in one sentence that holds one of ``KEYWORDS``, in text order.

    Args:
      lower: the sentence in lower case.
      words: its words.
      headline: it is a headline, where nouns need no article.
      written_year: the year in which the text was written; a sentence that names another year tells
        of another event.
    """
    groups = _groups(lower, headline)
    found = [count for group in groups if (count := _classify(lower, group))]
    if not _ORDINAL_WORDS.isdisjoint(words) or _ORDINAL_DIGITS.search(lower):
        counted = {count.what for count in found}
        found += [count for count in _find_nth(lower) if count.what not in counted]
    kinds = {count.what for count in found}
    if "shot" in words and "killed" in kinds and "injured" not in kinds:
        found += _find_others_shot(lower, groups)
    if not _NONE_WORDS.isdisjoint(words):
        found += [none for none in _find_none(lower) if none.what not in kinds]
    if found and (_BACKGROUND.search(lower) or any(int(year) != written_year for year in _YEAR.findall(lower))):
        return []
    return found


def _groups(lower: str, headline: bool) -> list[_Group]:
    """Groups of people, in text order; where two overlap the one that begins first."""
    proposed = [group for match in _NUMBER.finditer(lower) if (group := _numbered(lower, match))]
    for match in [*_ONE_AFTER_DET.finditer(lower), *(_ONE_IN_HEADLINE.finditer(lower) if headline else ())]:
        modifiers = match["modifiers"]
        if _are_modifiers(modifiers) and not _ORDINAL_DIGITS.search(modifiers):
            head = match["noun"] or "child"
            proposed.append(_Group(match.start(), match.end(), 2.0 if head == "couple" else 1.0, True, head, False))
    groups: list[_Group] = []
    for group in sorted(proposed, key=lambda one: (one.start, -one.end)):
        if not groups or group.start >= groups[-1].end:
            groups.append(_with_more(lower, group))
    return groups


def _numbered(lower: str, match: re.Match[str]) -> _Group | None:
    """The group that a number counts, or the bare number; None for one that counts something else."""
    value = read_number(match["number"])
    if value is None or not 0 < value <= LARGEST or value != int(value):
        return None
    if lower.startswith(_THING_AFTER, match.end()):
        return None
    who = _who(lower, match.end())
    year = 1900 <= value <= 2099 and match["number"].isdigit() and len(match["number"]) == 4
    if year and who is None:
        return None
    end, part = who or (match.end(), False)
    return _Group(match.start(), end, value, who is not None, "", part)


_THING_AFTER = (" per ", " percent", " per-", " years", " hours", " days", " minutes", " months", " weeks")


def _with_more(lower: str, group: _Group) -> _Group:
    """The group with the people that are added to it: "a man and his two sons"."""
    for _ in range(_LONGEST_GROUP if group.people else 0):
        more = _MORE.match(lower, group.end)
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
    between = _BETWEEN.match(lower, at)
    return between is not None and any(pattern.match(lower, between.end()) for pattern in _BEHIND_PATTERNS.values())


def _who(lower: str, at: int) -> tuple[int, bool] | None:
    """Where the people counted end, if people follow the number at ``at``, and whether they are part of more."""
    match = _WHO.match(lower, at)
    if match is None or match["plural"] in _THINGS or match["plural"] in KEYWORDS:
        return None
    if not _are_modifiers(match["modifiers"]):
        return None
    if match["plural"] and any(word in _THINGS or word in KEYWORDS for word in match.group().split()):
        return None
    return match.end(), match["part"] is not None


def _are_modifiers(words: str) -> bool:
    split = words.replace(",", " ").split()
    return _NO_MODIFIER.isdisjoint(split) and KEYWORDS.isdisjoint(split)


def _classify(lower: str, group: _Group) -> Count | None:
    left = lower[max(0, group.start - _LOOK_BACK) : group.start]
    said = QUALIFIER.search(left, max(0, len(left) - _LONGEST_QUALIFIER))
    qualifier = QUALIFIERS[said.group(1)] if said else None
    left = (left[: said.start()] if said else left).removesuffix("another ")
    if not _may_be_counted(lower, group, left):
        return None
    if _LIVES.match(lower, group.end) and (
        _LIVES_BEFORE.search(left) or lower.startswith(" lives were lost", group.end)
    ):
        return Count("killed", group.value, qualifier, False, "")
    what = _said_behind(lower, group)
    if what:
        return Count(what, group.value, qualifier, False, group.head)
    before = _BEFORE_PATTERN.search(left)
    toll = bool(before and _TOLL_WORD.search(before.group()))
    if not before or not (toll or group.people or _BARE_TAIL.match(lower, group.end)):
        return None
    if not toll and _SOFT_LEFT.search(left[: before.start()]):
        return None
    return Count(str(before.lastgroup), group.value, qualifier, toll, group.head)


def _may_be_counted(lower: str, group: _Group, left: str) -> bool:
    """Whether what stands before a group lets it be a count of what happened."""
    near = left[-_NEAR:]
    if _PART_LEFT.search(near) and not _RANGE_TO.search(left):
        return False
    if _UNCOUNTED_LEFT.search(near) or _UNREAL.search(_CLAUSE_BREAK.split(left)[-1]):
        return False
    # ", 24," is an age.
    return not (left.endswith(", ") and lower[group.end : group.end + 1] == "," and not group.people)


def _said_behind(lower: str, group: _Group) -> str | None:
    """The kind that the words behind a group say of it, asides skipped."""
    end = group.end
    for _ in range(_MOST_ASIDES):
        # Behind an aside stands its second comma.
        between = _BETWEEN.match(lower, end + (end > group.end and lower.startswith(",", end)))
        what = _verb_of(lower, group, between) if between else None
        if what:
            return what
        aside = _ASIDE.match(lower, end)
        if not aside or not group.people or _CLAUSE.search(aside.group()):
            break
        if not KEYWORDS.isdisjoint(_WORD.findall(aside.group())):
            break
        end = aside.end()
    if lower.startswith((" bodies were found", " bodies were recovered"), group.end - 7):
        return "killed"
    return None


_CLAUSE = re.compile(r"\b(?:was|were|is|are|has|had|have|and (?:an?|one|two|three|four)|after|when|but|police)\b")


def _verb_of(lower: str, group: _Group, between: re.Match[str]) -> str | None:
    words = between.group()
    if re.search(r"\bto (?:have )?be\b", words) and "believed" not in words:
        return None
    for what, pattern in _BEHIND_PATTERNS.items():
        said = pattern.match(lower, between.end())
        if not said or _goes_on(lower, said) or (group.part and (what == "injured" or group.value == 1)):
            continue
        verb = said.group()
        if (
            _OBJECT_NEXT.match(lower, said.end())
            and not _PASSIVE.search(words)
            and verb not in ("dead", "died", "dies")
        ):
            continue  # "Two men killed a guard": they did it
        if group.head and not words.strip() and _SUBJECT_NEXT.match(lower, said.end()):
            continue  # "Man killed was a miner" says no more than that one of them was
        if what == "injured" and _DIED_LATER.search(lower, said.end()):
            return "killed"
        if verb not in ("injured", "wounded", "hurt", "missing") and _STAYING.search(words):
            continue
        if verb in ("held", "recovering") and not group.people:
            continue
        return what
    return None


def _goes_on(lower: str, said: re.Match[str]) -> bool:
    """Whether the word is part of another: "charged up", "missing link", "held a vigil"."""
    rest = lower[said.end() : said.end() + 12]
    if said.group() == "held":
        return not rest.startswith((" after", " over", " for", " without", " in connec", ".", ",")) and bool(rest)
    return rest.startswith((" up ", " link", " ahead", " down", " lane", " road", " street", " end", " sea", " heat"))


def _find_nth(lower: str) -> list[Count]:
    """Ordinals: a third victim who dies makes three."""
    found = []
    for match in _NTH.finditer(lower):
        value = read_ordinal(match["nth"])
        between = _BETWEEN.match(lower, match.end())
        if not value or value < 2 or not between or _UNREAL.search(lower[: match.start()]):
            continue
        for what in ("killed", "arrested", "charged"):
            said = _BEHIND_PATTERNS[what].match(lower, between.end())
            if said and not _goes_on(lower, said):
                found.append(Count(what, float(value), None, True, ""))
    return found


def _find_others_shot(lower: str, groups: list[_Group]) -> list[Count]:
    """ "One killed, six others shot": where some are dead, the others who were shot are wounded."""
    return [
        Count("injured", group.value, None, False, "")
        for group in groups
        if re.search(r"\bothers?$", lower[group.start : group.end]) and _OTHERS_SHOT.match(lower, group.end)
    ]


def _find_none(lower: str) -> list[Count]:
    """ "No one was hurt", "no arrests were made": a count of none."""
    found = []
    for match in _NONE.finditer(lower):
        around = lower[match.start() : match.end() + 20]
        if _SOME_ELSE.search(around) or _UNREAL.search(lower[: match.start()]) or _BACKGROUND.search(lower):
            continue
        for what in _NONE_KINDS[(match["verb"] or match["noun"])[:4]]:
            found.append(Count(what, 0.0, None, False, ""))
    return found
