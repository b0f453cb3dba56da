"""What another program may import, and the errors that it can meet."""

import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
import typing
from pathlib import Path

import pytest

import sync
from sync import api
from sync.model import errors

DOCS = Path(__file__).parent.parent / "docs"
PAGES = [DOCS.parent / "README.md", *sorted(DOCS.glob("*.md"))]


def ours(hint):
    """The classes of this program in a type."""
    for inner in typing.get_args(hint):
        yield from ours(inner)
    made = typing.get_origin(hint) or hint
    if inspect.isclass(made) and made.__module__.startswith("sync."):
        yield made


def test_everything_that_is_there_is_meant_to_be():
    there = {name for name in vars(api) if not name.startswith("_")}
    assert there == set(api.__all__)
    assert sorted(api.__all__) == api.__all__


@pytest.mark.parametrize(
    "name", [name for name in api.__all__ if inspect.isfunction(getattr(api, name))]
)
def test_what_a_function_takes_and_answers_is_there_too(name):
    function = inspect.unwrap(getattr(api, name))
    names = vars(importlib.import_module(function.__module__)) | vars(
        importlib.import_module("sqlalchemy")
    )
    names |= vars(importlib.import_module("sqlalchemy.ext.asyncio")) | vars(api)
    names |= {"psycopg": importlib.import_module("psycopg")}
    session = importlib.import_module("sync.database.session").Session
    hints = typing.get_type_hints(function, localns=names | {"Session": session})
    missing = {
        found.__name__
        for hint in hints.values()
        for found in ours(hint)
        # a session comes from open_session, and is handed on as it is
        if found is not session and found.__name__ not in api.__all__
    }
    assert missing == set()


def test_the_examples_use_nothing_else():
    blocks = [
        block
        for page in PAGES
        for block in re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    ]
    imports = re.findall(
        r"^(?:from|import) (sync[\w.]*) ?(?:import (.*))?$", "\n".join(blocks), re.MULTILINE
    )
    assert {module for module, _ in imports} == {"sync.api"}
    used = {name.strip() for _, names in imports for name in names.split(",")}
    assert used <= set(api.__all__)


def test_it_does_not_import_what_reads_a_catalogue():
    code = "import sync.api, sys; print(*[m for m in sys.modules if m.startswith('sync.')])"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    rooms = {name.split(".")[1] for name in answer.stdout.split()}
    assert rooms <= {"api", "database", "ledger", "model", "settings"}


def tree(root, depth=0):
    yield depth, root.__name__
    for child in sorted(root.__subclasses__(), key=lambda child: child.__name__):
        yield from tree(child, depth + 1)


def test_the_tree_of_errors_is_as_it_is_drawn():
    for module in pkgutil.walk_packages(sync.__path__, "sync."):
        if module.name != "sync.__main__" and ".migrations" not in module.name:
            importlib.import_module(module.name)
    lines = [
        re.match(r" {4}([│ ├└─]*)([A-Z]\w+Error)\b", line) for line in errors.__doc__.splitlines()
    ]
    drawn = [(len(line[1]) // 4, line[2]) for line in lines if line]
    assert sorted(drawn) == sorted(tree(errors.PyplotsSyncError))
    # each stands below its own parent, too
    parents = {child: parent for parent, child in pairs(drawn)}
    assert parents == {
        child: parent for parent, child in pairs(list(tree(errors.PyplotsSyncError)))
    }


def pairs(lines):
    path = []
    for depth, name in lines:
        path[depth:] = [name]
        if depth:
            yield path[depth - 1], name


def test_no_public_error_stands_outside_the_tree():
    outside = [
        f"{module.name}.{name}"
        for module in pkgutil.walk_packages(sync.__path__, "sync.")
        if module.name != "sync.__main__" and ".migrations" not in module.name
        for name, found in vars(importlib.import_module(module.name)).items()
        if inspect.isclass(found)
        and issubclass(found, Exception)
        and found.__module__ == module.name
        and not name.startswith("_")
        and not issubclass(found, errors.PyplotsSyncError)
    ]
    assert outside == []
