"""Tables are known by their columns: nothing of another program is adopted, read or migrated."""

import contextlib
import json
from types import SimpleNamespace

import pytest
from psycopg.sql import SQL, Identifier

from sync.database import migrate, schema
from sync.database.errors import SchemaError

COMMANDS = [
    ("db", "upgrade"), ("db", "downgrade"), ("db", "current"), ("diff",), ("run",), ("resync",),
    ("purge", "bar-basic", "--yes"), ("prune", "usage"), ("prune", "usage", "--delete"),
    ("queue", "next", "--platform", "twitter"), ("queue", "list"), ("catalog", "list"),
    ("catalog", "show", "bar-basic"), ("db", "grants", "--read-role", "postgres"),
]  # fmt: skip
STRANGERS = {
    "a table of another program": "CREATE TABLE libraries (id serial, name text, path text)",
    "a table with our columns and other types": (
        "CREATE TABLE libraries (id serial, name text, version text, documentation_url text,"
        " active bool, created_at timestamp)"
    ),
    "its revision": (
        "CREATE TABLE alembic_version (version_num varchar(32));"
        "INSERT INTO alembic_version VALUES ('ae1027a6acf')"
    ),
    "its revision that looks like ours": (
        "CREATE TABLE alembic_version (version_num varchar(32));"
        "INSERT INTO alembic_version VALUES ('0003'); CREATE TABLE tags (id int, name text)"
    ),
    "two of its revisions": (
        "CREATE TABLE alembic_version (version_num varchar(32));"
        "INSERT INTO alembic_version VALUES ('0003'), ('0005')"
    ),
    "a table that only later revisions make": "CREATE TABLE sync_runs (id int)",
    "a view": "CREATE VIEW specs AS SELECT 1 AS id",
    "words that are not for a terminal": (
        "CREATE TABLE alembic_version (version_num varchar(32));"
        "INSERT INTO alembic_version VALUES (E'\\x1b[31m' || U&'\\202e' || 'x')"
    ),
}


@pytest.mark.parametrize("what", STRANGERS)
def test_every_command_says_that_it_is_another_programs_and_adopts_nothing(
    new_database, repository, make_command, what
):
    database = new_database("template1")
    database.execute(STRANGERS[what])
    before = database.dump()
    for command in COMMANDS:
        outcome = make_command(repository, database)(*command)
        assert outcome.code == 1, (command, outcome.output)
        (found,) = outcome.document["problems"]
        assert found["code"] == "database-schema"
        assert "another program" in found["message"], command
        assert "CREATE SCHEMA" in found["hint"]
        assert "\x1b" not in outcome.output
        assert "\u202e" not in outcome.output
    health = make_command(repository, database)("health")
    assert health.code == 1
    assert "another program" in json.dumps(health.document)
    assert "ae1027" not in health.output
    assert database.dump() == before


def test_in_a_schema_of_its_own_it_works_beside_another_program(
    new_database, repository, make_command
):
    database = new_database("template1")
    database.execute("CREATE TABLE libraries (id int)")
    ours = SimpleNamespace(url=f"{database.url}&options=-csearch_path%3Dours")
    command = make_command(repository, ours)
    missing = command("db", "upgrade")
    assert (missing.code, missing.codes) == (1, ["database-schema"])
    assert "CREATE SCHEMA" in missing.document["problems"][0]["hint"]
    database.execute("CREATE SCHEMA ours")
    for arguments in (["db", "upgrade"], ["run"], ["diff", "--exit-code"], ["catalog", "list"]):
        assert command(*arguments).code == 0, arguments
    assert database.one("SELECT count(*) FROM ours.specs") == 2
    assert set(database.dump()) == {"libraries"}


def column_of_the_document():
    return [(table, name) for table, columns in schema._DOCUMENT.items() for name in columns]


@pytest.mark.parametrize(("table", "column"), column_of_the_document())
def test_a_column_that_is_missing_makes_a_table_anothers(columns_gone, table, column):
    with columns_gone(table, column) as target, pytest.raises(SchemaError, match=f"table {table} "):
        migrate.upgrade(target)


@pytest.fixture(scope="module")
def columns_gone(new_database):
    database = new_database("template1")
    migrate.upgrade(database.target, "0001")

    @contextlib.contextmanager
    def gone(table, column):
        rename = SQL("ALTER TABLE {} RENAME {} TO {}").format
        names = Identifier(table), Identifier(column), Identifier("theirs")
        database.execute(rename(*names).as_string(None))
        yield database.target
        database.execute(rename(names[0], names[2], names[1]).as_string(None))

    return gone


def test_the_columns_are_those_of_the_first_revision(new_database):
    database = new_database("template1")
    migrate.upgrade(database.target, "0001")
    found = database.execute(
        "SELECT table_name::text, column_name::text FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name <> 'alembic_version'"
    )
    assert sorted(found) == sorted(column_of_the_document())


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_that_cannot_hold_every_text_is_refused_in_one_sentence(
    server, database, repository, make_command, encoding
):
    name = f"{database.one('SELECT current_database()')}_{encoding.lower()}"
    with server.connect() as connection:
        connection.execute(
            f"CREATE DATABASE {name} ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'"
            " TEMPLATE template0"
        )
    url = database.url.replace(database.one("SELECT current_database()"), name)
    command = make_command(repository, SimpleNamespace(url=url))
    for arguments in COMMANDS:
        outcome = command(*arguments)
        assert outcome.code == 1, arguments
        assert encoding in outcome.document["problems"][0]["message"]
        assert "UTF8" in outcome.document["problems"][0]["hint"]
    assert type(database)(url).dump() == {}


def test_rows_that_a_policy_hides_are_an_error_in_every_command(
    sync, database, repository, make_command
):
    sync("run")
    database.execute("INSERT INTO promotion_queue (spec_id) VALUES ('bar-basic')")
    database.execute("INSERT INTO plot_usage (created_at) VALUES ('2020-01-01')")
    role = f"hidden_from_{database.one('SELECT current_database()')}"
    database.execute(f"CREATE ROLE {role} LOGIN")
    for table in ("specs", "promotion_queue", "plot_usage", "implementations"):
        database.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    database.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}")
    hidden = make_command(
        repository, SimpleNamespace(url=database.url.replace("postgres@", f"{role}@", 1))
    )
    before = database.dump("sync_runs")
    for arguments in (
        ("diff",), ("run",), ("resync",), ("purge", "bar-basic", "--yes"), ("prune", "usage"),
        ("prune", "usage", "--delete"), ("queue", "next", "--platform", "twitter"),
        ("queue", "list"), ("catalog", "list"),
    ):  # fmt: skip
        outcome = hidden(*arguments)
        assert outcome.code == 1, arguments
        (found,) = outcome.document["problems"]
        assert "hidden" in found["message"], arguments
        assert "BYPASSRLS" in found["hint"]
    health = {check["name"]: check for check in hidden("health").document["checks"]}
    assert health["implementations"]["state"] == "unknown"
    assert health["queue"]["state"] == "unknown"
    assert database.dump("sync_runs") == before
    database.execute(f"ALTER ROLE {role} BYPASSRLS")
    assert hidden("diff").document["changes"] == []
    database.execute(f"DROP OWNED BY {role}")
    database.execute(f"DROP ROLE {role}")


TABLES = (
    "specs", "libraries", "implementations", "tags", "promotion_queue", "plot_usage",
    "quality_reviews", "sync_runs", "sync_marks", "alembic_version",
)  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_a_table_whose_rows_may_be_hidden_costs_no_row_of_any(
    sync, database, repository, make_command, github, table
):
    github.comment(github.issue("bar-basic"), "## AI Review\n\n### Quality Score: 92/100\n")
    assert sync("run").code == 0
    database.execute("INSERT INTO promotion_queue (spec_id) VALUES ('bar-basic')")
    database.execute("INSERT INTO plot_usage (created_at) VALUES ('2020-01-01')")
    role = f"hidden_from_{database.one('SELECT current_database()')}"
    database.execute(f"CREATE ROLE {role} LOGIN")
    database.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}")
    database.execute(f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {role}")
    database.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    database.execute(f"CREATE POLICY hide ON {table} USING (false) WITH CHECK (true)")
    hidden = make_command(
        repository, SimpleNamespace(url=database.url.replace("postgres@", f"{role}@", 1))
    )
    repository.remove("specs/bar-basic.md")
    repository.remove("plots/matplotlib/bar/bar-basic/default.py")
    before = database.dump("sync_runs")
    try:
        for arguments in (
            ("purge", "bar-basic", "--yes"), ("run", "--force"), ("resync", "--force"),
            ("prune", "usage", "--delete"), ("queue", "next", "--platform", "twitter"),
        ):  # fmt: skip
            outcome = hidden(*arguments)
            now = database.dump("sync_runs")
            if outcome.code == 0:
                # it asks nothing of this table
                assert now.get(table) == before.get(table), arguments
                before = now
                continue
            assert outcome.code == 1, arguments
            assert now == before, arguments
            (found,) = outcome.document["problems"]
            assert "hidden" in found["message"], (arguments, found)
    finally:
        database.execute(f"DROP OWNED BY {role}")
        database.execute(f"DROP ROLE {role}")
