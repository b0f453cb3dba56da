"""The layouts of a catalogue: what each path is, and where a near miss belongs.

A layout is one value in a file of this folder, and stands in :data:`LAYOUTS`;
nothing else has to know of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sync.model.layouts.layout import Known, Layout, Part, Place
from sync.model.layouts.libraryfirst import LibraryFirst
from sync.model.layouts.specfirst import SpecFirst
from sync.model.problems import Problem, problem

LAYOUTS: tuple[Layout, ...] = (LibraryFirst(), SpecFirst())
"""Every layout. No path fits two of them; a near miss is the last one's that takes it."""

FOLDERS = tuple(dict.fromkeys(name for layout in LAYOUTS for name in layout.folders))
"""The folders at the root that hold implementations."""
WALKED = (
    *FOLDERS,
    *dict.fromkeys(name for layout in LAYOUTS for name in layout.spec_folders),
)
"""The folders at the root that are looked at (contract, section 1)."""


def place_of(path: str) -> Place | None:
    """What ``path`` is, in whichever layout; None when it fits no place."""
    for layout in LAYOUTS:
        if (place := layout.place(path)) is not None:
            return place
    return None


def plot_function_in(path: str) -> str | None:
    """The plot function that the path of an implementation names, if it names one."""
    place = place_of(path)
    return None if place is None else place.plot_function


def place_of_library(path: str) -> str:
    """The folder of the library that the implementation at ``path`` is in; else ``path`` itself."""
    place, folders = place_of(path), path.split("/")[:-1]
    if place is None or place.library_id not in folders:
        return path
    return "/".join(folders[: folders.index(place.library_id) + 1])


def misfit(path: str, known: Known) -> Problem:
    """What is wrong with a path that fits no place, and where it belongs, if that can be told."""
    for layout in reversed(LAYOUTS):
        if (found := layout.misfit(path, known)) is not None:
            return found
    return problem("file-stray", path, "is neither a spec nor an implementation")


def claimed(path: str, known: Known) -> Problem | None:
    """What is wrong with a path that fits one layout, and was probably meant for another.

    None where it was not. Of what is ``known``, the specs with a folder of their own matter.
    """
    for layout in LAYOUTS:
        if layout.claims(path, known.folders):
            other = layout.misfit(path, known)
            message = "Python files are not read from this place"
            return other or problem("file-misplaced", path, message)
    return None


def lost_facts(path: str) -> tuple[str, str] | None:
    """Spec and library whose facts ``path``, which fits no place, was probably meant for."""
    return next(filter(None, (layout.lost_facts(path) for layout in LAYOUTS)), None)


def is_catalogue(path: str) -> bool:
    """Whether ``path`` lies in a folder that holds implementations."""
    return path.partition("/")[0] in FOLDERS and "/" in path


def may_be_under(name: str) -> Iterator[str]:
    """Folders and files that may be what is left of the spec or library ``name``."""
    for layout in LAYOUTS:
        yield from layout.may_be_under(name)


__all__ = [
    "FOLDERS",
    "LAYOUTS",
    "WALKED",
    "Known",
    "Layout",
    "Part",
    "Place",
    "claimed",
    "is_catalogue",
    "lost_facts",
    "may_be_under",
    "misfit",
    "place_of",
    "place_of_library",
    "plot_function_in",
]
