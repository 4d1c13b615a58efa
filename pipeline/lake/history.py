"""What the log of a table tells of its past: when each version was committed, and what it published.

Two numbers are called version.  Delta counts every commit of a table, compaction among them.  The lake's
own version counts the rounds that brought records: it is the number of the application transaction that
publishes each, stands in its rows as ``lake_version``, and stays what it is whatever maintenance does.
"""

import json
import os
from bisect import bisect_right
from collections.abc import Callable, Generator
from contextlib import closing
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from pipeline.lake.place import Place, find_place

APP_ID = "writethru"


class Commit(NamedTuple):
    """One commit of a table: Delta's version, its time, and the lake's version if it brought records."""

    version: int
    at_ms: int
    lake_version: int | None


class TableLog:
    """The commits of a Delta table, read one by one as they are asked for."""

    def __init__(self, table: str | os.PathLike[str] | Place) -> None:
        self._folder = find_place(table).below("_delta_log")

    @cached_property
    def versions(self) -> list[int]:
        """Delta's versions whose commits are still there, ascending; listed once, when asked for."""
        stems = (PurePosixPath(name).stem for name in self._folder.glob("*.json"))
        return sorted(int(stem) for stem in stems if stem.isdecimal())

    def commit(self, version: int) -> Commit:
        """The commit that made a version."""
        info: dict[str, Any] = {}
        lake_version = None
        # A commit can name thousands of files; only two of its lines are of interest.
        with self._lines_of(version) as lines:
            for line in lines:
                if line.startswith('{"commitInfo"'):
                    info = json.loads(line)["commitInfo"]
                elif line.startswith('{"txn"'):
                    transaction = json.loads(line)["txn"]
                    if transaction["appId"] == APP_ID:
                        lake_version = int(transaction["version"])
        return Commit(version, int(info.get("timestamp", 0)), lake_version)

    def added(self, version: int) -> list[str]:
        """The data files that the commit of a version brought, by their paths below the table."""
        with self._lines_of(version) as lines:
            return [json.loads(line)["add"]["path"] for line in lines if line.startswith('{"add"')]

    def _lines_of(self, version: int) -> "closing[Generator[str, None, None]]":
        return closing(self._folder.read_lines(f"{version:020d}.json"))

    def newest_at(self, at_ms: int) -> int | None:
        """Delta's newest version that was committed at or before a time; None when the table is younger.

        Reads the logarithm of the number of commits, so that years of rounds cost nothing.
        """
        return self._last(lambda version: self.commit(version).at_ms, at_ms)

    def lake_version_of(self, version: int) -> int:
        """The lake's version that a version of the table holds; 0 before the first record."""
        for each in reversed(self.versions[: bisect_right(self.versions, version)]):
            found = self.commit(each).lake_version
            if found is not None:
                return found
        return 0

    def after(self, lake_version: int) -> Commit | None:
        """The commit that followed a version of the lake with new records; None if it is the newest."""
        held = self._last(self.lake_version_of, lake_version)
        for version in self.versions if held is None else self.versions[bisect_right(self.versions, held) :]:
            commit = self.commit(version)
            if commit.lake_version is not None:
                return commit
        return None

    def _last(self, key: Callable[[int], int], limit: int) -> int | None:
        place = bisect_right(self.versions, limit, key=key)
        return self.versions[place - 1] if place else None
