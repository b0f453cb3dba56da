"""git is asked with everything disarmed, and a checkout that it cannot list ends the command."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from sync.sources.files.git import CheckoutError
from sync.sources.files.reader import Reader
from sync.sources.files.tree import list_tree

SPEC_FILE = "specs/bar-basic.md"


@pytest.fixture
def validate(repository, make_command):
    command = make_command(repository, None)
    return lambda *arguments: command("validate", *arguments)


@pytest.fixture
def hashed(monkeypatch):
    """The paths whose content was hashed, in order."""
    paths: list[str] = []
    original = Reader.blob_id

    def blob_id(self, path, *rest):
        paths.append(path)
        return original(self, path, *rest)

    monkeypatch.setattr(Reader, "blob_id", blob_id)
    return paths


def settle(repository) -> None:
    """Let every file be older than the index, as in any checkout that is not a moment old."""
    for folder in ("plots", "specs"):
        for path in (repository.root / folder).rglob("*"):
            os.utime(path, (1_700_000_000, 1_700_000_000))
    repository.git("update-index", "--refresh", "-q")


class TestNothingOfACheckoutIsRun:
    @pytest.mark.parametrize("kind", ["clean", "process", "smudge"])
    @pytest.mark.parametrize("where", ["repository", "included", "user"])
    def test_filters(self, repository, validate, tmp_path, monkeypatch, kind, where):
        marker, command = armed(tmp_path)
        setting = f"filter.evil.{kind}"
        if where == "repository":
            repository.git("config", setting, str(command))
        elif where == "included":
            repository.write("team.gitconfig", f'[filter "evil"]\n\t{kind} = {command}\n')
            repository.git("config", "include.path", "../team.gitconfig")
        else:
            monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
            (tmp_path / "gitconfig").write_text(f'[filter "evil"]\n\t{kind} = {command}\n')
        repository.write(".gitattributes", "* filter=evil\n")
        repository.spec("bar-basic", "Changed")
        os.utime(repository.root / "specs/scatter-basic.md")
        assert validate().code == 0
        assert not marker.exists()
        # the same question asked of plain git does run it
        if kind == "clean":
            repository.git("ls-files", "--modified")
            assert marker.exists()

    @pytest.mark.parametrize(
        "setting",
        ["core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "diff.external",
         "core.askPass", "credential.helper", "core.alternateRefsCommand", "alias.ls-files",
         "alias.rev-parse", "uploadpack.packObjectsHook", "core.gitProxy"],
    )  # fmt: skip
    def test_commands_of_the_configuration(self, repository, validate, tmp_path, setting):
        marker, command = armed(tmp_path)
        shell = "!" if setting.startswith("alias.") else ""
        repository.git("config", setting, f"{shell}{command}")
        repository.spec("bar-basic", "Changed")
        assert validate().code == 0
        assert not marker.exists()

    def test_hooks(self, repository, validate, tmp_path):
        marker, command = armed(tmp_path)
        hooks = repository.root / "hooks"
        hooks.mkdir()
        for name in ("post-index-change", "post-checkout", "fsmonitor-watchman", "pre-auto-gc"):
            shutil.copy(command, hooks / name)
        repository.git("config", "core.hooksPath", str(hooks))
        repository.spec("bar-basic", "Changed")
        assert validate().code == 0
        assert not marker.exists()

    def test_a_partial_clone_fetches_nothing(self, repository, make_command, tmp_path):
        marker, command = armed(tmp_path)
        repository.git("config", "core.repositoryFormatVersion", "1")
        repository.git("config", "extensions.partialClone", "origin")
        repository.git("config", "remote.origin.url", f"ext::{command}")
        repository.git("config", "remote.origin.promisor", "true")
        repository.git("config", "protocol.ext.allow", "always")
        # what git needs of a sparse index is not there
        repository.git(
            "sparse-checkout", "set", "--cone", "--sparse-index", "specs", "plots/seaborn"
        )
        objects = repository.root / ".git/objects"
        for folder in objects.glob("??"):
            shutil.rmtree(folder)
        outcome = make_command(repository, None)("validate")
        assert ("file-not-checked-out", "plots/matplotlib") in [
            (found["code"], found["path"]) for found in outcome.document["problems"]
        ]
        assert not marker.exists()

    def test_a_bare_repository_in_a_subfolder_is_never_used(
        self, repository, make_repository, make_command, tmp_path
    ):
        marker, command = armed(tmp_path)
        inner = make_repository(repository.root / "catalogue", git=False)
        inner.libraries()
        inner.spec("line-basic")
        inner.implementation("line-basic")
        subprocess.run(["git", "init", "-q", "--bare", inner.root], check=True)
        for name in ("filter.evil.clean", "core.fsmonitor"):
            subprocess.run(
                ["git", "--git-dir", inner.root, "config", name, str(command)], check=True
            )
        for name, value in (("core.bare", "false"), ("core.worktree", str(inner.root))):
            subprocess.run(["git", "--git-dir", inner.root, "config", name, value], check=True)
        inner.write(".gitattributes", "* filter=evil\n")
        commit = repository.commit()
        outcome = make_command(inner, None)("validate")
        assert not marker.exists()
        assert (outcome.code, outcome.document["commit"]) == (0, commit)
        assert outcome.document["sources"]["files"]["implementations"] == 1

    @pytest.mark.parametrize("path", ["", ".", "bin", "{root}/bin", "{root}", "{link}"])
    def test_a_git_among_the_files_is_not_the_git_that_is_asked(
        self, repository, validate, tmp_path, monkeypatch, path
    ):
        marker, command = armed(tmp_path)
        for folder in ("", "bin/"):
            repository.write(f"{folder}git")
            shutil.copy(command, repository.root / f"{folder}git")
        (tmp_path / "link").symlink_to(repository.root / "bin")
        added = path.format(root=repository.root, link=tmp_path / "link")
        monkeypatch.setenv("PATH", f"{added}:{os.environ['PATH']}")
        monkeypatch.chdir(repository.root)
        assert validate().code == 0
        assert not marker.exists()

    @pytest.mark.parametrize(
        "name",
        ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR",
         "GIT_EXEC_PATH", "GIT_EXTERNAL_DIFF", "GIT_CONFIG", "GIT_ATTR_SOURCE", "GIT_NAMESPACE",
         "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CEILING_DIRECTORIES", "GIT_SSH_COMMAND"],
    )  # fmt: skip
    def test_the_environment_of_a_hook_points_nowhere(
        self, repository, validate, tmp_path, monkeypatch, name
    ):
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
        outcome = validate()
        assert outcome.code == 0
        assert outcome.document["sources"]["files"]["specs"] == 2

    @pytest.mark.parametrize("name", ["GIT_TRACE", "GIT_TRACE2_EVENT", "GIT_TRACE_SETUP"])
    def test_no_trace_is_written(self, validate, tmp_path, monkeypatch, name):
        monkeypatch.setenv(name, str(tmp_path / "trace"))
        validate()
        assert not (tmp_path / "trace").exists()

    def test_settings_of_another_call_do_not_count(self, repository, validate, monkeypatch):
        repository.write(SPEC_FILE.replace("bar", "draft"), "# nothing\n")
        excludes = repository.write("../excludes", "draft-basic.md\n")
        monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
        monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.excludesFile")
        monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(excludes))
        assert "spec-no-title" in validate().codes or "spec-no-data" in validate().codes


class TestWhatIsHashed:
    def test_nothing_of_an_unchanged_checkout(self, repository, hashed):
        settle(repository)
        tree = list_tree(repository.root)
        assert hashed == []
        listed = repository.git("ls-files", "-s", "--", "plots/matplotlib", "specs")
        for line in listed.splitlines():
            head, path = line.split("\t")
            assert tree.files[path] == head.split()[1]

    def test_only_what_changed(self, repository, hashed):
        settle(repository)
        repository.spec("bar-basic", "Changed")
        tree = list_tree(repository.root)
        assert hashed == [SPEC_FILE]
        data = (repository.root / SPEC_FILE).read_bytes()
        assert tree.files[SPEC_FILE] == hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()

    def test_a_change_of_the_same_size_and_time_is_seen(self, repository):
        settle(repository)
        path = repository.root / SPEC_FILE
        before, blob = path.stat(), list_tree(repository.root).files[SPEC_FILE]
        data = path.read_bytes()
        path.write_bytes(data.swapcase())
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert list_tree(repository.root).files[SPEC_FILE] != blob

    def test_a_file_that_git_wrote_with_other_ends_of_lines_is_unchanged(self, repository, hashed):
        repository.git("config", "core.autocrlf", "true")
        settle(repository)
        before = list_tree(repository.root).files
        path = repository.root / SPEC_FILE
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
        assert list_tree(repository.root).files == before
        assert hashed == [SPEC_FILE]

    def test_a_repository_of_sha256_without_a_commit(self, make_repository, tmp_path):
        made = make_repository(tmp_path / "new", git=False)
        made.git("init", "--quiet", "--object-format=sha256")
        path = made.spec("bar-basic")
        data = (made.root / path).read_bytes()
        tree = list_tree(made.root)
        assert tree.files == {path: hashlib.sha256(b"blob %d\0" % len(data) + data).hexdigest()}


def armed(folder: Path) -> tuple[Path, Path]:
    """A command, and the file that comes to be once it is run."""
    marker, command = folder / "executed", folder / "command"
    command.write_text(f"#!/bin/sh\ntouch {marker}\nexec cat\n")
    command.chmod(0o755)
    return marker, command


def _corrupt_index(root: Path) -> None:
    (root / ".git/index").write_bytes(b"not an index" * 10)


def _empty_index(root: Path) -> None:
    (root / ".git/index").write_bytes(b"")


def _unknown_format(root: Path) -> None:
    config = root / ".git/config"
    config.write_text(
        config.read_text().replace("repositoryformatversion = 0", "repositoryformatversion = 99")
    )


def _unknown_extension(root: Path) -> None:
    _unknown_format(root)
    config = root / ".git/config"
    config.write_text(config.read_text().replace("99", "1") + "[extensions]\n\tunheardOf = 1\n")


def _no_head(root: Path) -> None:
    (root / ".git/HEAD").unlink()


def _broken_config(root: Path) -> None:
    (root / ".git/config").write_text("[core\n")


def _other_files(root: Path) -> None:
    subprocess.run(["git", "config", "core.worktree", "/"], cwd=root, check=True)


def _marked_bare(root: Path) -> None:
    subprocess.run(["git", "config", "core.bare", "true"], cwd=root, check=True)


def _lost_worktree(root: Path) -> None:
    shutil.rmtree(root / ".git")
    (root / ".git").write_text("gitdir: /nowhere/.git/worktrees/x\n")


BREAKS = [
    _corrupt_index, _empty_index, _unknown_format, _unknown_extension, _no_head,
    _broken_config, _other_files, _marked_bare, _lost_worktree,
]  # fmt: skip


class TestACheckoutThatCannotBeListed:
    @pytest.mark.parametrize("spoil", BREAKS)
    def test_it_ends_the_command_and_says_what_to_do(self, repository, validate, spoil):
        repository.write(".gitignore", "specs/draft.md\n")
        repository.write("specs/draft.md", "nothing\n")
        spoil(repository.root)
        outcome = validate()
        assert (outcome.code, outcome.codes) == (1, ["git-unavailable"])
        assert "git" in outcome.document["problems"][0]["hint"]

    def test_every_command_that_looks_at_the_files(self, sync, repository, database):
        sync("run")
        before = database.dump("sync_runs")
        _corrupt_index(repository.root)
        for command in (["diff"], ["run", "--keep-going", "--force"], ["resync", "--keep-going"],
                        ["purge", "bar-basic", "--yes"]):  # fmt: skip
            outcome = sync(*command)
            assert (outcome.code, outcome.codes) == (1, ["git-unavailable"]), command
        assert database.dump("sync_runs") == before
        outcome = sync("health")
        assert outcome.code == 1
        (drift,) = [c for c in outcome.document["checks"] if c["name"] == "drift"]
        assert drift["status" if "status" in drift else "state"] == "alert"
        assert "git cannot list the files" in drift["message"]

    def test_without_git_a_checkout_is_not_walked(self, repository, validate, monkeypatch):
        monkeypatch.setenv("PATH", "/nonexistent")
        outcome = validate()
        assert (outcome.code, outcome.codes) == (1, ["git-unavailable"])
        assert "install git" in outcome.document["problems"][0]["hint"]

    def test_without_git_a_folder_that_is_no_checkout_is_walked(
        self, repository, validate, monkeypatch
    ):
        shutil.rmtree(repository.root / ".git")
        monkeypatch.setenv("PATH", "/nonexistent")
        assert validate().code == 0

    def test_an_empty_git_folder_is_no_checkout(self, repository, validate):
        shutil.rmtree(repository.root / ".git")
        (repository.root / ".git").mkdir()
        assert validate().code == 0

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a checkout to others")
    def test_a_checkout_of_another_user_and_the_remedy(self, repository, validate, monkeypatch):
        for path in [repository.root, *repository.root.rglob("*")]:
            os.chown(path, 33, 33, follow_symlinks=False)
        outcome = validate()
        assert (outcome.code, outcome.codes) == (1, ["git-unavailable"])
        assert outcome.document["problems"][0]["hint"].endswith(
            f"`git config --global --add safe.directory {repository.root}`"
        )
        with pytest.raises(CheckoutError):
            list_tree(repository.root)
        monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
        monkeypatch.setenv("GIT_CONFIG_KEY_0", "safe.directory")
        monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(repository.root))
        assert validate().code == 0
        monkeypatch.setenv("GIT_CONFIG_COUNT", "0")
        monkeypatch.setenv("GIT_CONFIG_PARAMETERS", f"'safe.directory'='{repository.root}'")
        assert validate().code == 0

    @pytest.mark.skipif(os.geteuid() != 0, reason="nothing is unreadable to root, who plays others")
    @pytest.mark.parametrize("name", [".gitignore", "plots/.gitignore", ".git/info/exclude"])
    def test_ignore_rules_that_cannot_be_read(
        self, make_repository, make_command, monkeypatch, name
    ):
        # what root has there is nobody else's
        monkeypatch.setenv("HOME", "/nonexistent")
        with tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(0o755)
            repository = make_repository(Path(folder, "catalogue"))
            repository.spec("bar-basic")
            repository.implementation("bar-basic")
            repository.write(name, "*_old.py\n").chmod(0)
            repository.implementation("bar-basic", variant="draft_old")
            for path in [repository.root, *repository.root.rglob("*")]:
                os.chown(path, 33, 33)
            os.seteuid(33)
            try:
                outcome = make_command(repository, None)("validate")
            finally:
                os.seteuid(0)
        assert (outcome.code, outcome.codes) == (1, ["git-unavailable"])
        assert f"'{name}'" in outcome.document["problems"][0]["message"]


class TestWhatIsNoFile:
    @pytest.mark.parametrize("git", [True, False])
    @pytest.mark.parametrize(
        "path", ["specs/new-basic.md", "plots/pipe", "plots/matplotlib/bar/bar-basic/new.py"]
    )
    def test_a_pipe_is_reported(self, repository, validate, git, path):
        if not git:
            shutil.rmtree(repository.root / ".git")
        os.mkfifo(repository.root / path)
        outcome = validate()
        assert outcome.codes == ["file-not-regular"]
        assert outcome.document["problems"][0]["path"] == path

    @pytest.mark.parametrize("kind", ["pipe", "link", "folder", "repository"])
    def test_what_git_ignores_is_passed_over(self, repository, validate, kind):
        repository.write(".gitignore", "plots/local*\n")
        path = repository.root / "plots/local"
        if kind == "pipe":
            os.mkfifo(path)
        elif kind == "link":
            path.symlink_to("/etc/passwd")
        elif kind == "repository":
            subprocess.run(["git", "init", "-q", path], check=True)
        else:
            path.mkdir()
            (path / "link").symlink_to("/")
            os.mkfifo(path / "pipe")
        assert validate().codes == []

    @pytest.mark.parametrize("git", [True, False])
    @pytest.mark.parametrize("path", ["plots/_drafts/x.py", "plots/.cache/x", "specs/_new.md"])
    def test_a_link_is_an_error_also_where_files_are_passed_over(
        self, repository, validate, git, path
    ):
        if not git:
            shutil.rmtree(repository.root / ".git")
        (repository.root / path).parent.mkdir(parents=True, exist_ok=True)
        (repository.root / path).symlink_to("/etc/passwd")
        assert validate().codes == ["file-link"]

    def test_a_file_that_replaces_a_link_is_read(self, repository, validate):
        path = repository.root / SPEC_FILE
        text = path.read_text()
        path.unlink()
        path.symlink_to("scatter-basic.md")
        repository.commit()
        assert "file-link" in validate().codes
        path.unlink()
        path.write_text(text)
        assert validate().codes == []
        # git writes a link as a file of its target, where links are not to be had
        path.write_text("scatter-basic.md")
        assert "file-link" in validate().codes

    def test_a_folder_swapped_for_a_link_after_the_listing_is_not_followed(
        self, repository, tmp_path
    ):
        path = "plots/matplotlib/bar/bar-basic/default.py"
        tree = list_tree(repository.root)
        assert tree.reader.read("plots/matplotlib/scatter/scatter-basic/default.py", 100)
        repository.move("plots/matplotlib/bar", "../elsewhere")
        (repository.root / "plots/matplotlib/bar").symlink_to(tmp_path / "elsewhere")
        with pytest.raises(Exception, match="symbolic link"):
            tree.reader.read(path, 100)


def test_every_state_of_a_file_is_listed_as_without_git(repository):
    folder = "plots/matplotlib/scatter/scatter-basic"
    for name in ("staged", "deleted", "staged_away", "assumed", "skipped", "touched", "again"):
        repository.write(f"{folder}/{name}.py", f"# {name}\n")
    repository.write(f"{folder}/odd\r\n\tname\u00e9.py", "# odd\n")
    repository.commit()
    settle(repository)
    repository.write(f"{folder}/staged.py", "# once more\n")
    repository.git("add", "--all")
    repository.write(f"{folder}/again.py", "# staged\n")
    repository.git("add", f"{folder}/again.py")
    repository.write(f"{folder}/again.py", "# and changed\n")
    repository.remove(f"{folder}/deleted.py")
    repository.git("rm", "-q", f"{folder}/staged_away.py")
    repository.git("update-index", "--assume-unchanged", f"{folder}/assumed.py")
    repository.git("update-index", "--skip-worktree", f"{folder}/skipped.py")
    for name in ("assumed", "skipped"):
        repository.write(f"{folder}/{name}.py", "# seen all the same\n")
    repository.write(f"{folder}/meant.py", "# to be added\n")
    repository.git("add", "--intent-to-add", f"{folder}/meant.py")
    repository.write(f"{folder}/new.py", "# untracked\n")
    os.utime(repository.root / f"{folder}/touched.py")
    listed = list_tree(repository.root)
    (repository.root / ".git").rename(repository.root.parent / "git-elsewhere")
    walked = list_tree(repository.root)
    assert listed.files == walked.files
    assert listed.problems == walked.problems == ()
    assert f"{folder}/odd\r\n\tname\u00e9.py" in listed.files


def test_a_conflict_that_git_knows_of_is_read_from_the_working_tree(repository, validate):
    repository.git("checkout", "-q", "-b", "one")
    repository.spec("bar-basic", "One")
    repository.commit()
    repository.git("checkout", "-q", "-b", "two", "HEAD~1")
    repository.spec("bar-basic", "Two")
    repository.commit()
    subprocess.run(["git", "merge", "-q", "one"], cwd=repository.root, check=False)
    outcome = validate()
    assert outcome.code == 1
    (conflict,) = [p for p in outcome.document["problems"] if p["code"] == "file-conflict"]
    assert (conflict["path"], conflict["line"]) == (SPEC_FILE, 1)
