"""The command ``diff``: what changed between two revisions of an article, or between two articles."""

import argparse
from collections.abc import Iterable, Sequence
from typing import Any

import duckdb
from rich.text import Text

from pipeline.changed import CAME, GONE, PartStep, diff_records, sentence_text, words_text
from pipeline.cli import DONE, UsageError
from pipeline.console import QUIET, SHORT_ID, Output, count, minute, open_console, print_json
from pipeline.lake.reader import LakeReader
from pipeline.plain import one_line
from pipeline.timeline import headline_of, outlet_of
from pipeline.views import find_article, find_record, ids_of, open_views

# Unchanged sentences that are shown on either side of a change.
CONTEXT_SENTENCES = 1


def diff(arguments: argparse.Namespace) -> int:
    """Print what leads from one record to another."""
    connection = open_views(LakeReader(arguments.lake).check(), arguments.as_of)
    before, after = pair_of(connection, arguments.article, arguments.versions)
    steps = list(diff_records(before, after))
    if arguments.json:
        return print_json(_json_rows(before, after, steps))
    console = open_console()
    for sign, record in (("-", before), ("+", after)):
        head = f"{sign} {record['record_id'][:SHORT_ID]}  {minute(record['observed_at'])}  r{record['revision']}  "
        console.say(Text(head, QUIET), one_line(outlet_of(record)), f"  {one_line(headline_of(record))}", cut=True)
    if all(step.op == "equal" for step in steps):
        console.say("both say the same")
        return DONE
    for part in ("headline", "text", "notice"):
        own = [step for step in steps if step.part == part]
        if any(step.op != "equal" for step in own):
            console.say()
            console.say(Text(part, "bold"))
            _print_part(console, own, arguments.whole)
    return DONE


def pair_of(
    connection: duckdb.DuckDBPyConnection, named: str, versions: Sequence[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two records that a diff is asked between.

    Args:
      named: the beginning of an article_id or of a record_id.
      versions: nothing, or one or two revisions of the article, or another record.

    Raises:
      LakeError: an id that names nothing, or several.
      UsageError: there is nothing to compare with, or no such revision.
    """
    if ids_of(connection, "article", named) or not ids_of(connection, "record", named):
        return _revisions(find_article(connection, named), versions)
    record = find_record(connection, named)
    if len(versions) > 1:
        raise UsageError(f"{one_line(named)} is a record; give one other record to compare it with")
    if versions:
        return record, find_record(connection, versions[0])
    earlier = record["supersedes"] or record["duplicate_of"] or record["linked_to"]
    if earlier is None:
        raise UsageError(f"record {record['record_id']} follows no other; give a second record to compare it with")
    return find_record(connection, earlier), record


def _revisions(revisions: Sequence[dict[str, Any]], versions: Sequence[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    held = {str(record["revision"]): record for record in revisions}
    name = one_line(revisions[0]["article_id"])
    for version in versions:
        if version not in held:
            raise UsageError(f"{name} has no revision {one_line(version)}; it has {', '.join(held)}")
    if len(versions) == 2:
        return held[versions[0]], held[versions[1]]
    newest = int(versions[0]) if versions else len(revisions)
    if newest < 2:
        raise UsageError(f"{name} has nothing before revision 1; give two records to compare two articles")
    return held[str(newest - 1)], held[str(newest)]


def _print_part(console: Output, steps: Sequence[PartStep], whole: bool) -> None:
    colour = console.is_terminal and not console.no_color
    for at, step in enumerate(steps):
        if step.op == "equal":
            _print_equal(console, step.before, whole, at == 0, at == len(steps) - 1)
        elif step.op == "replace":
            console.paragraph(words_text(step.words, colour, whole=True), "~ ", 2)
        elif step.op == "delete":
            console.paragraph(sentence_text(step.before[0], GONE), Text("- ", "red"), 2)
        else:
            console.paragraph(sentence_text(step.after[0], CAME), Text("+ ", "green"), 2)


def _print_equal(console: Output, sentences: Sequence[str], whole: bool, first: bool, last: bool) -> None:
    head = 0 if first else CONTEXT_SENTENCES
    tail = 0 if last else CONTEXT_SENTENCES
    hidden = len(sentences) - head - tail
    # A line that says "1 sentence" would be as long as the sentence.
    if whole or hidden < 2:
        head, hidden = len(sentences), 0
    for sentence in sentences[:head]:
        console.paragraph(sentence_text(sentence, QUIET), indent=2)
    if hidden:
        console.paragraph(Text(f"⋯ {count(hidden, 'sentence')} as before", QUIET), indent=2)
        for sentence in sentences[len(sentences) - tail :]:
            console.paragraph(sentence_text(sentence, QUIET), indent=2)


def _json_rows(before: dict[str, Any], after: dict[str, Any], steps: Iterable[PartStep]) -> Iterable[dict[str, Any]]:
    """One line a change: where, what, and the words for a replaced sentence."""
    ids = {"from": before["record_id"], "to": after["record_id"]}
    for step in steps:
        if step.op != "equal":
            words = [word._asdict() for word in step.words]
            told = {"before": " ".join(step.before), "after": " ".join(step.after), "words": words}
            yield {**ids, "part": step.part, "op": step.op, **told}
