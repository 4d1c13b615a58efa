"""What verbs claim: "postponed the vote", "talks resume", "was called off"."""

from transforms.text import status_verbs as verbs
from transforms.text import status_words as words
from transforms.text.acted_on import ActedOn
from transforms.text.clause import (
    BREAKS,
    DENYING,
    REACH,
    SIDE,
    Claim,
    Group,
    any_of,
    head_of,
    is_time_word,
)
from transforms.text.common_verbs import FINITE
from transforms.text.status_forms import VERB_FORMS, Form
from transforms.text.status_verbs import Verb
from transforms.text.tables import word_set
from transforms.text.verb_voice import VerbVoice

_UNREAL = words.SOFT | words.NEGATIONS | words.MODALS
# "Took the decision to delay".
_DECIDED = word_set("took taken take made make makes takes")
# They assert only right before "to": "is to resume", but not "is loath to abandon", "in order to suspend".
# "Rumours that the ban would be lifted".
_GUESSES = words.RUMOURS | word_set("hope hopes fear fears talk chance chances expectations expectation bets prospect")
# "Rumours dismissed by the club": here they are what is denied.
_SOFT_BUT_RUMOURS = words.SOFT_STATEMENT - words.RUMOURS
_EFFORTS = word_set(
    "chosen selected tapped hired picked appointed invited time way ways",
    "scramble scrambles rush rushes struggle struggles work works hurry hurries",
)
_ONLY_BESIDE = words.BE | word_set("had made order orders")
_FINITE_AFTER_NOUN = words.MODALS | words.WILL | words.BE | words.HAVE | FINITE
# They open a clause that only describes: "the raid that was called off".
_RELATIVES = word_set("who which that")
_WHY = word_set("why how")
# "Had the match been called off, …": a condition without "if".
_INVERTED = (["had"], ["should"], ["were"])
_AGREEING = word_set("agree agrees agreed")
# Nouns of what is acted on that are soft words as well.
_ACTED_ON_NOUNS = word_set("power bid bids offer offers plan plans bill law campaign case debate call")
# "Appeals order to halt work".
_RESISTING = word_set(
    "appeal appeals appealed fights defy defies defied ignores ignored challenges challenged flouts flouted contests "
    "opposes opposed resists awaits"
)
_DECISIONS = word_set("vote decision order agreement deal")
_FAILING = word_set("fails failed rejected defeated overturned reversed quashed challenged stalls")
_FOR_THE_NIGHT = ("for the night", "for the day", "until daylight", "until dawn", "until morning", "at nightfall")
_NOBODY = word_set("no none neither nor nobody no-one few")


def _without_adverbs(tokens: list[str]) -> list[str]:
    """Tokens up to the adverbs that end them."""
    end = len(tokens)
    while end and (tokens[end - 1] in words.ADVERBS or tokens[end - 1].endswith("ly")):
        end -= 1
    return tokens[:end]


# "Dropped by a third".
_AMOUNTS = word_set(
    "a an one two three four five six seven eight nine ten half more less over about around nearly almost most up at "
    "billions millions percent pct points than"
)


class VerbClaims(VerbVoice, ActedOn):
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
            object_particle = self.words[last] in verbs.OBJECT_PARTICLES
            if start > i + 1 and not object_particle and "part" in form.tags and self._group(i).be:
                return None  # "was killed set off a row": a passive has no object before its particle
            if self.words[last] in verbs.OBJECT_PARTICLES:
                start = last
            after = last + 1 if start == i + 1 else i + 1
        elif self._is_phrasal(i, verb):
            return None
        return self._read(i, after, last, form)

    def _is_phrasal(self, i: int, verb: Verb) -> bool:
        """Whether a particle makes the verb another one ("pulls back"); "slips by a week" stays what it is."""
        if verb.lemma == "cancel" and self.words[i + 1 : i + 2] == ["out"]:
            return True
        if self._is_done_by(i):
            return False
        with_particle = verb.lemma in verbs.PHRASAL and any_of(self.words[i + 1 : i + 2], verbs.OTHER_PARTICLES)
        return with_particle and not (verb.timed and self._target_time_follows(i))

    def _is_done_by(self, i: int) -> bool:
        """Whether a doer or a reason follows, no amount: "dropped by network", not "dropped by a third"."""
        by = self.words[i].endswith(("ed", "wn")) and self.words[i + 1 : i + 2] in (["by"], ["over"])
        amount = self.words[i + 2 : i + 4]
        return by and not (
            any(word[0].isdigit() or word[0] in "$€£" for word in amount)
            or any_of(amount, _AMOUNTS)
            or any(map(is_time_word, amount))
        )

    def _read(self, i: int, after: int, last: int, form: Form) -> Claim | None:
        verb = form.verb
        group = self._group(i)
        if group.left >= 0 and self.words[group.left] in _RELATIVES and verb.kind not in ("confirmed", "denied"):
            return None
        voice = self._voice(i, after, form, group)
        if voice is None or not self._is_asserted(i, last, form, group, voice):
            return None
        target = self._target(after, verb, group, voice)
        if not self._acts_on_event(i, last, verb, group, voice, target):
            return None
        kind = self._kind_in_time(verb.kind, last, form, group)
        if kind == "cancelled" and verb.particle == "off" and self._has_new_date(last):
            kind = "postponed"
        if verb.lemma == "shelve" and self._target_time_follows(last):
            kind = "postponed"  # put away to a date, not for good
        if kind == "cancelled" and self._is_for_the_night(last):
            kind = "suspended"
        if kind == "cancelled" and any_of(head_of(target)[-1:], words.LIFTED):
            kind = "resumed"  # "scraps export ban"
        if not kind:
            return None
        name = f"{verb.lemma} {verb.particle}".rstrip()
        return self._claim(kind, i, max(last, i))._replace(rule=f"verb: {name}, {voice}", of=tuple(target))

    def _is_for_the_night(self, last: int) -> bool:
        """Whether what is called off goes on the next day."""
        rest = " ".join(self.words[last + 1 : last + 1 + REACH])
        return any(phrase in rest for phrase in _FOR_THE_NIGHT)

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

    def _is_asserted(self, i: int, last: int, form: Form, group: Group, voice: str) -> bool:
        start = self._segment_start(i)
        before = self.words[start : group.left + 1]
        if group.negated or any_of(before, words.HYPOTHESIS):
            return False
        past = group.have or "past" in form.tags
        if not past and self._condition_follows(last):
            return False
        if self.words[last + 1 : last + 4] == ["at", "the", "time"] or self._precedes(i, last, group):
            return False  # "was closed at the time of the blast"
        near = before[-REACH:]
        if any(word in ("until", "till", "before") for word in near[-6:]) and not group.infinitive:
            return False
        if (
            not past
            and any(word in ("when", "once", "as") and k < len(near) - 1 for k, word in enumerate(near))
            and any(word in ("when", "once") for word in near[-6:])
        ):
            return False
        if before[:1] == ["once"] or any_of(before[-REACH:], _WHY) or self._is_subjunctive(i, group):
            return False
        if (start == 0 and before[:1] in _INVERTED) or self._is_background(start, group):
            return False
        of_guess = any(word == "that" and any_of(near[k - 1 : k], _GUESSES) for k, word in enumerate(near))
        if of_guess and form.verb.kind != "denied":
            return False  # "had no comment on reports that talks had resumed"
        if any(word in _NOBODY for word in near[-4:]) and voice != "ing":
            return False
        if group.modal:
            return self._modal_asserts(form, group, before)
        if group.infinitive:
            return self._infinitive_asserts(i, group, before)
        if voice == "ing":
            return self._ing_asserts(last, near)
        first = group.left + 1 - len(near)
        if any_of(near[-1:], words.FRIGHTS) and "base" in form.tags and voice == "active":
            near = near[:-1]  # a plural noun that acts, not a verb that doubts
        bare = voice == "passive" and not group.be
        if bare and any(word in words.SOFT_WANT and not self._is_month(start + k) for k, word in enumerate(before)):
            return False
        soft = _SOFT_BUT_RUMOURS if form.verb.kind == "denied" else words.SOFT_STATEMENT
        return not any(word in soft and not self._is_month(first + k) for k, word in enumerate(near))

    def _is_subjunctive(self, i: int, group: Group) -> bool:
        """ "Asks that the trial be put off"."""
        return (
            group.be and not (group.will or group.modal or group.infinitive) and "be" in self.words[group.left + 1 : i]
        )

    def _precedes(self, i: int, last: int, group: Group) -> bool:
        """Whether it only leads up to the news: "had been delayed twice before it left"."""
        if not group.have or "had" not in self.words[group.left + 1 : i]:
            return False
        rest = self.words[last + 1 : last + 1 + REACH]
        k = rest.index("before") if "before" in rest else -1
        return 0 <= k < len(rest) - 1 and not is_time_word(rest[k + 1]) and not any_of(rest[:k], BREAKS)

    def _is_background(self, start: int, group: Group) -> bool:
        """Whether the clause only tells when or of what: "fell while the line was shut", "whose aid was frozen"."""
        for k in range(group.left, max(start, group.left - REACH) - 1, -1):
            if self.words[k] == ",":
                return False
            if self.words[k] == "whose":
                return group.be
            if self.words[k] == "since" and k > start:
                return True
            if self.words[k] == "while":
                return group.be and (k == 0 or self.words[k - 1] != ",")
        return False

    def _condition_follows(self, last: int) -> bool:
        for word in self.words[last + 1 :]:
            if word in words.HYPOTHESIS:
                return True
            if word == "," or word in BREAKS:
                return False
        return False

    def _modal_asserts(self, form: Form, group: Group, before: list[str]) -> bool:
        if group.modal == "would":
            doubted = any_of(before, DENYING) or any_of(before[-REACH:], _GUESSES)
            return any_of(before, words.REPORTED) and not doubted
        return group.modal == "can" and form.verb.kind == "confirmed" and before[-1:] in (["we"], ["i"])

    def _infinitive_asserts(self, i: int, group: Group, before: list[str]) -> bool:
        near = before[-REACH:]
        if near[-1:] == ["decision"] and any_of(near[-4:], _DECIDED):
            return True
        if any_of(near[-6:], _AGREEING) and near[-1:] in (["request"], ["call"], ["demand"], ["proposal"]):
            return True
        if near[-1:] == ["order"] and any_of(near, _RESISTING):
            return False
        if any_of(near[-1:], _DECISIONS) and any_of(self.words[i + 1 :], _FAILING):
            return False  # "vote to reopen probe fails"
        previous = near[-1] if near else ""
        if group.be and self.headline and previous in _ACTED_ON_NOUNS:
            near = near[:-1]  # "power to be restored"
        if any_of(near, _UNREAL) or near[-4:-2] == ["called", "for"] or " in talks" in f" {' '.join(near)}":
            return False
        if any_of(near[-6:], words.ASSERTING - _ONLY_BESIDE) or any_of(_without_adverbs(near)[-1:], _ONLY_BESIDE):
            return True
        if (previous in _EFFORTS and not group.be) or self._is_purpose(i, group.left):
            return False
        if not self.headline or not previous or not (previous[0].isalnum() or previous in ')>"”'):
            return False
        if previous == "a":
            return True  # "Serie A to resume": no article stands before "to"
        return not (previous in words.PREPOSITIONS or previous in words.DETERMINERS or previous in words.ADVERBS)

    def _is_purpose(self, i: int, left: int) -> bool:
        """Whether another verb governs "to": "hires lawyers to end contract"."""
        start = self._segment_start(i)
        while "," in self.words[start : left + 1]:
            start = self.words.index(",", start) + 1
        return any(
            self.words[k] in FINITE and self.words[k + 1] not in words.PREPOSITIONS for k in range(start + 1, left)
        )

    def _ing_asserts(self, last: int, near: list[str]) -> bool:
        follows = self.words[last + 1 : last + 2]
        if follows == ["of"]:
            return False  # "oppose reopening of quarry"
        if any_of(follows, _FINITE_AFTER_NOUN) or any(word.endswith("ed") for word in follows):
            return False  # "the mine's reopening would help"
        previous = near[-1] if near else ""
        if previous == ",":
            # "Storm hits Gulf, halting output"
            told = any(word in FINITE or word.endswith(("ed", "s")) for word in near[1:])
            return told and self._noun_phrase_at(last + 1) and not any_of(near, _UNREAL)
        if not previous or not previous[-1].isalnum():
            return False
        if previous in words.PREPOSITIONS or previous in words.CONJUNCTIONS or previous in words.DETERMINERS:
            return False
        if previous == "out":
            return False  # "rules out postponing"
        if any_of(near, _UNREAL):
            return False
        return previous not in VERB_FORMS and not previous.endswith("'s")
