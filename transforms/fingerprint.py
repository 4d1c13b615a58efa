"""article → article with its fingerprint and sketch: what the narrow stages compare by.

Done here, where every worker helps, so that compare and link only see digests.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

import apache_beam as beam

from transforms.elements import Article
from transforms.likeness.encoding import encode_sketch
from transforms.likeness.sketches import sketch_article
from transforms.times import to_datetime

FINGERPRINT_VERSION = "1"

# Typography that publishing systems change on their own, without an editor.
_TYPOGRAPHY = {
    "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u2032": "'",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u201f": '"', "\u2033": '"', "\u00ab": '"', "\u00bb": '"',
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2015": "-", "\u2212": "-",
    "\u2026": "...", "\u00ad": "", "\u200b": "", "\u200c": "", "\u200d": "", "\ufeff": "",
}  # fmt: skip
_TYPOGRAPHIC = re.compile(f"[{''.join(_TYPOGRAPHY)}]")


def fold_typography(text: str) -> str:
    """The text without what is no edit: white space, kinds of quotes and dashes, invisible marks."""
    if not text.isascii():
        # One search for the few marks: str.translate looks every character up.
        text = unicodedata.normalize("NFKC", _TYPOGRAPHIC.sub(lambda mark: _TYPOGRAPHY[mark[0]], text))
    return " ".join(text.split())


def fingerprint_content(title: str, text: str, notices: Iterable[str]) -> str:
    """Digest of what a reader reads: 33 hex digits, the first the version of this function.

    Empty fields leave no mark, so that a new kind of field does not change old fingerprints.
    """
    digest = hashlib.blake2b(digest_size=16)
    for name, value in [("title", title), ("text", text), *(("notice", notice) for notice in notices)]:
        folded = fold_typography(value)
        if folded:
            digest.update(f"{name}\x1f{folded}\x1e".encode("utf-8", "surrogatepass"))
    return FINGERPRINT_VERSION + digest.hexdigest()


def fingerprint_article(article: Article) -> Article:
    """The article with ``fingerprint`` and ``sketch`` filled in."""
    # A notice beside the text is new as well: a text with a correction is no copy of the one without.
    beside = [notice.text for notice in article.notices if notice.text not in article.text]
    sketch = sketch_article(
        article.title,
        "\n\n".join([article.text, *beside]),
        article.language,
        to_datetime(article.published_at),
        to_datetime(article.observed_at),
        article.source,
    )
    fingerprint = fingerprint_content(article.title, article.text, (notice.text for notice in article.notices))
    return article._replace(fingerprint=fingerprint, sketch=encode_sketch(sketch))


class FingerprintArticles(beam.PTransform):
    """Fill in every article's fingerprint and sketch; bounded or not, order kept within a bundle."""

    def expand(self, articles: beam.PCollection) -> beam.PCollection:
        return articles | "FingerprintArticle" >> beam.Map(fingerprint_article).with_output_types(Article)
