"""The words by which a text says that an event is postponed, called off, resumed and so on.

Tables only; ``transforms.text.grammar`` reads them.  A verb is given by its lemma; its forms
are worked out here.  ``needs`` names nouns of which one must be what the verb acts on ("drops
*bid*", not "drops ball"); ``bars`` names nouns that make it another matter ("terminates *probation*").
"""

from typing import NamedTuple

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


PERSONS = word_set(
    "he she him her who whom i me man woman men women boy girl student students teacher teachers player",
    "players pitcher striker goalkeeper coach manager managers captain referee jockey swimmer cyclist rider",
    "sprinter athlete athletes fighter officer officers cop cops deputy deputies trooper official officials",
    "teen teens teenager teenagers pupil pupils child children youth singer actor actress model chef governor",
    "prosecutor prosecutors firefighter firefighters soldier soldiers sheriff rapper comedian",
    "employee employees worker workers driver drivers pilot pilots doctor doctors nurse lawyer judge mayor",
    "minister ministers senator lawmaker lawmakers lawmaker's mp mps president chairman chief ceo cfo director",
    "executive executives principal professor priest bishop anchor host journalist reporter broker brokers",
    "trader traders banker bankers auditor user users member members staff guard guards",
)
MARKET = word_set(
    "rally slide decline fall rise climb gains gain losses losing sell-off selloff rebound uptrend downtrend",
    "advance retreat yen dollar euro sterling yuan rupee loonie kiwi treasuries bonds gilts bund crude gold",
    "stocks futures streak slump drop index dow nasdaq ftse dax nikkei yields volatility waste",
)
DEALS = word_set(
    "bid bids offer offers deal deals talks sale sales ipo listing merger takeover acquisition purchase buyout",
    "agreement agreements pact contract contracts plan plans proposal request application appeal motion",
    "nomination candidacy tender issue negotiations discussions investment project projects scheme campaign",
    "ad ads advert adverts advertising show shows service services product products flotation float demerger",
    "spinoff spin-off buyback bill objections objection opposition support event tour concert match vote trip",
    "visit meeting auction partnership funding subsidy tax rule regulation order policy programme program",
    "stake swap bond complaint complaints resolution",
)
CASES = word_set(
    "action case cases charge charges suit lawsuit suits lawsuits probe probes investigation inquiry claim claims"
)
OPERATIONS = word_set(
    "production output sales exports imports shipments deliveries flights service services operations operation",
    "trading trade work construction drilling mining buying selling lending deportations evictions raids",
    "supplies supply payments loading unloading traffic refining publication broadcasts talks tests testing",
    "search rescue issuing issuance intake funding aid fishing hunting executions vaccinations trains",
    "exploration oil gas trials trial dividend dividends exercises patrols",
)
WORKS = word_set(
    "plant plants mine mines mill refinery processor smelter unit units factory factories reactor capacity rig",
    "rigs ships fleet furnace line lines output crusher coker well facility ethanol potash site sites",
)
FLYING = word_set(
    "flight flights plane planes aircraft fleet fleets jet jets helicopter helicopters airliner airliners",
    "airliner's ferries ferry drones balloons 737 747 757 767 777 787 a320 a380 dreamliner dreamliners dc-10",
)
BANS = word_set(
    "ban bans moratorium suspension majeure embargo restriction restrictions curfew lockdown lockdowns halt freeze",
    "stop blockade quarantine closure injunction stay hold evacuation prohibition",
)
REPORTS = word_set(
    "report reports rumor rumors rumour rumours claim claims allegation allegations accusation accusations charge",
    "charges talk speculation suggestion suggestions complaint complaints story stories assertion assertions",
    "media criticism study notion idea reported link links insinuation insinuations chatter hearsay conspiracy",
)
COURTS = word_set(
    "judge judges court courts tribunal panel justice justices arbitrator injunction magistrate ruling scotus circuit"
)
_CLOSURES = word_set(
    "school schools airport airports road roads lane lanes highway bridge station stations museum theater theatre",
    "border borders post posts port ports park parks university campus office offices embassy consulate mall",
    "store stores unit units refinery plant plants mine mines pipeline platform reactor line lines lock i-",
    "building buildings court courts line lines metro subway tunnel motorway interstate zoo beach beaches",
    "hospital clinic clinics website site service services terminal runway exchange mill facility northbound",
    "southbound eastbound westbound field fields factory restaurant bar bars library libraries",
)
RESTORABLE = word_set(
    "service services power electricity water access flights aid funding trade traffic supplies supply links",
    "operations communications internet gas train trains benefits order",
)
RULINGS = word_set(
    "ruling rulings decision decisions verdict verdicts sentencing judgment judgement vote votes hearing hearings",
    "report reports announcement results earnings review payment payments deadline start opening delivery deliveries",
)
EVENTS = word_set(
    "raid raids operation operations crackdown roundup strike strikes talks trial vote voting election elections",
    "evacuation evacuations search protest protests hearing summit rally offensive festival construction work",
    "march deportations deportation launch exercise exercises ceremony tour concert match game games tournament",
    "season race conference meeting visit negotiations cleanup recount inquiry investigation census exhibition",
    "demolition sweep sweeps drill drills parade convention session walkout campaign rollout release sale auction",
    "lockdown curfew siege standoff ceasefire truce war fighting storm rescue vaccination vaccinations shutdown",
    "rocket flights service services show shows play event events procession funeral debate referendum polling",
    "boycott blockade closure standoffs attack attacks assault airstrikes bombing exodus withdrawal airlift",
)

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
    *(Verb("suspended", lemma, needs=_CLOSURES, subject=True) for lemma in ("shut", "close")),
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

# Nouns that name the change; they assert it only where someone announces it.
NOUNS = {
    "postponement": "postponed", "adjournment": "postponed", "deferral": "postponed", "delay": "postponed",
    "cancellation": "cancelled", "termination": "cancelled", "withdrawal": "cancelled",
    "suspension": "suspended", "halt": "suspended", "moratorium": "suspended", "pause": "suspended",
    "resumption": "resumed", "reopening": "resumed", "restart": "resumed", "reinstatement": "resumed",
}  # fmt: skip
ANNOUNCERS = word_set(
    "announce announces announced announcing orders ordered declares declared confirms confirmed imposes "
    "imposed "
    "reports notifies forces forced forcing prompts prompted"
)

DETERMINERS = word_set(
    "a an the this that these those its his her their our my your some any all each every no both several many few",
    "more most other another such first second third last next latest new old further one two three",
)
PREPOSITIONS = word_set(
    "of in on at by for from with without over under after before during amid against about into through between",
    "among despite since until till per via than as following to onto near behind beyond toward towards due "
    "because pending",
)
CONJUNCTIONS = word_set(
    "and or but nor while because although though which who that when where so yet if unless whether"
)
BE = word_set(
    "is are was were be been being am gets got get remain remains remained stays 's 're isn't aren't wasn't weren't"
)
HAVE = word_set("has have had having 've hasn't haven't hadn't")
WILL = word_set("will shall 'll won't")
MODALS = word_set(
    "may might could can cannot can't couldn't would wouldn't should shouldn't must mustn't need ought mightn't"
)
DO = word_set("do does did don't doesn't didn't")
ADVERBS = word_set(
    "also now again since then just soon already still yet once later today yesterday tomorrow tonight ever all both",
    "even further not never no longer twice monday tuesday wednesday thursday friday saturday sunday instead",
)
NEGATIONS = word_set("not never no n't nor neither without hardly barely nobody none nothing")
# Words that make what depends on them a wish, a plan, a duty or a chance.
SOFT = word_set(
    "seek seeks sought seeking ask asks asked asking urge urges urged urging want wants wanted try tries tried trying",
    "attempt attempts attempted aim aims aimed hope hopes hoped hoping plan plans planned planning expect expects",
    "expected likely unlikely consider considers considering considered mull mulls mulling weigh weighs weighing",
    "threaten threatens threatened threatening threat threats bid bids effort efforts push pushes pressure pressed",
    "presses pressing call calls calling demand demands demanded demanding propose proposes proposed proposal need",
    "needs needed desire able unable allow allows allowed allowing enable refuse refuses refused refusing decline",
    "declines declined fail fails failed failing reluctant ready prepare prepares prepared preparing possible",
    "possibly potential potentially perhaps maybe chance option move moves request requests requested petition lobby",
    "recommend recommends recommended suggest suggests advise advises advised risk risks fear fears feared worry",
    "worries doubt doubts whether resist resists pledge pledges pledged promise promises promised vow vows vowed offer",
    "offers offered eye eyes nears step steps set due how power right authority vote-on decision debate debates",
    "debating discuss discusses reason reasons case grounds enough too required requires require must willing hesitant",
    "poised pressured begs begged mulled campaign campaigns campaigned would-be avoid avoids avoided prevent",
    "prevents prevented intends intend intended wishes wish prefers tempted free unlikely scheduled slated bound",
    "learn learns helps help helped persuade persuades convince convinces permission bill law motion",
)
# Of these, the ones that take a whole statement: "fears talks have collapsed".
SOFT_STATEMENT = word_set(
    "hope hopes hoped hoping expect expects expecting fear fears feared predict predicts predicted doubt doubts",
    "suggest suggests wonder wonders rumor rumors rumour rumours rumored rumoured speculation imagine suppose",
    "likely unlikely could may might perhaps maybe possibly whether would should must",
)
# Of these, the ones that take an object and a participle: "wants the fee dropped".
SOFT_WANT = word_set(
    "want wants wanted seek seeks sought urge urges urged ask asks asked demand demands demanded should "
    "may could might",
    "would must can need needs like fears fear hopes have get see risk risks whether",
)
ASSERTING = word_set(
    "agree agrees agreed agreeing decide decides decided deciding forced opt opts opted choose chooses chose elected",
    "elects vote votes voted is are was were be order orders ordered continue continues announced announces resolved",
    "told tells instructed instructs directed directs had made makes compels compelled",
)
REPORTED = word_set(
    "announced said stated told confirmed declared decided ordered agreed tweeted wrote added reported informed learned"
)
RATERS = word_set("fitch moody's moodys s&p dbrs")
CHAMBERS = word_set("senate parliament congress lawmakers committee house voters shareholders assembly council board")
FALSE_WORDS = word_set(
    "baseless false untrue nonsense rubbish inaccurate groundless unfounded fabricated bogus fake ridiculous absurd"
)
HYPOTHESIS = word_set("if unless whether")
# After a plural noun these are its verb, so "delays" before them is the noun.
VERBISH = word_set(
    "ease eases mount mounts hit hits continue continues expected persist plague cost costs drag spark push force",
    "cause causes grow loom weigh threaten hurt hurts leave leaves keep keeps help helps mean means getting get gets",
    "see seen make makes may could will would should can might must is are was were has have had said says say",
)
PLAN_START = word_set("begin start open launch happen unfold commence proceed kick resume")
LEADING_PLAN = word_set("set scheduled slated due expected planned")
"""Words before "to begin" and the like."""
