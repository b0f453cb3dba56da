"""What one reads in ten seconds on the page of a red run: what is wrong, what is safe, what to do."""

import re
from pathlib import Path

import pytest

import github_api as gh
from sync.database.unreachable import hint_for
from sync.reports.guidance import STEPS

ROOT = Path(__file__).parents[2]
NOTHING = "Nothing was written"


@pytest.fixture
def workflow(monkeypatch, tmp_path):
    """The variables of the runner, on the page of which the report appears."""
    page = tmp_path / "page.md"
    for name, value in {
        "GITHUB_ACTIONS": "true",
        "GITHUB_REPOSITORY": "pyplots/catalogue",
        "GITHUB_RUN_ID": "77",
        "GITHUB_WORKSPACE": str(tmp_path),
        "GITHUB_STEP_SUMMARY": str(page),
    }.items():
        monkeypatch.setenv(name, value)
    return page


def parts_of(page):
    """The blocks of a page, without the rows of its tables."""
    return [block.partition("\n")[0] for block in page.read_text().split("\n\n")]


def in_order(parts, *beginnings):
    at = [
        next(number for number, part in enumerate(parts) if part.startswith(one))
        for one in beginnings
    ]
    assert at == sorted(at), parts


def invalid_files(repository, database, sync):
    repository.write("specs/bar-basic.md", "# bar-basic: Bars\n")


def unsafe_plan(repository, database, sync):
    for number in range(10):
        repository.spec(f"many-{number}")
        repository.implementation(f"many-{number}")
    assert sync("run").code == 0
    for number in range(10):
        repository.remove(f"plots/matplotlib/scatter/many-{number}/default.py")


def old_checkout(repository, database, sync):
    repository.spec("newer-plot")
    repository.commit()
    assert sync("run").code == 0
    repository.git("checkout", "--quiet", "HEAD~1")


def old_schema(repository, database, sync):
    assert sync("db", "downgrade").code == 0


@pytest.mark.parametrize(
    ("break_it", "status", "what", "actions", "shell"),
    [
        (invalid_files, "failed", "spec-no-data", "dispatch Sync with *keep_going*", "pass --keep-going"),
        (
            unsafe_plan, "refused",
            "it would delete 10 of 13 implementations (77 %); at most 3 (30 %) may go at once",
            "dispatch Sync with *force*", "run it again with --force",
        ),
        (old_checkout, "refused", "checkout-old", "start a new run of the branch", "check out the newest commit"),
        (old_schema, "failed", "database-schema", "`migrate: true`", "run `pyplots-sync db upgrade`"),
    ],
)  # fmt: skip
def test_nothing_was_written(
    repository, database, sync, workflow, break_it, status, what, actions, shell, monkeypatch
):
    break_it(repository, database, sync)
    workflow.unlink(missing_ok=True)
    outcome = sync("run")
    assert outcome.document["status"] == status
    page = workflow.read_text()
    parts = parts_of(workflow)
    assert parts[0] == f"## pyplots-sync run: {status}"
    in_order(parts, "### Problems", NOTHING, "**Next:**")
    step = next(part for part in parts if part.startswith("**Next:**"))
    assert what in page
    assert actions in step
    assert "--force" not in page
    row = re.search(r"docs/running\.md#([a-z-]+)", step)[1]
    assert f'<a id="{row}"></a>' in (ROOT / "docs" / "running.md").read_text()

    monkeypatch.delenv("GITHUB_ACTIONS")
    told = " ".join(sync("run", format_="text").output.split())
    assert f"{NOTHING}: " in told
    assert shell in told.partition("Next: ")[2]
    assert "dispatch" not in told


def test_github_403_applies_the_files_and_keeps_the_scores(
    repository, database, sync, github, workflow
):
    github.fail(gh.status(403))
    outcome = sync("run", format_="text")
    assert outcome.code == 3
    assert database.one("SELECT count(*) FROM implementations") == 3
    safe = "The files were applied, and committed. All scores stay as they were: GitHub could not be read."
    assert safe in outcome.output
    parts = parts_of(workflow)
    in_order(parts, "### Problems", safe, "**Next:**")
    assert "permissions: issues: read" in workflow.read_text()


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("postgresql://u:pw@127.0.0.1:1/d", "no server listens there"),
        ("postgresql://u:pw@no-such-host.invalid/d", "the host is unknown"),
        ("{server}/no_such_database{query}", "CREATE DATABASE"),
        ("postgresql://no_such_role@/postgres{query}", "CREATE ROLE"),
        ("postgresql://u@/d?host=/no/such/folder", "no server has its socket there"),
    ],
)
def test_each_database_that_cannot_be_reached_has_a_hint_of_its_own(
    repository, database, process, address, hint
):
    server, query = database.url.partition("?")[::2]
    address = address.format(server=server.rpartition("/")[0], query=f"?{query}")
    outcome = process(
        "run", "--repo", str(repository.root), "--database", address, "--format", "json"
    )
    assert outcome.code == 1
    (found,) = outcome.document["problems"]
    assert found["code"] == "database-unreachable"
    assert hint in found["hint"]


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ('FATAL: password authentication failed for user "u"', "check user and password"),
        ('FATAL: no pg_hba.conf entry for host "10.0.0.1", user "u", database "d", no encryption', "pg_hba.conf"),
        ("FATAL: sorry, too many clients already", "close connections"),
        ("FATAL: the database system is starting up", "wait until the server has started"),
        ("server does not support SSL, but SSL was required", "?sslmode="),
        ("connection timeout expired", "firewalls"),
    ],
)  # fmt: skip
def test_the_words_of_a_server(said, hint):
    assert hint in hint_for(f'connection to server at "h" (10.0.0.1), port 5432 failed: {said}')


def test_every_step_has_its_row():
    page = (ROOT / "docs" / "running.md").read_text()
    rows = re.findall(r'^\| <a id="([a-z-]+)"></a>', page, re.MULTILINE)
    assert sorted(rows) == sorted([*STEPS, "files-invalid"])


def test_what_no_file_is_at_fault_for_is_not_corrected_in_files(repository, sync):
    (repository.root / ".git" / "index").write_bytes(b"no index")
    outcome = sync("run", format_="text")
    assert outcome.code == 1
    assert "Next: follow the hint of each error above" in outcome.output
    assert "#when-something-is-wrong" in outcome.output
