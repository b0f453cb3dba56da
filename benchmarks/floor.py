"""What cannot be saved: going through the files once, moving the rows once in each direction.

Run as a process: ``python -m benchmarks.floor REPO URL``. Expects a database that
holds the catalogue, and prints seconds as JSON.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

TABLES = ("libraries", "specs", "tags", "implementations")


def main(repo: str, url: str) -> None:
    """Measure the parts on ``repo`` and the database at ``url``."""
    seconds: dict[str, float] = {}

    @contextmanager
    def timed(name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        seconds[name] = time.perf_counter() - began

    with timed("walk and hash"):
        hashes = [
            hashlib.sha1(file.read_bytes(), usedforsecurity=False).hexdigest()
            for folder in ("plots", "specs")
            for file in Path(repo, folder).rglob("*.*")
        ]
    assert hashes
    with timed("git ls-files"):
        listing = subprocess.run(
            ["git", "ls-files", "-z", "--stage", "--modified", "--others", "--exclude-standard",
             "plots", "specs"],
            cwd=repo, check=True, capture_output=True,
        ).stdout  # fmt: skip
        files = [line.partition(b"\t")[::2] for line in listing.split(b"\0")]
    assert files
    with psycopg.connect(url) as connection:
        with timed("SELECT"):
            rows = {name: connection.execute(_select(name)).fetchall() for name in TABLES}
        for name in TABLES:
            connection.execute(f"CREATE TABLE copy_{name} (LIKE {name} INCLUDING ALL)")
        with timed("COPY"):
            for name in TABLES:
                with connection.cursor().copy(f"COPY copy_{name} FROM STDIN") as stream:
                    for row in rows[name]:
                        stream.write_row(row)
        connection.rollback()
    json.dump(seconds, sys.stdout)


def _select(table: str) -> str:
    if table == "specs":
        return (
            "SELECT id, title, description, data_requirements::text, optional_params::text, tags,"
            " created_at, updated_at, active, source_path, source_hash, content_hash FROM specs"
        )
    return f"SELECT * FROM {table}"


if __name__ == "__main__":
    main(*sys.argv[1:])
