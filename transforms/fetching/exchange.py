"""One request and its answer over HTTP.  Whatever a server does becomes a value."""

import asyncio
import ssl
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import NamedTuple

import aiohttp
from aiohttp import http_exceptions
from multidict import CIMultiDictProxy
from yarl import URL

from transforms.fetching.guard import AddressRefused, Guard, GuardedResolver, Resolve
from transforms.fetching.messages import FetchSettings, Trouble

MAX_HEADERS = 128
"""Header lines of one answer; with ``max_header_bytes`` it bounds what a head can hold.  Defended by
``test_each_misbehaviour_has_its_name``."""

KEEP_ALIVE_SECS = 2.5
"""How long an idle connection is kept: longer than the usual interval, shorter than the 5 s after which common
servers hang up, perhaps just as the next request is on its way.  Defended by
``test_a_line_keeps_its_connection_and_closes_it_at_its_end``."""

Headers = CIMultiDictProxy[str]
Judge = Callable[[int, Headers], Trouble | bool]
"""Seen a status and headers: read the body (True), leave it (False), or why the answer is of no use."""


class Answer(NamedTuple):
    """What a server answered; ``raw`` is the body as sent, empty where it was not read."""

    status: int
    headers: Headers
    raw: bytes


class _Unanswered(aiohttp.ClientError):
    """The connection ended before an answer came."""


async def _never_ask_twice(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Keep aiohttp from repeating a request at once when a server hangs up; that would not be polite."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise _Unanswered("the server hung up without an answer") from error


class Exchange:
    """An HTTP client that dials only what the guard allows, keeps no cookies and knows no proxy."""

    def __init__(
        self, settings: FetchSettings, guard: Guard, resolve: Resolve, tls: ssl.SSLContext | None = None
    ) -> None:
        """``tls`` replaces the system's certificate authorities."""
        self._settings = settings
        connector = aiohttp.TCPConnector(
            resolver=GuardedResolver(guard, resolve),
            use_dns_cache=False,
            socket_factory=guard.open_socket,
            limit=0,
            keepalive_timeout=KEEP_ALIVE_SECS,
            ssl=tls or True,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            raise_for_status=False,
            timeout=aiohttp.ClientTimeout(
                total=settings.total_timeout_secs,
                connect=settings.connect_timeout_secs,
                sock_read=settings.read_timeout_secs,
            ),
            headers={"User-Agent": settings.user_agent},
            max_line_size=settings.max_header_bytes,
            max_field_size=settings.max_header_bytes,
            max_headers=MAX_HEADERS,
            middlewares=(_never_ask_twice,),
        )

    async def __aenter__(self) -> "Exchange":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def ask(
        self, url: URL, headers: Mapping[str, str], judge: Judge, max_bytes: int, *, cut: bool, last: bool
    ) -> Answer | Trouble:
        """GET one address, without following redirects.

        Args:
          judge: called once the head of the answer is there.
          max_bytes: of the body as sent; a longer one is ``too_large``, or ends there if ``cut``.
          last: nothing more is wanted of this host, so do not keep the connection.
        """
        wanted = {**headers, "Connection": "close"} if last else headers
        try:
            async with self._session.get(url, headers=wanted, allow_redirects=False) as response:
                verdict = judge(response.status, response.headers)
                body: bytes | Trouble = b""
                if verdict is True:
                    body = await self._read(response, max_bytes, cut)
                if isinstance(body, Trouble):
                    response.close()
                if isinstance(verdict, Trouble):
                    return verdict
                return body if isinstance(body, Trouble) else Answer(response.status, response.headers, body)
        except (aiohttp.ClientError, asyncio.TimeoutError, AddressRefused, OSError, ValueError) as error:
            return trouble_of(error)

    async def _read(self, response: aiohttp.ClientResponse, max_bytes: int, cut: bool) -> bytes | Trouble:
        declared = response.content_length or 0
        if declared > max_bytes and not cut:
            return Trouble("too_large", f"announces {declared:,} bytes, {max_bytes:,} are allowed", response.status)
        body = bytearray()
        async for chunk in response.content.iter_any():
            body += chunk
            if len(body) > max_bytes:
                if cut:
                    response.close()
                    return bytes(body[:max_bytes])
                return Trouble("too_large", f"sends more than {max_bytes:,} bytes", response.status)
        return bytes(body)


_REASONS: tuple[tuple[type[BaseException], str], ...] = (
    # Subclasses stand before what they derive from.
    (AddressRefused, "private_address"),
    (aiohttp.ConnectionTimeoutError, "timeout_connect"),
    (aiohttp.SocketTimeoutError, "timeout_read"),
    (asyncio.TimeoutError, "timeout_total"),
    (aiohttp.ClientSSLError, "tls_failed"),
    (ssl.SSLError, "tls_failed"),
    (aiohttp.ClientConnectorDNSError, "dns_failed"),
    (aiohttp.InvalidURL, "bad_url"),
    (aiohttp.ClientOSError, "connection_failed"),
    (aiohttp.ClientConnectionError, "connection_failed"),
    (_Unanswered, "connection_failed"),
    (OSError, "connection_failed"),
)

_SENTENCES = {
    "timeout_connect": "no connection in time",
    "timeout_read": "the server fell silent",
    "timeout_total": "the answer was not complete in time",
}
_TOLD_CHARS = 1_000


def trouble_of(error: BaseException) -> Trouble:
    """Return the name of what went wrong in an exchange; ``bad_http`` if nothing else fits."""
    told = error.message if isinstance(error, aiohttp.ClientResponseError) else str(error)
    detail = " ".join(told[:_TOLD_CHARS].split())
    if isinstance(error, aiohttp.ClientPayloadError | aiohttp.ClientResponseError):
        return Trouble(_fault_of_message(error, detail), detail)
    reason = next((reason for kind, reason in _REASONS if isinstance(error, kind)), "bad_http")
    return Trouble(reason, detail or _SENTENCES.get(reason, type(error).__name__))


def _fault_of_message(error: BaseException, detail: str) -> str:
    causes = list(_causes_of(error))
    if any(isinstance(cause, http_exceptions.LineTooLong) for cause in causes) or "Too many headers" in detail:
        return "header_too_large"
    if any(isinstance(cause, http_exceptions.ContentLengthError) for cause in causes) or "Not enough data" in detail:
        return "truncated"
    return "bad_http"


def _causes_of(error: BaseException) -> Iterator[BaseException]:
    cause = error.__cause__
    while cause is not None:
        yield cause
        cause = cause.__cause__
