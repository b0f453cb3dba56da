"""Settings that decide who is believed and what counts are part of a plan (contract, section 3)."""

from __future__ import annotations

import json

import pytest

from sync.reports import json as documents
from sync.reports import markdown
from sync.settings import TRUST

BEFORE = {
    "min_quality": 85.0,
    "trusted_reviewers": ["github-actions[bot]"],
    "promote_on": ["twitter"],
}


@pytest.fixture
def configure(repository):
    def configure(**settings):
        lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
        repository.write("pyproject.toml", "\n".join(["[tool.pyplots-sync]", *lines]))

    return configure


@pytest.fixture
def known(configure, sync):
    """A database whose last run had these settings, whatever the defaults are."""
    configure(**BEFORE)
    assert sync("run").code == 0


def test_a_first_run_says_nothing_since_nothing_is_known(sync, configure):
    configure(min_quality=60)
    assert sync("diff").document["settings"] == {}
    assert sync("run").document["settings"] == {}


def test_the_same_settings_are_no_change(sync, known):
    outcome = sync("diff", "--exit-code")
    assert (outcome.code, outcome.document["settings"]) == (0, {})


CHANGED = [
    ("min_quality", 60.0),
    ("min_quality", 84.9),
    ("trusted_reviewers", ["github-actions[bot]", "mallory"]),
    ("trusted_reviewers", []),
    ("promote_on", ["twitter", "linkedin"]),
]


@pytest.mark.parametrize(("name", "after"), CHANGED)
def test_another_value_is_told_before_and_after(sync, known, configure, name, after):
    configure(**(BEFORE | {name: after}))
    outcome = sync("diff", "--no-reviews", "--no-previews")
    assert outcome.code == 0
    assert outcome.document["settings"] == {name: [BEFORE[name], after]}
    assert outcome.document["changes"] == []
    assert sync("diff", "--exit-code").code == 4
    told = f"{name}  {json.dumps(BEFORE[name])} → {json.dumps(after)}"
    assert told in sync("diff", format_="text").output
    row = f"| {name} | `{json.dumps(BEFORE[name])}` | `{json.dumps(after)}` |"
    assert row in sync("diff", format_="markdown").output


def test_the_base_of_a_pull_request_keeps_them_as_well(sync, configure):
    configure(**BEFORE)
    options = ("--no-reviews", "--no-previews")
    assert sync("run", "--keep-going", "--force", *options).code == 0
    configure(**(BEFORE | {"min_quality": 60}))
    assert sync("diff", *options).document["settings"] == {"min_quality": [85.0, 60.0]}


def test_the_run_that_takes_it_says_so_and_the_next_has_nothing_to_say(sync, known, configure):
    configure(**(BEFORE | {"min_quality": 60}))
    assert sync("run").document["settings"] == {"min_quality": [85.0, 60.0]}
    assert sync("run").document["settings"] == {}
    assert sync("diff", "--exit-code").code == 0


def test_a_run_that_wrote_nothing_took_nothing(sync, known, configure, repository):
    configure(**(BEFORE | {"min_quality": 60}))
    repository.write("specs/scatter-basic.md", "broken")
    assert sync("run").document["settings"] == {}
    assert sync("diff").document["settings"] == {"min_quality": [85.0, 60.0]}
    repository.move("plots", "away")
    assert sync("run").document["status"] in ("failed", "refused")
    assert sync("diff").document["settings"] == {"min_quality": [85.0, 60.0]}


def test_the_environment_counts_as_the_file_does(sync, known, monkeypatch):
    monkeypatch.setenv("PYPLOTS_SYNC_TRUSTED_REVIEWERS", "mallory")
    found = sync("diff").document["settings"]
    assert found == {"trusted_reviewers": [["github-actions[bot]"], ["mallory"]]}


def test_settings_that_decide_no_trust_are_no_change(sync, known, configure):
    configure(**BEFORE, retries=7, health_drift=3)
    assert sync("diff").document["settings"] == {}


def test_a_setting_that_the_last_run_did_not_know(sync, known, configure, database):
    database.execute("UPDATE sync_runs SET settings = settings - 'min_quality'")
    assert sync("diff").document["settings"] == {}
    configure(**(BEFORE | {"min_quality": 60}))
    assert sync("diff").document["settings"] == {"min_quality": [None, 60.0]}
    assert "min_quality  unset → 60.0" in sync("diff", format_="text").output


def test_a_database_from_before_settings_were_kept_says_nothing(sync, known, configure, database):
    database.execute("UPDATE sync_runs SET settings = NULL")
    configure(min_quality=60)
    assert sync("diff").document["settings"] == {}


def test_every_one_of_them_is_kept(sync, known, database):
    assert set(database.one("SELECT settings FROM sync_runs")) == set(TRUST)


def test_the_comment_says_it_above_everything_else_and_cuts_it_never(sync, known, configure):
    hostile = ["github-actions[bot]", "x|y`<b>@all</b>"] + [f"somebody-{n}" for n in range(30)]
    configure(**(BEFORE | {"trusted_reviewers": hostile}))
    report = documents.parse(sync("diff").output)
    assert report.plan.settings == {
        "trusted_reviewers": (["github-actions[bot]"], hostile),
    }
    page = markdown.render(report, limit=2_000)
    assert "somebody-29" in page
    assert page.index("trusted_reviewers") < page.index("statements")
    assert "<b>" not in page.replace(f"``{json.dumps(hostile)}``".replace("|", "\\|"), "")


@pytest.mark.parametrize(
    "settings",
    [
        {"nonsense": [1, 2]},
        {"min_quality": [1]},
        {"min_quality": 1},
        [1],
        "x",
        {"min_quality": [1, {}]},
        {"min_quality": [1, [[]]]},
    ],
)
def test_a_document_that_nobody_can_have_made_is_none(sync, known, settings):
    forged = sync("diff").document | {"settings": settings}
    with pytest.raises(documents.DocumentError):
        documents.parse(json.dumps(forged))


def test_a_document_from_before_is_still_read(sync, known):
    old = sync("diff").document
    del old["settings"]
    assert documents.parse(json.dumps(old)).plan.settings == {}
