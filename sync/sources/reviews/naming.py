"""What a heading, a line, a label or a title says that a review is about (contract, section 3)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import NamedTuple

from sync.sources.reviews.alike import LETTER, Alike, lowered, mixes_alphabets
from sync.sources.reviews.document import plain

# a name is taken with letters of any alphabet, so that one that is none is known to be none;
# every repetition has an end: what strangers write is read in linear time
_NAME = rf"(?=[\d_-]{{0,99}}[^\W\d_]){LETTER}(?:{LETTER}|-){{0,99}}"
_GAP = r"\s{0,3}"
_SLASH = rf"{_GAP}/{_GAP}"
_END = (
    r"(?:\s{1,3}(?:implementation|variant|plot|review))?"
    r"(?=[)\]`]{1,9}(?:\s|$)|[)\]`]{0,9}\s{0,3}(?:$|[(\[|,;·–—:]|\.(?!\w)|-\s))"
)
_TRIPLE = re.compile(
    rf"(?:^|[:–—(\[]{_GAP}|\s-\s{{1,3}}|\b(?:for|of|about)\s{{1,3}})"
    rf"(?P<spec>{_NAME}){_SLASH}(?P<library>{_NAME}){_SLASH}(?P<variant>{_NAME}){_END}",
    re.IGNORECASE,
)
_PAIR = re.compile(rf"(?P<spec>{_NAME}){_SLASH}(?P<library>{_NAME}){_END}", re.IGNORECASE)
_PLAIN_PAIR = re.compile(r"[a-z0-9-]{1,100} / [a-z0-9_-]{1,100}")
"""``heatmap / matplotlib``, as ids are written; ``Pros / Cons`` is another kind of heading."""
_PATHS = (
    re.compile(
        rf"(?<![\w.-])plots/(?P<library>{_NAME})/(?!implementations/|metadata/)\w{{1,100}}/"
        rf"(?P<spec>{_NAME})/(?P<variant>{_NAME})\.py\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w.-])plots/(?P<spec>{_NAME})/(?:implementations|metadata)/(?:\w{{1,100}}/)?"
        rf"(?P<library>{_NAME})\.(?:py|ya?ml)\b",
        re.IGNORECASE,
    ),
)
_SPEC_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LIBRARY_ID = re.compile(r"[a-z0-9_]+(?:-[a-z0-9_]+)*")
_VARIANT = re.compile(r"[a-z_][a-z0-9_]*")
_LONGEST_NAME = 100
DEFAULT_VARIANT = "default"
_ONLY_NAME = re.compile(
    rf"({LETTER}{{1,999}}(?:['’]s)?(?:[ -][^\W\d_]{LETTER}{{0,60}})?(?:-{LETTER}{{1,60}}){{0,499}})"
    r"[`*_)\]]{0,9}(?:\s{1,3}v?\d[\w.]{0,30})?\s{0,3}(?:$|[(,;|.–—]|-\s)",
    re.IGNORECASE,
)
"""A value that is a name of one or two words, and no sentence."""
_RUN = re.compile(rf"(?:{LETTER}|-)+")
_TITLE_WORD = re.compile(rf"{LETTER}+(?:-+{LETTER}+)*")
_UNCASED = re.compile(r"(?:(?![a-zA-Z0-9_])[^\W\d_])+")
_LONGEST_TITLE = 1_000
_MOST_WORDS = 200


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
    text = re.sub(r"^\s{0,3}\d{1,9}[.)]\s{1,3}", "", text)
    if found := _path_in(text) or _TRIPLE.search(text):
        return _names(found), text[found.end() :]
    if found := _PAIR.match(text):
        if mixes_alphabets(found["spec"]) or mixes_alphabets(found["library"]):
            raise NamingError(found[0])
        if "-" in found["spec"] or _PLAIN_PAIR.match(found[0]):
            with suppress(NamingError):
                return _names(found), text[found.end() :]
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
        if found := _path_in(value) or _TRIPLE.match(value):
            return _names(found)
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


class Title(NamedTuple):
    """What a title names, in which kinds it names two, and which words only look like a name.

    ``alike`` is kind, word, and the known name that it looks like.
    """

    names: Names = Names()
    ambiguous: tuple[str, ...] = ()
    alike: tuple[tuple[str, str, str], ...] = ()


class TitleReader:
    """Matches titles against the ids of a catalogue."""

    def __init__(self, specs: Collection[str], libraries: Collection[str]) -> None:
        self._specs = specs
        self._libraries = libraries
        self._most_parts = max((name.count("-") for name in libraries), default=0) + 1
        self._like_specs, self._like_libraries = Alike(specs), Alike(libraries)
        self._known: dict[str, Title] = {}

    def read(self, title: str) -> Title:
        """What ``title`` names."""
        if title not in self._known:
            self._known[title] = self._read(title[:_LONGEST_TITLE])
        return self._known[title]

    def _read(self, title: str) -> Title:
        title = plain(title)
        variant = None
        if "/" in title:
            if found := _path_in(title) or _TRIPLE.search(title):
                try:
                    names = _names(found)
                except NamingError:
                    names = Names()
                if names.spec_id in self._specs and names.library_id in self._libraries:
                    variant = names.variant
            for path in _PATHS:
                title = path.sub(lambda found: f" {found['spec']} {found['library']} ", title)
        specs, rest = self._found_specs(title)
        libraries = self._found_libraries(rest)
        ambiguous = tuple(
            kind for kind, ids in (("spec", specs), ("library", libraries)) if len(ids) > 1
        )
        names = Names(min(specs, default=None), min(libraries, default=None), variant)
        return Title(names, ambiguous, tuple(self._alike(title, rest, libraries)))

    def _alike(
        self, title: str, rest: str, libraries: Collection[str]
    ) -> Iterator[tuple[str, str, str]]:
        """Words that look like a known name and are none."""
        for number, run in enumerate(_RUN.findall(title)):
            if number >= _MOST_WORDS:
                return
            word = run.strip("-_")
            if not word.isascii() and (like := self._like_specs.find(word)):
                yield "spec", word, like
        before = ""
        for number, run in enumerate(_RUN.findall(rest)):
            if number >= _MOST_WORDS:
                return
            word = run.strip("-_")
            both, before = lowered(before + word), word
            if both in self._libraries and both != lowered(word) and not libraries:
                # a space that is hardly seen
                yield "library", f"{both[: -len(word)]} {word}", both
                continue
            if word.isascii() and libraries:
                # beside the name of a library, a word may be what it likes
                continue
            if like := self._like_libraries.find(word, near=word.isascii()):
                yield "library", word, like

    def _words(self, title: str) -> Iterator[tuple[str, int, int]]:
        """The words of a title, and where. Scripts without capitals put no spaces between them."""
        for word in _TITLE_WORD.finditer(title):
            if word[0].isascii():
                yield word[0], word.start(), word.end()
                continue
            at = word.start()
            for end, following in [
                *((m.start(), m.end()) for m in _uncased(word[0])),
                (len(word[0]), len(word[0])),
            ]:
                piece = title[at : word.start() + end]
                left = len(piece) - len(piece.lstrip("-"))
                if piece := piece.strip("-"):
                    yield piece, at + left, at + left + len(piece)
                at = word.start() + following

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
        for word, start, end in self._words(title):
            name = lowered(word)
            if name not in self._specs:
                continue
            in_place = self._is_in_place(title, start, end)
            if not in_place and "-" not in name and name != word:
                continue
            (found if in_place or "-" in name else words).add(name)
            pointed |= in_place
            left.append(title[at:start])
            at = end
        left.append(title[at:])
        return found if pointed else found | words, " ".join(left)

    def _is_in_place(self, title: str, start: int, end: int) -> bool:
        if title[max(0, start - 1) : start] in ("[", "`"):
            return title[end : end + 1] in ("]", "`")
        return not title[:start].strip() and title[end : end + 3].lstrip().startswith(":")

    def _found_libraries(self, title: str) -> set[str]:
        """The library ids in ``title``; also as a part of a word, as in ``matplotlib-based``."""
        found: set[str] = set()
        for written, _, _ in self._words(title):
            word = lowered(written)
            if word in self._libraries:
                found.add(word)
                continue
            if "-" not in word:
                continue
            parts = re.split(r"(-+)", word)
            start = 0
            while start < len(parts):
                last = min(len(parts), start + 2 * self._most_parts - 1)
                ends = range(last, start, -2)
                end = next((e for e in ends if "".join(parts[start:e]) in self._libraries), None)
                if end is not None:
                    found.add("".join(parts[start:end]))
                start = end if end is not None else start + 2
        return found


def _uncased(word: str) -> Iterator[re.Match[str]]:
    """Where ``word`` has letters that are neither capital nor small, as Chinese ones are."""
    return (m for m in _UNCASED.finditer(word) if all(map(_has_no_case, m[0])))


def _has_no_case(sign: str) -> bool:
    return sign.lower() == sign.upper() and sign.isalpha()


def _path_in(text: str) -> re.Match[str] | None:
    return next(filter(None, (path.search(text) for path in _PATHS)), None)


def _names(found: re.Match[str]) -> Names:
    groups = {name: lowered(text) for name, text in found.groupdict().items()}
    # a path of the spec-first layout has no variant (contract, section 1)
    variant = DEFAULT_VARIANT if found.re is _PATHS[1] else groups.get("variant")
    return _checked(Names(groups["spec"], groups["library"], variant))


def _checked(names: Names) -> Names:
    """``names``, if there can be such.

    Raises:
        NamingError: one breaks the rules for names (contract, section 1).
    """
    for name, rule in zip(names, (_SPEC_ID, _LIBRARY_ID, _VARIANT), strict=True):
        if name is not None and (len(name) > _LONGEST_NAME or not rule.fullmatch(name)):
            raise NamingError("/".join(filter(None, names)))
    return names
