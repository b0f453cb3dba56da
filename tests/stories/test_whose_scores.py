"""The settings ``scores`` and ``previews``: switched there and back, and who is asked."""

from __future__ import annotations

import pytest

import fake_bucket
import github_api
import spec_first

SPEC_ID = "scatter-basic"
KEY = f"{SPEC_ID}/matplotlib/default"
METADATA = f"plots/{SPEC_ID}/metadata/python/matplotlib.yaml"
URL = f"https://storage.example.org/plots/{SPEC_ID}/matplotlib/plot.png"
REVIEW = "## AI Review - Attempt 1/3\n\n### Quality Score: 70/100\n\n### Verdict: REJECTED\n"

APPROVED = "## AI Review\n\n**Library:** matplotlib\n\n### Quality Score: 95/100\n\n### Verdict: APPROVED\n"


@pytest.fixture
def repository(make_repository, tmp_path):
    made = make_repository(tmp_path / "catalogue")
    folder = f"plots/{SPEC_ID}"
    made.write(f"{folder}/specification.md", spec_first.specification(SPEC_ID, "A Plot"))
    made.write(f"{folder}/specification.yaml", spec_first.facts(SPEC_ID, "A Plot"))
    made.write(
        f"{folder}/implementations/python/matplotlib.py",
        spec_first.code(SPEC_ID, "A Plot", "matplotlib"),
    )
    made.write(METADATA, spec_first.metadata(SPEC_ID, "matplotlib", 92))
    made.commit()
    return made


@pytest.fixture
def owner(monkeypatch):
    def owner(scores=None, previews=None):
        for name, value in (("SCORES", scores), ("PREVIEWS", previews)):
            if value is not None:
                monkeypatch.setenv(f"PYPLOTS_SYNC_{name}", value)

    return owner


def told(outcome):
    found = outcome.document["problems"]
    return [p["message"] for p in found if p["code"] == "columns-taken-over"]


def queue(database):
    return database.one("SELECT count(*) FROM promotion_queue")


def test_the_scores_go_to_the_metadata_and_back(repository, sync, database, owner, github):
    issue = github.issue(f"{SPEC_ID}: A Plot")
    github.comment(issue, REVIEW + "\n**Library:** matplotlib\n")
    assert sync("run").code == 0
    assert database.one("SELECT quality_score FROM implementations") == 70
    asked = len(github.requests)

    owner(scores="metadata")
    planned = sync("diff")
    assert planned.document["settings"] == {"scores": ["reviews", "metadata"]}
    (sentence,) = told(planned)
    assert sentence == (
        "the metadata files own quality_score, tested, reviewed_at, review_url now"
        ' (scores = "metadata", which was "reviews")'
    )
    change = planned.changes[f"update implementation {KEY}"]
    assert (change["quality_score"], change["tested"]) == ([70.0, 92.0], [False, True])
    assert change["review_url"][1] is None
    assert told(sync("run")) == told(planned)
    assert queue(database) == 0
    again = sync("run")
    assert (again.document["changes"], told(again)) == ([], [])
    assert again.document["sources"]["reviews"]["status"] == "off"
    assert len(github.requests) == asked

    owner(scores="reviews")
    back = sync("run")
    assert back.changes[f"update implementation {KEY}"]["quality_score"] == [92.0, 70.0]
    assert "the reviews own" in told(back)[0]
    assert queue(database) == 0
    assert sync("run").document["changes"] == []


def test_what_comes_after_a_switch_is_news_again(repository, sync, database, owner):
    sync("run")
    owner(scores="metadata")
    sync("run")
    assert queue(database) == 0
    repository.write(METADATA, spec_first.metadata(SPEC_ID, "matplotlib", 60))
    sync("run")
    assert queue(database) == 0
    repository.write(METADATA, spec_first.metadata(SPEC_ID, "matplotlib", 95))
    sync("run")
    assert database.execute("SELECT priority, quality_score FROM promotion_queue") == [("high", 95)]


def test_a_new_owner_that_could_not_be_read_has_yet_to_take_over(
    repository, sync, database, owner, github
):
    owner(scores="metadata")
    repository.write(METADATA, spec_first.metadata(SPEC_ID, "matplotlib", 60))
    issue = github.issue(f"{SPEC_ID}: A Plot")
    github.comment(issue, APPROVED)
    assert sync("run").code == 0
    assert queue(database) == 0

    owner(scores="reviews")
    github.fail(github_api.status(503), times=float("inf"))
    assert sync("run").code == 3
    assert database.one("SELECT quality_score FROM implementations") == 60
    github.recover()
    reached = sync("run")
    assert "the reviews own" in told(reached)[0]
    assert database.one("SELECT quality_score FROM implementations") == 95
    assert queue(database) == 0
    assert told(sync("run")) == []


def test_who_asks_for_all_to_be_promoted_gets_it_in_a_switch_too(sync, database, owner):
    sync("run")
    owner(scores="metadata")
    sync("run", "--promote-existing")
    assert queue(database) == 1


def test_a_first_load_switches_nothing(sync, owner):
    owner("metadata", "metadata")
    assert told(sync("run")) == []


def test_a_switch_of_which_nothing_was_kept_is_one_from_the_defaults(sync, database, owner):
    sync("run")
    database.execute("UPDATE sync_runs SET settings = NULL")
    owner(scores="metadata")
    assert len(told(sync("run"))) == 1
    assert queue(database) == 0


def test_the_previews_go_to_the_metadata_and_back(
    repository, sync, database, owner, bucket, request
):
    preview = f"previews/matplotlib/{SPEC_ID}/default/v1705603200.png"
    bucket.put(preview)
    gate = request.getfixturevalue("gate")
    assert sync("run").code == 0
    in_bucket = f"gs://{fake_bucket.NAME}/{preview}"
    assert database.one("SELECT preview_url FROM implementations") == in_bucket

    owner(previews="metadata")
    asked = len(gate.prefixes)
    switched = sync("run")
    assert switched.changes == {f"update implementation {KEY}": {"preview_url": [in_bucket, URL]}}
    assert told(switched) == [
        'the metadata files own preview_url now (previews = "metadata", which was "bucket")'
    ]
    assert switched.document["sources"]["previews"] == {
        "status": "off",
        "objects": 0,
        "requests": 0,
    }
    assert len(gate.prefixes) == asked
    assert sync("run").document["changes"] == []

    owner(previews="bucket")
    assert sync("run").changes == {
        f"update implementation {KEY}": {"preview_url": [URL, in_bucket]}
    }
    assert sync("run").document["changes"] == []


def test_implementations_of_the_other_layout_keep_what_they_have(repository, sync, database, owner):
    """They have no metadata: nobody says anything of their scores."""
    repository.spec("bar-basic")
    repository.implementation("bar-basic", "seaborn")
    sync("run")
    database.execute(
        "UPDATE implementations SET quality_score = 90, tested = true, preview_url = 'gs://b/1.png'"
    )
    owner("metadata", "metadata")
    changes = sync("run").changes
    assert [key for key in changes if "seaborn" in key] == []
    repository.implementation("bar-basic", "seaborn", code="x = 2\n")
    assert [*sync("run").changes["update implementation bar-basic/seaborn/default"]] == [
        "python_version"
    ]


@pytest.mark.parametrize("name", ["scores", "previews"])
@pytest.mark.parametrize("value", ["", "Metadata", "files", "5", "[metadata]"])
def test_another_owner_there_is_not(name, value, repository, process):
    repository.write("pyproject.toml", f'[tool.pyplots-sync]\n{name} = "{value}"\n')
    failed = process("validate", "--repo", str(repository.root))
    assert failed.code == 2
    assert f"{name} must be" in failed.errors


def test_health_says_who_has_the_say(repository, sync, owner):
    owner("metadata", "metadata")
    sync("run")
    checks = {check["name"]: check for check in sync("health").document["checks"]}
    for source in ("reviews", "previews"):
        assert (checks[source]["state"], checks[source]["message"]) == (
            "off",
            "the metadata files say it",
        )
    assert checks["drift"]["state"] == "ok"
