"""Reads a comment: text in, reviews and findings out (contract, section 3). Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from sync.sources.reviews.document import (
    Block,
    Heading,
    Line,
    Table,
    blocks,
)
from sync.sources.reviews.labels import (
    Columns,
    Role,
    is_history,
    is_owned,
    is_verdict,
    review_heading,
    role,
)
from sync.sources.reviews.naming import (
    Names,
    NamingError,
    cell_names,
    heading_names,
    line_names,
)
from sync.sources.reviews.plain import plain
from sync.sources.reviews.section import Finding, ReviewPart, Section
from sync.sources.reviews.statements import (
    Score,
    Statement,
    Verdict,
    cell_score,
    may_state,
    statements,
    verdict_in,
)

_MEDIAN = re.compile(
    r"\bmedian\b\s{0,3}(?:score|of|is)?\s{0,3}[:=]?\s{0,3}([0-9]{1,3}(?:[.,][0-9]{1,9})?)\b",
    re.IGNORECASE,
)
_LONGEST_VERDICT = 60
_FEW_WORDS = 3
_MOST_FINDINGS = 20
"""What is told of one comment: more helps nobody."""
_OF_100 = re.compile(r"[0-9]\s{0,3}/\s{0,3}100(?![\w/])")
_NOT_IN_WORDS = re.compile(r"[^a-z\s]+")
_NOT_A_NAME = re.compile(r"[^a-z0-9_-]")
_NEVER = 7
"""Deeper than any heading."""


_RATES = re.compile(
    r"\b(?:assessment|evaluat(?:ion|ors?)|overall|quality|ratings?|results?|reviewers?|scores?|summary)\b",
    re.IGNORECASE,
)
"""What a heading says that the score is looked for under, however deep it stands."""


class ParsedReview(NamedTuple):
    """A review: what the comment itself names, the score from 0 to 100, the stated verdict."""

    names: Names
    score: float
    verdict: Verdict | None


class ParsedComment(NamedTuple):
    """What a comment says. ``is_review`` tells whether it has the heading of one."""

    reviews: tuple[ParsedReview, ...] = ()
    findings: tuple[Finding, ...] = ()
    is_review: bool = False


def parse_comment(text: str | None) -> ParsedComment:
    """The reviews in a comment, in the order in which they stand there. Raises nothing."""
    if not text or not may_be_review(text):
        return ParsedComment()
    parsing = _Parsing()
    for block in blocks(text):
        parsing.take(block)
    return parsing.result()


def may_be_review(text: str) -> bool:
    """A cheap look: false only for a text that cannot have the heading of a review."""
    folded = text.casefold()
    if "review" in folded or "quality" in folded:
        return True
    # entities, elements, links and escapes
    if any(mark in text for mark in "&<[\\"):
        return True
    # emphasis, code, emoji and what takes no room may stand inside of a word
    bare = _NOT_IN_WORDS.sub("", folded.replace("\u0131", "i"))
    return "review" in bare or "quality" in bare


_WHOLE = (Role.OVERALL, Role.VERDICT)
"""What a row says of the whole, in a table that has a column for each reviewer."""


class _Parsing:
    def __init__(self) -> None:
        self.reviews: list[ReviewPart] = []
        self.preamble = Section()
        self.section = self.preamble
        self.section_level = _NEVER
        self.outer: list[tuple[int, Section]] = []
        """Sections outside of any review that name something, by level."""
        self.muted = _NEVER
        """The level of a heading under which nothing counts."""
        self.owner: tuple[int, str] | None = None
        """The level and name of a reviewer's own heading."""
        self.entry: tuple[int, str] | None = None
        """The depth and name of a list entry, or a paragraph, that is a reviewer's name alone."""
        self.where = "lines"
        self.awaits_verdict = False
        self.is_over = False
        """Whether a heading has ended the review."""

    def take(self, block: Block) -> None:
        """Go on with the next block."""
        if isinstance(block, Heading):
            self.heading(block)
        elif self.muted < _NEVER:
            return
        elif isinstance(block, Line):
            self.entry_or_line(block)
        else:
            self.where = "table"
            self.table(block)
            self.where = "lines"

    def entry_or_line(self, line: Line) -> None:
        """A line; what stands below a reviewer's name is that reviewer's."""
        if self.entry is not None and 0 < line.depth <= self.entry[0]:
            self.entry = None
        name = plain(line.text).rstrip(": ")
        if role(name) is Role.REVIEWER and not may_state(line.text):
            self.entry = (line.depth, name)
        else:
            self.line(line.text)

    def heading(self, heading: Heading) -> None:
        level, text = heading
        self.awaits_verdict, self.entry = False, None
        if level <= self.muted:
            self.muted = _NEVER
        if self.owner is not None and level <= self.owner[0]:
            self.owner = None
        behind = review_heading(text)
        review = self.reviews[-1] if self.reviews else None
        if behind is not None and (review is None or self.is_over or level <= review.level):
            self.begin(level, behind)
        elif review is None:
            self.outside(level, text)
        elif self.muted == _NEVER and not self.names_something(level, text):
            self.inside(review, level, text)

    def inside(self, review: ReviewPart, level: int, text: str) -> None:
        """A heading behind that of a review, which names nothing."""
        if level <= self.section_level:
            self.section, self.section_level = review.own, _NEVER
        found = list(statements(text))
        what = role(plain(text))
        concludes = what is Role.VERDICT or any(
            s.role is Role.VERDICT or (s.role is Role.OVERALL and s.label and s.score)
            for s in found
        )
        rates = not review.has_score and _RATES.search(text)
        if level <= review.level and not concludes and not rates:
            self.is_over, self.muted = True, level
            self.outer = [entry for entry in self.outer if entry[0] < level]
        elif is_history(text):
            self.muted = level
        elif any(s.score or s.verdict or is_verdict(s.label) for s in found):
            self.line(text)
        elif what is Role.VERDICT:
            self.awaits_verdict = True
        elif what is Role.REVIEWER:
            self.owner = (level, plain(text))

    def begin(self, level: int, behind: str) -> None:
        """A new review; what its heading says behind its beginning counts, too."""
        own = Section()
        for outer_level, outer in self.outer:
            if outer_level < level:
                own.names = outer.names.over(own.names)
                own.names_nothing = outer.names_nothing or own.names_nothing
        self.reviews.append(ReviewPart(level, own))
        self.section, self.section_level = own, _NEVER
        self.owner, self.muted, self.is_over = None, _NEVER, False
        try:
            if named := heading_names(behind):
                own.names, behind = named[0].over(own.names), named[1]
        except NamingError:
            pass
        stated = behind.lstrip(" :–—-(.")
        if stated and stated != behind.lstrip():
            # what stands behind a separator is stated of the whole review
            stated = f"Overall: {stated}"
        for statement in statements(stated):
            if statement.score is not None or statement.label == "Overall":
                self.statement(statement)

    def outside(self, level: int, text: str) -> None:
        """A heading before any review, which may name what the reviews below it are about."""
        self.outer = [entry for entry in self.outer if entry[0] < level]
        try:
            named = heading_names(text)
        except NamingError:
            return
        if named:
            self.outer.append((level, Section(names=named[0])))

    def names_something(self, level: int, text: str) -> bool:
        """Begin a section of its own, if the heading names what it is about."""
        review = self.reviews[-1]
        behind = ""
        section = Section()
        try:
            named = heading_names(text)
            if named is None:
                return False
            section.names, behind = named
        except NamingError:
            section.names_nothing = text
        review.sections.append(section)
        self.outer = [entry for entry in self.outer if entry[0] < level] + [(level, section)]
        self.section, self.section_level = section, level
        self.owner, self.is_over = None, False
        if behind := behind.lstrip(" :–—-])`"):
            self.line(behind)
        return True

    def line(self, text: str) -> None:
        if self.awaits_verdict:
            words = plain(text)
            if words.startswith("[ ]"):
                # a choice that was not taken
                return
            self.awaits_verdict = False
            if verdict := verdict_in(words):
                self.section.verdicts.append(verdict)
                return
            if any(map(str.isalpha, words)) and not any(s.score for s in statements(text)):
                self.section.unclear.append(words[:_LONGEST_VERDICT])
                return
        if may_state(text):
            for statement in statements(text):
                self.statement(statement)

    def statement(self, statement: Statement) -> None:
        section = self.section
        try:
            named = line_names(statement.label, statement.value)
        except NamingError:
            section.names_nothing = f"{statement.label}: {statement.value}"
            return
        if named != Names():
            said = section.by_lines
            if any(a and b and a != b for a, b in zip(said, named, strict=True)):
                section.names_nothing = f"{statement.label}: {statement.value}"
            section.by_lines = said.over(named)
            section.names = section.names.over(named)
            return
        what = statement.role
        owner = self.entry or self.owner
        if owner is not None and is_owned(statement.label):
            what = Role.REVIEWER
            statement = statement._replace(label=owner[1])
        self.count(what, statement.label, statement.score, statement.verdict)
        if what is Role.VERDICT and statement.verdict is None and is_verdict(statement.label):
            words = plain(statement.value)
            if any(map(str.isalpha, words)) and statement.score is None:
                section.unclear.append(words[:_LONGEST_VERDICT])
        if what in (Role.OVERALL, Role.VERDICT, Role.MEDIAN, Role.REVIEWER):
            self.stated_median(statement.value)

    def count(self, what: Role, label: str, score: Score | None, verdict: Verdict | None) -> None:
        """Add a labelled score and verdict to the section."""
        section = self.section
        if what is Role.OTHER:
            return
        if score is not None and score.value is None:
            section.invalid.append(score.text)
            return
        value = None if score is None else score.value
        if what is Role.REVIEWER:
            section.add_reviewer(label, value, verdict, self.where)
            return
        if what is Role.UNKNOWN:
            if value is not None:
                section.unknown.append((label.casefold(), value))
                if verdict is not None:
                    section.votes.append(verdict)
            return
        if value is not None:
            where = {Role.MEDIAN: section.medians, Role.MEAN: section.means}
            where.get(what, section.overall).append(value)
        if verdict is not None:
            section.verdicts.append(verdict)

    def stated_median(self, value: str) -> None:
        if stated := _MEDIAN.search(value):
            score = float(stated[1].replace(",", "."))
            if score <= 100:
                self.section.medians.append(score)

    def table(self, table: Table) -> None:
        columns = Columns(table.header)
        if self.reviews and self.table_of_implementations(table, columns):
            return
        if columns.score is None:
            self.table_of_statements(table, columns)
            return
        for row in table.rows:
            cells = [plain(cell).strip("*_ ") for cell in row]
            cells += [""] * (len(table.header) - len(cells))
            label = cells[columns.label] if columns.label is not None else ""
            score = cell_score(cells[columns.score])
            verdict = verdict_in(cells[columns.verdict]) if columns.verdict is not None else None
            what = columns.role(label)
            if what is Role.UNKNOWN and score is not None and score.value is None:
                continue
            self.count(what, label, score, verdict)

    def table_of_implementations(self, table: Table, columns: Columns) -> bool:
        """A table with a row for each implementation, which is a review of each."""
        rows: list[tuple[Section, list[str]]] = []
        for row in (table.header, *table.rows):
            cells = [plain(cell).strip("*_ ") for cell in row]
            cells += [""] * (len(table.header) - len(cells))
            if row is table.header and not any("/" in cell for cell in cells):
                continue
            if (section := self.row_section(cells, columns)) is not None:
                rows.append((section, cells))
        for section, cells in rows:
            at = columns.score
            if at is None:
                scores = [cell_score(cell) for cell in cells if _OF_100.search(cell)]
                score = scores[0] if len(scores) == 1 else None
            else:
                score = cell_score(cells[at])
            if score is not None and score.value is None:
                section.invalid.append(score.text)
            elif score is not None and score.value is not None:
                section.overall.append(score.value)
            # without a column for it, a verdict is a cell of its own, or stands behind the score
            stated = [cells[columns.verdict]] if columns.verdict is not None else cells[1:]
            verdicts = [verdict_in(cell) for cell in stated if len(cell.split()) <= _FEW_WORDS]
            section.verdicts += [verdict for verdict in verdicts if verdict][:1]
            self.reviews[-1].sections.append(section)
        return bool(rows)

    def row_section(self, cells: list[str], columns: Columns) -> Section | None:
        """The section of a row that names what it is about."""
        section = Section()
        spec, library, variant = (
            None if at is None else cells[at].strip("` ").lower() or None for at in columns.names
        )
        if library:
            section.names = Names(spec, library, variant)
            if any(map(_NOT_A_NAME.search, (spec or "", library, variant or ""))):
                section.names_nothing = " / ".join(filter(None, section.names))
            return section
        for cell in cells[:2]:
            try:
                named = cell_names(cell)
            except NamingError:
                section.names_nothing = cell
                return section
            if named is not None and named.library_id is not None:
                section.names = named
                return section
        return None

    def table_of_statements(self, table: Table, columns: Columns) -> None:
        """A table without a column headed Score: only ``N/100`` is a score in it.

        Labels stand in its first column, or where every column holds another
        score, in its header.
        """
        with_score = {
            index
            for row in table.rows
            for index, cell in enumerate(row)
            if "/" in cell and (score := cell_score(cell)) and score.value is not None
        }
        if len(table.header) > 2 and len(with_score) != 1:
            named = [row for row in table.rows if row and role(plain(row[0])) in _WHOLE]
            rows = named or (table.rows if len(table.rows) == 1 else ())
            pairs = [pair for row in rows for pair in zip(table.header, row, strict=False)]
        elif len(table.header) == 2:
            pairs = [(row[0], row[1]) for row in (table.header, *table.rows) if len(row) == 2]
        else:
            at = columns.label or 0
            pairs = [(row[at], " ".join(row[at + 1 :])) for row in table.rows if len(row) > at]
        for label, value in pairs:
            self.line(f"{label.strip()}: {value}")

    def result(self) -> ParsedComment:
        reviews: list[ParsedReview] = []
        findings: list[Finding] = []
        for review in self.reviews:
            if review.own.has_score:
                for section in review.sections:
                    if not section.has_score:
                        review.own.verdicts += section.verdicts
                        review.own.unclear += section.unclear
            common = review.own.verdicts if not review.own.has_score else []
            for section in (review.own, *review.sections):
                score, told = section.score()
                findings += told
                if score is None:
                    continue
                if section is not review.own and not section.verdicts and not section.votes:
                    section.verdicts = list(common)
                verdict, told = section.verdict()
                findings += told
                if section.names_nothing is not None:
                    findings.append(
                        Finding("review-name-invalid", f"{section.names_nothing!r} names nothing")
                    )
                    continue
                names = section.names.over(self.preamble.names)
                reviews.append(ParsedReview(names, score, verdict))
        said = tuple(dict.fromkeys(findings))[:_MOST_FINDINGS]
        return ParsedComment(tuple(reviews), said, bool(self.reviews))
