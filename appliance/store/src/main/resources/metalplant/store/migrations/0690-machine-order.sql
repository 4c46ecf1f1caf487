CREATE TABLE IF NOT EXISTS machine_order (
    id TEXT NOT NULL,
    uid UUID NOT NULL,
    home TEXT NOT NULL,
    version BIGINT NOT NULL,
    created TIMESTAMPTZ NOT NULL,
    changed TIMESTAMPTZ NOT NULL,
    body JSONB NOT NULL,
    CONSTRAINT machine_order_pk PRIMARY KEY (id)
)
