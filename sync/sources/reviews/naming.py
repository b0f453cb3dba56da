"""What a heading, a line, a label or a title says that a review is about (contract, section 3)."""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import suppress
from typing import NamedTuple

from sync.model.errors import PyplotsSyncError
from sync.model.layouts import LAYOUTS, Layout, names
from sync.model.layouts.layout import VARIANT
from sync.sources.reviews.alike import LETTER, lowered, mixes_alphabets

# a name is taken with letters of any alphabet, so that one that is none is known to be none;
# every repetition has an end: what strangers write is read in linear time
_NAME = rf"(?=[\d_-]{{0,99}}[^\W\d_]){LETTER}(?:{LETTER}|-){{0,99}}"
_GAP = r"\s{0,3}"
_SLASH = rf"{_GAP}/{_GAP}"
_END = (
    r"(?:\s{1,3}(?:implementation|variant|plot|review))?"
    r"(?=[)\]`]{1,9}(?:\s|$)|[)\]`]{0,9}\s{0,3}(?:$|[(\[|,;·–—:]|\.(?!\w)|-\s))"
)
TRIPLE = re.compile(
    rf"(?:^|[:–—(\[]{_GAP}|\s-\s{{1,3}}|\b(?:for|of|about)\s{{1,3}})"
    rf"(?P<spec>{_NAME}){_SLASH}(?P<library>{_NAME}){_SLASH}(?P<variant>{_NAME}){_END}",
    re.IGNORECASE,
)
_PAIR = re.compile(rf"(?P<spec>{_NAME}){_SLASH}(?P<library>{_NAME}){_END}", re.IGNORECASE)
_PLAIN_PAIR = re.compile(r"[a-z0-9-]{1,100} / [a-z0-9_-]{1,100}")
"""``heatmap / matplotlib``, as ids are written; ``Pros / Cons`` is another kind of heading."""


def _in_prose(layout: Layout) -> re.Pattern[str]:
    """Finds a path of a layout in a text: its names are taken as those of a heading are."""
    path = layout.prose
    for name in ("spec", "library", "variant"):
        path = path.replace(f"{{{name}}}", f"(?P<{name}>{_NAME})")
    return re.compile(rf"(?<![\w.-]){path}\b", re.IGNORECASE)


PATHS = tuple(map(_in_prose, LAYOUTS))
"""Finds the path of an implementation, a pattern for each layout."""
_RULES = tuple(map(re.compile, (names.SPEC_ID, names.LIBRARY_ID, names.VARIANT)))
_LONGEST_NAME = 100
_ONLY_NAME = re.compile(
    rf"({LETTER}{{1,999}}(?:['’]s)?(?:[ -][^\W\d_]{LETTER}{{0,60}})?(?:-{LETTER}{{1,60}}){{0,499}})"
    r"[`*_)\]]{0,9}(?:\s{1,3}v?\d[\w.]{0,30})?\s{0,3}(?:$|[(,;|.–—]|-\s)",
    re.IGNORECASE,
)
"""A value that is a name of one or two words, and no sentence."""


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


class NamingError(PyplotsSyncError):
    """A text that means to name something, and names nothing that can exist."""


def heading_names(text: str) -> tuple[Names, str] | None:
    """What a section heading names, and the text behind it; None when it names nothing.

    Raises:
        NamingError: it has the form ``a / b / c``, and these are no ids.
    """
    text = re.sub(r"^\s{0,3}\d{1,9}[.)]\s{1,3}", "", text)
    if found := path_in(text) or TRIPLE.search(text):
        return names_of(found), text[found.end() :]
    if found := _PAIR.match(text):
        if mixes_alphabets(found["spec"]) or mixes_alphabets(found["library"]):
            raise NamingError(found[0])
        if "-" in found["spec"] or _PLAIN_PAIR.match(found[0]):
            with suppress(NamingError):
                return names_of(found), text[found.end() :]
    parts = [part.strip() for part in text.split("/")]
    if len(parts) >= 3 and all(re.search(r"[^\W\d_]", part) for part in parts):
        raise NamingError(text)
    return None


def cell_names(cell: str) -> Names | None:
    """What a cell names, if nothing else stands in it: ``spec / library / variant`` or a path.

    Raises:
        NamingError: it has that form, and these are no ids.
    """
    if "/" not in cell or not (named := heading_names(cell)):
        return None
    return named[0] if not named[1].strip(" `)]") else None


def line_names(label: str, value: str) -> Names:
    """What a ``Library:``, ``Variant:`` or ``Implementation:`` line names.

    Raises:
        NamingError: it names what cannot exist.
    """
    kind = lowered(label)
    if kind == "implementation":
        if found := path_in(value) or TRIPLE.match(value):
            return names_of(found)
        if found := _PAIR.match(value):
            first, second = lowered(found["spec"]), lowered(found["library"])
            if "-" in first:
                return _checked(Names(spec_id=first, library_id=second))
            return _checked(Names(library_id=first, variant=second))
        return Names()
    if kind not in ("library", "variant"):
        return Names()
    found = _ONLY_NAME.match(value.lstrip(" `*_(["))
    if found is None:
        return Names()
    word = re.sub(r"['’]", "", lowered(found[1])).replace(" ", "-")
    if len(word) > _LONGEST_NAME:
        raise NamingError(word)
    return Names(library_id=word) if kind == "library" else Names(variant=word)


def label_names(labels: Collection[str]) -> tuple[Names, tuple[str, ...]]:
    """What an issue's labels name, and what they contradict each other in."""
    if not labels:
        return Names(), ()
    found: dict[str, set[str]] = {"spec": set(), "library": set(), "variant": set()}
    for label in labels:
        kind, colon, value = label.partition(":")
        if colon and (values := found.get(kind.strip().lower())) is not None and value.strip():
            values.add(lowered(value.strip()))
    contradictions = tuple(kind for kind, values in found.items() if len(values) > 1)
    return Names(*(min(values, default=None) for values in found.values())), contradictions


def path_in(text: str) -> re.Match[str] | None:
    """The first path of an implementation in ``text``, of any layout."""
    return next(filter(None, (path.search(text) for path in PATHS)), None)


def names_of(found: re.Match[str]) -> Names:
    """What a match names.

    Raises:
        NamingError: one breaks the rules for names.
    """
    groups = {name: lowered(text) for name, text in found.groupdict().items()}
    # a path that names no variant is of the one that there is (contract, section 1)
    unnamed = VARIANT if found.re in PATHS else None
    return _checked(Names(groups["spec"], groups["library"], groups.get("variant", unnamed)))


def _checked(named: Names) -> Names:
    """``named``, if there can be such.

    Raises:
        NamingError: one breaks the rules for names (contract, section 1).
    """
    for name, rule in zip(named, _RULES, strict=True):
        if name is not None and (len(name) > _LONGEST_NAME or not rule.fullmatch(name)):
            raise NamingError("/".join(filter(None, named)))
    return named
