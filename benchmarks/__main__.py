"""``python -m benchmarks [COMMAND] [SIZE …]``: ours and the floor, in turn, on the same input.

- nothing: what is promised of speed and memory, at 100,000 implementations
- ``growth``: 1,000, 10,000 and 100,000 implementations side by side
- ``million``: 1,000,000 implementations, without a change and with one
- ``usual``: beside the usual ways of writing this job

See README.md beside this file.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.bench import Bench, environment, github
from benchmarks.generate import generate, generate_sparse, generate_spec_first
from benchmarks.measure import Memory, counted, in_turn, memory, seconds
from sync.database.embedded import embedded_server

RUNS = 3
CONSOLE = Console(width=120)


@contextmanager
def serving(make: Callable[[Path], Path]) -> Iterator[Bench]:
    """A catalogue that ``make`` makes, and a server for it."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        repo = make(Path(folder, "catalogue"))
        with embedded_server(Path(folder, "server"), durable=False) as server:
            yield Bench(repo, server)


def promised(implementations: int = 100_000, comments: int = 20_000) -> None:
    """The table that is promised, aim beside figure."""
    table = _table("", "pyplots-sync", "floor", "ratio", "aim")
    with serving(lambda root: generate(root, implementations)) as bench:
        _large(bench, table)
        _checked(bench, table)
    with serving(generate_spec_first) as bench:
        _small(bench, table)
    with serving(lambda root: generate(root, 9_000)) as bench:
        _commented(bench, table, comments)
    CONSOLE.print(table)


def _large(bench: Bench, table: Table) -> None:
    url = bench.database("kept")
    seconds(bench.ours("run", url, "--quiet"))
    first = in_turn(
        RUNS,
        lambda: seconds(bench.ours("run", bench.database(), "--quiet")),
        partial(_floor, bench, "load", url),
    )
    _row(table, "first load", *first, 2.5)
    unchanged, floor = in_turn(
        2 * RUNS, partial(_run, bench, url), partial(_floor, bench, "unchanged", url)
    )
    _row(table, "no change", unchanged, floor, 0.6)

    def changed() -> float:
        bench.change_one_file()
        return _run(bench, url)

    one, none = in_turn(2 * RUNS, changed, partial(_run, bench, url))
    _row(table, "one file changed (beside no change)", one, none, 1.1)
    peak = memory(bench.ours("run", bench.database(), "--format", "json"))
    _memory(table, "peak memory, first load with --format json", peak, 250)


def _checked(bench: Bench, table: Table) -> None:
    ours, floor = in_turn(
        2,
        lambda: seconds(bench.ours("validate", None, "--quiet")),
        lambda: seconds(bench.floor("parse", str(bench.repo))),
    )
    _row(table, "validate", ours, floor, 1.5)


def _small(bench: Bench, table: Table) -> None:
    url = bench.database()
    seconds(bench.ours("run", url, "--quiet"))
    ours, floor = in_turn(
        4 * RUNS, partial(_run, bench, url), partial(_floor, bench, "listed", url)
    )
    _row(table, "no change, 327 specs and 2,708 implementations", ours, floor, 1.3)


def _commented(bench: Bench, table: Table, comments: int) -> None:
    url = bench.database()
    seconds(bench.ours("run", url, "--quiet"))
    with github(comments) as api:
        told = environment(
            GITHUB_TOKEN=api["token"],
            GITHUB_REPOSITORY=api["repository"],
            GITHUB_API_URL=api["api"],
            NO_PROXY="127.0.0.1",
        )
        ours, floor = in_turn(
            1,
            lambda: seconds(bench.ours("run", url, "--quiet"), told),
            lambda: seconds(bench.floor("requests", *api.values())),
        )
    _row(table, f"first read of {comments:,} comments", ours, floor, 1.2)


def growth(*sizes: int) -> None:
    """Sizes side by side: the cost must grow no faster than the catalogue."""
    table = _table("implementations", "first load", "no change", "one file changed", "memory")
    for size in sizes or (1_000, 10_000, 100_000):
        with serving(lambda root, size=size: generate(root, size)) as bench:
            table.add_row(f"{size:,}", *_grown(bench))
    CONSOLE.print(table)


def million(size: int = 1_000_000) -> None:
    """One run each at a size that no catalogue has."""
    table = _table("implementations", "first load", "no change", "one file changed", "memory")
    with serving(lambda root: generate_sparse(root, size)) as bench:
        table.add_row(f"{size:,}", *_grown(bench, runs=1))
    CONSOLE.print(table)


def _grown(bench: Bench, runs: int = RUNS) -> list[str]:
    url = bench.database()
    (first,) = in_turn(runs, lambda: seconds(bench.ours("run", bench.database(), "--quiet")))
    (none,) = in_turn(runs, partial(_run, bench, url))

    def changed() -> float:
        bench.change_one_file()
        return _run(bench, url)

    (one,) = in_turn(runs, changed)
    peak = memory(bench.ours("run", url))
    return [f"{first:.2f} s", f"{none:.2f} s", f"{one:.2f} s", f"{peak.itself:.0f} MiB"]


def usual(*sizes: int) -> None:
    """Beside the usual ways, which do the same work on every run: once is enough to see it."""
    table = _table("implementations", "way", "first load", "no change")
    for size in sizes or (1_000, 10_000):
        with serving(lambda root, size=size: generate(root, size)) as bench:
            for way, kind in (
                ("pyplots-sync", ""),
                ("an upsert a row", "row"),
                ("upserts of everything", "batch"),
            ):
                url = bench.database()
                command = bench.ours("run", url, "--quiet")
                if kind:
                    told = [kind, str(bench.repo), url]
                    command = [sys.executable, "-m", "benchmarks.baselines", *told]
                taken = [seconds(command) for _ in range(2)]
                table.add_row(f"{size:,}", way, *(f"{second:.2f} s" for second in taken))
    CONSOLE.print(table)


def _run(bench: Bench, url: str) -> float:
    return seconds(bench.ours("run", url, "--quiet"))


def _floor(bench: Bench, part: str, url: str) -> float:
    return counted(bench.floor(part, str(bench.repo), url))


def _table(*heads: str) -> Table:
    table = Table()
    for number, head in enumerate(heads):
        table.add_column(head, justify="right" if number else "left")
    return table


def _row(table: Table, what: str, ours: float, floor: float, aim: float) -> None:
    cells = (f"{ours:.2f} s", f"{floor:.2f} s", f"{ours / floor:.2f}", f"{aim:g}")
    CONSOLE.print(what, *cells, sep="  ")
    table.add_row(what, *cells)


def _memory(table: Table, what: str, peak: Memory, aim: int) -> None:
    for whose, found in (("itself", peak.itself), ("its workers together", peak.workers)):
        cells = (f"{found:.0f} MiB", "", "", f"{aim} MiB")
        CONSOLE.print(what, whose, *cells, sep="  ")
        table.add_row(f"{what}: {whose}", *cells)


_COMMANDS = {"promised": promised, "growth": growth, "million": million, "usual": usual}

if __name__ == "__main__":
    plain = environment()
    os.environ.clear()
    os.environ.update(plain)
    words = sys.argv[1:]
    named = words.pop(0) if words and words[0] in _COMMANDS else "promised"
    _COMMANDS[named](*(int(word.replace("_", "").replace(",", "")) for word in words))
