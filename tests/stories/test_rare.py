"""Situations that are rare, and each has a guard: the guard is what is tested."""

from __future__ import annotations

import pytest

PATH = "plots/seaborn/scatter/scatter-basic/default.py"
ROW = "scatter-basic/seaborn/default"
REVIEW = "## AI Review\n\n**Score:** 92/100\n\n### Verdict: APPROVED\n"


@pytest.mark.parametrize("is_edited", [False, True])
@pytest.mark.parametrize("library", ["seabron", "somethingelse"])
def test_a_file_that_moved_into_a_library_that_is_none(
    sync, repository, database, library, is_edited
):
    """Neither its content nor its path is known any more; spec and variant still name its row."""
    sync("run")
    before = database.dump("sync_runs")
    moved = PATH.replace("seaborn", library)
    repository.move(PATH, moved)
    if is_edited:
        repository.write(moved, '"""Another one."""\n')
    outcome = sync("run", "--keep-going")
    assert (outcome.code, outcome.codes) == (3, ["library-unknown"])
    assert database.dump("sync_runs") == before


def test_a_file_that_moved_within_one_that_is_none_names_too_little(sync, repository):
    """With another spec and variant, and another content, it is somebody else's."""
    sync("run")
    repository.remove(PATH)
    repository.write("plots/seabron/bar/bar-basic/dark.py", "# new\n")
    outcome = sync("run", "--keep-going")
    assert list(outcome.changes) == [f"delete implementation {ROW}"]


@pytest.mark.parametrize(
    "flags",
    [["--skip-worktree"], ["--assume-unchanged"], ["--skip-worktree", "--assume-unchanged"]],
)
def test_a_file_that_git_was_told_to_pass_over(sync, repository, database, flags):
    """Skipped it is not checked out, and not gone; only taken for unchanged it is gone."""
    sync("run")
    before = database.dump("sync_runs")
    for flag in flags:
        repository.git("update-index", flag, PATH)
    repository.write(PATH, '"""Edited."""\n')
    assert list(sync("diff").changes) == [f"update implementation {ROW}"]
    repository.remove(PATH)
    outcome = sync("run", "--keep-going")
    if "--skip-worktree" in flags:
        assert outcome.codes == ["file-not-checked-out"]
        assert database.dump("sync_runs") == before
    else:
        assert list(outcome.changes) == [f"delete implementation {ROW}"]


@pytest.fixture
def queued(database):
    return lambda: database.execute("SELECT spec_id, priority FROM promotion_queue ORDER BY 1")


class TestFirst:
    """What a first load brings in is nothing new; the first of what follows is."""

    @pytest.fixture
    def reviewed(self, github):
        github.comment(github.issue("[scatter-basic] matplotlib implementation"), REVIEW)

    def test_a_first_load(self, sync, reviewed, queued):
        sync("run")
        assert queued() == []

    def test_specs_are_there_and_the_first_implementation_arrives_tested(
        self, sync, reviewed, repository, queued
    ):
        code = {}
        for path in (repository.root / "plots").rglob("*.py"):
            code[path] = path.read_bytes()
            path.unlink()
        assert sync("run").code == 0
        for path, content in code.items():
            path.write_bytes(content)
        assert sync("run").code == 0
        assert queued() == [("scatter-basic", "high")]

    def test_implementations_are_there_whose_specs_another_program_wrote(
        self, sync, reviewed, database, queued
    ):
        database.execute(
            "INSERT INTO specs (id, title, data_requirements) VALUES ('scatter-basic', 'T', '[]')"
        )
        sync("run")
        assert queued() == [("scatter-basic", "high")]


@pytest.mark.parametrize("origin", ["human", "ai"])
def test_a_tag_that_the_file_declared_and_declares_no_more_goes(sync, repository, database, origin):
    """Of either origin: it was the file's."""
    text = (
        "title: T\ndescription: D\ndata_requirements: [{name: x}]\n"
        f"tags: [kept, {{tag: gone, created_by: {origin}}}]\n"
    )
    repository.remove("specs/bar-basic.md")
    repository.write("specs/bar-basic.yaml", text)
    sync("run")
    database.execute(
        "INSERT INTO tags (spec_id, tag, created_by) VALUES ('bar-basic', 'theirs', 'ai')"
    )
    repository.write("specs/bar-basic.yaml", text.replace(", {", "] # {"))
    sync("run")
    tags = database.execute("SELECT tag FROM tags WHERE spec_id = 'bar-basic' ORDER BY 1")
    assert [tag for (tag,) in tags] == ["kept", "theirs"]


def test_a_spec_that_comes_back_unchanged_is_switched_on_again(sync, repository):
    sync("run")
    content = (repository.root / "specs/bar-basic.md").read_bytes()
    repository.remove("specs/bar-basic.md")
    repository.remove("plots/matplotlib/bar/bar-basic/default.py")
    assert "deactivate spec bar-basic" in sync("run").changes
    repository.write("specs/bar-basic.md", content)
    assert "reactivate spec bar-basic" in sync("run").changes


def test_an_error_comes_before_a_refusal(sync, repository, database):
    """What is invalid ends the run (exit 1); where that is passed over, the plan is judged."""
    sync("run")
    before = database.dump("sync_runs")
    for path in (repository.root / "plots").rglob("*.py"):
        path.unlink()
    repository.remove("plots/libraries.yaml")
    repository.write("specs/broken.md", "no title")
    assert (sync("run").code, sync("run", "--keep-going").code) == (1, 5)
    assert (sync("diff").code, sync("diff", "--keep-going").code) == (1, 3)
    assert database.dump("sync_runs") == before
    assert sync("run", "--keep-going", "--force").code == 3
    assert database.dump("sync_runs") != before
