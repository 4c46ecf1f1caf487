CREATE TABLE IF NOT EXISTS fed_shared (
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    place BIGINT NOT NULL,
    local_id TEXT NOT NULL,
    home TEXT NOT NULL,
    home_epoch BIGINT NOT NULL,
    edition BIGINT NOT NULL,
    published BIGINT NOT NULL,
    name TEXT NOT NULL,
    content BYTEA NOT NULL,
    brought BOOLEAN NOT NULL,
    deleted BOOLEAN NOT NULL,
    pending BOOLEAN NOT NULL,
    CONSTRAINT fed_shared_pk PRIMARY KEY (id)
)
