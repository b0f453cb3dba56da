"""However the server's side is set up, what is stored and said is the same (contract, section 6)."""

import asyncio
import contextlib
import json
import random
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, NamedTuple

import psycopg
import pytest
from psycopg.sql import SQL, Literal

from pgbouncer import PROGRAM, pooled
from sync.database.pool import create_async_engine, create_engine
from sync.database.queries import browse, fetch, fetch_async
from sync.database.target import url_target
from sync.model.secrets import Secret

WRONG = {
    "timezone": "Asia/Tokyo",
    "datestyle": "German, DMY",
    "intervalstyle": "sql_standard",
    "extra_float_digits": "-15",
    "bytea_output": "escape",
    "client_encoding": "LATIN1",
    "search_path": "elsewhere",
    "statement_timeout": "200ms",
    "lock_timeout": "1ms",
    "idle_in_transaction_session_timeout": "1s",
    "transaction_timeout": "1s",
    "default_transaction_isolation": "serializable",
    "default_transaction_read_only": "on",
    "default_transaction_deferrable": "on",
    "standard_conforming_strings": "off",
    "array_nulls": "off",
    "transform_null_equals": "on",
    "exit_on_error": "on",
    "row_security": "on",
    "quote_all_identifiers": "on",
    "geqo": "off",
    "geqo_threshold": "2",
    "idle_session_timeout": "1s",
    "synchronous_commit": "off",
    "default_table_access_method": "nothing",
    "default_tablespace": "nowhere",
    "temp_tablespaces": "nowhere",
    "temp_buffers": "800kB",
    "work_mem": "64kB",
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_indexscan": "off",
    "enable_hashjoin": "off",
    "enable_sort": "off",
    "from_collapse_limit": "1",
    "join_collapse_limit": "1",
    "jit": "on",
    "debug_parallel_query": "on",
    "force_parallel_mode": "on",
    "gin_fuzzy_search_limit": "1",
    "backslash_quote": "off",
    "escape_string_warning": "on",
    "xmloption": "document",
    "client_min_messages": "debug5",
    "lc_messages": "C",
    "lc_numeric": "C",
    "default_text_search_config": "simple",
    "check_function_bodies": "off",
    "restrict_nonsystem_relation_kind": "view, foreign-table",
    "createrole_self_grant": "set, inherit",
    "default_toast_compression": "pglz",
    "tcp_user_timeout": "1s",
    "client_connection_check_interval": "1s",
    "lo_compat_privileges": "on",
    "track_activities": "off",
}
"""Each setting, turned the wrong way."""
RIGHT = {
    "timezone": "UTC", "datestyle": "ISO", "extra_float_digits": "3", "client_encoding": "UTF8",
    "search_path": "public", "default_transaction_read_only": "off",
    "default_transaction_isolation": "read committed", "default_transaction_deferrable": "off",
    "statement_timeout": "0", "lock_timeout": "0", "transaction_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
}  # fmt: skip
"""For those who look on, whatever is set."""
SCORE = 0.1 + 0.2
VOLATILE = {
    "seconds", "commit", "oldest", "before", "created_at", "handed_out_at", "leased_until",
    "posted_at", "id", "address", "updated_at",
}  # fmt: skip


def environment(folder):
    """The same by the variables that libpq reads, and by a file of its own."""
    service = folder / "services"
    service.write_text(
        "[somebody]\nhost=/nowhere\ndbname=nothing\noptions=-ctimezone=Asia/Tokyo\n"
        "client_encoding=LATIN1\napplication_name=somebody\nconnect_timeout=1\n"
    )
    options = " ".join(
        f"-c {name}={value.replace(' ', chr(92) + ' ')}" for name, value in WRONG.items()
    )
    return {
        "PGTZ": WRONG["timezone"],
        "PGDATESTYLE": WRONG["datestyle"],
        "PGCLIENTENCODING": "LATIN1",
        "PGGEQO": "off",
        "PGAPPNAME": "somebody",
        "PGOPTIONS": options,
        "PGSERVICEFILE": str(service),
        "PGSERVICE": "somebody",
        "PGPASSFILE": "/no/such/file",
        "PGHOST": "/nowhere",
        "PGHOSTADDR": "192.0.2.1",
        "PGDATABASE": "nothing",
        "PGSSLMODE": "prefer",
        "PGGSSENCMODE": "prefer",
        "PGTARGETSESSIONATTRS": "any",
        "PGCONNECT_TIMEOUT": "0",
    }


@contextlib.contextmanager
def looking(database):
    """A connection of somebody else's, who sees what there is."""
    with psycopg.connect(database.url, autocommit=True, options="", hostaddr="") as connection:
        connection.execute(
            "SELECT set_config(name, value, false) FROM unnest(%s::text[], %s::text[]) AS wanted (name, value)"
            " WHERE current_setting(name, true) IS NOT NULL",
            [list(RIGHT), list(RIGHT.values())],
        )
        yield connection


class Place(NamedTuple):
    """A database of a plain role's own, and ways to it."""

    database: Any
    role: str
    name: str
    host: str
    port: str

    @property
    def direct(self):
        return self.database.url.replace("postgres@", f"{self.role}@", 1)

    def set(self, what, settings):
        """ALTER ROLE or ALTER DATABASE … SET."""
        with looking(self.database) as admin:
            for name, value in settings.items():
                known = admin.execute("SELECT FROM pg_settings WHERE name = lower(%s)", [name])
                if known.fetchone() is not None:
                    # a list is a list, and not one name with a comma in it
                    words = SQL(", ").join(Literal(word.strip()) for word in value.split(","))
                    admin.execute(SQL("ALTER {} SET {} = {}").format(SQL(what), SQL(name), words))


@pytest.fixture
def place(new_database, server):
    """An empty database, and a role that owns it and is no superuser."""
    database = new_database("template1")
    name = database.one("SELECT current_database()")
    role = f"owner_of_{name}"
    database.execute(f"CREATE ROLE {role} LOGIN")
    database.execute(f"ALTER DATABASE {name} OWNER TO {role}")
    # what somebody else keeps under our names, where we do not look
    database.execute(
        "CREATE SCHEMA elsewhere CREATE TABLE specs (id int) CREATE TABLE libraries (id int)"
    )
    database.execute(f"GRANT USAGE ON SCHEMA elsewhere TO {role}")
    yield Place(
        database, role, name, server.parameters["host"], server.parameters.get("port", "5432")
    )
    with looking(database) as admin:
        for statement in (
            f"ALTER DATABASE {name} RESET ALL",
            f"ALTER DATABASE {name} OWNER TO postgres",
            f"DROP OWNED BY {role} CASCADE",
            f"DROP ROLE {role}",
        ):
            admin.execute(statement)


@contextlib.contextmanager
def way(place, route):
    """The URL of the place, directly or through a pooler with a single connection."""
    if route == "direct":
        yield place.direct
        return
    if PROGRAM is None:
        pytest.skip("PgBouncer is not installed (Debian: apt-get install pgbouncer)")
    with pooled(place.host, place.port, place.name, place.role, size=1) as url:
        yield url


def plain(value):
    """A document without what is different each time."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items() if name not in VOLATILE}
    return [plain(one) for one in value] if isinstance(value, list) else value


class Story:
    """Commands one after the other, and what each said."""

    def __init__(self, place, command, repository):
        self.place, self.command, self.repository = place, command, repository
        self.said = []

    def ask(self, *arguments):
        outcome = self.command(*arguments)
        document = plain(outcome.document)
        if arguments[0] == "health":
            document = {name: document[name] for name in ("status", "alerts")}
        self.said.append((arguments[:2], outcome.code, document))
        assert outcome.code == 0, outcome.output
        return outcome.document

    def do(self, statement):
        """Something that another program does, with a session of its own making."""
        with looking(self.place.database) as other:
            other.execute(statement)

    def tell(self):
        """Everything that is done to a database in its life."""
        self.ask("db", "upgrade")
        self.ask("run")
        self.ask("run")
        self.repository.spec("bar-basic", "Überschrift – mit Gedankenstrich", tags="größe, 2d")
        self.repository.remove("plots/seaborn/scatter/scatter-basic/default.py")
        assert self.ask("diff")["changes"]
        self.ask("run")
        self.ask("resync")
        self.do(
            f"INSERT INTO promotion_queue (spec_id, quality_score) VALUES ('bar-basic', {SCORE!r});"
            "UPDATE implementations SET tested = true WHERE spec_id = 'bar-basic'"
        )
        item = self.ask("queue", "next", "--platform", "twitter")["item"]
        assert item["quality_score"] == SCORE
        self.ask("queue", "posted", item["id"])
        self.ask("queue", "list")
        for _ in range(2):
            self.do("INSERT INTO plot_usage (created_at) VALUES (now() - interval '91 days')")
            assert self.ask("prune", "usage", "--delete")["counts"]["deleted"] == 1
        self.ask("run")
        self.repository.remove("specs/scatter-basic.md")
        self.repository.remove("plots/matplotlib/scatter/scatter-basic/default.py")
        self.ask("purge", "scatter-basic", "--yes")
        self.ask("run")
        self.ask("catalog", "list")
        self.ask("health")
        self.ask("db", "current")
        self.ask("db", "downgrade")
        self.ask("db", "upgrade")
        return self.said

    def rows(self):
        """What is stored, and how far its times are from now in seconds."""
        with looking(self.place.database) as other:
            tables = [
                row[0] for row in other.execute(
                    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
                    " ORDER BY 1"
                )
            ]  # fmt: skip
            rows = {
                table: sorted(
                    json.dumps(plain(row), sort_keys=True)
                    for (row,) in other.execute(f"SELECT to_jsonb(t) FROM {table} AS t")
                )
                for table in tables
                if table != "sync_runs"
            }
            ((away,),) = other.execute(
                "SELECT max(abs(extract(epoch FROM timezone('UTC', now()) - time))) FROM"
                " (SELECT created_at FROM specs UNION SELECT updated_at FROM implementations"
                " UNION SELECT started_at FROM sync_runs UNION SELECT finished_at FROM sync_runs"
                " UNION SELECT handed_out_at FROM promotion_queue"
                " UNION SELECT posted_at FROM promotion_queue) AS times (time)"
            ).fetchall()
        return rows, away


@pytest.fixture(scope="module")
def expected():
    """What the story says and leaves behind, told for the first time."""
    return {}


@pytest.mark.parametrize("route", ["direct", "pooled"])
@pytest.mark.parametrize("by", ["nobody", "role", "database", "environment"])
def test_the_story_is_the_same_however_the_server_is_set_up(
    place, repository, make_command, monkeypatch, tmp_path, expected, by, route
):
    if by == "role":
        place.set(f"ROLE {place.role}", WRONG)
    elif by == "database":
        place.set(f"DATABASE {place.name}", WRONG)
    elif by == "environment":
        for name, value in environment(tmp_path).items():
            monkeypatch.setenv(name, value)
    with way(place, route) as url:
        story = Story(place, make_command(repository, SimpleNamespace(url=url)), repository)
        said = story.tell()
    for name in environment(tmp_path):
        monkeypatch.delenv(name, raising=False)
    rows, away = story.rows()
    assert away < 600
    assert (said, rows) == expected.setdefault("told", (said, rows))


@pytest.mark.parametrize("name", WRONG)
def test_no_setting_alone_changes_a_run(place, repository, make_command, name):
    place.set(f"ROLE {place.role}", {name: WRONG[name]})
    with way(place, "pooled") as url:
        sync = make_command(repository, SimpleNamespace(url=url))
        assert sync("db", "upgrade").code == 0
        assert len(sync("run").changes) == 11
        assert sync("run").changes == {}
        assert sync("catalog", "list").code == 0
    assert place.database.execute("SELECT count(*) FROM public.specs") == [(2,)]


@pytest.mark.parametrize("seed", range(4))
def test_no_half_of_the_settings_changes_a_run(place, repository, make_command, seed):
    chance = random.Random(seed)
    half = chance.sample(sorted(WRONG), len(WRONG) // 2)
    place.set(f"ROLE {place.role}", {name: WRONG[name] for name in half})
    with way(place, chance.choice(["direct", "pooled"])) as url:
        sync = make_command(repository, SimpleNamespace(url=url))
        assert sync("db", "upgrade").code == 0
        assert len(sync("run").changes) == 11, half
        assert sync("run").changes == {}, half


def test_foreign_keys_count_although_they_are_switched_off(place, repository, make_command):
    sync = make_command(repository, place.database)
    place.set(f"DATABASE {place.name}", {"session_replication_role": "replica"})
    assert sync("db", "upgrade").code == 0
    assert sync("run").code == 0
    for path in ("specs/bar-basic.md", "plots/matplotlib/bar/bar-basic/default.py"):
        repository.remove(path)
    assert sync("purge", "bar-basic", "--yes").code == 0
    with looking(place.database) as other:
        for table in ("tags", "implementations"):
            left = other.execute(f"SELECT FROM {table} WHERE spec_id = 'bar-basic'")
            assert left.fetchall() == []


def test_who_may_not_switch_foreign_keys_on_writes_nothing(place, repository, make_command):
    sync = make_command(repository, SimpleNamespace(url=place.direct))
    assert sync("db", "upgrade").code == 0
    assert sync("run").code == 0
    place.set(f"ROLE {place.role}", {"session_replication_role": "replica"})
    assert sync("diff").code == 0
    assert sync("catalog", "list").code == 0
    for arguments in (
        ["run"],
        ["purge", "bar-basic", "--yes"],
        ["queue", "next"],
        ["db", "upgrade"],
    ):
        outcome = sync(*arguments)
        assert outcome.code == 1
        assert "RESET session_replication_role" in outcome.document["problems"][0]["hint"]


def test_what_is_committed_is_on_the_disk(place, repository, make_command):
    sync = make_command(repository, SimpleNamespace(url=place.direct))
    place.set(f"ROLE {place.role}", {"synchronous_commit": "off"})
    assert sync("db", "upgrade").code == 0
    with looking(place.database) as other:
        other.execute("CREATE TABLE elsewhere.seen AS SELECT current_setting('synchronous_commit')")
        other.execute(f"GRANT ALL ON elsewhere.seen TO {place.role}; DELETE FROM elsewhere.seen")
        other.execute(
            "CREATE FUNCTION elsewhere.see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " INSERT INTO elsewhere.seen SELECT current_setting('synchronous_commit');"
            " RETURN NULL; END $$; CREATE TRIGGER see AFTER INSERT ON sync_runs"
            " EXECUTE FUNCTION elsewhere.see()"
        )
        assert sync("run").code == 0
        assert other.execute("SELECT * FROM elsewhere.seen").fetchall() == [("local",)]


def test_nothing_stays_set_for_those_who_get_the_connection_next(place, repository, make_command):
    place.set(f"ROLE {place.role}", {"statement_timeout": "17s", "search_path": "elsewhere"})
    with way(place, "pooled") as url:
        sync = make_command(repository, SimpleNamespace(url=url))
        for arguments in (["db", "upgrade"], ["run"], ["catalog", "list"], ["prune", "usage"]):
            assert sync(*arguments).code == 0
            with psycopg.connect(url, autocommit=True, prepare_threshold=None) as other:
                shown = [
                    other.execute(f"SHOW {name}").fetchone()[0]
                    for name in ("statement_timeout", "search_path", "lock_timeout", "row_security")
                ]
            assert shown == ["17s", "elsewhere", "0", "on"], arguments


def test_the_engines_of_an_api_are_set_too(place, repository, make_command):
    wrong = ("timezone", "datestyle", "extra_float_digits", "search_path")
    place.set(f"ROLE {place.role}", {name: WRONG[name] for name in wrong})
    with way(place, "pooled") as url:
        sync = make_command(repository, SimpleNamespace(url=url))
        assert sync("db", "upgrade").code == 0
        assert sync("run").code == 0
        with looking(place.database) as other:
            other.execute(
                "UPDATE implementations SET tested = true, quality_score = 0.1 + 0.2::float8"
            )
        target = url_target(Secret(url))

        async def asked():
            engine = create_async_engine(target)
            found = []
            # from the sixth time on psycopg would prepare it
            for _ in range(7):
                async with engine.connect() as connection:
                    found.append((await fetch_async(connection, browse())).items)
            await engine.dispose()
            return found

        engine = create_engine(target)
        for _ in range(7):
            with engine.connect() as connection:
                items = fetch(connection, browse()).items
        engine.dispose()
        assert asyncio.run(asked()) == [items] * 7
    assert {item.best_quality_score for item in items} == {SCORE}
    for item in items:
        assert abs(item.created_at - datetime.now(UTC).replace(tzinfo=None)) < timedelta(hours=1)
