"""What a visit of a live address leaves behind: elements for the round, and a row of ``visits``."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple

from transforms.elements import Entry, Look, Page, Reject, Visit
from transforms.fetching import Failed, Fetched
from transforms.polling.memory import Memory, to_json
from transforms.polling.schedule import Outcome
from transforms.rejects import reject_id
from transforms.times import to_timestamp

_VISIT_BYTES = 16


class Sight(NamedTuple):
    """One thing that came of a look: an element, and the output and counter where it belongs.

    Without an ``output`` it is only counted.
    """

    output: str
    element: Page | Look | Reject | Visit
    counter: str = ""


def outcome_of(answer: Fetched | Failed) -> Outcome:
    """Return what the schedule needs to know of an answer."""
    if isinstance(answer, Failed):
        after = None if answer.retry_after_secs is None else str(answer.retry_after_secs)
        return Outcome(answer.status, error=answer.detail or answer.reason, retry_after=after)
    age = None if answer.max_age_secs is None else f"max-age={answer.max_age_secs}"
    return Outcome(
        answer.status, etag=answer.etag, last_modified=answer.last_modified, cache_control=age, moved_to=answer.moved_to
    )


def visit_of(memory: Memory, outcome: str, at: datetime) -> Visit:
    """Return the visit that says how an address stands."""
    state = memory.state
    digest = blake2b(f"1\n{state.url}\n{at.isoformat()}".encode("utf-8", "replace"), digest_size=_VISIT_BYTES)
    return Visit(
        visit_id=digest.hexdigest(),
        name=state.url,
        position=0,
        observed_at=to_timestamp(at),
        outcome=outcome,
        article_id=None,
        fingerprint=None,
        extractor=None,
        url=state.url,
        kind=state.kind,
        status=state.status,
        due_at=to_timestamp(state.due_at),
        state=to_json(memory),
    )


def reject_of(stage: str, url: str, reason: str, detail: str) -> Reject:
    """Return the reject of an address."""
    return Reject(reject_id(stage, url, 0, reason), stage, url, reason, detail, url, 0)


def entry_of(name: str, kind: str, url: str, at: datetime) -> Entry:
    """Return the entry of a document that was fetched from an address."""
    digest = blake2b(f"2\n{name}\n{at.isoformat()}".encode("utf-8", "replace"), digest_size=_VISIT_BYTES)
    return Entry(name, kind, url, url, 0, 0, -1, to_timestamp(at), digest.hexdigest())


def found(memory: Memory, stage: str, at: datetime) -> Sight:
    """Keep an address that was found, or is wanted sooner, and not asked: what named it will not do so again."""
    what = "found" if memory.state.visited_at is None else "hastened"
    return Sight("visits", visit_of(memory, what, at), f"{stage}/{what}")


def is_deferred(answer: Fetched | Failed) -> bool:
    """Whether an address was not asked at all."""
    return isinstance(answer, Failed) and answer.reason == "deferred"


def after_deferral(memory: Memory, answer: Fetched | Failed, stage: str, now: datetime) -> Iterator[Sight]:
    """What was not asked is no failure: it stays due, or waits as long as its host wishes."""
    if answer.retry_after_secs is None:
        kept = memory.state.visited_at is None
        yield Sight("visits" if kept else "", visit_of(memory, "found", now), f"{stage}/deferred")
        return
    due_at = now + timedelta(seconds=answer.retry_after_secs)
    put_off = memory._replace(state=replace(memory.state, due_at=due_at))
    yield Sight("visits", visit_of(put_off, "put_off", now), f"{stage}/put_off")
