"""Why an article was placed where it was: what the linker looked at, with every feature's share.

Nothing here decides: the same functions are called as the linker calls them, and what they found on
the way is kept.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from transforms.likeness.copies import judge, measure_overlap
from transforms.likeness.facts import find_added
from transforms.likeness.features import FEATURES, weigh_terms
from transforms.likeness.held import Held
from transforms.likeness.index import F64, Index
from transforms.likeness.joining import Bridge, find_bridge
from transforms.likeness.linking import STORY_FEATURES, LinkModel, consider_stories, least_log_odds, pair_logits
from transforms.likeness.sketches import Sketch
from transforms.likeness.terms import find_terms
from transforms.likeness.words import read_word, tokenise

# Less than this is rounding.
LEAST_SHARE = 1e-9


class Part(NamedTuple):
    """What one feature adds to a sum of log-odds: how much less there would be if its ``value`` were 0.

    ``bias`` is what remains of a row of zeros; ``together`` what features do only with one another, which
    in a logistic model is nothing; ``caution`` what is taken off templates, namesakes and strangers.
    """

    feature: str
    value: float
    log_odds: float


class ConsideredRecord(NamedTuple):
    """A record near to the article.

    Attributes:
      log_odds: that both tell of one event (cut off where the model is sure), with its ``parts``, largest
        first.
      shared: the telling words that both have, the rarest first, as they stand in the article.
    """

    record_id: str
    story_id: str
    log_odds: float
    parts: tuple[Part, ...]
    shared: tuple[str, ...]


class ConsideredStory(NamedTuple):
    """A story of those records; ``log_odds`` that the article is part of it, with its parts, largest first."""

    story_id: str
    nearest: str
    log_odds: float
    parts: tuple[Part, ...]


class Considered(NamedTuple):
    """All that was weighed for an article.

    Attributes:
      records: nearest first.
      stories: likeliest first; the first one is chosen if it reaches ``least``.
      least: log-odds that a story must reach.
      bridge: whether the two likeliest stories were found to be one; None if that was not asked.
    """

    records: tuple[ConsideredRecord, ...]
    stories: tuple[ConsideredStory, ...]
    least: float
    bridge: Bridge | None


class ComparedText(NamedTuple):
    """A record that shares text with the article.

    Attributes:
      relation, similarity, why: the judgement.
      held, kept: share of the article's phrases that stand in the record, and the other way round.
      added: the words of the article that the record lacks, in text order, as they stand there.
    """

    record_id: str
    story_id: str
    relation: str
    similarity: float
    why: str
    held: float
    kept: float
    added: tuple[str, ...]


def explain_choice(sketch: Sketch, title: str, text: str, index: Index, model: LinkModel) -> Considered:
    """The stories that are weighed for an article, and what speaks for each; the text is that of the sketch."""
    found = consider_stories(sketch, index, model)
    rarest = _rank_words(sketch, spell_words(f"{title}\n{text}"), index)
    records = [
        ConsideredRecord(
            held.record_id,
            held.story_id,
            log_odds,
            _explain_pair(row, log_odds, model),
            _shared(rarest, held),
        )
        for held, row, log_odds in zip(found.held, found.rows, found.logits.tolist(), strict=True)
    ]
    stories = [
        ConsideredStory(
            option.story_id,
            found.held[option.nearest].record_id,
            log_odds,
            explain_row(option.features, STORY_FEATURES, model.story.logits),
        )
        for log_odds, option in found.stories
    ]
    bridge = find_bridge(sketch, found, index, model)
    return Considered(tuple(records), tuple(stories), least_log_odds(sketch), bridge)


def _explain_pair(row: F64, log_odds: float, model: LinkModel) -> tuple[Part, ...]:
    """What the features add; and what is asked for beyond them of templates, namesakes and strangers (``linking``)."""
    parts = explain_row(row, FEATURES, model.pair.logits)
    caution = log_odds - float(pair_logits(row[np.newaxis], model.pair)[0])
    return (*parts, Part("caution", 1.0, caution)) if caution else parts


def _rank_words(sketch: Sketch, spelled: dict[int, str], index: Index) -> list[tuple[int, str]]:
    """The article's telling words and their hashes, the rarest in the index first."""
    terms = find_terms(sketch)
    weights, _ = weigh_terms(sketch, terms, index)
    order = np.argsort(-weights, kind="stable")
    keys = [int(terms.keys[at]) for at in order if weights[at] > 0]
    return [(key, spelled[key]) for key in keys if key in spelled]


def _shared(rarest: Sequence[tuple[int, str]], held: Held) -> tuple[str, ...]:
    its = set(held.sketch.words.tolist())
    return tuple(word for key, word in rarest if key in its)


def explain_row(row: F64 | Sequence[float], names: Sequence[str], logits: Callable[[F64], F64]) -> tuple[Part, ...]:
    """What each feature of a row adds to its log-odds, the largest shares first; together they add up to them.

    Holds for any model that gives log-odds for rows; what adds nothing is left out.
    """
    values = np.asarray(row, np.float64)
    without = np.where(np.eye(len(values), dtype=bool), 0.0, values)
    total, none, *rest = logits(np.vstack([values, np.zeros(len(values)), without])).tolist()
    parts = [Part(name, float(value), total - less) for name, value, less in zip(names, values, rest, strict=True)]
    parts.append(Part("bias", 1.0, none))
    parts.append(Part("together", 1.0, total - math.fsum(part.log_odds for part in parts)))
    telling = [part for part in parts if abs(part.log_odds) >= LEAST_SHARE]
    return tuple(sorted(telling, key=lambda part: (-abs(part.log_odds), part.feature)))


def explain_copies(sketch: Sketch, title: str, text: str, records: Iterable[Held]) -> tuple[ComparedText, ...]:
    """What an article is to each of these records; ``title`` and ``text`` are those of the sketch."""
    spelled = spell_words(f"{title}\n{text}")
    return tuple(_compare(sketch, held, spelled) for held in records)


def _compare(sketch: Sketch, held: Held, spelled: dict[int, str]) -> ComparedText:
    judgement = judge(held.sketch, sketch)
    overlap = measure_overlap(held.sketch, sketch)
    added = {int(sketch.words[at]) for at in find_added(held.sketch, sketch)}
    return ComparedText(
        held.record_id,
        held.story_id,
        judgement.relation,
        judgement.similarity,
        judgement.why,
        overlap.held,
        overlap.kept,
        tuple(word for key, word in spelled.items() if key in added),
    )


def spell_words(text: str) -> dict[int, str]:
    """The words of a text by their hash, each as it stands first, in text order."""
    found: dict[int, str] = {}
    for token in tokenise(text):
        word = read_word(token)
        if word is not None:
            found.setdefault(word.key, token)
    return found
