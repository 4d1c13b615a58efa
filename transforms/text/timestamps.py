"""What every reader of printed and machine-written times shares: months, zones, and the instant they make.

``transforms.reading.dates`` reads fields and stamp lines whole, ``page_times`` finds a stamp in a line.
"""

from datetime import datetime, timedelta, timezone

MAX_SHIFT_HOURS = 14
"""No zone is farther from UTC (Kiribati)."""

ENGLISH_MONTHS = {
    "jan": 1, "january": 1, "feb": 2, "february": 2, "mar": 3, "march": 3, "apr": 4, "april": 4, "may": 5,
    "jun": 6, "june": 6, "jul": 7, "july": 7, "aug": 8, "august": 8, "sep": 9, "sept": 9, "september": 9,
    "oct": 10, "october": 10, "nov": 11, "november": 11, "dec": 12, "december": 12,
}  # fmt: skip
MONTHS = ENGLISH_MONTHS | {
    name: number
    for number, names in enumerate(
        (
            "januar jänner enero janvier gennaio janeiro januari",
            "februar febrero février febbraio fevereiro februari",
            "märz marzo mars março maart",
            "abril avril aprile",
            "mai mayo maggio maio mei maj",
            "juni junio juin giugno junho",
            "juli julio juillet luglio julho",
            "agosto août augustus augusti",
            "septiembre septembre settembre setembro",
            "oktober okt octubre octobre ottobre outubro",
            "noviembre novembre novembro",
            "dezember dez diciembre décembre dicembre dezembro desember",
        ),
        start=1,
    )
    for name in names.split()
}
"""English, German, French, Spanish, Italian, Portuguese, Dutch and Scandinavian names."""

ZONE_MINUTES = {
    "z": 0, "utc": 0, "gmt": 0, "bst": 60, "cet": 60, "cest": 120, "est": -300, "edt": -240, "cst": -360,
    "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600,
}  # fmt: skip
SEASONAL_ZONE_MINUTES = {"et": -300, "ct": -360, "mt": -420, "pt": -480}
"""Zones whose name does not say whether clocks are ahead."""


def zone_shift(name: str, local: datetime) -> timedelta:
    """Return how far a named zone is from UTC at a local time; KeyError if the name is in neither table."""
    name = name.lower()
    if name in SEASONAL_ZONE_MINUTES:
        return timedelta(minutes=SEASONAL_ZONE_MINUTES[name], hours=us_summer_time(local))
    return timedelta(minutes=ZONE_MINUTES[name])


def us_summer_time(at: datetime) -> bool:
    """Whether clocks in the United States were an hour ahead: second Sunday of March to first of November.

    The rule since 2007 (Energy Policy Act of 2005), taken for earlier years too.
    """
    begins = _sunday_from(datetime(at.year, 3, 8, 2, tzinfo=timezone.utc))
    ends = _sunday_from(datetime(at.year, 11, 1, 2, tzinfo=timezone.utc))
    return begins <= at < ends


def offset_shift(sign: str, hours: str, minutes: str | None) -> timedelta:
    """Return the shift of a numeric offset such as ``-0330``."""
    shift = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return -shift if sign == "-" else shift


def day_at(year: int, month: int, day: int) -> datetime | None:
    """Return midnight of a day in UTC, or None if there is no such day."""
    try:
        return datetime(year, month, day, tzinfo=timezone.utc)
    except ValueError:
        return None


def hour_of_day(hour: int, half: str | None) -> int | None:
    """Return the hour of a clock of twelve (``half`` begins with a or p) or of 24; None if there is no such hour."""
    if not half:
        return hour if hour < 24 else None
    return hour % 12 + (12 if half[0] in "pP" else 0) if 1 <= hour <= 12 else None


def _sunday_from(day: datetime) -> datetime:
    return day + timedelta(days=(6 - day.weekday()) % 7)
