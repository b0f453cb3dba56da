"""What a command leaves in GitHub Actions: annotations, a page, outputs (contract, section 6).

What counts as a command in a log, and how values are escaped, is the runner's
own code: ``ActionCommand.cs`` and ``ActionCommandManager.cs`` of actions/runner.
The limits are GitHub's docs, "Workflow commands for GitHub Actions".
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from sync.model import escaping
from sync.model.problems import Problem, Severity
from sync.reports import markdown
from sync.reports.guidance import PAGE, hint_at
from sync.reports.outcome import Outcome, Rendered, Style
from sync.reports.report import Report
from sync.reports.text import SIGNS
from sync.settings import Workflow

Ended = TypeVar("Ended", bound=Outcome)

MOST_ANNOTATIONS = 10
"""Annotations of one severity that GitHub keeps of one step."""
SUMMARY_LIMIT = 1024 * 1024
"""Bytes that the summary of one step may have."""
COMMENT_LIMIT = 65_536
"""Characters that a comment may have."""
_LEAST_PAGE = 4_096
"""Bytes that a page needs without its tables."""
_LONGEST = 4_000
"""Characters of one annotation."""
# a line is a command when "::" comes after white space alone, or "##[" anywhere
_COMMAND = re.compile(r"^([^\S\n]*):(?=:)", re.MULTILINE)


def write(
    outcome: Ended,
    render: Callable[[Ended, Style], Rendered],
    workflow: Workflow,
    repo: Path,
    tell: Callable[[str], None],
) -> bool:
    """Annotate the problems, append the page and the outputs. Says what did not work, and whether.

    Args:
        outcome: what there is to tell.
        render: makes a text of it.
        workflow: the files to append to, and where links lead.
        repo: the catalogue's root, which the report's paths are relative to.
        tell: prints a line on standard error.
    """
    site = site_of(getattr(outcome, "commit", None), workflow, repo)
    annotate(outcome.problems, tell, site.folder)

    def page(room: int) -> str:
        if isinstance(outcome, Report):
            return markdown.render(outcome, site, room)
        return "".join(render(outcome, Style("markdown")))

    is_told = True
    if outcome.has_page:
        is_told = append_page(page, workflow, tell)
    values = outputs(outcome) if isinstance(outcome, Report) else outcome.outputs
    if values:
        is_told &= write_outputs(values, workflow, tell)
    return is_told


def annotate(problems: Sequence[Problem], tell: Callable[[str], None], folder: str = "") -> None:
    """Annotate ``problems``; ``folder`` comes before each path."""
    for line in annotation_lines(problems, folder):
        tell(line)


def append_page(
    page: Callable[[int], str], workflow: Workflow, tell: Callable[[str], None]
) -> bool:
    """Append to the summary what ``page`` makes of the bytes that there is room for.

    Returns False, and says why, where that did not work; so does :func:`write_outputs`.
    """

    def text(file: Path) -> str:
        room = SUMMARY_LIMIT - (file.stat().st_size if file.exists() else 0)
        told = page(room - 1) + "\n" if room > _LEAST_PAGE else ""
        if told and len(told.encode("utf-8", "backslashreplace")) <= room:
            return told
        tell(command("warning", "there is no room for a page in the summary", title="report"))
        return ""

    return _append(workflow.summary, text, tell)


def write_outputs(
    values: Mapping[str, Any], workflow: Workflow, tell: Callable[[str], None]
) -> bool:
    """Append the outputs of a step: texts, counts, ``true`` and ``false``; None is empty."""
    return _append(
        workflow.output, lambda _: "".join(_output(*pair) for pair in values.items()), tell
    )


def site_of(commit: str | None, workflow: Workflow, repo: Path) -> markdown.Site:
    """Where links lead, from what the runner says."""
    repository = f"{workflow.server_url}/{workflow.repository}"
    run = f"{repository}/actions/runs/{workflow.run_id}" if workflow.run_id else None
    folder = ""
    if workflow.workspace is not None and repo.is_relative_to(workflow.workspace.resolve()):
        folder = f"{repo.relative_to(workflow.workspace.resolve()).as_posix()}/".removeprefix("./")
    has_docs = folder == "" and (repo / PAGE).is_file()
    return markdown.Site(repository, commit, folder, run, has_docs)


def annotation_lines(problems: Sequence[Problem], folder: str = "") -> Iterator[str]:
    """A workflow command for each problem; the last of a severity may stand for the rest.

    Args:
        problems: what to annotate.
        folder: comes before each path, with a final ``/``.
    """
    severities: tuple[Severity, ...] = ("error", "warning")
    for severity in severities:
        found = [problem for problem in problems if problem.severity == severity]
        # GitHub drops the eleventh: the tenth says how many there are
        kept = found if len(found) <= MOST_ANNOTATIONS else found[: MOST_ANNOTATIONS - 1]
        for problem in kept:
            yield _annotation(problem, folder)
        if rest := len(found) - len(kept):
            told = f"{rest:,} more {severity}s: the summary of this run lists them"
            yield command(severity, told, title="and more")


def outputs(report: Report) -> dict[str, Any]:
    """``status``, ``changes``, and how many rows were ``created``, ``updated`` and ``deleted``.

    A row that is switched on counts as created, one that is switched off as deleted.
    """
    changes = report.stated_plan.changes
    signs = [SIGNS[change.action][0] for change in changes]
    return {
        "status": report.status,
        "changes": len(changes),
        "created": signs.count("+"),
        "updated": signs.count("~"),
        "deleted": signs.count("-"),
    }


def command(name: str, message: str, **properties: object) -> str:
    """The line that makes the runner do ``name``. ``properties`` that are None are left out."""
    told = ",".join(f"{key}={_property(v)}" for key, v in properties.items() if v is not None)
    return f"::{name}{' ' if told else ''}{told}::{_data(message)}"


def inert(text: str) -> str:
    """``text`` with no line that the runner would take for a command."""
    return _COMMAND.sub(r"\1: ", _lines(text)).replace("##[", "# #[")


def inert_json(document: str) -> str:
    """The same JSON, in which the runner finds no command: its lines never begin with ``::``."""
    return document.replace("##[", "##\\u005b")


def _annotation(problem: Problem, folder: str) -> str:
    path = None if problem.path is None else f"{folder}{problem.path}"
    told = f"{problem.message}\n{hint_at(problem, 'actions')}"[:_LONGEST]
    return command(problem.severity, told, file=path, line=problem.line, title=problem.code)


def _lines(text: str) -> str:
    # the runner's streams end lines at a carriage return, too
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _data(text: str) -> str:
    return escaping.lines(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")


def _output(name: str, value: object) -> str:
    told = "" if value is None else escaping.lines(str(value))
    if isinstance(value, bool):
        told = told.lower()
    # nobody can write the end of a value who does not know the word for it
    end = f"end-{secrets.token_hex(16)}"
    return f"{name}<<{end}\n{told}\n{end}\n"


def _append(
    file: Path | None, text_for: Callable[[Path], str], tell: Callable[[str], None]
) -> bool:
    if file is None:
        return True
    try:
        text = text_for(file)
        with file.open("ab") as handle:
            handle.write(escaping.lines(text).encode())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        tell(command("warning", f"{file} cannot be written: {reason}", title="report"))
        return False
    return True
