"""The graph: one bounded round, from entries or live addresses to the one commit."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import apache_beam as beam
from apache_beam.utils.timestamp import Timestamp

from pipeline.lake.known import LakeKnown
from pipeline.lake.lake import Lake, Pin
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


class Round(NamedTuple):
    """One round: what it looks at, and the version of the lake that it is compared with.

    ``rejects`` are what could not even be listed; ``round_id`` names this try of the round.
    """

    round_id: str
    entries: Sequence[Entry]
    rejects: Sequence[Reject]
    lake: Lake
    pin: Pin
    recorded_at: Timestamp


class LiveRound(NamedTuple):
    """One round over the live web: ``due`` is what to visit (``transforms.polling.memory``, as JSON)."""

    round_id: str
    due: Sequence[str]
    options: LookOptions
    shards: int
    lake: Lake
    pin: Pin
    recorded_at: Timestamp


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
