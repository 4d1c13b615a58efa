"""The documents of seed files: one entry or one reject for each, with the time when it was seen."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from hashlib import blake2b
from pathlib import Path
from typing import Any

from apache_beam.utils.timestamp import Timestamp

from transforms.elements import Entry, Reject
from transforms.reading import dates, feeds, plain, seeds
from transforms.reading.bounded import (
    Line,
    ReadLimits,
    Refusal,
    decompressed_head,
    is_gzip_name,
    read_bytes,
    read_lines,
    read_raw,
    spool_gzip,
)
from transforms.reading.sources import SeedFile
from transforms.rejects import make_reject

STAGE = "read"

MAX_BROKEN_FROM_START = 1_000
"""After so many unusable documents and not one good one, a file holds none: one reject stands for the rest.

Defended by ``test_a_file_that_is_no_jsonl_is_given_up``.
"""

_VISIT_VERSION = b"\x01"
_VISIT_BYTES = 16
_SPOOL_NAME_BYTES = 16
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICROSECOND = timedelta(microseconds=1)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_NO_SEEDS = Refusal("no_seeds", f"its first {MAX_BROKEN_FROM_START:,} lines hold no document; it was not read further")
_EMPTY = Refusal("empty", "holds nothing but white space")


class Listing:
    """Lists the documents of one file after another, by the form of each."""

    def __init__(self, spool_dir: Path, limits: ReadLimits, now: datetime) -> None:
        self._spool_dir = spool_dir
        self._limits = limits
        self._now = now

    def of_file(self, file: SeedFile) -> Iterator[Entry | Reject]:
        if file.refusal:
            yield _rejected(file, 0, file.refusal)
        elif file.form == "lines":
            yield from self._lines(file)
        elif file.form == "json":
            yield from self._json(file)
        elif file.form in ("feed", "xml"):
            yield from self._feed(file)
        else:
            yield self._whole(file, file.form)

    def _whole(self, file: SeedFile, kind: str) -> Entry | Reject:
        raw = read_raw(file.path, self._limits.max_document_bytes)
        if isinstance(raw, Refusal):
            return _rejected(file, 0, raw)
        size = dates.HTML_HEAD_BYTES if kind == "html" else dates.TEXT_HEAD_BYTES
        head = decompressed_head(raw, size) if is_gzip_name(file.path) else raw[:size]
        stated = dates.published_in_html(head) if kind == "html" else _stamped(head)
        believed = (at for at in stated if dates.believable(at, dates.EARLIEST_FOUND, self._now))
        return _entry(file, file.name, kind, file.path, 0, 0, -1, _micros(next(believed, None), file), raw)

    def _lines(self, file: SeedFile) -> Iterator[Entry | Reject]:
        if not is_gzip_name(file.path):
            yield from self._documents(file, file.path, None)
            return
        spool = self._spool_path(file)
        yield from self._documents(file, str(spool), spool_gzip(file.path, spool, self._limits))

    def _json(self, file: SeedFile) -> Iterator[Entry | Reject]:
        raw = read_bytes(file.path, self._limits.max_json_bytes)
        if isinstance(raw, Refusal):
            yield _rejected(file, 0, raw)
            return
        value = seeds.parse_json(raw) if raw.strip() else _EMPTY
        if isinstance(value, Refusal):
            yield _rejected(file, 0, value)
        elif feeds.is_json_feed(value):
            yield from self._entries_of_feed(file, feeds.read_json_feed(value))
        elif isinstance(value, list):
            yield from self._spooled(file, value) if value else [_rejected(file, 0, _EMPTY)]
        elif len(raw) > self._limits.max_document_bytes:
            yield _rejected(file, 0, Refusal("too_large", f"holds one object of {len(raw):,} bytes"))
        else:
            yield self._seed(file, value, file.path, Line(0, 0, raw, None), url_needed=True)

    def _feed(self, file: SeedFile) -> Iterator[Entry | Reject]:
        raw = read_bytes(file.path, self._limits.max_feed_bytes)
        if isinstance(raw, Refusal):
            yield _rejected(file, 0, raw)
        elif not raw.strip():
            yield _rejected(file, 0, _EMPTY)
        elif file.form == "xml" and feeds.root_name(raw) == "html":
            yield self._whole(file, "html")
        else:
            objects = feeds.read_feed(raw)
            if file.form == "xml" and isinstance(objects, Refusal) and objects.reason == "bad_feed":
                objects = Refusal("unknown_xml", f"is neither a feed nor an XHTML page; {objects.detail}")
            yield from self._entries_of_feed(file, objects)

    def _entries_of_feed(self, file: SeedFile, objects: list[feeds.SeedObject] | Refusal) -> Iterator[Entry | Reject]:
        if isinstance(objects, Refusal):
            yield _rejected(file, 0, objects)
        else:
            yield from self._spooled(file, objects, url_needed=False)

    def _spooled(self, file: SeedFile, values: Iterable[Any], *, url_needed: bool = True) -> Iterator[Entry | Reject]:
        """Write JSON values one a line, then list these lines."""
        spool = self._spool_path(file)
        with open(spool, "wb") as lines:
            for value in values:
                lines.write(json.dumps(value).encode("ascii") + b"\n")
        yield from self._documents(file, str(spool), None, url_needed=url_needed)

    def _documents(
        self, file: SeedFile, path: str, cut_short: Refusal | None, *, url_needed: bool = True
    ) -> Iterator[Entry | Reject]:
        """List the lines at ``path``; if reading was ``cut_short``, the last of them may be half a line."""
        position, good, broken = -1, 0, 0
        for line in read_lines(path, self._limits):
            position = line.number
            if line.refusal is None:
                if position == 0 and line.raw.startswith(_UTF16_MARKS):
                    yield _rejected(file, 0, Refusal("bad_encoding", "is UTF-16; save it as UTF-8"))
                    return
                if not line.raw.strip():
                    continue
                if cut_short and not line.raw.endswith(b"\n"):
                    break
            found = self._line(file, path, line, url_needed)
            yield found
            good += isinstance(found, Entry)
            broken += isinstance(found, Reject)
            if broken >= MAX_BROKEN_FROM_START and not good:
                yield _rejected(file, position + 1, _NO_SEEDS)
                return
        if cut_short:
            yield _rejected(file, position + 1, cut_short)
        elif not good and not broken:
            yield _rejected(file, 0, _EMPTY)

    def _line(self, file: SeedFile, path: str, line: Line, url_needed: bool) -> Entry | Reject:
        value = line.refusal or seeds.parse_json(line.raw)
        if isinstance(value, Refusal):
            return _rejected(file, line.number, value)
        return self._seed(file, value, path, line, url_needed)

    def _seed(self, file: SeedFile, value: Any, path: str, line: Line, url_needed: bool) -> Entry | Reject:
        """List one seed object, which stands at ``line`` of ``path``."""
        seed = seeds.check_seed(value, url_needed=url_needed)
        if isinstance(seed, Refusal):
            return _rejected(file, line.number, seed)
        name = file.name if seed.url else f"{file.name}#{value.get('key')}"
        stated = (
            at for at in (seed.observed, seed.published) if dates.believable(at, dates.EARLIEST_STATED, self._now)
        )
        length = -1 if path == file.path and file.form == "json" else len(line.raw)
        micros = _micros(next(stated, None), file)
        return _entry(file, name, "json", path, line.number, line.offset, length, micros, line.raw)

    def _spool_path(self, file: SeedFile) -> Path:
        self._spool_dir.mkdir(parents=True, exist_ok=True)
        digest = blake2b(file.name.encode(), digest_size=_SPOOL_NAME_BYTES).hexdigest()
        return self._spool_dir / f"{digest}.jsonl"


def _entry(
    file: SeedFile, name: str, kind: str, path: str, position: int, offset: int, length: int, micros: int, raw: bytes
) -> Entry:
    digest = blake2b(_VISIT_VERSION, digest_size=_VISIT_BYTES)
    head = f"{len(name.encode())}:{name}:{position}:{micros}:"
    digest.update(head.encode())
    digest.update(raw)
    return Entry(
        name=name,
        kind=kind,
        file=file.path,
        path=path,
        position=position,
        offset=offset,
        length=length,
        observed_at=Timestamp(micros=micros),
        visit_id=digest.hexdigest(),
    )


def _rejected(file: SeedFile, position: int, refusal: Refusal) -> Reject:
    entry = Entry(
        name=file.name,
        kind=file.form,
        file=file.path,
        path=file.path,
        position=position,
        offset=0,
        length=-1,
        observed_at=Timestamp(micros=file.modified_us),
        visit_id="",
    )
    return make_reject(STAGE, entry, refusal.reason, refusal.detail)


def _micros(stated: datetime | None, file: SeedFile) -> int:
    return file.modified_us if stated is None else (stated - _EPOCH) // _MICROSECOND


def _stamped(head: bytes) -> list[datetime]:
    """Return the times that the first lines of a text state: of publication first, then of edits."""
    text = plain.decode_head(head)
    return [stamp.at for stamp in sorted(dates.stamps_in_text(text), key=lambda stamp: stamp.edited)]
