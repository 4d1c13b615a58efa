"""Which articles belong to stories that have changed lately: their pages are looked at sooner."""

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from datetime import time as time_of_day
from typing import NamedTuple
from weakref import WeakKeyDictionary

import pyarrow as pa
import pyarrow.dataset as ds

from pipeline.lake.known import read_joins
from pipeline.lake.reader import LakeReader
from transforms.joins import Joins
from transforms.polling.page_schedule import MOVING_FOR
from transforms.schemas import INSTANT

REST = 20
"""An answer is kept, whatever is committed meanwhile, for so many times as long as it took to find: it costs at most
a twentieth of a processor, and pages are called moving by a breath later."""


class _Found(NamedTuple):
    version: int
    day: date
    rests_until: float
    changed: dict[str, datetime]


_FOUND: "WeakKeyDictionary[LakeReader, _Found]" = WeakKeyDictionary()
"""The last answer for each lake that is open in this process."""


def moving_articles(
    lake: LakeReader, now: datetime, clock: Callable[[], float] = time.monotonic
) -> dict[str, datetime]:
    """When the story of an article last changed, by article_id; stories that stand still are left out.

    The first article of a story does not move it, and copies do not.  Asked before each look, and answered anew
    when the lake or the day has changed.

    Args:
      now: the moment for which it is asked, an aware time.
      clock: seconds that pass, to tell what an answer costs.
    """
    version, last = lake.table("records").version(), _FOUND.get(lake)
    started = clock()
    if last and now.date() == last.day and (version == last.version or started < last.rests_until):
        return last.changed
    changed = _moving_articles(lake, version, now.date())
    ended = clock()
    _FOUND[lake] = _Found(version, now.date(), ended + REST * (ended - started), changed)
    return changed


def _moving_articles(lake: LakeReader, version: int, day: date) -> dict[str, datetime]:
    since = datetime.combine(day, time_of_day(), timezone.utc) - max(MOVING_FOR, timedelta(days=1))
    records = lake.dataset("records", version)
    moved = (ds.field("observed_at") >= pa.scalar(since, INSTANT)) & (ds.field("story_version") > 1)
    steps = records.to_table(columns=["story_id", "observed_at"], filter=moved & (ds.field("change") != "duplicate"))
    joins = Joins((each.joined, each.story_id) for each in read_joins(records))
    changed: dict[str, datetime] = {}
    for row in steps.sort_by("observed_at").to_pylist():
        changed[joins.whole_of(row["story_id"])] = row["observed_at"]
    if not changed:
        return {}
    member = ds.field("story_id").isin(pa.array(sorted(joins.parts_of(changed)), pa.string()))
    articles = records.to_table(columns=["article_id", "story_id"], filter=member).to_pylist()
    return {row["article_id"]: changed[joins.whole_of(row["story_id"])] for row in articles}
