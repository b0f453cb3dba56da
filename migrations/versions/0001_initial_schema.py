"""The six tables of the schema document.

Tables and indexes that are there already are left alone, with their rows: a
database that was made from the document's own statements is taken over as it
is.
"""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = {
    "specs": """
        id                VARCHAR PRIMARY KEY,
        title             VARCHAR NOT NULL,
        description       TEXT,
        data_requirements JSONB NOT NULL,
        optional_params   JSONB,
        tags              VARCHAR[] DEFAULT '{}',
        created_at        TIMESTAMP DEFAULT NOW(),
        updated_at        TIMESTAMP DEFAULT NOW()
    """,
    "libraries": """
        id                VARCHAR PRIMARY KEY,
        name              VARCHAR NOT NULL,
        version           VARCHAR,
        documentation_url VARCHAR,
        active            BOOLEAN DEFAULT true,
        created_at        TIMESTAMP DEFAULT NOW()
    """,
    "implementations": """
        id             UUID PRIMARY KEY DEFAULT gen_random_uuid(),
        spec_id        VARCHAR NOT NULL REFERENCES specs (id) ON DELETE CASCADE,
        library_id     VARCHAR NOT NULL REFERENCES libraries (id) ON DELETE CASCADE,
        plot_function  VARCHAR NOT NULL,
        variant        VARCHAR NOT NULL,
        file_path      VARCHAR NOT NULL,
        preview_url    VARCHAR,
        python_version VARCHAR DEFAULT '3.10+',
        tested         BOOLEAN DEFAULT false,
        quality_score  FLOAT,
        created_at     TIMESTAMP DEFAULT NOW(),
        updated_at     TIMESTAMP DEFAULT NOW(),
        UNIQUE (spec_id, library_id, variant)
    """,
    "tags": """
        id         UUID PRIMARY KEY DEFAULT gen_random_uuid(),
        spec_id    VARCHAR NOT NULL REFERENCES specs (id) ON DELETE CASCADE,
        tag        VARCHAR NOT NULL,
        confidence FLOAT DEFAULT 1.0,
        created_by VARCHAR DEFAULT 'ai',
        created_at TIMESTAMP DEFAULT NOW(),
        UNIQUE (spec_id, tag)
    """,
    "promotion_queue": """
        id            UUID PRIMARY KEY DEFAULT gen_random_uuid(),
        spec_id       VARCHAR NOT NULL REFERENCES specs (id) ON DELETE CASCADE,
        priority      VARCHAR DEFAULT 'medium',
        quality_score FLOAT,
        preview_url   VARCHAR,
        created_at    TIMESTAMP DEFAULT NOW(),
        posted_at     TIMESTAMP,
        status        VARCHAR DEFAULT 'queued',
        attempt_count INT DEFAULT 0,
        platform      VARCHAR DEFAULT 'twitter'
    """,
    "plot_usage": """
        id           UUID PRIMARY KEY DEFAULT gen_random_uuid(),
        spec_id      VARCHAR REFERENCES specs (id) ON DELETE SET NULL,
        library_id   VARCHAR REFERENCES libraries (id) ON DELETE SET NULL,
        variant      VARCHAR,
        user_session VARCHAR,
        data_shape   JSONB,
        success      BOOLEAN,
        error_type   VARCHAR,
        created_at   TIMESTAMP DEFAULT NOW()
    """,
}

INDEXES = {
    "idx_implementations_spec": "implementations (spec_id)",
    "idx_implementations_library": "implementations (library_id)",
    "idx_tags_spec": "tags (spec_id)",
    "idx_tags_tag": "tags (tag)",
    "idx_plot_usage_spec": "plot_usage (spec_id)",
    "idx_plot_usage_created": "plot_usage (created_at)",
    "idx_promotion_queue_status": "promotion_queue (status, created_at)",
    "idx_promotion_queue_posted": "promotion_queue (posted_at)",
}


def upgrade() -> None:
    for table, columns in TABLES.items():
        op.execute(f"CREATE TABLE IF NOT EXISTS {table} ({columns})")
    for index, columns in INDEXES.items():
        op.execute(f"CREATE INDEX IF NOT EXISTS {index} ON {columns}")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE {table}")
