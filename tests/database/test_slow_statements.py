"""Statements of our own that take long are logged with their plan, and nothing else changes."""

import contextlib
import logging

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from sync.database.session import Session
from waiting import meanwhile, until

LOGGER = "sync.database.session"


@pytest.fixture
def connection(database):
    with database.target.connect() as connection:
        yield connection


@pytest.fixture
def logged(caplog):
    caplog.set_level(logging.WARNING, LOGGER)
    return lambda: [record.message for record in caplog.records if record.name == LOGGER]


def test_a_slow_statement_is_logged_with_its_plan(connection, logged):
    Session(connection, slow=0.01).execute(
        "SELECT id FROM specs, (SELECT pg_sleep(0.02)) AS slept WHERE active"
    )
    (told,) = logged()
    assert "WHERE active" in told
    assert "Seq Scan on specs" in told
    assert "actual time" not in told


def test_a_fast_one_is_not_and_costs_no_statement(connection, logged):
    session = Session(connection, slow=600)
    session.execute("SELECT pg_sleep(0)")
    with session.pipeline():
        session.execute("SELECT 1")
    assert (session.statements, logged()) == (2, [])


def test_values_never_reach_the_log(connection, logged):
    session = Session(connection, slow=0)
    found = session.execute(
        "SELECT '100%%' FROM specs WHERE title = %s AND id = ANY(%s::text[])",
        ["a secret", ["another secret"]],
    )
    assert found.fetchall() == []
    (told,) = logged()
    assert "$1" in told
    assert "$2" in told
    assert "'100%%'" in told
    assert "secret" not in told


def test_the_transaction_goes_on_also_where_there_is_no_plan(connection, logged):
    session = Session(connection, slow=0)
    session.execute("BEGIN")
    session.execute("CREATE TEMPORARY TABLE staged (id text) ON COMMIT DROP")
    session.copy(
        SQL("COPY {} (id) FROM STDIN").format(Identifier("staged")), [["matplotlib"], ["plotly"]]
    )
    # the EXPLAIN fails: by then the table has another name
    session.execute("WITH gone AS (DELETE FROM staged RETURNING id) SELECT count(*) FROM gone")
    session.execute("INSERT INTO libraries (id, name) VALUES (%s, %s)", ["seaborn", "Seaborn"])
    session.execute("SELECT %s::text || %s", ["a", "b"])
    session.execute("COMMIT")
    assert connection.execute("SELECT id FROM libraries").fetchall() == [("seaborn",)]
    assert len(logged()) == 7
    assert "Insert on libraries" in logged()[4]


def test_what_was_sent_together_is_logged_together(connection, logged):
    session = Session(connection, slow=0)
    with session.pipeline():
        session.begin(for_update=True)
        found = session.execute("SELECT count(*) FROM tags")
        session.execute("INSERT INTO libraries (id, name) VALUES ('seaborn', %s)", ["Seaborn"])
    assert found.fetchone() == (0,)
    session.execute("COMMIT")
    together, commit = logged()
    assert "5 statements sent together" in together
    assert "Seq Scan on tags" in together
    assert "COMMIT" in commit
    assert connection.execute("SELECT name FROM libraries").fetchall() == [("Seaborn",)]


def test_an_explain_that_fails_takes_nothing_with_it(connection, logged, database):
    session = Session(connection, slow=0)
    session.execute("BEGIN")
    session.execute("INSERT INTO libraries (id, name) VALUES ('seaborn', 'Seaborn')")
    # a function that is gone once it has run cannot be explained
    database.execute(
        "CREATE FUNCTION vanish() RETURNS int LANGUAGE plpgsql AS"
        " $$BEGIN DROP FUNCTION vanish(); RETURN 1; END$$"
    )
    assert session.execute("SELECT vanish()").fetchone() == (1,)
    session.execute("COMMIT")
    assert "no plan" in logged()[2]
    assert connection.execute("SELECT id FROM libraries").fetchall() == [("seaborn",)]


def test_an_error_is_raised_as_it_is(connection, logged):
    session = Session(connection, slow=0)
    session.execute("BEGIN")
    with pytest.raises(psycopg.errors.UndefinedTable):
        session.execute("SELECT * FROM nowhere")
    session.execute("ROLLBACK")
    with pytest.raises(psycopg.errors.UndefinedTable), session.pipeline():
        session.execute("SELECT * FROM nowhere")
    session.execute("SELECT 1")
    assert all("nowhere" not in told for told in logged())


def test_waiting_for_a_lock_counts(connection, logged, database):
    with contextlib.ExitStack() as stack, psycopg.connect(database.url) as holder:
        holder.execute("LOCK TABLE libraries IN EXCLUSIVE MODE")
        session = Session(connection, slow=0.02)
        update = stack.enter_context(
            meanwhile(lambda: session.execute("UPDATE libraries SET name = upper(name)"))
        )
        until(lambda: database.one("SELECT count(*) FROM pg_locks WHERE NOT granted"), update)
        holder.execute("SELECT pg_sleep(0.03)")
    (told,) = logged()
    assert "Update on libraries" in told
