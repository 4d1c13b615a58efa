"""Whether a word is used as a verb, and who acts: "X delays Y", "Y is delayed", the noun in "delays mount"."""

from transforms.text import status_verbs as verbs
from transforms.text import status_words as words
from transforms.text.clause import (
    BREAKS,
    QUOTES,
    REACH,
    SIDE,
    Clause,
    Group,
    any_form_of,
    any_of,
    head_of,
    is_time_word,
)
from transforms.text.common_verbs import FINITE
from transforms.text.status_forms import VERB_FORMS, Form
from transforms.text.status_verbs import Verb
from transforms.text.tables import word_set

# Verbs of which a noun in the shape of a verb is the object: "approves restart plan".
_BEFORE_NOUN = FINITE | word_set(
    "approves approved backs backed welcomes rejects blames blamed reviews extends extended"
)
# Prepositions that keep a participle and its noun together.
_INSIDE = word_set("by in at on over for since from with of near off")
_INTO_SIDE = word_set("after as to when that who which than")
# What is found before it is known what it is.
_IDENTIFIED = word_set(
    "remains body bodies skull bones skeleton wreckage wreck victim victims suspect gunman find painting"
)
_WHERE_OR_BY = word_set("by in at on off near from")
# "A row *over* …" could follow a noun; these follow what was done.
_BEHIND_PASSIVE = word_set("to into from in at on off back home ashore safely out by for")
# "Seed" and "need" are no participles.
LONGEST_ADJECTIVE = 4
LONGEST_REDUCED = 10
# "Admitted for the first time that …"
LONGEST_TELLING = 6
LONGEST_ASIDE = 7
_HELD = words.SCHEDULED | words.OPERATIONS | words.DEALS | words.RESTORABLE
# Firms whose name ends like a possessive.
_S_NAMES = word_set(
    "moody's lloyd's mcdonald's macy's sotheby's christie's kohl's lowe's wendy's sainsbury's domino's dillard's"
)
_NO_PLURALS = words.DETERMINERS | words.BE | words.HAVE | word_set("us thus plus as yes less unless across perhaps")
_SUBJECT_MARKS = frozenset(")>\"”“'’-,.")
_MEASURES = word_set("dlr dlrs mln bln pct yen stg crown crowns percent euro euros year-old")
_SPEECH_TAILS = word_set("on in to late early monday tuesday wednesday thursday friday saturday sunday")
_NOUN_LEFT = word_set("flight filing legal long more further court rain weather border cite cites warns")


class VerbVoice(Clause):
    """Tells verbs from nouns and adjectives, and active from passive."""

    def _voice(self, i: int, after: int, form: Form, group: Group) -> str | None:
        """``active``, ``passive`` (the subject is acted on), ``infinitive``, ``ing``, or None for no verb."""
        tags = form.tags
        if form.verb.lemma in verbs.PASSIVE_ONLY and not (group.be and "part" in tags):
            return None
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
        following = self.words[after] if after < len(self.words) else ""
        if verb.kind == "denied" and following == "to":
            return None  # "rights denied to tenants"
        previous = self.words[group.left] if group.left >= 0 else ""
        if self.words[after - 1] in verbs.OBJECT_PARTICLES:
            has_object = True
        counted = (previous.isdigit() and not self._is_date(group.left)) or previous in _MEASURES
        if has_object and (counted or previous == "or"):
            return None  # "17 confirmed cases", "a 2 bln crown deferred bond", "reduced or deferred outlays"
        if has_object and self._follows_adjective(group.left):
            return None  # "of rusted, abandoned cranes"
        if has_object and self._follows_gerund(i, group):
            return None  # "amortizing deferred costs"
        if i == 0 and (self.words[1:2] == ["by"] or self.words[1:2] == ["for"]):
            return None  # "Delayed by a week, …" describes who follows
        if has_object and "past" in form.tags:
            if self.headline and previous == "and":
                return None
            if self.headline and verb.lemma == "deny" and not any_of(head_of(self._object(after)), words.REPORTS):
                return None  # "Father denied custody": headlines tell what is done in the present tense
            if verb.particle and previous not in words.DETERMINERS:
                return "active"
            if self._is_modifier_place(group.left):
                return None
            return "active"
        if "part" not in form.tags and not verb.subject:
            return None
        if verb.kind in ("confirmed", "denied"):
            if "past" in form.tags and not verb.needs and (following == "having" or following.endswith("ing")):
                return "active"  # "denied having met"
            if verb.kind == "denied" and any_of(head_of(self._subject(group.left)), words.RUMOURS):
                return "passive"
            # "..., police confirmed."
            ends = after >= len(self.words) or self.words[after] in ".,;" or self.words[after] in _SPEECH_TAILS
            if verb.kind == "denied" and self.headline and (ends or following in words.PREPOSITIONS):
                return None  # "Bid denied", "offer rejected": by whoever was asked
            told = "that" in self.words[after : after + LONGEST_TELLING] and following in words.PREPOSITIONS
            if "past" in form.tags and (ends or told or following == "that"):
                return "active"
            if verb.kind != "confirmed" or not self.headline:
                return None
            if following == "as":  # "Envoy confirmed as speaker" is an appointment
                return "passive" if any_of(self._subject(group.left), _IDENTIFIED) else None
            chosen = following == "for"  # "Orme confirmed for lead role"
            return None if chosen or self._is_modifier_place(group.left) else "passive"
        if self.headline and "part" in form.tags and (self._is_reduced(after) or not self._is_headed(i, after, group)):
            return None
        if self.headline or verb.subject or previous in ("and", "but"):
            inside = previous in words.DETERMINERS or previous in words.PREPOSITIONS
            return None if inside or (previous == "," and not self._closes_aside(group.left)) else "passive"
        until = self.words[after : after + 1] in (["until"], ["till"])
        if until and "past" in form.tags and any_of(self.words[after + 1 : after + 6], words.DETERMINERS):
            return "active"  # "delayed until May the trial of …"
        causative = any(word in ("had", "has") for word in self.words[max(0, i - 6) : i])
        return "passive" if causative else None

    def _is_date(self, k: int) -> bool:
        """Whether the number at ``k`` ends a date: "on Feb. 7", "in 2014"."""
        before = [word for word in self.words[max(0, k - 2) : k] if word != "."][-1:]
        return before == ["in"] or any(map(is_time_word, before))

    def _follows_adjective(self, left: int) -> bool:
        """Whether a comma at ``left`` follows a participle that describes: "with rusted, abandoned cranes"."""
        if self.headline or left < 2 or self.words[left] != "," or not self.words[left - 1].endswith("ed"):
            return False
        return self.words[left - 2] in words.PREPOSITIONS or self.words[left - 2] in words.DETERMINERS

    def _follows_gerund(self, i: int, group: Group) -> bool:
        """Whether a participle stands between a gerund and its object; nouns in -ing are no gerunds."""
        previous = self.words[group.left] if group.left == i - 1 >= 0 else ""
        plain = previous.endswith("ing") and self.sentence[self._span(i - 1)[0]].islower()
        return plain and previous not in words.SCHEDULED and not self.headline

    def _closes_aside(self, comma: int) -> bool:
        """Whether a comma is the second of a pair in a headline: "Verdict, due on Tuesday, delayed"."""
        near = self.words[max(0, comma - LONGEST_ASIDE) : comma]
        return self.headline and "," in near and len(near) - near.index(",") > 1 and not any_of(near, FINITE)

    def _is_reduced(self, after: int) -> bool:
        """Whether another verb follows, so that the participle only describes its subject.

        "Ferry halted by fire reaches port" tells of the port; "race stopped after fan hits rider" does not.
        """
        if self.words[after : after + 1] and self.words[after] not in _INSIDE:
            return False
        for k in range(after + 1, min(after + LONGEST_REDUCED, len(self.words) - 1)):
            word = self.words[k]
            if word in BREAKS or word == "," or word in SIDE or word in words.CONJUNCTIONS or word in _INTO_SIDE:
                return False
            if word in FINITE and self.words[k - 1] not in _INSIDE:
                return True
            if self.words[after] in _WHERE_OR_BY and self._is_second_participle(k):
                return True
        return False

    def _is_second_participle(self, k: int) -> bool:
        """Whether token ``k`` tells what was done then: "ferry halted by fire *towed* to port"."""
        word, before, behind = self.words[k], self.words[k - 1], self.words[k + 1]
        plain = word.endswith("ed") and len(word) > LONGEST_ADJECTIVE and word not in VERB_FORMS
        led = before in _INSIDE or before in words.DETERMINERS or before in words.ADVERBS or before in words.PERSONS
        return plain and not led and behind in _BEHIND_PASSIVE

    def _is_headed(self, i: int, after: int, group: Group) -> bool:
        """Whether a participle has a subject; it may stand behind a colon: "Cancelled: town fair"."""
        if group.left >= 0 or i > 1:
            return True
        if self.words[after : after + 1] not in ([":"], ["-"], ["–"], ["—"]):
            return False
        rest = self.words[after + 1 : after + 1 + LONGEST_REDUCED]
        return rest[:1] not in (["why"], ["how"], ["what"], ["your"]) and any_form_of(rest, _HELD)

    def _present(self, i: int, after: int, form: Form, group: Group) -> str | None:
        """A present form: a verb, unless it stands where a noun would."""
        verb = form.verb
        previous = self.words[group.left] if group.left >= 0 else ""
        if not previous or not (previous[0].isalnum() or previous in _SUBJECT_MARKS):
            return None
        if self._is_noun_place(i, form, group, previous):
            return None
        if "base" in form.tags and not self._agrees_with_base(i, after, verb, group, previous):
            return None
        if self._noun_phrase_at(after, verb.noun) or self.words[after - 1] in verbs.OBJECT_PARTICLES:
            return self._present_with_object(after, form, previous)
        return self._present_alone(i, after, verb, group, previous)

    def _is_noun_place(self, i: int, form: Form, group: Group, previous: str) -> bool:
        """Whether what stands before a present form makes a noun of it: "the halt", "lifts wages freeze"."""
        if previous in words.DETERMINERS or previous in words.PREPOSITIONS:
            return True
        if form.verb.noun and previous in form.verb.bars:
            return True
        if previous.endswith("'s") and form.verb.noun and previous.rpartition("-")[2] not in _S_NAMES:
            return True
        if "base" not in form.tags:
            return False
        if previous in ("and", "or") and not self.headline and self._is_governed(group.left):
            return True
        return self.words[i - 1] in QUOTES  # a title: 'show called "Cancel This" opens'

    def _agrees_with_base(self, i: int, after: int, verb: Verb, group: Group, previous: str) -> bool:
        """Whether the subject of a base form is more than one: "talks resume", "police halt"."""
        return (
            previous.endswith("s")
            or self.words[i - 1] in words.ADVERBS
            or previous in ("and", "we", "i", "they", "police")
            or (not verb.noun and self._is_plural(group.left))
            or (self.headline and self._is_pair_of_names(group.left))
            or previous in words.COLLECTIVES
            or self.words[group.left - 1 : group.left] == ["and"]
            or (
                self.headline
                and not verb.noun
                and self._may_act(previous)
                and (not verb.subject or (verb.kind == "resumed" and self._noun_phrase_at(after)))
            )
        )

    def _present_with_object(self, after: int, form: Form, previous: str) -> str | None:
        """A present form with an object, unless it is the last noun before it."""
        verb = form.verb
        if "base" in form.tags and previous in words.FRIGHTS:
            return "active"  # "bomb threats halt trains"
        noun_left = previous in VERB_FORMS or previous in words.SOFT or previous in _BEFORE_NOUN
        noun_left = noun_left or (
            verb.kind == "postponed"
            and previous in _NOUN_LEFT
            and not any_of(head_of(self._object(after)), words.EVENTS | words.RULINGS)
        )
        return None if verb.noun and noun_left and previous not in verb.agents else "active"

    def _present_alone(self, i: int, after: int, verb: Verb, group: Group, previous: str) -> str | None:
        """A present form without an object: "talks resume", "confirms that", "slips to May"."""
        while after < len(self.words) and self.words[after].endswith("ly"):
            after += 1
        follows = self.words[after] if after < len(self.words) else ""
        if verb.kind in ("confirmed", "denied") and (follows == "that" or follows.endswith("ing")):
            return "active"
        if verb.lemma in ("hold", "pull") and follows in ("on", "from"):
            return "active"
        if verb.kind in ("confirmed", "denied") and self.words[after : after + 2] == ["in", "talks"]:
            return "active"  # "confirms in talks with …"
        if verb.lemma == "admit" and follows == "to":
            return "active"
        if verb.kind == "confirmed" and not follows and "," in self.words:
            return "active"  # "..., police confirm"
        if verb.timed and follows in ("to", "into", "until", "for", "by"):
            return "active"
        if verb.subject and not verb.noun:
            return "subject"
        if group.left == i - 1 and previous in VERB_FORMS:
            return None  # "halts restart of reactor"
        if verb.subject and (not follows or follows in words.PREPOSITIONS or not follows[0].isalnum()):
            return "subject"
        return None

    def _is_governed(self, left: int) -> bool:
        """Whether a base form after "and" still hangs on "to" or a modal: "meant to bring them in and stop it"."""
        near = self.words[max(self._segment_start(left), left - REACH) : left]
        for k, word in enumerate(near):
            if word in words.MODALS or word in words.WILL:
                return True
            behind = near[k + 1] if word == "to" and k + 1 < len(near) else ""
            if behind and behind not in words.DETERMINERS and behind.isalpha() and not is_time_word(behind):
                return True
        return False

    def _may_act(self, previous: str) -> bool:
        """Whether a base form after this word of a headline is its verb: "Arsenal confirm signing"."""
        soft = previous in words.LETTING or previous in words.SOFT or previous in words.MODALS
        return not soft and previous not in words.CONJUNCTIONS

    def _is_pair_of_names(self, left: int) -> bool:
        """Whether two names with a comma between them act: "Oslo, Berlin delay talks"."""
        if left < 2 or self.words[left - 1] != ",":
            return False
        printed = [self.sentence[slice(*self._span(k))] for k in (left - 2, left)]
        return all(word[0].isupper() for word in printed) and any(map(str.islower, self.sentence.split()))

    def _is_plural(self, left: int) -> bool:
        """Whether the subject that ends at ``left`` is plural: "talks on grain resume"."""
        last = head_of(self._subject(left))[-1:]
        return any((word.endswith("s") and word not in _NO_PLURALS) or word in words.COLLECTIVES for word in last)
