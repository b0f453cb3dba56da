"""What a transaction needs to be set, whatever server, role, environment and pooler have set.

It is set in each transaction and ends with it: behind a pooler the next
transaction has another server connection, and nothing may stay on this one.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import LiteralString

SCHEMA = "public"
"""Where our tables are, unless the address says ``options=-csearch_path=…``."""

APPLICATION = "pyplots-sync"

_WORDS = {
    "timezone": "UTC",
    "client_encoding": "UTF8",
    "datestyle": "ISO, YMD",
    "intervalstyle": "postgres",
    "extra_float_digits": "3",
    "bytea_output": "hex",
    "standard_conforming_strings": "on",
    "array_nulls": "on",
    "transform_null_equals": "off",
    # rows that a policy hides are an error, and not absent
    "row_security": "off",
    "exit_on_error": "off",
}
"""What decides how values are written and read, and what rows there are."""
_PATIENCE = {
    "statement_timeout": "0",
    # a transaction waits for GitHub, which may take minutes
    "idle_in_transaction_session_timeout": "0",
    "transaction_timeout": "0",
}
"""A command knows for itself how long it waits; an API may have its own limits."""
REPLICATION = "session_replication_role"
_INSTEAD = {
    # foreign keys would take nothing along, and let everything in
    REPLICATION: ("replica", "origin"),
    # what is said to be committed must be so after the server has lost its power, too
    "synchronous_commit": ("off", "local"),
}
"""What a command that writes cannot have, and what it has instead."""

STATEMENT: LiteralString = (
    # unqualified names would be looked up by the search path that is replaced here
    "SELECT pg_catalog.set_config(name, value, true)"
    " FROM ROWS FROM (pg_catalog.unnest(%s::pg_catalog.text[]),"
    " pg_catalog.unnest(%s::pg_catalog.text[]), pg_catalog.unnest(%s::pg_catalog.bool[]),"
    " pg_catalog.unnest(%s::pg_catalog.text[]))"
    " AS setting (name, value, is_asked, instead_of)"
    " WHERE CASE WHEN instead_of OPERATOR(pg_catalog.=) ''"
    # transaction_timeout came with PostgreSQL 17
    " THEN is_asked OR pg_catalog.current_setting(name, true) IS NOT NULL"
    " ELSE pg_catalog.current_setting(name) OPERATOR(pg_catalog.=) instead_of"
    " AND NOT pg_catalog.current_setting('transaction_read_only')::pg_catalog.bool END"
)
"""Sets what :func:`values` says, for this transaction."""


def application() -> str:
    """How a command names itself to the server, for those who wait for it or look for it there.

    The name that a connection begins with belongs to the pooler's server connection, if there is
    a pooler, and so to nobody.
    """
    run = os.environ.get("GITHUB_RUN_ID", "")
    return f"{APPLICATION}, workflow run {run}" if run.isdecimal() else APPLICATION


def values(
    asked: Mapping[str, str], *, lock_wait: int | None = None, for_command: bool = True
) -> list[list[str] | list[bool]]:
    """The values of :data:`STATEMENT`.

    Args:
        asked: what the address itself asks for; it cannot change what is stored or read.
        lock_wait: seconds that a statement may wait for a lock; None waits for ever.
        for_command: whether timeouts are set, too.
    """
    settings = {"search_path": SCHEMA}
    if for_command:
        settings |= _PATIENCE | {"application_name": application()}
    settings |= {name: value for name, value in asked.items() if name not in _WORDS}
    if for_command:
        settings["lock_timeout"] = "0" if lock_wait is None else f"{lock_wait}s"
    # a pooler may have left us tables of somebody else's session
    settings["search_path"] += ", pg_temp"
    settings |= _WORDS
    # no NULL: without array_nulls it would be a word
    instead_of = dict.fromkeys(settings, "")
    if for_command:
        for name, (wrong, right) in _INSTEAD.items():
            instead_of[name], settings[name] = wrong, right
    is_asked = [name in asked for name in settings]
    return [list(settings), list(settings.values()), is_asked, list(instead_of.values())]
