"""The model of docs/scale.md: values worked out by hand, and tables that are those of the measurement kept."""

import math

import pytest

from pipeline.keep import WINDOW_SECS
from tests.bench.scale import model
from tests.bench.scale.__main__ import DOC, put_tables, tables_of
from tests.bench.scale.constants import MEANINGS, MEASURED, Constants, Line, fit_line, from_json, rounded, told
from tests.bench.scale.limits import Limit, breaks, first_day
from tests.bench.scale.model import Rates, Shard, State, User
from tests.bench.scale.users import days, secs

NOTHING = Constants(**dict.fromkeys(Constants._fields, 0.0))
DESK = User("desk", 50, 500, 2, 0.75, 300, 2, 4)
EMPTY = State(0, (Shard(0, 1.0),), 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("points", "line"),
    [
        ([(1_000, 3), (3_000, 7)], Line(1, 0.002)),
        ([(0, 2), (1, 2), (2, 2)], Line(2, 0)),
        ([(0, 1), (1, 3), (2, 2)], Line(1.5, 0.5)),
        ([(0, 4), (2, 2)], Line(3, 0)),  # nothing becomes cheaper by being more
        ([(1, 1), (2, 3)], Line(0, 2)),  # and nothing costs less than nothing
    ],
)
def test_a_line_goes_through_what_was_measured(points: list[tuple[float, float]], line: Line) -> None:
    assert fit_line(points) == pytest.approx(line)


@pytest.mark.parametrize(
    ("value", "short", "said"),
    [(0.0, 0.0, "0"), (1234.5, 1230.0, "1,230"), (0.012345, 0.0123, "0.0123"), (99.96, 100.0, "100"), (7.0, 7.0, "7")],
)
def test_numbers_have_three_digits(value: float, short: float, said: str) -> None:
    assert (rounded(value), told(value)) == (short, said)


def test_a_days_news_by_watch() -> None:
    # 10 entries a feed, 100 polls of each; 7 looks a page, half of them whole; e^(-600/288) of 288 rounds are empty.
    commits = 288 * (1 - math.exp(-600 / 288))
    assert model.rates_of(DESK, streaming=False) == pytest.approx(Rates(600, 5_000, 3_500, 2_250, commits))


def test_a_days_news_by_stream() -> None:
    windows = 86_400 / WINDOW_SECS
    assert model.rates_of(DESK, streaming=True).commits == pytest.approx(windows * (1 - math.exp(-600 / windows)))


@pytest.mark.parametrize(("articles", "polls"), [(1.0, 50 * 4), (1_000_000.0, 50 * 1_440)])
def test_feeds_are_polled_within_bounds(articles: float, polls: float) -> None:
    assert model.rates_of(DESK._replace(articles_a_day=articles), False).polls == polls


@pytest.mark.parametrize(
    ("articles", "after_days", "held"),
    [
        (500, 10, (4_500, 1_500)),  # all of it
        (500, 365, (20_000, 20_000)),  # the newest 20,000, which are more than four weeks of them
        (15_000, 365, (378_000, 126_000)),  # four weeks
        (50_000, 365, (500_000, 420_000)),  # never more than half a million
    ],
)
def test_a_linker_holds_the_horizon(articles: float, after_days: float, held: tuple[float, float]) -> None:
    state = model.state_after(NOTHING, DESK._replace(articles_a_day=articles), False, after_days)
    assert tuple(shard.held for shard in state.shards) == pytest.approx(held)
    assert tuple(shard.share for shard in state.shards) == pytest.approx((0.75, 0.25))


def test_a_lake_after_ten_days() -> None:
    state = model.state_after(NOTHING._replace(record_bytes=4_000), DESK, False, 10)
    commits = model.rates_of(DESK, False).commits
    assert state.records == 6_000
    # A file for each day, half of the small ones that start a compaction, 2.4 MB of today in files of 8 MB.
    assert state.files == pytest.approx(10 + 25 + 0.15)
    assert state.entries == pytest.approx(35.15 + 7 * commits)
    assert state.commits == pytest.approx(10 * commits)
    assert state.addresses == 50 + 5_000
    assert state.visits == (5_000 + 3_500 + 500) * 10


def test_large_days_have_more_files() -> None:
    many = DESK._replace(articles_a_day=1_000_000)
    assert model.state_after(NOTHING._replace(record_bytes=4_000), many, False, 1).files == pytest.approx(
        37.5 + 300 + 25
    )


def test_link_costs_by_what_its_languages_hold() -> None:
    c = NOTHING._replace(link_ms=1, link_ms_per_1000_held=0.1, compare_ms=2, decide_ms=3, write_ms=4)
    state = EMPTY._replace(shards=(Shard(1_000, 0.75), Shard(9_000, 0.25)))
    assert model.link_ms(c, state) == pytest.approx(1 + 0.1 * (0.75 + 2.25))
    assert model.record_ms(c, state) == pytest.approx(1.3 + 9)


FULL = State(
    records=10_000,
    shards=(Shard(3_000, 0.5), Shard(1_000, 0.5)),
    files=20,
    entries=500,
    commits=2_000,
    addresses=4_000,
    visits=8_000,
)
ASKING = NOTHING._replace(ask_ms=10, ask_ms_per_1000_records=2, ask_ms_per_file=1)
LOG = NOTHING._replace(commit_ms=5, commit_ms_per_1000_commits=4, open_ms_per_1000_commits=2)


def test_what_a_window_costs() -> None:
    c = ASKING._replace(
        **{name: value for name, value in LOG._asdict().items() if value}, opens_a_window=7, decide_ms=3
    )
    # 10 + 2 × 10 + 1 × 20 to ask; 5 + (4 + 7 × 2) × 2 for the log; 6 × 3 to decide.
    assert model.window_ms(c, FULL, 6) == pytest.approx(50 + 41 + 18)


@pytest.mark.parametrize(
    ("constants", "cost"),
    [
        ({"round_ms": 700}, 700),
        ({"ask_ms": 10, "ask_ms_per_1000_records": 2}, 10 + 8 * 20),  # eight groups ask
        ({"address_ms_per_1000": 3, "visit_ms_per_1000": 1}, 2 * 12 + 8),
        ({"joins_ms_per_1000_records": 3}, 2 * 30),
        ({"sweep_ms_per_1000_commits": 6}, 6 * 0.48),  # 500 files named, 20 of them alive
        ({"shard_ms": 5, "shard_ms_per_1000_held": 100}, 2 * 5 + 400),
        ({"commit_ms": 5, "commit_ms_per_1000_commits": 4, "open_ms_per_1000_commits": 2, "opens_a_round": 10}, 5 + 48),
        ({"beam_ms": 1, "compare_ms": 2}, 5 * 3),
    ],
)
def test_what_a_round_costs(constants: dict[str, float], cost: float) -> None:
    assert model.round_ms(NOTHING._replace(**constants), FULL, articles=5, wide_ms=0) == pytest.approx(cost)


def test_a_round_without_live_sources_reads_no_addresses() -> None:
    c = NOTHING._replace(address_ms_per_1000=3, visit_ms_per_1000=1)
    assert model.fixed_round_ms(c, FULL._replace(addresses=0)) == 0


def test_wide_work_of_a_day() -> None:
    c = NOTHING._replace(
        poll_304_ms=1, poll_200_ms=10, fetch_page_ms=2, extract_page_ms=20, fingerprint_ms=1, beam_ms=1
    )
    # 5,000 polls of 0.7 × 1 + 0.3 × 10 ms, 1,750 looks answered by a 304, 2,250 whole pages of 24 ms.
    assert model.wide_core_secs(c, DESK) == pytest.approx(18.5 + 1.75 + 54)


def test_the_busiest_hour_of_one_core() -> None:
    # 600 records of 144 ms are a thousandth of a day; three times as many in the busiest hour.
    assert model.narrow_share(NOTHING._replace(decide_ms=144), DESK, EMPTY) == pytest.approx(0.003)


@pytest.mark.parametrize(
    ("fixed_ms", "share", "least", "lasts"),
    [(3_000, 0.25, 0, 4), (3_000, 0.25, 9, 9), (1, 1.0, 0, math.inf), (1, 2.0, 0, math.inf)],
)
def test_rounds_that_follow_one_another(fixed_ms: float, share: float, least: float, lasts: float) -> None:
    assert model.steady_secs(fixed_ms, share, least) == pytest.approx(lasts)


def test_a_look_of_64_mb_bounds_what_a_watch_fetches() -> None:
    # 3 × 2,250 pages a day; each round has 2 × 64 MB of them, costs 1 s, and 20 ms a page on two cores.
    pages, a_sec = 2 * 64_000 / 240, 3 * 2_250 / 86_400
    c = NOTHING._replace(round_ms=1_000, extract_page_ms=20)
    assert model.look_share(c, DESK, EMPTY) == pytest.approx(a_sec / pages * (1 + pages * 0.01))


def test_memory_of_a_round_and_of_a_stream() -> None:
    c = NOTHING._replace(imports_mb=200, shard_mb=30, held_kb=10, address_kb=5)
    assert model.memory_gb(c, FULL, streaming=True) == pytest.approx(0.2 + 2 * 0.03 + 0.04)
    assert model.memory_gb(c, FULL, streaming=False) == pytest.approx(0.2 + 0.03 + 0.03)
    many = FULL._replace(addresses=1_000_000)
    assert model.memory_gb(c, many, streaming=False) == pytest.approx(0.2 + 5)


def test_bytes_of_a_year() -> None:
    assert model.records_gb(NOTHING._replace(record_bytes=4_000, file_bytes=1_000_000), 250_000, 365) == pytest.approx(
        1.365
    )


def test_the_log_of_two_days() -> None:
    c = NOTHING._replace(log_commit_bytes=1_000, log_entry_bytes=200)
    commits = model.rates_of(DESK, False).commits
    # Half a day's and a day and a half's files and commits, at noon of each.
    named = (0.5 + 25) + (1.5 + 25) + commits * (0.5 + 1.5)
    assert model.log_gb(c, DESK, False, 2) == pytest.approx(commits * (2 * 1_000 + named * 1) / 1e9)


def test_compaction_writes_the_days_last_file_again() -> None:
    c = NOTHING._replace(compact_ms_per_mb=10, compact_ms_per_file=2, record_bytes=10_000)
    commits = model.rates_of(DESK, False).commits
    # 6 MB a day, each time with half of it again.
    assert model.compaction_secs(c, DESK, False) == pytest.approx((10 * (6 + commits / 50 * 3) + 2 * commits) / 1000)


@pytest.mark.parametrize(("most", "day"), [(5_999.0, 10), (6_000.0, 11), (0.0, 1), (10_000_000.0, None)])
def test_the_day_on_which_a_limit_is_exceeded(most: float, day: int | None) -> None:
    assert first_day(NOTHING, DESK, False, Limit("records", lambda state: state.records, most)) == day


def test_what_breaks_first_is_told_first() -> None:
    # Memory: 0.1 GB a day for 500 addresses, 4 GB in 40 days (the 50 feeds have 0.01 GB).
    c = NOTHING._replace(address_kb=200, ask_ms_per_1000_records=500)
    # Eight groups ask 600 records a day more, 2.4 s each day: 600 s are exceeded on day 251.
    # A look has 533 pages, 6,827 s of what comes in the busiest hour: a round lasts so long on day 2,845.
    assert breaks(c, DESK, streaming=False) == [(40, "memory"), (251, "lake scanned"), (2_845, "pages of a look")]


@pytest.mark.parametrize(
    ("value", "said"), [(3.14159, "3.14 s"), (180.0, "3 min"), (math.inf, "never ends"), (86_400.0, "24 h")]
)
def test_durations_are_told_in_a_fitting_unit(value: float, said: str) -> None:
    assert secs(value) == said


def test_days_are_told_in_a_fitting_unit() -> None:
    assert (days(3), days(730)) == ("day 3", "2.0 years")


def test_every_constant_is_explained() -> None:
    assert list(MEANINGS) == list(Constants._fields)


def test_the_document_shows_what_was_measured() -> None:
    kept, text = from_json(MEASURED.read_text(encoding="utf-8")), DOC.read_text(encoding="utf-8")
    tables = tables_of(kept)
    for name in (*tables, "simulation"):
        assert f"<!-- table: {name} -->" in text
    # python -m tests.bench.scale --write puts them in.
    assert put_tables(text, tables) == text
