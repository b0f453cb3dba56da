"""Words that a shell completes: ids, as the files of the catalogue have them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sync.sources.files.placed import Places


def spec_ids(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """The ids of the specs that there are files of."""
    return _beginning(begun, _places(context).specs)


def library_ids(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """The ids of the libraries that there are implementations in."""
    return _beginning(begun, {library for _, library, _ in _places(context).implementations})


def _beginning(begun: str, ids: Iterable[str]) -> list[str]:
    return sorted(known for known in ids if known.startswith(begun))


def _places(context: click.Context) -> Places:
    """What is where, found by the names alone: nothing is read, and git is not asked.

    Whatever goes wrong completes nothing: a shell that asks has no place for words about it.
    """
    from sync.model.layouts import WALKED
    from sync.settings import find_repo
    from sync.sources.files.places import find_places
    from sync.sources.files.scan import is_skipped, scan

    with suppress(OSError):
        root: Path = context.params.get("repo") or find_repo(Path.cwd())
        return find_places(path for path in scan(root, WALKED).files if not is_skipped(path))
    return find_places(())
