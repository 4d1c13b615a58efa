"""The model: from what the parts cost to what a user needs, and when it is no longer enough. Pure.

A ``State`` is how large a lake has become; ``round_ms`` and ``window_ms`` say what a round of ``run`` and ``watch``,
or a window of ``stream``, costs on it.  ``state_after`` says what it is after so many days of a user's news.
"""

import math
from typing import NamedTuple

from pipeline.keep import WINDOW_SECS
from pipeline.lake.tidy import COMMITS_A_CHECKPOINT, COMPACTED_FILE_BYTES, MAX_SMALL_FILES, TIDIED_FILE_BYTES
from tests.bench.scale.constants import Constants
from transforms.compare import COMPARE_GROUPS
from transforms.likeness.held import HORIZON
from transforms.look import MAX_HELD_BYTES

DAY_SECS = 86_400

# What is assumed of the world, for nobody's machine can measure it.
LOOKS_A_PAGE = 7
"""Further looks at a page: the steps of the ladder, without the sooner ones of what moves."""
UNCHANGED_LOOKS = 0.5
"""Share of them that a server answers with 304; the others are fetched, extracted and compared."""
POLLS_AN_ENTRY = 10
UNCHANGED_POLLS = 0.7
MIN_POLLS, MAX_POLLS = 4, 1440
"""A day, of one feed: every six hours at least, every minute at most."""
RECORDS_AN_ARTICLE = 1.2
PEAK = 3.0
"""The busiest hour beside the mean."""
PAGE_WIRE_KB = 50.0
PAGE_KB = 240.0
"""Unpacked: the mean of the real pages that extraction was measured with."""

# What the lake's tables are set to.
TOMBSTONE_DAYS = 7
"""So long a checkpoint names a file that compaction replaced (Delta's ``deletedFileRetentionDuration``)."""
READS_OF_ADDRESSES = 2
"""In a round of a watch: to plan it, which reads on, and in its look, which begins anew."""
READS_OF_JOINS = 2
"""In a round of a watch: to decide, and to know which stories move."""


class User(NamedTuple):
    """Who reads how much.

    Attributes:
      largest: the share of the articles that is in the largest language; the others share the rest alike.
      every_secs: from one round of a watch to the next.
      cores: for fetching and extraction.
      memory_gb: of the process that links.
    """

    name: str
    feeds: int
    articles_a_day: float
    languages: int
    largest: float
    every_secs: float
    cores: int
    memory_gb: float


USERS = (
    User("laptop", 50, 500, 2, 0.9, 300, 2, 4),
    User("newsroom", 10_000, 50_000, 10, 0.6, 300, 4, 16),
    User("national archive", 50_000, 1_000_000, 5, 0.8, 300, 16, 64),
    User("the web's news", 200_000, 3_000_000, 100, 0.4, 300, 64, 256),
)


class Shard(NamedTuple):
    """A language: how many records its linker holds, and its share of the articles."""

    held: float
    share: float


class State(NamedTuple):
    """How large a lake is.

    Attributes:
      files: data files of ``records``.
      entries: files that a checkpoint of the log names, those that compaction replaced lately among them.
      commits: ever made.
      addresses: of live pages and feeds ever met.
      visits: rows.
    """

    records: float
    shards: tuple[Shard, ...]
    files: float
    entries: float
    commits: float
    addresses: float
    visits: float

    def held(self) -> float:
        """Records held in all languages."""
        return sum(shard.held for shard in self.shards)


class Rates(NamedTuple):
    """What happens in a day."""

    records: float
    polls: float
    looks: float
    whole_pages: float
    commits: float


def rates_of(user: User, streaming: bool) -> Rates:
    """What happens in a day of a user's news, read by ``watch`` or ``stream``."""
    polls = min(max(POLLS_AN_ENTRY * user.articles_a_day / user.feeds, MIN_POLLS), MAX_POLLS) * user.feeds
    looks = LOOKS_A_PAGE * user.articles_a_day
    records = RECORDS_AN_ARTICLE * user.articles_a_day
    rounds = DAY_SECS / (WINDOW_SECS if streaming else user.every_secs)
    # A round that brings nothing is no commit; arrivals are as good as independent.
    commits = rounds * -math.expm1(-records / rounds)
    whole_pages = user.articles_a_day + (1 - UNCHANGED_LOOKS) * looks
    return Rates(records, polls, looks, whole_pages, commits)


def state_after(c: Constants, user: User, streaming: bool, days: float) -> State:
    """The lake after so many days."""
    rates = rates_of(user, streaming)
    horizon_days = HORIZON.age.days
    rest = (1 - user.largest) / (user.languages - 1) if user.languages > 1 else 0.0
    shards = []
    for share in [user.largest, *[rest] * (user.languages - 1)]:
        own = share * rates.records
        shards.append(Shard(min(own * days, max(own * horizon_days, HORIZON.records), HORIZON.most), share))
    # A day is a partition, so each has a file of its own at least; today's are compacted in the night, by maintain.
    a_day = rates.records * c.record_bytes
    files = days * max(1.0, a_day / COMPACTED_FILE_BYTES) + min(days, 1.0) * a_day / TIDIED_FILE_BYTES / 2
    files += MAX_SMALL_FILES / 2
    return State(
        records=rates.records * days,
        shards=tuple(shards),
        files=files,
        entries=files + rates.commits * min(days, TOMBSTONE_DAYS),
        commits=rates.commits * days,
        addresses=user.feeds + user.articles_a_day * days,
        visits=(rates.polls + rates.looks + user.articles_a_day) * days,
    )


def link_ms(c: Constants, state: State) -> float:
    """To link an article, on the mean of the languages."""
    return c.link_ms + c.link_ms_per_1000_held * sum(shard.share * shard.held for shard in state.shards) / 1000


def record_ms(c: Constants, state: State) -> float:
    """What only one core can do of a record: compare, link, decide, write."""
    return c.compare_ms + link_ms(c, state) + c.decide_ms + c.write_ms


def asking_ms(c: Constants, state: State) -> float:
    """What compare and decide ask of the lake, once."""
    return c.ask_ms + c.ask_ms_per_1000_records * state.records / 1000 + c.ask_ms_per_file * state.files


def log_ms(c: Constants, state: State, opens: float) -> float:
    """What the length of the log adds to so many openings of a table, and a commit."""
    per_1000 = opens * c.open_ms_per_1000_commits + c.commit_ms_per_1000_commits
    return c.commit_ms + per_1000 * state.commits / 1000


def addresses_ms(c: Constants, state: State) -> float:
    """To read on in what is known of live addresses, after a commit."""
    return c.address_ms_per_1000 * state.addresses / 1000


def addresses_of_round_ms(c: Constants, state: State) -> float:
    """The same in a round of a watch."""
    return READS_OF_ADDRESSES * addresses_ms(c, state) + c.visit_ms_per_1000 * state.visits / 1000


def scans_of_round_ms(c: Constants, state: State) -> float:
    """What a round asks of the lake's records: each group of articles and of stories for itself."""
    joins = READS_OF_JOINS * c.joins_ms_per_1000_records * state.records / 1000
    return COMPARE_GROUPS * (asking_ms(c, state) - c.ask_ms) + joins


def linkers_ms(c: Constants, state: State) -> float:
    """To open the linkers of all languages."""
    return c.shard_ms * len(state.shards) + c.shard_ms_per_1000_held * state.held() / 1000


def sweep_ms(c: Constants, state: State) -> float:
    """To tell dead files from those that compaction replaced and ``maintain`` has not removed yet."""
    return c.sweep_ms_per_1000_commits * (state.entries - state.files) / 1000


def fixed_round_ms(c: Constants, state: State) -> float:
    """What a round costs however little it brings."""
    asking = c.ask_ms + scans_of_round_ms(c, state)
    live = addresses_of_round_ms(c, state) if state.addresses else 0.0
    return c.round_ms + asking + live + sweep_ms(c, state) + linkers_ms(c, state) + log_ms(c, state, c.opens_a_round)


def round_ms(c: Constants, state: State, articles: float, wide_ms: float) -> float:
    """A bounded round of so many articles, each of which costs ``wide_ms`` before it is compared."""
    return fixed_round_ms(c, state) + articles * (wide_ms + c.beam_ms + record_ms(c, state))


def window_ms(c: Constants, state: State, articles: float) -> float:
    """A window of a stream, of so many articles, on its one key; without the runner's own cost."""
    return asking_ms(c, state) + log_ms(c, state, c.opens_a_window) + articles * record_ms(c, state)


def wide_core_secs(c: Constants, user: User) -> float:
    """Core seconds a day of what every core can do: ask, fetch, extract, fingerprint."""
    rates = rates_of(user, False)
    poll_ms = UNCHANGED_POLLS * c.poll_304_ms + (1 - UNCHANGED_POLLS) * c.poll_200_ms
    unchanged = UNCHANGED_LOOKS * rates.looks
    whole_ms = c.fetch_page_ms + c.extract_page_ms + c.fingerprint_ms + c.beam_ms
    return (rates.polls * poll_ms + unchanged * c.poll_304_ms + rates.whole_pages * whole_ms) / 1000


def narrow_share(c: Constants, user: User, state: State) -> float:
    """The share of one core's time that records take, in the busiest hour; at 1 it does not keep up."""
    return PEAK * rates_of(user, True).records * record_ms(c, state) / 1000 / DAY_SECS


def steady_secs(fixed_ms: float, share: float, least_secs: float = 0.0) -> float:
    """How long rounds become that follow one another, when each also does what came during the last one.

    A round of T seconds costs ``fixed + share × T``, so T = fixed / (1 - share).
    """
    return max(least_secs, fixed_ms / 1000 / (1 - share)) if share < 1 else math.inf


def delay_secs(c: Constants, user: User, streaming: bool, state: State) -> float:
    """How long a round, or a window's work, lasts in the busiest hour."""
    narrow = narrow_share(c, user, state)
    if streaming:
        return steady_secs(window_ms(c, state, 0), narrow)
    wide = PEAK * wide_core_secs(c, user) / DAY_SECS / user.cores
    return steady_secs(fixed_round_ms(c, state), narrow + wide)


def look_share(c: Constants, user: User, state: State) -> float:
    """How much of what comes in the busiest hour a watch fetches; above 1 it falls behind.

    A look ends when it holds 64 MB of pages, in each process, and its round must end before the next.
    """
    pages = user.cores * MAX_HELD_BYTES / 1e3 / PAGE_KB
    a_sec = PEAK * rates_of(user, False).whole_pages / DAY_SECS
    work = pages * PEAK * wide_core_secs(c, user) / DAY_SECS / user.cores / a_sec
    return a_sec * (fixed_round_ms(c, state) / 1000 + work) / pages


def memory_gb(c: Constants, state: State, streaming: bool) -> float:
    """Of the process that links.  A stream holds all languages, and addresses elsewhere; a round one at a time."""
    if streaming:
        return (c.imports_mb + c.shard_mb * len(state.shards)) / 1e3 + c.held_kb * state.held() / 1e6
    linker = c.shard_mb / 1e3 + c.held_kb * max(shard.held for shard in state.shards) / 1e6
    return c.imports_mb / 1e3 + max(linker, c.address_kb * state.addresses / 1e6)


def records_gb(c: Constants, records: float, days: float) -> float:
    """Parquet of so many records, compacted daily."""
    return (records * c.record_bytes + days * c.file_bytes) / 1e9


def log_gb(c: Constants, user: User, streaming: bool, days: int) -> float:
    """The log of ``records`` after so many days: a checkpoint names all files anew, and of many one is kept."""
    commits = rates_of(user, streaming).commits
    total = 0.0
    for day in range(days):
        entries = state_after(c, user, streaming, day + 0.5).entries
        total += commits * (c.log_commit_bytes + entries * c.log_entry_bytes / COMMITS_A_CHECKPOINT)
    return total / 1e9


def compaction_secs(c: Constants, user: User, streaming: bool) -> float:
    """Core seconds a day to compact: small files with the day's last file, which is read and written again."""
    rates = rates_of(user, streaming)
    day_mb = rates.records * c.record_bytes / 1e6
    small_mb = day_mb + rates.commits * c.file_bytes / 1e6
    times = rates.commits / MAX_SMALL_FILES
    again_mb = times * min(day_mb, TIDIED_FILE_BYTES / 1e6) / 2
    return (c.compact_ms_per_mb * (small_mb + again_mb) + c.compact_ms_per_file * rates.commits) / 1000
