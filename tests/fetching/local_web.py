"""A small real web on 127.0.0.1: many named hosts behind one port, and a log of everything that was asked.

The log is the witness of the tests: what was asked, when, on which connection, and how many
connections were opened at all.  Hosts answer 404 where nothing was put, robots.txt included.
"""

import asyncio
import contextlib
import itertools
import ssl
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from types import TracebackType
from typing import NamedTuple


class Seen(NamedTuple):
    """One request as the server saw it; ``at`` and ``done_at`` are on the server's clock."""

    host: str
    path: str
    at: float
    headers: dict[str, str]
    connection: int


class Reply(NamedTuple):
    """An honest answer; Content-Length is added."""

    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: Sequence[tuple[str, str]] = ()


Handler = Callable[[Seen], Reply]
RawHandler = Callable[[Seen, asyncio.StreamWriter], Awaitable[None]]


class LocalWeb:
    """A server in a thread of its own, from ``with LocalWeb() as web:`` to its end.

    Attributes:
      log: every request in the order in which it came.
      connections: how many were opened.
      most_at_once: for each host, the most requests that were being answered at one time.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        tls: ssl.SSLContext | None = None,
        address: str = "127.0.0.1",
    ) -> None:
        self.log: list[Seen] = []
        self.connections = 0
        self.most_at_once: dict[str, int] = {}
        self.port = 0
        self._clock = clock
        self._tls = tls
        self._address = address
        self._at_once: dict[str, int] = {}
        self._handlers: dict[tuple[str, str], Handler] = {}
        self._raw_handlers: dict[tuple[str, str], RawHandler] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> "LocalWeb":
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    # What the web holds.

    def put(self, host: str, path: str, reply: Reply | bytes | str) -> str:
        """Let a path answer ``reply``; return its address.  Putting again replaces it."""
        if isinstance(reply, str):
            reply = reply.encode()
        fixed = reply if isinstance(reply, Reply) else Reply(reply)
        return self.serve(host, path, lambda seen: fixed)

    def serve(self, host: str, path: str, handler: Handler) -> str:
        """Let a function answer a path; return its address."""
        self._handlers[host, path] = handler
        return self.url(host, path)

    def serve_raw(self, host: str, path: str, handler: RawHandler) -> str:
        """Let a coroutine write whatever it likes and then hang up; return the path's address."""
        self._raw_handlers[host, path] = handler
        return self.url(host, path)

    def put_raw(self, host: str, path: str, answer: bytes) -> str:
        """Let a path answer exactly these bytes and hang up; return its address."""

        async def write(seen: Seen, writer: asyncio.StreamWriter) -> None:
            writer.write(answer)

        return self.serve_raw(host, path, write)

    def redirect(self, host: str, path: str, target: str, status: int = 302) -> str:
        """Let a path redirect; return its address."""
        return self.put(host, path, Reply(b"", status, headers=[("Location", target)]))

    def url(self, host: str, path: str) -> str:
        """Return the address of a path."""
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    async def resolve(self, host: str, port: int) -> list[str]:
        """A resolver that knows every name of this web."""
        return ["127.0.0.1"]

    # What the log says.

    def paths(self, host: str) -> list[str]:
        """Return what a host was asked, in order, without robots.txt."""
        return [seen.path for seen in self.log if seen.host == host and seen.path != "/robots.txt"]

    def gaps(self, host: str) -> list[float]:
        """Return the seconds between one request to a host and the next, robots.txt included."""
        times = [seen.at for seen in self.log if seen.host == host]
        return [later - earlier for earlier, later in itertools.pairwise(times)]

    # How it answers.

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._answer_all, self._address, 0, ssl=self._tls, backlog=512)

    async def _end(self) -> None:
        self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _answer_all(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        number = self.connections
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while await self._answer(await reader.readuntil(b"\r\n\r\n"), writer, number):
                pass
        writer.close()

    async def _answer(self, head: bytes, writer: asyncio.StreamWriter, connection: int) -> bool:
        """Answer one request; return whether the connection goes on."""
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines) if name}
        host, path = headers["host"].partition(":")[0], first.split(" ")[1]
        seen = Seen(host, path, self._clock(), headers, connection)
        self.log.append(seen)
        self._at_once[host] = self._at_once.get(host, 0) + 1
        self.most_at_once[host] = max(self.most_at_once.get(host, 0), self._at_once[host])
        try:
            raw = self._raw_handlers.get((host, path))
            if raw:
                await raw(seen, writer)
                await writer.drain()
                return False
            handler = self._handlers.get((host, path))
            reply = handler(seen) if handler else Reply(b"nothing here", 404)
            last = headers.get("connection", "").lower() == "close"
            if last:
                reply = reply._replace(headers=[*reply.headers, ("Connection", "close")])
            writer.write(encode(reply))
            await writer.drain()
            return not last
        finally:
            self._at_once[host] -= 1


def encode(reply: Reply) -> bytes:
    """Return an answer as bytes of HTTP/1.1."""
    bare = reply.status == 304
    lines = [f"HTTP/1.1 {reply.status} {_phrase(reply.status)}"]
    if not bare:
        lines += [f"Content-Length: {len(reply.body)}"]
        lines += [f"Content-Type: {reply.content_type}"] if reply.content_type else []
    lines += [f"{name}: {value}" for name, value in reply.headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + (b"" if bare else reply.body)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unheard Of"
