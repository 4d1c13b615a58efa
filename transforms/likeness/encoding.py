"""A sketch as bytes: how it travels between machines and lies in the lake."""

import struct
from functools import lru_cache
from itertools import accumulate

import numpy as np

from transforms.likeness.sketches import Sketch

VERSION = 2
# Version 1 had no spellings and quantities; such sketches are read with none.
_READABLE_VERSIONS = (1, VERSION)
_HEADER = struct.Struct("<BBbBiiIIIHHHHHH8s8s")
# The words of a sketch stand right behind.
WORDS_AT = _HEADER.size
# So many sketches are kept decoded: a text is compared with a dozen others, and the next one often with the same.
_DECODED = 64


def encode_sketch(sketch: Sketch) -> bytes:
    """A sketch as bytes: a version byte, the sizes, then the arrays (about 3.5 kB for 400 words)."""
    header = _HEADER.pack(
        VERSION,
        sketch.dated | sketch.english << 1,
        sketch.weekday,
        0,
        sketch.day,
        0,
        sketch.length,
        sketch.source,
        len(sketch.words),
        len(sketch.order),
        len(sketch.shingles),
        len(sketch.names),
        len(sketch.days),
        len(sketch.quantities),
        0,
        sketch.digest,
        sketch.title_digest,
    )
    aside = np.zeros((2, (len(sketch.aside) + 7) // 8), np.uint8)
    if sketch.aside.any():
        aside = np.packbits(np.stack((sketch.aside & 1, sketch.aside >> 1)), axis=1)
    wide = (sketch.words, sketch.shingles, sketch.names, sketch.days, sketch.spellings, sketch.quantities)
    arrays = (*wide, sketch.bits, sketch.order, aside)
    return header + b"".join(a.tobytes() for a in arrays)


def decode_sketch(raw: bytes) -> Sketch:
    """The sketch that ``encode_sketch`` wrote.

    Raises:
      ValueError: the bytes are of another version, or cut short.
    """
    if not raw or raw[0] not in _READABLE_VERSIONS:
        raise ValueError(f"sketch of version {raw[0] if raw else None}, this code reads {VERSION}")
    try:
        head = _HEADER.unpack_from(raw)
    except struct.error as error:
        raise ValueError(f"sketch of {len(raw)} bytes has no whole header") from error
    n_words, n_order = head[8:10]
    at = _HEADER.size
    sizes = _sizes_of_wide(raw[0], head)
    n_spellings = sizes[4]
    wide = sum(sizes)
    narrow = n_words + n_order
    packed = (n_order + 7) // 8
    if len(raw) != at + 4 * wide + 2 * narrow + 2 * packed:
        raise ValueError(f"sketch of {len(raw)} bytes does not match its header")
    all_wide = np.frombuffer(raw, np.uint32, wide, at)
    four = [all_wide[end - size : end] for size, end in zip(sizes, accumulate(sizes), strict=True)]
    two = np.frombuffer(raw, np.uint16, narrow, at + 4 * wide)
    if raw.endswith(bytes(2 * packed)):
        aside = np.zeros(n_order, np.uint8)  # as in most texts
    else:
        masks = np.unpackbits(np.frombuffer(raw, np.uint8, 2 * packed, at + 4 * wide + 2 * narrow))
        aside = np.asarray(masks[:n_order] | masks[8 * packed : 8 * packed + n_order] << 1, np.uint8)
    return Sketch(
        words=four[0],
        bits=two[:n_words],
        order=two[n_words:],
        aside=aside,
        shingles=four[1],
        names=four[2],
        days=four[3].view(np.int32),
        spellings=four[4] if n_spellings else np.zeros(n_words, np.uint32),
        quantities=four[5],
        day=head[4],
        dated=bool(head[1] & 1),
        weekday=head[2],
        length=head[6],
        source=head[7],
        digest=head[15],
        title_digest=head[16],
        english=bool(head[1] & 2),
    )


@lru_cache(maxsize=_DECODED)
def recall_sketch(raw: bytes) -> Sketch:
    """``decode_sketch``, which remembers the last ones."""
    return decode_sketch(raw)


def find_words(raw: bytes) -> tuple[int, int]:
    """How many words the bytes of a sketch hold, and where their bits begin; the words begin at ``WORDS_AT``."""
    head = _HEADER.unpack_from(raw)
    return head[8], WORDS_AT + 4 * sum(_sizes_of_wide(raw[0], head))


def _sizes_of_wide(version: int, head: tuple[int, ...]) -> tuple[int, ...]:
    """How long the arrays of four bytes a number are, in their order."""
    n_words, _, n_shingles, n_names, n_days, n_quantities = head[8:14]
    return n_words, n_shingles, n_names, n_days, n_words if version > 1 else 0, n_quantities
