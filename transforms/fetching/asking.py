"""Asking a host when its turn has come, and only for what its robots.txt lets us ask."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import NamedTuple

from yarl import URL

from transforms.fetching import headers as header
from transforms.fetching import robots as rules
from transforms.fetching.answers import DOCUMENTS, REDIRECTS, target_of
from transforms.fetching.decoding import decode_body
from transforms.fetching.exchange import Answer, Exchange, Headers, Judge
from transforms.fetching.guard import Guard, host_of
from transforms.fetching.manners import Manners
from transforms.fetching.messages import FetchSettings, Trouble

MAX_SILENCES = 3
"""Failures to answer in a row after which a host is left for the next batch.

One may be chance; a host that is down would hold its line for a timeout a page.  Defended by
``test_a_dead_host_is_given_up_for_this_batch``.
"""

TOO_MANY_REQUESTS_PAUSE_SECS = 60
"""How long a host that answers 429 without a Retry-After is left alone; ``test_429_pauses_its_host_only``."""

_SILENCES = frozenset({"dns_failed", "connection_failed", "tls_failed", "timeout_connect", "timeout_read"})

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]


class Time(NamedTuple):
    """Seconds on some clock, waiting on it, the time of day in UTC, and when to stop asking."""

    clock: Clock
    sleep: Sleep
    wall_clock: Callable[[], datetime]
    deadline: float | None


class Asker:
    """Asks for one address at a time, of as many hosts at once as there are connections."""

    def __init__(self, settings: FetchSettings, exchange: Exchange, guard: Guard, manners: Manners, time: Time) -> None:
        self._settings = settings
        self._exchange = exchange
        self._guard = guard
        self._manners = manners
        self._clock, self._sleep, self._wall_clock, self._deadline = time
        self._silences: Counter[str] = Counter()
        self._slots = asyncio.Semaphore(settings.max_connections)

    # A host's turn.

    async def ask(
        self, url: URL, headers: dict[str, str], judge: Judge, max_bytes: int, *, cut: bool = False, last: bool = False
    ) -> Answer | Trouble:
        """Ask one address when its host's turn has come; ``deferred`` if it does not come in time."""
        host = host_of(url)
        deferred = await self._take_turn(host)
        if deferred:
            return deferred
        heard_at: list[float] = []

        def listen(status: int, headers: Headers) -> Trouble | bool:
            heard_at.append(self._clock())
            self._note_pause(host, status, headers)
            return judge(status, headers)

        try:
            async with self._slots:
                if self._is_late(self._clock()):
                    return Trouble("deferred", f"no connection was free for {host} in this batch")
                answer = await self._exchange.ask(url, headers, listen, max_bytes, cut=cut, last=last)
        finally:
            # From the head of the answer on, so that the server sees the whole interval however long
            # connecting took.
            now = self._clock()
            self._manners.leave(host, now, (heard_at or [now])[0] + self._interval_secs(url))
        silent = isinstance(answer, Trouble) and answer.reason in _SILENCES
        self._silences[host] = self._silences[host] + 1 if silent else 0
        return answer

    async def _take_turn(self, host: str) -> Trouble | None:
        """Wait for a host's turn and take it, or return why it will not come in this batch."""
        while True:
            now = self._clock()
            if self._silences[host] >= MAX_SILENCES:
                return Trouble("deferred", f"{host} did not answer {MAX_SILENCES} times in a row")
            paused = self._manners.paused_secs(host, now)
            if paused > 0:
                return Trouble("deferred", f"{host} asked to be left alone", None, max(round(paused), 1))
            wait = 0.0 if self._is_late(now) else self._manners.enter(host, now)
            if self._is_late(now + wait):
                return Trouble("deferred", f"no time was left for {host} in this batch")
            if not wait:
                return None
            await self._sleep(wait)

    def _is_late(self, when: float) -> bool:
        return self._deadline is not None and when >= self._deadline

    def _interval_secs(self, url: URL) -> float:
        robots = self._manners.robots_of(str(url.origin()))
        delay = rules.crawl_delay_secs(robots) if robots else 0.0
        return max(self._settings.host_interval_secs, min(delay, self._settings.max_crawl_delay_secs))

    def _note_pause(self, host: str, status: int, headers: Headers) -> None:
        if status not in (429, 503):
            return
        after = header.retry_after_of(headers.get("Retry-After"), self._wall_clock())
        if after is None and status == 429:
            after = TOO_MANY_REQUESTS_PAUSE_SECS
        if after is not None:
            self._manners.pause(host, self._clock() + max(after, 1))

    # robots.txt.

    async def robots_trouble(self, url: URL) -> Trouble | None:
        """Return why robots.txt keeps us from an address, asking the host for it where it is not known."""
        origin = str(url.origin())
        robots = self._manners.robots_of(origin)
        if robots is None or robots.expires_at <= self._clock():
            before = self._interval_secs(url)
            read = await self._read_robots(url.origin().with_path("/robots.txt"))
            if isinstance(read, Trouble) and read.reason == "deferred":
                return read
            robots = self._robots_after(read, robots)
            self._manners.keep_robots(origin, robots)
            self._manners.put_off(host_of(url), self._interval_secs(url) - before)
        return rules.trouble_with(robots, str(url))

    def _robots_after(self, read: bytes | Trouble | None, held: rules.Robots | None) -> rules.Robots:
        """Return the rules that hold after an attempt to read them; RFC 9309, 2.3.1 and 2.4."""
        now = self._clock()
        if read is None:
            return rules.Robots(None, None, now + self._settings.robots_secs, 0)
        if isinstance(read, bytes):
            parsed, weight = rules.parse_rules(read)
            return rules.Robots(parsed, None, now + self._settings.robots_secs, weight)
        retry_at = now + self._settings.robots_retry_secs
        if held and not held.trouble:
            return held._replace(expires_at=retry_at)
        return rules.Robots(None, read, retry_at, 0)

    async def _read_robots(self, url: URL) -> bytes | Trouble | None:
        """Return a robots.txt, or None if there is none, or why it is not known."""
        asking = {"Accept": "text/plain, */*;q=0.5", "Accept-Encoding": "identity"}
        for _ in range(1 + self._settings.max_redirects):
            trouble = self._guard.trouble_with(url)
            if trouble:
                return trouble._replace(detail=f"robots.txt: {trouble.detail}")
            answer = await self.ask(url, asking, _is_document, self._settings.robots_bytes, cut=True)
            if isinstance(answer, Trouble):
                return answer._replace(detail=f"robots.txt: {answer.detail}")
            if answer.status not in REDIRECTS:
                return self._robots_body(answer)
            target = target_of(url, answer)
            if isinstance(target, Trouble):
                return Trouble("robots_unreachable", f"robots.txt redirects badly: {target.detail}", answer.status)
            url = target
        return None

    def _robots_body(self, answer: Answer) -> bytes | Trouble | None:
        after = header.retry_after_of(answer.headers.get("Retry-After"), self._wall_clock())
        if answer.status == 429:
            after = TOO_MANY_REQUESTS_PAUSE_SECS if after is None else after
            return Trouble("deferred", "robots.txt answered 429", 429, after)
        if answer.status >= 500:
            return Trouble("robots_unreachable", f"robots.txt answered {answer.status}", answer.status, after)
        if answer.status >= 400:
            return None
        body = decode_body(answer.raw, answer.headers.get("Content-Encoding"), self._settings.robots_bytes)
        if isinstance(body, Trouble):
            return Trouble("robots_unreachable", f"robots.txt: {body.detail}", answer.status)
        return body


def _is_document(status: int, headers: Headers) -> bool:
    return status in DOCUMENTS
