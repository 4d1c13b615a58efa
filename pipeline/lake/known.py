"""The lake at one version, as the stages ask it (``transforms.known.Known``)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from pipeline.lake.addresses import read_addresses
from pipeline.lake.reader import LakeReader
from pipeline.lake.writer import LakeWriter, Pin
from transforms.known import IndexedRecord, KnownAddress, KnownJoin, KnownStep, KnownText, KnownVersion, Order
from transforms.likeness.held import held_since
from transforms.schemas import INSTANT
from transforms.text.figures import FoundFigure
from transforms.text.story_status import Claim
from transforms.text.tellings import CORRECTING, Telling, written_at

_VERSION_COLUMNS = [
    "record_id",
    "article_id",
    "revision",
    "fingerprint",
    "page_fingerprint",
    "extractor",
    "language",
    "observed_at",
    "origin",
    "position",
]
_INDEX_COLUMNS = [
    "record_id",
    "story_id",
    "article_id",
    "revision",
    "change",
    "duplicate_of",
    "observed_at",
    "sketch",
]

_FILE = "__filename"
"""Arrow's column of the file that a row comes from."""


class LakeKnown:
    """Answers from the records of one pinned version, so that a round sees one lake throughout.

    With ``only``, the records that it does not hold for are not there.
    """

    def __init__(self, lake: LakeReader, pin: Pin, only: pc.Expression | None = None) -> None:
        self._lake = lake
        self._version = pin.version
        self._only = only
        self._joins: list[KnownJoin] | None = None
        self._dataset: ds.Dataset | None = None

    @classmethod
    def newest(cls, lake: LakeWriter) -> "LakeKnown":
        """What the lake holds when it is asked, without a pin: for a stream, which has no round."""
        return cls(lake, lake.pin())

    def __call__(self) -> "LakeKnown":
        """Itself: what a stage is handed to open in its worker."""
        return self

    def _rows(self, columns: Sequence[str], filter: pc.Expression, table: str = "records") -> pa.Table:
        if table == "records" and self._only is not None:
            filter = filter & self._only
        rows = self._records() if table == "records" else self._lake.dataset(table)
        return rows.to_table(columns=list(columns), filter=filter)

    def _records(self) -> ds.Dataset:
        # Opened once: Arrow then keeps what it has read of the files' ends.
        if self._dataset is None:
            self._dataset = self._lake.dataset("records", self._version)
        return self._dataset

    def versions(self, article_ids: Collection[str]) -> dict[str, list[KnownVersion]]:
        found: dict[str, list[KnownVersion]] = {}
        for row in _with_micros(self._rows(_VERSION_COLUMNS, _any_of("article_id", article_ids))).to_pylist():
            order = Order(row.pop("observed_at"), row.pop("origin"), row.pop("position"))
            found.setdefault(row["article_id"], []).append(KnownVersion(**row, order=order))
        for versions in found.values():
            versions.sort(key=lambda version: version.revision)
        return found

    def baselines(self, article_ids: Collection[str]) -> dict[tuple[str, str], str]:
        columns = ["article_id", "extractor", "fingerprint", "observed_at"]
        rows = self._rows(columns, _any_of("article_id", article_ids), "visits").sort_by("observed_at").to_pylist()
        return {(row["article_id"], row["extractor"]): row["fingerprint"] for row in rows}

    def texts(self, record_ids: Collection[str]) -> dict[str, KnownText]:
        if not record_ids:
            return {}
        # First where they are: to filter texts by id, Arrow would read those of the whole lake.
        wanted = _any_of("record_id", record_ids)
        files = set(self._rows([_FILE], wanted).column(_FILE).to_pylist())
        holding = self._lake.dataset_of("records", sorted(files))
        rows = holding.to_table(columns=["record_id", "title", "text", "notices"], filter=wanted).to_pylist()
        return {
            row["record_id"]: KnownText(row["title"], row["text"], tuple(notice["text"] for notice in row["notices"]))
            for row in rows
        }

    def indexed(self, language: str, article_ids: Collection[str]) -> list[IndexedRecord]:
        mine = ds.field("language") == language
        observed = self._rows(["observed_at"], mine).column("observed_at")
        if not len(observed):
            return []
        since = pa.scalar(held_since(observed.cast(pa.int64()).to_numpy()), pa.int64()).cast(INSTANT)
        live = (ds.field("observed_at") >= since) | _any_of("article_id", article_ids)
        rows = _with_micros(self._rows(_INDEX_COLUMNS, mine & live)).rename_columns({"observed_at": "observed_us"})
        return [IndexedRecord(**row) for row in rows.to_pylist()]

    def steps(self, story_ids: Collection[str]) -> dict[str, list[KnownStep]]:
        columns = ["story_id", "article_id", "story_version", "revision", "source", "title"]
        columns += ["published_at", "modified_at", "observed_at", "developments", "notices", "figures", "told_figures"]
        made = ds.field("change") != "duplicate"
        found: dict[str, list[KnownStep]] = {}
        for row in self._rows(columns, _any_of("story_id", story_ids) & made).to_pylist():
            step = KnownStep(row["story_version"], row["title"], _telling_of(row))
            found.setdefault(row["story_id"], []).append(step)
        return found

    def joins(self) -> list[KnownJoin]:
        # Asked by every group of a round; the pinned version answers the same each time.
        if self._joins is None:
            self._joins = read_joins(self._records(), self._only)
        return self._joins

    def rejected(self, reject_ids: Collection[str]) -> set[str]:
        if not reject_ids:
            return set()
        columns = ["reject_id", "key", "position", "recorded_at"]
        rows = self._rows(columns, _any_of("reject_id", reject_ids), "rejects").to_pylist()
        recorded: dict[str, dict[str, Any]] = {}
        for row in sorted(rows, key=lambda row: row["recorded_at"]):
            recorded[row["reject_id"]] = row
        cleared = self._cleared_at({row["key"] for row in rows})
        return {
            reject_id
            for reject_id, row in recorded.items()
            if cleared.get((row["key"], row["position"]), row["recorded_at"]) <= row["recorded_at"]
        }

    def _cleared_at(self, keys: Collection[str]) -> dict[tuple[str, int], datetime]:
        """When these documents, by name and position, were last visited without a reject, or declared gone."""
        columns = ["name", "position", "visited_at"]
        documents = _any_of("name", keys) & ~ds.field("url").is_valid()
        rows = self._rows(columns, documents, "visits").sort_by("visited_at").to_pylist() if keys else []
        return {(row["name"], row["position"]): row["visited_at"] for row in rows}

    def addresses(self) -> list[KnownAddress]:
        return read_addresses(self._lake)


def _telling_of(row: dict[str, Any]) -> Telling:
    figures = row["told_figures"]
    if figures is None:
        # A row from before the figures of a text were kept: those that it changed.
        figures = [{**figure, "evidence": ""} for figure in row["figures"]]
    return Telling(
        written_at(row["revision"], row["published_at"], row["modified_at"], row["observed_at"]),
        row["source"] or row["article_id"],
        any(notice["kind"] in CORRECTING for notice in row["notices"] or ()),
        tuple(
            Claim(one["kind"], one["place"], one["effective"], one["evidence"])
            for one in row["developments"]
            if one["of_story"] is not False
        ),
        tuple(FoundFigure(**{name: figure[name] for name in FoundFigure._fields}) for figure in figures),
    )


def read_joins(records: ds.Dataset, only: pc.Expression | None = None) -> list[KnownJoin]:
    """Every join that ``records``, or those of them for which ``only`` holds, make known, by the story that joined."""
    columns = ["joins", "story_id", "story_version", "change"]
    joining = pc.list_value_length(ds.field("joins")) > 0
    rows = records.to_table(columns=columns, filter=joining if only is None else joining & only).to_pylist()
    return sorted(
        # A copy makes no version: the next one is the first to know.
        KnownJoin(joined, row["story_id"], row["story_version"] + (row["change"] == "duplicate"))
        for row in rows
        for joined in row["joins"]
    )


def _any_of(column: str, values: Collection[str]) -> pc.Expression:
    return ds.field(column).isin(pa.array(sorted(values), pa.string()))


def _with_micros(rows: pa.Table) -> pa.Table:
    """The rows with ``observed_at`` as whole microseconds: cheaper than a datetime for each."""
    at = rows.schema.get_field_index("observed_at")
    return rows.set_column(at, "observed_at", rows.column("observed_at").cast(pa.int64()))
