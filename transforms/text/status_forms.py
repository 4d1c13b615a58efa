"""The forms of the verbs that tell a status, and what each asks for beside it in a sentence.

Worked out once from ``transforms.text.status_verbs``.
"""

from typing import NamedTuple

from transforms.text.status_verbs import VERBS, Verb
from transforms.text.tables import word_set

_IRREGULAR = {
    # lemma: past, participle, -ing
    "set": ("set", "set", "setting"),
    "put": ("put", "put", "putting"),
    "hold": ("held", "held", "holding"),
    "withdraw": ("withdrew", "withdrawn", "withdrawing"),
    "fall": ("fell", "fallen", "falling"),
    "give": ("gave", "given", "giving"),
    "freeze": ("froze", "frozen", "freezing"),
    "break": ("broke", "broken", "breaking"),
    "begin": ("began", "begun", "beginning"),
    "shut": ("shut", "shut", "shutting"),
    "shoot": ("shot", "shot", "shooting"),
    "bring": ("brought", "brought", "bringing"),
    "stand": ("stood", "stood", "standing"),
    "lay": ("laid", "laid", "laying"),
    "take": ("took", "taken", "taking"),
    "hit": ("hit", "hit", "hitting"),
    "tear": ("tore", "torn", "tearing"),
    "quit": ("quit", "quit", "quitting"),
    "reset": ("reset", "reset", "resetting"),
    "come": ("came", "come", "coming"),
    "go": ("went", "gone", "going"),
    "grind": ("ground", "ground", "grinding"),
    "cut": ("cut", "cut", "cutting"),
    "withhold": ("withheld", "withheld", "withholding"),
}
_DOUBLED = word_set("annul bar stop drop scrap rip defer admit scrub abet slap rebut slip bin dispel")


class Form(NamedTuple):
    """One form of one verb; ``tags`` of base, s, past, part, ing."""

    verb: Verb
    tags: frozenset[str]


def _forms(lemma: str) -> list[tuple[str, str]]:
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        third, past = lemma[:-1] + "ies", lemma[:-1] + "ied"
    elif lemma.endswith(("s", "x", "sh", "ch")):
        third, past = lemma + "es", lemma + "ed"
    else:
        third = lemma + "s"
        past = lemma + ("d" if lemma.endswith("e") else "ed")
    stem = lemma[:-1] if lemma.endswith("e") else lemma
    past_forms, parts, ings = [past], [past], [stem + "ing"]
    if lemma in _DOUBLED:
        past_forms = parts = [lemma + lemma[-1] + "ed"]
        ings = [lemma + lemma[-1] + "ing"]
    elif lemma == "cancel":
        past_forms = parts = ["canceled", "cancelled"]
        ings = ["canceling", "cancelling"]
    elif lemma in _IRREGULAR:
        one, two, three = _IRREGULAR[lemma]
        past_forms, parts, ings = [one], [two], [three]
    tagged = [(lemma, "base"), (third, "s")]
    tagged += [(form, "past") for form in past_forms]
    tagged += [(form, "part") for form in parts]
    return tagged + [(form, "ing") for form in ings]


def _verb_index() -> dict[str, list[Form]]:
    index: dict[str, list[Form]] = {}
    for verb in VERBS:
        tags: dict[str, set[str]] = {}
        for form, tag in _forms(verb.lemma):
            tags.setdefault(form, set()).add(tag)
        for form, its in tags.items():
            index.setdefault(form, []).append(Form(verb, frozenset(its)))
    return index


VERB_FORMS = _verb_index()


def _companions(verb: Verb) -> tuple[frozenset[str], ...]:
    """Sets of words of which each must have one in a sentence where the verb claims something."""
    asked = [frozenset((verb.particle.split()[-1],))] if verb.particle else []
    for table in (verb.needs, verb.agents):
        if table:
            asked.append(table | {word + "s" for word in table} | {word[:-1] for word in table if word.endswith("s")})
    return tuple(asked)


# For each form of a verb, what its uses ask for.
COMPANIONS = {
    word: tuple(dict.fromkeys(_companions(form.verb) for form in forms)) for word, forms in VERB_FORMS.items()
}
