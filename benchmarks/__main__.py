"""``python -m benchmarks [SIZE …]``: every figure of one size is measured in one run.

A figure is the best of three runs of a whole process, the interpreter's start
included: what disturbs a run only ever makes it slower. See README.md beside
this file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.generate import generate
from sync.database import migrate
from sync.database.embedded import embedded_server
from sync.database.target import Target, url_target
from sync.model.secrets import Secret

SIZES = (1_000, 10_000, 100_000)
RUNS = 3
HEADER = '"""Changed.\n\nPython: 3.{number}\n"""\n'


@dataclass(frozen=True, slots=True)
class Figure:
    """Seconds of wall clock, and the peak memory of the process in MB."""

    seconds: float
    memory: float

    def __str__(self) -> str:
        return f"{self.seconds:8.2f} s {self.memory:5.0f} MB"


class Bench:
    """One catalogue, and the server that every way of syncing it writes to."""

    def __init__(self, repo: Path, server: Target) -> None:
        self.repo = repo
        self.server = server

    def database(self, name: str) -> str:
        """A new, migrated database of that name."""
        with self.server.connect() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name}")
            connection.execute(f"CREATE DATABASE {name}")
        url = f"postgresql://postgres@/{name}?host={self.server.parameters['host']}"
        migrate.upgrade(url_target(Secret(url)))
        return url

    def ours(self, url: str) -> list[str]:
        """The command that syncs with this program."""
        return [sys.executable, "-m", "sync", "run", "--quiet", "--repo", str(self.repo),
                "--database", url]  # fmt: skip

    def usual(self, kind: str, url: str) -> list[str]:
        """The command that syncs in one of the usual ways."""
        return [sys.executable, "-m", "benchmarks.baselines", kind, str(self.repo), url]

    def change_one_file(self, number: int) -> None:
        """Change the Python version of one implementation."""
        path = min((self.repo / "plots" / "matplotlib").rglob("*.py"))
        path.write_text(HEADER.format(number=10 + number % 9))


def timed(command: list[str]) -> tuple[Figure, str]:
    """Run ``command`` to its end. Returns its figure and what it printed."""
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise SystemExit(f"{command} failed")
        output.seek(0)
        return Figure(seconds, usage.ru_maxrss / 1024), output.read()


def best(measure: Callable[[int], Figure], runs: int = RUNS) -> Figure:
    """The best of several runs; ``measure`` is handed the number of each."""
    found = [measure(number) for number in range(runs)]
    return Figure(min(figure.seconds for figure in found), max(figure.memory for figure in found))


def measure(bench: Bench) -> dict[str, dict[str, Figure]]:
    """Way to case to figure, and the floor of each case."""
    found: dict[str, dict[str, Figure]] = {}
    ways: dict[str, Callable[[str], list[str]]] = {
        "pyplots-sync": bench.ours,
        "an upsert a row": lambda url: bench.usual("row", url),
        "upserts of everything": lambda url: bench.usual("batch", url),
    }
    for way, command in ways.items():
        url = bench.database("bench")
        # the usual ways do the same work on every run: once is enough to see it
        runs = RUNS if way == "pyplots-sync" else 1
        figures = found[way] = {}
        figures["first load"] = best(
            lambda _, command=command: timed(command(bench.database("bench")))[0], runs
        )
        figures["no change"] = best(lambda _, c=command, u=url: timed(c(u))[0], runs)

        def changed(number: int, c: Callable[[str], list[str]] = command, u: str = url) -> Figure:
            bench.change_one_file(number)
            return timed(c(u))[0]

        figures["one file changed"] = best(changed, runs)
        if way == "pyplots-sync":
            found["the floor"] = floor(bench, url)
    return found


def floor(bench: Bench, url: str) -> dict[str, Figure]:
    """The parts of the floor, put together for each case."""
    command = [sys.executable, "-m", "benchmarks.floor", str(bench.repo), url]
    runs = [timed(command) for _ in range(RUNS)]
    parts = [json.loads(output) for _, output in runs]
    start = best(lambda _: timed([sys.executable, "-c", "pass"])[0]).seconds
    memory = max(figure.memory for figure, _ in runs)

    def part(name: str) -> float:
        return min(found[name] for found in parts)

    walking, listing = part("walk and hash"), part("git ls-files")
    reading, writing = part("SELECT"), part("COPY")
    print(
        f"floor: interpreter {start:.2f} s, walk and hash {walking:.2f} s,"
        f" git ls-files {listing:.2f} s, SELECT {reading:.2f} s, COPY {writing:.2f} s",
        file=sys.stderr,
    )
    return {
        "first load": Figure(start + walking + writing, memory),
        "no change": Figure(start + listing + reading, memory),
        "one file changed": Figure(start + listing + reading, memory),
    }


def main(sizes: list[int]) -> None:
    """Measure each size and print a table."""
    console = Console(width=None if sys.stdout.isatty() else 140)
    with (
        tempfile.TemporaryDirectory() as folder,
        embedded_server(Path(folder) / "server") as server,
    ):
        for size in sizes:
            repo = generate(Path(folder) / str(size), size)
            found = measure(Bench(repo, server))
            table = Table(title=f"{size:,} implementations, {-(-size // 9):,} specs")
            table.add_column("")
            cases = list(found["the floor"])
            for case in cases:
                table.add_column(case, justify="right")
                table.add_column("x floor", justify="right")
            for way, figures in found.items():
                cells = []
                for case in cases:
                    ratio = figures[case].seconds / found["the floor"][case].seconds
                    cells += [str(figures[case]), f"{ratio:.2f}"]
                table.add_row(way, *cells)
            console.print(table)


if __name__ == "__main__":
    main([int(size.replace("_", "")) for size in sys.argv[1:]] or list(SIZES))
