"""Classes of words that the grammar of statuses asks for: what is acted on, who acts, what weakens a claim.

Tables only; ``transforms.text.status_verbs`` and the rules read them.
"""

from transforms.text.tables import word_set

PERSONS = word_set(
    "he she him her who whom i me man woman men women boy girl student students teacher teachers player",
    "players pitcher striker goalkeeper coach manager managers captain referee jockey swimmer cyclist rider",
    "sprinter athlete athletes fighter officer officers cop cops deputy deputies trooper official officials",
    "teen teens teenager teenagers pupil pupils child children youth singer actor actress chef governor",
    "prosecutor prosecutors firefighter firefighters soldier soldiers sheriff rapper comedian",
    "employee employees worker workers driver drivers pilot pilots doctor doctors nurse lawyer judge mayor",
    "minister ministers senator lawmaker lawmakers lawmaker's mp mps president chairman chief ceo cfo director",
    "executive executives principal professor priest bishop anchor host journalist reporter broker brokers",
    "others someone everyone trader traders banker bankers auditor user users member members staff guard guards",
)
# Persons by their word, mostly firms where a licence is at stake.
FIRMS = word_set("trader traders broker brokers banker bankers auditor member members")
ATHLETES = word_set(
    "quarterback linebacker winger midfielder forward spinner batter catcher guard star stars skater jockey skipper",
    "lecturer headteacher nanny aide aides staffer surgeon nurse umpire cadet recruit recruits constable",
    "inspector jawan crew duo trio pair",
    "ias ips babu clerk clerks collector sarpanch councillor councilor councillors councilwoman senators",
    "deputies vicar",
)
# Nouns in -er and -or are mostly persons; these are not.
NOT_PERSONS = word_set(
    "order orders offer offers tender tenders transfer transfers charter charters carrier carriers tanker freighter",
    "liner smelter crusher reactor reactors generator elevator sector motor tractor operator operators river tower",
    "summer winter dinner quarter chapter letter border shelter server servers charger scooter scooters helicopter",
    "roller coaster trailer counter register semester cruiser sewer corridor monitor incinerator harbor labor labour",
    "floor door error power water paper newspaper number numbers letters developer developers maker makers carmaker",
    "manufacturer manufacturers insurer insurers lender lenders miner miners refiner retailer airliner ferry steamer",
    "supplier suppliers exporter exporters importer provider power-sharing timber rubber copper silver fever september",
    "october november december over under after other another former larger lower higher major minor prior for her",
    "merger mergers takeover takeovers handover computer computers printer printers scanner sensor sensors laser",
    "factor factors makeover layover stopover rollover turnover burger powder leather butter mirror refresher barter",
    "harbour clear center weather vector thriller offer cover copper tracker whether poster sweeper newsletter chopper",
    "choppers flyover conveyor escalator parlor parlour bar barter beer deer pier tour career cheer steer year tear",
)
# Nouns that end so are persons as well.
PERSON_ENDINGS = ("ist", "ists", "man", "men", "woman", "women", "ician", "icians", "keeper", "keepers", "leader")
MARKET = word_set(
    "rally slide decline fall rise climb gains gain losses losing sell-off selloff rebound uptrend downtrend",
    "advance retreat yen dollar euro sterling yuan rupee loonie kiwi treasuries bonds gilts bund crude gold",
    "stocks futures streak slump drop index dow nasdaq ftse dax nikkei yields volatility waste run",
)
DEALS = word_set(
    "bid bids offer offers deal deals talks sale sales ipo listing merger takeover acquisition purchase buyout",
    "agreement agreements pact contract contracts plan plans proposal request application appeal motion",
    "nomination candidacy tender issue negotiations discussions investment project projects scheme campaign",
    "ad ads advert adverts advertising show shows service services product products flotation float demerger",
    "spinoff spin-off buyback bill offering offerings support event tour concert match vote trip",
    "visit meeting auction partnership funding subsidy tax rule regulation order policy programme program",
    "stake swap bond complaint complaints resolution entry entries submission invitation candidate candidates",
)
# What institutions decide, pay or run, and can put off, give up or stop as they can a deal.
UNDERTAKINGS = word_set(
    "filing filings levy levies tariff tariffs law laws reform reforms treaty treaties licence licences license",
    "licenses permit permits patent patents recruitment hiring sponsorship venture ventures alliance alliances",
    "restructuring overhaul update refund refunds recall bailout bailouts package redemption redemptions clearing",
    "settlement settlements logging whaling adoption adoptions relocation embargo sanctions quota quotas research",
    "mission missions route routes grant grants loan loans scheme schemes buyback buybacks purchases expansion",
)
CASES = word_set(
    "action case cases charge charges suit lawsuit suits lawsuits probe probes investigation inquiry claim claims"
)
OPERATIONS = word_set(
    "production output sales exports imports shipments deliveries flights service services operations operation",
    "trading trade work construction drilling mining buying selling lending deportations evictions raids",
    "withdrawals orders subscriptions transactions transfers printing ticketing boarding sittings sitting",
    "supplies supply payments loading unloading traffic refining publication broadcasts talks tests testing",
    "search rescue issuing issuance intake funding aid fishing hunting executions vaccinations trains",
    "flow flows exploration oil gas trials trial dividend dividends exercises patrols",
)
TRANSIT = word_set("metro subway car cars gondola lift lifts tram trams bus buses tube coach coaches boats trolley")
WORKS = word_set(
    "plant plants mine mines mill refinery processor smelter unit units factory factories reactor capacity rig",
    "pit kiln blast turbine turbines generator generators generating brewery foundry shipyard yard wells field",
    "rigs ships fleet furnace line lines output crusher coker well facility ethanol potash site sites",
)
FLYING = word_set(
    "flight flights plane planes aircraft fleet fleets jet jets helicopter helicopters airliner airliners",
    "airliner's ferries ferry drones balloons 737 747 757 767 777 787 a320 a380 dreamliner dreamliners dc-10",
    "boeing boeings airbus airbuses jumbo jumbos superjumbo superjumbos superjet superjets blimp gliders",
    "turboprop turboprops bombers fighters gunships choppers warplanes",
)
BANS = word_set(
    "ban bans moratorium suspension majeure embargo restriction restrictions curfew lockdown lockdowns lock-down",
    "lock-downs halt freeze",
    "lockout stop blockade quarantine closure injunction stay hold evacuation prohibition curb curbs emergency",
    "blackout",
)
# Of these, what one scraps so that something goes on again.
LIFTED = word_set("ban bans moratorium embargo suspension blockade")
REPORTS = word_set(
    "report reports rumor rumors rumour rumours claim claims allegation allegations accusation accusations charge",
    "charges talk speculation suggestion suggestions complaint complaints story stories assertion assertions",
    "media criticism study reported link links insinuation insinuations chatter hearsay conspiracy gossip",
    "narrative account accounts innuendo theory theories smear smears finding findings blame",
)
# Of these, the ones that a passive denies: "claims were dismissed by the council".
RUMOURS = word_set(
    "report reports rumor rumors rumour rumours claim claims allegation allegations accusation accusations speculation",
    "suggestion suggestions gossip",
)
# An insurer's claims are requests.
INSURED = word_set("insurance insurer insurers benefit benefits unemployment disability asylum compensation")
COURTS = word_set(
    "judge judges court courts tribunal panel justice justices arbitrator injunction magistrate ruling scotus",
    "circuit hc sc",
    "court's judge's nclt bench",
)
PROSECUTORS = word_set("prosecutor prosecutors prosecution da attorney attorneys")
# What a court stays, also where it is not named.
STAYABLE = word_set(
    "execution executions sentence order orders ruling rulings eviction evictions deportation deportations demolition",
    "demolitions judgment judgement verdict arrest proceedings auction election appointment appointments notification",
)
CLOSURES = word_set(
    "school schools airport airports road roads lane lanes highway bridge station stations museum theater theatre",
    "border borders post posts port ports park parks university campus office offices embassy consulate mall",
    "store stores unit units refinery plant plants mine mines pipeline platform reactor line lines lock i-",
    "building buildings court courts line lines metro subway tunnel motorway interstate zoo beach beaches",
    "hospital clinic clinics website site service services terminal runway exchange mill facility northbound",
    "southbound eastbound westbound field fields factory restaurant bar bars library libraries section coaster ride",
    "rides pool pools trail trails causeway crossing crossings ward wards branch branches stadium plaza market markets",
    "canal lane gallery galleries cafe cafes pub pubs theatre cinema cinemas temple church mosque fair shop shops",
    "kitchen nursery college campsite camp checkpoint arena hall ferry cathedral visitor centre center tower bank",
    "bourse market",
)
RESTORABLE = word_set(
    "service services power electricity water access flights aid funding trade traffic supplies supply links",
    "operations communications internet gas train trains benefits order calm connection connections broadband signal",
    "protections protection signals network networks rail railway bus buses ferry ferries flow heating",
    "link normality phone mail ties relations",
)
RULINGS = word_set(
    "ruling rulings decision decisions verdict verdicts sentencing judgment judgement vote votes hearing hearings",
    "report reports announcement results earnings review payment payments deadline start opening delivery deliveries",
)
# Occasions with a date: they can be moved, put back or called off.
OCCASIONS = word_set(
    # "City v Rovers".
    "v vs downhill slalom relay sprint prix gp biathlon",
    "final finals semi-final semifinal semi-finals semifinals derby marathon half-marathon regatta gala fair",
    "fairs fete selection",
    "premiere wedding memorial service kick-off kickoff tip-off tipoff fireworks gig gigs recital screening exam exams",
    "examination examinations test tests polls by-election byelection primary caucus runoff run-off budget speech",
    "address inauguration swearing-in inquest arraignment mediation mission spacewalk docking landing liftoff lift-off",
    "carnival pilgrimage mass prom graduation commencement reunion fundraiser expo symposium congress forum workshop",
    "lecture fixture fixtures tie bout fight innings qualifying flypast airshow pride display party dinner lunch",
    "banquet appearance kickoffs rehearsal opener playoff playoffs friendly friendlies cup tournament championship",
    "championships league rodeo picnic pageant seminar briefing rollout roll-out debut unveiling deployment election",
    "relaunch comeback project expansion completion upgrade switchover vaccination handover series episode film album",
    "flypasts interviews interview deadline date trial sentencing reading bill vote session meeting meetings classes",
    "lessons term examinations elections practice training warm-up replay leg heat heats stage reopening",
)
EVENTS = word_set(
    "raid raids operation operations crackdown roundup strike strikes talks trial vote voting election elections",
    "evacuation evacuations search protest protests hearing summit rally offensive festival construction work",
    "march deportations deportation launch exercise exercises ceremony tour concert match game games tournament",
    "season race conference meeting visit negotiations cleanup recount inquiry investigation census exhibition",
    "demolition sweep sweeps drill drills parade convention session walkout campaign rollout release sale auction",
    "lockdown curfew siege standoff ceasefire truce war fighting storm rescue vaccination vaccinations shutdown",
    "rocket flights service services show shows play event events procession funeral debate referendum polling",
    "boycott blockade closure standoffs attack attacks assault airstrikes bombing exodus withdrawal airlift hunt",
    "manhunt",
)

# Nouns that name the change; they assert it only where someone announces it.
NOUNS = {
    "postponement": "postponed", "adjournment": "postponed", "deferral": "postponed", "delay": "postponed",
    "cancellation": "cancelled", "termination": "cancelled", "withdrawal": "cancelled",
    "suspension": "suspended", "halt": "suspended", "moratorium": "suspended", "pause": "suspended",
    "hold": "suspended",
    "closure": "suspended", "shutdown": "suspended",
    "denial": "denied",
    "resumption": "resumed", "reopening": "resumed", "restoration": "resumed", "restart": "resumed",
    "reinstatement": "resumed",
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
    "because pending upon across along around within inside throughout below above beside besides",
)
CONJUNCTIONS = word_set(
    "and or but nor while because although though which who that when where so yet if unless whether"
)
# Singular nouns that the British let act in the plural ("the board confirm").
COLLECTIVES = word_set(
    "police army navy government council board club union team united city family ministry company committee",
    "crew staff",
    "party cabinet jury association palace university airline firm bank group band force parliament fa bbc nhs",
    "nasa fbi",
    "cps pcb bcci icc fifa uefa afp",
)
# Before a base form they make it depend on them: "helps cancel", "please confirm".
LETTING = word_set(
    "help helps helped let lets make makes please you how why when where not did see watch hear to can may"
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
    "even further not never no longer twice nearby overnight",
    "monday tuesday wednesday thursday friday saturday sunday instead",
)
NEGATIONS = word_set("not never no n't nor neither without hardly barely nobody none nothing")
# Words that make what depends on them a wish, a plan, a duty or a chance.
SOFT = word_set(
    "sue sues sued suing petitions fight fights battle battles battling rallies rally marches protest lobbies lobbying",
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
    "await awaits awaited awaiting mechanism mandate ability means tool",
    "seen loath loathe keen eager learn learns helps help helped",
    "persuade persuades convince convinces permission bill law motion",
)
# Of these, the ones that take a whole statement: "fears talks have collapsed".
SOFT_STATEMENT = word_set(
    "hope hopes hoped hoping expect expects expecting fear fears feared predict predicts predicted doubt doubts",
    "sees suggest suggests wonder wonders rumor rumors rumour rumours rumored rumoured speculation imagine suppose",
    "likely unlikely could may might perhaps maybe possibly whether would should must",
)
# Of these, the ones that take an object and a participle: "wants the fee dropped".
SOFT_WANT = word_set(
    "want wants wanted seek seeks sought urge urges urged ask asks asked demand demands demanded should "
    "may could might",
    "would must can need needs like fears fear hopes have get see sees risk risks whether",
)
# Nouns in the plural that act like any other: "fears halt flights".
FRIGHTS = word_set("fears threats worries doubts demands risks protests battles rallies")
ASSERTING = word_set(
    "agree agrees agreed agreeing decide decides decided deciding forced opt opts opted choose chooses chose elected",
    "elects vote votes voted is are was were be order orders ordered continue continues announced announces resolved",
    "obliged told tells instructed instructs directed directs had made makes compels compelled",
)
REPORTED = word_set(
    "announced said stated told confirmed declared decided ordered agreed tweeted wrote added reported informed learned"
)
RATERS = word_set("moody rating ratings raters fitch moody's moodys s&p dbrs")
CHAMBERS = word_set(
    "senators senate parliament congress lawmakers committee house voters shareholders assembly council board"
)
FALSE_WORDS = word_set(
    "wrong incorrect untruthful misleading fabrication lies lie hoax fiction baseless false untrue nonsense",
    "rubbish inaccurate groundless unfounded fabricated bogus fake ridiculous absurd invented made-up",
    "concocted fantasy mischievous slander slanderous defamatory erroneous preposterous untruths outlandish",
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
# What one can hold off doing.
ACTS = word_set(
    "launching making raising signing buying selling naming paying publishing voting releasing cutting taking"
)
# Everything with a date, or that is awaited.
SCHEDULED = EVENTS | OCCASIONS | RULINGS
