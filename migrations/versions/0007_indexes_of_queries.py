"""Indexes for browsing and searching (sync/database/queries.py).

Browsing walks the scores from the top, and everything else from the newest
spec on: without an index either reads and sorts all rows for every page.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INDEXES = {
    "idx_implementations_score": (
        "implementations (quality_score) WHERE tested AND quality_score IS NOT NULL"
    ),
    "idx_specs_created": "specs (coalesce(created_at, '-infinity'::timestamp) DESC, id)",
}


def upgrade() -> None:
    for index, columns in INDEXES.items():
        op.execute(f"CREATE INDEX {index} ON {columns}")


def downgrade() -> None:
    for index in INDEXES:
        op.execute(f"DROP INDEX {index}")
