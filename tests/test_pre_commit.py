"""The hook, called by pre-commit itself, on a commit."""

import subprocess
import sysconfig
from pathlib import Path

import pytest

from workflows import copy_project

SCRIPTS = Path(sysconfig.get_path("scripts"))
CONFIGURATION = """
repos:
  - repo: {url}
    rev: {commit}
    hooks:
      - id: pyplots-sync-validate
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Where pre-commit keeps what it has installed."""
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture
def commit(make_repository, repository, home, monkeypatch):
    """Commits everything, with the hook; returns the exit code and what was said."""
    # the same commit each time: pre-commit installs each once
    if not (home / "project").exists():
        copy_project(home / "project")
        make_repository(home / "project").commit()
    project = make_repository(home / "project", git=False)
    at = project.git("rev-parse", "HEAD").strip()
    repository.write(".pre-commit-config.yaml", CONFIGURATION.format(url=project.root, commit=at))
    repository.commit()
    for name, value in {
        "PRE_COMMIT_HOME": str(home / "cache"),
        # what it is installed with is here: nothing has to be downloaded
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "PATH": f"{SCRIPTS}:/usr/bin:/bin",
    }.items():
        monkeypatch.setenv(name, value)

    def run():
        subprocess.run([SCRIPTS / "pre-commit", "install"], cwd=repository.root, check=True)
        repository.git("add", "--all")
        done = subprocess.run(
            ["git", "commit", "--message", "x"],
            cwd=repository.root,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    return run


def test_a_commit_with_a_broken_spec_is_not_made(commit, repository):
    repository.write("specs/bar-basic.md", "# bar-basic: Bars\n")
    code, said = commit()
    assert code == 1, said
    assert "spec-no-data" in said or "data requirements" in said, said
    repository.spec("bar-basic", "Bars")
    code, said = commit()
    assert code == 0, said
    assert "Passed" in said


def test_only_what_the_commit_changes_is_told(commit, repository):
    repository.write("specs/bar-basic.md", "# bar-basic: Bars\n")
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--no-verify", "--message", "broken before")
    repository.spec("line-basic", "A Line")
    code, said = commit()
    assert code == 0, said


def test_a_link_is_not_brought_in(commit, repository):
    (repository.root / "specs/link-basic.md").symlink_to("nowhere.md")
    code, said = commit()
    assert code == 1
    assert "file-link" in said, said


def test_a_commit_of_other_files_is_not_looked_at(commit, repository):
    repository.write("README.md", "x")
    code, said = commit()
    assert code == 0
    assert "no files to check" in said, said
