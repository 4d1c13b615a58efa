"""Streams in which stories turn out to be one, and a model that tells when: by shared names alone.

With the model below two texts tell of one event from three shared names on, may do so with two, and
do not with one.  So two reports with two names in common open two stories, and a third one that has
three of each shows that they are one, whatever the shipped coefficients are.
"""

import datetime
import random
from typing import Any

import numpy as np

from transforms.likeness.features import FEATURES
from transforms.likeness.linking import STORY_FEATURES, LinkModel
from transforms.likeness.models import Logistic

START = datetime.datetime(2026, 3, 2, 6, tzinfo=datetime.timezone.utc)

_PAIR = {"names": 10.0}
_STORY = {"best": 1.0}
NAMES_MODEL = LinkModel(
    Logistic(np.array([_PAIR.get(name, 0.0) for name in FEATURES]), -24.5),
    Logistic(np.array([_STORY.get(name, 0.0) for name in STORY_FEATURES]), -3.0),
)

# Fourteen events with six names each.
_NAMES = [first + last for first in ("Ar", "Bre", "Cor", "Dun", "Ell", "Fos", "Gal") for last in
          ("dell", "nna", "rin", "more", "ery", "way", "row", "ster", "by", "wick", "dal", "mont")]  # fmt: skip
EVENTS = [_NAMES[at : at + 6] for at in range(0, len(_NAMES), 6)]
_WORDS = """harbour bridge storm council river farmers strike market orchard tunnel glacier museum kettle lantern
    saddle thicket pebble marsh copper willow cellar anchor barley candle""".split()


def report(draw: random.Random, names: list[str]) -> str:
    """A text of 18 words a name that shares names with others, but no phrase."""
    return " ".join(f"The {' '.join(draw.sample(_WORDS, 14))} of {name} was {draw.choice(_WORDS)}." for name in names)


def make_joined_stream(documents: int = 40, seed: int = 1) -> list[dict[str, Any]]:
    """JSONL seeds in order of observation: reports of fourteen events, edits, copies, and pages that are reused."""
    draw = random.Random(seed)
    stream: list[dict[str, Any]] = []
    now = START
    for number in range(documents):
        now += datetime.timedelta(minutes=draw.randint(1, 600))
        document = {
            "url": f"https://press.example/{number}",
            "title": "",
            "text": report(draw, draw.sample(draw.choice(EVENTS), draw.choice([3, 3, 4, 6]))),
        }
        kind = draw.random()
        if stream and kind < 0.15:
            document["url"] = draw.choice(stream)["url"]
        elif stream and kind < 0.3:
            document["text"] = draw.choice(stream)["text"] + " It was late."
        elif stream and kind < 0.45:
            document = {**draw.choice(stream[-6:])}
            document["text"] += f" The council met for {number} hours, and the plan has been postponed."
        stream.append({**document, "observed": now.isoformat()})
    return stream
