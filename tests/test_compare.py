"""Compare: new, unchanged or edited, and why."""

import random

import pytest

from tests.builders import a_revision, an_article
from transforms.compare import MAX_RECORDINGS_OF_A_TEXT, compare_in_order, diff_versions, text_of
from transforms.elements import Article, Edit
from transforms.fingerprint import fingerprint_content
from transforms.known import KnownText, KnownVersion, NothingKnown, Order

OPEN = "The bridge over the Sill closes on Monday.\n\nRepairs are to last six weeks, the town said."
EDITED = "The bridge over the Sill closes on Monday.\n\nRepairs are to last nine weeks, the town said."


class Held(NothingKnown):
    """A lake that holds these articles, in this order."""

    def __init__(self, *articles: Article, baselines: dict[tuple[str, str], str] | None = None) -> None:
        self._versions: dict[str, list[KnownVersion]] = {}
        self._texts: dict[str, KnownText] = {}
        self._baselines = baselines or {}
        for article in articles:
            versions = self._versions.setdefault(article.article_id, [])
            record_id = f"{article.article_id}#{len(versions) + 1}"
            versions.append(
                KnownVersion(
                    record_id,
                    article.article_id,
                    len(versions) + 1,
                    article.fingerprint,
                    article.page_fingerprint,
                    article.extractor,
                    article.language,
                    Order(article.observed_at.micros, article.origin, article.position),
                )
            )
            self._texts[record_id] = text_of(article)

    def versions(self, article_ids):
        return {key: list(self._versions[key]) for key in article_ids if key in self._versions}

    def texts(self, record_ids):
        return {key: self._texts[key] for key in record_ids}

    def baselines(self, article_ids):
        return dict(self._baselines)


def outcomes(articles, known=None) -> list[str]:
    return [step.comparison.outcome for step in compare_in_order(articles, known or NothingKnown())]


def test_three_versions_of_one_address_are_three_steps_in_order() -> None:
    first, same, edited = an_article(text=OPEN), an_article(text=OPEN, hour=1), an_article(text=EDITED, hour=2)
    steps = list(compare_in_order([edited, first, same], NothingKnown()))
    assert [step.comparison.outcome for step in steps] == ["new", "unchanged", "edited"]
    revision = steps[2].revision
    assert revision is not None
    assert revision.revision == 2
    assert revision.diff == [
        Edit(
            "replace", "Repairs are to last six weeks, the town said.", "Repairs are to last nine weeks, the town said."
        )
    ]


def test_the_first_revision_has_nothing_to_differ_from() -> None:
    [step] = compare_in_order([an_article()], NothingKnown())
    assert step.revision == a_revision(1)


def test_an_edit_is_found_against_the_lake() -> None:
    [step] = compare_in_order([an_article(text=EDITED, hour=5)], Held(an_article(text=OPEN)))
    assert step.comparison.outcome == "edited"
    assert step.revision is not None
    assert (step.revision.revision, [edit.op for edit in step.revision.diff]) == (2, ["replace"])


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ("white space", {"text": OPEN.replace(" ", "  ").replace("\n\n", "\n \n")}),
        ("typographic spaces", {"text": OPEN.replace("the town", "the\u00a0town")}),
        ("a zero-width mark", {"text": OPEN.replace("bridge", "bri\u200bdge")}),
        ("comments", {"comments": ["Kim says: at last"]}),
        ("an author", {"authors": ["Ada Lindqvist", "B. Okafor"]}),
        ("paragraphs in another order", {"text": "\n\n".join(reversed(OPEN.split("\n\n")))}),
        ("a counter", {"text": OPEN + "\n\n2,048 views"}),
        ("a line of its last change", {"text": "Last updated: 3 May 2026 10:04\n\n" + OPEN}),
        ("its modification time", {"modified_at": an_article(hour=3).observed_at}),
    ],
)
def test_what_is_no_edit(change: str, fields: dict) -> None:
    assert outcomes([an_article(hour=1, **fields)], Held(an_article(text=OPEN))) == ["unchanged"], change


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ("a headline", {"title": "Bridge over the Sill stays open"}),
        ("one letter", {"text": OPEN.replace("Monday", "Sunday")}),
        ("a number", {"text": OPEN.replace("six", "16")}),
    ],
)
def test_what_is_an_edit(change: str, fields: dict) -> None:
    assert outcomes([an_article(hour=1, **fields)], Held(an_article(text=OPEN))) == ["edited"], change


def test_quotes_and_dashes_fold_to_one_fingerprint() -> None:
    assert fingerprint_content("“So – yes…”", "it’s", []) == fingerprint_content('"So - yes..."', "it's", [])


def test_fields_do_not_run_into_each_other() -> None:
    assert fingerprint_content("a b", "c", []) != fingerprint_content("a", "b c", [])
    assert fingerprint_content("a", "b", ["c"]) != fingerprint_content("a", "b c", [])


def test_a_return_to_an_earlier_text_is_recorded() -> None:
    there_and_back = [an_article(text=OPEN), an_article(text=EDITED, hour=1), an_article(text=OPEN, hour=2)]
    assert outcomes(there_and_back) == ["new", "edited", "edited"]


def test_flapping_page_is_recorded_but_bounded() -> None:
    flips = [an_article(text=(OPEN, EDITED)[at % 2], hour=at / 10) for at in range(20)]
    recorded = 2 * MAX_RECORDINGS_OF_A_TEXT
    assert outcomes(flips)[:recorded] == ["new"] + ["edited"] * (recorded - 1)
    assert outcomes(flips)[recorded:] == ["flapping", "unchanged"] * ((20 - recorded) // 2)


def test_after_a_quiet_day_a_flapping_page_is_believed_again() -> None:
    flips = [an_article(text=(OPEN, EDITED)[at % 2], hour=at / 10) for at in range(6)]
    assert outcomes([*flips, an_article(text=OPEN, hour=40)])[-1] == "edited"


def test_looking_again_at_old_versions_adds_nothing() -> None:
    history = [an_article(text=OPEN), an_article(text=EDITED, hour=1), an_article(text=OPEN, hour=2)]
    assert set(outcomes(history, Held(*history))) <= {"known", "unchanged"}


def test_a_version_seen_late_is_an_edit_when_its_text_is_not_held() -> None:
    late = an_article(text=OPEN.replace("six", "five"), hour=-1)
    assert outcomes([late], Held(an_article(text=OPEN), an_article(text=EDITED, hour=1))) == ["edited"]


def test_an_upgraded_extractor_on_the_same_bytes_is_no_edit() -> None:
    more = an_article(text=OPEN + "\n\nBuses take the valley road.", extractor="test 2", hour=1)
    assert outcomes([more], Held(an_article(text=OPEN))) == ["reextracted"]


def test_an_upgraded_extractor_that_finds_more_on_a_changed_page_is_no_edit() -> None:
    more = an_article(text=OPEN + "\n\nBuses take the valley road.", extractor="test 2", page_fingerprint="b", hour=1)
    assert outcomes([more], Held(an_article(text=OPEN))) == ["reextracted"]


def test_a_changed_sentence_is_an_edit_whatever_extracted_it() -> None:
    edited = an_article(text=EDITED, extractor="test 2", page_fingerprint="b", hour=1)
    assert outcomes([edited], Held(an_article(text=OPEN))) == ["edited"]


def test_once_the_new_extractor_has_a_baseline_it_decides() -> None:
    more = OPEN + "\n\nBuses take the valley road."
    seen = an_article(text=more, extractor="test 2", page_fingerprint="b", hour=1)
    later = an_article(text=more + "\n\nThe ferry runs.", extractor="test 2", page_fingerprint="c", hour=2)
    assert outcomes([seen, later], Held(an_article(text=OPEN))) == ["reextracted", "edited"]
    baselines = {(seen.article_id, "test 2"): seen.fingerprint}
    assert outcomes([later], Held(an_article(text=OPEN), baselines=baselines)) == ["edited"]


def test_an_article_keeps_the_language_of_its_first_version() -> None:
    first, later = an_article(text=OPEN, language="en"), an_article(text=EDITED, language="de", hour=1)
    steps = list(compare_in_order([first, later], NothingKnown()))
    assert [step.article.language for step in steps] == ["en", "en"]


def test_order_of_arrival_within_a_tie_does_not_matter() -> None:
    tied = [an_article(text=text, position=at) for at, text in enumerate([OPEN, EDITED, OPEN, EDITED])]
    expected = [(step.article.position, step.comparison.outcome) for step in compare_in_order(tied, NothingKnown())]
    assert [outcome for _, outcome in expected] == ["new", "edited", "edited", "edited"]
    for seed in range(5):
        shuffled = random.Random(seed).sample(tied, len(tied))
        steps = compare_in_order(shuffled, NothingKnown())
        assert [(step.article.position, step.comparison.outcome) for step in steps] == expected


def test_a_new_notice_shows_in_the_diff() -> None:
    before, after = KnownText("A", "One.", ()), KnownText("A", "One.", ("Correction: it was two.",))
    assert diff_versions(before, after) == [Edit("insert", "", "Correction: it was two.")]
