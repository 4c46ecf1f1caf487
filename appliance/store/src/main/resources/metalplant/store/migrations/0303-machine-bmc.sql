CREATE TABLE IF NOT EXISTS machine_bmc (
    id TEXT NOT NULL,
    address TEXT NOT NULL,
    body JSONB NOT NULL,
    terms TEXT NOT NULL,
    CONSTRAINT machine_bmc_pk PRIMARY KEY (id)
)
