"""A real PostgreSQL for each test process, a fresh database and a fresh repository for each test."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, settings

import fake_bucket
import report_schema
from fake_bucket import FakeBucket
from github_api import GitHubApi
from sync.cli import cli
from sync.database import migrate
from sync.database.embedded import embedded_server
from sync.database.target import Target, url_target
from sync.model import secrets
from sync.model.secrets import Secret

# how long an example takes depends on the machine, and says nothing about the code
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# for `make mutate`, where each mutant waits for them
settings.register_profile("few", parent=settings.get_profile("patient"), max_examples=10)
settings.load_profile("patient")

SPEC = """# {spec_id}: {title}

## Description

{description}

## Data Requirements

- **x**: Numeric values for the x-axis
- **y**: Numeric values for the y-axis

## Optional Parameters

- `alpha`: Transparency (type: float, default: 0.8)

## Tags

{tags}
"""
LIBRARIES = """
- {id: matplotlib, name: Matplotlib, version: "3.10.0", documentation_url: "https://matplotlib.org"}
- {id: seaborn, name: Seaborn, version: "0.13.2", documentation_url: "https://seaborn.pydata.org"}
- {id: plotly, name: Plotly, version: "6.0.0", documentation_url: "https://plotly.com/python"}
"""
VARIABLES = (
    "DATABASE_URL",
    "INSTANCE_CONNECTION_NAME",
    "GCS_BUCKET",
    "STORAGE_EMULATOR_HOST",
    "API_ENDPOINT_OVERRIDE",
    "ON_CHANGE_URL",
    "ON_CHANGE_SECRET",
    "REDIS_URL",
    # how a terminal is wide and coloured
    "COLUMNS",
    "FORCE_COLOR",
    "LINES",
    "NO_COLOR",
    "TTY_COMPATIBLE",
)
PREFIXES = ("PYPLOTS_SYNC_", "GIT_", "GITHUB_", "PG", "GOOGLE_", "CLOUDSDK_")
_HOMES = itertools.count()
_MADE: dict[str, Target] = {}
"""The databases that there are, by their names: each with its server."""


_PARTS = frozenset({"server", "process", "repository", "make_repository", "github", "bucket"})
"""Fixtures that start or make something."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of what is pure: they need nothing but values, and are fast."""
    for item in items:
        if _PARTS.isdisjoint(getattr(item, "fixturenames", _PARTS)):
            item.add_marker("pure")


@pytest.fixture(autouse=True)
def plain_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Any:
    """No test sees the databases or the workflow of whoever runs it."""
    for name in list(os.environ):
        if name in VARIABLES or name.startswith(PREFIXES):
            monkeypatch.delenv(name)
    home = tmp_path_factory.getbasetemp() / f"embedded-{next(_HOMES)}"
    monkeypatch.setenv("PYPLOTS_SYNC_HOME", str(home))
    # nor does it know the secrets of the test before
    secrets.start({})
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Tester")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "tester@example.org")
    yield
    # a cluster has 39 MB
    shutil.rmtree(home, ignore_errors=True)


@dataclass
class Database:
    """A database of its own: its URL, and short ways to ask and change it."""

    url: str

    @property
    def target(self) -> Target:
        return url_target(Secret(self.url))

    def execute(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def one(self, statement: str, *values: Any) -> Any:
        ((value,),) = self.execute(statement, *values)
        return value

    def dump(self, *without: str) -> dict[str, list[Any]]:
        """Every row of every table as JSON, but for the tables named."""
        tables = self.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' ORDER BY 1"
        )
        return {
            table: [
                row
                for (row,) in self.execute(f"SELECT to_jsonb(t) FROM {table} t ORDER BY t::text")
            ]
            for (table,) in tables
            if table not in without
        }


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A PostgreSQL server of the tests' own, or the one at ``TEST_SERVER``."""
    if url := os.environ.get("TEST_SERVER"):
        yield url_target(Secret(url))
        return
    with embedded_server(tmp_path_factory.mktemp("server"), durable=False) as target:
        yield target


def url_of(target: Target, database: str) -> str:
    place = {
        name: target.parameters[name] for name in ("host", "port") if name in target.parameters
    }
    return f"postgresql://postgres@/{database}?{urlencode(place, safe='/')}"


@pytest.fixture(scope="session")
def new_database(server: Target) -> Any:
    """Makes databases, migrated or empty."""
    # the tests of several processes may share a server
    prefix = f"test_{uuid.uuid4().hex[:8]}"
    numbers = itertools.count()

    def make(template: str = "migrated") -> Database:
        name = f"{prefix}_{next(numbers)}"
        _MADE[name] = server
        source = f"{prefix}_migrated" if template == "migrated" else template
        with server.connect() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {source}")
        return Database(url_of(server, name))

    with server.connect() as connection:
        connection.execute(f"CREATE DATABASE {prefix}_migrated TEMPLATE template0")
    migrate.upgrade(url_target(Secret(url_of(server, f"{prefix}_migrated"))))

    return make


@pytest.fixture(scope="module", autouse=True)
def databases_go() -> Any:
    """The databases of a file's tests go with it: each has 8 MB."""
    yield
    if _MADE:
        with next(iter(_MADE.values())).connect() as connection:
            while _MADE:
                name, _ = _MADE.popitem()
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def database(new_database: Any) -> Database:
    """A migrated database without rows."""
    made: Database = new_database()
    return made


class Repository:
    """A catalogue in a git repository."""

    def __init__(self, root: Path, *, git: bool = True) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        if git:
            self.git("init", "--quiet")

    def git(self, *arguments: str) -> str:
        return subprocess.run(
            ["git", "-c", "commit.gpgsign=false", *arguments],
            cwd=self.root,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def commit(self, message: str = "change") -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD").strip()

    def write(self, path: str, content: str | bytes = "") -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def remove(self, path: str) -> None:
        (self.root / path).unlink()

    def move(self, old: str, new: str) -> None:
        (self.root / new).parent.mkdir(parents=True, exist_ok=True)
        (self.root / old).rename(self.root / new)

    def libraries(self, text: str = LIBRARIES) -> None:
        self.write("plots/libraries.yaml", text)

    def spec(
        self,
        spec_id: str,
        title: str = "A Plot",
        description: str = "Shows something.",
        tags: str = "basic, 2d",
        folder: str = "specs",
    ) -> str:
        path = f"{folder}/{spec_id}.md"
        self.write(
            path, SPEC.format(spec_id=spec_id, title=title, description=description, tags=tags)
        )
        return path

    def implementation(
        self,
        spec_id: str,
        library: str = "matplotlib",
        variant: str = "default",
        function: str = "scatter",
        code: str = '"""A plot.\n\nPython: 3.11+\n"""\n',
    ) -> str:
        path = f"plots/{library}/{function}/{spec_id}/{variant}.py"
        self.write(path, code)
        return path


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with libraries, two specs and three implementations, committed."""
    made = Repository(tmp_path / "catalogue")
    made.libraries()
    made.spec("scatter-basic", "Basic Scatter Plot")
    made.spec("bar-basic", "Basic Bar Chart", tags="comparison")
    made.implementation("scatter-basic")
    made.implementation("scatter-basic", "seaborn")
    made.implementation("bar-basic", function="bar")
    made.commit()
    return made


@dataclass
class Outcome:
    """What a command left: exit code, standard output, standard error."""

    code: int
    output: str
    errors: str

    @property
    def document(self) -> dict[str, Any]:
        parsed: dict[str, Any] = json.loads(self.output)
        if len(self.output) < report_schema.MOST:
            report_schema.assert_told(parsed)
        return parsed

    @property
    def changes(self) -> dict[str, dict[str, Any]]:
        """``action kind key`` to fields."""
        return {
            f"{change['action']} {change['kind']} {change['key']}": change["fields"]
            for change in self.document["changes"]
        }

    @property
    def codes(self) -> list[str]:
        return [found["code"] for found in self.document["problems"]]


class Command:
    """Runs the command line in this process, on one repository and one database."""

    def __init__(self, repository: Repository, database: Database | None) -> None:
        self.repository = repository
        self.database = database

    def __call__(self, *arguments: str, format_: str = "json") -> Outcome:
        command = [*arguments, "--repo", str(self.repository.root), "--format", format_]
        if self.database is not None and arguments[0] not in ("init", "validate"):
            command += ["--database", self.database.url]
        result = CliRunner().invoke(cli, command)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Outcome(result.exit_code, result.stdout, result.stderr)


@pytest.fixture
def sync(repository: Repository, database: Database) -> Command:
    """The command line on the test's repository and database."""
    return Command(repository, database)


@pytest.fixture
def make_command() -> type[Command]:
    return Command


@pytest.fixture
def make_repository() -> type[Repository]:
    return Repository


@pytest.fixture
def process() -> Any:
    """Runs the command line as a process of its own."""

    def run(*arguments: str, **environment: str) -> Outcome:
        kept = {
            name: os.environ[name]
            for name in ("PATH", "HOME", "PYPLOTS_SYNC_HOME")
            if name in os.environ
        }
        done = subprocess.run(
            [sys.executable, "-m", "sync", *arguments],
            env=kept | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def github(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A server that answers as api.github.com does, which the settings name."""
    with GitHubApi() as api:
        environment = {
            "NO_PROXY": "127.0.0.1",
            "GITHUB_TOKEN": api.token,
            "GITHUB_REPOSITORY": api.repository,
            "GITHUB_API_URL": api.url,
        }
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        yield api


@pytest.fixture
def bucket(tmp_path: Path) -> Any:
    """A bucket that can be filled and then started; it stops by itself."""
    made = FakeBucket(tmp_path)
    yield made
    made.stop()


@pytest.fixture
def gate(bucket: FakeBucket, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The bucket, started behind a gate, which the settings name."""
    monkeypatch.setenv("GCS_BUCKET", fake_bucket.NAME)
    gate = bucket.start()
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", gate.url)
    return gate
