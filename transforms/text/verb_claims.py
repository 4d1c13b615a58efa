"""What verbs claim: "postponed the vote", "talks resume", "was called off"."""

import re

from transforms.text import status_verbs as verbs
from transforms.text import status_words as words
from transforms.text.clause import (
    BREAKS,
    DENYING,
    REACH,
    SIDE,
    Claim,
    Clause,
    Group,
    any_form_of,
    any_of,
    bare_word,
    head_of,
    is_time_word,
)
from transforms.text.status_verbs import Form, Verb
from transforms.text.tables import word_set

_UNREAL = words.SOFT | words.NEGATIONS | words.MODALS
_SUBJECT_MARKS = frozenset(")>\"”“'’-,.")
_SPEECH_TAILS = word_set("on in to late early monday tuesday wednesday thursday friday saturday sunday")
_NOUN_LEFT = word_set("flight filing legal long more further court rain weather border cite cites warns")
_PENALTY = re.compile(
    r"with(?:out)? pay|from (?:school|work|duty|duties|job|his|her|their|the team|team|playing|office|"
    r"competition|all)|"
    r"(?:for )?(?:\d+|one|two|three|four|five|six|eight|ten|several|\w+-)"
    r"(?: more)? ?-? ?(?:games?|match(?:es)?|races?)\b|for (?:'|‘|cheating|doping|drugs?|misconduct|"
    r"violence|remarks|comments|tweets?|posts?|assault|breach|breaking|violating|abus|insult|bit|dissent|racis|"
    r"hitting|fighting|drunk)|over (?:\w+ )?(?:remark|comment|tweet|post|insult|slur|gesture|dissent)|without pay|"
    r"on full pay"
)
# "Took the decision to delay".
_DECIDED = word_set("took taken take made make makes takes")
_AGREEING = word_set("agree agrees agreed")
_NOBODY = word_set("no none neither nor nobody no-one few")
# What a count of persons is confirmed to be.
_OF_PERSONS = word_set("dead missing infected positive killed safe alive injured wounded drowned")
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
_UNITS = word_set("hour hours day days week weeks fortnight month months year years minutes")


_LICENCES = word_set("licence licences license licenses permit passport visa membership")


def _names_a_doer(noun: str) -> bool:
    """Whether a noun names who does something ("golfer", "inspectors"), by its ending."""
    one = noun[:-1] if noun.endswith("s") else noun
    return (
        one.endswith(("er", "or")) and len(one) > 4 and noun not in words.NOT_PERSONS and one not in words.NOT_PERSONS
    )


def _is_count(word: str) -> bool:
    return word.isdigit() or word in ("a", "an", "another", "one", "two", "three", "four", "five", "six", "several")


class VerbClaims(Clause):
    """Reads a verb form in three steps: is it a verb and in which voice, is it asserted, of what."""

    def _verb(self, i: int, form: Form) -> Claim | None:
        verb = form.verb
        if self._hyphenated(i):
            return None
        after, last = i + 1, i
        if verb.particle:
            place = self._particle(i, verb.particle)
            if place is None:
                return None
            start, last = place
            if self.words[last] in verbs.OBJECT_PARTICLES:
                start = last
            after = last + 1 if start == i + 1 else i + 1
        elif self._is_phrasal(i, verb):
            return None
        return self._read(i, after, last, form)

    def _is_phrasal(self, i: int, verb: Verb) -> bool:
        """Whether a particle makes the verb another one ("pulls back"); "slips by a week" stays what it is."""
        with_particle = verb.lemma in verbs.PHRASAL and any_of(self.words[i + 1 : i + 2], verbs.OTHER_PARTICLES)
        return with_particle and not (verb.timed and self._target_time_follows(i))

    def _read(self, i: int, after: int, last: int, form: Form) -> Claim | None:
        verb = form.verb
        group = self._group(i)
        if group.left >= 0 and self.words[group.left] in ("who", "which") and verb.kind not in ("confirmed", "denied"):
            return None
        voice = self._voice(i, after, form, group)
        if voice is None or not self._is_asserted(i, last, form, group, voice):
            return None
        if not self._acts_on_event(i, after, last, verb, group, voice):
            return None
        kind = self._kind_in_time(verb.kind, last, form, group)
        if kind == "cancelled" and verb.particle == "off" and self._has_new_date(last):
            kind = "postponed"
        return self._claim(kind, i, max(last, i)) if kind else None

    def _kind_in_time(self, kind: str, last: int, form: Form, group: Group) -> str | None:
        """What is to begin is planned; what is to end has not ended."""
        if kind not in ("underway", "ended"):
            return kind
        if group.infinitive and group.left >= 0 and self.words[group.left] in ("was", "were"):
            return None  # "the sweep that was to begin" tells nothing of whether it did
        if kind == "underway" and self.words[last + 1 : last + 2] == ["again"]:
            return "resumed"
        ahead = group.infinitive or group.will
        present = not group.have and "past" not in form.tags and "part" not in form.tags
        soon = self.words[last + 1 : last + 6]
        ahead = ahead or (present and any(map(is_time_word, soon)) and not any_of(soon, SIDE))
        if not ahead:
            return kind
        return "planned" if kind == "underway" else None

    def _has_new_date(self, last: int) -> bool:
        """Whether what is off is so only until something: "called off until a new date is found"."""
        rest = " ".join(self.words[last + 1 :])
        return rest.startswith(("until ", "till ")) or " new date " in f" {rest} "

    def _particle(self, i: int, particle: str) -> tuple[int, int] | None:
        """First and last token of the particle, next to the verb or behind a short object."""
        wanted = particle.split()
        for j in range(i + 1, min(i + 8, len(self.words) - len(wanted) + 1)):
            if self.words[j : j + len(wanted)] == wanted:
                return j, j + len(wanted) - 1
            word = self.words[j]
            if word in BREAKS or word == "," or (len(wanted) == 1 and word in words.PREPOSITIONS):
                return None
            if particle == "plug" and j > i + 1:
                return None
        return None

    def _voice(self, i: int, after: int, form: Form, group: Group) -> str | None:
        """``active``, ``passive`` (the subject is acted on), ``infinitive``, ``ing``, or None for no verb."""
        tags = form.tags
        if group.be:
            if "part" in tags:
                return "passive"
            return "progressive" if "ing" in tags else None
        if group.have:
            return "active" if "part" in tags else None
        if group.infinitive:
            return "infinitive" if "base" in tags else None
        if group.will or group.modal or group.do:
            return "active" if "base" in tags else None
        if "past" in tags or "part" in tags:
            return self._bare_past(i, after, form, group)
        if "ing" in tags:
            return "ing"
        return self._present(i, after, form, group)

    def _bare_past(self, i: int, after: int, form: Form, group: Group) -> str | None:
        """A past form without auxiliary: "X postponed Y", "Y postponed", or the adjective in "postponed "
        "Y"."""
        verb = form.verb
        has_object = self._noun_phrase_at(after)
        previous = self.words[group.left] if group.left >= 0 else ""
        if self.words[after - 1] in verbs.OBJECT_PARTICLES:
            has_object = True
        if has_object and previous.isdigit():
            return None  # "17 confirmed cases"
        if i == 0 and (self.words[1:2] == ["by"] or self.words[1:2] == ["for"]):
            return None  # "Delayed by a week, …" describes who follows
        if has_object and "past" in form.tags:
            if self.headline and previous == "and":
                return None
            if self.headline and verb.lemma == "deny" and not any_of(self._object(after)[:3], words.REPORTS):
                return None  # "Father denied custody": headlines tell what is done in the present tense
            if verb.particle and previous not in words.DETERMINERS:
                return "active"
            if self._is_modifier_place(group.left):
                return None
            return "active"
        if "part" not in form.tags and not verb.subject:
            return None
        if verb.kind in ("confirmed", "denied"):
            following = self.words[after] if after < len(self.words) else ""
            if "past" in form.tags and not verb.needs and (following == "having" or following.endswith("ing")):
                return "active"  # "denied having met"
            if verb.kind == "denied" and any_of(head_of(self._subject(group.left)), words.RUMOURS):
                return "passive"
            # "..., police confirmed."
            ends = after >= len(self.words) or self.words[after] in ".,;" or self.words[after] in _SPEECH_TAILS
            if verb.kind == "denied" and self.headline and (ends or following in words.PREPOSITIONS):
                return None  # "Bid denied", "offer rejected": by whoever was asked
            if "past" in form.tags and (ends or following == "that"):
                return "active"
            return (
                "passive"
                if self.headline and verb.kind == "confirmed" and not self._is_modifier_place(group.left)
                else None
            )
        if self.headline or verb.subject or previous in ("and", "but"):
            return (
                None
                if previous in words.DETERMINERS or previous in words.PREPOSITIONS or previous == ","
                else "passive"
            )
        until = self.words[after : after + 1] in (["until"], ["till"])
        if until and "past" in form.tags and any_of(self.words[after + 1 : after + 6], words.DETERMINERS):
            return "active"  # "delayed until May the trial of …"
        causative = any(word in ("had", "has") for word in self.words[max(0, i - 6) : i])
        return "passive" if causative else None

    def _present(self, i: int, after: int, form: Form, group: Group) -> str | None:
        """A present form: a verb, unless it stands where a noun would."""
        verb = form.verb
        previous = self.words[group.left] if group.left >= 0 else ""
        if not previous or not (previous[0].isalnum() or previous in _SUBJECT_MARKS):
            return None
        if previous in words.DETERMINERS or previous in words.PREPOSITIONS:
            return None
        if previous.endswith("'s") and verb.noun:
            return None
        if "base" in form.tags and not (
            previous.endswith("s")
            or self.words[i - 1] in words.ADVERBS
            or previous in ("and", "we", "i", "they", "police")
            or (not verb.noun and self._is_plural(group.left))
            or previous in words.COLLECTIVES
            or self.words[group.left - 1 : group.left] == ["and"]
            or (self.headline and not verb.noun and not verb.subject and self._may_act(previous))
        ):
            return None
        if self._noun_phrase_at(after, verb.noun) or self.words[after - 1] in verbs.OBJECT_PARTICLES:
            noun_left = previous in verbs.VERB_FORMS or previous in words.SOFT
            noun_left = noun_left or (
                verb.kind == "postponed"
                and previous in _NOUN_LEFT
                and not any_of(head_of(self._object(after)), words.EVENTS | words.RULINGS)
            )
            if verb.noun and noun_left and previous not in verb.agents:
                return None
            return "active"
        while after < len(self.words) and self.words[after].endswith("ly"):
            after += 1
        follows = self.words[after] if after < len(self.words) else ""
        if verb.kind in ("confirmed", "denied") and (follows == "that" or follows.endswith("ing")):
            return "active"
        if verb.lemma in ("hold", "pull") and follows in ("on", "from"):
            return "active"
        if verb.kind == "confirmed" and not follows and "," in self.words:
            return "active"  # "..., police confirm"
        if verb.timed and follows in ("to", "into", "until", "for", "by"):
            return "active"
        if verb.subject and not verb.noun:
            return "subject"
        if verb.subject and (not follows or follows in words.PREPOSITIONS or not follows[0].isalnum()):
            return "subject"
        return None

    def _may_act(self, previous: str) -> bool:
        """Whether a base form after this word of a headline is its verb: "Arsenal confirm signing"."""
        soft = previous in words.LETTING or previous in words.SOFT or previous in words.MODALS
        return not soft and previous not in words.CONJUNCTIONS

    def _is_asserted(self, i: int, last: int, form: Form, group: Group, voice: str) -> bool:
        start = self._segment_start(i)
        before = self.words[start : group.left + 1]
        if group.negated or any_of(before, words.HYPOTHESIS):
            return False
        past = group.have or "past" in form.tags
        if not past and self._condition_follows(last):
            return False
        near = before[-REACH:]
        if any(word in ("until", "till", "before") for word in near[-6:]) and not group.infinitive:
            return False
        if (
            not past
            and any(word in ("when", "once", "as") and k < len(near) - 1 for k, word in enumerate(near))
            and any(word in ("when", "once") for word in near[-6:])
        ):
            return False
        if any(word in _NOBODY for word in near[-4:]) and voice != "ing":
            return False
        if group.modal:
            return self._modal_asserts(form, group, before)
        if group.infinitive:
            return self._infinitive_asserts(i, group, before)
        if voice == "ing":
            return self._ing_asserts(group, near, self.words[last + 1 : last + 2])
        bare = voice == "passive" and not group.be
        if bare and any(word in words.SOFT_WANT and not self._is_month(start + k) for k, word in enumerate(before)):
            return False
        first = group.left + 1 - len(near)
        return not any(word in words.SOFT_STATEMENT and not self._is_month(first + k) for k, word in enumerate(near))

    def _condition_follows(self, last: int) -> bool:
        for word in self.words[last + 1 :]:
            if word in words.HYPOTHESIS:
                return True
            if word == "," or word in BREAKS:
                return False
        return False

    def _modal_asserts(self, form: Form, group: Group, before: list[str]) -> bool:
        if group.modal == "would":
            return any_of(before, words.REPORTED) and not any_of(before, DENYING)
        return group.modal == "can" and form.verb.kind == "confirmed" and before[-1:] in (["we"], ["i"])

    def _infinitive_asserts(self, i: int, group: Group, before: list[str]) -> bool:
        near = before[-REACH:]
        if near[-1:] == ["decision"] and any_of(near[-4:], _DECIDED):
            return True
        if any_of(near[-6:], _AGREEING) and near[-1:] in (["request"], ["call"], ["demand"], ["proposal"]):
            return True
        if any_of(near, _UNREAL) or " in talks" in f" {' '.join(near)}":
            return False
        if any_of(near[-6:], words.ASSERTING):
            return True
        previous = near[-1] if near else ""
        if not self.headline or not previous or not (previous[0].isalnum() or previous in ')"”'):
            return False
        return not (previous in words.PREPOSITIONS or previous in words.DETERMINERS or previous in words.ADVERBS)

    def _ing_asserts(self, group: Group, near: list[str], follows: list[str]) -> bool:
        if any_of(follows, words.MODALS | words.WILL | words.BE | words.HAVE):
            return False  # "the mine's reopening would help"
        previous = near[-1] if near else ""
        if not previous or not previous[-1].isalnum():
            return False
        if previous in words.PREPOSITIONS or previous in words.CONJUNCTIONS or previous in words.DETERMINERS:
            return False
        if any_of(near, _UNREAL):
            return False
        return previous not in verbs.VERB_FORMS and not previous.endswith("'s")

    def _acts_on_event(self, i: int, after: int, last: int, verb: Verb, group: Group, voice: str) -> bool:
        target = self._subject(group.left) if voice in ("passive", "subject") else self._object(after)
        if voice in ("infinitive",) and group.be:
            target = self._subject(group.left)
        if voice not in ("passive", "subject") and not target and (verb.subject or voice == "ing"):
            target = self._subject(group.left)
        if verb.subject and voice in ("active", "infinitive", "progressive") and not self._noun_phrase_at(after):
            target = self._subject(group.left)
        if voice in ("active", "infinitive", "progressive", "ing") and not verb.subject and not target:
            return verb.kind in ("confirmed", "denied")
        if verb.timed and not self._target_time_follows(last):
            return False
        for_now = verb.kind == "suspended" and self.words[i - 1] == "temporarily" and not self._is_person(target)
        if verb.needs and not any_form_of(target, verb.needs) and not for_now:
            return False
        if verb.active and voice in ("passive", "subject"):
            return False
        if verb.lemma == "end" and "round" in self.words:
            return False  # "end talks, next round in May"
        if self._is_barred(verb, target):
            return False
        if verb.lemma == "resume" and _ADVICE.search(self.sentence, self._span(i)[1]):
            return False  # "Broker resumes Skarn at hold"
        if verb.lemma in verbs.ONLY_FOR_NOW and (group.have or not self._for_now(target)):
            return False
        if verb.agents and not self._has_agent(verb, last, group, voice):
            return False
        if verb.kind in ("confirmed", "denied"):
            return target[:1] != ["nothing"] and self._is_statement(i, verb, group, voice, target)
        if verb.kind == "suspended" or verb.lemma in ("terminate", "reinstate", "resume"):
            doer = verb.lemma in ("suspend", "reinstate")
            return not self._is_person(target, doer) and not self._is_ban_of_person(last)
        return True

    def _for_now(self, target: list[str]) -> bool:
        """Whether a closing is for a time: "shut temporarily", "closed until Friday", "shuts for two weeks"."""
        if any_of(self.words, verbs.FOR_NOW):
            return True
        lasting = any_of(self.words[k + 1 : k + 4], _UNITS) if (k := self._index_of("for")) >= 0 else False
        return lasting and any_form_of(target, words.CLOSURES | words.WORKS)

    def _index_of(self, word: str) -> int:
        return self.words.index(word) if word in self.words else -1

    def _is_plural(self, left: int) -> bool:
        """Whether the subject that ends at ``left`` is plural: "talks on grain resume"."""
        return any(word.endswith("s") for word in head_of(self._subject(left))[-1:])

    def _is_barred(self, verb: Verb, target: list[str]) -> bool:
        head = head_of(target)
        if verb.kind == "denied":
            # "Denies bail" against "denies report of a bid".
            return any_of(head[:3], verb.bars) and not any_of(head[:2], words.REPORTS)
        return any_of(head, verb.bars)

    def _is_person(self, target: list[str], doer: bool = False) -> bool:
        """Whether someone, not something, is acted on; ``doer``: nouns in -er and -or name someone too."""
        head = head_of(target)[-3:]
        if any_of(head, _LICENCES):
            # A licence of a person's, not of a firm's.
            return any_of(target, words.PERSONS - words.FIRMS) or any_of(target, words.ATHLETES)
        if head and (head[-1] in words.ATHLETES or (doer and _names_a_doer(head[-1]))):
            return True
        persons = [k for k, word in enumerate(head) if word in words.PERSONS]
        if head and head[-1].endswith(words.PERSON_ENDINGS):
            return True
        return bool(persons) and not any_of(head[persons[-1] + 1 :], words.EVENTS | words.OPERATIONS | words.DEALS)

    def _is_ban_of_person(self, last: int) -> bool:
        rest = " ".join(self.words[last + 1 : last + 6])
        return bool(_PENALTY.match(rest))

    def _target_time_follows(self, last: int) -> bool:
        rest = self.words[last + 1 : last + 9]
        for k, word in enumerate(rest[:-1]):
            times = rest[k + 1 : k + 4]
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
        if verb.kind == "denied":
            if voice == "passive":
                head = head_of(subject)
                reported = any_of(head, words.RUMOURS) and not any_of(subject, words.INSURED)
                if not reported or any_of(self.words[i + 1 : i + 7], words.COURTS | words.INSURED):
                    return False
            elif any_of(subject[-4:], words.COURTS):
                return False
            return not (verb.needs and verb.lemma == "dispute" and self._is_modifier_place(group.left))
        if any(word in words.RATERS or word in words.CHAMBERS for word in subject[-3:]) and "white" not in subject[-2:]:
            return False
        if group.infinitive and group.left >= 0 and self.words[group.left].startswith("vot"):
            return False
        following = self.words[i + 1 : i + 3]
        if any_of(following[:1], _OF_PERSONS) and not any(
            w[0].isalnum() and w not in words.PREPOSITIONS for w in following[1:]
        ):
            return False  # "14 confirmed dead"
        if _GRADE.search(self.sentence, self._span(i)[1]):
            return False
        if verb.lemma == "admit" and (voice == "passive" or self.words[i + 1 : i + 3] == ["to", "hospital"]):
            return False
        rest = self.words[i + 1 : i + 8]
        return not ("by" in rest[:2] and any_of(rest, words.CHAMBERS))
