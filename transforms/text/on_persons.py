"""Whether a status would be of a person: who is suspended or reinstated is no event of this kind.

A person is known by a noun, by an ending, by a bare name, or by a penalty ("for four games").
"""

import re
from itertools import takewhile

from transforms.text import status_words as words
from transforms.text.clause import Clause, any_form_of, any_of, head_of
from transforms.text.status_forms import VERB_FORMS
from transforms.text.tables import word_set

_PENALTY = re.compile(
    r"with(?:out)? pay|from (?:school|work|duty|duties|job|his|her|their|the team|team|playing|office|"
    r"competition|all)|"
    r"for life\b|(?:for )?(?:\d+|one|two|three|four|five|six|eight|ten|several|\w+-)"
    r"(?: more)? ?-? ?(?:games?|match(?:es)?|races?)\b|for (?:'|‘|cheating|doping|drugs?|misconduct|"
    r"violence|remarks|comments|tweets?|posts?|assault|breach|breaking|violating|abus|insult|bit|dissent|racis|"
    r"hitting|fighting|drunk)|over (?:\w+ )?(?:remark|comment|tweet|post|insult|slur|gesture|dissent)|without pay|"
    r"on full pay"
)
# Tokens of a person's name.
LONGEST_NAME = 3
# What can be suspended for a time; who is, is none of them.
THINGS = (
    words.SCHEDULED | words.OPERATIONS | words.DEALS | words.CLOSURES | words.RESTORABLE | words.WORKS | words.FLYING
    | words.TRANSIT | words.BANS | words.CASES | word_set("shares stock licence license law rule programme program tax")
)  # fmt: skip
# Words of the names of firms, media and places, which can be suspended as such.
_FIRM_NAMES = word_set(
    "air airlines airways bank corp inc plc fund funds group holdings capital energy steel coal motors oil gas power "
    "al el la new north south east west saudi sri hong san los united inter real football league media television tv "
    "radio times news post herald games olympic express rail bay city lines online mobile telecom"
)
# "Campaigning was suspended".
_ABSTRACT = ("ing", "tion", "sion", "ment", "ship", "ance", "ence")
# "Rugby-Botha suspended": a wire's slug names the sport.
_SPORTS = word_set(
    "soccer football rugby cricket tennis golf athletics cycling boxing nba nfl nhl mlb baseball basketball swimming "
    "olympics skiing doping hockey wrestling judo racing one motorcycling rowing volleyball handball gymnastics"
)
_CONTESTS = word_set("league cup tour championship series club federation team play round stage open serie bundesliga")
# Lower-case words by which a headline is known not to be in title case.
_SENTENCE_CASE = 2
# "Suspended as a mark of respect" says why.
_AS_REASON = word_set("mark sign gesture precaution precautionary result consequence protest measure courtesy tribute")
_TRADED = word_set("trading shares stock exchange bourse nasdaq listing market")
UNITS = word_set("hour hours day days week weeks fortnight month months year years minutes")
_POSSESSORS = word_set("his her their my privileges")
_LICENCES = word_set("privileges licence licences license licenses permit passport visa membership")
_KNOWN = words.SCHEDULED | words.OPERATIONS | words.DEALS | words.CLOSURES | words.RESTORABLE | words.CASES
_NO_NAME = THINGS | words.COLLECTIVES | words.DETERMINERS | _FIRM_NAMES
_BEHIND_NAME = words.PREPOSITIONS | words.ADVERBS


def _names_a_doer(noun: str) -> bool:
    """Whether a noun names who does something ("golfer", "inspectors"), by its ending."""
    one = noun[:-1] if noun.endswith("s") else noun
    return (
        one.endswith(("er", "or")) and len(one) > 4 and noun not in words.NOT_PERSONS and one not in words.NOT_PERSONS
    )


class OnPersons(Clause):
    """Tells persons from things in what is acted on."""

    def _is_person(self, target: list[str], doer: bool = False) -> bool:
        """Whether someone, not something, is acted on; ``doer``: nouns in -er and -or name someone too."""
        head = head_of(target)[-3:]
        if any_of(head, _LICENCES):
            # A licence of a person's, not of a firm's.
            return any_of(target, words.PERSONS - words.FIRMS | words.ATHLETES | _POSSESSORS)
        if head and (head[-1] in words.ATHLETES or (doer and _names_a_doer(head[-1]))):
            return True
        persons = [k for k, word in enumerate(head) if word in words.PERSONS]
        if head and head[-1].endswith(words.PERSON_ENDINGS):
            return True
        return bool(persons) and not any_of(head[persons[-1] + 1 :], words.EVENTS | words.OPERATIONS | words.DEALS)

    def _is_bare_name(self, left: int) -> bool:
        """Whether the subject of a sentence is a name alone ("Marlow was suspended") and trade is not spoken of."""
        if self.headline:
            sport = self.words[0].partition("-")[0] in _SPORTS and "-" in self.words[0]
            player = sport and left <= LONGEST_NAME and not any_form_of(self._subject(left), THINGS | _CONTESTS)
            return player or (left == 1 and self._is_full_name(0))
        if any_of(self.words, _TRADED) or not 0 <= left < LONGEST_NAME:
            return False
        names = self.sentence[: self._span(left)[1]].split()
        plain = any_form_of(self.words[: left + 1], _KNOWN | words.DETERMINERS | words.ADVERBS)
        plain = plain or names[-1].endswith(_ABSTRACT)
        return not plain and all(name[0].isupper() and name.isalpha() for name in names)

    def _is_full_name(self, first: int) -> bool:
        """Whether two or three capitalised words that name no thing or firm stand at ``first``: "Evan Marlow"."""
        spans = [self._span(k) for k in range(first, min(first + LONGEST_NAME + 1, len(self.words)))]
        printed = [self.sentence[a:b] for a, b in spans]
        names = list(takewhile(lambda word: word.isalpha() and word.istitle(), printed))
        lower = sum(word.isalpha() and word.islower() for word in self.sentence.split())
        if not 2 <= len(names) <= LONGEST_NAME or lower < _SENTENCE_CASE or any_of(self.words, _TRADED):
            return False
        behind = self.words[first + len(names) : first + len(names) + 1]
        goes_on = behind and behind[0][0].isalnum() and behind[0] not in _BEHIND_NAME
        if goes_on and behind[0] not in VERB_FORMS:
            return False  # "suspends Red Gulf route"
        bare = [name.lower() for name in names]
        return not any_form_of(bare, _NO_NAME)

    def _is_ban_of_person(self, last: int, target: list[str]) -> bool:
        capacity = self.words[last + 1 : last + 3] in (["as", "a"], ["as", "an"])
        if capacity and not any_of(self.words[last + 3 : last + 6], _AS_REASON):
            return True  # "terminated as an employee"
        term = self.words[last + 1 : last + 4]
        if term[:1] == ["for"] and any_of(term[2:], UNITS) and target and not any_form_of(target, THINGS):
            return True  # "Evans suspended for four weeks"
        first = last + 1
        if target and not any_form_of(head_of(target), THINGS):
            # "Suspends Brady for four games": the penalty stands behind who is meant.
            near = self.words[first : first + LONGEST_NAME + 1]
            first += next((k for k, word in enumerate(near) if word in words.PREPOSITIONS), 0)
        return bool(_PENALTY.match(" ".join(self.words[first : first + 5])))
