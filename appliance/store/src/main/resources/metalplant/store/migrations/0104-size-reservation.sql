CREATE TABLE IF NOT EXISTS size_reservation (
    id TEXT NOT NULL,
    uid UUID NOT NULL,
    home TEXT NOT NULL,
    version BIGINT NOT NULL,
    created TIMESTAMPTZ NOT NULL,
    changed TIMESTAMPTZ NOT NULL,
    body JSONB NOT NULL,
    size_id TEXT NOT NULL,
    project_id TEXT NOT NULL,
    CONSTRAINT size_reservation_pk PRIMARY KEY (id)
)
