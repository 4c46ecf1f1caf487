CREATE TABLE IF NOT EXISTS ip_tag (
    tag TEXT NOT NULL,
    prefix_id UUID NOT NULL,
    address NUMERIC(39,0) NOT NULL,
    CONSTRAINT ip_tag_pk PRIMARY KEY (tag, prefix_id, address)
)
