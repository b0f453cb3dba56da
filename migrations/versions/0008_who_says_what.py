"""Who opened the issue of a review, whether its code was merged, and who was not believed.

All of it is read at the next run, which reads everything again: how comments
are read has changed with this revision.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE quality_reviews
            ADD COLUMN issue_author      VARCHAR NOT NULL DEFAULT '',
            ADD COLUMN issue_association VARCHAR NOT NULL DEFAULT '',
            ADD COLUMN is_pull_request   BOOLEAN NOT NULL DEFAULT false,
            ADD COLUMN merged_at         TIMESTAMP
        """
    )
    op.execute("ALTER TABLE sync_marks ADD COLUMN ignored VARCHAR NOT NULL DEFAULT ''")


def downgrade() -> None:
    op.execute("ALTER TABLE sync_marks DROP COLUMN ignored")
    op.execute(
        """
        ALTER TABLE quality_reviews
            DROP COLUMN issue_author,
            DROP COLUMN issue_association,
            DROP COLUMN is_pull_request,
            DROP COLUMN merged_at
        """
    )
