"""A score says what it was given to: it stays when the code changes, and every report says so."""

import json

import pytest

REVIEW = "## AI Review - Attempt 1/3\n\n### Quality Score: {}/100\n\n### Verdict: APPROVED\n"
UPDATE = "update implementation scatter-basic/matplotlib/default"
OF_IT = "spec_id = 'scatter-basic' AND library_id = 'matplotlib' AND variant = 'default'"
MARK = "the score is of older code"


@pytest.fixture
def issue(repository, sync, github):
    number = github.issue("[scatter-basic] matplotlib")
    github.comment(number, REVIEW.format(92))
    assert sync("run").code == 0
    return number


def hashes(database):
    (row,) = database.execute(
        f"SELECT source_hash, scored_hash, quality_score FROM implementations WHERE {OF_IT}"
    )
    return row


def changed(sync):
    shown = sync("catalog", "show", "scatter-basic", "--untested").document["implementations"]
    return {f"{i['library_id']}/{i['variant']}": i["changed_since_review"] for i in shown}


def counted(sync):
    return sync("health").document["figures"]["implementations_changed_since_review"]


def test_the_code_changes_and_is_reviewed_again(issue, repository, sync, database, github):
    was, scored, score = hashes(database)
    assert (scored, score) == (was, 92)
    assert changed(sync)["matplotlib/default"] is False
    assert counted(sync) == 0

    repository.implementation(
        "scatter-basic", "matplotlib", code='"""A plot.\n\nPython: 3.11+\n"""\nx = 2\n'
    )
    assert MARK in sync("diff", format_="text").output
    assert MARK in sync("diff", format_="markdown").output
    fields = sync("run").changes[UPDATE]
    assert list(fields) == ["source_hash"]
    now, scored, score = hashes(database)
    assert (now != was, scored, score) == (True, was, 92)
    assert changed(sync)["matplotlib/default"] is True
    assert counted(sync) == 1
    assert sync("run").document["changes"] == []

    github.comment(issue, REVIEW.format(95))
    outcome = sync("run")
    assert "scored_hash" not in outcome.changes[UPDATE]
    assert hashes(database) == (now, now, 95)
    assert changed(sync)["matplotlib/default"] is False
    assert counted(sync) == 0


def test_a_score_put_right_is_still_of_the_code_that_it_was_given_to(
    issue, repository, sync, database
):
    was, *_ = hashes(database)
    repository.implementation(
        "scatter-basic", "matplotlib", code='"""A plot.\n\nPython: 3.11+\n"""\nx = 2\n'
    )
    sync("run")
    database.execute(f"UPDATE implementations SET quality_score = 10 WHERE {OF_IT}")
    assert list(sync("run").changes[UPDATE]) == ["quality_score"]
    assert hashes(database)[1:] == (was, 92)


def test_what_nobody_kept_is_not_known(issue, sync, database):
    database.execute("UPDATE implementations SET scored_hash = NULL")
    assert sync("run").document["changes"] == []
    assert changed(sync)["matplotlib/default"] is None
    assert counted(sync) == 0


def test_the_table_of_catalog_show_has_a_column_for_it(issue, repository, sync):
    repository.implementation(
        "scatter-basic", "matplotlib", code='"""A plot.\n\nPython: 3.11+\n"""\nx = 2\n'
    )
    sync("run")
    shown = sync("catalog", "show", "scatter-basic", format_="text").output
    assert "changed since review" in shown
    assert json.loads(sync("catalog", "show", "scatter-basic").output)
