"""The command ``maintain``: compact, expire, check."""

import argparse
import sys
from collections.abc import Iterator

import duckdb

from pipeline.cli import DONE, FAILED
from pipeline.lake.reader import LakeReader
from pipeline.plain import one_line
from pipeline.views import open_views
from transforms.schemas import TABLES

# What holds in every lake, as a query for what does not, and how that is told.
_CHECKS = {
    "SELECT record_id FROM records GROUP BY 1 HAVING count(*) > 1": "record {} is there more than once",
    """SELECT recorded_story_id FROM records WHERE change <> 'duplicate'
       GROUP BY 1 HAVING count(*) <> max(story_version) OR count(DISTINCT story_version) <> count(*)""":
        "the versions of story {} have a gap",
    "SELECT article_id FROM records GROUP BY 1 HAVING count(*) <> max(revision)":
        "the revisions of article {} have a gap",
    """SELECT duplicate_of FROM records WHERE duplicate_of IS NOT NULL
       AND duplicate_of NOT IN (SELECT record_id FROM records)""": "record {} is copied but not there",
    """SELECT supersedes FROM records WHERE supersedes IS NOT NULL
       AND supersedes NOT IN (SELECT record_id FROM records)""": "record {} is superseded but not there",
}  # fmt: skip
MAX_TOLD = 10


def maintain(arguments: argparse.Namespace) -> int:
    """Compact a lake's small files, remove what nobody names, and check what must hold; 1 if it does not."""
    from pipeline.lake.sweep import sweep_orphans
    from pipeline.lake.tidy import COMPACTED_FILE_BYTES, compact, count_small_files, expire, thin_checkpoints
    from pipeline.lake.writer import LakeWriter
    from pipeline.run import set_up_logging

    set_up_logging(debug=False)
    lake = LakeWriter(LakeReader(arguments.lake).check().path)
    for name in TABLES:
        before = count_small_files(lake, name, COMPACTED_FILE_BYTES)
        if before > 1 and compact(lake, name):
            after = count_small_files(lake, name, COMPACTED_FILE_BYTES)
            if after < before:
                print(f"{name}: {before:,} small files became {after:,}")
    dead = sweep_orphans(lake) + expire(lake, arguments.keep_hours)
    dead += sum(thin_checkpoints(lake, name) for name in TABLES)
    print(f"{dead:,} files that nothing names were removed")
    try:
        problems = list(find_problems(lake))
    except (duckdb.Error, OSError) as error:
        problems = [f"cannot be read: {one_line(str(error))}"]
    for problem in problems[:MAX_TOLD]:
        print(f"writethru maintain: {lake.path}: {problem}", file=sys.stderr)
    if problems:
        return FAILED
    print("checked: every record once, versions and revisions without gaps, every reference held")
    return DONE


def find_problems(lake: LakeReader) -> Iterator[str]:
    """What should hold in a lake and does not, in words."""
    connection = open_views(lake)
    for query, told in _CHECKS.items():
        for (found,) in connection.execute(f"{query} ORDER BY 1 LIMIT {MAX_TOLD}").fetchall():
            yield told.format(one_line(str(found), 80))
