"""Which articles belong to stories that have changed lately: their pages are looked at sooner."""

from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache

import pyarrow as pa
import pyarrow.dataset as ds

from pipeline.lake.known import read_joins
from pipeline.lake.reader import LakeReader
from transforms.joins import Joins
from transforms.polling.page_schedule import MOVING_FOR
from transforms.schemas import INSTANT


def moving_articles(lake: LakeReader, now: datetime) -> dict[str, datetime]:
    """When the story of an article last changed, by article_id; stories that stand still are left out.

    The first article of a story does not move it, and copies do not.
    """
    return _moving_articles(lake, lake.table("records").version(), now.date())


@lru_cache(maxsize=1)
def _moving_articles(lake: LakeReader, version: int, day: date) -> dict[str, datetime]:
    """As above; asked before each round, and answered anew when the lake or the day has changed."""
    since = datetime.combine(day, time(), timezone.utc) - max(MOVING_FOR, timedelta(days=1))
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
