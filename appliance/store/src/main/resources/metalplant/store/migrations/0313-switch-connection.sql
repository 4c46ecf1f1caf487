CREATE TABLE IF NOT EXISTS switch_connection (
    machine_id TEXT NOT NULL,
    switch_id TEXT NOT NULL,
    CONSTRAINT switch_connection_pk PRIMARY KEY (machine_id, switch_id)
)
