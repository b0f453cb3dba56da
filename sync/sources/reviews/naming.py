"""What a heading, a line, a label or a title says that a review is about (contract, section 3)."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from sync.sources.reviews.document import BOLD_END, plain

_SPEC = r"(?=[0-9-]*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*"
_LIBRARY = r"(?=[0-9_-]*[a-z])[a-z0-9_]+(?:-[a-z0-9_]+)*"
_VARIANT = r"[a-z_][a-z0-9_]*"
_END = (
    r"(?:\s+(?:implementation|variant|plot|review))?"
    r"(?=[)\]`]*\s*(?:$|[(\[|,;·–—:]|\.(?!\w)|-\s))"
)
_TRIPLE = re.compile(
    rf"(?:^|[:–—(\[]\s*|\s-\s+|\b(?:for|of|about)\s+)"
    rf"(?P<spec>{_SPEC})\s*/\s*(?P<library>{_LIBRARY})\s*/\s*(?P<variant>{_VARIANT}){_END}",
    re.IGNORECASE,
)
_PAIR = re.compile(
    rf"(?P<spec>{_SPEC})\s*/\s*(?P<library>{_LIBRARY}){_END}",
    re.IGNORECASE,
)
_PATH = re.compile(
    rf"(?<![\w.-])plots/(?P<library>{_LIBRARY})/\w+/(?P<spec>{_SPEC})/(?P<variant>{_VARIANT})\.py\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?=[\d_-]*[a-z])[a-z0-9_]+(?:-[a-z0-9_]+)*", re.IGNORECASE)
_TITLE_WORD = re.compile(r"[A-Za-z0-9_]+(?:-+[A-Za-z0-9_]+)*")
_LONGEST_TITLE = 1_000


class Names(NamedTuple):
    """What is named; None for what is not."""

    spec_id: str | None = None
    library_id: str | None = None
    variant: str | None = None

    def over(self, other: Names) -> Names:
        """These names, and those of ``other`` where these say nothing."""
        return Names(
            self.spec_id or other.spec_id,
            self.library_id or other.library_id,
            self.variant or other.variant,
        )


class NamingError(Exception):
    """A text that means to name something, and names nothing that can exist."""


def heading_names(text: str) -> tuple[Names, str] | None:
    """What a section heading names, and the text behind it; None when it names nothing.

    Raises:
        NamingError: it has the form ``a / b / c``, and these are no ids.
    """
    text = text.replace(BOLD_END, " ")
    if found := _PATH.search(text) or _TRIPLE.search(text):
        return _names(found), text[found.end() :]
    found = _PAIR.match(text)
    if found and "-" in found["spec"]:
        return _names(found), text[found.end() :]
    parts = [part.strip() for part in text.split("/")]
    if len(parts) >= 3 and all(re.search(r"[a-zA-Z]", part) for part in parts):
        raise NamingError(text)
    return None


def line_names(label: str, value: str) -> Names:
    """What a ``Library:``, ``Variant:`` or ``Implementation:`` line names."""
    kind = label.casefold()
    if kind == "implementation":
        if found := _PATH.search(value) or _TRIPLE.match(value):
            return _names(found)
        if found := _PAIR.match(value):
            first, second = found["spec"].lower(), found["library"].lower()
            if "-" in first:
                return Names(spec_id=first, library_id=second)
            return Names(library_id=first, variant=second)
        return Names()
    if kind not in ("library", "variant"):
        return Names()
    found = _WORD.match(value.lstrip(" `*_(["))
    if found is None:
        return Names()
    word = found[0].lower()
    return Names(library_id=word) if kind == "library" else Names(variant=word)


def label_names(labels: Collection[str]) -> tuple[Names, tuple[str, ...]]:
    """What an issue's labels name, and what they contradict each other in."""
    if not labels:
        return Names(), ()
    found: dict[str, set[str]] = {"library": set(), "variant": set()}
    for label in labels:
        kind, colon, value = label.partition(":")
        if colon and (values := found.get(kind.strip().casefold())) is not None and value.strip():
            values.add(value.strip().lower())
    contradictions = tuple(kind for kind, values in found.items() if len(values) > 1)
    library, variant = (min(values, default=None) for values in found.values())
    return Names(library_id=library, variant=variant), contradictions


class TitleReader:
    """Matches titles against the ids of a catalogue."""

    def __init__(self, specs: Collection[str], libraries: Collection[str]) -> None:
        self._specs = specs
        self._libraries = libraries
        self._known: dict[str, tuple[Names, tuple[str, ...]]] = {}

    def read(self, title: str) -> tuple[Names, tuple[str, ...]]:
        """What ``title`` names, and whether it names two different specs or libraries."""
        if title not in self._known:
            self._known[title] = self._read(title[:_LONGEST_TITLE])
        return self._known[title]

    def _read(self, title: str) -> tuple[Names, tuple[str, ...]]:
        title = plain(title)
        variant = None
        if "/" in title:
            if found := _PATH.search(title) or _TRIPLE.search(title):
                names = _names(found)
                if names.spec_id in self._specs and names.library_id in self._libraries:
                    variant = names.variant
            title = _PATH.sub(lambda path: f" {path['spec']} {path['library']} ", title)
        specs, rest = self._found_specs(title)
        libraries = self._found_libraries(rest)
        ambiguous = [
            kind for kind, ids in (("spec", specs), ("library", libraries)) if len(ids) > 1
        ]
        names = Names(min(specs, default=None), min(libraries, default=None), variant)
        return names, tuple(ambiguous)

    def _found_specs(self, title: str) -> tuple[set[str], str]:
        """The spec ids in ``title``, and what is left of it.

        A word such as ``bar`` is an id only where it is written as one, or
        where no other id stands in a place of its own: ``[id]`` or ``id: …``.
        """
        found: set[str] = set()
        words: set[str] = set()
        pointed = False
        left: list[str] = []
        at = 0
        for word in _TITLE_WORD.finditer(title):
            name = word[0].lower()
            if name not in self._specs:
                continue
            in_place = self._is_in_place(title, word)
            if not in_place and "-" not in name and name != word[0]:
                continue
            (found if in_place or "-" in name else words).add(name)
            pointed |= in_place
            left.append(title[at : word.start()])
            at = word.end()
        left.append(title[at:])
        return found if pointed else found | words, " ".join(left)

    def _is_in_place(self, title: str, word: re.Match[str]) -> bool:
        before, behind = title[: word.start()], title[word.end() :]
        if before.endswith(("[", "`")):
            return behind.startswith(("]", "`"))
        return not before.strip() and behind.lstrip().startswith(":")

    def _found_libraries(self, title: str) -> set[str]:
        """The library ids in ``title``; also as a part of a word, as in ``matplotlib-based``."""
        found: set[str] = set()
        for word in _TITLE_WORD.findall(title.lower()):
            if word in self._libraries:
                found.add(word)
                continue
            if "-" not in word:
                continue
            parts = re.split(r"(-+)", word)
            start = 0
            while start < len(parts):
                ends = range(len(parts), start, -2)
                end = next((e for e in ends if "".join(parts[start:e]) in self._libraries), None)
                if end is not None:
                    found.add("".join(parts[start:end]))
                start = end if end is not None else start + 2
        return found


def _names(found: re.Match[str]) -> Names:
    groups = {name: text.lower() for name, text in found.groupdict().items()}
    return Names(groups["spec"], groups["library"], groups.get("variant"))
