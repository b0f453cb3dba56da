"""The examples of the README that are Python run as they stand."""

import ast
import asyncio
import re
from pathlib import Path

import pytest

TEXT = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


@pytest.fixture
def filled(sync, repository, database, monkeypatch):
    for number in range(25):
        repository.spec(f"line-{number}", tags="correlation")
    assert sync("run").code == 0
    database.execute("UPDATE implementations SET tested = true, quality_score = 92")
    monkeypatch.setenv("DATABASE_URL", database.url)
    monkeypatch.chdir(repository.root)


def test_there_is_one_for_each_face():
    assert len(EXAMPLES) == 2


def test_the_sync_example(filled):
    names = {}
    exec(EXAMPLES[0], names)
    names["engine"].dispose()
    assert len(names["plots"]) == 1
    assert (len(names["page"].items), names["page"].next) == (7, None)


def test_the_async_example(filled):
    names = {}

    async def run():
        code = compile(EXAMPLES[1], "README.md", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        await eval(code, names)
        await names["engine"].dispose()

    asyncio.run(run())
    assert len(names["found"].items) == 25
    assert len(names["titles"].all()) == 27
