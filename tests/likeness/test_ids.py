"""Ids are functions of content."""

from transforms.likeness.ids import record_id_of, story_id_of


def test_ids_are_the_same_everywhere() -> None:
    record_id = record_id_of("seed:raids/01.txt", "1abc", None)
    assert record_id == record_id_of("seed:raids/01.txt", "1abc", None)
    assert len(record_id) == 24
    assert len(story_id_of(record_id)) == 12


def test_every_part_counts() -> None:
    ids = {
        record_id_of("a", "1", None),
        record_id_of("a", "1", "x"),
        record_id_of("a", "2", None),
        record_id_of("b", "1", None),
        record_id_of("a1", "", None),
        record_id_of("", "a1", None),
        record_id_of("a\udcff", "1", None),
    }
    assert len(ids) == 7
