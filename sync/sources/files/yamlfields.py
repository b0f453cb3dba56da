"""Checked reading of YAML mappings: every wrong value says how to write it."""

from __future__ import annotations

from collections.abc import Collection

from sync.model.layouts.names import closest
from sync.model.problems import Problem, problem
from sync.sources.files.facts import ABSENT, Absent, Json
from sync.sources.files.text import short
from sync.sources.files.yamlnodes import ListNode, Mapping, Node, Scalar

_WHAT = {
    "text": "a text",
    "null": "empty",
    "bool": "true or false",
    "int": "a number",
    "float": "a number",
    "timestamp": "a date",
}


class Fields:
    """One mapping, read key by key. A value that is wrong is reported, and counts as absent.

    Args:
        path: of the file, for the problems.
        mapping: what is read.
        problems: where they are added.
    """

    def __init__(self, path: str, mapping: Mapping, problems: list[Problem]) -> None:
        self.line = mapping.line
        self.problems = problems
        self._path = path
        self._items = mapping.items

    @classmethod
    def of(cls, path: str, node: Node, form: str, problems: list[Problem]) -> Fields | None:
        """The fields of ``node``; None, with a problem, when it is not written as ``form``."""
        if isinstance(node, Mapping):
            return cls(path, node, problems)
        message = f"an entry is {what(node)}; write {form}"
        problems.append(problem("yaml-wrong-type", path, message, line=node.line))
        return None

    def only(self, keys: Collection[str], code: str = "yaml-unknown-key") -> None:
        """Report every key that is not one of ``keys``."""
        for key, (line, _) in self._items.items():
            if key in keys:
                continue
            near = closest(key, keys)
            hint = f"did you mean {near}?" if near else f"keys are {', '.join(keys)}"
            self.report(code, f"{short(key)} is not read", line, hint)

    def node(self, key: str) -> Node | None:
        """The value of ``key``; None where it is absent or null."""
        _, node = self._items.get(key, (0, None))
        return None if isinstance(node, Scalar) and node.kind == "null" else node

    def stated(self, key: str) -> bool:
        """Whether ``key`` is there, be it with null."""
        return key in self._items

    def line_of(self, key: str) -> int:
        """The line of ``key``, or that of the mapping where it is absent."""
        return self._items[key][0] if key in self._items else self.line

    def text(self, key: str) -> str | None:
        """The text of ``key``, trimmed; None where there is none."""
        node = self.node(key)
        if node is None:
            return None
        if isinstance(node, Scalar) and node.kind == "text":
            return node.source.strip()
        self.report("yaml-wrong-type", _not_a_text(key, node), self.line_of(key))
        return None

    def flag(self, key: str, default: bool) -> bool:  # noqa: FBT001 - it is named by its key
        """Whether ``key`` is true."""
        node = self.node(key)
        if node is None:
            return default
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return node.value
        message = f"{key} is {what(node)}; write {key}: true or {key}: false"
        self.report("yaml-wrong-type", message, self.line_of(key))
        return default

    def listing(self, key: str, form: str) -> list[Node] | None:
        """The items of the list ``key``; ``form`` says how one of them is written."""
        node = self.node(key)
        if node is None:
            return None
        if isinstance(node, ListNode):
            return node.items
        message = f"{key} is {what(node)}; write a list of {form}"
        self.report("yaml-wrong-type", message, self.line_of(key))
        return None

    def json(self, key: str) -> Json | Absent:
        """The value of ``key``, whatever it is."""
        return _json(self._items[key][1]) if key in self._items else ABSENT

    def nested(self, node: Node, form: str) -> Fields | None:
        """The fields of ``node``, which stands somewhere below these."""
        return Fields.of(self._path, node, form, self.problems)

    def report(self, code: str, message: str, line: int, hint: str | None = None) -> None:
        """Add a problem."""
        self.problems.append(problem(code, self._path, message, line=line, hint=hint))


def what(node: Node) -> str:
    """What ``node`` is, in words."""
    if isinstance(node, Scalar):
        return _WHAT[node.kind]
    return "a list" if isinstance(node, ListNode) else "a mapping"


def _not_a_text(key: str, node: Node) -> str:
    """A sentence that says how to write the text ``key`` instead of ``node``."""
    if not isinstance(node, Scalar):
        return f"{key} is {what(node)}; write one text"
    quoted = f'{key}: "{short(node.source)}"'
    message = f"{key} is {what(node)}; write {quoted} in quotes"
    if node.kind in ("int", "float", "bool"):
        value = str(node.value).lower() if node.kind == "bool" else node.value
        message += f", or it is {value}"
    return message


def _json(node: Node) -> Json:
    """``node`` as JSON; a date, and a number that JSON lacks, as its source text."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, ListNode):
        return [_json(item) for item in node.items]
    return {key: _json(item) for key, (_, item) in node.items.items()}
