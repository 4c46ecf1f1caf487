CREATE INDEX IF NOT EXISTS boot_lease_by_machine ON boot_lease (machine_id)
