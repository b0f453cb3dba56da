"""What each path of a tree is, by its place alone (contract, section 1)."""

from __future__ import annotations

from collections.abc import Iterable

from sync.model.problems import Problem, problem
from sync.sources.files import names, specfirst
from sync.sources.files.layout import (
    LIBRARIES,
    NO_PLOT_FUNCTIONS,
    SPEC_FOLDERS,
    Known,
    Meant,
    belongs,
    implementation_at,
    is_libraries_like,
    meant,
    plot_function,
    spec_at,
)
from sync.sources.files.placed import Places
from sync.sources.files.together import SpecFirst

__all__ = ["Places", "find_places"]

_STRAY = ("file-stray", "is neither a spec nor an implementation")
_MOST_HINTS = 200
"""Misfits that get a place of their own: each may be compared with all that there is."""


def find_places(paths: Iterable[str]) -> Places:
    """Sort ``paths`` by what each is."""
    places = Places()
    spec_first = SpecFirst(places)
    misfits = []
    for path in paths:
        key = implementation_at(path)
        if key is not None:
            places.add_implementation(key, path)
        elif (spec_id := spec_at(path)) is not None:
            places.add_spec(spec_id, path)
        elif (place := specfirst.place_of(path)) is not None:
            spec_first.add(path, place)
        elif path == LIBRARIES:
            places.libraries = path
        else:
            misfits.append(path)
    spec_first.settle()
    known = _known(places) if misfits else Known()
    for number, path in enumerate(misfits):
        found = specfirst.misfit(path, spec_first.specs, known.libraries)
        found = found or _misfit(path, known if number < _MOST_HINTS else None)
        places.problems.append(found)
        if found.severity == "error":
            places.rejected.append(path)
    return places


def _known(places: Places) -> Known:
    known = Known(places.specs)
    known.taken.update(places.specs.values(), places.implementations.values())
    if places.libraries is not None:
        known.taken.add(places.libraries)
    for (spec_id, library, _), path in places.implementations.items():
        known.libraries.add(library)
        if path not in places.beside:
            known.functions.setdefault(spec_id, plot_function(path))
    return known


def _misfit(path: str, known: Known | None) -> Problem:
    for depth, part in enumerate(path.split("/")[:-1]):
        if depth >= 2 and path.startswith("plots/") and part.lower().endswith(".py"):
            return problem("file-not-regular", path, f"{part} is a directory, not a Python file")
    code, message = _fault(path)
    if code == "file-stray":
        return problem(code, path, message)
    place = belongs(path, known) if known is not None else None
    if place is None or known is None or place == path:
        return problem(code, path, message)
    if place in known.taken:
        hint = f"{place} is there already: remove this one, or give it another name"
    else:
        hint = f"{_meaning(path, place)}it belongs at {place}"
    return problem(code, path, message, hint=hint)


def _meaning(path: str, place: str) -> str:
    """The question whether a library, of which the name is misspelt, was meant."""
    was, now = path.split("/"), place.split("/")
    if len(now) == 5 and len(was) > 1 and was[1] != now[1] and was[1].lower() != "specs":
        return f"did you mean {now[1]}? Then "
    return ""


def _fault(path: str) -> tuple[str, str]:
    """The kind of problem that a path is, and what is wrong with it."""
    if is_libraries_like(path):
        return "file-misplaced", "is not read"
    found = meant(path)
    if found is not None and found.ending == "py" and path.startswith("plots/"):
        return _fault_of_code(path, found)
    if found is not None and found.ending != "py":
        return _fault_of_spec(path, found)
    return _STRAY


def _fault_of_code(path: str, found: Meant) -> tuple[str, str]:
    if not found.is_exact:
        return "file-name-invalid", _wrong_ending(path, found)
    parts = path.split("/")
    if len(parts) != 5 or path.startswith("plots/specs/"):
        return "file-misplaced", "a Python file in a place where none is read"
    return "file-name-invalid", _wrong_name(parts, found.stem)


def _fault_of_spec(path: str, found: Meant) -> tuple[str, str]:
    folder, _, name = path.rpartition("/")
    if not _is_spec_like(folder, found.stem):
        return _STRAY
    if not found.is_exact:
        return "file-name-invalid", _wrong_ending(path, found)
    if folder in SPEC_FOLDERS:
        return "file-name-invalid", f"{name.rpartition('.')[0]!r} is no spec id"
    if f"{folder}/".startswith(tuple(f"{above}/" for above in SPEC_FOLDERS)):
        return "file-misplaced", "a spec in a subfolder, where none is read"
    return "file-misplaced", "looks like a spec, but lies where none is read"


def _wrong_ending(path: str, found: Meant) -> str:
    ending = {"py": ".py", "md": ".md", "yaml": ".yaml or .yml"}[found.ending]
    if path.lower().endswith(tuple(ending.split(" or "))):
        return f"the ending is {ending} in lower case, right behind the name"
    return f"the name does not end in {ending}, so it is not read"


def _is_spec_like(folder: str, stem: str) -> bool:
    in_specs = f"{folder.lower()}/".startswith(tuple(f"{name}/" for name in SPEC_FOLDERS))
    plain = stem.lower().replace("_", "-").replace(" ", "-")
    return in_specs or (names.is_spec_id(plain) and "-" in plain)


def _wrong_name(parts: list[str], stem: str) -> str:
    checks = [
        ("library", parts[1], names.is_library_id),
        ("plot function", parts[2], lambda name: names.is_plot_function(name)
            and name not in NO_PLOT_FUNCTIONS),
        ("spec id", parts[3], names.is_spec_id),
        ("variant", stem, names.is_variant),
    ]  # fmt: skip
    wrong = [f"{part!r} is no {what}" for what, part, valid in checks if not valid(part)]
    return "; ".join(wrong) or "its name is not one that is read"
