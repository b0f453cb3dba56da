"""The spec-first layout: a folder for each plot (contract, section 1).

``plots/{spec_id}/specification.md`` with ``specification.yaml`` beside it, and
below the same folder ``implementations/`` and ``metadata/``, with or without
a folder for the language.
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import TYPE_CHECKING

from sync.model.layouts import names
from sync.model.layouts.layout import VARIANT, Known, Layout, Part, Place, plain
from sync.model.problems import Problem, problem

if TYPE_CHECKING:
    from sync.model.catalog import ImplementationKey

LANGUAGE = "python"
"""The only one that is read."""

_CODE, _METADATA = Part.CODE, Part.METADATA
"""There are thousands of them, and to look a member of an enum up takes its time."""
_FOLDERS = {"implementations": ".py", "metadata": ".yaml"}
_LANGUAGE = r"[A-Za-z][A-Za-z0-9_+#-]*"
_NEAR = 0.8
"""How alike two names are of which one was meant to be the other."""

_PLACE = re.compile(
    rf"plots/(?!specs/)(?P<spec>{names.SPEC_ID})/"
    rf"(?:specification\.(?P<form>md|yaml)"
    rf"|(?P<folder>implementations|metadata)/(?:(?P<language>{_LANGUAGE})/)?(?P<name>.+))"
).fullmatch
_FILE = re.compile(rf"({names.LIBRARY_ID})(\.py|\.yaml)").fullmatch
_MEANT = {
    "implementation": "implementations",
    "impl": "implementations",
    "impls": "implementations",
    "meta": "metadata",
}
_OWN_NAME = re.compile(
    r"(?P<stem>[^.]+)\.(?P<ending>py|ya?ml)(?:[^a-z0-9].*)?", re.DOTALL
).fullmatch
_SPEC_NAME = re.compile(
    r"(?P<stem>[^.]+)\.(?P<ending>md|markdown|txt|ya?ml)(?:[^a-z0-9].*)?", re.DOTALL
).fullmatch
"""Names of ours in lower case, also with another ending behind them: ``x.py.txt``, ``x.yaml~``."""


class SpecFirst(Layout):
    """The layout. A spec is a pair of files, an implementation one with its metadata."""

    name = "spec first"
    folders = ("plots",)
    prose = r"plots/{spec}/(?:implementations|metadata)/(?:\w{1,100}/)?{library}\.(?:py|ya?ml)"

    def place(self, path: str) -> Place | None:
        """What ``path`` is in this layout; None when it fits no place of it."""
        match = _PLACE(path)
        if match is None:
            return None
        spec_id, form, folder, language, name = match.groups()
        if form == "md":
            return Place(Part.TEXT, (spec_id, "", ""), beside=(facts_path(spec_id),))
        if form is not None:
            return Place(Part.FACTS, (spec_id, "", ""))
        if language not in (None, LANGUAGE):
            if name.endswith(".py") or _is_python(language):
                # somebody's work would be missing
                return None
            library = name.partition(".")[0]
            return Place(Part.OTHER_LANGUAGE, (spec_id, library, VARIANT), language=language)
        file = _FILE(name)
        if file is None or file[2] != _FOLDERS[folder]:
            return None
        key = (spec_id, file[1], VARIANT)
        if folder == "metadata":
            return Place(_METADATA, key, language=language)
        beside = metadata_paths(spec_id, file[1])
        return Place(_CODE, key, language=language, beside=beside)

    def code_paths(self, key: ImplementationKey, function: str) -> tuple[str, ...]:  # noqa: ARG002
        """Where an implementation may lie; the first wins."""
        spec_id, library_id, _ = key
        return _both(spec_id, "implementations", f"{library_id}.py")

    def claims(self, path: str, specs: Container[str]) -> bool:
        """Whether a path of the other layout is below a spec, or below such a folder of one."""
        _, first, second, *_ = (*path.split("/"), "", "")
        return first in specs or _folder(second) is not None

    def lost_facts(self, path: str) -> tuple[str, str] | None:
        """Spec and library whose facts ``path``, which fits no place, was probably meant for."""
        head, *parts = path.split("/")
        if head != "plots" or len(parts) < 2:
            return None
        if len(parts) == 2:
            return (plain(parts[0]), "") if _spec_file(parts[1:]) == "specification.yaml" else None
        stem, _, ending = parts[-1].casefold().partition(".")
        if _folder(parts[1]) != "metadata" and not ending.startswith(("yaml", "yml")):
            return None
        return plain(parts[0]), plain(stem)

    def misfit(self, path: str, known: Known) -> Problem | None:
        """What is wrong with a path that was probably meant for this layout, and the right place.

        None for a path that fits, and for one that looks like nothing of this layout.
        """
        head, *parts = path.split("/")
        if head != "plots" or len(parts) < 2 or parts[0] == "specs" or self.place(path):
            return None
        spec_id, *rest = parts
        if spec_id in known.libraries and spec_id not in known.folders:
            return None
        right = _spec_file(rest) if len(rest) == 1 else _own_file(rest)
        if right is None and spec_id in known.folders:
            right = _own_file(["implementations", LANGUAGE, rest[-1]], "py")
        if right is None:
            return None
        wanted = f"plots/{spec_id}/{right}"
        if not names.is_spec_id(spec_id):
            return problem("file-name-invalid", path, f"{spec_id!r} is not a spec id")
        if self.place(wanted) is None:
            stem = right.rpartition("/")[2].rpartition(".")[0]
            return problem("file-name-invalid", path, f"{stem!r} is not a library id")
        is_renamed = wanted.rpartition("/")[0] == path.rpartition("/")[0]
        code = "file-name-invalid" if is_renamed else "file-misplaced"
        do = "rename it to" if is_renamed else "move it to"
        return problem(code, path, "is not read", hint=f"{do} {wanted}, or remove it")


def text_path(spec_id: str) -> str:
    """Where the text of a spec lies."""
    return f"plots/{spec_id}/specification.md"


def facts_path(spec_id: str) -> str:
    """Where the facts of a spec lie."""
    return f"plots/{spec_id}/specification.yaml"


def metadata_paths(spec_id: str, library_id: str) -> tuple[str, str]:
    """Where the facts of an implementation may lie; the first wins."""
    return _both(spec_id, "metadata", f"{library_id}.yaml")


def _both(spec_id: str, folder: str, name: str) -> tuple[str, str]:
    return f"plots/{spec_id}/{folder}/{LANGUAGE}/{name}", f"plots/{spec_id}/{folder}/{name}"


def _folder(name: str) -> str | None:
    folded = name.casefold()
    return _MEANT.get(folded) or names.closest(folded, _FOLDERS, _NEAR)


def _is_python(language: str) -> bool:
    folded = language.casefold().rstrip("0123456789")
    return folded == "py" or names.closest(folded, [LANGUAGE], _NEAR) is not None


def _spec_file(rest: list[str]) -> str | None:
    """The name that a file directly in the folder of a spec should have."""
    found = _SPEC_NAME(rest[0].casefold())
    if found is None:
        return None
    stem = found["stem"]
    if stem not in ("spec", "specs") and not names.closest(stem, ["specification"], _NEAR):
        return None
    return f"specification.{'yaml' if found['ending'] in ('yaml', 'yml') else 'md'}"


def _own_file(rest: list[str], *endings: str) -> str | None:
    """Where a file below the folder of a spec should lie, from there; of some ``endings`` alone."""
    if _folder(rest[0]) is None:
        return None
    found = _OWN_NAME(rest[-1].casefold())
    if found is None or (endings and found["ending"] not in endings):
        return None
    folder, ending = ("implementations", "py") if found["ending"] == "py" else ("metadata", "yaml")
    name = f"{found['stem'].replace(' ', '-')}.{ending}"
    return f"{folder}/{name}" if len(rest) == 2 else f"{folder}/{LANGUAGE}/{name}"
