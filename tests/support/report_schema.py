"""Holds what is printed against its JSON Schema."""

from __future__ import annotations

from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from sync.commands import sources
from sync.commands.documents import report

MOST = 200_000
"""Characters of a document: it takes long to go through the lists of a longer one."""


@cache
def _validator(_sources: tuple[str, ...]) -> Draft202012Validator:
    return Draft202012Validator(report())


def assert_told(document: Any) -> None:
    """Fail where ``document`` is not what `pyplots-sync schema report` says."""
    wrong = best_match(_validator(sources.COMPLETING).iter_errors(document))
    assert wrong is None, f"{wrong.json_path}: {wrong.message}"
