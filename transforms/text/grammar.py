"""What one sentence asserts of an event: postponed, called off, suspended, resumed, confirmed, denied …

A keyword only proposes.  Around it the grammar looks, in this order, at

1. the *verb group* to its left (auxiliaries, adverbs, "not"): tense, voice, negation, modality;
2. what *governs* that group ("urged to", "no plans to", "if", "whether", "fears that");
3. what is *acted on*: a person suspended, a market rally halted or a cheque cancelled is no event.

It reads tokens, not trees: English word order is strict enough for that, and the cost stays
linear in the sentence.  Sentences in other languages propose nothing.
"""

import re
from collections.abc import Set as AbstractSet

from transforms.text.clause import BREAKS, DENYING, REACH, SIDE, Claim, any_form_of, any_of
from transforms.text.phrase_claims import COMPANIONS, PhraseClaims
from transforms.text.plan_claims import PLAN_WORDS, PlanClaims
from transforms.text.status_forms import COMPANIONS as VERB_COMPANIONS
from transforms.text.status_forms import VERB_FORMS
from transforms.text.status_words import SCHEDULED
from transforms.text.tables import word_set
from transforms.text.verb_claims import VerbClaims

# A sentence without any of these claims nothing; without PLAN_WORDS either, it tells no plan.
STATUS_WORDS = frozenset(VERB_FORMS) | frozenset(COMPANIONS)
# Tokens of the subject of a second claim.
_LONGEST_OWN = 3
# A headline that opens so explains or asks; it tells no news.
_FEATURES = word_set("how why what where should could would can does do did")
_COLUMNS = re.compile(
    r"(?:factbox|timeline|explainer|q&a|column|commentary|opinion|in pictures|podcast|quiz|table|poll|preview|feature"
    r"|chronology|press digest|take a look|diary)\s?[-:–—|]",
    re.IGNORECASE,
)


_FOR_NOW = word_set("for now")

# For each word, the ways in which it can claim something, and what each asks for in the sentence.
_WAYS = {word: VERB_COMPANIONS.get(word, ()) + COMPANIONS.get(word, ()) for word in STATUS_WORDS}


def may_claim(present: AbstractSet[str]) -> bool:
    """Whether a sentence of these words can claim a status at all: a cheap answer for the many that cannot.

    Of a verb that takes a particle ("called *off*"), an object of a kind ("drops *bid*") or an agent ("*judge*
    blocks"), one word of each must be there as well, and so for phrases ("*rained* off", "*on* hold").
    """
    candidates = present & STATUS_WORDS
    if not candidates:
        return False
    if "temporarily" in present or present >= _FOR_NOW:
        return True
    return any(all(not present.isdisjoint(asked) for asked in way) for word in candidates for way in _WAYS[word])


def find_claims(sentence: str, *, headline: bool) -> list[Claim]:
    """The statuses that ``sentence`` asserts, in its order.

    Args:
      sentence: one sentence, or a headline (which drops auxiliaries: "Talks suspended").
      headline: whether to read it as a headline.

    Returns:
      At most one claim a verb; empty for questions, wishes, chances, conditions and denials of them.
    """
    reader = _Reader(sentence, headline)
    if reader.words[-1:] == ["?"] or reader.words[-2:-1] == ["?"]:
        return []
    if headline and reader.words[:1] and (reader.words[0] in _FEATURES or _COLUMNS.match(sentence.lstrip())):
        return []
    present = set(reader.words)
    claims = [] if STATUS_WORDS.isdisjoint(present) else reader.claims()
    return claims or ([] if PLAN_WORDS.isdisjoint(present) else reader.plans())


class _Reader(VerbClaims, PhraseClaims, PlanClaims):
    """One sentence under the grammar."""

    def claims(self) -> list[Claim]:
        """Claims of verbs, nouns and predicates in order, main clauses before side clauses."""
        found: list[tuple[Claim, bool]] = []
        self._last_question = len(self.words) - 1 - self.words[::-1].index("?") if "?" in self.words else -1
        denied = False
        for i, word in enumerate(self.words):
            if word not in STATUS_WORDS or self._is_asked(i):
                continue
            claim = None
            for form in VERB_FORMS.get(word, ()):
                claim = self._verb(i, form)
                if claim:
                    break
            claim = claim or self._phrase(i)
            if claim and found and (found[-1][0].end > claim.start or self._is_bare_tail(i)):
                claim = None
            if claim and not denied:
                found.append((claim, self._in_side_clause(i)))
            denied = denied or word in DENYING or (claim is not None and claim.kind == "denied")
        if any(not side for _, side in found):
            found = [(claim, side) for claim, side in found if not side]
        return [claim for claim, _ in found]

    def _is_asked(self, i: int) -> bool:
        """Whether token ``i`` stands in a question: "Flight cancelled? Here is what to do"."""
        return i < self._last_question and next(w for w in self.words[i:] if w in BREAKS) == "?"

    def _is_bare_tail(self, i: int) -> bool:
        """Whether a participle after another claim only describes or names: "sells boats idled in May"."""
        group = self._group(i)
        if group.be or group.have or group.will or group.infinitive or group.left < 0:
            return False
        parts = [f for f in VERB_FORMS.get(self.words[i], ()) if "part" in f.tags or "ing" in f.tags]
        if not parts or self.words[group.left] in ("and", "but", ",") or not self.words[group.left][0].isalnum():
            return False
        return not (self.headline and self._has_own_subject(group.left))

    def _has_own_subject(self, left: int) -> bool:
        """Whether a noun between a comma and a participle is what it is of: "Vote delayed, debate cancelled"."""
        subject = self._subject(left)
        own = subject[len(subject) - subject[::-1].index(",") :] if "," in subject else []
        return 0 < len(own) <= _LONGEST_OWN and any_form_of(own[-1:], SCHEDULED)

    def _in_side_clause(self, i: int) -> bool:
        start = self._segment_start(i)
        return any_of(self.words[max(start, i - REACH) : i], SIDE)
