"""What is installed from a wheel works like the checkout."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with the wheel installed, to put on the path."""
    work = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", work, ROOT],
        check=True,
        capture_output=True,
    )
    (wheel,) = work.glob("*.whl")
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
