"""A record that is held to be linked to, and for how long."""

from datetime import timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.likeness.encoding import recall_sketch
from transforms.likeness.sketches import Sketch

I64 = npt.NDArray[np.int64]


class Horizon(NamedTuple):
    """How long a record is held.

    Attributes:
      age: for so long after its observation.
      records: … and on while it is among so many newest ones.
      most: never more than so many newest ones.
    """

    age: timedelta
    records: int
    most: int = 500_000


# A charge comes within weeks, a sentence after a year.  Whoever reads a hundred articles a day keeps half a
# year of them for the price of 20,000 (memory, and a linker's start); whoever reads more keeps four weeks
# (test_index: the newest records are held however old they are).  Half a million take some three gigabytes
# (docs/scale.md): whoever reads more than 18,000 a day in one language keeps fewer days, and a process that does not
# end (test_index: never more than the most are held).
HORIZON = Horizon(timedelta(days=28), 20_000)


class Held(NamedTuple):
    """A record in the index; ``encoded`` is its sketch as bytes, which take a third of the room."""

    observed_us: int
    record_id: str
    story_id: str
    article_id: str
    revision: int
    duplicate_of: str | None
    encoded: bytes

    @property
    def sketch(self) -> Sketch:
        """The sketch, decoded."""
        return recall_sketch(self.encoded)

    def version(self) -> tuple[int, int, str]:
        """The order among the versions of one article."""
        return self.revision, self.observed_us, self.record_id

    def order(self) -> tuple[int, str]:
        """The order of observation, ties by id."""
        return self.observed_us, self.record_id


def held_since(observed_us: I64, horizon: Horizon = HORIZON) -> int:
    """The observation from which on records are held, of records observed at these times (at least one)."""
    edge = int(observed_us.max()) - horizon.age // timedelta(microseconds=1)
    ranks = [min(max(len(observed_us) - newest, 0), len(observed_us) - 1) for newest in (horizon.records, horizon.most)]
    among_newest, among_most = (int(time) for time in np.partition(observed_us, ranks)[ranks])
    return max(min(edge, among_newest), among_most)
