"""The command ``serve``: the page on this machine, kept up to date while another process fills the lake.

Only this machine is answered, and only under its own name: a page of another site that has its name point
here is refused (DNS rebinding).  Nothing can be written.  One rendered page is held, whatever the number of
readers; ``MAX_READERS`` may wait for news at a time.
"""

import argparse
import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web
from deltalake.exceptions import DeltaError

from pipeline.cli import DONE, UsageError
from pipeline.lake.reader import LakeError, LakeReader
from pipeline.report.file import read_lake
from pipeline.report.render import policy_of, render_page

HOST = "127.0.0.1"
# How often the lake's log is looked at. A listing of one folder (0.2 ms); news shows within a second.
LOOK_SECS = 0.5
# Between two lines to a reader without news, so that a closed page is noticed.
PULSE_SECS = 15.0
MAX_READERS = 32

_HEADERS = {
    "Content-Security-Policy": policy_of(live=True) + "; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class News:
    """The newest version of a lake and its page, and who waits for the next."""

    def __init__(self, lake: LakeReader, arguments: argparse.Namespace) -> None:
        self._lake = lake
        self._arguments = arguments
        self._rendered: tuple[int, bytes] | None = None
        self._rendering = asyncio.Lock()
        self._changed = asyncio.Condition()
        self.version = lake.moment().lake_version
        self.readers = 0

    async def page(self) -> bytes:
        """The page of the newest version; rendered once, however many ask."""
        async with self._rendering:
            if self._rendered is None or self._rendered[0] != self.version:
                version = self.version
                self._rendered = version, await asyncio.to_thread(self._render)
            return self._rendered[1]

    def _render(self) -> bytes:
        return render_page(*read_lake(self._lake, self._arguments, live=True)).encode()

    async def look(self) -> None:
        """Look at the lake's log, and tell those who wait if there is a newer version."""
        newest = await asyncio.to_thread(lambda: self._lake.moment().lake_version)
        if newest != self.version:
            async with self._changed:
                self.version = newest
                self._changed.notify_all()

    async def newer_than(self, version: int | None) -> int | None:
        """The newest version once it is another than ``version``; None after ``PULSE_SECS``."""
        async with self._changed:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._changed.wait_for(lambda: self.version != version), PULSE_SECS)
        return self.version if self.version != version else None


_NEWS = web.AppKey("news", News)


def make_app(lake: LakeReader, arguments: argparse.Namespace) -> web.Application:
    """The application: ``/`` is the page, ``/events`` says when there is a newer one."""
    app = web.Application(middlewares=[_own_name_only], client_max_size=0)
    app[_NEWS] = News(lake, arguments)
    app.cleanup_ctx.append(_looking)
    app.router.add_get("/", _page)
    app.router.add_get("/events", _events)
    return app


def serve(arguments: argparse.Namespace) -> int:
    """Serve the page until interrupted."""
    lake = LakeReader(arguments.lake).check()
    try:
        asyncio.run(_serve(lake, arguments))
    except OSError as error:
        raise UsageError(f"port {arguments.port} of {HOST}: {error.strerror}; give another --port") from error
    except KeyboardInterrupt:
        pass
    return DONE


async def _serve(lake: LakeReader, arguments: argparse.Namespace) -> None:
    runner = web.AppRunner(make_app(lake, arguments), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, HOST, arguments.port)
        await site.start()
        port = runner.addresses[0][1]
        print(f"http://{HOST}:{port}/ shows {lake.path}; Ctrl-C ends it", flush=True)
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


async def _looking(app: web.Application) -> AsyncIterator[None]:
    async def look_for_ever() -> None:
        while True:
            await asyncio.sleep(LOOK_SECS)
            # The lake may be moved or replaced while it is looked at; the next look tells.
            with contextlib.suppress(DeltaError, LakeError, OSError):
                await app[_NEWS].look()

    task = asyncio.create_task(look_for_ever())
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


@web.middleware
async def _own_name_only(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    name = request.host.rsplit(":", 1)[0]
    if name not in (HOST, "localhost"):
        raise web.HTTPMisdirectedRequest(text=f"this server is {HOST}, not {name[:100]!a}\n")
    return await handler(request)


async def _page(request: web.Request) -> web.Response:
    body = await request.app[_NEWS].page()
    return web.Response(body=body, content_type="text/html", charset="utf-8", headers=_HEADERS)


async def _events(request: web.Request) -> web.StreamResponse:
    news = request.app[_NEWS]
    if news.readers >= MAX_READERS:
        raise web.HTTPServiceUnavailable(text="too many pages are open\n", headers={"Retry-After": "30"})
    news.readers += 1
    try:
        stream = web.StreamResponse(headers={**_HEADERS, "Content-Type": "text/event-stream"})
        await stream.prepare(request)
        told: int | None = None
        while True:
            version = await news.newer_than(told)
            line = f"event: version\ndata: {version}\n\n" if version is not None else ": still here\n\n"
            await stream.write(line.encode())
            told = version if version is not None else told
    except ConnectionError:
        return stream
    finally:
        news.readers -= 1
