"""The columns of the lake's tables. Nothing here imports Beam: reading a lake stays quick.

New columns may be added at the end of a schema; old data files then read as null there.
"""

import pyarrow as pa

INSTANT = pa.timestamp("us", tz="UTC")


def _list_of(**fields: pa.DataType) -> pa.DataType:
    return pa.list_(pa.struct([pa.field(name, kind) for name, kind in fields.items()]))


RECORDS = pa.schema([
    ("record_id", pa.string()),
    ("story_id", pa.string()),
    ("story_version", pa.int32()),
    ("article_id", pa.string()),
    ("revision", pa.int32()),
    ("change", pa.string()),
    ("supersedes", pa.string()),
    ("duplicate_of", pa.string()),
    ("linked_to", pa.string()),
    ("similarity", pa.float32()),
    ("status", pa.string()),
    ("status_from", pa.string()),
    ("developments", _list_of(kind=pa.string(), evidence=pa.string(), place=pa.string(), effective=INSTANT)),
    ("notices", _list_of(kind=pa.string(), text=pa.string(), time=INSTANT)),
    ("figures", _list_of(what=pa.string(), value=pa.float64(), was=pa.float64())),
    ("diff", _list_of(op=pa.string(), before=pa.string(), after=pa.string())),
    ("url", pa.string()),
    ("source", pa.string()),
    ("origin", pa.string()),
    ("position", pa.int64()),
    ("title", pa.string()),
    ("authors", pa.list_(pa.string())),
    ("language", pa.string()),
    ("text", pa.string()),
    ("comments", pa.list_(pa.string())),
    ("published_at", INSTANT),
    ("modified_at", INSTANT),
    ("observed_at", INSTANT),
    ("recorded_at", INSTANT),
    ("extractor", pa.string()),
    ("fingerprint", pa.string()),
    ("page_fingerprint", pa.string()),
    ("sketch", pa.binary()),
    ("lake_version", pa.int64()),
    ("day", pa.date32()),
])  # fmt: skip

REJECTS = pa.schema([
    ("reject_id", pa.string()),
    ("stage", pa.string()),
    ("key", pa.string()),
    ("reason", pa.string()),
    ("detail", pa.string()),
    ("path", pa.string()),
    ("position", pa.int64()),
    ("recorded_at", INSTANT),
])  # fmt: skip

VISITS = pa.schema([
    ("visit_id", pa.string()),
    ("name", pa.string()),
    ("position", pa.int64()),
    ("observed_at", INSTANT),
    ("outcome", pa.string()),
    ("article_id", pa.string()),
    ("fingerprint", pa.string()),
    ("extractor", pa.string()),
    ("visited_at", INSTANT),
    ("url", pa.string()),
    ("kind", pa.string()),
    ("status", pa.string()),
    ("due_at", INSTANT),
    ("state", pa.string()),
])  # fmt: skip

TABLES = {"records": RECORDS, "rejects": REJECTS, "visits": VISITS}
PARTITIONS = {"records": ["day"], "rejects": [], "visits": []}
