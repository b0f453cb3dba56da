"""Checks the files alone: no database, no network."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sync.commands.sources import nothing_read
from sync.model.catalog import Catalog
from sync.model.layouts import WALKED
from sync.model.problems import Problem, has_errors, in_order, problem
from sync.reports.report import Report
from sync.settings import SettingsError, metadata_owns
from sync.sources.files.gather import gather
from sync.sources.files.git import CheckoutError
from sync.sources.files.source import Files
from sync.sources.files.tree import LEFT_BEHIND, is_under, list_tree

if TYPE_CHECKING:
    from sync.progress import Progress
    from sync.settings import Settings


def validate_files(settings: Settings, paths: Sequence[Path], progress: Progress) -> Report:
    """Check every file of the catalogue, and report what is wrong below ``paths`` (none: all).

    Raises:
        SettingsError: a path outside the folders that are looked at.
    """
    started = time.monotonic()
    try:
        report = _validated(settings, paths, progress)
    except CheckoutError as error:
        report = Report("validate", "failed", problems=(error.problem,), sources=nothing_read())
    return replace(report, seconds=time.monotonic() - started)


def _validated(settings: Settings, paths: Sequence[Path], progress: Progress) -> Report:
    wanted = [_relative(settings.repo, path) for path in paths]
    with progress.phase("listing the files"):
        tree = list_tree(settings.repo)
    with progress.phase("reading files") as phase:
        gathered = gather(
            tree,
            Catalog(),
            metadata_owns(settings),
            parsed=wanted or WALKED,
            on_read=phase.advance,
        )
    problems = [problem("setting-unknown", "pyproject.toml", note) for note in settings.notes]
    problems += gathered.problems
    if gathered.is_empty:
        problems.append(problem("catalogue-empty", "plots", "there is nothing in plots/"))
    files = Files.summary("ok", specs=gathered.specs, implementations=gathered.implementations)
    shown = in_order(p for p in problems if not wanted or _concerns(p, wanted))
    return Report(
        "validate",
        "failed" if has_errors(shown) else "ok",
        problems=tuple(shown),
        sources={**nothing_read(), Files.name: files},
        commit=tree.commit,
    )


def _concerns(found: Problem, wanted: Iterable[str]) -> bool:
    """Whether a problem is about one of the paths, something in it, or a folder above it."""
    if found.path in (None, LEFT_BEHIND, "pyproject.toml"):
        return True
    return is_under(found.path, set(wanted)) or any(is_under(path, {found.path}) for path in wanted)


def _relative(repo: Path, path: Path) -> str:
    # the folder is resolved, not the file itself: a link must be reported as what it is
    absolute = path.parent.resolve() / path.name if path.name else path.resolve()
    try:
        relative = absolute.relative_to(repo).as_posix()
    except ValueError:
        relative = ""
    if relative.split("/", 1)[0] not in WALKED:
        folders = " nor ".join(f"{name}/" for name in WALKED)
        raise SettingsError(f"{path} is in neither {folders}, and only these are checked")
    return relative
