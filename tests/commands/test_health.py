"""`health`: what it says of a sound database and of broken ones, in every format."""

from __future__ import annotations

import json
import re

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fake_bucket import NAME, says
from sync.commands.health import NAMES
from sync.database import migrate
from sync.database.embedded import embedded_server
from sync.database.revision import SCHEMA_REVISION
from sync.database.session import Session
from sync.database.target import ADVISORY_LOCK
from sync.database.vitals import read_vitals
from sync.reports.health import METRICS, Check, Health, as_json, as_prometheus

FORMATS = ("text", "json", "markdown", "prometheus")


def states(outcome):
    return {check["name"]: check["state"] for check in outcome.document["checks"]}


def message(outcome, name):
    return next(c["message"] for c in outcome.document["checks"] if c["name"] == name)


def figures(outcome):
    return outcome.document["figures"]


def samples(text):
    """The samples of an exposition; every line has the form that the format asks for."""
    value = r"(?:-?\d+(?:\.\d+)?(?:e[-+]?\d+)?|[+-]Inf|NaN)"
    label = r'\{[a-z_]+="((?:[^"\\\n]|\\["\\n])*)"\}'
    found, declared = {}, []
    assert text.endswith("\n")
    for line in text.removesuffix("\n").split("\n"):
        if line.startswith("# HELP "):
            declared.append(line.split()[2])
            assert re.fullmatch(r"# HELP [a-z_]+ (?:[^\\\n]|\\[\\n])+", line)
        elif line.startswith("# TYPE "):
            assert line == f"# TYPE {declared[-1]} gauge"
        else:
            match = re.fullmatch(rf"([a-z_]+)(?:{label})? ({value})", line)
            assert match, line
            # all lines of a metric stand together, behind its HELP and TYPE
            assert match[1] == declared[-1]
            assert (match[1], match[2]) not in found
            found[match[1], match[2]] = float(match[3])
    assert len(declared) == len(set(declared))
    return found


@pytest.fixture
def sound(sync):
    sync("run")
    return sync


def reader(database, *grants):
    """The database as a role that may log in, and what ``grants`` say."""
    name = "role_" + database.url.split("/")[3].split("?")[0]
    database.execute(f"CREATE ROLE {name} LOGIN")
    for grant in grants:
        database.execute(f"GRANT {grant} TO {name}")
    return type(database)(database.url.replace("postgres@", f"{name}@"))


class TestSound:
    def test_all_is_well(self, sound):
        outcome = sound("health")
        assert outcome.code == 0
        document = outcome.document
        assert (document["status"], document["alerts"], document["problems"]) == ("ok", [], [])
        assert states(outcome) == dict.fromkeys(NAMES, "ok") | {
            "reviews": "off",
            "previews": "off",
            "queries": "off",
        }
        assert figures(outcome)["implementations"] == 3
        assert figures(outcome)["implementations_without_score"] == 3
        assert figures(outcome)["implementations_without_preview"] == 3
        assert figures(outcome)["drift_changes"] == 0
        assert figures(outcome)["queue_entries"] == {"queued": 0, "posted": 0, "failed": 0}
        assert 0 < figures(outcome)["connections_used"] <= figures(outcome)["connections_allowed"]
        assert 1e6 < figures(outcome)["database_size_bytes"] < 1e8
        assert 0 <= figures(outcome)["last_run_age_seconds"] < 600

    def test_it_writes_nothing_and_waits_for_no_run(self, sound, database):
        before = database.dump()
        with psycopg.connect(database.url, autocommit=True) as holder:
            holder.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
            assert sound("health").code == 0
        assert database.dump() == before

    def test_statements_do_not_depend_on_the_rows(self, sound, repository):
        few = sound("health").document["database"]["statements"]
        for number in range(100):
            repository.spec(f"line-{number}")
            repository.implementation(f"line-{number}")
        sound("run")
        assert sound("health").document["database"]["statements"] == few

    def test_text_has_a_line_for_each(self, sound):
        output = sound("health", format_="text").output
        assert [line.split()[2] for line in output.splitlines()[: len(NAMES)]] == list(NAMES)
        assert "All is well." in output
        assert sound("health", "-q", format_="text").output == ""

    def test_markdown_and_prometheus(self, sound):
        assert "| ok | drift | `a run would make 0 changes` |" in (
            sound("health", format_="markdown").output
        )
        outcome = sound("health", format_="prometheus")
        found = samples(outcome.output)
        assert outcome.code == 0
        assert found["pyplots_sync_up", None] == 1
        assert {found["pyplots_sync_alert", name] for name in NAMES} == {0}
        assert found["pyplots_sync_implementations", None] == 3
        assert found["pyplots_sync_queue_entries", "queued"] == 0

    def test_the_format_is_for_this_command_alone(self, process, repository):
        outcome = process("diff", "--repo", str(repository.root), "--format", "prometheus")
        assert outcome.code == 2


class TestAlerts:
    def test_drift(self, sound, repository, database):
        repository.spec("bar-basic", "Better", tags="comparison")
        database.execute("UPDATE implementations SET plot_function = 'x'")
        outcome = sound("health")
        assert (outcome.code, outcome.document["alerts"]) == (1, ["drift"])
        assert figures(outcome)["drift_changes"] == 4
        assert "4 changes: see `pyplots-sync diff`" in message(outcome, "drift")
        found = samples(sound("health", format_="prometheus").output)
        assert found["pyplots_sync_alert", "drift"] == 1

    def test_errors_in_the_files(self, sound, repository):
        repository.write("specs/bar-basic.md", "broken")
        outcome = sound("health")
        assert outcome.document["alerts"] == ["drift"]
        assert "stop at 2 errors" in message(outcome, "drift")
        assert figures(outcome)["drift_errors"] == 2

    def test_a_limit_is_a_setting(self, sound, repository, monkeypatch):
        repository.spec("bar-basic", "Better", tags="comparison")
        monkeypatch.setenv("PYPLOTS_SYNC_HEALTH_DRIFT", "1")
        outcome = sound("health")
        assert outcome.code == 0
        assert outcome.document["limits"]["health_drift"] == 1

    @pytest.mark.parametrize(
        ("setting", "alert"),
        [
            ("health_without_score", "implementations"),
            ("health_without_preview", "implementations"),
        ],
    )
    def test_counts_alert_where_a_limit_is_set(self, sound, repository, setting, alert):
        repository.write("pyproject.toml", f"[tool.pyplots-sync]\n{setting} = 3\n")
        assert sound("health").code == 0
        repository.write("pyproject.toml", f"[tool.pyplots-sync]\n{setting} = 2\n")
        assert sound("health").document["alerts"] == [alert]

    def test_no_run_an_old_one_and_one_that_failed(self, sync, repository, database):
        outcome = sync("health")
        assert {"run", "drift"} == set(outcome.document["alerts"])
        assert "pyplots-sync run" in message(outcome, "run")
        sync("run")
        database.execute(
            "UPDATE sync_runs SET started_at = started_at - interval '3 days 4 hours',"
            " finished_at = finished_at - interval '3 days 4 hours'"
        )
        outcome = sync("health")
        assert outcome.document["alerts"] == ["run"]
        assert "3 d 4 h ago; the limit is 48 hours" in message(outcome, "run")
        repository.write("specs/bar-basic.md", "broken")
        sync("run")
        repository.spec("bar-basic", "Basic Bar Chart", tags="comparison")
        outcome = sync("health")
        assert outcome.document["alerts"] == ["run"]
        assert "failed" in message(outcome, "run")
        assert "specs/bar-basic.md" in message(outcome, "run")
        assert "last successful run was 3 d 4 h ago" in message(outcome, "run")
        assert figures(outcome)["last_run_ok"] == 0

    def test_usage_that_is_kept_too_long(self, sound, database):
        database.execute("INSERT INTO plot_usage (created_at) VALUES (now() - interval '96 days')")
        assert sound("health").code == 0
        database.execute("INSERT INTO plot_usage (created_at) VALUES (now() - interval '98 days')")
        outcome = sound("health")
        assert outcome.document["alerts"] == ["usage"]
        assert figures(outcome)["usage_oldest_age_seconds"] == pytest.approx(98 * 86_400, abs=600)

    def test_the_queue(self, sound, database, monkeypatch):
        database.execute(
            "INSERT INTO promotion_queue (spec_id, status) VALUES ('bar-basic', 'queued'),"
            " ('bar-basic', 'failed'), ('bar-basic', 'failed'), ('bar-basic', E'od\"d\\n\\\\')"
        )
        assert figures(sound("health"))["queue_entries"] == {
            "queued": 1, "posted": 0, "failed": 2, 'od"d\n\\': 1,
        }  # fmt: skip
        found = samples(sound("health", format_="prometheus").output)
        assert found["pyplots_sync_queue_entries", 'od\\"d\\n\\\\'] == 1
        assert "\nd" not in sound("health", format_="text").output.replace("\ndatabase", "")
        monkeypatch.setenv("PYPLOTS_SYNC_HEALTH_QUEUE_FAILED", "1")
        assert sound("health").document["alerts"] == ["queue"]

    def test_connections_and_size(self, sound, database, monkeypatch):
        allowed = figures(sound("health"))["connections_allowed"]
        monkeypatch.setenv("PYPLOTS_SYNC_HEALTH_CONNECTIONS", "1")
        monkeypatch.setenv("PYPLOTS_SYNC_HEALTH_DATABASE_SIZE", "1")
        others = [psycopg.connect(database.url) for _ in range(allowed // 100 + 1)]
        outcome = sound("health")
        for other in others:
            other.close()
        assert outcome.document["alerts"] == ["connections", "size"]

    def test_times_that_are_none(self, sound, database):
        database.execute("INSERT INTO plot_usage (created_at) VALUES ('-infinity')")
        database.execute("UPDATE sync_runs SET finished_at = 'infinity'")
        for format_ in FORMATS:
            outcome = sound("health", format_=format_)
            assert outcome.output
        samples(outcome.output)
        assert "Infinity" not in sound("health").output


def test_queries_that_take_long_are_counted_where_the_server_counts_them(
    tmp_path, repository, make_command, database
):
    for setting in ("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'", None):
        with embedded_server(tmp_path / "server", durable=False) as target:
            if setting:
                with target.connect() as connection:
                    connection.execute(setting)
                continue
            migrate.upgrade(target)
            with target.connect() as connection:
                connection.execute('CREATE SCHEMA "An ""odd"" one"')
                connection.execute('CREATE EXTENSION pg_stat_statements SCHEMA "An ""odd"" one"')
                connection.execute("SELECT pg_sleep(0.03), 'a secret'")
                connection.execute("DO $$BEGIN PERFORM pg_sleep(0.03); END$$")
                slow = read_vitals(Session(connection), slow=0.02).slow
            assert (slow.found, slow.slowest[0].calls) == (1, 1)
            assert slow.slowest[0].mean >= 0.03
            outcome = make_command(repository, type(database)(target.address))("health")
    assert figures(outcome)["slow_queries"] == 0
    assert states(outcome)["queries"] == "ok"


class TestSources:
    def test_reviews_that_are_unavailable_are_an_alert(self, sound, github, monkeypatch):
        assert states(sound("health"))["reviews"] == "ok"
        monkeypatch.setenv("GITHUB_TOKEN", "another")
        outcome = sound("health")
        assert outcome.document["alerts"] == ["reviews"]
        assert states(outcome)["drift"] == "ok"
        assert figures(outcome)["source_up"] == {"reviews": 0}

    def test_previews_that_are_missing_or_of_nothing_are_counted(self, sync, gate, bucket):
        bucket.put("previews/matplotlib/scatter-basic/default/v1.png")
        bucket.put("previews/matplotlib/nothing/default/v1.png")
        sync("run")
        outcome = sync("health")
        assert outcome.code == 0, outcome.output
        assert figures(outcome)["previews_missing"] == 2
        assert figures(outcome)["previews_orphaned"] == 1
        assert figures(outcome)["source_up"] == {"previews": 1}

    def test_both_sources_are_told_of(self, sync, gate, github):
        sync("run")
        found = samples(sync("health", format_="prometheus").output)
        assert found["pyplots_sync_source_up", "reviews"] == 1
        assert found["pyplots_sync_source_up", "previews"] == 1

    def test_a_bucket_that_refuses_is_an_alert(self, sound, gate, monkeypatch):
        monkeypatch.setenv("PYPLOTS_SYNC_BUCKET_WAIT", "1")
        gate.breakage = dict.fromkeys(range(1, 50), says(403))
        outcome = sound("health")
        assert outcome.document["alerts"] == ["previews"]
        assert NAME in message(outcome, "previews")


class TestBroken:
    """One line says what is wrong, every format prints a document, and there is no traceback."""

    def check(self, sync, *words, alerts=("database",)):
        for format_ in FORMATS:
            outcome = sync("health", format_=format_)
            assert outcome.code == 1
            assert "Traceback" not in outcome.errors
            if format_ == "prometheus":
                found = samples(outcome.output)
                assert {n for n in NAMES if found["pyplots_sync_alert", n]} == set(alerts)
                assert found["pyplots_sync_up", None] == int("database" not in alerts)
            elif format_ == "json":
                assert outcome.document["alerts"] == list(alerts)
            if format_ in ("text", "json"):
                lines = outcome.output.splitlines()
                assert any(all(word in line for word in words) for line in lines), outcome.output
        return outcome

    def test_unmigrated(self, repository, new_database, make_command):
        sync = make_command(repository, new_database("template1"))
        self.check(sync, "schema", "missing", f"{int(SCHEMA_REVISION)} migrations pending", "db upgrade",
                   alerts=["schema"])  # fmt: skip
        sync("db", "upgrade", "0003")
        pending = int(SCHEMA_REVISION) - 3
        self.check(sync, "schema", "0003", f"{pending} migrations pending", alerts=["schema"])

    def test_a_purge_that_was_refused_is_no_run_that_failed(self, sound):
        assert sound("purge", "no-such-spec", "--yes").code == 1
        assert sound("health").code == 0

    def test_newer_than_this_program(self, sound, database):
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        self.check(sound, "9999", "upgrade pyplots-sync", alerts=["schema"])

    def test_unreachable(self, repository, make_command, database):
        nowhere = type(database)("postgresql://ann:topsecret@127.0.0.1:1/d")
        outcome = self.check(make_command(repository, nowhere), "127.0.0.1", "refused")
        assert "topsecret" not in outcome.output

    def test_a_database_that_is_not_there(self, repository, make_command, database):
        nowhere = type(database)(database.url.replace("/test_", "/nothing_"))
        self.check(make_command(repository, nowhere), "does not exist")

    def test_a_setting_that_cannot_be_an_address(self, repository, make_command, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", "mysql://ann:topsecret@h/d")
        outcome = self.check(make_command(repository, None), "postgresql://")
        assert "topsecret" not in outcome.output

    def test_a_workflow_without_a_database(self, repository, make_command, monkeypatch):
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        self.check(make_command(repository, None), "DATABASE_URL")

    def test_no_privileges(self, sound, repository, make_command, database):
        stranger = reader(database)
        self.check(make_command(repository, stranger), "permission denied")

    def test_tables_of_another_shape(self, sound, database):
        database.execute("ALTER TABLE sync_runs DROP COLUMN error")
        database.execute("DROP TABLE promotion_queue")
        outcome = sound("health")
        assert outcome.code == 0
        assert states(outcome)["run"] == states(outcome)["queue"] == "unknown"
        assert "promotion_queue" in message(outcome, "queue")

    def test_a_column_that_a_run_needs_is_gone(self, sound, repository, database):
        database.execute("ALTER TABLE specs DROP COLUMN content_hash")
        repository.write("pyproject.toml", "[tool.pyplots-sync]\nnothing = 3\n")
        self.check(sound, "drift", f"{SCHEMA_REVISION} is needed", alerts=["drift"])

    def test_a_table_that_a_migration_holds(self, sound, database, monkeypatch):
        monkeypatch.setenv("PYPLOTS_SYNC_LOCK_WAIT", "1")
        with psycopg.connect(database.url) as holder:
            holder.execute("LOCK TABLE plot_usage")
            outcome = sound("health")
        assert (outcome.code, states(outcome)["usage"]) == (0, "unknown")


class TestRoles:
    def test_select_is_enough(self, sound, repository, database, make_command):
        role = reader(database, "SELECT ON ALL TABLES IN SCHEMA public")
        outcome = make_command(repository, role)("health")
        assert (outcome.code, outcome.document["alerts"]) == (0, [])

    def test_what_it_may_not_see_is_said(self, sound, repository, database, make_command):
        role = reader(database, "SELECT ON alembic_version, sync_runs")
        outcome = make_command(repository, role)("health")
        assert outcome.code == 0
        assert states(outcome)["run"] == "ok"
        for name in ("drift", "implementations", "queue", "usage"):
            assert states(outcome)[name] == "unknown"
            assert "permission denied" in message(outcome, name)
        found = samples(make_command(repository, role)("health", format_="prometheus").output)
        assert found["pyplots_sync_unknown", "usage"] == 1
        assert ("pyplots_sync_usage_oldest_age_seconds", None) not in found


def test_without_files_there_is_no_drift(sound, database, make_command, make_repository, tmp_path):
    elsewhere = make_repository(tmp_path / "elsewhere")
    outcome = make_command(elsewhere, database)("health")
    assert outcome.code == 0
    assert "--repo" in message(outcome, "drift")


def test_an_unknown_setting_is_a_warning(sound, repository):
    repository.write("pyproject.toml", "[tool.pyplots-sync]\nhealth_drfit = 3\n")
    outcome = sound("health")
    assert (outcome.code, outcome.codes) == (0, ["setting-unknown"])
    assert "health_drift" in sound("health", format_="text").output


@settings(max_examples=40)
@given(
    checks=st.lists(
        st.builds(
            Check,
            st.sampled_from(NAMES),
            st.sampled_from(["ok", "alert", "unknown", "off"]),
            st.text(),
            st.dictionaries(
                st.sampled_from(list(METRICS)),
                st.floats() | st.integers(),
            ).map(
                lambda found: {
                    name: {'od"d\\\n': value, "": 1} if METRICS[name].label else value
                    for name, value in found.items()
                }
            ),
        ),
        unique_by=lambda check: check.name,
    )
)
def test_whatever_is_found_the_exposition_and_the_document_are_valid(checks):
    health = Health(tuple(checks))
    samples(as_prometheus(health))

    def refuse(value):
        raise AssertionError(value)

    json.loads(as_json(health), parse_constant=refuse)
