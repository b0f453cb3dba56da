"""Changes that others have yet to be told of, kept with the run that made them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, LiteralString

from sync.database.session import open_session
from sync.model.catalog import Notice

if TYPE_CHECKING:
    from sync.database.target import Target
    from sync.settings import Settings

LIMIT = 7999
"""Bytes in a NOTIFY payload (PostgreSQL manual, NOTIFY)."""

_MESSAGE: LiteralString = "json_build_object('run', id, 'commit', commit, 'specs', specs)::text"
PAYLOAD: LiteralString = (
    f"CASE WHEN octet_length({_MESSAGE}) <= {LIMIT} THEN {_MESSAGE}"
    " ELSE json_build_object('run', id, 'commit', commit, 'specs', NULL)::text END"
)
"""What listeners are sent, of columns ``id``, ``commit`` and ``specs`` (contract, section 2)."""
NOTICES: LiteralString = (
    f"SELECT json_agg(json_build_array(id, {PAYLOAD}, specs, untold->'to') ORDER BY id) AS notices"
    " FROM (SELECT id, commit, untold, untold->'specs' AS specs FROM sync_runs"
    " WHERE untold IS NOT NULL) AS run"
)
"""Selects what :func:`notice` makes a :class:`Notice` of, all in one list, or NULL."""


def notice(found: list[Any]) -> Notice:
    """The notice in an entry of :data:`NOTICES`; what others wrote there is nobody's."""
    run, payload, specs, to = found
    known = (value if isinstance(value, list) else [] for value in (specs, to))
    return Notice(run, payload, *(tuple(filter(_is_text, value)) for value in known))


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def untold(specs: list[str], to: tuple[str, ...]) -> str | None:
    """The value of ``sync_runs.untold``, None where nobody is to be told."""
    return json.dumps({"to": to, "specs": specs}) if to else None


def settle(target: Target, settings: Settings, left: Mapping[Notice, tuple[str, ...]]) -> int:
    """Keep who of each notice is ``left`` to be told. Returns the number of statements.

    Raises:
        DatabaseError: it could not be kept: all of them will be told again.
    """
    with open_session(target, settings) as session:
        with session.pipeline():
            session.begin(for_update=True, locked=False)
            session.execute(
                "UPDATE sync_runs SET untold = left_over.untold::jsonb"
                " FROM unnest(%s::bigint[], %s::text[]) AS left_over (run, untold)"
                " WHERE id = left_over.run",
                [
                    [one.run for one in left],
                    [untold(list(one.specs), to) for one, to in left.items()],
                ],
            )
            session.execute("COMMIT")
        return session.statements
