CREATE TABLE IF NOT EXISTS audit_fresh (
    id UUID NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    entry TEXT NOT NULL,
    CONSTRAINT audit_fresh_pk PRIMARY KEY (id)
)
