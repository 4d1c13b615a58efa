"""What nouns and predicates claim: "announces postponement", "on hold", "calls the report baseless"."""

from transforms.text import status_words as words
from transforms.text.clause import Claim, Clause, any_of, bare_word
from transforms.text.tables import word_set

_OPEN_MODALS = word_set("may might could should would must")
_DECIDING = word_set("decides decided decide opts opted chose chooses will won't agrees agreed")
_NOT_HELD = word_set("rate rates policy dream dreams hopes rba fed ecb boe")
_RUNNING = word_set("service operation operations calendar schedule air line business production action")
_CALLING = word_set("calls called calling says said slams slammed labels labelled branded brands")
_RESPONDING = word_set("responds refutes corrects rejects counters to")


class PhraseClaims(Clause):
    """Claims that are made without a verb of their own."""

    def _noun(self, i: int) -> Claim | None:
        """ "Announces postponement of …", "Trading Halt"."""
        kind = words.NOUNS.get(self.words[i])
        if kind is None:
            return None
        if self.words[i] == "halt" and self.headline and self.words[i - 1 : i] == ["trading"]:
            return self._claim(kind, i - 1, i)
        before = self.words[max(self._segment_start(i), i - 6) : i]
        announcers = [k for k, word in enumerate(before) if word in words.ANNOUNCERS]
        before = before[announcers[-1] :] if announcers else []
        if not announcers or any_of(before, words.SOFT | words.NEGATIONS):
            return None
        if any_of(before, words.PREPOSITIONS):
            return None
        return self._claim(kind, i, i)

    def _predicate(self, i: int) -> Claim | None:
        word = self.words[i]
        if word in ("hold", "ice") and i > 1 and self.words[i - 1] == "on":
            return self._on_hold(i)
        if word == "back":
            return self._back_on(i)
        if word == "out" and self.words[i + 1 : i + 3] == ["of", "service"] and not self._soft_before(i):
            return self._claim("suspended", i, i + 2)
        if word in ("proceed", "ahead", "pursue"):
            return self._not_proceed(i)
        if word in words.FALSE_WORDS or word == "truth":
            return self._called_false(i)
        return None

    def _on_hold(self, i: int) -> Claim | None:
        subject = self._subject(i - 2)
        if not subject or self._soft_before(i) or any_of(subject, _NOT_HELD):
            return None
        return self._claim("suspended", i - 1, i)

    def _back_on(self, i: int) -> Claim | None:
        rest = self.words[i + 1 : i + 6]
        if self._soft_before(i) or len(rest) < 1 or self.words[i - 1 : i] == ["get"]:
            return None
        if rest[0] in ("online", "on-line", "on-stream"):
            return self._claim("resumed", i, i + 1)
        if rest[0] in ("on", "in", "into") and any_of(rest[1:], _RUNNING):
            return self._claim("resumed", i, i + 1)
        return None

    def _not_proceed(self, i: int) -> Claim | None:
        """ "Decides not to proceed", "will not go ahead"."""
        near = self.words[max(self._segment_start(i), i - 6) : i]
        refused = "not" in near[-3:] or "won't" in near[-3:] or "against" in near[-3:]
        if not refused or any_of(near, words.HYPOTHESIS) or any_of(near, _OPEN_MODALS):
            return None
        decided = any_of(near, _DECIDING)
        return self._claim("cancelled", i, i) if decided else None

    def _called_false(self, i: int) -> Claim | None:
        """ "Calls reports baseless", "no truth to the rumour", "answers a false claim"."""
        start = self._segment_start(i)
        before = self.words[:i]
        after = self.words[i + 1 : i + 8]
        if self.words[i] == "truth":
            if self.words[i - 1 : i] == ["no"] and any_of(after, words.REPORTS):
                return self._claim("denied", i - 1, i)
            return None
        subject = [bare_word(word) for word in before[-20:]]
        if any_of(subject, words.REPORTS) and (self.headline or any(w in words.BE or w in _CALLING for w in before)):
            negated = any(word in words.NEGATIONS or word.endswith("n't") for word in self.words[max(start, i - 3) : i])
            hypothetical = any_of(before, words.HYPOTHESIS)
            attributive = any_of(after[:1], words.REPORTS)
            return None if negated or hypothetical or attributive else self._claim("denied", i, i)
        if any_of(before[-3:], _RESPONDING) and any_of(after[:3], words.REPORTS):
            return self._claim("denied", i, i)
        return None
