"""The report as Markdown, for a comment or a page: nothing in it that a file says is markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote

from sync.model.effects import Effect
from sync.model.problems import Problem
from sync.reconcile.plan import Change, Plan, actions_of
from sync.reports.difference import Difference, Moved, difference, excerpt, plain
from sync.reports.guidance import PAGE, Place, is_told_as_next, next_step, what_is_safe
from sync.reports.report import Report
from sync.reports.text import FOLD_AFTER, SIGNS, effect_words, setting_text, shown, summary

_SHORT = 120
"""Characters of a value."""
_SENTENCE = 1_000
"""Characters of a message, and of a path."""
_FRAME = 500
"""Bytes for what stands around the rows of a table: heading, header twice, folding, what is cut."""
_PROBLEM_COLUMNS = ("", "where", "what", "what to do")
_PLAIN_URL = re.compile(r"https?://[\w.:/#?=&%-]+", re.ASCII)
# GitHub's renderer looks for no code span that begins with more than 80
_MANY_BACKTICKS = re.compile("`{60,}")


@dataclass(frozen=True, slots=True)
class Site:
    """Where the links of a page lead.

    Args:
        repository: the URL of the repository.
        commit: the files are shown as they are there; None: no links to files.
        folder: the catalogue's path in the repository, with a final ``/`` unless it is the root.
        run: the URL of the workflow run.
        docs: whether the repository has the pages on this program.
    """

    repository: str
    commit: str | None
    folder: str = ""
    run: str | None = None
    docs: bool = False

    def file(self, path: str, line: int | None) -> str | None:
        """The URL of a line of a file; None for what is no path below the root."""
        if self.commit is None or path.startswith("/") or ".." in path.split("/"):
            return None
        # Markdown is shown rendered, without lines, unless it is asked for as it is
        plain = "?plain=1" if path.endswith(".md") and line is not None else ""
        place = f"#L{line}" if line is not None else ""
        name = quote(f"{self.folder}{path}", safe="/", errors="backslashreplace")
        return f"{self.repository}/blob/{self.commit}/{name}{plain}{place}"


@dataclass(frozen=True, slots=True)
class _Table:
    title: str
    columns: tuple[str, ...]
    rows: Sequence[str]
    things: str


def render(report: Report, site: Site | None = None, limit: int | None = None) -> str:
    """The document, with a final newline.

    Args:
        report: what there is to tell.
        site: where links lead; None: no links.
        limit: bytes that the document may have in UTF-8: rows that do not fit are counted instead.
    """
    title = f"## pyplots-sync {report.command}: {report.status}"
    facts = [summary(report), *_guidance(report, site)]
    if any(any(counts.values()) for counts in report.plan.counts.values()):
        facts.append(_counts(report.plan))
    if report.plan.settings:
        facts.append(_settings(report.plan))
    closing = _closing(report, site)
    tables = [table for table in _tables(report, site) if table.rows]
    room = None
    if limit is not None:
        room = limit - _size("\n\n".join([title, *facts, closing])) - 4
    parts = []
    for position, table in enumerate(tables):
        share = None if room is None else room // (len(tables) - position)
        part = _table(table, share)
        if room is not None:
            room -= _size(part) + 2
        parts.append(part)
    # what is wrong comes before what was done about it
    first = 1 if report.status != "ok" and report.problems else 0
    return "\n\n".join([title, *parts[:first], *facts, *parts[first:], closing]) + "\n"


def _guidance(report: Report, site: Site | None) -> Iterator[str]:
    """What a red run leaves one with: what is safe, and what to do next."""
    if (safe := what_is_safe(report)) is not None and report.status == "held-back":
        yield safe
    if (step := next_step(report, _where(site))) is not None:
        told, row = step
        link = f"{PAGE}#{row}"
        if site is not None and site.docs and site.commit:
            link = f"[{link}]({site.repository}/blob/{site.commit}/{link})"
        yield f"**Next:** {told} ({link})"


def _where(site: Site | None) -> Place:
    return "actions" if site is not None and site.run else "shell"


def code(text: str) -> str:
    """``text`` as a code span in which nothing is markup, also inside a table."""
    plain = _MANY_BACKTICKS.sub("`…`", shown(text)).replace("|", "\\|")
    if not plain:
        return ""
    longest = max(map(len, re.findall("`+", plain)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if plain[0] in "` " or plain[-1] in "` " else ""
    return f"{fence}{pad}{plain}{pad}{fence}"


def problem_table(problems: Iterable[Problem]) -> str:
    """The problems, a row each."""
    return "\n".join([_header(_PROBLEM_COLUMNS), *(_problem(found, None) for found in problems)])


def fenced(text: str, language: str) -> str:
    """``text`` as a code block in which nothing is markup."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _counts(plan: Plan) -> str:
    known = actions_of("spec")
    happened = [a for a in known if any(counts.get(a) for counts in plan.counts.values())]
    actions = [*happened, "unchanged"]
    lines = [_header(("", *actions))]
    for kind, counts in plan.counts.items():
        if any(counts.values()):
            cells = [f"{counts.get(action, 0):,}" for action in actions]
            lines.append(_row(kind, *cells))
    return "\n".join(lines)


def _settings(plan: Plan) -> str:
    """Who is believed and what counts: above all tables, and never cut out of a page."""
    rows = [
        _row(name, *(code(_cut(setting_text(value), _SENTENCE)) for value in values))
        for name, values in plan.settings.items()
    ]
    told = "**Settings that decide who is believed and what counts are other ones:**"
    return "\n".join([told, "", _header(("setting", "before", "after")), *rows])


def _tables(report: Report, site: Site | None) -> Iterator[_Table]:
    """What is wrong comes first: nobody should have to look for it."""
    problems = sorted(report.problems, key=lambda problem: problem.severity)
    step = next_step(report, _where(site))
    yield _Table(
        "Problems",
        _PROBLEM_COLUMNS,
        [_problem(problem, site, step[1] if step else None) for problem in problems],
        "problems",
    )
    title = "Changes" if report.applied or report.is_dry else "Changes that were not made"
    if report.is_dry and report.status == "failed":
        title = "Changes, as far as the files are valid"
    yield _Table(
        title,
        ("", "kind", "key", "what"),
        list(_changes(report.plan, site)),
        "changes",
    )
    yield _Table(
        "Reviews",
        ("review of", "what it did", "where"),
        [_effect(effect) for effect in report.effects],
        "reviews",
    )


def _table(table: _Table, room: int | None) -> str:
    """A table whose rows after fifty are folded, and counted after ``room`` bytes."""
    kept = list(table.rows if room is None else _fitting(table.rows, room - _FRAME))
    header = _header(table.columns)
    parts = [f"### {table.title}"]
    if kept:
        parts.append("\n".join([header, *kept[:FOLD_AFTER]]))
    if folded := kept[FOLD_AFTER:]:
        rest = "\n".join([header, *folded])
        told = f"{len(folded):,} more {table.things}"
        parts.append(f"<details><summary>{told}</summary>\n\n{rest}\n\n</details>")
    if cut := len(table.rows) - len(kept):
        parts.append(f"… and {cut:,} more {table.things}, for which there is no room here.")
    return "\n\n".join(parts)


def _fitting(rows: Sequence[str], room: int) -> Iterator[str]:
    for row in rows:
        room -= _size(row) + 1
        if room < 0:
            return
        yield row


def _changes(plan: Plan, site: Site | None) -> Iterator[str]:
    for kind, changes in groupby(plan.changes, key=lambda change: change.kind):
        if kind == "tag":
            yield from _tags(changes)
        else:
            yield from (_change(change, site) for change in changes)


def _tags(changes: Iterator[Change]) -> Iterator[str]:
    """The tags of one spec in one row."""
    for spec, group in groupby(changes, key=lambda change: change.key.partition("/")[0]):
        tags = list(group)
        told = " ".join(f"{SIGNS[tag.action][0]}{tag.key.partition('/')[2]}" for tag in tags)
        actions = {tag.action for tag in tags}
        action = actions.pop() if len(actions) == 1 else "update"
        yield _row(action, "tag", code(_short(spec)), code(_short(told)))


def _change(change: Change, site: Site | None) -> str:
    fields = change.fields
    if change.action in ("create", "delete"):
        side = 1 if change.action == "create" else 0
        names = ("file_path", "title", "name")
        note = next((str(fields[n][side]) for n in names if n in fields and fields[n][side]), "")
        is_file = change.action == "create" and "file_path" in fields
        what = _place(note, None, site) if is_file else code(_short(note))
    else:
        what = "<br>".join(
            f"{column}: {_difference(difference(before, after))}"
            for column, (before, after) in fields.items()
        )
        what += f"<br>{change.note}" if change.note is not None else ""
    return _row(change.action, change.kind, code(_short(change.key)), what)


def _difference(found: Difference) -> str:
    if isinstance(found, Moved):
        return " → ".join(code(_cut(side, _SENTENCE)) for side in (found.before, found.after))
    return code(_cut(plain(found), _SENTENCE))


def _effect(effect: Effect) -> str:
    where = f"<{effect.url}>" if _PLAIN_URL.fullmatch(effect.url) else code(_short(effect.url))
    return _row(code(_short(effect.key)), code(_short(effect_words(effect))), where)


def _problem(problem: Problem, site: Site | None, row: str | None = None) -> str:
    where = _place(problem.path, problem.line, site) if problem.path else ""
    what = f"{problem.code}: {code(_cut(problem.message, _SENTENCE))}"
    if _where(site) == "actions" and is_told_as_next(problem, row):
        return _row(problem.severity, where, what, "see *Next*, below")
    return _row(problem.severity, where, what, code(_cut(problem.hint, _SENTENCE)))


def _place(path: str, line: int | None, site: Site | None) -> str:
    told = code(_cut(path, _SENTENCE) + (f":{line}" if line is not None else ""))
    url = site.file(path, line) if site is not None and len(path) <= _SENTENCE else None
    return told if url is None else f"[{told}]({url})"


def _closing(report: Report, site: Site | None) -> str:
    parts = [f"{report.seconds:.2f} s, {report.statements} statements"]
    if report.commit:
        told = code(report.commit[:12])
        if site is not None and site.commit:
            told = f"[{told}]({site.repository}/commit/{site.commit})"
        parts[0] += f" at commit {told}"
    if report.ignored:
        parts.append(f"{len(report.ignored):,} reviews of people who are not trusted were ignored")
    if site is not None and site.run:
        parts.append(f"[the run]({site.run})")
    return " · ".join(parts)


def _header(columns: Sequence[str]) -> str:
    return f"{_row(*columns)}\n{'|---' * len(columns)}|"


def _row(*cells: str) -> str:
    return "".join(f"| {cell} " if cell else "| " for cell in cells) + "|"


def _short(text: str) -> str:
    return excerpt(text, limit=_SHORT)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _size(text: str) -> int:
    return len(text.encode("utf-8", "backslashreplace"))
