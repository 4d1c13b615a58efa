"""Whatever a text holds, it goes through: a document on which a stage fails would keep its round from the lake."""

import string
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import an_article
from tests.lakes import check_stories
from tests.memory_lake import MemoryLake, run_round
from transforms.likeness.sketches import MAX_WORDS

_ODD_WORDS = """
    * — … “ ” " ' ’ $ € % + ( ) [ ] < > & \\ / 0 00 1 2 1,2,3 10² ½ 3.5bn €1.2m 99:99 5:30 p.m. 2019-02-30 31 February
    UPDATE: CORRECTION: NOTE: (AP) at least up to two hundred and thousand million killed wounded arrested postponed
    until next by weeks Monday noon ١٢٣ １２３ İ ß ﬁ 😀 日本語の文章です。 ข่าว हिन्दी العربية
"""
ODD = [*_ODD_WORDS.split(), "\x00", "\u202e", "\ufeff", "\u2028", "\r\n", "\t"]
PLAIN = "the raid in Corrin was called off on Sunday after 41 people had been hurt said Mara Ostrel 52".split()
LANGUAGES = ["en", "en", "de", "zh", ""]


class Document(NamedTuple):
    """An address out of a few, and what stands there."""

    name: str
    title: str
    text: str
    language: str


def texts(most: int) -> st.SearchStrategy[str]:
    words = st.lists(st.sampled_from([*ODD, *PLAIN]) | st.text(string.printable, max_size=8), max_size=most)
    return st.builds(str.join, st.sampled_from([" ", " ", "\n", "\n\n", ""]), words)


# More than is sketched of a text; what stands behind it is cut.
LONG = "\n\nThe river rose by the old mill." * (MAX_WORDS // 7) + "\n\n"
bodies = st.builds(str.join, st.sampled_from(["\n\n", "\n\n", LONG]), st.lists(texts(25), min_size=1, max_size=3))
documents = st.builds(Document, st.sampled_from("abcd"), texts(5), bodies, st.sampled_from(LANGUAGES))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(documents, min_size=1, max_size=6))
def test_any_document_is_compared_linked_and_decided(seen: list[Document]) -> None:
    lake = MemoryLake()
    for number, document in enumerate(seen):
        article = an_article(
            article_id=document.name, title=document.title, text=document.text, language=document.language, hour=number
        )
        records = run_round(lake, [article])
        # A text that was there before is no record.
        assert [record.text for record in records] in ([document.text], [])
    check_stories([record._asdict() for record in lake.records])
