CREATE TABLE IF NOT EXISTS peer_request (
    id UUID NOT NULL,
    plant TEXT NOT NULL,
    operation TEXT NOT NULL,
    life UUID NOT NULL,
    begun TIMESTAMPTZ NOT NULL,
    status SMALLINT NOT NULL,
    body BYTEA NOT NULL,
    CONSTRAINT peer_request_pk PRIMARY KEY (id)
)
