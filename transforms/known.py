"""What a stage may ask of the lake.

``transforms`` knows no lake: a stage is handed ``open_known``, a picklable function that gives a
``Known`` in the worker.  A round's ``Known`` answers from the version that the round is pinned to;
what the round itself has decided so far is kept by the walking stage.  ``NothingKnown`` is the
empty lake, for tests and first rounds.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import NamedTuple, Protocol


class Order(NamedTuple):
    """Where something stands in the order of observation; ties are broken by name and position."""

    observed_us: int
    origin: str
    position: int


class KnownVersion(NamedTuple):
    """A recorded version of an article, without its text."""

    record_id: str
    article_id: str
    revision: int
    fingerprint: str
    page_fingerprint: str
    extractor: str
    language: str
    order: Order


class KnownText(NamedTuple):
    """What a record says, to be compared with; ``notices`` are their texts."""

    title: str
    text: str
    notices: tuple[str, ...]


class KnownStep(NamedTuple):
    """What one version did to its story; the steps of a story, in order, make its present state."""

    story_version: int
    status: str | None
    effective_us: int | None
    figures: tuple[tuple[str, float], ...]
    title: str


class IndexedRecord(NamedTuple):
    """What a linker must know of a record.

    Attributes:
      change: the record's ``change`` (``duplicate`` marks a copy).
      duplicate_of: record_id of what it copies; never itself a copy.
      observed_us: when it was observed, in microseconds since 1970 (UTC).
      sketch: as ``encode_sketch`` wrote it.
    """

    record_id: str
    story_id: str
    article_id: str
    revision: int
    change: str
    duplicate_of: str | None
    observed_us: int
    sketch: bytes


class KnownAddress(NamedTuple):
    """A live address as its last visit left it; ``state`` is JSON (``transforms.polling.memory``)."""

    url: str
    kind: str
    status: str
    due_at: datetime | None
    state: str


class Known(Protocol):
    """The lake at one version. Every method takes many keys: a scan is asked once, not per key."""

    def versions(self, article_ids: Collection[str]) -> dict[str, list[KnownVersion]]:
        """All recorded versions of these articles, for all time; unknown articles are absent."""

    def baselines(self, article_ids: Collection[str]) -> dict[tuple[str, str], str]:
        """``{(article_id, extractor): fingerprint}`` of the last visit by each extractor."""

    def texts(self, record_ids: Collection[str]) -> dict[str, KnownText]:
        """What these records say."""

    def indexed(self, language: str, article_ids: Collection[str]) -> list[IndexedRecord]:
        """Records of one language that may still be linked to, and the last of these articles."""

    def steps(self, story_ids: Collection[str]) -> dict[str, list[KnownStep]]:
        """All versions of these stories, in any order; copies make none."""

    def rejected(self, reject_ids: Collection[str]) -> set[str]:
        """Those of these rejects that are recorded already, and were not cleared since."""

    def addresses(self) -> list[KnownAddress]:
        """Every live address, by address; not pinned: the newest that is known."""


OpenKnown = Callable[[], Known]


class NothingKnown:
    """The empty lake."""

    def versions(self, article_ids: Collection[str]) -> dict[str, list[KnownVersion]]:
        return {}

    def baselines(self, article_ids: Collection[str]) -> dict[tuple[str, str], str]:
        return {}

    def texts(self, record_ids: Collection[str]) -> dict[str, KnownText]:
        return {}

    def indexed(self, language: str, article_ids: Collection[str]) -> list[IndexedRecord]:
        return []

    def steps(self, story_ids: Collection[str]) -> dict[str, list[KnownStep]]:
        return {}

    def rejected(self, reject_ids: Collection[str]) -> set[str]:
        return set()

    def addresses(self) -> list[KnownAddress]:
        return []
