"""The facts of an implementation in the spec-first layout: ``metadata/…/{library}.yaml``.

The file belongs to the catalogue and says much more than is read here: a key
that is not read is neither an error nor a warning (contract, section 1).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

from sync.model.problems import Problem, has_errors, problem
from sync.sources.files import forms
from sync.sources.files.text import SPEC_LIMIT, decode, short
from sync.sources.files.yamlfields import Fields, what
from sync.sources.files.yamlnodes import Mapping, Node, Scalar, Wanted
from sync.sources.files.yamlparts import read_parts

_FACTS: Wanted = {
    "python_version": None,
    "quality_score": None,
    "review": {"verdict": None},
    "updated": None,
    "preview_url": None,
    "preview_url_light": None,
}
_WANTED: Wanted = {
    **_FACTS,
    "library": None,
    "specification_id": None,
    "spec_id": None,
    "current": _FACTS,
}
_APPROVED = frozenset({"approved", "approve", "pass", "passed", "\u2705"})
_REJECTED = frozenset({"rejected", "reject", "fail", "failed", "\u274c"})
_TIME = re.compile(forms.TIME).fullmatch
_ADDRESS = re.compile(forms.ADDRESS).fullmatch
_LONGEST_ADDRESS = 2_000


class Metadata(NamedTuple):
    """What the file says of its implementation; None for what it does not.

    ``score`` is 0 to 100, ``is_rejected`` is what the verdict says, ``updated``
    is UTC without a zone, ``preview_url`` is an https or gs address.
    """

    python_version: str | None = None
    score: float | None = None
    is_rejected: bool = False
    updated: datetime | None = None
    preview_url: str | None = None


def parse_metadata(
    path: str, data: bytes, spec_id: str, library_id: str, *, scores: bool, previews: bool
) -> tuple[Metadata | None, list[Problem]]:
    """Read the metadata of ``spec_id`` in ``library_id``.

    Args:
        path: of the file, for the problems.
        data: its content.
        spec_id: the spec that the path names.
        library_id: the library that the path names.
        scores: whether score, verdict and time are read.
        previews: whether the preview's address is.

    Returns:
        None, if any of the problems is an error.
    """
    text, problems = decode(path, data, SPEC_LIMIT)
    if text is None:
        return None, problems
    node, problems = read_parts(path, text, _WANTED)
    if node is None:
        return None, problems
    if isinstance(node, Scalar) and node.kind == "null":
        return Metadata(), problems
    if not isinstance(node, Mapping):
        message = f"the file is {what(node)}; write `quality_score: …` and the other keys"
        return None, [problem("yaml-wrong-type", path, message, line=node.line)]
    reading = _Reading(path, Fields(path, node, problems))
    reading.check_names(spec_id, library_id)
    found = Metadata(python_version=reading.python_version())
    if scores:
        found = found._replace(
            score=reading.score(), is_rejected=reading.is_rejected(), updated=reading.updated()
        )
    if previews:
        found = found._replace(preview_url=reading.preview_url())
    return (None if has_errors(problems) else found), problems


class _Reading:
    def __init__(self, path: str, fields: Fields) -> None:
        self._path = path
        self._fields = fields
        current = fields.node("current")
        self._current = (
            Fields(path, current, fields.problems) if isinstance(current, Mapping) else fields
        )

    def check_names(self, spec_id: str, library_id: str) -> None:
        for key, own in (
            ("specification_id", spec_id),
            ("spec_id", spec_id),
            ("library", library_id),
        ):
            node = self._fields.node(key)
            if node is not None and not (isinstance(node, Scalar) and node.source.strip() == own):
                said = short(node.source) if isinstance(node, Scalar) else what(node)
                self._report("metadata-mismatch", self._fields, key, f"{key} is {said}, not {own}")

    def python_version(self) -> str | None:
        _, node = self._stated("python_version")
        if node is None:
            return None
        if isinstance(node, Scalar):
            # as written: 3.10 is the number 3.1 to YAML
            return node.source.strip() or None
        self._wrong("python_version", f"is {what(node)}; write one version")
        return None

    def score(self) -> float | None:
        _, node = self._stated("quality_score")
        if node is None:
            return None
        value = node.value if isinstance(node, Scalar) and node.kind in ("int", "float") else None
        least, most = forms.SCORE
        if isinstance(value, (int, float)) and least <= value <= most:
            return float(value)
        said = short(node.source) if isinstance(node, Scalar) else what(node)
        quoted = " in quotes" if isinstance(node, Scalar) and node.kind == "text" else ""
        self._wrong("quality_score", f"is {said}{quoted}; write a number from 0 to 100, or null")
        return None

    def is_rejected(self) -> bool:
        fields, node = self._stated("review")
        if node is None:
            return False
        if not isinstance(node, Mapping):
            self._wrong("review", f"is {what(node)}; write `verdict: …` below it")
            return False
        review = Fields(self._path, node, fields.problems)
        verdict = review.node("verdict")
        if verdict is None:
            return False
        said = verdict.source.strip() if isinstance(verdict, Scalar) else what(verdict)
        word = said.replace("\ufe0f", "").casefold()
        if word and word not in _APPROVED | _REJECTED:
            message = f"the verdict is {short(said)}"
            self._report("review-verdict-unclear", review, "verdict", message)
        return bool(word) and word not in _APPROVED

    def updated(self) -> datetime | None:
        _, node = self._stated("updated")
        if node is None or (isinstance(node, Scalar) and not node.source.strip()):
            return None
        found = utc_time(node.source.strip()) if isinstance(node, Scalar) else None
        if found is None:
            said = short(node.source) if isinstance(node, Scalar) else what(node)
            self._wrong("updated", f"is {said}; write a time such as 2025-12-14T09:23:45Z")
        return found

    def preview_url(self) -> str | None:
        for key in ("preview_url", "preview_url_light"):
            _, node = self._stated(key)
            url = node.source.strip() if isinstance(node, Scalar) else ""
            if node is None or (isinstance(node, Scalar) and not url):
                continue
            if is_address(url):
                return url
            said = short(url) if isinstance(node, Scalar) else what(node)
            self._wrong(key, f"is {said}; write an address that begins with https:// or gs://")
        return None

    def _stated(self, key: str) -> tuple[Fields, Node | None]:
        """The value of ``key``, which older files have below ``current``."""
        node = self._fields.node(key)
        if node is not None or self._current is self._fields:
            return self._fields, node
        return self._current, self._current.node(key)

    def _wrong(self, key: str, message: str) -> None:
        fields, _ = self._stated(key)
        self._report("yaml-wrong-type", fields, key, f"{key} {message}")

    def _report(self, code: str, fields: Fields, key: str, message: str) -> None:
        fields.report(code, message, fields.line_of(key))


def is_address(text: str) -> bool:
    """Whether ``text`` is an https or gs address that a page may link to."""
    return len(text) <= _LONGEST_ADDRESS and text.isprintable() and _ADDRESS(text) is not None


def utc_time(text: str) -> datetime | None:
    """The time that ``text`` states, in UTC without a zone; one without a zone is UTC.

    A date alone is its midnight. The forms are those of YAML's timestamps and
    of ISO 8601. None for anything else.
    """
    found = _TIME(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, _, sign, *offset = found.groups()
    ahead = timedelta(hours=int(offset[0] or 0), minutes=int(offset[1] or 0))
    try:
        time = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0),
            int((fraction or "0").ljust(6, "0")[:6]), timezone(-ahead if sign == "-" else ahead),
        )  # fmt: skip
        return time.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
