"""The paths of a tree, sorted by what they are."""

from __future__ import annotations

from dataclasses import dataclass, field

from sync.model.catalog import ImplementationKey, SpecId
from sync.model.layouts import Place
from sync.model.problems import Problem


@dataclass(slots=True)
class Places:
    """The paths of a tree, sorted by what they are.

    ``doubles`` holds further paths of an identity that ``specs`` or
    ``implementations`` has already. ``rejected`` are the paths that fit no
    place: somebody's work may be in them.

    ``beside`` has the path of every spec and implementation of a layout that
    keeps facts in files of their own, with that of this file, or None where there
    is none. ``unread`` are the files of languages that are not read, with what
    they hold.
    """

    libraries: str | None = None
    specs: dict[SpecId, str] = field(default_factory=dict)
    implementations: dict[ImplementationKey, str] = field(default_factory=dict)
    doubles: dict[SpecId | ImplementationKey, list[str]] = field(default_factory=dict)
    rejected: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    beside: dict[str, str | None] = field(default_factory=dict)
    unread: dict[str, Place] = field(default_factory=dict)

    def add_spec(self, spec_id: SpecId, path: str) -> None:
        """Let ``path`` be the file of a spec, or a further one of it."""
        if self.specs.setdefault(spec_id, path) is not path:
            self.doubles.setdefault(spec_id, []).append(path)

    def add_implementation(self, key: ImplementationKey, path: str) -> None:
        """Let ``path`` be the file of an implementation, or a further one of it."""
        if self.implementations.setdefault(key, path) is not path:
            self.doubles.setdefault(key, []).append(path)
