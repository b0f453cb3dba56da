"""Specs in Markdown (contract, section 1, spec files)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from textwrap import dedent

from sync.model.layouts.names import is_spec_id
from sync.model.problems import Problem, problem
from sync.sources.files.blocks import AnyBlock, Document, Section, is_comment, span, too_complex
from sync.sources.files.bullets import bullet_entries, row_entries, table_columns
from sync.sources.files.facts import Entry, Facts, TagFact
from sync.sources.files.nearly import RIGHT, near_headings
from sync.sources.files.text import short

_FRONT_MATTER = re.compile(r"---[ \t]*(?:\n|$)")
_FRONT_MATTER_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)

_COLON = re.compile(r" ?[:\uff1a]")
_DASH = re.compile(r" (?:--?|\u2013|\u2014)(?: |$)")
_DECORATION = re.compile(r":[a-z0-9_+-]+:|[\W_]+")
_DEFINITION = re.compile(r"[ \t]*\*?\[(\^?)[^\]\n]+\]:")
_TAG_SEPARATOR = re.compile(r",|\s(?=#)")

_SECTIONS = {
    "description": "description",
    "data requirements": "data",
    "data": "data",
    "optional parameters": "optional",
    "tags": "tags",
}


HINTS: dict[str, str] = {}
"""Those of :data:`sync.model.problems.KINDS` are for Markdown as they are."""


def read_spec(path: str, text: str, spec_id: str) -> tuple[Facts | None, list[Problem]]:
    """What a Markdown spec states; None, with an error, if its body was not read.

    A level-one heading that holds no id (``# Basic Scatter Plot``) is a title:
    nothing in it contradicts the file's name. Before a colon, or where it has
    the form of an id, the id must be the file's.
    """
    reading = _Reading(path, spec_id)
    body = reading.front_matter(text)
    if body is None or not reading.body(body):
        return None, reading.problems
    return reading.facts, reading.problems


class _Reading:
    def __init__(self, path: str, spec_id: str) -> None:
        self.facts = Facts()
        self.problems: list[Problem] = []
        self._path = path
        self._spec_id = spec_id
        self._offset = 0
        """Lines above the body."""
        self._has_title = False
        self._has_tags = False

    def front_matter(self, text: str) -> str | None:
        """The text below the front matter; None when that cannot be read.

        Every document whose first line is ``---`` has front matter: a
        thematic break there has to be written as ``***``.
        """
        opening = _FRONT_MATTER.match(text)
        if opening is None:
            return text
        closing = _FRONT_MATTER_END.search(text, opening.end())
        if closing is None:
            hint = "close it with `---`, or begin the file with `***` if a rule is meant"
            self._report("spec-front-matter", "the front matter never ends", 0, hint)
            return None
        # most specs have none, and need no YAML parser
        from sync.sources.files.yamlfile import read_front_matter

        found, problems = read_front_matter(self._path, text[opening.end() : closing.start()])
        self.problems += problems
        if found is None:
            return None
        self.facts.title = found.title
        self.facts.tags = found.tags or []
        self.facts.deprecated = found.deprecated
        self._has_title = found.title is not None
        self._has_tags = found.tags is not None
        self._offset = text.count("\n", 0, closing.end())
        return text[closing.end() :]

    def body(self, text: str) -> bool:
        """Read everything below the front matter; False when it is too complex for that."""
        refused = too_complex(self._path, text, self._offset)
        if refused is not None:
            self.problems.append(refused)
            return False
        document = Document(text, _is_read)
        deep = document.too_deep()
        if deep is not None:
            self._report("spec-too-complex", "lists or quotes nested too deeply", deep)
            return False
        sections = document.sections()
        titles = [section for section in sections if section.level == 1]
        if titles:
            self._title(titles)
        named = self._named(sections)
        about = named.get("description")
        if about is None:
            about = titles[0] if titles else sections[0]
        self.facts.description = _description(document, about)
        if data := named.get("data"):
            self.facts.data = self._entries(document, data)
            self.facts.data_line = self._line(data.at)
        if optional := named.get("optional"):
            self.facts.optional = self._entries(document, optional)
        if (tags := named.get("tags")) and not self._has_tags:
            self.facts.tags = self._tags(document, tags)
        self._look_for_near_misses(text, named)
        return True

    def _look_for_near_misses(self, text: str, named: dict[str, Section]) -> None:
        """Find the lines that were probably meant as headings of what is missing."""
        missing = [what for what in RIGHT if what not in named]
        if self._has_tags and "tags" in missing:
            missing.remove("tags")
        if not self.facts.title:
            missing.append("title")
        if not missing:
            return
        self.facts.near = near_headings(text, missing, self._spec_id, self._offset)
        for what, near in self.facts.near.items():
            # what must be there is an error, which names the line
            if what not in ("title", "data"):
                found = problem(
                    "spec-heading", self._path, near.message, line=near.line, hint=near.hint
                )
                self.problems.append(found)

    def _title(self, titles: list[Section]) -> None:
        first, *others = titles
        for other in others:
            self._report("spec-many-titles", f"a second title: {short(other.heading)}", other.at)
        found, title = _split_heading(" ".join(first.heading.split()), self._spec_id)
        if found not in ("", self._spec_id) and (not self._has_title or _has_id_form(found)):
            message = f"the title names {short(found)}, the file is {self._spec_id}"
            hint = f"write `# {self._spec_id}: {short(title) or 'Title'}`, or rename the file"
            self._report("spec-id-mismatch", message, first.at, hint)
        if not self._has_title:
            self.facts.title = title
            self.facts.title_line = self._line(first.at)

    def _named(self, sections: list[Section]) -> dict[str, Section]:
        """The sections that are read, by what they are.

        ``Data Requirements`` takes precedence over its other name ``Data``, wherever
        the two stand.
        """
        named: dict[str, Section] = {}
        known = [(_plain(section.heading), section) for section in sections if section.level == 2]
        for name, section in sorted(known, key=lambda item: item[0] == "data"):
            meaning = _SECTIONS.get(name)
            if meaning is None:
                continue
            first = named.setdefault(meaning, section)
            if first is not section:
                message = f"line {self._line(first.at)} has the section that counts"
                self._report("spec-section-twice", message, section.at)
        return named

    def _entries(self, document: Document, section: Section) -> list[Entry]:
        entries: list[Entry] = []
        columns: dict[str, int] | None = None
        tokens = section.tokens
        for index, token in enumerate(tokens):
            if token.type == "list_item_open" and token.level == 1:
                found = self._bullet(document, tokens, index)
                if found is None:
                    begins, _ = span(token)
                    self._report("spec-entry-unread", "begins with a name, but is prose", begins)
                entries += found or []
            elif token.type == "tr_open" and token.level == 2:
                row = [token for token in _inside(tokens, index) if token.type == "inline"]
                cells = [document.inline(token).strip() for token in row]
                if tokens[index + 1].type == "th_open":
                    columns = table_columns(cells)
                elif columns:
                    entries += row_entries(columns, cells, self._line(span(token)[0]))
        return entries

    def _bullet(
        self, document: Document, tokens: Sequence[AnyBlock], index: int
    ) -> list[Entry] | None:
        if tokens[index + 1].type != "paragraph_open":
            return []
        begins, ends = span(tokens[index])
        below = ""
        if (first := span(tokens[index + 1])[1]) < ends:
            below = dedent(document.source(first, ends, _inside(tokens, index)))
        return bullet_entries(document.inline(tokens[index + 2]), below, self._line(begins))

    def _tags(self, document: Document, section: Section) -> list[TagFact]:
        tags: list[TagFact] = []
        quotes = 0
        for index, token in enumerate(section.tokens):
            if token.type in ("blockquote_open", "blockquote_close"):
                quotes += token.nesting
            if token.type == "hr" and not token.level:
                break
            is_text = token.type == "inline" and section.tokens[index - 1].type == "paragraph_open"
            if quotes or not is_text:
                continue
            begins, _ = span(token)
            for number, row in _without_definitions(document.inline(token).split("\n")):
                # a lead line such as **Keywords:** is no tag
                tags += [
                    TagFact(part, self._line(begins + number))
                    for part in _TAG_SEPARATOR.split(row)
                    if not part.strip("*_ ").endswith(":")
                ]
        return tags

    def _line(self, index: int) -> int:
        return self._offset + index + 1

    def _report(self, code: str, message: str, index: int, hint: str | None = None) -> None:
        self.problems.append(problem(code, self._path, message, line=self._line(index), hint=hint))


def _description(document: Document, section: Section) -> str:
    """The text of a section, without the rule that may separate it from the next."""
    last = section.last
    for token in reversed(section.tokens):
        if token.type == "hr":
            last = span(token)[0]
        elif not is_comment(token):
            break
    return document.source(section.first, last, section.tokens).strip()


def _without_definitions(rows: list[str]) -> Iterator[tuple[int, str]]:
    """The rows of a paragraph, numbered, without link references and footnotes.

    A footnote goes on to the end of its paragraph. The address and the title
    of a link reference may stand in rows of their own.
    """
    waits = ""
    for number, row in enumerate(rows):
        definition = _DEFINITION.match(row)
        if definition is not None and definition[1] == "^":
            return
        if definition is not None:
            waits = "title" if row[definition.end() :].strip() else "address"
        elif waits == "address":
            waits = "title"
        elif waits == "title" and row.lstrip()[:1] in ('"', "'", "("):
            waits = ""
        else:
            waits = ""
            yield number, row


def _inside(tokens: Sequence[AnyBlock], index: int) -> Iterator[AnyBlock]:
    """The tokens of the block that opens at ``index``."""
    level = tokens[index].level
    index += 1
    while tokens[index].level > level:
        yield tokens[index]
        index += 1


def _split_heading(heading: str, spec_id: str) -> tuple[str, str]:
    """The id in a level-one heading, empty where it has none, and the title."""
    mark = heading[:2]
    if mark in ("**", "__") and heading.endswith(mark) and heading.count(mark) == 2:
        heading = heading[2:-2].strip()
    colon, dash = _COLON.search(heading), _DASH.search(heading)
    for separator in (dash, colon):
        if separator and _bare(heading[: separator.start()]) == spec_id:
            return spec_id, _title_behind(heading[separator.end() :])
    if colon:
        return _bare(heading[: colon.start()]), _title_behind(heading[colon.end() :])
    for end in (dash.start() if dash else len(heading), len(heading)):
        found = _bare(heading[:end])
        if found == spec_id or _has_id_form(found):
            return found, heading[end:].strip()
    return "", heading


def _title_behind(text: str) -> str:
    # the end of bold that began before the colon: **scatter-basic:** Title
    mark = text[:2]
    return (text[2:] if mark in ("**", "__") and mark not in text[2:] else text).strip()


def _bare(text: str) -> str:
    return text.strip("*_` ")


def _has_id_form(text: str) -> bool:
    """Whether ``text`` can only be meant as an id: a title has capitals, or no hyphens."""
    return "-" in text and is_spec_id(text)


@lru_cache(32)
def _plain(heading: str) -> str:
    """A heading without emphasis, punctuation and emoji, for comparison."""
    return _DECORATION.sub(" ", heading).strip().casefold()


def _is_read(heading: str) -> bool:
    return _plain(heading) in _SECTIONS
