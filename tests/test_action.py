"""What the action makes of its inputs: its script is run, with a program that tells how it was called."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import yaml

ACTION = yaml.safe_load((Path(__file__).parents[1] / "action.yml").read_text("utf-8"))
(STEP,) = [step for step in ACTION["runs"]["steps"] if step.get("id") == "run"]
PROGRAM = """#!/bin/sh
printf '%s|' "$@" "database=${DATABASE_URL-unset}" >> "$CALLS"
echo >> "$CALLS"
echo the report
exit "${CODE:-0}"
"""
DEFAULTS = {name: str(one["default"]) for name, one in ACTION["inputs"].items()}
DATABASE = "postgresql://h/d"


@pytest.fixture
def act(tmp_path):
    """Runs the step with some inputs; what it was called with is in ``calls``."""
    program = tmp_path / "pyplots-sync" / "bin" / "pyplots-sync"
    program.parent.mkdir(parents=True)
    program.write_text(PROGRAM)
    program.chmod(0o755)

    def run(code=0, **inputs):
        values = DEFAULTS | {"database-url": DATABASE, "migrate": "false"} | inputs
        calls, outputs = tmp_path / "calls", tmp_path / "outputs"
        for file in (calls, outputs):
            file.write_text("")
        environment = {}
        for name, source in STEP["env"].items():
            asked = source.removeprefix("${{ inputs.").removesuffix(" }}")
            environment[name] = values[asked]
        done = subprocess.run(
            # as GitHub runs it (its docs, workflow syntax, `shell: bash`)
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEP["run"]],
            env=environment
            | {
                "PATH": "/usr/bin:/bin",
                "RUNNER_TEMP": str(tmp_path),
                "GITHUB_OUTPUT": str(outputs),
                "CALLS": str(calls),
                "CODE": str(code),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        run.outputs = outputs.read_text()
        run.printed = done.stdout
        run.code = done.returncode
        return [line.rstrip("|").split("|") for line in calls.read_text().splitlines()]

    return run


COMMON = ["--repo", ".", "--format", "text"]
SAID = f"database={DATABASE}"


@pytest.mark.parametrize("command", ["diff", "run", "resync"])
@pytest.mark.parametrize(("name", "option"), [("keep-going", "--keep-going"), ("force", "--force")])
@pytest.mark.parametrize("value", ["true", "false", "", "True", "1", "yes", "$(touch x)"])
def test_only_true_is_true(act, command, name, option, value):
    (call,) = act(command=command, **{name: value})
    assert call == [command, *COMMON, *[option] * (value == "true"), SAID]


def test_both_and_none(act):
    assert act(command="run") == [["run", *COMMON, SAID]]
    both = act(command="run", force="true", **{"keep-going": "true"})
    assert both == [["run", *COMMON, "--keep-going", "--force", SAID]]


@pytest.mark.parametrize("value", ["true", "false", "", "yes"])
@pytest.mark.parametrize("command", ["diff", "run", "resync", "validate"])
def test_it_is_migrated_before_what_writes_unless_that_is_declined(act, command, value):
    calls = act(command=command, migrate=value)
    migration = ["db", "upgrade", "--repo", ".", SAID]
    is_migrated = value == "true" and command in ("run", "resync")
    assert calls == [migration] * is_migrated + [[command, *COMMON, SAID]]


def test_a_migration_that_fails_ends_it(act):
    assert len(act(code=1, command="run", migrate="true")) == 1
    assert act.code == 1


@pytest.mark.parametrize("migrate", ["true", "false"])
def test_the_embedded_database_is_asked_for_by_name(act, migrate):
    calls = act(command="run", migrate=migrate, **{"database-url": "embedded"})
    named = ["--database", "embedded", "database=unset"]
    migration = ["db", "upgrade", "--repo", ".", *named]
    assert calls == [migration] * (migrate == "true") + [["run", *COMMON, *named]]


def test_validate_takes_none_of_it(act):
    inputs = {"keep-going": "true", "force": "true", "database-url": "embedded"}
    assert act(command="validate", **inputs) == [["validate", *COMMON, "database=unset"]]


def test_the_report_is_printed_and_kept_and_its_code_is_the_steps(act):
    for code in (0, 3, 5):
        act(code=code, command="run", format="json", **{"repo-path": "a b"})
        assert act.code == code
        assert act.printed == "the report\n"
        path = act.outputs.removeprefix("report=").strip()
        assert Path(path).read_text() == "the report\n"


def test_values_are_words_whatever_they_hold(act):
    (call,) = act(command="run", format='"; exit 0; #', **{"repo-path": "a b; $(touch x) *"})
    assert call == ["run", "--repo", "a b; $(touch x) *", "--format", '"; exit 0; #', SAID]


def test_the_defaults_do_no_harm():
    assert {name: DEFAULTS[name] for name in ("command", "keep-going", "force", "migrate")} == {
        "command": "diff", "keep-going": "false", "force": "false", "migrate": "true",
    }  # fmt: skip
