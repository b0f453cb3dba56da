"""Completion, in the shells themselves."""

import os
import shutil
import subprocess
import sysconfig

import pytest

BASH = """
eval "$(pyplots-sync completion bash)"
COMP_WORDS=(pyplots-sync "$@")
COMP_CWORD=$#
_pyplots_sync_completion pyplots-sync
printf '%s\\n' "${COMPREPLY[@]}"
"""
ZSH = """
autoload -U compinit && compinit -u -D
eval "$(pyplots-sync completion zsh)"
compadd() { print -l -- $completions }
_describe() { for one in $completions_with_descriptions; print -- ${one%%:*} }
words=(pyplots-sync "$@") CURRENT=$(($# + 1))
_pyplots_sync_completion
"""
FISH = """
pyplots-sync completion fish | source
complete --do-complete "pyplots-sync $argv" | string replace --regex '\\t.*' ''
true
"""
SHELLS = {
    "bash": ["bash", "--norc", "-c", BASH, "bash"],
    "zsh": ["zsh", "-f", "-c", ZSH, "zsh"],
    "fish": ["fish", "--no-config", "--command", FISH],
}


@pytest.fixture(params=SHELLS)
def complete(request, repository, tmp_path):
    """What the shell completes the last word to, in the test's repository."""
    if shutil.which(request.param) is None:
        pytest.skip(f"there is no {request.param}")

    def run(*words):
        done = subprocess.run(
            [*SHELLS[request.param], *words],
            cwd=repository.root,
            env={
                "PATH": f"{sysconfig.get_path('scripts')}:{os.environ['PATH']}",
                "HOME": str(tmp_path),
            },
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr == ""
        return [line for line in done.stdout.splitlines() if line]

    return run


def test_commands_and_options_are_completed(complete):
    assert complete("val") == ["validate"]
    assert "--keep-going" in complete("run", "--k")
    assert complete("schema", "lib") == ["libraries"]


def test_spec_ids_come_from_the_files(complete, repository):
    assert complete("catalog", "show", "") == ["bar-basic", "scatter-basic"]
    repository.spec("scatter-3d")
    assert complete("purge", "sc") == ["scatter-3d", "scatter-basic"]
    assert complete("queue", "list", "--spec", "b") == ["bar-basic"]


def test_libraries_come_from_the_files(complete):
    assert complete("catalog", "show", "bar-basic", "--library", "") == ["matplotlib", "seaborn"]


def test_what_a_stranger_named_is_no_word(complete, repository):
    repository.write("specs/bar-$(touch pwned);x.md", "x")
    repository.write("specs/bar-`touch pwned`.md", "x")
    repository.write("plots/evil;ls/a/bar-basic/default.py", "x")
    assert complete("catalog", "show", "bar") == ["bar-basic"]
    assert not list(repository.root.rglob("pwned"))


def test_without_a_catalogue_there_is_nothing_to_complete(complete, repository):
    shutil.rmtree(repository.root / "plots")
    shutil.rmtree(repository.root / "specs")
    assert complete("catalog", "show", "x") == []
