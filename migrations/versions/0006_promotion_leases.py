"""Who has an entry of the promotion queue, until when, and why an attempt failed."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE promotion_queue
            ADD COLUMN handed_out_at TIMESTAMP,
            ADD COLUMN leased_until  TIMESTAMP,
            ADD COLUMN failed_at     TIMESTAMP,
            ADD COLUMN error         TEXT
        """
    )
    op.execute("CREATE INDEX idx_promotion_queue_spec ON promotion_queue (spec_id, platform)")


def downgrade() -> None:
    op.execute("DROP INDEX idx_promotion_queue_spec")
    op.execute(
        """
        ALTER TABLE promotion_queue
            DROP COLUMN handed_out_at,
            DROP COLUMN leased_until,
            DROP COLUMN failed_at,
            DROP COLUMN error
        """
    )
