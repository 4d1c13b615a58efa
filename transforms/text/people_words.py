"""The words by which English news counts people: who is counted, what happened to them, what else a number is.

All patterns read a sentence in lower case.  ``people_counts`` asks them.
"""

import re

from transforms.text.numbers import NOT_BEFORE, NOT_BEHIND, NUMBER, NUMBER_WORDS, ORDINAL
from transforms.text.tables import word_set

# A larger count of people is a misread number (test_figures.py::test_what_is_no_figure).
LARGEST = 50_000_000
KINDS = ("killed", "injured", "missing", "arrested", "charged", "evacuated", "displaced")

QUALIFIERS = {
    **dict.fromkeys(
        ("at least", "no fewer than", "no less than", "not less than", "minimum of", "a minimum of"), "at least"
    ),
    **dict.fromkeys(("more than", "over", "upwards of", "in excess of"), "more than"),
    **dict.fromkeys(("up to", "as many as", "no more than", "a maximum of"), "up to"),
    **dict.fromkeys(("fewer than", "less than", "under"), "fewer than"),
    **dict.fromkeys(
        (
            "nearly", "almost", "about", "around", "some", "roughly", "approximately", "an estimated", "estimated",
            "close to",
        ),
        "about",
    ),
}  # fmt: skip
QUALIFIER = re.compile(rf"\b({'|'.join(sorted(QUALIFIERS, key=len, reverse=True))})\s(?:another\s)?$")

ONE_PERSON = (
    "person|man|woman|boy|girl|child|kid|toddler|baby|infant|newborn|teen|teenager|youth|student|pupil|adult|male|"
    "female|officer|policeman|policewoman|deputy|trooper|agent|soldier|marine|sailor|guard|firefighter|paramedic|"
    "worker|employee|clerk|driver|rider|passenger|pedestrian|cyclist|motorcyclist|motorist|bystander|suspect|gunman|"
    "attacker|shooter|bomber|victim|resident|tourist|visitor|customer|guest|mother|father|mom|mum|dad|parent|son|"
    "daughter|brother|sister|husband|wife|grandmother|grandfather|grandson|granddaughter|uncle|aunt|nephew|niece|"
    "cousin|stepfather|stepmother|girlfriend|boyfriend|fiancee|friend|neighbor|neighbour|relative|classmate|couple|"
    "protester|protestor|demonstrator|hiker|climber|swimmer|skier|miner|farmer|fisherman|journalist|reporter|"
    "civilian|migrant|prisoner|inmate|pilot|nurse|doctor|teacher|politician|lawmaker|activist|veteran|grader|"
    "survivor|runner|spectator|shopper|villager|builder|engineer|volunteer|camper|rescuer|lifeguard|pensioner"
)
# A sentence without any of these tells of no single person, by a noun or by an age.
PERSON_WORDS = frozenset(ONE_PERSON.split("|")) | {"old", "olds"}
PEOPLE = (
    "people|persons|men|women|(?:school|grand)?children|kids|boys|girls|police(?!\\s(?:officer|chief))|policemen|"
    "(?:crew|staff)(?:\\smembers)?|troops|personnel|"
    "babies|bodies|victims?|suspects?|others|other(?=\\s(?:was|is|injured|wounded|hurt|dead|killed|in)\\b)"
)
# Plurals that are counted too, but are not people.
THINGS = word_set(
    "dogs cats cows horses birds chickens animals sheep pigs elephants fish bees trees jobs cars vehicles buildings",
    "homes houses households counts times hours days weeks months years minutes seconds miles feet metres meters",
    "kilometers kilometres yards inches acres pounds dollars euros percent points blocks shots rounds bullets guns",
    "weapons businesses companies schools structures apartments units planes bridges districts counties countries",
    "cities states incidents shootings accidents crashes attacks blasts explosions games matches runs goals votes",
    "cents degrees stabbings murders killings homicides fires wounds turtles cattle crimes felonies offenses offences",
    "charges cases reports calls complaints trains buses boats ships roads villages towns places sites parts others's",
)
AGE = r"(?:\d{1,3}|[a-z]{3,9})[\s-](?:year|month|week|day)s?[\s-]olds?"
MODIFIERS = r"(?:(?:\d{1,3}-)?[a-z][a-z'’.-]*,?\s){0,4}?"
# Words that no noun phrase of a group holds between its number and its noun.
NO_MODIFIER = word_set(
    "of in at on by with from for to and or who that which was were is are be been has have had not the a an his her",
    "their after before when as than more one two three four five six seven eight nine ten said into onto shot it",
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
)
ORDINAL_DIGITS = re.compile(r"\b\d{1,3}(?:st|nd|rd|th)\b")
ONE_AFTER_DET = re.compile(
    rf"\b(?:an?|another|one|the)\s(?P<modifiers>{MODIFIERS})(?:(?P<noun>{ONE_PERSON})\b|"
    rf"(?P<age>{AGE})\b(?!\s(?:[a-z'’-]+\s){{0,2}}?(?:{ONE_PERSON})\b))(?!['’-]|\sof\s(?:the|all)\s)"
)
# In a headline nouns need no article; a group opens it or follows a break.
ONE_IN_HEADLINE = re.compile(
    r"(?:^|(?<=[,:;–—|]\s)|(?<=\band\s)|(?<=&\s)|(?<=\bkills\s)|(?<=\binjures\s)|(?<=\bwounds\s)|(?<=\bhurts\s)|"
    rf"(?<=\bleaves\s))(?P<modifiers>{MODIFIERS})(?:(?P<noun>{ONE_PERSON})\b|"
    rf"(?P<age>{AGE})\b(?!\s(?:[a-z'’-]+\s){{0,2}}?(?:{ONE_PERSON})\b))(?:,\s\d{{1,3}},)?(?!['’-])"
)
# "One man dead and another wounded".
ANOTHER = re.compile(r"\banother(?=\s(?:was|is|dead|killed|wounded|injured|hurt|critically|seriously|badly)\b)")
# A sentence without digits and without any of these holds no number.
COUNT_WORDS = NUMBER_WORDS | {"couple"}
DIGIT = re.compile(r"\d")
COUNTED = re.compile(rf"{NOT_BEFORE}(?P<number>{NUMBER}){NOT_BEHIND}")
WHO = re.compile(
    rf"\s(?P<part>of\s(?:the|them|its|their|those)\s)?(?P<modifiers>{MODIFIERS})(?:(?:{PEOPLE}|{ONE_PERSON})\b|"
    r"(?P<plural>[a-z'’-]{3,}(?:s|ese|men))\b)(?!['’])"
)
MORE = re.compile(
    rf"(?:,\sand|,|\sand|\s&|\splus|\sas\swell\sas|\salong\swith)\s(?:(?P<own>(?:his|her|their|its|the)\s))?"
    rf"(?:(?P<number>{NUMBER})\s|(?P<one>an?\s|another\s))?(?P<modifiers>{MODIFIERS})"
    rf"(?P<noun>(?:{ONE_PERSON})s?|{PEOPLE}|daughters|sons|"
    rf"{AGE}(?!\s(?:[a-z'’-]+\s){{0,2}}?(?:{ONE_PERSON})\b))\b(?!['’-])"
)
LONGEST_GROUP = 5

BETWEEN = re.compile(
    r"(?:\s(?:who|had|has|have|was|were|are|is|been|being|got|reportedly|also|now|still|confirmed|believed|feared|"
    r"reported|listed|left|as|seriously|critically|slightly|badly|severely|currently|officially|accidentally|"
    r"later|apparently|allegedly|found|pronounced|declared|presumed|remain(?:s|ed)?|to\s(?:be|have)|have|be|(?:shot|stabbed|"
    r"beaten|struck|hit)(?:,|\sand))){0,6},?\s"
)
# Asides between people and their verb: ", aged 24 and 31,", ", John Smith, 24, of Millbridge,", " (two of them boys)".
ASIDE = re.compile(
    r",\s[^,.;]{1,80}(?=,)|\s\([^()]{1,60}\)|\swho\s(?:[a-z'’-]+\s){0,6}?[a-z'’-]+(?=\s(?:was|were|is|are|have|has)\b)"
)
MOST_ASIDES = 4
HOSPITAL = r"(?:\w+['’.]?\s){0,4}?hospitals?"
LIMB = "legs?|foot|feet|arms?|hands?|fingers?|shoulder|ankle|thighs?|buttocks|knee|calf|toe|wrist|elbow|hip"
# What is said behind the people counted, and what before them, by kind.
BEHIND = {
    "killed": r"killed|dead|died|dies|die|slain|murdered|massacred|perish(?:ed|es)|deaths?|fatalities|"
    r"shot dead|(?:shot|stabbed|beaten|burned|burnt|crushed|trampled|hacked|strangled) to death|"
    r"fatally (?:shot|stabbed|wounded|injured|struck|hit)|gunned down|los(?:t|es?) (?:their|his|her) (?:lives|life)|"
    r"drown(?:ed|s)|lives lost|(?:of them )?fatally(?=[.,;]|$)",
    "injured": r"injured|wounded|hurt|injuries|hospitali[sz]ed|maimed|"
    rf"(?:taken|rushed|transported|airlifted|sent|flown|brought|in|to) (?:to |in )?{HOSPITAL}|"
    r"(?:in|under) (?:a |an )?(?:extremely )?(?:critical|serious|stable|fair|good|grave)(?: but \w+)? condition|"
    r"in (?:critical|intensive) care|recovering|fighting for (?:his|her|their) li(?:fe|ves)|"
    r"treated (?:at|in|for)|(?:suffer|sustain)(?:ed|s|ing)? (?:\w+[\s-]){0,8}?(?:injur(?:y|ies)|wounds?|burns)|"
    r"with (?:(?:gunshot|stab|bullet) wounds?|injuries)|"
    rf"shot (?:(?:him|her)self )?in (?:the |his |her |their |both )?(?:left |right |upper |lower )?(?:{LIMB})",
    "missing": r"missing|unaccounted for",
    "arrested": r"arrested|arrests?|detained|in custody|taken into custody|in police custody|rounded up|held",
    "charged": r"charged|indicted",
    "evacuated": r"evacuated|evacuees|(?:moved|led|taken|brought|ferried) to safety",
    "displaced": r"displaced|(?:left|made|rendered) homeless|homeless",
}
BEFORE = {
    "killed": r"(?:killed|killing|kills?)(?: all)?|murdered|slew|"
    r"(?:claim(?:s|ed|ing)|took|takes|taking) the (?:lives|life) of|"
    r"death toll (?:{toll})|"
    r"number (?:of )?(?:(?:people|those) )?(?:killed|dead|deaths|fatalities)(?: in [^,.;]{1,40}?)? (?:{toll})|"
    r"toll (?:{toll})|"
    r"(?:bring|brings|bringing|brought|take|takes|taking|took|put|puts) the (?:dead|number of dead|number killed) to|"
    r"(?:deaths?|murders?|slayings?|killings?|bodies) of|"
    r"fatal (?:shooting|stabbing|beating|crash|fall) of|fatally (?:shot|shooting|stabbed|stabbing|struck|wounded|"
    r"wounding|injuring)|shot dead|shot and killed|shoot(?:s|ing) (?:dead|and kill(?:s|ing))",
    "injured": r"injured|injuring|injures?|wounded|wounding|wounds?|hurt|hurting|hurts|"
    r"number (?:of )?(?:(?:people|those) )?(?:injured|wounded|hurt)(?: in [^,.;]{1,40}?)? "
    r"(?:{toll})",
    "missing": r"number of (?:the )?missing (?:{toll})",
    "arrested": r"arrested|arresting|arrests?|detained|detaining|detains?|rounded up|number of arrests (?:{toll})",
    "charged": r"charged|charging|charges?|indicted|indicting|indicts?",
    "evacuated": r"evacuated|evacuating|evacuates?",
    "displaced": r"displaced|displacing|displaces?",
}
TOLL = (
    r"(?:(?:has|had|have|now|is|was)\s)*(?:ris(?:en|es|ing)|rose|climb(?:s|ed)|stands?|stood|reach(?:es|ed)|hit|hits|"
    r"jump(?:s|ed)|grew|grows|grown|increased|went up|goes up|fell|falls|drops|dropped|lowered|revised)?"
    r"(?:\s(?:sharply|further|again))?\s?(?:to|at|of|from \S+ to)?"
)
BEHIND_PATTERNS = {what: re.compile(rf"(?:{words})\b(?!-)") for what, words in BEHIND.items()}
BEFORE_PATTERN = re.compile(
    # What all alternatives begin with, so that only the first letters of words are tried.
    r"\b(?:"
    + "|".join(rf"(?P<{what}>(?:{words.replace('{toll}', TOLL)}))" for what, words in BEFORE.items())
    + r")\s(?:the\s)?$"
)
OBJECT_NEXT = re.compile(
    r"\s(?:the|an?|his|her|their|its|him|them|it|himself|herself|themselves|another|at least|more than|up to|"
    rf"{NUMBER})\b"
)
PASSIVE = re.compile(r"\b(?:was|were|is|are|been|being|got|be)\b")
SUBJECT_NEXT = re.compile(r"\s(?:was|were|had|has|identified)\b")
UNCOUNTED_LEFT = re.compile(rf"\b(?:parents|(?:{ONE_PERSON})s?) and $")
UNCOUNTED_BEHIND = re.compile(r"[^.;]{0,40}?(?:,|\sand)\s(?:his|her|their)\s")
STAYING = re.compile(r"\b(?:remain(?:s|ed)?|still)\b")
LIVES = re.compile(r"\slives\b")
LIVES_BEFORE = re.compile(r"\b(?:claim(?:s|ed|ing)?|took|taken|takes|taking|cost|costs)\s$")
TOLL_WORD = re.compile(r"\btoll\b|\bnumber\b|\bthe dead to\b")
# "Nine held over fraud" needs no noun.
HELD_FOR = re.compile(r" (?:over|on suspicion|in connection|for questioning)\b")
SOFT_LEFT = re.compile(
    r"\b(?:to|could|would|might|may|can|should|must|will|not|never|n[o']t|plans?|threatens|if)\s(?:have\s)?"
    r"(?:been\s|be\s)?$"
)
PART_LEFT = re.compile(
    r"\b(?:no|not|including|among them|of whom|of them|from|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|jan\.|feb\.|mar\.|apr\.|jun\.|jul\.|aug\.|sept?\.|oct\.|nov\.|dec\.|"
    r"highway|interstate|route|flight|platform|unit|room|apartment|no\.|number|chapter|aged?|season|week|day|ward|"
    r"channel|page|line|engine|car|bus|group|company|tram|train|team|i-|u\.s\.|(?:\d+|one|two|three|four|five|six|"
    r"seven|eight|nine|ten|a) (?:to|or|and|of))\s$"
)
RANGE_TO = re.compile(r"from \S+ to\s$")
# Behind the verb's object: nothing, a preposition, a mark or a conjunction may follow a bare number.
BARE_TAIL = re.compile(
    r"\s*(?:$|[.,;:)–—-]|(?:in|at|on|and|after|during|when|near|as|while|across|over|since|so|by|with|outside|inside|"
    r"before|for|of|more|dead|aboard|overnight|police|officials|say|says|early|late|today|monday|tuesday|wednesday|thursday|"
    r"friday|saturday|sunday)\b)"
)
# Behind a number: it counts no people.
THING_AFTER = (" per ", " percent", " per-", " years", " hours", " days", " minutes", " months", " weeks")
# In an aside: it is a clause of its own.
CLAUSE = re.compile(r"\b(?:was|were|is|are|has|had|have|and (?:an?|one|two|three|four)|after|when|but|police)\b")
# Behind a verb: it is part of something else, or one of two things.
NO_VERB_BEFORE = (
    " or ", " up ", " link", " ahead", " down", " lane", " road", " street", " end", " sea", " heat",
    " forward", " player", " striker", " defender", " starter", " star ", " stars",
)  # fmt: skip
OTHERS_SHOT = re.compile(r"(?:\s(?:were|was|are))?\sshot\b(?!\sdead|\sto\sdeath)")
DIED_LATER = re.compile(r"\bwhere (?:he|she|they|the \w+) (?:\w+ ){0,2}?(?:died|dies|(?:pronounced|declared) dead)")
# "Eleven bodies have been pulled from the mud": at the last seven letters of the group.
BODIES = re.compile(
    r" bodies (?:(?:were|have been|had been|are) )?(?:\w+ly )?(?:found|recovered|pulled|retrieved|dug|removed)\b"
)
# "Two were killed and a third was wounded": one more, of another kind.
ONE_MORE = re.compile(
    rf"\band an? (?:{ORDINAL})(?: (?:victim|person|man|woman|child|boy|girl|teen|teenager|officer|student))? "
    r"(?:was|is|remains) (?:\w+ly )?(?P<verb>injured|wounded|hurt|missing|arrested)\b"
)
ALSO_CHARGED = re.compile(r"\barrested(?: \w+){0,4}? and (?:later |then |since )?charged\b")
NTH = re.compile(
    rf"\b(?P<nth>{ORDINAL})\s(?:[a-z-]+\s){{0,2}}?(?:victim|person|man|woman|suspect|child|boy|girl|teen|teenager|"
    r"body|student|patient)\b(?!['’])"
)
NONE = re.compile(
    r"\b(?:(?:no[\s-]one|nobody|none of (?:the|them)(?: \w+)?)(?: \w+){0,4}? (?P<verb>killed|died|injured|hurt|wounded|"
    r"missing|arrested|charged|detained)|(?:no|without(?: any)?) (?:reported )?"
    r"(?P<noun>injur(?:y|ies)|casualties|deaths?|fatalities|arrests))\b"
    r"(?!-)(?! (?:in|of|from) the (?:earlier|previous|first))"
)
NONE_KINDS = {
    "kill": ("killed",), "died": ("killed",), "deat": ("killed",), "fata": ("killed",), "casu": ("killed", "injured"),
    "inju": ("injured",), "hurt": ("injured",), "woun": ("injured",), "miss": ("missing",), "arre": ("arrested",),
    "deta": ("arrested",), "char": ("charged",),
}  # fmt: skip
SOME_ELSE = re.compile(r"\b(?:else|other|others|further|immediate|if|serious|life)\b")
# A sentence with one of these tells of something that did not happen, or of another event.
UNREAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|not true|untrue|false|hoax|rumou?rs?|drill|fictional|simulated|if|unless|"
    r"had the|fears? (?:that|the|for|of)|warn(?:s|ed)? (?:that|of))\b"
)
BACKGROUND = re.compile(
    r"\b(?:unrelated|separate (?:\w+ )?(?:attack|shooting|incident|crash|fire|blast)|another (?:attack|shooting|crash|"
    r"fire|blast)|similar \w+ (?:last|in|earlier)|last year|(?:a|an|\w+) (?:years?|decades?) (?:ago|earlier|before)|"
    r"(?:each|every|per|this) year|annual(?:ly)?|a year\b(?![\s-]old)|since (?:january|(?:19|20)\d\d)|on average|"
    r"initial(?:ly)? (?:reports?|reported|said)|earlier reports?|previously reported|"
    r"per \d[\d,]*|so far this|anniversary|(?:statistics|nationwide|homicides? rate))\b"
)
YEAR = re.compile(r"(?<![\d,.$])(?:19|20)\d\d(?![\d,]|\.\d)(?!\s(?:people|block|persons|men|women|children))")
WORD = re.compile(r"[a-z]+")
ORDINAL_WORDS = word_set("second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth")
NONE_WORDS = word_set("no nobody none without")
# Where a clause ends: what is denied or feared before it does not reach behind it.
CLAUSE_BREAK = re.compile(r"[;:—]|, | after | when ")
# Characters before a count that are searched for its verb, for its qualifier, and for what it is part of.
LOOK_BACK = 90
LONGEST_QUALIFIER = 30
NEAR = 24
KEYWORDS = word_set(
    "killed killing kills kill dead died dies die dying slain slaying slayings murder murders murdered massacred",
    "perished perishes perish deaths death fatalities fatality fatal fatally toll drowned drowns lives life gunned",
    "injured injuring injures injure wounded wounding wounds wound hurt hurting hurts injuries injury hospitalized",
    "hospitalised hospital hospitals condition missing unaccounted arrested arresting arrests arrest detained",
    "detaining detains custody rounded charged charging charges indicted evacuated evacuating evacuates evacuees",
    "displaced displacing displaces homeless recovering shot suffered treated casualties held maimed bodies safety",
)
