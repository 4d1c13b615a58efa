"""Header values as they are found in the wild, read without raising."""

import re
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from fnmatch import fnmatchcase

MAX_RETRY_AFTER_SECS = 86_400
"""Nobody is left alone for longer than a day; defended by ``test_retry_after_is_seconds_or_a_date``."""

MAX_AGE_SECS = 366 * 86_400

_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9][A-Za-z0-9_.:+-]{0,39})""", re.IGNORECASE)
_MAX_AGE = re.compile(r"""(?:^|[,;\s])max-age\s*=\s*"?(\d{1,12})""", re.IGNORECASE)
_NEVER_FRESH = re.compile(r"(?:^|[,;\s])no-(?:cache|store)(?:$|[,;\s=])", re.IGNORECASE)
_HEADER_CHARS = 1_000


def media_type_of(content_type: str | None) -> str:
    """Return ``text/html`` of ``Text/HTML; charset=utf-8``; empty where there is none, or only half of one."""
    named = (content_type or "")[:_HEADER_CHARS].split(";")[0].split(",")[0].strip().lower()
    return named if "/" in named else ""


def charset_of(content_type: str | None) -> str | None:
    """Return the charset parameter of a Content-Type in lower case."""
    found = _CHARSET.search((content_type or "")[:_HEADER_CHARS])
    return found.group(1).lower() if found else None


def type_is_accepted(media_type: str, patterns: tuple[str, ...]) -> bool:
    """Return whether a media type fits one of the shell patterns; an empty one fits all."""
    return not media_type or any(fnmatchcase(media_type, pattern) for pattern in patterns)


def max_age_of(cache_control: str | None, age: str | None = None) -> int | None:
    """Return the seconds for which an answer stays fresh, less the ``Age`` that it already has in a cache."""
    value = (cache_control or "")[:_HEADER_CHARS]
    if _NEVER_FRESH.search(value):
        return 0
    found = _MAX_AGE.search(value)
    if not found:
        return None
    spent = int(age) if age and age.isascii() and age.isdigit() and len(age) <= 12 else 0
    return min(max(int(found.group(1)) - spent, 0), MAX_AGE_SECS)


def retry_after_of(value: str | None, now: datetime) -> int | None:
    """Return the seconds of a Retry-After header, which gives seconds or a date, between 0 and a day."""
    text = (value or "").strip()[:100]
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return min(int(text), MAX_RETRY_AFTER_SECS)
    try:
        when = parsedate_to_datetime(text)
        # A date without a zone is GMT (RFC 9110, 5.6.7).
        wait = (when if when.tzinfo else when.replace(tzinfo=timezone.utc)) - now
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return min(max(round(wait.total_seconds()), 0), MAX_RETRY_AFTER_SECS)
