"""A shelf gives back the telling words of a record as they were read from its sketch."""

from datetime import datetime, timezone

import numpy as np
import pytest

from transforms.likeness.encoding import encode_sketch
from transforms.likeness.held import Held
from transforms.likeness.shelf import Shelf
from transforms.likeness.sketches import sketch_article
from transforms.likeness.terms import Terms, find_terms, log_counts, rates

NOON = datetime(2019, 6, 26, 12, tzinfo=timezone.utc)
TEXTS = [
    "",
    "The ferry of Corrin sank on 3 May 2018, said Mara Ostrel, 52. The ferry, the ferry!",
    "Two people were killed.",
    " ".join(f"word{n % 90}" for n in range(400)),
    "and of the",
]


def held(number: int, text: str) -> tuple[Held, Terms]:
    sketch = sketch_article("Ferry sinks", text, "en" if number % 2 else "fr", NOON, NOON, f"outlet{number}")
    return Held(number, f"r{number}", "s", "a", 1, None, encode_sketch(sketch)), find_terms(sketch)


def put(shelf: Shelf, records: list[tuple[Held, Terms]]) -> None:
    for record, terms in records:
        shelf.put(record, record.sketch, terms)


def same(one: Terms, other: Terms) -> bool:
    return all(np.array_equal(mine, its, equal_nan=True) for mine, its in zip(one, other, strict=True))


def test_terms_are_given_back_as_they_were_put() -> None:
    shelf, records = Shelf(), [held(number, TEXTS[number % len(TEXTS)]) for number in range(2500)]
    put(shelf, records)
    assert len(shelf) == len(records)
    for slot in (0, 1, 2, 3, 4, 1023, 1024, 2048, 2499):
        assert shelf[slot] == records[slot][0]
        assert same(shelf.terms(slot), records[slot][1])


@pytest.mark.parametrize("kept", [[], [4, 1], [0, 2, 3]])
def test_some_records_of_a_shelf_are_as_they_were(kept: list[int]) -> None:
    shelf, records = Shelf(), [held(number, text) for number, text in enumerate(TEXTS)]
    put(shelf, records)
    if 0 not in kept:
        shelf.drop(0)
    fewer = shelf.only(np.array(kept, np.int64))
    put(fewer, records[:1])
    for slot, number in enumerate([*kept, 0]):
        assert fewer[slot] == records[number][0]
        assert same(fewer.terms(slot), records[number][1])
    assert fewer.live().tolist() == [True] * (len(kept) + 1)


def test_records_are_laid_out_one_after_the_other() -> None:
    shelf, records = Shelf(), [held(number, text) for number, text in enumerate(TEXTS)]
    put(shelf, records)
    near = shelf.lay_out(np.array([3, 1]), np.zeros(2), [0, 0], lambda keys: np.ones(len(keys)))
    assert near.held == [records[3][0], records[1][0]]
    for name in ("keys", "bits", "counts", "ranks"):
        parts = [getattr(records[slot][1], name) for slot in (3, 1)]
        assert getattr(near, name).tolist() == np.concatenate(parts).tolist()
    assert near.starts.tolist() == [0, len(records[3][1].keys)]
    assert near.owner.tolist() == [0] * len(records[3][1].keys) + [1] * len(records[1][1].keys)


def test_forgotten_record_does_not_live() -> None:
    shelf = Shelf()
    put(shelf, [held(0, TEXTS[1]), held(1, TEXTS[2])])
    shelf.drop(0)
    assert shelf.live().tolist() == [False, True]
    assert shelf.held[0] is None


def test_rates_and_counts_are_told_by_small_numbers() -> None:
    _, terms = held(1, TEXTS[1])
    assert rates()[0] == 0 and (np.diff(rates()) > 0).all()
    assert rates().take(terms.ranks).min() == pytest.approx(0.0004)
    assert terms.counts.max() == 3
    assert log_counts()[3] == pytest.approx(np.log(4))
