"""Seed files as entries, and entries as pages.

``list_entries`` runs once, in the driver: it looks at every file, but parses only what it must to
know which documents there are and when each was seen.  ``read_page`` runs in workers, and reads
the bytes of its own entry alone.
"""

from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import apache_beam as beam
from apache_beam.metrics import Metrics

from transforms.elements import Entry, Page, Reject
from transforms.reading import dates, plain, seeds
from transforms.reading.bounded import DEFAULT_LIMITS, ReadLimits, Refusal, read_bytes
from transforms.reading.listing import STAGE, Listing
from transforms.reading.sources import SourceError, find_again, find_files
from transforms.rejects import make_reject
from transforms.times import to_timestamp

__all__ = ["ReadLimits", "ReadPages", "SourceError", "list_again", "list_entries", "read_page"]


def list_entries(
    sources: Sequence[str],
    spool_dir: Path,
    limits: ReadLimits = DEFAULT_LIMITS,
    *,
    now: datetime | None = None,
    tally: MutableMapping[str, int] | None = None,
) -> Iterator[Entry | Reject]:
    """Return every document of the sources, and every one that cannot be listed, by name and position.

    The order does not depend on the order in which a file system lists its files.  It is not the
    order of observation.

    Args:
      sources: directories (walked), files and globs.
      spool_dir: where compressed JSONL and feeds are written for random access.  It must be new
        for each call, and stay until every entry was read.
      now: a stated time more than a day after it is not believed; the system clock if None.
      tally: counts files left out, by why: ``hidden``, ``other_kind``, ``named_twice``.

    Raises:
      SourceError: at once, before anything is read: a source names nothing readable, or two files
        would have one name.
      OSError: ``spool_dir`` cannot be written.
    """
    files = find_files(sources, {} if tally is None else tally)
    listing = Listing(spool_dir, limits, now or datetime.now(timezone.utc))
    return (found for file in files for found in listing.of_file(file))


def list_again(files: Iterable[tuple[str, str]], spool_dir: Path) -> Iterator[Entry | Reject]:
    """Return what ``list_entries`` would of files that it has listed before, each given as path and name."""
    listing = Listing(spool_dir, DEFAULT_LIMITS, datetime.now(timezone.utc))
    for path, name in files:
        file = find_again(path, name)
        if file is not None:
            yield from listing.of_file(file)


def read_page(entry: Entry, limits: ReadLimits = DEFAULT_LIMITS) -> Page | Reject:
    """Return an entry with its content, or why it has none.

    Never raises for what a file holds or for a file that is gone.
    """
    raw = read_bytes(entry.path, limits.max_document_bytes, entry.offset, entry.length)
    if isinstance(raw, Refusal):
        return make_reject(STAGE, entry, *raw)
    if entry.kind == "json":
        page = _json_page(entry, raw)
    else:
        page = plain.refuse_binary(raw) or (_text_page(entry, raw) if entry.kind == "text" else _html_page(entry, raw))
    return make_reject(STAGE, entry, *page) if isinstance(page, Refusal) else page


def _text_page(entry: Entry, raw: bytes) -> Page | Refusal:
    text = plain.decode_text(raw)
    if isinstance(text, Refusal):
        return text
    title, body = plain.split_title(text)
    stamps = dates.stamps_in_text(text[: dates.TEXT_HEAD_BYTES])
    published = next((stamp.at for stamp in stamps if not stamp.edited), None)
    modified = next((stamp.at for stamp in stamps if stamp.edited), None)
    return _page(entry, text=body, title=title, published=published, modified=modified)


def _html_page(entry: Entry, raw: bytes) -> Page:
    return _page(entry, html=raw)


def _json_page(entry: Entry, raw: bytes) -> Page | Refusal:
    value = seeds.parse_json(raw)
    # Listing refused what has no address; a feed entry without one has a name of its own.
    seed = value if isinstance(value, Refusal) else seeds.check_seed(value, url_needed=False)
    return seed if isinstance(seed, Refusal) else page_of_seed(entry, seed)


def page_of_seed(entry: Entry, seed: seeds.Seed) -> Page:
    """The page that a seed object is."""
    return Page(
        entry=entry,
        url=seed.url,
        html=seed.html.encode() if seed.html else None,
        text=seed.text,
        title=seed.title,
        published_at=to_timestamp(seed.published),
        modified_at=to_timestamp(seed.modified),
        source=seed.source,
        authors=seed.authors,
        language=seed.language,
        # The page came as text: whatever encoding it declares is no longer true.
        charset="utf-8" if seed.html else None,
    )


def _page(
    entry: Entry,
    *,
    html: bytes | None = None,
    text: str | None = None,
    title: str | None = None,
    published: datetime | None = None,
    modified: datetime | None = None,
) -> Page:
    return Page(
        entry=entry,
        url=None,
        html=html,
        text=text,
        title=title,
        published_at=to_timestamp(published),
        modified_at=to_timestamp(modified),
        source=None,
        authors=(),
        language=None,
        charset=None,
    )


class ReadPages(beam.PTransform):
    """Entries to pages; bounded or not, in any window, each entry to exactly one page or reject.

    Outputs: ``pages`` (main), and ``rejects``.
    """

    def __init__(self, limits: ReadLimits = DEFAULT_LIMITS) -> None:
        super().__init__()
        self._limits = limits

    def expand(self, entries: beam.PCollection[Entry]) -> Any:
        reading = beam.ParDo(_ReadPage(self._limits)).with_output_types(Page, rejects=Reject)
        return entries | "ReadPage" >> reading.with_outputs("rejects", main="pages")


class _ReadPage(beam.DoFn):
    def __init__(self, limits: ReadLimits) -> None:
        self._limits = limits
        self._in = Metrics.counter(STAGE, "in")
        self._pages = Metrics.counter(STAGE, "pages")
        self._rejects = Metrics.counter(STAGE, "rejects")

    def process(self, entry: Entry) -> Iterator[Any]:
        self._in.inc()
        page = read_page(entry, self._limits)
        if isinstance(page, Page):
            self._pages.inc()
            yield page
        else:
            self._rejects.inc()
            yield beam.pvalue.TaggedOutput("rejects", page)
