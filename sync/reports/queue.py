"""What the commands of the promotion queue have to say, as JSON, text and Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from sync.problems import Problem
from sync.queue import ATTEMPTS, Entry, HandedOut, Item, Listing
from sync.reports.json import FORMAT, document, problem_document
from sync.reports.markdown import code, problem_table
from sync.reports.report import EXIT_CODES, Status
from sync.reports.text import problem_text, shown

Answer = HandedOut | Entry | Listing


@dataclass(frozen=True, slots=True)
class QueueReport:
    """The outcome of ``queue next``, ``posted``, ``failed`` or ``list``.

    ``answer`` is None where the database had a problem.
    """

    command: str
    answer: Answer | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def status(self) -> Status:
        """``failed`` where there is no answer."""
        return "ok" if self.answer is not None else "failed"

    @property
    def exit_code(self) -> int:
        """The process's exit code."""
        return EXIT_CODES[self.status]


def as_json(report: QueueReport) -> str:
    """One JSON document: of ``next`` the item alone (contract, section 5), else with a status."""
    answer = report.answer
    if isinstance(answer, HandedOut):
        if answer.item is None:
            return document({"item": None, "reason": answer.reason})
        return document({"item": item_document(answer.item)})
    members: dict[str, Any] = {
        "format": FORMAT,
        "command": f"queue {report.command}",
        "status": report.status,
    }
    if isinstance(answer, Entry):
        members["entry"] = entry_document(answer)
    elif isinstance(answer, Listing):
        members["entries"] = [entry_document(entry) for entry in answer.entries]
        members["totals"] = answer.totals
    elif report.command == "next":
        reason = "; ".join(found.message for found in report.problems)
        members |= {"item": None, "reason": reason}
    members["problems"] = [problem_document(found) for found in report.problems]
    return document(members)


def item_document(item: Item) -> dict[str, Any]:
    """An item with all that a post needs. The links can be opened; a name without one is null."""
    entry, implementation = item.entry, item.implementation
    return {
        **entry_document(entry),
        "title": item.title,
        "description": item.description,
        "tags": list(item.tags),
        "preview_url": item.preview_url,
        "implementation": implementation and implementation._asdict(),
        "links": {
            "preview": _public(item.preview_url),
            "documentation": implementation and implementation.documentation_url,
            "review": implementation and implementation.review_url,
        },
    }


def entry_document(entry: Entry) -> dict[str, Any]:
    """A row of the queue; times are ISO 8601 in UTC."""
    values = {**entry._asdict(), "id": str(entry.id)}
    return {
        name: f"{value.isoformat()}Z" if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def as_text(report: QueueReport, *, quiet: bool = False) -> str:
    """For people; ``quiet`` prints errors alone."""
    lines = [str(problem_text(found)) for found in report.problems]
    if not quiet:
        lines += _lines(report)
    return "".join(f"{line}\n" for line in lines)


def as_markdown(report: QueueReport) -> str:
    """For a comment or a page, with a final newline."""
    parts = [f"## pyplots-sync queue {report.command}: {report.status}"]
    answer = report.answer
    if isinstance(answer, Listing):
        lines = ["| entry | spec | platform | priority | score | state |", "|---" * 6 + "|"]
        lines += [
            f"| {code(str(entry.id))} | {code(entry.spec_id)} | {code(entry.platform or '')}"
            f" | {code(entry.priority or '')} | {_score(entry)} | {code(_state(entry))} |"
            for entry in answer.entries
        ]
        parts += ["\n".join(lines), _totals(answer)]
    else:
        parts += ["\n".join(f"- {code(line)}" for line in _lines(report))]
    if report.problems:
        parts.append(problem_table(report.problems))
    return "\n\n".join(filter(None, parts)) + "\n"


def render(report: QueueReport, format_: str, *, quiet: bool = False) -> str:
    """``report`` in one of the formats ``text``, ``json`` and ``markdown``."""
    if format_ == "json":
        return as_json(report)
    return as_markdown(report) if format_ == "markdown" else as_text(report, quiet=quiet)


def _lines(report: QueueReport) -> list[str]:
    answer = report.answer
    if isinstance(answer, Listing):
        lines = [
            f"{entry.id}  {shown(entry.spec_id)} on {shown(entry.platform or 'no platform')}"
            f"  {shown(entry.priority or 'no priority')}, {_score(entry)}, {shown(_state(entry))}"
            for entry in answer.entries
        ]
        return [*lines, _totals(answer)]
    if isinstance(answer, Entry):
        place = shown(answer.platform or "no platform")
        return [f"{shown(answer.spec_id)} on {place}: {shown(_state(answer))}"]
    if isinstance(answer, HandedOut):
        return _item_lines(answer.item) if answer.item else [f"Nothing to post: {answer.reason}."]
    return []


def _item_lines(item: Item) -> list[str]:
    entry, implementation = item.entry, item.implementation
    lines = [
        f"{entry.id}  {shown(item.title)}",
        f"{shown(entry.spec_id)} on {shown(entry.platform or '')}: {_state(entry)}",
        shown(item.description or ""),
        " ".join(f"#{shown(tag)}" for tag in item.tags),
    ]
    if implementation is not None:
        lines.append(f"{implementation.library_name}: {shown(implementation.file_path)}")
    lines.append(shown(item.preview_url or ""))
    return [line for line in lines if line]


def _state(entry: Entry) -> str:
    if entry.status == "posted":
        return f"posted {entry.posted_at:%Y-%m-%d %H:%M} UTC" if entry.posted_at else "posted"
    why = f": {entry.error}" if entry.error else ""
    if entry.status != "queued":
        return f"{entry.status}{why}"
    tries = f"attempt {entry.attempt_count} of {ATTEMPTS}"
    if entry.leased_until is not None:
        return f"handed out until {entry.leased_until:%Y-%m-%d %H:%M} UTC, {tries}"
    if entry.failed_at is not None:
        return f"tried again from the day after {entry.failed_at:%Y-%m-%d}, after {tries}{why}"
    return "queued"


def _score(entry: Entry) -> str:
    return "no score" if entry.quality_score is None else f"{entry.quality_score:g}"


def _totals(listing: Listing) -> str:
    told = [
        f"{shown(platform)}: "
        + ", ".join(f"{count:,} {shown(status)}" for status, count in states.items())
        for platform, states in listing.totals.items()
    ]
    return "; ".join(told) or "The queue is empty."


def _public(url: str | None) -> str | None:
    """The address under which a browser finds a ``gs://`` URL, if it is public."""
    if url is None or not url.startswith("gs://"):
        return url
    return f"https://storage.googleapis.com/{quote(url.removeprefix('gs://'))}"
