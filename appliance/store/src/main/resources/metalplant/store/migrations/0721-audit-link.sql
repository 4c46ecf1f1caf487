CREATE TABLE IF NOT EXISTS audit_link (
    number BIGINT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    before BYTEA NOT NULL,
    digest BYTEA NOT NULL,
    entry TEXT NOT NULL,
    CONSTRAINT audit_link_pk PRIMARY KEY (number)
)
