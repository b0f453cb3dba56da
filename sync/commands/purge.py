"""Deletes specs for good, once their files are gone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from sync.after.notify import receivers
from sync.commands.telling import tell
from sync.database.engine import open_target, with_schema
from sync.database.errors import CommitLostError, DatabaseError, SchemaError
from sync.database.purge import Hanging, delete_specs, read_hanging
from sync.database.session import Session, open_session
from sync.database.writer import RunRecord, record
from sync.model.catalog import Catalog, Notice, SpecId
from sync.model.layouts import is_catalogue
from sync.model.layouts.libraryfirst import spec_names
from sync.model.layouts.names import closest
from sync.model.problems import Problem, has_errors, in_order, problem
from sync.reconcile.diff import diff
from sync.reports.outcome import Status
from sync.reports.purging import Purge, PurgedSpec, Queued
from sync.sources.files.behind import RowsBehind
from sync.sources.files.git import CheckoutError
from sync.sources.files.places import Places, find_places
from sync.sources.files.tree import Tree, list_tree

if TYPE_CHECKING:
    from sync.database.target import Target
    from sync.progress import Progress
    from sync.settings import Settings

Confirm = Callable[[Purge], bool]
"""Shown what would go, and says whether it may."""


def purge_specs(
    settings: Settings,
    progress: Progress,
    spec_ids: Sequence[SpecId],
    *,
    database: str | None = None,
    confirm: Confirm | None = None,
) -> Purge:
    """Delete specs with all that hangs on them: all of them, or none (contract, section 2).

    A spec whose file `run` would still find is refused, also where the file
    is misplaced or cannot be read. Reviews are facts about comments: they
    stay, and would only be read again. What goes wrong is reported, not raised.

    Args:
        settings: the catalogue, and where the database is.
        progress: told of what takes long.
        spec_ids: which.
        database: a URL or ``embedded``; None leaves it to the settings.
        confirm: asked before anything is deleted; nothing is locked meanwhile.
    """
    purging = _Purging(settings, progress, list(dict.fromkeys(spec_ids)))
    try:
        with open_target(settings, database) as target:
            purge = with_schema(target, lambda: purging.run(target, confirm))
            purge = purging.told(target, purge)
    except DatabaseError as error:
        purge = Purge("failed", problems=(problem(error.code, None, str(error), hint=error.hint),))
    except CheckoutError as error:
        purge = Purge("failed", problems=(error.problem,))
    return replace(purge, seconds=purging.seconds)


class _Purging:
    def __init__(self, settings: Settings, progress: Progress, spec_ids: list[SpecId]) -> None:
        self.settings = settings
        self.progress = progress
        self.phase = progress.phase
        self.spec_ids = spec_ids
        self.started = time.monotonic()
        self.notices: tuple[Notice, ...] = ()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def run(self, target: Target, confirm: Confirm | None) -> Purge:
        """Show, ask, then look again under the lock, and delete."""
        shown = None
        if confirm is not None:
            with open_session(target, self.settings) as session:
                shown = self.looked(session, locked=False)
            if shown.status == "ok" and not confirm(shown):
                found = problem("purge-declined", None, "it was not confirmed")
                return replace(shown, status="failed", problems=(*shown.problems, found))
        try:
            return self.purged(target, shown)
        except SchemaError:
            raise
        except (DatabaseError, CheckoutError) as error:
            if not isinstance(error, CommitLostError):
                self.record_failure(target, str(error))
            raise

    def purged(self, target: Target, shown: Purge | None) -> Purge:
        """Look under the lock, and delete unless something speaks against it."""
        with open_session(target, self.settings) as session:
            purge = self.looked(session, locked=True)
            if shown is not None and not purge.takes_the_same_as(shown):
                found = problem("purge-outdated", None, "what hangs on the specs has changed")
                purge = replace(purge, status="failed", problems=(*purge.problems, found))
            if purge.status == "ok":
                with self.phase("deleting"):
                    delete_specs(session, self.spec_ids)
                purge = replace(purge, done=True)
            try:
                self.record(session, purge)
            except CommitLostError as error:
                if not error.committed:
                    raise
                found = problem(error.code, None, str(error))
                purge = replace(purge, status="held-back", problems=(*purge.problems, found))
            return replace(purge, database=target.address, statements=session.statements)

    def looked(self, session: Session, *, locked: bool) -> Purge:
        """What hangs on the specs, and what speaks against deleting them, at this moment."""
        with self.phase("listing the files"):
            tree = list_tree(self.settings.repo)
        with self.phase("reading the database"):
            hanging = read_hanging(session, self.spec_ids, locked=locked)
        self.notices = hanging.notices
        problems = in_order(_problems(tree, hanging, self.spec_ids))
        status: Status = "ok"
        if has_errors(problems):
            unknown = any(found.code == "purge-spec-unknown" for found in problems)
            status = "failed" if unknown else "refused"
        return Purge(
            status,
            specs=tuple(_purged(hanging, spec_id) for spec_id in hanging.catalog.specs),
            plan=diff(hanging.catalog, Catalog()),
            problems=tuple(problems),
            commit=tree.commit or self.settings.commit,
        )

    def record(self, session: Session, purge: Purge) -> None:
        """The row of this purge, the word to the listeners, and the commit of everything."""
        errors = [found.message for found in purge.problems if found.severity == "error"]
        self._record(session, purge, "\n".join(errors[:20]) or None)

    def record_failure(self, target: Target, error: str) -> None:
        """A row for a purge that the database stopped, if it still takes one."""
        with suppress(DatabaseError), open_session(target, self.settings) as session:
            session.begin(for_update=True, locked=False)
            self._record(session, Purge("failed", commit=self.settings.commit), error)

    def _record(self, session: Session, purge: Purge, error: str | None) -> None:
        run = RunRecord(
            trigger=self.settings.trigger,
            commit=purge.commit,
            mode="purge",
            status=purge.status,
            counts=purge.counts,
            seconds=self.seconds,
            error=error,
            to=receivers(self.settings),
        )
        notice = record(session, run, purge.plan if purge.done else None).notice
        if notice is not None:
            self.notices = (*self.notices, notice)

    def told(self, target: Target, purge: Purge) -> Purge:
        """Tell others of what is committed, by this or before; it stays, heard or not."""
        notices = self.notices if purge.done else ()
        told = tell(target, self.settings, notices, self.progress)
        return replace(
            purge,
            status="held-back" if told.problems else purge.status,
            problems=(*purge.problems, *told.problems),
            statements=purge.statements + told.statements,
        )


def _purged(hanging: Hanging, spec_id: SpecId) -> PurgedSpec:
    catalog = hanging.catalog
    spec = catalog.specs[spec_id]
    return PurgedSpec(
        id=spec_id,
        title=spec.title,
        active=spec.active is not False,
        implementations=tuple(
            f"{library}/{variant}"
            for owner, library, variant in catalog.implementations
            if owner == spec_id
        ),
        tags=tuple(tag for owner, tag in catalog.tags if owner == spec_id),
        queue=tuple(
            Queued(entry.id, entry.platform, entry.status)
            for entry in hanging.queue
            if entry.spec_id == spec_id
        ),
        usage=hanging.usage.get(spec_id, 0),
        reviews=hanging.reviews.get(spec_id, 0),
    )


def _problems(tree: Tree, hanging: Hanging, spec_ids: Sequence[SpecId]) -> Iterator[Problem]:
    places = find_places(tree.files)
    if not any(map(is_catalogue, tree.files)):
        # in a wrong or half-made checkout every file looks gone
        yield problem("catalogue-empty", "plots", "there is nothing in plots/")
    for spec_id in spec_ids:
        if spec_id not in hanging.catalog.specs:
            near = closest(spec_id, hanging.known)
            yield problem(
                "purge-spec-unknown",
                None,
                f"there is no spec {spec_id!r} in the database",
                hint=f"did you mean {near}?" if near else None,
            )
        elif (path := _file_of(tree, places, hanging, spec_id)) is not None:
            yield problem("purge-file-exists", path, f"may be the file of {spec_id}")
        else:
            for key, code in places.implementations.items():
                if key[0] == spec_id:
                    yield problem("purge-implementation-left", code, f"implements {spec_id}")


def _file_of(tree: Tree, places: Places, hanging: Hanging, spec_id: SpecId) -> str | None:
    """The file that a run would take for the spec's, or would keep its row for."""
    spec = hanging.catalog.specs[spec_id]
    if spec_id in places.specs:
        return places.specs[spec_id]
    for name in spec_names(spec_id):
        if name in tree.beside:
            return name
    for path in places.rejected:
        if RowsBehind([path], [], tree.files).spec(spec):
            return path
    for path in tree.blocked:
        if RowsBehind([], [path], tree.files).spec(spec):
            return path
    source = spec.source_path
    return source if source is not None and tree.reader.is_no_file(source) else None
