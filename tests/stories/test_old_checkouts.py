"""A run at an old commit must not put old data back (contract, section 5, old checkouts)."""

from __future__ import annotations

import shutil
import subprocess
from datetime import datetime, timedelta

import pytest

EARLY, LATE = "2026-01-01T12:00:00Z", "2026-01-02T12:00:00Z"


@pytest.fixture
def commit(repository, monkeypatch):
    """Commits a new title, at a time of its own. Returns the commit."""

    def commit(title, at=EARLY):
        repository.spec("bar-basic", title)
        monkeypatch.setenv("GIT_COMMITTER_DATE", at)
        return repository.commit(title)

    return commit


@pytest.fixture
def two(commit):
    """An old commit, and the one that follows it, which is checked out."""
    return commit("Old", EARLY), commit("New", LATE)


@pytest.fixture
def title(database):
    return lambda: database.one("SELECT title FROM specs WHERE id = 'bar-basic'")


@pytest.fixture
def shallow(repository, tmp_path, make_repository, make_command, database):
    """The command line in a clone that holds one commit and no history."""

    def shallow(commit):
        root = tmp_path / f"shallow-{commit}"
        root.mkdir()
        clone = make_repository(root)
        clone.git("fetch", "--quiet", "--depth=1", repository.root.as_uri(), commit)
        clone.git("checkout", "--quiet", "FETCH_HEAD")
        return make_command(clone, database)

    return shallow


@pytest.mark.parametrize("command", ["run", "resync"])
def test_an_ancestor_of_what_the_database_holds_is_refused(
    sync, repository, two, database, title, command
):
    old, new = two
    sync("run")
    before = database.dump("sync_runs")
    repository.git("checkout", "--quiet", old)
    outcome = sync(command)
    assert (outcome.code, outcome.codes) == (5, ["checkout-old"])
    assert outcome.document["status"] == "refused"
    (found,) = outcome.document["problems"]
    assert old[:12] in found["message"]
    assert new[:12] in found["message"]
    assert "--force" in found["hint"]
    assert database.dump("sync_runs") == before
    assert database.one("SELECT status FROM sync_runs ORDER BY id DESC LIMIT 1") == "refused"
    assert "the checkout is old" in sync(command, format_="text").output
    # a refused run has brought the database nowhere
    repository.git("checkout", "--quiet", new)
    assert sync("run").code == 0


def test_diff_shows_it_and_says_that_run_would_refuse_it(sync, repository, two):
    sync("run")
    repository.git("checkout", "--quiet", two[0])
    outcome = sync("diff")
    assert (outcome.code, outcome.codes) == (0, ["checkout-would-be-refused"])
    assert outcome.document["problems"][0]["severity"] == "warning"
    assert list(outcome.changes) == ["update spec bar-basic"]


def test_force_puts_old_data_back_and_from_there_it_goes_forward(sync, repository, two, title):
    old, new = two
    sync("run")
    repository.git("checkout", "--quiet", old)
    assert sync("run", "--force").code == 0
    assert title() == "Old"
    assert sync("run").code == 0
    repository.git("checkout", "--quiet", new)
    assert sync("run").code == 0
    assert title() == "New"


def test_keep_going_does_not_pass_over_it(sync, repository, two):
    sync("run")
    repository.git("checkout", "--quiet", two[0])
    repository.write("specs/scatter-basic.md", "broken")
    assert sync("run", "--keep-going").code == 5


def test_the_same_commit_again_and_a_newer_one_are_fine(sync, repository, two, title):
    old, new = two
    repository.git("checkout", "--quiet", old)
    assert sync("run").code == sync("run").code == sync("resync").code == 0
    repository.git("checkout", "--quiet", new)
    assert sync("run").code == 0
    assert title() == "New"


def test_a_working_tree_that_differs_stands_where_its_commit_stands(sync, repository, two, title):
    sync("run")
    repository.spec("bar-basic", "Not Committed")
    assert sync("run").code == 0
    repository.git("checkout", "--quiet", "--force", two[0])
    repository.spec("bar-basic", "Not Committed Either")
    assert sync("run").code == 5
    assert title() == "Not Committed"


def test_a_branch_that_went_another_way_is_no_old_checkout(sync, repository, two, commit, title):
    sync("run")
    repository.git("checkout", "--quiet", "-b", "side", two[0])
    commit("Side", EARLY)
    assert sync("run").code == 0
    assert title() == "Side"


def test_an_older_time_alone_says_nothing_where_the_history_is_there(sync, commit, title):
    commit("First", LATE)
    sync("run")
    commit("Second", EARLY)
    assert sync("run").code == 0
    assert title() == "Second"


def test_runs_that_wrote_nothing_and_purges_do_not_count(sync, repository, commit, database):
    first = commit("First")
    sync("run")
    second = commit("Second")
    repository.write("specs/scatter-basic.md", "broken")
    third = repository.commit()
    assert sync("run").code == 1
    repository.git("checkout", "--quiet", second)
    assert sync("run").code == 0
    repository.git("checkout", "--quiet", third)
    assert sync("run", "--keep-going").code == 3
    repository.git("checkout", "--quiet", second)
    assert sync("run").code == 5
    database.execute("INSERT INTO specs (id, title, data_requirements) VALUES ('x', 'X', '[]')")
    repository.git("checkout", "--quiet", first)
    assert sync("purge", "x", "--yes").code == 0
    assert sync("run").code == 5


class TestWithoutHistory:
    def test_the_times_decide(self, two, shallow, sync, title):
        old, new = two
        assert shallow(new)("run").code == 0
        outcome = shallow(old)("run")
        assert (outcome.code, outcome.codes) == (5, ["checkout-old"])
        assert "2026-01-01 12:00:00" in outcome.document["problems"][0]["message"]
        assert title() == "New"
        # the same with the whole history
        assert sync("run").code == 0

    def test_a_newer_one_is_fine(self, two, shallow, title):
        old, new = two
        assert shallow(old)("run").code == shallow(new)("run").code == 0
        assert title() == "New"

    @pytest.mark.parametrize(("at", "code"), [("2026-01-01T11:59:59Z", 5), (EARLY, 0)])
    def test_of_two_of_the_same_second_neither_is_older(self, commit, shallow, at, code):
        one, other = commit("One", EARLY), commit("Other", at)
        shallow(one)("run")
        assert shallow(other)("run").code == code

    def test_both_are_there_and_the_way_between_them_is_not(
        self, two, commit, shallow, repository, sync
    ):
        newest = commit("Newest", "2026-01-03T12:00:00Z")
        sync("run")
        clone = shallow(two[0])
        clone.repository.git("fetch", "--quiet", "--depth=1", repository.root.as_uri(), newest)
        assert clone("run").code == 5

    def test_where_no_time_is_known_nothing_is_refused(self, two, shallow, database):
        old, new = two
        shallow(new)("run")
        database.execute("UPDATE sync_runs SET committed_at = NULL")
        assert shallow(old)("run").code == 0

    def test_a_commit_from_the_future_stops_nobody(self, commit, shallow, database):
        future = commit("Future", "2040-01-01T00:00:00Z")
        now = datetime.now().astimezone() + timedelta(minutes=5)
        following = commit("Following", now.isoformat(timespec="seconds"))
        assert shallow(future)("run").code == 0
        assert database.one("SELECT committed_at <= clock_timestamp() FROM sync_runs")
        assert shallow(following)("run").code == 0

    def test_nothing_is_fetched(self, two, repository, tmp_path, make_repository, make_command,
                                database, sync):  # fmt: skip
        """A partial clone asks its remote for what is not there, by a command that it names."""
        old, _ = two
        sync("run")
        repository.git("config", "uploadpack.allowFilter", "true")
        repository.git("branch", "old", old)
        root = tmp_path / "partial"
        subprocess.run(
            ["git", "clone", "--quiet", "--filter=tree:0", "--single-branch", "--branch=old",
             repository.root.as_uri(), str(root)],
            check=True,
        )  # fmt: skip
        clone = make_repository(root)
        asked = tmp_path / "asked"
        clone.git("config", "remote.origin.uploadpack", f"touch {asked}; git-upload-pack")
        assert make_command(clone, database)("run").code == 5
        assert not asked.exists()


class TestNothingKnown:
    def test_a_folder_without_git(self, sync, two, repository, make_command, make_repository,
                                  database, tmp_path, monkeypatch):  # fmt: skip
        sync("run")
        root = tmp_path / "plain"
        shutil.copytree(repository.root, root, ignore=shutil.ignore_patterns(".git"))
        plain = make_command(make_repository(root, git=False), database)
        monkeypatch.setenv("GITHUB_SHA", two[0])
        assert plain("run").code == 0

    @pytest.mark.parametrize("text", ["", "HEAD", "--help", "zzzz", "f" * 40, "0" * 64])
    def test_a_row_that_names_no_commit_of_ours(self, sync, two, repository, database, text):
        sync("run")
        database.execute('UPDATE sync_runs SET "commit" = %s, committed_at = NULL', text)
        repository.git("checkout", "--quiet", two[0])
        assert sync("run").code == 0

    def test_a_repository_without_a_commit(self, repository, make_repository, make_command,
                                           database, tmp_path):  # fmt: skip
        root = tmp_path / "new"
        shutil.copytree(repository.root, root, ignore=shutil.ignore_patterns(".git"))
        command = make_command(make_repository(root), database)
        assert command("run").code == command("run").code == 0


def test_the_embedded_database_is_exempt(repository, two, make_command):
    command = make_command(repository, None)
    assert command("run", "--database", "embedded").code == 0
    repository.git("checkout", "--quiet", two[0])
    outcome = command("run", "--database", "embedded")
    assert (outcome.code, outcome.codes) == (0, [])


def test_the_same_commit_costs_no_more_of_git(sync, two, tmp_path, monkeypatch):
    folder, log = tmp_path / "bin", tmp_path / "log"
    folder.mkdir()
    script = folder / "git"
    script.write_text(f'#!/bin/sh\necho "$*" >> {log}\nexec {shutil.which("git")} "$@"\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    sync("run")
    assert "rev-list" in log.read_text()
    log.unlink()
    sync("run")
    said = log.read_text()
    assert "rev-list" not in said
    assert "merge-base" not in said
