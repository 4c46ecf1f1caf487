CREATE TABLE IF NOT EXISTS peering_entity (
    id TEXT NOT NULL,
    uid UUID NOT NULL,
    home TEXT NOT NULL,
    version BIGINT NOT NULL,
    created TIMESTAMPTZ NOT NULL,
    changed TIMESTAMPTZ NOT NULL,
    body JSONB NOT NULL,
    network1 TEXT NOT NULL,
    network2 TEXT NOT NULL,
    partition_id TEXT NOT NULL,
    CONSTRAINT peering_entity_pk PRIMARY KEY (id)
)
