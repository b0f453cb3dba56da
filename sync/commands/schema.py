"""``schema``: the JSON Schema of the files that are read, and of the documents that are printed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sync.settings import metadata_owns
from sync.sources.files import forms

if TYPE_CHECKING:
    from sync.settings import Settings


def _report(_: Settings) -> forms.Schema:
    from sync.commands.documents import report

    return report()


def _metadata(settings: Settings) -> forms.Schema:
    owns = metadata_owns(settings)
    return forms.metadata(scores=owns.scores, previews=owns.previews)


SCHEMAS: dict[str, Callable[[Settings], forms.Schema]] = {
    "spec": lambda _: forms.spec(),
    "libraries": lambda _: forms.libraries(),
    "specification": lambda _: forms.specification(),
    "metadata": _metadata,
    "report": _report,
}
"""What there is a schema of; the settings say which keys of metadata anybody reads."""


def schema(kind: str, settings: Settings) -> str:
    """The schema ``kind``, one of :data:`SCHEMAS`, as JSON with a final newline."""
    made: dict[str, Any] = SCHEMAS[kind](settings)
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"
