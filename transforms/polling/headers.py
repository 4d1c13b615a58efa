"""What a server asks for in its answer: when to come back (``Retry-After``, ``Cache-Control``)."""

import re
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import NamedTuple

MAX_RETRY_AFTER = timedelta(days=1)
"""The longest wait that a server is granted; after it we ask again.  ``test_retry_after_is_obeyed_up_to_a_day``."""

_MAX_HEADER_CHARS = 2_000
_MAX_DATE_CHARS = 64
_MAX_SECONDS_DIGITS = 9
_SECONDS = re.compile(r"\d+", re.ASCII)
_DIRECTIVE = re.compile(r"""([A-Za-z0-9-]{1,40})(?:\s{0,5}=\s{0,5}(?:"([^"]{0,200})"|([^\s,;"]{0,200})))?""")


class CacheControl(NamedTuple):
    """What an answer says of its own freshness (RFC 9111, 5.2.2).

    ``max_age`` is None where it is silent; ``no_cache`` is true for ``no-cache`` and ``no-store``.
    """

    max_age: timedelta | None
    no_cache: bool


def parse_retry_after(value: str | None, now: datetime) -> timedelta | None:
    """Return how long to wait, from 0 to ``MAX_RETRY_AFTER``, or None where the header says nothing readable.

    Reads seconds and the three date forms of RFC 9110 (5.6.7, 10.2.3).

    Args:
      value: the header as it came, None if there was none.
      now: an aware time, the moment of the answer.
    """
    text = (value or "").strip()
    if _SECONDS.fullmatch(text):
        return min(_seconds(text), MAX_RETRY_AFTER)
    if not text or len(text) > _MAX_DATE_CHARS:
        return None
    try:
        at = parsedate_to_datetime(text)
        # "-0000" says UTC without saying where; the obsolete forms of HTTP name no zone but mean UTC.
        at = at if at.tzinfo else at.replace(tzinfo=timezone.utc)
        wait = at - now
    except (ValueError, TypeError, IndexError, OverflowError):
        # The parser of the standard library leaks IndexError and TypeError for some broken dates.
        return None
    return min(max(wait, timedelta(0)), MAX_RETRY_AFTER)


def parse_cache_control(value: str | None) -> CacheControl:
    """Return what a ``Cache-Control`` header says; of two ``max-age`` the shorter holds."""
    ages: list[timedelta] = []
    no_cache = False
    for name, quoted, plain in _DIRECTIVE.findall((value or "")[:_MAX_HEADER_CHARS]):
        name = name.lower()
        argument = (quoted or plain).strip()
        if name == "max-age" and _SECONDS.fullmatch(argument):
            ages.append(_seconds(argument))
        no_cache |= name in ("no-cache", "no-store") and not argument
    return CacheControl(min(ages, default=None), no_cache)


def fresh_for(cache_control: str | None, age: str | None) -> timedelta:
    """Return how much longer an answer stays fresh: ``max-age`` less the ``Age`` it had in caches on its way."""
    said = parse_cache_control(cache_control)
    if said.max_age is None or said.no_cache:
        return timedelta(0)
    spent = (age or "").strip()
    return max(said.max_age - (_seconds(spent) if _SECONDS.fullmatch(spent) else timedelta(0)), timedelta(0))


def _seconds(digits: str) -> timedelta:
    """Return digits as seconds; what has too many of them is as long as can be said (30 years)."""
    digits = digits.lstrip("0") or "0"
    return timedelta(seconds=int(digits) if len(digits) <= _MAX_SECONDS_DIGITS else 10**_MAX_SECONDS_DIGITS)
