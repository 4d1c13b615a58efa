"""Which words a text holds at all: what shows, before it is read closely, that most rules have nothing to find."""

from functools import lru_cache

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_BLANKS = bytes(byte if chr(byte) in _LETTERS else 0x20 for byte in range(256))


@lru_cache(maxsize=4)
def letter_runs(lower: str) -> frozenset[str]:
    """The runs of the letters a to z in a text in lower case: "it's 5pm" holds it, s and pm.

    Several readers ask it of the same text one after the other; a few are remembered.
    """
    return frozenset(lower.encode("ascii", "replace").translate(_BLANKS).decode("ascii").split())
