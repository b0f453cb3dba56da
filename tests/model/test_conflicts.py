"""What a merge, or Git LFS, leaves in a file: each sign on the limit of its form."""

from __future__ import annotations

import pytest

from sync.model.conflicts import conflict_line, is_lfs_pointer

LFS = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<<<<<<< HEAD\n", 1), (">>>>>>> a branch", 1), ("||||||| 1234567\n", 1),
        ("a\n\n<<<<<<< x\nb\n", 3), ("a\n=======\n>>>>>>> x\n", 3), ("<<<<<<<\n", 1), (">>>>>>>", 1),
        # a merge of merges has longer ones, up to a limit
        ("<<<<<<<<<<<<<<< x\n", 1), ("||||||||||||||| x\n", 1), ("<<<<<<<<<<<<<<<< x\n", None),
        ("<<<<<< x\n", None), ("<<<<<<<x\n", None), (" <<<<<<< x\n", None), ("<<<<<<<<\n", None),
        ("|||||||\n", None), ("||||||| a | b\n", None), ("a <<<<<<< x\n", None),
        # it underlines a heading
        ("Title\n=======\n", None), ("", None), ("text\n", None),
        ("<<<<<<<x\n<<<<<<< y\n", 2),
    ],
)  # fmt: skip
def test_the_line_of_the_first_marker(text, line):
    assert conflict_line(text) == line


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (LFS, True), (LFS.replace("git-lfs.github", "hawser.github"), True),
        (LFS.ljust(1023), True), (LFS.ljust(1024), False), (f"\n{LFS}", False),
        (LFS.replace("spec/", "specs/"), False), ("", False),
    ],
)  # fmt: skip
def test_a_pointer_is_short_and_begins_with_its_version(text, is_one):
    assert is_lfs_pointer(text) is is_one
