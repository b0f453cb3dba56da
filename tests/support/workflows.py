"""Runs workflows with act, on this machine alone, and reads what they leave.

act copies the repository into a home of its own. ``actions/checkout`` is that
copy; every other action is a composite one that does nothing, except that
``actions/upload-artifact`` keeps the files where a test can read them, and
``actions/download-artifact`` lays them out.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from runner import command_of

PROJECT = Path(__file__).parents[2]
COPIED = ("sync", "migrations", ".ci", ".github", "locks", "pyproject.toml", "action.yml",
          "README.md", "LICENSE", "CHANGELOG.md", ".pre-commit-hooks.yaml",
          "hatch_build.py")  # fmt: skip
USES = re.compile(r"uses: ([\w.-]+/[\w.-]+@[0-9a-f]{40})")
STAND_IN = """
name: Stand-in
description: Does nothing
runs:
  using: composite
  steps:
    - run: "true"
      shell: sh
"""
UPLOAD = """
name: Upload
description: Keeps files
inputs:
  path: {description: what}
runs:
  using: composite
  steps:
    - run: mkdir -p "$ARTIFACTS" && cp -r "$WHAT" "$ARTIFACTS"
      shell: sh
      env:
        WHAT: ${{ inputs.path }}
"""
DOWNLOAD = """
name: Download
description: Lays out the files that were kept
inputs:
  path: {description: where}
runs:
  using: composite
  steps:
    - run: mkdir -p "$WHERE" && cp -r "$ARTIFACTS/." "$WHERE"
      shell: sh
      env:
        WHERE: ${{ inputs.path }}
"""
SETUP_PYTHON = """
name: Set up Python
description: Says which Python there is
inputs:
  python-version: {description: which}
outputs:
  python-path:
    description: where it is
    value: ${{ steps.find.outputs.path }}
runs:
  using: composite
  steps:
    - run: echo "path=$(command -v python)" >> "$GITHUB_OUTPUT"
      shell: sh
      id: find
"""
CHECKOUT = """
name: Check out
description: Lays out this project, where another repository asks for it
inputs:
  repository: {{description: whose}}
  ref: {{description: which commit}}
  path: {{description: where}}
runs:
  using: composite
  steps:
    - run: 'test "$ASKED" = {asked} && cp -r {project} "$PLACE"'
      shell: sh
      env:
        ASKED: ${{{{ inputs.repository }}}}@${{{{ inputs.ref }}}}
        PLACE: ${{{{ inputs.path }}}}
"""
"""act itself stands in for a checkout of the repository that it runs."""
# its environments have what the tests run on, so that nothing has to be downloaded
PYTHON = """
if [ "$*" = "-I -m venv venv" ]; then
  mkdir -p venv/bin
  ln -s {root}/installing venv/bin/python
  ln -s {root}/python/bin/pyplots-sync venv/bin/pyplots-sync
  exit
fi
exec {root}/python/bin/python "$@"
"""
# the same project is installed once, as the workflow says it
INSTALLING = """
case "$*" in
  "-I -m pip "*" --require-hashes "*) exit ;;
  "-I -m pip "*" install "*) if [ -e {root}/python/bin/pyplots-sync ]; then exit; fi ;;
esac
exec {root}/python/bin/python "$@"
"""
ANSWERS = {
    "actions/upload-artifact": UPLOAD,
    "actions/download-artifact": DOWNLOAD,
    "actions/setup-python": SETUP_PYTHON,
}


@dataclass
class Ran:
    """What a workflow left."""

    code: int
    lines: list[dict[str, Any]]
    errors: str

    def _commands(self, *names: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line.get("command") in names]

    @property
    def summary(self) -> str:
        return "".join(line["content"] for line in self._commands("summary"))

    @property
    def outputs(self) -> dict[str, str]:
        """What steps handed on; the last of a name counts."""
        return {line["name"]: line["arg"] for line in self._commands("set-output")}

    @property
    def annotations(self) -> list[tuple[str, dict[str, str], str]]:
        """Severity, properties and message."""
        # act takes escapes back in any order, sometimes twice: GitHub's runner does not
        told = [
            command_of(line["raw"].rstrip("\n"))
            for line in self._commands("error", "warning", "notice")
        ]
        return [(found.name, found.properties, found.data) for found in told if found]

    @property
    def commands(self) -> set[str]:
        """Every kind of command that the runner obeyed."""
        return {line["command"] for line in self.lines if "command" in line}

    @property
    def log(self) -> str:
        """What programs printed."""
        return "".join(line["msg"] for line in self.lines if line.get("raw_output"))

    @property
    def steps(self) -> dict[str, str]:
        """Step to result, of those that ran."""
        found = (line for line in self.lines if line.get("stage") == "Main")
        return {line["step"]: line["stepResult"] for line in found if "stepResult" in line}

    def __str__(self) -> str:
        return "\n".join([*(str(line.get("msg")).rstrip() for line in self.lines), self.errors])


@dataclass
class Machine:
    """A home, a Python without the project, and programs that stand in for others."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.bin = self.root / "bin"
        self.artifacts = self.root / "artifacts"
        self.actions = self.root / "actions"
        for folder in (self.bin, self.actions, self.root / "home"):
            folder.mkdir(parents=True)
        venv.create(self.root / "python", symlinks=True)
        # what the tests run on is there, so that nothing has to be downloaded
        packages = self.root / "python" / "lib" / _version() / "site-packages"
        (packages / "packages.pth").write_text(sysconfig.get_paths()["purelib"])
        self.program("python", PYTHON.format(root=self.root))
        self._script(self.root / "installing", INSTALLING.format(root=self.root))
        self.environment = {
            "PATH": f"{self.bin}:{self.root / 'python' / 'bin'}:{os.environ['PATH']}",
            "HOME": str(self.root / "home"),
            "ARTIFACTS": str(self.artifacts),
            "PIP_NO_INDEX": "1",
        }

    def program(self, name: str, script: str) -> None:
        """A program on the PATH."""
        self._script(self.bin / name, script)

    @staticmethod
    def _script(file: Path, script: str) -> None:
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)

    def act(
        self,
        repository: Path,
        workflow: str,
        event: str,
        payload: dict[str, Any] | None = None,
        *,
        inputs: dict[str, str] | None = None,
        secrets: dict[str, str] | None = None,
        variables: dict[str, str] | None = None,
        environment: dict[str, str] | None = None,
        replace: dict[str, Path] | None = None,
    ) -> Ran:
        """Run ``workflow`` of ``repository`` for ``event``."""
        told = self.root / "event.json"
        told.write_text(json.dumps((payload or {}) | ({"inputs": inputs} if inputs else {})))
        arguments = [
            event, "--json", "--workflows", f".github/workflows/{workflow}", "--eventpath", told,
            "--platform", "ubuntu-latest=-self-hosted", "--no-cache-server", "--pull=false",
            "--defaultbranch", "main",
        ]  # fmt: skip
        for action, folder in (self._stand_ins() | (replace or {})).items():
            arguments += ["--local-repository", f"{action}={folder}"]
        for option, values in (
            ("--secret", secrets), ("--var", variables), ("--env", environment),
        ):  # fmt: skip
            for name, value in (values or {}).items():
                arguments += [option, f"{name}={value}"]
        done = subprocess.run(
            [Path(sysconfig.get_path("scripts")) / "act", *arguments],
            cwd=repository,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        return Ran(done.returncode, lines, done.stderr)

    def called(self, project: Path, program: str) -> dict[str, Path]:
        """What another repository gets where it calls the workflows of ``project``.

        ``program`` is ``OWNER/REPOSITORY@REF``, as the other repository names it.
        """
        folder = self.actions / "checkout"
        folder.mkdir(exist_ok=True)
        (folder / "action.yml").write_text(CHECKOUT.format(asked=program, project=project))
        (checkout,) = {used for used in self._used() if used.startswith("actions/checkout@")}
        return {checkout: folder, program: project}

    def _used(self) -> set[str]:
        files = [*PROJECT.glob(".github/workflows/*.yml"), PROJECT / "action.yml"]
        return {used for file in files for used in USES.findall(file.read_text())}

    def _stand_ins(self) -> dict[str, Path]:
        made = {}
        for used in sorted(self._used()):
            if used.startswith("actions/checkout@"):
                continue
            folder = self.actions / used.replace("/", "-")
            folder.mkdir(exist_ok=True)
            answer = ANSWERS.get(used.partition("@")[0], STAND_IN)
            (folder / "action.yml").write_text(answer)
            made[used] = folder
        return made


def copy_project(root: Path) -> None:
    """The project's files, as a checkout of it has them."""
    ignored = shutil.ignore_patterns("__pycache__")
    for name in COPIED:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=ignored, dirs_exist_ok=True)
        else:
            shutil.copy(source, root / name)


def _version() -> str:
    return f"python{sys.version_info.major}.{sys.version_info.minor}"
