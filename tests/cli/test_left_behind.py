"""A `.pyplots-sync/` in the repository, where earlier versions kept the embedded database."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = {
    "diff": ["diff"],
    "run": ["run"],
    "resync": ["resync"],
    "validate": ["validate"],
    "validate one": ["validate", "specs"],
    "db current": ["db", "current"],
    "db upgrade": ["db", "upgrade"],
    "queue list": ["queue", "list"],
    "catalog list": ["catalog", "list"],
    "health": ["health"],
    "prune usage": ["prune", "usage"],
    "purge": ["purge", "scatter-basic", "--yes"],
}


def arguments(repository, name, database=None):
    made = [*COMMANDS[name], "--repo", str(repository.root), "--format", "json"]
    if database is not None and made[0] != "validate":
        made += ["--database", database.url]
    # what is asked about is looked for from where one stands
    return [str(repository.root / part) if part == "specs" else part for part in made]


@pytest.fixture
def bystander():
    """A process of the same user, which must get no signal."""
    with subprocess.Popen(["sleep", "1000"]) as started:
        yield started
        was_left_alone = started.poll() is None
        started.kill()
    assert was_left_alone


@pytest.fixture
def hostile(repository, tmp_path, bystander):
    """A branch's idea of an embedded database."""
    victim = tmp_path / "victim"
    victim.write_text("mine")
    left = repository.root / ".pyplots-sync"
    (left / "postgres").mkdir(parents=True, mode=0o700)
    (left / "sockets").mkdir(mode=0o700)
    left.chmod(0o700)
    settings = f"archive_mode = on\narchive_command = 'touch {tmp_path / 'ran'}'\n"
    (left / "postgres" / "postgresql.auto.conf").write_text(settings)
    (left / "postgres" / "postmaster.pid").write_text(f"{bystander.pid}\n" * 8)
    (left / "postgres" / "PG_VERSION").write_text("18\n")
    (left / "sockets" / ".s.PGSQL.5432").symlink_to(victim)
    for name in ("users.lock", "server.lock", "postgres.log", ".gitignore"):
        (left / name).symlink_to(victim)
    before = sorted(left.rglob("*"))
    yield repository
    assert victim.read_text() == "mine"
    assert sorted(left.rglob("*")) == before
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("name", COMMANDS)
def test_one_that_git_tracks_is_an_error(hostile, process, database, name):
    hostile.git("add", "--force", ".pyplots-sync")
    hostile.git("commit", "--quiet", "--message", "a plot")
    outcome = process(*arguments(hostile, name, database))
    assert outcome.code == 1
    (found,) = [p for p in outcome.document["problems"] if p["path"] == ".pyplots-sync"]
    assert (found["severity"], found["code"]) == ("error", "embedded-tracked")
    assert "git rm -r --cached .pyplots-sync" in found["hint"]
    assert outcome.document["status"] == "failed"


def test_the_error_is_held_back_like_any_other(hostile, process):
    hostile.git("add", "--force", ".pyplots-sync")
    outcome = process("run", "--keep-going", "--repo", str(hostile.root), "--format", "json")
    assert (outcome.code, outcome.codes) == (3, ["embedded-tracked"])
    assert len(outcome.document["changes"]) == 11


@pytest.mark.parametrize("name", [n for n in COMMANDS if n not in ("health", "purge")])
def test_one_that_was_left_behind_may_be_deleted(hostile, process, database, name):
    outcome = process(*arguments(hostile, name, None if name == "run" else database))
    assert outcome.code == 0, outcome.errors
    told = str(outcome.document.get("problems", "")) + outcome.errors
    assert told.count("an earlier version, which is not read any more") == 1
    assert "delete the folder" in told
    if name == "run":
        assert len(outcome.document["changes"]) == 11


def test_a_link_there_is_not_followed(repository, process, tmp_path):
    (repository.root / ".pyplots-sync").symlink_to(tmp_path)
    repository.git("add", "--force", ".pyplots-sync")
    outcome = process("validate", "--repo", str(repository.root), "--format", "json")
    assert (outcome.code, outcome.codes) == (1, ["embedded-tracked"])


def test_it_is_never_made(repository, process):
    for name in ("run", "diff", "db current", "health"):
        process(*arguments(repository, name))
    assert not (repository.root / ".pyplots-sync").exists()
    assert repository.git("status", "--porcelain", "--ignored") == ""


def test_a_place_in_the_repository_is_a_sentence(repository, process):
    for place in (repository.root, repository.root / "data"):
        outcome = process(
            "run", "--repo", str(repository.root), "--format", "json", PYPLOTS_SYNC_HOME=str(place)
        )
        assert (outcome.code, outcome.codes) == (1, ["database-setting"])
        assert "PYPLOTS_SYNC_HOME" in outcome.document["problems"][0]["hint"]
    assert repository.git("status", "--porcelain", "--ignored") == ""


def test_no_home_at_all_is_a_sentence(repository):
    done = subprocess.run(
        [sys.executable, "-m", "sync", "db", "serve", "--repo", str(repository.root)],
        env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "PYPLOTS_SYNC_HOME" in done.stderr
    assert "Traceback" not in done.stderr


def test_two_repositories_have_two_databases(tmp_path, make_repository, process):
    for name in ("one/plots", "two/plots"):
        repository = make_repository(tmp_path / name)
        repository.libraries()
        repository.spec(name[:3] + "-basic")
        repository.implementation(name[:3] + "-basic")
        outcome = process("run", "--repo", str(repository.root), "--format", "json")
        assert "create spec " + name[:3] + "-basic" in outcome.changes
        assert not any("deactivate" in change for change in outcome.changes)
    assert len(list(Path(os.environ["PYPLOTS_SYNC_HOME"]).iterdir())) == 2


@pytest.mark.parametrize("command", [["diff"], ["run"], ["resync"], ["catalog", "list"]])
def test_a_folder_that_is_no_catalogue_says_so_before_a_database_is_made(
    tmp_path, process, command
):
    outcome = process(*command, "--repo", str(tmp_path), "--format", "json")
    assert outcome.code == (5 if command[0] in ("run", "resync") else 1)
    (found,) = outcome.document["problems"]
    assert found["code"] == "catalogue-empty"
    assert str(tmp_path) in found["message"]
    assert "--repo" in found["hint"]
    assert not Path(os.environ["PYPLOTS_SYNC_HOME"]).exists()


def test_unless_it_is_forced(tmp_path, process):
    outcome = process("run", "--force", "--repo", str(tmp_path), "--format", "json")
    assert outcome.code == 0
    assert Path(os.environ["PYPLOTS_SYNC_HOME"]).exists()


@pytest.mark.parametrize("folder", ["plots", "specs"])
def test_one_folder_of_a_catalogue_is_one(tmp_path, process, folder):
    (tmp_path / folder).mkdir()
    outcome = process("diff", "--repo", str(tmp_path), "--format", "json")
    assert outcome.code == 0
    assert outcome.document["database"]["statements"] > 0


def test_a_catalogue_that_lost_everything_still_has_its_plan(repository, process):
    assert process("run", "--repo", str(repository.root)).code == 0
    for folder in ("plots", "specs"):
        (repository.root / folder).rename(repository.root / f"_{folder}")
    outcome = process("diff", "--repo", str(repository.root), "--format", "json")
    assert outcome.document["counts"]["implementation"]["delete"] == 3
    assert process("run", "--repo", str(repository.root), "--format", "json").code == 5
