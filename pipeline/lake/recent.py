"""What a lake knows, for a process that commits to it again and again: asked once, then remembered.

Each window of a stream asks for the same things as a round does, and the lake grows with every window.  So what a
window wants is asked of one version of the lake, the base, and what was committed since is kept in memory.  It holds
as long as nobody else commits; then whoever keeps it starts anew.
"""

from collections.abc import Collection, Iterable
from typing import TypeVar

from pipeline.lake.known import LakeKnown
from pipeline.lake.writer import LakeWriter, Pin
from transforms.compare import order_of
from transforms.decide import joins_of, step_of
from transforms.elements import Record
from transforms.known import IndexedRecord, KnownAddress, KnownJoin, KnownStep, KnownText, KnownVersion

MAX_HELD_CHARS = 8_000_000
"""Of texts: what is edited was mostly recorded lately, and older texts are read from the lake.  Some four thousand
articles (``test_older_texts_are_read_from_the_lake``)."""


class RecentlyKnown:
    """Answers as ``LakeKnown`` does for the newest version, from a base and what was noted since.

    Args:
      lake: what is asked.
      base: the version that is asked.
    """

    def __init__(self, lake: LakeWriter, base: Pin) -> None:
        self._lake = lake
        self._base = LakeKnown(lake, base)
        self._newest = self._base
        self._versions: dict[str, list[KnownVersion]] = {}
        self._steps: dict[str, list[KnownStep]] = {}
        self._joins: list[KnownJoin] | None = None
        self._texts: dict[str, KnownText] = {}
        self._chars = 0
        self.noted = 0

    def note(self, records: Collection[Record], newest: Pin) -> None:
        """Take in what was committed, as the version ``newest``."""
        self._newest = LakeKnown(self._lake, newest)
        # What was not asked before is asked now: the base does not know what follows.
        self.versions({record.article_id for record in records})
        self.steps({record.story_id for record in records})
        joins = self.joins()
        for record in records:
            self._versions[record.article_id].append(_version_of(record))
            if record.change != "duplicate":
                self._steps[record.story_id].append(step_of(record))
            joins += joins_of(record)
            self._note_text(record)
        joins.sort()
        self._joins = joins
        self.noted += len(records)

    def _note_text(self, record: Record) -> None:
        text = KnownText(record.title, record.text, tuple(notice.text for notice in record.notices))
        self._texts[record.record_id] = text
        self._chars += _chars_of(text)
        while self._chars > MAX_HELD_CHARS:
            self._chars -= _chars_of(self._texts.pop(next(iter(self._texts))))

    def versions(self, article_ids: Collection[str]) -> dict[str, list[KnownVersion]]:
        new = [article_id for article_id in article_ids if article_id not in self._versions]
        if new:
            found = self._base.versions(new)
            self._versions.update((article_id, found.get(article_id, [])) for article_id in new)
        return _copies(self._versions, article_ids)

    def baselines(self, article_ids: Collection[str]) -> dict[tuple[str, str], str]:
        return self._newest.baselines(article_ids)

    def texts(self, record_ids: Collection[str]) -> dict[str, KnownText]:
        found = {record_id: self._texts[record_id] for record_id in record_ids if record_id in self._texts}
        return found | self._newest.texts([record_id for record_id in record_ids if record_id not in found])

    def indexed(self, language: str, article_ids: Collection[str]) -> list[IndexedRecord]:
        return self._newest.indexed(language, article_ids)

    def steps(self, story_ids: Collection[str]) -> dict[str, list[KnownStep]]:
        new = [story_id for story_id in story_ids if story_id not in self._steps]
        if new:
            found = self._base.steps(new)
            self._steps.update((story_id, found.get(story_id, [])) for story_id in new)
        return _copies(self._steps, story_ids)

    def joins(self) -> list[KnownJoin]:
        if self._joins is None:
            self._joins = self._base.joins()
        return list(self._joins)

    def rejected(self, reject_ids: Collection[str]) -> set[str]:
        return self._newest.rejected(reject_ids)

    def addresses(self) -> list[KnownAddress]:
        return self._newest.addresses()


def _version_of(record: Record) -> KnownVersion:
    return KnownVersion(
        record.record_id,
        record.article_id,
        record.revision,
        record.fingerprint,
        record.page_fingerprint,
        record.extractor,
        record.language,
        order_of(record),
    )


_Held = TypeVar("_Held")


def _copies(held: dict[str, list[_Held]], keys: Iterable[str]) -> dict[str, list[_Held]]:
    """Lists of their own, since whoever asks adds to them; what is empty is absent."""
    return {key: list(held[key]) for key in keys if held[key]}


def _chars_of(text: KnownText) -> int:
    return len(text.title) + len(text.text) + sum(map(len, text.notices))
