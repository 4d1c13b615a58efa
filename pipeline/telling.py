"""What a stream has committed, told line by line.

Its commits happen on workers, wherever a runner puts them; so the lake is asked, which every engine has in common.
"""

import threading
from collections import Counter
from types import TracebackType

from deltalake.exceptions import DeltaError

from pipeline.lake.reader import LakeError
from pipeline.lake.view import Lake
from pipeline.progress import name_changes

TELL_EVERY_SECS = 3.0
"""A stream commits every two seconds in which something came; one look at the lake's log costs some milliseconds."""


class CommitsTold:
    """Prints a line for what came into a lake since the last one, from ``with`` to its end.

    Args:
      lake: what is asked.
      every_secs: how often.
    """

    def __init__(self, lake: Lake, every_secs: float = TELL_EVERY_SECS) -> None:
        self._lake = lake
        self._every_secs = every_secs
        self._told = lake.version
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._tell_on, daemon=True)

    def __enter__(self) -> "CommitsTold":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        self.tell()

    def tell(self) -> None:
        """Print what is new, if anything is; a lake that cannot be read now is asked again later."""
        try:
            found = self._lake.changes(self._told, columns=["change"])
        except (LakeError, DeltaError, OSError):
            return
        if found.version > self._told:
            self._told = found.version
            numbers = Counter(found.records["change"].to_pylist())
            print(f"version {found.version:,}: {name_changes(numbers)}", flush=True)

    def _tell_on(self) -> None:
        while not self._ended.wait(self._every_secs):
            self.tell()
