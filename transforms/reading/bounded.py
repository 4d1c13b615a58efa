"""Bytes of a document, never more of them than allowed, whatever the file claims.

A refusal is a value: callers turn it into a reject of their document and go on with the next.
"""

import gzip
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

MAX_GZIP_RATIO = 200
"""How many times larger than its compressed bytes a container may become.

Text compresses 3 to 20 times, the densest repetitive feeds about 100 times, zeros 1,030 times.
Checked after ``max_document_bytes``, so that small files are never suspected.  Defended by
``test_a_gzip_bomb_is_refused_early``.
"""

_CHUNK_BYTES = 1 << 18


class ReadLimits(NamedTuple):
    """How much of a file may be read, in bytes after decompression.

    Attributes:
      max_document_bytes: one page, one text, one line of a JSONL file.
      max_feed_bytes: a feed document, parsed as a whole at about 5 s a megabyte in the worst case.
      max_json_bytes: a JSON document, held in memory as a whole.
      max_container_bytes: a compressed JSONL file, which is written to disk decompressed.
    """

    max_document_bytes: int = 10_000_000
    max_feed_bytes: int = 5_000_000
    max_json_bytes: int = 64_000_000
    max_container_bytes: int = 1_000_000_000


DEFAULT_LIMITS = ReadLimits()


class Refusal(NamedTuple):
    """Why something was not read: a stable short word, and a sentence for a reader."""

    reason: str
    detail: str


class Line(NamedTuple):
    """One line of a file: its number from 0, where it starts, its bytes, and why it is no use, if so."""

    number: int
    offset: int
    raw: bytes
    refusal: Refusal | None


def is_gzip_name(path: str) -> bool:
    """Whether a file of this name is read through gzip."""
    return path.lower().endswith(".gz")


def read_bytes(path: str, limit: int, offset: int = 0, length: int = -1) -> bytes | Refusal:
    """Return the bytes of a file, or a part of them, or why not.

    Args:
      limit: more bytes than this are refused (``too_large``), never cut.
      offset, length: the part; ``length`` -1 is the whole file, through gzip if its name says so.
    """
    try:
        with open(path, "rb") as stream:
            if length >= 0:
                return _read_part(stream, limit, offset, length)
            size = os.fstat(stream.fileno()).st_size
            if size > limit:
                return _too_large(limit, f"has {size:,} bytes")
            if is_gzip_name(path):
                return _read_gzip(stream, limit)
            content = stream.read(limit + 1)
    except OSError as error:
        return unreadable(error)
    return content if len(content) <= limit else _too_large(limit, "is still growing")


def read_raw(path: str, limit: int) -> bytes | Refusal:
    """Return the bytes of a file as they are stored, compressed or not, or why not."""
    try:
        with open(path, "rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            return stream.read(limit) if size <= limit else _too_large(limit, f"has {size:,} bytes")
    except OSError as error:
        return unreadable(error)


def decompressed_head(raw: bytes, size: int) -> bytes:
    """Return up to ``size`` bytes from the start of gzip bytes; empty if they are not gzip."""
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(raw, size)
    except zlib.error:
        return b""


def spool_gzip(source: str, target: Path, limits: ReadLimits) -> Refusal | None:
    """Decompress ``source`` into ``target``; return why it was not read to its end, or None.

    What came out before the refusal stays in ``target``.

    Raises:
      OSError: ``target`` cannot be written.
    """
    written = 0
    with open(target, "wb") as spool:
        for chunk in _gzip_chunks(source):
            if isinstance(chunk, Refusal):
                return chunk
            content, consumed = chunk
            written += len(content)
            if written > limits.max_container_bytes:
                return _too_large(limits.max_container_bytes, "decompresses to more")
            if written > limits.max_document_bytes and written > MAX_GZIP_RATIO * consumed:
                return Refusal(
                    "gzip_bomb",
                    f"{consumed:,} compressed bytes became more than {MAX_GZIP_RATIO} times as many; "
                    "it was not read further",
                )
            spool.write(content)
    return None


def read_lines(path: str, limits: ReadLimits) -> Iterator[Line]:
    """Yield the lines of a file; one that is too long, or the place where reading failed, carries a refusal."""
    number = offset = 0
    limit = limits.max_document_bytes
    try:
        with open(path, "rb") as stream:
            while raw := stream.readline(limit + 1):
                start, offset = offset, offset + len(raw)
                if len(raw) <= limit:
                    yield Line(number, start, raw, None)
                else:
                    offset += _skip_line(stream, raw)
                    yield Line(number, start, b"", _too_large(limit, f"line {number + 1} is longer"))
                number += 1
    except OSError as error:
        yield Line(number, offset, b"", unreadable(error))


def unreadable(error: OSError) -> Refusal:
    """Return the refusal for a file that the system does not give us."""
    return Refusal("unreadable", f"cannot be read: {error.strerror or type(error).__name__}")


def _too_large(limit: int, what: str) -> Refusal:
    return Refusal("too_large", f"{what}; at most {limit:,} bytes are read")


def _read_part(stream: BinaryIO, limit: int, offset: int, length: int) -> bytes | Refusal:
    if length > limit:
        return _too_large(limit, f"has {length:,} bytes")
    stream.seek(offset)
    content = stream.read(length)
    if len(content) < length:
        return Refusal("unreadable", "the file became shorter after it was listed")
    return content


def _read_gzip(stream: BinaryIO, limit: int) -> bytes | Refusal:
    try:
        with gzip.GzipFile(fileobj=stream, mode="rb") as unpacked:
            content = unpacked.read(limit + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        return _bad_gzip(error)
    return content if len(content) <= limit else _too_large(limit, "decompresses to more")


def _gzip_chunks(path: str) -> Iterator[tuple[bytes, int] | Refusal]:
    """Yield (decompressed bytes, compressed bytes consumed so far), and a refusal where that ends early."""
    try:
        with open(path, "rb") as stream, gzip.GzipFile(fileobj=stream, mode="rb") as unpacked:
            while content := unpacked.read1(_CHUNK_BYTES):
                yield content, stream.tell()
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        yield _bad_gzip(error)
    except OSError as error:
        yield unreadable(error)


def _bad_gzip(error: Exception) -> Refusal:
    what = "is cut short" if isinstance(error, EOFError) else "is broken"
    return Refusal("bad_gzip", f"the gzip data {what}: {error}")


def _skip_line(stream: BinaryIO, begun: bytes) -> int:
    """Read to the end of a line that was begun; return how many more bytes it had."""
    skipped = 0
    last = begun
    while not last.endswith(b"\n"):
        last = stream.readline(_CHUNK_BYTES)
        if not last:
            break
        skipped += len(last)
    return skipped
