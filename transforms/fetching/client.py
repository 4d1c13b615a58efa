"""Many requests, many hosts side by side, one polite line for each host.

    requests ─▶ line of its host ─▶ guard ─▶ robots.txt ─▶ turn ─▶ exchange ─▶ Fetched or Failed
                     ▲                                                  │
                     └───────────── redirect: line of that host ────────┘

A line asks one thing at a time, the most valuable first.  A redirect stands in the line of the host that it
leads to.  Every request ends as exactly one outcome.
"""

import asyncio
import heapq
import ssl
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from concurrent.futures import Future, wait
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Any

from yarl import URL

from transforms.fetching.answers import REDIRECTS, failed, headers_for, judge_head, outcome_of, target_of
from transforms.fetching.asking import Asker, Clock, Sleep, Time
from transforms.fetching.exchange import Answer, Exchange, Headers
from transforms.fetching.guard import Guard, Resolve, host_of, look_up, parse_url
from transforms.fetching.manners import PROCESS_MANNERS, Manners
from transforms.fetching.messages import Fetched, FetchSettings, Outcome, Request, Trouble

_KEPT_RESULTS = 16  # documents that may wait for the caller, each up to max_bytes
_KEEP_ALIVE_LINES = 256  # with more lines, idle connections would use up the file descriptors
_STOP_CHECK_SECS = 0.2
_PERMANENT = frozenset({301, 308})


def _utc_now() -> datetime:
    return datetime.now(timezone.utc)


@dataclass(frozen=True)
class _Errand:
    """A request on its way through redirects; ``asked`` are the addresses behind it."""

    request: Request
    order: int
    url: URL
    asked: tuple[str, ...] = ()
    permanent: bool = True

    @property
    def rank(self) -> tuple[float, int]:
        return (-self.request.priority, self.order)


class _Batch:
    """One run of ``fetch_all``: the lines, and what comes out of them."""

    def __init__(self, settings: FetchSettings, asker: Asker, guard: Guard, wall_clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._asker = asker
        self._guard = guard
        self._wall_clock = wall_clock
        self._lines: dict[str, list[tuple[tuple[float, int], _Errand]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(_KEPT_RESULTS)
        self._outcomes: asyncio.Queue[Outcome | BaseException] = asyncio.Queue()

    def start(self, requests: list[Request]) -> None:
        """Put every request into its line."""
        errands: list[_Errand] = []
        for order, request in enumerate(requests):
            url = parse_url(request.url)
            if isinstance(url, Trouble):
                self._outcomes.put_nowait(failed(request, url))
            else:
                errands.append(_Errand(request, order, url))
        for errand in sorted(errands, key=lambda errand: errand.rank):
            self._join_line(errand)

    async def next_outcome(self) -> Outcome:
        """Return the next outcome there is; raises what a line died of, which would be a bug."""
        outcome = await self._outcomes.get()
        if isinstance(outcome, BaseException):
            raise outcome
        if isinstance(outcome, Fetched):
            self._room.release()
        return outcome

    async def stop(self) -> None:
        """End all lines at once."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _join_line(self, errand: _Errand) -> None:
        host = host_of(errand.url)
        waiting = self._lines.get(host)
        if waiting is not None:
            heapq.heappush(waiting, (errand.rank, errand))
            return
        self._lines[host] = [(errand.rank, errand)]
        task = asyncio.create_task(self._walk(host))
        self._tasks.add(task)
        task.add_done_callback(self._end_line)

    def _end_line(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._outcomes.put_nowait(error)

    async def _walk(self, host: str) -> None:
        waiting = self._lines[host]
        while waiting:
            _, errand = heapq.heappop(waiting)
            result = await self._advance(errand, last=not waiting or len(self._lines) > _KEEP_ALIVE_LINES)
            if isinstance(result, _Errand):
                self._join_line(result)
                continue
            if isinstance(result, Fetched):
                await self._room.acquire()
            self._outcomes.put_nowait(result)
        del self._lines[host]

    async def _advance(self, errand: _Errand, last: bool) -> Outcome | _Errand:
        """Ask for one address; return what came of it, or the errand that a redirect makes of it."""
        request = errand.request
        trouble = self._guard.trouble_with(errand.url) or await self._asker.robots_trouble(errand.url)
        if trouble:
            return failed(request, trouble)
        settings = self._settings

        def judge(status: int, headers: Headers) -> Trouble | bool:
            return judge_head(request, settings.types_for(request.kind), status, headers, self._wall_clock())

        answer = await self._asker.ask(errand.url, headers_for(request), judge, settings.max_bytes, last=last)
        if isinstance(answer, Trouble):
            return failed(request, answer)
        if answer.status in REDIRECTS:
            following = self._follow(errand, answer)
            return failed(request, following) if isinstance(following, Trouble) else following
        moved = bool(errand.asked) and errand.permanent
        return outcome_of(request, errand.url, moved, answer, settings.max_bytes, self._wall_clock())

    def _follow(self, errand: _Errand, answer: Answer) -> _Errand | Trouble:
        """Return the errand that goes on where a redirect points."""
        target = target_of(errand.url, answer)
        if isinstance(target, Trouble):
            return target
        asked = (*errand.asked, str(errand.url))
        if len(asked) > self._settings.max_redirects or str(target) in asked:
            kind = "in a circle" if str(target) in asked else f"more than {self._settings.max_redirects} times"
            return Trouble("too_many_redirects", f"redirects {kind}, last to {target}", answer.status)
        permanent = errand.permanent and answer.status in _PERMANENT
        return replace(errand, url=target, asked=asked, permanent=permanent)


async def fetch_all(
    requests: Iterable[Request],
    settings: FetchSettings,
    *,
    deadline: float | None = None,
    manners: Manners = PROCESS_MANNERS,
    clock: Clock = time.monotonic,
    sleep: Sleep = asyncio.sleep,
    wall_clock: Callable[[], datetime] = _utc_now,
    resolve: Resolve = look_up,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[Outcome]:
    """Ask for all of ``requests`` and yield each one's outcome as it comes, in no certain order.

    Args:
      deadline: on ``clock``: no request starts later, what waits then is ``deferred``; those under way end by
        their own timeouts.
      manners: what is known of hosts from earlier batches; its times are those of ``clock``.
      clock, sleep, wall_clock, resolve: time in seconds, waiting, the time of day in UTC, and name lookup.
      tls: certificate authorities other than the system's.

    Raises:
      ValueError: a request's kind, or an entry of ``settings.allow_private``, is not one.
    """
    listed = list(requests)
    for request in listed:
        settings.types_for(request.kind)
    guard = Guard(settings.allow_private)
    async with Exchange(settings, guard, resolve, tls) as exchange:
        asker = Asker(settings, exchange, guard, manners, Time(clock, sleep, wall_clock, deadline))
        batch = _Batch(settings, asker, guard, wall_clock)
        try:
            batch.start(listed)
            for _ in listed:
                yield await batch.next_outcome()
        finally:
            await batch.stop()


def fetch_batch(
    requests: Iterable[Request],
    settings: FetchSettings,
    deadline_secs: float | None = None,
    stopped: Callable[[], bool] = lambda: False,
    **given: Any,
) -> Iterator[Outcome]:
    """Do what ``fetch_all`` does for a caller without an event loop, such as a DoFn.

    A thread of its own goes on fetching while the caller works on what it got, at most 16 documents
    ahead.  Closing the iterator abandons what is under way.

    Args:
      deadline_secs: from when the first outcome is asked for: no request starts later.
      stopped: asked now and then; once it says so, what is under way is abandoned and the outcomes end.
      given: anything else that ``fetch_all`` takes.
    """
    clock: Clock = given.get("clock", time.monotonic)
    deadline = None if deadline_secs is None else clock() + deadline_secs
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="fetching", daemon=True)
    stream = fetch_all(requests, settings, deadline=deadline, **given)
    thread.start()
    try:
        while True:
            pending = _submit(_next_of(stream), loop)
            while not wait([pending], _STOP_CHECK_SECS).done:
                if stopped():
                    return
            outcome = pending.result()
            if outcome is None:
                return
            yield outcome
    finally:
        _submit(_close(stream), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _submit(work: Coroutine[Any, Any, Any], loop: asyncio.AbstractEventLoop) -> "Future[Any]":
    return asyncio.run_coroutine_threadsafe(work, loop)


async def _next_of(stream: AsyncIterator[Outcome]) -> Outcome | None:
    return await anext(stream, None)


async def _close(stream: AsyncIterator[Outcome]) -> None:
    """End everything on this loop and the stream with it."""
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await stream.aclose()  # type: ignore[attr-defined]  # an async generator, typed as what callers need
