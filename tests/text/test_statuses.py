import re
import time
from collections import Counter
from datetime import datetime, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.grammar import find_claims, may_claim
from transforms.text.statuses import BODY_PER_KIND, BODY_TOTAL, find_developments, is_about, stem

FRIDAY = datetime(2019, 6, 21, 18, 0, tzinfo=timezone.utc)


def day(month: int, number: int) -> datetime:
    return datetime(2019, month, number, tzinfo=timezone.utc)


DATA = Path(__file__).parents[1] / "data" / "statuses"
SIX = ("postponed", "cancelled", "suspended", "resumed", "confirmed", "denied")
JUNE = datetime(2026, 6, 15, 12, tzinfo=timezone.utc)


def last_status(text: str) -> str:
    title, body = ("", text) if text.rstrip("\"”'").endswith(".") else (text, "")
    found = [one.kind for one in find_developments(title, body, (), JUNE) if one.kind in SIX]
    return found[-1] if found else "none"


@pytest.mark.parametrize(
    ("name", "floor", "most_alarms"),
    [
        ("first.tsv", 0.97, 0.03),
        ("second.tsv", 0.98, 0.01),
        ("third.tsv", 0.96, 0.04),
        ("fourth.tsv", 0.98, 0.03),
        ("fifth.tsv", 0.98, 0.02),
        ("sixth.tsv", 0.97, 0.03),
        ("seventh.tsv", 0.97, 0.01),
        ("eighth.tsv", 0.97, 0.01),
        ("ninth.tsv", 0.97, 0.01),
        ("tenth.tsv", 0.98, 0.04),
        ("eleventh.tsv", 0.92, 0.05),
        ("twelfth.tsv", 0.97, 0.03),
        ("thirteenth.tsv", 0.95, 0.01),
        ("fourteenth.tsv", 0.96, 0.07),
        ("fifteenth.tsv", 0.95, 0.01),
        ("sixteenth.tsv", 0.93, 0.01),
        ("seventeenth.tsv", 0.89, 0.12),
        ("eighteenth.tsv", 0.96, 0.03),
        ("nineteenth.tsv", 0.96, 0.01),
        ("twentieth.tsv", 0.96, 0.01),
        ("twentyfirst.tsv", 0.95, 0.01),
        ("twentysecond.tsv", 0.96, 0.08),
        ("twentythird.tsv", 0.97, 0.01),
        ("twentyfourth.tsv", 0.96, 0.01),
    ],
)
def test_statuses_of_own_headlines(name: str, floor: float, most_alarms: float) -> None:
    """Each file was written before the rules had met it; what it gave at first stands in its first lines."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    pairs = Counter((label, last_status(text)) for label, _, text in rows)
    scores = []
    for label in SIX:
        gold = sum(n for (g, _), n in pairs.items() if g == label)
        predicted = sum(n for (_, p), n in pairs.items() if p == label)
        scores.append(2 * pairs[label, label] / (gold + predicted))
    none = sum(n for (g, _), n in pairs.items() if g == "none")
    assert sum(scores) / len(scores) >= floor
    assert 1 - pairs["none", "none"] / none <= most_alarms


@pytest.mark.parametrize("name", sorted(path.name for path in DATA.glob("*.tsv")))
def test_a_sentence_that_is_passed_over_claims_nothing(name: str) -> None:
    """The cheap answer that spares most sentences the grammar is never wrong on our own."""
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        text = line.split("\t")[-1]
        if not may_claim(set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)?", text.lower()))):
            assert [one.kind for one in find_claims(text, headline=True) if one.kind in SIX] == [], text
            assert [one.kind for one in find_claims(text, headline=False) if one.kind in SIX] == [], text


def kinds(title: str = "", text: str = "", *notices: str) -> list[str]:
    return [one.kind for one in find_developments(title, text, [("update", note) for note in notices], FRIDAY)]


@pytest.mark.parametrize(
    ("kind", "headline"),
    [
        ("postponed", "Rowing final postponed over gale warning"),
        ("postponed", "Union delays walkout until after holiday"),
        ("postponed", "Ministry defers ruling on tram line to 2021"),
        ("postponed", "Rain pushes street fair back to Saturday"),
        ("postponed", "Council vote on stadium delayed again"),
        ("postponed", "Storm forces postponement of regatta"),
        ("postponed", "Rocket launch slips to Thursday"),
        ("postponed", "Cup final moved back a week"),
        ("postponed", "Governor delaying pier closure for two weeks"),
        ("postponed", "Chess final moved to Tuesday"),
        ("postponed", "Launch delayed two days"),
        ("postponed", "Trial won't start until May, judge rules"),
        ("cancelled", "Rail strike off after late deal"),
        ("cancelled", "Fair will not take place this year"),
        ("suspended", "Suspension of ferry service announced"),
        ("resumed", "Parade back on after funding fears"),
        ("resumed", "Trams running again in Skarn"),
        ("denied", "Mayor hits back at claims of nepotism"),
        ("cancelled", "Mayor calls off New Year fireworks"),
        ("postponed", "Driller pushes first oil from Tern field to the third quarter"),
        ("postponed", "Start of metro line slips again"),
        ("cancelled", "Suitor walks away from Harl Mills"),
        ("cancelled", "Grocer backs out of shipyard deal"),
        ("cancelled", "Talks between bakers and city collapse"),
        ("cancelled", "Semi-final rained off with two sets played"),
        ("suspended", "Smelter shuts line after gas leak"),
        ("suspended", "Trams grind to a halt in Skarn"),
        ("suspended", "Ferries stop running as ice thickens"),
        ("resumed", "Bridge reopens two years after collapse"),
        ("resumed", "City revives tram line scrapped last year"),
        ("resumed", "Island scraps ban on onion imports"),
        ("confirmed", "Brewer confirms in talks with rival"),
        ("confirmed", "Navy acknowledges torpedo hit trawler"),
        ("confirmed", "Remains found in quarry confirmed as lost hiker"),
        ("denied", "Club president dispels talk of sale"),
        ("postponed", "Harl v Skarn put off as snow covers pitch"),
        ("postponed", "Verdict, due on Tuesday, delayed again"),
        ("postponed", "Start of smelter slips to Q4"),
        ("postponed", "Handover of ferry slides to 2021"),
        ("cancelled", "Grocer ends pursuit of rival"),
        ("cancelled", "Deal to sell shipyard dead"),
        ("suspended", "Westland halts crude flows"),
        ("resumed", "Wage talks back on track in Skarn"),
        ("cancelled", "Wage talks fail in Skarn"),
        ("suspended", "Harl Places Smelter on Care and Maintenance"),
        ("suspended", "Judge bars deportation rule"),
        ("resumed", "Smelter back at full output"),
        ("denied", "Mayor dismisses flood fears as rumour"),
        ("suspended", "Skarn reactor shut down"),
        ("resumed", "City announces restoration of ferry rules"),
        ("postponed", "Council kicks harbour vote to 2031"),
        ("postponed", "Kickoff held back by fog"),
        ("cancelled", "Grocer backs away from merger"),
        ("cancelled", "Oil firm withdraws from pipeline project"),
        ("suspended", "Westland freezes taxi permits"),
        ("suspended", "Regulator places trial on clinical hold"),
        ("suspended", "Tern field stops pumping"),
        ("denied", "Club chief fends off claims of bias"),
        ("suspended", "Court freezes demolition of mill"),
        ("postponed", "Slalom moved to 9:30 p.m."),
        ("suspended", "Police halt rally in Skarn"),
        ("suspended", "Fund freezes redemptions"),
        ("suspended", "Ferry line suspended for four weeks"),
        ("cancelled", "Cancelled: Millbridge summer fair"),
        ("cancelled", "Brewer drops offering, merger plans"),
        ("suspended", "Rugby match stopped after floodlights fail"),
        ("suspended", "Gale closes Skarn port"),
        ("suspended", "Lender freezes second part of loan to Westland"),
        ("resumed", "Smelter returns to normal output after strike"),
        ("resumed", "Baker, striking union resume talks"),
        ("resumed", "Harl <HRL> to resume wage talks"),
        ("confirmed", "Scan confirms bones are of 1930s sailor"),
        ("confirmed", "Ex-broker admits insider trading"),
        ("confirmed", "Father admits to starting blaze"),
        ("confirmed", "Canal chief confirms no toll rise"),
        ("cancelled", "Nordic grocer scraps London listing"),
        ("cancelled", "Ferry firm pulls plug on night route"),
        ("cancelled", "Sale of shipyard falls through"),
        ("cancelled", "Broadcaster decides not to proceed with quiz show"),
        ("cancelled", "Prosecutors drop charges against councillor"),
        ("suspended", "Ferry service suspended after collision"),
        ("suspended", "Judge blocks eviction of camp"),
        ("suspended", "Bridge project put on hold"),
        ("suspended", "Zoo closes temporarily after flood"),
        ("suspended", "WHO pauses trial of fever drug"),
        ("suspended", "Oil firm declares force majeure at terminal"),
        ("resumed", "Talks on grain corridor resume"),
        ("resumed", "School to reopen Monday after flood"),
        ("resumed", "Island lifts ban on onion imports"),
        ("resumed", "Power restored to most of Skarn"),
        ("resumed", "Mill back in operation after fire"),
        ("confirmed", "Police confirm body is that of missing sailor"),
        ("confirmed", "Army admits soldiers fired on crowd"),
        ("denied", "Palace denies split rumours"),
        ("denied", "Club dismisses talk of coach's exit"),
        ("denied", "Airline says report of merger untrue"),
        ("suspended", "Fire hits Skarn depot, halting ferries"),
        ("postponed", "Oslo, Skarn delay tunnel vote"),
        ("suspended", "Bomb threats halt trams"),
        ("suspended", "Trial of dry-rot paint halted over side effects"),
        ("postponed", "Brewer shelves move to Skarn until next spring"),
        ("suspended", "Regulator places moratorium on reef dives"),
        ("suspended", "Zoo stops breeding tours for now"),
        ("suspended", "Storm forces closure of Skarn airport"),
        ("resumed", "Grain barges sailing to Skarn again"),
        ("resumed", "Smelter back at full rates"),
        ("resumed", "Serie A to resume on Sunday"),
        ("denied", "Rumours dismissed by Skarn mayor"),
        ("denied", "Mayor denies funding protests"),
        ("confirmed", "Brewer acknowledges leak at vat plant"),
        ("planned", "City to begin sweep of camps Monday"),
        ("planned", "Agency Planning Sweeping Evictions Starting Tomorrow"),
        ("planned", "Rail strike set to begin Sunday"),
        ("planned", "Crackdown expected to start in Millbridge on Sunday"),
        ("planned", "Teachers plan strike over pay"),
        ("underway", "Evacuation under way as river rises"),
        ("ended", "Dock strike ends after 12 days"),
    ],
)
def test_headlines_assert(kind: str, headline: str) -> None:
    assert kinds(headline) == [kind]


@pytest.mark.parametrize(
    "headline",
    [
        "Union threatens to cancel harvest festival",
        "Mayor may postpone parade",
        "Will the parade be cancelled?",
        "Residents urge council to halt demolition",
        "Parade will not be delayed, mayor says",
        "No plan to cancel summit, ministry says",
        "If talks fail, strike will resume",
        "Talks could be postponed, envoy says",
        "Council weighs delaying tram line",
        "Fans fear concert will be cancelled",
        "Family wants inquest reopened",
        "Shop owner refuses to drop lawsuit",
        "Flight delays mount at Skarn airport",
        "Strong exports cancel out drop in sales",
        "Start-up launches app to end unwanted contracts",
        "Cinema reopening boosts Skarn high street",
        "Firm acknowledges sponsor for ten years of support",
        "Side concedes late goal",
        "Sources deny him transfer request",
        "Court confirms rescue plan of Harl Mills",
        "Ferry halted by fire reaches port",
        "Cancelled: why nobody goes to fairs",
        "'Suspended in Ice' show opens in Skarn",
        "Chief rules out postponing derby",
        "Winger resumes training after knee injury",
        "Harl Mills May sales off",
        "New home sales dropped in May",
        "Harl drops condition for sale of mill",
        "Rig count slips to 801 this week",
        "Harl slips to Q2 loss",
        "Moody's confirms Harl Mills",
        "Bourse admits to trading shares of Harl",
        "Traders on hold before vote",
        "Smelter due back online in May",
        "Harl faces delisting after trading halt",
        "Rovers resume winning ways",
        "Envoy confirmed as speaker",
        "Talks fail to end strike",
        "Envoy confirmed by vote",
        "Navy confirms commitment to peace",
        "Harl Labs Chosen to Verify Ferry Tickets",
        "Orme confirmed for lead role",
        "Farmers oppose reopening of quarry",
        "Orme suspended for four weeks",
        "Innkeepers await reopening",
        "Show called 'Cancel This' opens",
        "Regulator approves restart plan for reactor",
        "Wardens scramble to verify report of quake",
        "Late goal denies visitors",
        "Sailor recalls race that was called off",
        "Ferry line drops charge for bags",
        "Judge stays calm as lawyers shout",
        "Harl Announces Early Termination of Waiting Period",
        "Cellar Reopening Celebrated With Concert",
        "Skarn drops 4-2 match to Harl",
        "Wrestler stops rival in three rounds with swift execution",
        "Delayed reaction: why nobody felt the quake",
        "What the cancelled cheque tells of its owner",
        "Man gets suspended sentence for fraud",
        "Coach suspended for two games",
        "Officer suspended without pay",
        "Corrections officers honoured in Millbridge",
        "Oil resumes climb as stocks dip",
        "Gold halts decline as krone weakens",
        "Rates on hold as inflation cools",
        "Senate confirms judge",
        "Fitch confirms Skarn at BBB",
        "Judge denies bail to suspect",
        "Father denied custody",
        "Mill cuts 300 jobs after failed merger",
        "Star pulls out of film",
        "Bid to move trial denied",
        "Ban on plastic bags takes effect",
        "How the merger was called off",
        "Ferry cancelled? What to do",
        "Factbox: Airlines that have suspended flights",
        "Trader axes 3,000 jobs",
        "17 confirmed cases of measles",
        "Broker resumes Skarn at buy",
        "Ferry halted by engine failure towed to port",
        "Evan Marlow suspended for life",
        "Club suspends Marlow for four games",
        "Rugby-Fly-half Botha suspended after brawl",
        "Mine appeals order to halt blasting",
        "Vote to reopen quarry probe fails",
        "Trading halt hits small investors",
        "Skarn seen delaying tunnel vote",
        "Brewer cancels no bonuses",
        "Mayor rules out dropping charges",
        "Savers abandon gold for stocks",
        "Winger denies Rovers late winner",
        "Old tanker scrapped",
        "TABLE-Skarn confirms growth of 2 pct",
        "Rovers confirm their place in final",
    ],
)
def test_headlines_that_assert_nothing(headline: str) -> None:
    assert kinds(headline) == []


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("postponed", "The sweep that was to begin on Sunday has been put off, the governor wrote."),
        ("postponed", "Late on Friday the governor said that the evictions were being delayed:"),
        ("postponed", "The agency announced that it would postpone the launch until Tuesday."),
        ("suspended", "The bridge project remains on hold."),
        ("postponed", "The hearing was continued until Friday at the request of the defense."),
        ("suspended", "Westland was forced to suspend exports for four months after the quake."),
        ("resumed", "Ferry service resumed two months after the fire."),
        ("cancelled", "Organisers said they had called off the race because of the heat."),
        ("confirmed", "Police at the scene confirm two men were hurt."),
        ("suspended", "The mill was obliged to suspend output."),
        ("cancelled", "The council annulled the tender."),
        ("suspended", "Coal loadings at the port stopped after the quake."),
        ("suspended", "The search was called off for the night."),
        ("postponed", "The judge reset the trial for May."),
        ("cancelled", "Prosecutors dismissed the lesser charges against the baker."),
        ("suspended", "A federal judge temporarily blocked the order on Wednesday."),
        ("suspended", "The airport has suspended all flights."),
        ("resumed", "The highway has since reopened."),
        ("resumed", "Classes are to resume on Monday."),
        ("confirmed", "Two people died in the fire, a fire service spokesman confirmed."),
        ("denied", "The company denied that it had dumped waste in the river."),
        ("planned", "Officers are planning sweeping raids in ten cities, starting tomorrow."),
        ("planned", "The strike will begin on Monday at midnight."),
        ("postponed", "Delivery had been due in June but has now been moved to November."),
        ("suspended", "Campaigning was suspended as a mark of respect."),
        ("suspended", "The unit has been shut down for repairs."),
        ("resumed", "The line has begun sailing to the island again."),
        ("denied", "The firm said the rumours were without foundation."),
        ("suspended", "Westland on June 20 quietly suspended grain sales."),
        ("cancelled", "The firm on Feb. 7 cancelled the order."),
        ("suspended", "Police called off the search for the night and went home."),
        ("confirmed", "The minister admitted for the first time that guards had been paid."),
        ("resumed", "The plant began making tyres again last month."),
    ],
)
def test_sentences_assert(kind: str, sentence: str) -> None:
    assert kinds("", sentence) == [kind]


@pytest.mark.parametrize(
    "sentence",
    [
        "He was suspended from school in May.",
        "The trial may be delayed until autumn.",
        "The vote will not be postponed, the speaker said.",
        "The company said it had no plans to cancel the launch.",
        "Residents wondered whether the parade would be cancelled.",
        "The trip would be cancelled if fighting spread.",
        "The flight was expected to be delayed.",
        "The board could not confirm the figure.",
        "The council is loath to abandon its position.",
        "Members are free to withdraw their bids at any time before May.",
        "The house adjourned shortly after midnight.",
        "The firm cut costs and reduced or deferred outlays.",
        "The bank sold a 2 bln crown deferred coupon bond.",
        "The landlord lives on rights denied to his tenants.",
        "Marlow was suspended by the state boxing board.",
        "It is not 100 percent confirmed.",
        "He was given two more years suspended upon conditions.",
        "A van was found abandoned nearby.",
        "The runner broke off a long sprint.",
        "Once the trial resumed, the witness took the stand.",
        "The flood confirmed her worst fears.",
        "Bakers said hopes that the levy would be lifted had faded.",
        "It was not clear why the ferry had been delayed.",
        "Her lawyer asked that the trial be postponed.",
        "His fishing privileges were suspended for a month.",
        "The two sides stopped short of calling the match off.",
        "The mill had no comment on reports that it had resumed talks.",
        "The unit is amortizing deferred policy costs.",
        "Orme was removed as an officer and terminated as an employee.",
        "The report may be false, the ministry said.",
        "It would be unfair to call the report false.",
        "Two players and several others are suspended.",
        "The officer, who has been suspended, declined to comment.",
        "The outage, which halted trains in May, cost the town a fortune.",
        "The race was cancelled last year.",
        "In 2009, the ferry was suspended for a month.",
        "Officials had considered postponing the raids.",
        "He denied that the race had been cancelled; asked again, he left.",
        "Had the match been called off, fans would have been repaid.",
        "The blast happened while the line was shut for repairs.",
        "The fund, whose aid was frozen in spring, has 40 staff.",
        "The flight had been delayed twice before it left.",
        "The clinic was closed at the time of the theft.",
        "The house has stood empty since the owner stopped work on it.",
        "The tram line was suspended a year\n    ago when its bridge cracked.",
        "The raid in which a cook was killed set off a row in Skarn.",
        "They called this the third-biggest junk paper deal so far.",
        "The quay is lined with rusted, abandoned cranes.",
        "He pushed his way back through the hall.",
        "The visit was meant to calm the port and stop the merger.",
        "She acknowledged there might yet be delays.",
        "The ministry froze wages.",
    ],
)
def test_sentences_that_assert_no_status(sentence: str) -> None:
    assert set(kinds("", sentence)) <= {"denied"}


@pytest.mark.parametrize(
    ("expected", "headline"),
    [
        (["postponed", "cancelled"], "Vote delayed, debate cancelled"),
        (["suspended", "cancelled"], "Baker shelves listing plan, then drops it"),
        (["suspended", "postponed"], "Storm closes Skarn schools, delays start of fair"),
    ],
)
def test_headlines_that_assert_two(expected: list[str], headline: str) -> None:
    assert kinds(headline) == expected


def test_a_plan_with_a_notice_tells_both_and_the_new_time() -> None:
    notice = "UPDATE: The round-up expected to start Sunday has been delayed by two weeks, the governor says"
    found = find_developments(
        "Round-up of strays expected to start in Millbridge — and nine other towns — on Sunday",
        "Millbridge will be one of the first towns that the wardens visit, the county says.",
        [("update", notice)],
        FRIDAY,
    )
    assert [(one.kind, one.place, one.effective) for one in found] == [
        ("planned", "headline", day(6, 23)),
        ("postponed", "notice", day(7, 5)),
    ]
    assert found[1].evidence == notice
    assert notice[slice(*found[1].span)] == "delayed"
    assert found[1].when is not None
    assert notice[slice(*found[1].when)] == "by two weeks"


@pytest.mark.parametrize(
    ("title", "rule", "words"),
    [
        ("Mayor calls off fair", "verb: call off, active", "calls off"),
        ("Fair called off over flood", "verb: call off, passive", "called off"),
        ("Talks resume in Skarn", "verb: resume, subject", "resume"),
        ("Bridge plan on hold", "phrase: on hold", "on hold"),
        ("Harl announces suspension of dividend", "noun: suspension, announced", "suspension"),
        ("Bank calls report baseless", "phrase: called false", "baseless"),
        ("Teachers plan strike over pay", "plan: plan", "plan"),
    ],
)
def test_the_rule_that_found_a_status_has_a_name(title: str, rule: str, words: str) -> None:
    (found,) = find_developments(title, "", (), FRIDAY)
    assert (found.rule, found.evidence[slice(*found.span)]) == (rule, words)


def test_the_old_time_is_not_the_new_one() -> None:
    found = find_developments("", "", [("update", "The march expected Sunday has been postponed.")], FRIDAY)
    assert [(one.kind, one.effective) for one in found] == [("postponed", None)]


def test_text_about_an_earlier_version_asserts_nothing() -> None:
    note = "Correction: An earlier version of this article said the race was cancelled."
    assert find_developments("", "", [("correction", note)], FRIDAY) == []


def test_a_long_body_yields_a_handful() -> None:
    body = "\n\n".join(f"Race {n} was cancelled. Heat {n} was postponed. Line {n} was suspended." for n in range(500))
    found = find_developments("", body, (), FRIDAY)
    assert len(found) == BODY_TOTAL
    assert all(kinds("", body).count(kind) == BODY_PER_KIND for kind in ("cancelled", "postponed", "suspended"))


def test_plans_deep_in_a_body_are_background() -> None:
    filler = "The river is high. Boats are tied up. Nobody fishes. The quay is wet. "
    assert kinds("", filler + "The strike will begin on Monday.") == []


@pytest.mark.parametrize(
    "text", ["", " ", "?", "Die Fähre wurde verschoben.", "活动取消了。", "İSTANBUL'DA SEFERLER İPTAL", "a" * 5000]
)
def test_other_languages_and_odd_texts_claim_nothing(text: str) -> None:
    assert kinds(text, text, text) == []


SCRAPS = (
    *("the raids", "were", "not", "postponed", "to Sunday,", "if", "on hold", "called", "off", "will resume"),
    *("denied", "report", '"', "’", "?", "WHO", "may", "23", "U.S.", "who said", "planning"),
)


@given(st.text(max_size=100) | st.lists(st.sampled_from(SCRAPS), max_size=15).map(" ".join))
def test_spans_lie_in_the_evidence(text: str) -> None:
    for one in find_developments(text, text, [("update", text)], FRIDAY):
        assert one.evidence in text
        assert 0 <= one.span[0] < one.span[1] <= len(one.evidence)
        assert one.evidence == one.evidence.strip()


def test_a_naive_anchor_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        find_developments("", "", (), datetime(2019, 6, 21))


@pytest.mark.parametrize(
    "unit",
    [
        *("postponed ", "the delay ", "if ", "put the ", "to be delayed, ", "was cancelled. ", "cancelled in 2016 "),
        *(
            "the previous race was ",
            "talks moved to ",
            "running again ",
            "back on, ",
            "no longer held ",
            "claims false ",
        ),
    ],
)
def test_hostile_megabytes_take_linear_time(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    begin = time.process_time()
    find_claims(text, headline=True)
    find_developments(text, text, [("update", text)], FRIDAY)
    assert time.process_time() - begin < 5


TOPIC = "Wardens plan round-up of stray dogs in Millbridge. The county will send wardens into ten towns on Sunday."


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ("The round-up of strays has been postponed.", True),
        ("Wardens delayed the stray round-ups by two weeks.", True),
        ("It has been postponed.", True),
        ("UPDATE: The event was called off.", True),
        ("The mayor's speech was cancelled.", False),
        ("A football match between two schools was abandoned.", False),
    ],
)
def test_is_about_tells_the_event_from_another(evidence: str, expected: bool) -> None:
    assert is_about(evidence, TOPIC) is expected


@pytest.mark.parametrize(
    ("sentence", "of_story"),
    [
        ("The round-up of strays in Millbridge has been postponed.", True),
        ("Wardens in Millbridge postponed it until Tuesday, the county said.", True),
        ("The county in Millbridge has cancelled its plans for the round-up.", True),
        ("The county in Millbridge has cancelled its plans for a tram.", False),
        ("A football game in Millbridge county was postponed until Monday.", False),
        ("Sunday's concert in Millbridge was called off by the county.", False),
        ("In Millbridge, a fair by the weir was called off by the wardens on Sunday.", False),
    ],
)
def test_what_is_put_off_tells_the_event_from_another_in_the_same_place(sentence: str, of_story: bool) -> None:
    [found] = find_developments("", f"Nothing else is new. {sentence}", (), FRIDAY)
    assert found.of
    assert is_about(found.evidence, TOPIC, found.of) is of_story


@pytest.mark.parametrize(
    ("a", "b"), [("raid", "raids"), ("deported", "deportations"), ("city", "cities"), ("strike", "strikes")]
)
def test_stems_join_forms(a: str, b: str) -> None:
    assert stem(a) == stem(b)
