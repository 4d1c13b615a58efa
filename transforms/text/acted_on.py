"""What a verb acts on: an event, a deal or a service counts; a person, a market or a cheque does not."""

import re

from transforms.text import status_verbs as verbs
from transforms.text import status_words as words
from transforms.text.clause import (
    OBJECT,
    Group,
    any_form_of,
    any_of,
    bare_word,
    head_of,
    is_time_word,
)
from transforms.text.common_verbs import FINITE
from transforms.text.on_persons import THINGS, UNITS, OnPersons
from transforms.text.status_objects import MISHAPS
from transforms.text.status_verbs import Verb
from transforms.text.tables import word_set

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
# What is shut for a time if nothing else is said.
_SOON_OPEN = word_set("refinery airport port reactor pipeline border canal runway")
_FORCES = word_set("police army troops soldiers government authorities")
_FOR_REPAIR = word_set("repair repairs maintenance inspection inspections checks cleaning relining upgrade upgrades")
_PRACTICE = word_set("training practice")
_RESULTS = word_set("loss losses profit net revenue earnings low lows high record sales")
# Tokens within which the new time follows the verb.
_TARGET_REACH = 10
# "To no earlier than July".
_HEDGES = word_set("no earlier sooner than least around about")
_DAY_TAILS = word_set(
    "jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october nov "
    "november dec december hour hours day days week weeks month months year years"
)
_ADMITTING = word_set("hospital trade trading listing membership university")
_STANDING = word_set(
    "title place quality status dominance class form superiority credentials supremacy position promotion qualification"
)


def _is_amount(times: list[str]) -> bool:
    """Whether a number stands where a time would: "to 801 this week", but not "to 28 July" or "to 2031"."""
    number = times[0].replace(",", "").replace(".", "") if times else ""
    return number.isdigit() and not (
        is_time_word(times[0]) or any_of(times[1:2], _DAY_TAILS) or _CLOCK.match(" ".join(times))
    )


def _is_let_in(rest: list[str]) -> bool:
    """Whether it is to a place that someone or something is admitted: "to hospital", "shares to trading"."""
    return "into" in rest or any(
        word == "to" and any_of(rest[k + 1 : k + 2], _ADMITTING) for k, word in enumerate(rest)
    )


def _head_with_of(phrase: list[str]) -> list[str]:
    """A noun phrase up to its first preposition other than "of": "second part of loan" is of the loan."""
    head = head_of(phrase)
    rest = phrase[len(head) :]
    return head + head_of(rest[1:]) if rest[:1] == ["of"] and head == phrase[: len(head)] else head


def _is_count(word: str) -> bool:
    return word.isdigit() or word in ("a", "an", "another", "one", "two", "three", "four", "five", "six", "several")


class ActedOn(OnPersons):
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
        if verb.lemma == "rule" and target and target[0].endswith("ing"):
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
        acted_on = (voice == "active" and self._noun_phrase_at(last + 1)) or (voice == "passive" and group.be)
        return acted_on and " for now" in f" {' '.join(self.words[last + 1 : last + OBJECT])}"

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
        by_mishap = any_of(self.words[last + 1 :], MISHAPS) or any_of(agent, MISHAPS)
        if by_mishap and any_form_of(target, words.CLOSURES | words.WORKS):
            return True
        until = self._index_of("until")
        times = self.words[until + 1 : until + 5] if until >= 0 else []
        if "further" in times[:1] or any(is_time_word(word) for word in times):
            return True  # but "closed the pier until divers have looked" says nothing of when
        lasting = any_of(self.words[k + 1 : k + 4], UNITS) if (k := self._index_of("for")) >= 0 else False
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
        if verb.lemma == "reinstate" and any_form_of(head[-1:], THINGS | words.STAYABLE):
            return False  # "reinstates judge's order"
        if verb.lemma == "scrap":
            return any_of(head[-1:], verb.bars)  # but "scraps ship order"
        of_market = verb.bars >= words.MARKET
        if of_market and any_of(agent[-1:], _FORCES):
            return any_of(head, verb.bars - words.MARKET)  # but "police halt rally"
        return any_of(head, verb.bars) and not (of_market and any_of(head[-1:], words.OPERATIONS))

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
            if (word == "by" or k == 0) and any(w in UNITS for w in times) and (word == "by" or _is_count(word)):
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
            owned = any_of(head_of(target), _FAULTS | _OWNED_UP) and not any_of(target[:4], words.MODALS)
            return owned or target[:1] == ["that"] or any_of(target[1:], FINITE)
        if verb.kind == "denied":
            if voice == "passive":
                head = head_of(subject)
                head = head[: head.index("that")] if "that" in head else head
                reported = any_of(head, words.RUMOURS) and not any_of(subject, words.INSURED)
                if not reported or any_of(self.words[i + 1 : i + 7], words.COURTS | words.INSURED):
                    return False
            elif any_of(subject[-4:], words.COURTS | words.PROSECUTORS | _SCORERS):
                return False
            elif target[:1] and target[0] in _SOMEONE and not any_of(target[1:3], words.REPORTS):
                return False  # "deny him a visa"
            return not (verb.needs and verb.lemma == "dispute" and self._is_modifier_place(group.left))
        if any_of(head_of(subject)[-2:], words.COURTS) and target[:1] != ["that"]:
            return False  # a sentence or a plan, but a coroner or a judge may confirm that something is so
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
