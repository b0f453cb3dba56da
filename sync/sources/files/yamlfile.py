"""Specs in YAML, and the front matter of those in Markdown (contract, section 1)."""

from __future__ import annotations

from typing import NamedTuple

from sync.model.problems import Problem, has_errors, problem
from sync.sources.files import forms
from sync.sources.files.facts import Entry, Facts, TagFact
from sync.sources.files.text import short
from sync.sources.files.values import guessed_type
from sync.sources.files.yamlfields import Fields, what
from sync.sources.files.yamlnodes import Mapping, Node, Scalar, read_yaml

_ENTRY_FORM = "{name: x, type: numeric, description: …}"
_TAG_FORM = "a word, or {tag: word, confidence: 0.9, created_by: ai}"


HINTS = {
    "spec-no-title": "add `title: …`",
    "spec-no-description": "add `description: …`",
    "spec-no-data": "add `data_requirements:` and a list of `{name, type, description}`",
    "spec-empty-data": "list entries as `{name, type, description}`",
}
"""The hints of :data:`sync.model.problems.KINDS` are for Markdown; these are for YAML."""


class FrontMatter(NamedTuple):
    """What stands above a Markdown spec. None for what it does not state."""

    title: str | None = None
    tags: list[TagFact] | None = None
    deprecated: bool = False


def read_spec(path: str, text: str, spec_id: str) -> tuple[Facts | None, list[Problem]]:
    """What a YAML spec states; None, if any of the problems is an error."""
    node, problems = read_yaml(path, text)
    if node is None:
        return None, problems
    if not isinstance(node, Mapping):
        message = f"the file is {what(node)}; write `title: …` and the other keys"
        return None, [problem("yaml-wrong-type", path, message, line=node.line)]
    fields = Fields(path, node, problems)
    fields.only(forms.SPEC)
    _check_id(fields, spec_id)
    _check_issue(fields)
    facts = Facts(
        title=_one_line(fields.text("title")),
        title_line=fields.line_of("title"),
        description=fields.text("description"),
        data=_entries(fields, "data_requirements"),
        data_line=fields.line_of("data_requirements"),
        optional=_entries(fields, "optional_params") or [],
        tags=_tags(fields) or [],
        deprecated=fields.flag("deprecated", default=False),
    )
    return (None if has_errors(problems) else facts), problems


def read_front_matter(path: str, text: str) -> tuple[FrontMatter | None, list[Problem]]:
    """What the front matter of a Markdown spec states; None, if any of the problems is an error.

    ``text`` begins in line 2 of the file.
    """
    node, problems = read_yaml(path, text, above=1)
    if node is None:
        # what is no YAML at all is a matter of the front matter, not of a YAML file
        return None, [
            problem("spec-front-matter", path, found.message, line=found.line, hint=found.hint)
            if found.code == "yaml-syntax"
            else found
            for found in problems
        ]
    if isinstance(node, Scalar) and node.kind == "null":
        return FrontMatter(), []
    if not isinstance(node, Mapping):
        message = f"the front matter is {what(node)}; write `title: …`"
        return None, [problem("spec-front-matter", path, message, line=node.line)]
    fields = Fields(path, node, problems)
    fields.only(forms.FRONT_MATTER, "spec-front-matter-key")
    _check_issue(fields)
    front = FrontMatter(
        title=_one_line(fields.text("title")),
        tags=_tags(fields),
        deprecated=fields.flag("deprecated", default=False),
    )
    return (None if has_errors(problems) else front), problems


def _check_id(fields: Fields, spec_id: str) -> None:
    node = fields.node("id")
    # an id such as 2024 is no text to YAML, but the same id
    if node is not None and not (isinstance(node, Scalar) and node.source == spec_id):
        found = short(node.source) if isinstance(node, Scalar) else what(node)
        message = f"the id is {found}, the file is {spec_id}"
        fields.report("spec-id-mismatch", message, fields.line_of("id"))


def _check_issue(fields: Fields) -> None:
    node = fields.node("issue")
    if node is None:
        return
    value = node.value if isinstance(node, Scalar) and node.kind == "int" else None
    if not isinstance(value, int) or value < 1:
        message = f"issue is {what(node)}; write the issue's number, such as issue: 123"
        fields.report("yaml-wrong-type", message, fields.line_of("issue"))


def _entries(fields: Fields, key: str) -> list[Entry] | None:
    items = fields.listing(key, _ENTRY_FORM)
    if items is None:
        return None
    entries: list[Entry] = []
    for item in items:
        entry = fields.nested(item, _ENTRY_FORM)
        if entry is None:
            continue
        entry.only(forms.ENTRY)
        name = entry.text("name")
        if name is None:
            if entry.node("name") is None:
                entry.report("yaml-missing-key", f"an entry of {key} without name", entry.line)
            continue
        if not name:
            entry.report("yaml-wrong-type", "name is an empty text", entry.line_of("name"))
        description = entry.text("description") or ""
        type_ = entry.text("type") or guessed_type(description)
        entries.append(Entry(name, type_, description, entry.json("default"), entry.line))
    return entries


def _tags(fields: Fields) -> list[TagFact] | None:
    node = fields.node("tags")
    if node is None:
        return None
    if isinstance(node, Scalar) and node.kind == "text":
        return [TagFact(part, node.line) for part in node.source.split(",")]
    items = fields.listing("tags", _TAG_FORM) or []
    return [tag for item in items if (tag := _tag(fields, item)) is not None]


def _tag(fields: Fields, node: Node) -> TagFact | None:
    if isinstance(node, Scalar):
        if node.kind == "text":
            return TagFact(node.source, node.line)
        quoted = f'- "{short(node.source)}"'
        message = f"a tag is {what(node)}; write {quoted} in quotes"
        fields.report("yaml-wrong-type", message, node.line)
        return None
    tag = fields.nested(node, _TAG_FORM)
    if tag is None:
        return None
    tag.only(forms.TAG)
    name = tag.text("tag")
    if name is None:
        if tag.node("tag") is None:
            tag.report("yaml-missing-key", "a tag without its key `tag`", tag.line)
        return None
    return TagFact(name, tag.line, _confidence(tag), _created_by(tag))


def _confidence(tag: Fields) -> float | None:
    node = tag.node("confidence")
    if node is None:
        return None
    value = node.value if isinstance(node, Scalar) and node.kind in ("int", "float") else None
    least, most = forms.CONFIDENCE
    if isinstance(value, int | float) and least <= value <= most:
        return float(value)
    message = "confidence is a number from 0 to 1, such as confidence: 0.9"
    tag.report("yaml-wrong-type", message, tag.line_of("confidence"))
    return None


def _created_by(tag: Fields) -> str | None:
    author = tag.text("created_by")
    if author is None or author in forms.TAG_AUTHORS:
        return author
    message = "created_by is neither ai nor human"
    hint = "write created_by: ai or created_by: human"
    tag.report("yaml-wrong-type", message, tag.line_of("created_by"), hint)
    return None


def _one_line(text: str | None) -> str | None:
    return None if text is None else " ".join(text.split())
