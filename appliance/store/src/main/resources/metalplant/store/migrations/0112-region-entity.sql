CREATE TABLE IF NOT EXISTS region_entity (
    id TEXT NOT NULL,
    uid UUID NOT NULL,
    home TEXT NOT NULL,
    version BIGINT NOT NULL,
    created TIMESTAMPTZ NOT NULL,
    changed TIMESTAMPTZ NOT NULL,
    body JSONB NOT NULL,
    CONSTRAINT region_entity_pk PRIMARY KEY (id)
)
