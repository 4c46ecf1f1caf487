CREATE INDEX IF NOT EXISTS boot_lease_by_expiry ON boot_lease (expires)
