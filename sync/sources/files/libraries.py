"""``plots/libraries.yaml``: which libraries there are."""

from __future__ import annotations

from sync.model.catalog import Library
from sync.model.layouts.names import is_library_id
from sync.model.libraries import default_library
from sync.model.problems import Problem, has_errors, problem
from sync.sources.files import forms
from sync.sources.files.text import SPEC_LIMIT, composed, decode, short
from sync.sources.files.yamlfields import Fields, what
from sync.sources.files.yamlnodes import ListNode, read_yaml

_FORM = "{id: matplotlib, name: Matplotlib}"


def parse_libraries(path: str, data: bytes) -> tuple[dict[str, Library] | None, list[Problem]]:
    """Read ``plots/libraries.yaml``: a list of ``{id, name, version, documentation_url, active}``.

    A name or URL that an entry does not state is the one that is well known.

    Returns:
        None, if any of the problems is an error; otherwise the libraries by id.
    """
    text, problems = decode(path, data, SPEC_LIMIT)
    if text is None:
        return None, problems
    node, problems = read_yaml(path, text)
    if node is None:
        return None, problems
    if not isinstance(node, ListNode):
        message = f"the file is {what(node)}; write a list of {_FORM}"
        return None, [problem("yaml-wrong-type", path, message, line=node.line)]
    libraries: dict[str, Library] = {}
    lines: dict[str, int] = {}
    for item in node.items:
        fields = Fields.of(path, item, _FORM, problems)
        library = None if fields is None else _library(fields)
        if fields is None or library is None:
            continue
        if library.id in libraries:
            message = f"{library.id} is already in line {lines[library.id]}"
            fields.report("library-duplicate", message, fields.line)
        libraries.setdefault(library.id, library)
        lines.setdefault(library.id, fields.line)
    return (None if has_errors(problems) else libraries), problems


def _library(fields: Fields) -> Library | None:
    fields.only(forms.LIBRARY)
    library_id = fields.text("id")
    if library_id is None:
        if fields.node("id") is None:
            fields.report("yaml-missing-key", "a library without id", fields.line)
        return None
    if not is_library_id(library_id):
        fields.report(
            "library-name-invalid",
            f"{short(library_id)!r} is not a library id",
            fields.line_of("id"),
        )
    known = default_library(library_id)
    url = fields.text("documentation_url")
    if not fields.stated("documentation_url"):
        url = known.documentation_url
    return Library(
        id=library_id,
        name=composed(fields.text("name") or known.name),
        version=fields.text("version") or None,
        documentation_url=url or None,
        active=fields.flag("active", default=True),
    )
