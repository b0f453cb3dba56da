"""What a run leaves to the next: when its commit was made, whose words it believed, who to tell.

- ``committed_at`` tells an old checkout from a new one where git's history is not there.
- ``settings`` are those that decide trust: a plan says where they differ.
- ``untold`` is who has yet to be told of the change; the next run tells them.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE sync_runs ADD COLUMN committed_at TIMESTAMP,"
        " ADD COLUMN settings JSONB, ADD COLUMN untold JSONB"
    )
    op.execute("CREATE INDEX idx_sync_runs_untold ON sync_runs (id) WHERE untold IS NOT NULL")


def downgrade() -> None:
    op.execute("DROP INDEX idx_sync_runs_untold")
    op.execute(
        "ALTER TABLE sync_runs DROP COLUMN committed_at, DROP COLUMN settings, DROP COLUMN untold"
    )
