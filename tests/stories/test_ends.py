"""However a command ends, its exit code and its last sentence agree with what the database holds.

A wire between the program and the server loses what is said, or the answer, or sends a signal, at
each turn of the conversation in its turn; standard output is full, closed, or without a reader.
"""

import itertools
import os
import signal
import subprocess
import sys

import pytest

from sync.database import migrate
from wire import Wire, wire

ENTRY = "660e8400-e29b-41d4-a716-446655440000"
NO_RESULT = ("sync_runs", "sync_marks")
"""Tables that say what happened, and are no part of what was asked for."""
NOTHING = "nothing was "
UNKNOWN = "not known whether"


class World:
    """A catalogue, a database that has something of everything, and a way to run commands."""

    def __init__(self, repository, database):
        self.repository = repository
        self.database = database

    def fill(self):
        database = self.database
        database.execute("INSERT INTO libraries (id, name) VALUES ('gone', 'Gone')")
        database.execute(
            "INSERT INTO specs (id, title, data_requirements) VALUES ('old-plot', 'Old', '[]')"
        )
        database.execute(
            "INSERT INTO promotion_queue (id, spec_id, platform, priority, status)"
            f" VALUES ('{ENTRY}', 'old-plot', 'twitter', 'high', 'queued')"
        )
        database.execute(
            "INSERT INTO plot_usage (spec_id, created_at)"
            " SELECT 'old-plot', now() - interval '200 days' FROM generate_series(1, 3)"
        )
        database.execute(
            "DO $$ BEGIN CREATE ROLE ends_reader; EXCEPTION WHEN duplicate_object THEN END $$"
        )

    def prepare(self, name):
        """Let the command called ``name`` have something to do."""
        if name == "upgrade":
            migrate.downgrade(self.database.target)

    def terminate(self):
        """What an administrator does who wants everybody to go."""
        self.database.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'pyplots-sync'"
        )

    def state(self):
        rights = self.database.execute(
            "SELECT count(*) FROM information_schema.role_table_grants"
            " WHERE grantee = 'ends_reader' AND table_catalog = current_database()"
        )
        return rights, self.database.dump(*NO_RESULT)

    def start(self, command, url=None, **streams):
        line = [sys.executable, "-m", "sync", *command, "--repo", str(self.repository.root)]
        environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return subprocess.Popen(
            [*line, "--database", url or self.database.url],
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True} | streams,
            env=environment | {"PYPLOTS_SYNC_CONNECT_TIMEOUT": "5"},
        )


@pytest.fixture
def world(repository, database, request):
    made = World(repository, database)
    made.fill()
    if "name" in request.fixturenames:
        made.prepare(request.getfixturevalue("name"))
    return made


COMMANDS = {
    "run": ["run", "--force"],
    "resync": ["resync", "--force"],
    "purge": ["purge", "old-plot", "--yes"],
    "next": ["queue", "next"],
    "posted": ["queue", "posted", ENTRY],
    "failed": ["queue", "failed", ENTRY, "--reason", "x"],
    "usage": ["prune", "usage", "--delete"],
    "grants": ["db", "grants", "--read-role", "ends_reader", "--apply"],
    "downgrade": ["db", "downgrade"],
    "upgrade": ["db", "upgrade"],
}


def holds(code, told, before, after):
    """The sentences of contract 5 about what was written, compared with what was."""
    told = told.lower()
    is_unknown, is_nothing = UNKNOWN in told, NOTHING in told
    assert code in (0, 1, 3, 5), told
    assert "traceback" not in told
    if is_nothing:
        assert code in (1, 5), told
        assert after == before, told
    if code in (0, 3):
        assert after != before, told
    elif not is_unknown:
        assert is_nothing, told
        assert after == before, told


@pytest.fixture
def make_world(make_repository, new_database, tmp_path):
    repository = make_repository(tmp_path / "catalogue")
    repository.libraries()
    repository.spec("bar-basic")
    repository.implementation("bar-basic")
    repository.commit()

    def make(name):
        world = World(repository, new_database())
        world.fill()
        world.prepare(name)
        return world

    return make


@pytest.mark.parametrize(
    ("happening", "mended"), [("unsent", True), ("unanswered", True), ("unanswered", False)]
)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_connection_that_is_lost_at_any_turn(make_world, make_command, name, happening, mended):
    codes, told = [], ""
    for at in itertools.count(1):
        world = make_world(name)
        before = world.state()
        with wire(world.database, Wire(at, happening, mended=mended)) as between:
            far = type(world.database)(between.url)
            outcome = make_command(world.repository, far)(*COMMANDS[name], format_="text")
        holds(outcome.code, outcome.output + outcome.errors, before, world.state())
        codes.append(outcome.code)
        told += outcome.output
        if not between.happened:
            break
    assert codes[-1] == 0
    assert codes.count(1) > 1
    # an answer that got lost is asked for again, and where nobody can say, nobody does
    assert (UNKNOWN in told) == (happening == "unanswered" and not mended)
    if name in ("run", "resync", "purge"):
        assert (3 in codes) == (happening == "unanswered" and mended)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_connection_that_is_terminated_at_any_turn(make_world, make_command, name):
    codes = []
    for at in itertools.count(1):
        world = make_world(name)
        before = world.state()
        with wire(world.database, Wire(at, world.terminate)) as between:
            far = type(world.database)(between.url)
            outcome = make_command(world.repository, far)(*COMMANDS[name], format_="text")
        holds(outcome.code, outcome.output + outcome.errors, before, world.state())
        codes.append(outcome.code)
        if not between.happened:
            break
    assert codes[-1] == 0
    assert codes.count(1) > 1


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("run", signal.SIGINT),
        ("run", signal.SIGTERM),
        ("next", signal.SIGTERM),
        ("usage", signal.SIGINT),
        ("purge", signal.SIGTERM),
        ("grants", signal.SIGINT),
        ("upgrade", signal.SIGINT),
        ("downgrade", signal.SIGHUP),
    ],
)
@pytest.mark.timeout(1800)
def test_a_signal_at_any_turn(make_world, name, number):
    for at in itertools.count(1):
        world = make_world(name)
        before = world.state()
        with wire(world.database, Wire(at)) as between:
            started = []
            between.happening = lambda started=started: started[0].send_signal(number)
            started.append(world.start(COMMANDS[name], between.url))
            out, err = started[0].communicate()
        holds(started[0].returncode, out + err, before, world.state())
        if not between.happened:
            break
    assert started[0].returncode == 0


def full():
    return {"stdout": os.open("/dev/full", os.O_WRONLY)}


def unread():
    ear, mouth = os.pipe()
    os.close(ear)
    return {"stdout": mouth}


def closed():
    return {"stdout": None, "preexec_fn": lambda: os.close(1)}


@pytest.mark.parametrize("streams", [full, unread, closed])
@pytest.mark.parametrize(
    ("name", "format_"),
    [
        *((name, "text") for name in COMMANDS),
        *itertools.product(["run", "next"], ["json", "markdown"]),
    ],
)
def test_a_report_that_cannot_be_printed(world, name, streams, format_):
    before = world.state()
    process = world.start([*COMMANDS[name], "--format", format_], **streams())
    _, err = process.communicate()
    after = world.state()
    holds(process.returncode, err, before, after)
    assert "could not be printed" in err
    if name == "next":
        # nobody has got it, so nothing of it counts
        assert (process.returncode, after) == (1, before)
        assert "nothing was written" in err
    else:
        assert process.returncode == 3
        assert "this was written, and stays" in err


@pytest.mark.parametrize("streams", [full, unread, closed])
@pytest.mark.parametrize(
    "command", [["diff"], ["catalog", "list"], ["health"], ["queue", "list"], ["db", "current"]]
)
def test_what_only_tells_has_failed_when_it_cannot(world, command, streams):
    process = world.start(command, **streams())
    _, err = process.communicate()
    assert process.returncode == 1
    assert "nothing was written" in err


def test_silence_that_was_asked_for_needs_no_stream(world):
    process = world.start(["run", "-q", "--force"], **closed())
    assert process.communicate()[1] == ""
    assert process.returncode == 0


@pytest.mark.parametrize("close", [full, closed], ids=["full", "closed"])
def test_nobody_listening_on_standard_error_changes_nothing(world, close):
    streams = close()
    if "preexec_fn" in streams:
        errors = {"stderr": None, "preexec_fn": lambda: os.close(2)}
    else:
        errors = {"stderr": streams["stdout"]}
    process = world.start(["run", "--force", "-vv", "--format", "json"], **errors)
    out, _ = process.communicate()
    assert process.returncode == 0
    assert out.endswith("}\n")


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONIOENCODING": "ascii:strict"},
        {"PYTHONIOENCODING": "cp1252"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=str,
)
def test_an_encoding_that_lacks_characters(repository, database, process, environment):
    command = ["run", "--repo", str(repository.root), "--database", database.url]
    process(*command)
    repository.spec("bar-basic", "Bars → 📊")
    document = process(*command, "--format", "json", **environment).document
    assert document["changes"][0]["fields"]["title"] == ["Basic Bar Chart", "Bars → 📊"]
    repository.spec("bar-basic", "Bars ≥ again")
    told = process(*command, **environment)
    assert (told.code, told.errors) == (0, "")
    assert "-> Bars" in told.output
    assert database.one("SELECT title FROM specs WHERE id = 'bar-basic'") == "Bars ≥ again"


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "cp037", "utf-16"])
@pytest.mark.parametrize("command", [["purge", "--help"], ["queue", "next", "--help"], ["purge"]])
def test_help_in_any_encoding(encoding, command):
    done = subprocess.run(
        [sys.executable, "-m", "sync", *command],
        capture_output=True,
        check=False,
        env=os.environ | {"PYTHONIOENCODING": encoding},
    )
    assert done.returncode == (0 if "--help" in command else 2)
    # click takes ASCII for a mistake, and writes UTF-8
    used = "utf-8" if encoding == "ascii" else encoding
    assert "Usage: " in (done.stdout + done.stderr).decode(used)


@pytest.mark.parametrize("streams", [full, unread, closed])
@pytest.mark.parametrize("command", [["--help"], ["run", "--help"], ["--version"]])
def test_help_that_cannot_be_printed(streams, command):
    done = subprocess.run(
        [sys.executable, "-m", "sync", *command],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        **streams(),
    )
    assert done.returncode == 1
    # click ends in silence where the reader has gone, as programs do
    told = "" if streams is unread else "Error: the output could not be written"
    assert done.stderr.startswith(told)


@pytest.mark.parametrize("name", ["GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"])
@pytest.mark.parametrize("place", ["/dev/full", "/", "/no/such/folder/file"])
def test_a_workflow_that_takes_no_page_or_outputs(repository, database, process, name, place):
    outcome = process(
        "run", "--repo", str(repository.root), "--database", database.url, "--format", "json",
        GITHUB_ACTIONS="true", **{name: place},
    )  # fmt: skip
    assert outcome.code == 3
    assert f"{place} cannot be written" in outcome.errors
    assert outcome.document["status"] == "ok"
    assert database.one("SELECT count(*) FROM implementations") == 3


@pytest.mark.parametrize("fault", ["MemoryError", "RecursionError", "ValueError"])
@pytest.mark.parametrize(("place", "code"), [("reconciling.render", 3), ("outcome.Style", 3)])
def test_a_fault_after_the_commit(repository, database, fault, place, code):
    module, _, name = place.partition(".")
    script = (
        f"import sync.reports.{module} as module\nfrom sync.cli import main\n"
        f"def fail(*_, **__): raise {fault}('now')\nmodule.{name} = fail\nmain()"
    )
    command = [sys.executable, "-c", script, "run", "--repo", str(repository.root)]
    done = subprocess.run(
        [*command, "--database", database.url], capture_output=True, text=True, check=False
    )
    assert done.returncode == code
    last = done.stderr.splitlines()[-1]
    assert last.startswith("Error: a fault in pyplots-sync itself; this was written, and stays: ")
    assert database.one("SELECT count(*) FROM implementations") == 3


def test_a_fault_before_the_commit(repository, database):
    script = (
        "import sync.commands.reconcile as job\nfrom sync.cli import main\n"
        "def fail(*_, **__): raise MemoryError\njob.apply = fail\nmain()"
    )
    command = [sys.executable, "-c", script, "run", "--repo", str(repository.root)]
    done = subprocess.run(
        [*command, "--database", database.url], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "a fault in pyplots-sync itself; nothing was written." in done.stderr
    assert database.one("SELECT count(*) FROM implementations") == 0


def test_usage_that_fails_in_its_second_batch(world, make_command, monkeypatch):
    monkeypatch.setattr("sync.commands.prune_usage._BATCH", 2)
    world.database.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF (SELECT count(*) FROM plot_usage) < 2 THEN RAISE 'no more'; END IF;"
        " RETURN NULL; END $$;"
        "CREATE CONSTRAINT TRIGGER late AFTER DELETE ON plot_usage DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION refuse()"
    )
    world.database.execute(
        "INSERT INTO plot_usage (created_at) SELECT now() - interval '199 days'"
        " FROM generate_series(1, 2)"
    )
    outcome = make_command(world.repository, world.database)(
        "prune", "usage", "--delete", format_="text"
    )
    left = world.database.one("SELECT count(*) FROM plot_usage")
    assert (outcome.code, left) == (3, 3)
    assert "Deleted 2 usage rows" in outcome.output
    assert "othing was" not in outcome.output
