CREATE TABLE IF NOT EXISTS ip_block (
    prefix_id UUID NOT NULL,
    bits SMALLINT NOT NULL,
    lo NUMERIC(39,0) NOT NULL,
    hi NUMERIC(39,0) NOT NULL,
    mask_length SMALLINT NOT NULL,
    holder TEXT NOT NULL,
    incarnation BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('FREE', 'GRANTED', 'RETURNING', 'QUARANTINED', 'RECOVERING')),
    CONSTRAINT ip_block_pk PRIMARY KEY (prefix_id, lo)
)
