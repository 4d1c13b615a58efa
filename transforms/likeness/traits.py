"""What a text says in a few plain numbers: its day, the years and months it names, its casualties, its stage.

Traits are read from a sketch when a record is taken into the index, and compared for many records at once.
``NaN`` stands for what a text does not say.
"""

import math
from datetime import date
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from transforms.likeness import words as w
from transforms.likeness.days import MAX_DAYS
from transforms.likeness.sketches import Sketch

F64 = npt.NDArray[np.float64]

_EPOCH = date(1970, 1, 1).toordinal()
# Places in a row of traits; the days named, in text order, fill the rest.
OWN_DAY, YEAR, KILLED, HURT, COURT, AGES, NAMES, LENGTH, SOURCE, SHINGLES, WEEKDAY, DATED, FIRST_DAY = range(13)
WIDTH = FIRST_DAY + MAX_DAYS
# Counts of victims stand where news begins; further down they are of other events.
_CASUALTY_WORDS = 150
# "two people were killed": so many words between a count and what it counts.
_BEFORE, _AFTER = 4, 3

_KILLED = "killed kills dead died dies deaths fatally slain"
_HURT = "injured injures injuring injuries wounded wounding wounds hurt hospitalized hospitalised"
_COURT = """charged charges court judge trial jury sentenced sentence sentencing pleaded pleads guilty hearing
    arraigned arraignment indicted indictment convicted conviction prosecutors prosecutor bail bond arrested arrest
    lawsuit sued sues testified verdict acquitted appeal extradited"""


def _hashes(text: str) -> frozenset[int]:
    return frozenset(w.hash32(form) for form in text.split())


_KILLED_WORDS, _HURT_WORDS = _hashes(_KILLED), _hashes(_HURT)
_CASUALTIES = _KILLED_WORDS | _HURT_WORDS
_YEAR_WORD = w.hash32("year")
_COURT_WORDS = _hashes(_COURT)
_NUMBER_OF = {w.hash32(str(n)): float(n) for n in range(1, 1000)} | {w.hash32("one"): 1.0}
_YEAR_OF = {w.hash32(str(year)): float(year) for year in range(1950, 2100)}


def read_traits(sketch: Sketch) -> F64:
    """The traits of a sketch, ``WIDTH`` numbers."""
    killed, hurt = _casualties(sketch)
    days: list[float] = sketch.days.tolist()
    own = math.nan
    if sketch.dated:
        own = float(sketch.day)
    elif days:
        own = max(days)
    head = sketch.words[sketch.bits & (w.LEAD | w.TITLE) != 0]
    ages = float((sketch.bits & w.AGE != 0).sum())
    found = [
        own,
        _year(sketch, own),
        killed,
        hurt,
        float(len(_COURT_WORDS.intersection(head.tolist()))),
        ages,
        float(len(sketch.names)),
        float(sketch.length),
        float(sketch.source),
        float(len(sketch.shingles)),
        float(sketch.weekday) if sketch.weekday >= 0 else math.nan,
        float(sketch.dated),
        *days,
        *[math.nan] * (MAX_DAYS - len(days)),
    ]
    return np.array(found)


def _year(sketch: Sketch, own: float) -> float:
    """The year of an article: that of its day, else the latest one that it names."""
    if not math.isnan(own):
        return float(date.fromordinal(min(max(int(own) + _EPOCH, 1), date.max.toordinal())).year)
    named = sketch.words[sketch.bits & w.DATE != 0]
    return max((_YEAR_OF[key] for key in named.tolist() if key in _YEAR_OF), default=math.nan)


def _casualties(sketch: Sketch) -> tuple[float, float]:
    """The first counts of people killed and of people hurt."""
    keys: list[int] = sketch.words.take(sketch.order[:_CASUALTY_WORDS]).tolist()
    if _CASUALTIES.isdisjoint(keys):
        return math.nan, math.nan
    # "Lee, 23, was killed": an age counts nobody.
    ages = set(sketch.words[sketch.bits & w.AGE != 0].tolist())
    ages |= {key for key, after in pairwise(keys) if after == _YEAR_WORD}
    killed = hurt = math.nan
    taken: set[int] = set()
    for at, verb in enumerate(keys):
        if verb not in _CASUALTIES:
            continue
        around = [*range(at - 1, max(0, at - _BEFORE) - 1, -1), *range(at + 1, min(len(keys), at + 1 + _AFTER))]
        free = (i for i in around if i not in taken and keys[i] not in ages and keys[i] in _NUMBER_OF)
        counted = next(free, None)
        if counted is None:
            continue
        taken.add(counted)
        if verb in _KILLED_WORDS:
            killed = _NUMBER_OF[keys[counted]] if math.isnan(killed) else killed
        else:
            hurt = _NUMBER_OF[keys[counted]] if math.isnan(hurt) else hurt
    return killed, hurt
