CREATE INDEX IF NOT EXISTS boot_lease_by_mac ON boot_lease (mac)
