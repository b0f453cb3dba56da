"""A plan that is saved, read, and applied if it still is the plan."""

import json
import shutil

import pytest


@pytest.fixture
def plan(tmp_path):
    return tmp_path / "plan.json"


@pytest.fixture
def changed(sync, repository):
    """A database with the catalogue, and one change in the files."""
    assert sync("run").code == 0
    repository.spec("bar-basic", "Bars", tags="comparison, new")
    repository.implementation("bar-basic", "plotly", function="bar")
    repository.commit()


def alter(file, **members):
    file.write_text(json.dumps(json.loads(file.read_text()) | members))


def differences(outcome):
    return [p["message"] for p in outcome.document["problems"] if p["code"] == "plan-differs"]


def test_what_was_saved_is_applied(sync, changed, plan, database):
    diff = sync("diff", "--out", str(plan))
    assert diff.code == 0
    saved = json.loads(plan.read_text())
    assert [c["key"] for c in saved["changes"]] == [c["key"] for c in diff.document["changes"]]
    assert all(
        here["fields"] == there["fields"]
        for here, there in zip(saved["changes"], diff.document["changes"], strict=True)
    )
    run = sync("run", "--plan", str(plan))
    assert run.code == 0
    assert run.changes == diff.changes
    assert database.one("SELECT title FROM specs WHERE id = 'bar-basic'") == "Bars"


def test_what_is_another_plan_by_now_is_refused_with_the_difference(
    sync, changed, plan, database, repository
):
    sync("diff", "--out", str(plan))
    before = database.dump("sync_runs")
    repository.spec("bar-basic", "Other Bars", tags="comparison, new")
    repository.spec("pie-basic", "Pies")
    repository.remove("plots/plotly/bar/bar-basic/default.py")
    outcome = sync("run", "--plan", str(plan))
    assert outcome.code == 5
    assert outcome.document["status"] == "refused"
    assert database.dump("sync_runs") == before
    told = differences(outcome)
    assert "to be done otherwise than saved: update spec bar-basic (title)" in told
    assert "to be done, but not saved: create spec pie-basic" in told
    gone = "saved, but not to be done any more: create implementation bar-basic/plotly/default"
    assert gone in told
    text = sync("run", "--plan", str(plan), format_="text")
    assert "it is not the plan that was saved" in text.output
    assert "Next: make a new plan" in text.output
    # whoever forces an unsafe plan does not mean another one
    assert sync("run", "--plan", str(plan), "--force").code == 5


def test_a_plan_is_applied_once(sync, changed, plan, database):
    sync("diff", "--out", str(plan))
    assert sync("run", "--plan", str(plan)).code == 0
    # by hand, everything is as it was
    database.execute("UPDATE specs SET title = 'Basic Bar Chart' WHERE id = 'bar-basic'")
    again = sync("run", "--plan", str(plan))
    assert again.code == 5
    assert any(told.startswith("there has been a run since") for told in differences(again))


def test_a_plan_without_changes_is_applied_once_too(sync, plan):
    sync("run")
    sync("diff", "--out", str(plan))
    assert sync("run", "--plan", str(plan)).code == 0
    assert sync("run", "--plan", str(plan)).code == 5


def test_a_run_that_was_refused_ends_no_plan(sync, repository, plan, database):
    """Such a plan is the one that most needs to be read: others try it every hour."""
    for number in range(20):
        repository.implementation("bar-basic", variant=f"v{number}")
    sync("run")
    shutil.rmtree(repository.root / "plots/matplotlib")
    assert sync("diff", "--out", str(plan)).code == 0
    assert sync("run").code == 5
    assert sync("run", "--plan", str(plan)).code == 5
    assert sync("run", "--plan", str(plan), "--force").code == 0
    assert database.one("SELECT count(*) FROM implementations") == 1


def test_a_plan_is_for_its_database(sync, changed, plan, new_database, make_command, repository):
    sync("diff", "--out", str(plan))
    other = make_command(repository, new_database())
    outcome = other("run", "--plan", str(plan))
    assert outcome.code == 5
    assert any(told.startswith("the plan is for another database") for told in differences(outcome))


def test_a_plan_is_for_its_settings(sync, changed, plan, monkeypatch):
    sync("diff", "--out", str(plan))
    monkeypatch.setenv("PYPLOTS_SYNC_MIN_QUALITY", "50")
    outcome = sync("run", "--plan", str(plan), "--no-reviews")
    assert outcome.code == 5
    told = differences(outcome)
    assert "setting min_quality: 85.0 was saved, 50.0 is set" in told
    assert "option reviews: true was saved, false is set" in told


def test_a_plan_is_for_its_commit(sync, changed, plan, repository):
    sync("diff", "--out", str(plan))
    repository.write("README.md", "x")
    repository.commit()
    outcome = sync("run", "--plan", str(plan))
    assert outcome.code == 5
    assert [told.partition(":")[0] for told in differences(outcome)] == ["commit"]


def test_a_file_that_changes_in_what_is_not_shown_is_another_plan(sync, changed, plan, repository):
    sync("diff", "--out", str(plan))
    path = repository.root / "plots/plotly/bar/bar-basic/default.py"
    path.write_text(path.read_text() + "x = 1\n")
    outcome = sync("run", "--plan", str(plan))
    assert outcome.code == 5
    (told,) = differences(outcome)
    assert "bar-basic/plotly/default" in told


def test_what_was_altered_in_the_file_is_never_applied(sync, changed, plan, database):
    """Whoever reads a forged plan approves of what is not done."""
    sync("diff", "--out", str(plan))
    before = database.dump("sync_runs")
    for change in json.loads(plan.read_text())["changes"]:
        saved = json.loads(plan.read_text())
        kept = [dict(c) for c in saved["changes"]]
        alter(plan, changes=[c for c in kept if c["key"] != change["key"]])
        assert sync("run", "--plan", str(plan)).code == 5
        plan.write_text(json.dumps(saved))
    saved = plan.read_text()
    for members in (
        {"changes": []},
        {"changes": 3},
        {"changes": [{"key": "\x1b[31m"}]},
        {"counts": {}},
        {"reviews": None},
        {"settings": None},
        {"options": []},
        {"database": ""},
        {"more": 1},
    ):
        plan.write_text(saved)
        alter(plan, **members)
        outcome = sync("run", "--plan", str(plan))
        assert outcome.code == 5, members
        assert differences(outcome), members
    assert database.dump("sync_runs") == before


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b"null",
        b'{"kind": "saved plan", "format": 2}',
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_what_is_no_plan_is_wrong_usage(sync, plan, content):
    plan.write_bytes(content)
    outcome = sync("run", "--plan", str(plan))
    assert outcome.code == 2
    assert "plan.json" in outcome.errors


def test_a_plan_that_is_not_there_is_wrong_usage(sync, plan):
    assert sync("run", "--plan", str(plan)).code == 2


def test_a_diff_with_errors_leaves_no_plan(sync, repository, plan):
    repository.write("specs/bar-basic.md", "broken")
    assert sync("diff", "--out", str(plan)).code == 1
    assert not plan.exists()
    assert sync("diff", "--out", str(plan), "--keep-going").code == 3
    assert sync("run", "--plan", str(plan)).code == 1
    assert sync("run", "--plan", str(plan), "--keep-going").code == 3


def test_a_plan_that_cannot_be_written_is_told(sync, plan):
    outcome = sync("diff", "--out", str(plan.parent / "nowhere" / "plan.json"))
    assert outcome.code == 1
    assert outcome.codes == ["plan-unsaved"]


def test_a_plan_holds_no_secret_and_no_control_character(
    sync, repository, plan, database, monkeypatch
):
    monkeypatch.setenv("DATABASE_URL", "postgresql://someone:hush-hush-7@elsewhere.example/db")
    repository.spec("bar-basic", "Bars \x1b[31m\u202e and hush-hush-7")
    assert sync("diff", "--out", str(plan)).code == 0
    raw = plan.read_bytes()
    assert b"hush-hush-7" not in raw
    assert b"\x1b" not in raw
    assert "\u202e".encode() not in raw
    host = database.url.partition("host=")[2].partition("&")[0]
    assert host.encode() not in raw
    assert sync("run", "--plan", str(plan)).code == 0


@pytest.mark.parametrize("password", ["1", "85.0", 'a"b', "title", "saved plan", "update"])
def test_a_password_that_is_a_usual_word_spoils_no_plan(
    sync, changed, repository, plan, monkeypatch, password
):
    monkeypatch.setenv("DB_PASS", password)
    repository.spec("bar-basic", f"Bars and {password}")
    assert sync("diff", "--out", str(plan)).code == 0
    assert sync("run", "--plan", str(plan)).code == 0


def test_reviews_that_come_in_between_are_a_difference(sync, github, repository, plan):
    sync("run")
    sync("diff", "--out", str(plan))
    number = github.issue("scatter-basic: Basic Scatter Plot", ["library:matplotlib"])
    github.comment(number, "## AI Review\n\n### Quality Score: 92/100\n\n### Verdict: APPROVED")
    outcome = sync("run", "--plan", str(plan))
    assert outcome.code == 5
    told = differences(outcome)
    assert "the reviews that would be stored are others" in told
    assert any("scatter-basic/matplotlib/default" in line for line in told)
    sync("diff", "--out", str(plan))
    assert sync("run", "--plan", str(plan)).code == 0
