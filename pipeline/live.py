"""Rounds over the live web: what is due, one graph, one commit."""

import time
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pipeline.graph import LiveRound, build_live_round
from pipeline.lake.addresses import read_addresses
from pipeline.lake.moving import moving_articles
from pipeline.lake.sweep import sweep_orphans
from pipeline.lake.writer import LakeWriter
from pipeline.rounds import MAX_LOST_RACES, Engine, RoundFailed, outcome_of
from transforms.known import KnownAddress
from transforms.look import LookOptions
from transforms.poll import PAGE
from transforms.polling.memory import Memory, from_json, is_page, new_source, page_key, to_json
from transforms.polling.opml import read_opml
from transforms.polling.schedule import PageState, Settings, hasten_page, most_valuable_first
from transforms.reading.bounded import Refusal
from transforms.stopping import STOPPING
from transforms.times import to_timestamp


class LivePlan(NamedTuple):
    """What a live round visits, and when something is due next; ``next_due_at`` is None for never."""

    due: list[Memory]
    next_due_at: datetime | None


class LiveResult(NamedTuple):
    """What became of a live round."""

    due: int
    counts: dict[str, int]
    outcome: str
    secs: float


def is_live(source: str) -> bool:
    """Whether a source is an address, or a list of addresses."""
    return source.lower().startswith(("http://", "https://")) or source.lower().endswith(".opml")


def addresses_of(sources: Iterable[str]) -> list[str]:
    """The addresses that live sources name: themselves, or the feeds of an OPML file.

    Raises:
      ValueError: a list that cannot be read; the message names it.
    """
    found: dict[str, None] = {}
    for source in sources:
        if source.lower().startswith(("http://", "https://")):
            found.setdefault(source)
            continue
        try:
            feeds = read_opml(Path(source).read_bytes())
        except OSError as error:
            raise ValueError(f"{source}: {error.strerror or error}") from error
        if isinstance(feeds, Refusal):
            raise ValueError(f"{source}: {feeds.detail}")
        found.update(dict.fromkeys(feed.url for feed in feeds))
    return list(found)


def plan_live(
    lake: LakeWriter, addresses: Sequence[str], now: datetime, options: LookOptions, only: frozenset[str] = frozenset()
) -> LivePlan:
    """Ask the lake what is due: of these addresses and what they led to, or of all that it knows if none is given.

    Args:
      only: addresses to visit now, due or not; if any are given, nothing else is.
    """
    known = read_addresses(lake)
    if only:
        chosen = [_due_now(from_json(address.state), now) for address in known if address.url in only]
        return _plan(chosen, now, options, None)
    held = {address.url for address in known}
    memories = [new_source(url, now) for url in addresses if url not in held]
    moving, wanted = moving_articles(lake, now), frozenset(addresses)
    next_due_at: datetime | None = None
    for address in known:
        memory = _hastened(address, moving, options.schedule, now) if moving else None
        due_at = memory.state.due_at if memory else address.due_at
        if due_at is None:
            continue
        if due_at > now:
            next_due_at = min(due_at, next_due_at or due_at)
            continue
        memory = memory or from_json(address.state)
        if not wanted or memory.via in wanted or address.url in wanted:
            memories.append(memory)
    return _plan(memories, now, options, next_due_at)


def _hastened(
    address: KnownAddress, moving: Mapping[str, datetime], settings: Settings, now: datetime
) -> Memory | None:
    """A page whose story has changed, as it then is due; None for all others."""
    if address.kind != PAGE or address.due_at is None or (changed_at := moving.get(page_key(address.url))) is None:
        return None
    memory = from_json(address.state)
    if not isinstance(memory.state, PageState):
        return None
    return memory._replace(state=hasten_page(memory.state, changed_at, settings, now))


def _plan(memories: Sequence[Memory], now: datetime, options: LookOptions, next_due_at: datetime | None) -> LivePlan:
    sources = [memory for memory in memories if not is_page(memory)]
    by_url = {memory.state.url: memory for memory in memories if is_page(memory)}
    pages = most_valuable_first([memory.state for memory in by_url.values()], now, options.max_fetches)
    return LivePlan([*sources, *(by_url[state.url] for state in pages)], next_due_at)


def _due_now(memory: Memory, now: datetime) -> Memory:
    return memory._replace(state=replace(memory.state, due_at=now))


def run_live_round(
    lake: LakeWriter,
    plan: Callable[[], LivePlan],
    options: LookOptions,
    engine: Engine,
) -> LiveResult:
    """Visit what is due and commit what came of it; no graph is run if nothing is due.

    Raises:
      RoundFailed: the runner failed, or every try lost the race against another writer.
    """
    started = time.monotonic()
    for _ in range(MAX_LOST_RACES):
        # Planned anew each time: what the other writer has visited is due no more.
        due = plan().due
        if not due:
            return LiveResult(0, {}, "nothing", time.monotonic() - started)
        sweep_orphans(lake)
        texts = [to_json(memory) for memory in due]
        started_at = to_timestamp(options.world().clock())
        work = LiveRound(uuid.uuid4().hex, texts, options, engine.workers, lake, lake.pin(), started_at)
        counts = engine.run_graph(partial(build_live_round, work=work))
        outcome = outcome_of(counts, lake, work.pin, work.round_id)
        if outcome != "lost":
            return LiveResult(len(due), counts, outcome, time.monotonic() - started)
    raise RoundFailed(f"another writer was faster {MAX_LOST_RACES} times in a row on {lake.path}; run again later")


def line_of(result: LiveResult) -> str:
    """One line that says what became of a round."""
    counts = result.counts
    rejects = sum(number for name, number in counts.items() if name.endswith(("/rejects", "/rejected")))
    unchanged = sum(number for name, number in counts.items() if name in _UNCHANGED)
    number = {
        "due": result.due,
        "fetched": fetched(result),
        "unchanged": unchanged,
        "new": counts.get("decide/new", 0) + counts.get("decide/development", 0),
        "revisions": counts.get("decide/revision", 0) + counts.get("decide/correction", 0),
        "copies": counts.get("decide/duplicate", 0),
        "rejects": rejects,
    }
    return ", ".join(f"{name} {value:,}" for name, value in number.items()) + f", {result.secs:.1f} s"


_UNCHANGED = {
    "fetch/unchanged",
    "poll/unchanged",
    "compare/unchanged",
    "compare/known",
    "compare/flapping",
    "compare/reextracted",
}


def run_what_is_due(
    lake: LakeWriter,
    addresses: Sequence[str],
    options: LookOptions,
    engine: Engine,
    only: frozenset[str] = frozenset(),
) -> Iterable[LiveResult]:
    """Visit once what is due now, in as many rounds as patience cuts it into, within ``max_fetches`` altogether."""
    left = options.max_fetches
    while True:
        now, within = options.world().clock(), options._replace(max_fetches=left)
        result = run_live_round(lake, partial(plan_live, lake, addresses, now, within, only), within, engine)
        if result.due:
            yield result
        if STOPPING.is_set():
            return
        left -= result.counts.get("fetch/fetched", 0) + result.counts.get("fetch/rejected", 0)
        cut = result.counts.get("fetch/deferred", 0) + result.counts.get("poll/deferred", 0)
        if not cut or not fetched(result) or left <= 0 or only:
            return


def wait_secs(plan: LivePlan, last: LiveResult, every: timedelta, now: datetime) -> float:
    """How long to wait for the next round: until something is due, at most ``every``.

    What is due still was too much for the last round, and follows at once, unless that round brought nothing.
    """
    longest = max(every.total_seconds(), MIN_WAIT_SECS)
    if plan.due:
        return MIN_WAIT_SECS if fetched(last) else longest
    if plan.next_due_at is None:
        return longest
    return min(max((plan.next_due_at - now).total_seconds(), MIN_WAIT_SECS), longest)


def fetched(result: LiveResult) -> int:
    """How many documents a round brought."""
    return result.counts.get("fetch/fetched", 0) + result.counts.get("poll/read", 0)


MIN_WAIT_SECS = 0.2
"""Between two looks at the lake; a lake that another process writes to may say "due now" for a moment."""
