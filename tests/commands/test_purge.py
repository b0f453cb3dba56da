"""`purge`: what goes with a spec, what stays, and what is refused."""

import contextlib
import json
import os
import pty
import subprocess
import sys

import psycopg
import pytest

from sync.database.target import ADVISORY_LOCK
from waiting import meanwhile, started, until


@pytest.fixture
def bare(sync, repository, database):
    """`bar-basic` without its files, with something of everything hanging on it."""
    sync("run")
    repository.remove("specs/bar-basic.md")
    repository.remove("plots/matplotlib/bar/bar-basic/default.py")
    database.execute("INSERT INTO tags (spec_id, tag) VALUES ('bar-basic', 'ai-made')")
    database.execute("INSERT INTO promotion_queue (spec_id) VALUES ('bar-basic')")
    database.execute(
        "INSERT INTO plot_usage (spec_id, user_session) SELECT 'bar-basic', n FROM generate_series(1, 3) n"
    )
    database.execute(
        "INSERT INTO quality_reviews VALUES (1, 0, 7, 'bar-basic', '{}', 'bar-basic', NULL, NULL,"
        " 90, NULL, 'ada', now(), now(), 'https://example.org')"
    )


def gone(database, spec_id="bar-basic"):
    return database.execute("SELECT 1 FROM specs WHERE id = %s", spec_id) == []


def test_a_spec_goes_with_what_hangs_on_it_and_nothing_else_moves(sync, bare, database):
    before = database.dump("sync_runs")
    outcome = sync("purge", "bar-basic", "--yes")
    assert outcome.code == 0
    document = outcome.document
    assert (document["command"], document["status"]) == ("purge", "ok")
    (spec,) = document["specs"]
    (entry,) = spec.pop("queue")
    assert (entry["platform"], entry["status"]) == ("twitter", "queued")
    assert spec == {
        "id": "bar-basic", "title": "Basic Bar Chart", "active": True,
        "implementations": ["matplotlib/default"], "tags": ["ai-made", "comparison"],
        "usage": 3, "reviews": 1,
    }  # fmt: skip
    assert set(outcome.changes) == {
        "delete spec bar-basic", "delete tag bar-basic/ai-made", "delete tag bar-basic/comparison",
        "delete implementation bar-basic/matplotlib/default",
    }  # fmt: skip
    deleted = {kind: counts["delete"] for kind, counts in document["counts"].items()}
    assert deleted == {"library": 0, "spec": 1, "tag": 2, "implementation": 1, "promotion": 1}
    after = database.dump("sync_runs")
    for table in ("specs", "tags", "implementations", "promotion_queue"):
        assert after[table] == [row for row in before[table] if "bar-basic" not in row.values()]
    for table in ("libraries", "quality_reviews", "sync_marks"):
        assert after[table] == before[table]
    assert sorted(row["user_session"] for row in after["plot_usage"]) == ["1", "2", "3"]
    assert {row["spec_id"] for row in after["plot_usage"]} == {None}
    assert sync("diff").document["changes"] == []


def test_it_leaves_a_row_and_tells_the_listeners(sync, bare, repository, database):
    commit = repository.git("rev-parse", "HEAD").strip()
    with psycopg.connect(database.url, autocommit=True) as listener:
        listener.execute("LISTEN pyplots_catalog")
        sync("purge", "bar-basic", "--yes")
        (told,) = listener.notifies(timeout=10, stop_after=1)
    run, mode, status, counts = database.execute(
        "SELECT id, mode, status, counts FROM sync_runs ORDER BY id DESC LIMIT 1"
    )[0]
    assert json.loads(told.payload) == {"run": run, "commit": commit, "specs": ["bar-basic"]}
    assert (mode, status, counts["spec"]["delete"]) == ("purge", "ok", 1)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("specs/bar-basic.md", "# bar-basic: Bars\n\n## Data\n\n- **x**: numbers\n"),
        ("specs/bar-basic.md", b"\xff broken"),
        ("plots/specs/bar-basic.yaml", "deprecated: true"),
        ("specs/Bar-Basic.MD", "in the wrong case"),
        ("specs/old/bar-basic.md", "misplaced"),
        ("plots/bar-basic.md", "misplaced"),
        ("specs/bar-basic.md/x.txt", "a directory"),
    ],
)
def test_a_spec_whose_file_may_exist_is_refused(sync, bare, repository, database, path, content):
    repository.write(path, content)
    before = database.dump("sync_runs")
    outcome = sync("purge", "bar-basic", "--yes")
    assert (outcome.code, outcome.document["status"]) == (5, "refused")
    assert outcome.codes == ["purge-file-exists"]
    assert database.dump("sync_runs") == before
    row = "SELECT mode, status FROM sync_runs ORDER BY id DESC LIMIT 1"
    assert database.execute(row) == [("purge", "refused")]


def test_a_link_in_its_place_counts_as_the_file(sync, bare, repository):
    (repository.root / "specs/bar-basic.md").symlink_to("elsewhere.md")
    assert sync("purge", "bar-basic", "--yes").code == 5


def test_an_ignored_file_is_not_there_for_a_run_and_so_not_here(sync, bare, repository, database):
    repository.git("rm", "--quiet", "--cached", "specs/bar-basic.md")
    repository.write(".gitignore", "specs/bar-basic.md\n")
    repository.write("specs/bar-basic.md", "ignored")
    assert sync("purge", "bar-basic", "--yes").code == 0
    assert gone(database)


def test_in_an_empty_checkout_nothing_is_purged(
    sync, bare, make_command, make_repository, tmp_path, database
):
    empty = make_command(make_repository(tmp_path / "empty"), database)
    outcome = empty("purge", "bar-basic", "--yes")
    assert (outcome.code, outcome.codes) == (5, ["catalogue-empty"])
    assert not gone(database)


def test_implementation_files_that_are_left_are_a_warning(sync, bare, repository, database):
    repository.implementation("bar-basic", function="bar")
    outcome = sync("purge", "bar-basic", "--yes")
    assert (outcome.code, outcome.codes) == (0, ["purge-implementation-left"])
    assert gone(database)


def test_an_unknown_id_is_an_error_with_a_suggestion(sync, bare, database):
    outcome = sync("purge", "bar-bsic", "--yes")
    assert outcome.code == 1
    (found,) = outcome.document["problems"]
    assert (found["code"], found["hint"]) == ("purge-spec-unknown", "did you mean bar-basic?")


def test_of_several_all_go_or_none(sync, bare, repository, database):
    for others in (["scatter-basic"], ["nothing"], ["nothing", "scatter-basic"]):
        outcome = sync("purge", "bar-basic", *others, "--yes")
        assert outcome.code == (1 if "nothing" in others else 5)
        assert outcome.document["changes"] == []
        assert not gone(database)
    repository.remove("specs/scatter-basic.md")
    assert sync("purge", "bar-basic", "scatter-basic", "bar-basic", "--yes").code == 0
    assert gone(database)
    assert gone(database, "scatter-basic")


@pytest.mark.parametrize("name", ["'; DROP TABLE specs; --", "%s", "ä", "a" * 5000, "\n"])
def test_any_text_may_be_asked_for(sync, bare, database, name):
    assert sync("purge", name, "--yes").code == 1
    database.execute(
        "INSERT INTO specs (id, title, data_requirements) VALUES (%s, 'T', '[]')", name
    )
    assert sync("purge", name, "--yes").code == 0
    assert gone(database, name)


def test_an_id_that_cannot_be_is_wrong_usage(sync):
    assert sync("purge", "a\0b", "--yes").code == 2
    assert sync("purge", "a\udcffb", "--yes").code == 2
    assert sync("purge", "--yes").code == 2


def test_without_a_terminal_it_must_be_said(sync, bare, database):
    outcome = sync("purge", "bar-basic")
    assert (outcome.code, outcome.output) == (2, "")
    assert "--yes" in outcome.errors
    assert not gone(database)


@pytest.fixture
def on_terminal(repository, database):
    """`purge` with a terminal for its standard input, and for what it says to a person."""

    def run(*arguments, meanwhile=None):
        master, slave = pty.openpty()
        command = [
            sys.executable,
            "-m",
            "sync",
            "purge",
            *arguments,
            "--repo",
            str(repository.root),
        ]
        command += ["--database", database.url]
        said = b""
        with started(command, stdin=slave, stdout=subprocess.PIPE, stderr=slave) as child:
            os.close(slave)
            while b"[y/N]" not in said:
                said += os.read(master, 1000)
            answer = meanwhile() if meanwhile else "y"
            os.write(master, f"{answer}\n".encode())
            output = child.stdout.read().decode()
        os.close(master)
        return child.returncode, output, said.decode()

    return run


def test_it_shows_what_goes_and_asks(on_terminal, bare, database):
    code, output, said = on_terminal("bar-basic", meanwhile=lambda: "n")
    assert code == 1
    assert "Nothing was deleted" in output
    assert "purge-declined" in output
    assert not gone(database)
    for told in (
        "implementation matplotlib/default",
        "tag ai-made",
        "queue entry",
        "usage rows that lose it: 3",
    ):
        assert told in said
    code, output, _ = on_terminal("bar-basic", "--format", "json")
    assert code == 0
    assert json.loads(output)["status"] == "ok"
    assert gone(database)


def test_nothing_is_locked_while_it_asks_and_what_is_new_is_not_deleted(
    on_terminal, bare, database
):
    def meanwhile():
        with psycopg.connect(database.url) as other:
            other.execute("SET lock_timeout = '5s'")
            other.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
            other.execute("INSERT INTO tags (spec_id, tag) VALUES ('bar-basic', 'another')")
        return "y"

    code, output, _ = on_terminal("bar-basic", meanwhile=meanwhile)
    assert code == 1
    assert "purge-outdated" in output
    assert not gone(database)


def test_a_file_that_comes_back_while_it_asks_is_refused(on_terminal, bare, repository, database):
    code, _, _ = on_terminal("bar-basic", meanwhile=lambda: repository.spec("bar-basic") and "y")
    assert code == 5
    assert not gone(database)


def test_it_waits_for_a_run(sync, bare, database):
    outcomes = []
    with contextlib.ExitStack() as stack, psycopg.connect(database.url) as run:
        run.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        purging = stack.enter_context(
            meanwhile(lambda: outcomes.append(sync("purge", "bar-basic", "--yes")))
        )
        waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        until(lambda: database.one(waiting), purging)
        assert not gone(database)
    assert outcomes[0].code == 0
    assert gone(database)


def test_what_the_database_refuses_is_told_and_recorded(sync, bare, database):
    database.execute(
        "CREATE TABLE others (spec_id varchar REFERENCES specs (id));"
        "INSERT INTO others VALUES ('bar-basic')"
    )
    outcome = sync("purge", "bar-basic", "--yes")
    assert (outcome.code, outcome.codes) == (1, ["database-failed"])
    row = "SELECT mode, status, error FROM sync_runs ORDER BY id DESC LIMIT 1"
    ((mode, status, error),) = database.execute(row)
    assert (mode, status) == ("purge", "failed")
    assert "others" in error
    assert not gone(database)


def test_every_format_says_it(sync, bare, repository):
    repository.implementation("bar-basic", function="bar")
    output = sync("purge", "scatter-basic", "--yes", format_="markdown").output
    assert "## pyplots-sync purge: refused" in output
    output = sync("purge", "bar-basic", "--yes", format_="text").output
    assert (
        "Deleted 1 spec, 1 implementation, 2 tags, 1 queue entry; usage rows that lose their spec: 3"
        in output
    )
    assert "warning[purge-implementation-left]" in output


def test_an_old_schema_is_an_error(sync, database):
    database.execute("UPDATE alembic_version SET version_num = '0001'")
    outcome = sync("purge", "bar-basic", "--yes")
    assert (outcome.code, outcome.codes) == (1, ["database-schema"])
    assert set(outcome.document["counts"]) == {
        "library",
        "spec",
        "tag",
        "implementation",
        "promotion",
    }
