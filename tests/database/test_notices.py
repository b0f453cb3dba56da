"""What listeners are sent, on the limit of what PostgreSQL carries and beside it."""

from __future__ import annotations

import json

import psycopg
import pytest

from sync.database.notices import LIMIT
from sync.database.session import open_session
from sync.database.writer import RunRecord, record
from sync.model.catalog import Spec
from sync.reconcile.plan import Change, Plan
from sync.settings import Settings

RUN = RunRecord("local", None, "run", "ok", {}, 0.0, to=("webhook",))


def plan(names):
    rows = [Spec(name, "T", None, "[]", None) for name in names]
    return Plan(tuple(Change("create", "spec", row.id, None, row) for row in rows))


@pytest.fixture
def told(database, tmp_path):
    """The payload that a listener gets of a plan, and the notice that is kept of it."""

    def tell(names):
        with psycopg.connect(database.url, autocommit=True) as listener:
            listener.execute("LISTEN pyplots_catalog")
            with open_session(database.target, Settings(tmp_path)) as session:
                session.begin(for_update=True)
                notice = record(session, RUN, plan(names)).notice
            (heard,) = listener.notifies(timeout=30, stop_after=1)
        return heard.payload, notice

    return tell


def test_what_fits_names_every_spec(told):
    payload, notice = told(["b", "a"])
    assert json.loads(payload) == {"run": notice.run, "commit": None, "specs": ["a", "b"]}
    assert (notice.payload, notice.specs, notice.to) == (payload, ("a", "b"), ("webhook",))


def test_the_limit_is_what_postgresql_carries(database):
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("SELECT pg_notify('x', repeat('x', %s))", [LIMIT])
        with pytest.raises(psycopg.Error, match="payload string too long"):
            connection.execute("SELECT pg_notify('x', repeat('x', %s))", [LIMIT + 1])


@pytest.mark.parametrize(("more", "is_named"), [(-1, True), (0, True), (1, False)])
def test_one_of_exactly_the_limit_names_them_and_of_a_byte_more_none(told, more, is_named):
    payload, _ = told(["a"])
    name = "x" * (LIMIT - len(payload) + 1 + more)
    payload, notice = told([name])
    assert json.loads(payload)["specs"] == ([name] if is_named else None)
    assert len(payload) == LIMIT + more or not is_named
    # those that ask for it later still know which they were
    assert notice.specs == (name,)
