"""What is listed, without git and a database: names, skipped ones, closed places."""

from __future__ import annotations

import hashlib
import os
from types import SimpleNamespace

import pytest

from sync.sources.files.scan import is_skipped
from sync.sources.files.tree import _folders, _is_unchanged, is_under, list_tree


@pytest.mark.parametrize(
    ("path", "places", "is_there"),
    [
        ("a", ["a"], True), ("a/b/c", ["a"], True), ("a/b/c", ["a/b"], True), ("a/b/c", ["a/b/c"], True),
        # as git lists a repository of its own
        ("a/b/c", ["a/b/"], True), ("a/b", ["a/b/"], True),
        ("a/b", ["a/b/c"], False), ("ab", ["a"], False), ("a/bc", ["a/b"], False), ("a", [], False),
        ("b/a", ["a"], False), ("a/b", ["x", "a"], True),
    ],
)  # fmt: skip
def test_a_path_in_a_place(path, places, is_there):
    assert is_under(path, places) is is_there
    assert is_under(path, set(places)) is is_there


def test_every_folder_above():
    assert _folders(["a/b/c.py", "a/d.py", "e"]) == {"a", "a/b", "a/b/c.py", "a/d.py", "e"}
    assert _folders([]) == set()


@pytest.mark.parametrize(
    ("path", "skipped"),
    [
        (".x", True), ("plots/.x", True), ("plots/.x/y.py", True), ("plots/_x.py", True),
        ("plots/__pycache__/x.pyc", True), ("plots/__init__.py", True), ("plots/README.md", True),
        ("README.md", True), ("README.md/x", True),
        ("plots/x_.py", False), ("plots/x.py", False), ("plots/README.mdx", False),
        ("plots/readme.md", False), ("plots/MY-README.md", False), ("plots/README", False),
    ],
)  # fmt: skip
def test_what_is_passed_over_in_silence(path, skipped):
    assert bool(is_skipped(path)) is skipped


FIGURES = ["ctime: 10:1\n  mtime: 20:2", "30", "40"]
"""As git prints what the index has: the times, the inode, the size."""
NOW = {"st_ctime_ns": 10_000_000_001, "st_mtime_ns": 20_000_000_002, "st_ino": 30, "st_size": 40}
LATER = 20_000_000_003


@pytest.mark.parametrize(
    ("change", "index_time", "unchanged"),
    [
        ({}, LATER, True),
        # written in the moment of the index, or after it, it may have changed unseen
        ({}, LATER - 1, False), ({}, LATER - 2, False), ({}, 0, False),
        *(({name: value + by}, LATER * 9, False) for name, value in NOW.items() for by in (-1, 1)),
        # the index keeps 32 bits
        ({"st_ino": 30 + (1 << 32), "st_size": 40 + (1 << 32)}, LATER, True),
        ({"st_size": 40 + (1 << 31)}, LATER, False),
    ],
)  # fmt: skip
def test_a_file_is_as_the_index_has_it(change, index_time, unchanged):
    assert _is_unchanged(FIGURES, SimpleNamespace(**NOW | change), index_time) is unchanged


class TestWithoutGit:
    @pytest.fixture
    def tree(self, tmp_path, monkeypatch):
        monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))

        def of(**files):
            for name, content in files.items():
                file = tmp_path / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
            return list_tree(tmp_path)

        of.root = tmp_path
        return of

    def test_files_of_the_walked_folders_with_the_ids_that_git_would_give(self, tree):
        found = tree(**{
            "plots/a.py": b"x\n", "specs/deep/b.md": b"", "other/c.py": b"", "d.md": b"",
            "plots/_e.py": b"", "plots/.f/g.py": b"",
        })  # fmt: skip
        ids = {"plots/a.py": b"blob 2\0x\n", "specs/deep/b.md": b"blob 0\0"}
        assert found.files == {k: hashlib.sha1(v).hexdigest() for k, v in ids.items()}
        assert (found.commit, found.problems, found.blocked) == (None, (), ())
        assert found.beside == {"plots", "specs", "other", "d.md"}

    def test_nothing_there_is_nothing(self, tree):
        assert tree().files == {}
        assert tree().problems == ()

    @pytest.mark.parametrize("name", ["plots/link.py", "plots/_link.py", "plots/folder", "plots"])
    def test_a_link_closes_its_place(self, tree, name):
        (tree.root / "elsewhere").mkdir()
        (tree.root / name).parent.mkdir(exist_ok=True)
        (tree.root / name).symlink_to(tree.root / "elsewhere")
        found = tree()
        assert [(p.code, p.path) for p in found.problems] == [("file-link", name)]
        assert (found.blocked, found.files) == ((name,), {})

    def test_a_pipe_closes_its_place_unless_it_is_passed_over(self, tree):
        (tree.root / "plots").mkdir()
        os.mkfifo(tree.root / "plots" / "pipe.py")
        os.mkfifo(tree.root / "plots" / ".pipe.py")
        found = tree()
        assert [(p.code, p.path) for p in found.problems] == [("file-not-regular", "plots/pipe.py")]

    @pytest.mark.parametrize(
        ("name", "is_wrong"), [("Plots", True), ("SPECS", True), ("Other", False)]
    )
    def test_a_folder_in_another_case(self, tree, name, is_wrong):
        found = tree(**{f"{name}/a.py": b""})
        told = [("file-misplaced", name, f"rename it to {name.lower()}")] * is_wrong
        assert [(p.code, p.path, p.hint) for p in found.problems] == told
        # and what it should be is closed, too
        assert found.blocked == ((name, name.lower()) if is_wrong else ())

    def test_a_file_in_another_case_is_no_folder(self, tree):
        assert tree(PLOTS=b"").problems == ()
