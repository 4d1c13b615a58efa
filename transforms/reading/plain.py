"""Plain text from bytes: encodings, what is not text at all, the title line."""

import codecs
import re
from typing import NamedTuple

import charset_normalizer

from transforms.reading.bounded import Refusal

MAX_TITLE_CHARS = 500
"""A longer first line is a text without line breaks, not a title.  ``test_a_long_first_line_is_no_title``."""

MAX_CONTROL_SHARE = 0.02
"""Above this share of control characters, bytes are not text.

Random bytes hold 10 %, images, archives and compiled files 5 to 40 %; texts with stray form feeds
or NULs well below 1 %.  Defended by ``test_binary_content_is_not_text``.
"""

MAX_BROKEN_SHARE = 0.01
"""UTF-8 with at most this share of broken sequences is damaged UTF-8, not another encoding.

Defended by ``test_encodings_of_text_are_found``.
"""

_WESTERN = "cp1252"
# What texts are really written in (the legacy encodings of encoding.spec.whatwg.org); detection among
# all that Python knows takes Cyrillic for a Macintosh's and German for a terminal's of 1987.
_LEGACY_ENCODINGS = (
    _WESTERN, "cp1251", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "koi8_r",
    "shift_jis", "euc_jp", "iso2022_jp", "gb18030", "big5", "euc_kr", "cp874",
)  # fmt: skip
_SNIFFED_BYTES = 64_000
_DETECTED_BYTES = 64_000
_SMALLEST_SHARED = 64
# Tab, line ends, form feed, escape (ISO-2022 uses it) and the like are met in texts.
_CONTROLS = bytes(sorted(({*range(0x20)} - {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1B}) | {0x7F}))
_MAGIC = (
    b"%PDF-",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\x7fELF",
    b"MZ\x90",
    b"Rar!",
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE_END = re.compile(r"\r\n?")


class Titled(NamedTuple):
    """A text and the title on its first line."""

    title: str | None
    text: str


def refuse_binary(content: bytes) -> Refusal | None:
    """Return why these bytes are no text in any encoding, or None if they may be.

    ``empty`` for nothing but white space, ``not_text`` for known binary formats and for bytes with
    too many control characters.  UTF-16 and UTF-32 are let through by their mark or first character.
    """
    head = content[:_SNIFFED_BYTES]
    if not head.strip() and not content.strip():
        return Refusal("empty", "holds nothing but white space")
    if _wide_encoding(head):
        return None
    if head.startswith(_MAGIC):
        return Refusal("not_text", "holds an image, an archive or another binary format")
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > MAX_CONTROL_SHARE * max(len(head), _SMALLEST_SHARED):
        return Refusal("not_text", f"{controls:,} of its first {len(head):,} bytes are control characters")
    return None


def decode_text(content: bytes) -> str | Refusal:
    """Return bytes as text with ``\\n`` line ends: by byte order mark, as UTF-8, else by detection."""
    encoding = _wide_encoding(content)
    text = content.decode(encoding, "replace") if encoding else _decode_unmarked(content)
    if isinstance(text, Refusal):
        return text
    return _LINE_END.sub("\n", text.removeprefix("\ufeff"))


def decode_head(content: bytes) -> str:
    """Return the start of a text, good enough to find a date in: what is neither UTF-8 nor marked stays broken."""
    text = content.decode(_wide_encoding(content) or "utf-8", "replace")
    return _LINE_END.sub("\n", text.removeprefix("\ufeff"))


def split_title(text: str) -> Titled:
    """Return the first line with text as title and what follows it, inner indentation kept."""
    lines = text.lstrip("\ufeff \t\v\f\n").split("\n", 1)
    title = " ".join(lines[0].split())
    if len(title) > MAX_TITLE_CHARS:
        return Titled(None, text.strip())
    rest = lines[1] if len(lines) > 1 else ""
    return Titled(title or None, _without_blank_ends(rest))


def clean(text: str) -> str:
    """Return text that every encoder takes: lone surrogates, which JSON can hold, become U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _wide_encoding(content: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return encoding
    # A page or a text in UTF-16 without a mark: its first two characters are ASCII.
    if content[1:4:2] == b"\0\0" and content[:3:2].decode("latin-1").isprintable():
        return "utf-16-le"
    if content[:3:2] == b"\0\0" and content[1:4:2].decode("latin-1").isprintable():
        return "utf-16-be"
    return None


def _decode_unmarked(content: bytes) -> str | Refusal:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    mended = content.decode("utf-8", "replace")
    broken = mended.count("\ufffd")
    well_formed = sum(1 for character in mended if character > "\x7f") - broken
    if broken <= MAX_BROKEN_SHARE * len(mended) and broken < well_formed:
        return mended
    encoding = _detect_encoding(content[:_DETECTED_BYTES])
    if encoding is None:
        return Refusal("bad_encoding", "is not UTF-8, and no other encoding fits; save it as UTF-8")
    return content.decode(encoding, "replace")


def _detect_encoding(sample: bytes) -> str | None:
    matches = charset_normalizer.from_bytes(sample, cp_isolation=list(_LEGACY_ENCODINGS))
    best = matches.best()
    if best is None:
        return None
    for match in matches:
        # Central European and Baltic texts look alike to statistics; the western one is far more common.
        if match.encoding == _WESTERN and (match.chaos, match.coherence) == (best.chaos, best.coherence):
            return _WESTERN
    return str(best.encoding)


def _without_blank_ends(text: str) -> str:
    """Drop blank lines at both ends, but not the indentation of the first line that has text."""
    body = text.rstrip()
    first = len(body) - len(body.lstrip())
    return body[body.rfind("\n", 0, first) + 1 :]
