"""The verbs by which a text says that an event is postponed, called off, resumed and so on.

A table only; ``transforms.text.verb_claims`` reads it.  A verb is given by its lemma; its forms
are worked out here.  ``needs`` names nouns of which one must be what the verb acts on ("drops
*bid*", not "drops ball"); ``bars`` names nouns that make it another matter ("terminates *probation*").
"""

from typing import NamedTuple

from transforms.text.status_objects import (
    ALIVE,
    AT_WORK,
    AWARDS,
    BILLS,
    BROKEN_UP,
    COMMITMENTS,
    DOINGS,
    DROPPED,
    FIGURES,
    HELD_AT_LEVEL,
    LEFT_BEHIND,
    MISHAPS,
    REVIVED,
    SHOWN,
    SHUT_FOR_ANOTHER_REASON,
    STARTED_ANEW,
    STOPPED,
    SUPPLIED,
    TRAVELLERS,
)
from transforms.text.status_words import (
    ACTS,
    BANS,
    CASES,
    CLOSURES,
    COURTS,
    DEALS,
    EVENTS,
    FLYING,
    LIFTED,
    MARKET,
    OPERATIONS,
    PERSONS,
    PROSECUTORS,
    REPORTS,
    RESTORABLE,
    SCHEDULED,
    STAYABLE,
    TRANSIT,
    UNDERTAKINGS,
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
      timed: whether a target time or a length must follow ("pushed *to spring*", "slips *a week*").
      active: whether it must act on an object that follows it.
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
    active: bool = False


VERBS: tuple[Verb, ...] = (
    Verb("postponed", "postpone"),
    Verb("postponed", "delay", noun=True, bars=TRAVELLERS | word_set(
        "reaction response gratification")),
    Verb("postponed", "defer"),
    Verb("postponed", "slip", bars=MARKET | FIGURES, subject=True, timed=True),
    Verb("postponed", "slide", needs=SCHEDULED, bars=MARKET | FIGURES, subject=True, timed=True),
    Verb("postponed", "slip", "again", needs=SCHEDULED, subject=True),
    Verb("postponed", "adjourn", subject=True),
    Verb("postponed", "reset", needs=word_set("hearing trial case arraignment sentencing"), timed=True),
    Verb("postponed", "continue", needs=word_set("hearing trial case arraignment sentencing matter"), timed=True),
    Verb("postponed", "reschedule", timed=True),
    Verb("postponed", "put", "off", active=True, bars=PERSONS | word_set("customers voters buyers visitors investors")),
    Verb("postponed", "put", "off", needs=SCHEDULED | DEALS | OPERATIONS | CASES | UNDERTAKINGS | word_set(
        "it this that which")),
    Verb("postponed", "put", "off", timed=True, bars=PERSONS),
    Verb("postponed", "put", "back", timed=True),
    Verb("postponed", "put", "back", needs=SCHEDULED | word_set(
        "listing ipo float flotation sale auction takeover merger")),
    *(Verb("postponed", lemma, needs=SCHEDULED, timed=True, noun=True) for lemma in ("move", "shift", "bump", "kick")),
    Verb("postponed", "hold", "back", needs=word_set(
        "kickoff kick-off start launch release opening results announcement publication")),
    *(Verb("postponed", lemma, "over", timed=True) for lemma in ("hold", "stand", "carry", "lay")),
    Verb("postponed", "set", "back", needs=SCHEDULED, active=True),
    Verb("postponed", "table", timed=True, noun=True),
    Verb("postponed", "hold", "up", needs=SCHEDULED | OPERATIONS),
    Verb("postponed", "push", "back", bars=word_set("way ways hair chair")),
    Verb("postponed", "push", timed=True),
    Verb("postponed", "move", "back"),
    Verb("postponed", "hold", "off on", bars=word_set("comment commenting judgement judgment")),
    Verb("postponed", "hold", "off", needs=SCHEDULED | DEALS | OPERATIONS | ACTS, bars=PERSONS | word_set(
        "comment commenting judgement judgment challenge challenger")),
    Verb("postponed", "extend", needs=word_set("deadline")),
    Verb("cancelled", "cancel", bars=word_set("cheque cheques check checks stamp debt "
        "subscription subscriptions membership memberships card cards noise culture shares warrants")),
    Verb("cancelled", "call", "off"),
    Verb("cancelled", "scrap", bars=BROKEN_UP),
    Verb("cancelled", "abort"),
    Verb("cancelled", "abandon", needs=SCHEDULED | DEALS | CASES | OPERATIONS | UNDERTAKINGS | word_set(
        "effort efforts attempt attempts drive push idea strategy target goal pledge quest system practice ambition")),
    Verb("cancelled", "abandon", active=True, bars=PERSONS | LEFT_BEHIND | MARKET | word_set("hope faith")),
    Verb("cancelled", "terminate", bars=PERSONS | word_set("probation employees pregnancy period")),
    Verb("cancelled", "withdraw", needs=DEALS | CASES | SHOWN | (UNDERTAKINGS - word_set("settlement")) | word_set(
        "approval registration statement prospectus filing notice notices threat prosecution")),
    Verb("cancelled", "pull", "plug"),
    Verb("cancelled", "pull", needs=DEALS - word_set("support service services stake contract") | SHOWN, noun=True),
    Verb("cancelled", "dismiss", needs=word_set("charge charges case cases"), agents=PROSECUTORS),
    Verb("cancelled", "drop", needs=(DEALS - word_set("match")) | CASES | LIFTED | DROPPED,
         noun=True,
         bars=word_set("price prices profit sales sales% percent pct")),
    Verb("cancelled", "walk", "away from", needs=DEALS),
    Verb("cancelled", "walk", "away from", agents=word_set("bidder suitor buyer investor investors group consortium")),
    *(Verb("cancelled", lemma, particle, needs=COMMITMENTS)
      for lemma, particle in (("pull", "out of"), ("back", "out of"), ("tear", "up"), ("rip", "up"),
                              ("pull", "back from"), ("back", "away from"), ("back", "off"), ("give", "up on"),
                              ("withdraw", "from"))),
    *(Verb("cancelled", lemma, needs=COMMITMENTS, noun=lemma in ("dump", "bin", "junk", "exit"))
      for lemma in ("dump", "jettison", "bin", "junk", "quit", "exit")),
    Verb("cancelled", "lapse", needs=word_set("bid offer"), subject=True, noun=True),
    Verb("cancelled", "give", "up", needs=DEALS),
    Verb("cancelled", "end", needs=(CASES - word_set("action")) | word_set(
        "programme program scheme route venture alliance lease quota quotas tariff tariffs levy "
        "pursuit talks negotiations agreement pact deal merger partnership discussions sponsorship contract subsidy",
        "subsidies")),
    Verb("cancelled", "close", needs=word_set("probe probes investigation investigations inquiry inquiries")),
    Verb("cancelled", "revoke", needs=AWARDS - word_set("licence license")),
    *(Verb("cancelled", lemma, needs=AWARDS) for lemma in ("quash", "annul", "void", "nullify")),
    Verb("cancelled", "kill", needs=BILLS),
    Verb("cancelled", "kill", needs=COMMITMENTS - word_set("mission campaign"), active=True),
    Verb("cancelled", "kill", "off", bars=ALIVE | word_set("bacteria virus weeds cells character fish germs")),
    Verb("cancelled", "break", "off", needs=DEALS | word_set("ties relations contact contacts engagement dialogue")),
    Verb("cancelled", "break", "off", needs=word_set("talks negotiations"), subject=True),
    Verb("cancelled", "break", "down", needs=word_set("talks negotiations"), subject=True),
    Verb("cancelled", "fail", needs=word_set("talks negotiations"), subject=True),
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
    Verb("suspended", "stop", noun=True, needs=(OPERATIONS - word_set("traffic fighting")) | word_set(
        "match game play race concert importing exporting")),
    Verb("suspended", "freeze", noun=True, needs=DEALS | word_set(
        "aid funding operations cooperation talks construction exports imports project projects deal loan "
        "loans",
        "funds deliveries rule rules law laws order orders programme program ties relations plans plan visas refugee "
        "redemptions withdrawals permits licences licenses grants dividend intelligence hiring recruitment spending")),
    Verb("suspended", "freeze", noun=True, active=True, bars=PERSONS | MARKET | HELD_AT_LEVEL),
    Verb("suspended", "freeze", needs=UNDERTAKINGS | word_set("lending imports shipments supplies membership ties")),
    Verb("suspended", "stop", noun=True, active=True, needs=DOINGS),
    Verb("suspended", "stop", noun=True, needs=STOPPED, bars=PERSONS, active=True),
    Verb("suspended", "stop", noun=True, needs=SCHEDULED | TRANSIT | RESTORABLE | FLYING | WORKS, agents=MISHAPS),
    *(Verb("suspended", lemma, noun=True, agents=COURTS, bars=word_set("assets asset accounts account"))
      for lemma in ("block", "freeze")),
    Verb("suspended", "stay", noun=True, agents=COURTS,
         bars=word_set("calm silent quiet mum put firm cool home away out")),
    Verb("suspended", "stay", needs=STAYABLE),
    *(Verb("suspended", "take", particle, needs=WORKS | RESTORABLE | CLOSURES | FLYING)
      for particle in ("offline", "out of service", "off line")),
    Verb("suspended", "stop", noun=True, subject=True, needs=OPERATIONS - word_set(
        "traffic fighting buying selling tests orders trial trials rescue trade funding hunting fishing support")),
    *(Verb("suspended", "stop", particle, needs=AT_WORK, subject=True, noun=True)
      for particle in ("running", "operating", "flying", "trading", "pumping", "producing", "loading")),
    *(Verb("suspended", lemma, particle, needs=AT_WORK, subject=True, noun=lemma == "ground")
      for lemma in ("come", "grind") for particle in ("to a halt", "to a standstill", "to halt", "to standstill")),
    *(Verb("suspended", "go", particle, needs=WORKS, subject=True) for particle in ("offline", "idle")),
    Verb("suspended", "cut", "off", needs=SUPPLIED | RESTORABLE, noun=True),
    Verb("suspended", "shut", "in", needs=OPERATIONS | WORKS | CLOSURES),
    Verb("suspended", "break", "off", needs=word_set("search hunt rescue operation work excavation patrols")),
    Verb("suspended", "withhold", needs=SUPPLIED),
    Verb("suspended", "enjoin", agents=COURTS),
    Verb("suspended", "mothball"),
    Verb("suspended", "idle", needs=WORKS),
    Verb("suspended", "idle", active=True, bars=PERSONS),
    Verb("suspended", "shelve", bars=word_set("books")),
    Verb("suspended", "ground", noun=True, needs=FLYING),
    Verb("suspended", "pause", noun=True, bars=MARKET | word_set("rate rates hike hikes tightening easing")),
    Verb("suspended", "put", "on hold", bars=word_set("rates rate career")),
    *(Verb("suspended", lemma, particle, noun=True) for lemma in ("put", "place")
      for particle in ("on clinical hold", "on the back burner", "on back burner")),
    Verb("suspended", "put", "on ice", bars=word_set("rates rate career")),
    *(Verb("suspended", lemma, "on care and maintenance", noun=True) for lemma in ("put", "place")),
    Verb("suspended", "bar", agents=COURTS, noun=True, needs=word_set(
        "rule rules law policy order ban enforcement deportation deportations plan execution executions")),
    *(Verb("suspended", "put", particle) for particle in ("hold on", "a hold on")),
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
        "growth uptrend coverage ways form duties quest pursuit hunt romance friendship affair rivalry feud march",
        "captaincy leadership drinking smoking eating career seat seats chair place role position")),
    Verb("resumed", "restart", subject=True, noun=True, bars=word_set("debate row speculation career")),
    *(Verb("resumed", lemma, subject=True) for lemma in ("recommence", "relaunch", "re-start", "reactivate")),
    Verb("resumed", "end", needs=LIFTED),
    Verb("resumed", "reopen", subject=True, bars=word_set("wound wounds scar scars debate question issue")),
    Verb("resumed", "re-open", subject=True, bars=word_set("wound wounds scar scars debate question issue")),
    Verb("resumed", "reinstate", bars=PERSONS - word_set("students")),
    Verb("resumed", "reconvene", subject=True),
    Verb("resumed", "revive", needs=REVIVED),
    Verb("resumed", "restore", needs=RESTORABLE | STARTED_ANEW),
    Verb("resumed", "lift", needs=BANS),
    *(Verb("resumed", "return", particle, subject=True)
      for particle in ("to talks", "to the talks", "to negotiating table", "to the negotiating table", "to the table",
                       "to service", "to negotiations")),
    Verb("resumed", "return", "to normal", needs=AT_WORK, subject=True),
    *(Verb("resumed", "bring", particle) for particle in (
        "back online", "back on line", "back on stream", "back on-stream", "back into service", "back into operation",
        "back into production", "back on the air")),
    *(Verb("resumed", "return", particle, needs=AT_WORK)
      for particle in ("to service", "to operation", "to grid", "to the grid")),
    *(Verb("resumed", lemma, needs=LIFTED) for lemma in ("remove", "rescind", "overturn", "waive")),
    *(Verb("resumed", lemma, needs=word_set("ties relations contact contacts links communication service"))
      for lemma in ("re-establish", "reestablish")),
    Verb("resumed", "unblock"),
    Verb("resumed", "unfreeze"),
    Verb("confirmed", "confirm", bars=word_set(
        "fears suspicions commitment faith",
        "rating ratings rtg rtgs guidance outlook forecast forecasts dividend target targets 'f1' prime-1 "
        "s-t")),
    Verb("confirmed", "verify"),
    Verb("confirmed", "corroborate", needs=REPORTS, active=True),
    *(Verb("confirmed", lemma) for lemma in ("acknowledge", "concede")),
    Verb("confirmed", "own", "up to"),
    Verb("confirmed", "admit", bars=word_set(
        "children women members students himself herself themselves "
        "visitors patients patient guests refugees migrants pupils")),
    Verb("denied", "deny", bars=word_set(
        "bail bond visa visas entry motion motions request requests appeal appeals permission access petition "
        "parole",
        "boarding custody justice treatment care rights chance victory title promotion bid clemency asylum coverage "
        "winner goal goals point points equaliser equalizer sweep penalty "
        "license licence permit damages mistrial funding grant grants compensation relief retrial wildcard",
        "stay injunction rehearing application release")),
    *(
        Verb("denied", lemma, particle, needs=REPORTS, noun=lemma in ("dispute", "claim"))
        for lemma, particle in (
            ("dismiss", ""), ("reject", ""), ("dispute", ""), ("refute", ""), ("rebut", ""), ("quash", ""),
            ("rubbish", ""), ("debunk", ""), ("disavow", ""), ("brush", "off"),
                ("brush", "aside"), ("bat", "away"),
                ("shoot", "down"), ("knock", "down"),
                ("repudiate", ""), ("counter", ""), ("quell", ""), ("fend", "off"), ("hose", "down"), ("shut", "down"),
                 ("dispel", ""), ("rebuff", ""), ("shrug", "off"), ("put", "to rest"),
                ("lay", "to rest"),
                ("hit", "back at"), ("pour", "cold water on"), ("laugh", "off"), ("laugh", "at"),
                ("scoff", "at"), ("wave", "away"), ("wave", "off"), ("play", "down"), ("discount", ""), ("scotch", ""),
                ("squash", ""), ("contradict", ""), ("slap", "down"), ("rule", "out"),
        )
    ),
    Verb("denied", "dispute", noun=True, active=True, needs=word_set(
        "toll figure figures number numbers estimate estimates version data evidence count analysis characterization")),
    Verb("ended", "end", needs=EVENTS - word_set("talks negotiations"), subject=True, noun=True),
    Verb("ended", "conclude", needs=EVENTS, subject=True),
    Verb("underway", "begin", needs=EVENTS, subject=True),
    Verb("underway", "start", needs=EVENTS, subject=True, noun=True),
    Verb("underway", "launch", needs=EVENTS, noun=True),
    Verb("underway", "kick", "off", needs=EVENTS, subject=True),
    *(Verb("suspended", lemma, bars=SHUT_FOR_ANOTHER_REASON, subject=True) for lemma in ("shut", "close")),
)  # fmt: skip
# The particle of these is what they act on.
OBJECT_PARTICLES = word_set("injunction plug majeure")
# Behind a verb that has no particle of its own they make it another verb ("pulls back", "ends up").
PHRASAL = word_set("pull drop end stop start ground slip move shift kill stay")
OTHER_PARTICLES = word_set("short back up out off away over around apart by forward")
# "Shut" and "close" are for good unless the text says for how long.
ONLY_FOR_NOW = word_set("shut close")
FOR_NOW = word_set("temporarily briefly pending indefinitely")

# As an intransitive or active verb it says the opposite or nothing ("the hearing continues until Friday").
PASSIVE_ONLY = word_set("continue")
# Without a day they only end a sitting ("the council adjourned at nine").
DATED_UNLESS_ACTED_ON = word_set("adjourn")
