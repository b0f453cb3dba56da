"""The library-first layout, which is the schema document's, and all specs that stand alone.

``plots/{library}/{plot_function}/{spec_id}/{variant}.py``, and ``{spec_id}`` with the
ending of a format in ``specs/`` or ``plots/specs/`` (contract, section 1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sync.model.layouts import names
from sync.model.layouts.formats import ENDINGS, FORMATS, format_of
from sync.model.layouts.layout import VARIANT, Known, Layout, Part, Place
from sync.model.layouts.nearly import (
    Meant,
    identifier,
    is_libraries_like,
    meant,
    slug,
    wrong_ending,
)
from sync.model.problems import Problem, problem

if TYPE_CHECKING:
    from sync.model.catalog import ImplementationKey

LIBRARIES = "plots/libraries.yaml"
_IMPLEMENTATION = Part.CODE
"""There are a hundred thousand of them, and to look a member of an enum up takes its time."""
SPEC_FOLDERS = ("specs", "plots/specs")

_CODE = re.compile(
    rf"plots/(?!specs/)({names.LIBRARY_ID})/(?!(?:{'|'.join(names.NO_PLOT_FUNCTIONS)})/)"
    rf"({names.PLOT_FUNCTION})/({names.SPEC_ID})/({names.VARIANT})\.py"
).fullmatch
_SPEC = re.compile(rf"(?:plots/)?specs/({names.SPEC_ID})\.(?:{'|'.join(ENDINGS)})").fullmatch
_SPEC_TEXTS = frozenset({"", "txt", "text", "rst", "adoc", "json", "toml"})
"""Endings that a spec may have been given by mistake, in a folder of specs."""


class LibraryFirst(Layout):
    """The layout. Any spec-like file that no other layout knows is a misfit of this one."""

    name = "library first"
    folders = ("plots",)
    spec_folders = ("specs",)
    prose = r"plots/{library}/(?!implementations/|metadata/)\w{1,100}/{spec}/{variant}\.py"

    def place(self, path: str) -> Place | None:
        """What ``path`` is in this layout; None when it fits no place of it."""
        if (code := _CODE(path)) is not None:
            library, function, spec_id, variant = code.groups()
            return Place(_IMPLEMENTATION, (spec_id, library, variant), function)
        spec = _SPEC(path)
        return None if spec is None else Place(Part.SPEC, (spec[1], "", ""))

    def code_paths(self, key: ImplementationKey, function: str) -> tuple[str, ...]:
        """Where the file of an implementation lies."""
        spec_id, library_id, variant = key
        return (f"plots/{library_id}/{function}/{spec_id}/{variant}.py",)

    def misfit(self, path: str, known: Known) -> Problem | None:
        """What is wrong with a path that was meant for this layout, and the right place."""
        for depth, part in enumerate(path.split("/")[:-1]):
            if depth >= 2 and path.startswith("plots/") and part.lower().endswith(".py"):
                message = f"{part} is a directory, not a Python file"
                return problem("file-not-regular", path, message)
        code, message = _fault(path)
        if code is None:
            return None
        place = self._belongs(path, known) if known.may_guess else None
        if place is None or place == path:
            return problem(code, path, message)
        if place in known.taken:
            hint = f"{place} is there already: remove this one, or give it another name"
        else:
            hint = f"{_meaning(path, place)}it belongs at {place}"
        return problem(code, path, message, hint=hint)

    def may_be_under(self, name: str) -> tuple[str, ...]:
        """Folders and files that may be what is left of the spec or library ``name``."""
        return (f"plots/{name}", *(f"{folder}/{name}" for folder in SPEC_FOLDERS))

    def closed(self, path: str) -> tuple[str, ...] | None:
        """What a place that was not looked into may hold: library, spec, file, as far as it says.

        Any plot function may be meant, since it is no part of an identity.
        """
        above, *parts = path.split("/")
        return (*parts[:1], *parts[2:]) if above == "plots" else None

    def _belongs(self, path: str, known: Known) -> str | None:
        """The one place where the file at ``path`` belongs, if that can be told from its path."""
        if is_libraries_like(path):
            return LIBRARIES
        found = _meant(path)
        if found is None:
            return None
        if found.ending != "py":
            return _spec_place(path, found, known)
        return self._code_place(path, found, known)

    def _code_place(self, path: str, found: Meant, known: Known) -> str | None:
        folders = path.split("/")[1:-1]
        variant = identifier(found.stem).lower()
        if len(folders) == 3 and not path.startswith("plots/specs/"):
            library, function, spec_id = folders
            function = function if names.is_plot_function(function) else identifier(function)
            spec_id = slug(spec_id)
            library = _library(library, known) or slug(library)
        else:
            library, function, spec_id = _levels(folders, known)
            if spec_id == "" and slug(found.stem) in known.specs:
                # plots/matplotlib/scatter/scatter-basic.py: the name is the spec's
                spec_id, variant = slug(found.stem), VARIANT
        function = function or known.functions.get(spec_id, "")
        if not function and spec_id:
            function = identifier(spec_id.partition("-")[0])
        (place,) = self.code_paths((spec_id, library, variant), function)
        return place if self.place(place) else None


def spec_names(spec_id: str) -> tuple[str, ...]:
    """The names that the file of a spec may have."""
    return tuple(f"{spec_id}.{ending}" for ending in ENDINGS)


def _meant(path: str) -> Meant | None:
    """What a file was meant to be; None for what looks like nothing of ours, such as a picture."""
    found = meant(path)
    if found is None or found.ending is not None:
        return found
    folder = path.rpartition("/")[0]
    if folder in SPEC_FOLDERS and found.written in _SPEC_TEXTS:
        name = slug(found.stem)
        return found._replace(ending=FORMATS[0].endings[0]) if _is_long_id(name) else None
    is_placed = folder.count("/") == 3 and folder.startswith("plots/") and found.is_alone
    if is_placed and found.stem.lower() == VARIANT and found.written in ("txt", ""):
        return found._replace(ending="py")
    return None


def _is_long_id(name: str) -> bool:
    return names.is_spec_id(name) and "-" in name


def _spec_place(path: str, found: Meant, known: Known) -> str | None:
    spec_id = slug(found.stem)
    if not names.is_spec_id(spec_id):
        return None
    folder = "plots/specs" if path.lower().startswith("plots/specs/") else "specs"
    if any(there.startswith("plots/specs/") for there in known.specs.values()) and not any(
        there.startswith("specs/") for there in known.specs.values()
    ):
        folder = "plots/specs"
    written = format_of(path)
    ending = found.ending if written is None else path.rpartition(".")[2]
    return f"{folder}/{spec_id}.{ending}"


def _levels(folders: Iterable[str], known: Known) -> tuple[str, str, str]:
    """Library, plot function and spec among folders of which one is missing, or one too many."""
    library = function = spec_id = ""
    for folder in folders:
        name = slug(folder)
        if not spec_id and name in known.specs:
            spec_id = name
        elif not library and (near := _library(folder, known)):
            library = near
        elif library and not spec_id and not function and names.is_plot_function(folder):
            function = folder
    return library, function, spec_id


def _library(folder: str, known: Known) -> str | None:
    """The library that the name of a folder means: one that there is, or a well-known one."""
    # most catalogues have no misfits, and need no list of libraries
    from sync.model.libraries import WELL_KNOWN

    lower = folder.lower().replace(" ", "-")
    for candidate in (lower, lower.replace("-", "_"), lower.replace("_", "-"), slug(folder)):
        if candidate in known.libraries or candidate in WELL_KNOWN:
            return candidate
    return names.closest(lower, sorted(known.libraries)) or names.closest(lower, WELL_KNOWN)


def _meaning(path: str, place: str) -> str:
    """The question whether a library, of which the name is misspelt, was meant."""
    was, now = path.split("/"), place.split("/")
    if len(now) == 5 and len(was) > 1 and was[1] != now[1] and was[1].lower() != "specs":
        return f"did you mean {now[1]}? Then "
    return ""


def _fault(path: str) -> tuple[str | None, str]:
    """The kind of problem that a path is, and what is wrong with it; None for a stranger's."""
    if is_libraries_like(path):
        return "file-misplaced", "is not read"
    found = _meant(path)
    if found is not None and found.ending == "py" and path.startswith("plots/"):
        return _fault_of_code(path, found)
    if found is not None and found.ending != "py":
        return _fault_of_spec(path, found)
    return None, ""


def _fault_of_code(path: str, found: Meant) -> tuple[str, str]:
    if not found.is_exact:
        return "file-name-invalid", wrong_ending(path, "py")
    parts = path.split("/")
    if len(parts) != 5 or path.startswith("plots/specs/"):
        return "file-misplaced", "Python files are not read from this place"
    return "file-name-invalid", _wrong_name(parts, found.stem)


def _fault_of_spec(path: str, found: Meant) -> tuple[str | None, str]:
    folder, _, name = path.rpartition("/")
    if not _is_spec_like(folder, found.stem):
        return None, ""
    if not found.is_exact:
        return "file-name-invalid", wrong_ending(path, found.ending or "md")
    if folder in SPEC_FOLDERS:
        return "file-name-invalid", f"{name.rpartition('.')[0]!r} is not a spec id"
    if f"{folder}/".startswith(tuple(f"{above}/" for above in SPEC_FOLDERS)):
        return "file-misplaced", "specs are not read from subfolders"
    return "file-misplaced", "looks like a spec, but specs are not read from this place"


def _is_spec_like(folder: str, stem: str) -> bool:
    in_specs = f"{folder.lower()}/".startswith(tuple(f"{name}/" for name in SPEC_FOLDERS))
    return in_specs or _is_long_id(stem.lower().replace("_", "-").replace(" ", "-"))


def _wrong_name(parts: list[str], stem: str) -> str:
    checks = [
        ("library id", parts[1], names.is_library_id),
        ("plot function", parts[2], lambda name: names.is_plot_function(name)
            and name not in names.NO_PLOT_FUNCTIONS),
        ("spec id", parts[3], names.is_spec_id),
        ("variant", stem, names.is_variant),
    ]  # fmt: skip
    wrong = [f"{part!r} is not a valid {what}" for what, part, valid in checks if not valid(part)]
    return "; ".join(wrong) or "its name is not one that is read"
