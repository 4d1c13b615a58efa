"""What breaks first: the limits that a growing lake exceeds, and the day on which it does. Pure."""

from collections.abc import Callable
from typing import NamedTuple

from tests.bench.scale.constants import Constants
from tests.bench.scale.model import (
    State,
    User,
    addresses_ms,
    addresses_of_round_ms,
    asking_ms,
    linkers_ms,
    log_ms,
    look_share,
    memory_gb,
    narrow_share,
    scans_of_round_ms,
    state_after,
    sweep_ms,
)


class Limit(NamedTuple):
    """What must not be exceeded."""

    resource: str
    value: Callable[[State], float]
    most: float


FRESH_SECS = 600.0
STREAM_SECS = 10.0
MOST_SHARE = 0.7
LONGEST_DAYS = 3650


def limits_of(c: Constants, user: User, streaming: bool) -> list[Limit]:
    """What breaks for a user, each by itself."""
    most = STREAM_SECS if streaming else FRESH_SECS
    parts: list[tuple[str, Callable[[State], float]]]
    limits: list[Limit] = []
    opens = c.opens_a_window if streaming else c.opens_a_round
    parts = [
        ("addresses read", lambda s: addresses_ms(c, s) if streaming else addresses_of_round_ms(c, s)),
        ("lake scanned", lambda s: asking_ms(c, s) - c.ask_ms if streaming else scans_of_round_ms(c, s)),
        ("log opened", lambda s: log_ms(c, s, opens)),
    ]
    if not streaming:
        limits = [Limit("pages of a look", lambda s: look_share(c, user, s), 1.0)]
        parts.append(("linkers opened", lambda s: linkers_ms(c, s)))
        parts.append(("log swept", lambda s: sweep_ms(c, s)))
    limits += [Limit(name, lambda s, part=part: part(s) / 1000, most) for name, part in parts]  # type: ignore[misc]
    memory = Limit("memory", lambda s: memory_gb(c, s, streaming), user.memory_gb)
    return [*limits, memory, Limit("one core for records", lambda s: narrow_share(c, user, s), MOST_SHARE)]


def first_day(c: Constants, user: User, streaming: bool, limit: Limit) -> int | None:
    """The first day after which a limit is exceeded; None if it is not in ten years."""
    if limit.value(state_after(c, user, streaming, LONGEST_DAYS)) <= limit.most:
        return None
    low, high = 0, LONGEST_DAYS
    while high - low > 1:
        middle = (low + high) // 2
        exceeded = limit.value(state_after(c, user, streaming, middle)) > limit.most
        low, high = (low, middle) if exceeded else (middle, high)
    return high


def breaks(c: Constants, user: User, streaming: bool) -> list[tuple[int, str]]:
    """What breaks, and on which day, the first first."""
    found = [(first_day(c, user, streaming, limit), limit.resource) for limit in limits_of(c, user, streaming)]
    return sorted((day, resource) for day, resource in found if day is not None)
