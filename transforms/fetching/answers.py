"""What one request says, and what is made of its answer.  No network here."""

from datetime import datetime

from yarl import URL

from transforms.fetching import headers as header
from transforms.fetching.decoding import ACCEPT_ENCODING, decode_body
from transforms.fetching.exchange import Answer, Headers
from transforms.fetching.guard import parse_url
from transforms.fetching.messages import Failed, Fetched, Outcome, Request, Trouble

REDIRECTS = frozenset({301, 302, 303, 307, 308})
DOCUMENTS = frozenset({200, 203})

_MAX_VALIDATOR_CHARS = 1_000
_MAX_DETAIL_CHARS = 300
_ACCEPT = {
    "feed": "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
    "page": "text/html, application/xhtml+xml, */*;q=0.5",
    "sitemap": "application/xml, text/xml;q=0.9, */*;q=0.5",
}


def judge_head(
    request: Request, accepted_types: tuple[str, ...], status: int, headers: Headers, now: datetime
) -> Trouble | bool:
    """Return whether the body of an answer is to be read, or why the answer is of no use."""
    if status in REDIRECTS or (status == 304 and _validators(request)):
        return False
    if status not in DOCUMENTS:
        after = header.retry_after_of(headers.get("Retry-After"), now)
        return Trouble(f"http_{status}", f"answered {status}", status, after)
    media_type = header.media_type_of(headers.get("Content-Type"))
    if not header.type_is_accepted(media_type, accepted_types):
        return Trouble("bad_content_type", f"{media_type} is no {request.kind}", status)
    return True


def outcome_of(request: Request, url: URL, moved: bool, answer: Answer, max_bytes: int, now: datetime) -> Outcome:
    """Return what an answer brings, or why its body cannot be read.

    Args:
      url: the address that answered; ``moved`` if lasting redirects led there.
    """
    headers = answer.headers
    body = decode_body(answer.raw, headers.get("Content-Encoding"), max_bytes)
    if isinstance(body, Trouble):
        return failed(request, body._replace(status=answer.status))
    not_modified = answer.status == 304
    content_type = headers.get("Content-Type")
    return Fetched(
        url=request.url,
        final_url=str(url),
        status=answer.status,
        etag=_validator(headers.get("ETag")) or (request.etag if not_modified else None),
        last_modified=_validator(headers.get("Last-Modified")) or (request.last_modified if not_modified else None),
        content_type=_plain(header.media_type_of(content_type)),
        charset=header.charset_of(content_type),
        max_age_secs=header.max_age_of(headers.get("Cache-Control"), headers.get("Age")),
        retry_after_secs=header.retry_after_of(headers.get("Retry-After"), now),
        body=body,
        moved_to=str(url) if moved else None,
        fetched_at=now,
        not_modified=not_modified,
        bytes_read=len(answer.raw),
    )


def target_of(url: URL, answer: Answer) -> URL | Trouble:
    """Return where a redirect points; a fault of the address is a fault of the redirect."""
    location = answer.headers.get("Location")
    if not location:
        return Trouble("bad_redirect", f"answered {answer.status} without a Location", answer.status)
    target = parse_url(location, base=url)
    if not isinstance(target, Trouble):
        return target
    reason = "bad_redirect" if target.reason == "bad_url" else target.reason
    return Trouble(reason, f"redirect: {target.detail}", answer.status)


def _validator(value: str | None) -> str | None:
    """Return a validator that can be stored and sent again as it is, else None."""
    fit = value and value.isascii() and value.isprintable() and len(value) <= _MAX_VALIDATOR_CHARS
    return value if fit else None


def _validators(request: Request) -> dict[str, str]:
    named = {"If-None-Match": _validator(request.etag), "If-Modified-Since": _validator(request.last_modified)}
    return {name: value for name, value in named.items() if value}


def headers_for(request: Request) -> dict[str, str]:
    """Return what a request says besides who asks; validators only if a server can read them."""
    return {"Accept": _ACCEPT[request.kind], "Accept-Encoding": ACCEPT_ENCODING, **_validators(request)}


def _plain(text: str) -> str:
    """Return text that any coder takes: no half surrogates, no controls, not endless."""
    shown = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(char if char.isprintable() else " " for char in shown[:_MAX_DETAIL_CHARS])


def failed(request: Request, trouble: Trouble) -> Failed:
    """Return a request's outcome when a step on its way failed."""
    return Failed(request.url, trouble.reason, _plain(trouble.detail), trouble.status, trouble.retry_after_secs)
