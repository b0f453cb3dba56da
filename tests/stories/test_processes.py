"""Runs as processes: two at once, killed ones, far-away databases, refusals."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest

from sync.database.home import folder_for
from sync.database.revision import SCHEMA_REVISION
from sync.database.target import ADVISORY_LOCK
from waiting import started

BEFORE = f"{int(SCHEMA_REVISION) - 1:04}"
"""The revision before the newest."""


def start(repository, database):
    """A run as a process, in silence."""
    command = [sys.executable, "-m", "sync", "run", "--repo", str(repository.root)]
    return subprocess.Popen(
        [*command, "--database", database.url],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_two_runs_together_end_well(repository, database):
    for number in range(30):
        repository.spec(f"line-{number}")
        repository.implementation(f"line-{number}")
    runs = [start(repository, database) for _ in range(3)]
    assert [run.wait() for run in runs] == [0, 0, 0]
    assert database.one("SELECT count(*) FROM implementations") == 33
    assert database.execute(
        "SELECT (counts->'implementation'->>'create')::int FROM sync_runs ORDER BY id"
    ) == [(33,), (0,), (0,)]


def test_a_run_waits_for_the_lock_and_gives_up_with_a_sentence(
    sync, repository, database, monkeypatch
):
    monkeypatch.setenv("PYPLOTS_SYNC_LOCK_WAIT", "1")
    with psycopg.connect(database.url, autocommit=True) as holder:
        holder.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        outcome = sync("run")
    assert outcome.code == 1
    assert "lock" in outcome.document["problems"][0]["message"]
    assert sync("run").code == 0


def test_diff_does_not_wait_for_a_run(sync, database):
    with psycopg.connect(database.url, autocommit=True) as holder:
        holder.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        assert sync("diff").code == 0


def test_a_killed_run_leaves_the_state_before_or_after(make_repository, new_database, tmp_path):
    repository = make_repository(tmp_path / "killed")
    repository.libraries()
    for number in range(60):
        repository.spec(f"line-{number}")
        repository.implementation(f"line-{number}")
    repository.commit()
    whole = new_database()
    began = time.monotonic()
    assert start(repository, whole).wait() == 0
    length = time.monotonic() - began
    complete = {table: len(rows) for table, rows in whole.dump("sync_runs").items()}
    chance = random.Random(2)
    for _ in range(8):
        database = new_database()
        empty = {table: len(rows) for table, rows in database.dump("sync_runs").items()}
        victim = start(repository, database)
        try:
            victim.wait(chance.uniform(0.3, 1.0) * length)
        except subprocess.TimeoutExpired:
            victim.kill()
        victim.wait()
        found = {table: len(rows) for table, rows in database.dump("sync_runs").items()}
        assert found in (empty, complete)
        assert start(repository, database).wait() == 0
        again = {table: len(rows) for table, rows in database.dump("sync_runs").items()}
        assert again == complete


@contextlib.contextmanager
def far_away(database):
    """The database behind a TCP proxy, and a list that grows with every change of direction."""
    _, _, rest = database.url.partition("@/")
    name, _, folder = rest.partition("?host=")
    turns, last = [], [None]
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket(socket.AF_UNIX) as far:
        far.connect(f"{folder}/.s.PGSQL.5432")

        def pump(source, sink, direction):
            while data := source.recv(1 << 16):
                if direction == "there" and last[0] != direction:
                    turns.append(direction)
                last[0] = direction
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)

        def serve():
            with listener.accept()[0] as near:
                there = threading.Thread(target=pump, args=(near, far, "there"), daemon=True)
                there.start()
                pump(far, near, "back")
                there.join()

        server = threading.Thread(target=serve, daemon=True)
        server.start()
        port = listener.getsockname()[1]
        address = f"postgresql://postgres@127.0.0.1:{port}/{name}?sslmode=disable"
        yield type(database)(f"{address}&gssencmode=disable"), turns
        assert turns, "nobody came by"
        server.join()


def test_round_trips_do_not_depend_on_the_catalogue(repository, database, make_command):
    make_command(repository, database)("run")
    turns = []
    for count in (1, 200):
        for number in range(count):
            repository.spec(f"line-{number}")
            repository.implementation(f"line-{number}")
        make_command(repository, database)("run")
        with far_away(database) as (far, made):
            outcome = make_command(repository, far)("run")
        assert outcome.document["changes"] == []
        turns.append(len(made))
    # the kernel may hand over one batch in pieces, between which an answer is on its way back
    assert max(turns) <= 10


@pytest.mark.parametrize("count", [10, 300])
def test_a_first_load_takes_fifteen_statements_whatever_its_size(
    make_repository, make_command, database, tmp_path, count
):
    repository = make_repository(tmp_path / "sized")
    repository.libraries()
    for number in range(count):
        repository.spec(f"line-{number}")
        repository.implementation(f"line-{number}")
    outcome = make_command(repository, database)("run")
    assert outcome.document["counts"]["implementation"]["create"] == count
    assert outcome.document["database"]["statements"] == 15


def test_a_change_of_everything_takes_as_many_statements_as_one_of_a_few(
    make_repository, make_command, new_database, tmp_path
):
    statements = []
    for count in (6, 120):
        repository = make_repository(tmp_path / f"sized{count}")
        repository.libraries()
        database = new_database()
        for number in range(count):
            repository.spec(f"line-{number}")
            repository.implementation(f"line-{number}")
        sync = make_command(repository, database)
        sync("run")
        for number in range(0, count, 3):
            repository.spec(f"line-{number}", "Changed", tags="changed, basic")
            repository.implementation(f"line-{number + 1}", code='"""Changed."""\n')
            repository.remove(f"plots/matplotlib/scatter/line-{number + 2}/default.py")
        repository.spec("pie-1")
        repository.implementation("pie-1")
        statements.append(sync("run", "--force").document["database"]["statements"])
        assert sync("run").document["changes"] == []
    assert statements[0] == statements[1]


class TestDiff:
    def test_it_writes_nothing(self, sync, repository, database):
        sync("run")
        repository.spec("bar-basic", "Changed")
        repository.implementation("bar-basic", variant="fresh")
        before = database.dump()
        files = {path: path.stat().st_mtime_ns for path in repository.root.rglob("*")}
        assert sync("diff").document["changes"] != []
        assert database.dump() == before
        assert {path: path.stat().st_mtime_ns for path in repository.root.rglob("*")} == files

    def test_a_role_that_may_only_select_is_enough(self, sync, repository, database, make_command):
        sync("run")
        repository.spec("bar-basic", "Changed")
        name = "reader_" + database.url.split("/")[3].split("?")[0]
        database.execute(
            f"CREATE ROLE {name} LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name};"
        )
        reader = type(database)(database.url.replace("postgres@", f"{name}@"))
        assert make_command(repository, reader)("diff").document["changes"] != []
        refused = make_command(repository, reader)("run")
        assert refused.code == 1
        assert refused.codes == ["database-failed"]
        assert "permission denied" in refused.document["problems"][0]["message"]

    def test_its_exit_code_tells_on_request(self, sync, repository):
        assert sync("diff").code == 0
        assert sync("diff", "--exit-code").code == 4
        sync("run")
        assert sync("diff", "--exit-code").code == 0
        repository.write("specs/bar-basic.md", "broken")
        assert sync("diff", "--exit-code").code == 1
        assert sync("diff", "--keep-going", "--exit-code").code == 3


class TestDatabase:
    def test_a_database_without_a_schema_is_an_error_that_names_the_remedy(
        self, repository, new_database, make_command
    ):
        sync = make_command(repository, new_database("template1"))
        for command in ("diff", "run", "resync"):
            outcome = sync(command)
            assert outcome.code == 1
            assert outcome.codes == ["database-schema"]
            assert "pyplots-sync db upgrade" in outcome.document["problems"][0]["hint"]
        assert sync("db", "upgrade").code == 0
        assert sync("run").code == 0

    def test_a_schema_that_is_behind_is_an_error(self, sync):
        sync("run")
        assert sync("db", "downgrade").code == 0
        outcome = sync("run")
        assert (outcome.code, outcome.codes) == (1, ["database-schema"])
        assert f"at revision {BEFORE}" in outcome.document["problems"][0]["message"]

    def test_a_schema_that_is_ahead_is_an_error_that_says_so(self, sync, database):
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        outcome = sync("run")
        assert outcome.codes == ["database-schema"]
        assert "upgrade pyplots-sync" in outcome.document["problems"][0]["hint"]

    def test_a_server_that_does_not_answer_still_gives_a_document(
        self, repository, make_command, database
    ):
        nowhere = type(database)("postgresql://ann:topsecret@127.0.0.1:1/d")
        outcome = make_command(repository, nowhere)("run")
        assert outcome.code == 1
        assert outcome.document["status"] == "failed"
        assert outcome.codes == ["database-unreachable"]
        assert "topsecret" not in outcome.output + outcome.errors

    def test_a_workflow_without_a_database_fails(self, repository, make_command, monkeypatch):
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        monkeypatch.setenv("DATABASE_URL", "")
        outcome = make_command(repository, None)("run")
        assert outcome.code == 1
        assert outcome.codes == ["database-setting"]
        assert not Path(os.environ["PYPLOTS_SYNC_HOME"]).exists()

    def test_db_current_says_where_it_stands(self, sync, repository, new_database, make_command):
        assert sync("db", "current").document["revision"] == sync("db", "current").document["head"]
        empty = make_command(repository, new_database("template1"))("db", "current")
        assert empty.document["revision"] is None

    def test_db_downgrade_takes_a_step_or_a_revision(self, sync):
        assert sync("db", "downgrade", "-1").document["revision"] == BEFORE
        assert sync("db", "downgrade", "0001").document["revision"] == "0001"
        assert sync("db", "downgrade", "base").document["revision"] is None
        assert sync("db", "upgrade", "0002").document["revision"] == "0002"
        assert sync("db", "upgrade", "nowhere").code == 1


class TestEmbedded:
    def test_it_is_made_and_migrated_by_whoever_needs_it_first(self, repository, process):
        first = process("run", "--repo", str(repository.root), "--format", "json")
        assert first.code == 0, first.errors
        assert len(first.document["changes"]) == 11
        assert (folder_for(repository.root) / "postgres").is_dir()
        second = process("run", "--repo", str(repository.root), "--format", "json")
        assert second.document["changes"] == []
        assert repository.git("status", "--porcelain") == ""

    def test_a_workflow_may_ask_for_it_by_name(self, repository, process):
        outcome = process(
            "diff", "--repo", str(repository.root), "--database", "embedded", "--format", "json",
            GITHUB_ACTIONS="true",
        )  # fmt: skip
        assert outcome.code == 0

    def test_two_first_runs_at_once(self, repository):
        command = [sys.executable, "-m", "sync", "run", "--repo", str(repository.root)]
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        runs = [subprocess.Popen(command, env=environment, stdout=-3, stderr=-3) for _ in range(2)]
        assert [run.wait() for run in runs] == [0, 0]

    def test_an_interrupted_command_leaves_no_server(self, repository):
        command = [sys.executable, "-m", "sync", "db", "serve", "--repo", str(repository.root)]
        with started(command, stdout=subprocess.PIPE, text=True) as serving:
            address = serving.stdout.readline().strip()
            with psycopg.connect(address) as connection:
                assert connection.execute("SELECT 1").fetchone() == (1,)
            serving.send_signal(signal.SIGINT)
            assert serving.wait() == 0
        data = folder_for(repository.root) / "postgres"
        assert data.is_dir()
        assert not (data / "postmaster.pid").exists()
