import asyncio
import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from transforms.fetching.guard import AddressRefused, Guard, GuardedResolver, host_of, is_public, look_up, parse_url
from transforms.fetching.messages import Trouble


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ftp://example.org/feed", "bad_scheme"),
        ("file:///etc/hostname", "bad_scheme"),
        ("gopher://example.org/", "bad_scheme"),
        ("javascript:alert(1)", "bad_scheme"),
        ("data:text/html,hello", "bad_scheme"),
        ("example.org/feed", "bad_scheme"),
        ("", "bad_scheme"),
        ("http://", "bad_url"),
        ("http:///feed", "bad_url"),
        ("http://reader:secret@example.org/", "bad_url"),
        ("http://reader@example.org/", "bad_url"),
        ("http://exa mple.org/", "bad_url"),
        ("http://%31%32%37.0.0.1/", "bad_url"),
        ("http://example.org\\@127.0.0.1/", "bad_url"),
        ("http://example.org:99999/", "bad_url"),
        ("http://[::1/", "bad_url"),
        ("http://-flag.example/", "bad_url"),
        ("http://" + "a" * 64 + ".example/", "bad_url"),
        ("http://example.org/" + "a" * 8_000, "bad_url"),
        ("http://\udce9.example/", "bad_url"),
    ],
)
def test_only_plain_web_addresses_are_asked(text: str, reason: str) -> None:
    url = parse_url(text)
    assert isinstance(url, Trouble), url
    assert url.reason == reason
    assert "secret" not in url.detail


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (" http://Example.org/a#part ", "http://example.org/a"),
        ("https://example.org", "https://example.org"),
        ("http://example.org:8080/a?b=c", "http://example.org:8080/a?b=c"),
        ("http://bücher.example/é", "http://xn--bcher-kva.example/%C3%A9"),
        ("http://example.org/a\r\nX-Evil: 1", "http://example.org/aX-Evil:%201"),
    ],
)
def test_an_address_is_made_plain(text: str, plain: str) -> None:
    assert str(parse_url(text)) == plain


def test_a_redirect_is_read_against_the_address_that_sent_it() -> None:
    base = URL("https://example.org/news/today")
    assert str(parse_url("../sport?x=1", base)) == "https://example.org/sport?x=1"
    assert str(parse_url("//other.example/", base)) == "https://other.example/"


def test_a_host_is_one_however_it_is_written() -> None:
    assert {host_of(URL(text)) for text in ("http://Example.org./a", "https://example.org:8443/")} == {"example.org"}


REFUSED = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "127.0.0.1",
    "127.255.255.254", "168.63.129.16", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192",
    "192.0.2.1", "192.168.0.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250",
    "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::10.1.2.3", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1", "2002:7f00:1::1", "2002:a9fe:a9fe::", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254",
    "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "2606:4700::1111%eth0",
]  # fmt: skip
PUBLIC = [
    "1.1.1.1", "8.8.8.8", "100.128.0.1", "172.32.0.1", "192.0.1.1", "198.20.0.1", "223.255.255.255",
    "2606:4700::1111", "2a00:1450:4001::200e", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
]  # fmt: skip


@pytest.mark.parametrize("address", REFUSED)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not Guard().allows(address)
    written = f"[{address.replace('%', '%25')}]" if ":" in address else address
    trouble = Guard().trouble_with(URL(f"http://{written}/"))
    assert trouble is not None
    assert trouble.reason in ("private_address", "bad_url")


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_allowed(address: str) -> None:
    assert Guard().allows(address)
    written = f"[{address}]" if ":" in address else address
    assert Guard().trouble_with(URL(f"http://{written}/")) is None


@given(st.ip_addresses())
def test_nothing_that_python_calls_private_is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if is_public(address) and getattr(address, "ipv4_mapped", None) is None and not str(address).startswith("64:ff9b"):
        assert address.is_global
        assert not address.is_multicast


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("2130706433", "private_address"),
        ("0x7f000001", "private_address"),
        ("0x7f.1", "private_address"),
        ("0177.0.0.1", "private_address"),
        ("127.1", "private_address"),
        ("0", "private_address"),
        ("１２７.0.0.1", "private_address"),
        ("127。0。0。1", "private_address"),
        ("0xA9FEA9FE", "private_address"),
        ("127.0.0.1.", "private_address"),
        ("134744072", "bad_url"),
        ("010.8.8.8", "bad_url"),
        ("1.2.3.4.5", "bad_url"),
        ("999.1.1.1", "bad_url"),
    ],
)
def test_numbers_in_odd_spelling_are_not_names(host: str, reason: str) -> None:
    url = parse_url(f"http://{host}/")
    assert isinstance(url, URL)
    trouble = Guard().trouble_with(url)
    assert trouble is not None
    assert trouble.reason == reason


@pytest.mark.parametrize(
    ("entry", "allowed", "refused"),
    [
        ("10.1.0.0/16", ["10.1.2.3", "::ffff:10.1.2.3"], ["10.2.0.1", "127.0.0.1"]),
        ("127.0.0.1", ["127.0.0.1"], ["127.0.0.2", "::1"]),
        ("::1", ["::1"], ["127.0.0.1", "fe80::1"]),
        ("fe80::/10", ["fe80::1"], ["fe80::1%eth0"]),
        ("10.1.2.3/16", ["10.1.9.9"], ["10.2.0.1"]),
    ],
)
def test_a_network_can_be_allowed(entry: str, allowed: list[str], refused: list[str]) -> None:
    guard = Guard((entry,))
    assert [guard.allows(address) for address in allowed] == [True] * len(allowed)
    assert [guard.allows(address) for address in refused] == [False] * len(refused)


def test_an_allowed_name_may_lead_anywhere_and_no_other_name_with_it() -> None:
    guard = Guard(("Wiki.Inner.example.",))
    guard.check_answers("wiki.inner.example", ["10.0.0.5"])
    for name in ("inner.example", "www.wiki.inner.example", "wiki.inner.example.org"):
        with pytest.raises(AddressRefused):
            guard.check_answers(name, ["10.0.0.5"])


@pytest.mark.parametrize("entry", ["", "10.0.0.0/99", "http://a.example/", "*.example", "a b"])
def test_what_cannot_be_allowed_is_a_mistake(entry: str) -> None:
    with pytest.raises(ValueError, match="neither a host name nor a network"):
        Guard((entry,))


def _resolve(guard: Guard, addresses: list[str]) -> list[str]:
    async def answer(host: str, port: int) -> list[str]:
        return addresses

    found = asyncio.run(GuardedResolver(guard, answer).resolve("news.example", 80))
    return [entry["host"] for entry in found]


def test_dns_answers_are_dialled_only_if_all_are_public() -> None:
    assert _resolve(Guard(), ["8.8.8.8", "2606:4700::1111"]) == ["8.8.8.8", "2606:4700::1111"]
    for answers in (["8.8.8.8", "10.0.0.1"], ["169.254.169.254"], ["::1", "8.8.8.8"], ["not an address"]):
        with pytest.raises(AddressRefused):
            _resolve(Guard(), answers)
    with pytest.raises(OSError, match="has no address"):
        _resolve(Guard(), [])


def test_the_socket_is_the_last_gate() -> None:
    stream = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
    with pytest.raises(PermissionError, match=r"127\.0\.0\.1"):
        Guard().open_socket((*stream, ("127.0.0.1", 80)))
    Guard(("127.0.0.1",)).open_socket((*stream, ("127.0.0.1", 80))).close()
    Guard().open_socket((*stream, ("8.8.8.8", 80))).close()


def test_names_are_looked_up_and_hopeless_ones_fail() -> None:
    assert asyncio.run(look_up("127.0.0.1", 80)) == ["127.0.0.1"]
    with pytest.raises(OSError, match="looked up"):
        asyncio.run(look_up("a" * 70 + ".invalid", 80))
