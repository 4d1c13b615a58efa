"""The lake: three Delta tables in one folder, and nothing else that has to be remembered.

``Lake`` (``view``) is what a program reads it with.  Below: ``reader`` finds its files, ``history`` its past,
``connection`` asks them in SQL.  ``writer`` makes, pins and commits it; ``known`` answers the stages; ``sweep``
removes what killed rounds left.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.lake.reader import LakeError
    from pipeline.lake.view import Changes, Lake

__all__ = ["Changes", "Lake", "LakeError"]


def __getattr__(name: str) -> Any:
    # Found when asked for: a worker that writes needs no DuckDB.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from pipeline.lake import reader, view

    return getattr(reader if name == "LakeError" else view, name)
