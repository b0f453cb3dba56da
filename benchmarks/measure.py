"""Measures whole processes: their wall clock, and the memory of all that belongs to them."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_PEAK = re.compile(r"VmHWM:\s+([0-9]+) kB")
_LOOK = 0.01
"""Seconds between two looks at the processes: their peak is kept by the kernel meanwhile."""


class Memory(NamedTuple):
    """Peaks in MiB: of the process itself, and the sum of those of the processes it started."""

    itself: float
    workers: float


def seconds(command: Sequence[str], environment: Mapping[str, str] | None = None) -> float:
    """How long ``command`` takes, the interpreter's start included. What it prints is dropped."""
    began = time.perf_counter()
    run(command, environment)
    return time.perf_counter() - began


def counted(command: Sequence[str], environment: Mapping[str, str] | None = None) -> float:
    """The same, less the seconds that it prints: it spent them on getting ready."""
    began = time.perf_counter()
    aside = float(run(command, environment))
    return time.perf_counter() - began - aside


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
    """What ``command`` prints; a failure ends the benchmark."""
    with tempfile.TemporaryFile("w+") as printed:
        done = subprocess.run(
            command, stdout=printed, stderr=subprocess.STDOUT, env=environment, check=False
        )
        printed.seek(0)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)} failed:\n{printed.read()[-2000:]}")
        return printed.read()


def in_turn(runs: int, *measures: Callable[[], float]) -> list[float]:
    """The best of ``runs`` of each of ``measures``, one of each in turn.

    What disturbs a run only ever makes it slower, and disturbs its neighbours as well.
    """
    found = [[measure() for measure in measures] for _ in range(runs)]
    return [min(column) for column in zip(*found, strict=True)]


def memory(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Memory:
    """The peaks of ``command``, which is watched while it runs; its time would mean nothing."""
    peaks: dict[int, float] = {}
    with tempfile.TemporaryFile("w+") as printed:
        process = subprocess.Popen(
            command, stdout=printed, stderr=subprocess.STDOUT, env=environment
        )
        while process.poll() is None:
            for number in _family(process.pid):
                # a process that has ended meanwhile has said its last peak before
                with suppress(OSError, TypeError):
                    told = _PEAK.search(Path(f"/proc/{number}/status").read_text())
                    peaks[number] = int(told[1]) / 1024  # type: ignore[index]
            time.sleep(_LOOK)
        if process.returncode != 0:
            printed.seek(0)
            sys.exit(f"{' '.join(command)} failed:\n{printed.read()[-2000:]}")
    itself = peaks.pop(process.pid)
    return Memory(itself, sum(peaks.values()))


def _family(number: int) -> list[int]:
    """A process, and all below it."""
    found = [number]
    for one in found:
        with suppress(OSError):
            for thread in Path(f"/proc/{one}/task").iterdir():
                children = Path(thread, "children").read_text()
                found += map(int, children.split())
    return found
