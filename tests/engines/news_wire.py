"""Feeds on loopback that grow by many entries a second: new articles, edits, copies, and pages that change.

The same seed gives the same articles.  Each text tells in its last sentence which report, of which feed and in
which edition, it is; so what a lake holds can be counted.
"""

import random
import re
import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

from tests.fetching.local_web import LocalWeb, Reply, Seen
from tests.live_web import html

SHOWN_ENTRIES = 60
"""A feed shows its newest entries alone, as real ones do: half a minute of them at two a second."""

EDITED, COPIED = 0.10, 0.15
"""Shares of what appears that edit one of the latest entries of their feed, or print one of another feed again."""

EDIT_AFTER_SECS = 8.0
"""How old an entry is that is edited: each edition was there for several polls."""

_MARK = re.compile(r"(\S+) writes (\d+) and (\d+),")

_SYLLABLES = "bar den fal gor hin jas kel lom mar nor pel qua ros sten tor ul ven wick yar zell".split()
_WORDS = (
    "council harbour bridge engine school market ferry report station theatre tower garden railway valley museum "
    "orchard quarry signal tunnel workshop budget contract festival inquiry lawsuit merger outage patrol permit "
    "protest recall rescue shortage storm strike survey tender trial vote drought landslide exhibition concert"
).split()
_DEEDS = (
    "opened closed delayed approved rejected repaired flooded inspected praised questioned sold bought moved "
    "announced extended cancelled reviewed defended counted measured rebuilt abandoned promised refused doubled"
).split()
# No five words in a row are the same in all of them: nobody takes them for copies of each other.
_SENTENCES = (
    "{person} of {town} {deed} the {thing} on {street} street, {count} {folk} said.",
    "The {thing} of {town} was {deed} after {count} {folk} had asked {other} about it.",
    "Nobody in {other} {deed} the {thing}, although {person} had {deed2} it {count} times.",
    "In {town} {count} {folk} {deed} what {person} called a {thing2} without a {thing}.",
    "{person} told the {thing} committee of {other} that {count} {folk} were waiting near {street} street.",
    "Between {town} and {other} a {thing} was {deed} and a {thing2} {deed2}, {person} wrote.",
    "About {count} {folk} from {other} came for the {thing2} that {town} had {deed}.",
    "For {person}, the {thing} on {street} street was {deed} {count} days too late.",
)
_FOLK = "residents teachers drivers farmers nurses sailors pupils officials visitors engineers traders".split()


class Mark(NamedTuple):
    """Which text it is: the feed and the number of its report, and the edition of that."""

    feed: str
    number: int
    edition: int


def marks_in(text: str) -> list[Mark]:
    """The marks that a text carries: one, unless something went wrong."""
    return [Mark(feed, int(number), int(edition)) for feed, number, edition in _MARK.findall(text)]


class Report(NamedTuple):
    """One edition of an article."""

    mark: Mark
    title: str
    paragraphs: Sequence[str]

    def text(self) -> list[str]:
        """Its paragraphs, the last of which says which it is."""
        feed, number, edition = self.mark
        return [*self.paragraphs, f"{feed} writes {number} and {edition}, {self.title.partition(':')[0]} reads."]


def _name(chance: random.Random, syllables: int = 3) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(syllables)).title()


def write_report(chance: random.Random, mark: Mark, sentences: int = 18) -> Report:
    """Make up an article of some 300 words, about a town, people and things of its own."""
    town, other, street = (_name(chance) for _ in range(3))
    people = [f"{_name(chance, 2)} {_name(chance)}" for _ in range(3)]
    things = chance.sample(_WORDS, 4)
    lines = []
    for _ in range(sentences):
        thing, thing2 = chance.sample(things, 2)
        deed, deed2 = chance.sample(_DEEDS, 2)
        facts = {"town": town, "other": other, "street": street, "person": chance.choice(people)}
        facts |= {"thing": thing, "thing2": thing2, "deed": deed, "deed2": deed2}
        facts |= {"folk": chance.choice(_FOLK), "count": str(chance.randint(3, 900))}
        lines.append(chance.choice(_SENTENCES).format(**facts))
    paragraphs = [" ".join(lines[at : at + 3]) for at in range(0, len(lines), 3)]
    return Report(mark, f"{town}: {things[0]} {chance.choice(_DEEDS)}, says {people[0]}", paragraphs)


def edit(chance: random.Random, report: Report) -> Report:
    """The next edition: one paragraph gets another sentence."""
    paragraphs = list(report.paragraphs)
    at = chance.randrange(len(paragraphs))
    paragraphs[at] += f" Later {chance.randint(3, 900)} {chance.choice(_FOLK)} {chance.choice(_DEEDS)} it as well."
    return report._replace(mark=report.mark._replace(edition=report.mark.edition + 1), paragraphs=paragraphs)


class Shown(NamedTuple):
    """An entry of a feed as it is shown, and since when."""

    report: Report
    at: float
    item: str


class NewsWire:
    """Feeds whose entries give their text, and sites whose feed names pages that change.

    Attributes:
      appeared: when each text was to be seen for the first time (seconds since 1970); a page's text counts from
        when it was asked for, since nobody can see sooner that it changed.
    """

    def __init__(self, web: LocalWeb, feeds: int = 10, sites: int = 2, seed: int = 5) -> None:
        self._web = web
        self._chance = random.Random(seed)
        self._lock = threading.Lock()
        self.appeared: dict[Mark, float] = {}
        self._feeds: dict[str, deque[Shown]] = {f"wire{n}.test": deque(maxlen=SHOWN_ENTRIES) for n in range(feeds)}
        self._numbers: dict[str, int] = {}
        self._pages: dict[str, list[Report]] = {f"site{n}.test": [] for n in range(sites)}
        for host in self._feeds:
            web.serve(host, "/feed.xml", self._answer_feed)
        for host in self._pages:
            web.serve(host, "/feed.xml", self._answer_site)

    def addresses(self) -> list[str]:
        """The addresses of all feeds."""
        return [self._web.url(host, "/feed.xml") for host in (*self._feeds, *self._pages)]

    def publish(self, host: str) -> None:
        """Let a feed have one more entry, or another edition of one of its entries."""
        with self._lock:
            shown, kind, now = self._feeds[host], self._chance.random(), time.time()
            old = [each for each in shown if now - each.at > EDIT_AFTER_SECS and each.report.mark.edition == 1]
            if kind < EDITED and old:
                before = self._chance.choice(old[-SHOWN_ENTRIES // 3 :])
                report = edit(self._chance, before.report)
                shown.remove(before)
            else:
                report = self._next_report(host, copied=kind > 1 - COPIED)
            self.appeared[report.mark] = now
            shown.append(Shown(report, now, _item(report)))

    def publish_page(self, host: str) -> None:
        """Let a site have one more page, or change one of its latest."""
        with self._lock:
            pages = self._pages[host]
            if pages and self._chance.random() < 0.5:
                at = self._chance.randrange(max(0, len(pages) - 5), len(pages))
                pages[at] = edit(self._chance, pages[at])
                return
            number = len(pages)
            pages.append(write_report(self._chance, Mark(host, number, 1)))
            self._web.serve(host, f"/{number}.html", lambda seen: self._answer_page(seen, number))

    def _next_report(self, host: str, copied: bool) -> Report:
        self._numbers[host] = number = self._numbers.get(host, 0) + 1
        mark = Mark(host, number, 1)
        others = [each.report for name, shown in self._feeds.items() if name != host for each in list(shown)[-9:]]
        if copied and others:
            return self._chance.choice(others)._replace(mark=mark)
        return write_report(self._chance, mark)

    def _answer_feed(self, seen: Seen) -> Reply:
        with self._lock:
            items = "".join(each.item for each in reversed(self._feeds[seen.host]))
        return _feed(seen.host, items)

    def _answer_site(self, seen: Seen) -> Reply:
        with self._lock:
            newest = list(range(len(self._pages[seen.host])))[-SHOWN_ENTRIES:]
        links = (self._web.url(seen.host, f"/{number}.html") for number in reversed(newest))
        return _feed(seen.host, "".join(f"<item><title>Page</title><link>{link}</link></item>" for link in links))

    def _answer_page(self, seen: Seen, number: int) -> Reply:
        with self._lock:
            report = self._pages[seen.host][number]
            self.appeared.setdefault(report.mark, time.time())
        return Reply(html(report.title, report.text()).encode())


def _feed(title: str, items: str) -> Reply:
    body = (
        "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
        f"<channel><title>{title}</title>{items}</channel></rss>"
    )
    return Reply(body.encode(), content_type="application/rss+xml")


def _item(report: Report) -> str:
    body = escape("".join(f"<p>{paragraph}</p>" for paragraph in report.text()))
    return (
        f"<item><title>{escape(report.title)}</title><guid isPermaLink='false'>{report.mark.number}</guid>"
        f"<content:encoded>{body}</content:encoded></item>"
    )
