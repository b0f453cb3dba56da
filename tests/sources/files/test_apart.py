"""The files, listed in a process of its own: nobody can tell that it was another one."""

from __future__ import annotations

import sys

import pytest

from sync.sources.files.apart import list_apart
from sync.sources.files.git import CheckoutError
from sync.sources.files.tree import list_tree


@pytest.fixture
def everything(repository):
    """A catalogue with something of each: a change, a link, a name that is no text, no spec."""
    repository.spec("line-basic")
    repository.implementation("line-basic")
    repository.commit()
    repository.write("plots/matplotlib/line/line-basic/other.py", "# changed\n")
    (repository.root / "plots/link.py").symlink_to("matplotlib")
    repository.write("plots/\udcff.py")
    return repository


def told(tree):
    return tree.commit, tree.files, tree.blocked, tree.problems, tree.beside


def test_it_is_the_same_tree(everything):
    found = list_apart(everything.root)
    assert told(found) == told(list_tree(everything.root))
    assert any("\udcff" in path for path in found.files)
    assert found.reader.read("plots/matplotlib/line/line-basic/other.py", 100) == b"# changed\n"


def test_of_a_catalogue_without_files(tmp_path):
    assert list_apart(tmp_path).files == {}


@pytest.mark.parametrize("program", [None, "", "/nowhere/python", "/bin/false"])
def test_without_another_process_this_one_looks(everything, monkeypatch, program):
    there = told(list_tree(everything.root))
    monkeypatch.setattr(sys, "executable", program)
    assert told(list_apart(everything.root)) == there


def test_what_git_refuses_is_said_here(repository):
    (repository.root / ".git/index").write_bytes(b"no index")
    with pytest.raises(CheckoutError) as raised:
        list_apart(repository.root)
    with pytest.raises(CheckoutError) as here:
        list_tree(repository.root)
    assert raised.value.problem == here.value.problem


def test_a_module_beside_the_catalogue_is_not_what_lists_it(repository, monkeypatch):
    there = told(list_tree(repository.root))
    for name in ("sync", "pickle", "sitecustomize", "re"):
        repository.write(f"{name}.py", "import os; os._exit(0)\n")
    monkeypatch.chdir(repository.root)
    monkeypatch.setenv("PYTHONPATH", str(repository.root))
    found = told(list_apart(repository.root))
    assert found[1] == there[1]


def test_what_it_says_is_redacted_where_the_secrets_are_known(repository, sync, monkeypatch):
    (repository.root / ".git/index").write_bytes(b"no index")
    token = repository.root.name
    monkeypatch.setenv("GITHUB_TOKEN", token)
    done = sync("diff")
    assert done.code == 1
    assert "git cannot list the files" in done.output
    assert token not in done.output
