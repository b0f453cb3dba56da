"""The pages that are made from the code say what the code says."""

import importlib.util
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PINNED = dict(
    line.split("==")
    for line in (ROOT / "constraints.txt").read_text("utf-8").split()
    if "==" in line
)

_spec = importlib.util.spec_from_file_location("reference", ROOT / "docs" / "reference.py")
reference = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(reference)
PAGES = reference.pages()


@pytest.mark.skipif(version("click") != PINNED["click"], reason="another click breaks other lines")
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_make_docs_makes(name):
    stored = (ROOT / "docs" / "reference" / name).read_text("utf-8")
    assert stored == PAGES[name], "run `make docs`"


def test_no_other_page_is_left():
    assert {file.name for file in (ROOT / "docs" / "reference").iterdir()} == set(PAGES)
