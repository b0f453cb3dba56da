"""The report for people: grouped, coloured on a terminal, long values shortened."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from itertools import groupby

from rich.console import Console
from rich.text import Text

from sync.model.effects import Effect
from sync.model.escaping import is_styled, one_line
from sync.model.problems import Problem
from sync.reconcile.plan import Action, Change, Plan, RowKind
from sync.reports.difference import Difference, Entry, Moved, difference
from sync.reports.fitted import put
from sync.reports.guidance import PAGE, Place, hint_at, next_step, what_is_safe
from sync.reports.outcome import unwritten
from sync.reports.report import Report
from sync.settings import in_actions

FOLD_AFTER = 50
"""Changes of one kind, and problems, that are printed before the rest is only counted."""
_SHORT = 72
"""Characters of two values on one line."""
_FIELD = 6
"""Columns in front of the name of a field."""

SIGNS: dict[Action, tuple[str, str]] = {
    "create": ("+", "green"),
    "update": ("~", "yellow"),
    "delete": ("-", "red"),
    "deactivate": ("-", "red"),
    "reactivate": ("+", "green"),
}
"""What each action does, and its colour: ``+`` adds, ``-`` takes away, ``~`` changes."""
_HEADINGS: dict[RowKind, str] = {
    "library": "Libraries",
    "spec": "Specs",
    "tag": "Tags",
    "implementation": "Implementations",
    "promotion": "Promotions",
    "review": "Reviews",
}
_DONE = {
    "create": "created",
    "update": "updated",
    "delete": "deleted",
    "deactivate": "deactivated",
    "reactivate": "reactivated",
}


def write(report: Report, console: Console, *, verbose: bool = False, quiet: bool = False) -> None:
    """Print ``report``; ``verbose`` folds nothing, ``quiet`` prints errors only."""
    if not quiet:
        for line in _plan_lines(report.plan, verbose=verbose):
            put(console, line, _FIELD + 2)
        for line in _review_lines(report, verbose=verbose):
            put(console, line)
    problems = [p for p in report.problems if not quiet or p.severity == "error"]
    if len(problems) > FOLD_AFTER and not verbose:
        # what is folded is the least important
        problems.sort(key=lambda problem: problem.severity)
    shown_problems = problems if verbose else problems[:FOLD_AFTER]
    for problem in shown_problems:
        put(console, problem_text(problem), 8)
    if len(problems) > len(shown_problems):
        console.print(_folded(len(problems) - len(shown_problems)))
    if not quiet:
        if report.problems:
            console.print()
        for line in _closing(report):
            put(console, line)


def drawn(draw: Callable[[Console], None]) -> str:
    """What ``draw`` prints, as text: coloured and fitted where a person looks at it."""
    # a console of rich's own would write to standard output, which may refuse
    drawing = io.StringIO()
    draw(Console(file=drawing, force_terminal=is_styled()))
    return drawing.getvalue()


def problem_text(problem: Problem) -> Text:
    """A problem in two lines: where and what, then what to do."""
    colour = "bold red" if problem.severity == "error" else "bold yellow"
    place = shown(problem.path or "")
    if problem.line is not None:
        place += f":{problem.line}"
    text = Text()
    text.append(problem.severity, style=colour)
    text.append(f"[{problem.code}] ", style="dim")
    if place:
        text.append(f"{place}: ", style="bold")
    text.append(shown(problem.message))
    text.append(f"\n    {shown(hint_at(problem, _place()))}", style="dim")
    return text


shown = one_line


def _setting_lines(plan: Plan) -> Iterator[Text]:
    """Who is believed and what counts comes first, and nothing of it is cut off."""
    if plan.settings:
        yield Text("Settings", style="bold")
        for name, (before, after) in plan.settings.items():
            text = Text("  ")
            text.append(f"~ {name}", style=SIGNS["update"][1])
            text.append(f"  {setting_text(before)}", style="red")
            text.append(" → ", style="dim")
            text.append(setting_text(after), style="green")
            yield text
        yield Text()


def setting_text(value: object) -> str:
    """The value of a setting, whole, on one line; ``unset`` where the last run had none."""
    if value is None:
        return "unset"
    return shown(json.dumps(value, ensure_ascii=False, default=str))


def _plan_lines(plan: Plan, *, verbose: bool) -> Iterator[Text]:
    yield from _setting_lines(plan)
    fold_after = None if verbose else FOLD_AFTER
    for kind, group in groupby(plan.changes, key=lambda change: change.kind):
        changes = list(group)
        yield Text(_HEADINGS[kind], style="bold")
        if kind == "tag":
            lines = _tag_lines(changes)
            yield from lines[:fold_after]
            count = len(lines)
        else:
            # what is folded is not compared
            yield from (_change_text(change, verbose=verbose) for change in changes[:fold_after])
            count = len(changes)
        if fold_after is not None and count > fold_after:
            yield _folded(count - fold_after)
        yield Text()


def _review_lines(report: Report, *, verbose: bool) -> Iterator[Text]:
    """What each review did; with ``verbose`` also whose reviews were ignored, and where."""
    if report.effects:
        yield Text("Reviews", style="bold")
        effects = report.effects if verbose else report.effects[:FOLD_AFTER]
        yield from map(_effect_text, effects)
        if len(report.effects) > len(effects):
            yield _folded(len(report.effects) - len(effects))
        yield Text()
    if report.ignored:
        count = _number(len(report.ignored), "review")
        told = "" if verbose else " (-v lists them)"
        yield Text(f"Ignored {count} of people who are not trusted{told}", style="bold")
        if verbose:
            yield from (Text(f"  {shown(who)}  {shown(url)}") for who, url in report.ignored)
        yield Text()


def _effect_text(effect: Effect) -> Text:
    text = Text(f"  {shown(effect.key)}  ")
    text.append(effect_words(effect), style="dim" if effect.note else "")
    if effect.url:
        text.append(f"  {shown(effect.url)}", style="dim")
    return text


def effect_words(effect: Effect) -> str:
    """``78 → 92, tested, github-actions[bot]``: an effect without its key and URL."""
    after = _score(effect.after)
    moved = (
        after if effect.note and effect.after is not None else f"{_score(effect.before)} → {after}"
    )
    if not effect.note and effect.before == effect.after:
        moved = after
    state = effect.note or ("tested" if effect.tested else "not tested")
    return ", ".join(filter(None, (moved, state, shown(effect.author))))


def _score(score: float | None) -> str:
    return "none" if score is None else f"{score:g}"


def _folded(count: int) -> Text:
    return Text(f"  … and {count:,} more (-v shows all)", style="dim")


def _change_text(change: Change, *, verbose: bool) -> Text:
    sign, colour = SIGNS[change.action]
    text = Text("  ")
    text.append(f"{sign} {shown(change.key)}", style=colour)
    if change.action in ("deactivate", "reactivate"):
        text.append(f"  {_DONE[change.action]}", style=colour)
    if change.action in ("create", "delete"):
        row = change.after or change.before
        notes = (getattr(row, name, None) for name in ("file_path", "title", "name", "priority"))
        text.append(f"  {shown(next(filter(None, notes), ''))}", style="dim")
        return text
    for column, (before, after) in change.fields.items():
        if column == "active":
            continue
        text.append(f"\n{' ' * _FIELD}{column}  ")
        text.append_text(_field_text(difference(before, after), len(column), verbose=verbose))
    if change.note is not None:
        text.append(f"\n{' ' * _FIELD}{change.note}", style="dim")
    return text


def _field_text(found: Difference, column: int, *, verbose: bool) -> Text:
    """What separates the values of a field, behind its name of ``column`` characters."""
    if not isinstance(found, Moved):
        return Text(", ").join(map(_entry_text, found))
    if verbose and not found.is_whole:
        return _words_text(found)
    return _moved_text(found, "\n" + " " * (_FIELD + column) if _is_long(found) else " ")


def _is_long(moved: Moved) -> bool:
    return len(shown(moved.before)) + len(shown(moved.after)) > _SHORT


def _moved_text(moved: Moved, apart: str = " ") -> Text:
    return Text.assemble(
        (shown(moved.before), "red"), (f"{apart}→ ", "dim"), (shown(moved.after), "green")
    )


def _entry_text(entry: Entry) -> Text:
    colour = {"+": "green", "-": "red", "~": "yellow"}[entry.sign]
    text = Text.assemble((f"{entry.sign} {shown(entry.name)}", colour))
    for number, (name, moved) in enumerate(entry.fields):
        text.append(", " if number else ": ")
        text.append(f"{shown(name)} " if name else "").append_text(_moved_text(moved))
    return text


def _words_text(moved: Moved) -> Text:
    """All of a text, with the words that went and those that came marked as git marks them."""
    text = Text()
    for sign, part in moved.parts:
        around, colour = {"=": ("", ""), "-": ("[--]", "red"), "+": ("{++}", "green")}[sign]
        lines = "\n".join(map(shown, part.split("\n"))).replace("\n", f"\n{' ' * (_FIELD + 2)}")
        text.append(f"{around[:2]}{lines}{around[2:]}", style=colour)
    return text


def _tag_lines(changes: list[Change]) -> list[Text]:
    """The tags of one spec on one line."""
    lines = []
    for spec, group in groupby(changes, key=lambda change: change.key.partition("/")[0]):
        text = Text(f"  ± {shown(spec)} ")
        for change in group:
            sign, colour = SIGNS[change.action]
            text.append(f" {sign}{shown(change.key.partition('/')[2])}", style=colour)
        lines.append(text)
    return lines


def _closing(report: Report) -> Iterator[Text]:
    yield Text(summary(report), style="bold")
    yield from _guidance(report)
    if report.database is not None:
        took = f"{report.seconds:.2f} s, {report.statements} statements"
        yield Text(f"{report.database}  ({took})", style="dim")


def _guidance(report: Report) -> Iterator[Text]:
    """What a red run leaves one with: what is safe, and what to do next."""
    if (safe := what_is_safe(report)) is not None and report.status == "held-back":
        yield Text(safe)
    if (step := next_step(report, _place())) is not None:
        told, row = step
        yield Text.assemble(("Next: ", "bold"), f"{told}.", (f" ({PAGE}#{row})", "dim"))


def _place() -> Place:
    return "actions" if in_actions() else "shell"


def summary(report: Report) -> str:
    """One sentence: what was changed, or would be, or why nothing was."""
    if report.command == "validate":
        files = report.sources.get("files", {})
        parts = [_number(files.get(f"{thing}s", 0), thing) for thing in ("spec", "implementation")]
        parts += [_problems(report, "error"), _problems(report, "warning")]
        return f"{', '.join(parts)}."
    told = _told(report)
    if report.command not in ("diff", "run", "resync"):
        return f"{_problems(report, 'error')}, {_problems(report, 'warning')}."
    if report.status == "failed":
        errors = _problems(report, "error")
        if report.is_dry and told:
            return f"Nothing would be written: {errors}; the valid rest would {told}."
        return f"{unwritten(report.problems)}: {errors}."
    if report.status == "refused":
        if any(found.code == "plan-differs" for found in report.problems):
            return "Nothing was written: it is not the plan that was saved."
        is_old = any(found.code == "checkout-old" for found in report.problems)
        return f"Nothing was written: {'the checkout is old' if is_old else 'the plan is unsafe'}."
    unchanged = sum(report.plan.unchanged.values())
    held_back = _held_back(report)
    if report.plan.settings:
        held_back = f" Other settings: {', '.join(report.plan.settings)}.{held_back}"
    if not told:
        return f"Nothing to change: {_number(unchanged, 'row')} compared.{held_back}"
    told = f"Would {told}" if report.is_dry else told.capitalize()
    return f"{told}; {unchanged:,} unchanged.{held_back}"


def _told(report: Report) -> str:
    """``created 3, deleted 1``, in the tense of the command; empty without changes."""
    found: dict[str, int] = {}
    for change in report.plan.changes:
        found[change.action] = found.get(change.action, 0) + 1
    return ", ".join(
        f"{action if report.is_dry else done} {found[action]:,}"
        for action, done in _DONE.items()
        if action in found
    )


def _held_back(report: Report) -> str:
    """What a run left alone although it should not."""
    parts = [name for name, facts in report.sources.items() if facts["status"] == "unavailable"]
    if any(found.severity == "error" for found in report.problems):
        parts.append("what has errors")
    if any(found.code in ("on-change-failed", "told-not-noted") for found in report.problems):
        parts.append("telling others")
    if any(found.code == "cache-failed" for found in report.problems):
        parts.append("emptying the cache")
    return f" Held back: {', '.join(parts)}." if report.status == "held-back" and parts else ""


def _problems(report: Report, severity: str) -> str:
    return _number(sum(found.severity == severity for found in report.problems), severity)


def _number(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'s' * (count != 1)}"
