"""What ``init`` has to say, as text, JSON and Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from sync.model.problems import Problem
from sync.reports.json import document, problem_document
from sync.reports.markdown import code, fenced, problem_table
from sync.reports.outcome import Outcome, Status, Style
from sync.reports.text import problem_text, shown

COMMAND = "init"
_SIGNS = {"create": "+", "extend": "~", "keep": "="}


class Planted(NamedTuple):
    """A file: what ``init`` does with it, what it is for, and the text that it writes."""

    action: Literal["create", "extend", "keep"]
    path: str
    what: str
    text: str = ""


class Found(NamedTuple):
    """What there is: ``layouts`` are ``library first`` and ``spec first``, or neither.

    Without a ``branch`` nothing could be found out.
    """

    root: str
    branch: str = ""
    layouts: tuple[str, ...] = ()
    specs: int = 0
    implementations: int = 0


@dataclass(frozen=True, slots=True)
class Init(Outcome):
    """The outcome of ``init``. ``program`` is what the workflows call; ``dry`` wrote nothing."""

    found: Found
    files: tuple[Planted, ...] = ()
    program: str | None = None
    dry: bool = False
    problems: tuple[Problem, ...] = ()
    command: str = COMMAND

    @property
    def status(self) -> Status:
        """Whatever is in the way holds its file back, and nothing else."""
        if not self.found.branch:
            return "failed"
        return "held-back" if self.problems else "ok"

    @property
    def has_written(self) -> bool:
        """Whether there is a file that was not there before."""
        return not self.dry and any(file.action != "keep" for file in self.files)


def render(init: Init, style: Style) -> str:
    """``init`` in one of the formats ``text``, ``json`` and ``markdown``, with a final newline."""
    if style.format == "json":
        return _as_json(init)
    if style.format == "markdown":
        return _as_markdown(init)
    lines = [str(problem_text(found)) for found in init.problems]
    if not style.quiet:
        lines = [_found(init.found), *_file_lines(init), *lines, "", _summary(init), *_next(init)]
    return "".join(f"{line}\n" for line in lines)


def _found(found: Found) -> str:
    if not found.branch:
        return f"{shown(found.root)}: nobody knows what is there."
    if not found.layouts:
        told = "no catalogue yet"
    else:
        told = (
            f"a catalogue, {' and '.join(found.layouts)}, with {_number(found.specs, 'spec')}"
            f" and {_number(found.implementations, 'implementation')}"
        )
    return f"{shown(found.root)}: {told}; its branch is {shown(found.branch)}."


def _file_lines(init: Init) -> Iterator[str]:
    for file in init.files:
        yield f"{_SIGNS[file.action]} {file.path}: {shown(file.what)}"
        if init.dry and file.text:
            yield from (f"    {line}".rstrip() for line in file.text.split("\n"))


def _summary(init: Init) -> str:
    written = sum(file.action != "keep" for file in init.files)
    if not written:
        return "Nothing was written." if init.problems else "Everything is there: nothing to do."
    return f"{'Would write' if init.dry else 'Wrote'} {_number(written, 'file')}."


def _next(init: Init) -> list[str]:
    """What is left to do, for people: nothing here knows the database, or may push."""
    if init.dry or init.problems or not init.has_written:
        return []
    return [
        "Next:",
        "  pyplots-sync validate                             is every file well-formed?",
        "  pyplots-sync diff                                 what would be written?",
        "  gh api -X PUT 'repos/{owner}/{repo}/environments/database'",
        "  gh secret set DATABASE_URL --env database         where to: postgresql://…",
        "  git add --all && git commit && git push           from here on it runs by itself",
    ]


def _as_json(init: Init) -> str:
    members: dict[str, Any] = {
        **init.head(),
        "dry_run": init.dry,
        "found": {**init.found._asdict(), "layouts": list(init.found.layouts)},
        "program": init.program,
        "files": [file._asdict() for file in init.files],
        "problems": [problem_document(found) for found in init.problems],
    }
    return document(members)


def _as_markdown(init: Init) -> str:
    parts = [f"## pyplots-sync {COMMAND}: {init.status}", code(_found(init.found))]
    rows = [f"| {file.action} | {code(file.path)} | {code(file.what)} |" for file in init.files]
    parts.append("\n".join(["| | file | what it does |", "|---|---|---|", *rows]))
    if init.dry:
        parts += [
            f"{code(file.path)}\n\n{fenced(file.text, '')}" for file in init.files if file.text
        ]
    if init.problems:
        parts.append(problem_table(init.problems))
    return "\n\n".join([*parts, _summary(init)]) + "\n"


def _number(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
