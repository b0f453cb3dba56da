"""`prune usage`: what goes, and that nobody waits for it."""

import threading

import psycopg
import pytest

from sync.commands import prune_usage as usage

DAYS = "INSERT INTO plot_usage (variant, created_at) SELECT %s, now() - make_interval(days => %s)"


@pytest.fixture
def prune(sync):
    return lambda *arguments, **others: sync("prune", "usage", *arguments, **others)


def add(database, *days):
    for number in days:
        database.execute(DAYS, f"{number} days", number)


def left(database):
    return [row for (row,) in database.execute("SELECT variant FROM plot_usage ORDER BY 1")]


def test_what_is_older_than_ninety_days_goes_and_nothing_else(prune, database):
    add(database, 400, 91, 89, 0)
    database.execute("INSERT INTO plot_usage (variant, created_at) VALUES ('never', NULL)")
    dry = prune()
    assert dry.code == 0
    assert dry.document["dry_run"]
    assert dry.document["counts"] == {"old": 2, "deleted": 0, "undated": 1}
    assert len(left(database)) == 5
    assert prune("--delete").document["counts"] == {"old": 2, "deleted": 2, "undated": 1}
    assert left(database) == ["0 days", "89 days", "never"]
    again = prune("--delete")
    assert (again.code, again.document["counts"]["deleted"]) == (0, 0)


def test_another_age(prune, database):
    add(database, 3, 1)
    assert prune("--older-than", "2", "--delete").document["counts"]["deleted"] == 1
    assert left(database) == ["1 days"]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_age_is_counted_in_utc_whatever_the_zone_of_the_server(prune, database, zone):
    name = database.one("SELECT current_database()")
    database.execute(f"ALTER DATABASE {name} SET timezone = '{zone}'")
    database.execute(
        "INSERT INTO plot_usage (variant, created_at) SELECT hours::text,"
        " now() AT TIME ZONE 'UTC' - make_interval(hours => hours) FROM unnest(%s) AS hours",
        [90 * 24 - 1, 90 * 24 + 1],
    )
    prune("--delete")
    assert left(database) == [str(90 * 24 - 1)]


def test_times_that_python_cannot_hold(prune, database):
    database.execute(
        "INSERT INTO plot_usage (created_at)"
        " VALUES ('-infinity'), ('infinity'), ('4713-01-01 BC'), ('294276-01-01')"
    )
    assert prune().document["oldest"] == "-infinity"
    assert prune("--delete").document["counts"]["deleted"] == 2
    assert (
        prune(format_="text").output == "Nothing to delete: no usage row is older than 90 days.\n"
    )


def test_rows_of_one_moment_go_in_batches_too(prune, database, monkeypatch):
    monkeypatch.setattr(usage, "_BATCH", 7)
    database.execute(
        "INSERT INTO plot_usage (created_at) SELECT '2020-01-01' FROM generate_series(1, 20)"
    )
    add(database, 200, 1)
    document = prune("--delete").document
    assert (document["counts"]["deleted"], document["batches"]) == (21, 3)
    assert left(database) == ["1 days"]


def test_every_format_says_it(prune, database):
    add(database, 91, 92)
    assert "Would delete 2 usage rows older than 90 days" in prune(format_="text").output
    assert prune("-q", format_="text").output == ""
    output = prune("--delete", format_="markdown").output
    assert "## pyplots-sync prune usage: ok" in output
    assert "Deleted 2 usage rows" in output


def test_a_failure_on_the_way_keeps_what_is_done_and_says_so(prune, database, monkeypatch):
    monkeypatch.setattr(usage, "_BATCH", 10)
    database.execute(
        "INSERT INTO plot_usage (created_at)"
        " SELECT timestamp '2020-01-01' + make_interval(days => n) FROM generate_series(1, 30) n;"
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN IF OLD.created_at > '2020-01-15' THEN RAISE 'not this one'; END IF; RETURN OLD; END $$;"
        "CREATE TRIGGER refuse BEFORE DELETE ON plot_usage FOR EACH ROW EXECUTE FUNCTION refuse()"
    )
    outcome = prune("--delete")
    assert (outcome.code, outcome.document["status"]) == (3, "held-back")
    assert outcome.document["counts"]["deleted"] == 10
    assert outcome.document["problems"][0]["message"] == "not this one"
    assert database.one("SELECT count(*) FROM plot_usage") == 20
    assert prune("--delete").code == 1
    database.execute("DROP TRIGGER refuse ON plot_usage")
    assert prune("--delete").document["counts"]["deleted"] == 20


def test_the_embedded_database_is_made_by_who_needs_it_first(make_command, repository):
    command = make_command(repository, None)
    assert command("prune", "usage", "--database", "embedded").document["counts"]["old"] == 0


def test_an_old_schema_is_an_error(prune, database):
    database.execute("UPDATE alembic_version SET version_num = '0001'")
    outcome = prune("--delete")
    assert (outcome.code, outcome.codes) == (1, ["database-schema"])


def test_a_million_rows_go_while_another_inserts_and_no_insert_waits(prune, sync, database):
    sync("run")
    database.execute(
        # the vacuum that follows a delete may lock the end of the table by itself
        "ALTER TABLE plot_usage SET (autovacuum_enabled = off);"
        # indexes are made faster than they are kept
        "ALTER TABLE plot_usage DROP CONSTRAINT plot_usage_pkey;"
        "DROP INDEX idx_plot_usage_spec, idx_plot_usage_created;"
        "INSERT INTO plot_usage (created_at)"
        " SELECT now() - make_interval(days => 91, secs => n) FROM generate_series(1, 1000000) n;"
        "ALTER TABLE plot_usage ADD CONSTRAINT plot_usage_pkey PRIMARY KEY (id);"
        "CREATE INDEX idx_plot_usage_spec ON plot_usage (spec_id);"
        "CREATE INDEX idx_plot_usage_created ON plot_usage (created_at)"
    )
    over, inserted, failed = threading.Event(), [], []

    def insert():
        # an insert that waits for any lock fails at once
        with psycopg.connect(
            database.url, autocommit=True, options="-c lock_timeout=20ms"
        ) as other:
            while not over.is_set():
                try:
                    inserted.append(
                        other.execute(
                            "INSERT INTO plot_usage (spec_id, library_id, created_at)"
                            " VALUES ('bar-basic', 'matplotlib', now() - interval '89 days')"
                            " RETURNING id, (SELECT count(*) FROM pg_stat_activity"
                            " WHERE query LIKE 'WITH gone AS%' AND state = 'active')"
                        ).fetchone()
                    )
                except psycopg.Error as error:
                    failed.append(error)
                    return

    inserter = threading.Thread(target=insert)
    inserter.start()
    try:
        document = prune("--delete").document
    finally:
        over.set()
        inserter.join()
    assert failed == []
    assert document["counts"]["deleted"] == 1_000_000
    assert document["batches"] == 100
    during = sum(1 for _, deleting in inserted if deleting)
    assert during > document["batches"]
    kept = {row for (row,) in database.execute("SELECT id FROM plot_usage")}
    assert kept == {row for row, _ in inserted}
