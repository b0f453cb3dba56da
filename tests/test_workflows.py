"""The workflows, run by act against an embedded database and servers on the loopback."""

from __future__ import annotations

import json
import shutil

import pytest
import yaml

from github_api import GitHubApi
from github_desk import Desk
from sync.commands.comment import PLAN_MARK
from workflows import PROJECT, Machine, copy_project

pytestmark = pytest.mark.timeout(1800)  # act runs whole workflows

TRAP = "import sys\nprint('trapped', __file__, file=sys.stderr)\n"
ADOPTED = f"someone/pyplots-sync@{'0123456789' * 4}"
EVIL = "`; rm -rf $(touch pwned)` ${{ secrets.DATABASE_URL }} ##[error]x <b> [a](b) %0A::error::x"


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    return Machine(tmp_path_factory.mktemp("machine") / "m")


@pytest.fixture
def project(repository):
    """The catalogue of the other tests, in a checkout of this project."""
    copy_project(repository.root)
    repository.git("branch", "--move", "main")
    repository.commit("the project")
    return repository


@pytest.fixture
def sync_workflow(machine, project, database):
    """Runs sync.yml as a dispatch with the given inputs, or for a push."""

    def run(**options):
        event = "workflow_dispatch" if options.get("inputs") else "push"
        told = {"secrets": {"DATABASE_URL": database.url}} | options
        return machine.act(project.root, "sync.yml", event, **told)

    return run


def rows(database):
    return database.one("SELECT count(*) FROM implementations")


def test_a_push_makes_the_database_match(sync_workflow, project, database):
    project.spec("evil", f"Evil {EVIL}")
    project.write(f"plots/{EVIL.replace('/', '')}.txt")
    commit = project.commit(f"{EVIL}\n\n::error::x")
    with GitHubApi() as github:
        number = github.issue("scatter-basic: Basic Scatter Plot", ["library:matplotlib"])
        github.comment(number, "## AI Review\n\n### Quality Score: 92/100\n\n### Verdict: APPROVED")
        ran = sync_workflow(
            secrets={"DATABASE_URL": database.url, "GITHUB_TOKEN": github.token},
            environment={"GITHUB_API_URL": github.url, "GITHUB_REPOSITORY": github.repository},
        )
    assert ran.code == 0, ran
    assert rows(database) == 3
    assert ran.outputs["status"] == "ok"
    assert (ran.outputs["created"], ran.outputs["changes"]) == ("14", "14")
    home = "https://github.com/pyplots/catalogue"
    assert ran.summary.startswith("## pyplots-sync run: ok\n")
    assert f"/blob/{commit}/plots/" in ran.summary
    assert f"[the run]({home}/actions/runs/1)" in ran.summary
    assert "none → 92, tested, github-actions[bot]" in ran.summary
    ((severity, properties, _),) = ran.annotations
    assert (severity, properties["title"]) == ("warning", "file-stray")
    assert properties["file"] == f"plots/{EVIL.replace('/', '')}.txt"
    assert ran.commands == {"warning", "summary", "set-output"}
    assert "Back up the database" not in ran.steps
    assert "Migrate" not in ran.steps
    assert not list(project.root.rglob("pwned"))


def test_a_missing_database_is_a_red_run_with_one_sentence(sync_workflow):
    ran = sync_workflow(secrets={})
    assert ran.code == 1
    assert ran.steps["Look for pending migrations"] == "failure"
    assert "Reconcile" not in ran.steps
    ((severity, _, told),) = ran.annotations
    assert severity == "error"
    assert told.startswith("no database is set: neither DATABASE_URL nor INSTANCE_CONNECTION_NAME")
    assert "no database is set" in ran.summary
    assert ran.outputs["status"] == "failed"


def test_the_instance_is_backed_up_when_migrations_are_pending(
    sync_workflow, machine, project, new_database
):
    database = new_database("template0")
    asked = machine.root / "gcloud.txt"
    machine.program("gcloud", f'printf "%s\\n" "$@" >> {asked}')
    variables = {"INSTANCE_CONNECTION_NAME": "example.com:project:europe-west4:db", "DB_USER": "u",
                 "DB_NAME": "d", "GCP_WORKLOAD_IDENTITY_PROVIDER": "projects/1"}  # fmt: skip
    options = {"secrets": {"DATABASE_URL": database.url}, "variables": variables}
    ran = sync_workflow(**options)
    assert ran.code == 0, ran
    head = ran.outputs["head"]
    assert asked.read_text().splitlines() == [
        "sql", "backups", "create", "--quiet", "--project=example.com:project", "--instance=db",
        f"--description=pyplots-sync: before migrating from nothing to {head}",
    ]  # fmt: skip
    assert ran.steps["Authenticate to Google"] == ran.steps["Migrate"] == "success"
    assert rows(database) == 3
    asked.unlink()
    again = sync_workflow(**options)
    assert again.code == 0, again
    assert not asked.exists()
    assert "Migrate" not in again.steps


def test_a_backup_that_fails_stops_everything(sync_workflow, machine, new_database):
    database = new_database("template0")
    machine.program("gcloud", "exit 1")
    variables = {"INSTANCE_CONNECTION_NAME": "p:r:i", "DB_USER": "u", "DB_NAME": "d"}
    ran = sync_workflow(secrets={"DATABASE_URL": database.url}, variables=variables)
    assert ran.code == 1
    assert ran.steps["Back up the database"] == "failure"
    assert database.dump() == {}


def test_a_dispatched_diff_writes_nothing(sync_workflow, database):
    ran = sync_workflow(inputs={"command": "diff", "log_level": "quiet"})
    assert ran.code == 0, ran
    assert ran.summary.startswith("## pyplots-sync diff: ok\n\nWould create 11")
    assert ran.outputs["changes"] == "11"
    assert "Look for pending migrations" not in ran.steps
    assert "Migrate" not in ran.steps
    assert "bar-basic" not in ran.log, ran
    assert rows(database) == 0
    assert database.one("SELECT count(*) FROM sync_runs") == 0


def test_a_dispatched_resync_keeps_going_and_is_red(sync_workflow, project, database):
    project.write("specs/bar-basic.md", "broken")
    project.commit()
    inputs = {"command": "resync", "keep_going": "true", "log_level": "debug"}
    ran = sync_workflow(inputs=inputs)
    assert ran.code == 1
    assert ran.steps["Reconcile"] == "failure"
    assert ran.outputs["status"] == "held-back"
    assert ran.summary.startswith("## pyplots-sync resync: held-back")
    assert ("error", "specs/bar-basic.md") in [(s, p.get("file")) for s, p, _ in ran.annotations]
    assert rows(database) == 2
    stopped = sync_workflow(inputs={"command": "run", "log_level": "verbose"})
    assert stopped.code == 1
    assert stopped.outputs["status"] == "failed"


def test_force_has_to_be_meant(sync_workflow, project, database):
    for number in range(20):
        project.implementation("bar-basic", variant=f"v{number}")
    project.commit()
    assert sync_workflow().code == 0
    shutil.rmtree(project.root / "plots/matplotlib/scatter")
    project.commit()
    refused = sync_workflow(inputs={"command": "run", "force": "no, refuse it"})
    assert refused.code == 1
    assert refused.outputs["status"] == "refused"
    assert rows(database) == 23
    forced = sync_workflow(inputs={"command": "run", "force": "yes, I have read the diff"})
    assert forced.code == 0, forced
    assert forced.outputs["deleted"] == "21"
    assert rows(database) == 2


def test_a_plan_that_was_reviewed_is_applied_and_no_other(
    sync_workflow, machine, project, database
):
    shutil.rmtree(machine.artifacts, ignore_errors=True)
    for number in range(20):
        project.implementation("bar-basic", variant=f"v{number}")
    project.commit()
    assert sync_workflow().code == 0
    project.spec("bar-basic", "Bars")
    project.commit()
    inputs = {"command": "diff", "review_first": "true"}
    ran = sync_workflow(inputs=inputs)
    assert ran.code == 0, ran
    assert ran.summary.startswith("## pyplots-sync diff: ok")
    assert "## pyplots-sync run: ok" in ran.summary
    assert ran.steps["Reconcile"] == "success"
    assert database.one("SELECT title FROM specs WHERE id = 'bar-basic'") == "Bars"
    (plan,) = machine.artifacts.rglob("plan.json")
    assert "bar-basic" in [c["key"] for c in json.loads(plan.read_text())["changes"]]
    # what is in the way of a run is in the way of one that was reviewed
    shutil.rmtree(project.root / "plots/matplotlib/scatter")
    project.commit()
    refused = sync_workflow(inputs=inputs)
    assert refused.code == 1
    assert refused.outputs["status"] == "refused"
    forced = sync_workflow(inputs=inputs | {"force": "yes, I have read the diff"})
    assert forced.code == 0, forced
    assert rows(database) == 2


def test_a_review_has_an_environment_of_its_own(sync_workflow):
    workflow = yaml.safe_load((PROJECT / ".github/workflows/sync.yml").read_text())
    plan, sync = workflow["jobs"]["plan"], workflow["jobs"]["sync"]
    assert plan["environment"] == "database"
    assert sync["needs"] == "plan"
    assert sync["environment"] == "${{ inputs.review_first && 'reviewed' || 'database' }}"


# -- pull requests


@pytest.fixture
def merged(project):
    """Merges a branch into main, as GitHub does to try it; returns the branch's own commit."""

    def merge(change):
        project.git("checkout", "--quiet", "-b", "new/plot")
        change(project)
        commit = project.commit(f"{EVIL}\n\n::error::x")
        project.git("checkout", "--quiet", "main")
        project.git("merge", "--quiet", "--no-ff", "--message", "merge", "new/plot")
        return commit

    return merge


def event(commit):
    return {
        "pull_request": {
            "number": 7,
            "head": {"ref": f"new/plot-{EVIL}", "sha": commit},
            "base": {"ref": "main"},
        }
    }


def a_bit_of_everything(project):
    project.spec("line-basic", "Basic Line Plot", tags="trend, time")
    for library in ("matplotlib", "plotly", "seaborn"):
        project.implementation("line-basic", library, function="line")
    project.spec("scatter-basic", "Scatter Plot with Groups", tags="basic, 2d, groups")
    project.remove("plots/seaborn/scatter/scatter-basic/default.py")
    project.write("specs/bar-basic.md", "# bar-basic: Bars\n\nNo data section.\n")


def test_a_pull_request_gets_its_plan_without_secrets(machine, project, merged):
    shutil.rmtree(machine.artifacts, ignore_errors=True)
    commit = merged(a_bit_of_everything)
    ran = machine.act(project.root, "pull-request.yml", "pull_request", event(commit))
    assert ran.code == 1
    assert ran.steps["Put the base into an embedded database"] == "success"
    assert ran.steps["Compare"] == "failure"
    assert ran.steps["Keep the report for the comment"] == "success"
    assert ("error", "specs/bar-basic.md") in [(s, p.get("file")) for s, p, _ in ran.annotations]
    assert ran.commands == {"error", "summary", "set-output"}
    report = (machine.artifacts / "report.json").read_text()
    assert json.loads(report)["counts"]["implementation"] == {
        "create": 3, "update": 0, "delete": 1, "unchanged": 2
    }  # fmt: skip
    assert ran.summary.count("## pyplots-sync") == 1

    # and the second workflow makes a page of it
    with Desk() as desk:
        desk.report(report_json=report)
        number = desk.pull("forker", f"new/plot-{EVIL}", commit)
        told = {
            "id": 77, "event": "pull_request", "conclusion": "failure", "head_sha": commit,
            "head_branch": f"new/plot-{EVIL}",
            "head_repository": {"id": 5, "owner": {"login": "forker"}},
        }  # fmt: skip
        payload = {"workflow_run": told, "repository": {"default_branch": "main"}}
        for _ in range(2):
            second = machine.act(
                project.root, "pull-request-comment.yml", "workflow_run", payload,
                secrets={"GITHUB_TOKEN": desk.token}, environment=desk.environment,
            )  # fmt: skip
            assert second.code == 0, second
        (comment,) = desk.comments
    assert comment["issue"] == number
    assert comment["body"].startswith(f"{PLAN_MARK}\n## pyplots-sync diff: failed")
    assert f"/blob/{commit}/specs/bar-basic.md?plain=1#L1" in comment["body"]
    assert "rm -rf" not in comment["body"]


def test_a_pull_request_without_errors_is_green(machine, project, merged):
    # the base is not the concern of the pull request
    project.write("plots/matplotlib/scatter/elsewhere.py")
    project.commit()

    def change(project):
        project.remove("plots/matplotlib/scatter/elsewhere.py")
        project.spec("bar-basic", f"Bars {EVIL}")

    ran = machine.act(project.root, "pull-request.yml", "pull_request", event(merged(change)))
    assert ran.code == 0, ran
    assert ran.outputs["updated"] == "1"
    assert ran.commands == {"summary", "set-output"}


def test_a_branch_that_changes_the_program_does_not_make_its_own_plan(tmp_path, project, merged):
    machine = Machine(tmp_path / "machine")  # it installs anew

    def change(project):
        a_bit_of_everything(project)
        project.remove("specs/bar-basic.md")
        forged = "raise SystemExit('forged')\n"
        for name in ("sync/cli/__init__.py", "sync/__init__.py", "pip.py", "venv.py", "hatchling.py",
                     "sitecustomize.py", "migrations/env.py"):  # fmt: skip
            project.write(name, forged)
        project.write(".ci/install", "echo forged; exit 1\n")
        project.write("locks/local.txt", "forged==1.0\n")
        project.write("pyproject.toml", "[build-system]\nrequires = ['forged']\n")

    ran = machine.act(project.root, "pull-request.yml", "pull_request", event(merged(change)))
    assert "forged" not in str(ran)
    assert ran.steps["Install"] == "success", ran
    report = json.loads((machine.artifacts / "report.json").read_text())
    assert report["counts"]["implementation"]["create"] == 3
    # what was compared is what a merge would give
    assert {change["key"] for change in report["changes"] if change["action"] == "delete"} >= {
        "scatter-basic/seaborn/default"
    }


def test_a_branch_that_brings_a_database_does_not_falsify_the_plan(machine, project, merged):
    """Wherever it puts one: the base's lies where no checkout can put a file (contract, section 5)."""
    shutil.rmtree(machine.artifacts, ignore_errors=True)

    def change(project):
        project.spec("line-basic", "Basic Line Plot")
        project.write(".gitignore", "")
        for place in (".pyplots-sync", "pyplots-sync-home"):
            project.write(f"{place}/postgres/PG_VERSION", "1\n")
            project.write(
                f"{place}/postgres/postgresql.auto.conf",
                f"archive_mode = on\narchive_command = 'touch {machine.root}/pwned'\n",
            )
            project.write(f"{place}/postgres/postmaster.pid", "1\n")

    ran = machine.act(project.root, "pull-request.yml", "pull_request", event(merged(change)))
    assert ran.steps["Lay out what a merge would give"] == "success", ran
    report = json.loads((machine.artifacts / "report.json").read_text())
    created = {c["key"] for c in report["changes"] if c["action"] == "create"}
    assert {"line-basic"} <= created
    assert "scatter-basic" not in created
    # and it is told, since nobody commits such a folder by mistake
    assert ran.steps["Compare"] == "failure"
    assert [p["path"] for p in report["problems"] if p["severity"] == "error"] != []
    assert not (machine.root / "pwned").exists()


# -- the rest


@pytest.mark.parametrize(
    ("event", "inputs", "group"),
    [
        ("push", None, "pyplots-sync-database"),
        ("schedule", None, "pyplots-sync-database"),
        ("workflow_dispatch", {"command": "run"}, "pyplots-sync-database"),
        ("workflow_dispatch", {"command": "resync"}, "pyplots-sync-database"),
        # each its own, since the next one in a group takes the place of one that waits
        ("workflow_dispatch", {"command": "diff"}, "pyplots-sync-1"),
        # nor does anything wait for somebody to approve
        ("workflow_dispatch", {"command": "run", "review_first": "true"}, "pyplots-sync-1"),
    ],
)
def test_only_what_reconciles_takes_the_place_of_a_run_that_waits(
    machine, repository, event, inputs, group
):
    def group_of(name):
        return yaml.safe_load((PROJECT / f".github/workflows/{name}.yml").read_text())[
            "concurrency"
        ]

    assert not group_of("sync")["cancel-in-progress"]
    assert group_of("maintenance") == {
        "group": "pyplots-sync-maintenance", "cancel-in-progress": False
    }  # fmt: skip
    asked = {"command": {"type": "string"}, "review_first": {"type": "boolean"}}
    step = {"run": 'echo "group=$GROUP"', "env": {"GROUP": group_of("sync")["group"]}}
    shown = {
        "on": {event: {"inputs": asked} if inputs else None},
        "jobs": {"show": {"runs-on": "ubuntu-latest", "steps": [step]}},
    }
    if event == "schedule":
        shown["on"] = {"schedule": [{"cron": "1 1 * * *"}]}
    repository.write(".github/workflows/show.yml", json.dumps(shown))
    repository.commit()
    ran = machine.act(repository.root, "show.yml", event, inputs=inputs)
    assert f"group={group}\n" in ran.log, ran


def test_sync_starts_with_what_it_reads_and_every_hour():
    on = yaml.safe_load((PROJECT / ".github/workflows/sync.yml").read_text())[True]
    assert {"plots/**", "specs/**", "pyproject.toml", "migrations/**"} <= set(on["push"]["paths"])
    ((minute, *rest),) = [entry["cron"].split() for entry in on["schedule"]]
    assert minute.isdecimal()
    assert rest == ["*"] * 4


def test_maintenance_tells_in_an_issue(machine, project, database):
    shutil.rmtree(machine.artifacts, ignore_errors=True)
    with Desk() as desk:

        def run(variables=None, **secrets):
            return machine.act(
                project.root, "maintenance.yml", "schedule", variables=variables,
                secrets={"GITHUB_TOKEN": desk.token, **secrets}, environment=desk.environment,
            )  # fmt: skip

        ran = run()
        assert ran.code == 1
        assert [issue["state"] for issue in desk.issues] == ["open"]
        report = json.loads((machine.artifacts / "reports" / "resync.json").read_text())
        assert report["problems"][0]["code"] == "database-setting"
        assert not (machine.artifacts / "site").exists()
        ran = run(DATABASE_URL=database.url)
        assert ran.code == 0, ran
        assert rows(database) == 3
        assert "Basic Scatter Plot" in (machine.artifacts / "site" / "index.html").read_text()
        assert "Deploy" not in ran.steps
        ran = run(DATABASE_URL=database.url, variables={"PUBLISH_SITE": "true"})
        assert ran.steps["Deploy"] == "success", ran
        assert [issue["state"] for issue in desk.issues] == ["closed"]


def test_another_catalogue_needs_four_lines(machine, make_repository, project, tmp_path):
    catalogue = make_repository(tmp_path / "other")
    catalogue.spec("bar-basic", "Basic Bar Chart")
    catalogue.implementation("bar-basic", function="bar")
    catalogue.write(
        ".github/workflows/plots.yml",
        """
on: push
jobs:
  sync:
    runs-on: ubuntu-latest
    env:
      PYTHONPATH: ${{ github.workspace }}
      PYTHONUSERBASE: ${{ github.workspace }}
      PIP_CONFIG_FILE: pip.conf
    steps:
      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd
      - uses: pyplots/pyplots-sync@v1
        id: sync
        with:
          command: run
          database-url: embedded
          format: json
      - run: cat "$REPORT"; echo "made $CREATED"
        env:
          CREATED: ${{ steps.sync.outputs.created }}
          REPORT: ${{ steps.sync.outputs.report }}
""",
    )
    # somebody who sends this wants to be run where the secrets are
    for name in ("pip", "venv", "sitecustomize", "usercustomize", "click", "sync", "hatchling"):
        catalogue.write(f"{name}.py", TRAP)
        catalogue.write(f"{name}/__init__.py", TRAP)
        catalogue.write(f"{name}/__main__.py", TRAP)
    for name in ("pyplots-sync", "bin/pyplots-sync", "venv/bin/python"):
        catalogue.write(name, "#!/bin/sh\necho trapped >&2\nexit 1\n")
        (catalogue.root / name).chmod(0o755)
    catalogue.write(".ci/install", "echo trapped >&2; exit 1\n")
    catalogue.write("pip.conf", "[global]\npython = venv/bin/python\n")
    catalogue.commit()
    ran = machine.act(
        catalogue.root, "plots.yml", "push", replace={"pyplots/pyplots-sync@v1": project.root}
    )
    assert ran.code == 0, ran
    assert "made 5" in ran.log
    assert "trapped" not in str(ran)
    assert '"command": "run"' in ran.log


def test_the_action_migrates_before_it_runs_unless_told_otherwise(
    machine, make_repository, project, tmp_path, new_database
):
    catalogue = make_repository(tmp_path / "other")
    catalogue.spec("bar-basic", "Basic Bar Chart")
    catalogue.implementation("bar-basic", function="bar")
    step = {
        "uses": "pyplots/pyplots-sync@v1",
        "with": {"command": "${{ inputs.command }}", "migrate": "${{ inputs.migrate }}",
                 "database-url": "${{ secrets.DATABASE_URL }}"},
    }  # fmt: skip
    checkout = {"uses": "actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd"}
    # without a word on it, as in the example of docs/setup.md
    plain = {**step, "if": "inputs.migrate == ''", "with": dict(step["with"])}
    del plain["with"]["migrate"]
    steps = [checkout, plain, {**step, "if": "inputs.migrate != ''"}]
    names = {"command": {"type": "string"}, "migrate": {"type": "string"}}
    catalogue.write(
        ".github/workflows/plots.yml",
        json.dumps(
            {
                "on": {"workflow_dispatch": {"inputs": names}},
                "jobs": {"sync": {"runs-on": "ubuntu-latest", "steps": steps}},
            }
        ),
    )
    catalogue.commit()
    database = new_database("template0")

    def run(**inputs):
        return machine.act(
            catalogue.root, "plots.yml", "workflow_dispatch", inputs=inputs,
            secrets={"DATABASE_URL": database.url},
            replace={"pyplots/pyplots-sync@v1": project.root},
        )  # fmt: skip

    assert run(command="run", migrate="false").code == 1
    # a dry run writes nothing, anywhere
    assert run(command="diff", migrate="true").code == 1
    assert database.dump() == {}
    ran = run(command="run")
    assert ran.code == 0, ran
    assert rows(database) == 1


# -- a repository that has nothing to do with this one


@pytest.fixture
def adopted(make_repository, project, tmp_path, process):
    """A catalogue that `init` was called in, and nothing else."""
    catalogue = make_repository(tmp_path / "adopted")
    catalogue.git("branch", "--move", "main")
    catalogue.spec("bar-basic", "Basic Bar Chart")
    catalogue.implementation("bar-basic", function="bar")
    made = process("init", "--repo", str(catalogue.root), "--program", ADOPTED)
    assert made.code == 0, made.errors
    catalogue.write(".ci/install", "echo trapped >&2; exit 1\n")
    catalogue.write("pyplots-sync/.ci/install", "echo trapped >&2; exit 1\n")
    catalogue.commit()
    return catalogue


@pytest.fixture
def act_adopted(machine, project, adopted):
    def run(workflow, event, payload=None, **options):
        shutil.rmtree(machine.artifacts, ignore_errors=True)
        return machine.act(
            adopted.root, workflow, event, payload, replace=machine.called(project.root, ADOPTED),
            variables={"PYPLOTS_SYNC_PROGRAM": ADOPTED}, **options,
        )  # fmt: skip

    run.machine = machine
    return run


def test_an_adopted_catalogue_is_brought_into_an_empty_database(act_adopted, adopted, new_database):
    database = new_database("template0")
    ran = act_adopted("pyplots-sync.yml", "push", secrets={"DATABASE_URL": database.url})
    assert ran.code == 0, ran
    assert "trapped" not in str(ran)
    assert ran.steps["Migrate"] == "success"
    assert database.execute("SELECT spec_id, library_id FROM implementations") == [
        ("bar-basic", "matplotlib")
    ]
    adopted.spec("pie-basic", "Basic Pie Chart")
    adopted.commit()
    shown = act_adopted(
        "pyplots-sync.yml", "workflow_dispatch", inputs={"command": "diff"},
        secrets={"DATABASE_URL": database.url},
    )  # fmt: skip
    assert shown.code == 0, shown
    assert shown.summary.startswith("## pyplots-sync diff: ok")
    assert database.one("SELECT count(*) FROM specs") == 1


def test_a_pull_request_to_an_adopted_catalogue_gets_its_plan_in_one_comment(act_adopted, adopted):
    adopted.git("checkout", "--quiet", "-b", "new/plot")
    adopted.spec("line-basic", f"Line {EVIL}")
    adopted.implementation("line-basic", function="line")
    # what is code in this project is a folder like any other there
    adopted.write("sync/settings.py", "x = 1\n")
    commit = adopted.commit(EVIL)
    adopted.git("checkout", "--quiet", "main")
    adopted.git("merge", "--quiet", "--no-ff", "--message", "merge", "new/plot")
    ran = act_adopted("pyplots-sync-plan.yml", "pull_request", event(commit))
    assert ran.code == 0, ran
    assert "trapped" not in str(ran)
    report = (act_adopted.machine.artifacts / "report.json").read_text()
    created = {c["key"] for c in json.loads(report)["changes"] if c["action"] == "create"}
    assert {"line-basic", "line-basic/matplotlib/default"} <= created
    assert "bar-basic" not in created
    with Desk() as desk:
        desk.report(report_json=report)
        desk.pull("forker", f"new/plot-{EVIL}", commit)
        told = {
            "id": 77, "event": "pull_request", "conclusion": "success", "head_sha": commit,
            "head_branch": f"new/plot-{EVIL}",
            "head_repository": {"id": 5, "owner": {"login": "forker"}},
        }  # fmt: skip
        payload = {"workflow_run": told, "repository": {"default_branch": "main"}}
        for _ in range(2):
            second = act_adopted(
                "pyplots-sync-comment.yml", "workflow_run", payload,
                secrets={"GITHUB_TOKEN": desk.token}, environment=desk.environment,
            )  # fmt: skip
            assert second.code == 0, second
        (comment,) = desk.comments
    assert comment["body"].startswith(f"{PLAN_MARK}\n## pyplots-sync diff: ok")


def test_a_called_workflow_that_does_not_know_whose_it_is_runs_nothing(machine, project, adopted):
    ran = machine.act(
        adopted.root, "pyplots-sync.yml", "push", replace=machine.called(project.root, ADOPTED)
    )
    assert ran.code == 1
    assert "PYPLOTS_SYNC_PROGRAM" in str(ran)
    assert "Install" not in ran.steps
