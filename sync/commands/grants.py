"""Gives roles what they need on our tables, and takes away the rest."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sync.database.engine import open_target, with_schema
from sync.database.errors import DatabaseError
from sync.database.grants import (
    Login,
    Part,
    Place,
    excess,
    read_logins,
    read_place,
    role_statement,
    statements,
)
from sync.database.session import Session, open_session
from sync.model.problems import Problem, problem
from sync.reports.grants import Grants

if TYPE_CHECKING:
    from sync.database.target import Target
    from sync.settings import Settings


def grant(
    settings: Settings,
    roles: Mapping[Part, str],
    *,
    database: str | None = None,
    apply: bool = False,
) -> Grants:
    """Find the statements that give each of ``roles`` its part, and run them with ``apply``.

    All in one transaction under the lock of a run; the second time changes
    nothing. What goes wrong is reported, not raised.

    Args:
        settings: where the database is.
        roles: part to the name of a role that exists.
        database: a URL or ``embedded``; None leaves it to the settings.
        apply: without it nothing is run.
    """
    started = time.monotonic()
    grants = Grants({str(part): name for part, name in roles.items()}, apply)
    try:
        with open_target(settings, database) as target:
            grants = with_schema(target, lambda: _granted(settings, target, roles, grants))
    except DatabaseError as error:
        found = problem(error.code, None, str(error), hint=error.hint)
        grants = replace(grants, problems=(found,))
    return replace(grants, seconds=time.monotonic() - started)


def _granted(
    settings: Settings, target: Target, roles: Mapping[Part, str], grants: Grants
) -> Grants:
    with open_session(target, settings) as session:
        place = read_place(session, locked=grants.applying)
        logins = read_logins(session, place, roles)
        problems = tuple(_problems(place, logins, grants))
        if problems:
            there = {login.name for login in logins}
            missing = [role_statement(name) for name in roles.values() if name not in there]
            return replace(grants, problems=problems, missing=tuple(missing))
        todo = list(statements(place, logins))
        grants = replace(grants, statements=tuple(one.as_string(None) for one in todo))
        if not grants.applying:
            return grants
        for one in todo:
            session.execute(one)
        left = tuple(_excess(session, place, logins))
        session.commit(f"{len(todo)} statements about roles")
        return replace(grants, done=True, problems=left)


def _problems(place: Place, logins: list[Login], grants: Grants) -> Iterator[Problem]:
    there = {login.name: login for login in logins}
    for name in grants.roles.values():
        login = there.get(name)
        if login is None:
            hint = f"make it, with a password of your choice: {role_statement(name)}"
            yield problem("grants-role-missing", None, f"there is no role {name!r}", hint=hint)
        elif login.is_owner:
            said = f"{name!r} owns the tables, or can become {place.owner!r}, who does"
            yield problem("grants-role-owner", None, said)
    if grants.applying and not place.is_owner:
        said = f"the tables belong to {place.owner!r}, and only that role can grant on them"
        yield problem("grants-not-owner", None, said)


def _excess(session: Session, place: Place, logins: list[Login]) -> Iterator[Problem]:
    for login in logins:
        if found := excess(session, place, login):
            said = f"{login.name!r} can do more than its part: {', '.join(found)}"
            yield problem("grants-excess", None, said)
