"""Made-up news with the statistics of real news: common and rare words, names, figures, reports of one event.

The same seed gives the same documents.  Frequent words are English, so that their language is found; rare ones
are made of syllables and drawn by Zipf's law.
"""

import datetime
import random
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

START = datetime.datetime(2026, 3, 2, 6, tzinfo=datetime.timezone.utc)

WORDS_AN_ARTICLE = 380
REPORTS_AN_EVENT = 4
COPY_SHARE = 0.1
EDIT_SHARE = 0.1
SECONDS_APART = 40

_COMMON = """
    the of and to in a is that for it as was with be by on not he his but at are this have from or had an they
    which one were all there would their we him been has when who will no more if out so said what up its
    about into than them can only other new some could time these two may then do first any my now such like
    our over man me even most made after also did many before must through back years where much your way well
    down should because each just those people state how too little good world very make year still own see
    work such long get here between both life being under never day same another know while last might us
    great old off come since against go came right used take three police council city officials country
    government report week month minister company court market group house
""".split()
_SYLLABLES = [
    onset + nucleus for onset in "b br d f g gr h k l m n p pl r s st t tr v w".split() for nucleus in "aeiou"
]
_RARE_WORDS = 40_000
_RARE_SHARE = 0.6
"""Every other word of a text is then a common one, as in English."""
_NAMES = 6_000


class Document(NamedTuple):
    """A seed document; ``event`` is what it reports on."""

    url: str
    title: str
    text: str
    source: str
    observed: datetime.datetime
    event: int


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[list[str], list[float], list[str]]:
    """Words, their cumulated frequencies by Zipf's law, and names."""
    chance = random.Random(11)
    rare = {"".join(chance.choices(_SYLLABLES, k=chance.choice((2, 3, 3, 4)))) for _ in range(_RARE_WORDS)}
    words = [*_COMMON, *sorted(rare, key=lambda word: (len(word), word))]
    frequencies = list(
        accumulate((1 if rank < len(_COMMON) else _RARE_SHARE) / (rank + 2.7) for rank in range(len(words)))
    )
    names = ["".join(chance.choices(_SYLLABLES, k=chance.choice((2, 3)))).capitalize() for _ in range(_NAMES)]
    return words, frequencies, names


def make_news(count: int, seed: int = 1) -> Iterator[Document]:
    """So many documents in order of observation: new events, further reports, copies elsewhere, edits."""
    words, frequencies, names = _vocabulary()
    chance = random.Random(seed)
    made: list[Document] = []
    events = 0
    for number in range(count):
        kind = chance.random()
        if made and kind < COPY_SHARE + EDIT_SHARE:
            earlier = chance.choice(made[-200:])
            document = _copy(chance, earlier, number) if kind < COPY_SHARE else _edit(chance, earlier)
        else:
            opens = not made or chance.random() < 1 / REPORTS_AN_EVENT
            events += opens
            event = events if opens else max(1, events - int(chance.expovariate(1 / 60)))
            document = _report(chance, words, frequencies, names, event, number)
        document = document._replace(observed=START + datetime.timedelta(seconds=SECONDS_APART * number))
        made.append(document)
        del made[:-400]
        yield document


def _report(
    chance: random.Random, words: list[str], frequencies: list[float], names: list[str], event: int, number: int
) -> Document:
    facts = random.Random(event)
    people = [" ".join(facts.sample(names, 2)) for _ in range(4)]
    place, topic = facts.choice(names), facts.choices(words[120:], k=12)
    count = facts.randint(3, 90)
    sentences = []
    length = max(80, int(chance.gauss(WORDS_AN_ARTICLE, WORDS_AN_ARTICLE / 3)))
    while length > 0:
        size = chance.randint(12, 26)
        body = chance.choices(words, cum_weights=frequencies, k=size - 4)
        for telling in chance.sample(topic, 2):
            body[chance.randrange(len(body))] = telling
        tail = chance.choice((f"in {place}", f"{chance.choice(people)} said", f"{count} people were injured", "said"))
        sentence = " ".join([*body, tail])
        sentences.append(f"{sentence[0].upper()}{sentence[1:]}.")
        length -= size
    outlet = f"outlet{chance.randrange(400)}.example"
    title = f"{place}: {' '.join(facts.sample(topic, 3))} {' '.join(chance.choices(words[120:], k=3))}"
    paragraphs = (" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3))
    return Document(f"https://{outlet}/news/{number}", title, "\n\n".join(paragraphs), outlet, START, event)


def _copy(chance: random.Random, earlier: Document, number: int) -> Document:
    outlet = f"mirror{chance.randrange(60)}.example"
    return earlier._replace(url=f"https://{outlet}/wire/{number}", source=outlet)


def _edit(chance: random.Random, earlier: Document) -> Document:
    paragraphs = earlier.text.split("\n\n")
    at = chance.randrange(len(paragraphs))
    paragraphs[at] += f" Another {chance.randint(100, 999)} calls came in until the evening, officials said."
    return earlier._replace(text="\n\n".join(paragraphs))


def page_of(document: Document, links: int = 400) -> bytes:
    """A page that shows a document in a frame of links: some 40 kB, of which a tenth is the article."""
    frame = "".join(
        f"<li><a href='/section/{n}'>Section {n} of the paper, with its archive</a></li>" for n in range(links)
    )
    text = "".join(f"<p>{paragraph}</p>" for paragraph in document.text.split("\n\n"))
    return (
        f"<!doctype html><html lang='en'><head><title>{document.title}</title></head><body><nav><ul>{frame}</ul></nav>"
        f"<article><h1>{document.title}</h1>{text}</article></body></html>"
    ).encode()
