import pytest
from sqlalchemy.pool import NullPool

from sync.database.engine import remote_target
from sync.database.errors import DatabaseError, DatabaseSettingError, DatabaseUnreachableError
from sync.database.pool import create_async_engine, create_engine
from sync.database.session import open_session
from sync.database.target import url_target
from sync.model.secrets import Secret
from sync.settings import CloudSql, Settings, Workflow


@pytest.mark.parametrize(
    "scheme",
    ["postgres", "postgresql", "postgresql+asyncpg", "postgresql+psycopg", "postgresql+psycopg2",
     "postgres+pg8000", "POSTGRESQL"],
)  # fmt: skip
def test_every_spelling_of_a_url_is_taken(scheme):
    target = url_target(Secret(f" {scheme}://ann:secret@db.example.org:5433/pyplots \n"))
    assert target.parameters == {
        "user": "ann", "password": "secret", "host": "db.example.org", "port": "5433",
        "dbname": "pyplots",
    }  # fmt: skip


@pytest.mark.parametrize("password", ["p@ss", "p/ss", "p#ss", "p:ss", "p?ss", "p%ss", "pässwörd"])
def test_a_password_may_hold_anything(password):
    assert url_target(Secret(f"postgresql://u:{password}@h/d")).parameters["password"] == password


def test_a_password_may_be_percent_encoded():
    assert url_target(Secret("postgresql://u:p%40%2Fss@h/d")).parameters["password"] == "p@/ss"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ssl=require", "require"),
        ("ssl=true&prepared_statement_cache_size=0", "require"),
        ("sslmode=verify-full", "verify-full"),
    ],
)
def test_the_ssl_word_of_asyncpg_is_understood(query, expected):
    assert url_target(Secret(f"postgresql://h/d?{query}")).parameters["sslmode"] == expected


@pytest.mark.parametrize(
    "url", ["mysql://u:topsecret@h/d", "topsecret", "", "postgresql://u:topsecret@h:x:y/d?a=b"]
)
def test_what_is_no_postgresql_url_is_refused_without_showing_it(url):
    with pytest.raises(DatabaseSettingError) as refused:
        url_target(Secret(url))
    assert "topsecret" not in str(refused.value)


def test_nothing_that_prints_shows_the_password():
    target = url_target(Secret("postgresql://ann:topsecret@db.example.org/pyplots"))
    assert "topsecret" not in f"{target} {target!r} {target.address}"
    assert target.address == "postgresql://ann@db.example.org/pyplots"


def test_a_server_that_refuses_is_one_sentence_without_the_password():
    with pytest.raises(DatabaseUnreachableError) as refused:
        url_target(Secret("postgresql://ann:topsecret@127.0.0.1:1/d")).connect()
    assert "topsecret" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_every_transaction_speaks_utc(database, tmp_path):
    database.execute(
        "ALTER DATABASE "
        + database.url.split("/")[3].split("?")[0]
        + " SET timezone = 'Asia/Tokyo'"
    )
    with open_session(database.target, Settings(repo=tmp_path)) as session:
        session.begin(for_update=False)
        assert session.execute("SHOW timezone").fetchone() == ("UTC",)
    with create_engine(database.target, poolclass=NullPool).connect() as connection:
        assert connection.exec_driver_sql("SHOW timezone").scalar() == "UTC"


def test_options_of_the_url_are_kept(database, tmp_path):
    target = url_target(
        Secret(f"{database.url}&options=-c%20statement_timeout%3D7s%20-ctimezone%3DAsia/Tokyo")
    )
    with open_session(target, Settings(repo=tmp_path)) as session:
        session.begin(for_update=False)
        assert session.execute("SHOW statement_timeout").fetchone() == ("7s",)
        assert session.execute("SHOW timezone").fetchone() == ("UTC",)


def test_the_engines_have_the_pool_of_the_document(database):
    for engine in (
        create_engine(database.target),
        create_async_engine(database.target).sync_engine,
    ):
        assert engine.pool.size() == 5
        assert engine.pool._max_overflow == 10
        assert engine.pool._pre_ping is True
        engine.dispose()


async def ask(engine):
    async with engine.connect() as connection:
        answer = (await connection.exec_driver_sql("SHOW timezone")).scalar()
    await engine.dispose()
    return answer


def test_the_async_engine_works_and_speaks_utc(database):
    import asyncio

    assert asyncio.run(ask(create_async_engine(database.target))) == "UTC"


INSTANCE = CloudSql("project:region:name", "ann", Secret("topsecret"), "pyplots", "private")


def test_cloud_sql_is_used_when_an_instance_is_set(tmp_path):
    target = remote_target(Settings(repo=tmp_path, cloud_sql=INSTANCE))
    assert target is not None
    assert target.cloud_sql == INSTANCE
    assert "topsecret" not in repr(target)


def test_a_url_goes_before_an_instance(tmp_path):
    settings = Settings(repo=tmp_path, cloud_sql=INSTANCE, database_url=Secret("postgresql://h/d"))
    target = remote_target(settings)
    assert target is not None
    assert target.cloud_sql is None


def test_cloud_sql_without_credentials_says_what_to_check(tmp_path, monkeypatch):
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "none.json"))
    target = remote_target(Settings(repo=tmp_path, cloud_sql=INSTANCE))
    assert target is not None
    with pytest.raises(DatabaseUnreachableError, match="project:region:name") as refused:
        target.connect(connect_timeout=5)
    assert "topsecret" not in str(refused.value)


def test_an_async_engine_does_not_go_through_the_connector(tmp_path):
    target = remote_target(Settings(repo=tmp_path, cloud_sql=INSTANCE))
    assert target is not None
    with pytest.raises(DatabaseError, match="async"):
        create_async_engine(target)


def test_a_workflow_without_a_database_is_an_error(tmp_path):
    with pytest.raises(DatabaseSettingError, match="DATABASE_URL"):
        remote_target(Settings(repo=tmp_path, workflow=Workflow()))
    assert remote_target(Settings(repo=tmp_path, workflow=Workflow()), "embedded") is None
    assert remote_target(Settings(repo=tmp_path)) is None
