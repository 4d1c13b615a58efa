"""Lengths of time as a user writes them: ``90s``, ``15m``, ``1h30m``, ``7d``."""

import re
from datetime import timedelta

MAX_DURATION = timedelta(days=366)
"""A longer one is a mistake: nothing here waits for more than a year."""

MAX_LADDER_STEPS = 50

_UNITS = {"w": 604_800_000, "d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000, "ms": 1}
"""Milliseconds in each unit, the largest first."""

_PART = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)(ms|[wdhms])", re.ASCII)
_MAX_CHARS = 60
_SPELLING = 'write it like "90s", "15m", "1h30m" or "7d"'


def parse_duration(text: str) -> timedelta:
    """Return the length of time that ``text`` names, to the millisecond.

    A number needs its unit: ``ms``, ``s``, ``m`` (minutes), ``h``, ``d`` or ``w``; several add up,
    each unit once and the largest first.

    Raises:
      ValueError: it names none, or one of more than a year; the message quotes it and says what to write.
    """
    spelled = text.strip().lower()
    order = list(_UNITS)
    total, at, last = 0.0, 0, -1
    while at < len(spelled) <= _MAX_CHARS:
        part = _PART.match(spelled, at)
        if not part or order.index(part[2]) <= last:
            break
        total += float(part[1]) * _UNITS[part[2]]
        last, at = order.index(part[2]), part.end()
    if not spelled or at < len(spelled):
        raise ValueError(f"{text[:_MAX_CHARS]!r} is not a length of time: {_SPELLING}")
    if total > MAX_DURATION / timedelta(milliseconds=1):
        raise ValueError(f"{text[:_MAX_CHARS]!r} is longer than a year")
    return timedelta(milliseconds=round(total))


def format_duration(length: timedelta) -> str:
    """Return a length of time as ``parse_duration`` reads it: ``1h30m``; milliseconds only below a minute.

    Weeks are written as days; a negative length has a minus sign, which ``parse_duration`` refuses.
    """
    left = round(abs(length) / timedelta(milliseconds=1))
    if left >= _UNITS["m"]:
        left = round(left / 1_000) * 1_000
    parts = []
    for unit, size in _UNITS.items():
        if unit != "w" and left >= size:
            parts.append(f"{left // size}{unit}")
            left %= size
    sign = "-" if length < timedelta(0) else ""
    return sign + ("".join(parts) or "0s")


def parse_ladder(text: str) -> tuple[timedelta, ...]:
    """Return the steps of a recheck ladder such as ``15m,1h,3h``: how long after publication to look again.

    Raises:
      ValueError: no steps, more than ``MAX_LADDER_STEPS``, a step that is no length of time or no
        time at all, or one that does not come after the step before it.
    """
    words = [word.strip() for word in text.split(",")]
    if not text.strip():
        raise ValueError('a recheck ladder needs at least one step, such as "15m,1h,1d"')
    if len(words) > MAX_LADDER_STEPS:
        raise ValueError(f"a recheck ladder has at most {MAX_LADDER_STEPS} steps, not {len(words)}")
    steps: list[timedelta] = []
    for number, word in enumerate(words, 1):
        if not word:
            raise ValueError(f"step {number} of the recheck ladder {text[:200]!r} is empty")
        step = parse_duration(word)
        if step <= timedelta(0):
            raise ValueError(f"step {number} of the recheck ladder, {word!r}, is no time at all")
        if steps and step <= steps[-1]:
            raise ValueError(
                f"step {number} of the recheck ladder, {word!r}, does not come after {words[number - 2]!r}"
            )
        steps.append(step)
    return tuple(steps)
