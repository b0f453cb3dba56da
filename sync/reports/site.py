"""What ``site`` has to say, as text, JSON and Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sync.model.problems import Problem
from sync.reports.json import document, problem_document
from sync.reports.markdown import code, problem_table
from sync.reports.outcome import Outcome, Status, Style
from sync.reports.text import problem_text, shown

COMMAND = "site"


@dataclass(frozen=True, slots=True)
class MadeSite(Outcome):
    """The outcome of ``site``.

    ``page`` is the first page's path. ``plots`` have a page each; ``files`` and ``bytes`` are of
    the whole site; ``gone`` counts files of the site before that have no successor. ``errors``
    and ``warnings`` are those of the checkout, ``alerts`` those of ``health``: the site shows
    them, and is made all the same. ``statements`` read what the site shows.
    """

    folder: str
    page: str | None = None
    plots: int = 0
    files: int = 0
    bytes: int = 0
    gone: int = 0
    errors: int = 0
    warnings: int = 0
    alerts: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    database: str | None = None
    statements: int = 0
    seconds: float = 0.0
    command: str = COMMAND

    @property
    def status(self) -> Status:
        """``refused`` where the folder is somebody else's."""
        if not self.problems:
            return "ok"
        is_unsafe = any(found.code == "site-folder" for found in self.problems)
        return "refused" if is_unsafe else "failed"

    @property
    def has_written(self) -> bool:
        """Whether there is a new site."""
        return self.page is not None

    @property
    def outputs(self) -> dict[str, Any]:
        """How it ended, and where the site lies."""
        return {"status": self.status, "site": self.folder if self.has_written else None}


def render(site: MadeSite, style: Style) -> str:
    """``site`` in one of the formats ``text``, ``json`` and ``markdown``."""
    if style.format == "json":
        return as_json(site)
    if style.format == "markdown":
        return as_markdown(site)
    return as_text(site, quiet=style.quiet)


def as_json(site: MadeSite) -> str:
    """One JSON document, with a final newline."""
    return document(
        {
            **site.head(),
            "folder": site.folder,
            "page": site.page,
            "plots": site.plots,
            "files": site.files,
            "bytes": site.bytes,
            "gone": site.gone,
            "shown": {
                "errors": site.errors,
                "warnings": site.warnings,
                "alerts": list(site.alerts),
            },
            "problems": [problem_document(problem) for problem in site.problems],
            "database": {"address": site.database, "statements": site.statements},
            "seconds": round(site.seconds, 3),
        }
    )


def as_text(site: MadeSite, *, quiet: bool = False) -> str:
    """For people; ``quiet`` prints errors alone."""
    lines = [str(problem_text(problem)) for problem in site.problems]
    if not quiet:
        lines += [*([""] if lines else []), summary(site)]
        if told := _shown(site):
            lines.append(told)
        if site.page is not None:
            lines.append(f"Open {shown(site.page)}")
    return "".join(f"{line}\n" for line in lines)


def as_markdown(site: MadeSite) -> str:
    """For a comment or a page, with a final newline."""
    parts = [f"## pyplots-sync {COMMAND}: {site.status}", summary(site)]
    if told := _shown(site):
        parts.append(told)
    if site.page is not None:
        parts.append(f"Open {code(site.page)}")
    if site.problems:
        parts.append(problem_table(site.problems))
    return "\n\n".join(parts) + "\n"


def summary(site: MadeSite) -> str:
    """What was made."""
    if not site.has_written:
        return "No site was made."
    told = f"A site of {_number(site.plots, 'plot')}: {_number(site.files, 'file')}"
    size = f"{site.bytes / 1e6:,.1f} MB" if site.bytes >= 1e6 else f"{site.bytes / 1e3:,.0f} kB"
    gone = f"; {_number(site.gone, 'file')} of the one before went" if site.gone else ""
    return f"{told}, {size}{gone}."


def _shown(site: MadeSite) -> str:
    """What the site shows that somebody should look at."""
    if not site.has_written:
        return ""
    parts: Sequence[tuple[int, str]] = [
        (site.errors, "error"),
        (site.warnings, "warning"),
        (len(site.alerts), "alert"),
    ]
    told = ", ".join(_number(count, thing) for count, thing in parts if count)
    return f"It shows {told}." if told else ""


def _number(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'s' * (count != 1)}"
