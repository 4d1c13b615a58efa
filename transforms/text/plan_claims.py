"""What is planned or under way: "planning raids", "set to begin Sunday", "talks under way"."""

from transforms.text import status_words as words
from transforms.text.clause import Claim, Clause, any_of, bare_word, is_time_word
from transforms.text.status_forms import VERB_FORMS
from transforms.text.tables import word_set

_SET_FOR = word_set("set slated scheduled planned")
# They tell a plan in headlines alone.
_STARTING = word_set("to begins starts begin start")
# A sentence without any of these tells no plan; in prose, as sentences of a body are, fewer words do.
PROSE_PLAN_WORDS = words.LEADING_PLAN | words.WILL | word_set("planning preparing plans prepares plan underway way")
PLAN_WORDS = PROSE_PLAN_WORDS | _STARTING


class PlanClaims(Clause):
    """The weakest claims: only asked where a sentence makes no other."""

    def plans(self) -> list[Claim]:
        """Claims that something is planned or under way; only asked where nothing stronger is said."""
        for i, word in enumerate(self.words):
            if word not in PLAN_WORDS:
                continue
            if word in ("planning", "preparing", "plans", "prepares", "plan"):
                claim = self._planning(i)
            elif word in words.LEADING_PLAN:
                claim = self._set_to(i)
            elif word in words.WILL:
                claim = self._will(i)
            elif word in _STARTING:
                claim = self._starts(i)
            elif word in ("underway", "way"):
                claim = self._underway(i)
            else:
                claim = None
            if claim:
                return [claim._replace(rule=f"plan: {word}")]
        return []

    def _plan_is_open(self, i: int) -> bool:
        """No condition, negation or doubt stands over token ``i``."""
        before = self.words[self._segment_start(i) : i]
        near = before[-6:]
        return not (
            any_of(before, words.HYPOTHESIS)
            or any(word in words.NEGATIONS or word.endswith("n't") for word in near)
            or any_of(near, words.MODALS)
            or any(word in ("denies", "denied", "until", "before", "had") for word in near)
        )

    def _planning(self, i: int) -> Claim | None:
        if not self._plan_is_open(i) or i == 0:
            return None
        group = self._group(i)
        word, previous = self.words[i], self.words[i - 1]
        if group.infinitive or (self._is_modifier_place(i - 1) and not group.be):
            return None
        if word.endswith("ing") and not (group.be or self.headline):
            return None
        rest = self.words[i + 1 : i + 14]
        if word == "plan" and (not previous.endswith("s") or previous in words.ASSERTING or previous in VERB_FORMS):
            return None
        if rest[:1] == ["to"]:
            return self._claim("planned", i, i)
        if word in ("plan", "plans") and not (previous[-1].isalnum() and self.headline):
            return None
        if word == "planning" and self.headline and any(is_time_word(w) for w in rest):
            return self._claim("planned", i, i)
        if rest[:1] == ["for"]:
            rest = rest[1:]
        return self._claim("planned", i, i) if any(bare_word(w) in words.EVENTS for w in rest[:6]) else None

    def _set_to(self, i: int) -> Claim | None:
        if not self._plan_is_open(i):
            return None
        rest = self.words[i + 1 : i + 6]
        if rest[:1] == ["to"]:
            starts = any_of(rest[1:4], words.PLAN_START)
            takes_place = rest[1:3] == ["take", "place"] or rest[1:3] == ["be", "held"]
            timed = any(is_time_word(word) for word in self.words[i + 1 : i + 24])
            if starts or takes_place or (timed and self.words[i] in ("set", "slated", "scheduled", "due")):
                return self._claim("planned", i, i + 2)
        dated = rest[:1] in (["for"], ["on"]) and any(is_time_word(word) for word in rest[1:4])
        return self._claim("planned", i, i) if dated and self.words[i] in _SET_FOR else None

    def _will(self, i: int) -> Claim | None:
        if not self._plan_is_open(i) or self.words[i].endswith("n't"):
            return None
        rest = self.words[i + 1 : i + 24]
        if any(word in words.NEGATIONS or word in ("likely", "if", "unless") for word in rest[:4]):
            return None
        held = rest[:2] in (["take", "place"], ["be", "held"], ["go", "ahead"]) or rest[:1] in (
            ["begin"],
            ["start"],
            ["launch"],
        )
        return self._claim("planned", i, i + 1) if held and len(rest) > 1 else None

    def _starts(self, i: int) -> Claim | None:
        """Headlines: "Strike starts Monday", "Agency to begin raids Sunday"."""
        if not self.headline or i == 0 or not self._plan_is_open(i):
            return None
        rest = self.words[i + 1 : i + 12]
        if self.words[i] == "to":
            near = self.words[max(0, i - 4) : i]
            takes_place = rest[:2] in (["take", "place"], ["be", "held"])
            if rest[:1] and (rest[0] in words.PLAN_START or takes_place) and not any_of(near, words.SOFT):
                return self._claim("planned", i, i + 1)
            return None
        soon = any(is_time_word(word) for word in rest[:4])
        event = any(bare_word(word) in words.EVENTS for word in self.words[max(0, i - 4) : i])
        return self._claim("planned", i, i) if soon and event else None

    def _underway(self, i: int) -> Claim | None:
        if self.words[i] == "way" and self.words[i - 1 : i] != ["under"]:
            return None
        group = self._group(i - 1 if self.words[i] == "way" else i)
        if not self._plan_is_open(i) or not (group.be or self.headline):
            return None
        return self._claim("underway", i, i)._replace(of=tuple(self._subject(group.left)))
