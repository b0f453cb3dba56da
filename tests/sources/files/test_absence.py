"""What a file says that cannot be read, stays: nothing is taken away that may only be out of place."""

from __future__ import annotations

import os
import shutil

import pytest

PATH = "plots/seaborn/scatter/scatter-basic/default.py"


def _move(new):
    return lambda repository: repository.move(PATH, new)


def _link(repository):
    path = repository.root / PATH
    path.rename(path.with_name("_moved.py"))
    path.symlink_to("_moved.py")


def _linked_folder(name):
    def spoil(repository):
        repository.move(name, "../elsewhere")
        (repository.root / name).symlink_to(repository.root.parent / "elsewhere")

    return spoil


def _sparse(repository):
    repository.git("update-index", "--skip-worktree", PATH)
    repository.remove(PATH)


def _sparse_folder(repository):
    repository.git(
        "sparse-checkout", "set", "--cone", "--sparse-index", "specs", "plots/matplotlib"
    )


def _pipe(repository):
    repository.remove(PATH)
    os.mkfifo(repository.root / PATH)


def _content(content):
    return lambda repository: repository.write(PATH, content)


def _without_spec(repository):
    repository.remove("specs/scatter-basic.md")
    repository.remove("plots/matplotlib/scatter/scatter-basic/default.py")


SPOILT = {
    "another case": _move("plots/Seaborn/scatter/scatter-basic/default.py"),
    "a bad variant": _move("plots/seaborn/scatter/scatter-basic/De-fault.py"),
    "a missing level": _move("plots/seaborn/scatter-basic/default.py"),
    "another ending": _move(PATH + ".txt"),
    "a backup": _move(PATH + "~"),
    "an ending in capitals": _move(PATH[:-3] + ".PY"),
    "a link": _link,
    "a linked library": _linked_folder("plots/seaborn"),
    "a linked spec folder": _linked_folder("plots/seaborn/scatter"),
    "sparse": _sparse,
    "a sparse folder": _sparse_folder,
    "a pipe": _pipe,
    "a conflict": _content("<<<<<<< HEAD\n=======\n>>>>>>> x\n"),
    "an LFS pointer": _content("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
    "a NUL": _content("\0"),
    "too large": _content("#" * ((5 << 20) + 1)),
}


@pytest.fixture
def unlisted(repository):
    """A catalogue whose directories register themselves; seaborn has one file."""
    repository.remove("plots/libraries.yaml")
    repository.commit()
    return repository


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_library_whose_only_file_says_nothing_sound_stays(sync, unlisted, database, spoil):
    assert sync("run").code == 0
    before = database.dump("sync_runs")
    spoil(unlisted)
    assert sync("run").code == 1
    assert sync("run", "--keep-going").code == 3
    assert database.dump("sync_runs") == before


@pytest.mark.parametrize("git", [True, False])
def test_linked_plots_leave_every_library(sync, unlisted, database, git):
    assert sync("run").code == 0
    before = database.dump("sync_runs")
    if not git:
        shutil.rmtree(unlisted.root / ".git")
    _linked_folder("plots")(unlisted)
    assert sync("run", "--keep-going", "--force").code == 3
    assert database.dump("sync_runs") == before


def test_a_library_without_any_file_is_switched_off(sync, unlisted):
    sync("run")
    unlisted.remove(PATH)
    assert list(sync("run").changes) == [
        "deactivate library seaborn",
        "delete implementation scatter-basic/seaborn/default",
    ]


@pytest.mark.parametrize(
    "new",
    ["libraries.yaml", "libraries.yml", "specs/libraries.yaml", "plots/specs/libraries.yaml",
     "plots/matplotlib/libraries.yaml", "plots/libraries/libraries.yaml", "plots/libraries.yml",
     "plots/Libraries.yaml", "plots/libraries.yaml.bak", "plots/library.yaml"],
)  # fmt: skip
def test_libraries_stay_as_they_are_while_their_list_lies_elsewhere(
    sync, repository, database, new
):
    assert sync("run").code == 0
    before = database.dump("sync_runs")
    repository.move("plots/libraries.yaml", "moved")
    repository.move("moved", new)
    outcome = sync("run", "--keep-going")
    assert outcome.code == 3
    hints = [p["hint"] for p in outcome.document["problems"] if p["code"] == "file-misplaced"]
    assert hints == ["it belongs at plots/libraries.yaml"]
    assert database.dump("sync_runs") == before


SPEC = "specs/scatter-basic.md"


@pytest.mark.parametrize(
    "new",
    ["specs/Scatter-Basic.md", "specs/scatter-basic.md.bak", "specs/scatter-basic.markdown",
     "specs/scatter-basic.md~", "specs/scatter-basic.MD", "specs/scatter-basic.txt",
     "specs/scatter-basic (1).md", "specs/scatter-basic", "plots/scatter-basic.md",
     "scatter-basic.md", "specs/deep/scatter-basic.md"],
)  # fmt: skip
def test_a_spec_in_the_wrong_place_stays_with_all_that_hangs_on_it(sync, repository, database, new):
    sync("run")
    before = database.dump("sync_runs")
    repository.move(SPEC, new)
    outcome = sync("run", "--keep-going")
    assert outcome.code == 3
    assert "implementation-no-spec" not in outcome.codes
    assert database.dump("sync_runs") == before


def test_a_linked_spec_stays_with_all_that_hangs_on_it(sync, repository, database):
    sync("run")
    before = database.dump("sync_runs")
    repository.move(SPEC, "specs/_moved.md")
    (repository.root / SPEC).symlink_to("_moved.md")
    outcome = sync("run", "--keep-going")
    assert (outcome.code, outcome.codes) == (3, ["file-link"])
    assert database.dump("sync_runs") == before


@pytest.mark.parametrize("name", ["specs", "plots"])
def test_a_folder_in_another_case_is_an_error_and_leaves_everything(
    sync, repository, database, name
):
    sync("run")
    before = database.dump("sync_runs")
    repository.move(name, name.title())
    outcome = sync("run", "--keep-going", "--force")
    assert outcome.code == 3
    (found,) = [p for p in outcome.document["problems"] if p["path"] == name.title()]
    assert (found["code"], found["hint"]) == ("file-misplaced", f"rename it to {name}")
    assert database.dump("sync_runs") == before


def test_a_document_in_the_root_that_is_no_spec_of_ours_is_nobodys_business(sync, repository):
    repository.write("code-of-conduct.md", "# Be kind\n")
    assert sync("diff").codes == []
