"""What each path is, by its place alone: the path grammar of the contract, section 1."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from sync.catalog import ImplementationKey
from sync.problems import Problem, problem
from sync.sources.files import names

LIBRARIES = "plots/libraries.yaml"
SPEC_FOLDERS = ("specs", "plots/specs")

_IMPLEMENTATION = re.compile(
    rf"plots/(?!specs/)({names.LIBRARY_ID})/({names.PLOT_FUNCTION})/({names.SPEC_ID})"
    rf"/({names.VARIANT})\.py"
)
_SPEC = re.compile(rf"(?:plots/)?specs/(?P<spec>{names.SPEC_ID})\.(?:md|yaml|yml)")
_SPEC_LIKE = (".md", ".yaml", ".yml")


@dataclass(slots=True)
class Places:
    """The paths of a tree, sorted by what they are.

    ``doubles`` holds further paths of an identity that ``specs`` or
    ``implementations`` has already. ``rejected`` are the paths that fit no
    place: somebody's work may be in them.
    """

    libraries: str | None = None
    specs: dict[str, str] = field(default_factory=dict)
    implementations: dict[ImplementationKey, str] = field(default_factory=dict)
    doubles: dict[str | ImplementationKey, list[str]] = field(default_factory=dict)
    rejected: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def find_places(paths: Iterable[str]) -> Places:
    """Sort ``paths`` by what each is."""
    places = Places()
    matching = _IMPLEMENTATION.fullmatch
    for path in paths:
        match = matching(path)
        if match is not None:
            library, _, spec, variant = match.groups()
            key = (spec, library, variant)
            first = places.implementations.setdefault(key, path)
            if first is not path:
                places.doubles.setdefault(key, []).append(path)
        elif (match := _SPEC.fullmatch(path)) is not None:
            first = places.specs.setdefault(match["spec"], path)
            if first is not path:
                places.doubles.setdefault(match["spec"], []).append(path)
        elif path == LIBRARIES:
            places.libraries = path
        else:
            found = _misfit(path)
            places.problems.append(found)
            if found.severity == "error":
                places.rejected.append(path)
    return places


def is_libraries_like(path: str) -> bool:
    """Whether ``path`` is, or was meant to be, the list of libraries."""
    return path.lower() in (LIBRARIES, "plots/libraries.yml")


def plot_function(path: str) -> str:
    """The plot function in the path of an implementation."""
    return path.split("/", 3)[2]


def _misfit(path: str) -> Problem:
    folders, _, name = path.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    ending = dot + ending.lower()
    under_plots = path.startswith("plots/")
    in_specs = path.startswith(tuple(f"{folder}/" for folder in SPEC_FOLDERS))
    for depth, part in enumerate(path.split("/")[:-1]):
        if under_plots and depth >= 2 and part.lower().endswith(".py"):
            return problem("file-not-regular", path, f"{part} is a directory, not a Python file")
    if ending == ".py" and under_plots:
        parts = path.split("/")
        if len(parts) != 5 or in_specs:
            return problem("file-misplaced", path, "a Python file in a place where none is read")
        return problem("file-name-invalid", path, _wrong_name(parts, stem))
    if ending in _SPEC_LIKE and folders in SPEC_FOLDERS:
        return problem("file-name-invalid", path, _wrong_spec_name(stem))
    if ending in _SPEC_LIKE and in_specs:
        return problem("file-misplaced", path, "a spec in a subfolder, where none is read")
    if is_libraries_like(path):
        return problem("file-misplaced", path, "is not read", hint=f"rename it to {LIBRARIES}")
    if ending in _SPEC_LIKE and names.is_spec_id(stem) and "-" in stem:
        return problem("file-misplaced", path, "looks like a spec, but lies where none is read")
    return problem("file-stray", path, "is neither a spec nor an implementation")


def _wrong_name(parts: list[str], stem: str) -> str:
    checks = [
        ("library", parts[1], names.is_library_id),
        ("plot function", parts[2], names.is_plot_function),
        ("spec id", parts[3], names.is_spec_id),
        ("variant", stem, names.is_variant),
    ]
    wrong = [f"{part!r} is no {what}" for what, part, valid in checks if not valid(part)]
    return "; ".join(wrong) or "the ending is .py in lower case"


def _wrong_spec_name(stem: str) -> str:
    if names.is_spec_id(stem):
        return "the ending is .md, .yaml or .yml in lower case"
    return f"{stem!r} is no spec id"
