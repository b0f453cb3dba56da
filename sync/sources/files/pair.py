"""A spec of the spec-first layout: its text in Markdown, and its facts in YAML beside it.

The facts belong to the catalogue: a key that is not read is neither an error
nor a warning (contract, section 1).
"""

from __future__ import annotations

from sync.model.layouts.layout import default_function
from sync.model.layouts.specfirst import facts_path, text_path
from sync.model.problems import Problem, has_errors, problem
from sync.sources.files.facts import Facts, TagFact
from sync.sources.files.spec import ParsedSpec, build, tag_name
from sync.sources.files.text import SPEC_LIMIT, decode, short
from sync.sources.files.yamlfields import Fields, what
from sync.sources.files.yamlnodes import ListNode, Mapping, Node, Scalar, Wanted
from sync.sources.files.yamlparts import read_parts

_WANTED: Wanted = {
    "spec_id": None,
    "specification_id": None,
    "title": None,
    "tags": None,
    "deprecated": None,
}
_TAGS_FORM = "a list for each kind of tag, such as plot_type: [scatter]"


def parse_pair(
    spec_id: str, text: tuple[str, bytes], facts: tuple[str, bytes] | None
) -> tuple[ParsedSpec | None, list[Problem]]:
    """Read the spec ``spec_id`` from its two files, each a path and its content.

    Returns:
        None, if any of the problems is an error.
    """
    from sync.sources.files.markdown import read_spec

    path, data = text
    if path == facts_path(spec_id):
        message = f"there is no {text_path(spec_id)} beside it"
        return None, [problem("spec-incomplete", path, message)]
    source, problems = decode(path, data, SPEC_LIMIT)
    stated: Facts | None = None
    if source is not None:
        stated, problems = read_spec(path, source, spec_id)
    beside, more = _beside(spec_id, *facts) if facts else (_Beside(), [])
    problems = [*problems, *more]
    if stated is None or beside is None:
        return None, problems
    if beside.title and stated.title and " ".join(beside.title.split()) != stated.title:
        message = (
            f"the title is {short(beside.title)!r} here, and {short(stated.title)!r} in {path}"
        )
        where = facts[0] if facts else path
        problems.append(problem("spec-titles-differ", where, message, line=beside.title_line))
    if not stated.title and beside.title:
        stated.title, stated.title_line = " ".join(beside.title.split()), None
    if beside.tags is not None:
        stated.tags = beside.tags
    stated.deprecated = stated.deprecated or beside.deprecated
    tags_path = facts[0] if facts and beside.tags is not None else path
    parsed = build(path, spec_id, stated, problems, tags_path=tags_path)
    function = default_function(spec_id, beside.plot_type)
    return (None if has_errors(problems) else parsed._replace(plot_function=function)), problems


class _Beside:
    """What the facts say; None for what they do not."""

    def __init__(self) -> None:
        self.title: str | None = None
        self.title_line: int | None = None
        self.tags: list[TagFact] | None = None
        self.plot_type: str | None = None
        self.deprecated = False


def _beside(spec_id: str, path: str, data: bytes) -> tuple[_Beside | None, list[Problem]]:
    found = _Beside()
    text, problems = decode(path, data, SPEC_LIMIT)
    if text is None:
        return None, problems
    node, problems = read_parts(path, text, _WANTED)
    if node is None:
        return None, problems
    if isinstance(node, Scalar) and node.kind == "null":
        return found, problems
    if not isinstance(node, Mapping):
        message = f"the file is {what(node)}; write `title: …` and the other keys"
        return None, [problem("yaml-wrong-type", path, message, line=node.line)]
    fields = Fields(path, node, problems)
    for key in ("spec_id", "specification_id"):
        said = fields.node(key)
        if said is not None and not (isinstance(said, Scalar) and said.source.strip() == spec_id):
            name = short(said.source) if isinstance(said, Scalar) else what(said)
            message = f"{key} is {name}, not {spec_id}"
            fields.report("metadata-mismatch", message, fields.line_of(key))
    title = fields.node("title")
    if isinstance(title, Scalar):
        found.title, found.title_line = title.source.strip(), fields.line_of("title")
    elif title is not None:
        message = f"title is {what(title)}; write one text"
        fields.report("yaml-wrong-type", message, fields.line_of("title"))
    deprecated = fields.node("deprecated")
    found.deprecated = isinstance(deprecated, Scalar) and deprecated.value is True
    _take_tags(found, fields)
    return (None if has_errors(problems) else found), problems


def _take_tags(found: _Beside, fields: Fields) -> None:
    """All lists of the tags in their order; one list, or a text with commas, is fine, too."""
    node = fields.node("tags")
    if node is None:
        return
    if not isinstance(node, Mapping):
        found.tags = _tags(node, fields)
        return
    found.tags = []
    for kind, (_, value) in node.items.items():
        tags = _tags(value, fields)
        found.tags += tags
        if kind == "plot_type":
            names = filter(None, (tag_name(tag.text) for tag in tags))
            found.plot_type = next(names, None)


def _tags(node: Node, fields: Fields) -> list[TagFact]:
    if isinstance(node, Scalar):
        if node.kind == "null":
            return []
        return [TagFact(part, node.line) for part in node.source.split(",")]
    if isinstance(node, ListNode):
        found = []
        for item in node.items:
            if isinstance(item, Scalar):
                # a tag such as 3d or 2024 is a word, whatever YAML takes it for
                found += [TagFact(item.source, item.line)] if item.kind != "null" else []
            else:
                _report_tags(fields, f"a tag is {what(item)}; write a word", item.line)
        return found
    _report_tags(fields, f"tags are {what(node)}; write {_TAGS_FORM}", node.line)
    return []


def _report_tags(fields: Fields, message: str, line: int) -> None:
    fields.report("yaml-wrong-type", message, line)
