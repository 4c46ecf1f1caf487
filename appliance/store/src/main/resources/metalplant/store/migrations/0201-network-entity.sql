CREATE TABLE IF NOT EXISTS network_entity (
    id TEXT NOT NULL,
    uid UUID NOT NULL,
    home TEXT NOT NULL,
    version BIGINT NOT NULL,
    created TIMESTAMPTZ NOT NULL,
    changed TIMESTAMPTZ NOT NULL,
    body JSONB NOT NULL,
    name TEXT NOT NULL,
    partition_id TEXT NOT NULL,
    project_id TEXT NOT NULL,
    parent_id TEXT NOT NULL,
    private_super BOOLEAN NOT NULL,
    underlay BOOLEAN NOT NULL,
    nat BOOLEAN NOT NULL,
    vrf BIGINT NOT NULL,
    CONSTRAINT network_entity_pk PRIMARY KEY (id)
)
