"""A sketch of an article: all that likeness needs to know of it, so that linking never reads texts.

It holds the hashed words in their order, what each word is (name, number, function word, in the
title, in the lead), sampled shingles, full names, and the days that the text names.  Sketches are made
where the work is wide (any process, any machine) and compared where it is narrow; equal articles give
equal bytes everywhere.  Not for reading back: words are hashes.
"""

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from transforms.likeness import words as w
from transforms.likeness.boilerplate import split_boilerplate
from transforms.likeness.days import find_days
from transforms.likeness.quantities import hash_quantities
from transforms.likeness.spelling import spell

U8 = npt.NDArray[np.uint8]
U16 = npt.NDArray[np.uint16]
U32 = npt.NDArray[np.uint32]
I32 = npt.NDArray[np.int32]

VERSION = 2
# Version 1 had no spellings and quantities; such sketches are read with none.
_READABLE_VERSIONS = (1, VERSION)
SHINGLE_WORDS = 5
# One shingle in four is kept.  One in eight finds the copies of long texts as well, but a note of 30
# words then has three of them (test_index: a copy is found by its sampled shingles).
SAMPLE_ONE_IN = 4
# What is longer is cut: a sketch stays below 25 kB, and the digest still tells two long texts apart.
MAX_WORDS = 4000
MAX_CHARS = 200_000
MAX_TITLE_CHARS = 1000
MAX_NAMES = 64
MAX_QUANTITIES = 512
# A quotation of this many words is a block quote: its words are somebody else's
# (test_copies: quoting is not copying).
BLOCK_QUOTE_WORDS = 40

_MIX, _MIX_SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)
_LAST_MIX, _HIGH_HALF = np.uint64(0xBF58476D1CE4E5B9), np.uint64(32)
_HEADER = struct.Struct("<BBbBiiIIIHHHHHH8s8s")
_OPEN = "“«„"
_CLOSE = "”»"
_SENTENCE_ENDS = ".!?…。！？؟।"
_JOINING = "-'’"
_NAMELESS = w.STOP | w.DATE | w.PAIRED
_ABBREVIATED = """
    mr mrs ms dr st lt sgt capt gov sen rep gen col rev jan feb mar apr jun jul aug sept sep oct nov dec no vs
"""
_ABBREVIATIONS = frozenset(_ABBREVIATED.split())


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """What is compared of an article.

    Attributes:
      words: distinct word hashes, ascending.
      bits: what each of ``words`` is (``transforms.likeness.words``).
      order: the body as positions in ``words``, at most ``MAX_WORDS``.
      aside: one byte a word of the body: 1 where it is quoted at length, 2 where it is boilerplate.
      shingles: the sampled hashes of ``SHINGLE_WORDS`` consecutive words, ascending.
      spellings: for each of ``words`` of the body what letters it has (``transforms.likeness.spelling``).
      quantities: hashes of the values, and of the values with their units, ascending.
      names: hashes of two capitalised words in a row, and of a name with its age, ascending.
      days: days that the text names, in its order (days since 1970-01-01).
      day: day of publication, or of observation if that is unknown; ``dated`` tells which.
      weekday: the first weekday named, 0 = Monday, or -1.
      length: words in the body, before any cut.
      source: hash of the outlet's name, 0 if unknown.
      digest: digest of all words of the body.
      title_digest: digest of all words of the title.
    """

    words: U32
    bits: U16
    order: U16
    aside: U8
    shingles: U32
    names: U32
    days: I32
    spellings: U32
    quantities: U32
    day: int
    dated: bool
    weekday: int
    length: int
    source: int
    digest: bytes
    title_digest: bytes
    english: bool


@dataclass(slots=True)
class _Reading:
    """What is gathered while the tokens of a text go by."""

    bits: dict[int, int] = field(default_factory=dict)
    body: list[int] = field(default_factory=list)
    aside: list[int] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    names: list[int] = field(default_factory=list)
    quantities: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Place:
    """Where in a paragraph the reading stands.

    ``previous`` is the word right before, if no mark stands between; ``name`` the last capitalised
    word, for "Name, 37,"; ``quote_at`` where the open quotation began, in words, or -1.
    """

    sentence_start: bool = True
    previous: w.Word | None = None
    name: w.Word | None = None
    quote_at: int = -1


def sketch_article(
    title: str,
    text: str,
    language: str,
    published_at: datetime | None,
    observed_at: datetime,
    source: str | None,
) -> Sketch:
    """Sketch an article (about 1 ms for 400 words).

    ``text`` is the body alone, ``language`` an ISO 639-1 code or "" (days are read from English
    only); times are aware.  Texts beyond ``MAX_CHARS`` are cut.
    """
    reading = _Reading()
    length, digest = _read_body(text[:MAX_CHARS], reading)
    title_words = _read_title(title[:MAX_TITLE_CHARS], reading)
    keys = np.fromiter(reading.bits, np.uint32, len(reading.bits))
    bits = np.fromiter(reading.bits.values(), np.uint16, len(reading.bits))
    ranks = np.argsort(keys, kind="stable")
    body = np.array(reading.body, np.uint32)
    words = keys[ranks]
    spelled = {key: spell(form) for key, form in dict(zip(reading.body, reading.forms, strict=True)).items()}
    reference = _day(published_at) if published_at is not None else None
    english = language[:2].lower() == "en"
    found = find_days(reading.forms if english or not language else (), reference)
    return Sketch(
        words=words,
        bits=bits[ranks],
        order=np.searchsorted(words, body).astype(np.uint16),
        aside=np.array(reading.aside, np.uint8),
        shingles=sample_shingles(body),
        names=np.array(sorted(set(reading.names))[:MAX_NAMES], np.uint32),
        days=np.array(found.days, np.int32),
        spellings=np.array([spelled.get(key, 0) for key in words.tolist()], np.uint32),
        quantities=np.array(sorted(reading.quantities)[:MAX_QUANTITIES], np.uint32),
        day=_day(observed_at) if reference is None else reference,
        dated=reference is not None,
        weekday=found.weekday,
        length=length,
        source=w.hash32(source.casefold()) if source else 0,
        digest=digest,
        title_digest=_digest(title_words),
        english=english,
    )


def shingle_hashes(body: U32, words: int = SHINGLE_WORDS) -> U32:
    """Hashes of every so many consecutive words (a shorter text is one shingle), in order."""
    if not len(body):
        return np.empty(0, np.uint32)
    wide = body.astype(np.uint64)
    span = min(words, len(body))
    shingles = len(body) - span + 1
    mixed = wide[:shingles].copy()
    for step in range(1, span):
        mixed *= _MIX
        mixed += wide[step : shingles + step]
        mixed ^= mixed >> _MIX_SHIFT
    mixed *= _LAST_MIX
    mixed >>= _HIGH_HALF
    return np.asarray(mixed, np.uint32)


def sample_shingles(body: U32) -> U32:
    """The distinct shingle hashes that fall into the sample, ascending."""
    hashes = shingle_hashes(body)
    sampled: U32 = np.unique(hashes[hashes % SAMPLE_ONE_IN == 0])
    return sampled


def body_words(sketch: Sketch) -> U32:
    """The hashed words of the body, in order."""
    return np.asarray(sketch.words[sketch.order], np.uint32)


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
    n_words, n_order, n_shingles, n_names, n_days, n_quantities = head[8:14]
    n_spellings = n_words if raw[0] > 1 else 0
    at = _HEADER.size
    sizes = (n_words, n_shingles, n_names, n_days, n_spellings, n_quantities)
    wide = sum(sizes)
    narrow = n_words + n_order
    packed = (n_order + 7) // 8
    if len(raw) != at + 4 * wide + 2 * narrow + 2 * packed:
        raise ValueError(f"sketch of {len(raw)} bytes does not match its header")
    all_wide = np.frombuffer(raw, np.uint32, wide, at)
    four = [all_wide[end - size : end] for size, end in zip(sizes, accumulate(sizes), strict=True)]
    two = np.frombuffer(raw, np.uint16, narrow, at + 4 * wide)
    masks = np.unpackbits(np.frombuffer(raw, np.uint8, 2 * packed, at + 4 * wide + 2 * narrow))
    return Sketch(
        words=four[0],
        bits=two[:n_words],
        order=two[n_words:],
        aside=np.asarray(masks[:n_order] | masks[8 * packed : 8 * packed + n_order] << 1, np.uint8),
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


def _day(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise ValueError(f"time without a zone: {moment!r}")
    return int(moment.astimezone(timezone.utc).timestamp() // 86_400)


def _digest(keys: Sequence[int]) -> bytes:
    return hashlib.blake2b(np.array(keys, np.uint32).tobytes(), digest_size=8).digest()


def _read_title(title: str, reading: _Reading) -> list[int]:
    """Take in the title; its capitals tell nothing, since many outlets capitalise every word."""
    keys = []
    tokens = w.tokenise(title)
    reading.quantities.update(hash_quantities(tokens))
    for token in tokens:
        word = w.read_word(token)
        if word is not None:
            reading.bits[word.key] = reading.bits.get(word.key, 0) | word.bits | w.TITLE
            keys.append(word.key)
    return keys


def _read_body(text: str, reading: _Reading) -> tuple[int, bytes]:
    """Take in the body, paragraph by paragraph; returns its length in words and its digest."""
    keys: list[int] = []
    told: list[str] = []
    for piece, aside in split_boilerplate(text):
        tokens = w.tokenise(piece)
        if not aside and len(reading.body) < MAX_WORDS:
            told += tokens  # a quantity may go on in the next line
        _read_paragraph(tokens, aside, keys, reading)
    reading.quantities.update(hash_quantities(told))
    return len(keys), _digest(keys)


def _read_paragraph(tokens: Sequence[str], aside: int, keys: list[int], reading: _Reading) -> None:
    # The one loop over every word of every text; what it uses is looked up once.
    bits_of, body, asides, forms = reading.bits, reading.body, reading.aside, reading.forms
    already = bits_of.get
    place = _Place()
    standing = 0 if aside else w.BODY
    at = len(body)
    for token, word in zip(tokens, map(w.read_word, tokens), strict=True):
        if word is None:
            _read_mark(token, place, reading)
            continue
        key, form, bits, capital = word
        keys.append(key)
        if at >= MAX_WORDS:
            continue
        if capital or bits & w.NUMBER:
            bits |= _read_name(word, place, reading)
        else:
            bits |= w.PLAIN
            place.name = None
        if at < w.LEAD_WORDS:
            bits |= w.LEAD
        bits_of[key] = already(key, 0) | bits | standing
        body.append(key)
        forms.append(form)
        asides.append(aside)
        at += 1
        place.sentence_start = False
        place.previous = word
    _set_aside(place.quote_at, reading)  # a quotation that goes on in the next paragraph is not closed


def _read_mark(token: str, place: _Place, reading: _Reading) -> None:
    """Take in a mark: the end of a sentence, a quotation mark, or another one."""
    previous = place.previous
    if token[0] in _SENTENCE_ENDS:
        abbreviated = previous is not None and (len(previous.form) == 1 or previous.form in _ABBREVIATIONS)
        place.sentence_start = not abbreviated
        if not abbreviated:
            place.name = None
    elif token in _CLOSE or (token == '"' and place.quote_at >= 0):
        _set_aside(place.quote_at, reading)
        place.quote_at = -1
    elif token == '"' or token in _OPEN:
        place.quote_at = len(reading.body)
        place.sentence_start = True
    if token not in _JOINING:
        place.previous = None


def _read_name(word: w.Word, place: _Place, reading: _Reading) -> int:
    """The bits that the neighbours of a capitalised word or a number add; full names and ages are noted."""
    previous = place.previous
    if word.capital:
        if word.bits & _NAMELESS:
            return 0
        place.name = word
        if previous is not None and previous.capital and not previous.bits & _NAMELESS:
            reading.names.append((previous.key * 0x9E3779B1 ^ word.key) & 0xFFFFFFFF)
            return w.NAME
        return 0 if place.sentence_start else w.NAME
    if word.bits & w.NUMBER and place.name is not None and len(word.form) <= 2:
        reading.names.append((place.name.key * 0x85EBCA6B ^ word.key) & 0xFFFFFFFF)
        return w.PLAIN | w.AGE
    return w.PLAIN


def _set_aside(quote_at: int, reading: _Reading) -> None:
    """Mark the quotation that began at ``quote_at`` (-1: none), if it is a long one."""
    if quote_at >= 0 and len(reading.body) - quote_at >= BLOCK_QUOTE_WORDS:
        reading.aside[quote_at:] = [a | 1 for a in reading.aside[quote_at:]]
