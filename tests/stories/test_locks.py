"""Who waits for whom: a run, a migration, a reader, and a session with a short patience."""

import contextlib
import subprocess
import sys

import psycopg
import pytest

from sync.database import migrate
from sync.database.errors import DatabaseError
from sync.database.target import ADVISORY_LOCK
from waiting import meanwhile, until

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = %s"


def test_a_run_waits_for_its_turn_whatever_timeouts_are_set(sync, database):
    name = database.one("SELECT current_database()")
    for setting in (
        "statement_timeout = '300ms'", "lock_timeout = '100ms'", "transaction_timeout = '500ms'",
        "idle_in_transaction_session_timeout = '300ms'",
    ):  # fmt: skip
        known = "SELECT count(*) FROM pg_settings WHERE name = %s"
        if database.one(known, setting.partition(" ")[0]):
            database.execute(f"ALTER DATABASE {name} SET {setting}")
    outcomes = []
    with contextlib.ExitStack() as stack, psycopg.connect(database.url) as holder:
        holder.execute(
            "SELECT set_config(name, '0', false) FROM pg_settings WHERE name ~ '_timeout$' AND context = 'user'"
        )
        holder.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        run = stack.enter_context(meanwhile(lambda: outcomes.append(sync("run"))))
        until(lambda: holder.execute(WAITING, ["advisory"]).fetchone()[0], run)
        holder.execute("SELECT pg_sleep(0.7)")
    assert outcomes[0].code == 0, outcomes[0].output


@pytest.mark.parametrize("command", ["upgrade", "downgrade"])
def test_a_migration_gives_up_after_lock_wait_and_says_so(sync, database, monkeypatch, command):
    monkeypatch.setenv("PYPLOTS_SYNC_LOCK_WAIT", "1")
    with psycopg.connect(database.url) as holder:
        holder.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        outcome = sync("db", command)
    assert (outcome.code, outcome.codes) == (1, ["database-failed"])
    assert "held a lock for 1 second: process" in outcome.document["problems"][0]["message"]
    assert "nothing was changed" in outcome.document["problems"][0]["hint"]
    assert sync("db", "current").document["pending"] is False


@pytest.mark.parametrize("command", [["run"], ["db", "downgrade", "base"]])
def test_who_waits_says_for_whom_and_how_to_end_it(repository, database, command):
    line = [sys.executable, "-m", "sync", *command, "--repo", str(repository.root)]
    with psycopg.connect(database.url, application_name="nightly job") as holder:
        pid = holder.info.backend_pid
        holder.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        waiting = subprocess.Popen(
            [*line, "--database", database.url], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
            text=True,
        )  # fmt: skip
        told = next(line for line in waiting.stderr if "waiting for process" in line)
        names = holder.execute("SELECT application_name FROM pg_stat_activity").fetchall()
    waiting.communicate()
    assert waiting.returncode == 0
    assert f"waiting for process {pid} (nightly job, user postgres), since 2" in told
    assert told.endswith(f"; to end it: SELECT pg_terminate_backend({pid})\n")
    assert ("pyplots-sync",) in names


def test_while_it_waits_for_a_run_a_migration_holds_up_no_reader(database):
    done = []
    with contextlib.ExitStack() as stack, psycopg.connect(database.url) as run:
        run.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        run.execute("SELECT * FROM specs")
        migration = stack.enter_context(
            meanwhile(lambda: done.append(migrate.downgrade(database.target)))
        )
        until(lambda: database.one(WAITING, "advisory"), migration)
        # a reader that comes later has its answer at once
        for table in ("specs", "implementations", "alembic_version"):
            with psycopg.connect(database.url, options="-c lock_timeout=1ms") as reader:
                reader.execute(f"SELECT * FROM {table}")
    assert done == [(migrate.head(), f"{int(migrate.head()) - 1:04}")]


def test_a_migration_lets_go_of_a_table_that_somebody_reads_and_tries_again(database):
    done = []
    with contextlib.ExitStack() as stack, psycopg.connect(database.url) as reader:
        reader.execute("SELECT * FROM promotion_queue")
        migration = stack.enter_context(
            meanwhile(lambda: done.append(migrate.downgrade(database.target, "0001")))
        )
        until(lambda: database.one(WAITING, "relation"), migration)
        # it gives way to those that queued up behind it, though the reader goes on
        for _ in range(2):
            with psycopg.connect(database.url) as later:
                later.execute("SELECT * FROM promotion_queue")
        assert done == []
    assert done == [(migrate.head(), "0001")]


def test_a_migration_does_not_try_for_ever(database):
    with psycopg.connect(database.url) as reader:
        reader.execute("SELECT * FROM promotion_queue")
        with pytest.raises(DatabaseError, match="held a lock for 2 seconds"):
            migrate.downgrade(database.target, "0001", migrate.Waits(lock=2))
    assert migrate.current(database.target)[0] == migrate.head()
