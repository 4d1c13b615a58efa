"""What the user sees of a long run: a live line in a terminal, plain lines elsewhere, or nothing."""

import sys
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from pipeline.rounds import Plan, RoundResult

CHANGES = ("new", "development", "revision", "correction", "duplicate")
UNCHANGED = ("unchanged", "known", "flapping", "reextracted")


class RunProgress(Protocol):
    """What ``run`` tells of itself."""

    def start(self, entries: int, visited: int, workers: int, runner: str) -> None: ...
    def round_done(self, result: "RoundResult") -> None: ...
    def finish(self, totals: Mapping[str, int], plan: "Plan", seconds: float) -> None: ...
    def stop(self) -> None: ...


def count_changes(counts: Mapping[str, int]) -> str:
    """The records of a round in words, from its counters."""
    return name_changes({change: counts.get(f"decide/{change}", 0) for change in CHANGES})


def name_changes(numbers: Mapping[str, int]) -> str:
    """How many records there are of each change, in words: ``3 new, 1 revision``."""
    return ", ".join(f"{numbers[change]:,} {change}" for change in CHANGES if numbers.get(change)) or "no records"


def count_rejects(counts: Mapping[str, int]) -> int:
    """How many inputs ended as rejects, whether or not the lake had them already."""
    return sum(number for name, number in counts.items() if name.endswith(("/rejects", "/rejected")))


class Quiet:
    """Says nothing."""

    def start(self, entries: int, visited: int, workers: int, runner: str) -> None:
        pass

    def round_done(self, result: "RoundResult") -> None:
        pass

    def finish(self, totals: Mapping[str, int], plan: "Plan", seconds: float) -> None:
        pass

    def stop(self) -> None:
        pass


def _documents(number: int) -> str:
    return f"{number:,} document{'s' * (number != 1)}"


class Lines:
    """One plain line a round, on standard error; the summary on standard output."""

    def __init__(self) -> None:
        self._totals: Counter[str] = Counter()

    def start(self, entries: int, visited: int, workers: int, runner: str) -> None:
        skipped = f" ({visited:,} visited before)" if visited else ""
        self._say(f"{_documents(entries)} to read{skipped}; {runner}, {workers} worker{'s' * (workers != 1)}")

    def round_done(self, result: "RoundResult") -> None:
        if not result.entries:
            # A round for what was rejected when it was listed: the summary tells it.
            return
        rejects = count_rejects(result.counts)
        self._say(
            f"round {result.number} of {result.rounds}: {_documents(result.entries)}, "
            f"{count_changes(result.counts)}, {rejects:,} rejected, {result.outcome}"
        )

    def finish(self, totals: Mapping[str, int], plan: "Plan", seconds: float) -> None:
        self.stop()
        read = len(plan.entries)
        rate = f", {read / seconds:,.0f} documents a second" if read and seconds > 0 else ""
        unchanged = sum(totals.get(f"compare/{outcome}", 0) for outcome in UNCHANGED) + plan.visited
        print(f"{_documents(read)} in {seconds:,.1f} s{rate}")
        print(f"records: {count_changes(totals)}")
        rejected = count_rejects(totals) + len(plan.rejects)
        why = "; writethru rejects tells why" if rejected else ""
        print(f"unchanged: {unchanged:,}; rejected: {rejected:,}{why}")

    def stop(self) -> None:
        pass

    def _say(self, line: str) -> None:
        print(line, file=sys.stderr, flush=True)


class Live(Lines):
    """A bar that moves by rounds, and a clock that shows that work goes on."""

    def __init__(self) -> None:
        super().__init__()
        self._console = Console(stderr=True)
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}"),
            console=self._console,
            transient=True,
        )

    def start(self, entries: int, visited: int, workers: int, runner: str) -> None:
        super().start(entries, visited, workers, runner)
        self._task = self._bar.add_task("documents", total=entries, note="")
        self._bar.start()

    def round_done(self, result: "RoundResult") -> None:
        super().round_done(result)
        self._totals.update(result.counts)
        self._bar.update(self._task, advance=result.entries, note=f"round {result.number} of {result.rounds}")

    def stop(self) -> None:
        self._bar.stop()

    def _say(self, line: str) -> None:
        self._console.print(line, markup=False, highlight=False)


def make_progress(quiet: bool) -> RunProgress:
    """What suits where standard error goes."""
    if quiet:
        return Quiet()
    return Live() if sys.stderr.isatty() else Lines()
