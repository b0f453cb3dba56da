import os
import subprocess
import sys
from pathlib import Path

import pytest

from sync.model.problems import KINDS
from sync.settings import load_settings


def test_help_teaches(process):
    outcome = process("--help")
    assert outcome.code == 0
    for word in ("diff", "run", "resync", "validate", "db", "Exit codes", "pyplots-sync diff"):
        assert word in outcome.output


@pytest.mark.parametrize(
    "command",
    [
        ["diff"],
        ["run"],
        ["resync"],
        ["validate"],
        ["init"],
        ["prune", "previews"],
        ["prune", "usage"],
        ["purge"],
        ["catalog", "list"],
        ["catalog", "show"],
        ["catalog", "search"],
        ["db", "grants"],
        ["db", "upgrade"],
        ["queue", "next"],
        ["queue", "posted"],
        ["queue", "failed"],
        ["queue", "list"],
        ["health"],
    ],
)
def test_every_command_explains_itself_with_an_example(process, command):
    outcome = process(*command, "--help")
    assert outcome.code == 0
    assert "--format" in outcome.output


def test_validate_lists_every_kind_of_problem(process):
    output = process("validate", "--help").output
    assert all(code in output for code in KINDS)


def test_help_does_not_load_what_only_a_run_needs():
    script = (
        "import sys\nfrom sync.cli import cli\n"
        "cli(['run', '--help'], standalone_mode=False)\n"
        "print(*{'psycopg', 'sqlalchemy', 'alembic', 'markdown_it', 'yaml', 'rich', 'requests', 'github',"
        " 'google.auth', 'google.cloud.storage'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == ""


def test_a_run_without_changes_loads_no_parser_and_no_sqlalchemy(sync, repository, database):
    sync("run")
    script = (
        "import sys\nfrom sync.cli import cli\n"
        "try:\n    cli(sys.argv[1:])\nexcept SystemExit: pass\n"
        "print(*{'sqlalchemy', 'alembic', 'markdown_it', 'rich', 'github', 'google.cloud.storage'} & set(sys.modules), file=sys.stderr)"
    )
    arguments = [
        "run",
        "--repo",
        str(repository.root),
        "--database",
        database.url,
        "--format",
        "json",
    ]
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == ""


@pytest.mark.parametrize(
    "arguments",
    [["fly"], ["run", "--nope"], ["run", "--format", "xml"], ["run", "--repo", "nowhere"],
     ["validate", "nowhere.md"], ["run", "--database", "mysql://h/d"]],
)  # fmt: skip
def test_wrong_usage_is_two(process, arguments):
    outcome = process(*arguments)
    assert outcome.code == 2
    assert outcome.output == ""
    assert "Error" in outcome.errors


def test_a_setting_that_cannot_be_used_is_two(process, repository):
    outcome = process("diff", "--repo", str(repository.root), PYPLOTS_SYNC_LOCK_WAIT="soon")
    assert outcome.code == 2
    assert "lock_wait" in outcome.errors


def test_json_is_alone_on_standard_output(sync, repository):
    repository.write("plots/notes.txt", "x")
    outcome = sync("run", "-v")
    assert outcome.document["status"] == "ok"
    assert outcome.output.count("\n}\n") == 1


def test_validate_checks_files_without_a_database(repository, process):
    repository.write("specs/bar-basic.md", "# bar-basic: Bars\n")
    outcome = process(
        "validate", "--repo", str(repository.root), "--format", "json", DATABASE_URL="nonsense"
    )
    assert outcome.code == 1
    assert {"spec-no-data"} <= set(outcome.codes)
    assert outcome.document["status"] == "failed"
    assert not Path(os.environ["PYPLOTS_SYNC_HOME"]).exists()


def test_validate_parses_python_and_never_runs_it(repository, sync):
    repository.implementation("bar-basic", variant="broken", code='"""P."""\nx = (\n')
    marker = repository.root / "ran"
    repository.implementation("bar-basic", variant="runs", code=f"open({str(marker)!r}, 'w')\n")
    outcome = sync("validate")
    assert outcome.code == 0
    (found,) = outcome.document["problems"]
    assert (found["code"], found["severity"], found["line"]) == ("python-syntax", "warning", 2)
    assert not marker.exists()
    assert sync("run").codes == []


def test_validate_looks_at_the_paths_it_is_given(repository, sync):
    repository.write("specs/bar-basic.md", "# bar-basic: Bars\n")
    repository.write("specs/scatter-basic.md", "nothing")
    outcome = sync("validate", str(repository.root / "specs/bar-basic.md"))
    assert {found["path"] for found in outcome.document["problems"]} == {"specs/bar-basic.md"}
    assert sync("validate", str(repository.root / "plots")).code == 0


def test_validate_refuses_paths_that_it_does_not_look_at(repository, process):
    repository.write("elsewhere/x.md")
    outcome = process(
        "validate", str(repository.root / "elsewhere"), "--repo", str(repository.root)
    )
    assert outcome.code == 2


def test_the_repository_one_stands_in_is_the_default(repository):
    folder = repository.root / "plots" / "matplotlib"
    done = subprocess.run(
        [sys.executable, "-m", "sync", "validate", "--format", "json"],
        cwd=folder, capture_output=True, text=True, check=True,
        env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert '"specs": 2' in done.stdout


def test_text_tells_what_changed_and_what_is_wrong(sync, repository):
    sync("run")
    repository.spec("bar-basic", "Better Bars")
    repository.implementation("bar-basic", "matplotib")
    output = sync("diff", "--keep-going", format_="text").output
    assert "~ bar-basic" in output
    assert "Basic Bar Chart → Better Bars" in output
    assert "error[library-unknown] plots/matplotib" in output
    assert "\x1b" not in output


def test_quiet_prints_errors_alone(sync, repository):
    assert sync("run", "-q", format_="text").output == ""
    repository.write("specs/bar-basic.md", "broken")
    assert "specs/bar-basic.md" in sync("run", "-q", format_="text").output


@pytest.mark.parametrize(
    ("value", "bucket"),
    [("pictures", "pictures"), (" gs://pictures/ ", "pictures"), ("", None), (" ", None)],
)
def test_a_bucket_may_be_given_as_an_address(tmp_path, value, bucket):
    assert load_settings(tmp_path, {"GCS_BUCKET": value}).bucket == bucket


def test_control_characters_never_reach_the_terminal(sync, repository):
    repository.spec("bar-basic", "Evil \x1b[31m Title \u202e")
    repository.write("plots/matplotlib/\x1b[2J.txt", "x")
    for format_ in ("text", "markdown"):
        output = sync("diff", "-v", format_=format_).output
        assert "\x1b" not in output
        assert "\u202e" not in output


def test_markdown_shows_hostile_text_as_text(sync, repository):
    sync("run")
    repository.spec("bar-basic", "<img src=x> | `code` [link](http://x) @someone")
    output = sync("run", format_="markdown").output
    (line,) = [line for line in output.split("\n") if "img" in line]
    assert "``<img src=x> \\| `code` [link](http://x) @someone``" in line


def test_many_changes_are_folded(sync, repository):
    for number in range(60):
        repository.implementation("bar-basic", variant=f"variant{number}")
    output = sync("diff", format_="text").output
    assert "and 13 more (-v shows all)" in output
    assert "<details>" in sync("diff", format_="markdown").output
    assert "more (-v" not in sync("diff", "-v", format_="text").output


def test_many_problems_are_folded_and_errors_come_first(sync, repository):
    for number in range(60):
        repository.write(f"plots/a{number}.txt")
    repository.write("plots/zzz.py")
    output = sync("diff", format_="text").output
    assert "plots/zzz.py" in output
    assert "and 11 more (-v shows all)" in output
    assert "more (-v" not in sync("diff", "-v", format_="text").output


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("min_quality", "101"),
        ("min_quality", "nan"),
        ("min_quality", "high"),
        ("rate_limit_wait", "-1"),
        ("rate_limit_wait", "1.5"),
        ("retries", "11"),
        ("trusted_reviewers", "[1]"),
        ("trusted_reviewers", "[oops"),
        ("bucket_wait", "0"),
        ("promote_on", "a/b"),
        ("promote_on", "Twitter"),
        ("health_run_age", "0"),
        ("health_connections", "101"),
        ("health_without_score", "none"),
    ],
)
def test_each_setting_says_how_it_is_written(process, repository, name, value):
    outcome = process(
        "diff", "--repo", str(repository.root), **{f"PYPLOTS_SYNC_{name.upper()}": value}
    )
    assert outcome.code == 2
    assert f"{name} must be" in outcome.errors


@pytest.mark.parametrize("value", ["ada, Bot[bot]", '["ada", "Bot[bot]"]'])
def test_a_list_in_the_environment_may_be_written_in_two_ways(repository, value):
    environment = {"PYPLOTS_SYNC_TRUSTED_REVIEWERS": value}
    assert load_settings(repository.root, environment).trusted_reviewers == ("ada", "Bot[bot]")


def test_an_unknown_setting_is_a_warning(sync, repository):
    repository.write("pyproject.toml", "[tool.pyplots-sync]\nlock_wiat = 3\n")
    (found,) = sync("diff").document["problems"]
    assert (found["severity"], found["code"]) == ("warning", "setting-unknown")
    assert "lock_wait" in found["message"]


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("postgresql://ann:topsecret@127.0.0.1:1/d", "topsecret"),
        ("postgresql://ann:top@se/cret@127.0.0.1:1/d", "se/cret"),
        ("postgres://ann:topsecret@no.such.host.invalid/d", "topsecret"),
        ("postgresql://ann:topsecret@127.0.0.1:notaport/d", "topsecret"),
        ("mysql://ann:topsecret@127.0.0.1/d", "topsecret"),
        ("postgresql://127.0.0.1:1/d?user=me@acme&password=topsecret", "topsecret"),
        ("postgresql://ann:topsecret@127.0.0.1:1/d?application_name=ci@HOST", "topsecret"),
        ("postgresql://127.0.0.1:1/d?user=ann&sslpassword=topsecret", "topsecret"),
        ("postgresql://ann:topsecret/d", "topsecret"),
        ("postgresql://ann:64321/d?connect_timeout=2", "64321"),
    ],
)
@pytest.mark.parametrize("arguments", [["run", "-vv"], ["db", "upgrade", "-vv"], ["diff"]])
def test_the_password_is_never_printed(process, repository, url, secret, arguments):
    outcome = process(*arguments, "--repo", str(repository.root), DATABASE_URL=url)
    assert outcome.code == 1
    assert secret not in outcome.output + outcome.errors
    assert "Traceback" not in outcome.errors


def test_a_fault_of_our_own_shows_its_traceback_without_the_password(repository):
    script = (
        "import sync.cli.reconcile as r\nfrom sync.cli import main\n"
        "def fail(*_, **__): raise RuntimeError('near p:ss and postgresql://u:p%3Ass@h/d')\n"
        "r._reconcile = fail\nmain()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "run", "--repo", str(repository.root)],
        env={"PATH": os.environ["PATH"], "DATABASE_URL": "postgresql://u:p%3Ass@h/d"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "RuntimeError" in done.stderr
    assert "p%3Ass" not in done.stderr
    assert "p:ss" not in done.stderr
