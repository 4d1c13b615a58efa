"""The title of a page: what its sources agree on, without the site's name or section."""

import re
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from transforms.text.letters import letters_of, plain_line
from transforms.text.page_json_ld import strings_of

MAX_TITLE_CHARS = 400
MAX_HEADLINES = 6
MAX_SUPPORTING = 3
"""How many second headings are looked at where no main one is printed."""

# How much each source of a title counts.  A lone headline is the title more often than any other source,
# the metas beside Open Graph mostly repeat it.  On bench/extraction.py pages every headline weight from
# 1.2 to 2.4 and every support from 1.5 to 2 gives the same titles but for one; defended by
# test_title_is_what_most_sources_agree_on.
JSON_LD_WEIGHT, HEADLINE_WEIGHT, ONE_OF_HEADLINES_WEIGHT = 1.1, 1.2, 0.9
OPEN_GRAPH_WEIGHT, OTHER_META_WEIGHT, PAGE_TITLE_WEIGHT = 1.0, 0.45, 0.7
SUPPORT_WEIGHT = 1.5

MIN_TITLE_LETTERS = 12
"""A shorter title may begin or end another one by chance."""

_TITLE_METAS = (
    "og:title",
    "twitter:title",
    "parsely-title",
    "dc.title",
    "headline",
    "sailthru.title",
    "citation_title",
    "hdl",
)
_SITE_SPLIT = re.compile(r"\s+(?:[|•·—–»«~:/]|-{1,2}|::)\s+")
_SEPARATOR = re.compile(r"\s*(?:[|•·—–»«~:/ㅣ]|-{1,2})")


def choose_title(tree: HtmlElement, metas: dict[str, str], article: dict[str, Any], sites: frozenset[str]) -> str:
    """Return the title on which most sources agree; of equals the one earlier in the list.

    Sources agree when they are equal but for case, quotes and spaces, after the site's name is off;
    one that goes on after a separator ("Headline - Politics") agrees with the one that does not.
    """
    page_title = next((plain_line(t.text_content()) for t in tree.iter("title")), "")
    heads = [plain_line(head.text_content()) for head in islice(filter(_is_printed, tree.iter("h1")), MAX_HEADLINES)]
    sources = [(JSON_LD_WEIGHT, plain_line(text)) for text in strings_of(article.get("headline"))[:1]]
    sources += [(HEADLINE_WEIGHT if len(heads) == 1 else ONE_OF_HEADLINES_WEIGHT, text) for text in heads]
    sources += [
        (OPEN_GRAPH_WEIGHT if name == "og:title" else OTHER_META_WEIGHT, plain_line(metas.get(name, "")))
        for name in _TITLE_METAS
    ]
    sources.append((PAGE_TITLE_WEIGHT, page_title))
    ballot = _Ballot(sites)
    for weight, text in sources:
        ballot.vote(weight, text)
    if not heads:
        for head in islice(filter(_is_printed, tree.iter("h2")), MAX_SUPPORTING):
            ballot.support(SUPPORT_WEIGHT, plain_line(head.text_content()))
    return ballot.winner() or page_title[:MAX_TITLE_CHARS]


def _is_printed(head: HtmlElement) -> bool:
    """Say whether a heading stands over something, and not in a breadcrumb or menu, written for search engines."""
    if head.find("a") is not None:
        return False
    for element in islice(head.iterancestors(), 3):
        if element.tag in ("li", "nav", "a") or "crumb" in (element.get("class") or ""):
            return False
    return "crumb" not in (head.get("class") or "")


class _Ballot:
    """Weighted votes for a title, by its letters; the spelling is the heaviest one."""

    def __init__(self, sites: frozenset[str]) -> None:
        self._sites = sites
        self._votes: dict[str, float] = {}
        self._spellings: dict[str, dict[str, float]] = {}

    def vote(self, weight: float, text: str) -> None:
        text = _without_site(text, self._sites)
        key = letters_of(text)
        if not key or key in self._sites or len(text) > MAX_TITLE_CHARS:
            return
        self._votes[key] = self._votes.get(key, 0.0) + weight
        spellings = self._spellings.setdefault(key, {})
        spellings[text] = spellings.get(text, 0.0) + weight

    def support(self, weight: float, text: str) -> None:
        """Strengthen the title that these words are, or end with after a kicker."""
        said = letters_of(text)
        for key in self._votes:
            if said == key or (len(key) >= MIN_TITLE_LETTERS and said.endswith(key)):
                self._votes[key] += weight
                return

    def winner(self) -> str:
        if not self._votes:
            return ""
        votes = {key: weight + self._continued(key) for key, weight in self._votes.items()}
        spellings = self._spellings[max(votes, key=lambda key: votes[key])]
        return max(spellings, key=lambda text: spellings[text] + self._continuing(text))

    def _continued(self, key: str) -> float:
        return max(map(self._continuing, self._spellings[key])) if len(key) >= MIN_TITLE_LETTERS else 0.0

    def _continuing(self, text: str) -> float:
        """Return the weight of the titles that go on after this one and a separator."""
        return sum(
            weight
            for spellings in self._spellings.values()
            for other, weight in spellings.items()
            if len(other) > len(text) and other.startswith(text) and _SEPARATOR.match(other, len(text))
        )


def _without_site(text: str, sites: frozenset[str]) -> str:
    """Take the site's name off a title, at its end or its front."""
    for _ in range(3):
        pieces = list(_SITE_SPLIT.finditer(text))
        if not pieces:
            return text
        last, first = pieces[-1], pieces[0]
        if letters_of(text[last.end() :]) in sites:
            text = text[: last.start()]
        elif letters_of(text[: first.start()]) in sites:
            text = text[first.end() :]
        else:
            return text
    return text


def site_keys(site_name: str | None, metas: dict[str, str], url: str | None) -> frozenset[str]:
    names = [site_name or "", metas.get("application-name", ""), metas.get("apple-mobile-web-app-title",
    ""), metas.get("twitter:site", ""),
             metas.get("publisher", ""), metas.get("al:ios:app_name", ""), metas.get("twitter:app:name:iphone",
             "")]  # fmt: skip
    keys = {letters_of(name) for name in names}
    for address in (url, metas.get("og:url")):
        try:
            host = (urlsplit(address).hostname or "") if address else ""
        except ValueError:
            continue
        labels = host.removeprefix("www.").split(".")
        keys |= {
            letters_of(host),
            letters_of(".".join(labels)),
            letters_of(labels[0]),
            letters_of("".join(labels[-2:-1])),
        }
    return frozenset(key for key in keys if len(key) > 1)
