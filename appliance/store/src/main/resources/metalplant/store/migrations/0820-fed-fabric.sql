CREATE TABLE IF NOT EXISTS fed_fabric (
    plant TEXT NOT NULL,
    life BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    zones TEXT NOT NULL,
    heard TIMESTAMPTZ NOT NULL,
    body JSONB NOT NULL,
    CONSTRAINT fed_fabric_pk PRIMARY KEY (plant)
)
