"""What each path of a tree is, by its place alone (contract, section 1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from sync.model.catalog import ImplementationKey, SpecId
from sync.model.layouts import LAYOUTS, Known, Part, Place, misfit, plot_function_in
from sync.model.layouts.libraryfirst import LIBRARIES
from sync.sources.files.placed import Places
from sync.sources.files.together import Together

__all__ = ["Places", "find_places"]

_MOST_HINTS = 200
"""Misfits that get a place of their own: each may be compared with all that there is."""


def find_places(
    paths: Iterable[str],
    specs: Mapping[SpecId, str] = MappingProxyType({}),
    implementations: Mapping[ImplementationKey, str] = MappingProxyType({}),
) -> Places:
    """Sort ``paths`` by what each is.

    ``specs`` and ``implementations`` are further files of which that is known: the path of each.
    """
    places = Places(specs=dict(specs), implementations=dict(implementations))
    together = Together(places)
    misfits = []
    # to look a member of an enum up takes longer than all else of a path
    spec, code = Part.SPEC, Part.CODE
    for path, place in _read(paths):
        if place is None:
            if path == LIBRARIES:
                places.libraries = path
            else:
                misfits.append(path)
        elif place.part is spec:
            places.add_spec(place.spec_id, path)
        elif place.part is code and not place.beside:
            places.add_implementation(place.key, path)
        else:
            together.add(path, place)
    together.settle()
    known = _known(places, together) if misfits else Known()
    for number, path in enumerate(misfits):
        known.may_guess = number < _MOST_HINTS
        found = misfit(path, known)
        places.problems.append(found)
        if found.severity == "error":
            places.rejected.append(path)
    return places


def _read(paths: Iterable[str]) -> Iterator[tuple[str, Place | None]]:
    """What each of ``paths`` is by the one layout that it fits, None where it fits none."""
    readers = [layout.place for layout in LAYOUTS]
    read = readers[0]
    for path in paths:
        # what lies side by side fits the same layout
        if (place := read(path)) is None:
            for read in readers:
                if (place := read(path)) is not None:
                    break
        yield path, place


def _known(places: Places, together: Together) -> Known:
    known = Known(places.specs, together.specs)
    known.taken.update(places.specs.values(), places.implementations.values())
    if places.libraries is not None:
        known.taken.add(places.libraries)
    for (spec_id, library, _), path in places.implementations.items():
        known.libraries.add(library)
        if (function := plot_function_in(path)) is not None:
            known.functions.setdefault(spec_id, function)
    return known
