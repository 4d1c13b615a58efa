"""Made-up streams of news: the same seed gives the same documents."""

import datetime
import itertools
import json
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

START = datetime.datetime(2026, 3, 2, 6, tzinfo=datetime.timezone.utc)

_TOWNS = [
    "Aldmere",
    "Brackwater",
    "Corvane",
    "Dunholt",
    "Eskerry",
    "Farnleigh",
    "Grimstead",
    "Harrowby",
    "Innisgarth",
    "Jorvale",
    "Kestrelford",
    "Lindenau",
    "Marrowick",
    "Northolm",
    "Orrinside",
    "Pellworm",
    "Quarndale",
    "Rushbeck",
    "Selkirk Bay",
    "Tarnmoor",
]
_PEOPLE = [
    "Ada Lindqvist",
    "Bram Okafor",
    "Celia Varga",
    "Dmitri Haas",
    "Elif Santoro",
    "Farid Moreau",
    "Greta Ibsen",
    "Hugo Palmer",
    "Ines Calloway",
    "Jonas Wexler",
    "Katya Brandt",
    "Liam Ferreira",
    "Mona Castellan",
    "Nils Abara",
    "Oona Pryce",
    "Pavel Lund",
]
_EVENTS = [
    ("marathon", "runners", "The marathon through {town} is planned for Sunday, organisers said."),
    ("strike", "dock workers", "A strike by dock workers in {town} is set to begin on Friday, the union said."),
    ("blaze", "residents", "A blaze in a warehouse in {town} injured {count} residents, the fire service said."),
    ("flood", "families", "A flood in {town} forced {count} families from their homes, the council said."),
    ("trial", "witnesses", "The trial over the {town} ferry is to open next week with {count} witnesses."),
    ("vote", "members", "A vote on the {town} tunnel is scheduled for Thursday among {count} members."),
]
_COLOUR = [
    "{person} told reporters that the {event} had been on everyone's mind since spring.",
    "Officials in {town} spent the night checking lists of {group} by hand.",
    "{person}, who has lived near {town} for {years} years, said nothing like it had happened before.",
    "The mayor of {town} thanked the {group} and asked for patience.",
    "Shops on the market square of {town} opened late because of the {event}.",
    "A spokesman for the county said that {amount} crowns had been set aside.",
    "{person} asked that the {group} be heard before anything else is decided.",
    "Buses between {town} and {other} ran every {years} minutes during the {event}.",
    "The {event} drew {amount} people to {town} the last time, records show.",
    "Schools in {other} offered their gyms to the {group} of {town}.",
]
_NOTICES = [
    "UPDATE: The {event} in {town} has been postponed until next month, organisers said.",
    "UPDATE: The {event} in {town} has been cancelled, the council said.",
    "Correction: An earlier version of this article misstated the number of {group} in {town}.",
]


def make_stream(documents: int = 72, seed: int = 1) -> list[dict[str, Any]]:
    """JSONL seeds in order of observation: new stories, developments, edits, notices, copies, repeats."""
    chance = random.Random(seed)
    stream: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    now = START
    while len(stream) < documents:
        now += datetime.timedelta(minutes=chance.randint(1, 90))
        kind = chance.choices(["story", "report", "edit", "notice", "copy", "repeat"], [5, 3, 3, 2, 3, 2])[0]
        if kind in ("story", "report") or not stream:
            if kind == "story" or not events:
                events.append(_an_event(chance, len(events)))
            document = _a_report(chance, chance.choice(events[-4:]), len(stream))
        else:
            document = _a_follow_up(chance, kind, chance.choice(stream[-12:]), len(stream))
        stream.append({**document, "observed": now.isoformat()})
    return stream


def _an_event(chance: random.Random, number: int) -> dict[str, Any]:
    event, group, lead = chance.choice(_EVENTS)
    town, other = chance.sample(_TOWNS, 2)
    facts = {
        "event": event,
        "group": group,
        "town": f"{town} {chr(65 + number % 26)}{number}" if number >= len(_TOWNS) else town,
        "other": other,
        "count": chance.randint(3, 90),
    }
    return {**facts, "lead": lead}


def _a_report(chance: random.Random, event: dict[str, Any], number: int) -> dict[str, Any]:
    sentences = [event["lead"].format(**event)]
    for colour in chance.sample(_COLOUR, chance.randint(5, 9)):
        words = {"person": chance.choice(_PEOPLE), "years": chance.randint(3, 60), "amount": chance.randint(100, 9_000)}
        sentences.append(colour.format(**event, **words))
    outlet = chance.choice(["courier", "lantern", "packet", "echo"])
    return {
        "url": f"https://{outlet}.example/{event['event']}-{number}",
        "title": f"{event['town']} {event['event']}: what {chance.choice(_PEOPLE)} says",
        "text": "\n\n".join(" ".join(sentences[at : at + 2]) for at in range(0, len(sentences), 2)),
    }


def _a_follow_up(chance: random.Random, kind: str, earlier: dict[str, Any], number: int) -> dict[str, Any]:
    document = {name: earlier[name] for name in ("url", "title", "text")}
    paragraphs = earlier["text"].split("\n\n")
    if kind == "edit":
        at = chance.randrange(len(paragraphs))
        paragraphs[at] = (
            paragraphs[at].replace(" said", " confirmed late") + f" Some {chance.randint(100, 999)} calls came in."
        )
    elif kind == "notice":
        event = {"event": "event", "town": "town", "group": "people"}
        paragraphs.insert(0, chance.choice(_NOTICES).format(**event))
    elif kind == "copy":
        document["url"] = f"https://mirror.example/copy-{number}"
        paragraphs = paragraphs[: max(2, len(paragraphs) - 1)]
    return {**document, "text": "\n\n".join(paragraphs)}


def write_jsonl(path: Path, documents: Iterable[dict[str, Any]]) -> Path:
    """Write seeds to a JSONL file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(document) + "\n" for document in documents), encoding="utf-8")
    return path


def cut(documents: Sequence[dict[str, Any]], places: Iterable[int]) -> list[Sequence[dict[str, Any]]]:
    """The stream in consecutive pieces, cut at these places."""
    bounds = [0, *sorted(set(places) & set(range(1, len(documents)))), len(documents)]
    return [documents[low:high] for low, high in itertools.pairwise(bounds)]
