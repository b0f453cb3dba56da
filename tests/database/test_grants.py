"""`db grants`: what each role can do, tried as each role."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple
from urllib.parse import quote

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege
from psycopg.sql import SQL, Identifier

from sync.database import migrate
from sync.database.grants import ACCESS, FUTURE, PARTS, granted
from sync.database.tables import Base
from sync.database.target import url_target
from sync.model.secrets import Secret

PAGE = Path(__file__).parents[2] / "docs" / "database.md"
HOSTILE = 'we"ird; DROP TABLE specs; -- $(id) %s'

# what is tried: SQL statements, or the arguments of a command
ATTEMPTS: dict[str, list[str] | tuple[str, ...]] = {
    "read specs, implementations, libraries, tags, reviews, the queue and the runs": [
        f"SELECT * FROM {table}" for table in ACCESS if table != "plot_usage"
    ],
    "read usage rows": [
        "SELECT * FROM plot_usage",
        "SELECT user_session FROM plot_usage",
        "SELECT data_shape FROM plot_usage",
    ],
    "see how many usage rows there are, how old, and of which spec": [
        "SELECT count(*), min(created_at) FROM plot_usage GROUP BY spec_id",
    ],
    "write specs, implementations and libraries": [
        "UPDATE specs SET title = title",
        "UPDATE implementations SET tested = tested",
        "UPDATE libraries SET active = active",
        "INSERT INTO specs (id, title, data_requirements) VALUES ('new', 'N', '[]')",
        "INSERT INTO libraries (id, name) VALUES ('new', 'N')",
    ],
    "delete specs and implementations": ["DELETE FROM implementations", "DELETE FROM specs"],
    "delete libraries": ["DELETE FROM libraries"],
    "write and delete tags": [
        "INSERT INTO tags (spec_id, tag, confidence) VALUES ('bar-basic', 'new', 0.5)",
        "UPDATE tags SET confidence = 0.5 WHERE created_by = 'ai'",
        "DELETE FROM tags WHERE created_by = 'ai'",
    ],
    "add and change entries of the queue": [
        "INSERT INTO promotion_queue (spec_id) VALUES ('bar-basic')",
        "UPDATE promotion_queue SET status = 'posted', posted_at = now()",
        "SELECT id FROM promotion_queue FOR UPDATE SKIP LOCKED",
    ],
    "delete entries of the queue": ["DELETE FROM promotion_queue"],
    "add usage rows": ["INSERT INTO plot_usage (spec_id, success) VALUES ('bar-basic', true)"],
    "change usage rows": ["UPDATE plot_usage SET created_at = now(), user_session = 'x'"],
    "delete usage rows": ["DELETE FROM plot_usage WHERE created_at < now()"],
    "write reviews and marks, add runs": [
        "INSERT INTO sync_runs (started_at, trigger, mode, status, counts) VALUES (now(), '', '', '', '{}')",
        "UPDATE quality_reviews SET score = 100",
        "INSERT INTO sync_marks (source, repository, rules) VALUES ('a', 'b', 'c')",
        # who was told of a run
        "UPDATE sync_runs SET untold = NULL WHERE untold IS NOT NULL",
    ],
    "change or delete runs": ["UPDATE sync_runs SET status = 'ok'", "DELETE FROM sync_runs"],
    "CREATE, ALTER, DROP, TRUNCATE, set a sequence": [
        "CREATE TABLE mine (x int)",
        "ALTER TABLE specs ADD COLUMN x int",
        "CREATE INDEX ON specs (title)",
        "CREATE TRIGGER t BEFORE UPDATE ON tags EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "DROP TABLE tags",
        "TRUNCATE tags",
        "LOCK TABLE alembic_version",
        "SELECT setval('sync_runs_id_seq', 1)",
        "UPDATE alembic_version SET version_num = '0001'",
    ],
    "`diff`": ("diff",),
    "`prune usage`, without `--delete`": ("prune", "usage"),
    "`run`, `resync`": ("run",),
    "`prune usage --delete`": ("prune", "usage", "--delete"),
    "`purge`": ("purge", "gone", "--yes"),
    "`db downgrade`, and `db upgrade` where there is something to do": ("db", "downgrade"),
    "`db grants --apply`": ("db", "grants", "--apply", "--read-role", "{read}"),
}


class Roles(NamedTuple):
    """One test's roles: who owns the tables, and is no superuser, and the three parts."""

    database: Any
    owner: str
    api: str
    read: str
    job: str

    def url(self, role):
        return self.database.url.replace("postgres@", f"{quote(role, safe='')}@", 1)

    def connect(self, role):
        return psycopg.connect(**url_target(Secret(self.url(role))).keywords(), autocommit=True)

    def options(self):
        return [f"--{part}-role={getattr(self, part)}" for part in PARTS]


@pytest.fixture
def roles(new_database):
    """A database that a plain role has migrated, and three roles that may do nothing yet."""
    database = new_database("template1")
    name = database.one("SELECT current_database()")
    made = Roles(database, *(f"{role}_of_{name}" for role in ("owner", *PARTS)))
    for role in made[1:]:
        database.execute(f"CREATE ROLE {role} LOGIN")
    database.execute(f"ALTER DATABASE {name} OWNER TO {made.owner}")
    # a careful administrator: nothing comes to anybody by itself
    database.execute(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
    migrate.upgrade(url_target(Secret(made.url(made.owner))))
    yield made
    for role in made[1:]:
        database.execute(f"DROP OWNED BY {role} CASCADE")
    database.execute(f"ALTER DATABASE {name} OWNER TO postgres")
    for role in made[1:]:
        database.execute(f"DROP ROLE {role}")


@pytest.fixture
def as_role(roles, repository, make_command):
    """The command line as one of the roles."""
    return lambda role, *arguments, **others: make_command(
        repository, SimpleNamespace(url=roles.url(role))
    )(*arguments, **others)


@pytest.fixture
def granted_roles(roles, as_role, repository):
    """The roles with their grants, and a catalogue that the job has written."""
    outcome = as_role(roles.owner, "db", "grants", "--apply", *roles.options())
    assert (outcome.code, outcome.codes) == (0, [])
    repository.spec("gone")
    assert as_role(roles.job, "run").code == 0
    repository.remove("specs/gone.md")
    repository.spec("bar-basic", "A title that a run must write")
    roles.database.execute("INSERT INTO plot_usage (created_at) VALUES ('2020-01-01')")
    return roles


def privileges(database):
    """Every privilege on the tables, sequences, schema and what is made later, as stored."""
    return database.execute(
        "SELECT relname::text, NULL, relacl::text FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace"
        " UNION ALL SELECT attrelid::regclass::text, attname::text, attacl::text"
        " FROM pg_attribute WHERE attacl IS NOT NULL AND attrelid::regclass::text !~ '^pg_'"
        " UNION ALL SELECT nspname::text, NULL, nspacl::text FROM pg_namespace"
        " UNION ALL SELECT defaclobjtype::text, NULL, defaclacl::text FROM pg_default_acl"
        " UNION ALL SELECT datname::text, NULL, datacl::text FROM pg_database"
        " WHERE datname = current_database() ORDER BY 1, 2, 3"
    )


def is_allowed(roles, as_role, role, attempt):
    """Whether ``role`` can do all of ``attempt``; that it can do a part of it is a fault."""
    if isinstance(attempt, tuple):
        outcome = as_role(role, *(word.format(read=roles.read) for word in attempt))
        assert outcome.code in (0, 1), outcome.output
        if outcome.code == 1:
            (found,) = outcome.document["problems"]
            said = r"permission denied|may not change the schema|only that role can grant"
            assert re.search(said, found["message"])
            assert found["hint"]
        return outcome.code == 0
    results = set()
    for statement in attempt:
        try:
            with roles.connect(role) as connection, connection.transaction(force_rollback=True):
                connection.execute(statement)
            results.add(True)
        except InsufficientPrivilege:
            results.add(False)
    (result,) = results
    return result


def test_the_readme_says_what_each_role_can_do(granted_roles, as_role):
    lines = ["| | `--read-role` | `--api-role` | `--job-role` |", "|---|---|---|---|"]
    for label, attempt in ATTEMPTS.items():
        cells = [
            "yes" if is_allowed(granted_roles, as_role, role, attempt) else "refused"
            for role in (granted_roles.read, granted_roles.api, granted_roles.job)
        ]
        lines.append(f"| {label} | {' | '.join(cells)} |")
    table = "\n".join(lines)
    assert table in PAGE.read_text(), f"put this into docs/database.md:\n\n{table}\n"


def test_every_table_is_in_the_facts():
    assert set(ACCESS) == {*Base.metadata.tables, "alembic_version"}
    for access in ACCESS.values():
        for privileges_ in access:
            assert {name for name, _ in granted(privileges_)} <= {
                "SELECT", "INSERT", "UPDATE", "DELETE",
            }  # fmt: skip


def test_the_job_does_all_of_its_work_and_reads_no_usage(granted_roles, as_role, repository):
    job = granted_roles.job
    repository.implementation("bar-basic", "plotly", function="bar")
    repository.remove("plots/seaborn/scatter/scatter-basic/default.py")
    repository.spec("scatter-basic", tags="other")
    assert as_role(job, "run").document["status"] == "ok"
    for command in (["diff"], ["resync"], ["prune", "usage", "--delete"], ["db", "current"]):
        assert as_role(job, *command).code == 0, command
    assert as_role(job, "purge", "gone", "--yes").code == 0
    assert granted_roles.database.one("SELECT count(*) FROM plot_usage") == 0


def test_the_second_time_changes_nothing(granted_roles, as_role):
    before = privileges(granted_roles.database)
    outcome = as_role(granted_roles.owner, "db", "grants", "--apply", *granted_roles.options())
    assert outcome.code == 0
    assert privileges(granted_roles.database) == before


def test_what_is_too_much_is_taken_away(granted_roles, as_role):
    database, job, read = granted_roles.database, granted_roles.job, granted_roles.read
    before = privileges(database)
    owner = granted_roles.connect(granted_roles.owner)
    for statement in (
        f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {job}, {read}",
        f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {job}, {read}",
        f"GRANT UPDATE (title), SELECT (title) ON specs TO {read}",
        f"GRANT CREATE ON SCHEMA public TO {job}",
        "GRANT SELECT ON plot_usage TO PUBLIC",
        "GRANT CREATE ON SCHEMA public TO PUBLIC",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO {job}, {read}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON SEQUENCES TO {job}",
    ):
        owner.execute(statement)
    owner.close()
    assert privileges(database) != before
    outcome = as_role(granted_roles.owner, "db", "grants", "--apply", *granted_roles.options())
    assert outcome.code == 0
    assert privileges(database) == before


def test_a_later_table_is_read_by_readers_and_not_by_the_job(granted_roles):
    with granted_roles.connect(granted_roles.owner) as owner:
        owner.execute("CREATE TABLE later (id bigint GENERATED ALWAYS AS IDENTITY)")
    for part in PARTS:
        with granted_roles.connect(getattr(granted_roles, part)) as connection:
            if FUTURE[part]:
                connection.execute("SELECT * FROM later")
                continue
            with pytest.raises(InsufficientPrivilege):
                connection.execute("SELECT * FROM later")


def test_what_is_printed_is_what_is_run(roles, as_role, process):
    outcome = as_role(roles.read, "db", "grants", *roles.options())
    assert outcome.code == 1, "this role cannot even see which schema it is"
    before = privileges(roles.database)
    dry = as_role(roles.owner, "db", "grants", *roles.options())
    assert (dry.code, dry.document["dry_run"]) == (0, True)
    assert privileges(roles.database) == before
    text = as_role(roles.owner, "db", "grants", *roles.options(), format_="text").output
    with roles.connect(roles.owner) as owner:
        owner.execute(text)
    after = privileges(roles.database)
    assert after != before
    assert as_role(roles.owner, "db", "grants", "--apply", *roles.options()).code == 0
    assert privileges(roles.database) == after
    markdown = as_role(roles.owner, "db", "grants", *roles.options(), format_="markdown").output
    assert "```sql\n-- api:" in markdown


@pytest.mark.parametrize("name", [HOSTILE, "Grosse Übersicht", "select", "a`\\'$$", "x" * 63])
def test_a_name_is_a_name_whatever_it_holds(roles, as_role, name):
    quoted = Identifier(name).as_string(None)
    roles.database.execute(SQL("CREATE ROLE {} LOGIN").format(Identifier(name)))
    try:
        for arguments in ([], ["--apply"], ["--apply"]):
            outcome = as_role(roles.owner, "db", "grants", f"--read-role={name}", *arguments)
            assert (outcome.code, outcome.codes) == (0, [])
            assert any(quoted in statement for statement in outcome.document["statements"])
        text = as_role(roles.owner, "db", "grants", f"--read-role={name}", format_="text").output
        with roles.connect(roles.owner) as owner:
            owner.execute(text)
        with roles.connect(name) as connection:
            connection.execute("SELECT * FROM specs")
            with pytest.raises(InsufficientPrivilege):
                connection.execute("DELETE FROM specs")
    finally:
        roles.database.execute(SQL("DROP OWNED BY {}").format(Identifier(name)))
        roles.database.execute(SQL("DROP ROLE {}").format(Identifier(name)))


@pytest.mark.parametrize("name", [HOSTILE, "nobody-there", "public"])
def test_a_role_that_does_not_exist_is_an_error_that_says_how_to_make_it(roles, as_role, name):
    for arguments in ([], ["--apply"]):
        outcome = as_role(
            roles.owner, "db", "grants", f"--job-role={name}", f"--api-role={roles.api}", *arguments
        )
        assert (outcome.code, outcome.codes) == (1, ["grants-role-missing"])
        (found,) = outcome.document["problems"]
        assert f"CREATE ROLE {Identifier(name).as_string(None)} LOGIN" in found["hint"]
        assert outcome.document["statements"] == []
    text = as_role(roles.owner, "db", "grants", f"--job-role={name}", format_="text").output
    assert f"\n-- CREATE ROLE {Identifier(name).as_string(None)} LOGIN;\n" in text


@pytest.mark.parametrize(
    "options",
    [[], ["--apply"], ["--api-role=a", "--job-role=a"], ["--api-role="], ["--api-role=a\nb"],
     ["--api-role=" + "ä" * 32], ["--api-role=\udcff"]],
)  # fmt: skip
def test_wrong_usage(sync, options):
    outcome = sync("db", "grants", *options)
    assert (outcome.code, outcome.output) == (2, "")


def test_a_role_that_no_grant_limits_is_refused(roles, as_role):
    roles.database.execute(f"GRANT {roles.owner} TO {roles.api}")
    for name in ("postgres", roles.owner, roles.api):
        outcome = as_role(roles.owner, "db", "grants", f"--read-role={name}", "--apply")
        assert (outcome.code, outcome.codes) == (1, ["grants-role-owner"])


def test_what_comes_through_another_role_is_told(roles, as_role):
    roles.database.execute(f"GRANT pg_write_all_data TO {roles.read}")
    outcome = as_role(roles.owner, "db", "grants", "--apply", *roles.options())
    assert (outcome.code, outcome.document["status"]) == (3, "held-back")
    (found,) = outcome.document["problems"]
    assert found["code"] == "grants-excess"
    assert "DELETE specs" in found["message"]
    assert "SELECT" not in found["message"]
    roles.database.execute(f"REVOKE pg_write_all_data FROM {roles.read}")
    roles.database.execute(f"REVOKE SELECT ON plot_usage FROM {roles.api}")
    roles.database.execute(f"GRANT SELECT (error_type) ON plot_usage TO {roles.api}")
    roles.database.execute(f"GRANT {roles.api} TO {roles.job}")
    (found,) = as_role(roles.owner, "db", "grants", "--apply", f"--job-role={roles.job}").document[
        "problems"
    ]
    assert "SELECT plot_usage (error_type)" in found["message"]


def test_only_who_owns_the_tables_can_grant(granted_roles, as_role):
    before = privileges(granted_roles.database)
    for role in (granted_roles.job, granted_roles.api):
        outcome = as_role(role, "db", "grants", "--apply", f"--read-role={granted_roles.read}")
        assert (outcome.code, outcome.codes) == (1, ["grants-not-owner"])
    assert privileges(granted_roles.database) == before


def test_an_owner_of_the_tables_alone_can_grant_on_them(granted_roles, as_role):
    database = granted_roles.database
    name = database.one("SELECT current_database()")
    database.execute(f"ALTER DATABASE {name} OWNER TO postgres")
    database.execute(f"GRANT CONNECT, TEMPORARY ON DATABASE {name} TO PUBLIC")
    options = granted_roles.options()
    assert as_role(granted_roles.owner, "db", "grants", "--apply", *options).code == 0
    assert as_role(granted_roles.job, "run").code == 0


def test_the_job_may_not_migrate(new_database, roles, as_role):
    assert as_role(roles.owner, "db", "grants", "--apply", *roles.options()).code == 0
    assert as_role(roles.job, "db", "upgrade").code == 0, "there is nothing to do"
    assert as_role(roles.owner, "db", "downgrade").code == 0
    outcome = as_role(roles.job, "db", "upgrade")
    assert outcome.code == 1
    (found,) = outcome.document["problems"]
    assert "this role may not change the schema" in found["message"]
    assert "the role that owns the tables" in found["hint"]
    assert as_role(roles.job, "run").codes == ["database-schema"]


def test_an_old_schema_is_an_error(sync, database):
    database.execute("UPDATE alembic_version SET version_num = '0001'")
    outcome = sync("db", "grants", "--read-role=anybody", "--apply")
    assert (outcome.code, outcome.codes) == (1, ["database-schema"])


def test_tables_in_another_schema(new_database, roles, make_command, repository):
    database = new_database("template1")
    schema = Identifier("o'ur \"s")
    name = Identifier(database.one("SELECT current_database()"))
    database.execute(SQL("CREATE SCHEMA {}").format(schema))
    database.execute(SQL("ALTER DATABASE {} SET search_path = {}").format(name, schema))
    migrate.upgrade(database.target)
    command = make_command(repository, database)
    for _ in range(2):
        outcome = command("db", "grants", "--apply", f"--job-role={roles.job}")
        assert (outcome.code, outcome.codes) == (0, [])
    other = make_command(
        repository, SimpleNamespace(url=database.url.replace("postgres@", f"{roles.job}@", 1))
    )
    assert other("run").code == 0
    database.execute(f"DROP OWNED BY {roles.job} CASCADE")
