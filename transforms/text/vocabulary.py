"""Which words a text in lower case holds: asked first of every sentence, since most rules have nothing to find in it.

A table of bytes and a split find them in half of the time of a regular expression.  Letters beyond a to z end a
word, as if they were blanks.
"""

import re

_LETTERS = b"abcdefghijklmnopqrstuvwxyz"
_DIGITS = b"0123456789"
_COMPOUND = re.compile("[a-z0-9]+(?:-[a-z0-9]+)?")


def _blank_but(kept: bytes) -> bytes:
    return bytes(byte if byte in kept else ord(" ") for byte in range(256))


_ONLY_LETTERS = _blank_but(_LETTERS)
_ONLY_WORDS = _blank_but(_LETTERS + _DIGITS + b"-")


def letter_runs(lower: str) -> set[str]:
    """The runs of letters: "it's 5pm" holds it, s and pm."""
    return _split(lower, _ONLY_LETTERS)


def compound_words(lower: str) -> set[str]:
    """The runs of letters and digits, of which a hyphen joins two: "a put-off two-by-four" holds put-off and two-by."""
    words = _split(lower, _ONLY_WORDS)
    if "-" in lower:
        for hyphened in [word for word in words if "-" in word]:
            words.remove(hyphened)
            words.update(_COMPOUND.findall(hyphened))
    return words


def _split(lower: str, table: bytes) -> set[str]:
    return set(lower.encode("ascii", "replace").translate(table).decode("ascii").split())
