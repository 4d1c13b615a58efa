"""What the program costs, and what it needs at four sizes: docs/scale.md is made by this.

    python -m tests.bench.scale --measure [PAGES]   measure the constants (about six minutes of one core)
    python -m tests.bench.scale --model             what four users need, and what breaks first, by the model
    python -m tests.bench.scale --simulate          the model beside rounds and windows on a real lake (two minutes)

``--measure`` prints JSON and a table.  PAGES is a folder of real pages to extract; without it they are made up.
``--write`` keeps what was measured in ``measured.json`` and puts the tables into docs/scale.md.  All times are of
processor, user and system, so that a busy machine changes them less; run it on a quiet one all the same.
"""

import argparse
import logging
import os
import platform
import re
import tempfile
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from pipeline.heap import relax_garbage_collection
from tests.bench.scale.constants import (
    MEASURED,
    Constants,
    Measurement,
    constants_table,
    from_json,
    points_table,
)
from tests.bench.scale.lakes import (
    measure_addresses,
    measure_asking,
    measure_files,
    measure_log,
    records_of,
)
from tests.bench.scale.live import measure_asking_the_web
from tests.bench.scale.news import make_news
from tests.bench.scale.rounds import measure_rounds
from tests.bench.scale.simulate import simulate, steps_table
from tests.bench.scale.stages import (
    BATCH,
    BATCHES,
    decided,
    measure_extraction,
    measure_imports,
    measure_linking,
    measure_steps,
    read_articles,
)
from tests.bench.scale.users import breaks_table, growth_table, needs_table

DOC = Path(__file__).resolve().parents[3] / "docs" / "scale.md"
PAGES = Path(__file__).resolve().parents[4] / "shared" / "bench" / "pages" / "html"
HELD = (1_000, 5_000, 20_000, 50_000)
LAKE = (2_000, 10_000, 20_000)
ENTRIES = (1_000, 4_000, 16_000)
LIKE = 500


def measure(pages: Path, held: Sequence[int], lake: Sequence[int], entries: Sequence[int], folder: Path) -> Measurement:
    """Measure all constants."""
    values: dict[str, float] = {}
    points: dict[str, list[list[float]]] = {}
    values |= measure_asking_the_web() | measure_imports()
    extraction, about_pages = measure_extraction(pages)
    values |= extraction
    documents = list(make_news(max(held) + BATCHES * BATCH))
    articles = read_articles(documents)
    values |= measure_steps(documents)
    like = decided(articles[:LIKE])
    records = list(records_of(documents[: max(lake)], articles, like))
    values |= measure_files(_below(folder, "files"), like, records)
    for linked in (
        measure_log(_below(folder, "log"), records[0], entries),
        measure_asking(_below(folder, "asking"), records, lake),
        measure_addresses(_below(folder, "addresses")),
        measure_linking(documents, articles, held),
    ):
        values |= linked[0]
        points |= linked[1]
    known = ("extract_text_ms", "fingerprint_ms", "compare_ms", "link_ms", "decide_ms", "write_ms")
    values |= measure_rounds(_below(folder, "rounds"), documents, sum(values[name] for name in known))
    return Measurement(Constants(**values), points, _about(about_pages))


def _below(folder: Path, name: str) -> Path:
    made = folder / name
    made.mkdir()
    return made


def _about(pages: str) -> dict[str, str]:
    versions = {name: metadata.version(name) for name in ("apache-beam", "deltalake", "pyarrow", "trafilatura")}
    load = f"{os.getloadavg()[1]:.1f} on {os.cpu_count()} cores"
    return {**versions, "python": platform.python_version(), "pages": pages, "load at the end": load}


def tables_of(kept: Measurement) -> dict[str, str]:
    """The tables of docs/scale.md, by the name between its marks."""
    about = "\n".join(f"- {name}: {value}" for name, value in kept.about.items())
    return {
        "about": about,
        "constants": constants_table(kept.constants),
        "points": points_table(kept.points),
        "needs": needs_table(kept.constants),
        "growth": growth_table(kept.constants),
        "breaks": breaks_table(kept.constants),
    }


def put_tables(text: str, tables: dict[str, str]) -> str:
    """A document with its tables replaced: what stands between ``<!-- table: NAME -->`` and ``<!-- end -->``."""
    for name, table in tables.items():
        marked = re.compile(rf"(<!-- table: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        text = marked.sub(lambda found, table=table: f"{found[1]}{table}\n{found[2]}", text)  # type: ignore[misc]
    return text


def main() -> None:
    """Measure, model or simulate."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--measure", nargs="?", type=Path, const=PAGES, metavar="PAGES")
    options.add_argument("--model", action="store_true")
    options.add_argument("--simulate", action="store_true")
    options.add_argument("--write", action="store_true")
    options.add_argument("--constants", type=Path, default=MEASURED, help="what --measure --write kept")
    options.add_argument("--held", type=int, nargs="+", default=HELD, help="records that linkers hold when measured")
    options.add_argument("--lake", type=int, nargs="+", default=LAKE, help="records of the lakes that are asked")
    options.add_argument("--entries", type=int, nargs="+", default=ENTRIES, help="files that logs name when measured")
    chosen = options.parse_args()
    logging.getLogger().setLevel(logging.ERROR)
    tables: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        if chosen.measure:
            relax_garbage_collection()
            kept = measure(chosen.measure, chosen.held, chosen.lake, chosen.entries, Path(folder))
            print(kept.to_json(), constants_table(kept.constants), points_table(kept.points), sep="\n")
            if chosen.write:
                chosen.constants.write_text(kept.to_json(), encoding="utf-8")
        kept = from_json(chosen.constants.read_text(encoding="utf-8"))
        if chosen.simulate:
            tables["simulation"] = steps_table(list(simulate(kept.constants, Path(folder))))
            print(tables["simulation"])
    if chosen.model:
        print(*(f"{name}\n{table}\n" for name, table in tables_of(kept).items()), sep="\n")
    if chosen.write:
        DOC.write_text(put_tables(DOC.read_text(encoding="utf-8"), tables_of(kept) | tables), encoding="utf-8")


if __name__ == "__main__":
    main()
