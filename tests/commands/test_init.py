"""``init``, in repositories of all kinds."""

import json
import os
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from spec_first import catalogue
from sync.cli import cli

PROGRAM = f"someone/pyplots-sync@{'0123456789' * 4}"
WORKFLOWS = [f".github/workflows/pyplots-sync{name}.yml" for name in ("", "-plan", "-comment")]


@pytest.fixture
def bare(make_repository, tmp_path):
    return make_repository(tmp_path / "bare")


def init(repository, *arguments, program=PROGRAM):
    command = ["init", "--repo", str(repository.root), "--format", "json", *arguments]
    if program:
        command += ["--program", program]
    result = CliRunner().invoke(cli, command)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, json.loads(result.stdout)


def files_of(root):
    """Every file with its content, without what git keeps for itself."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(root).parts
    }


def actions(document):
    return {file["path"]: file["action"] for file in document["files"]}


def test_an_empty_repository_becomes_one_that_is_valid(bare, process):
    code, document = init(bare)
    assert (code, document["status"], document["found"]["layouts"]) == (0, "ok", [])
    assert sorted(actions(document)) == sorted(files_of(bare.root))
    assert set(actions(document).values()) == {"create"}
    outcome = process("validate", "--repo", str(bare.root), "--format", "json")
    assert outcome.document["problems"] == []
    assert outcome.document["sources"]["files"]["implementations"] == 1
    for name in WORKFLOWS:
        (job,) = yaml.safe_load((bare.root / name).read_text())["jobs"].values()
        repository, _, ref = PROGRAM.partition("@")
        assert job["uses"].startswith(f"{repository}/.github/workflows/catalogue-")
        assert job["uses"].endswith(f".yml@{ref}")


def test_what_it_writes_is_sound_to_those_who_check_workflows(bare):
    init(bare)
    scripts = Path(sysconfig.get_path("scripts"))
    for command in (
        ["zizmor", "--offline", "--quiet", "--persona=pedantic", ".github"],
        ["check-jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS],
    ):
        done = subprocess.run(
            [scripts / command[0], *command[1:]],
            cwd=bare.root,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_second_call_changes_nothing(bare):
    init(bare)
    before = files_of(bare.root)
    code, document = init(bare, program=f"other/pyplots-sync@{'f' * 40}")
    assert code == 0
    assert set(actions(document).values()) == {"keep"}
    assert files_of(bare.root) == before


def test_a_dry_run_prints_what_would_be_written_and_writes_nothing(bare):
    code, document = init(bare, "--dry-run")
    assert (code, document["dry_run"]) == (0, True)
    assert files_of(bare.root) == {}
    texts = {file["path"]: file["text"].encode() for file in document["files"]}
    init(bare)
    assert files_of(bare.root) == texts
    shown = CliRunner().invoke(
        cli, ["init", "--dry-run", "--repo", str(bare.root), "--program", PROGRAM]
    )
    assert "Everything is there: nothing to do." in shown.stdout


def test_a_catalogue_gets_no_example(repository):
    before = files_of(repository.root)
    _, document = init(repository)
    assert document["found"] == {
        "root": str(repository.root), "branch": "master", "layouts": ["library first"],
        "specs": 2, "implementations": 3,
    }  # fmt: skip
    assert sorted(actions(document)) == sorted([*WORKFLOWS, "pyproject.toml"])
    now = files_of(repository.root)
    assert {path: now[path] for path in before} == before


def test_what_the_metadata_of_a_spec_first_catalogue_say_is_set(bare, process):
    for path, text in catalogue(3, 9):
        bare.write(path, text)
    _, document = init(bare)
    assert document["found"]["layouts"] == ["spec first"]
    table = tomllib.loads((bare.root / "pyproject.toml").read_text())["tool"]["pyplots-sync"]
    assert table == {"scores": "metadata", "previews": "metadata"}
    outcome = process("validate", "--repo", str(bare.root), "--format", "json")
    assert outcome.code == 0


@pytest.mark.parametrize(
    "before",
    [
        b'[project]\nname = "x"\n',
        b'[project]\nname = "x"',
        b'[project]\r\nname = "x"\r\n',
        b"\xef\xbb\xbf[tool.black]\nline-length = 88\n",
        b'[[tool.mypy.overrides]]\nmodule = "x"\n',
        b"# nothing but a comment",
        b"",
    ],
)
def test_the_table_is_added_to_a_file_that_is_there(repository, before):
    repository.write("pyproject.toml", before)
    (repository.root / "pyproject.toml").chmod(0o640)
    _, document = init(repository)
    assert actions(document)["pyproject.toml"] == "extend"
    file = repository.root / "pyproject.toml"
    after = file.read_bytes()
    assert after.startswith(before)
    assert after.count(b"\r\n") == (after.count(b"\n") if b"\r\n" in before else 0)
    assert tomllib.loads(after.decode("utf-8-sig"))["tool"]["pyplots-sync"] == {}
    assert file.stat().st_mode & 0o777 == 0o640
    _, document = init(repository)
    assert actions(document)["pyproject.toml"] == "keep"
    assert file.read_bytes() == after


@pytest.mark.parametrize(
    "before",
    [
        b"[tool.pyplots-sync]\nmin_quality = 70\n",
        b"[tool]\npyplots-sync.min_quality = 70\n",
        b"tool = {black = {}}\n",
    ],
)
def test_a_file_with_a_table_or_without_room_for_one_stays(repository, before):
    repository.write("pyproject.toml", before)
    code, document = init(repository)
    assert (code, actions(document)["pyproject.toml"]) == (0, "keep")
    assert (repository.root / "pyproject.toml").read_bytes() == before


def test_no_link_is_followed(bare, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (bare.root / ".github").symlink_to(outside)
    (bare.root / "plots").symlink_to(outside)
    (bare.root / "pyproject.toml").symlink_to(outside / "pyproject.toml")
    result = CliRunner().invoke(cli, ["init", "--repo", str(bare.root), "--program", PROGRAM])
    assert result.exit_code == 2
    assert "symbolic link" in result.stderr
    (bare.root / "pyproject.toml").unlink()
    code, document = init(bare)
    assert code == 3
    assert {found["code"] for found in document["problems"]} == {"init-blocked"}
    assert len(document["problems"]) == 5
    assert all("symbolic link" in found["message"] for found in document["problems"])
    assert list(outside.iterdir()) == []
    assert sorted(files_of(bare.root)) == ["pyproject.toml"]


def test_a_link_that_leads_nowhere_is_not_written_through(bare, tmp_path):
    bare.write(".github/workflows/x.txt")
    (bare.root / WORKFLOWS[0]).symlink_to(tmp_path / "elsewhere")
    code, document = init(bare)
    assert code == 3
    assert [found["path"] for found in document["problems"]] == [WORKFLOWS[0]]
    assert not (tmp_path / "elsewhere").exists()
    assert (bare.root / WORKFLOWS[1]).is_file()


def test_what_stands_in_the_way_holds_back_its_own_file_alone(bare):
    bare.write(".github", "a file")
    (bare.root / "pyproject.toml").write_text("")
    code, document = init(bare)
    assert code == 3
    assert [found["path"] for found in document["problems"]] == WORKFLOWS
    assert (bare.root / "plots/specs/scatter-basic.md").is_file()
    assert (bare.root / ".github").read_text() == "a file"


def test_another_file_that_calls_ours_is_enough(bare):
    bare.write(
        ".github/workflows/ci.yml",
        f"jobs:\n  x:\n    uses: {PROGRAM.replace('@', '/.github/workflows/catalogue-plan.yml@')}\n",
    )
    _, document = init(bare)
    (plan,) = [file for file in document["files"] if file["path"] == WORKFLOWS[1]]
    assert plan["action"] == "keep"
    assert ".github/workflows/ci.yml" in plan["what"]
    assert not (bare.root / WORKFLOWS[1]).exists()
    assert (bare.root / WORKFLOWS[0]).is_file()


@pytest.mark.parametrize(
    ("prepare", "branch"),
    [
        (["branch", "--move", "trunk"], "trunk"),
        (["branch", "main"], "main"),
        (["update-ref", "refs/remotes/origin/release", "HEAD"], "master"),
        (["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/live"], "live"),
        # what GitHub would take for a pattern
        (["branch", "--move", "a!b"], "main"),
    ],
)
def test_the_workflows_are_about_the_default_branch(repository, prepare, branch):
    repository.git(*prepare)
    _, document = init(repository)
    assert document["found"]["branch"] == branch
    on = yaml.safe_load((repository.root / WORKFLOWS[0]).read_text())[True]
    assert on["push"]["branches"] == [branch]


def test_where_there_is_no_repository_it_says_so(tmp_path, process):
    outcome = process("init", "--repo", str(tmp_path), "--program", PROGRAM)
    assert outcome.code == 2
    assert "git init" in outcome.errors
    assert list(tmp_path.glob("*.toml")) == []


def test_a_folder_of_a_repository_is_not_its_root(repository, process):
    below = repository.root / "below"
    below.mkdir()
    outcome = process("init", "--repo", str(below), "--program", PROGRAM)
    assert outcome.code == 2
    assert f"--repo {repository.root}" in outcome.errors


@pytest.mark.parametrize(
    "program", ["x", "a/b", "a/b@", "a/b@c d", "a/b@c\nd: e", "../x@y", "a/b@${{ x }}"]
)
def test_a_program_is_written_as_github_does(bare, process, program):
    outcome = process("init", "--repo", str(bare.root), "--program", program)
    assert outcome.code == 2
    assert files_of(bare.root) == {}


def test_a_checkout_that_git_cannot_list_is_left_alone(repository, process):
    repository.write(".git/index", b"broken")
    before = files_of(repository.root)
    outcome = process(
        "init", "--repo", str(repository.root), "--program", PROGRAM, "--format", "json"
    )
    assert outcome.code == 1
    assert outcome.codes == ["git-unavailable"]
    assert outcome.document["status"] == "failed"
    assert files_of(repository.root) == before


def test_what_was_written_is_told_where_it_cannot_be_printed(bare, process):
    command = f"{sys.executable} -m sync init --repo {bare.root} --program {PROGRAM} > /dev/full"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "this was written, and stays: .github/workflows/pyplots-sync.yml" in done.stderr
    assert (bare.root / "pyproject.toml").is_file()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_in_the_way(bare):
    (bare.root / ".github").mkdir(mode=0o500)
    code, document = init(bare)
    assert code == 3
    assert [found["path"] for found in document["problems"]] == WORKFLOWS


# -- where the program came from


@pytest.fixture
def installed(tmp_path, bare):
    """Runs ``init`` with a package that notes where it came from, as pip does (PEP 610)."""

    def run(noted=None, *, metadata=""):
        info = tmp_path / "site" / "pyplots_sync-0.1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.4\nName: pyplots-sync\nVersion: 0.1.0\n{metadata}"
        )
        if noted is not None:
            (info / "direct_url.json").write_text(json.dumps(noted))
        done = subprocess.run(
            [sys.executable, "-m", "sync", "init", "--repo", bare.root, "--format", "json"],
            env={"PYTHONPATH": f"{info.parent}:{Path(__file__).parents[2]}", "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
        return done.returncode, json.loads(done.stdout)

    return run


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/some-one/py.plots",
        "https://github.com/some-one/py.plots.git",
        "ssh://git@github.com/some-one/py.plots.git",
    ],
)
def test_what_was_installed_from_github_calls_the_same_commit(installed, url):
    noted = {"url": url, "vcs_info": {"vcs": "git", "commit_id": "a" * 40}}
    code, document = installed(noted)
    assert (code, document["program"]) == (0, f"some-one/py.plots@{'a' * 40}")


def test_a_release_calls_its_tag(installed):
    metadata = "Project-URL: Source, https://github.com/some-one/pyplots-sync\n"
    code, document = installed(metadata=metadata)
    assert (code, document["program"]) == (0, "some-one/pyplots-sync@v0.1.0")


def test_a_checkout_calls_its_commit_once_it_is_pushed(installed, repository):
    repository.git("remote", "add", "origin", "git@github.com:some-one/fork.git")
    commit = repository.commit()
    noted = {"url": repository.root.as_uri(), "dir_info": {"editable": True}}
    repository.git("update-ref", "refs/remotes/origin/main", commit)
    assert installed(noted)[1]["program"] == f"some-one/fork@{commit}"


@pytest.mark.parametrize(
    "noted",
    [
        None,
        {"url": "https://example.org/a/b", "vcs_info": {"vcs": "git", "commit_id": "a" * 40}},
        {"url": "https://github.com/a/b", "vcs_info": {"vcs": "git", "commit_id": "main"}},
        {"url": "https://github.com/a/b/c", "vcs_info": {"vcs": "git", "commit_id": "a" * 40}},
        {"url": "file:///nowhere", "dir_info": {}},
    ],
)
def test_where_nobody_knows_it_the_workflows_are_held_back_and_the_rest_is_written(
    installed, bare, noted
):
    code, document = installed(noted)
    assert (code, document["program"]) == (3, None)
    assert {found["code"] for found in document["problems"]} == {"init-program-unknown"}
    assert sorted(actions(document)) == sorted(files_of(bare.root))
    assert "pyproject.toml" in actions(document)


def test_a_checkout_that_was_not_pushed_is_known_to_nobody(installed, repository):
    repository.git("remote", "add", "origin", "https://github.com/some-one/fork")
    repository.commit()
    assert installed({"url": repository.root.as_uri(), "dir_info": {}})[1]["program"] is None
