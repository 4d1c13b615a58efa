"""Asked again and again, a lake tells of its live addresses and moving stories what a first look tells."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from pipeline.lake.addresses import read_addresses
from pipeline.lake.moving import REST, moving_articles
from pipeline.lake.reader import LakeReader
from pipeline.lake.tidy import compact
from pipeline.lake.writer import LakeWriter
from tests.builders import a_record, at_hour
from tests.growing import commit_round
from transforms.polling.memory import new_source
from transforms.times import to_datetime, to_timestamp
from transforms.visits import visit_of

NOW = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)


@pytest.fixture
def lake(tmp_path: Path) -> LakeWriter:
    return LakeWriter.create(tmp_path / "lake")


def look_at(lake: LakeWriter, hour: int, *names: str) -> None:
    """Note that feeds were visited."""
    at = NOW + timedelta(hours=hour)
    visits = [visit_of(new_source(f"https://{name}.example/feed", at), "read", at) for name in names]
    lake.commit(lake.pin(), "round", to_timestamp(at), [], [], visits)


def compact_visits(lake: LakeWriter) -> None:
    assert compact(lake, "visits")


def delete_visits(lake: LakeWriter) -> None:
    lake.table("visits").delete()


def delete_one(lake: LakeWriter) -> None:
    lake.table("visits").delete("url = 'https://courier.example/feed'")


@pytest.mark.parametrize("change", [lambda lake: None, compact_visits, delete_visits, delete_one])
def test_addresses_are_read_on_as_if_they_were_read_anew(
    lake: LakeWriter, change: Callable[[LakeWriter], None]
) -> None:
    for hour, names in enumerate([("courier", "echo"), (), ("echo",), ("packet", "courier")]):
        look_at(lake, hour, *names)
        assert read_addresses(lake) == read_addresses(LakeReader(lake.path))
    change(lake)
    assert read_addresses(lake) == read_addresses(LakeReader(lake.path))
    look_at(lake, 9, "packet")
    after = read_addresses(lake)
    assert after == read_addresses(LakeReader(lake.path))
    assert [each.due_at for each in after if "packet" in each.url] == [NOW + timedelta(hours=9)]


def test_of_two_looks_that_were_committed_together_the_later_one_counts(lake: LakeWriter) -> None:
    looks = [NOW + timedelta(seconds=secs) for secs in (0, 2, 1)]
    visits = [visit_of(new_source("https://echo.example/feed", at), "read", at) for at in looks]
    lake.commit(lake.pin(), "round", to_timestamp(NOW), [], [], visits)
    assert [each.due_at for each in read_addresses(lake)] == [looks[1]]


def test_only_new_files_are_read(lake: LakeWriter, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    dataset_of = LakeWriter.dataset_of

    def note(self: LakeReader, name: str, files: list[str]) -> object:
        read.append(len(files))
        return dataset_of(self, name, files)

    monkeypatch.setattr(LakeWriter, "dataset_of", note)
    for hour in range(3):
        look_at(lake, hour, "echo")
        read_addresses(lake)
        read_addresses(lake)
    assert read == [1, 1, 1]


def test_what_moves_is_asked_no_more_often_than_it_costs(lake: LakeWriter) -> None:
    def develop(number: int) -> None:
        record = a_record(record_id=f"r{number}", story_version=number, observed_at=at_hour(number))
        commit_round(lake, [record._replace(change="development" if number > 1 else "new")])

    def ask(*secs: float, days: int = 0) -> dict[str, datetime]:
        return moving_articles(lake, to_datetime(at_hour(4)) + timedelta(days=days), iter(secs).__next__)

    develop(1)
    develop(2)
    first = ask(100, 101)  # it takes a second
    assert first == {a_record().article_id: to_datetime(at_hour(2))}
    develop(3)
    assert ask(101 + REST - 0.1) is first
    later = ask(101 + REST, 102 + REST)
    assert later == {a_record().article_id: to_datetime(at_hour(3))}
    assert ask(1000) is later, "nothing was committed"
    assert ask(1001, 1002, days=3) == {}
