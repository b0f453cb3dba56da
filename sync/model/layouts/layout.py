"""What a layout is: the grammar of the paths of a catalogue, as one value (contract, section 1)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Container, Iterable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from sync.model.layouts import names
from sync.model.problems import Problem

if TYPE_CHECKING:
    from sync.model.catalog import ImplementationKey

VARIANT = "default"
"""The variant of an implementation whose path names none."""


class Part(Enum):
    """What a file of a layout holds."""

    SPEC = "a spec"
    TEXT = "the text of a spec, whose facts stand in another file"
    FACTS = "the facts of a spec"
    CODE = "an implementation"
    METADATA = "the facts of an implementation"
    OTHER_LANGUAGE = "something in a language that is not read"


class Place(NamedTuple):
    """What the path of a file says.

    ``key`` is spec, library and variant; library and variant are empty for a spec's own
    files. ``plot_function`` is None for a layout whose paths name none, ``language`` is the
    folder that names it, None where there is none. ``beside`` are the paths where the file
    may lie that holds the facts of this one: the first that is there counts; without any the
    file says everything itself.
    """

    part: Part
    key: ImplementationKey
    plot_function: str | None = None
    language: str | None = None
    beside: tuple[str, ...] = ()

    @property
    def spec_id(self) -> str:
        """The spec that the file is about."""
        return self.key[0]

    @property
    def library_id(self) -> str:
        """The library that the file is about, empty for a spec's own files."""
        return self.key[1]


class Known:
    """What the catalogue has, by which a path is completed that lacks a level.

    ``specs`` maps a spec id to the path of its file, ``folders`` are the specs that have a
    folder of their own, ``functions`` maps a spec id to the plot function of one of its
    implementations. ``taken`` are the places where a file lies, and ``may_guess`` says whether
    to look for the right place: each search may go through all that there is.
    """

    def __init__(
        self,
        specs: Mapping[str, str] = MappingProxyType({}),
        folders: Container[str] = (),
        *,
        libraries: Iterable[str] = (),
        functions: Mapping[str, str] = MappingProxyType({}),
        taken: Iterable[str] = (),
        may_guess: bool = True,
    ) -> None:
        self.specs = specs
        self.folders = folders
        self.libraries = set(libraries)
        self.functions = dict(functions)
        self.taken = set(taken)
        self.may_guess = may_guess


class Layout(ABC):
    """One grammar of paths. Nothing else in the program takes a path of the catalogue apart."""

    name: ClassVar[str]
    folders: ClassVar[tuple[str, ...]]
    """The folders at the root that hold its implementations."""
    spec_folders: ClassVar[tuple[str, ...]] = ()
    """Further folders, which hold specs alone."""
    prose: ClassVar[str]
    """A pattern of the path of an implementation as people write it: ``{spec}``, ``{library}``
    and, where the path names one, ``{variant}`` stand for the names; of linear time."""

    @abstractmethod
    def place(self, path: str) -> Place | None:
        """What ``path`` is in this layout; None when it fits no place of it."""

    @abstractmethod
    def code_paths(self, key: ImplementationKey, function: str) -> tuple[str, ...]:
        """Where the file of an implementation lies; the first is the one to write."""

    @abstractmethod
    def misfit(self, path: str, known: Known) -> Problem | None:
        """What is wrong with a path that was probably meant for this layout, and the right place.

        None for a path that fits, and for one that looks like nothing of this layout.
        """

    def claims(self, path: str, specs: Container[str]) -> bool:  # noqa: ARG002
        """Whether ``path``, which fits another layout, was probably meant for this one.

        ``specs`` are those that have a folder of their own.
        """
        return False

    def lost_facts(self, path: str) -> tuple[str, str] | None:  # noqa: ARG002
        """Spec and library whose facts ``path``, which fits no place, was probably meant for.

        Both as :func:`plain` writes them; the library is empty for the facts of a spec.
        None for the path of anything else.
        """
        return None

    def may_be_under(self, name: str) -> tuple[str, ...]:  # noqa: ARG002
        """Folders and files that may be what is left of the spec or library ``name``."""
        return ()

    def closed(self, path: str) -> tuple[str, ...] | None:  # noqa: ARG002
        """What a place that was not looked into may hold: library, spec, file, as far as it says.

        None where any of it shows in the path of a row anyway.
        """
        return None


def default_function(spec_id: str, plot_type: str | None = None) -> str:
    """The plot function of an implementation whose path names none.

    The first ``plot_type`` tag as an identifier, else the first word of the
    spec id, else ``plot``.
    """
    for word in (plot_type or "", spec_id.partition("-")[0]):
        name = word.replace("-", "_")
        if names.is_plot_function(name) and name not in names.NO_PLOT_FUNCTIONS:
            return name
    return "plot"


def plain(name: str) -> str:
    """``name`` without what is easily mistaken: case, and ``_`` or a space for ``-``."""
    return name.casefold().replace("_", "-").replace(" ", "-")
