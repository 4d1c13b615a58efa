"""Real lakes that grow round by round without Beam: what readers of a lake at many versions are tested on."""

import datetime
from collections.abc import Iterable, Sequence
from pathlib import Path

from apache_beam.utils.timestamp import Timestamp

from pipeline.lake.writer import LakeWriter, Pin
from tests.builders import NOON
from tests.memory_lake import MemoryLake, run_round, to_article
from tests.streams import cut, make_stream
from transforms.elements import DataFile, Record, Reject, Visit
from transforms.tables import day_of, records_table
from transforms.write import delta_statistics

NOW = datetime.datetime(2026, 4, 1, tzinfo=datetime.timezone.utc)


def put_files(lake: LakeWriter, pin: Pin, records: Iterable[Record], recorded_at: Timestamp = NOON) -> list[DataFile]:
    """Write the data files of a round that is pinned so, as the write stage does."""
    days: dict[str, list[Record]] = {}
    for record in records:
        days.setdefault(day_of(record.observed_at), []).append(record)
    files = []
    for day, own in sorted(days.items()):
        table = records_table(own, recorded_at)
        path, size_bytes = lake.put_data_file(pin.number + 1, day, table)
        files.append(DataFile(path, size_bytes, table.num_rows, day, delta_statistics(table)))
    return files


def commit_round(
    lake: LakeWriter, records: Sequence[Record], rejects: Sequence[Reject] = (), visits: Sequence[Visit] = ()
) -> str:
    """Pin, write and commit one round."""
    pin = lake.pin()
    name = f"round{pin.number}"
    return lake.commit(pin, name, NOON, put_files(lake, pin, records), list(rejects), list(visits))


def rounds_of(documents: int, rounds: int, seed: int) -> list[list[Record]]:
    """The records of a made-up stream that comes in so many rounds."""
    stream = make_stream(documents, seed)
    articles = [to_article(document, position) for position, document in enumerate(stream)]
    memory = MemoryLake()
    size = -(-documents // rounds)
    pieces = cut(stream, range(size, documents, size))
    done, found = 0, []
    for piece in pieces:
        found.append(run_round(memory, articles[done : done + len(piece)]))
        done += len(piece)
    return found


def new_lake(path: Path) -> LakeWriter:
    """An empty lake."""
    return LakeWriter.create(path)
