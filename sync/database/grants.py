"""What each role may do with each table, and the statements that make it so.

The schema document, section Access Control, gives the API full access: it reads
and writes the rows of the document's six tables, and no table changes its shape.
What an API writes into a column that a source owns, the next run heals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal, LiteralString, NamedTuple

from psycopg.sql import SQL, Composed, Identifier

from sync.database.session import Session

Part = Literal["api", "read", "job"]
"""What a role is for: ``api`` reads and writes, ``read`` reads, ``job`` is for this program."""

PARTS: tuple[Part, ...] = ("api", "read", "job")


class Access(NamedTuple):
    """The privileges of each part on one table, as GRANT spells them."""

    api: LiteralString
    read: LiteralString
    job: LiteralString


_ROWS: LiteralString = "SELECT, INSERT, UPDATE, DELETE"

ACCESS: dict[LiteralString, Access] = {
    "alembic_version": Access("SELECT", "SELECT", "SELECT"),
    "libraries": Access(_ROWS, "SELECT", "SELECT, INSERT, UPDATE"),
    "specs": Access(_ROWS, "SELECT", _ROWS),
    "implementations": Access(_ROWS, "SELECT", _ROWS),
    "tags": Access(_ROWS, "SELECT", _ROWS),
    "promotion_queue": Access(_ROWS, "SELECT", "SELECT, INSERT, UPDATE"),
    # the job knows how old a row is, where it lies, and which spec it may lose: nothing else
    "plot_usage": Access(_ROWS, "SELECT", "SELECT (created_at, ctid, spec_id), DELETE"),
    "quality_reviews": Access("SELECT", "SELECT", _ROWS),
    "sync_runs": Access("SELECT", "SELECT", "SELECT, INSERT, UPDATE (untold)"),
    "sync_marks": Access("SELECT", "SELECT", "SELECT, INSERT, UPDATE"),
}
"""The one place that says who may do what; every table of ours is in it."""

FUTURE: dict[Part, LiteralString] = {"api": "SELECT", "read": "SELECT", "job": ""}
"""What each part may do with tables that later migrations make, until grants are given anew."""

_TABLE_PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
_COLUMN_PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "REFERENCES")
_PRIVILEGE = re.compile(r"([A-Z]+)(?: \(([^)]*)\))?")


class Place(NamedTuple):
    """Where the grants go: the schema and owner of our tables, and what we are."""

    schema: str
    owner: str
    database: str
    sequences: tuple[str, ...]
    is_owner: bool
    """Whether the connected role may grant on the tables."""
    public_creates: bool
    """Whether every role may make tables in the schema."""


class Login(NamedTuple):
    """A role as it stands now."""

    part: Part
    name: str
    is_owner: bool
    """Whether no grant limits it: it owns the tables, or can become who does, as superusers can."""
    connects: bool
    makes_temporary: bool
    uses_schema: bool
    creates: bool


def read_place(session: Session, *, locked: bool) -> Place:
    """Begin a transaction and find our tables.

    With ``locked`` the advisory lock is taken first, so that no migration and
    no other grant is under way. Without it the transaction is read-only.

    Raises:
        SchemaError: the schema is not at :data:`SCHEMA_REVISION`.
    """
    with session.opening(for_update=locked):
        found = session.execute(
            "SELECT nspname, pg_get_userbyid(relowner), current_database(),"
            " ARRAY(SELECT made.relname::text FROM pg_class AS made"
            "  JOIN pg_depend ON objid = made.oid AND classid = 'pg_class'::regclass"
            "  JOIN pg_class AS ours ON refobjid = ours.oid AND refclassid = 'pg_class'::regclass"
            "  WHERE made.relkind = 'S' AND ours.relnamespace = pg_namespace.oid"
            "  AND ours.relname = ANY(%s) ORDER BY 1),"
            " pg_has_role(relowner, 'USAGE'), has_schema_privilege('public', nspname, 'CREATE')"
            " FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace"
            " WHERE pg_class.oid = 'specs'::regclass",
            [list(ACCESS)],
        )
    ((schema, owner, database, sequences, is_owner, public_creates),) = found.fetchall()
    return Place(schema, owner, database, tuple(sequences), is_owner, public_creates)


def read_logins(session: Session, place: Place, roles: Mapping[Part, str]) -> list[Login]:
    """Those of ``roles`` that exist."""
    parts = {name: part for part, name in roles.items()}
    found = session.execute(
        "SELECT rolname::text, pg_has_role(oid, %s::name, 'MEMBER'),"
        " has_database_privilege(oid, %s, 'CONNECT'), has_database_privilege(oid, %s, 'TEMPORARY'),"
        " has_schema_privilege(oid, %s, 'USAGE'), has_schema_privilege(oid, %s, 'CREATE')"
        " FROM pg_roles WHERE rolname = ANY(%s)",
        [place.owner, *[place.database] * 2, *[place.schema] * 2, list(parts)],
    )
    logins = {parts[row[0]]: Login(parts[row[0]], *row) for row in found.fetchall()}
    return [logins[part] for part in roles if part in logins]


def statements(place: Place, logins: list[Login]) -> Iterator[Composed]:
    """What to run, as the owner of the tables: first everything is taken away, then given."""
    schema, owner = Identifier(place.schema), Identifier(place.owner)
    tables = SQL(", ").join(Identifier(place.schema, table) for table in ACCESS)
    sequences = SQL(", ").join(Identifier(place.schema, name) for name in place.sequences)
    if place.public_creates:
        yield SQL("REVOKE CREATE ON SCHEMA {} FROM PUBLIC").format(schema)
    yield SQL("REVOKE ALL ON TABLE {} FROM PUBLIC").format(tables)
    for login in logins:
        role = Identifier(login.name)
        yield SQL("REVOKE ALL ON TABLE {} FROM {}").format(tables, role)
        if place.sequences:
            # identity columns fill themselves without a privilege
            yield SQL("REVOKE ALL ON SEQUENCE {} FROM {}").format(sequences, role)
        if login.creates:
            yield SQL("REVOKE CREATE ON SCHEMA {} FROM {}").format(schema, role)
        if not login.connects:
            yield SQL("GRANT CONNECT ON DATABASE {} TO {}").format(Identifier(place.database), role)
        if login.part == "job" and not login.makes_temporary:
            # rows go through temporary tables on their way (writer.py)
            yield SQL("GRANT TEMPORARY ON DATABASE {} TO {}").format(
                Identifier(place.database), role
            )
        if not login.uses_schema:
            yield SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, role)
        for table, access in ACCESS.items():
            privileges: LiteralString = getattr(access, login.part)
            yield SQL("GRANT {} ON TABLE {} TO {}").format(
                SQL(privileges), Identifier(place.schema, table), role
            )
        future = SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA {} ").format(owner, schema)
        yield future + SQL("REVOKE ALL ON TABLES FROM {}").format(role)
        yield future + SQL("REVOKE ALL ON SEQUENCES FROM {}").format(role)
        if FUTURE[login.part]:
            yield future + SQL("GRANT {} ON TABLES TO {}").format(SQL(FUTURE[login.part]), role)


def role_statement(name: str) -> str:
    """What makes a role; its password is somebody else's to set."""
    return SQL("CREATE ROLE {} LOGIN").format(Identifier(name)).as_string(None)


def excess(session: Session, place: Place, login: Login) -> list[str]:
    """What the role can do beyond its part, whoever gave it: ``UPDATE specs``, say.

    It may come from another role that it is a member of, or that granted it.
    """
    found = session.execute(
        "SELECT relname::text, privilege, NULL FROM pg_class, unnest(%s::text[]) AS privilege"
        " WHERE relnamespace = to_regnamespace(%s) AND relname = ANY(%s)"
        " AND has_table_privilege(%s, pg_class.oid, privilege)"
        " UNION ALL"
        " SELECT relname::text, privilege, attname::text"
        " FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid,"
        " unnest(%s::text[]) AS privilege"
        " WHERE relnamespace = to_regnamespace(%s) AND relname = ANY(%s)"
        " AND attnum > 0 AND NOT attisdropped"
        " AND NOT has_table_privilege(%s, pg_class.oid, privilege)"
        " AND has_column_privilege(%s, pg_class.oid, attnum, privilege)"
        " UNION ALL"
        " SELECT '', 'CREATE', NULL WHERE has_schema_privilege(%s, %s, 'CREATE')"
        " ORDER BY 1, 2, 3",
        [
            *(list(_TABLE_PRIVILEGES), _quoted(place.schema), list(ACCESS), login.name),
            *(list(_COLUMN_PRIVILEGES), _quoted(place.schema), list(ACCESS)),
            *(login.name, login.name, login.name, place.schema),
        ],
    )
    allowed = {
        (table, privilege, column)
        for table, access in ACCESS.items()
        for privilege, column in granted(getattr(access, login.part))
    }
    return [
        f"{privilege} {table}" + (f" ({column})" if column else "") if table else "CREATE tables"
        for table, privilege, column in found.fetchall()
        if (table, privilege, column) not in allowed
    ]


def granted(privileges: str) -> Iterator[tuple[str, str | None]]:
    """Each privilege in the words of GRANT, and its column, None for the whole table."""
    for privilege, columns in _PRIVILEGE.findall(privileges):
        for column in columns.split(", ") if columns else [None]:
            yield privilege, column


def _quoted(name: str) -> str:
    return Identifier(name).as_string(None)
