"""Reviews found in issue comments, and the comment that a score came from."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE quality_reviews (
            comment_id   BIGINT NOT NULL,
            section      INT NOT NULL,
            issue_number INT NOT NULL,
            issue_title  VARCHAR NOT NULL,
            issue_labels VARCHAR[] NOT NULL DEFAULT '{}',
            spec_id      VARCHAR,
            library_id   VARCHAR,
            variant      VARCHAR,
            score        FLOAT NOT NULL,
            verdict      VARCHAR,
            author       VARCHAR NOT NULL,
            created_at   TIMESTAMP NOT NULL,
            updated_at   TIMESTAMP NOT NULL,
            url          VARCHAR NOT NULL,
            PRIMARY KEY (comment_id, section)
        )
        """
    )
    op.execute("CREATE INDEX idx_quality_reviews_spec ON quality_reviews (spec_id)")
    op.execute("ALTER TABLE implementations ADD COLUMN reviewed_at TIMESTAMP")
    op.execute("ALTER TABLE implementations ADD COLUMN review_url VARCHAR")


def downgrade() -> None:
    op.execute("ALTER TABLE implementations DROP COLUMN review_url")
    op.execute("ALTER TABLE implementations DROP COLUMN reviewed_at")
    op.execute("DROP TABLE quality_reviews")
