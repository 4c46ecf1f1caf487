CREATE TABLE IF NOT EXISTS fed_span (
    id UUID NOT NULL,
    plant TEXT NOT NULL,
    prefixes TEXT NOT NULL,
    CONSTRAINT fed_span_pk PRIMARY KEY (id, plant)
)
