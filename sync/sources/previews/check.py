"""Previews that are missing, and previews of nothing."""

from __future__ import annotations

from collections.abc import Mapping

from sync.model.catalog import Implementation, ImplementationKey
from sync.model.problems import Problem, problem
from sync.sources.previews.names import folder
from sync.sources.previews.newest import PreviewsRead


def preview_problems(
    previews: PreviewsRead, implementations: Mapping[ImplementationKey, Implementation]
) -> list[Problem]:
    """Implementations without any preview, and preview folders without an implementation.

    A listing that is not complete says neither: the answer is then empty.
    """
    if not previews.complete:
        return []
    problems = [
        problem("preview-missing", row.file_path, "/".join(key) + " has no preview")
        for key, row in implementations.items()
        if key not in previews.urls
    ]
    problems += [
        problem("preview-orphan", None, f"{folder(key)} belongs to no implementation")
        for key in previews.urls
        if key not in implementations
    ]
    return problems
