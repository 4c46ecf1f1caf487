CREATE TABLE IF NOT EXISTS boot_lease (
    id UUID NOT NULL,
    mac TEXT NOT NULL,
    partition_id TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    hmac_key TEXT NOT NULL,
    created TIMESTAMPTZ NOT NULL,
    expires TIMESTAMPTZ NOT NULL,
    revoked BOOLEAN NOT NULL,
    CONSTRAINT boot_lease_pk PRIMARY KEY (id)
)
