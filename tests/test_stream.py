"""What a stream is given to do, and when it is given again; what it tells the runner of a graph without an end."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import pytest

from pipeline import runners
from pipeline.agenda import Agenda
from pipeline.lake.writer import LakeWriter
from pipeline.stream import _job_server_placement, _open_due
from transforms.fetching import FetchSettings
from transforms.look import LookOptions, World
from transforms.polling.memory import from_json, new_source
from transforms.times import to_timestamp
from transforms.visits import visit_of

FEED = "https://echo.example/feed"


class Clock:
    """A time of day that passes when it is told to."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)

    def now(self) -> datetime:
        return self.at

    def secs(self) -> float:
        return self.at.timestamp()

    def open_world(self, settings: FetchSettings, patience_secs: float) -> World:
        return World(lambda requests: [], self.now, lambda: 0.0)


def test_a_feed_is_given_once_until_it_was_visited_and_is_due_again(tmp_path: Path) -> None:
    clock, lake = Clock(), LakeWriter.create(tmp_path / "lake")
    options = LookOptions(open_world=clock.open_world)
    reader = Agenda(partial(_open_due, [FEED], lake, options), clock=clock.secs).create_reader(None, None)

    def given_after(secs: int) -> list[str]:
        clock.at += timedelta(seconds=secs)
        found = []
        while reader.advance():
            found.append(from_json(reader.get_current()).state.url)
        return found

    assert given_after(0) == [FEED]
    assert [given_after(5) for _ in range(5)] == [[]] * 5, "its first visit takes its time"
    visited = new_source(FEED, clock.at + timedelta(seconds=60))
    visited = visited._replace(state=replace(visited.state, visited_at=clock.at))
    lake.commit(lake.pin(), "round", to_timestamp(clock.at), [], [], [visit_of(visited, "read", clock.at)])
    assert [given_after(20) for _ in range(5)] == [[], [], [FEED], [], []]


FLINK = {"checkpointing_interval": False, "finish_bundle_before_checkpointing": True}
FLINK |= {"shutdown_sources_after_idle_ms": False}


@pytest.mark.parametrize(
    ("known", "given", "ends_after", "told"),
    [
        (FLINK, [], None, ["--checkpointing_interval=10000", "--finish_bundle_before_checkpointing"]),
        (
            FLINK,
            ["--checkpointing_interval=500"],
            timedelta(seconds=2.5),
            ["--finish_bundle_before_checkpointing", "--shutdown_sources_after_idle_ms=2500"],
        ),
        (
            FLINK,
            ["--finish_bundle_before_checkpointing"],
            timedelta(),
            ["--checkpointing_interval=10000", "--shutdown_sources_after_idle_ms=0"],
        ),
        ({}, [], timedelta(), []),
    ],
)
def test_a_job_server_is_told_what_it_knows_and_the_user_did_not_say(
    known: dict[str, bool],
    given: list[str],
    ends_after: timedelta | None,
    told: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runners, "job_server_options", lambda beam_args: known)
    assert _job_server_placement(given, ends_after) == told
