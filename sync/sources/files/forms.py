"""What the YAML files of a catalogue may say, as JSON Schema: for editors, and for the checks.

The readers of these files (:mod:`~sync.sources.files.yamlfile`, ``libraries``, ``metadata``,
``pair``) take their keys, words, limits and patterns from here. What a schema refuses,
``validate`` refuses, too; not the other way round, since a schema knows no other file, and no
meaning. Patterns are those that ECMA-262 and Python read alike.
"""

from __future__ import annotations

from typing import Any

from sync.model.layouts import names

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TAG_AUTHORS = ("ai", "human")
CONFIDENCE = (0, 1)
SCORE = (0, 100)
TIME = (
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?"
    r"[ \t]*(?:([Zz]|UTC|GMT)|([+-])([0-9]{1,2})(?::?([0-9]{2}))?)?)?"
)
"""The forms of YAML's timestamps and of ISO 8601."""
ADDRESS = r"(?:[hH][tT][tT][pP][sS]|[gG][sS])://[^/?#@\\\s]+(?:[/?#][^\s]*)?"
"""An https or gs address without a user."""

_SCALAR = ["string", "number", "boolean", "null"]
_TEXT: Schema = {"type": ["string", "null"]}
_NAMED: Schema = {"type": "string", "pattern": r"\S"}
_FLAG: Schema = {"type": ["boolean", "null"]}


def _described(schema: Schema, told: str) -> Schema:
    return {**schema, "description": told}


def _trimmed(pattern: str) -> str:
    return rf"^\s*(?:{pattern})\s*$"


def _mapping(properties: Schema, *required: str, others: bool = False) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": others,
    }


TAG: Schema = {
    "tag": {"type": "string"},
    "confidence": {
        "type": ["number", "null"],
        "minimum": CONFIDENCE[0],
        "maximum": CONFIDENCE[1],
        "description": "how sure its author is",
    },
    "created_by": {
        "anyOf": [
            {"enum": [*TAG_AUTHORS, None]},
            {"type": "string", "pattern": _trimmed("|".join(TAG_AUTHORS))},
        ],
        "description": "left out: ai when the confidence is below 1, else human",
    },
}
ENTRY: Schema = {
    "name": _described(_NAMED, "of the column or parameter"),
    "type": _described(_TEXT, "numeric, categorical, datetime, boolean, text, or a word of yours"),
    "description": _TEXT,
    "default": {"description": "any value"},
}
_ENTRIES: Schema = {"type": ["array", "null"], "items": _mapping(ENTRY, "name")}

SPEC: Schema = {
    "id": _described(
        {"type": _SCALAR, "pattern": f"^{names.SPEC_ID}$"}, "that of the file's name; not needed"
    ),
    "title": _described(_NAMED, "what it shows, in a few words"),
    "description": _described(_TEXT, "Markdown"),
    "data_requirements": {
        **_ENTRIES, "type": "array", "description": "the columns that it needs"
    },
    "optional_params": _described(_ENTRIES, "what else can be set"),
    "tags": {
        "anyOf": [
            {"type": ["string", "null"]},
            {"type": "array", "items": {"anyOf": [{"type": "string"}, _mapping(TAG, "tag")]}},
        ],
        "description": "words, or one text with commas",
    },
    "deprecated": _described(_FLAG, "true switches the spec off"),
    "issue": {"type": ["integer", "null"], "minimum": 1, "description": "its number on GitHub"},
}  # fmt: skip
FRONT_MATTER = ("title", "tags", "deprecated", "issue")
"""The keys of a spec that may stand above its Markdown."""

LIBRARY: Schema = {
    "id": {"type": "string", "pattern": _trimmed(names.LIBRARY_ID)},
    "name": _described(_TEXT, "left out: the proper name of a well-known one"),
    "version": _described(_TEXT, "in quotes, or 5.10 is 5.1"),
    "documentation_url": _TEXT,
    "active": _described(_FLAG, "false switches it off"),
}


def spec() -> Schema:
    """``{spec_id}.yaml`` of the library-first layout."""
    return _titled("A spec of pyplots", _mapping(SPEC, "title", "data_requirements"))


def libraries() -> Schema:
    """``plots/libraries.yaml``."""
    items = _mapping(LIBRARY, "id")
    return _titled("The libraries of pyplots", {"type": "array", "items": items})


def specification() -> Schema:
    """``plots/{spec_id}/specification.yaml`` of the spec-first layout: others' keys are allowed."""
    scalar: Schema = {"type": _SCALAR}
    words: Schema = {"anyOf": [scalar, {"type": "array", "items": scalar}]}
    properties = {
        "spec_id": {"description": "that of the folder"},
        "title": {"type": _SCALAR, "description": "that of the Markdown beside it"},
        "deprecated": {"description": "true switches the spec off"},
        "tags": {
            "anyOf": [*words["anyOf"], {"type": "object", "additionalProperties": words}],
            "description": "a list for each kind of tag, such as plot_type",
        },
    }
    found = _mapping(properties, others=True) | {"type": ["object", "null"]}
    return _titled("The facts of a spec of pyplots", found)


def metadata(*, scores: bool, previews: bool) -> Schema:
    """``plots/{spec_id}/metadata/…/{library}.yaml``: others' keys are allowed.

    Args:
        scores: whether the files have the say about scores (setting ``scores``).
        previews: and about previews (setting ``previews``); what nobody reads may be anything.
    """
    properties: Schema = {
        "library": {"description": "that of the file's name"},
        "specification_id": {"description": "that of the folder"},
        "python_version": {"type": _SCALAR, "description": "what it was made with, as written"},
    }
    if scores:
        properties |= {
            "quality_score": {
                "type": ["number", "null"], "minimum": SCORE[0], "maximum": SCORE[1]
            },
            "review": {
                "type": ["object", "null"],
                "properties": {"verdict": {"description": "APPROVED or REJECTED"}},
            },
            "updated": {
                "type": ["string", "null"],
                "pattern": _trimmed(f"(?:{TIME})?"),
                "description": "such as 2025-12-14T09:23:45Z",
            },
        }  # fmt: skip
    if previews:
        properties["preview_url"] = {
            "type": ["string", "null"],
            "pattern": _trimmed(f"(?:{ADDRESS})?"),
            "description": "begins with https:// or gs://",
        }
    found = _mapping(properties, others=True) | {"type": ["object", "null"]}
    return _titled("The facts of an implementation of pyplots", found)


def _titled(title: str, schema: Schema) -> Schema:
    return {"$schema": DIALECT, "title": title, **schema}
