"""The page of all plots: specs by libraries, as rows to begin with and as data for the rest."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from sync.model import escaping
from sync.model.catalog import Catalog, Implementation, Library, Spec
from sync.site.links import page_name
from sync.site.scores import Cell, bands, best, cell, finite, number

ROWS = 100
"""Rows that a page of the table has to begin with."""


class Row(NamedTuple):
    """A spec: the file of its page, its cells in the order of the libraries."""

    spec: Spec
    page: str
    cells: tuple[Cell, ...]
    best: str | None
    tested: int


class Column(NamedTuple):
    """A library: how many of the specs it has, and how many of those are tested."""

    library: Library
    there: int
    tested: int


class Coverage(NamedTuple):
    """The table: ``first`` are the rows that stand in the page, ``data`` has all of them."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    tags: tuple[str, ...]
    first: tuple[Row, ...]
    data: Markup
    implementations: int
    tested: int
    inactive: int


class Groups(NamedTuple):
    """A catalogue by spec: what is switched off is left out."""

    specs: tuple[Spec, ...]
    implementations: dict[str, list[Implementation]]
    tags: dict[str, list[str]]
    libraries: tuple[Library, ...]


def grouped(catalog: Catalog) -> Groups:
    """The active specs by id, with what hangs on them; libraries that are on, or in use."""
    specs = tuple(
        spec._replace(title=_visible(spec.title, spec.id))
        for _, spec in sorted(catalog.specs.items())
        if spec.active
    )
    shown = {spec.id for spec in specs}
    rows: dict[str, list[Implementation]] = defaultdict(list)
    used = set()
    for row in catalog.implementations.values():
        if row.spec_id in shown:
            rows[row.spec_id].append(row)
            used.add(row.library_id)
    tags: dict[str, list[str]] = defaultdict(list)
    for spec in specs:
        tags[spec.id] += spec.tags
    for tag in catalog.tags.values():
        if tag.spec_id in shown and tag.tag not in tags[tag.spec_id]:
            tags[tag.spec_id].append(tag.tag)
    libraries = [
        library._replace(name=_visible(library.name, library.id))
        for library in catalog.libraries.values()
        if library.active or library.id in used
    ]
    return Groups(specs, rows, tags, tuple(sorted(libraries, key=lambda lib: lib.id)))


def _visible(name: str, row_id: str) -> str:
    """``name``, or the id where there is nothing to see."""
    return name if name.strip() else row_id.strip() or "?"


def coverage(catalog: Catalog, groups: Groups, least: float) -> Coverage:
    """The table of ``catalog``; ``least`` is the score from which a plot is tested."""
    limits = bands(least)
    rows = tuple(_row(spec, groups, limits) for spec in groups.specs)
    columns = tuple(
        Column(
            library,
            sum(bool(row.cells[at].code) for row in rows),
            sum(_is_tested(row.cells[at]) for row in rows),
        )
        for at, library in enumerate(groups.libraries)
    )
    tags = tuple(sorted({tag for names in groups.tags.values() for tag in names}))
    every = [row for found in groups.implementations.values() for row in found]
    return Coverage(
        columns,
        rows,
        tags,
        rows[:ROWS],
        _data(groups, rows, tags, limits),
        len(every),
        sum(bool(row.tested) for row in every),
        len(catalog.specs) - len(groups.specs),
    )


def _row(spec: Spec, groups: Groups, limits: Sequence[float]) -> Row:
    by_library: dict[str, list[Implementation]] = defaultdict(list)
    for row in groups.implementations.get(spec.id, ()):
        by_library[row.library_id].append(row)
    found = [best(by_library.get(library.id, ())) for library in groups.libraries]
    scores = [
        score
        for row in found
        if row is not None and row.tested and (score := finite(row.quality_score)) is not None
    ]
    cells = tuple(cell(row, limits) for row in found)
    return Row(
        spec,
        page_name(spec.id),
        cells,
        number(max(scores)) if scores else None,
        sum(map(_is_tested, cells)),
    )


def _is_tested(shown: Cell) -> bool:
    return shown.style.startswith("band-")


def _data(
    groups: Groups, rows: Sequence[Row], tags: Sequence[str], limits: Sequence[float]
) -> Markup:
    """Everything that the page's script sorts and filters, as JSON for a ``script`` element.

    A spec is ``[id, title, cells, tags]`` and, where it is not made of the id, the file of its
    page. Cells are :attr:`Cell.code` with commas between, tags are places in ``tags``.
    """
    places = {tag: at for at, tag in enumerate(tags)}
    specs: list[list[Any]] = []
    for row in rows:
        spec = row.spec
        told = [spec.id, spec.title, ",".join(shown.code for shown in row.cells)]
        entry: list[Any] = [*told, [places[tag] for tag in groups.tags.get(spec.id, ())]]
        specs.append(entry if row.page == f"{spec.id}.html" else [*entry, row.page])
    members = {
        "libraries": [[library.id, library.name] for library in groups.libraries],
        "limits": limits,
        "rows": ROWS,
        "tags": tags,
        "specs": specs,
    }
    text = json.dumps(members, ensure_ascii=False, separators=(",", ":"))
    # inside of the element nothing is HTML, but for what could end it
    inert = escaping.json_text(text).replace("<", "\\u003c").replace("&", "\\u0026")
    return Markup(inert)  # noqa: S704
