"""What nouns and predicates claim: "announces postponement", "on hold", "calls the report baseless"."""

from transforms.text import status_words as words
from transforms.text.clause import REACH, Claim, Clause, any_form_of, any_of, bare_word, head_of
from transforms.text.status_forms import VERB_FORMS
from transforms.text.status_objects import DOINGS
from transforms.text.tables import word_set

_OPEN_MODALS = word_set("may might could should would must")
_DECIDING = word_set("decides decided decide opts opted chose chooses will won't agrees agreed")
_REFUSING = word_set("not won't against wouldn't isn't aren't")
_WOULD = word_set("would wouldn't")
_ISSUING = word_set("issue issues issued issuing")
_NOT_HELD = word_set("market markets stocks traders investors rate rates policy dream dreams hopes rba fed ecb boe")
_UNTRUE = word_set("not never isn't aren't wasn't weren't")
# "Output is back on target" tells of a level.
_LEVELS = word_set("on at to above below near under over")
# "Rumours without foundation".
_FOOTING = word_set("foundation basis merit substance")
_RUNNING = word_set(
    "service operation operations calendar schedule air line business production action output capacity stream "
    "commission use session grid rates throughput"
)
_CALLING = word_set(
    "calls called calling says said slams slammed labels labelled labeled branded brands describes described",
    "dubs dubbed",
)
_RESPONDING = word_set("responds refutes corrects rejects counters to slams slammed blasts blasted denounces denounced")
# "Places moratorium on", "calls a halt to".
_PUTTING = word_set("place places placed put puts slap slaps slapped call calls called sets lays laid")
_FORCING = word_set("force forces forced forcing prompts prompted triggers triggered")
# What the announcement of a change may say of it: "the suspension was announced".
_ANNOUNCED = word_set("announced confirmed ordered declared imposed decreed")
# Behind "is off" or "back on" the clause ends or gives the reason.
_REASON = word_set("after as because amid over due following despite when and but thanks until : , . ; - – —")
_TERMS = word_set("period periods")
DEAD = word_set("deal bid merger plan bill talks takeover sale ipo proposal pact project agreement")
_FULL = word_set("full normal")
_NOT_YET = word_set("get due expected likely seen")
# "Sales off": fewer than before.
_LESS = word_set("sales releases starts offers openings deliveries")
_WORKING = word_set(
    "runs run opens running open operating flying working moving operational started begun underway flowing selling",
    "sail sails sailing fly flies roll rolls rolling ship ships",
)
# Of these the verb alone tells that something works; who does so is no matter.
_OPERATING = word_set(
    "flowing flows operating pumping pumps producing flying sailing sails loading exporting exports shipping importing "
    "drilling broadcasting"
)
# "Flying *to Minsk* again".
_LONGEST_ROUTE = 4
_BEGUN = word_set("begun begins began started starts begin start")
_AT_WORK = (
    words.SCHEDULED
    | words.OPERATIONS
    | words.WORKS
    | words.RESTORABLE
    | words.FLYING
    | words.CLOSURES
    | words.DEALS
    | words.TRANSIT
)


# What the rules of ``PhraseClaims._predicate`` are called, by the word that proposes them.
_PREDICATES = {
    "hold": "on hold", "ice": "on hold", "back": "back on", "out": "out of service", "off": "is off",
    "again": "going again", "official": "official", "normal": "back to normal", "dead": "dead", "no": "none this time",
    **dict.fromkeys(("start", "begin", "apply"), "not before"),
    **dict.fromkeys(("proceed", "ahead", "pursue", "place", "held"), "not going ahead"),
}  # fmt: skip


def _forms(*tables: frozenset[str]) -> frozenset[str]:
    """The nouns of some tables in both numbers."""
    nouns = frozenset().union(*tables)
    return nouns | {word + "s" for word in nouns} | {word[:-1] for word in nouns if word.endswith("s")}


# For each word that proposes a rule of ``PhraseClaims``, the ways in which one can hold: of each set of a way, a
# word must be in the sentence (as letters and digits only: "won't" is "won" and "t").
_NOT = (word_set("not t against longer"),)
_SAID_FALSE = ((words.REPORTS,),)
_ANNOUNCING = ((words.ANNOUNCERS | _ANNOUNCED | _ISSUING | _PUTTING | _FORCING,), (word_set("trading"),))
COMPANIONS: dict[str, tuple[tuple[frozenset[str], ...], ...]] = {
    **dict.fromkeys(words.NOUNS, _ANNOUNCING),
    **dict.fromkeys(words.FALSE_WORDS, _SAID_FALSE),
    **dict.fromkeys(("truth", "true", *_FOOTING), _SAID_FALSE),
    "hold": ((word_set("on"),), (word_set("clinical"),)),
    "ice": ((word_set("on"),),),
    **dict.fromkeys(("start", "begin", "apply"), ((word_set("until"),),)),
    **dict.fromkeys(("proceed", "ahead", "pursue", "place", "held"), (_NOT,)),
    "back": (
        (word_set("online on-line on-stream underway open"),),
        (word_set("on in into at to"), _RUNNING),
        (words.BE, words.RESTORABLE),
        (word_set("on way and"), _forms(_AT_WORK)),
    ),
    "out": ((word_set("service"),),),
    "off": ((word_set("rained washed snowed"),), (_forms(words.SCHEDULED, DEAD),)),
    "again": ((_WORKING, _forms(_AT_WORK)), (_OPERATING,), (_BEGUN, DOINGS)),
    "official": ((word_set("it"),),),
    "normal": ((word_set("back"), _forms(_AT_WORK)),),
    "no": ((word_set("there"), word_set("will")),),
    "dead": ((DEAD,),),
}


class PhraseClaims(Clause):
    """Claims that are made without a verb of their own."""

    def _noun(self, i: int) -> Claim | None:
        """ "Announces postponement of …", "Trading Halt"."""
        kind = words.NOUNS.get(self.words[i])
        if kind is None:
            return None
        if self.words[i] == "hold" and self.words[i - 1 : i] != ["clinical"]:
            return None
        if any_of(self.words[i + 1 : i + 7], _TERMS):
            return None  # "announces termination of waiting period"
        stopped = self.words[i] == "halt" and self.headline and self.words[i - 1 : i] == ["trading"]
        follows = self.words[i + 1 : i + 2]
        stopped = stopped and not (follows and follows[0][0].isalnum() and follows[0] not in words.PREPOSITIONS)
        if stopped and (i < 2 or self.words[i - 2] not in words.PREPOSITIONS):
            return self._claim(kind, i - 1, i)
        before = self.words[max(self._segment_start(i), i - 6) : i]
        for_good = self.words[i] in ("closure", "shutdown")  # unless something forces it
        if not for_good and self._is_announced(i):
            return self._claim(kind, i, i)
        table = _ISSUING if kind == "denied" else _FORCING if for_good else words.ANNOUNCERS
        if kind == "suspended" and self.words[i + 1 : i + 2] in (["on"], ["to"]):
            table = table | _PUTTING
        announcers = [k for k, word in enumerate(before) if word in table]
        before = before[announcers[-1] :] if announcers else []
        if not announcers or any_of(before, words.SOFT | words.NEGATIONS):
            return None
        if any_of(before, words.PREPOSITIONS):
            return None
        return self._claim(kind, i, i)

    def _is_announced(self, i: int) -> bool:
        """ "The suspension of the service was announced"; in headlines without "was"."""
        if i > 0 and self._soft_before(i):
            return False
        for k in range(i + 1, min(i + 10, len(self.words))):
            word = self.words[k]
            if not word[0].isalnum() or word in words.NEGATIONS or word in words.MODALS or word in words.CONJUNCTIONS:
                return False
            if word in _ANNOUNCED:
                said = self.words[k - 1] in words.BE or (self.headline and not self._noun_phrase_at(k + 1))
                return said and not (self.headline and i > 0 and self.words[i - 1] in words.PREPOSITIONS)
        return False

    def _phrase(self, i: int) -> Claim | None:
        """What a noun or a predicate at token ``i`` claims, with the rule's name."""
        claim = self._noun(i)
        if claim:
            return claim._replace(rule=f"noun: {self.words[i]}, announced")
        claim = self._predicate(i)
        return claim._replace(rule=f"phrase: {_PREDICATES.get(self.words[i], 'called false')}") if claim else None

    def _predicate(self, i: int) -> Claim | None:
        word = self.words[i]
        if word in ("hold", "ice") and i > 1 and self.words[i - 1] == "on":
            return self._on_hold(i)
        if word == "back":
            return self._back_on(i)
        if word == "out" and self.words[i + 1 : i + 3] == ["of", "service"] and not self._soft_before(i):
            return self._claim("suspended", i, i + 2)
        if word == "off":
            return self._is_off(i)
        if word == "again":
            return self._again(i)
        if word == "official" and self.words[max(0, i - 2) : i] in (["it", "is"], ["it's"], ["now", "it's"]):
            return self._claim("confirmed", i, i) if self.words[i + 1 : i + 2] == [":"] else None
        if word == "normal" and self.words[i - 2 : i] == ["back", "to"] and not self._soft_before(i):
            working = any_form_of(head_of(self._subject(i - 3)), _AT_WORK - words.SCHEDULED)
            return self._claim("resumed", i - 2, i) if working else None
        if word == "dead":
            return self._is_dead(i)
        if word == "no":
            return self._none_this_time(i)
        if word in ("start", "begin", "apply"):
            return self._not_before(i)
        if word in ("proceed", "ahead", "pursue", "place", "held"):
            return self._not_proceed(i)
        if word in words.FALSE_WORDS or word in ("truth", "true") or word in _FOOTING:
            return self._called_false(i)
        return None

    def _on_hold(self, i: int) -> Claim | None:
        subject = self._subject(i - 2)
        if not subject or self._soft_before(i) or any_of(subject, _NOT_HELD) or self._names_something(i + 1):
            return None
        return self._claim("suspended", i - 1, i)

    def _names_something(self, i: int) -> bool:
        """Whether a noun follows, so that "on hold" only describes it ("on hold music")."""
        return self._noun_phrase_at(i) and self.words[i] not in words.BE and self.words[i] not in _REASON

    def _none_this_time(self, i: int) -> Claim | None:
        """ "There will be no parade this year"."""
        if self.words[max(0, i - 3) : i] != ["there", "will", "be"] or self._soft_before(i - 3):
            return None
        return self._claim("cancelled", i, i + 1) if any_form_of(self.words[i + 1 : i + 4], words.SCHEDULED) else None

    def _back_on(self, i: int) -> Claim | None:
        rest = self.words[i + 1 : i + 6]
        if self._soft_before(i) or len(rest) < 1 or any_of(self.words[max(0, i - 1) : i], _NOT_YET):
            return None
        if rest[0] in ("online", "on-line", "on-stream", "underway", "open"):
            return self._claim("resumed", i, i + 1)
        if rest[:2] in (["under", "way"], ["up", "and"], ["on", "track"]) or (rest[0] == "on" and self._ends_at(i + 2)):
            working = any_of(head_of(self._subject(i - 1)), _AT_WORK)
            return self._claim("resumed", i, i + 1) if working else None
        if rest[0] in ("at", "to") and any_of(rest[1:4], _RUNNING) and any_of(rest[1:3], _FULL):
            return self._claim("resumed", i, i + 1)
        group = self._group(i)
        if group.be and not group.negated and any_of(head_of(self._subject(group.left))[-1:], words.RESTORABLE):
            # "Power is back in all but two streets"
            there = self._ends_at(i + 1) or rest[0] in words.PREPOSITIONS - _LEVELS
            return self._claim("resumed", i, i) if there else None
        if rest[0] in ("on", "in", "into") and any_of(rest[1:], _RUNNING):
            return self._claim("resumed", i, i + 1)
        return None

    def _is_dead(self, i: int) -> Claim | None:
        """ "The merger is dead", in headlines "Deal to sell ballpark dead"."""
        group = self._group(i)
        if not self._ends_at(i + 1) or self._soft_before(i) or group.negated or not (group.be or self.headline):
            return None
        return self._claim("cancelled", i, i) if any_of(head_of(self._subject(group.left))[-1:], DEAD) else None

    def _not_before(self, i: int) -> Claim | None:
        """ "Will not start until October"."""
        refused = self.words[i - 1 : i] == ["won't"] or self.words[max(0, i - 2) : i] == ["will", "not"]
        if not refused or self.words[i + 1 : i + 2] != ["until"] or any_of(self.words[:i], words.HYPOTHESIS):
            return None
        return self._claim("postponed", i, i)

    def _ends_at(self, i: int) -> bool:
        return i >= len(self.words) or self.words[i] in _REASON or self.words[i] in ("for", "with", "at", "in")

    def _is_off(self, i: int) -> Claim | None:
        """ "The strike is off", in headlines "Strike off after deal"."""
        if self._soft_before(i) or i == 0:
            return None
        if self.words[i - 1] in ("rained", "washed", "snowed"):
            return None if self._group(i - 1).negated else self._claim("cancelled", i - 1, i)
        if not self._ends_at(i + 1):
            return None
        group = self._group(i)
        if group.negated or group.modal or group.infinitive or not (group.be or self.headline):
            return None
        subject = head_of(self._subject(group.left))[-1:]
        bare = not group.be and self.words[i - 1] in VERB_FORMS
        if bare or any_of(subject, _LESS) or not any_form_of(subject, words.SCHEDULED | DEAD):
            return None
        return self._claim("cancelled", i, i)

    def _again(self, i: int) -> Claim | None:
        """ "Trains are running again"."""
        verb = self._working_before(i)
        if verb < 1 or self._soft_before(i):
            return None
        group = self._group(verb)
        subject = self._subject(group.left)
        subject = head_of(subject[len(subject) - subject[::-1].index(",") :] if "," in subject else subject)
        ahead = group.infinitive and self.words[group.left] in words.BE
        begun = self.words[group.left] in _BEGUN
        if not (group.be or group.have or group.will or self.headline or ahead or begun) or group.negated:
            return None
        working = any_form_of(subject, _AT_WORK) or self.words[verb] in _OPERATING | DOINGS
        return self._claim("resumed", verb, i) if working and not any_of(subject, words.PERSONS) else None

    def _working_before(self, i: int) -> int:
        """Token of the verb that "again" belongs to, beside it or before where it goes ("sailing to X again")."""
        for k in range(i - 1, max(-1, i - 2 - _LONGEST_ROUTE), -1):
            word = self.words[k]
            if word in DOINGS and k > 0 and self.words[k - 1] in _BEGUN:
                return k  # "began making tyres again"
            if word in _WORKING or word in _OPERATING:
                return k if k == i - 1 or self.words[k + 1] in words.PREPOSITIONS else -1
            if not word[0].isalnum():
                return -1
        return -1

    def _not_proceed(self, i: int) -> Claim | None:
        """ "Decides not to proceed", "will not go ahead"."""
        near = self.words[max(self._segment_start(i), i - 6) : i]
        word = self.words[i]
        refused = any_of(near[-3:], _REFUSING) or near[-2:] == ["no", "longer"]
        if word == "place" and near[-1:] not in (["take"], ["taking"]):
            return None
        if word == "held" and (near[-1:] != ["be"] or not any_of(self._subject(i - 2), words.SCHEDULED)):
            return None
        if not refused or any_of(near, words.HYPOTHESIS):
            return None
        said = any_of(self.words[self._segment_start(i) : i], words.REPORTED)
        if any_of(near, _OPEN_MODALS) and not (said and any_of(near, _WOULD)):
            return None
        if not any_of(near, _DECIDING) and not (said and any_of(near, _WOULD)):
            return None
        rest = " ".join(self.words[i + 1 :])
        later = rest.startswith(("until ", "till ", "before ")) or " new date " in f" {rest} "
        return self._claim("postponed" if later else "cancelled", i, i)

    def _called_false(self, i: int) -> Claim | None:
        """ "Calls reports baseless", "no truth to the rumour", "answers a false claim"."""
        start = self._segment_start(i)
        before = self.words[:i]
        after = self.words[i + 1 : i + 8]
        if self.words[i] == "true" and not any_of(before[-3:], _UNTRUE):
            return None
        if self.words[i] in _FOOTING:
            groundless = self.words[i - 1 : i] in (["without"], ["no"]) and any_of(before, words.REPORTS)
            doubted = any_of(before, words.HYPOTHESIS) or any_of(before[-REACH:], words.MODALS)
            return self._claim("denied", i - 1, i) if groundless and not doubted else None
        if self.words[i] == "truth":
            if self.words[i - 1 : i] == ["no"] and any_of(after, words.REPORTS):
                return self._claim("denied", i - 1, i)
            return None
        subject = [bare_word(word) for word in before[-20:]]
        if any_of(subject, words.REPORTS) and (self.headline or any(w in words.BE or w in _CALLING for w in before)):
            negated = any(word in words.NEGATIONS or word.endswith("n't") for word in self.words[max(start, i - 3) : i])
            hypothetical = any_of(before, words.HYPOTHESIS) or any_of(before[-REACH:], words.MODALS)
            negated = negated and self.words[i] != "true"
            attributive = any_of(after[:1], words.REPORTS)
            return None if negated or hypothetical or attributive else self._claim("denied", i, i)
        if any_of(before[-3:], _RESPONDING) and any_of(after[:3], words.REPORTS):
            return self._claim("denied", i, i)
        return None
