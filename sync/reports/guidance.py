"""What follows a red run: what is safe, and the next step, in the words of where one stands.

On the page of a workflow run a person dispatches a workflow, in a shell they pass an option:
``place`` says which. Each code that has a step of its own has a row, with the same name, in the
troubleshooting table of ``docs/running.md``.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from sync.model.problems import Problem, kind_of
from sync.reports.outcome import unwritten
from sync.reports.report import Report

Place = Literal["shell", "actions"]

PAGE = "docs/running.md"
"""Where the rows are."""


class Step(NamedTuple):
    """What to do next: in a shell, and on GitHub."""

    shell: str
    actions: str

    def at(self, place: Place) -> str:
        """The step in the words of ``place``."""
        return self.actions if place == "actions" else self.shell


_DISPATCH = "Actions, Sync, *Run workflow*"
_SEE = Step(
    "follow the hint of each error above, and run it again",
    f"follow the hint of each error above, and start it again: {_DISPATCH}",
)
_SOURCE = Step(
    "follow the hint above, and run it again: it reads what is missing",
    "follow the hint above; the next hourly run, or a dispatch of Sync, reads what is missing",
)
STEPS: dict[str, Step] = {
    "plan-unsafe": Step(
        "check the changes above and --repo; if they are intended, run it again with --force",
        "check the changes below; if they are intended, dispatch Sync with *force*"
        f" ({_DISPATCH}), or set `force: true` where the action is used",
    ),
    "catalogue-empty": Step(
        "go to the catalogue's folder, or name it with --repo",
        "check the step that checks out the repository, and the input `repo-path`",
    ),
    "checkout-old": Step(
        "check out the newest commit; to put the old data back, run it again with --force",
        f"start a new run of the branch ({_DISPATCH}) instead of an old one again; to put the old"
        " data back, dispatch Sync with *force*",
    ),
    "plan-differs": Step(
        "make a new plan with `pyplots-sync diff --out`, have it read, and apply that",
        f"make a new plan: {_DISPATCH}, with *review first*",
    ),
    "database-schema": Step(
        "run `pyplots-sync db upgrade`",
        f"dispatch Sync with the command *run* ({_DISPATCH}), which migrates first, or set"
        " `migrate: true` where the action is used",
    ),
    "database-setting": Step(
        "set DATABASE_URL, or pass --database",
        "add the secret DATABASE_URL to the environment `database`, and hand it to the step",
    ),
    "database-unreachable": _SEE,
    "database-failed": _SEE,
    "commit-unknown": Step("run it again", f"start it again: {_DISPATCH}"),
    "reviews-unavailable": _SOURCE,
    "previews-unavailable": _SOURCE,
}
"""The first of these codes that a run has decides what is told; other errors are of the files."""
_FILES = Step(
    "correct the files above; to apply the valid rest before that, pass --keep-going",
    "correct the files above, and push; to apply the valid rest before that, dispatch Sync with"
    " *keep_going*",
)
_REST = Step("correct the files above", "correct the files above, and push")
_SAFE_SOURCES = {
    "reviews": "All scores stay as they were: GitHub could not be read.",
    "previews": "All preview URLs stay as they were: the bucket could not be read.",
}


def hint_at(problem: Problem, place: Place) -> str:
    """What to do about ``problem``, in the words of ``place`` where it has none of its own."""
    step = STEPS.get(problem.code)
    is_usual = problem.hint == kind_of(problem.code).hint
    return step.at(place) if step is not None and place == "actions" and is_usual else problem.hint


def is_told_as_next(problem: Problem, row: str | None) -> bool:
    """Whether the next step, which is that of ``row``, says all that ``problem`` could say."""
    return problem.code == row and problem.hint == kind_of(problem.code).hint


def what_is_safe(report: Report) -> str | None:
    """What a red run has left as it was, or what it has done all the same; None without news."""
    if report.status in ("failed", "refused") and not report.is_dry:
        told = unwritten(report.problems)
        is_known = told.startswith("Nothing")
        return f"{told}: the database is as it was before." if is_known else f"{told}."
    if report.status != "held-back":
        return None
    kept = [
        _SAFE_SOURCES.get(name, f"What the {name} say stays as it was.")
        for name, facts in report.sources.items()
        if facts["status"] == "unavailable"
    ]
    if report.applied:
        rest = "what is valid was" if _has_errors(report) else "the files were"
        kept.insert(0, f"{rest.capitalize()} applied, and committed.")
    if _has_errors(report):
        kept.append("Rows of invalid files stay as they were.")
    return " ".join(kept) or None


def next_step(report: Report, place: Place) -> tuple[str, str] | None:
    """What to do after a red run, and the row that says more; None where nothing is to be done."""
    if report.status == "ok" or report.command not in ("diff", "run", "resync"):
        return None
    found = {problem.code: problem for problem in report.problems}
    code = next((code for code in STEPS if code in found), None)
    if code is not None:
        return STEPS[code].at(place), code
    if not _has_errors(report):
        return None
    if not any(problem.severity == "error" and problem.path for problem in report.problems):
        return _SEE.at(place), "when-something-is-wrong"
    return (_REST if report.status == "held-back" else _FILES).at(place), "files-invalid"


def _has_errors(report: Report) -> bool:
    return any(problem.severity == "error" for problem in report.problems)
