CREATE TABLE IF NOT EXISTS zone_entity (
    id TEXT NOT NULL,
    uid UUID NOT NULL,
    home TEXT NOT NULL,
    version BIGINT NOT NULL,
    created TIMESTAMPTZ NOT NULL,
    changed TIMESTAMPTZ NOT NULL,
    body JSONB NOT NULL,
    CONSTRAINT zone_entity_pk PRIMARY KEY (id)
)
