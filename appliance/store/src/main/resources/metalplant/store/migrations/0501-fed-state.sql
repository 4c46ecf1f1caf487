CREATE TABLE IF NOT EXISTS fed_state (
    name TEXT NOT NULL,
    revision BIGINT NOT NULL,
    content_format BIGINT NOT NULL,
    step UUID NOT NULL,
    reconciled BIGINT NOT NULL,
    content BYTEA NOT NULL,
    content_hash BYTEA NOT NULL,
    CONSTRAINT fed_state_pk PRIMARY KEY (name)
)
