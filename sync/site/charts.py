"""Charts, drawn here as SVG without a script: their geometry; the template has the elements."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from statistics import quantiles
from typing import NamedTuple

from sync.site.scores import finite, number

WIDTH, HEIGHT = 640, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 36, 8, 12, 28
_PLOT_WIDTH = WIDTH - _LEFT - _RIGHT
_PLOT_HEIGHT = HEIGHT - _TOP - _BOTTOM
_MOST_MONTHS = 24
"""Months that are shown one by one; a longer time is shown by quarter, the newest ones."""
_MOST_LABELS = 8


class Given(NamedTuple):
    """A score that somebody gave, and when (UTC)."""

    at: datetime
    score: float
    approved: bool


class Bar(NamedTuple):
    """A rectangle; ``title`` is what pointing at it says."""

    x: float
    y: float
    width: float
    height: float
    style: str
    title: str


class Mark(NamedTuple):
    """A label, or a line across at a value of the vertical axis."""

    x: float
    y: float
    text: str
    style: str = ""


class Chart(NamedTuple):
    """A chart: its figures stand beside it as a table of ``head`` and ``rows``."""

    key: str
    title: str
    text: str
    bars: tuple[Bar, ...]
    lines: tuple[Mark, ...]
    labels: tuple[Mark, ...]
    path: str
    legend: tuple[tuple[str, str], ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def over_time(given: Iterable[Given], least: float) -> tuple[Chart, ...]:
    """The scores that were given, and how many reviews approved, by month or quarter."""
    periods = _by_period([one for one in given if finite(one.score) is not None])
    if not periods:
        return ()
    return (_medians(periods, least), _verdicts(periods))


def distribution(scores: Sequence[float], least: float) -> tuple[Chart, ...]:
    """How many implementations have which score, in steps of five."""
    if not scores:
        return ()
    counted = Counter(min(int(max(score, 0.0) // 5), 19) for score in scores)
    first = min(*counted, int(least // 5))
    steps = range(first, 20)
    most = max(counted.values())
    width = _PLOT_WIDTH / len(steps)
    names = {step: f"{step * 5}\u2013{step * 5 + (5 if step == 19 else 4)}" for step in steps}
    bars = tuple(
        _bar(
            at * width,
            width,
            counted[step] / _ceiling(most),
            "approved" if step * 5 >= least else "rejected",
            f"{names[step]}: {counted[step]:,}",
        )
        for at, step in enumerate(steps)
    )
    return (
        Chart(
            "now",
            "Scores as they are now",
            f"How many implementations have which score; {least:g} is needed.",
            bars,
            _grid(_ceiling(most)),
            _named([names[step] for step in steps], width),
            "",
            (),
            ("score", "implementations"),
            tuple((names[step], f"{counted[step]:,}") for step in steps),
        ),
    )


def _medians(periods: Mapping[str, Sequence[Given]], least: float) -> Chart:
    width = _PLOT_WIDTH / len(periods)
    scores = {name: _quartiles(found) for name, found in periods.items()}
    lowest = min(least, *(low for low, _, _ in scores.values()))
    floor = max(0, int((lowest - 5) // 10) * 10)

    def up(score: float) -> float:
        return min(max((score - floor) / (100 - floor), 0.0), 1.0)

    bars, points = [], []
    for at, (name, (low, middle, high)) in enumerate(scores.items()):
        top = _TOP + _PLOT_HEIGHT * (1 - up(high))
        tall = max(_PLOT_HEIGHT * (up(high) - up(low)), 2)
        told = f"{name}: median {number(middle)}, half of them {number(low)} to {number(high)}"
        inset = width * 0.2
        bars.append(_rounded(Bar(_LEFT + at * width + inset, top, width * 0.6, tall, "half", told)))
        points.append((_LEFT + (at + 0.5) * width, _TOP + _PLOT_HEIGHT * (1 - up(middle))))
    marks = tuple(
        Mark(_LEFT, _TOP + _PLOT_HEIGHT * (1 - up(score)), f"{score:g}")
        for score in range(floor, 101, 10 if floor < 80 else 5)
    )
    limit = Mark(_LEFT, round(_TOP + _PLOT_HEIGHT * (1 - up(least)), 1), f"{least:g}", "limit")
    return Chart(
        "median",
        "Scores that were given",
        "The median of each period, and where half of the scores lie.",
        tuple(bars),
        (*(mark for mark in marks if mark.text != limit.text), limit),
        _named(list(periods), width),
        " ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        (("line", "median"), ("half", "half of the scores"), ("limit", f"{least:g} is needed")),
        ("period", "reviews", "median", "half of them from", "to"),
        tuple(
            (name, f"{len(periods[name]):,}", number(middle), number(low), number(high))
            for name, (low, middle, high) in scores.items()
        ),
    )


def _verdicts(periods: Mapping[str, Sequence[Given]]) -> Chart:
    width = _PLOT_WIDTH / len(periods)
    most = _ceiling(max(map(len, periods.values())))
    bars, rows = [], []
    for at, (name, found) in enumerate(periods.items()):
        approved = sum(one.approved for one in found)
        rejected = len(found) - approved
        rows.append((name, f"{approved:,}", f"{rejected:,}"))
        below = _bar(
            at * width, width, approved / most, "approved", f"{name}: {approved:,} approved"
        )
        above = _bar(at * width, width, rejected / most, "rejected", f"{name}: {rejected:,} not")
        bars += [below, above._replace(y=round(below.y - above.height, 1))]
    return Chart(
        "verdicts",
        "Reviews",
        "How many reviews approved, and how many did not.",
        tuple(bar for bar in bars if bar.height),
        _grid(most),
        _named(list(periods), width),
        "",
        (("approved", "approved"), ("rejected", "not approved")),
        ("period", "approved", "not approved"),
        tuple(rows),
    )


def _by_period(given: Sequence[Given]) -> dict[str, list[Given]]:
    """The scores by month, or by quarter where there are many; those without any are left out."""
    if not given:
        return {}
    numbers = [one.at.year * 12 + one.at.month - 1 for one in given]
    size = 1 if max(numbers) - min(numbers) < _MOST_MONTHS else 3
    newest = max(numbers) // size
    oldest = max(min(numbers) // size, newest - _MOST_MONTHS + 1)
    found: dict[int, list[Given]] = defaultdict(list)
    for month, one in zip(numbers, given, strict=True):
        found[month // size].append(one)
    names = {at: _period(at * size, size) for at in range(oldest, newest + 1)}
    return {name: found[at] for at, name in names.items() if found[at]}


def _period(month: int, size: int) -> str:
    year, rest = divmod(month, 12)
    return f"{year}-{rest + 1:02d}" if size == 1 else f"{year} Q{rest // 3 + 1}"


def _quartiles(found: Sequence[Given]) -> tuple[float, float, float]:
    scores = [one.score for one in found]
    if len(scores) == 1:
        return (scores[0], scores[0], scores[0])
    low, middle, high = quantiles(scores, n=4, method="inclusive")
    return (low, middle, high)


def _ceiling(most: int) -> int:
    """The next number that divides well, for the end of an axis."""
    size = int("1" + "0" * (len(str(most)) - 1))
    for step in (1, 2, 4, 5, 8):
        if step * size >= most:
            return step * size
    return 10 * size


def _grid(most: int) -> tuple[Mark, ...]:
    parts = 4 if most % 4 == 0 else 5 if most % 5 == 0 else most
    return tuple(
        Mark(_LEFT, round(_TOP + _PLOT_HEIGHT * (1 - at / parts), 1), f"{most * at // parts:,}")
        for at in range(parts + 1)
    )


def _named(names: Sequence[str], width: float) -> tuple[Mark, ...]:
    every = -(-len(names) // _MOST_LABELS)
    return tuple(
        Mark(round(_LEFT + (at + 0.5) * width, 1), HEIGHT - 8, name)
        for at, name in enumerate(names)
        if at % every == 0
    )


def _bar(x: float, width: float, share: float, style: str, title: str) -> Bar:
    tall = _PLOT_HEIGHT * share
    return _rounded(
        Bar(_LEFT + x + width * 0.15, HEIGHT - _BOTTOM - tall, width * 0.7, tall, style, title)
    )


def _rounded(bar: Bar) -> Bar:
    return bar._replace(
        x=round(bar.x, 1),
        y=round(bar.y, 1),
        width=round(bar.width, 1),
        height=round(bar.height, 1),
    )
