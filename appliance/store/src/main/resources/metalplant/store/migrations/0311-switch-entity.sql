CREATE TABLE IF NOT EXISTS switch_entity (
    id TEXT NOT NULL,
    uid UUID NOT NULL,
    home TEXT NOT NULL,
    version BIGINT NOT NULL,
    created TIMESTAMPTZ NOT NULL,
    changed TIMESTAMPTZ NOT NULL,
    body JSONB NOT NULL,
    partition_id TEXT NOT NULL,
    rack_id TEXT NOT NULL,
    CONSTRAINT switch_entity_pk PRIMARY KEY (id)
)
