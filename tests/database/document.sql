CREATE TABLE specs
(
    id                VARCHAR PRIMARY KEY,
    title             VARCHAR NOT NULL,
    description       TEXT,
    data_requirements JSONB   NOT NULL,
    optional_params   JSONB,
    tags              VARCHAR[] DEFAULT '{}',
    created_at        TIMESTAMP DEFAULT NOW(),
    updated_at        TIMESTAMP DEFAULT NOW()
);
CREATE TABLE libraries
(
    id                VARCHAR PRIMARY KEY,
    name              VARCHAR NOT NULL,
    version           VARCHAR,
    documentation_url VARCHAR,
    active            BOOLEAN DEFAULT true,
    created_at        TIMESTAMP DEFAULT NOW()
);
CREATE TABLE implementations
(
    id             UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    spec_id        VARCHAR NOT NULL REFERENCES specs (id) ON DELETE CASCADE,
    library_id     VARCHAR NOT NULL REFERENCES libraries (id) ON DELETE CASCADE,
    plot_function  VARCHAR NOT NULL,
    variant        VARCHAR NOT NULL,
    file_path      VARCHAR NOT NULL,
    preview_url    VARCHAR,
    python_version VARCHAR          DEFAULT '3.10+',
    tested         BOOLEAN          DEFAULT false,
    quality_score  FLOAT,
    created_at     TIMESTAMP        DEFAULT NOW(),
    updated_at     TIMESTAMP        DEFAULT NOW(),
    UNIQUE (spec_id, library_id, variant)
);
CREATE TABLE tags
(
    id         UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    spec_id    VARCHAR NOT NULL REFERENCES specs (id) ON DELETE CASCADE,
    tag        VARCHAR NOT NULL,
    confidence FLOAT            DEFAULT 1.0,
    created_by VARCHAR          DEFAULT 'ai',
    created_at TIMESTAMP        DEFAULT NOW(),
    UNIQUE (spec_id, tag)
);
CREATE TABLE promotion_queue
(
    id            UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    spec_id       VARCHAR NOT NULL REFERENCES specs (id) ON DELETE CASCADE,
    priority      VARCHAR          DEFAULT 'medium',
    quality_score FLOAT,
    preview_url   VARCHAR,
    created_at    TIMESTAMP        DEFAULT NOW(),
    posted_at     TIMESTAMP,
    status        VARCHAR          DEFAULT 'queued',
    attempt_count INT              DEFAULT 0,
    platform      VARCHAR          DEFAULT 'twitter'
);
CREATE TABLE plot_usage
(
    id           UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    spec_id      VARCHAR REFERENCES specs (id) ON DELETE SET NULL,
    library_id   VARCHAR REFERENCES libraries (id) ON DELETE SET NULL,
    variant      VARCHAR,
    user_session VARCHAR,
    data_shape   JSONB,
    success      BOOLEAN,
    error_type   VARCHAR,
    created_at   TIMESTAMP        DEFAULT NOW()
);
CREATE INDEX idx_implementations_spec ON implementations (spec_id);
CREATE INDEX idx_implementations_library ON implementations (library_id);
CREATE INDEX idx_tags_spec ON tags (spec_id);
CREATE INDEX idx_tags_tag ON tags (tag);
CREATE INDEX idx_plot_usage_spec ON plot_usage (spec_id);
CREATE INDEX idx_plot_usage_created ON plot_usage (created_at);
CREATE INDEX idx_promotion_queue_status ON promotion_queue (status, created_at);
CREATE INDEX idx_promotion_queue_posted ON promotion_queue (posted_at);
