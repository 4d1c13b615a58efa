"""Beam's ``Timestamp`` and Python's ``datetime``: both UTC, both to the microsecond."""

import datetime
from typing import overload

from apache_beam.utils.timestamp import Timestamp

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
_MICROSECOND = datetime.timedelta(microseconds=1)


@overload
def to_datetime(time: None) -> None: ...
@overload
def to_datetime(time: Timestamp) -> datetime.datetime: ...
def to_datetime(time: Timestamp | None) -> datetime.datetime | None:
    """An aware time; None stays None."""
    # Beam's own way takes five times as long.
    return _EPOCH + datetime.timedelta(microseconds=time.micros) if time is not None else None


@overload
def to_timestamp(time: None) -> None: ...
@overload
def to_timestamp(time: datetime.datetime) -> Timestamp: ...
def to_timestamp(time: datetime.datetime | None) -> Timestamp | None:
    """Beam's time of an aware time, exact to the microsecond (Beam's own way goes over floats); None stays None."""
    return Timestamp(micros=(time - _EPOCH) // _MICROSECOND) if time is not None else None
