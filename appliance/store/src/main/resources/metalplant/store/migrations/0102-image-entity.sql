CREATE TABLE IF NOT EXISTS image_entity (
    id TEXT NOT NULL,
    uid UUID NOT NULL,
    home TEXT NOT NULL,
    version BIGINT NOT NULL,
    created TIMESTAMPTZ NOT NULL,
    changed TIMESTAMPTZ NOT NULL,
    body JSONB NOT NULL,
    CONSTRAINT image_entity_pk PRIMARY KEY (id)
)
