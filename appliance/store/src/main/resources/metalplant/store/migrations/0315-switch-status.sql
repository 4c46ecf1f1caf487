CREATE TABLE IF NOT EXISTS switch_status (
    switch_id TEXT NOT NULL,
    body JSONB NOT NULL,
    CONSTRAINT switch_status_pk PRIMARY KEY (switch_id)
)
