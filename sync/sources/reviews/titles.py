"""Which ids of a catalogue an issue's title names (contract, section 3). Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from sync.sources.reviews.alike import LETTER, Alike, lowered
from sync.sources.reviews.naming import PATHS, TRIPLE, Names, NamingError, names_of, path_in
from sync.sources.reviews.plain import plain

_RUN = re.compile(rf"(?:{LETTER}|-)+")
_TITLE_WORD = re.compile(rf"{LETTER}+(?:-+{LETTER}+)*")
_UNCASED = re.compile(r"(?:(?![a-zA-Z0-9_])[^\W\d_])+")
_LONGEST_TITLE = 1_000
_MOST_WORDS = 200


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
            if found := path_in(title) or TRIPLE.search(title):
                try:
                    names = names_of(found)
                except NamingError:
                    names = Names()
                if names.spec_id in self._specs and names.library_id in self._libraries:
                    variant = names.variant
            for path in PATHS:
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
