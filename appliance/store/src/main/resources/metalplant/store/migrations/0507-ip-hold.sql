CREATE TABLE IF NOT EXISTS ip_hold (
    prefix_id UUID NOT NULL,
    address NUMERIC(39,0) NOT NULL,
    until TIMESTAMPTZ NOT NULL,
    CONSTRAINT ip_hold_pk PRIMARY KEY (prefix_id, address)
)
