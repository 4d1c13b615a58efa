"""A lake in an object store holds what one in a folder holds, whoever is killed, beaten or away."""

import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import main
from pipeline.lake import Lake, place
from pipeline.lake.place import FolderPlace, LakeError, StorePlace, find_place, told_by_store
from pipeline.lake.sweep import find_orphans, sweep_orphans
from pipeline.lake.tidy import tidy_lake
from pipeline.lake.writer import LakeWriter, Pin
from tests.builders import NOON, a_record, a_visit
from tests.fetching.local_web import LocalWeb
from tests.growing import put_files
from tests.lakes import ROOT, check_stories, command, environment, rows, run_ok
from tests.live_web import HOST, QUICK, rss
from tests.s3 import Gate, Store, running_store
from tests.streams import make_stream, write_jsonl
from tests.test_watch import Watch, held, put_article, titles

DOCUMENTS, ROUND_SIZE = 36, 12


@pytest.fixture(scope="session")
def store() -> Iterator[Store]:
    pytest.importorskip("moto", reason="needs moto's S3 server, of the extra 'test'")
    with running_store() as running:
        yield running


@pytest.fixture
def reached(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store, with this process and those that it starts knowing how to reach it."""
    for name, value in store.environment().items():
        monkeypatch.setenv(name, value)
    place._open_s3.cache_clear()
    yield store
    place._open_s3.cache_clear()


@pytest.fixture(scope="session")
def seeds(store: Store, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The sample seeds, and a broken one, in a folder and in the store."""
    broken = tmp_path_factory.mktemp("broken") / "broken.jsonl"
    broken.write_text("this is no JSON\n")
    lakes = (str(tmp_path_factory.mktemp("seeds") / "lake"), "s3://news/seeds/lake")
    env = {**environment(), **store.environment()}
    running = [
        subprocess.Popen(
            command("run", ROOT / "seeds", broken, "--lake", lake, "--quiet"), env=env, stderr=subprocess.PIPE
        )
        for lake in lakes
    ]
    for process in running:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    return lakes


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("s3://news/lake", StorePlace("news", "lake")),
        ("s3://news.example/desk/lake_1/", StorePlace("news.example", "desk/lake_1")),
        ("S3://news/lake", StorePlace("news", "lake")),
        ("/srv/lake", FolderPlace(Path("/srv/lake"))),
        (Path("/srv/lake"), FolderPlace(Path("/srv/lake"))),
        ("s3:/news", FolderPlace(Path("s3:/news").absolute())),
    ],
)
def test_an_address_is_a_folder_or_a_path_in_a_bucket(address: str | Path, found: object) -> None:
    assert find_place(address) == found
    assert pickle.loads(pickle.dumps(find_place(address))) == found


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("gs://news/lake", "gs://news/lake names no lake: give a folder, or s3://BUCKET/PATH"),
        ("file:///srv/lake", "file:///srv/lake names no lake: give a folder, or s3://BUCKET/PATH"),
        ("s3://news", "give a bucket and a path in it"),
        ("s3:///lake", "give a bucket and a path in it"),
        ("s3://news/a b", "letters, digits and any of . _ = -"),
        ("s3://news/../lake", "letters, digits and any of . _ = -"),
        ("s3://news//lake", "letters, digits and any of . _ = -"),
    ],
)
def test_an_address_of_anything_else_is_refused(address: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stories", address]) == 2
    assert told in capsys.readouterr().err


def test_plain_http_is_only_taken_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://store.example:9000")
    monkeypatch.delenv("AWS_ALLOW_HTTP", raising=False)
    with pytest.raises(LakeError, match="set AWS_ALLOW_HTTP=true"):
        find_place("s3://news/lake")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "store.example:9000")
    with pytest.raises(LakeError, match="give it as https://HOST"):
        find_place("s3://news/lake")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("When listing: AWS Error NO_SUCH_BUCKET during ListObjectsV2", "no such bucket at Amazon S3"),
        ("Generic S3 error\n Error performing GET https://x\n <Code>AccessDenied</Code>", "refuses"),
        ("AWS Error NETWORK_CONNECTION during PutObject", "does not answer"),
        ("Generic S3 error\n<Code>SlowDown</Code>", "failed: <Code>SlowDown</Code>"),
        ("AWS Error SLOW_DOWN during PutObject operation: later", "failed: AWS Error SLOW_DOWN during PutObject"),
        ("Connection refused by press.example", None),
        ("Permission denied: '/srv/lake'", None),
    ],
)
def test_a_fault_of_the_store_is_told_in_words(text: str, told: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    found = told_by_store(text)
    assert (found is None) if told is None else (found is not None and told in found)


def test_a_lake_in_a_store_holds_what_one_in_a_folder_holds(reached: Store, seeds: tuple[str, str]) -> None:
    folder, there = seeds
    assert rows(there) == rows(folder)  # type: ignore[arg-type]
    assert len(rows(there)) == 15  # type: ignore[arg-type]
    assert Lake(there).rejects().count_rows() == Lake(folder).rejects().count_rows() == 1
    assert Lake(there).visits().count_rows() == Lake(folder).visits().count_rows()


_RECORD = "SELECT * EXCLUDE (recorded_at) FROM {view} ORDER BY ALL"


@pytest.mark.parametrize(
    "arguments",
    [
        ["stories", "LAKE", "--json"],
        ["stories", "LAKE", "--status", "resumed"],
        ["stories", "LAKE", "--as-of", "0"],
        ["story", "LAKE", "STORY"],
        ["diff", "LAKE", "RECORD"],
        ["explain", "LAKE", "RECORD"],
        ["sql", "LAKE", "SELECT * EXCLUDE (recorded_at) FROM rejects", "--json"],
        *(["sql", "LAKE", _RECORD.format(view=view), "--json"] for view in ("records", "stories", "updates")),
        ["sql", "LAKE", "SELECT * EXCLUDE (visited_at) FROM visits ORDER BY ALL", "--json"],
        ["sql", "LAKE", "DESCRIBE records", "--json"],
        ["sql", "LAKE", "SELECT * FROM read_text('/etc/hostname')"],
    ],
    ids=lambda arguments: "-".join(arguments)[:40],
)
def test_reading_commands_say_the_same(
    arguments: list[str], reached: Store, seeds: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    edited = next(row for row in rows(seeds[0]) if row["change"] == "revision")  # type: ignore[arg-type]
    said = []
    for lake in seeds:
        meant = {"LAKE": lake, "STORY": edited["story_id"], "RECORD": edited["record_id"]}
        code = main([meant.get(each, each) for each in arguments])
        out, err = capsys.readouterr()
        said.append((code, out.replace(lake, "LAKE"), err.replace(lake, "LAKE")))
    assert said[1] == said[0]
    assert "".join(said[0][1:])
    assert said[0][0] == (2 if "/etc/hostname" in arguments[-1] else 0)


def test_changes_are_the_same(reached: Store, seeds: tuple[str, str]) -> None:
    folder, there = (Lake(lake).changes() for lake in seeds)
    assert there.version == folder.version == 1
    assert there.records.column("record_id") == folder.records.column("record_id")
    assert Lake(seeds[1]).changes(there.version).records.num_rows == 0


def test_of_two_writers_with_one_pin_one_commits_and_the_other_is_told(reached: Store) -> None:
    lake = LakeWriter.create("s3://news/two/lake")
    again = LakeWriter.create("s3://news/two/lake")
    pin = lake.pin()
    assert pin == again.pin()
    files = [put_files(lake, pin, [a_record(record_id=name)])[0] for name in ("r1", "r2")]
    assert lake.commit(pin, "a", NOON, files[:1], [], []) == "committed"
    assert again.commit(pin, "b", NOON, files[1:], [], []) == "lost"
    assert lake.commit(pin, "a", NOON, files[:1], [], []) == "committed"
    assert [row["record_id"] for row in rows("s3://news/two/lake")] == ["r1"]  # type: ignore[arg-type]
    assert find_orphans(lake) == [f"s3://news/two/lake/records/{files[1].path}"]
    assert sweep_orphans(lake) == 1
    assert find_orphans(lake) == []
    assert len(rows("s3://news/two/lake")) == 1  # type: ignore[arg-type]


def test_of_many_writers_at_once_one_commits_each_version(reached: Store) -> None:
    address, writers, rounds = "s3://news/many/lake", 4, 3
    with ThreadPoolExecutor(writers) as pool:
        lakes = list(pool.map(LakeWriter.create, [address] * writers))
        assert {lake.pin() for lake in lakes} == {Pin(0, 0)}
        for number in range(rounds):
            pin, together = lakes[0].pin(), threading.Barrier(writers)

            def commit(writer: int, pin: Pin = pin, together: threading.Barrier = together) -> str:
                name = f"{pin.number}-{writer}"
                files = put_files(lakes[writer], pin, [a_record(record_id=name, article_id=name)])
                together.wait()
                return lakes[writer].commit(pin, name, NOON, files, [], [])

            outcomes = list(pool.map(commit, range(writers)))
            assert sorted(outcomes) == ["committed", *["lost"] * (writers - 1)]
            assert lakes[0].pin() == Pin(number + 1, number + 1)
    winners = [row["record_id"] for row in rows(address)]  # type: ignore[arg-type]
    assert [name.split("-")[0] for name in winners] == ["0", "1", "2"]
    assert sweep_orphans(lakes[0]) == rounds * (writers - 1)


def test_a_prefix_with_something_else_in_it_becomes_no_lake(reached: Store) -> None:
    find_place("s3://news/other/things").put("notes.txt", lambda sink: sink.write(b"bread, milk"))
    with pytest.raises(LakeError, match="holds something that is not a lake"):
        LakeWriter.create("s3://news/other/things")
    with pytest.raises(LakeError, match="is not a lake of writethru"):
        Lake("s3://news/other/things")


def test_after_compaction_versions_are_what_they_were(reached: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    address = "s3://news/compacted/lake"
    lake = LakeWriter.create(address)
    for number in (1, 2, 3):
        pin = lake.pin()
        files = put_files(lake, pin, [a_record(record_id=f"r{number}", article_id=f"a{number}")])
        assert lake.commit(pin, f"round{number}", NOON, files, [], [a_visit(visit_id=f"v{number}")]) == "committed"
    monkeypatch.setattr("pipeline.lake.tidy.MAX_SMALL_FILES", 2)
    assert tidy_lake(lake) == ["records", "visits"]
    assert [len(lake.data_files(name)) for name in ("records", "visits")] == [1, 1]
    assert lake.unvisited(["v1", "v3", "v4"]) == [False, False, True]
    reading = Lake(address)
    for version in range(4):
        known = [f"r{number}" for number in range(1, version + 1)]
        assert reading.as_of(version).sql("SELECT record_id FROM records ORDER BY 1").column(0).to_pylist() == known
        assert reading.changes(version).records.num_rows == 3 - version
    assert sweep_orphans(lake) == 0


def test_a_watch_commits_there_and_remembers(reached: Store, capsys: pytest.CaptureFixture[str]) -> None:
    with LocalWeb() as web:
        feed = web.put(HOST, "/feed.xml", rss(put_article(web, 0)))
        arguments = ["watch", feed, "--lake", "s3://news/watched/lake", "--once-due", *QUICK, "--min-poll", "1h"]
        assert [main(arguments), main(arguments)] == [0, 0]
    assert capsys.readouterr().out.splitlines()[-1] == "nothing is due"
    assert held("s3://news/watched/lake") == titles(1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lake", "changed", "code", "told"),
    [
        ("s3://news/nothing/here", {}, 2, "does not exist; writethru run SOURCE --lake s3://news/nothing/here"),
        ("s3://nowhere/lake", {}, 2, "there is no bucket 'nowhere' at http://127.0.0.1"),
        ("s3://news/seeds/lake", {"AWS_ACCESS_KEY_ID": "nobody"}, 1, "refuses what it is asked with these credentials"),
        (
            "s3://news/seeds/lake",
            {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"},
            1,
            "does not answer; see AWS_ENDPOINT_URL",
        ),
    ],
)
def test_a_lake_that_cannot_be_reached_is_told_in_one_line(
    lake: str,
    changed: dict[str, str],
    code: int,
    told: str,
    reached: Store,
    seeds: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in changed.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(place, "ARROW_TRIES", 1)
    assert main(["stories", lake]) == code
    err = capsys.readouterr().err
    assert told in err
    assert err.count("\n") == 1


# What is killed, beaten or cut off: each test in a lake of its own.


@pytest.fixture(scope="module")
def stream(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_jsonl(tmp_path_factory.mktemp("stream") / "stream.jsonl", make_stream(DOCUMENTS))


@pytest.fixture(scope="module")
def expected(stream: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    lake = tmp_path_factory.mktemp("whole") / "lake"
    run_ok(*run_arguments(stream, str(lake)))
    return rows(lake)


def run_arguments(stream: Path, lake: str) -> list[str | Path]:
    return ["run", stream, "--lake", lake, "--round-size", str(ROUND_SIZE), "--workers", "1", "--quiet"]


def start(stream: Path, lake: str, env: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command(*run_arguments(stream, lake)), env={**environment(), **env}, stderr=subprocess.PIPE, text=True
    )


DATA_FILES, COMMITS = "day=*/*.parquet", "_delta_log/*.json"


def wait_until_it_holds(lake: str, pattern: str, number: int, process: "subprocess.Popen[str]") -> None:
    records = find_place(lake).below("records")
    while process.poll() is None and len(list(records.glob(pattern))) < number:
        time.sleep(0.005)
    assert process.poll() is None


def check_after_rerun(stream: Path, lake: str, expected: list[dict[str, Any]]) -> None:
    run_ok(*run_arguments(stream, lake))
    found = rows(lake)  # type: ignore[arg-type]
    check_stories(found)
    assert found == expected
    there = LakeWriter(lake)
    sweep_orphans(there)
    held = set(there.place.below("records").glob(DATA_FILES))
    assert held == {"/".join(uri.split("/")[-2:]) for uri in there.table("records").file_uris()}


@pytest.mark.slow
@pytest.mark.parametrize(("pattern", "number"), [(DATA_FILES, 1), (COMMITS, 2), (COMMITS, 3)])
def test_killed_in_the_middle_and_run_again_it_holds_each_record_once(
    pattern: str, number: int, reached: Store, stream: Path, expected: list[dict[str, Any]]
) -> None:
    lake = f"s3://news/killed/{len(pattern)}-{number}"
    process = start(stream, lake, {})
    wait_until_it_holds(lake, pattern, number, process)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    check_after_rerun(stream, lake, expected)


@pytest.mark.slow
def test_two_runs_at_once_leave_the_union_once(reached: Store, tmp_path: Path) -> None:
    documents = make_stream(48, seed=7)
    streams = [
        write_jsonl(tmp_path / name / "stream.jsonl", part)
        for name, part in (("a", documents[:32]), ("b", documents[16:]))
    ]
    lake = "s3://news/racing/lake"
    for process in [start(each, lake, {}) for each in streams]:
        _, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors
    found = rows(lake)  # type: ignore[arg-type]
    check_stories(found)
    alone = tmp_path / "alone"
    for each in streams:
        run_ok(*run_arguments(each, str(alone)))
    content = [{(row["article_id"], row["fingerprint"]) for row in held} for held in (found, rows(alone))]
    assert content[0] == content[1]


@pytest.mark.slow
def test_two_workers_give_the_same(reached: Store, stream: Path, expected: list[dict[str, Any]]) -> None:
    lake = "s3://news/workers/lake"
    run_ok(*run_arguments(stream, lake), "--workers", "2")
    assert rows(lake) == expected  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_store_that_is_away_for_a_while_loses_and_doubles_nothing(
    reached: Store, stream: Path, expected: list[dict[str, Any]]
) -> None:
    lake, gate = "s3://news/away/lake", Gate(reached.port)
    process = start(stream, lake, reached.environment(gate.port))
    wait_until_it_holds(lake, COMMITS, 2, process)
    gate.shut()
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 1
    assert "does not answer; see AWS_ENDPOINT_URL" in errors
    assert errors.count("\n") == 1
    again = start(stream, lake, reached.environment(gate.port))
    assert again.communicate(timeout=300)[1].endswith("run again when it does\n")
    gate.open()
    check_after_rerun(stream, lake, expected)


@pytest.mark.slow
@pytest.mark.parametrize(("pattern", "number"), [(DATA_FILES, 1), (COMMITS, 2)])
def test_a_store_that_stands_still_for_a_while_is_waited_for(
    pattern: str, number: int, store: Store, stream: Path, expected: list[dict[str, Any]], reached: Store
) -> None:
    lake = f"s3://news/still/{len(pattern)}"
    process = start(stream, lake, {})
    wait_until_it_holds(lake, pattern, number, process)
    store.process.send_signal(signal.SIGSTOP)
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=8)
    finally:
        store.process.send_signal(signal.SIGCONT)
    _, errors = process.communicate(timeout=300)
    assert (process.returncode, errors) == (0, "")
    check_after_rerun(stream, lake, expected)


@pytest.mark.slow
def test_a_watch_goes_on_when_the_store_is_back(reached: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    lake, gate = "s3://news/watched/long", Gate(reached.port)
    with LocalWeb() as web, monkeypatch.context() as through:
        feed = web.put(HOST, "/feed.xml", rss(put_article(web, 0)))
        through.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{gate.port}")
        watch = Watch(lake, feed)  # type: ignore[arg-type]
        through.undo()
        watch.wait_for(lambda: held(lake) == titles(1))  # type: ignore[arg-type]
        gate.shut()
        web.put(HOST, "/feed.xml", rss(put_article(web, 0), put_article(web, 1)))
        assert watch.process.stderr is not None
        assert "a round failed and was not committed: the store at" in watch.process.stderr.readline()
        gate.open()
        watch.wait_for(lambda: held(lake) == titles(2))  # type: ignore[arg-type]
        assert watch.end()[0] == 0
    check_stories(rows(lake))  # type: ignore[arg-type]


_PROGRAM = """
import sys
from pipeline.lake import Lake
lake = Lake(sys.argv[1])
assert lake.records().to_table().num_rows == lake.sql("SELECT count(*) AS n FROM records").to_pylist()[0]["n"] == 15
"""


@pytest.mark.slow
def test_programs_that_read_end_in_peace(reached: Store, seeds: tuple[str, str]) -> None:
    for _ in range(20):
        done = subprocess.run([sys.executable, "-c", _PROGRAM, seeds[1]], env=environment(), capture_output=True)
        assert (done.returncode, done.stderr) == (0, b"")
