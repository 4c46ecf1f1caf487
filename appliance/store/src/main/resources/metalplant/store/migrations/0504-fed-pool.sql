CREATE TABLE IF NOT EXISTS fed_pool (
    pool TEXT NOT NULL,
    prefix_id UUID NOT NULL,
    bits SMALLINT NOT NULL,
    lo NUMERIC(39,0) NOT NULL,
    mask_length SMALLINT NOT NULL,
    idle_blocks BIGINT NOT NULL,
    CONSTRAINT fed_pool_pk PRIMARY KEY (pool)
)
