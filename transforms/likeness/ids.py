"""Ids that are computed from content, so that doing the same work again makes the same ids."""

import hashlib

# Goes into every id: a change of what an id is made of must not look like the old one.
_VERSION = b"1"
_RECORD_BYTES = 12
_STORY_BYTES = 6


def record_id_of(article_id: str, fingerprint: str, supersedes: str | None) -> str:
    """The id of a version of an article (24 hex digits).

    ``supersedes`` (the record it replaces) is part of it: when a text goes from A to B and back to A,
    the third version is not the first one.
    """
    return _digest(b"record", _RECORD_BYTES, article_id, fingerprint, supersedes or "")


def story_id_of(record_id: str) -> str:
    """The id of the story that a record opens (12 hex digits)."""
    return _digest(b"story", _STORY_BYTES, record_id)


def _digest(kind: bytes, size: int, *parts: str) -> str:
    digest = hashlib.blake2b(_VERSION, digest_size=size, person=kind)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8, "little") + raw)
    return digest.hexdigest()
