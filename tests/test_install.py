"""What jobs install: every file by its hash, and nothing of the folder that they stand in."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

pytestmark = pytest.mark.timeout(1800)

ROOT = Path(__file__).parent.parent
LOCKS = sorted((ROOT / "locks").iterdir())
PIN = re.compile(r"([\w.-]+)==([\w.+!-]+)( ; [^\\\n]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")

TRAP = "import os\nopen(os.environ['TRAPPED'], 'a').write(__file__ + '\\n')\n"
MODULES = ("pip", "venv", "ensurepip", "site", "sitecustomize", "usercustomize", "runpy", "os",
           "hatchling", "backend", "catalogue", "leaf", "sync", "click")  # fmt: skip
PROGRAMS = ("python", "pyplots-sync", "dirname", "bin/pyplots-sync", "venv/bin/python", "rm")
BACKEND = """
import zipfile

def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    name = "pyplots_sync-1.0-py3-none-any.whl"
    info = "pyplots_sync-1.0.dist-info"
    with zipfile.ZipFile(f"{wheel_directory}/{name}", "w") as wheel:
        wheel.writestr("catalogue.py", "import leaf, sys\\ndef main(): print(leaf.NAME, *sys.argv)")
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\\nName: pyplots-sync\\nVersion: 1.0\\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}/entry_points.txt", "[console_scripts]\\npyplots-sync = catalogue:main\\n")
        wheel.writestr(f"{info}/RECORD", "")
    return name
"""


def leaf(folder: Path) -> str:
    """A wheel with one module; returns its hash."""
    file = folder / "leaf-1.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as wheel:
        wheel.writestr("leaf.py", "NAME = 'leaf'")
        wheel.writestr(
            "leaf-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: leaf\nVersion: 1.0\n"
        )
        wheel.writestr(
            "leaf-1.0.dist-info/WHEEL",
            "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        wheel.writestr("leaf-1.0.dist-info/RECORD", "")
    return hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.fixture
def project(tmp_path):
    """A project as small as can be, which is installed as this one is."""
    folder = tmp_path / "the project"
    (folder / ".ci").mkdir(parents=True)
    (folder / ".ci/install").write_bytes((ROOT / ".ci/install").read_bytes())
    (folder / "backend.py").write_text(BACKEND)
    (folder / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
    )
    (folder / "locks").mkdir()
    found = leaf(tmp_path)
    (folder / "locks/job.txt").write_text(f"leaf==1.0 --hash=sha256:{found}\n")
    return folder


@pytest.fixture
def workspace(tmp_path):
    """A checkout of somebody who wants to be run."""
    folder = tmp_path / "workspace"
    for name in MODULES:
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").write_text(TRAP)
        (folder / name / "__main__.py").write_text(TRAP)
        (folder / f"{name}.py").write_text(TRAP)
    for name in PROGRAMS:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text('#!/bin/sh\necho "$0" >> "$TRAPPED"\nexit 1\n')
        file.chmod(0o755)
    (folder / "evil.pth").write_text("import sitecustomize\n")
    (folder / "pip.conf").write_text(f"[global]\nlog = {tmp_path / 'trapped'}\n")
    (folder / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\n'
    )
    return folder


@pytest.fixture
def environment(tmp_path, workspace):
    (tmp_path / "temp").mkdir()
    return {
        "PATH": f".:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "PYTHON": sys.executable,
        "RUNNER_TEMP": str(tmp_path / "temp"),
        "TRAPPED": str(tmp_path / "trapped"),
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(tmp_path),
        "PIP_CONFIG_FILE": "pip.conf",
        "PYTHONPATH": str(workspace),
        "PYTHONHOME": str(workspace),
        "PYTHONSTARTUP": str(workspace / "pip.py"),
        "PYTHONUSERBASE": str(workspace),
        "CDPATH": str(workspace),
    }


def call(workspace, environment, *command):
    return subprocess.run(
        command, cwd=workspace, env=environment, capture_output=True, text=True, check=False
    )


def test_nothing_of_the_workspace_is_run(project, workspace, environment, tmp_path):
    bash = "/bin/bash"
    for _ in range(2):  # an action may be used twice in one job
        done = call(workspace, environment, bash, project / ".ci/install", "job")
        assert done.returncode == 0, done.stderr
    program = tmp_path / "temp/pyplots-sync/bin/pyplots-sync"
    done = call(workspace, environment, program, "a b", "*")
    installed = program.parent.parent / "venv/bin/pyplots-sync"
    assert done.stdout == f"leaf {program.parent}/../venv/bin/pyplots-sync a b *\n", done.stderr
    assert installed.exists()
    assert not (tmp_path / "trapped").exists(), (tmp_path / "trapped").read_text()
    assert (tmp_path / "temp/pyplots-sync").stat().st_mode & 0o777 == 0o700


def test_the_traps_do_work(workspace, environment, tmp_path):
    plain = {name: v for name, v in environment.items() if name != "PYTHONHOME"}
    call(workspace, plain, sys.executable, "-m", "pip", "--version")
    call(workspace, plain, "python")
    trapped = (tmp_path / "trapped").read_text()
    assert "sitecustomize" in trapped
    assert "python\n" in trapped


@pytest.mark.parametrize(
    "lock",
    [
        "leaf==1.0 --hash=sha256:" + "0" * 64,
        "leaf==1.0",
        "leaf",
    ],
)
def test_a_file_without_its_hash_is_not_installed(project, workspace, environment, tmp_path, lock):
    (project / "locks/job.txt").write_text(lock)
    done = call(workspace, environment, "/bin/bash", project / ".ci/install", "job")
    assert done.returncode != 0
    assert "hash" in done.stderr.lower()
    assert not (tmp_path / "temp/pyplots-sync/bin").exists()


# -- programs that pip does not have


@pytest.fixture
def machine(tmp_path):
    """A PATH with next to nothing, on which programs can be put."""

    def put(name, script):
        file = tmp_path / "path" / name
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)

    (tmp_path / "path").mkdir()
    put("timeout", 'shift; exec "$@"')
    put("id", "echo 0")
    return put


def packages(tmp_path):
    return subprocess.run(
        ["/bin/bash", ROOT / ".ci/packages"],
        env={"PATH": str(tmp_path / "path"), "ASKED": str(tmp_path / "asked")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_each_program_that_is_missing_is_installed_and_none_is_insisted_on(machine, tmp_path):
    machine("apt-get", 'echo "$*" >> "$ASKED"; case "$*" in *pgbouncer*) exit 100 ;; esac')
    done = packages(tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "could not be installed: pgbouncer\n"
    asked = (tmp_path / "asked").read_text().splitlines()
    assert [line.rpartition(" ")[2] for line in asked] == [
        "update", "pgbouncer", "redis-server", "chromium"
    ]  # fmt: skip


def test_what_is_there_is_not_installed_again(machine, tmp_path):
    machine("apt-get", 'echo "$*" >> "$ASKED"')
    for name in ("pgbouncer", "redis-server", "google-chrome"):
        machine(name, "exit 1")
    assert packages(tmp_path).returncode == 0
    assert not (tmp_path / "asked").exists()


@pytest.mark.parametrize("user", ["0", "1000"])
def test_without_root_or_apt_it_says_what_is_missing(machine, tmp_path, user):
    machine("id", f"echo {user}")
    if user != "0":
        machine("apt-get", 'echo "$*" >> "$ASKED"')
    done = packages(tmp_path)
    assert done.returncode == 0
    assert done.stderr.endswith(": pgbouncer redis-server chromium\n")
    assert not (tmp_path / "asked").exists()


# -- the locks


def pins(file: Path) -> dict[str, str]:
    found = (PIN.match(line) for line in file.read_text().splitlines())
    return {canonicalize_name(pin[1]): pin[2] for pin in found if pin}


def constraints() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    return {
        canonicalize_name(name): version for name, _, version in (x.partition("==") for x in lines)
    }


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_is_pins_and_hashes(lock):
    lines = lock.read_text().splitlines()
    rest = [line for line in lines if not (PIN.fullmatch(line) or HASH.fullmatch(line))]
    assert rest == [
        "# This file was autogenerated by uv via the following command:",
        "#    make lock",
    ]
    # a pin goes on to a hash, and the last of them ends it
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        assert line.endswith("\\") is bool(HASH.fullmatch(following))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_says_what_the_constraints_say(lock):
    known = constraints()
    locked = pins(lock)
    different = {name: v for name, v in locked.items() if known.get(name) != v}
    assert different == {}, "make lock"


@pytest.mark.parametrize(
    ("lock", "extras"), [("job", ["cloudsql"]), ("local", ["cloudsql", "local"])]
)
def test_a_lock_has_what_the_project_needs(lock, extras):
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*told["project"]["dependencies"], *told["build-system"]["requires"]]
    for extra in extras:
        wanted += told["project"]["optional-dependencies"][extra]
    locked = pins(ROOT / "locks" / f"{lock}.txt")
    checked = set()
    while wanted:
        need = Requirement(wanted.pop())
        name = canonicalize_name(need.name)
        assert name in locked, f"make lock: {need}"
        assert need.specifier.contains(locked[name]), f"make lock: {need}"
        if (name, *need.extras) in checked or metadata.version(name) != locked[name]:
            continue
        checked.add((name, *need.extras))
        # what was installed says what it needs in turn
        wanted += [
            inner
            for inner in metadata.requires(name) or ()
            if not (marker := Requirement(inner).marker)
            or any(marker.evaluate({"extra": extra}) for extra in ("", *need.extras))
        ]


# -- the workflows


def steps():
    """Every step of every workflow, and of the action: file, job and step."""
    for file in sorted(ROOT.glob(".github/workflows/*.yml")):
        for name, job in yaml.safe_load(file.read_text())["jobs"].items():
            for step in job["steps"]:
                yield file.name, name, step
    for step in yaml.safe_load((ROOT / "action.yml").read_text())["runs"]["steps"]:
        yield "action.yml", "action", step


def test_every_job_installs_by_hash_and_calls_by_path():
    installed = set()
    for file, job, step in steps():
        script = step.get("run", "")
        # no secrets, and nothing to write: they test what a branch or a tag says
        if file in ("ci.yml", "release.yml"):
            continue
        lines = [line.strip() for line in script.splitlines()]
        if found := [line for line in lines if ".ci/install" in line]:
            (line,) = found
            assert re.fullmatch(
                r'bash ("\$GITHUB_ACTION_PATH/|pyplots-sync/)?\.ci/install"? (job|local)', line
            )
            assert step["env"] == {"PYTHON": "${{ steps.python.outputs.python-path }}"}
            installed.add((file, job))
        assert not re.search(r"\bpip\b|\bpython3?\b|\bpipx\b|\buv\b", script), script
        called = re.findall(r"""(\S*)pyplots-sync["']? +(?:[a-z]+\b|\\|"\$COMMAND")""", script)
        assert set(called) <= {'"$RUNNER_TEMP/pyplots-sync/bin/'}, script
    assert installed == {
        ("action.yml", "action"),
        ("catalogue-comment.yml", "comment"),
        ("catalogue-plan.yml", "plan"),
        ("catalogue-sync.yml", "sync"),
        ("maintenance.yml", "maintain"),
        ("maintenance.yml", "tell"),
        ("pull-request-comment.yml", "comment"),
        ("pull-request.yml", "plan"),
        ("sync.yml", "plan"),
        ("sync.yml", "sync"),
    }


def test_no_job_with_secrets_keeps_a_cache_that_others_fill():
    cached = [file for file, _, step in steps() if (step.get("with") or {}).get("cache")]
    assert set(cached) <= {"ci.yml"}
