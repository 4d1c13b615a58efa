"""A page that is reused for other news, and every edit that is none."""

import itertools
import json
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import pytest

from tests.test_link import PIER, TRAIN, TRAIN_TOO
from transforms.likeness.linking import shipped_model
from transforms.likeness.reuse import is_reused
from transforms.likeness.sketches import Sketch, sketch_article

WHEN = datetime(2019, 6, 21, tzinfo=timezone.utc)
FAR = datetime(2019, 9, 30, tzinfo=timezone.utc)


def sketch(text: str, title: str = "", language: str = "en", when: datetime = WHEN) -> Sketch:
    return sketch_article(title, text, language, when, when, None)


@pytest.mark.parametrize(
    ("before", "now", "reused"),
    [
        (TRAIN, PIER, True),
        (PIER, TRAIN, True),
        (TRAIN, TRAIN_TOO, False),
        (TRAIN, TRAIN + " " + PIER, False),
        (TRAIN + " " + PIER, PIER, False),
        ("A train left the rails near Ostby. More follows.", PIER, False),
        (TRAIN, "Page not found. Try our front page.", False),
        ("", TRAIN, False),
    ],
    ids=["other news", "and back", "written anew", "added to", "half of it cut", "a line that becomes a report",
         "a line that replaces a report", "nothing before"],
)  # fmt: skip
def test_only_other_news_reuses_a_page(before: str, now: str, reused: bool) -> None:
    assert is_reused(sketch(before), sketch(now), shipped_model()) is reused


def test_edited_texts_of_the_shared_pairs_are_edits(shared: Path) -> None:
    documents = {}
    for line in (shared / "bench/dedupe/docs_dev.jsonl").read_text("utf-8").splitlines():
        found = json.loads(line)
        documents[found["url"]] = sketch(found["text"], found.get("title", ""))
    pairs = [line.split("\t") for line in (shared / "bench/dedupe/pairs_dev.tsv").read_text("utf-8").splitlines()[1:]]
    model = shipped_model()
    reused = [is_reused(documents[one], documents[two], model) for one, two, label in pairs if label != "different"]
    assert len(reused) > 100
    assert not any(reused)


def test_unrelated_texts_of_the_shared_streams_reuse_a_page(shared: Path) -> None:
    texts = []
    with (shared / "bench/linking/mixed_dev.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            texts.append(json.loads(line)["text"])
    sketches = [sketch(text) for text in texts[::60] if len(text) > 600]
    reused = [is_reused(one, two, shipped_model()) for one, two in itertools.pairwise(sketches)]
    assert len(reused) > 80
    assert np.mean(reused) > 0.8
