"""Bad input: a clear reject or usage error each, and the rest of the run unharmed."""

import gzip
import json
import os
import resource
from pathlib import Path

import pytest

from pipeline.lake.reader import LakeReader
from tests.lakes import rows, run_ok, writethru
from tests.streams import make_stream

GOOD = make_stream(3, seed=5)


def rejects(lake: Path) -> dict[str, tuple[str, str]]:
    """``{key: (stage, reason)}`` of a lake."""
    found = LakeReader(lake).dataset("rejects").to_table().to_pylist()
    assert len({row["reject_id"] for row in found}) == len(found)
    assert all(row["detail"] for row in found)
    return {row["key"]: (row["stage"], row["reason"]) for row in found}


def page(body: str) -> bytes:
    return f"<html><head><title>A page</title></head><body>{body}</body></html>".encode()


def make_bad_input(folder: Path) -> None:
    """One file of each kind of bad input, beside three good documents."""
    lines = [json.dumps(document) for document in GOOD]
    lines[1:1] = ['{"url": "https://broken.example/1", "text": ']
    (folder / "stream.jsonl").write_text("\n".join(lines) + "\n")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "empty.html").write_bytes(b"  \n")
    (folder / "binary.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "truncated.html.gz").write_bytes(gzip.compress(page("<p>Half of it is gone.</p>" * 500))[:100])
    (folder / "truncated.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode())[:200])
    (folder / "large.html").write_bytes(page("<p>" + "A long page. " * 4_000_000 + "</p>"))
    (folder / "deep.html").write_bytes(page("<div>" * 100_000 + "deep" + "</div>" * 100_000))
    (folder / "nothing.html").write_bytes(page(""))
    (folder / "feed.xml").write_bytes(b"<?xml version='1.0'?><unknown><thing/></unknown>")


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bad")
    make_bad_input(folder)
    lake = tmp_path_factory.mktemp("lakes") / "lake"
    printed = run_ok("run", folder, "--lake", lake)
    assert f"rejected: {len(rejects(lake))}" in printed
    return lake


@pytest.mark.parametrize(
    ("key", "stage", "reason"),
    [
        ("empty.txt", "read", "empty"),
        ("empty.html", "read", "empty"),
        ("binary.html", "read", "not_text"),
        ("binary.txt", "read", "not_text"),
        ("truncated.html.gz", "read", "bad_gzip"),
        ("truncated.jsonl.gz", "read", "bad_gzip"),
        ("large.html", "read", "too_large"),
        ("deep.html", "extract", "too_deep"),
        ("nothing.html", "extract", "no_text"),
        ("feed.xml", "read", "unknown_xml"),
        ("stream.jsonl", "read", "bad_json"),
    ],
)
def test_each_kind_is_rejected_by_name(key: str, stage: str, reason: str, lake: Path) -> None:
    assert rejects(lake)[key] == (stage, reason)


def test_the_good_documents_are_all_there(lake: Path) -> None:
    assert {row["url"] for row in rows(lake)} >= {document["url"] for document in GOOD}


def test_nothing_is_rejected_that_is_not_listed_here(lake: Path) -> None:
    assert len(rejects(lake)) == 11


def test_running_again_tries_them_again_and_writes_no_row_twice(tmp_path: Path) -> None:
    folder, lake = tmp_path / "in", tmp_path / "lake"
    folder.mkdir()
    (folder / "empty.txt").write_bytes(b"")
    (folder / "good.txt").write_text("A headline\n\nA bridge was closed on Monday, the town said.\n")
    run_ok("run", folder, "--lake", lake)
    assert "rejected: 1" in run_ok("run", folder, "--lake", lake)
    assert list(rejects(lake)) == ["empty.txt"]
    assert len(rows(lake)) == 1


def test_broken_encoding_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "broken.html"
    text = "The river rose again on Monday, the town said. " * 10
    path.write_bytes(page(f"<meta charset=utf-8><article><p>{text}</p><p>caf").replace(b"caf", b"caf\xe9 \xff\xfe"))
    run_ok("run", path, "--lake", tmp_path / "lake")
    [record] = rows(tmp_path / "lake")
    assert "The river rose again" in record["text"]


@pytest.mark.parametrize(
    ("name", "reason"), [("bomb.html.gz", "too_large"), ("bomb.txt.gz", "too_large"), ("bomb.jsonl.gz", "gzip_bomb")]
)
def test_a_gzip_bomb_is_rejected_in_little_memory(name: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / name
    with gzip.open(path, "wb", compresslevel=9) as bomb:
        for _ in range(1_000):
            bomb.write(bytes(1_000_000))
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    run_ok("run", path, "--lake", tmp_path / "lake")
    assert rejects(tmp_path / "lake")[name][1] == reason
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert peak == before or peak < 600_000, "kilobytes: Beam and its libraries take some 300,000"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "{tmp}/none", "--lake", "{tmp}/lake"], "none"),
        (["run", "{tmp}/*.jsonl", "--lake", "{tmp}/lake"], "*.jsonl"),
        (["run", "{tmp}/empty_folder", "--lake", "{tmp}/lake"], "empty_folder"),
        (["run", "{tmp}/notes.md", "--lake", "{tmp}/lake"], "notes.md"),
        (["run", "{tmp}/a.txt", "--lake", "{tmp}/a.txt"], "a.txt is a file; give --lake a folder"),
        (["run", "{tmp}/a.txt", "--lake", "{tmp}"], "holds something that is not a lake"),
        (["run", "{tmp}/a.txt", "--lake", "{tmp}/lake", "--workers", "0"], "--workers"),
        (["run", "{tmp}/a.txt", "--lake", "{tmp}/lake", "--round-sise", "5"], "--round-sise"),
        (["run", "{tmp}/a.txt", "--lake", "{tmp}/lake", "--runner", "NoSuchRunner"], "NoSuchRunner"),
        (["run", "{tmp}/a.txt"], "--lake"),
        (["stories", "{tmp}/none"], "does not exist"),
        (["stories", "{tmp}/empty_folder"], "is not a lake"),
        (["stories", "{tmp}/lake", "--as-of", "yesterday"], "--as-of"),
        (["tell", "{tmp}/none"], "tell"),
        ([], "COMMAND"),
    ],
)
def test_wrong_usage_names_the_thing_and_ends_with_2(arguments: list[str], message: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A headline\n\nA bridge was closed on Monday, the town said.\n")
    (tmp_path / "notes.md").write_text("# Notes\n")
    (tmp_path / "empty_folder").mkdir()
    done = writethru(*[argument.format(tmp=tmp_path) for argument in arguments])
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "lake").exists(), "nothing is made before the command is understood"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "locked.txt"
    path.write_text("A headline\n\nText.\n")
    path.chmod(0)
    done = writethru("run", path, "--lake", tmp_path / "lake")
    assert done.returncode == 2
    assert "locked.txt" in done.stderr
