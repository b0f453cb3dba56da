"""The floors: each of these goes through the same input once, and does nothing else.

``python -m benchmarks.floor PART …``: a process that is measured like the program itself.

- ``load REPO URL``: walk, read and hash every file, and COPY the rows that the database holds into
  plain tables with the same unique indexes.
- ``unchanged REPO URL``: walk, read and hash every file, and SELECT every row.
- ``listed REPO URL``: `git ls-files`, and SELECT every row.
- ``requests API REPOSITORY TOKEN``: every page of comments and of issues, one after the other.
- ``parse REPO``: ``ast.parse`` of every Python file, in two processes.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

TABLES = ("libraries", "specs", "tags", "implementations")
_FOLDERS = ("plots", "specs")
_UNIQUE = {
    "libraries": ("id",),
    "specs": ("id",),
    "tags": ("spec_id, tag", "id"),
    "implementations": ("spec_id, library_id, variant", "id"),
}


def main(part: str, *arguments: str) -> None:
    """Go through one part, and print how many seconds were spent on getting ready for it."""
    print(_PARTS[part](*arguments) or 0.0)


def load(repo: str, url: str) -> float:
    """Read every file once and write every row once; returns the seconds that reading rows took."""
    import psycopg

    _hash(repo)
    with psycopg.connect(url) as connection:
        began = time.perf_counter()
        rows = {name: _rows(connection, name) for name in TABLES}
        for name, keys in _UNIQUE.items():
            connection.execute(f"CREATE TABLE floor_{name} AS SELECT * FROM {name} WITH NO DATA")
            for key in keys:
                connection.execute(f"CREATE UNIQUE INDEX ON floor_{name} ({key})")
        aside = time.perf_counter() - began
        for name in TABLES:
            with connection.cursor().copy(f"COPY floor_{name} FROM STDIN") as stream:
                for row in rows[name]:
                    stream.write_row(row)
        connection.rollback()
    return aside


def unchanged(repo: str, url: str) -> None:
    """Read every file once, and every row once."""
    import psycopg

    _hash(repo)
    with psycopg.connect(url) as connection:
        for name in TABLES:
            _rows(connection, name)


def listed(repo: str, url: str) -> None:
    """Have git list the files, and read every row once."""
    import psycopg

    command = ["git", "ls-files", "-z", "--stage", "--others", "--exclude-standard", *_FOLDERS]
    with subprocess.Popen(command, cwd=repo, stdout=subprocess.PIPE) as listing:
        with psycopg.connect(url) as connection:
            for name in TABLES:
                _rows(connection, name)
        found, _ = listing.communicate()
    files = {path: blob for blob, _, path in (one.partition("\t") for one in _split(found))}
    assert files


def requests(api: str, repository: str, token: str) -> None:
    """Ask for every page, and decode it."""
    import http.client
    import json
    from urllib.parse import urlsplit

    connection = http.client.HTTPConnection(urlsplit(api).netloc)
    headers = {"Authorization": f"token {token}", "User-Agent": "floor"}
    for listing in ("issues/comments", "issues"):
        url = f"/repos/{repository}/{listing}?per_page=100&sort=updated&direction=asc&state=all"
        while url:
            connection.request("GET", url.removeprefix(api), headers=headers)
            answer = connection.getresponse()
            json.loads(answer.read())
            following = re.search('<([^<>]*)>; rel="next"', answer.headers["link"] or "")
            url = following[1] if following else ""


def parse(repo: str) -> None:
    """Parse every Python file, in two processes."""
    from concurrent.futures import ProcessPoolExecutor

    files = list(map(str, Path(repo, "plots").rglob("*.py")))
    with ProcessPoolExecutor(2) as pool:
        sum(pool.map(_nodes, files, chunksize=500))


def _nodes(path: str) -> int:
    import ast

    return len(ast.parse(Path(path).read_bytes()).body)


def _hash(repo: str) -> dict[str, str]:
    found = {}
    for folder in _FOLDERS:
        for above, _, names in os.walk(f"{repo}/{folder}"):
            for name in names:
                path = f"{above}/{name}"
                with open(path, "rb") as file:  # noqa: PTH123
                    found[path] = hashlib.sha1(file.read(), usedforsecurity=False).hexdigest()
    return found


def _rows(connection: Any, table: str) -> list[Any]:
    columns = "*"
    if table == "specs":
        # as text: nobody needs it as a value here
        columns = (
            "id, title, description, data_requirements::text, optional_params::text, tags,"
            " created_at, updated_at, active, source_path, source_hash, content_hash"
        )
    found: list[Any] = connection.execute(f"SELECT {columns} FROM {table}").fetchall()
    return found


def _split(listing: bytes) -> list[str]:
    return listing.decode().split("\0")


_PARTS: dict[str, Any] = {
    "load": load,
    "unchanged": unchanged,
    "listed": listed,
    "requests": requests,
    "parse": parse,
}

if __name__ == "__main__":
    main(*sys.argv[1:])
