CREATE TABLE IF NOT EXISTS filesystem_layout (
    id TEXT NOT NULL,
    uid UUID NOT NULL,
    home TEXT NOT NULL,
    version BIGINT NOT NULL,
    created TIMESTAMPTZ NOT NULL,
    changed TIMESTAMPTZ NOT NULL,
    body JSONB NOT NULL,
    CONSTRAINT filesystem_layout_pk PRIMARY KEY (id)
)
