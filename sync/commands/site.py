"""Makes a static site of what the database holds, and of what has become of it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sync.commands.health import look
from sync.commands.validate import validate_files
from sync.database.engine import open_target, with_schema
from sync.database.errors import DatabaseError
from sync.database.session import open_session
from sync.database.survey import Survey, read_survey
from sync.model.problems import Problem, problem
from sync.reports.site import MadeSite
from sync.site.facts import Facts
from sync.site.folder import Draft, FolderError, replacing
from sync.site.links import Links, https, repository_of
from sync.site.pages import PLOTS, pages
from sync.sources.files.git import CheckoutError, Git, find_top

if TYPE_CHECKING:
    from sync.database.target import Target
    from sync.progress import Progress
    from sync.settings import Settings

_ADDRESS = re.compile(r"\bpostgres\w*(?:\+\w+)?://[^\s,;'\"]*[^\s,;:'\"]")


def make_site(
    settings: Settings, folder: Path, progress: Progress, database: str | None = None
) -> MadeSite:
    """Put a site into ``folder``.

    What can go wrong is reported, not raised, and leaves what is there.

    Args:
        settings: where the database is, and the catalogue whose problems are shown.
        folder: new, empty, or a site that was made before.
        progress: told of what takes long.
        database: a URL or ``embedded``; None leaves it to the settings.
    """
    started = time.monotonic()
    try:
        made = _made(settings, folder, progress, database)
    except DatabaseError as error:
        made = _failed(folder, problem(error.code, None, str(error), hint=error.hint))
    except FolderError as error:
        made = _failed(folder, problem("site-folder", None, str(error)))
    except OSError as error:
        where = error.filename or folder
        made = _failed(folder, problem("site-failed", None, f"{where}: {error.strerror or error}"))
    return replace(made, seconds=time.monotonic() - started)


def _failed(folder: Path, found: Problem) -> MadeSite:
    return MadeSite(str(folder), problems=(found,))


def _made(settings: Settings, folder: Path, progress: Progress, database: str | None) -> MadeSite:
    with replacing(folder) as draft:
        with open_target(settings, database) as target:
            address = target.address
            with progress.phase("reading the database"):
                survey, statements = with_schema(target, lambda: _read(target, settings))
            health = look(settings, progress, database)
        checked = validate_files(settings, (), progress)
        name, links = _links(settings)
        hide = _hiding(address)
        facts = Facts(
            name,
            _without_addresses(survey, hide),
            replace(
                health,
                checks=tuple(replace(c, message=hide(c.message)) for c in health.checks),
            ),
            checked.problems,
            replace(links, commit=survey.commit),
            replace(links, commit=checked.commit),
            settings.min_quality,
            datetime.now(UTC),
        )
        plots = _write(draft, facts, progress)
    return MadeSite(
        str(folder),
        page=str(folder / "index.html"),
        plots=plots,
        files=draft.files,
        bytes=draft.bytes,
        gone=draft.gone,
        errors=sum(found.severity == "error" for found in checked.problems),
        warnings=sum(found.severity == "warning" for found in checked.problems),
        alerts=tuple(health.alerts),
        database=address,
        statements=statements,
    )


def _read(target: Target, settings: Settings) -> tuple[Survey, int]:
    """What the site shows, and the number of statements that read it."""
    with open_session(target, settings) as session:
        return read_survey(session), session.statements


def _write(draft: Draft, facts: Facts, progress: Progress) -> int:
    """Write all files, and return how many of them are pages of plots."""
    plots = 0
    with progress.phase("writing pages") as phase:
        for name, text in pages(facts):
            draft.write(name, text)
            plots += name.startswith(f"{PLOTS}/")
            phase.advance()
    return plots


def _links(settings: Settings) -> tuple[str, Links]:
    """What the site is called, and where its links lead, as far as anybody says."""
    workflow = settings.workflow
    if workflow is not None and workflow.repository:
        from sync.reports.actions import site_of

        there = site_of(None, workflow, settings.repo)
        return workflow.repository, Links(https(there.repository), folder=there.folder)
    repository, folder = None, ""
    with suppress(CheckoutError):
        top = find_top(settings.repo)
        if top is not None:
            repository = repository_of(Git(top).origin() or "")
            inside = settings.repo.relative_to(top.resolve()).as_posix()
            folder = "" if inside == "." else f"{inside}/"
    name = settings.repo.name if repository is None else repository.split("/", 3)[3]
    return name, Links(repository, folder=folder)


def _hiding(address: str) -> Callable[[str], str]:
    """Takes the database's address out of a text: a site may be for everybody."""

    def hide(text: str) -> str:
        return _ADDRESS.sub("the database", text.replace(address, "the database"))

    return hide


def _without_addresses(survey: Survey, hide: Callable[[str], str]) -> Survey:
    return survey._replace(
        runs=tuple(run._replace(error=run.error and hide(run.error)) for run in survey.runs)
    )
