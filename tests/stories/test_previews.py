"""Preview URLs: from the bucket to the rows of implementations, by the command line."""

from __future__ import annotations

import pytest

import github_api as gh
from fake_bucket import NAME, cut, half, says

SCATTER = "scatter-basic/matplotlib/default"
SEABORN = "scatter-basic/seaborn/default"
BAR = "bar-basic/matplotlib/default"


def folder(key: str) -> str:
    spec, library, variant = key.split("/")
    return f"previews/{library}/{spec}/{variant}/"


def url(key: str, version: object) -> str:
    return f"gs://{NAME}/{folder(key)}v{version}.png"


@pytest.fixture
def put(bucket):
    def put(key, *versions):
        for version in versions:
            bucket.put(f"{folder(key)}v{version}.png")

    return put


@pytest.fixture
def urls(database):
    def read():
        return dict(
            database.execute(
                "SELECT concat_ws('/', spec_id, library_id, variant), preview_url"
                " FROM implementations WHERE preview_url IS NOT NULL"
            )
        )

    return read


def source(outcome):
    return outcome.document["sources"]["previews"]


def test_the_newest_preview_is_the_url_and_shows_in_the_diff(sync, gate, put, urls, bucket):
    put(SCATTER, 99, 100, 98)
    put(SEABORN, 1)
    for name in ("v1e9.png", "v-1.png", "v٣.png", "V999.png", "v999.PNG", "x.png", "v999.jpg"):
        bucket.put(folder(SCATTER) + name)
    shown = sync("diff")
    assert shown.changes[f"create implementation {SCATTER}"]["preview_url"] == [
        None,
        url(SCATTER, 100),
    ]
    assert urls() == {}
    assert sync("run").code == 0
    assert urls() == {SCATTER: url(SCATTER, 100), SEABORN: url(SEABORN, 1)}
    again = sync("run")
    assert again.changes == {}
    assert source(again)["status"] == "ok"


def test_run_asks_for_what_can_have_changed(sync, gate, put, urls, repository):
    for key in (SCATTER, SEABORN, BAR):
        put(key, 1)
    sync("run")
    gate.reset()
    put(SCATTER, 2)
    put(SEABORN, 2)
    assert source(sync("run")) == {"status": "ok", "objects": 0, "requests": 0}
    repository.implementation("scatter-basic", code="# changed")
    assert source(sync("run")) == {"status": "ok", "objects": 2, "requests": 1}
    assert gate.prefixes == [f"{folder(SCATTER)}v"]
    assert urls() == {SCATTER: url(SCATTER, 2), SEABORN: url(SEABORN, 1), BAR: url(BAR, 1)}
    sync("resync")
    assert urls()[SEABORN] == url(SEABORN, 2)


def test_an_implementation_without_an_object_loses_its_url_on_resync_alone(
    sync, gate, put, urls, bucket, repository
):
    put(SCATTER, 1)
    sync("run")
    (bucket.root / NAME / folder(SCATTER) / "v1.png").unlink()
    gate.snapshots.clear()
    repository.implementation("scatter-basic", code="# changed")
    sync("run")
    assert urls() == {SCATTER: url(SCATTER, 1)}
    outcome = sync("resync")
    assert outcome.changes == {
        f"update implementation {SCATTER}": {"preview_url": [url(SCATTER, 1), None]}
    }
    assert urls() == {}


def test_resync_warns_of_what_is_missing_and_of_what_is_left_over(sync, gate, put):
    put(SCATTER, 1)
    put("bar-basic/plotly/default", 1)
    assert sync("run").codes == []
    outcome = sync("resync")
    found = {(one["code"], one["path"]) for one in outcome.document["problems"]}
    assert found == {
        ("preview-missing", "plots/matplotlib/bar/bar-basic/default.py"),
        ("preview-missing", "plots/seaborn/scatter/scatter-basic/default.py"),
        ("preview-orphan", None),
    }
    assert outcome.code == 0


FAULTS = {
    "403": 403,
    "404": 404,
    "500": 500,
    "cut": cut,
    "half": half,
    "not json": says(b"<html>", "text/html"),
    "no listing": says(b"{}"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("command", ["run", "resync"])
def test_a_listing_that_breaks_changes_no_url_and_the_next_run_is_right(
    sync, gate, put, urls, repository, database, monkeypatch, fault, command
):
    monkeypatch.setenv("PYPLOTS_SYNC_BUCKET_WAIT", "1")
    put(SCATTER, 1)
    sync("run")
    put(SCATTER, *range(2, 3_600))
    put(SEABORN, 5)
    repository.implementation("scatter-basic", code="# changed")
    repository.spec("bar-basic", "Another Title")
    gate.reset()
    gate.breakage = dict.fromkeys(range(4, 20), FAULTS[fault])
    outcome = sync(command)
    assert outcome.code == 3
    assert outcome.document["status"] == "held-back"
    assert source(outcome)["status"] == "unavailable"
    assert outcome.codes == ["previews-unavailable"]
    assert "update spec bar-basic" in outcome.changes
    assert urls() == {SCATTER: url(SCATTER, 1)}
    (found,) = outcome.document["problems"]
    error = database.one("SELECT error FROM sync_runs ORDER BY id DESC LIMIT 1")
    assert error == f"{command}: {found['message']}"
    gate.reset()
    assert sync("resync").code == 0
    assert urls() == {SCATTER: url(SCATTER, 3_599), SEABORN: url(SEABORN, 5)}


def test_reviews_and_previews_fail_on_their_own(sync, gate, github, put, urls, database):
    github.comment(github.issue("scatter-basic: matplotlib"), "## AI Review\n\nScore: 92/100\n")
    github.fail(gh.status(401), times=1)
    put(SCATTER, 7)
    assert sync("run").code == 3
    assert urls() == {SCATTER: url(SCATTER, 7)}
    gate.beyond = 403
    assert sync("resync").code == 3
    assert urls() == {SCATTER: url(SCATTER, 7)}
    assert database.one("SELECT quality_score FROM implementations WHERE tested") == 92.0


def test_no_previews_and_no_bucket_leave_urls_alone(sync, gate, put, urls, monkeypatch):
    put(SCATTER, 1)
    sync("run")
    put(SCATTER, 2)
    gate.reset()
    assert source(sync("resync", "--no-previews"))["status"] == "off"
    monkeypatch.delenv("GCS_BUCKET")
    assert source(sync("resync"))["status"] == "off"
    assert gate.listings == []
    assert urls() == {SCATTER: url(SCATTER, 1)}


def test_a_url_edited_by_hand_is_healed_by_resync(sync, gate, put, urls, database):
    put(SCATTER, 1)
    sync("run")
    database.execute("UPDATE implementations SET preview_url = 'gs://elsewhere/x.png'")
    sync("resync")
    assert urls() == {SCATTER: url(SCATTER, 1)}


def test_many_new_implementations_cost_few_requests(sync, gate, put, urls, repository):
    for number in range(150):
        repository.spec(f"many-{number:03d}")
        repository.implementation(f"many-{number:03d}")
        put(f"many-{number:03d}/matplotlib/default", 1)
    outcome = sync("run")
    assert source(outcome)["requests"] <= 3
    assert len(urls()) == 150


OTHER = "other-previews"


@pytest.fixture
def other(bucket, gate, monkeypatch):
    """Sets another bucket, which holds a newer picture of one implementation and none of others."""

    def change(name=OTHER):
        monkeypatch.setenv("GCS_BUCKET", name)
        gate.reset()

    bucket.put(f"{folder(SCATTER)}v9.png", bucket=OTHER)
    return change


class TestAnotherBucket:
    """Its whole prefix is listed once (contract, section 4)."""

    def test_rows_get_the_new_addresses_by_a_run(self, sync, gate, put, urls, other):
        put(SCATTER, 1)
        put(SEABORN, 1)
        sync("run")
        other()
        new = f"gs://{OTHER}/{folder(SCATTER)}v9.png"
        dry = sync("diff")
        assert dry.changes == {
            f"update implementation {SCATTER}": {"preview_url": [url(SCATTER, 1), new]}
        }
        assert gate.prefixes == ["previews/"]
        outcome = sync("run")
        assert (outcome.code, outcome.changes) == (0, dry.changes)
        # what has no object there keeps its address, and loses it on resync alone
        assert urls() == {SCATTER: new, SEABORN: url(SEABORN, 1)}
        assert sync("resync").code == 0
        assert urls() == {SCATTER: new}

    def test_the_next_run_lists_it_no_more(self, sync, gate, put, other):
        for key in (SCATTER, SEABORN, BAR):
            put(key, 1)
        sync("run")
        other()
        assert source(sync("run"))["requests"] == 1
        gate.reset()
        assert source(sync("run")) == {"status": "ok", "objects": 0, "requests": 0}
        other(NAME)
        assert source(sync("run"))["requests"] == 1

    def test_until_it_could_be_read_it_is_another(
        self, sync, gate, put, urls, other, monkeypatch, repository
    ):
        put(SCATTER, 1)
        put(SEABORN, 1)
        sync("run")
        other()
        monkeypatch.setenv("PYPLOTS_SYNC_BUCKET_WAIT", "1")
        gate.beyond = 403
        assert sync("run").code == 3
        gate.reset()
        assert sync("run", "--no-previews").code == 0
        repository.write("specs/bar-basic.md", "broken")
        assert sync("run").code == 1
        assert urls()[SCATTER] == url(SCATTER, 1)
        assert sync("run", "--keep-going").code == 3
        assert urls()[SCATTER] == f"gs://{OTHER}/{folder(SCATTER)}v9.png"

    def test_without_a_mark_the_rows_say_which_it_was(self, sync, gate, put, database, other):
        for key in (SCATTER, SEABORN, BAR):
            put(key, 1)
        sync("run")
        database.execute("DELETE FROM sync_marks")
        gate.reset()
        assert source(sync("run"))["requests"] == 0
        database.execute("DELETE FROM sync_marks")
        other()
        assert gate.listings == []
        assert source(sync("run"))["requests"] == 1
