CREATE TABLE IF NOT EXISTS ip_prefix (
    id UUID NOT NULL,
    network_id TEXT NOT NULL,
    bits SMALLINT NOT NULL CHECK (bits IN (32, 128)),
    lo NUMERIC(39,0) NOT NULL,
    hi NUMERIC(39,0) NOT NULL,
    mask_length SMALLINT NOT NULL,
    holds_children BOOLEAN NOT NULL,
    child_length SMALLINT NOT NULL,
    revision BIGINT NOT NULL,
    CONSTRAINT ip_prefix_pk PRIMARY KEY (id),
    CONSTRAINT ip_prefix_place UNIQUE (bits, lo)
)
