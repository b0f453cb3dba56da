"""Lines that fit a terminal: broken between words, and never inside one.

A path, an id or an address that is wider than the terminal stays whole, so that it can be copied.
Where no person looks, a line is a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

_WORD = re.compile(r"\S+")
_SIGN = 1
"""Characters that do not make a line."""
_LEAST = 20
"""Columns that a line must have for words at least: a narrower terminal breaks lines itself."""


def put(console: Console, text: Text, indent: int = 4) -> None:
    """Print ``text``; what does not fit goes on in the next line, ``indent`` columns in."""
    if console.is_terminal and console.width >= indent + _LEAST:
        text = Text("\n").join(_fitted(line, console.width, indent) for line in text.split("\n"))
    console.print(text, soft_wrap=True)


def _fitted(line: Text, width: int, indent: int) -> Text:
    plain = line.plain
    if cell_len(plain) <= width:
        return line
    # what goes on stands further in than what it goes on from
    indent = max(indent, min(len(plain) - len(plain.lstrip()) + 2, width // 2)) if indent else 0
    breaks: list[int] = []
    start, room = 0, width
    for word in _WORD.finditer(plain):
        # a sign such as + or → is not left alone in a line
        is_first = len(plain[start : word.start()].strip()) <= _SIGN
        if not is_first and cell_len(plain[start : word.end()]) > room:
            start, room = word.start(), width - indent
            breaks.append(start)
    parts = list(line.divide(breaks))
    for part in parts:
        part.rstrip()
    return Text("\n" + " " * indent).join(parts)


def table_lines(
    columns: Mapping[str, str], rows: Sequence[Sequence[str]], width: int | None
) -> Iterator[Text]:
    """A table whose words are never cut: what is too wide goes on below its row.

    Args:
        columns: name to heading; those of :data:`PROSE` may be broken between words.
        rows: the cells of each row.
        width: columns of the terminal; None: a row is a line.
    """
    names = [*columns]
    widest = [
        max(map(cell_len, (heading, *(row[at] for row in rows))))
        for at, heading in enumerate(columns.values())
    ]
    below: list[int] = []
    while width is not None and (over := _line(widest, below) - width) > 0:
        prose = [at for at, name in enumerate(names) if name in PROSE and at not in below]
        last = max(prose, key=lambda at: widest[at], default=None)
        if last is not None and widest[last] - over >= _LEAST:
            widest[last] -= over
            break
        kept = [at for at in range(1, len(names)) if at not in below]
        if not kept:
            break
        below.append(max(kept, key=lambda at: widest[at]))
    yield _row([*columns.values()], widest, below, "dim")
    for row in rows:
        yield _row(row, widest, below)
        for at in sorted(below):
            if row[at]:
                told = Text.assemble((f"    {columns[names[at]]}  ", "dim"), row[at])
                yield _fitted(told, max(width or 0, _LEAST + 8), 8)


PROSE = ("title", "tags", "description", "name")
"""Columns of words, which may go on in the next line."""


def _line(widest: Sequence[int], below: Sequence[int]) -> int:
    kept = [width for at, width in enumerate(widest) if at not in below]
    return sum(kept) + 2 * (len(kept) - 1)


def _row(
    cells: Sequence[str], widest: Sequence[int], below: Sequence[int], style: str = ""
) -> Text:
    """One row, over as many lines as its broken cells need."""
    kept = [at for at in range(len(cells)) if at not in below]
    parts = {at: _fitted(Text(cells[at]), widest[at], 0).plain.split("\n") for at in kept}
    lines = []
    for number in range(max(map(len, parts.values()))):
        line = [(parts[at][number : number + 1] or [""])[0] for at in kept]
        padded = [
            text + " " * (widest[at] - cell_len(text)) for at, text in zip(kept, line, strict=True)
        ]
        lines.append("  ".join(padded).rstrip())
    return Text("\n".join(lines), style=style)
