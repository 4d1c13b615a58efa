"""Which addresses may be dialled.

A feed can name any address, redirect to any address, and let its DNS answer with any address.  Four
gates stand one behind the other: the spelling of the address (http or https, no credentials, a plain host), an
address written as a number, every DNS answer, and the socket itself just before it is connected.  The
address that was checked is the one that is dialled: the HTTP client resolves through
``GuardedResolver`` and nowhere else.  Any port may be asked.

A name is refused if any one of its DNS answers is: a name that points both outside and inside is an attack or
a mistake, and in neither case ours to sort out.
"""

import asyncio
import contextlib
import ipaddress
import re
import socket
import threading
from collections.abc import Awaitable, Callable, Sequence

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from transforms.fetching.messages import Trouble

MAX_URL_CHARS = 8_000
"""Servers refuse request lines beyond about this length; defended by ``test_only_plain_web_addresses_are_asked``."""

_MAX_LOOKUPS = 32
_HOST_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?")

_REFUSED_V4 = tuple(
    ipaddress.IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by providers; a metadata service of one cloud
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # metadata service of one cloud, though public by number
        "169.254.0.0/16",  # link-local; metadata services of most clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved; broadcast
    )
)
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
"""The only part of IPv6 that is routed publicly (IANA): loopback, ULA, link-local, multicast lie outside."""
_REFUSED_V6 = tuple(
    ipaddress.IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments, Teredo tunnels among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4 tunnels, which carry any IPv4 address
        "3fff::/20",  # documentation
    )
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Look up a host name and port; return its addresses as text.  Raises OSError when it has none."""


class AddressRefused(Exception):
    """A host name leads to an address that may not be dialled."""


def parse_url(text: str, base: URL | None = None) -> URL | Trouble:
    """Return an address that has the shape of something to ask, without its fragment."""
    if len(text) > MAX_URL_CHARS:
        return Trouble("bad_url", f"address of {len(text):,} characters")
    try:
        url = URL(text.strip())
        url = base.join(url) if base else url
        scheme, host = url.scheme, url.raw_host or ""
        has_userinfo = bool(url.raw_user or url.raw_password)
        plain = url.with_fragment(None)
        str(plain).encode("ascii")
    except ValueError as error:
        return Trouble("bad_url", f"not an address: {error}")
    if scheme not in ("http", "https"):
        return Trouble("bad_scheme", f"{scheme or 'no scheme'}: only http and https are asked")
    if has_userinfo:
        return Trouble("bad_url", "holds a user name or password")
    if ":" not in host and not _HOST_NAME.fullmatch(host.lower()):
        return Trouble("bad_url", f"not a host name: {host!r}")
    return plain


def host_of(url: URL) -> str:
    """Return the name that a host's manners are kept under."""
    return (url.raw_host or "").lower().rstrip(".")


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Return whether an address is one of the public internet."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in block for block in _REFUSED_V4)
    if address.scope_id is not None:
        return False
    carried = _carried_v4(address)
    if carried is not None:
        return is_public(carried)
    return address in _GLOBAL_V6 and not any(address in block for block in _REFUSED_V6)


def _carried_v4(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that is really dialled when ``address`` is (RFC 4291 mapped, RFC 6052 NAT64)."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped


class Guard:
    """What may be dialled: the public internet, and what ``allow_private`` names."""

    def __init__(self, allow_private: Sequence[str] = ()) -> None:
        """Raises ValueError if an entry is neither a network, an address nor a host name."""
        self._names: set[str] = set()
        self._networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
        for entry in allow_private:
            try:
                self._networks.append(ipaddress.ip_network(entry, strict=False))
            except ValueError:
                name = entry.strip().lower().rstrip(".")
                if not _HOST_NAME.fullmatch(name):
                    raise ValueError(f"{entry!r} is neither a host name nor a network such as 10.0.0.0/8") from None
                self._names.add(name)
        self._addresses_of_names: set[str] = set()

    def trouble_with(self, url: URL) -> Trouble | None:
        """Return why the host of an address may not be asked, as far as its spelling says."""
        host = host_of(url)
        if ":" in host:
            return self._trouble_with_literal(host)
        if _address(host) is not None:
            return self._trouble_with_literal(host)
        # What the system would read as a number (0x7f.1, 0177.1, 2130706433) is not a name either.
        with contextlib.suppress(OSError):
            number = socket.inet_ntoa(socket.inet_aton(host))
            return self._trouble_with_literal(number) or Trouble("bad_url", f"{host} is {number}, oddly written")
        if host.replace(".", "").isdigit():
            return Trouble("bad_url", f"{host} is neither a name nor an address")
        return None

    def _trouble_with_literal(self, text: str) -> Trouble | None:
        if _address(text) is None:
            return Trouble("bad_url", f"not an address: {text!r}")
        return None if self.allows(text) else Trouble("private_address", f"{text} is not a public address")

    def allows(self, text: str) -> bool:
        """Return whether an address, as text, may be dialled."""
        address = _address(text)
        if address is None:
            return False
        ways = [address, carried] if (carried := _carried_v4(address)) else [address]
        # Membership across IP versions is False, not an error.
        if any(way in network for way in ways for network in self._networks):
            return not (isinstance(address, ipaddress.IPv6Address) and address.scope_id)
        return is_public(address)

    def check_answers(self, host: str, addresses: Sequence[str]) -> None:
        """Raises AddressRefused if any DNS answer for ``host`` may not be dialled."""
        if host.lower().rstrip(".") in self._names:
            self._addresses_of_names.update(addresses)
            return
        for address in addresses:
            if not self.allows(address):
                raise AddressRefused(f"{host} leads to {address}, which is not a public address")

    def open_socket(self, found: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
        """Return an unconnected socket for an address that is about to be dialled.

        The last gate: whatever way the client came by the address, it is judged again here.

        Raises:
          PermissionError: it may not be dialled.
        """
        family, kind, protocol, _, place = found
        address = str(place[0])
        if not self.allows(address) and address not in self._addresses_of_names:
            raise PermissionError(f"{address} may not be dialled")
        return socket.socket(family, kind, protocol)


class GuardedResolver(AbstractResolver):
    """Resolves names for aiohttp, and refuses those that lead to where we must not go."""

    def __init__(self, guard: Guard, resolve: Resolve) -> None:
        self._guard = guard
        self._resolve = resolve

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of ``host``, all of them checked.

        Raises:
          AddressRefused: one of them may not be dialled.
          OSError: it has none.
        """
        addresses = await self._resolve(host, port)
        if not addresses:
            raise OSError(f"{host} has no address")
        self._guard.check_answers(host, addresses)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        """Nothing to release."""


_lookups = threading.BoundedSemaphore(_MAX_LOOKUPS)


async def look_up(host: str, port: int) -> list[str]:
    """Return the addresses that the system's resolver knows for ``host``.

    Each lookup has a daemon thread of its own, because one can hang for half a minute and must keep neither
    others nor the end of the process waiting.

    Raises:
      OSError: it knows none.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def settle(addresses: list[str], error: OSError | None) -> None:
        if not answer.done():
            answer.set_exception(error) if error else answer.set_result(addresses)

    def ask() -> None:
        addresses: list[str] = []
        failure: OSError | None = None
        with _lookups:
            if answer.done():  # nobody waits for it any more
                return
            try:
                found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
                addresses = list(dict.fromkeys(str(place[0]) for *_, place in found))
            except OSError as error:
                failure = error
            except UnicodeError as error:
                failure = OSError(f"{host!r} cannot be looked up: {error}")
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(settle, addresses, failure)

    threading.Thread(target=ask, name=f"look-up-{host[:40]}", daemon=True).start()
    return await answer
