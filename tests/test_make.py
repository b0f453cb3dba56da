"""What `make` does about the Python it is given; nothing is installed."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

MAKEFILE = Path(__file__).parents[1] / "Makefile"
SHIM = """#!/bin/sh
echo "$@" >> '{calls}'
if [ "$1" = -c ]; then
  exec '{python}' -c 'import platform, sys
{before}
exec(sys.argv[1])' "$2"
fi
{instead}
exec '{python}' "$@"
"""
pytestmark = [
    pytest.mark.skipif(shutil.which("make") is None, reason="needs make"),
    pytest.mark.timeout(1800),
]


class Newcomer:
    """A clone without a virtual environment."""

    def __init__(self, root):
        self.root = root
        self.environment = root / ".venv"
        self.calls = root / "calls"
        shutil.copy(MAKEFILE, root)

    def python(self, name, before="", instead=""):
        file = self.root / name
        file.write_text(
            SHIM.format(calls=self.calls, python=sys.executable, before=before, instead=instead)
        )
        file.chmod(0o755)
        return f"./{name}"

    def make(self, python=None, target=".venv/.python"):
        named = [] if python is None else [f"PYTHON={python}"]
        return subprocess.run(
            ["make", target, *named],
            cwd=self.root, capture_output=True, text=True, check=False,
            env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "LC_ALL": "C"},
        )  # fmt: skip

    def refused(self, python):
        done = self.make(python)
        assert done.returncode != 0
        assert not self.environment.exists()
        said, *rest = done.stderr.splitlines()
        assert [line[:9] for line in rest] == ["make: ***"]
        return said


@pytest.fixture
def newcomer(tmp_path):
    return Newcomer(tmp_path)


def version(text):
    return f'sys.version_info = ({text.replace(".", ", ")}); platform.python_version = lambda: "{text}"'


@pytest.mark.parametrize("old", ["3.11.1", "3.11.0", "3.10.13", "2.7.18"])
def test_a_python_that_is_too_old_is_one_line(newcomer, old):
    said = newcomer.refused(newcomer.python("python", version(old)))
    assert said.startswith(f"make: Python 3.11.2 or newer is needed, and ./python is {old}")


@pytest.mark.parametrize("new", ["3.11.2", "3.12.0"])
def test_the_oldest_that_is_supported_will_do(newcomer, new):
    assert newcomer.make(newcomer.python("python", version(new))).returncode == 0
    assert (newcomer.environment / "bin" / "pip").exists()


def test_the_oldest_is_the_same_everywhere():
    for file in ("pyproject.toml", "Makefile", "README.md"):
        assert "3.11.2" in MAKEFILE.with_name(file).read_text()


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_its_modules_is_one_line(newcomer, module):
    before = f'sys.modules["{module}"] = None'
    assert "apt install python3-venv" in newcomer.refused(newcomer.python("python", before))


def test_a_python_that_is_not_there_is_one_line(newcomer):
    assert newcomer.refused("python3.99").startswith("make: there is no python3.99: install")


def test_a_virtual_environment_that_was_half_made_is_made_again(newcomer):
    half = "mkdir -p .venv/bin; touch .venv/bin/python; "
    assert newcomer.make(newcomer.python("python", instead=half + "exit 1")).returncode != 0
    assert not newcomer.environment.exists()
    # and where nobody was left to remove it
    (newcomer.environment / "bin").mkdir(parents=True)
    (newcomer.environment / "bin" / "python").symlink_to(sys.executable)
    assert newcomer.make(newcomer.python("python")).returncode == 0
    assert (newcomer.environment / "bin" / "pip").exists()


def test_one_that_is_whole_is_kept_unless_another_python_is_named(newcomer):
    def made():
        return (newcomer.environment / ".python").stat().st_mtime_ns

    one = newcomer.python("one")
    other = newcomer.python("other", 'sys.version = "another one"')
    newcomer.make(one)
    first = made()
    assert newcomer.make(one).returncode == newcomer.make().returncode == 0
    assert made() == first
    done = newcomer.make(other)
    assert "making .venv again, with ./other" in done.stdout
    assert made() != first
    assert newcomer.calls.read_text().count("-m venv") == 2


def test_one_whose_python_is_gone_is_made_again(newcomer):
    newcomer.make(newcomer.python("python"))
    (newcomer.environment / "bin" / "python").unlink()
    (newcomer.environment / "bin" / "python").symlink_to("/nowhere/python")
    assert newcomer.make().returncode == 0
    assert (newcomer.environment / "bin" / "python").exists()


def test_one_of_an_earlier_makefile_is_kept(newcomer):
    python = newcomer.python("python")
    newcomer.make(python)
    (newcomer.environment / ".python").unlink()
    (newcomer.environment / ".dev").touch()
    assert newcomer.make().returncode == 0
    stamps = [(newcomer.environment / name).stat().st_mtime_ns for name in (".python", ".dev")]
    assert stamps[0] < stamps[1]
    assert newcomer.calls.read_text().count("-m venv") == 1
