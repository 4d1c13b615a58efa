"""Text from the web, and figures, made fit for a terminal."""

import unicodedata

# Longest text shown on one line; what is longer ends in an ellipsis.
MAX_CHARS = 400

# Controls, formats (bidi overrides among them), surrogates and private use.
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn"}

# Marks on one letter. No script stacks more; more of them would climb over the lines above.
MAX_MARKS = 4
_MARKS = {"Mn", "Me"}

# What changes the direction of the text around it (Unicode Standard Annex 9).
_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def number(value: float) -> str:
    """A figure with its thousands apart, and without digits that say nothing: ``454,000,000``, ``6.1``."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,g}"


def one_line(text: str, max_chars: int = MAX_CHARS) -> str:
    """The text on one line: white space folded, nothing a terminal could obey, of bounded length."""
    shown = clean(text[: max_chars * 4]).strip()
    return shown if len(shown) <= max_chars else shown[: max_chars - 1].rstrip() + "…"


def clean(text: str) -> str:
    """As ``one_line``, of any length, and white space at either end stays as one space."""
    kept: list[str] = []
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        if char.isspace():
            if not kept or kept[-1] != " ":
                kept.append(" ")
            continue
        if category in _UNPRINTABLE:
            continue
        marks = marks + 1 if category in _MARKS else 0
        if marks <= MAX_MARKS:
            kept.append(char)
    return "".join(kept)


def without_controls(text: str) -> str:
    """The text with its lines and tabs, and nothing else that a terminal or a spreadsheet's cell could obey."""
    if text.isprintable() and text.isascii():
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        char
        for char in lines
        if char in "\n\t" or (unicodedata.category(char) not in ("Cc", "Cs") and char not in _BIDI_CONTROLS)
    )
