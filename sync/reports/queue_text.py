"""The promotion queue for people, as text and Markdown."""

from __future__ import annotations

from sync.model.queue import ATTEMPTS, Entry, HandedOut, Item, Listing
from sync.reports.markdown import code, problem_table
from sync.reports.outcome import unwritten
from sync.reports.queue_outcome import QueueOutcome
from sync.reports.text import problem_text, shown


def as_text(report: QueueOutcome, *, quiet: bool = False) -> str:
    """For people; ``quiet`` prints errors alone."""
    lines = [str(problem_text(found)) for found in report.problems]
    if not quiet:
        lines += _lines(report)
    return "".join(f"{line}\n" for line in lines)


def as_markdown(report: QueueOutcome) -> str:
    """For a comment or a page, with a final newline."""
    parts = [f"## pyplots-sync {report.command}: {report.status}"]
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


def _lines(report: QueueOutcome) -> list[str]:
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
    return [] if report.command == "queue list" else [f"{unwritten(report.problems)}."]


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
