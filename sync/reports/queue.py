"""What the commands of the promotion queue say: the JSON that bots read, or a text."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

from sync.model.queue import Entry, HandedOut, Item, Listing
from sync.reports.json import document, problem_document
from sync.reports.outcome import Style
from sync.reports.queue_outcome import QueueOutcome


def as_json(report: QueueOutcome) -> str:
    """One JSON document: of ``next`` the item alone (contract, section 5), else with a status."""
    answer = report.answer
    if isinstance(answer, HandedOut):
        if answer.item is None:
            return document({"item": None, "reason": answer.reason})
        return document({"item": item_document(answer.item)})
    members = report.head()
    if isinstance(answer, Entry):
        members["entry"] = entry_document(answer)
    elif isinstance(answer, Listing):
        members["entries"] = [entry_document(entry) for entry in answer.entries]
        members["totals"] = answer.totals
    elif report.command == "queue next":
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


def render(report: QueueOutcome, style: Style) -> str:
    """``report`` in one of the formats ``text``, ``json`` and ``markdown``."""
    if style.format == "json":
        return as_json(report)
    # rich takes longer to load than a bot has to wait for its item
    from sync.reports.queue_text import as_markdown, as_text

    return as_markdown(report) if style.format == "markdown" else as_text(report, quiet=style.quiet)


def _public(url: str | None) -> str | None:
    """The address under which a browser finds a ``gs://`` URL, if it is public."""
    if url is None or not url.startswith("gs://"):
        return url
    return f"https://storage.googleapis.com/{quote(url.removeprefix('gs://'))}"
