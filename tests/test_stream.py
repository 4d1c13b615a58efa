"""What ``stream`` tells the runner of a graph without an end."""

from datetime import timedelta

import pytest

from pipeline import runners
from pipeline.stream import _job_server_placement

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
