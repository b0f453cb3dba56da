"""The exit code of each outcome, whatever else is true of it (contract, section 5)."""

from __future__ import annotations

import itertools

import pytest

from sync.model.catalog import Library
from sync.model.problems import problem
from sync.reconcile.plan import Change, Plan
from sync.reports.outcome import EXIT_CODES, PlainOutcome, unwritten
from sync.reports.report import Report

ROW = Library("l", "L")
CHANGES = Plan((Change("create", "library", "l", None, ROW),))
SETTINGS = Plan(settings={"min_quality": (85.0, 80.0)})
FACTS = Plan(facts=(Change("create", "review", "1/0", None, ROW),))
CODES = {"ok": 0, "failed": 1, "held-back": 3, "refused": 5}


def test_the_codes_are_those_of_the_contract():
    assert EXIT_CODES == CODES


@pytest.mark.parametrize("command", ["diff", "run", "resync"])
@pytest.mark.parametrize(
    ("status", "plan", "tells"),
    list(itertools.product(CODES, [Plan(), CHANGES, SETTINGS, FACTS], [True, False])),
)
def test_changes_have_a_code_of_their_own_only_where_all_else_is_well(command, status, plan, tells):
    is_told = tells and status == "ok" and plan in (CHANGES, SETTINGS)
    report = Report(command, status, plan=plan, tells_changes=tells)
    assert report.exit_code == (4 if is_told else CODES[status])


@pytest.mark.parametrize(
    ("plan", "applied", "written"),
    [
        (CHANGES, True, True),
        (CHANGES, False, False),
        (Plan(), True, False),
        (SETTINGS, True, False),
    ],
)
def test_what_was_written_is_what_was_applied(plan, applied, written):
    assert Report("run", "ok", plan=plan, applied=applied).has_written is written


@pytest.mark.parametrize(
    ("command", "applied", "stated"),
    [("diff", False, True), ("run", True, True), ("run", False, False), ("resync", False, False)],
)
def test_a_plan_that_nobody_applied_is_stated_by_a_dry_run_alone(command, applied, stated):
    report = Report(command, "failed", plan=CHANGES, applied=applied)
    assert (report.stated_plan == CHANGES) is stated
    assert stated or report.stated_plan == Plan()


@pytest.mark.parametrize(
    ("problems", "written", "status"),
    [(0, False, "ok"), (0, True, "ok"), (1, False, "failed"), (1, True, "held-back")],
)
def test_an_outcome_without_a_judgement_is_judged_by_what_it_wrote(problems, written, status):
    found = (problem("queue-entry", None, ""),) * problems

    class Plain(PlainOutcome):
        command = "x"
        problems = found
        has_written = written

    assert Plain().status == status
    assert Plain().exit_code == CODES[status]


def test_what_is_said_of_a_failure():
    lost, other = problem("commit-unknown", None, ""), problem("database-failed", None, "")
    assert unwritten([]) == unwritten([other]) == "Nothing was written"
    assert (
        unwritten([other, lost], "deleted")
        == "It is not known whether it was deleted: run it again"
    )
    assert unwritten([other], "deleted") == "Nothing was deleted"
