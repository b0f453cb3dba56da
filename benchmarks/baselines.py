"""The two ways in which this job is usually written, as processes of their own.

``python -m benchmarks.baselines row|batch REPO URL``: both walk the folders,
parse every file on every run, and write every row on every run.

``row`` sends one upsert a row. ``batch`` sends upserts of a thousand rows, and
reads YAML with PyYAML's pure-Python loader.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
import yaml

from sync.sources.files.header import python_version
from sync.sources.files.spec import parse_spec

BATCH = 1000
Row = tuple[Any, ...]

LIBRARY = (
    "INSERT INTO libraries (id, name, version) VALUES {}"
    " ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, version = EXCLUDED.version"
)
SPEC = (
    "INSERT INTO specs (id, title, description, data_requirements, optional_params, tags) VALUES {}"
    " ON CONFLICT (id) DO UPDATE SET title = EXCLUDED.title, description = EXCLUDED.description,"
    " data_requirements = EXCLUDED.data_requirements, optional_params = EXCLUDED.optional_params,"
    " tags = EXCLUDED.tags, updated_at = now()"
)
TAG = (
    "INSERT INTO tags (spec_id, tag, created_by) VALUES {}"
    " ON CONFLICT (spec_id, tag) DO UPDATE SET created_by = EXCLUDED.created_by"
)
IMPLEMENTATION = (
    "INSERT INTO implementations"
    " (spec_id, library_id, plot_function, variant, file_path, python_version) VALUES {}"
    " ON CONFLICT (spec_id, library_id, variant) DO UPDATE SET"
    " plot_function = EXCLUDED.plot_function, file_path = EXCLUDED.file_path,"
    " python_version = EXCLUDED.python_version, updated_at = now()"
)


def main(kind: str, repo: str, url: str) -> None:
    """Sync ``repo`` into the database at ``url``, the usual way."""
    root = Path(repo)
    loader: Any = yaml.SafeLoader if kind == "batch" else yaml.CSafeLoader
    write = _in_batches if kind == "batch" else _row_by_row
    specs, tags = _specs(root, loader)
    with psycopg.connect(url) as connection:
        listed = yaml.load((root / "plots" / "libraries.yaml").read_text(), loader)
        write(connection, LIBRARY, [(e["id"], e["name"], e["version"]) for e in listed])
        write(connection, SPEC, specs)
        write(connection, TAG, tags)
        write(connection, IMPLEMENTATION, _implementations(root))


def _specs(root: Path, loader: Any) -> tuple[list[Row], list[Row]]:
    specs: list[Row] = []
    tags: list[Row] = []
    for path in sorted((root / "specs").iterdir()):
        if path.suffix == ".md":
            parsed, _ = parse_spec(str(path), path.read_bytes(), path.stem)
            assert parsed is not None
            row = parsed.spec
            specs.append((*row[:5], list(row.tags)))
            names = list(row.tags)
        else:
            found = yaml.load(path.read_text(), loader)
            names = found["tags"]
            requirements, optional = found["data_requirements"], found["optional_params"]
            specs.append(
                (path.stem, found["title"], found["description"], json.dumps(requirements),
                 json.dumps(optional), names)
            )  # fmt: skip
        tags += [(path.stem, name, "human") for name in names]
    return specs, tags


def _implementations(root: Path) -> list[Row]:
    rows = []
    for path in sorted((root / "plots").rglob("*.py")):
        _, library, function, spec = path.relative_to(root).parts[:4]
        version, _ = python_version(str(path), path.read_text(), path.stem)
        relative = path.relative_to(root).as_posix()
        rows.append((spec, library, function, path.stem, relative, version))
    return rows


def _row_by_row(connection: psycopg.Connection, statement: str, rows: list[Row]) -> None:
    for row in rows:
        connection.execute(statement.format(_places(row)), row)


def _in_batches(connection: psycopg.Connection, statement: str, rows: list[Row]) -> None:
    waiting: Iterator[Row] = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        values = [value for row in batch for value in row]
        connection.execute(statement.format(", ".join(map(_places, batch))), values)


def _places(row: Row) -> str:
    return "(" + ", ".join(["%s"] * len(row)) + ")"


if __name__ == "__main__":
    main(*sys.argv[1:])
