import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.pool import NullPool

from schema_document import block
from sync.database import migrate
from sync.database.errors import DatabaseError, SchemaError
from sync.database.pool import create_engine
from sync.database.tables import SCHEMA_REVISION, Base

DOCUMENT = block("Tables")
ROWS = """
INSERT INTO specs (id, title, data_requirements) VALUES ('s', 'S', '[]');
INSERT INTO libraries (id, name) VALUES ('l', 'L');
INSERT INTO implementations (spec_id, library_id, plot_function, variant, file_path)
     VALUES ('s', 'l', 'f', 'default', 'plots/l/f/s/default.py');
INSERT INTO tags (spec_id, tag) VALUES ('s', 't');
INSERT INTO promotion_queue (spec_id) VALUES ('s');
INSERT INTO plot_usage (spec_id, library_id, data_shape) VALUES ('s', 'l', '{"rows": 1}');
"""
DOCUMENT_TABLES = (
    "specs", "libraries", "implementations", "tags", "promotion_queue", "plot_usage",
)  # fmt: skip


def schema_of(database, tables):
    """Columns, constraints and indexes of the tables, as PostgreSQL describes them."""
    columns = database.execute(
        "SELECT table_name, column_name, data_type, udt_name, is_nullable, column_default"
        " FROM information_schema.columns WHERE table_name = ANY(%s)"
        " ORDER BY table_name, ordinal_position",
        list(tables),
    )
    constraints = database.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid::regclass::text = ANY(%s) ORDER BY 1",
        list(tables),
    )
    indexes = database.execute(
        "SELECT indexdef FROM pg_indexes WHERE tablename = ANY(%s) ORDER BY 1", list(tables)
    )
    return columns, constraints, indexes


def test_the_first_revision_is_the_schema_document(new_database):
    ours, documents = new_database("template1"), new_database("template1")
    migrate.upgrade(ours.target, "0001")
    documents.execute(DOCUMENT)
    assert schema_of(ours, DOCUMENT_TABLES) == schema_of(documents, DOCUMENT_TABLES)


def test_models_and_migrations_agree(database):
    with create_engine(database.target, poolclass=NullPool).connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_the_program_reads_the_newest_revision():
    assert migrate.head() == SCHEMA_REVISION


def test_every_revision_goes_up_and_down_with_rows_in_the_tables(new_database):
    database = new_database("template1")
    revisions = [
        script.revision
        for script in reversed(list(ScriptDirectory.from_config(migrate.config()).walk_revisions()))
    ]
    migrate.upgrade(database.target, revisions[0])
    database.execute(ROWS)
    for revision in revisions[1:]:
        before = schema_of(database, DOCUMENT_TABLES)
        migrate.upgrade(database.target, revision)
        migrate.downgrade(database.target)
        assert schema_of(database, DOCUMENT_TABLES) == before
        migrate.upgrade(database.target, revision)
    for table in DOCUMENT_TABLES:
        assert database.one(f"SELECT count(*) FROM {table}") == 1
    assert migrate.downgrade(database.target, "base") == (SCHEMA_REVISION, None)
    assert set(database.dump()) == {"alembic_version"}
    assert migrate.upgrade(database.target) == (None, SCHEMA_REVISION)


def test_a_database_made_from_the_document_is_taken_over_with_its_rows(new_database):
    database = new_database("template1")
    database.execute(DOCUMENT + ROWS)
    before = database.dump()
    migrate.upgrade(database.target)
    after = database.dump("alembic_version", "quality_reviews", "sync_runs", "sync_marks")
    kept = {
        table: [{name: row[name] for name in before[table][0]} for row in rows]
        for table, rows in after.items()
    }
    assert kept == before
    with create_engine(database.target, poolclass=NullPool).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_a_soft_delete_column_that_is_there_already_keeps_its_values(new_database):
    database = new_database("template1")
    database.execute(DOCUMENT + "ALTER TABLE specs ADD COLUMN active BOOLEAN DEFAULT true;" + ROWS)
    database.execute("UPDATE specs SET active = false")
    migrate.upgrade(database.target)
    assert database.one("SELECT active FROM specs") is False


def test_upgrading_twice_changes_nothing(database):
    before = database.dump()
    assert migrate.upgrade(database.target) == (SCHEMA_REVISION, SCHEMA_REVISION)
    assert database.dump() == before


def test_a_database_at_an_unknown_revision_is_left_alone(database):
    database.execute("UPDATE alembic_version SET version_num = 'theirs'")
    with pytest.raises(SchemaError, match="of another program"):
        migrate.upgrade(database.target)
    assert database.one("SELECT version_num FROM alembic_version") == "theirs"


def test_a_refusal_of_the_database_is_one_sentence(new_database):
    database = new_database("template1")
    database.execute("CREATE VIEW specs AS SELECT 1 AS one")
    with pytest.raises(DatabaseError, match="specs") as refused:
        migrate.upgrade(database.target)
    assert "\n" not in str(refused.value)
    with pytest.raises(psycopg.errors.UndefinedTable):
        database.execute("SELECT * FROM libraries")
