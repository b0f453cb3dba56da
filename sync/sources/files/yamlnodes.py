"""YAML text to values with line numbers, in bounded time and memory.

The value is built from parser events: libyaml's own composer overflows the C
stack on nested brackets, and forgets lines and duplicate keys. Scalars mean
what PyYAML's ``SafeLoader`` says (YAML 1.1), but ``1e-3`` is a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol, TypeAlias

import yaml

from sync.model.problems import Problem, problem
from sync.sources.files.facts import Json
from sync.sources.files.text import line_at, short
from sync.sources.files.yamlscalars import FIRST, ScalarKind, resolved

DEEPEST = 20
MOST_NODES = 10_000
"""Values in a document, each alias counted as what it stands for."""

_LOADER: type[yaml.CSafeLoader | yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OTHER_BREAKS = re.compile("[\x85\u2028\u2029]")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_TAG_DIRECTIVE = re.compile(r"^%TAG", re.MULTILINE)


class Scalar(NamedTuple):
    """A scalar; ``source`` is its text without quotes, ``value`` what that means as JSON."""

    kind: ScalarKind
    value: Json
    source: str
    line: int


class ListNode(NamedTuple):
    """A sequence."""

    items: list[Node]
    line: int


class Mapping(NamedTuple):
    """A mapping; each key with the line it stands in."""

    items: dict[str, tuple[int, Node]]
    line: int


Node: TypeAlias = Scalar | ListNode | Mapping
Wanted: TypeAlias = "dict[str, Wanted | None]"
"""The keys of a mapping that are read: all of a value (None), or some keys below."""


class _Mark(Protocol):
    """A place in the text, to libyaml and to PyYAML; both count from 0."""

    line: int
    index: int


class _ReadError(Exception):
    def __init__(self, code: str, message: str, line: int, hint: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.line, self.hint = code, message, line, hint


def read_yaml(
    path: str, text: str, above: int = 0, *, wanted: Wanted | None = None
) -> tuple[Node | None, list[Problem]]:
    """The one document in ``text``; a null scalar, if there is none.

    Args:
        path: for the problems.
        text: the YAML source.
        above: lines that stand above it in the file.
        wanted: what is built of a mapping; None for everything. What is not
            wanted must parse, no more.

    Returns:
        None with one ``yaml-…`` error, if it cannot be read.
    """
    try:
        return _Builder(text, above).document(wanted), []
    except _ReadError as error:
        return None, [problem(error.code, path, error.message, line=error.line, hint=error.hint)]


class _Builder:
    def __init__(self, text: str, above: int) -> None:
        self._text = text
        self._above = above + 1
        self._other_breaks = _OTHER_BREAKS.search(text) is not None
        self._anchors: dict[str, tuple[Node | None, int]] = {}
        """Anchor to node and size; no node while its collection is open."""
        self._has_escapes = "\\" in text
        """Whether a scalar can hold what its text cannot: a NUL, or half a character."""
        self._nodes = 0
        self._builds_all = True
        self._events: Iterator[yaml.Event] = iter(())

    def document(self, wanted: Wanted | None = None) -> Node:
        # what is not built may hold the anchor that something wanted refers to
        self._builds_all = wanted is None or ("&" in self._text and "*" in self._text)
        # each directive is compared with all before it, and tags are refused anyhow
        if directive := _TAG_DIRECTIVE.search(self._text):
            line = line_at(self._text, directive.start()) + self._above - 1
            raise _ReadError("yaml-tag", "a %TAG directive is not read", line)
        try:
            # each event by one call: yaml.parse() asks first whether there is one
            loader: Any = _LOADER(self._text)
            self._events = iter(loader.get_event, None)
            return self._stream(wanted)
        except yaml.YAMLError as error:
            raise self._syntax_error(error) from None

    def _stream(self, wanted: Wanted | None) -> Node:
        root: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    message = "a second YAML document begins: a file holds one"
                    raise self._error("yaml-syntax", event, message)
                root = self._node(next(self._events), 0, wanted)
        return root or Scalar("null", None, "", self._above)

    def _node(self, event: yaml.Event, depth: int, wanted: Wanted | None = None) -> Node:
        if isinstance(event, yaml.ScalarEvent) and event.tag is event.anchor is None:
            # nearly all there is: what a scalar costs, a file costs
            if wanted is not None or self._has_escapes or self._nodes >= MOST_NODES:
                self._count(event, 1, "yaml-too-large")
                return self._scalar(event, wanted)
            self._nodes += 1
            return self._meant(event, event.value)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        assert isinstance(event, yaml.NodeEvent)
        if event.tag is not None and not _is_unwanted(wanted):  # type: ignore[attr-defined]
            message = "an explicit tag (`!…`) is not read; write the value without it"
            raise self._error("yaml-tag", event, message)
        self._count(event, 1, "yaml-too-large")
        before = self._nodes - 1
        anchor: str | None = event.anchor
        if anchor is not None:
            self._anchors[anchor] = (None, 0)
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            node = self._scalar(event, wanted)
        elif depth >= DEEPEST:
            raise self._too_deep(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._listing(event, depth + 1, wanted)
        else:
            node = self._mapping(event, depth + 1, wanted)
        if anchor is not None:
            self._anchors[anchor] = (node, self._nodes - before)
        return node

    def _scalar(self, event: yaml.ScalarEvent, wanted: Wanted | None) -> Scalar:
        source: str = event.value
        if _is_unwanted(wanted):
            # it may be wanted elsewhere, by its anchor
            source = _UNSTORABLE.sub("\ufffd", source)
        if "\0" in source:
            raise self._error("file-nul", event, "an escape stands for a NUL, which is not stored")
        if not source.isascii() and any("\ud800" <= letter <= "\udfff" for letter in source):
            raise self._error("yaml-syntax", event, "an escape stands for half a character")
        return self._meant(event, source)

    def _meant(self, event: yaml.ScalarEvent, source: str) -> Scalar:
        if source[:1] in FIRST and event.implicit[0]:
            return Scalar(*resolved(source), source, self._line(event))
        return Scalar("text", source, source, self._line(event))

    def _listing(self, start: yaml.Event, depth: int, wanted: Wanted | None) -> ListNode:
        items: list[Node] = []
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._node(event, depth, None if wanted is None else {}))
        return ListNode(items, self._line(start))

    def _mapping(self, start: yaml.Event, depth: int, wanted: Wanted | None) -> Mapping:
        items: dict[str, tuple[int, Node]] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._node(event, depth, None if wanted is None else {})
            if not isinstance(key, Scalar):
                if wanted is not None:
                    self._pass_over(depth)
                    continue
                raise self._error(
                    "yaml-wrong-type", event, "a key is a word, not a list or mapping"
                )
            is_wanted = wanted is None or key.source in wanted
            if not is_wanted and not self._builds_all:
                self._pass_over(depth)
                continue
            if key.source in items and is_wanted:
                message = f"the key {short(key.source)} is already in line {items[key.source][0]}"
                raise self._error("yaml-duplicate-key", event, message)
            below = None if wanted is None else wanted.get(key.source, {})
            items[key.source] = (self._line(event), self._node(next(self._events), depth, below))
        return Mapping(items, self._line(start))

    def _pass_over(self, depth: int) -> None:
        """Go behind the value that comes next, without building it."""
        begun = 0
        for event in self._events:
            if isinstance(event, yaml.CollectionStartEvent):
                begun += 1
                if depth + begun > DEEPEST:
                    raise self._too_deep(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                begun -= 1
            if not begun:
                return

    def _alias(self, event: yaml.AliasEvent) -> Node:
        name = event.anchor or ""
        if name not in self._anchors:
            raise self._error("yaml-syntax", event, f"there is no anchor &{short(name)} above")
        node, size = self._anchors[name]
        if node is None:
            raise self._error("yaml-alias", event, f"the anchor &{short(name)} contains itself")
        self._count(event, size, "yaml-alias")
        return node

    def _count(self, event: yaml.Event, nodes: int, code: str) -> None:
        self._nodes += nodes
        if self._nodes > MOST_NODES:
            what = " once its anchors are written out" if code == "yaml-alias" else ""
            raise self._error(code, event, f"more than {MOST_NODES:,} values{what}")

    def _line(self, event: yaml.Event) -> int:
        mark: _Mark | None = event.start_mark
        if mark is None or self._other_breaks:
            return self._mark_line(mark)
        return mark.line + self._above

    def _mark_line(self, mark: _Mark | None) -> int:
        if mark is None:
            return self._above
        if self._other_breaks:
            # YAML ends lines where no editor does
            return line_at(self._text, mark.index) + self._above - 1
        return int(mark.line) + self._above

    def _too_deep(self, event: yaml.Event) -> _ReadError:
        return self._error("yaml-too-deep", event, f"more than {DEEPEST} levels of nesting")

    def _error(self, code: str, event: yaml.Event, message: str) -> _ReadError:
        return _ReadError(code, message, self._line(event))

    def _syntax_error(self, error: yaml.YAMLError) -> _ReadError:
        if isinstance(error, yaml.MarkedYAMLError):
            return self._fault(error)
        position = getattr(error, "position", 0)
        return _ReadError(
            "yaml-syntax",
            "a control character, which YAML does not allow",
            self._byte_line(position),
        )

    def _fault(self, error: yaml.MarkedYAMLError) -> _ReadError:
        from sync.sources.files.yamlwords import fault

        mark = error.problem_mark or error.context_mark
        began = None
        if error.context_mark is not None:
            began = self._mark_line(error.context_mark) - self._above
        # YAML ends lines where no editor does, and editors number them
        lines = self._text.rstrip().split("\n")
        at = min(self._mark_line(mark) - self._above, len(lines) - 1)
        found = fault(lines, at, began, f"{error.context or ''} {error.problem or ''}")
        return _ReadError("yaml-syntax", found.message, found.line + self._above - 1, found.hint)

    def _byte_line(self, position: int) -> int:
        data = self._text.encode() if _LOADER is not yaml.SafeLoader else b""
        before = data.count(b"\n", 0, position) if data else self._text.count("\n", 0, position)
        return before + self._above


def _is_unwanted(wanted: Wanted | None) -> bool:
    return wanted is not None and not wanted
