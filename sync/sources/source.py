"""What a source is: something outside that says what some columns of the catalogue hold.

The conductor walks a list of these, and asks nothing else of any of them. Of a
source that is off, absent or failing the columns stay as they are: nobody else
writes them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, Protocol, Self

from sync.model.catalog import Catalog, Mark
from sync.model.problems import Problem, problem, unavailable_code
from sync.model.stored import Stored

if TYPE_CHECKING:
    from sync.model.effects import Effect

Availability = Literal["ok", "off", "unavailable"]
"""Whether a source was read, was not to be read, or was asked in vain."""
Summary = dict[str, Any]
"""What a report says of a source: its ``status``, and a number for each of its counts."""


class Phase(Protocol):
    """A stretch of work that may take long: ``done`` counts what it has got through."""

    title: str
    done: int

    def advance(self) -> None:
        """One more is done."""


class Progress(Protocol):
    """Who is told of what takes long."""

    def phase(self, title: str) -> AbstractContextManager[Phase]:
        """Announce ``title`` if the context lasts."""


class Said(NamedTuple):
    """What a source says: the catalogue with its own columns filled, and what there is to tell.

    ``effects`` say what it did to implementations, ``ignored`` has author and
    URL of each thing of somebody who is not believed. ``marks`` say how far it
    was read; they hold once the plan is written. ``is_empty`` says that there
    was nothing where something has to be.
    """

    desired: Catalog
    summary: Summary
    problems: tuple[Problem, ...] = ()
    effects: tuple[Effect, ...] = ()
    ignored: tuple[tuple[str, str], ...] = ()
    marks: tuple[Mark, ...] = ()
    is_empty: bool = False

    @property
    def is_available(self) -> bool:
        """Whether it could be read, if it was to be read at all."""
        return bool(self.summary["status"] != "unavailable")


class Source(ABC):
    """One source in one run. As a context: entered, it gets ready; left, it asks no more."""

    name: ClassVar[str]
    """One word: its member of the report, and the code of its being unavailable begins with it."""
    counts: ClassVar[tuple[str, ...]]
    """What it counts for the report."""
    reads_ahead: ClassVar[bool] = False
    """Whether it works in the background once it is started, and so is finished last."""
    needs_reviews: ClassVar[bool] = False
    """Whether it has to be told of the reviews that are stored."""
    why_off = "the source is off"
    """The reason for being off, for who asks how the sources are."""

    @property
    def is_on(self) -> bool:
        """Whether it is to be read."""
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        return None

    @abstractmethod
    def start(self, stored: Stored, *, everything: bool) -> None:
        """Begin, given what the database holds; it may work in the background from then on.

        Args:
            stored: the rows, and how far the sources were read.
            everything: read all of it again, and not what is new alone.
        """

    @abstractmethod
    def finish(self, actual: Catalog, desired: Catalog, progress: Progress) -> Said:
        """``desired`` with the columns of this source; as they are in ``actual`` where it fails.

        Whoever comes later in the list finds what those before it have filled.
        """

    @classmethod
    def summary(cls, status: Availability, **counts: int) -> Summary:
        """What a report says of it: what is not counted is none."""
        return {"status": status, **dict.fromkeys(cls.counts, 0), **counts}

    @classmethod
    def unavailable(cls, desired: Catalog, why: str, hint: str, **counts: int) -> Said:
        """What it says when it was asked in vain."""
        told = problem(unavailable_code(cls.name), None, why, hint=hint)
        return Said(desired, cls.summary("unavailable", **counts), (told,))
