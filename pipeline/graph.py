"""The graph: a bounded round, from entries or live addresses to the one commit; and the same without an end."""

import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import NamedTuple

import apache_beam as beam
from apache_beam.transforms.window import FixedWindows
from apache_beam.utils.timestamp import Timestamp

from pipeline.agenda import Agenda, Plan
from pipeline.keep import Keeper, KeepWindows
from pipeline.lake.known import LakeKnown
from pipeline.lake.writer import LakeWriter, Pin
from transforms.compare import CompareArticles
from transforms.decide import DecideRecords
from transforms.elements import Entry, Page, Record, Reject
from transforms.extract import ExtractArticles
from transforms.fingerprint import FingerprintArticles
from transforms.link import LinkRevisions
from transforms.look import LookAround, LookOptions
from transforms.read import ReadPages
from transforms.settle import SettleLooks
from transforms.write import CommitRound, WriteDataFiles

LOOK_WINDOW_SECS = 1
"""What falls due within so long is visited in one look, politely side by side."""


class Round(NamedTuple):
    """One round: what it looks at, and the version of the lake that it is compared with.

    ``rejects`` are what could not even be listed; ``round_id`` names this try of the round.
    """

    round_id: str
    entries: Sequence[Entry]
    rejects: Sequence[Reject]
    lake: LakeWriter
    pin: Pin
    recorded_at: Timestamp


class LiveRound(NamedTuple):
    """One round over the live web: ``due`` is what to visit (``transforms.polling.memory``, as JSON)."""

    round_id: str
    due: Sequence[str]
    options: LookOptions
    shards: int
    lake: LakeWriter
    pin: Pin
    recorded_at: Timestamp


class Stream(NamedTuple):
    """A graph without an end: ``seeds`` and ``due`` say what there is to look at, again and again.

    Attributes:
      seeds: gives entries, and rejects of what cannot be listed; None without seed files.
      due: gives what is to be visited (``transforms.polling.memory``, as JSON); None without live sources.
      ends_after: None for never.
    """

    seeds: Callable[[], Plan] | None
    due: Callable[[], Plan] | None
    ends_after: timedelta | None
    options: LookOptions
    shards: int
    lake: LakeWriter


def build_round(root: beam.Pipeline, work: Round) -> None:
    """Add a round over seed files to ``root``. Every element ends in one of records, rejects and visits."""
    entries = root | "Entries" >> beam.Create(work.entries, reshuffle=True).with_output_types(Entry)
    unlisted = root | "Unlisted" >> beam.Create(work.rejects).with_output_types(Reject)
    pages = entries | "Read" >> ReadPages()
    articles = pages.pages | "Extract" >> ExtractArticles()
    compared, records = _decide(articles.articles, LakeKnown(work.lake, work.pin))
    rejects = (unlisted, pages.rejects, articles.rejects) | "Rejects" >> beam.Flatten()
    _publish(work, records, rejects, compared.visits)


def build_live_round(root: beam.Pipeline, work: LiveRound) -> None:
    """Add a round over the live web to ``root``: the same, behind a look around, and states settled at its end."""
    known = LakeKnown(work.lake, work.pin)
    due = root | "Due" >> beam.Create(work.due).with_output_types(str)
    seen = due | "Look" >> LookAround(work.options, work.shards, known)
    articles = seen.pages | "SpreadPages" >> beam.Reshuffle().with_output_types(Page) | "Extract" >> ExtractArticles()
    compared, records = _decide(articles.articles, known)
    outcomes = {"looks": seen.looks, "compared": compared.visits, "rejected": articles.rejects}
    settled = outcomes | "SettleLooks" >> SettleLooks(work.options.schedule)
    rejects = (seen.rejects, articles.rejects) | "Rejects" >> beam.Flatten()
    _publish(work, records, rejects, (seen.visits, compared.visits, settled) | "Visits" >> beam.Flatten())


def build_stream(root: beam.Pipeline, work: Stream) -> None:
    """Add a graph without an end to ``root``: the same stages, and a commit for each window that brings something."""
    known = partial(LakeKnown.newest, work.lake)
    pages, arrivals = [], []
    if work.seeds:
        listed = root | "Seeds" >> beam.io.Read(Agenda(work.seeds, work.ends_after))
        unlisted = listed | "Unlisted" >> beam.Filter(isinstance, Reject).with_output_types(Reject)
        entries = listed | "Entries" >> beam.Filter(isinstance, Entry).with_output_types(Entry)
        read = entries | "SpreadEntries" >> beam.Reshuffle() | "Read" >> ReadPages()
        pages, arrivals = [read.pages], [unlisted, read.rejects]
    if work.due:
        due = root | "Due" >> beam.io.Read(Agenda(work.due, work.ends_after))
        due = due | "Moments" >> beam.WindowInto(FixedWindows(LOOK_WINDOW_SECS)).with_output_types(str)
        seen = due | "Look" >> LookAround(work.options, work.shards, known)
        pages += [seen.pages]
        arrivals += [seen.looks, seen.rejects, seen.visits]
    fetched = tuple(pages) | "Pages" >> beam.Flatten() | "SpreadPages" >> beam.Reshuffle().with_output_types(Page)
    extracted = fetched | "Extract" >> ExtractArticles()
    articles = extracted.articles | "Fingerprint" >> FingerprintArticles()
    arrivals += [articles, extracted.rejects]
    tuple(arrivals) | "Keep" >> KeepWindows(partial(Keeper, work.lake, work.options.schedule, random.random))


def _decide(articles: beam.PCollection, known: LakeKnown) -> tuple[beam.pvalue.DoOutputsTuple, beam.PCollection]:
    compared = articles | "Fingerprint" >> FingerprintArticles() | "Compare" >> CompareArticles(known)
    members = compared.revisions | "Link" >> LinkRevisions(known)
    return compared, members | "Decide" >> DecideRecords(known)


def _publish(
    work: Round | LiveRound,
    records: "beam.PCollection[Record]",
    rejects: beam.PCollection,
    visits: beam.PCollection,
) -> None:
    put_data_file = partial(work.lake.put_data_file, work.pin.number + 1)
    commit = partial(work.lake.commit, work.pin, work.round_id, work.recorded_at)
    files = records | "Write" >> WriteDataFiles(
        put_data_file, None if isinstance(work, LiveRound) else work.recorded_at
    )
    parts = {"files": files, "rejects": rejects, "visits": visits}
    parts | "Commit" >> CommitRound(commit, LakeKnown(work.lake, work.pin))
