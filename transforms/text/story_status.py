"""The state of a story: what its status becomes when a text asserts something.

Texts are told in the order in which they were *written* (``transforms.text.tellings``), so that an old text that
arrives late changes nothing that newer texts say.  Why the rules are as they are:

- **Place**: what stands in a notice is newer than the headline above it, the headline newer than the
  body, which tells what led up to now as well as now.  A text is taken from its body to its notices, so
  the newer place has the last word; an unusual step needs a headline or a notice.
- **A plan is the weakest claim**: what was planned stands in every later article too.  It sets a status only
  where there is none, or moves what was put off to a later time.
- **Cancelled is final**, but for a text that says that it is on again.  Two outlets that see the event take
  place are such a text.
- **A contradiction needs a second outlet**: what cannot follow at all from what is known is believed
  once two outlets say so in headlines.  Where many outlets stand behind a status, a lone one against it
  is a contradiction too, unless it tells the natural next step, which some outlet has to tell first.
- **A denial takes back**: "denied that it was postponed" gives the status before that; so does "goes ahead
  as planned".  What was denied is not believed from a body again.
- **Said once**: a sentence that the story has told already (an edited article keeps most of its own, agencies
  are quoted) is no second claim, whenever it is told again; but another outlet's headline backs the first.
- **Long ago**: what a body says of last year is background.
- *Confirmed* is said of reports; it changes no status.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

STATUSES = ("planned", "underway", "postponed", "suspended", "resumed", "ended", "cancelled")
PLACES = ("body", "headline", "notice")

# How a claim is believed of a story, by the story's status (columns) and what is claimed (rows):
#   any     wherever it stands: the natural next step
#   head    in a headline or a notice: unusual, and a contradiction where many outlets say otherwise
#   notice  in a notice: one of the two words was wrong, and the text says so itself
#   later   of a later time than the one known
#   two     in headlines or notices of two outlets: a contradiction
#   no      never;  same  already so
_TRANSITIONS = """
    claimed    none  planned  underway  postponed  suspended  resumed  ended  cancelled
    planned    any   same     no        later      later      no       no     no
    underway   any   any      same      any        head       any      two    two
    postponed  any   any      head      same       any        head     no     notice
    suspended  any   any      any       head       same       any      no     no
    resumed    any   no       head      any        any        same     head   any
    ended      any   head     any       head       any        any      same   two
    cancelled  any   any      head      any        any        head     no     same
"""

# Outlets behind a status that make a lone one against it a contradiction
# (test_story_status.py::test_a_lone_outlet_against_many).
MANY_OUTLETS = 3
# Outlets that establish a contradiction.
ENOUGH_OUTLETS = 2

# Claims and statuses that a story remembers, so that its state stays small however long it is told
# (test_story_status.py::test_the_state_stays_small).
MOST_HEARD = 400
MOST_HISTORY = 20

# What a status is denied back to, in a story that never told what was before.
_BEFORE_ALL = {
    "postponed": "planned",
    "cancelled": "planned",
    "underway": "planned",
    "suspended": "underway",
    "ended": "underway",
    "resumed": "suspended",
}
# Words by which a denial names what it denies.
_NAMED = {
    "postponed": re.compile(r"\b(?:postpon|delay|put(?:ting)? off|reschedul|push(?:ed|ing) back)", re.I),
    "cancelled": re.compile(r"\b(?:cancel|call(?:ed|ing)? off|scrap|axed|axing)", re.I),
    "suspended": re.compile(r"\b(?:suspen[ds]|halt|paus(?:ed|ing))", re.I),
    "ended": re.compile(r"\b(?:end(?:ed|ing)\b|over\b|conclu)", re.I),
    "underway": re.compile(r"\b(?:begun|began|started|under ?way)\b", re.I),
    "resumed": re.compile(r"\bresum", re.I),
}
# A plan in such words answers a report that it is off.
_GOES_AHEAD = re.compile(r"\b(?:as (?:planned|scheduled)|go(?:es|ing)? ahead|still on|back on)\b", re.I)
_LONG_AGO = re.compile(
    r"\b(?:last (?:year|season|month|spring|summer|autumn|fall|winter)|(?:weeks|months|years?|decades?) ago|"
    r"earlier this year)\b",
    re.I,
)


class Claim(NamedTuple):
    """What a text asserts: a development without its offsets. ``effective`` is aware."""

    kind: str
    place: str
    effective: datetime | None
    evidence: str


class StoryStatus(NamedTuple):
    """The state of a story's status, and why it is so.

    Attributes:
      status: one of ``STATUSES``, or None where nobody told.
      history: the statuses before it, the last one last.
      event_time: the latest time told of the event.
      outlets: who says so, in headlines or notices; and whoever said it first.
      waiting: contradictions that wait for a second outlet: the kind and who claims it.
      denied: kinds that were denied.
      heard: kind and sentence of the last claims, and for headlines and notices the outlet.
      reason: the last change, in words.
    """

    status: str | None = None
    history: tuple[str, ...] = ()
    event_time: datetime | None = None
    outlets: frozenset[str] = frozenset()
    waiting: tuple[tuple[str, str], ...] = ()
    denied: frozenset[str] = frozenset()
    heard: tuple[tuple[str, str, str], ...] = ()
    reason: str = ""


def _read_table(table: str) -> dict[tuple[str | None, str], str]:
    """``{(status, claimed): how it is believed}``."""
    head, *rows = (line.split() for line in table.strip().splitlines())
    columns: list[str | None] = [None if name == "none" else name for name in head[1:]]
    return {(status, row[0]): how for row in rows for status, how in zip(columns, row[1:], strict=True)}


TRANSITIONS = _read_table(_TRANSITIONS)


def next_status(state: StoryStatus, claims: Sequence[Claim], outlet: str) -> StoryStatus:
    """The story's status once one more text was told.

    Args:
      state: of the story, from the texts written before this one.
      claims: what the text asserts of the story's event, in text order.
      outlet: who published it.
    """
    for claim in _from_old_to_new(claims):
        said = (claim.kind, claim.evidence, "" if claim.place == "body" else outlet)
        if said in state.heard or (claim.place == "body" and _LONG_AGO.search(claim.evidence)):
            continue
        denies = _denied_by(claim)
        if denies:
            state = _deny(state, denies, claim, outlet)
        elif claim.kind in STATUSES:
            state = _claim(state, claim, outlet)
        state = state._replace(heard=(*state.heard, said)[-MOST_HEARD:])
    return state


def _from_old_to_new(claims: Sequence[Claim]) -> Iterator[Claim]:
    """Body, headline, notices; in each the plans first: they are what the rest changes."""
    for place in PLACES:
        yield from sorted((one for one in claims if one.place == place), key=lambda one: one.kind != "planned")


def _claim(state: StoryStatus, claim: Claim, outlet: str) -> StoryStatus:
    how = TRANSITIONS[state.status, claim.kind]
    if how == "same":
        told = state.outlets | {outlet} if claim.place != "body" else state.outlets
        return state._replace(outlets=told, event_time=_later(state.event_time, claim.effective))
    if how == "head" and len(state.outlets - {outlet}) >= MANY_OUTLETS:
        how = "two"
    if how == "two" and claim.place != "body":
        backed = (claim.kind, outlet)
        waiting = state.waiting if backed in state.waiting else (*state.waiting, backed)
        backers = frozenset(who for kind, who in waiting if kind == claim.kind)
        if len(backers) < ENOUGH_OUTLETS:
            return state._replace(waiting=waiting)
        return _move(state, claim.kind, claim, backers, f"{len(backers)} outlets say so against {state.status}")
    if not _believed(state, claim, how):
        return state
    return _move(state, claim.kind, claim, frozenset((outlet,)), f"{claim.place} of {outlet}")


def _believed(state: StoryStatus, claim: Claim, how: str) -> bool:
    if claim.place == "body" and claim.kind in state.denied:
        return False
    if how == "later":
        return None not in (claim.effective, state.event_time) and claim.effective > state.event_time  # type: ignore[operator]
    return how == "any" or (how == "head" and claim.place != "body") or (how == "notice" and claim.place == "notice")


def _denied_by(claim: Claim) -> frozenset[str]:
    """The statuses that a claim takes back."""
    if claim.kind == "planned" and _GOES_AHEAD.search(claim.evidence):
        return frozenset(("postponed",))
    if claim.kind != "denied":
        return frozenset()
    return frozenset(kind for kind, words in _NAMED.items() if words.search(claim.evidence))


def _deny(state: StoryStatus, kinds: frozenset[str], claim: Claim, outlet: str) -> StoryStatus:
    if claim.kind == "denied":
        # A denial of what nobody told yet stands against the rumour when it comes.
        state = state._replace(denied=state.denied | kinds)
    if state.status not in kinds:
        return state if claim.kind == "denied" else _claim(state, claim, outlet)
    if claim.place == "body" and len(state.outlets - {outlet}) >= MANY_OUTLETS:
        return state
    earlier = [status for status in state.history if status not in kinds]
    back = earlier[-1] if earlier else _BEFORE_ALL[state.status]
    return _move(state, back, claim, frozenset((outlet,)), f"{state.status} denied in {claim.place} of {outlet}")


def _move(state: StoryStatus, status: str, claim: Claim, outlets: frozenset[str], reason: str) -> StoryStatus:
    return StoryStatus(
        status=status,
        history=(*state.history, state.status)[-MOST_HISTORY:] if state.status else state.history,
        event_time=_later(state.event_time, claim.effective),
        outlets=outlets,
        waiting=(),
        denied=state.denied - {status},
        heard=state.heard,
        reason=f"{status}: {reason}",
    )


def _later(known: datetime | None, told: datetime | None) -> datetime | None:
    return max((time for time in (known, told) if time is not None), default=None)
