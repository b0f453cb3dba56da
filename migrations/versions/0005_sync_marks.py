"""How far the listings of a source were read, and which answer came last."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE sync_marks (
            source     VARCHAR PRIMARY KEY,
            repository VARCHAR NOT NULL,
            rules      VARCHAR NOT NULL,
            seen_until TIMESTAMP,
            etag       VARCHAR
        )
        """
    )


def downgrade() -> None:
    op.execute("DROP TABLE sync_marks")
