CREATE TABLE IF NOT EXISTS ip_child (
    id UUID NOT NULL,
    parent_id UUID NOT NULL,
    namespace TEXT NOT NULL,
    network_id TEXT NOT NULL,
    bits SMALLINT NOT NULL CHECK (bits IN (32, 128)),
    lo NUMERIC(39,0) NOT NULL,
    hi NUMERIC(39,0) NOT NULL,
    mask_length SMALLINT NOT NULL,
    holder TEXT NOT NULL,
    incarnation BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('FREE', 'GRANTED', 'RETURNING', 'QUARANTINED', 'RECOVERING')),
    revision BIGINT NOT NULL,
    CONSTRAINT ip_child_pk PRIMARY KEY (id),
    CONSTRAINT ip_child_place UNIQUE (parent_id, namespace, bits, lo)
)
