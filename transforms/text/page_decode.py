"""From bytes to a string, by declaration, then by the bytes themselves; and from a string to a tree."""

import codecs
import re

from lxml.etree import ElementDefaultClassLookup, LxmlError
from lxml.html import HtmlComment, HtmlElement, HtmlEntity, HtmlProcessingInstruction, fromstring
from trafilatura.utils import HTML_PARSER, repair_faulty_html

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s{0,4}=\s{0,4}[\"']?\s{0,4}([\w:.-]{2,40})", re.IGNORECASE
)
_META_BYTES = 4_096
_SAMPLE_BYTES = 4_096
_MAGIC = (
    b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"\x7fELF", b"MZ\x90",
    b"OggS", b"ID3", b"\xfd7zXZ",
    b"BZh", b"\x00\x00\x00\x18ftyp", b"\x00\x00\x00\x20ftyp", b"\x00\x01\x00\x00", b"wOFF", b"wOF2", b"PAR1",
    b"SQLite format 3",
)  # fmt: skip
_CONTROL = bytes((*range(1, 9), *range(14, 27), *range(28, 32)))
_MAX_CONTROL_SHARE = 0.05
"""More control bytes than this are no text in any encoding; defended by test_binary_page_is_rejected."""

# WHATWG: these labels mean the Windows code page, whatever the standard of that name says.
_BROWSER_ALIASES = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252",
"ascii": "cp1252",
                    "iso-8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949",
                    "euc-kr": "cp949",
                    "shift_jis": "cp932", "x-sjis": "cp932", "iso-8859-11": "cp874", "tis-620": "cp874",
                    "unicode": "utf-8"}  # fmt: skip


_HEAD_BYTES = 4_096
"""Doctype and ``html`` tag stand within this."""

# What XML may not hold (production 2 of XML 1.0).
_NOT_XML = bytes(sorted({*range(0x20)} - {0x09, 0x0A, 0x0D}))
_NONCHARACTERS = ("\ufffe", "\uffff")

# Every element is a plain one, which lxml then makes without asking Python for its class each time:
# 4 % of a page's cost.  Extraction needs no forms and inputs (bench/extraction.py: equal on all pages).
HTML_PARSER.set_element_class_lookup(
    ElementDefaultClassLookup(element=HtmlElement, comment=HtmlComment, pi=HtmlProcessingInstruction, entity=HtmlEntity)
)


def is_binary(data: bytes) -> bool:
    """Say whether these bytes are no text at all: a known file signature, or too many control bytes."""
    if data.startswith(_MAGIC):
        return True
    if any(data.startswith(mark) for mark, _ in _BOMS):
        return False
    sample = data[:_SAMPLE_BYTES]
    # UTF-16 without a mark has a zero in every second byte, and no other control bytes.
    zeros = sample.count(0)
    control = zeros if zeros and _looks_like_utf16(sample) is None else 0
    control += len(sample) - len(sample.translate(None, _CONTROL))
    return control > _MAX_CONTROL_SHARE * max(len(sample), 1)


def decode_page(data: bytes, charset: str | None = None) -> str:
    """Decode a page.

    Valid UTF-8 is UTF-8, whatever is declared: text in another encoding is almost never valid UTF-8 by
    chance.  Then a byte order mark, the hint, the page's own declaration, and a guess; what no
    encoding can read is replaced.  UTF-8 that is declared but hardly there is no declaration: many servers
    add it to whatever they send.

    Args:
      charset: what the transport or the document's envelope said.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").lstrip("\ufeff")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # A few broken bytes in a UTF-8 page (a cut character) do not make it another encoding.
        broken_at = error.start
    declared = _META.search(data[:_META_BYTES])
    claims = [
        charset,
        declared[1].decode("ascii", "replace") if declared else None,
        _looks_like_utf16(data[:_SAMPLE_BYTES]),
    ]
    for claim in claims:
        named = _python_name(claim)
        if named is not None and named != "utf-8":
            text = _try_decode(data, named)
            if text is not None:
                return text
    if broken_at > 0 and _mostly_utf8(data):
        return data.decode("utf-8", "replace")
    return _guess(data)


def parse_page(markup: str) -> HtmlElement | None:
    """Parse a page as the extractor does, from UTF-8: libxml2 reads bytes in half the time of a string.

    A fragment (JSONL and feeds carry bare paragraphs) is made a document, or the parser refuses it.

    Returns:
      the tree, or None if no HTML is in the page.
    """
    for noncharacter in _NONCHARACTERS:
        if noncharacter in markup:  # a string of narrower characters is not even searched
            markup = markup.replace(noncharacter, "")
    raw = markup.encode("utf-8", "surrogatepass").translate(None, _NOT_XML)
    if b"<html" not in raw[:2_000].lower():
        raw = b"<html><body>" + raw + b"</body></html>"
    # The repairs are to doctype and html tag; they count in lines, so the head ends with one.
    end = raw.find(b"\n", _HEAD_BYTES) + 1 or len(raw)
    head = raw[:end].decode("utf-8", "surrogatepass")
    beginning = head[:50].lower()
    try:
        tree = fromstring(
            repair_faulty_html(head, beginning).encode("utf-8", "surrogatepass") + raw[end:], parser=HTML_PARSER
        )
    except (LxmlError, ValueError):
        return None
    return tree if "html" in beginning or len(tree) > 1 else None


def _python_name(claim: str | None) -> str | None:
    if not claim:
        return None
    name = claim.strip().strip("\"'").lower()
    try:
        found = codecs.lookup(_BROWSER_ALIASES.get(name, name))
    except (LookupError, ValueError):
        return None
    # Python's codecs that are not text encodings ("hex", "rot13") must not be reached from a page.
    return found.name if getattr(found, "_is_text_encoding", True) else None


def _try_decode(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, UnicodeError, LookupError):
        pass
    text = (
        data.decode(encoding, "replace")
        if encoding.startswith(("cp", "iso8859", "gb", "euc", "shift", "big5", "koi8"))
        else None
    )
    return text if text is not None and text.count("\ufffd") * 200 <= len(text) else None


def _mostly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    multibyte = sum(1 for c in text[:200_000] if c > "\x7f" and c != "\ufffd")
    return wrong * 4 <= multibyte


def _looks_like_utf16(sample: bytes) -> str | None:
    if len(sample) < 16:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _guess(data: bytes) -> str:
    # Imported here: only pages without a usable declaration pay for it.
    from charset_normalizer import from_bytes

    best = from_bytes(data[:5_000] + data[-5_000:]).best()
    if best is not None:
        text = _try_decode(data, best.encoding)
        if text is not None:
            return text
    return data.decode("cp1252", "replace")
