"""Which story an article belongs to: small trees over pairs, then a logistic model over stories.

The first step says how likely an article and a held record tell of the same event, the second what
that means for the record's story: how good its best record is, how good the others are, and how far
behind the best record of another story is.  Both are made by ``python -m tests.bench.link_training``.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.likeness.evidence import EVIDENCE_FEATURES, Evidence, find_evidence, weigh_together
from transforms.likeness.features import FEATURES, RARE, pair_features, weigh_terms
from transforms.likeness.held import Held
from transforms.likeness.index import F64, Index
from transforms.likeness.models import Logistic, Trees, shipped, shipped_trees
from transforms.likeness.near import Near
from transforms.likeness.sketches import Sketch
from transforms.likeness.terms import Terms

STORY_FEATURES = (
    "best", "second", "mean", "count", "lead", "behind", "worst", "several", *EVIDENCE_FEATURES,
)  # fmt: skip
# So many stories are weighed, those of the likeliest records; and none whose best record is no match at all.
MOST_STORIES = 3
LEAST_MATCH = -6.0
# Beyond this the model only grows more certain of what it is sure of.
LOGIT_LIMIT = 12.0
# Where no other story comes near, the best one is compared with a poor match: being alone proves nothing
# (test_link: look-alikes are kept apart).
_POOR_MATCH = -3.0
_NO_SECOND = -2.0

# The model has seen English only; elsewhere more is asked for, in log-odds
# (test_link: function words of other languages do not link).
UNTRAINED_CAUTION = 1.5

# A text that shares this part of its phrases with another, and is neither its copy nor its new version, fills
# the same template with other facts: more is asked for, in log-odds (test_link: look-alikes are kept apart).
TEMPLATE_SHARE = 0.4
TEMPLATE_CAUTION = 5.0
# A town, a family and a firm may have one name: where nothing else that is rare is shared, nor the days, more is
# asked for, in log-odds (test_link: namesakes are kept apart).  And where nothing at all that is rare is shared, to
# lack nothing proves nothing (test_link: function words of other languages do not link).
NAMESAKE_CAUTION = 5.0
STRANGER_CAUTION = 3.0
_SAME_DAYS = 3.0
# Above this feature more than one and a half names are shared.
_NAMES_OF_ONE = math.log1p(1.5) + 1e-6
_SHINGLES, _NAMES_SHARED, _PLAIN_RARE, _PLAIN_MOST, _FULL_NAMES, _NUMBER_MOST, _DAYS_APART = (
    FEATURES.index(name)
    for name in ("shingles", "names_shared", "plain_rare", "plain_most", "full_names", "number_most", "days_apart")
)


class LinkModel(NamedTuple):
    """The two steps; an article joins a story if the second one's log-odds are above 0."""

    pair: Trees
    story: Logistic


class Choice(NamedTuple):
    """A story for an article: the record in it that is nearest, and the probability of the match."""

    held: Held
    probability: float


class Option(NamedTuple):
    """One story that was considered, with its features and its best record's position."""

    story_id: str
    features: tuple[float, ...]
    nearest: int


class Considered(NamedTuple):
    """What an article was compared with.

    Attributes:
      held: its nearest records, nearest first.
      rows: the features of each pair, shape (records, features).
      logits: log-odds that each record tells of the same event.
      stories: the best stories of ``held`` with their log-odds, the likeliest first.
      evidence: what the records say together; None if none of them is worth a thought.
    """

    held: list[Held]
    rows: F64
    logits: F64
    stories: list[tuple[float, Option]]
    evidence: Evidence | None


def shipped_model() -> LinkModel:
    """The model that comes with the package."""
    return LinkModel(shipped_trees(FEATURES), shipped("story", STORY_FEATURES))


def choose_story(sketch: Sketch, index: Index, model: LinkModel) -> Choice | None:
    """The story of the index that an article belongs to, or None if it opens one."""
    return choose_option(sketch, consider_stories(sketch, index, model))


def consider_stories(sketch: Sketch, index: Index, model: LinkModel) -> Considered:
    """The records of the index that an article is nearest to, and what speaks for their stories."""
    terms = index.terms_of(sketch)
    weights, near = _find_near(sketch, terms, index)
    if not near.held:
        return Considered([], np.zeros((0, len(FEATURES))), np.zeros(0), [], None)
    rows, logits = _compare(terms, weights, near, index, model)
    if logits.max() < LEAST_MATCH:
        return Considered(near.held, rows, logits, [], None)
    evidence = find_evidence(terms, weights, near, rows)
    stories = rank_stories(logits, [each.story_id for each in near.held], evidence, model)
    return Considered(near.held, rows, logits, stories, evidence)


def consider_records(
    sketch: Sketch, terms: Terms, index: Index, model: LinkModel, story_id: str | None = None
) -> tuple[list[Held], F64, F64]:
    """The records that an article is nearest to, the features of each pair, and its log-odds.

    With ``story_id`` only those of them that are in that story.
    """
    weights, near = _find_near(sketch, terms, index, story_id)
    if not near.held:
        return [], np.zeros((0, len(FEATURES))), np.zeros(0)
    return near.held, *_compare(terms, weights, near, index, model)


def _find_near(sketch: Sketch, terms: Terms, index: Index, story_id: str | None = None) -> tuple[F64, Near]:
    """What an article's terms weigh, and the records that it is nearest to."""
    weights, name_weights = weigh_terms(sketch, terms, index)
    return weights, index.nearest(sketch, terms, weights, name_weights, story_id)


def _compare(terms: Terms, weights: F64, near: Near, index: Index, model: LinkModel) -> tuple[F64, F64]:
    """The features of each pair, and its log-odds."""
    rows = pair_features(terms, weights, near, index)
    logits = pair_logits(rows, model.pair)
    logits[rows[:, _SHINGLES] > TEMPLATE_SHARE] -= TEMPLATE_CAUTION
    logits[_share_one_name(rows)] -= NAMESAKE_CAUTION
    logits[_share_nothing(rows)] -= STRANGER_CAUTION
    return rows, logits


def rank_stories(logits: F64, stories: list[str], evidence: Evidence, model: LinkModel) -> list[tuple[float, Option]]:
    """The best stories among the candidates with their log-odds, the likeliest first."""
    options = story_options(logits, stories, evidence)
    if not options:
        return []
    log_odds = model.story.logits(np.array([each.features for each in options])).tolist()
    return sorted(zip(log_odds, options, strict=True), key=lambda one: -one[0])


def choose_option(sketch: Sketch, considered: Considered) -> Choice | None:
    """The likeliest story, if it is likely enough."""
    if not considered.stories or considered.stories[0][0] < least_log_odds(sketch):
        return None
    log_odds, option = considered.stories[0]
    return Choice(considered.held[option.nearest], 1 / (1 + math.exp(-log_odds)))


def least_log_odds(sketch: Sketch) -> float:
    """What a story must reach to be an article's."""
    return 0.0 if sketch.english else UNTRAINED_CAUTION


def _share_one_name(rows: F64) -> npt.NDArray[np.bool_]:
    """Which pairs have one rare word in common, by its capital a name or not, and nothing else that is rare."""
    names = rows[:, _NAMES_SHARED]
    if names.min() > _NAMES_OF_ONE:
        return np.zeros(len(rows), np.bool_)
    plain = np.expm1(rows[:, _PLAIN_RARE])
    more = plain > np.maximum(0.0, rows[:, _PLAIN_MOST] - RARE) + 1e-6
    lone = (np.expm1(names) + (plain > 0) < 1.5) & ~more
    days = rows[:, _DAYS_APART]
    near = (days >= 0) & (days <= math.log1p(_SAME_DAYS))
    return np.asarray(lone & (rows[:, _FULL_NAMES] == 0) & (rows[:, _NUMBER_MOST] < RARE) & ~near)


def _share_nothing(rows: F64) -> npt.NDArray[np.bool_]:
    """Which pairs have no rare word, full name or rare number in common."""
    told = rows[:, _NAMES_SHARED] + rows[:, _PLAIN_RARE] + rows[:, _FULL_NAMES]
    return np.asarray((told == 0) & (rows[:, _NUMBER_MOST] < RARE))


def pair_logits(rows: F64, model: Trees) -> F64:
    """Log-odds that each row's record tells of the same event, within ``LOGIT_LIMIT``."""
    return np.clip(model.logits(rows), -LOGIT_LIMIT, LOGIT_LIMIT)


def story_options(logits: F64, stories: list[str], evidence: Evidence) -> list[Option]:
    """The best stories among the candidates, those of the likeliest records first, with their features."""
    members: dict[str, list[tuple[float, int]]] = {}
    for i, (story, value) in enumerate(zip(stories, logits.tolist(), strict=True)):
        members.setdefault(story, []).append((-value, i))
    for each in members.values():
        each.sort()
    ranked = sorted(members.items(), key=lambda one: one[1][0][0])
    tops = [-each[0][0] for _, each in ranked]
    best = [(story, each) for story, each in ranked[:MOST_STORIES] if -each[0][0] >= LEAST_MATCH]
    if not best:
        return []
    together = weigh_together(evidence, logits, [[i for _, i in each] for _, each in best], len(members)).tolist()
    options = []
    for at, ((story, each), more) in enumerate(zip(best, together, strict=True)):
        other = max([_POOR_MATCH, *tops[:at], *tops[at + 1 :]])
        options.append(Option(story, (*_weigh_records([-value for value, _ in each], other), *more), each[0][1]))
    return options


def _weigh_records(values: list[float], other: float) -> tuple[float, ...]:
    """The features of a story by the log-odds of its records, the largest first, and the best of another one's."""
    top, best = values[0], values[:4]
    lead = top - other
    return (
        top,
        values[1] - top if len(values) > 1 else _NO_SECOND,
        math.fsum(best) / len(best) - top,
        math.log(len(values)),
        min(max(lead, -6.0), 8.0),
        max(0.0, -lead),
        min(0.0, values[-1]),
        float(len(values) > 1),
    )
