"""A seed as a JSON object: its fields checked, with a refusal that names the field."""

import json
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from transforms.reading.bounded import Refusal
from transforms.reading.dates import parse_time
from transforms.reading.plain import clean

MAX_URL_CHARS = 8_000
"""Servers and browsers refuse longer addresses; what is longer is not an address."""

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_TEXT_FIELDS = ("url", "title", "text", "html", "source", "language")
_TIME_FIELDS = ("published", "modified", "observed")
_SHOWN_CHARS = 40


class Seed(NamedTuple):
    """The fields of a JSON seed; exactly one of ``text`` and ``html`` is given, ``text`` if it had both."""

    url: str | None
    text: str | None
    html: str | None
    title: str | None
    published: datetime | None
    modified: datetime | None
    observed: datetime | None
    source: str | None
    authors: tuple[str, ...]
    language: str | None


def parse_json(raw: bytes) -> Any | Refusal:
    """Return the JSON value in ``raw`` (UTF-8 with or without mark, UTF-16, UTF-32), or why there is none."""
    try:
        return json.loads(raw)
    except RecursionError:
        return Refusal("bad_json", "is nested too deep")
    except ValueError as error:
        # Also numbers with thousands of digits, and bytes that are no Unicode text.
        return Refusal("bad_json", f"is not JSON: {clean(str(error))[:200]}")


def check_seed(value: Any, *, url_needed: bool) -> Seed | Refusal:
    """Return the seed that a JSON value states, or which field is wrong.

    Args:
      value: any JSON value.
      url_needed: whether a document without ``url`` is refused; a feed entry may have none.
    """
    if not isinstance(value, dict):
        return Refusal("not_an_object", f"holds {_kind(value)} instead of an object with url and text")
    texts: dict[str, str | None] = {}
    for field in _TEXT_FIELDS:
        given = value.get(field)
        if given is not None and not isinstance(given, str):
            return _wrong(field, given, "text")
        texts[field] = clean(given) if given and not given.isspace() else None
    times: dict[str, datetime | None] = {}
    for field in _TIME_FIELDS:
        given = value.get(field)
        if isinstance(given, bool) or not (given is None or isinstance(given, (str, int, float))):
            return _wrong(field, given, "a time")
        times[field] = parse_time(given) if isinstance(given, str) else _from_seconds(given)
    authors = _authors(value.get("authors"))
    if authors is None:
        return _wrong("authors", value["authors"], "text or a list of texts")
    if texts["url"] is None and url_needed:
        return Refusal("no_url", "has no url")
    if texts["url"] is not None and len(texts["url"]) > MAX_URL_CHARS:
        return Refusal("bad_field", f"url has more than {MAX_URL_CHARS:,} characters")
    if texts["text"] is None and texts["html"] is None:
        return Refusal("no_text", "has neither text nor html")
    return _seed(texts, times, authors)


def host_of(url: str | None) -> str | None:
    """Return the host of an address without ``www.``, or None where there is none."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return clean(host).removeprefix("www.") or None if host else None


def _seed(texts: dict[str, str | None], times: dict[str, datetime | None], authors: tuple[str, ...]) -> Seed:
    url = texts["url"].strip() if texts["url"] else None
    return Seed(
        url=url,
        text=texts["text"],
        html=None if texts["text"] else texts["html"],
        title=_squeezed(texts["title"]),
        published=times["published"],
        modified=times["modified"],
        observed=times["observed"],
        source=_squeezed(texts["source"]) or host_of(url),
        authors=authors,
        language=_squeezed(texts["language"]),
    )


def _squeezed(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None


def _authors(given: Any) -> tuple[str, ...] | None:
    """Return the authors as given, each once, or None where their type is wrong."""
    if given is None:
        return ()
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return None
    squeezed = (_squeezed(clean(name)) for name in names)
    return tuple(dict.fromkeys(name for name in squeezed if name))


def _from_seconds(seconds: int | float | None) -> datetime | None:
    """Return a Unix time; milliseconds and other magnitudes give times that nobody believes, or none."""
    if seconds is None:
        return None
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        return None


def _wrong(field: str, given: Any, wanted: str) -> Refusal:
    return Refusal("bad_field", f"{field} must be {wanted}, not {_kind(given)}")


def _kind(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return f"the text {clean(value[:_SHOWN_CHARS])!r}"
    return "a list" if isinstance(value, list) else "an object"
