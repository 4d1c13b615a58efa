"""Elements for tests, each valid as it stands; a test names only what it is about."""

import datetime
from typing import Any

from apache_beam.utils.timestamp import Timestamp

from transforms.elements import Article, DataFile, Member, Record, Reject, Revision, Visit
from transforms.fingerprint import fingerprint_article

NOON = Timestamp.from_utc_datetime(datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.timezone.utc))
HOUR_SECS = 3600


def at_hour(hour: float) -> Timestamp:
    """So many hours after noon of the first day."""
    return NOON + hour * HOUR_SECS


def an_article(**fields: Any) -> Article:
    """An article with its fingerprint; ``hour`` sets when it was observed."""
    hour = fields.pop("hour", 0)
    article = Article(
        article_id="press.example/bridge",
        url="https://press.example/bridge",
        source="press.example",
        origin="bridge.jsonl",
        position=0,
        title="Bridge over the Sill closes for repairs",
        authors=["Ada Lindqvist"],
        language="en",
        text="The bridge over the Sill closes on Monday.\n\nRepairs are to last six weeks, the town said.",
        comments=[],
        notices=[],
        published_at=None,
        modified_at=None,
        observed_at=at_hour(hour),
        extractor="test 1",
        fingerprint="",
        page_fingerprint="page",
        sketch=b"",
        visit_id="",
    )._replace(**fields)
    return article if article.fingerprint else fingerprint_article(article)


def a_revision(number: int = 1, **fields: Any) -> Revision:
    """A revision of ``an_article``."""
    return Revision(an_article(**fields), number, [])


def a_member(relation: str = "first", number: int = 1, **fields: Any) -> Member:
    """A member of the story ``s1``; its record_id is derived from the fingerprint."""
    links = {name: fields.pop(name, None) for name in ("supersedes", "duplicate_of", "linked_to", "similarity")}
    story_id = fields.pop("story_id", "s1")
    joins = fields.pop("joins", ())
    revision = a_revision(number, **fields)
    return Member(revision, "r" + revision.article.fingerprint, story_id, relation, **links, joins=joins)


def a_record(**fields: Any) -> Record:
    """The record of a first article."""
    article = an_article()
    shared = {name: getattr(article, name) for name in Record._fields if name in Article._fields}
    return Record(
        **{
            **shared,
            "record_id": "r1",
            "story_id": "s1",
            "story_version": 1,
            "revision": 1,
            "change": "new",
            "supersedes": None,
            "duplicate_of": None,
            "linked_to": None,
            "similarity": None,
            "status": None,
            "status_from": None,
            "developments": [],
            "figures": [],
            "told_figures": [],
            "diff": [],
            **fields,
        }
    )


def a_reject(**fields: Any) -> Reject:
    """A reject of the extract stage."""
    return Reject("reject1", "extract", "bad.html", "no_text", "nothing to read", "bad.html", 0)._replace(**fields)


def a_visit(**fields: Any) -> Visit:
    """A visit that found something new."""
    return Visit("visit1", "bridge.jsonl", 0, NOON, "new", "press.example/bridge", "f1", "test 1")._replace(**fields)


__all__ = [
    "HOUR_SECS",
    "NOON",
    "DataFile",
    "a_member",
    "a_record",
    "a_reject",
    "a_revision",
    "a_visit",
    "an_article",
    "at_hour",
]
