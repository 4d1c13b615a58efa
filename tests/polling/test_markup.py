"""Any XML document as a flow of elements."""

from collections.abc import Mapping

import pytest

from transforms.polling.markup import MAX_DEPTH, MAX_TEXT_CHARS, Enough, Path, walk_xml


def walked(content: bytes) -> tuple[list[tuple[str, str]], str]:
    ends: list[tuple[str, str]] = []
    wrong = walk_xml(content, on_end=lambda path, text: ends.append(("/".join(path), text)))
    return ends, wrong


@pytest.mark.parametrize(
    ("xml", "ends"),
    [
        (b"<A xmlns:n='u'><n:B>x  &amp;\n y</n:B></A>", [("a/b", "x & y"), ("a", "")]),
        (b"<a><b><![CDATA[x & <i>y</i>]]></b></a>", [("a/b", "x & <i>y</i>"), ("a", "")]),
        (b"<a>1<!-- x & y --><b/>2</a>", [("a/b", ""), ("a", "12")]),
        ("<?xml version='1.0' encoding='utf-16'?><a>\u00e9</a>".encode("utf-16"), [("a", "\u00e9")]),
        ("<?xml version='1.0' encoding='iso-8859-1'?><a>\u00e9</a>".encode("latin-1"), [("a", "\u00e9")]),
        (b"<a>&#233;&#xE9;&lt;</a>", [("a", "\u00e9\u00e9<")]),
    ],
)
def test_a_sound_document_is_walked(xml: bytes, ends: list[tuple[str, str]]) -> None:
    assert walked(xml) == (ends, "")


@pytest.mark.parametrize(
    ("xml", "ends", "wrong"),
    [
        (b"<a>x?a=1&b=2&copy=3</a>", [("a", "x?a=1&b=2&copy=3")], "it has ampersands that begin no reference"),
        (b"<!DOCTYPE a><a>caf&eacute;</a>", [("a", "caf&eacute;")], ""),
        (b"<a><b>x</a>", [("a/b", "x")], "line 1: Opening and ending tag mismatch: b line 1 and a"),
        (b"<a><b>x</b>\n<c>y", [("a/b", "x")], "line 2: Premature end of data in tag c line 2"),
        (b"", [], "it is empty"),
        (b"Words", [], "line 1: Start tag expected, '<' not found"),
        (
            b"<a>\xff\xfe\xfd</a>",
            [("a", "\u00ff\u00fe\u00fd")],
            "document declared as utf-8, but parsed as windows-1252",
        ),
    ],
)
def test_a_broken_document_is_walked_as_far_as_it_goes(xml: bytes, ends: list[tuple[str, str]], wrong: str) -> None:
    found, said = walked(xml)
    assert found == ends
    assert said.startswith(wrong) if wrong else not said


def test_a_walk_ends_when_a_callback_has_seen_enough() -> None:
    seen: list[str] = []

    def note(path: Path, attributes: Mapping[str, str]) -> None:
        seen.append(path[-1])
        if len(seen) == 2:
            raise Enough

    assert walk_xml(b"<a><b/><c/><broken", on_start=note) == ""
    assert seen == ["a", "b"]


def test_attributes_are_told_in_lower_case_without_prefix() -> None:
    seen: list[dict[str, str]] = []
    xml = b"<a xmlns:x='u' xmlUrl='1&amp;2&3' x:Text='&lt;&amp;#38;'/>"
    walk_xml(xml, on_start=lambda _, attributes: seen.append(dict(attributes)))
    assert seen == [{"xmlurl": "1&2&3", "text": "<&#38;"}]


def test_entities_are_not_expanded() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 30))
    bomb = f'<!DOCTYPE a [<!ENTITY e0 "boom">{entities}]><a b="&e29;">&e29;</a>'
    assert walked(bomb.encode())[0] == [("a", "&e29;")]
    outside = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'
    assert walked(outside.encode())[0] == [("a", "&x;")]


def test_text_is_bounded() -> None:
    assert walked(b"<a>" + b"x" * 3_000_000 + b"</a>")[0] == [("a", "x" * MAX_TEXT_CHARS)]


def test_depth_costs_nothing() -> None:
    lengths: list[int] = []
    walk_xml(b"<a>" * 200_000 + b"<b/>", on_start=lambda path, _: lengths.append(len(path)))
    assert len(lengths) == 200_001
    assert max(lengths) == MAX_DEPTH + 1


@pytest.mark.parametrize("start", [b"", b"<rss><channel>", b"<rss><channel><title>"])
@pytest.mark.parametrize(
    "pattern",
    [
        b"<", b"&", b"&a", b"&#", b"<![CDATA[", b"<![CDATA[]]>", b"<!--", b"<!---->", b"<?xml ", b"<!DOCTYPE a [ ",
        b"</a>", b"<b x='", b"]]>", b"<a b='c'>", b"\0", b"\xff", b"<a xmlns:b='c'/>",
    ],
)  # fmt: skip
def test_hostile_documents_are_walked_in_linear_time(start: bytes, pattern: bytes) -> None:
    # Quadratic time on a megabyte would be hours; the suite's patience is the limit.
    assert isinstance(walk_xml(start + pattern * (1_000_000 // len(pattern)), lambda *_: None, lambda *_: None), str)


@pytest.mark.parametrize("shift", range(14))
def test_references_at_the_seams_of_pieces_stay_whole(shift: int) -> None:
    seen: list[str] = []
    text = "x" * shift + "&amp;&#38;y&z" * 60_000
    walk_xml(f'<a b="{text}"/>'.encode(), on_start=lambda _, attributes: seen.append(attributes["b"]))
    assert seen == ["x" * shift + "&&y&z" * 60_000]
