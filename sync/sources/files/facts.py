"""What a spec file states, before it becomes a :class:`~sync.model.catalog.Spec`.

Markdown and YAML are read into the same :class:`Facts`, so that every rule
about their content (``spec.py``) stands once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from sync.sources.files.nearly import Near

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


class Absent(Enum):
    """The type of :data:`ABSENT`."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT
"""A default that is not stated, which is not the same as a stated ``null``."""


class Entry(NamedTuple):
    """One data requirement or optional parameter. ``line`` counts from 1."""

    name: str
    type: str | None
    description: str
    default: Json | Absent
    line: int


class TagFact(NamedTuple):
    """One tag as it is written; ``confidence`` and ``created_by`` only where stated."""

    text: str
    line: int
    confidence: float | None = None
    created_by: str | None = None


@dataclass(slots=True)
class Facts:
    """One spec file. None stands for what the file does not say at all."""

    title: str | None = None
    title_line: int | None = None
    description: str | None = None
    data: list[Entry] | None = None
    data_line: int | None = None
    optional: list[Entry] = field(default_factory=list)
    tags: list[TagFact] = field(default_factory=list)
    deprecated: bool = False
    near: dict[str, Near] = field(default_factory=dict)
    """What is missing, to the line that was probably meant for it."""
