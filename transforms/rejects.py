"""What a stage could not use, as a value: one row of ``rejects``.

A reject's id is a digest of what failed and why, without a clock or a path, so that the same
failure met again is the same row.
"""

from hashlib import blake2b

from transforms.elements import Entry, Reject

_VERSION = b"\x01"
_ID_BYTES = 16


def reject_id(stage: str, key: str, position: int, reason: str) -> str:
    """Return the 32 hex digits that name this failure: equal arguments, equal id."""
    digest = blake2b(_VERSION, digest_size=_ID_BYTES)
    for part in (stage, key, str(position), reason):
        encoded = part.encode("utf-8", "surrogatepass")
        # The length in front keeps ("a", "bc") and ("ab", "c") apart.
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()


def make_reject(stage: str, entry: Entry, reason: str, detail: str) -> Reject:
    """Return the reject of ``entry`` at ``stage``.

    Args:
      reason: a stable short word (``empty``), the same for every failure of its kind.
      detail: a sentence for a reader; it is not part of the id.
    """
    return Reject(
        reject_id=reject_id(stage, entry.name, entry.position, reason),
        stage=stage,
        key=entry.name,
        reason=reason,
        detail=detail,
        path=entry.file,
        position=entry.position,
    )
