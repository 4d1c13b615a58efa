"""A sketch of an article: all that likeness needs to know of it, so that linking never reads texts.

It holds the hashed words in their order, what each word is (name, number, function word, in the
title, in the lead), sampled shingles, full names, and the days that the text names.  Sketches are made
where the work is wide (any process, any machine) and compared where it is narrow; equal articles give
equal bytes everywhere.  Not for reading back: words are hashes.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.likeness import words as w
from transforms.likeness.bodies import MAX_WORDS as MAX_WORDS
from transforms.likeness.bodies import Body, read_body
from transforms.likeness.days import NO_DAYS, find_days_at
from transforms.likeness.quantities import hash_quantities
from transforms.likeness.tokens import COUNTING, DAY, WORD, rows_of

U8 = npt.NDArray[np.uint8]
U16 = npt.NDArray[np.uint16]
U32 = npt.NDArray[np.uint32]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

SHINGLE_WORDS = 5
# One shingle in four is kept.  One in eight finds the copies of long texts as well, but a note of 30
# words then has three of them (test_index: a copy is found by its sampled shingles).
SAMPLE_ONE_IN = 4
# What is longer is cut.
MAX_CHARS = 200_000
MAX_TITLE_CHARS = 1000
MAX_NAMES = 64
MAX_QUANTITIES = 512

_MIX, _MIX_SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)
_LAST_MIX, _HIGH_HALF = np.uint64(0xBF58476D1CE4E5B9), np.uint64(32)
_YEARS, _OLD = frozenset({"year", "years"}), frozenset({"old", "olds"})
_AGED = frozenset({"age", "ages", "aged"})
# What may stand between a house number, or "block", and the name of the street.
_BEFORE_STREET_WORDS = """
    of the n s e w nw ne sw se north south east west northwest northeast southwest southeast
"""
_BEFORE_STREET = frozenset(_BEFORE_STREET_WORDS.split())
_MAX_BEFORE_STREET = 4
# Digits: at least so many in an address, at most so many in an age, at most so many in either.
_ADDRESS_DIGITS, _AGE_DIGITS, _MOST_DIGITS = 3, 3, 5


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
      names: hashes of two capitalised words in a row, of a name with its age, and of addresses, ascending.
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


def sketch_article(
    title: str,
    text: str,
    language: str,
    published_at: datetime | None,
    observed_at: datetime,
    source: str | None,
) -> Sketch:
    """Sketch an article (about 0.4 ms for 200 words).

    ``text`` is the body alone, ``language`` an ISO 639-1 code or "" (days are read from English
    only); times are aware.  Texts beyond ``MAX_CHARS`` are cut.
    """
    body = read_body(text[:MAX_CHARS])
    head = _read_title(title[:MAX_TITLE_CHARS])
    words, bits, order = _merge_equal(body, head)
    spellings = np.zeros(len(words), np.uint32)
    spellings[order] = body.letters
    reference = _day(published_at) if published_at is not None else None
    english = language[:2].lower() == "en"
    names, days = body.names, NO_DAYS
    if english or not language:
        forms = _Forms(body)
        days = find_days_at((body.kinds & DAY).nonzero()[0].tolist(), forms, reference)
        addresses = _read_numbers(forms, (body.bits & w.NUMBER).nonzero()[0].tolist(), order, words, bits)
        names = names + addresses
    return Sketch(
        words=words,
        bits=bits,
        order=order.astype(np.uint16),
        aside=body.aside,
        shingles=sample_shingles(body.keys),
        names=_distinct(np.array(names, np.uint32))[:MAX_NAMES],
        days=np.array(days.days, np.int32),
        spellings=spellings,
        quantities=_distinct(np.array(body.quantities + head.quantities, np.uint32))[:MAX_QUANTITIES],
        day=_day(observed_at) if reference is None else reference,
        dated=reference is not None,
        weekday=days.weekday,
        length=len(body.told),
        source=w.hash32(source.casefold()) if source else 0,
        digest=_digest(body.told),
        title_digest=_digest(head.keys),
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
    return _distinct(hashes[hashes % SAMPLE_ONE_IN == 0])


def body_words(sketch: Sketch) -> U32:
    """The hashed words of the body, in order."""
    return sketch.words.take(sketch.order)


def _day(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise ValueError(f"time without a zone: {moment!r}")
    return int(moment.astimezone(timezone.utc).timestamp() // 86_400)


def _digest(keys: U32) -> bytes:
    return hashlib.blake2b(keys.tobytes(), digest_size=8).digest()


def _distinct(values: U32) -> U32:
    """The values in order, each once (np.unique takes five times as long for so few)."""
    ordered = np.sort(values)
    return ordered[_are_new(ordered)]


def _are_new(ordered: U32) -> npt.NDArray[np.bool_]:
    """For values in order, whether each is another than the one before."""
    new = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return new


class _Title(NamedTuple):
    keys: U32
    bits: U16
    quantities: list[int]


def _read_title(title: str) -> _Title:
    tokens = w.tokenise(title)
    rows = rows_of(tokens)
    places = (rows["kind"] & WORD).nonzero()[0]
    # Its capitals tell nothing, since many outlets capitalise every word; neither do its small letters.
    bits = rows["bits"].take(places) & ~np.uint16(w.PLAIN) | np.uint16(w.TITLE)
    counting = (rows["kind"] & COUNTING).nonzero()[0].tolist()
    return _Title(rows["key"].take(places), bits, hash_quantities(tokens, counting))


def _merge_equal(body: Body, head: _Title) -> tuple[U32, U16, I64]:
    """The distinct words of body and title, what each is anywhere, and where the body's stand among them."""
    keys = np.concatenate((body.keys, head.keys))
    if not len(keys):
        return keys, body.bits, np.empty(0, np.int64)
    by_key = keys.argsort()
    ordered = keys.take(by_key)
    new = _are_new(ordered)
    bits = np.bitwise_or.reduceat(np.concatenate((body.bits, head.bits)).take(by_key), new.nonzero()[0])
    order = np.empty(len(keys), np.int64)
    order[by_key] = new.cumsum() - 1
    return ordered[new], bits, order[: len(body.keys)]


class _Forms:
    """The folded words of a body, each read when it is asked for; "" before the first and behind the last."""

    def __init__(self, body: Body) -> None:
        self._tokens = body.tokens
        self._places = body.places

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, at: int) -> str:
        return w.fold_word(self._tokens[self._places[at]]) if 0 <= at < len(self._places) else ""


def _read_numbers(forms: _Forms, numbers: Iterable[int], order: I64, words: U32, bits: U16) -> list[int]:
    """Mark the ages in "a 52-year-old" and "aged 52" in ``bits``; returns the hashes of addresses.

    ``forms`` are the words of an English body, ``numbers`` those of its numbers, ``order`` where all stand in
    ``words`` and ``bits``.
    """
    addresses = []
    for at in numbers:
        form = forms[at]
        digits = len(form)
        if digits > _MOST_DIGITS or not (form.isascii() and form.isdigit()):
            continue
        before, after = forms[at - 1], forms[at + 1]
        if digits <= _AGE_DIGITS:
            both = before == "and" and at > 2 and forms[at - 3] == "ages"
            if both or before in _AGED or (after in _YEARS and forms[at + 2] in _OLD):
                bits[order[at]] |= w.AGE
        if digits >= _ADDRESS_DIGITS and after:
            block = after == "block"
            street = order[_street_after(forms, at + 2 if block else at + 1)]
            if block or (bits[street] & w.NAME and not bits[order[at]] & w.DATE):
                addresses.append(_hash_address(int(form), int(words[street])))
    return addresses


def _street_after(forms: _Forms, at: int) -> int:
    """Where the street's name stands in "4117 N. Quay Street" or in "4100 block of Quay", from ``at`` on."""
    last = len(forms) - 1
    end = min(at + _MAX_BEFORE_STREET, last)
    while at < end and forms[at] in _BEFORE_STREET:
        at += 1
    return min(at, last)


def _hash_address(number: int, street: int) -> int:
    """An address to a hundred numbers: 4117 is in the 4100 block."""
    return (number // 100 * 0x27D4EB2F ^ street) & 0xFFFFFFFF
