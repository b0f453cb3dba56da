"""The promotion queue's commands: opens the database, asks, and reports."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sync.database.engine import open_target, with_schema
from sync.database.errors import DatabaseError
from sync.database.queue import give_back as undo
from sync.database.queue import hand_out, list_entries, mark_failed, mark_posted
from sync.database.session import Session, open_session
from sync.model.problems import problem
from sync.model.queue import HandedOut
from sync.reports.queue_outcome import QueueOutcome, Told

if TYPE_CHECKING:
    from sync.database.target import Target
    from sync.settings import Settings


def next_item(
    settings: Settings, platform: str, *, database: str | None = None, lease: timedelta
) -> QueueOutcome:
    """Hand out the next entry for ``platform``, see :func:`sync.database.queue.hand_out`."""
    return _asked(
        "next", settings, database, lambda session: hand_out(session, platform, lease=lease)
    )


def give_back(settings: Settings, outcome: QueueOutcome, *, database: str | None = None) -> bool:
    """Give back what was handed out and nobody has got; whether that could be done."""
    told = outcome.answer
    if not isinstance(told, HandedOut) or told.item is None:
        return False
    item = told.item
    with (
        suppress(DatabaseError),
        open_target(settings, database) as target,
        open_session(target, settings) as session,
    ):
        return undo(session, item)
    return False


def posted(settings: Settings, entry_id: UUID, *, database: str | None = None) -> QueueOutcome:
    """Take down that an entry was posted."""
    return _asked("posted", settings, database, lambda session: mark_posted(session, entry_id))


def failed(
    settings: Settings, entry_id: UUID, reason: str, *, database: str | None = None
) -> QueueOutcome:
    """Take down that an attempt to post an entry failed."""
    return _asked(
        "failed", settings, database, lambda session: mark_failed(session, entry_id, reason)
    )


def entries(
    settings: Settings,
    *,
    database: str | None = None,
    status: str | None = None,
    platform: str | None = None,
    spec_id: str | None = None,
    limit: int = 50,
) -> QueueOutcome:
    """The entries that match, and totals."""
    return _asked(
        "list",
        settings,
        database,
        lambda session: list_entries(
            session, status=status, platform=platform, spec_id=spec_id, limit=limit
        ),
    )


def _asked(
    command: str, settings: Settings, database: str | None, ask: Callable[[Session], Told]
) -> QueueOutcome:
    """The answer of the database, or the problem that it has. Nothing is raised."""
    try:
        with open_target(settings, database) as target:
            return QueueOutcome(f"queue {command}", _answer(target, settings, ask))
    except DatabaseError as error:
        found = problem(error.code, None, str(error), hint=error.hint)
        return QueueOutcome(f"queue {command}", problems=(found,))


def _answer(target: Target, settings: Settings, ask: Callable[[Session], Told]) -> Told:
    def once() -> Told:
        with open_session(target, settings) as session:
            return ask(session)

    return with_schema(target, once)
