"""One row per run that reached the database."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE sync_runs (
            id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            started_at  TIMESTAMP NOT NULL,
            finished_at TIMESTAMP NOT NULL DEFAULT NOW(),
            trigger     VARCHAR NOT NULL,
            commit      VARCHAR,
            mode        VARCHAR NOT NULL,
            status      VARCHAR NOT NULL,
            counts      JSONB NOT NULL,
            error       TEXT
        )
        """
    )
    op.execute("CREATE INDEX idx_sync_runs_started ON sync_runs (started_at)")


def downgrade() -> None:
    op.execute("DROP TABLE sync_runs")
