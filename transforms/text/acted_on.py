"""What a verb acts on: an event, a deal or a service counts; a person, a market or a cheque does not."""

import re
from itertools import takewhile

from transforms.text import status_verbs as verbs
from transforms.text import status_words as words
from transforms.text.clause import (
    OBJECT,
    Clause,
    Group,
    any_form_of,
    any_of,
    bare_word,
    head_of,
    is_time_word,
)
from transforms.text.common_verbs import FINITE
from transforms.text.status_forms import VERB_FORMS
from transforms.text.status_verbs import Verb
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
# What a count of persons is confirmed to be.
_OF_PERSONS = word_set("dead missing infected positive killed safe alive injured wounded drowned")
# "Late goal denies visitors".
_SCORERS = word_set("goal goals keeper goalkeeper save saves penalty equaliser equalizer woodwork header strike winner")
_CLERGY = word_set("bishop archbishop priest vicar rector pastor cardinal rabbi")
_FAULTS = word_set("error errors mistake mistakes breach failure failures flaw flaws fault faults blunder lapse lapses")
# What one acknowledges against oneself; a sponsor or an award is acknowledged otherwise.
_OWNED_UP = word_set(
    "leak leaks spill hack breach breaches fraud theft abuse abuses torture bribery bribe bribes corruption collusion "
    "bias affair split rift role involvement responsibility wrongdoing guilt negligence plot spying doping cheating "
    "outbreak defect defects loss losses delay delays shortage talks meeting payment payments link links ties "
    "existence death deaths problem problems setback setbacks violation violations misconduct shortcomings damage"
)
_SOMEONE = word_set("him her them us me you")
# A rating: "confirms Skarn at BBB".
_GRADE = re.compile(r"\bat ['‘]?(?:[A-D]{2,3}|[A-D](?=[+-])|[A-C]a{1,2}[123]?)(?![A-Za-z])")
_ADVICE = re.compile(
    r"\b(?:at|with) (?:an? )?['‘]?(?:hold|buy|sell|neutral|outperform|underperform|(?:over"
    r"|under)weight)\b"
)
_CLOCK = re.compile(
    r"\d{1,2} ?(?:[:.] ?\d\d ?)?(?:[ap]\.?m\b|o'clock)|\d{1,2}(?:[:.]\d\d)?[ap]m\b|\d{1,2} : \d\d|noon\b|midnight\b"
)
_DATE_TOKEN = re.compile(r"\d{1,2}(?:[/.]\d{1,2}[/.]\d{2,4}|st|nd|rd|th)$")
# Tokens of a person's name.
LONGEST_NAME = 3
# What is shut for a time if nothing else is said.
_SOON_OPEN = word_set(
    "smelter crusher cracker oilfield furnace refinery airport port reactor pipeline border canal runway"
)
_FORCES = word_set("police army troops soldiers government authorities")
# What can be suspended for a time; who is, is none of them.
_THINGS = (
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
_FOR_REPAIR = word_set("repair repairs maintenance inspection inspections checks cleaning relining upgrade upgrades")
_PRACTICE = word_set("training practice")
_TRADED = word_set("trading shares stock exchange bourse nasdaq listing market")
_RESULTS = word_set("loss losses profit net revenue earnings low lows high record sales")
# Tokens within which the new time follows the verb.
_TARGET_REACH = 10
# "To no earlier than July".
_HEDGES = word_set("no earlier sooner than least around about")
_UNITS = word_set("hour hours day days week weeks fortnight month months year years minutes")
_DAY_TAILS = word_set(
    "jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october nov "
    "november dec december hour hours day days week weeks month months year years"
)
_ADMITTING = word_set("hospital trade trading listing membership university")
_POSSESSORS = word_set("his her their my privileges")
_STANDING = word_set(
    "title place quality status dominance class form superiority credentials supremacy position promotion qualification"
)
_LICENCES = word_set("privileges licence licences license licenses permit passport visa membership")


def _names_a_doer(noun: str) -> bool:
    """Whether a noun names who does something ("golfer", "inspectors"), by its ending."""
    one = noun[:-1] if noun.endswith("s") else noun
    return (
        one.endswith(("er", "or")) and len(one) > 4 and noun not in words.NOT_PERSONS and one not in words.NOT_PERSONS
    )


def _is_amount(times: list[str]) -> bool:
    """Whether a number stands where a time would: "to 801 this week", but not "to 28 July" or "to 2031"."""
    number = times[0].replace(",", "").replace(".", "") if times else ""
    return number.isdigit() and not (
        is_time_word(times[0]) or any_of(times[1:2], _DAY_TAILS) or _CLOCK.match(" ".join(times))
    )


def _is_let_in(rest: list[str]) -> bool:
    """Whether it is to a place that someone or something is admitted: "to hospital", "shares to trading"."""
    return any(word == "to" and any_of(rest[k + 1 : k + 2], _ADMITTING) for k, word in enumerate(rest))


def _head_with_of(phrase: list[str]) -> list[str]:
    """A noun phrase up to its first preposition other than "of": "second part of loan" is of the loan."""
    head = head_of(phrase)
    rest = phrase[len(head) :]
    return head + head_of(rest[1:]) if rest[:1] == ["of"] and head == phrase[: len(head)] else head


def _is_count(word: str) -> bool:
    return word.isdigit() or word in ("a", "an", "another", "one", "two", "three", "four", "five", "six", "several")


class ActedOn(Clause):
    """Looks at the subject or object that a status would be of."""

    def _target(self, after: int, verb: Verb, group: Group, voice: str) -> list[str]:
        """Words of what is acted on: the object, or the subject of a passive and of "talks resume"."""
        if voice in ("passive", "subject") or (voice == "infinitive" and group.be) or verb.particle.startswith("to "):
            return self._subject(group.left) or self._shared_subject(group.left)
        if verb.subject and voice in ("active", "infinitive", "progressive") and not self._noun_phrase_at(after):
            return self._subject(group.left)
        target = self._object(after)
        return target if target or not (verb.subject or voice == "ing") else self._subject(group.left)

    def _acts_on_event(self, i: int, last: int, verb: Verb, group: Group, voice: str, target: list[str]) -> bool:
        if voice in ("active", "infinitive", "progressive", "ing") and not verb.subject and not target:
            return verb.kind in ("confirmed", "denied") and not verb.needs
        if target[:1] == ["nothing"] or (target[:1] == ["no"] and verb.kind not in ("confirmed", "denied")):
            return False
        if verb.timed and not self._target_time_follows(last):
            return False
        if verb.lemma in verbs.DATED_UNLESS_ACTED_ON and not self._is_put_off(last, group, voice):
            return False
        for_now = verb.kind == "suspended" and self._is_for_now(i, last, group, voice) and not self._is_person(target)
        asked = target if verb.kind == "denied" and "as" in target else _head_with_of(target)
        if target[:1] in (["it"], ["them"]):
            asked = self.words[self._segment_start(i) : i]  # what was named before: "shelves plan, then drops it"
        found = any_of(asked, verb.needs) if verb.kind == "denied" else any_form_of(asked, verb.needs)
        if verb.needs and not found and not for_now:
            return False  # but "dismisses fears as rumour" needs only the rumour
        if verb.active and voice in ("passive", "subject"):
            return False
        if verb.lemma == "rule" and target[0].endswith("ing"):
            return False  # "rules out dropping charges"
        if verb.lemma == "quash" and verb.kind == "cancelled" and any_of(head_of(target)[-1:], words.REPORTS):
            return False  # rumours, not the sale that they tell of
        if verb.lemma == "end" and "round" in self.words:
            return False  # "end talks, next round in May"
        if verb.lemma == "fail" and self.words[last + 1 : last + 2] == ["to"]:
            return False
        if self._is_barred(verb, target, self._subject(group.left)):
            return False
        if verb.lemma == "resume" and _ADVICE.search(self.sentence, self._span(i)[1]):
            return False  # "Broker resumes Skarn at hold"
        if verb.lemma == "resume" and voice != "subject" and any_of(target[:1], _PRACTICE):
            return False  # of a player, not of an event
        if (
            verb.lemma in verbs.ONLY_FOR_NOW
            and not (verb.particle or self._is_repaired(last))
            and (group.have or not self._for_now(last, target, self._subject(group.left)))
        ):
            return False
        if verb.agents and not self._has_agent(verb, last, group, voice):
            return False
        if verb.kind in ("confirmed", "denied"):
            return self._is_statement(i, verb, group, voice, target)
        if verb.kind == "suspended" or verb.lemma in ("terminate", "reinstate", "resume"):
            doer = verb.lemma in ("suspend", "reinstate")
            bare_name = verb.lemma == "suspend" and (
                self._is_bare_name(group.left) if voice == "passive" else self._is_full_name(last + 1)
            )
            return not (self._is_person(target, doer) or bare_name or self._is_ban_of_person(last, target))
        return True

    def _is_for_now(self, i: int, last: int, group: Group, voice: str) -> bool:
        """Whether it is said beside the verb that someone stops it for a time only."""
        if self.words[i - 1] == "temporarily":
            return True
        acted_on = voice == "active" or (voice == "passive" and group.be)
        return acted_on and " for now" in " ".join(self.words[last + 1 : last + OBJECT])

    def _is_put_off(self, last: int, group: Group, voice: str) -> bool:
        """Whether someone adjourned it, or to a day: not "the council adjourned after midnight"."""
        infinitive = voice == "infinitive" and self._noun_phrase_at(last + 1)
        acted_on = group.be or voice == "active" or infinitive or (self.headline and voice == "passive")
        follows = self.words[last + 1 : last + 2]
        return acted_on or follows in (["until"], ["till"], ["indefinitely"]) or self._target_time_follows(last)

    def _is_repaired(self, last: int) -> bool:
        """Whether it is shut "for repairs", so not for good."""
        rest = self.words[last + 1 : last + OBJECT]
        return any(word == "for" and any_of(rest[k + 1 : k + 3], _FOR_REPAIR) for k, word in enumerate(rest))

    def _for_now(self, last: int, target: list[str], agent: list[str]) -> bool:
        """Whether a closing is for a time: "shut temporarily", "closed until Friday", "shuts for two weeks"."""
        if any_of(self.words, verbs.FOR_NOW):
            return True
        if self.headline and any_form_of(head_of(target)[-1:], _SOON_OPEN):
            return True
        by_mishap = any_of(self.words[last + 1 :], verbs.MISHAPS) or any_of(agent, verbs.MISHAPS)
        if by_mishap and any_form_of(target, words.CLOSURES | words.WORKS):
            return True
        until = self._index_of("until")
        times = self.words[until + 1 : until + 5] if until >= 0 else []
        if "further" in times[:1] or any(is_time_word(word) for word in times):
            return True  # but "closed the pier until divers have looked" says nothing of when
        lasting = any_of(self.words[k + 1 : k + 4], _UNITS) if (k := self._index_of("for")) >= 0 else False
        return lasting and any_form_of(target, words.CLOSURES | words.WORKS)

    def _index_of(self, word: str) -> int:
        return self.words.index(word) if word in self.words else -1

    def _is_barred(self, verb: Verb, target: list[str], agent: list[str]) -> bool:
        head = head_of(target)
        if verb.lemma == "drop" and target[:2] in (["charge", "for"], ["charge", "on"]):
            return True  # a price
        if verb.kind == "denied":
            # "Denies bail" against "denies report of a bid".
            told = (
                head[:1] == ["any"]
                or any_of(head[:2], words.REPORTS)
                or (any_of(head[-1:], words.REPORTS) and not any_of(head, words.INSURED))
            )
            gerund = len(head) > 1 and head[0].endswith("ing")  # "denies funding protests"
            return any_of(head[gerund:3], verb.bars) and not told
        if verb.lemma == "reinstate" and any_form_of(head[-1:], _THINGS | words.STAYABLE):
            return False  # "reinstates judge's order"
        if verb.lemma == "scrap":
            return any_of(head[-1:], verb.bars)  # but "scraps ship order"
        of_market = verb.bars >= words.MARKET
        if of_market and any_of(agent[-1:], _FORCES):
            return False  # "police halt rally"
        return any_of(head, verb.bars) and not (of_market and any_of(head[-1:], words.OPERATIONS))

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
            player = sport and left <= LONGEST_NAME and not any_form_of(self._subject(left), _THINGS | _CONTESTS)
            return player or (left == 1 and self._is_full_name(0))
        if any_of(self.words, _TRADED) or not 0 <= left < LONGEST_NAME:
            return False
        names = self.sentence[: self._span(left)[1]].split()
        known = words.SCHEDULED | words.OPERATIONS | words.DEALS | words.CLOSURES | words.RESTORABLE | words.CASES
        plain = any_form_of(self.words[: left + 1], known | words.DETERMINERS | words.ADVERBS)
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
        goes_on = behind and behind[0][0].isalnum() and behind[0] not in words.PREPOSITIONS | words.ADVERBS
        if goes_on and behind[0] not in VERB_FORMS:
            return False  # "suspends Red Gulf route"
        bare = [name.lower() for name in names]
        return not any_form_of(bare, _THINGS | words.COLLECTIVES | words.DETERMINERS | _FIRM_NAMES)

    def _is_ban_of_person(self, last: int, target: list[str]) -> bool:
        capacity = self.words[last + 1 : last + 3] in (["as", "a"], ["as", "an"])
        if capacity and not any_of(self.words[last + 3 : last + 6], _AS_REASON):
            return True  # "terminated as an employee"
        term = self.words[last + 1 : last + 4]
        if term[:1] == ["for"] and any_of(term[2:], _UNITS) and target and not any_form_of(target, _THINGS):
            return True  # "Evans suspended for four weeks"
        first = last + 1
        if target and not any_form_of(head_of(target), _THINGS):
            # "Suspends Brady for four games": the penalty stands behind who is meant.
            near = self.words[first : first + LONGEST_NAME + 1]
            first += next((k for k, word in enumerate(near) if word in words.PREPOSITIONS), 0)
        return bool(_PENALTY.match(" ".join(self.words[first : first + 5])))

    def _target_time_follows(self, last: int) -> bool:
        rest = [word for word in self.words[last + 1 : last + 1 + _TARGET_REACH] if word not in _HEDGES]
        for k, word in enumerate(rest[:-1]):
            times = rest[k + 1 : k + 4]
            if _is_amount(times) or any_of(times + rest[k + 4 : k + 5], _RESULTS):
                continue  # "slips to first-quarter loss"
            if word in ("to", "until", "till", "into", "for") and any(is_time_word(w) for w in times):
                return True
            if word in ("until", "till") and times[:1] == ["after"]:
                return True
            if word in ("to", "until", "till") and any(_DATE_TOKEN.match(w) for w in times[:2]):
                return True
            if times[:3] == ["the", "end", "of"] or times[:2] == ["end", "of"]:
                return True
            if word in ("to", "until", "till") and (_CLOCK.match(" ".join(times)) or times[1:] == ["new", "date"]):
                return True
            if (word == "by" or k == 0) and any(w in _UNITS for w in times) and (word == "by" or _is_count(word)):
                return True
        return False

    def _has_agent(self, verb: Verb, last: int, group: Group, voice: str) -> bool:
        if voice == "passive":
            return any(bare_word(word) in verb.agents for word in self.words[last + 1 : last + 7])
        return any(bare_word(word) in verb.agents for word in self.words[max(0, group.left - 4) : group.left + 1])

    def _is_statement(self, i: int, verb: Verb, group: Group, voice: str, target: list[str]) -> bool:
        """Whether someone confirms or denies a fact, rather than a rating, a nominee or a request."""
        subject = self._subject(group.left)
        if verb.lemma in ("acknowledge", "concede"):
            # A fact has a verb or is a fault; "acknowledges sponsor" and "concedes goal" have neither.
            return any_of(head_of(target), _FAULTS | _OWNED_UP) or target[:1] == ["that"] or any_of(target[1:], FINITE)
        if verb.kind == "denied":
            if voice == "passive":
                head = head_of(subject)
                reported = any_of(head, words.RUMOURS) and not any_of(subject, words.INSURED)
                if not reported or any_of(self.words[i + 1 : i + 7], words.COURTS | words.INSURED):
                    return False
            elif any_of(subject[-4:], words.COURTS | words.PROSECUTORS | _SCORERS):
                return False
            elif target[:1] and target[0] in _SOMEONE and not any_of(target[1:3], words.REPORTS):
                return False  # "deny him a visa"
            return not (verb.needs and verb.lemma == "dispute" and self._is_modifier_place(group.left))
        if any_of(head_of(subject)[-2:], words.COURTS):
            return False
        if any_of(subject[-1:], _CLERGY) and any_of(head_of(target), words.PERSONS):
            return False
        near = subject if subject[-1:] == [","] else subject[-3:]
        if any(word in words.RATERS or word in words.CHAMBERS for word in near) and "white" not in subject[-2:]:
            return False
        if any_of(head_of(target)[-1:], _STANDING):
            return False  # "confirm their place in the final"
        if group.infinitive and group.left >= 0 and self.words[group.left].startswith("vot"):
            return False
        following = self.words[i + 1 : i + 3]
        if any_of(following[:1], _OF_PERSONS) and not any(
            w[0].isalnum() and w not in words.PREPOSITIONS for w in following[1:]
        ):
            return False  # "14 confirmed dead"
        if _GRADE.search(self.sentence, self._span(i)[1]):
            return False
        rest = self.words[i + 1 : i + 8]
        if verb.lemma == "admit" and (voice == "passive" or _is_let_in(rest)):
            return False
        return not ("by" in rest[:2] and any_of(rest, words.CHAMBERS | {"vote"}))
