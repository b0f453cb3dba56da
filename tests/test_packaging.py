"""What is installed from a wheel works like the checkout, and says what it is on PyPI."""

import email
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.timeout(1800)

ROOT = Path(__file__).parent.parent


HOME = "https://github.com/someone/pyplots-sync"


def built(work, kind="wheel", **environment):
    """A wheel, or what it is made from."""
    subprocess.run(
        [sys.executable, "-m", "build", f"--{kind}", "--no-isolation", "--outdir", work, ROOT],
        check=True,
        capture_output=True,
        env={**os.environ, **environment},
    )
    (made,) = work.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return made


def told(wheel):
    """What the package says of itself."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        return email.message_from_bytes(archive.read(name))


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with the wheel installed, to put on the path."""
    work = tmp_path_factory.mktemp("wheel")
    # a release tests the one that it publishes
    wheel = ROOT / os.environ["WHEEL"] if "WHEEL" in os.environ else built(work)
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index",
         "--target", work / "site", wheel],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return work / "site"


def run(installed, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "sync", *arguments],
        cwd=installed,
        env={"PYTHONPATH": str(installed), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_migrations_work_from_a_wheel(installed, new_database):
    database = new_database("template1")
    done = run(installed, "db", "upgrade", "--database", database.url)
    assert done.returncode == 0, done.stderr
    assert database.one("SELECT count(*) FROM sync_runs") == 0
    assert (installed / "sync" / "migrations" / "versions").is_dir()


def test_a_catalogue_syncs_from_a_wheel(installed, database, repository):
    done = run(installed, "run", "--repo", str(repository.root), "--database", database.url)
    assert done.returncode == 0, done.stderr
    assert database.one("SELECT count(*) FROM implementations") == 3


def test_a_site_is_made_from_a_wheel(installed, database, repository, tmp_path):
    run(installed, "run", "--repo", str(repository.root), "--database", database.url)
    done = run(
        installed, "site", "--repo", str(repository.root), "--database", database.url,
        "--out", str(tmp_path / "site"),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for name in ("index.html", "history.html", "site.css", "site.js", "plots/bar-basic.html"):
        assert (tmp_path / "site" / name).stat().st_size > 1000


def test_the_wheel_says_that_it_is_typed(installed):
    assert (installed / "sync" / "py.typed").exists()


@pytest.mark.parametrize("where", [{}, {"PROJECT_URL": HOME, "PROJECT_REF": "v0.1.0"}])
def test_pypi_would_take_it(tmp_path, where):
    files = [built(tmp_path, "wheel", **where), built(tmp_path, "sdist", **where)]
    done = subprocess.run(
        [sys.executable, "-m", "twine", "--no-color", "check", "--strict", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("PASSED") == 2
    metadata = told(files[0])
    text = metadata.get_payload()
    urls = dict(line.split(", ", 1) for line in metadata.get_all("Project-URL") or ())
    links = re.findall(r"\]\(([^)]+)\)", text)
    # what would lead nowhere from there is not a link
    assert all(link.startswith(("https://", "#")) for link in links)
    if where:
        assert urls["Source"] == HOME
        assert f"({HOME}/raw/v0.1.0/docs/diff.svg)" in text
        assert f"({HOME}/blob/v0.1.0/docs/setup.md)" in text
    else:
        assert urls == {}
        assert "set it up in a repository" in text
        assert "diff.svg" not in text


def test_no_hint_tells_people_to_install_a_name_that_is_not_released():
    for file in [*ROOT.glob("sync/**/*.py"), ROOT / "README.md", *ROOT.glob("docs/*.md")]:
        assert not re.search(r"pip install\s+\S*pyplots", file.read_text("utf-8")), file


def test_hints_name_what_the_extras_bring():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    code = "".join(file.read_text("utf-8") for file in ROOT.glob("sync/**/*.py"))
    for extra in ("local", "cloudsql", "redis"):
        (package,) = (
            needed.partition(">=")[0] for needed in wanted["optional-dependencies"][extra]
        )
        assert f"pip install {package}" in code or f"pip install '{package}'" in code


def test_a_release_publishes_what_it_has_tested_and_nothing_else():
    workflow = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text())
    build, publish = workflow["jobs"]["build"], workflow["jobs"]["publish"]
    assert publish["needs"] == "build"
    assert publish["permissions"] == {"id-token": "write"}
    assert build["permissions"] == {"contents": "read"}
    # nothing of the repository runs where PyPI believes who asks
    assert all("run" not in step for step in publish["steps"])
    names = [step["name"] for step in build["steps"]]
    assert names.index("Build") < names.index("Test the wheel") < names.index("Test everything")
