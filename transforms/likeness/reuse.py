"""Is the text that now stands at an address about something else than the one before?

A live page is reset, a column has one address for ever, a page is reused.  An edit, however thorough,
still tells of its event; what is in doubt is an edit.  Only the two texts decide, not what else is held.
"""

from transforms.likeness.copies import measure_overlap
from transforms.likeness.encoding import encode_sketch
from transforms.likeness.held import Held
from transforms.likeness.index import Index
from transforms.likeness.linking import UNTRAINED_CAUTION, LinkModel, consider_stories
from transforms.likeness.sketches import Sketch

# Share of five-word shingles below which two texts have nothing in common.  Measured on labelled pairs:
# no revision is below it, nor any copy (test_reuse).
NOTHING_SHARED = 0.02
# Log-odds of telling of one event, below which two such texts tell of two.  Of pairs of unrelated reports
# nine in ten are below it, and of reports of one event by two outlets, which have less in common than an
# outlet's own versions, one in fifty (test_reuse).
UNRELATED = -3.0
# A shorter text says too little to tell (test_reuse: a line that becomes a report).
MIN_WORDS = 50


def is_reused(before: Sketch, now: Sketch, model: LinkModel) -> bool:
    """Whether ``now`` is not an edit of ``before`` but another text at its address."""
    if min(before.length, now.length) < MIN_WORDS:
        return False
    overlap = measure_overlap(before, now)
    if max(overlap.held, overlap.kept) >= NOTHING_SHARED:
        return False
    log_odds = log_odds_of_pair(before, now, model)
    return log_odds is None or log_odds < UNRELATED - (0.0 if now.english else UNTRAINED_CAUTION)


def log_odds_of_pair(one: Sketch, other: Sketch, model: LinkModel) -> float | None:
    """Log-odds that two texts tell of one event, with nothing else known; None if they share no telling word."""
    alone = Index([Held(0, "", "", "", 1, None, encode_sketch(one))])
    logits = consider_stories(other, alone, model).logits
    return float(logits[0]) if len(logits) else None
