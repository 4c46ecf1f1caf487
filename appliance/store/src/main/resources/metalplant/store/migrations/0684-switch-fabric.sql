CREATE TABLE IF NOT EXISTS switch_fabric (
    switch_id TEXT NOT NULL,
    partition_id TEXT NOT NULL,
    body JSONB NOT NULL,
    CONSTRAINT switch_fabric_pk PRIMARY KEY (switch_id)
)
