"""Where a row came from, what it looked like when it was written, and the soft delete."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# the document's own soft delete implies `active`, so a database may have it already
COLUMNS = {
    "specs": {
        "active": "BOOLEAN DEFAULT true",
        "source_path": "VARCHAR",
        "source_hash": "VARCHAR",
        "content_hash": "VARCHAR",
    },
    "implementations": {"source_hash": "VARCHAR", "content_hash": "VARCHAR"},
}


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for column, kind in columns.items():
            op.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {column} {kind}")


def downgrade() -> None:
    for table, columns in COLUMNS.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
