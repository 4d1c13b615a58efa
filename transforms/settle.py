"""What a fetched page held → the state of its address.

Only after the page was extracted and compared is it known whether its text changed: advertisements and
counters change a page's bytes with each visit, and would make every page look as if it moved.
"""

import random
from collections.abc import Iterable, Iterator
from typing import Any

import apache_beam as beam

from transforms.elements import Look, Reject, Visit
from transforms.polling import schedule
from transforms.polling.memory import from_json
from transforms.polling.schedule import Outcome, PageState, Settings
from transforms.times import to_datetime
from transforms.visits import visit_of

_EDITED = "edited"


def settle(look: Look, compared: str | None, rejected: Reject | None, settings: Settings, jitter: float) -> Visit:
    """Return the visit of a page that was fetched whole.

    Args:
      compared: what the article on it is to the versions known of it (``transforms.compare``), if there was one.
      rejected: why there was none.
      jitter: from 0 to 1, chance for this visit.
    """
    memory, now = from_json(look.memory), to_datetime(look.looked_at)
    assert isinstance(memory.state, PageState)
    outcome = Outcome(
        look.status,
        error="" if rejected is None else rejected.detail or rejected.reason,
        changed=compared == _EDITED,
        etag=look.etag,
        last_modified=look.last_modified,
        moved_to=look.moved_to,
    )
    state, _ = schedule.after_page_visit(memory.state, outcome, settings, now, jitter)
    settled = memory._replace(state=state, reason="" if rejected is None else rejected.reason)
    return visit_of(settled, compared or "failed", now)


class _Settle(beam.DoFn):
    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def process(self, group: tuple[str, dict[str, Iterable[Any]]]) -> Iterator[Visit]:
        compared = next((visit.outcome for visit in group[1]["compared"]), None)
        rejected = next(iter(group[1]["rejected"]), None)
        for look in group[1]["looks"]:
            yield settle(look, compared, rejected, self._settings, random.random())


class SettleLooks(beam.PTransform):
    """Bring each look together with what compare or extract said of its page; one visit for each. Bounded.

    Input: ``{"looks": Look, "compared": Visit, "rejected": Reject}``, joined by the entry's name.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings

    def expand(self, parts: dict[str, beam.PCollection]) -> beam.PCollection:
        keyed = {
            "looks": parts["looks"]
            | "KeyLooks" >> beam.Map(lambda look: (look.name, look)).with_output_types(tuple[str, Look]),
            "compared": parts["compared"]
            | "KeyCompared" >> beam.Map(lambda visit: (visit.name, visit)).with_output_types(tuple[str, Visit]),
            "rejected": parts["rejected"]
            | "KeyRejected" >> beam.Map(lambda reject: (reject.key, reject)).with_output_types(tuple[str, Reject]),
        }
        return (
            keyed
            | "GroupByName" >> beam.CoGroupByKey()
            | "Settle" >> beam.ParDo(_Settle(self._settings)).with_output_types(Visit)
        )
