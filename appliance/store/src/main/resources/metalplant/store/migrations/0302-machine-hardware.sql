CREATE TABLE IF NOT EXISTS machine_hardware (
    id TEXT NOT NULL,
    body JSONB NOT NULL,
    terms TEXT NOT NULL,
    CONSTRAINT machine_hardware_pk PRIMARY KEY (id)
)
