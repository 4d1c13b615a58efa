"""The figures of a story: what they become when a text gives its own.

Texts are told in the order in which they were *written* (``transforms.text.tellings``), so an old text that arrives
late rolls nothing back.  The rules, and why:

- The newest figure holds: counts move while an event goes on, and some outlet has to be first.
- "At least 3" and then 3 is no change of value, nor is any figure that the one held allows: more than 10
  where 12 are held, about 100 where 104 are.
- **Going back needs more**: a number that the story had before, or a smaller one where deaths only add up,
  is more often old news than a change.  It is believed of a correction, of the one outlet that gave the
  number held, once two outlets say so, or where the same text raises the deaths (the injured who died).
- A sentence told before is no new telling.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from transforms.text.figures import FoundFigure


class Held(NamedTuple):
    """A figure as a story holds it.

    Attributes:
      value, qualifier: what is believed now.
      outlets: who says so.
      past: values believed before.
      contrary: values that wait for a second outlet, and who gives each.
      heard: the last sentences that gave this figure.
    """

    value: float
    qualifier: str | None
    outlets: frozenset[str]
    past: frozenset[float]
    contrary: tuple[tuple[float, str], ...]
    heard: tuple[str, ...]


class Changed(NamedTuple):
    """A figure that is new to a story (``was`` is None) or differs from what it held."""

    figure: FoundFigure
    was: float | None


Key = tuple[str, str]
Figures = Mapping[Key, Held]

# Counts that do not fall, unless they were wrong or the injured die.
_RISING = frozenset(("killed", "injured", "arrested", "charged", "destroyed"))
# Outlets that make an older or smaller number believed again
# (test_story_figures.py::test_a_lone_outlet_with_an_old_number).
ENOUGH_OUTLETS = 2
# Sentences that a figure remembers (test_story_figures.py::test_the_state_stays_small).
MOST_HEARD = 100
# How far an estimate may lie from a number that it is to mean, as a share of that number.
ABOUT = 0.15
_LOWER_BOUNDS = frozenset(("at least", "more than"))
_UPPER_BOUNDS = frozenset(("up to", "fewer than"))


def key_of(stated: FoundFigure) -> Key:
    """What makes two figures the same: what is counted, in which unit."""
    return stated.what, stated.unit or ""


def tell_figures(held: Figures, stated: Iterable[FoundFigure], outlet: str, corrects: bool) -> dict[Key, Held]:
    """The story's figures once one more text was told.

    Args:
      held: from the texts written before this one.
      stated: the text's figures, one a key.
      outlet: who published it.
      corrects: whether the text says that something was wrong.
    """
    after = dict(held)
    stated = list(stated)
    rose = any(key_of(one) == ("killed", "") and _rises(held.get(key_of(one)), one) for one in stated)
    for one in stated:
        before = held.get(key_of(one))
        if before is None:
            after[key_of(one)] = _hold(None, one, frozenset((outlet,)))
        elif not one.evidence or one.evidence not in before.heard:
            after[key_of(one)] = _tell(before, one, outlet, corrects or (rose and one.what == "injured"))
    return after


def changed_figures(before: Figures, after: Figures, stated: Sequence[FoundFigure]) -> list[Changed]:
    """The figures of a text that the story holds now and did not hold before it.

    Args:
      before: the story's figures without the text.
      after: the story's figures with it.
      stated: the text's own figures.
    """
    changed = []
    for one in stated:
        was, now = before.get(key_of(one)), after.get(key_of(one))
        if now is not None and now.value == one.value and (was is None or was.value != one.value):
            changed.append(Changed(one, was.value if was else None))
    return changed


def _tell(held: Held, one: FoundFigure, outlet: str, allowed_back: bool) -> Held:
    heard = (*held.heard, one.evidence)[-MOST_HEARD:]
    if one.value == held.value:
        # An exact number says more than a bound of the same size.
        qualifier = held.qualifier if one.qualifier else None
        return held._replace(qualifier=qualifier, outlets=held.outlets | {outlet}, heard=heard)
    if _allows(one, held) or _allows_back(held, one):
        return held._replace(heard=heard)
    goes_back = one.value in held.past or (one.what in _RISING and one.value < held.value)
    if goes_back and not allowed_back and held.outlets != {outlet}:
        said = (one.value, outlet)
        contrary = held.contrary if said in held.contrary else (*held.contrary, said)[-MOST_HEARD:]
        backers = frozenset(who for value, who in contrary if value == one.value)
        if len(backers) < ENOUGH_OUTLETS:
            return held._replace(contrary=contrary, heard=heard)
        return _hold(held, one, backers)
    return _hold(held, one, frozenset((outlet,)))


def _hold(before: Held | None, one: FoundFigure, outlets: frozenset[str]) -> Held:
    past = (before.past | {before.value}) - {one.value} if before else frozenset()
    heard = (*(before.heard if before else ()), one.evidence)[-MOST_HEARD:]
    return Held(one.value, one.qualifier, outlets, past, (), heard)


def _allows(one: FoundFigure, held: Held) -> bool:
    """Whether a vague figure is true of the number held."""
    if one.qualifier in _LOWER_BOUNDS:
        return one.value <= held.value
    if one.qualifier in _UPPER_BOUNDS:
        return one.value >= held.value and held.qualifier not in _LOWER_BOUNDS
    return one.qualifier == "about" and abs(one.value - held.value) <= ABOUT * held.value


def _allows_back(held: Held, one: FoundFigure) -> bool:
    """Whether two estimates mean the same: "about 100" and "about 110"."""
    return held.qualifier == one.qualifier == "about" and abs(one.value - held.value) <= ABOUT * one.value


def _rises(held: Held | None, one: FoundFigure) -> bool:
    return one.value > (held.value if held else 0)
