"""What four users need, and what breaks first, as tables in Markdown."""

import math
from collections.abc import Iterable, Sequence

from tests.bench.scale import model
from tests.bench.scale.constants import Constants, told
from tests.bench.scale.limits import breaks
from tests.bench.scale.model import USERS, User

DAYS = (1, 30, 365)
MODES = ((False, "watch"), (True, "stream"))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; all columns but the first are numbers."""
    lines = [f"| {' | '.join(row)} |" for row in (head, ["---", *["---:"] * (len(head) - 1)], *rows)]
    return "\n".join(lines)


def secs(value: float) -> str:
    """A duration in the unit in which it is read."""
    if not math.isfinite(value):
        return "never ends"
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if value >= 2 * size:
            return f"{told(value / size)} {unit}"
    return f"{told(value)} s"


def days(value: int) -> str:
    """A number of days in the unit in which it is read."""
    return f"{value / 365:.1f} years" if value >= 730 else f"day {value}"


def needs_table(c: Constants) -> str:
    """What a user needs by the rate of the news alone."""

    def year(user: User) -> float:
        return model.rates_of(user, False).records * 365

    def share(user: User) -> float:
        return model.narrow_share(c, user, model.state_after(c, user, True, 30))

    def polls_gb(user: User) -> float:
        rates = model.rates_of(user, False)
        unchanged = model.UNCHANGED_POLLS * c.poll_304_bytes + (1 - model.UNCHANGED_POLLS) * c.poll_200_bytes
        return (rates.polls * unchanged + rates.whole_pages * model.PAGE_WIRE_KB * 1e3) / 1e9

    lines = {
        "feeds": lambda user: f"{user.feeds:,}",
        "articles a day": lambda user: f"{user.articles_a_day:,.0f}",
        "polls and looks a day": lambda user: told(sum(model.rates_of(user, False)[1:3])),
        "GB a day on the wire": lambda user: told(polls_gb(user)),
        "cores to fetch and extract, mean": lambda user: told(model.wide_core_secs(c, user) / model.DAY_SECS),
        "… in the busiest hour": lambda user: told(model.PEAK * model.wide_core_secs(c, user) / model.DAY_SECS),
        "records a day": lambda user: told(model.rates_of(user, False).records),
        "one core for compare … write, busiest hour": lambda user: f"{100 * share(user):,.1f} %",
        "records held, all languages": lambda user: told(model.state_after(c, user, True, 30).held()),
        "memory of their linkers, GB": lambda user: told(
            model.memory_gb(c, model.state_after(c, user, True, 30), True) - c.imports_mb / 1e3
        ),
        "lake, GB a year": lambda user: told(model.records_gb(c, year(user), 365)),
        "rows of visits a year": lambda user: told(model.state_after(c, user, True, 365).visits),
        "visits, GB a year": lambda user: told(model.state_after(c, user, True, 365).visits * c.visit_bytes / 1e9),
    }
    return table(
        ["", *(user.name for user in USERS)],
        [[name, *(value(user) for user in USERS)] for name, value in lines.items()],
    )


def growth_table(c: Constants) -> str:
    """How long rounds and windows last as a lake grows, and what of it is the log."""
    rows = []
    for user in USERS:
        for streaming, mode in MODES:
            states = [model.state_after(c, user, streaming, day) for day in DAYS]
            rows.append([
                f"{user.name}, {mode}",
                told(model.rates_of(user, streaming).commits),
                *(secs(model.delay_secs(c, user, streaming, state)) for state in states),
                *(told(model.memory_gb(c, state, streaming)) for state in states),
                told(model.log_gb(c, user, streaming, 365)),
                secs(model.compaction_secs(c, user, streaming)),
            ])  # fmt: skip
    head = [
        "", "commits a day", *(f"round, day {day}" for day in DAYS),
        *(f"GB of memory, day {day}" for day in DAYS), "log, GB a year", "compaction a day",
    ]  # fmt: skip
    return table(head, rows)


def breaks_table(c: Constants) -> str:
    """What breaks, in order."""
    rows = []
    for user in USERS:
        for streaming, mode in MODES:
            found = [f"{resource}: {days(day)}" for day, resource in breaks(c, user, streaming)]
            rows.append([f"{user.name}, {mode}", *(found + ["–"] * 4)[:4]])
    return table(["", "first", "then", "then", "then"], rows)
