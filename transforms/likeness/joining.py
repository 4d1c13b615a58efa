"""Does an article show that two stories are one?

Stories of one event come apart when their first reports share too little.  A later article that is near
to both closes the gap.  To join wrongly costs more than to miss a join (two events are told as one from
then on), so two things are asked for: the article belongs to each of the two, were the other one not
there; and the two stories' own records match each other, so that neither names, days nor numbers
conflict.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from transforms.likeness.held import Held
from transforms.likeness.index import Index
from transforms.likeness.linking import Considered, LinkModel, consider_records, least_log_odds, rank_stories
from transforms.likeness.sketches import Sketch

# Log-odds that the second story, taken alone, is the article's (tests/bench/linking.py, with joins and
# without; test_joining: what is near to one story only joins nothing).
JOIN_MATCH = 2.0
# Log-odds, on average over their pairs, that records of the two stories tell of one event: where names,
# days or numbers conflict, it falls far below (test_joining: two stories that conflict stay two).
JOIN_AGREEMENT = 1.0


class Bridge(NamedTuple):
    """Two stories that an article shows to be one, by log-odds.

    Attributes:
      one, other: story ids, the likelier one first.
      match: how well the article matches ``other`` alone.
      agreement: how well records of the two match each other; None where none of them came near.
      joined: whether that is enough.
    """

    one: str
    other: str
    match: float
    agreement: float | None
    joined: bool


def find_bridge(
    sketch: Sketch, considered: Considered, index: Index, model: LinkModel, least_agreement: float = JOIN_AGREEMENT
) -> Bridge | None:
    """Whether the two likeliest stories of an article are one; None if only one is worth a thought."""
    if len(considered.stories) < 2 or math.isinf(least_agreement):
        return None
    one, other = (option.story_id for _, option in considered.stories[:2])
    match = match_alone(considered, other, model)
    if match < JOIN_MATCH + least_log_odds(sketch):
        return None
    agreement = agreement_of(considered.held, one, other, index, model)
    return Bridge(one, other, match, agreement, agreement is not None and agreement >= least_agreement)


def match_alone(considered: Considered, story_id: str, model: LinkModel) -> float:
    """The log-odds of a story as if no other one had been considered."""
    at = [i for i, held in enumerate(considered.held) if held.story_id == story_id]
    return rank_stories(considered.logits[at], [story_id] * len(at), model)[0][0]


def agreement_of(records: Sequence[Held], one: str, other: str, index: Index, model: LinkModel) -> float | None:
    """Mean log-odds over the pairs of records from two stories that are among each other's nearest.

    ``records`` are those that are asked about: the ones of ``one`` and ``other`` among them.  None if no
    record of one story has any of the other one near.
    """
    found: dict[tuple[str, str], float] = {}
    for held in records:
        if held.story_id not in (one, other):
            continue
        opposite = other if held.story_id == one else one
        nearest, _, logits = consider_records(held.sketch, index.terms_held(held), index, model, opposite)
        for near, log_odds in zip(nearest, logits.tolist(), strict=True):
            pair = (held.record_id, near.record_id)
            found[min(pair), max(pair)] = log_odds
    return math.fsum(found.values()) / len(found) if found else None


def as_one(considered: Considered, story_ids: Sequence[str], into: str, model: LinkModel) -> Considered:
    """What was considered, with some stories taken for one."""
    held = [each._replace(story_id=into) if each.story_id in story_ids else each for each in considered.held]
    stories = rank_stories(considered.logits, [each.story_id for each in held], model)
    return considered._replace(held=held, stories=stories)
