"""Text from the web made fit for a terminal."""

import unicodedata

# Longest text shown on one line; what is longer ends in an ellipsis.
MAX_CHARS = 400

# Controls, formats (bidi overrides among them), surrogates and private use.
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn"}


def one_line(text: str, max_chars: int = MAX_CHARS) -> str:
    """The text on one line: white space folded, nothing a terminal could obey, of bounded length."""
    folded = " ".join(text[: max_chars * 4].split())
    shown = "".join(char for char in folded if unicodedata.category(char) not in _UNPRINTABLE)
    return shown if len(shown) <= max_chars else shown[: max_chars - 1].rstrip() + "…"
