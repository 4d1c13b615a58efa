"""Elements as rows of the lake's tables (``transforms.schemas``)."""

from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa
from apache_beam.utils.timestamp import Timestamp

from transforms.elements import Record, Reject, Visit
from transforms.schemas import RECORDS, REJECTS, VISITS
from transforms.times import to_datetime


def day_of(observed_at: Timestamp) -> str:
    """The partition of a record: the UTC day of its observation, ``YYYY-MM-DD``."""
    day: str = to_datetime(observed_at).date().isoformat()
    return day


def records_table(records: Sequence[Record], recorded_at: Timestamp) -> pa.Table:
    """Records as rows of a data file: without ``day``, which the partition's folder carries, and without
    ``lake_version``, which whoever puts the file into the lake knows."""
    schema = pa.schema([field for field in RECORDS if field.name not in ("day", "lake_version")])
    return _table(schema, records, {"recorded_at": recorded_at})


def rejects_table(rejects: Sequence[Reject], recorded_at: Timestamp) -> pa.Table:
    """Rejects as rows."""
    return _table(REJECTS, rejects, {"recorded_at": recorded_at})


def visits_table(visits: Sequence[Visit], visited_at: Timestamp) -> pa.Table:
    """Visits as rows."""
    return _table(VISITS, visits, {"visited_at": visited_at})


def _table(schema: pa.Schema, elements: Sequence[Any], constants: dict[str, Timestamp]) -> pa.Table:
    columns = []
    for field in schema:
        if field.name in constants:
            values = [constants[field.name].micros] * len(elements)
        else:
            plain = _plain(field.type)
            values = [plain(getattr(element, field.name)) for element in elements]
        columns.append(pa.array(values, type=field.type))
    return pa.Table.from_arrays(columns, schema=schema)


def _plain(kind: pa.DataType) -> Callable[[Any], Any]:
    """What turns a field of an element into a value that Arrow takes for this type."""
    if pa.types.is_timestamp(kind):
        return _micros
    if pa.types.is_string(kind):
        return _encodable
    if pa.types.is_list(kind):
        if not pa.types.is_struct(kind.value_type):
            item = _plain(kind.value_type)
            return lambda values: [item(value) for value in values]
        fields = [(field.name, _plain(field.type)) for field in kind.value_type]
        return lambda structs: [{name: plain(getattr(s, name)) for name, plain in fields} for s in structs]
    return lambda value: value


def _micros(time: Timestamp | None) -> int | None:
    return time.micros if time is not None else None


def _encodable(value: str | None) -> str | None:
    """Lone surrogates, which a broken JSON escape can bring, cannot be stored as UTF-8."""
    if value is None or value.isascii():
        return value
    return value.encode("utf-8", "replace").decode("utf-8")
