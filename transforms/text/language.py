"""The language of a text, found from the text itself.

``py3langid`` (a naive Bayes model over byte n-grams) reads the first ``SAMPLE_CHARS`` characters.  On
800 news texts in 19 languages 400 characters give the answer of 3,000 but for texts in capitals
(which are lowered first), at 0.2 ms; it is the dearest step of a plain text.
"""

import re
from functools import lru_cache
from itertools import islice
from operator import ne
from typing import Any

UNKNOWN = "und"
"""ISO 639-2 for "undetermined"."""

SAMPLE_CHARS = 400
"""How much of a text is looked at."""

MIN_LETTERS = 24
"""With fewer letters than this the model guesses; defended by test_short_text_is_undetermined."""

CLEAR_MARGIN = 0.12
"""Lead of the best language over the second, in nats a byte, that overrules the page's claim.  Sentences
lead by 0.2 and more; Norwegian over Danish and Zulu over Xhosa by about 0.1."""

MIN_MARGIN = 0.035
"""A smaller lead is no answer.  Where every fourth letter is a digit the lead must be clear: tables of
figures come out as any language; defended by test_tables_of_figures_are_undetermined."""

NEWS_LANGUAGES = frozenset(
    (
        "af", "am", "ar", "as", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es",
        "et", "eu", "fa", "fi", "fo", "fr", "fy", "ga", "gd", "gl", "gu", "ha", "he", "hi", "hr", "ht", "hu",
        "hy", "id", "ig", "is", "it", "ja", "ka", "kk", "km", "kn", "ko", "ku", "ky", "lb", "lg", "ln", "lo",
        "lt", "lv", "mg", "mk", "ml", "mn", "mr", "ms", "mt", "my", "ne", "nl", "nn", "no", "oc", "om", "or",
        "pa", "pl", "ps", "pt", "qu", "ro", "ru", "rw", "se", "si", "sk", "sl", "sn", "so", "sq", "sr", "st",
        "sv", "sw", "ta", "te", "tg", "th", "tk", "tl", "tr", "tt", "ug", "uk", "ur", "uz", "vi", "wo", "xh",
        "yo", "yue", "zh", "zu",
    )
)  # fmt: skip
"""What may be answered.  The model knows more (Nigerian Pidgin, Volapük, "no language") and sees them in
English broadcast transcripts."""

_FIGURES = re.compile(r"[\d.,]+")
_CODE = re.compile(r"^\s*([A-Za-z]{2,3})(?:[-_].*)?\s*$")
_ALIASES = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi", "tl": "fil"}
_ISO3 = {
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "por": "pt", "ita": "it",
    "nld": "nl", "dut": "nl", "rus": "ru", "jpn": "ja", "zho": "zh", "chi": "zh", "ara": "ar", "tur": "tr",
}  # fmt: skip


def normalise_code(claim: str | None) -> str | None:
    """Return the primary language of a tag (``en`` of ``en-US`` or ``en_GB.UTF-8``), or None if it is none."""
    found = _CODE.match(claim) if claim else None
    if found is None:
        return None
    code = found[1].lower()
    code = _ISO3.get(code, code)
    return _ALIASES.get(code, code)


def detect_language(text: str, claim: str | None = None, title: str = "") -> str:
    """Return the ISO 639 code of the language of ``text``, or ``und``.

    Args:
      text: any length; only its beginning is read.
      claim: what the page says of itself; it decides where the text is too short or the two best
        guesses are near each other, and is otherwise overruled.
      title: read with the words of a text that is mostly figures.
    """
    said = normalise_code(claim)
    sample = text[:SAMPLE_CHARS].strip()
    low = sample.lower()
    if 2 * sum(map(ne, sample, low)) > len(sample):
        sample = low  # transcripts of broadcasts: in capitals English looks like Igbo
    # A letter of a script without spaces (from U+2E80: kana, Han, Hangul) says about three times as much.
    letters = sum(map(str.isalpha, sample)) + 2 * sum(map("\u2e80".__le__, sample))
    if letters < MIN_LETTERS:
        return said or UNKNOWN
    near, margin = _rank(sample)
    if said in near and margin < CLEAR_MARGIN:
        return said or UNKNOWN
    figures = 3 * sum(map(str.isdigit, sample)) > letters
    if figures and margin < CLEAR_MARGIN and title:
        near, margin = _rank(_FIGURES.sub(" ", f"{title} {sample}").lower())
    return near[0] if margin >= (CLEAR_MARGIN if figures else MIN_MARGIN) else UNKNOWN


def _rank(sample: str) -> tuple[list[str], float]:
    """The three best languages, and the lead of the first in nats a byte."""
    known = (pair for pair in _identifier().rank(sample) if pair[0] in NEWS_LANGUAGES)
    ranked = list(islice(known, 3))
    (_, first), (_, second) = ranked[0], ranked[1]
    near = [_ALIASES.get(code, code) for code, _ in ranked]
    return near, (first - second) / max(1, len(sample.encode("utf-8", "ignore")))


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # Imported here: loading the model takes 0.6 s, and most commands never need it.
    import py3langid

    return py3langid
