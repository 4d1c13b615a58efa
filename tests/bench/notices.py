"""Notices of the project's own labelled paragraphs: F1 with the right kind, and false friends taken.

    python tests/bench/notices.py [OWN.tsv …] [--errors]

Each paragraph is looked for at the head, in the middle and at the tail of a small article.  For notices of real pages,
run them into a lake and score that.
"""

import argparse
import sys
from datetime import datetime, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from transforms.text.notices import find_notices

ANCHOR = datetime(2026, 6, 15, 12, tzinfo=timezone.utc)
BODY = "The council closed the old bridge on Thursday."
OWN = Path(__file__).resolve().parents[1] / "data" / "notices"


def measure(path: Path, errors: bool) -> None:
    """Print the figures of one file of ``kind``, tab, paragraph."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    right = found = notices = alarms = others = 0
    for kind, text in rows:
        for place in range(3):
            paragraphs = [text if at == place else BODY for at in range(3)]
            kinds = [notice.kind for notice in find_notices(paragraphs, ANCHOR)]
            others += kind == "none"
            alarms += kind == "none" and bool(kinds)
            notices += kind != "none"
            found += kind != "none" and bool(kinds)
            right += kinds == [kind]
            if errors and kinds != [kind] * (kind != "none"):
                print(f"{kind} taken as {kinds}: {text}")
    precision, recall = right / max(1, found + alarms), right / max(1, notices)
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    print(f"{path.name:12} {len(rows):4} paragraphs  F1 {f1:.3f}  false friends taken {alarms / max(1, others):.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="*", type=Path, default=sorted(OWN.glob("*.tsv")))
    parser.add_argument("--errors", action="store_true", help="print every wrong paragraph")
    args = parser.parse_args()
    for path in args.data:
        measure(path, args.errors)


if __name__ == "__main__":
    main()
