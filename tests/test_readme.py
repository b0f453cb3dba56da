"""The examples of the documents that are Python run as they stand, and links lead somewhere."""

import ast
import asyncio
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "api.md").read_text("utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")])
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
        code = compile(EXAMPLES[1], "api.md", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        await eval(code, names)
        await names["engine"].dispose()

    asyncio.run(run())
    assert len(names["found"].items) == 25
    assert len(names["titles"].all()) == 27


def test_the_readme_fits_two_screens():
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 200


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_link_within_the_documents_leads_to_something(page):
    text = re.sub(r"^(```|~~~).*?^\1", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("https://", "http://", "…")):
            continue
        place, _, anchor = target.partition("#")
        file = page.parent / place if place else page
        assert file.exists(), target
        if anchor:
            heads = re.findall(r"^#+ (.*)$", file.read_text("utf-8"), re.MULTILINE)
            made = {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
            assert anchor in made, target
