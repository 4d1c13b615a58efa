"""The verbs by which a text says that an event is postponed, called off, resumed and so on.

A table only; ``transforms.text.verb_claims`` reads it.  A verb is given by its lemma; its forms
are worked out here.  ``needs`` names nouns of which one must be what the verb acts on ("drops
*bid*", not "drops ball"); ``bars`` names nouns that make it another matter ("terminates *probation*").
"""

from typing import NamedTuple

from transforms.text.status_words import (
    BANS,
    CASES,
    CLOSURES,
    COURTS,
    DEALS,
    EVENTS,
    FLYING,
    MARKET,
    OPERATIONS,
    PERSONS,
    REPORTS,
    RESTORABLE,
    WORKS,
)
from transforms.text.tables import word_set


class Verb(NamedTuple):
    """How one verb tells a status.

    Attributes:
      kind: the status.
      lemma: the verb.
      particle: words that must follow, next to it or behind its object ("off", "on hold").
      needs: nouns of which one must be acted on; empty means any.
      bars: nouns that must not be acted on.
      agents: nouns of which one must act ("*judge* blocks"); empty means any.
      subject: whether the event may be the verb's subject ("talks resume").
      noun: whether its base or -s form is as often a noun ("delays", "halt").
      timed: whether a target time must follow ("pushed *to spring*").
    """

    kind: str
    lemma: str
    particle: str = ""
    needs: frozenset[str] = frozenset()
    bars: frozenset[str] = frozenset()
    agents: frozenset[str] = frozenset()
    subject: bool = False
    noun: bool = False
    timed: bool = False


VERBS: tuple[Verb, ...] = (
    Verb("postponed", "postpone"),
    Verb("postponed", "delay", noun=True, bars=word_set("reaction response gratification")),
    Verb("postponed", "defer"),
    Verb("postponed", "slip", needs=EVENTS, subject=True, timed=True),
    Verb("postponed", "adjourn", subject=True),
    Verb("postponed", "reschedule", timed=True),
    Verb("postponed", "put", "off"),
    Verb("postponed", "put", "back", timed=True),
    Verb("postponed", "push", "back"),
    Verb("postponed", "push", timed=True),
    Verb("postponed", "move", "back"),
    Verb("postponed", "hold", "off", bars=word_set("comment commenting judgement judgment")),
    Verb("postponed", "extend", needs=word_set("deadline")),
    Verb("cancelled", "cancel", bars=word_set("cheque cheques check checks stamp debt")),
    Verb("cancelled", "call", "off"),
    Verb("cancelled", "scrap"),
    Verb("cancelled", "abort"),
    Verb("cancelled", "abandon", bars=word_set("car cars vehicle truck house home building baby boat ship mine "
        "dog them")),
    Verb("cancelled", "terminate", bars=PERSONS | word_set("probation employees pregnancy")),
    Verb("cancelled", "withdraw", needs=DEALS | CASES),
    Verb("cancelled", "pull", "plug"),
    Verb("cancelled", "pull", needs=DEALS - word_set("support service services stake contract"), noun=True),
    Verb("cancelled", "drop", needs=DEALS | CASES, noun=True, bars=word_set("price prices profit sales% percent "
        "pct")),
    Verb("cancelled", "walk", "away from", needs=DEALS),
    Verb("cancelled", "give", "up", needs=DEALS),
    Verb("cancelled", "end", needs=word_set("talks negotiations agreement pact deal merger partnership discussions")),
    Verb("cancelled", "break", "off"),
    Verb("cancelled", "collapse", needs=DEALS | word_set("trial"), subject=True),
    Verb("cancelled", "fall", "through", subject=True),
    Verb("cancelled", "fall", "apart", needs=DEALS, subject=True),
    Verb("cancelled", "axe", bars=word_set("job jobs staff workers posts employees roles positions")),
    Verb("cancelled", "rescind"),
    Verb("cancelled", "nix"),
    Verb("cancelled", "ditch", needs=DEALS),
    Verb("cancelled", "scrub", needs=word_set("launch flight mission attempt")),
    Verb("cancelled", "discontinue"),
    Verb("suspended", "suspend", bars=word_set("sentence sentences belief disbelief animation")),
    Verb("suspended", "halt", noun=True, bars=MARKET | word_set("attacker gunman suspect")),
    Verb("suspended", "stop", noun=True, needs=OPERATIONS),
    Verb("suspended", "freeze", noun=True, needs=word_set(
        "aid funding operations cooperation talks construction exports imports project projects deal loan "
        "loans",
        "funds deliveries rule rules law laws order orders programme program ties relations plans plan visas refugee "
        "grants dividend intelligence")),
    Verb("suspended", "block", noun=True, agents=COURTS),
    Verb("suspended", "stay", noun=True, agents=COURTS),
    Verb("suspended", "mothball"),
    Verb("suspended", "idle", needs=WORKS),
    Verb("suspended", "shelve", bars=word_set("books")),
    Verb("suspended", "ground", noun=True, needs=FLYING),
    Verb("suspended", "pause", noun=True, bars=MARKET),
    Verb("suspended", "put", "on hold", bars=word_set("rates rate career")),
    Verb("suspended", "put", "on ice", bars=word_set("rates rate career")),
    Verb("suspended", "place", "on hold", noun=True),
    Verb("suspended", "bring", "to a halt"),
    Verb("suspended", "bring", "to a standstill"),
    Verb("suspended", "bring", "to standstill"),
    Verb("suspended", "bring", "to halt"),
    Verb("suspended", "declare", "force majeure"),
    Verb("suspended", "slap", "injunction"),
    Verb("suspended", "grant", "injunction"),
    Verb("suspended", "issue", "injunction", agents=COURTS),
    Verb("resumed", "resume", subject=True, bars=MARKET | word_set("running walking driving speaking slide "
        "coverage duties career")),
    Verb("resumed", "restart", subject=True, noun=True),
    Verb("resumed", "reopen", subject=True, bars=word_set("wound wounds scar scars debate question issue")),
    Verb("resumed", "re-open", subject=True, bars=word_set("wound wounds scar scars debate question issue")),
    Verb("resumed", "reinstate", bars=PERSONS - word_set("students")),
    Verb("resumed", "reconvene", subject=True),
    Verb("resumed", "revive", needs=CASES | word_set("plan plans deal talks bid project merger ipo offer")),
    Verb("resumed", "restore", needs=RESTORABLE),
    Verb("resumed", "lift", needs=BANS),
    Verb("resumed", "unblock"),
    Verb("resumed", "unfreeze"),
    Verb("confirmed", "confirm", bars=word_set(
        "rating ratings rtg rtgs guidance outlook forecast forecasts dividend target targets 'f1' prime-1 "
        "s-t")),
    Verb("confirmed", "verify"),
    Verb("confirmed", "admit", bars=word_set("trading trade himself herself themselves")),
    Verb("denied", "deny", bars=word_set(
        "bail visa visas entry motion motions request requests appeal appeals permission access petition "
        "parole",
        "boarding custody justice treatment care rights chance victory title promotion bid clemency asylum coverage "
        "license licence permit stay injunction rehearing application release")),
    *(
        Verb("denied", lemma, particle, needs=REPORTS, noun=lemma in ("dispute", "claim"))
        for lemma, particle in (
            ("dismiss", ""), ("reject", ""), ("dispute", ""), ("refute", ""), ("rebut", ""), ("quash", ""),
            ("rubbish", ""), ("debunk", ""), ("brush", "off"), ("shoot", "down"), ("knock", "down"),
                ("repudiate", ""),
        )
    ),
    Verb("ended", "end", needs=EVENTS - word_set("talks negotiations"), subject=True, noun=True),
    Verb("ended", "conclude", needs=EVENTS, subject=True),
    Verb("underway", "begin", needs=EVENTS, subject=True),
    Verb("underway", "start", needs=EVENTS, subject=True, noun=True),
    Verb("underway", "launch", needs=EVENTS, noun=True),
    Verb("underway", "kick", "off", needs=EVENTS, subject=True),
    *(Verb("suspended", lemma, needs=CLOSURES, subject=True) for lemma in ("shut", "close")),
)  # fmt: skip
# The particle of these is what they act on.
OBJECT_PARTICLES = word_set("injunction plug majeure")
# Behind a verb that has no particle of its own they make it another verb ("pulls back", "ends up").
PHRASAL = word_set("pull drop end stop start ground slip")
OTHER_PARTICLES = word_set("back up out off away over around apart by")
# "Shut" and "close" are for good unless the text says for how long.
ONLY_FOR_NOW = word_set("shut close")
FOR_NOW = word_set("temporarily briefly")

_IRREGULAR = {
    # lemma: past, participle, -ing
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
}
_DOUBLED = word_set("stop drop scrap defer admit scrub abet slap rebut")


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
