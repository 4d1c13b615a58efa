"""The command ``explain``: why a record is what it is, on one screen."""

import argparse
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from pipeline.cli import DONE
from pipeline.console import SHORT_ID, minute, open_console, print_json
from pipeline.lake.reader import LakeReader
from pipeline.plain import number, one_line
from pipeline.run import set_up_logging
from transforms.likeness.explaining import ComparedText, Part
from transforms.likeness.joining import JOIN_AGREEMENT, JOIN_MATCH
from transforms.likeness.reuse import NOTHING_SHARED, UNRELATED

if TYPE_CHECKING:
    from pipeline.explained import Claimed, Counted, Explanation

# What is shown unless all is asked for: the nearest candidates, and of each sum the parts that matter.
TOP_CANDIDATES = 5
# Where the text had decided already: those that were not asked.
TOP_OTHERS = 2
TOP_PARTS = 4
TOP_WORDS = 6
MAX_EVIDENCE_CHARS = 160
MAX_TITLE_CHARS = 44


def explain(arguments: argparse.Namespace) -> int:
    """Print why a record is what it is."""
    set_up_logging(arguments.debug)
    # Only now: Beam logs what it misses while it is imported.
    from pipeline.explained import explain_record

    found = explain_record(LakeReader(arguments.lake).check(), arguments.record)
    if arguments.json:
        return print_json(as_rows(found))
    console = open_console()
    weighed = found.relation in ("related", "first")
    shown = None if arguments.all else TOP_CANDIDATES if weighed else TOP_OTHERS
    for line in describe(found, shown, None if arguments.all else TOP_PARTS):
        _print_line(console, line)
    return DONE


def _print_line(console: Console, line: str) -> None:
    """Print one line; what wraps hangs by two. A line without an indent is a heading."""
    words = line.lstrip(" ")
    indent = len(line) - len(words)
    hanging = indent + 2 if indent else 0
    for at, wrapped in enumerate(Text(words, "" if indent else "bold").wrap(console, console.width - hanging)):
        console.print(Text(" " * (hanging if at else indent)) + wrapped)


def describe(found: "Explanation", candidates: int | None, parts: int | None) -> Iterator[str]:
    """The explanation as lines, at most so many candidates of each kind and parts of each sum (None: all)."""
    yield from _describe_record(found)
    yield from _describe_copies(found, candidates, parts)
    yield from _describe_records(found, candidates, parts)
    yield from _describe_stories(found, candidates, parts)
    yield from _describe_status(found)
    yield from _describe_figures(found.figures)
    for notice in found.notices:
        yield f"  {notice.kind.replace('_', ' ')} notice  {_quoted(notice.text)}"
        yield f"    rule {notice.rule}, by {_quoted(notice.words)}" if notice.rule else "    given beside the text"
    yield "Decided again"
    if not found.differences:
        yield "  from what the lake knew before: the same"
    for each in found.differences:
        yield f"  {each.column}: recorded {_value(each.recorded)}, now {_value(each.now)}"
    if found.differences:
        yield "  NOT the same: the program, its model or the lake's order is another one than when this was recorded"


def _describe_record(found: "Explanation") -> Iterator[str]:
    row = found.record
    yield f"{row['change']} {row['record_id']}  {one_line(row['title'] or row['url'] or row['origin'], 120)}"
    yield f"  observed {minute(row['observed_at'])}, revision {row['revision']} of {one_line(row['article_id'], 120)}"
    yield f"  {_reason(found)}"
    edited = found.edited
    if edited is not None:
        odds = "no telling word in common" if edited.log_odds is None else f"{edited.log_odds:+.1f} of one event"
        verdict = "reused for other news" if edited.reused else "an edit"
        yield (
            f"  version before {_short(edited.record_id)}: shares {edited.shared:.2f}, {odds} "
            f"(other news below {NOTHING_SHARED} and {UNRELATED}): {verdict}"
        )


def _reason(found: "Explanation") -> str:
    row = found.record
    story = f"story {row['story_id']} version {row['story_version']}"
    near = f"{_short(row['linked_to'])} at {row['similarity']:.2f}" if row["linked_to"] else "nothing"
    reasons = {
        "first": f"opens {story}: no candidate's story is likely enough",
        "edit": f"in {story}: another version of {near}",
        "copy": f"in {story}: copies {_short(row['duplicate_of'])}, nearest {near}",
        "writethru": f"in {story}: replaces {_short(row['supersedes'])} at another address, nearest {near}",
        "related": f"in {story}: tells of the same event as {near}",
    }
    joins = "".join(f"; joins story {story_id}" for story_id in row["joins"] or ())
    return reasons[found.relation] + joins


def _describe_copies(found: "Explanation", candidates: int | None, parts: int | None) -> Iterator[str]:
    yield "Text shared with" if found.copies else "Text shared with no record"
    for each in sorted(found.copies, key=lambda one: -one.similarity)[:candidates]:
        yield f"  {_short(each.record_id)} {each.relation} {each.similarity:.2f}  {_title(found, each.record_id)}"
        yield f"    {each.why}; {each.held:.2f} of it is there, {each.kept:.2f} of that is here; {_added(each, parts)}"


def _added(each: ComparedText, parts: int | None) -> str:
    return f"{len(each.added)} new: {_words(each.added, parts)}" if each.added else "no new words"


def _describe_records(found: "Explanation", candidates: int | None, parts: int | None) -> Iterator[str]:
    yield "Nearest records, log-odds of one event" if found.considered.records else "No record is near"
    ranked = sorted(found.considered.records, key=lambda one: -one.log_odds)
    for each in ranked[:candidates]:
        yield (
            f"  {_short(each.record_id)} {each.log_odds:+.1f}  story {_short(each.story_id)}  "
            f"{_title(found, each.record_id)}"
        )
        yield f"    {_parts(each.parts, parts)}"
        yield f"    shares {_words(each.shared, parts)}"
    if candidates is not None and len(ranked) > candidates:
        yield f"  and {len(ranked) - candidates} more (--all)"


def _describe_stories(found: "Explanation", candidates: int | None, parts: int | None) -> Iterator[str]:
    weighed = found.considered
    if weighed.stories:
        used = "" if found.relation in ("related", "first") else " (not asked: the text had decided)"
        yield f"Their stories, log-odds; chosen from {weighed.least:+.1f}{used}"
    for each in weighed.stories[:candidates]:
        yield f"  {_short(each.story_id)} {each.log_odds:+.1f}  {_parts(each.parts, parts)}"
    bridge = weighed.bridge
    if bridge is not None:
        agreement = "none near" if bridge.agreement is None else f"{bridge.agreement:+.1f}"
        yield f"  {_short(bridge.one)} and {_short(bridge.other)} one story? {'yes' if bridge.joined else 'no'}"
        yield (
            f"    the second taken alone {bridge.match:+.1f} (from {JOIN_MATCH:+.1f}), "
            f"their records on each other {agreement} (from {JOIN_AGREEMENT:+.1f})"
        )


def _describe_status(found: "Explanation") -> Iterator[str]:
    row = found.record
    before, after = row["status_from"] or "unknown", row["status"] or "unknown"
    if row["change"] == "duplicate":
        yield f"Status {after}: a copy changes nothing"
        return
    movers = [each for each in found.claims if each.alone == row["status"] and row["status"] != row["status_from"]]
    if row["status"] == row["status_from"]:
        why = "nothing asserted changes it" if found.claims else "nothing is asserted"
    else:
        why = ", ".join(f"{each.kind} in {each.place}" for each in movers) or "what is asserted, taken together"
    yield f"Status {before} → {after}: {why}" if before != after else f"Status {after}: {why}"
    for each in found.claims:
        yield _describe_claim(each, row["status_from"])
        yield f"    rule {each.rule}, by {_quoted(each.words)} at {each.span[0]} of its sentence"


def _describe_claim(claim: "Claimed", before: str | None) -> str:
    time = f" for {claim.effective:%Y-%m-%d}" if claim.effective is not None else ""
    at = f" at {claim.start}" if claim.start >= 0 else ""
    alone = "moves nothing" if claim.alone == before else f"alone: {claim.alone or 'unknown'}"
    return f"  {claim.kind}{time} ({claim.place}{at}; {alone})  {_quoted(claim.evidence)}"


def _describe_figures(figures: "Sequence[Counted]") -> Iterator[str]:
    if figures:
        yield "Figures"
    for each in figures:
        was = f"{number(each.was)} → " if each.was not in (None, each.value) else ""
        note = "" if each.recorded else " (as before)" if each.was == each.value else " (not recorded)"
        qualifier = f"{each.qualifier} " if each.qualifier else ""
        yield f"  {each.what} {was}{qualifier}{number(each.value)}{note}  {_quoted(each.evidence)}"


def as_rows(found: "Explanation") -> Iterator[dict[str, Any]]:
    """The explanation as plain rows: ``part`` says what each is of."""
    row = found.record
    names = (
        "record_id",
        "story_id",
        "story_version",
        "change",
        "supersedes",
        "duplicate_of",
        "linked_to",
        "similarity",
    )
    shown = {name: row[name] for name in names}
    edited = found.edited._asdict() if found.edited is not None else None
    yield {"part": "record", **shown, "joins": row["joins"], "relation": found.relation, "edited": edited}
    for text in found.copies:
        yield {"part": "shared_text", **text._asdict(), "title": found.titles.get(text.record_id)}
    for record in found.considered.records:
        title = found.titles.get(record.record_id)
        parts = [part._asdict() for part in record.parts]
        yield {"part": "near_record", **record._asdict(), "title": title, "parts": parts}
    for story in found.considered.stories:
        parts = [part._asdict() for part in story.parts]
        yield {"part": "story", **story._asdict(), "least": found.considered.least, "parts": parts}
    if found.considered.bridge is not None:
        yield {"part": "bridge", **found.considered.bridge._asdict()}
    for claim in found.claims:
        yield {"part": "development", **claim._asdict()}
    yield {"part": "status", "status_from": row["status_from"], "status": row["status"]}
    for figure in found.figures:
        yield {"part": "figure", **figure._asdict()}
    for notice, noticed in zip(row["notices"], found.notices, strict=True):
        yield {"part": "notice", **notice, "rule": noticed.rule, "words": noticed.words}
    yield {
        "part": "again",
        "same": not found.differences,
        "differences": [each._asdict() for each in found.differences],
    }


def _parts(parts: Sequence[Part], limit: int | None) -> str:
    shown = [f"{each.feature} {each.log_odds:+.1f}" for each in parts[:limit]]
    if limit is None:
        shown = [f"{each.feature} ({each.value:.2f}) {each.log_odds:+.2f}" for each in parts]
    rest = sum(each.log_odds for each in parts[len(shown) :])
    return ", ".join([*shown, f"rest {rest:+.1f}"] if len(shown) < len(parts) else shown)


def _words(words: Sequence[str], parts: int | None) -> str:
    shown = words if parts is None else words[:TOP_WORDS]
    more = len(words) - len(shown)
    return ", ".join(one_line(word, 30) for word in shown) + (f" and {more} more" if more else "")


def _short(record_id: str | None) -> str:
    return (record_id or "-")[:SHORT_ID]


def _title(found: "Explanation", record_id: str) -> str:
    return one_line(found.titles.get(record_id, ""), MAX_TITLE_CHARS)


def _quoted(text: str) -> str:
    return f"“{one_line(text, MAX_EVIDENCE_CHARS)}”"


def _value(value: Any) -> str:
    return one_line(str(value), MAX_EVIDENCE_CHARS)
