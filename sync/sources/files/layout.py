"""The library-first layout: which path is what, what goes where, and where a near miss belongs.

Nothing else takes a path of the catalogue apart (contract, section 1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sync.model.catalog import ImplementationKey
from sync.sources.files import names

LIBRARIES = "plots/libraries.yaml"
SPEC_FOLDERS = ("specs", "plots/specs")

NO_PLOT_FUNCTIONS = ("implementations", "metadata")
"""Names of folders of the other layout."""

_IMPLEMENTATION = re.compile(
    rf"plots/(?!specs/)({names.LIBRARY_ID})/(?!(?:{'|'.join(NO_PLOT_FUNCTIONS)})/)"
    rf"({names.PLOT_FUNCTION})/({names.SPEC_ID})/({names.VARIANT})\.py"
)
_SPEC = re.compile(rf"(?:plots/)?specs/({names.SPEC_ID})\.(?:md|yaml|yml)")

# what editors, merges and downloads make of a name; the first dot ends the part that is a name
_NAME = re.compile(r"[#.~]*([^.~#]*)(?:\.([^.~# (]*))?(.*)", re.DOTALL)
_COPY = re.compile(r"(?: ?\([0-9]{1,4}\)| - copy| copy)$")
_ENDINGS = {
    "py": "py", "py3": "py", "pyw": "py", "pyx": "py", "python": "py",
    "md": "md", "markdown": "md", "mdown": "md", "mdwn": "md", "mkd": "md", "mkdn": "md",
    "mdx": "md", "mdtext": "md", "mdtxt": "md",
    "yaml": "yaml", "yml": "yaml", "yam": "yaml",
}  # fmt: skip
"""What a file is, by its ending, however it is written."""
_SPEC_TEXTS = frozenset({"", "txt", "text", "rst", "adoc", "json", "toml"})
"""Endings that a spec may have been given by mistake, in a folder of specs."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What the name of a file says that it was meant to be."""

    stem: str
    ending: str
    """``py``, ``md`` or ``yaml``."""
    is_exact: bool
    """Whether the ending is written as it must be, with nothing behind it."""


@dataclass(slots=True)
class Known:
    """What the catalogue has, by which a path is completed that lacks a level.

    ``functions`` maps a spec id to the plot function of one of its implementations.
    """

    specs: Mapping[str, str] = field(default_factory=dict)
    libraries: set[str] = field(default_factory=set)
    functions: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    """The places where a file lies."""


def implementation_at(path: str) -> ImplementationKey | None:
    """Which implementation the file at ``path`` is, if it is one."""
    match = _IMPLEMENTATION.fullmatch(path)
    return None if match is None else (match[3], match[1], match[4])


def spec_at(path: str) -> str | None:
    """Which spec the file at ``path`` is, if it is one."""
    match = _SPEC.fullmatch(path)
    return None if match is None else match[1]


def spec_names(spec_id: str) -> tuple[str, ...]:
    """The names that the file of a spec may have."""
    return tuple(f"{spec_id}.{ending}" for ending in ("md", "yaml", "yml"))


def implementation_path(key: ImplementationKey, function: str) -> str:
    """Where the file of an implementation lies."""
    spec_id, library_id, variant = key
    return f"plots/{library_id}/{function}/{spec_id}/{variant}.py"


def plot_function(path: str) -> str:
    """The plot function in the path of an implementation."""
    return path.split("/", 3)[2]


def is_libraries_like(path: str) -> bool:
    """Whether ``path`` is, or was meant to be, the list of libraries."""
    folder, _, name = path.lower().rpartition("/")
    found = _NAME.fullmatch(name)
    return (
        folder == "plots"
        and found is not None
        and _without_copy(found[1]) in ("libraries", "library")
        and (found[2] or "") in ("yaml", "yml", "yam", "json", "toml", "txt", "")
    )


def meant(path: str) -> Meant | None:
    """What a file was meant to be: a ``.py``, ``.md`` or ``.yaml``, whatever its name became.

    None for what looks like nothing of ours, such as a picture.
    """
    folder, _, name = path.rpartition("/")
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    stem = _without_copy(found[1])
    written, behind = found[2], found[3]
    ending = _ENDINGS.get((written or "").lower())
    if ending is not None:
        is_exact = name == f"{stem}.{written}" and written in ("py", "md", "yaml", "yml")
        return Meant(stem, ending, is_exact)
    written = (written or "").lower()
    if folder in SPEC_FOLDERS and written in _SPEC_TEXTS and names.is_spec_id(_slug(stem)):
        return Meant(stem, "md", is_exact=False) if "-" in _slug(stem) else None
    is_placed = folder.count("/") == 3 and folder.startswith("plots/") and not behind
    if is_placed and (stem.lower(), written) in (("default", "txt"), ("default", "")):
        return Meant(stem, "py", is_exact=False)
    return None


def belongs(path: str, known: Known) -> str | None:
    """The one place where the file at ``path`` belongs, if that can be told from its path."""
    if is_libraries_like(path):
        return LIBRARIES
    found = meant(path)
    if found is None:
        return None
    if found.ending != "py":
        return _spec_place(path, found, known)
    return _implementation_place(path, found, known)


def _spec_place(path: str, found: Meant, known: Known) -> str | None:
    spec_id = _slug(found.stem)
    if not names.is_spec_id(spec_id):
        return None
    folder = "plots/specs" if path.lower().startswith("plots/specs/") else "specs"
    if any(there.startswith("plots/specs/") for there in known.specs.values()) and not any(
        there.startswith("specs/") for there in known.specs.values()
    ):
        folder = "plots/specs"
    return f"{folder}/{spec_id}.{'yml' if path.endswith('.yml') else found.ending}"


def _implementation_place(path: str, found: Meant, known: Known) -> str | None:
    folders = path.split("/")[1:-1]
    variant = _identifier(found.stem).lower()
    if len(folders) == 3 and not path.startswith("plots/specs/"):
        library, function, spec_id = folders
        function = function if names.is_plot_function(function) else _identifier(function)
        spec_id = _slug(spec_id)
        library = _library(library, known) or _slug(library)
    else:
        library, function, spec_id = _levels(folders, known)
        if spec_id == "" and _slug(found.stem) in known.specs:
            # plots/matplotlib/scatter/scatter-basic.py: the name is the spec's
            spec_id, variant = _slug(found.stem), "default"
    function = function or known.functions.get(spec_id, "")
    if not function and spec_id:
        function = _identifier(spec_id.partition("-")[0])
    place = implementation_path((spec_id, library, variant), function)
    return place if implementation_at(place) else None


def _levels(folders: Iterable[str], known: Known) -> tuple[str, str, str]:
    """Library, plot function and spec among folders of which one is missing, or one too many."""
    library = function = spec_id = ""
    for folder in folders:
        slug = _slug(folder)
        if not spec_id and slug in known.specs:
            spec_id = slug
        elif not library and (near := _library(folder, known)):
            library = near
        elif library and not spec_id and not function and names.is_plot_function(folder):
            function = folder
    return library, function, spec_id


def _library(folder: str, known: Known) -> str | None:
    """The library that the name of a folder means: one that there is, or a well-known one."""
    # most catalogues have no misfits, and need no list of libraries
    from sync.sources.files.known import WELL_KNOWN

    lower = folder.lower().replace(" ", "-")
    for candidate in (lower, lower.replace("-", "_"), lower.replace("_", "-"), _slug(folder)):
        if candidate in known.libraries or candidate in WELL_KNOWN:
            return candidate
    return names.closest(lower, sorted(known.libraries)) or names.closest(lower, WELL_KNOWN)


def _slug(text: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", text.lower())) if text.isascii() else text


def _identifier(text: str) -> str:
    word = "_".join(re.findall(r"[A-Za-z0-9]+", text)) if text.isascii() else text
    return f"_{word}" if word[:1].isdigit() else word


def _without_copy(stem: str) -> str:
    shorter = _COPY.sub("", stem)
    return shorter or stem
