import gzip
import time
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from transforms.fetching.decoding import MAX_MEMBERS, decode_body
from transforms.fetching.messages import Trouble

TEXT = b"The ferry to Saltmere leaves at noon. " * 400


def _raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


PACKERS = {
    "gzip": gzip.compress,
    "X-GZip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}


@pytest.mark.parametrize("encoding", PACKERS)
@given(body=st.binary(max_size=5_000))
def test_what_was_compressed_comes_back(encoding: str, body: bytes) -> None:
    assert decode_body(PACKERS[encoding](body), encoding, 5_000) == body


@pytest.mark.parametrize("encoding", [None, "", "identity", "none", "identity, "])
def test_what_was_not_compressed_stays(encoding: str | None) -> None:
    assert decode_body(TEXT, encoding, 100_000) == TEXT


ODD = {
    "deflate without zlib's frame": (_raw_deflate(TEXT), "deflate"),
    "two members": (gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:]), "gzip"),
    "padding": (gzip.compress(TEXT) + b"\0" * 100, "gzip"),
    "two layers": (gzip.compress(brotli.compress(TEXT)), "br, gzip"),
    "two frames": (zstandard.compress(TEXT[:100]) + zstandard.compress(TEXT[100:]), "zstd"),
    "a frame of unsaid size": (zstandard.ZstdCompressor(write_content_size=False).compress(TEXT), "zstd"),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_ways_of_compressing_are_read(name: str) -> None:
    raw, encoding = ODD[name]
    assert decode_body(raw, encoding, 100_000) == TEXT


@pytest.mark.parametrize("encoding", PACKERS)
def test_a_bomb_stops_at_the_limit(encoding: str) -> None:
    bomb = PACKERS[encoding](bytes(60_000_000))
    started = time.process_time()
    outcome = decode_body(bomb, encoding, 1_000_000)
    assert isinstance(outcome, Trouble)
    assert outcome.reason == "too_large"
    assert time.process_time() - started < 1.0


@pytest.mark.parametrize("encoding", PACKERS)
def test_the_limit_itself_is_allowed(encoding: str) -> None:
    raw = PACKERS[encoding](TEXT)
    assert decode_body(raw, encoding, len(TEXT)) == TEXT
    assert decode_body(raw, encoding, len(TEXT) - 1)[0] == "too_large"


@pytest.mark.parametrize("encoding", PACKERS)
def test_a_stream_that_ends_early_is_truncated(encoding: str) -> None:
    raw = PACKERS[encoding](TEXT)
    for kept in (len(raw) // 2, len(raw) - 1):
        outcome = decode_body(raw[:kept], encoding, 100_000)
        assert isinstance(outcome, Trouble)
        assert outcome.reason == "truncated"


@pytest.mark.parametrize("encoding", [*PACKERS, "br, br, br, br", "pack200", "gzip, pack200"])
def test_what_is_not_compressed_that_way_is_named(encoding: str) -> None:
    outcome = decode_body(b"<html>plain text, not compressed at all</html>", encoding, 100_000)
    assert isinstance(outcome, Trouble)
    assert outcome.reason == "bad_encoding"


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_a_body_of_empty_members_is_refused_quickly(encoding: str) -> None:
    raw = PACKERS[encoding](b"") * 500_000
    started = time.process_time()
    outcome = decode_body(raw, encoding, 100_000_000)
    assert isinstance(outcome, Trouble)
    assert f"more than {MAX_MEMBERS}" in outcome.detail
    assert time.process_time() - started < 1.0


@pytest.mark.parametrize("encoding", PACKERS)
@given(raw=st.binary(max_size=2_000))
def test_no_bytes_raise(encoding: str, raw: bytes) -> None:
    assert isinstance(decode_body(raw, encoding, 10_000), bytes | Trouble)
