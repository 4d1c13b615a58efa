"""What the verbs of ``transforms.text.status_verbs`` act on, or must not: one table for each sense of a verb."""

from transforms.text.status_words import (
    CASES,
    CLOSURES,
    DEALS,
    FLYING,
    OPERATIONS,
    PERSONS,
    RESTORABLE,
    SCHEDULED,
    TRANSIT,
    UNDERTAKINGS,
    WORKS,
)
from transforms.text.tables import word_set

FIGURES = word_set(
    "count index shares share profit profits sales rate rates unemployment inflation confidence popularity output"
)
AWARDS = word_set(
    "tender tenders auction auctions contract contracts election elections award order licence license permit approval",
    "decision decree appointment appointments agreement deal sale result results concession concessions franchise",
    "mandate accreditation",
)
ALIVE = PERSONS - word_set("player players host")
# Left behind, not given up.
LEFT_BEHIND = word_set(
    "car cars vehicle vehicles truck house home homes building baby boat boats ship mine dog dogs cat cats",
    "puppy puppies belongings",
    "kitten kittens horse horses animal animals them it camp village villages post posts wife husband family bag bags",
    "farm farms town island outpost outposts base bases bodies body tank tanks",
)
SHOWN = word_set(
    "film films movie book books product products drug drugs advert adverts game games ad ads video toy "
    "sitcom drama series episode comedy documentary song column exhibit brand snack medicine device poster billboard "
    "commercial commercials campaign"
)
SHUT_FOR_ANOTHER_REASON = word_set(
    "eye eyes door doors gap gaps deal deals book books case cases session debate ranks loophole loopholes account "
    "accounts mouth window windows stocks shares nominations applications season",
)
COMMITMENTS = word_set(
    "deal deals contract contracts agreement agreements talks merger takeover sale plan plans bid project venture pact "
    "auction tender treaty programme program scheme venture sponsorship purchase restructuring expansion investment "
    "offer tie-up alliance partnership campaign mission lease leases licence license treaties pacts "
    "negotiations acquisition purchase proposal listing ipo accord treaty"
)
# What is held at its level or kept from its owner, not suspended; and what ice does.
HELD_AT_LEVEL = word_set(
    "asset assets account accounts wage wages pay salary salaries price prices rate rates tuition fee fees taxes "
    "growth fare fares rent rents bill bills pensions benefits egg eggs embryo embryos road roads lake river "
    "pipe pipes screen screens body bodies out over half millions billions money fund property cash crops harvest"
)
# Business that a firm or a ministry does and can stop doing.
DOINGS = word_set(
    "selling making producing issuing accepting offering buying importing exporting shipping supplying delivering "
    "lending paying funding processing printing publishing hiring recruiting building drilling digging mining "
    "pumping refining loading unloading searching trading fishing testing serving broadcasting enforcing granting"
)
TRAVELLERS = word_set("commuters passengers travellers travelers motorists shoppers holidaymakers tourists")
# What is broken up for its metal.
BROKEN_UP = word_set("ship ships vessel vessels warship warships tanker tankers submarine submarines car cars trucks")
SUPPLIED = word_set("aid funding funds gas exports supplies shipments deliveries grant grants payments payment")
AT_WORK = OPERATIONS | RESTORABLE | TRANSIT | FLYING | CLOSURES | WORKS
BILLS = word_set("bill deal plan proposal project merger show measure legislation programme program scheme")

DROPPED = (UNDERTAKINGS - word_set("loan loans grant grants expansion")) | word_set(
    "flights film series mission search patrols drug vaccine sponsor increase increases hike hikes operations"
)
# What "stop" brings to a halt, as it does production; a strike or an attack that is stopped has not begun.
STOPPED = (SCHEDULED | DEALS | UNDERTAKINGS) - word_set(
    "bid bids offer offers strike strikes attack attacks assault war fighting storm rally show shows play support heat "
    "penalty fire party address drills debut stage service traffic"
)
REVIVED = (DEALS | CASES | SCHEDULED | UNDERTAKINGS | word_set("line route mine")) - word_set(
    "sale sales support stake event show shows campaign investment investments candidate candidates debate strike "
    "attack attacks war fighting rule products film album"
)
STARTED_ANEW = word_set(
    "exports imports output production shipments deliveries route routes line subsidy subsidies grant grants loan "
    "loans licence license permit permits membership visa visas patrols adoptions dividend payment payments "
    "lending hotline budget"
)
# What closes a place or a plant for a time, whether or not the text says so.
MISHAPS = word_set(
    "leak leaks fire fires explosion blast flood floods flooding quake earthquake storm hurricane cyclone snow outage "
    "glitch threat threats accident strike protest protests spill landslide blaze typhoon gale gales ice heat damage "
    "alert alarm scare raid raids attack blackout failure fault unrest violence clashes sit-in shooting flu virus "
    "failed weather rain wind winds fog smoke crash collision contamination outbreak"
)
