"""Which code a score was given to: ``scored_hash`` is the ``source_hash`` of that moment.

Rows that have a score already say nothing of it, until their next one is taken on.
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE implementations ADD COLUMN scored_hash VARCHAR")


def downgrade() -> None:
    op.execute("ALTER TABLE implementations DROP COLUMN scored_hash")
