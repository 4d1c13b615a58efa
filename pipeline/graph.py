"""The graph: one bounded round, from entries to the one commit."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import apache_beam as beam
from apache_beam.utils.timestamp import Timestamp

from pipeline.lake.known import LakeKnown
from pipeline.lake.lake import Lake, Pin
from transforms.compare import CompareArticles
from transforms.decide import DecideRecords
from transforms.elements import Entry, Reject
from transforms.extract import ExtractArticles
from transforms.fingerprint import FingerprintArticles
from transforms.link import LinkRevisions
from transforms.read import ReadPages
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


def build_round(root: beam.Pipeline, work: Round) -> None:
    """Add a round to ``root``. Every element ends in one of records, rejects and visits."""
    known = LakeKnown(work.lake, work.pin)
    put_data_file = partial(work.lake.put_data_file, work.pin.number + 1)
    commit = partial(work.lake.commit, work.pin, work.round_id, work.recorded_at)

    entries = root | "Entries" >> beam.Create(work.entries, reshuffle=True).with_output_types(Entry)
    unlisted = root | "Unlisted" >> beam.Create(work.rejects).with_output_types(Reject)
    pages = entries | "Read" >> ReadPages()
    articles = pages.pages | "Extract" >> ExtractArticles()
    compared = articles.articles | "Fingerprint" >> FingerprintArticles() | "Compare" >> CompareArticles(known)
    members = compared.revisions | "Link" >> LinkRevisions(known)
    records = members | "Decide" >> DecideRecords(known)
    files = records | "Write" >> WriteDataFiles(put_data_file, work.recorded_at)
    rejects = (unlisted, pages.rejects, articles.rejects) | "Rejects" >> beam.Flatten()
    {"files": files, "rejects": rejects, "visits": compared.visits} | "Commit" >> CommitRound(commit, known)
