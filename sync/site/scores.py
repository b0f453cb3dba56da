"""A score as a page shows it: a number, one of four bands, and a sign where it is none."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor
from typing import NamedTuple

from sync.model.catalog import Implementation


class Cell(NamedTuple):
    """One library's best implementation of a spec, as the table of all plots has it.

    ``code`` is what the page's data holds: ``92`` (tested), ``+`` (tested
    without a score), ``-61`` (not approved), ``?`` (untested), empty where
    there is none. ``sign`` is what one sees, ``says`` what a screen reader
    adds, ``style`` the class of the cell.
    """

    code: str
    sign: str
    says: str
    style: str


_LARGE = 1e15
"""Beyond it a tenth is none, and means are infinite."""
MISSING = Cell("", "\u2013", "missing", "missing")


def finite(score: float | None) -> float | None:
    """``score``, None for what no reader can compare: a row may hold NaN, or any large number."""
    return score if score is not None and abs(score) < _LARGE else None


def number(score: float) -> str:
    """``92``, ``84.9``: never rounded up, so that nothing seems to reach a limit that it misses."""
    return f"{floor(score * 10) / 10:.1f}".removesuffix(".0")


def bands(least: float) -> tuple[float, float, float]:
    """Where the bands of approved scores begin, of which ``least`` is the lowest."""
    step = max(0.0, 100 - least) / 3
    return (least, least + step, least + 2 * step)


def best(rows: Sequence[Implementation]) -> Implementation | None:
    """The best of them: tested ones first, then the score, then the name of the variant."""
    return min(rows, key=order, default=None)


def order(row: Implementation) -> tuple[bool, float, str, str]:
    """The best comes first."""
    score = finite(row.quality_score)
    return (not row.tested, 1.0 if score is None else -score, row.library_id, row.variant)


def cell(row: Implementation | None, limits: Sequence[float]) -> Cell:
    """How ``row`` is shown; ``limits`` are those of :func:`bands`."""
    if row is None:
        return MISSING
    score = finite(row.quality_score)
    if row.tested:
        if score is None:
            return Cell("+", "\u2713", "tested, without a score", "band-1")
        return Cell(number(score), number(score), "", f"band-{band(score, limits)}")
    if score is None:
        return Cell("?", "\u25cb", "untested", "untested")
    return Cell(
        f"-{number(score)}",
        f"\u2717\u2009{number(score)}",
        f"{number(score)}, not approved",
        "rejected",
    )


def band(score: float, limits: Sequence[float]) -> int:
    """0 below the first limit, 3 from the last one on."""
    return sum(score >= limit for limit in limits)
