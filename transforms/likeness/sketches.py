"""A sketch of an article: all that likeness needs to know of it, so that linking never reads texts.

It holds the hashed words in their order, what each word is (name, number, function word, in the
title, in the lead), sampled shingles, full names, and the days that the text names.  Sketches are made
where the work is wide (any process, any machine) and compared where it is narrow; equal articles give
equal bytes everywhere.  Not for reading back: words are hashes.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from itertools import groupby
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from transforms.likeness import words as w
from transforms.likeness.boilerplate import split_boilerplate
from transforms.likeness.days import find_days
from transforms.likeness.quantities import hash_quantities

U8 = npt.NDArray[np.uint8]
U16 = npt.NDArray[np.uint16]
U32 = npt.NDArray[np.uint32]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

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
_OPEN = frozenset("“«„")
_CLOSE = frozenset("”»")
_QUOTES = _OPEN | _CLOSE | {'"'}
_SENTENCE_ENDS = ".!?…。！？؟।"
_JOINING = "-'’"
_NAMELESS = w.STOP | w.DATE | w.PAIRED
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


@dataclass(slots=True)
class _Reading:
    """What is gathered while the tokens of a text go by; ``aside`` are stretches of ``words`` and what they are."""

    bits: dict[int, int] = field(default_factory=dict)
    words: list[w.Word] = field(default_factory=list)
    aside: list[tuple[int, int, int]] = field(default_factory=list)
    names: list[int] = field(default_factory=list)
    quantities: set[int] = field(default_factory=set)


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
    _read_body(text[:MAX_CHARS], reading)
    title_words = _read_title(title[:MAX_TITLE_CHARS], reading)
    keys = np.fromiter(reading.bits, np.uint32, len(reading.bits))
    ranks = np.argsort(keys, kind="stable")
    words = keys[ranks]
    bits = np.fromiter(reading.bits.values(), np.uint16, len(reading.bits))[ranks]
    told = np.array([word.key for word in reading.words], np.uint32)
    body = told[:MAX_WORDS]
    kept = reading.words[:MAX_WORDS]
    letters = {word.key: word.letters for word in kept}
    aside = np.zeros(len(body), np.uint8)
    for begin, end, kind in reading.aside:
        aside[begin:end] |= kind
    reference = _day(published_at) if published_at is not None else None
    english = language[:2].lower() == "en"
    forms = [word.form for word in kept] if english or not language else []
    found = find_days(forms, reference)
    order = np.searchsorted(words, body)
    if forms:
        reading.names += _read_numbers(forms, order, words, bits)
    return Sketch(
        words=words,
        bits=bits,
        order=order.astype(np.uint16),
        aside=aside,
        shingles=sample_shingles(body),
        names=np.array(sorted(set(reading.names))[:MAX_NAMES], np.uint32),
        days=np.array(found.days, np.int32),
        spellings=np.array([letters.get(key, 0) for key in words.tolist()], np.uint32),
        quantities=np.array(sorted(reading.quantities)[:MAX_QUANTITIES], np.uint32),
        day=_day(observed_at) if reference is None else reference,
        dated=reference is not None,
        weekday=found.weekday,
        length=len(told),
        source=w.hash32(source.casefold()) if source else 0,
        digest=_digest(told),
        title_digest=_digest(np.array(title_words, np.uint32)),
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
    return sketch.words.take(sketch.order)


def _day(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise ValueError(f"time without a zone: {moment!r}")
    return int(moment.astimezone(timezone.utc).timestamp() // 86_400)


def _digest(keys: U32) -> bytes:
    return hashlib.blake2b(keys.tobytes(), digest_size=8).digest()


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


def _read_body(text: str, reading: _Reading) -> None:
    """Take in the body; paragraphs that are news, or furniture, alike are read together."""
    pieces = list(split_boilerplate(text))
    together = [("\n".join(piece for piece, _ in run), aside) for aside, run in groupby(pieces, itemgetter(1))]
    read = [(w.tokenise(run), aside) for run, aside in together]
    if sum(len(tokens) for tokens, _ in read) > MAX_WORDS:
        # Where a text is cut depends on its paragraphs.
        read = [(w.tokenise(piece), aside) for piece, aside in pieces]
    told: list[str] = []
    for tokens, aside in read:
        if not aside and len(reading.words) < MAX_WORDS:
            told += [token for token in tokens if token[0] != "\n"]  # a quantity may go on in the next line
        _read_run(tokens, aside, reading)
    reading.quantities.update(hash_quantities(told))


def _read_run(tokens: Sequence[str], aside: int, reading: _Reading) -> None:
    """Take in some paragraphs, or the rest of one, that are all set aside or are not."""
    found = list(map(w.read_word, tokens))
    words = [word for word in found if word is not None]
    begin = len(reading.words)
    reading.words += words
    if words and begin + len(words) > MAX_WORDS:
        room = max(0, MAX_WORDS - begin)
        words, found = words[:room], found[: _place_of(room, found)]
    _read_words(tokens, found, 0 if aside else w.BODY, reading)
    for word in words[: max(0, w.LEAD_WORDS - begin)]:
        reading.bits[word.key] |= w.LEAD
    if aside:
        reading.aside.append((begin, begin + len(words), aside))
    if len(words) >= BLOCK_QUOTE_WORDS and not _QUOTES.isdisjoint(tokens):
        reading.aside += [(begin + start, begin + end, 1) for start, end in _find_block_quotes(tokens, found)]


def _place_of(number: int, found: Sequence[w.Word | None]) -> int:
    """Where the word of this number stands among tokens."""
    places = [at for at, word in enumerate(found) if word is not None]
    return places[number]


def _read_words(tokens: Sequence[str], found: Sequence[w.Word | None], standing: int, reading: _Reading) -> None:
    """Note what each word is; ``standing`` are bits that all of them have."""
    # The one loop over every word of every text; what it uses is looked up once.
    bits_of, names = reading.bits, reading.names
    already = bits_of.get
    sentence_start, quoting = True, False
    # The word right before, if no mark stands between, and the last capitalised word, for "Name, 37,".
    previous: w.Word | None = None
    name: w.Word | None = None
    for token, word in zip(tokens, found, strict=False):
        if word is None:
            if token[0] == "\n":
                sentence_start, quoting, name = True, False, None
            elif token[0] in _SENTENCE_ENDS:
                sentence_start = previous is None or not _is_abbreviation(previous.form)
                name = None if sentence_start else name
            elif token in _QUOTES:
                quoting = token in _OPEN or (token == '"' and not quoting)
                sentence_start = sentence_start or quoting
            if token not in _JOINING:
                previous = None
            continue
        key, form, bits, capital, _ = word
        if capital:
            if not bits & _NAMELESS:
                name = word
                if previous is not None and previous.capital and not previous.bits & _NAMELESS:
                    names.append((previous.key * 0x9E3779B1 ^ key) & 0xFFFFFFFF)
                    bits |= w.NAME
                elif not sentence_start:
                    bits |= w.NAME
        elif not bits & w.NUMBER:
            bits |= w.PLAIN
            name = None
        else:
            bits |= w.PLAIN
            if name is not None and len(form) <= 2:
                names.append((name.key * 0x85EBCA6B ^ key) & 0xFFFFFFFF)
                bits |= w.AGE
        bits_of[key] = already(key, standing) | bits | standing
        sentence_start = False
        previous = word


def _is_abbreviation(form: str) -> bool:
    return len(form) == 1 or form in _ABBREVIATIONS


def _read_numbers(forms: Sequence[str], order: I64, words: U32, bits: U16) -> list[int]:
    """Mark the ages in "a 52-year-old" and "aged 52" in ``bits``; returns the hashes of addresses.

    ``forms`` are the words of an English body, ``order`` where they stand in ``words`` and ``bits``.
    """
    addresses = []
    padded = ["", *forms, "", ""]
    for at in (bits & w.NUMBER).take(order).nonzero()[0].tolist():
        form, before, after = forms[at], padded[at], padded[at + 2]
        digits = len(form)
        if digits > _MOST_DIGITS or not (form.isascii() and form.isdigit()):
            continue
        if digits <= _AGE_DIGITS:
            both = before == "and" and at > 2 and forms[at - 3] == "ages"
            if both or before in _AGED or (after in _YEARS and padded[at + 3] in _OLD):
                bits[order[at]] |= w.AGE
        if digits >= _ADDRESS_DIGITS and after:
            block = after == "block"
            street = order[_street_after(forms, at + 2 if block else at + 1)]
            if block or (bits[street] & w.NAME and not bits[order[at]] & w.DATE):
                addresses.append(_hash_address(int(form), int(words[street])))
    return addresses


def _street_after(forms: Sequence[str], at: int) -> int:
    """Where the street's name stands in "4117 N. Quay Street" or in "4100 block of Quay", from ``at`` on."""
    last = len(forms) - 1
    end = min(at + _MAX_BEFORE_STREET, last)
    while at < end and forms[at] in _BEFORE_STREET:
        at += 1
    return min(at, last)


def _hash_address(number: int, street: int) -> int:
    """An address to a hundred numbers: 4117 is in the 4100 block."""
    return (number // 100 * 0x27D4EB2F ^ street) & 0xFFFFFFFF


def _find_block_quotes(tokens: Sequence[str], found: Sequence[w.Word | None]) -> list[tuple[int, int]]:
    """The long quotations among some words, as stretches of them; one that is not closed ends with its paragraph."""
    quotes: list[tuple[int, int]] = []
    number, quote_at = 0, -1
    for token, word in zip(tokens, found, strict=False):
        if word is not None:
            number += 1
        elif token in _CLOSE or (quote_at >= 0 and token[0] in '"\n'):
            quotes.append((quote_at, number))
            quote_at = -1
        elif token == '"' or token in _OPEN:
            quote_at = number
    quotes.append((quote_at, number))
    return [(start, end) for start, end in quotes if start >= 0 and end - start >= BLOCK_QUOTE_WORDS]
