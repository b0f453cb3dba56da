"""One catalogue and one server: the commands that are measured, and the database each works on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.database import migrate
from sync.database.target import Target, url_target
from sync.model.secrets import Secret

HEADER = '"""Changed.\n\nPython: 3.{number}\n"""\n'
_UNSEEN = ("DATABASE_URL", "GITHUB_", "GCS_", "PYPLOTS_SYNC_", "PG", "PYTHONDONTWRITEBYTECODE")


class Bench:
    """A catalogue, and the server that every way of syncing it writes to."""

    def __init__(self, repo: Path, server: Target) -> None:
        self.repo = repo
        self.server = server
        self._changes = 0

    def database(self, name: str = "bench") -> str:
        """A new, migrated database of that name; what the server still has to do is done before."""
        with self.server.connect() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name}")
        url = f"postgresql://postgres@/{name}?host={self.server.parameters['host']}"
        migrate.upgrade(url_target(Secret(url)))
        self.settle()
        return url

    def settle(self) -> None:
        """Let the server write what it still holds: it must not do that while others are timed."""
        with self.server.connect() as connection:
            connection.execute("CHECKPOINT")

    def ours(self, command: str, url: str | None, *more: str) -> list[str]:
        """The command of this program."""
        database = [] if url is None else ["--database", url]
        return [sys.executable, "-m", "sync", command, "--repo", str(self.repo), *database, *more]

    def floor(self, part: str, *arguments: str) -> list[str]:
        """The command of a part of the floor."""
        return [sys.executable, "-m", "benchmarks.floor", part, *arguments]

    def change_one_file(self) -> None:
        """Change the Python version of one implementation."""
        path = min((self.repo / "plots" / "matplotlib").rglob("*.py"))
        self._changes += 1
        path.write_text(HEADER.format(number=10 + self._changes % 9))


def environment(**more: str) -> dict[str, str]:
    """This one's, without what would make the program ask others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_UNSEEN)}
    return kept | more


@contextmanager
def github(comments: int) -> Iterator[dict[str, str]]:
    """The tests' GitHub in a process of its own; gives its address, repository and token."""
    support = str(Path(__file__).parents[1] / "tests" / "support")
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.comments", str(comments)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join((support, str(Path.cwd())))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        yield json.loads(server.stdout.readline())
        server.communicate()
