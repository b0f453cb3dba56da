"""A tree is seen the same, whether this process looks through it or one of its own does."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from sync.sources.files import walk
from sync.sources.files.scan import scan, scanning

FOLDERS = ("plots", "specs", "nowhere")


@pytest.fixture
def tree(tmp_path):
    """A tree with everything odd that there is below the folders that are looked at."""
    for path in ("plots/a/b.py", "plots/a/_x.py", "plots/é ü\n/c.py", "plots/.d/e", "other/f"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("")
    (tmp_path / os.fsdecode(b"plots/a/\xff.py")).write_text("")
    (tmp_path / "specs").symlink_to("other")
    (tmp_path / "plots/a/link.py").symlink_to("b.py")
    (tmp_path / "plots/.d/link").symlink_to("e")
    for name in ("pipe.py", "_pipe.py"):
        os.mkfifo(tmp_path / "plots/a" / name)
    for name in ("nested", "empty"):
        (tmp_path / "plots" / name / ".git").mkdir(parents=True)
    (tmp_path / "plots/nested/.git/HEAD").write_text("")
    (tmp_path / "plots/empty/g.md").write_text("")
    return tmp_path


def test_what_is_there(tree):
    found = scan(tree, FOLDERS)
    assert sorted(map(os.fsencode, found.files)) == [
        b"plots/.d/e", b"plots/a/_x.py", b"plots/a/b.py", b"plots/a/\xff.py", b"plots/empty/g.md",
        "plots/é ü\n/c.py".encode(),
    ]  # fmt: skip
    assert {path: told.code for path, told in found.odd.items()} == {
        "specs": "file-link",
        "plots/a/link.py": "file-link",
        "plots/.d/link": "file-link",
        "plots/a/pipe.py": "file-not-regular",
        "plots/nested": "file-nested-repository",
    }


def test_a_process_of_its_own_sees_the_same(tree):
    with scanning(tree, FOLDERS, apart=True) as looking:
        assert looking.result() == scan(tree, FOLDERS)


def test_it_needs_nothing_of_ours(tree):
    command = [sys.executable, "-IS", walk.__file__, tree, *FOLDERS]
    done = subprocess.run(command, capture_output=True, check=True, cwd="/")
    assert walk.read(done.stdout) == walk.walk(str(tree), FOLDERS)


@pytest.mark.parametrize("program", [None, "", "/nowhere/python"])
def test_where_it_cannot_be_started_this_process_looks(tree, monkeypatch, program):
    monkeypatch.setattr(sys, "executable", program)
    with scanning(tree, FOLDERS, apart=True) as looking:
        assert looking.result() == scan(tree, FOLDERS)


def test_one_that_nobody_waits_for_is_ended(tree):
    with scanning(tree, FOLDERS, apart=True) as looking:
        begun = looking._begun
    assert begun.returncode is not None
