"""Which story an article belongs to: small trees over pairs, then a logistic model over stories.

The first step says how likely an article and a held record tell of the same event, the second what
that means for the record's story: how good its best record is, how good the others are, and how far
behind the best record of another story is.  Both are made by ``python -m tests.bench.link_training``.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.likeness.features import FEATURES, RARE, pair_features, weigh_terms
from transforms.likeness.held import Held
from transforms.likeness.index import F64, Index
from transforms.likeness.models import Logistic, Trees, shipped, shipped_trees
from transforms.likeness.sketches import Sketch
from transforms.likeness.terms import Terms

STORY_FEATURES = ("best", "second", "mean", "count", "lead", "behind", "worst", "several")
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
TEMPLATE_CAUTION = 3.0
# A town, a family and a firm may have one name: where nothing else that is rare is shared, nor the days, more is
# asked for, in log-odds (test_link: namesakes are kept apart).
NAMESAKE_CAUTION = 3.0
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
      stories: the stories of ``held`` with their log-odds, the likeliest first.
    """

    held: list[Held]
    rows: F64
    logits: F64
    stories: list[tuple[float, Option]]


def shipped_model() -> LinkModel:
    """The model that comes with the package."""
    return LinkModel(shipped_trees(FEATURES), shipped("story", STORY_FEATURES))


def choose_story(sketch: Sketch, index: Index, model: LinkModel) -> Choice | None:
    """The story of the index that an article belongs to, or None if it opens one."""
    return choose_option(sketch, consider_stories(sketch, index, model))


def consider_stories(sketch: Sketch, index: Index, model: LinkModel) -> Considered:
    """The records of the index that an article is nearest to, and what speaks for their stories."""
    held, rows, logits = consider_records(sketch, index.terms_of(sketch), index, model)
    stories = rank_stories(logits, [each.story_id for each in held], model) if held else []
    return Considered(held, rows, logits, stories)


def consider_records(
    sketch: Sketch, terms: Terms, index: Index, model: LinkModel, story_id: str | None = None
) -> tuple[list[Held], F64, F64]:
    """The records that an article is nearest to, the features of each pair, and its log-odds.

    With ``story_id`` only those of them that are in that story.
    """
    weights, name_weights = weigh_terms(sketch, terms, index)
    near = index.nearest(sketch, terms, weights, name_weights, story_id)
    if not near.held:
        return [], np.zeros((0, len(FEATURES))), np.zeros(0)
    rows = pair_features(terms, weights, near, index)
    logits = pair_logits(rows, model.pair)
    logits[rows[:, _SHINGLES] > TEMPLATE_SHARE] -= TEMPLATE_CAUTION
    logits[_share_one_name(rows)] -= NAMESAKE_CAUTION
    return near.held, rows, logits


def rank_stories(logits: F64, stories: list[str], model: LinkModel) -> list[tuple[float, Option]]:
    """The stories among the candidates with their log-odds, the likeliest first."""
    options = story_options(logits, stories)
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


def pair_logits(rows: F64, model: Trees) -> F64:
    """Log-odds that each row's record tells of the same event, within ``LOGIT_LIMIT``."""
    return np.clip(model.logits(rows), -LOGIT_LIMIT, LOGIT_LIMIT)


def story_options(logits: F64, stories: list[str]) -> list[Option]:
    """The stories among the candidates, in the order of ``stories``, with their features."""
    members: dict[str, list[tuple[float, int]]] = {}
    for i, (story, value) in enumerate(zip(stories, logits.tolist(), strict=True)):
        members.setdefault(story, []).append((-value, i))
    tops = [-min(each)[0] for each in members.values()]
    ranked = sorted(tops, reverse=True)
    options = []
    for (story, each), top in zip(members.items(), tops, strict=True):
        other = _POOR_MATCH
        if len(ranked) > 1:
            other = max(other, ranked[1] if top == ranked[0] else ranked[0])
        each.sort()
        values = [-value for value, _ in each]
        best = values[:4]
        lead = top - other
        features = (
            top,
            values[1] - top if len(values) > 1 else _NO_SECOND,
            math.fsum(best) / len(best) - top,
            math.log(len(values)),
            min(max(lead, -6.0), 8.0),
            max(0.0, -lead),
            min(0.0, values[-1]),
            float(len(values) > 1),
        )
        options.append(Option(story, features, each[0][1]))
    return options
