"""How files are read has a version: what reads a file differently raises ``RULES``.

``golden.json`` holds what the catalogue in ``corpus/`` was read as, by that version. Rows that are
stored are read again only when it is another one. After raising it, or adding to the corpus:

    make golden
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import golden
from sync.model.catalog import RULES, Catalog
from sync.model.owners import MetadataOwns, Owner, columns_of
from sync.sources.files.gather import gather
from sync.sources.files.tree import list_tree

CORPUS = Path(__file__).with_name("corpus")
GOLDEN = Path(__file__).with_name("golden.json")


def read_as(tree):
    """``kind key`` to the columns that the row's files say; and what is told of each path."""
    gathered = gather(tree, Catalog(), MetadataOwns(scores=True, previews=True))
    kinds = ("libraries", "specs", "tags", "implementations")
    found = {
        f"{kind} {key if isinstance(key, str) else '/'.join(key)}": columns(row)
        for kind in kinds
        for key, row in getattr(gathered.desired, kind).items()
    }
    told = {}
    for problem in gathered.problems:
        told.setdefault(f"problems {problem.path}", []).append([problem.code, problem.line])
    return found | {path: sorted(said, key=str) for path, said in told.items()}


def columns(row):
    """Each column that says something, but for the hashes, which every change of content moves."""
    return {
        column.name: shown(column, value)
        for column in columns_of(type(row))
        if column.owner not in (Owner.KEY, Owner.SEAL)
        and not column.name.endswith("_hash")
        and (value := getattr(row, column.name)) is not None
    }


def shown(column, value):
    if isinstance(value, (bool, float)):
        return value
    if column.is_json:
        return json.loads(value)
    return list(value) if column.is_list else str(value)


def test_what_is_read_differently_has_another_version(tmp_path):
    shutil.copytree(CORPUS, tmp_path / "corpus")
    found = read_as(list_tree(tmp_path / "corpus"))
    golden.check(GOLDEN, "RULES in sync/model/catalog.py", RULES, found)
    # the corpus is worth something: of each kind there is much, and much is wrong with it
    kinds = [name.partition(" ")[0] for name in found]
    assert min(map(kinds.count, ("specs", "tags", "implementations", "problems"))) >= 10
