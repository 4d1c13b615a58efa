"""One sentence as tokens, and the questions that every rule of the grammar asks of it."""

import re
from itertools import islice
from typing import NamedTuple

from transforms.text import status_words as words
from transforms.text.common_verbs import FINITE, TRANSITIVE
from transforms.text.status_forms import VERB_FORMS
from transforms.text.tables import word_set


class Claim(NamedTuple):
    """A status that a sentence asserts.

    Attributes:
      kind: the status.
      start, end: offsets of the words that say so in the sentence.
      rule: the rule of the grammar that took them for it: "verb: call off, passive", "phrase: on hold".
      of: words of what is postponed, called off …, from its noun on; empty where the rule knows none.
    """

    kind: str
    start: int
    end: int
    rule: str = ""
    of: tuple[str, ...] = ()


# A sentence of an article is shorter; more is hostile or not prose.
MOST_TOKENS = 160
TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|\d{1,3}(?:,\d{3})+|\w+(?:[-.'’&/]\w+)*|\S")
BREAKS = frozenset(';:()[]–—|?!"“”')
QUOTES = frozenset("\"“”'‘’")
# A sentence without any of these claims nothing, or no plan.
# How far a governing word reaches, and how long an object may be, in tokens.
REACH = 9
OBJECT = 8
LONGEST_SUBJECT = 14
# "Talks *between* the union *and* the port collapse": how far the two stand apart.
LONGEST_PAIR = 5
_PAIRING = word_set("between both")
# They open a side clause.
SIDE = word_set("after since because amid despite following although though whose")
DENYING = word_set("deny denies denied denying")
DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday today")
NOT_ADVERBS = word_set(
    "family rally supply july italy reply assembly daily weekly monthly monopoly early ally fly",
)
_TIME_TAILS = word_set("today tonight tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday")
_TIME_WORDS = word_set(
    "today tonight tomorrow monday tuesday wednesday thursday friday saturday sunday january jan february feb "
    "march mar april apr may june jun july jul august aug september sept sep october oct november nov december "
    "dec week weeks weekend month months year years summer autumn fall winter spring next days morning afternoon "
    "evening late early mid later midnight noon quarter half q1 q2 q3 q4 h1 h2"
)
_COUNTS = word_set("a an another one two three four five six seven eight nine ten several")
_SPANS = word_set("hour day week fortnight month year hours days weeks months years minutes moments")
# Adverbs that take back what they stand beside.
_DOUBTFUL = word_set("likely unlikely possibly potentially probably")


class Group(NamedTuple):
    """The auxiliaries and adverbs before a verb; ``left`` is the last token before them (or -1)."""

    left: int
    be: bool
    have: bool
    will: bool
    do: bool
    modal: str
    negated: bool
    infinitive: bool


class Clause:
    """A sentence or headline, its words in lower case, and where each stands.

    Methods take the index of a token.  Subclasses hold the rules.
    """

    def __init__(self, sentence: str, headline: bool) -> None:
        lower = sentence.lower().replace("’", "'")
        if len(lower) != len(sentence):
            # Some capitals grow when lowered ("İ"), and offsets would not fit; English has none of them.
            lower = "".join(char.lower() if char.isascii() else char for char in sentence).replace("’", "'")
        self.sentence = sentence
        self.words = TOKEN.findall(lower)[:MOST_TOKENS]
        if "WHO" in sentence:
            # The World Health Organization, not the pronoun.
            spans = islice(TOKEN.finditer(lower), len(self.words))
            self.words = ["w.h.o." if sentence[m.start() : m.end()] == "WHO" else m.group() for m in spans]
        self.headline = headline
        self._lower = lower
        self._spans: list[tuple[int, int]] = []

    def _span(self, i: int) -> tuple[int, int]:
        """Offsets of token ``i``; worked out for the few sentences that claim something."""
        if not self._spans:
            self._spans = [match.span() for match in islice(TOKEN.finditer(self._lower), len(self.words))]
        return self._spans[i]

    def _claim(self, kind: str, first: int, last: int) -> Claim:
        return Claim(kind, self._span(first)[0], self._span(last)[1])

    def _touch(self, i: int, j: int) -> bool:
        return self._span(i)[1] == self._span(j)[0]

    def _hyphenated(self, i: int) -> bool:
        return (i > 0 and self.words[i - 1] == "-" and self._touch(i - 1, i)) or (
            i + 1 < len(self.words) and self.words[i + 1] == "-" and self._touch(i, i + 1)
        )

    def _group(self, i: int) -> Group:
        be = have = will = do = negated = infinitive = False
        modal = ""
        k = i - 1
        while k >= 0:
            word = self.words[k]
            if word in words.BE:
                be = True
            elif word in words.HAVE:
                have = True
            elif word in words.WILL:
                will = True
            elif word in words.MODALS and not self._is_month(k):
                modal = word
            elif word in words.DO:
                do = True
            elif word == "to":
                infinitive = True
                k -= 1
                break
            elif word in DAYS and k > 0 and self.words[k - 1] == "on":
                k -= 1
            elif word in ("percent", "pct") and self.words[k - 1 : k] == ["100"]:
                k -= 1  # "not 100 percent confirmed"
            elif word in _DOUBTFUL:
                negated = True
            elif word in QUOTES:
                pass
            elif not (word in words.ADVERBS or (word.endswith("ly") and word not in NOT_ADVERBS)):
                break
            negated = negated or word in words.NEGATIONS or word.endswith("n't") or word == "cannot"
            k -= 1
        return Group(k, be, have, will, do, modal, negated, infinitive)

    def _is_month(self, k: int) -> bool:
        return (
            self.words[k] == "may"
            and self.sentence[self._span(k)[0]].isupper()
            and k + 1 < len(self.words)
            and self.words[k + 1].isdigit()
        )

    def _noun_phrase_at(self, i: int, beside_noun: bool = False) -> bool:
        """Whether a noun phrase, which could be an object, begins at token ``i``.

        ``beside_noun``: the word before may be a noun, so a verb may follow ("delays mount").
        """
        if i < len(self.words) and self.words[i] in "”’":
            i += 1
        if self.words[i : i + 1] in (["remains"], ["remain"]):
            return not beside_noun  # "confirms remains are those of …"
        while i < len(self.words) and (
            self.words[i] in DAYS
            or self.words[i] in ("down", "early", "late")
            or (self.words[i].endswith("ly") and self.words[i] not in NOT_ADVERBS)
        ):
            i += 1
        if i >= len(self.words):
            return False
        word = self.words[i]
        if self.words[i + 1 : i + 2] and self.words[i + 1] in _SPANS and (word.isdigit() or word in _COUNTS):
            return False  # "delayed two days"
        if word in "\"“‘'$€£":
            return True
        if not word[0].isalnum():
            return False
        if word in ("that", "those", "this", "these", "all", "both", "no"):
            return True
        return not (
            word in words.PREPOSITIONS
            or word in words.CONJUNCTIONS
            or word in words.MODALS
            or word in words.WILL
            or word in words.BE
            or word in words.HAVE
            or (beside_noun and (word in words.VERBISH or (word in FINITE and not word.endswith("s"))))
            or word in words.ADVERBS
            or word in _TIME_TAILS
            or word in _SPANS
        )

    def _is_modifier_place(self, left: int) -> bool:
        """Whether a participle after token ``left`` stands where adjectives stand."""
        if left < 0:
            return True
        word = self.words[left]
        if word in words.CONJUNCTIONS:
            return False
        if word in words.DETERMINERS or word in words.PREPOSITIONS or word.endswith("'s") or not word[0].isalnum():
            return word not in (",", '"', "”") or self.headline
        if word in VERB_FORMS or word in words.SOFT or word in words.BE or (left > 0 and word in TRANSITIVE):
            return True
        if self.headline and word.endswith("ed") and len(word) > 4 and word != "united":
            return True  # "handed suspended ban"
        return self.headline and left > 0 and self.words[left - 1] in words.PREPOSITIONS

    def _segment_start(self, i: int) -> int:
        """First token of the clause chain that ``i`` stands in (commas do not break it)."""
        k = i
        while k > 0 and self.words[k - 1] not in BREAKS:
            k -= 1
        return k

    def _subject(self, left: int) -> list[str]:
        """Words of the subject that ends at token ``left``, from the start of its clause, bare."""
        k = left
        while k >= 0 and left - k < LONGEST_SUBJECT and self.words[k] not in BREAKS:
            word = self.words[k]
            pair = word == "and" and any_of(self.words[max(0, k - LONGEST_PAIR) : k], _PAIRING)
            if word in ("and", "but", "said", "says") and not pair:
                break
            k -= 1
        return [bare_word(word) for word in self.words[k + 1 : left + 1]]

    def _shared_subject(self, left: int) -> list[str]:
        """Words of the subject that a verb after "and" or "but" shares: "talks were due in May but were put off"."""
        if left < 0 or self.words[left] not in ("and", "but"):
            return []
        found: list[str] = []
        for word in self.words[self._segment_start(left) : left]:
            if word in words.BE or word in words.HAVE or word in words.WILL or word in FINITE:
                return found
            found.append(bare_word(word))
        return []

    def _object(self, after: int) -> list[str]:
        """Words of the object that begins at token ``after``, bare."""
        found = []
        for word in self.words[after : after + OBJECT]:
            if (word in BREAKS and word not in QUOTES) or word in SIDE or word in (",", "if", "while"):
                break
            found.append(bare_word(word))
        return found

    def _soft_before(self, i: int) -> bool:
        near = self.words[max(self._segment_start(i), i - REACH) : i]
        return any(
            word in words.MODALS
            or word in words.NEGATIONS
            or word in words.HYPOTHESIS
            or word in words.SOFT_STATEMENT
            or word in words.SOFT_WANT
            for word in near
        )


def any_of(tokens: list[str], table: frozenset[str]) -> bool:
    return not table.isdisjoint(tokens)


def any_form_of(tokens: list[str], table: frozenset[str]) -> bool:
    """Whether one of the tokens is in the table, as it stands or in its other number ("reactors")."""
    return any_of(tokens, table) or any((word[:-1] if word.endswith("s") else word + "s") in table for word in tokens)


def head_of(phrase: list[str]) -> list[str]:
    """A noun phrase up to its first preposition; one that opens the sentence ("In May, the …") is left out."""
    if phrase and phrase[0] in words.PREPOSITIONS and "," in phrase:
        phrase = phrase[phrase.index(",") + 1 :]
    head: list[str] = []
    for word in phrase:
        if word in words.PREPOSITIONS and head:
            break
        head.append(word)
    return head


def bare_word(word: str) -> str:
    """A word without its possessive ending."""
    return word[:-2] if word.endswith("'s") else word


def is_time_word(word: str) -> bool:
    """Whether a token names a day, a month, a year or a stretch of time."""
    return (
        word in _TIME_WORDS
        or (len(word) == 4 and word.isdigit() and word[:2] in ("19", "20"))
        or word.startswith("mid-")
    )
