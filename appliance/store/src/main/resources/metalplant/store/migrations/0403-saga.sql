CREATE TABLE IF NOT EXISTS saga (
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    step BIGINT NOT NULL,
    unwinding BOOLEAN NOT NULL,
    attempts BIGINT NOT NULL,
    due TIMESTAMPTZ NOT NULL,
    owner TEXT NOT NULL,
    lease_until TIMESTAMPTZ NOT NULL,
    params TEXT NOT NULL,
    error TEXT NOT NULL,
    created TIMESTAMPTZ NOT NULL,
    CONSTRAINT saga_pk PRIMARY KEY (id)
)
