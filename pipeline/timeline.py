"""What a story's records tell together: who had it when, how its status and its figures went."""

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple


class Outlet(NamedTuple):
    """An outlet in a story: when it was first seen there, and how long after the first report."""

    name: str
    first_observed_at: datetime.datetime
    lag: datetime.timedelta
    records: int
    copies: int


class StatusStep(NamedTuple):
    """The story's status from then on, and the record that brought it."""

    at: datetime.datetime
    status: str | None
    record_id: str


class FigureStep(NamedTuple):
    """A count as one record has it; ``was`` is what the story held before."""

    at: datetime.datetime
    value: float
    was: float | None
    record_id: str


def outlet_of(record: dict[str, Any]) -> str:
    """What a record's outlet is called: its source, or where the document came from."""
    name: str = record["source"] or record["origin"]
    return name


def headline_of(record: dict[str, Any]) -> str:
    """A record's headline, or its address where it has none."""
    headline: str = record["title"] or record["url"] or record["origin"]
    return headline


def outlets_of(records: Sequence[dict[str, Any]]) -> list[Outlet]:
    """The outlets of a story in the order in which we saw them have it."""
    held: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        held.setdefault(outlet_of(record), []).append(record)
    first = min(record["observed_at"] for record in records)
    outlets = []
    for name, own in held.items():
        at = min(record["observed_at"] for record in own)
        copies = sum(record["change"] == "duplicate" for record in own)
        outlets.append(Outlet(name, at, at - first, len(own), copies))
    return sorted(outlets, key=lambda outlet: (outlet.first_observed_at, outlet.name))


def statuses_of(records: Sequence[dict[str, Any]]) -> list[StatusStep]:
    """How a story's status went: its records in order of version, where the status changed."""
    return [
        StatusStep(record["observed_at"], record["status"], record["record_id"])
        for record in records
        if record["change"] != "duplicate" and record["status"] != record["status_from"]
    ]


def figures_of(records: Sequence[dict[str, Any]]) -> dict[str, list[FigureStep]]:
    """How each count of a story went, by what is counted, in order of version."""
    steps: dict[str, list[FigureStep]] = {}
    for record in records:
        for figure in record["figures"] or ():
            step = FigureStep(record["observed_at"], figure["value"], figure["was"], record["record_id"])
            steps.setdefault(figure["what"], []).append(step)
    return steps
