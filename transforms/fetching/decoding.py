"""Decompression that stops at a limit, whatever the compressed bytes claim."""

import zlib

import brotli  # type: ignore[import-untyped]
import zstandard

from transforms.fetching.messages import Trouble

ACCEPT_ENCODING = "gzip, deflate, br, zstd"

MAX_MEMBERS = 64
"""Parts that a gzip or zstd body may be made of.

Each costs a copy of what follows it, so that a body of empty ones would take quadratic time.  Defended by
``test_a_body_of_empty_members_is_refused_quickly``.
"""

_MAX_LAYERS = 3
_GZIP_WBITS = 31
_ZLIB_WBITS = 15
_RAW_WBITS = -15
_ZSTD_WINDOW = 8 << 20  # the most that RFC 9659 lets a sender ask for
_ZSTD_SLICE = 256  # bytes; at 128 KiB a 4-byte block they become 8 MiB at most


class _TooLarge(Exception):
    """More bytes than allowed."""


class _Truncated(Exception):
    """The compressed stream ends in its middle."""


def decode_body(raw: bytes, content_encoding: str | None, max_bytes: int) -> bytes | Trouble:
    """Return the document in ``raw``, which was sent with ``content_encoding`` (``gzip``, ``br, gzip``, …)."""
    names = [name.strip().lower() for name in (content_encoding or "")[:200].split(",")]
    layers = [name for name in names if name not in ("", "identity", "none")]
    if len(layers) > _MAX_LAYERS or any(name not in _DECODERS for name in layers):
        return Trouble("bad_encoding", f"content encoding {content_encoding!r} is not one that we read")
    body = raw
    try:
        for name in reversed(layers):
            body = _DECODERS[name](body, max_bytes) if body else body
    except _TooLarge:
        return Trouble("too_large", f"{len(raw):,} bytes become more than {max_bytes:,} when decompressed")
    except _Truncated:
        return Trouble("truncated", f"the {content_encoding} stream of {len(raw):,} bytes ends too early")
    except (zlib.error, brotli.error, zstandard.ZstdError, ValueError) as error:
        return Trouble("bad_encoding", f"not {content_encoding}: {error}")
    return body if len(body) <= max_bytes else Trouble("too_large", f"more than {max_bytes:,} bytes")


def _inflate(raw: bytes, wbits: int, max_bytes: int) -> bytes:
    body = bytearray()
    for _ in range(MAX_MEMBERS):
        member = zlib.decompressobj(wbits)
        body += member.decompress(raw, max_bytes + 1 - len(body))
        if len(body) > max_bytes:
            raise _TooLarge
        if not member.eof:
            raise _Truncated
        raw = member.unused_data
        # What follows and is not another member is padding, which every browser ignores.
        if wbits != _GZIP_WBITS or not raw.startswith(b"\x1f\x8b"):
            return bytes(body)
    raise ValueError(f"more than {MAX_MEMBERS} members")


def _gunzip(raw: bytes, max_bytes: int) -> bytes:
    return _inflate(raw, _GZIP_WBITS, max_bytes)


def _deflate(raw: bytes, max_bytes: int) -> bytes:
    """``deflate`` is zlib's format by the standard, and a bare stream from some servers."""
    try:
        return _inflate(raw, _ZLIB_WBITS, max_bytes)
    except zlib.error:
        return _inflate(raw, _RAW_WBITS, max_bytes)


def _unbrotli(raw: bytes, max_bytes: int) -> bytes:
    stream = brotli.Decompressor()
    body = bytearray(stream.process(raw, output_buffer_limit=max_bytes + 1))
    while len(body) <= max_bytes and not stream.is_finished():
        more = stream.process(b"", output_buffer_limit=max_bytes + 1 - len(body))
        if not more:
            raise _Truncated
        body += more
    if len(body) > max_bytes:
        raise _TooLarge
    return bytes(body)


def _unzstd(raw: bytes, max_bytes: int) -> bytes:
    body = bytearray()
    decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    for _ in range(MAX_MEMBERS):
        frame = decompressor.decompressobj()
        position = 0
        while position < len(raw) and not frame.eof:
            body += frame.decompress(raw[position : position + _ZSTD_SLICE])
            position += _ZSTD_SLICE
            if len(body) > max_bytes:
                raise _TooLarge
        if not frame.eof:
            raise _Truncated
        raw = frame.unused_data + raw[position:]
        if not raw:
            return bytes(body)
    raise ValueError(f"more than {MAX_MEMBERS} frames")


_DECODERS = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _deflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
